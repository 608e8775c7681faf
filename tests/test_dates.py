"""Date expressions: which days they mean on the day of publication, and what is no date."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms import codes
from transforms.dates import find_dates, resolve_date

TUESDAY = date(2022, 9, 13)

GIVEN = [
    # expression in a sentence, first day, last day, precision, resolution
    ("Fighting broke out on the night of September 13.", "2022-09-13", "2022-09-14", "night", "relative"),
    ("The truce of November 2020 held.", "2020-11-01", "2020-11-30", "month", "explicit"),
    ("It recalled the Fall 2020 War.", "2020-09-01", "2020-11-30", "season", "explicit"),
    ("They met earlier today.", "2022-09-13", "2022-09-13", "day", "relative"),
    ("They met on Tuesday.", "2022-09-13", "2022-09-13", "day", "relative"),
    ("They met on Wednesday.", "2022-09-07", "2022-09-07", "day", "relative"),
    ("They will meet on Wednesday.", "2022-09-14", "2022-09-14", "day", "relative"),
    ("They met last Tuesday.", "2022-09-06", "2022-09-06", "day", "relative"),
    ("They met on Friday, September 2, 2022, at 10:30.", "2022-09-02", "2022-09-02", "day", "explicit"),
    ("They met on 2 September 2022.", "2022-09-02", "2022-09-02", "day", "explicit"),
    ("They met on 2022-09-02.", "2022-09-02", "2022-09-02", "day", "explicit"),
    ("They met on 25/08/2022.", "2022-08-25", "2022-08-25", "day", "explicit"),
    ("They met on 8/25/2022.", "2022-08-25", "2022-08-25", "day", "explicit"),
    ("They met on 05.08.2022.", "2022-08-05", "2022-08-05", "day", "explicit"),
    ("They met on December 20.", "2021-12-20", "2021-12-20", "day", "relative"),
    ("The vote is on September 20.", "2022-09-20", "2022-09-20", "day", "relative"),
    ("Talks are scheduled for December 20.", "2022-12-20", "2022-12-20", "day", "relative"),
    ("They met three days ago.", "2022-09-10", "2022-09-10", "day", "relative"),
    ("They met a month ago.", "2022-08-01", "2022-08-31", "month", "relative"),
    ("Shelling went on overnight.", "2022-09-12", "2022-09-13", "night", "relative"),
    ("Shelling went on overnight into Sunday.", "2022-09-10", "2022-09-11", "night", "relative"),
    ("Many fled last week.", "2022-09-05", "2022-09-11", "week", "relative"),
    ("Many fled last month.", "2022-08-01", "2022-08-31", "month", "relative"),
    ("They were killed by a strike in the south on Friday.", "2022-09-09", "2022-09-09", "day", "relative"),
    ("They must leave by Friday.", "2022-09-16", "2022-09-16", "day", "relative"),
    ("They have fought since 2014.", "2014-01-01", "2022-09-13", "range", "explicit"),
    ("They fought between 2014 and 2018.", "2014-01-01", "2018-12-31", "range", "explicit"),
    ("They fought in the 1990s.", "1990-01-01", "1999-12-31", "range", "explicit"),
    ("They fought from 3 to 5 September.", "2022-09-03", "2022-09-05", "range", "relative"),
    ("They fought between August 28 and September 3.", "2022-08-28", "2022-09-03", "range", "relative"),
    ("They fought in the autumn of 2020.", "2020-09-01", "2020-11-30", "season", "explicit"),
    ("They signed on 13 September last year.", "2021-09-13", "2021-09-13", "day", "relative"),
    ("He recalled 9/11.", "2001-09-11", "2001-09-11", "day", "explicit"),
    ("A BOMB EXPLODED ON 2 SEPTEMBER, POLICE SAID.", "2022-09-02", "2022-09-02", "day", "relative"),
    ("They fought in recent days.", "2022-09-06", "2022-09-13", "range", "relative"),
]


@pytest.mark.parametrize(("sentence", "first", "last", "precision", "how"), GIVEN)
def test_expression_means_days(sentence: str, first: str, last: str, precision: str, how: str) -> None:
    found = find_dates(sentence, TUESDAY)
    assert [(str(d.date_start), str(d.date_end), d.precision, d.how) for d in found] == [(first, last, precision, how)]


@pytest.mark.parametrize(
    "sentence",
    [
        "He may march in the sun.",
        "The 44-day war left 2,022 dead and at least 2022 people wounded.",
        "They met at 10:30 for two hours.",
        "The march began; May I speak?",
        "Fall back, the second unit said.",
        "They met on February 30.",
        "Room 2005 was empty.",
    ],
)
def test_no_date_is_found(sentence: str) -> None:
    assert find_dates(sentence, TUESDAY) == []


def test_earlier_and_later_count_from_the_date_named_before() -> None:
    text = "Rebels took the town on September 1. Two days later they left; the next day the army came."
    assert [str(found.date_start) for found in find_dates(text, TUESDAY)] == ["2022-09-01", "2022-09-03", "2022-09-04"]


@pytest.mark.parametrize(
    ("sentence", "day"),
    [
        ("The envoy said the parties would meet again on Saturday.", "2022-09-17"),
        ("They promised to withdraw on Saturday.", "2022-09-17"),
        ("The army will free two men who lost their way on Saturday.", "2022-09-10"),
    ],
)
def test_a_day_lies_ahead_where_the_nearest_verb_speaks_of_the_future(sentence: str, day: str) -> None:
    assert [str(found.date_start) for found in find_dates(sentence, TUESDAY)] == [day]


def test_a_weekday_ends_before_of() -> None:
    sentence = "Each accused the other on Monday of firing first."
    assert [sentence[found.start : found.end] for found in find_dates(sentence, TUESDAY)] == ["Monday"]


def test_expression_alone_takes_tense_and_anchor_from_its_caller() -> None:
    friday = resolve_date("Friday", TUESDAY, is_future=True)
    assert friday is not None and friday.date_start == date(2022, 9, 16)
    after = resolve_date("a day later", TUESDAY, anchor=date(2022, 8, 1))
    assert after is not None and after.date_start == date(2022, 8, 2)
    assert resolve_date("the ministry", TUESDAY) is None


WORDS = "on in the last next 13 2020 September May Monday night of to and - , days ago week two early 1990s 9/11 31 since".split()  # noqa: SIM905


@given(st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join), st.dates(date(1990, 1, 1), date(2050, 12, 31)))
def test_whatever_is_found_is_a_range_with_known_codes(text: str, published: date) -> None:
    taken = 0
    for found in find_dates(text, published):
        assert taken <= found.start < found.end <= len(text)
        assert found.date_start <= found.date_end
        assert found.precision in codes.DATE_PRECISIONS and found.how in codes.DATE_RESOLUTIONS
        taken = found.end
