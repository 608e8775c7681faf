"""Pages and sitemaps that a sitemap lists; bombs, document types and depth are refused, what was read before is kept."""

import gzip
from datetime import UTC, datetime

import pytest

from flows.fetching import sitemaps
from flows.fetching.fetch import Hint
from flows.fetching.sitemaps import Entry, parse_sitemap

URL = "https://valley.example/sitemap.xml"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
XMLNS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
PAGE = "<url><loc>https://valley.example/{}</loc></url>"


def urlset(*urls: str) -> bytes:
    return f"{HEAD}<urlset {XMLNS}>{''.join(urls)}</urlset>".encode()


def addresses(body: bytes) -> list[str]:
    return [entry.url.removeprefix("https://valley.example/") for entry in parse_sitemap(body, URL).pages]


def test_pages_with_their_dates():
    body = urlset(
        "<url><loc> https://valley.example/a </loc><lastmod>2026-03-10T13:00:00+04:00</lastmod></url>",
        "<url><loc>/b</loc><lastmod>2026-03-10</lastmod></url>",
        "<url><loc>https://valley.example/c?x=1&amp;y=2</loc><lastmod>last week</lastmod></url>",
    )
    assert parse_sitemap(body, URL).pages == [
        Entry("https://valley.example/a", Hint(updated_at=datetime(2026, 3, 10, 9, tzinfo=UTC))),
        Entry("https://valley.example/b", Hint(updated_at=datetime(2026, 3, 10, tzinfo=UTC))),
        Entry("https://valley.example/c?x=1&y=2"),
    ]


def test_a_news_sitemap_tells_title_and_publication_and_no_image_is_a_page():
    body = f"""{HEAD}<urlset {XMLNS} xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"
     xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"><url><loc>https://valley.example/bridge</loc>
     <news:news><news:publication><news:name>Valley Post</news:name></news:publication>
     <news:publication_date>2026-03-10T09:00Z</news:publication_date><news:title>Bridge
     reopens</news:title></news:news>
     <image:image><image:loc>https://valley.example/bridge.jpg</image:loc></image:image></url></urlset>"""
    published_at = datetime(2026, 3, 10, 9, tzinfo=UTC)
    assert parse_sitemap(body.encode(), URL).pages == [
        Entry("https://valley.example/bridge", Hint("Bridge reopens", published_at))
    ]


def test_an_index_lists_sitemaps():
    body = f"{HEAD}<sitemapindex {XMLNS}><sitemap><loc>/s1.xml.gz</loc></sitemap></sitemapindex>"
    sitemap = parse_sitemap(body.encode(), URL)
    assert (sitemap.pages, sitemap.sitemaps) == ([], [Entry("https://valley.example/s1.xml.gz")])


def test_gzip_text_and_utf16():
    assert addresses(gzip.compress(urlset(PAGE.format("a"))) + gzip.compress(b"\n")) == ["a"]
    assert addresses(b"\xef\xbb\xbfhttps://valley.example/a\n# note\nhttps://valley.example/b\n") == ["a", "b"]
    assert addresses(urlset(PAGE.format("a")).decode().replace("UTF-8", "UTF-16").encode("utf-16")) == ["a"]


def test_what_comes_before_a_fault_is_kept():
    body = urlset(PAGE.format("a"), PAGE.format("b"))
    for broken in (body[:-30], body.replace(b"</urlset>", b"<url></loc>"), gzip.compress(body * 500)[:-50]):
        sitemap = parse_sitemap(broken, URL)
        assert sitemap.fault and sitemap.pages[0].url == "https://valley.example/a"


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        (b"", "no sitemap"),
        (b"<html><body>Our home page</body></html>", "no sitemap: starts with <html>"),
        (b"<!DOCTYPE urlset [<!ENTITY a 'b'>]><urlset>&a;</urlset>", "a document type is not allowed"),
        (b"<!DOCTYPE urlset SYSTEM 'file:///etc/passwd'><urlset/>", "a document type is not allowed"),
        (b"<urlset>" + b"<url>" * 100_000, "over 32 elements deep"),
        (b"<urlset>&file;</urlset>", "undefined entity"),
        (gzip.compress(b"<urlset>" + b" " * 60_000_000), "over 52428800 bytes unpacked"),
    ],
)
def test_what_is_refused(body, fault):
    sitemap = parse_sitemap(body, URL)
    assert not sitemap.pages and fault in sitemap.fault


def test_entries_are_capped(monkeypatch):
    monkeypatch.setattr(sitemaps, "ENTRIES", 2)
    sitemap = parse_sitemap(urlset(*(PAGE.format(n) for n in range(3))), URL)
    assert (len(sitemap.pages), sitemap.fault) == (2, "over 2 entries")
