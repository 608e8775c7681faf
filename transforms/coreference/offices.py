"""Offices: the words that introduce a person, told apart into office and organisation."""

from __future__ import annotations

from collections.abc import Container

from transforms.language.document import Document
from transforms.language.phrases import noun_phrase, words


def role_text(document: Document, named: Container[int], first: int, start: int) -> str | None:
    """Return the words before a name without articles and countries: of "US Secretary of State" the last three."""
    while first < start and (document.upos[first] == "DET" or first in named):
        first += 1
    while start > first and document.upos[start - 1] in ("PUNCT", "PART"):
        start -= 1
    role = words(document, first, start) if first < start else None
    return None if role is None or role.lower() in ("mr.", "mr", "mrs.", "ms.", "mrs", "ms") else role


def office(
    document: Document, named: Container[int], head: int, first: int, last: int
) -> tuple[str | None, str | None]:
    """Split "the head of the Treaty Department of the Ministry of Justice" into office and organisation."""
    of = None
    governor = head
    while inner := owner(document, governor, last):
        of, governor = inner, inner
    if of is None or document.upos[of] != "PROPN":
        return role_text(document, named, first, last), None
    a, b = noun_phrase(document, of)
    while a < b - 1 and document.upos[a] == "DET":
        a += 1
    stop = next((child for child in document.children[of] if document.deprel[child] == "case"), a)
    return role_text(document, named, first, stop), words(document, a, b)


def owner(document: Document, head: int, last: int) -> int | None:
    """Return the head of what follows a noun with "of", "for" or "at" before the token ``last``, None for nothing."""
    for child in document.children[head]:
        if head < child < last and document.deprel[child].startswith("nmod"):
            cases = [document.lemma[c] for c in document.children[child] if document.deprel[c] == "case"]
            if cases and cases[0] in ("of", "for", "at"):
                return child
    return None
