"""Stories: copies share one id, independent reports do not, whatever the order."""

from datetime import UTC, datetime

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.stories import SIZE, signature, stories

WIRE = " ".join(f"word{n}" for n in range(300))
TRIMMED = " ".join(f"word{n}" for n in range(250)) + " more on this story in our evening edition"
OTHER = " ".join(f"other{n} word{n}" for n in range(150))
ARTICLES = [("wire", WIRE, 1), ("trimmed", TRIMMED, 2), ("other", OTHER, 1), ("a year later", WIRE, 20)]


def told(articles):
    signatures = pl.DataFrame(
        {"article_id": [a for a, _, _ in articles], "minhash": [signature(t) for _, t, _ in articles]},
        schema={"article_id": pl.String, "minhash": pl.List(pl.UInt32)},
    )
    known = pl.DataFrame(
        [{"article_id": a, "canonical_url": a, "published_at": datetime(2026, 9, d, tzinfo=UTC), "fetched_at": datetime(2026, 9, d, tzinfo=UTC)} for a, _, d in articles],
        schema={"article_id": pl.String, "canonical_url": pl.String, "published_at": pl.Datetime("us", "UTC"), "fetched_at": pl.Datetime("us", "UTC")},
    )  # fmt: skip
    return dict(stories(signatures, known).rows())


@settings(deadline=None, max_examples=10)
@given(st.permutations(ARTICLES))
def test_copies_share_a_story_in_any_order(articles):
    story = told(articles)
    assert story["wire"] == story["trimmed"]
    assert len(set(story.values())) == 3
    assert story == told(ARTICLES)


def test_a_text_without_words_has_no_signature():
    assert signature("—") == []
    assert len(signature("one word")) == SIZE


def test_no_articles_no_stories():
    assert told([]) == {}
