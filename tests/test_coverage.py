"""Coverage counts what was tried and what came of it, and shows the days on which nothing was."""

from __future__ import annotations

from datetime import UTC, date, datetime

from tests.rows import article, rows
from transforms.coverage import coverage

FIRST, THIRD = (datetime(2026, 3, day, 9, tzinfo=UTC) for day in (1, 3))


def test_counts_outcomes_and_missing_days() -> None:
    fetches = rows(
        "fetches",
        {
            "fetch_id": "f0",
            "outlet": "herald",
            "url": "/feed",
            "purpose": "feed",
            "outcome": "fetched",
            "fetched_at": FIRST,
        },
        {
            "fetch_id": "f1",
            "outlet": "herald",
            "url": "/a",
            "purpose": "article",
            "outcome": "fetched",
            "fetched_at": FIRST,
        },
        {
            "fetch_id": "f2",
            "outlet": "herald",
            "url": "/b",
            "purpose": "article",
            "outcome": "timeout",
            "fetched_at": FIRST,
        },
        {
            "fetch_id": "f3",
            "outlet": "herald",
            "url": "/b",
            "purpose": "article",
            "outcome": "fetched",
            "fetched_at": FIRST,
        },
        {
            "fetch_id": "f4",
            "outlet": "herald",
            "url": "/c",
            "purpose": "article",
            "outcome": "not_found",
            "fetched_at": THIRD,
        },
    )
    articles = rows(
        "articles",
        article("a", fetched_at=FIRST),
        article("b", fetched_at=FIRST, outcome="no_text", language=None),
        article("d", fetched_at=THIRD, published_at=None),
    )
    codings = rows("codings", {"article_id": "a", "outcome": "coded"}, {"article_id": "b", "outcome": "not_extracted"})
    sources = rows("sources", {"outlet": "herald", "min_articles_per_day": 1})

    got = coverage(fetches, articles, codings, sources)

    assert got.drop("outcomes").rows() == [
        ("herald", date(2026, 3, 1), 2, 2, 1, 0, 1, False, ["en"]),
        ("herald", date(2026, 3, 2), 0, 0, 0, 0, 0, True, []),
        ("herald", date(2026, 3, 3), 1, 0, 1, 1, 0, False, ["en"]),
    ]
    assert [(o["step"], o["outcome"], o["count"]) for o in got["outcomes"][0]] == [
        ("collect", "fetched", 3),
        ("collect", "timeout", 1),
        ("extract", "extracted", 1),
        ("extract", "no_text", 1),
        ("code", "coded", 1),
        ("code", "not_extracted", 1),
    ]


def test_an_outlet_without_an_expectation_has_a_gap_only_when_nothing_answered() -> None:
    fetches = rows(
        "fetches",
        {
            "fetch_id": "f0",
            "outlet": "herald",
            "url": "/feed",
            "purpose": "feed",
            "outcome": "not_modified",
            "fetched_at": FIRST,
        },
        {
            "fetch_id": "f1",
            "outlet": "herald",
            "url": "/feed",
            "purpose": "feed",
            "outcome": "timeout",
            "fetched_at": THIRD,
        },
    )
    got = coverage(fetches, rows("articles"), rows("codings"), rows("sources", {"outlet": "herald"}))
    assert got["is_gap"].to_list() == [False, True, True]


def test_an_outlet_that_fell_silent_has_gaps_to_the_last_day_of_others() -> None:
    fetches = rows(
        "fetches",
        {"fetch_id": "f0", "outlet": "herald", "outcome": "fetched", "fetched_at": FIRST},
        {"fetch_id": "f1", "outlet": "courier", "outcome": "fetched", "fetched_at": THIRD},
    )
    got = coverage(
        fetches, rows("articles"), rows("codings"), rows("sources", {"outlet": "herald"}, {"outlet": "courier"})
    )
    assert got.select("outlet", "is_gap").rows() == [
        ("courier", False),
        ("herald", False),
        ("herald", True),
        ("herald", True),
    ]


def test_nothing_tried_is_an_empty_table() -> None:
    assert coverage(rows("fetches"), rows("articles"), rows("codings"), rows("sources")).is_empty()
