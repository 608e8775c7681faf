"""The labelled sentences, read by the shipped reader: no form of attribution falls below what it once reached."""

import pytest

from tests.statements.forms import MEASURES, score

FLOORS = {  # statements of each form right in each of MEASURES: found, source, exact, act
    "that": (12, 12, 12, 12),
    "after": (10, 10, 10, 10),
    "inverted": (8, 8, 8, 8),
    "interrupted": (8, 8, 8, 8),
    "according": (8, 8, 8, 8),
    "statement": (7, 7, 7, 7),
    "told": (8, 8, 8, 8),
    "asput": (4, 3, 3, 4),
    "label": (5, 5, 5, 5),
    "post": (6, 6, 6, 6),
    "noun": (7, 6, 7, 7),
    "perform": (22, 22, 22, 22),
    "passive": (8, 8, 8, 8),
    "nested": (10, 9, 10, 10),
    "negated": (5, 5, 4, 4),
    "light": (6, 6, 6, 6),
    "conjoined": (9, 8, 9, 9),
    "colon2": (6, 6, 6, 6),
    "mixed": (4, 4, 4, 4),
    "quotes": (5, 5, 5, 5),
}


@pytest.mark.slow
def test_no_form_falls_below_its_floor() -> None:
    tallies = score()
    assert tallies.keys() == FLOORS.keys()
    fallen = {
        form: (measure, tallies[form].right[measure], floor, tallies[form].notes)
        for form, floors in FLOORS.items()
        for measure, floor in zip(MEASURES, floors, strict=True)
        if tallies[form].right[measure] < floor
    }
    assert not fallen


@pytest.mark.slow
def test_little_is_found_that_nobody_labelled() -> None:
    tallies = score().values()
    found, given = sum(tally.right["found"] for tally in tallies), sum(tally.given for tally in tallies)
    assert found / given > 0.9
