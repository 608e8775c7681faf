"""Trees out of arc scores, spans out of BIO tags."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float32]
Heads = NDArray[np.intp]


def spans(marked: Sequence[int], names: Sequence[str]) -> list[tuple[int, int, str]]:
    """Return ``(first, last, label)`` of the runs of BIO tags; an I that follows no like tag opens a span as B does."""
    found: list[tuple[int, int, str]] = []
    open_label = ""
    for i, number in enumerate(marked):
        position, _, label = names[number].partition("-")
        if position == "O":
            open_label = ""
        elif position == "I" and label == open_label:
            found[-1] = (found[-1][0], i + 1, label)
        else:
            found.append((i, i + 1, label))
            open_label = label
    return found


def tree(scores: Scores) -> Heads:
    """Return the heads of the best tree with a single root.

    ``scores`` [n + 1, n + 1]: row a dependent, column a head, 0 the root (its row is not read). The result [n] holds the
    head of each of the words 1 to n. The greedy choice is nearly always a tree already; where it is none, Chu-Liu/Edmonds
    runs once for every candidate root that could still win, best first.
    """
    length = len(scores) - 1
    scores = scores.copy()
    np.fill_diagonal(scores, -np.inf)
    heads: Heads = scores[1:].argmax(axis=1)
    if (heads == 0).sum() == 1 and not _cycle(np.concatenate(([0], heads))):
        return heads
    best, best_total = heads, -np.inf
    roots = scores[1:, 0]
    for root in np.argsort(-roots)[:CANDIDATES]:
        tried = scores.copy()
        tried[1:, 0] = -np.inf
        tried[root + 1] = -np.inf
        tried[root + 1, 0] = roots[root]
        found = _edmonds(tried)[1:]
        total = float(tried[np.arange(1, length + 1), found].sum())
        if total > best_total:
            best, best_total = found, total
    return best


# The root of the best tree has been among the first few by its own score in every sentence measured; a bound keeps a
# hostile sentence cheap.
CANDIDATES = 4


def _cycle(heads: Heads) -> list[int]:
    """Return the nodes of one cycle of ``heads`` (node 0 is the root), or nothing."""
    seen = [0] * len(heads)
    seen[0] = -1
    for begin in range(1, len(heads)):
        node = begin
        while not seen[node]:
            seen[node] = begin
            node = int(heads[node])
        if seen[node] == begin:
            cycle = [node]
            while (node := int(heads[node])) != cycle[0]:
                cycle.append(node)
            return cycle
    return []


def _edmonds(scores: Scores) -> Heads:
    """Return the heads of the best tree (entry 0 is 0), by contracting one cycle after another."""
    heads: Heads = scores.argmax(axis=1)
    heads[0] = 0
    cycle = _cycle(heads)
    if not cycle:
        return heads
    inside = np.array(cycle)
    left = np.ones(len(scores), bool)
    left[inside] = False
    outside = np.flatnonzero(left)
    held = scores[inside, heads[inside]]
    # The cycle becomes one node, the last: arcs into it pay for the arc they break, arcs out of it keep their best tail.
    entering = scores[np.ix_(inside, outside)] - held[:, None]
    leaving = scores[np.ix_(outside, inside)]
    size = len(outside)
    small = np.full((size + 1, size + 1), -np.inf, dtype=scores.dtype)
    small[:size, :size] = scores[np.ix_(outside, outside)]
    small[size, :size] = entering.max(axis=0)
    small[:size, size] = leaving.max(axis=1)
    solved = _edmonds(small)
    result = heads.copy()
    for i in range(1, size):
        head = solved[i]
        result[outside[i]] = inside[leaving[i].argmax()] if head == size else outside[head]
    entry = solved[size]
    broken = inside[entering[:, entry].argmax()]
    result[broken] = outside[entry]
    return result
