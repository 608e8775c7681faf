"""Who asserts an event: the statement whose words tell it, and on whose authority it stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from transforms.language.document import Document

Row = dict[str, Any]

ACCUSING = frozenset({"accuse", "blame", "charge", "allege", "accusation", "allegation", "indict"})
ADMITTING = frozenset({"admit", "acknowledge", "concede", "confess", "own"})


class Claims:
    """The statements of one article, asked by place in the text."""

    def __init__(self, document: Document, statements: Sequence[Row]) -> None:
        """Index the statements by what they cover."""
        self.document = document
        self.statements = statements
        self._contents = sorted(
            (
                (sum(span["end"] - span["start"] for span in row["content_spans"]), number, row)
                for number, row in enumerate(statements)
                if row["polarity"] == "affirmed" or row["form"] == "direct"
            ),
            key=lambda item: item[:2],
        )

    def around(self, token: int) -> Row | None:
        """Return the narrowest statement whose content holds the token."""
        start = self.document.start[token]
        for _, _, row in self._contents:
            if any(span["start"] <= start < span["end"] for span in row["content_spans"]):
                return row
        return None

    def made_by(self, token: int) -> Row | None:
        """Return the statement whose cue the token is."""
        start = self.document.start[token]
        for row in self.statements:
            cue = row["cue_span"]
            if cue is not None and cue["start"] <= start < cue["end"]:
                return row
        return None


def claim_status(statement: Row | None, modality: str) -> str:
    """Return on whose authority an event stands that is told in a statement (None: in the article's own words)."""
    if statement is None:
        return "reported"
    act, cue = statement["speech_act"], (statement["cue_lemma"] or "").lower()
    if act == "deny" or (act == "reject" and modality == "negated"):
        return "denied"
    if cue in ADMITTING:
        return "admitted"
    if act == "confirm":
        return "confirmed"
    if cue in ACCUSING:
        return "accused"
    return "claimed"


def claimant(statement: Row | None) -> Row:
    """Return the columns that name the claimant."""
    if statement is None:
        return {"claimant_name": None, "claimant_actor_id": None, "claimant_country": []}
    return {
        "claimant_name": statement["speaker_name"] or statement["speaker_text"] or "unnamed source",
        "claimant_actor_id": statement["speaker_actor_id"],
        "claimant_country": list(statement["speaker_country"]),
    }
