"""When an event happened: its own date expression, that of the clause it hangs on, or one inherited from the article."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from transforms.dates import Dated, find_dates
from transforms.language.document import ROOT, Document
from transforms.mentions.attachment import REPORTING, Attachment
from transforms.mentions.happenings import Happening

Row = dict[str, Any]

PAST = timedelta(days=45)
"""An event that ended longer before publication is background; news of last month may still be news."""
FRESH = timedelta(days=3)
"""How far before publication the day can lie on which the article's speakers spoke."""
LEAD = 3
"""Sentences in which a paper says on which day its news was."""
ACTS = frozenset({"ASSAULT", "COERCE", "MOBILIZE", "PROTEST", "RETREAT", "SANCTION", "AID", "COOPERATE"})
"""Types whose events happen apart from being told: without a date of their own they share that of the article's event."""
LASTING = frozenset({"AID", "COOPERATE", "MOBILIZE", "SUPPORT", "REJECT", "AGREE"})
"""Types that, alleged as a habit ("accused Iran of arming the group"), have no day."""
STANDING = frozenset({"AGREE", "THREATEN", "REQUEST", "CONSULT", "MOBILIZE", "AID"})
"""Types that in the perfect tense say how things stand: "has promised to disarm"."""
DONE = frozenset({"AGREE", "CONSULT", "COOPERATE"})
"""Types of what is done together: its day is not that on which others spoke of it."""
DAYS = frozenset({"day", "night"})
STEPS = 4
"""Coordinated clauses upward through which a day is shared; longer chains are lists."""
DATELINE = 40
"""Characters into its paragraph at which the date of a dateline begins at the latest."""
DATELINE_PARAGRAPHS = 3
"""The paragraph in which a dateline stands at the latest: after headline and standfirst."""
DASHES = ("-", "–", "—")
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
        self._background: dict[int, Dated] = {}
        self._verbs: dict[int, Dated] = {}
        self._arrived: dict[int, list[tuple[int, Dated]]] = {}
        self._said: Dated | None = None
        self.tokens: set[int] = set()
        lead: Dated | None = None
        for dated in find_dates(document.text, published) if published else ():
            inside = _inside(document, dated)
            self.tokens.update(inside)
            token = _head_of(document, inside)
            if token is None:
                continue
            if self._is_dateline(inside):
                continue
            happening = attachment.of(token, is_time=True) or self._said_in_passing(token)
            if self._is_arrival(token, dated, happening):
                self._arrived.setdefault(self._paragraph(token), []).append((token, dated))
            if happening is None:
                self._verbs.setdefault(self._verb_over(token, dated), dated)
            else:
                self._own.setdefault(id(happening), dated)
                if self.is_past(dated):
                    self._background.setdefault(document.sentence_of[token], dated)
            if document.sentence_of[token] < LEAD and self._is_fresh(dated):
                lead = lead or dated
                if self._said is None and self._is_of_speech(token, happening):
                    self._said = dated
        own = [(h, self._own.get(id(h))) for h in happenings if h.type in ACTS]
        recent = [(h, dated) for h, dated in own if dated is not None and self._is_news(dated)]
        first = next((dated for h, dated in recent if document.sentence_of[h.head] < LEAD), None)
        days = (dated for _, dated in recent if dated.precision in DAYS)
        self._main = first or lead or next(days, recent[0][1] if recent else None)

    def is_past(self, dated: Dated) -> bool:
        """Whether the days lie so far back that the event is background."""
        return self._published is not None and dated.date_end < self._published - PAST

    def has_own(self, happening: Happening) -> bool:
        """Whether the happening has a date expression of its own."""
        return id(happening) in self._own

    def is_background(self, happening: Happening) -> bool:
        """Whether the happening's own date lies far back."""
        return id(happening) in self._own and self.is_past(self._own[id(happening)])

    def find(self, happening: Happening, modality: str, *, is_retold: bool) -> tuple[Row, str]:
        """Return the date columns of a happening, and its modality: background is historical.

        ``is_retold``: somebody tells of it who did not do it, so that the day of telling says nothing.
        """
        dated = self._own.get(id(happening))
        if dated is not None and self._is_aim(happening, modality, dated):
            dated = None
        how = dated.how if dated else "inherited"
        if dated is None and modality in ("actual", "negated"):
            dated = self._shared(happening)
        if dated is None and modality == "actual":
            above = self._attachment.above(happening)
            if above is not None and above.type in ACTS:
                dated = self._own.get(id(above))
            dated = dated or self._carried(happening)
        if dated is not None and self.is_past(dated) and modality == "actual":
            modality = "historical"
        is_dateless = modality == "future" or self._is_lasting(happening) or (is_retold and self._is_earlier(happening))
        if dated is None and not is_dateless and modality in ("actual", "negated"):
            dated = self._inherited(happening)
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
        day = None if is_dateless else self._published
        how = "inherited" if day else "none"
        return {
            "date_start": day,
            "date_end": day,
            "date_text": None,
            "date_precision": "day" if day else "unknown",
            "date_resolution": how,
            "when_confidence": CONFIDENCE[how],
        }, modality

    def _verb_over(self, token: int, dated: Dated) -> int:
        """Return the word that a date hangs on; of a day, which seldom describes a noun, the verb above it."""
        document = self._document
        token = document.head[token]
        while dated.precision in DAYS and token != ROOT and document.upos[token] in ("NOUN", "PROPN"):
            token = document.head[token]
        return token

    def _paragraph(self, token: int) -> int:
        """Return the number of a token's paragraph."""
        return bisect_right(self._document.paragraphs, (self._document.start[token], len(self._document.text)))

    def _is_dateline(self, inside: range) -> bool:
        """Whether a date only says where and when the article was written: "GENEVA, 20 November 2024 - The ..."."""
        document = self._document
        before = document.text[: document.start[inside.start]].rpartition("\n")[2]
        begins = len(before) <= DATELINE and self._paragraph(inside.start) <= DATELINE_PARAGRAPHS
        return begins and before.upper() == before and document.text[document.end[inside[-1]] :].lstrip()[:1] in DASHES

    def _is_arrival(self, token: int, dated: Dated, happening: Happening | None) -> bool:
        """Whether a paragraph goes on to tell of a day: one of late on which something was done, not added in passing."""
        document = self._document
        if not self._is_fresh(dated) or self._is_of_speech(token, happening) or not self._is_news(dated):
            return False
        while token != ROOT and document.deprel[token] != "acl:relcl":
            token = document.head[token]
        return token == ROOT

    def _is_aim(self, happening: Happening, modality: str, dated: Dated) -> bool:
        """Whether a date is that of what was asked for or proposed, and not of the asking: it is still to come."""
        is_said = happening.type not in ACTS and happening.type != "CONSULT"
        return is_said and modality != "future" and self._published is not None and dated.date_start > self._published

    def _inherited(self, happening: Happening) -> Dated | None:
        """Return the day that a happening without one of its own belongs to: that of its paragraph, else of the article."""
        if happening.type not in ACTS:
            return self._said
        arrived = self._arrived.get(self._paragraph(happening.head), ())
        return next((dated for token, dated in reversed(arrived) if token < happening.head), self._main)

    def _shared(self, happening: Happening) -> Dated | None:
        """Return the date of the clause that a happening's clause is coordinated with: "on Monday denied it and accused"."""
        document = self._document
        token = happening.clause if happening.told_by is None else happening.told_by
        for _ in range(STEPS):
            if document.deprel[token] != "conj":
                return None
            token = document.head[token]
            other = self._attachment.at.get(token)
            dated = self._verbs.get(token) or (self._own.get(id(other)) if other is not None else None)
            if dated is not None:
                return dated
        return None

    def _is_news(self, dated: Dated) -> bool:
        """Whether a date can be that of the article's event: of late, begun, and not counted from another one."""
        written = self._document.text[dated.start : dated.end]
        begun = self._published is not None and dated.date_start <= self._published
        return begun and not self.is_past(dated) and not written.endswith((" after", " before"))

    def _said_in_passing(self, token: int) -> Happening | None:
        """Return what is told after a date and a verb of saying in passing: "On Thursday, the army said, rebels attacked"."""
        document = self._document
        said = document.head[token]
        if said == ROOT or document.lemma[said] not in REPORTING or token > said or document.form(said + 1) != ",":
            return None
        clauses = (child for child in document.children[said] if document.deprel[child] in ("ccomp", "parataxis"))
        return next((self._attachment.at[child] for child in clauses if child in self._attachment.at), None)

    def _is_fresh(self, dated: Dated) -> bool:
        """Whether a date is a day at most a few before publication."""
        first, published = dated.date_start, self._published
        return published is not None and dated.precision in DAYS and published - FRESH <= first <= published

    def _is_of_speech(self, token: int, happening: Happening | None) -> bool:
        """Whether a date belongs to an act of speech, or to a verb of saying."""
        if happening is not None:
            return happening.type not in ACTS and happening.type not in DONE
        above = self._document.head[token]
        return above != ROOT and self._document.lemma[above] in REPORTING

    def _is_lasting(self, happening: Happening) -> bool:
        """Whether a clause tells of no day: "has proposed", "accused Iran of arming the group", "denies backing it"."""
        document, clause = self._document, happening.clause
        marks = {document.lemma[child] for child in document.children[clause] if document.deprel[child] == "aux"}
        form = document.form(clause).lower()
        if "have" in marks and happening.type in STANDING:
            return not any(document.form(c).lower() == "had" for c in document.children[clause])
        return (
            happening.type in LASTING and form.endswith("ing") and document.deprel[clause] in ("advcl", "acl", "xcomp")
        )

    def _is_earlier(self, happening: Happening) -> bool:
        """Whether an act of speech lies before its telling: "said that he had offered"."""
        document, clause = self._document, happening.clause
        had = any(document.lemma[c] == "have" and document.deprel[c] == "aux" for c in document.children[clause])
        return happening.type not in ACTS and (had or document.form(clause).lower().endswith("ing"))

    def _carried(self, happening: Happening) -> Dated | None:
        """Return the date far back at which a paragraph has arrived, for what it goes on to tell in the past tense."""
        document = self._document
        governor = document.head[happening.clause]
        if document.deprel[happening.clause] in ("conj", "advcl") and governor in self._verbs:
            return self._verbs[governor]
        number = document.sentence_of[happening.head]
        if number == 0 or number in self._background:
            return None
        form, lemma = document.form(happening.clause).lower(), document.lemma[happening.clause]
        is_past_tense = document.upos[happening.clause] == "VERB" and form != lemma and not form.endswith(("ing", "s"))
        has_perfect = any(document.lemma[child] == "have" for child in document.children[happening.clause])
        before, here = document.sentences[number - 1][0], document.sentences[number][0]
        if "\n" in document.text[document.start[before] : document.start[here]]:
            return None
        return self._background.get(number - 1) if is_past_tense and not has_perfect else None


def _inside(document: Document, dated: Dated) -> range:
    """Return the tokens of a date expression."""
    return range(bisect_left(document.start, dated.start), bisect_left(document.start, dated.end))


def _head_of(document: Document, inside: range) -> int | None:
    """Return the token of an expression that hangs on a word outside it."""
    outward = (token for token in inside if document.head[token] == ROOT or document.head[token] not in inside)
    return next(outward, None)
