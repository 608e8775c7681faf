"""From bytes to an article: what is read off a page, and what a page that is none comes to."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.codes import ARTICLE_KINDS, ARTICLE_OUTCOMES
from transforms.extraction.article import FeedHint, extract

FETCHED = datetime(2026, 11, 20, 12, tzinfo=UTC)
URL = "https://www.example.com/world/bridge-reopens"
BODY = """
<p>BAKU, Nov. 19 (Reuters) - The bridge over the river reopened on Thursday after nine months of repairs, the ministry said.</p>
<p>Read also: <a href="/other">Ferry fares to rise in the spring</a></p>
<p>"It is safe for lorries again," minister Leyla Rzayeva told reporters at the opening, which several hundred people attended.</p>
<p>Opposition politicians said that the repairs had cost twice as much as planned and asked for an inquiry into the contract.</p>
<p>Photo: Some Body/Agency</p>
<p>Sign up for our newsletter to get the news every morning.</p>
"""


def page(body: str = BODY, head: str = "") -> bytes:
    return f"""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Bridge reopens after repairs | Example News</title>
    <meta property="og:title" content="Bridge reopens after repairs"><meta property="og:site_name" content="Example News">{head}</head>
    <body><nav><a href="/">Home</a></nav><article><h1>Bridge reopens after repairs</h1><div class="byline">By Anna Berg and Ruben Petrosyan</div>
    {body}</article></body></html>""".encode()


LINKED = """<script type="application/ld+json">{"@context": "https://schema.org", "@type": "NewsArticle", "headline": "Bridge reopens after repairs",
"datePublished": "2026-11-19T15:42:00+04:00", "dateModified": "2026-11-19T18:00:00+04:00", "author": [{"@type": "Person", "name": "Anna Berg"}]}</script>"""


def test_a_page_becomes_its_article():
    article = extract(page(head=LINKED), URL + "?utm_source=feed", fetched_at=FETCHED)

    assert (article.outcome, article.kind, article.language) == ("extracted", "news", "en")
    assert article.title == "Bridge reopens after repairs"
    assert article.site == "Example News"
    assert article.authors == ["Anna Berg"]
    assert article.published_at == datetime(2026, 11, 19, 11, 42, tzinfo=UTC)
    assert (article.published_zone, article.published_precision, article.published_how) == (
        "+04:00",
        "minute",
        "json-ld",
    )
    assert article.modified_at == datetime(2026, 11, 19, 14, 0, tzinfo=UTC)
    assert article.canonical_url == URL
    assert article.dateline == "BAKU, Nov. 19 (Reuters)"
    assert article.text is not None
    assert article.text.split("\n") == [
        "The bridge over the river reopened on Thursday after nine months of repairs, the ministry said.",
        '"It is safe for lorries again," minister Leyla Rzayeva told reporters at the opening, which several hundred people attended.',
        "Opposition politicians said that the repairs had cost twice as much as planned and asked for an inquiry into the contract.",
    ]


@pytest.mark.parametrize(
    ("body", "media_type", "outcome"),
    [
        (b"", "text/html", "empty_body"),
        (b"  \n", "text/html", "empty_body"),
        (b"%PDF-1.7", "application/pdf", "wrong_media_type"),
        (bytes(range(256)) * 40, "text/html", "undecodable"),
        (b"<html><body></body></html>", "text/html", "no_text"),
        (b"<!-- nothing -->", "text/html", "no_text"),
        (
            b"<html><body><p>The Valley Herald</p><p>Culture</p><p>Opinion and letters</p><p>Sport",
            "text/html",
            "no_text",
        ),
    ],
)
def test_what_is_no_article_has_a_named_outcome(body: bytes, media_type: str, outcome: str):
    article = extract(body, URL, media_type=media_type, fetched_at=FETCHED)

    assert (article.outcome, article.text) == (outcome, None)


def test_the_feed_fills_in_what_the_page_does_not_say():
    hint = FeedHint(title="Bridge reopens", published_at=datetime(2026, 11, 19, 11, 42, tzinfo=UTC))
    article = extract(page(), URL, fetched_at=FETCHED, hint=hint)

    assert (article.published_at, article.published_how) == (hint.published_at, "feed")
    assert article.authors == ["Anna Berg", "Ruben Petrosyan"]


def test_the_standfirst_is_part_of_the_text_and_named():
    summary = "Lorries cross again after nine months, and the opposition asks what it cost."
    article = extract(page(f'<p class="standfirst">{summary}</p>' + BODY), URL, fetched_at=FETCHED)

    assert article.standfirst == summary
    assert article.text is not None
    assert article.text.startswith(summary + "\n")


def test_addresses_on_loopback_stand_for_themselves():
    address = "http://127.0.0.1:8471/news/1.html"
    article = extract(page(head='<link rel="canonical" href="/news/1.html">'), address + "#top", fetched_at=FETCHED)

    assert article.canonical_url == address


def test_another_site_does_not_take_the_address():
    article = extract(page(head='<link rel="canonical" href="https://other.example/x">'), URL, fetched_at=FETCHED)

    assert article.canonical_url == URL


@given(st.binary(max_size=200))
@settings(max_examples=12, deadline=None)
def test_no_bytes_make_it_raise(body: bytes):
    article = extract(b"<html><article>" + body, URL, fetched_at=FETCHED)

    assert article.outcome in ARTICLE_OUTCOMES
    assert article.kind in ARTICLE_KINDS
