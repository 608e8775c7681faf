"""Every label of tests/gold/heldout points at what it says, checked as those of tests/gold are."""

from datetime import date
from pathlib import Path

import pytest

from tests import test_gold

ARTICLES = sorted((Path(__file__).parent / "gold" / "heldout").glob("*.json"))


@pytest.mark.parametrize("path", ARTICLES, ids=lambda p: p.stem)
def test_the_article_is_dated_and_its_boilerplate_verbatim(path):
    gold, text = test_gold.load(path)
    assert gold["document"] == path.with_suffix(".txt").name
    assert date.fromisoformat(gold["published"])
    assert all(row["text"] in text for row in gold["boilerplate"])


@pytest.mark.parametrize("path", ARTICLES, ids=lambda p: p.stem)
def test_labels_are_verbatim_and_coded(path):
    test_gold.test_statements_are_verbatim_and_coded(path)
    test_gold.test_events_are_verbatim_and_coded(path)
    test_gold.test_contested_events_and_positions_exist(path)


def test_there_are_fourteen_whole_articles():
    assert len(ARTICLES) == 14
