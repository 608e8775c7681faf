"""When an event happened: its own date expression, that of the clause it hangs on, or one inherited from the article."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from transforms.dates import Dated, find_dates
from transforms.language.document import ROOT, Document
from transforms.mentions.attachment import Attachment
from transforms.mentions.happenings import Happening

Row = dict[str, Any]

PAST = timedelta(days=45)
"""An event that ended longer before publication is background; news of last month may still be news."""
ACTS = frozenset({"ASSAULT", "COERCE", "MOBILIZE", "PROTEST", "RETREAT", "SANCTION", "AID", "COOPERATE"})
"""Types whose events happen apart from being told: without a date of their own they share that of the article's event."""
CONFIDENCE = {"explicit": 0.9, "relative": 0.85, "inherited": 0.6, "none": 0.3}


class Calendar:
    """Dates of one article, each given to the happening it belongs to."""

    def __init__(
        self, document: Document, happenings: Sequence[Happening], attachment: Attachment, published: date | None
    ) -> None:
        """Read the date expressions; without a publication day none is resolved."""
        self._document = document
        self._attachment = attachment
        self._published = published
        self._own: dict[int, Dated] = {}
        self.tokens: set[int] = set()
        for dated in find_dates(document.text, published) if published else ():
            inside = _inside(document, dated)
            self.tokens.update(inside)
            token = _head_of(document, inside)
            happening = attachment.of(token) if token is not None else None
            if happening is not None:
                self._own.setdefault(id(happening), dated)
        own = (self._own.get(id(happening)) for happening in happenings if happening.type in ACTS)
        self._main = next((dated for dated in own if dated is not None and not self.is_past(dated)), None)

    def is_past(self, dated: Dated) -> bool:
        """Whether the days lie so far back that the event is background."""
        return self._published is not None and dated.date_end < self._published - PAST

    def has_own(self, happening: Happening) -> bool:
        """Whether the happening has a date expression of its own."""
        return id(happening) in self._own

    def is_background(self, happening: Happening) -> bool:
        """Whether the happening's own date lies far back."""
        return id(happening) in self._own and self.is_past(self._own[id(happening)])

    def find(self, happening: Happening, modality: str) -> tuple[Row, str]:
        """Return the date columns of a happening, and its modality: background is historical."""
        dated = self._own.get(id(happening))
        how = dated.how if dated else "inherited"
        if dated is None:
            above = self._attachment.above(happening)
            dated = self._own.get(id(above)) if above is not None and modality == "actual" else None
        if dated is not None and self.is_past(dated) and modality == "actual":
            modality = "historical"
        if dated is None and modality in ("actual", "negated") and happening.type in ACTS:
            dated = self._main
        text = self._document.text
        if dated is not None:
            return {
                "date_start": dated.date_start,
                "date_end": dated.date_end,
                "date_text": text[dated.start : dated.end],
                "date_precision": dated.precision,
                "date_resolution": how,
                "when_confidence": CONFIDENCE[how],
            }, modality
        day = self._published if modality != "future" else None
        how = "inherited" if day else "none"
        return {
            "date_start": day,
            "date_end": day,
            "date_text": None,
            "date_precision": "day" if day else "unknown",
            "date_resolution": how,
            "when_confidence": CONFIDENCE[how],
        }, modality


def _inside(document: Document, dated: Dated) -> range:
    """Return the tokens of a date expression."""
    return range(bisect_left(document.start, dated.start), bisect_left(document.start, dated.end))


def _head_of(document: Document, inside: range) -> int | None:
    """Return the token of an expression that hangs on a word outside it."""
    outward = (token for token in inside if document.head[token] == ROOT or document.head[token] not in inside)
    return next(outward, None)
