"""Every article of the sample newsroom, read back from its pages: four houses, four ways of putting things around a text."""

import re
from collections import Counter
from datetime import UTC, datetime

import pytest

from flows.newsroom.articles import Article, articles, houses
from flows.newsroom.site import site
from transforms.extraction.article import extract

ORIGIN = "http://127.0.0.1:8471"
FETCHED = datetime(2026, 11, 23, tzinfo=UTC)
HOUSES = {house.name: house for house in houses()}


def pages(house: str) -> list[tuple[str, bytes, Article]]:
    """The sound article pages of a house with what they were made from."""
    replies = site(HOUSES[house], 1, ORIGIN)
    written = {article.slug: article for article in articles(house)}
    found = [
        (path, reply.body, written.get(re.sub(r"\.\w+$", "", path.rsplit("/", 1)[-1])))
        for path, reply in replies.items()
    ]
    return [(path, body, article) for path, body, article in found if article and b"</html>" in body]


def words(text: str | None) -> Counter[str]:
    return Counter(re.findall(r"\w+", (text or "").casefold()))


@pytest.mark.parametrize("house", HOUSES)
def test_what_the_newsroom_wrote_is_what_is_read(house: str):
    told = pages(house)
    assert len(told) >= 5

    for path, body, written in told:
        read = extract(body, ORIGIN + path, fetched_at=FETCHED)
        own, found = words(written.text) + words(written.standfirst), words(read.text)
        share = (own & found).total()

        assert (read.outcome, read.title, read.kind, read.language) == (
            "extracted",
            written.title,
            written.kind,
            written.language,
        ), path
        assert share >= 0.93 * own.total(), path
        assert share >= 0.93 * found.total(), path
        assert set(written.authors) - {"Press service"} <= set(read.authors), path
        if written.published:
            assert read.published_at == written.published.astimezone(UTC), path
        if written.dateline and f"{written.dateline}, ".encode() in body:  # one house prints none
            assert (read.dateline or "").startswith(written.dateline), path
