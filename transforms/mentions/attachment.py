"""Which happening a word of a sentence belongs to: the nearest one above it in the tree."""

from __future__ import annotations

from collections.abc import Sequence

from transforms.language.document import ROOT, Document
from transforms.mentions.happenings import Happening

REPORTING = frozenset(
    {"say", "tell", "report", "state", "add", "announce", "write", "note", "claim", "declare", "according"}
)
"""Verbs whose own time and place are those of the telling, not of what is told."""


HAPPENING = frozenset(
    {"take", "occur", "happen", "begin", "start", "launch", "break", "erupt", "stage", "hold", "carry"}
)
"""Verbs whose time is that of the event they tell of: "the attack, which took place on Saturday"."""
MAKING = frozenset(
    {
        "achieve",
        "reach",
        "sign",
        "conclude",
        "seal",
        "broker",
        "negotiate",
        "impose",
        "adopt",
        "conduct",
        "commit",
        "organise",
        "organize",
    }
)
"""Participles that say how the event before them came about: "the agreement reached in November"."""


class Attachment:
    """Climbs from a token to the happening that it modifies."""

    def __init__(self, document: Document, happenings: Sequence[Happening]) -> None:
        """Mark the tokens of each happening; what is only promised, demanded or refused in it has a time and place of its own."""
        self._document = document
        self.at: dict[int, Happening] = {}
        self._spoken_of: set[int] = set()
        for happening in happenings:
            step: Happening | None = happening
            while step is not None and step.type == happening.type:
                for token in (step.head, step.clause, *step.harms, step.told_by):
                    if token is not None:
                        self.at.setdefault(token, happening)
                step = step.inner
            if step is not None and happening.hit.trigger.type is not None:
                self._spoken_of |= {step.head, step.clause}
        self._spoken_of -= set(self.at)

    def of(self, token: int, *, is_time: bool = False, is_place: bool = False) -> Happening | None:
        """Return the happening that governs the token, None where a verb of telling or the root comes first.

        A time (``is_time``) within a describing clause, or of what is only agreed on or demanded, is not that of the whole;
        nor is a place (``is_place``) of a clause that describes somebody.
        """
        document = self._document
        while token != ROOT:
            found = self.at.get(token)
            if found is not None:
                return found
            if is_place and document.deprel[token] == "acl:relcl" and document.lemma[token] not in HAPPENING:
                return None
            if is_time and (token in self._spoken_of or self._describes(token)):
                return None
            above = document.head[token]
            if above != ROOT and document.lemma[above].lower() in REPORTING and above not in self.at:
                return None
            relation = document.deprel[token]
            is_clause = relation in ("advcl", "conj") and document.upos[token] == "VERB"
            if relation in ("ccomp", "parataxis") or (is_clause and not (is_time and self._is_purpose(token))):
                return None
            token = above
        return None

    def _describes(self, token: int) -> bool:
        """Whether a time below a token is that of a thing: "a law passed in April", "seven questions from February"."""
        document = self._document
        relation = document.deprel[token]
        if relation == "nmod" and document.head[token] not in self.at:
            return any(
                document.lemma[c] in ("from", "of") for c in document.children[token] if document.deprel[c] == "case"
            )
        if document.head[token] in self.at and document.lemma[token] in MAKING:
            return False
        is_clause = relation == "acl:relcl" or (relation == "acl" and document.upos[token] == "VERB")
        return is_clause and document.lemma[token] not in HAPPENING

    def _is_purpose(self, token: int) -> bool:
        """Whether a clause only says what for: "will meet the general to discuss the leaks on Tuesday"."""
        document = self._document
        marks = (c for c in document.children[token] if document.deprel[c] == "mark")
        return document.deprel[token] == "advcl" and any(document.lemma[mark] == "to" for mark in marks)

    def above(self, happening: Happening) -> Happening | None:
        """Return the happening of a clause above that of a happening, within its sentence."""
        token = self._document.head[happening.clause]
        while token != ROOT:
            found = self.at.get(token)
            if found is not None and found is not happening:
                return found
            token = self._document.head[token]
        return None
