"""What must hold of events and claims beyond their columns."""

from __future__ import annotations

from expectations.contract import Rule, row_rule
from transforms.tables import TABLES

EVENTS = TABLES["events"]
CLAIMS = TABLES["claims"]

RULES = [
    row_rule(
        EVENTS,
        "mention_ids.not_empty",
        "len(mention_ids) = 0",
        "an event has a mention: nothing is known that nobody wrote",
    ),
    Rule(
        "events.is_disputed.by_versions",
        "row",
        "a disputed event has two versions, or a party that denies it",
        """SELECT event_id, len(versions) AS observed FROM events AS disputed
           WHERE is_disputed AND len(versions) < 2 AND NOT EXISTS (
             SELECT 1 FROM claims WHERE claims.event_id = disputed.event_id AND position = 'denies')""",
    ),
    row_rule(
        EVENTS,
        "date_start.not_after_end",
        "date_start > date_end OR (date_start IS NULL) <> (date_end IS NULL)",
        "a happening ends when or after it starts; one of the two days is never known alone",
        observed="date_start",
    ),
    row_rule(
        EVENTS,
        "independent_story_count.not_above_articles",
        "independent_story_count > article_count",
        "there are no more stories than articles",
        observed="independent_story_count",
    ),
    row_rule(
        EVENTS,
        "killed_low.not_above_high",
        "killed_low > killed_high OR injured_low > injured_high",
        "low and high do not cross",
        observed="killed_low",
    ),
]

CLAIM_RULES = [
    row_rule(
        CLAIMS,
        "evidence",
        "len(statement_ids) = 0 AND len(mention_ids) = 0",
        "a position rests on a statement or a mention",
    ),
]
