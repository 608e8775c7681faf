"""Noun phrases as token ranges of a parsed text: what a head token stands for, as the text writes it."""

from __future__ import annotations

from transforms.language.document import Document

ASIDES = frozenset({"appos", "acl", "acl:relcl", "parataxis", "conj", "advcl", "list", "discourse", "dep", "orphan"})
"""Relations whose dependents comment on what a phrase names and are no part of its name."""

CLAUSAL = frozenset({"nsubj", "nsubj:pass", "nsubj:outer", "csubj", "cop", "aux", "expl", "obl", "obl:unmarked"})
"""Relations of what a noun has as a predicate: "*Ruiz had been* a minister *at the time*"."""

BEFORE = ASIDES | CLAUSAL | {"case", "cc", "punct", "mark"}
AFTER = CLAUSAL | {"case", "cc", "punct"}
"""Relations of what is no part of the phrase, before its head and after it."""


def noun_phrase(document: Document, head: int) -> tuple[int, int]:
    """Return the tokens ``[first, last)`` of the noun phrase that ``head`` heads.

    Left out are the preposition that governs it, punctuation and possessive marks at its edges, and what follows the
    name in apposition, coordination or a clause.
    """
    extents = document.extents
    first, last = head, head + 1
    for child in document.children[head]:
        relation = document.deprel[child]
        if child < head:
            if relation not in BEFORE:
                first = min(first, extents[child][0])
        elif relation in ASIDES:
            break
        elif relation not in AFTER:
            last = max(last, extents[child][1])
    while last - 1 > head and document.upos[last - 1] in ("PUNCT", "CCONJ"):
        last -= 1
    return first, last


def words(document: Document, first: int, last: int) -> str:
    """Return the text that the tokens ``[first, last)`` cover, as written."""
    return document.text[document.start[first] : document.end[last - 1]]


def coordinated(document: Document, head: int) -> list[int]:
    """Return ``head`` and the heads coordinated with it: for "Armenia and Azerbaijan" both names."""
    return [head, *(child for child in document.children[head] if document.deprel[child] == "conj" and child > head)]


def has_determiner(document: Document, head: int) -> bool:
    """Whether the phrase points at what is known: "the", "this", "that" or an owner."""
    return any(
        document.deprel[child] == "nmod:poss"
        or document.lemma[child].lower() in ("the", "this", "that", "these", "those")
        for child in document.children[head]
    )
