"""Who asserts an event: the statement whose words tell it, and on whose authority it stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from transforms.actors import load_actors
from transforms.language.document import Document

Row = dict[str, Any]

ACCUSING = frozenset(
    {"accuse", "blame", "charge", "accusation", "allegation", "indict", "criticise", "criticize", "condemn", "fault"}
)
"""Cues that lay an act at somebody's door; who "alleges" that something happened claims it."""
ADMITTING = frozenset({"admit", "acknowledge", "concede", "confess", "own", "apologise", "apologize"})
STATE_FORCE = frozenset({"MIL", "GOV", "COP", "SPY", None})
WARDING = frozenset({"repel", "repulse", "intercept", "thwart", "foil", "parry"})
"""Words of a blow that only meets another: who tells of it boasts rather than admits."""


class Claims:
    """The statements of one article, asked by place in the text."""

    def __init__(self, document: Document, statements: Sequence[Row]) -> None:
        """Index the statements by what they cover."""
        self.document = document
        self.statements = statements
        told = [row for row in statements if row["polarity"] == "affirmed" or row["form"] == "direct"]
        told.sort(key=lambda row: sum(span["end"] - span["start"] for span in row["content_spans"]))
        self._contents = [(span["start"], span["end"], row) for row in told for span in row["content_spans"]]

    def around(self, token: int) -> Row | None:
        """Return the narrowest statement whose content holds the token."""
        start = self.document.start[token]
        return next((row for begin, end, row in self._contents if begin <= start < end), None)

    def made_by(self, token: int) -> Row | None:
        """Return the statement whose cue the token is."""
        start = self.document.start[token]
        for row in self.statements:
            cue = row["cue_span"]
            if cue is not None and cue["start"] <= start < cue["end"]:
                return row
        return None


def claim_status(statement: Row | None, modality: str, *, is_own: bool) -> str:
    """Return on whose authority an event stands that is told in a statement (None: in the article's own words).

    ``is_own``: the speaker tells of a blow of its own side.
    """
    if statement is None:
        return "reported"
    act, cue = statement["speech_act"], (statement["cue_lemma"] or "").lower()
    if act == "deny" or modality == "negated":
        return "denied"
    if cue in ADMITTING or (is_own and modality in ("actual", "historical")):
        return "admitted"
    if act == "confirm":
        return "confirmed"
    if cue in ACCUSING:
        return "accused"
    return "claimed"


def is_own_blow(statement: Row | None, event_type: str, actors: Sequence[Row], direction: str, words: set[str]) -> bool:
    """Whether a speaker tells of force used by itself, or a state's official or body of force used by that state.

    ``words`` are the lemmas of the trigger. Of an exchange of fire nobody admits a part; who wards off a blow admits none.
    """
    if statement is None or event_type != "ASSAULT" or direction == "mutual" or not actors or words & WARDING:
        return False
    if statement["cue_lemma"] in ACCUSING | {"allege"}:
        return False
    if all(is_speaker(statement, actor) for actor in actors):
        return True
    countries = set(statement["speaker_country"])
    return _is_official(statement) and all(
        actor["country"] in countries and actor["sector"] in STATE_FORCE and actor["actor_id"] for actor in actors
    )


def _is_official(statement: Row) -> bool:
    """Whether a speaker holds an office, or is a state or a body of one: no rebels, no residents."""
    state, _, body = (statement["speaker_actor_id"] or "").partition(".")
    role = load_actors().facts.roles.get(body)
    is_body = state.upper() in statement["speaker_country"] and (
        not body or (role is not None and role.sector in STATE_FORCE)
    )
    return is_body or statement["speaker_role"] is not None


def is_speaker(statement: Row, actor: Row) -> bool:
    """Whether the speaker of a statement and an actor are one."""
    is_named = statement["speaker_name"] is not None and statement["speaker_name"] == actor["name"]
    return is_named or (actor["actor_id"] is not None and statement["speaker_actor_id"] == actor["actor_id"])


def claimant(statement: Row | None) -> Row:
    """Return the columns that name the claimant."""
    if statement is None:
        return {"claimant_name": None, "claimant_actor_id": None, "claimant_country": []}
    return {
        "claimant_name": statement["speaker_name"] or statement["speaker_text"] or "unnamed source",
        "claimant_actor_id": statement["speaker_actor_id"],
        "claimant_country": list(statement["speaker_country"]),
    }
