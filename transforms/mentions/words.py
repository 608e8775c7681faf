"""A parsed text with the lemmas that the codebook knows: in lower case, plurals and participles undone where a lemma is not.

A reader's lemmas come by rule and by list, and "troops", "supplies" or "freed" go wrong in one or the other. A lemma that the
codebook does not know is given up for a plainer form of the word that it does know.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from transforms.language.document import Document

ENDINGS = {
    "NOUN": (("ies", "y"), ("es", ""), ("s", "")),
    "PROPN": (("ies", "y"), ("es", ""), ("s", "")),
    "VERB": (
        ("lled", "l"),
        ("tted", "t"),
        ("pped", "p"),
        ("nned", "n"),
        ("rred", "r"),
        ("lling", "l"),
        ("tting", "t"),
        ("pping", "p"),
        ("nning", "n"),
        ("rring", "r"),
        ("ied", "y"),
        ("ed", ""),
        ("d", ""),
        ("ing", ""),
        ("ing", "e"),
        ("es", ""),
        ("s", ""),
    ),
}
"""Endings of inflected forms and what stands in their place, by part of speech."""

KEPT = ("forms", "children", "sentence_of", "extents")
"""What a document works out from its text and its tree alone: the same whatever its lemmas."""


def known_words(document: Document, vocabulary: Collection[str]) -> Document:
    """Return the document with lemmas in lower case, of ``vocabulary`` wherever the word is one of it."""
    lemmas = [lemma.lower() for lemma in document.lemma]
    for token, lemma in enumerate(lemmas):
        if lemma in vocabulary or document.upos[token] not in ENDINGS:
            continue
        form = document.form(token).lower()
        for ending, plain in ENDINGS[document.upos[token]]:
            if form.endswith(ending) and form[: -len(ending)] + plain in vocabulary:
                lemmas[token] = form[: -len(ending)] + plain
                break
    known = replace(document, lemma=lemmas)
    for name in KEPT:
        known.__dict__[name] = getattr(document, name)
    return known
