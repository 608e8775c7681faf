"""Reviewed data: event types, cues, speech acts, actors, offices, boilerplate; no code but its loading."""
