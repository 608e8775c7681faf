"""Trees with one root, the best there is; names of BIO scores."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.language.decode import chances, names, tree


def is_tree(heads: tuple[int, ...]) -> bool:
    """Heads of words 1 to n, 0 the root: one root, and every word leads to it."""
    if heads.count(0) != 1:
        return False
    for word in range(1, len(heads) + 1):
        node, steps = word, 0
        while node and steps <= len(heads):
            node, steps = heads[node - 1], steps + 1
        if node:
            return False
    return True


def total(scores: np.ndarray, heads: tuple[int, ...]) -> float:
    return sum(float(scores[word + 1, head]) for word, head in enumerate(heads))


@settings(deadline=None)  # a loaded machine is slow, not wrong
@given(st.integers(1, 4), st.integers(0, 10_000))
def test_the_tree_is_the_best_of_all(length: int, seed: int) -> None:
    scores = np.random.default_rng(seed).normal(size=(length + 1, length + 1)).astype(np.float32)
    best = max(
        (heads for heads in product(range(length + 1), repeat=length) if is_tree(heads)),
        key=lambda heads: total(scores, heads),
    )
    assert total(scores, tuple(tree(scores).tolist())) == pytest.approx(total(scores, best), abs=1e-5)


@settings(deadline=None)  # a loaded machine is slow, not wrong
@given(st.integers(1, 40), st.integers(0, 10_000))
def test_any_scores_give_a_tree_with_one_root(length: int, seed: int) -> None:
    scores = np.random.default_rng(seed).integers(0, 3, size=(length + 1, length + 1)).astype(np.float32)
    assert is_tree(tuple(tree(scores).tolist()))


TAGS = ["O", "B-PER", "I-PER", "B-ORG", "I-ORG"]


def marked(*words: dict[str, float]) -> list[tuple[int, int, int]]:
    scores = np.array([[word.get(tag, -9.0) for tag in TAGS] for word in words], np.float32)
    return [(first, last, int(support.argmax())) for first, last, support in names(chances(scores))]


OUT, PER, ORG = {"O": 9.0}, 0, 1


def test_names() -> None:
    found = marked({"B-PER": 1}, {"I-PER": 1}, OUT, {"B-ORG": 1}, {"B-PER": 1}, {"B-PER": 1}, {"I-PER": 1})
    assert found == [(0, 2, PER), (3, 4, ORG), (4, 5, PER), (5, 7, PER)]


def test_a_name_without_a_beginning_is_one() -> None:
    assert marked(OUT, {"I-ORG": 1}, {"I-ORG": 1}) == [(1, 3, ORG)]


def test_a_doubtful_label_does_not_break_a_name() -> None:
    found = marked({"B-ORG": 2, "B-PER": 1}, {"I-PER": 2, "I-ORG": 1.9}, {"I-ORG": 3, "I-PER": 1})
    assert found == [(0, 3, ORG)]


def test_a_word_is_in_a_name_though_no_single_label_outweighs_o() -> None:
    assert marked({"O": 1.2, "B-PER": 1.0, "B-ORG": 1.1}) == [(0, 1, ORG)]
