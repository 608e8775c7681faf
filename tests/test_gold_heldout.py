"""Every label of tests/gold/heldout and tests/gold/sealed points at what it says, checked as those of tests/gold are."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from tests import test_gold

GOLD = Path(__file__).parent / "gold"
ARTICLES = sorted([*(GOLD / "heldout").glob("*.json"), *(GOLD / "sealed").glob("*.json")])


@pytest.mark.parametrize("path", ARTICLES, ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_the_article_is_dated_and_its_boilerplate_verbatim(path):
    gold, text = test_gold.load(path)
    assert gold["document"] == path.with_suffix(".txt").name
    assert date.fromisoformat(gold["published"])
    assert all(row["text"] in text for row in gold["boilerplate"])


@pytest.mark.parametrize("path", ARTICLES, ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_labels_are_verbatim_and_coded(path):
    test_gold.test_statements_are_verbatim_and_coded(path)
    test_gold.test_events_are_verbatim_and_coded(path)
    test_gold.test_contested_events_and_positions_exist(path)


def test_there_are_fourteen_held_out_and_ten_sealed_articles():
    assert Counter(path.parent.name for path in ARTICLES) == {"heldout": 14, "sealed": 10}
