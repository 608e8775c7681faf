"""A parsed text: sentences, tokens, a dependency tree a sentence, named entities; every offset into the raw text.

The one shape in which grammar travels. Rules (`transforms.statements`, `transforms.mentions`) are written against it and
against Universal Dependencies, so that any reader that fills it will do.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

ROOT = -1


@dataclass(frozen=True, slots=True)
class Entity:
    """A named entity: tokens ``[first, last)`` of the document; label PER, LOC, ORG or MISC."""

    first: int
    last: int
    label: str


@dataclass(frozen=True)
class Document:
    """One text as columns, an entry a token; token and sentence numbers count over the whole document.

    ``start`` and ``end`` are character indices into ``text`` (``[start, end)``), ``head`` is the token number of the
    governor or ``ROOT``, ``deprel`` the full Universal Dependencies relation (``nsubj:pass``), ``lemma`` in lower case
    except for proper nouns. ``sentences`` are token ranges ``[first, last)`` that cover all tokens in order;
    ``paragraphs`` are character ranges of the lines of the text that hold anything.
    """

    text: str
    start: list[int]
    end: list[int]
    lemma: list[str]
    upos: list[str]
    head: list[int]
    deprel: list[str]
    sentences: list[tuple[int, int]]
    entities: list[Entity]
    paragraphs: list[tuple[int, int]]

    def __len__(self) -> int:
        """Count the tokens."""
        return len(self.start)

    def form(self, token: int) -> str:
        """Return the token as the text writes it."""
        return self.forms[token]

    @cached_property
    def forms(self) -> list[str]:
        """The tokens as the text writes them."""
        text = self.text
        return [text[start:end] for start, end in zip(self.start, self.end, strict=True)]

    @cached_property
    def children(self) -> list[list[int]]:
        """Dependents of each token, in order of the text."""
        dependents: list[list[int]] = [[] for _ in self.head]
        for token, head in enumerate(self.head):
            if head != ROOT:
                dependents[head].append(token)
        return dependents

    @cached_property
    def sentence_of(self) -> list[int]:
        """Sentence number of each token."""
        return [number for number, (first, last) in enumerate(self.sentences) for _ in range(first, last)]

    @cached_property
    def extents(self) -> list[tuple[int, int]]:
        """Tokens ``[first, last)`` from the first to the last descendant of each token, itself included."""
        first = list(range(len(self)))
        last = list(range(1, len(self) + 1))
        for token, above in enumerate(self.head):  # in order: who is first seen below a token is the first below it
            while above != ROOT and first[above] > token:
                first[above] = token
                above = self.head[above]
        for token in range(len(self) - 1, -1, -1):
            above = self.head[token]
            while above != ROOT and last[above] <= token:
                last[above] = token + 1
                above = self.head[above]
        return list(zip(first, last, strict=True))
