"""Tokens: the conventions of Universal Dependencies, and any input at all."""

import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.language.tokens import tokens


def cut(text: str) -> list[str]:
    return [text[start:end] for start, end in tokens(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("They don't, he said.", "They do n't , he said ."),
        ("It’s the army’s.", "It ’s the army ’s ."),
        ("We cannot; you can't.", "We can not ; you ca n't ."),
        ("the soldiers' graves", "the soldiers ' graves"),
        ("Lt. Gen. J. R. Orlov of the U.S. Army", "Lt. Gen. J. R. Orlov of the U.S. Army"),
        ("a U.S.-led force", "a U.S. - led force"),
        ("Sept. 13 at 7:30PM", "Sept. 13 at 7:30 PM"),
        ("He arrived at 5 p.m.", "He arrived at 5 p.m."),
        ("No. 5 said no.", "No. 5 said no ."),
        ("a long-term, anti-war plan", "a long - term , anti-war plan"),
        ("Nagorno-Karabakh's", "Nagorno - Karabakh 's"),
        ("Sana'a and O'Neill", "Sana'a and O'Neill"),
        ("10,000 men, 3.5% of them", "10,000 men , 3.5 % of them"),
        ("$5.5bn, 10km away, the 93rd, 1990s", "$ 5.5 bn , 10 km away , the 93rd , 1990s"),
        ("AP/AFP (Reuters) -- and/or", "AP / AFP ( Reuters ) -- and / or"),
        ("“Go,” she said... ‘Now!’", "“ Go , ” she said ... ‘ Now ! ’"),
        ("see https://example.org/a,b?c=1. Or mail a.b@example.org!", "see https://example.org/a,b?c=1 . Or mail a.b@example.org !"),
        ("@mod_russia #Kharkiv", "@mod_russia #Kharkiv"),
        ("YEREVAN, SEPTEMBER 13, ARMENPRESS.", "YEREVAN , SEPTEMBER 13 , ARMENPRESS ."),
    ],
)  # fmt: skip
def test_conventions(text: str, expected: str) -> None:
    assert cut(text) == expected.split()


@settings(deadline=None)  # a loaded machine is slow, not wrong
@given(st.text(st.one_of(st.characters(), st.sampled_from("\"'’.-/@_'n t://www.1a"))))
def test_every_character_that_is_no_space_is_in_one_token(text: str) -> None:
    spans = list(tokens(text))
    assert all(start < end for start, end in spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    covered = {place for start, end in spans for place in range(start, end)}
    assert covered == {place for place, character in enumerate(text) if not character.isspace()}


@pytest.mark.parametrize(
    "unit", ["a", "a.", "a-", "'", "a'a", "http://", "1/1", "a@", "_a", "www.,", "n't", "🙂\u200d", "ا"]
)
def test_a_chunk_without_a_space_costs_time_in_proportion(unit: str) -> None:
    """Ten times the length may take at most thirty times as long; quadratic would be a hundred."""

    def seconds(characters: int) -> float:
        text = unit * (characters // len(unit))
        began = time.process_time()
        sum(1 for _ in tokens(text))
        return time.process_time() - began

    assert seconds(20_000) <= 30 * max(seconds(2_000), 0.004)
