"""Padded batches out of examples, with the noise that makes the reader sturdy.

News writes headlines in capitals, in Title Case and without a full stop, and quotes in curly marks; treebanks seldom do.
Since the vocabulary is uncased, capitals change only the shapes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
import torch

from transforms.language.pieces import CAPITAL, CLS, EDGE, LOWER, MASK, MIXED, SEP, TITLE, UPPER, Pieces
from transforms.language.train.corpus import ABSENT, SCHEMES, Example, joined
from transforms.language.train.invented import Invented
from transforms.language.train.network import Batch

# Shares of the examples that are rewritten; small, for the text as it stands is what is read most.
CAPITALS, HEADLINE, LOWERED, STOPLESS, CURLY, DATELINE = 0.05, 0.05, 0.03, 0.08, 0.3, 0.03
# Share of the words that are hidden, so that their neighbours count; the treebanks are read some twenty times.
HIDDEN = 0.04


class Noise:
    """Rewrites examples at random, seeded by ``rng``."""

    def __init__(self, pieces: Pieces, invented: Invented, rng: np.random.Generator) -> None:
        self.rng = rng
        self.invented = invented
        self.straight = pieces('"')[0]
        self.curly = (pieces("“")[0], pieces("”")[0])
        self.stop = pieces(".")[0]

    def __call__(self, example: Example) -> Example:
        """Return the example, rewritten or as it is; never a target changes, but a dropped stop takes its own along."""
        draw = self.rng.random()
        shape = example.shape
        cased = (LOWER, TITLE, MIXED, CAPITAL)
        if draw < CAPITALS:
            shape = [UPPER if one in cased else one for one in shape]
        elif draw < CAPITALS + HEADLINE:
            # Some words stay small in a headline.
            shape = [
                TITLE if one == LOWER and (i == 0 or self.rng.random() < 0.8) else one for i, one in enumerate(shape)
            ]
        elif draw < CAPITALS + HEADLINE + LOWERED:
            shape = [LOWER if one in (TITLE, CAPITAL, MIXED, UPPER) else one for one in shape]
        pieces = example.pieces
        if self.straight in pieces and self.rng.random() < CURLY:
            curled, side = [], 0
            for one in pieces:
                curled.append(self.curly[side] if one == self.straight else one)
                side ^= one == self.straight
            pieces = curled
        changed = replace(example, pieces=pieces, shape=shape)
        one_sentence = sum(example.starts) <= 1
        if one_sentence and len(example) > 3 and pieces[-1] == self.stop and self.rng.random() < STOPLESS:
            changed = _shortened(changed)
        if example.head[0] != ABSENT and self.rng.random() < DATELINE:
            changed = joined([self.invented.dateline(), changed])
        hidden = self.rng.random(len(changed)) < HIDDEN
        changed.pieces = [(MASK,) if hide else one for one, hide in zip(changed.pieces, hidden, strict=True)]
        return changed


def _shortened(example: Example) -> Example:
    """Return the example without its last word, a full stop, on which nothing hangs."""
    return Example(
        pieces=example.pieces[:-1],
        shape=example.shape[:-1],
        upos=example.upos[:-1],
        xpos=example.xpos[:-1],
        head=example.head[:-1],
        deprel=example.deprel[:-1],
        names={scheme: marked[:-1] for scheme, marked in example.names.items()},
        starts=example.starts[:-1],
    )


def collated(examples: Sequence[Example]) -> Batch:
    """Pad the examples to one batch; the root is word 0 and its piece is [CLS]."""
    rows = len(examples)
    most_pieces = max(example.size for example in examples) + 2
    most_words = max(map(len, examples)) + 1
    ids = np.zeros((rows, most_pieces), np.int64)
    shapes = np.full((rows, most_pieces), EDGE, np.int64)
    first = np.zeros((rows, most_words), np.int64)
    last = np.zeros((rows, most_words), np.int64)
    columns = ("upos", "xpos", "head", "deprel", "starts", *SCHEMES)
    targets = {name: np.full((rows, most_words), ABSENT, np.int64) for name in columns}
    for row, example in enumerate(examples):
        lengths = np.array([len(pieces) for pieces in example.pieces])
        ends = lengths.cumsum() + 1
        words = len(lengths) + 1
        ids[row, : ends[-1] + 1] = [CLS, *(number for pieces in example.pieces for number in pieces), SEP]
        shapes[row, 1 : ends[-1]] = np.repeat(example.shape, lengths)
        first[row, 1:words] = ends - lengths
        last[row, 1:words] = ends - 1
        for name in columns:
            values = example.names.get(name, None) if name in SCHEMES else getattr(example, name)
            if values is not None:
                targets[name][row, 1:words] = values
    return Batch(
        ids=torch.from_numpy(ids),
        shapes=torch.from_numpy(shapes),
        pieces=torch.tensor([example.size + 2 for example in examples]),
        first=torch.from_numpy(first),
        last=torch.from_numpy(last),
        words=torch.tensor([len(example) + 1 for example in examples]),
        targets={name: torch.from_numpy(values) for name, values in targets.items()},
    )


def grouped(examples: Sequence[Example], rng: np.random.Generator, pieces: int) -> Iterator[list[Example]]:
    """Yield groups of at most ``pieces`` padded pieces, of like length, in random order.

    Sorting only within 1,000 examples keeps the groups different in every epoch.
    """
    order = rng.permutation(len(examples))
    groups: list[list[Example]] = []
    for begin in range(0, len(order), 1000):
        group: list[Example] = []
        for i in sorted(order[begin : begin + 1000], key=lambda i: examples[i].size):
            if group and (len(group) + 1) * (examples[i].size + 2) > pieces:
                groups.append(group)
                group = []
            group.append(examples[i])
        groups.append(group)
    for i in rng.permutation(len(groups)):
        yield groups[i]
