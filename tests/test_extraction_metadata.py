"""Headline, people, times and kind from what a page states."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from transforms.extraction.authors import authors, names_in
from transforms.extraction.dates import modified, published, read_moment
from transforms.extraction.kind import kind
from transforms.extraction.page import Page, decode, parse
from transforms.extraction.title import headlines, strip_site

FETCHED = datetime(2026, 11, 20, 12, tzinfo=UTC)
URL = "https://www.example.com/world/pass-road-reopens-after-landslide"


def page(head: str = "", body: str = "", linked: Any = None, url: str = URL) -> Page:
    script = f'<script type="application/ld+json">{json.dumps(linked)}</script>' if linked is not None else ""
    parsed = parse(f"<html><head>{head}{script}</head><body>{body}</body></html>", url)
    assert parsed is not None
    return parsed


@pytest.mark.parametrize(
    ("title", "others", "names", "expected"),
    [
        ("Road reopens | Example News", [], ["Example News"], "Road reopens"),
        ("Road reopens - World - Example News", ["Road reopens"], ["Example News"], "Road reopens"),
        ("Road reopens — example.com", [], ["example.com"], "Road reopens"),
        ("Дорога открыта - Новости дня", ["Дорога открыта"], ["example.ru"], "Дорога открыта"),
        ("Road reopens - but only for lorries", [], ["Example News"], "Road reopens - but only for lorries"),
        (
            "Pass road reopens after nine months :: Example Herald :: News from the pass",
            [],
            [],
            "Pass road reopens after nine months",
        ),
        ("Exclusive | Road reopens", [], [], "Exclusive | Road reopens"),
        ("Minister: Road reopens", ["Road reopens"], ["Example News"], "Minister: Road reopens"),
        ("Traffic | Road reopens", ["Road reopens"], ["Example News"], "Road reopens"),
    ],
)
def test_the_site_is_no_part_of_the_headline(title: str, others: list[str], names: list[str], expected: str):
    assert strip_site(title, others, names) == expected


@pytest.mark.parametrize(
    ("search", "shared", "linked", "printed", "expected"),
    [
        ("Road opens | Example", "Pass road reopens", "Road opens", "Road opens", "Pass road reopens"),
        ("Road opens | Example", "Road opens", "Pass road reopens", "Road opens", "Pass road reopens"),
        ("Road opens | Example", "", "", "Pass road opens again", "Pass road opens again"),
        ("Road opens | Example", "", "", "", "Road opens"),
        ("Minister: &quot;We open&quot;", "Minister: ", 'Minister: "We open"', "", 'Minister: "We open"'),
    ],
)
def test_the_newsrooms_headline_before_the_search_engines(
    search: str, shared: str, linked: str, printed: str, expected: str
):
    given = page(
        f'<title>{search}</title><meta property="og:title" content="{shared}"><meta property="og:site_name" content="Example">',
        f"<h1>{printed}</h1>",
        {"@type": "NewsArticle", "headline": linked},
    )
    assert headlines(given)[0].strip() == expected.strip()


@pytest.mark.parametrize(
    ("byline", "expected"),
    [
        ("By Anna Berg and Ruben Petrosyan", ["Anna Berg", "Ruben Petrosyan"]),
        ("Von Karl Stein, Eva Lang und Max Kern", ["Karl Stein", "Eva Lang", "Max Kern"]),
        ("Anna Berg, political correspondent", ["Anna Berg"]),
        ("Автор: Иван Петров", ["Иван Петров"]),
        ("Anna Berg (Yerevan)", ["Anna Berg"]),
        ("https://example.com/authors/anna", []),
        ("anna@example.com", []),
        ("20 November 2026", []),
    ],
)
def test_names_in_a_byline(byline: str, expected: list[str]):
    assert names_in(byline) == expected


def test_a_person_in_the_byline_before_the_site_in_the_metadata():
    linked = {"@type": "NewsArticle", "author": {"@type": "Organization", "name": "Example"}}
    site = '<meta property="og:site_name" content="Example">'
    byline = '<h1>Road reopens</h1><p class="byline">By <a class="author-name">Anna Berg</a> 20 Nov</p>'

    assert authors(page(site, byline, linked), []) == ["Anna Berg"]
    assert authors(page(site, "", linked), []) == ["Example"]
    assert authors(page(site, "", linked), ["The road is open.", "Anna Berg"]) == ["Anna Berg"]
    assert authors(page(site, "", linked), ["Region | Anna Berg", "The road is open."]) == ["Anna Berg"]
    assert authors(page(site, "", linked), ["The road is open.", "Work goes on"]) == ["Example"]


@pytest.mark.parametrize(
    ("head", "body", "linked", "expected"),
    [
        ("", '<p>by <a href="/authors/anna-berg">Anna Berg</a></p><p>Text.</p>', None, ["Anna Berg"]),
        ("", f'<p>{"Long text. " * 20}</p><a href="/authors/anna-berg">Anna Berg</a>', None, []),
        ("", '<a class="article__author">Anna Berg</a>', None, ["Anna Berg"]),
        ('<meta name="twitter:label1" content="Written by"><meta name="twitter:data1" content="Anna Berg">', "", None,
         ["Anna Berg"]),
        ('<meta name="twitter:label1" content="Est. reading time"><meta name="twitter:data1" content="3 minutes">', "",
         None, []),
        ('<meta name="author" content="example.com, Springfield, Ruritania">', "", "Newsroom Example", ["Newsroom Example"]),
        ('<meta name="author" content="EXAMPLE">', '<p class="byline">By Anna Berg</p>', None, ["Anna Berg"]),
        ("", '<div class="byline">Anna Berg</div>', "Reuters", ["Reuters"]),
        ('<meta name="author" content="Anna Berg">', "", "Reuters", ["Anna Berg"]),
    ],
)  # fmt: skip
def test_where_authors_are_found_and_who_gives_way(head: str, body: str, linked: str | None, expected: list[str]):
    node = {"@type": "NewsArticle", "author": {"@type": "Organization", "name": linked}} if linked else None
    assert authors(page(head, f"<h1>Road reopens</h1>{body}", node), []) == expected


def test_authors_by_reference():
    linked = {"@graph": [
        {"@type": "Person", "@id": "#anna", "name": "Anna Berg"},
        {"@type": "NewsArticle", "headline": "Road reopens", "author": [{"@id": "#anna"}]},
        {"@type": "WebPage", "name": "Road reopens"},
    ]}  # fmt: skip
    assert authors(page(linked=linked), []) == ["Anna Berg"]


@pytest.mark.parametrize(
    ("text", "at", "zone", "precision"),
    [
        ("2026-11-19T15:42:00+04:00", datetime(2026, 11, 19, 11, 42, tzinfo=UTC), "+04:00", "minute"),
        ("2026-11-19T15:42:00.123Z", datetime(2026, 11, 19, 15, 42, tzinfo=UTC), "+00:00", "minute"),
        ("2026-11-19 15:42:00 -0330", datetime(2026, 11, 19, 19, 12, tzinfo=UTC), "-03:30", "minute"),
        ("2026-11-19 15:42", datetime(2026, 11, 19, 15, 42, tzinfo=UTC), None, "minute"),
        ("2026-11-19", datetime(2026, 11, 19, tzinfo=UTC), None, "day"),
        ("Thu Nov 19 15:42:00 CET 2026", datetime(2026, 11, 19, 14, 42, tzinfo=UTC), "+01:00", "minute"),
        ("Thu, 19 Nov 2026 15:42:00 +0400", datetime(2026, 11, 19, 11, 42, tzinfo=UTC), "+04:00", "minute"),
        ("1795088520", datetime(2026, 11, 19, 11, 42, tzinfo=UTC), "+00:00", "minute"),
        ("1795088520000", datetime(2026, 11, 19, 11, 42, tzinfo=UTC), "+00:00", "minute"),
    ],
)
def test_machine_readable_dates(text: str, at: datetime, zone: str | None, precision: str):
    moment = read_moment(text)

    assert moment is not None
    assert (moment.at, moment.zone, moment.precision) == (at, zone, precision)


@pytest.mark.parametrize("text", ["", "today", "2026-13-45", "2026-11-19T99:99", "0000000000000000", "١٩ نوفمبر", "-"])
def test_what_is_no_date(text: str):
    assert read_moment(text) is None


def test_a_source_with_minute_and_zone_refines_the_first():
    linked = {"@type": "NewsArticle", "datePublished": "2026-11-19"}
    moment, how = published(
        page('<meta property="article:published_time" content="2026-11-19T15:42+04:00">', linked=linked), FETCHED
    ) or (None, None)

    assert moment is not None
    assert (moment.zone, how) == ("+04:00", "meta")


def test_a_date_ahead_of_the_fetch_is_not_believed():
    linked = {"@type": "NewsArticle", "datePublished": "2027-01-01T10:00:00Z", "dateModified": "2027-01-02T10:00:00Z"}
    given = page('<meta name="date" content="2026-11-19T10:00:00Z">', linked=linked)
    moment, how = published(given, FETCHED) or (None, None)

    assert moment is not None
    assert (moment.at, how) == (datetime(2026, 11, 19, 10, tzinfo=UTC), "meta")
    assert modified(given, FETCHED, moment.at) is None


@pytest.mark.parametrize(
    ("head", "body", "url", "how"),
    [
        ("", '<h1>Road</h1><time datetime="2026-11-19T15:42+04:00">Thursday</time>', URL, "time"),
        ("", "<p>text</p>", "https://www.example.com/2026/11/19/road", "url"),
        ("", '<p class="date">Published 19 November 2026</p>', URL, "htmldate"),
    ],
)
def test_where_a_date_is_found(head: str, body: str, url: str, how: str):
    found = published(page(head, body, url=url), FETCHED)

    assert found is not None
    assert (found[0].at.date().isoformat(), found[1]) == ("2026-11-19", how)


@pytest.mark.parametrize(
    ("linked", "url", "title", "expected"),
    [
        ({"@type": "NewsArticle"}, URL, "Road reopens", "news"),
        ({"@type": "LiveBlogPosting"}, URL, "Road reopens", "live_blog"),
        ({}, "https://www.example.com/live/road-1234", "Road", "live_blog"),
        ({}, URL, "LIVE: Road reopens", "live_blog"),
        ({}, "https://www.example.com/news/how-to-live-on-the-pass-road", "How to live on the pass road", "news"),
        ({"@type": "OpinionNewsArticle"}, URL, "Road reopens", "opinion"),
        ({}, "https://www.example.com/opinion/the-road-to-nowhere-1234", "Road", "opinion"),
        ({}, "https://fr.example.com/2026/comment-la-route-a-ete-sauvee", "Comment la route a été sauvée", "news"),
        ({"@type": "NewsArticle", "isAccessibleForFree": "False"}, URL, "Road", "paywalled"),
        ({}, "https://www.example.com/press-releases/road-1234", "Road", "press_release"),
        ({"@type": "VideoObject"}, URL, "Road", "video"),
        ({}, "http://127.0.0.1:8471/", "Example", "index"),
    ],
)
def test_kinds(linked: dict[str, Any], url: str, title: str, expected: str):
    assert kind(page(linked=linked, url=url), title, ["The road is open again."]) == expected


@pytest.mark.parametrize(
    ("body", "charset", "expected"),
    [
        ("Straße".encode(), "iso-8859-1", "Straße"),
        ("Straße".encode("cp1252"), "iso-8859-1", "Straße"),
        ("<meta charset=windows-1251>Дорога".encode("cp1251"), None, "<meta charset=windows-1251>Дорога"),
        ("Дорога".encode("utf-16"), None, "Дорога"),
        (b"\xef\xbb\xbfroad", None, "road"),
        (bytes(range(256)) * 20, None, None),
        (b"road\x00s and the long way home " * 1, "no-such-charset", None),
    ],
)
def test_bytes_become_text(body: bytes, charset: str | None, expected: str | None):
    assert decode(body, charset) == expected
