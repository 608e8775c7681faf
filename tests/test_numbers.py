"""Counts: what "at least 49", "dozens" or "between 20 and 30" allow."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.numbers import Count, parse_count

GIVEN = [
    ("49", 49, 49, 49, None),
    ("at least 49", 49, 49, None, "at least"),
    ("At least 49 Armenian servicemen", 49, 49, None, "at least"),
    ("1,200", 1200, 1200, 1200, None),
    ("two dozen", 24, 24, 24, None),
    ("a dozen", 12, 12, 12, None),
    ("half a dozen", 6, 6, 6, None),
    ("hundreds", 200, None, 999, None),
    ("scores", 40, None, 199, None),
    ("dozens of people", 24, None, 99, None),
    ("tens of thousands of residents", 20_000, None, 99_999, None),
    ("a couple", 2, None, 3, None),
    ("several", 3, None, 9, None),
    ("a few", 3, None, 5, None),
    ("no", 0, 0, 0, None),
    ("No casualties", 0, 0, 0, None),
    ("a soldier", 1, 1, 1, None),
    ("an officer", 1, 1, 1, None),
    ("one", 1, 1, 1, None),
    ("both", 2, 2, 2, None),
    ("another three people", 3, 3, 3, None),
    ("seventy-five", 75, 75, 75, None),
    ("Twenty-one", 21, 21, 21, None),
    ("one hundred and five", 105, 105, 105, None),
    ("three hundred", 300, 300, 300, None),
    ("two thousand five hundred", 2500, 2500, 2500, None),
    ("between 20 and 30", 20, None, 30, None),
    ("20 to 30 fighters", 20, None, 30, None),
    ("20-30", 20, None, 30, None),
    ("five or six men", 5, None, 6, None),
    ("up to 15", 0, 15, 15, "up to"),
    ("as many as 40", 0, 40, 40, "as many as"),
    ("fewer than 20", 0, 19, 19, "fewer than"),
    ("nearly 300", 270, 300, 300, "nearly"),
    ("about 50", 45, 50, 55, "about"),
    ("some 5 people", 4, 5, 6, "some"),
    ("more than a hundred", 101, 101, None, "more than"),
    ("more than 100", 101, 101, None, "more than"),
    ("over two dozen", 25, 25, None, "over"),
    ("1.2 million", 1_200_000, 1_200_000, 1_200_000, None),
    ("3 thousand", 3000, 3000, 3000, None),
    ("100 or more", 100, 100, None, "or more"),
    ("50+", 50, 50, None, "+"),
    ("more than several dozen", 36, None, None, "more than"),
    ("several hundred people", 300, None, 900, None),
]


@pytest.mark.parametrize(("text", "low", "best", "high", "modifier"), GIVEN)
def test_words_allow_a_range(text: str, low: int, best: int, high: int, modifier: str) -> None:
    assert parse_count(text) == Count(low, best, high, modifier)


@pytest.mark.parametrize("text", ["", "soldiers", "Armenian forces", "the president", "many"])
def test_no_number_is_no_count(text: str) -> None:
    assert parse_count(text) is None


@given(
    st.integers(0, 10**9),
    st.sampled_from(["", "at least ", "about ", "nearly ", "up to "]),
)
def test_a_written_number_lies_within_its_range(number: int, modifier: str) -> None:
    count = parse_count(f"{modifier}{number:,} people")
    assert count is not None and count.best == number
    assert count.low is not None and count.low <= number <= (number if count.high is None else count.high)


@given(st.text(max_size=40))
def test_any_text_gives_a_count_or_none(text: str) -> None:
    count = parse_count(text)
    assert count is None or count.low is not None
