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
from transforms.mentions.tense import tense_of, verb_of
from transforms.mentions.undated import ACTS, DONE, is_background, is_earlier, is_ground, is_lasting, marks_of
from transforms.statements.cues import quoting

Row = dict[str, Any]

PAST = timedelta(days=45)
"""An event that ended longer before publication is background; news of last month may still be news."""
WEEK = timedelta(days=7)
"""The longest time, "last week", that a date can name and still be that of the article's event; "this year" is none."""
FRESH = timedelta(days=3)
"""How far before publication the day can lie on which the article's speakers spoke."""
LEAD = 3
"""Sentences in which a paper says on which day its news was."""
DAYS = frozenset({"day", "night"})
SCENES = frozenset({"during", "after", "following", "amid", "throughout"})
"""Prepositions by which a noun with a date of its own dates the clause around it."""
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
        self._nouns: dict[int, Dated] = {}
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
            noun = self._noun_of(token)
            if noun is not None:
                self._nouns.setdefault(noun, dated)
                if self._is_scene(noun):
                    self._verbs.setdefault(document.head[noun], dated)
            if happening is None:
                self._verbs.setdefault(self._verb_over(token, dated), dated)
            else:
                self._own.setdefault(id(happening), dated)
                if self.is_past(dated):
                    self._background.setdefault(document.sentence_of[token], dated)
            if self._is_bygone(dated) and self._is_of_whole(token):
                self._background.setdefault(document.sentence_of[token], dated)
            if document.sentence_of[token] < LEAD and self._is_fresh(dated) and document.head[token] != ROOT:
                if not self._is_of_speech(token, dated, happening):
                    lead = lead or dated
                elif self._said is None:
                    self._said = dated
        self._opening = {h.type for h in happenings if document.sentence_of[h.head] < LEAD + 1}
        own = [(h, self._own.get(id(h))) for h in happenings if h.type in ACTS]
        recent = [(h, dated) for h, dated in own if dated is not None and self._is_news(dated)]
        first = next((dated for h, dated in recent if document.sentence_of[h.head] < LEAD), None)
        days = (dated for _, dated in recent if dated.precision in DAYS)
        self._main = first or lead or next(days, self._said or (recent[0][1] if recent else None))

    def is_past(self, dated: Dated) -> bool:
        """Whether the days lie so far back that the event is background."""
        return self._published is not None and dated.date_end < self._published - PAST

    def has_own(self, happening: Happening) -> bool:
        """Whether the happening has a date expression of its own."""
        return id(happening) in self._own

    def is_background(self, happening: Happening) -> bool:
        """Whether the happening's own date lies far back."""
        return id(happening) in self._own and self.is_past(self._own[id(happening)])

    def find(self, happening: Happening, modality: str, *, is_retold: bool, is_claimed: bool) -> tuple[Row, str]:
        """Return the date columns of a happening, and its modality: background is historical.

        ``is_retold``: somebody tells of it who did not do it, so that the day of telling says nothing; ``is_claimed``: it
        stands in the words of a speaker.
        """
        document = self._document
        dated = self._own.get(id(happening))
        if dated is not None and self._is_aim(happening, modality, dated):
            dated = None
        how = dated.how if dated else "inherited"
        if dated is None and modality in ("actual", "negated"):
            dated = self._shared(happening)
        is_dateless = (
            modality in ("future", "historical")
            or (modality == "hypothetical" and happening.type in ACTS | DONE)
            or is_lasting(document, happening)
            or (is_retold and is_earlier(document, happening))
            or (modality == "actual" and self._is_background(happening, is_claimed))
        )
        if dated is None and modality == "actual" and not is_dateless:
            above = self._attachment.above(happening)
            if above is not None and above.type in ACTS:
                dated = self._own.get(id(above))
            dated = dated or self._carried(happening)
        if dated is not None and self.is_past(dated) and modality == "actual":
            modality = "historical"
        is_dateless = is_dateless or (modality == "actual" and self._is_beside(happening))
        if dated is None and not is_dateless and modality in ("actual", "negated"):
            dated = self._inherited(happening, modality)
        text = document.text
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

    def _noun_of(self, token: int) -> int | None:
        """Return the noun that a date describes: "the 2021 riots", "the war of 2020"."""
        document = self._document
        above = document.head[token]
        is_inside = document.deprel[token].startswith("nmod") or document.deprel[token] in (
            "nummod",
            "compound",
            "amod",
        )
        return above if is_inside and above != ROOT and document.upos[above] in ("NOUN", "PROPN") else None

    def _is_scene(self, noun: int) -> bool:
        """Whether a noun with a date says when its whole clause is: "during the war of 2020", "after Russia's 2022 invasion"."""
        document = self._document
        cases = {document.lemma[child] for child in document.children[noun] if document.deprel[child] == "case"}
        return document.deprel[noun] == "obl" and bool(cases & SCENES)

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
        if not self._is_fresh(dated) or self._is_of_speech(token, dated, happening) or not self._is_news(dated):
            return False
        while token != ROOT and document.deprel[token] != "acl:relcl":
            token = document.head[token]
        return token == ROOT

    def _is_bygone(self, dated: Dated) -> bool:
        """Whether a date lies before the days of which the article brings news."""
        return self._published is not None and dated.date_end < self._published - FRESH

    def _is_of_whole(self, token: int) -> bool:
        """Whether a date is that of its whole sentence: "In May the minister spoke in Oslo."."""
        document = self._document
        while token != ROOT and document.deprel[token] in (
            "obl",
            "obl:unmarked",
            "advmod",
            "conj",
            "nmod:unmarked",
            "root",
        ):
            token = document.head[token]
        return token == ROOT

    def _is_aim(self, happening: Happening, modality: str, dated: Dated) -> bool:
        """Whether a date is that of what was asked for or proposed, and not of the asking: it is still to come."""
        is_said = happening.type not in ACTS and happening.type != "CONSULT"
        return is_said and modality != "future" and self._published is not None and dated.date_start > self._published

    def _inherited(self, happening: Happening, modality: str) -> Dated | None:
        """Return the day that a happening without one of its own belongs to: that of its paragraph, else of the article."""
        is_meeting = happening.type == "CONSULT" and happening.mode != "phone"
        if happening.type not in ACTS and happening.type != "CONCEDE" and not is_meeting:
            return self._said
        arrived = self._arrived.get(self._paragraph(happening.head), ())
        is_sequel = (
            modality == "actual"
            and happening.type not in self._opening
            and self._document.sentence_of[happening.head] > LEAD
        )
        rest = self._said if is_sequel else self._main
        return next((dated for token, dated in reversed(arrived) if token < happening.head), rest)

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
        begun = self._published is not None and self._published - PAST <= dated.date_start <= self._published
        is_short = dated.date_end - dated.date_start <= WEEK
        return begun and is_short and not written.endswith((" after", " before"))

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

    def _is_of_speech(self, token: int, dated: Dated, happening: Happening | None) -> bool:
        """Whether a date belongs to an act of speech, or to a verb of saying: "denied on Friday", "said in a letter on Friday"."""
        if happening is not None:
            return happening.type not in ACTS and happening.type not in DONE
        above = self._verb_over(token, dated)
        return above != ROOT and (
            self._document.lemma[above] in REPORTING or quoting(self._document.lemma[above]) is not None
        )

    def _is_background(self, happening: Happening, is_claimed: bool) -> bool:
        """Whether the clause of a happening tells of no news, outside the lead; the grounds of a judgment never are news."""
        document = self._document
        is_lead = document.sentence_of[happening.head] < LEAD
        return is_ground(document, happening, self._attachment) or (
            not is_lead and is_background(document, happening, is_claimed)
        )

    def _is_beside(self, happening: Happening) -> bool:
        """Whether an act stands below the lead of an article that gives no day at all."""
        has_day = self._main is not None or self._said is not None
        is_lead = self._document.sentence_of[happening.head] < LEAD
        return not has_day and not is_lead and happening.type in ACTS | DONE

    def _carried(self, happening: Happening) -> Dated | None:
        """Return the date far back at which a paragraph has arrived, for what it goes on to tell in the past tense."""
        document = self._document
        dated = self._tied(happening) or self._told_on(happening)
        if dated is not None:
            return dated
        number = document.sentence_of[happening.head]
        if tense_of(document, verb_of(document, happening)) not in ("past", "participle") or number in self._background:
            return None
        paragraph = self._paragraph(happening.head)
        while number > 0 and self._paragraph(document.sentences[number - 1][0]) == paragraph:
            number -= 1
            if number in self._background:
                return self._background[number]
        return None

    def _tied(self, happening: Happening) -> Dated | None:
        """Return the date of the clause or noun that a clause hangs on: "the riots of 2021, which left 350 people dead"."""
        document = self._document
        token = happening.clause if happening.told_by is None else happening.told_by
        if token in self._verbs:
            return self._verbs[token]
        for _ in range(STEPS):
            relation, token = document.deprel[token], document.head[token]
            if relation == "acl:relcl":
                return self._nouns.get(token)
            if relation not in ("conj", "advcl"):
                return None
            other = self._attachment.at.get(token)
            is_said = other is not None and other.type not in ACTS | DONE
            is_free = tense_of(document, happening.clause) != "participle" or not marks_of(document, happening.clause)
            if relation == "advcl" and is_said and not is_free:
                return None  # "accused them of opening fire": not on the day of the accusation
            dated = self._verbs.get(token) or (self._own.get(id(other)) if other is not None else None)
            if dated is not None:
                return dated
        return None

    def _told_on(self, happening: Happening) -> Dated | None:
        """Return the day long before the news on which an act was told: "the agency said in March that guards had shot"."""
        document = self._document
        above = document.head[happening.clause]
        if document.deprel[happening.clause] not in ("ccomp", "parataxis") or above == ROOT:
            return None
        other = self._attachment.at.get(above)
        dated = self._verbs.get(above) or (self._own.get(id(other)) if other is not None else None)
        return dated if dated is not None and self._is_bygone(dated) else None


def _inside(document: Document, dated: Dated) -> range:
    """Return the tokens of a date expression."""
    return range(bisect_left(document.start, dated.start), bisect_left(document.start, dated.end))


def _head_of(document: Document, inside: range) -> int | None:
    """Return the token of an expression that hangs on a word outside it."""
    outward = (token for token in inside if document.head[token] == ROOT or document.head[token] not in inside)
    return next(outward, None)
