"""Trees out of arc scores, names out of BIO scores."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float32]
Heads = NDArray[np.intp]


def chances(scores: Scores) -> Scores:
    """Return the probabilities [n, tags] that scores [n, tags] stand for."""
    powers: Scores = np.exp(scores - scores.max(axis=1, keepdims=True))
    powers /= powers.sum(axis=1, keepdims=True)
    return powers


def names(chances: Scores) -> list[tuple[int, int, Scores]]:
    """Return ``(first, last, support)`` of the names that chances [n, 1 + 2 labels] mark: O, then B and I of each label.

    ``support`` [labels] is the logarithm of each label's chance, the mean over the words of the name. Whether a word begins a name,
    goes on with one or is outside is settled over all labels first, and the label over all words of the name after: the
    best tag of each word alone would break a name where the labels are in doubt.
    """
    begins, inside = chances[:, 1::2], chances[:, 2::2]
    position = np.stack([chances[:, 0], begins.sum(axis=1), inside.sum(axis=1)], axis=1).argmax(axis=1)
    spans: list[tuple[int, int]] = []
    for i in np.flatnonzero(position).tolist():
        if position[i] == INSIDE and spans and spans[-1][1] == i:
            spans[-1] = (spans[-1][0], i + 1)
        else:
            spans.append((i, i + 1))
    either = np.log(begins + inside + TINY)
    return [(first, last, either[first:last].mean(axis=0)) for first, last in spans]


INSIDE = 2
# Keeps the logarithm of a chance that is 0 finite.
TINY = np.float32(1e-6)


def tree(scores: Scores) -> Heads:
    """Return the heads of the best tree with a single root.

    ``scores`` [n + 1, n + 1]: row a dependent, column a head, 0 the root (its row is not read). The result [n] holds the
    head of each of the words 1 to n. The greedy choice is nearly always such a tree already; where it is none, the root's
    arcs are made so dear that the best tree can afford one only, and Chu-Liu/Edmonds finds it.
    """
    dear = scores.astype(np.float64)
    np.fill_diagonal(dear, -np.inf)
    heads: Heads = dear[1:].argmax(axis=1)
    if np.count_nonzero(heads == 0) == 1 and not _cycle([0, *heads.tolist()]):
        return heads
    dear[1:, 0] -= (float(np.ptp(scores)) + 1) * len(scores)
    return _edmonds(dear)[1:]


def _cycle(heads: Sequence[int]) -> list[int]:
    """Return the nodes of one cycle of ``heads`` (node 0 is the root), or nothing."""
    seen = [0] * len(heads)
    seen[0] = -1
    for begin in range(1, len(heads)):
        node = begin
        while not seen[node]:
            seen[node] = begin
            node = heads[node]
        if seen[node] == begin:
            cycle = [node]
            while (node := heads[node]) != cycle[0]:
                cycle.append(node)
            return cycle
    return []


def _edmonds(scores: NDArray[np.float64]) -> Heads:
    """Return the heads of the best tree (entry 0 is 0); ``scores`` is used up.

    A cycle is contracted into its first node until none is left: arcs into it pay for the arc that they break, arcs out of
    it keep their best tail. Then the contractions are undone, last first. Every step costs a few rows and columns.
    """
    scores[0] = -np.inf
    heads: Heads = scores.argmax(axis=1)
    heads[0] = 0
    contracted: list[tuple[NDArray[np.intp], Heads, Heads, Heads]] = []
    while cycle := _cycle(heads.tolist()):
        inside = np.array(cycle)
        node, gone = inside[0], inside[1:]
        entering = scores[inside] - scores[inside, heads[inside]][:, None]
        leaving = scores[:, inside]
        contracted.append((inside, heads[inside], entering.argmax(axis=0), leaving.argmax(axis=1)))
        scores[node], scores[:, node] = entering.max(axis=0), leaving.max(axis=1)
        scores[:, gone] = -np.inf
        scores[node, node] = -np.inf
        heads[np.isin(heads, gone)] = node
        heads[node] = scores[node].argmax()
        # What is inside a contracted node no longer takes part.
        heads[gone] = 0
    for inside, before, entry, tail in reversed(contracted):
        node = inside[0]
        head = heads[node]
        outside = np.flatnonzero(heads == node)
        heads[outside] = inside[tail[outside]]
        heads[inside] = before
        heads[inside[entry[head]]] = head
    return heads
