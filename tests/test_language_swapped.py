"""Names swapped in training examples: same kind, same number and parts of speech, and nothing else changes."""

import numpy as np
import pytest

from transforms.language.pieces import LOWER, TITLE, UPPER
from transforms.language.train.corpus import ABSENT, Example, spans
from transforms.language.train.swapped import Swapped

VERB, PROPN, NOUN = range(3)
OUT, B_PER, I_PER, B_LOC = 0, 1, 2, 3


def example(words: str, upos: list[int], marked: list[int], scheme: str = "uner", shape: int = TITLE) -> Example:
    """Every word one piece: its letter."""
    none = [ABSENT] * len(marked)
    pieces = [(ord(word),) for word in words]
    shapes = [shape if tag else LOWER for tag in marked]
    return Example(pieces, shapes, upos, none, none, none, {scheme: marked}, none)


def swapped(given: Example, *others: Example) -> set[str]:
    """All the words that 60 draws make of an example."""
    swap = Swapped([given, *others], PROPN, np.random.default_rng(1))
    return {"".join(chr(one) for (one,) in swap(given).pieces) for _ in range(60)}


GIVEN = example("ABvC", [PROPN, PROPN, VERB, PROPN], [B_PER, I_PER, OUT, B_LOC])


@pytest.mark.parametrize(
    ("other", "made"),
    [
        (example("vDE", [VERB, PROPN, PROPN], [OUT, B_PER, I_PER]), {"ABvC", "DEvC"}),
        (example("DE", [NOUN, PROPN], [B_PER, I_PER]), {"ABvC"}),
        (example("D", [PROPN], [B_PER]), {"ABvC"}),
        # Parts of speech are not known: a name in capital letters is taken for proper nouns.
        (example("DEv", [ABSENT] * 3, [B_PER, I_PER, OUT], "wikigold"), {"ABvC", "DEvC"}),
        (example("DE", [ABSENT] * 2, [B_PER, I_PER], "wikigold", LOWER), {"ABvC"}),
        # Another guideline's kind that Universal NER does not mark: TIME.
        (example("D", [ABSENT], [9], "redocred"), {"ABvC"}),
    ],
)
def test_a_name_is_swapped_for_its_like(other: Example, made: set[str]) -> None:
    assert swapped(GIVEN, other) == made


def test_a_sentence_in_capitals_stays_in_capitals() -> None:
    given = example("Av", [PROPN, VERB], [B_PER, OUT], shape=UPPER)
    swap = Swapped([given, example("D", [PROPN], [B_PER])], PROPN, np.random.default_rng(1))
    drawn = [swap(given) for _ in range(60)]
    assert {one.pieces[0] for one in drawn} == {(ord("A"),), (ord("D"),)}
    assert {tuple(one.shape) for one in drawn} == {(UPPER, LOWER)}


def test_what_is_absent_is_no_name() -> None:
    assert spans([ABSENT, B_PER, I_PER, B_PER, ABSENT, B_LOC, OUT]) == [(1, 3, 0), (3, 4, 0), (5, 6, 1)]
