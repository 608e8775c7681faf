"""Antecedents: which party each pronoun of the third person takes up, by salience, read once through the text.

Subjects weigh more than objects, near mentions more than far ones; gender and number must agree. Where two parties weigh
the same, or the best weighs next to nothing, the pronoun stays open.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from transforms.coreference.parties import Parties, Party
from transforms.language.document import ROOT, Document

GENDER_OF_PRONOUN = {
    **dict.fromkeys(("he", "him", "his", "himself"), "male"),
    **dict.fromkeys(("she", "her", "hers", "herself"), "female"),
    **dict.fromkeys(("it", "its", "itself"), "body"),
    **dict.fromkeys(("they", "them", "their", "theirs", "themselves"), "several"),
}
SALIENCE = {"nsubj": 1.0, "nsubj:pass": 0.9, "obl:agent": 0.8, "root": 0.7, "obj": 0.55, "iobj": 0.55, "obl": 0.45}
"""Subjects are taken up before objects, these before the rest (`OTHER`), as centring theory has it."""
OTHER = 0.35
FADE = 0.55
"""Share of its salience that a mention keeps per sentence of distance."""
REACH = 6
"""Sentences back, a quotation counted as one, within which a pronoun is resolved; further back a reader has lost the thread too."""
NAMELESS = 0.7
"""Share of salience of a party that has no name: it was hardly introduced to be taken up."""
AGAIN = 0.15
"""Share of a mention's salience that adds to that of another mention of the same party."""
IN_QUOTE = 0.3
"""Share of salience that a party named by somebody else's words keeps outside them."""
FAINT = 0.1
"""Salience below which a pronoun more likely means nobody named: "they say"."""
SPEAKING = frozenset(
    {"say", "add", "tell", "note", "argue", "claim", "state", "recall", "explain", "continue", "insist", "stress", "warn",
     "write", "ask", "describe", "deny", "admit", "acknowledge", "believe", "think", "call", "suggest", "point", "urge",
     "promise", "announce", "report", "declare", "reply", "respond", "comment", "accuse", "criticise", "praise", "mention"}
)  # fmt: skip
"""Verbs that, set behind what is said, cannot have its parties as their subject."""
SEEMING = frozenset({"seem", "appear", "happen", "rain", "snow"})
"""Verbs whose "it" is nobody, whatever a reader calls it."""
TELLING = 0.7
"""Confidence from which a pronoun tells the gender of whom it takes up, for all that follows."""
RIVAL = 0.9
"""A second party with this share of the best one's salience leaves a pronoun open."""


CONTROLLED = frozenset({"advcl", "xcomp", "conj"})
"""Clauses whose subject, where they have none, is that of the clause above."""


FITS: dict[str, dict[str | None, float]] = {
    "several": {"several": 1.0, "body": 0.5},
    "body": {"body": 1.0, None: 0.6, "several": 0.2},
    "male": {"male": 1.0, "either": 0.95, None: 0.4},
    "female": {"female": 1.0, "either": 0.95, None: 0.4},
}
"""How well a pronoun suits a party, by the gender of each, from 0 (not at all, and where none is given) to 1."""


class Mention(NamedTuple):
    """A party where the text names or takes it up: head token, step, quotation (None outside all), salience there."""

    token: int
    party: Party
    step: int
    quotation: int | None
    salience: float


class Antecedents:
    """The antecedents of one document: ``of`` maps a pronoun to its party and how surely, open ones left out."""

    def __init__(self, document: Document, parties: Parties, quotation_at: Callable[[int], int | None]) -> None:
        """Read through the text; ``quotation_at`` tells the number of the quotation a token stands in."""
        self.document = document
        self.of: dict[int, tuple[Party, float]] = {}
        self._parties = parties
        self._quotation_at = quotation_at
        self._seen: list[Mention] = []
        self._steps = self._count_steps()
        self._follow()

    def _count_steps(self) -> list[int]:
        """Return the number of each sentence where those that begin within somebody's words count with the one before."""
        steps, step, before = [], 0, None
        for first, _ in self.document.sentences:
            quotation = self._quotation_at(first)
            if quotation is None or quotation != before:
                step += 1
            before = quotation
            steps.append(step)
        return steps

    def _follow(self) -> None:
        """Resolve the pronouns of the third person in order, so that each can take up the ones before it."""
        document, parties = self.document, self._parties
        for token, upos in enumerate(document.upos):
            party = parties.of.get(token)
            if party is None and upos != "PRON":
                continue
            if party is None and document.deprel[token] != "expl":
                gender = GENDER_OF_PRONOUN.get(document.form(token).lower())
                if gender == "body" and document.lemma[document.head[token]] in SEEMING:
                    gender = None
                found = self._salient(token, gender) if gender else None
                if found is not None:
                    party = found[0]
                    self.of[token] = found
                    if party.gender in (None, "either") and gender in ("male", "female") and found[1] >= TELLING:
                        party.gender = gender
            if party is not None:
                salience = SALIENCE.get(function(document, token), OTHER) * (NAMELESS if party.is_described else 1.0)
                step = self._steps[document.sentence_of[token]]
                self._seen.append(Mention(token, party, step, self._quotation_at(token), salience))

    def _salient(self, head: int, gender: str) -> tuple[Party, float] | None:
        """Return the party seen before ``head`` that a pronoun of that gender most likely takes up, and how surely."""
        step = self._steps[self.document.sentence_of[head]]
        quotation = self._quotation_at(head)
        avoided = self._avoided(head)
        barred = {self._party_at(first) for first, last in avoided if last == first + 1}
        scores: dict[Party, float] = {}
        fits = FITS[gender]
        for mention in reversed(self._seen):
            distance = step - mention.step
            if distance > REACH:
                break
            party = mention.party
            fit = fits.get(party.gender, 0.0)
            if not fit or party in barred:
                continue
            if avoided and any(first <= mention.token < last for first, last in avoided):
                continue
            if gender == "several" and self._is_where(mention.token):
                continue
            weight = mention.salience * FADE**distance * fit
            if mention.quotation is not None and mention.quotation != quotation:
                weight *= IN_QUOTE
            known = scores.get(party)
            scores[party] = weight if known is None else max(known, weight) + AGAIN * min(known, weight)
        if not scores:
            return None
        best, *others = sorted(scores.items(), key=lambda item: -item[1])
        rival = others[0][1] if others else 0.0
        if rival > RIVAL * best[1] or best[1] < (FAINT if gender in ("several", "body") else 0.0):
            return None
        return best[0], 1 - 0.5 * rival / best[1]

    def _party_at(self, token: int) -> Party | None:
        """Return the party that a token names, or that a pronoun read before takes up."""
        return self._parties.of.get(token) or (self.of[token][0] if token in self.of else None)

    def _is_where(self, token: int) -> bool:
        """Whether a country or place is only where something is, so that "they" is nobody of it: "in the United States"."""
        document = self.document
        is_place = token in self._parties.country_at or self._parties.is_place(token)
        return is_place and function(document, token) not in ("nsubj", "nsubj:pass", "obj", "iobj", "obl:agent")

    def _avoided(self, head: int) -> list[tuple[int, int]]:
        """Token ranges that a pronoun cannot refer into: other arguments of its verb, and what its subject says."""
        document = self.document
        verb = document.head[head]
        if verb == ROOT or document.deprel[head] == "nmod:poss":
            return []
        if document.deprel[head] not in ("nsubj", "nsubj:pass"):
            others = [c for c in document.children[verb] if document.deprel[c] in ("nsubj", "obj", "iobj")]
            while document.deprel[verb] in CONTROLLED and not any(document.deprel[c] == "nsubj" for c in others):
                verb = document.head[verb]  # "Iran left after accusing it": who accuses is who left, so "it" is not
                others += [c for c in document.children[verb] if document.deprel[c] == "nsubj"]
            return [(child, child + 1) for child in others]
        content = [document.extents[child] for child in document.children[verb] if document.deprel[child] == "ccomp"]
        tags = document.deprel[head] == "nsubj" and document.lemma[verb] in SPEAKING
        if tags and document.deprel[verb] == "parataxis" and document.head[verb] < head:
            content.append(document.extents[document.head[verb]])
        return content


def function(document: Document, mention: int) -> str:
    """Return the grammatical function of a mention; one in apposition or coordination has its governor's."""
    while document.deprel[mention] in ("appos", "conj", "flat") and document.head[mention] != ROOT:
        mention = document.head[mention]
    return document.deprel[mention]
