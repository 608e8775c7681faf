"""Versions of articles: new text is a new version, new bytes alone are not, order does not matter."""

from datetime import UTC, datetime

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.articles import articles
from transforms.schema import frame
from transforms.tables import TABLES


def row(name, hour, text, outcome="extracted", url="http://a/1"):
    return {
        "article_id": name, "outlet": "o", "url": url, "canonical_url": url, "page_sha256": name, "is_latest": False,
        "authors": [], "fetched_at": datetime(2026, 9, 1, hour, tzinfo=UTC), "kind": "news", "outcome": outcome,
        "text": text, "text_sha256": text, "word_count": 3,
    }  # fmt: skip


ROWS = [
    row("a", 1, "first"),
    row("b", 2, "first"),
    row("c", 3, "second"),
    row("d", 4, None, outcome="no_text"),
    row("e", 1, "first", url="http://a/2"),
]
EXPECTED = [
    ("a", "extracted", 1, None, False),
    ("b", "same_text", None, None, False),
    ("c", "extracted", 2, "a", True),
    ("d", "no_text", None, None, False),
    ("e", "extracted", 1, None, True),
]


@settings(deadline=None)
@given(st.permutations(ROWS))
def test_versions_count_texts_not_pages_in_any_order(rows):
    numbered = articles(frame(TABLES["articles"], rows))
    assert numbered.select("article_id", "outcome", "version", "supersedes", "is_latest").rows() == EXPECTED
    assert articles(numbered).equals(numbered)


def test_no_rows_give_no_articles():
    assert articles(frame(TABLES["articles"], [])).height == 0
    assert isinstance(articles(frame(TABLES["articles"], [])), pl.DataFrame)
