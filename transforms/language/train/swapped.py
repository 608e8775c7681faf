"""Sentences with their names swapped for others of the same kind, so that names are known by their company.

The words of a name are exchanged for as many of another whose parts of speech are the same, so that the tree still holds.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from transforms.language.pieces import CAPITAL, MIXED, TITLE, UPPER
from transforms.language.train.corpus import ABSENT, SCHEMES, Example, spans

# Share of the examples that get other names, and of the names in them that are swapped.
SENTENCES, NAMES = 0.25, 0.7
# Kinds that the guidelines mark alike: what follows Wikigold's or Re-DocRED's guideline is a name in Universal NER's too.
ALIKE = ("PER", "LOC", "ORG")
# A longer name of another corpus, whose parts of speech are not known, may be built otherwise.
MOST = {"PER": 3, "LOC": 2, "ORG": 1}
CASED = {TITLE, UPPER, CAPITAL, MIXED}

Name = tuple[tuple[tuple[int, ...], ...], tuple[int, ...]]


class Swapped:
    """Holds the names of the corpora by kind and parts of speech, and swaps them, seeded by ``rng``."""

    def __init__(self, examples: Sequence[Example], proper: int, rng: np.random.Generator) -> None:
        """``proper`` is the number of the part of speech that names of corpora without any are taken for."""
        self.rng = rng
        self._names: dict[tuple[str, tuple[int, ...]], list[Name]] = defaultdict(list)
        for example in examples:
            for scheme in set(example.names) & {"uner", "wikigold", "redocred"}:
                for first, last, label in spans(example.names[scheme]):
                    kind = SCHEMES[scheme][label]
                    upos, shape = tuple(example.upos[first:last]), tuple(example.shape[first:last])
                    if ABSENT in upos:
                        if last - first > MOST.get(kind, 0) or not set(shape) <= CASED:
                            continue
                        upos = (proper,) * (last - first)
                    if kind in ALIKE:
                        self._names[kind, upos].append((tuple(example.pieces[first:last]), shape))

    def __call__(self, example: Example) -> Example:
        """Return the example with other names in it, or as it is."""
        if "uner" not in example.names or self.rng.random() >= SENTENCES:
            return example
        pieces, shape = list(example.pieces), list(example.shape)
        for first, last, label in spans(example.names["uner"]):
            others = self._names.get((SCHEMES["uner"][label], tuple(example.upos[first:last])), [])
            if others and self.rng.random() < NAMES:
                new, letters = others[self.rng.integers(len(others))]
                pieces[first:last] = new
                # A name in capitals or small letters stays so: the sentence is written that way.
                if set(example.shape[first:last]) <= {TITLE, MIXED, CAPITAL}:
                    shape[first:last] = letters
        return replace(example, pieces=pieces, shape=shape)
