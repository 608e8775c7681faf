"""Items of feeds of every kind, well made or not; nothing that a feed holds makes the parser fail or fetch."""

import json
from datetime import UTC, datetime

import pytest

from flows.fetching.feeds import Feed, FeedItem, parse_feed

URL = "https://valley.example/feeds/news"
NINE = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
TEN = datetime(2026, 3, 10, 10, 0, tzinfo=UTC)

RSS = """<?xml version="1.0"?><rss version="2.0"><channel><title>Valley Post</title><link>https://valley.example/</link>
<language>en</language><item>{}</item></channel></rss>"""
ATOM = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Valley Post</title>
<entry>{}</entry></feed>"""
RDF = """<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns="http://purl.org/rss/1.0/"><channel><title>Valley Post</title></channel>
<item><title>Bridge reopens</title><link>https://valley.example/bridge</link><dc:date>2026-03-10T13:00:00+04:00</dc:date></item>
</rdf:RDF>"""
JSON = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "Valley Post",
    "items": [{"id": "1", "url": "https://valley.example/bridge", "date_published": "2026-03-10T13:00:00+04:00"}],
}

BRIDGE = "https://valley.example/bridge"


def item(**changes) -> list[FeedItem]:
    values = {"url": BRIDGE, "title": "Bridge reopens", "published_at": NINE, "updated_at": None} | changes
    return [FeedItem(**values)]


@pytest.mark.parametrize(
    ("text", "items"),
    [
        pytest.param(
            RSS.format(
                f"<title>Bridge reopens</title><link>{BRIDGE}</link><pubDate>Tue, 10 Mar 2026 13:00:00 +0400</pubDate>"
            ),
            item(),
            id="RSS",
        ),
        pytest.param(
            RSS.format("<title> Bridge\n reopens </title><link>/bridge</link><pubDate>2026-03-10 09:00:00</pubDate>"),
            item(),
            id="RSS, relative link, date without zone",
        ),
        pytest.param(
            RSS.format(f"<title>Bridge reopens</title><guid isPermaLink='true'>{BRIDGE}</guid>"),
            item(published_at=None),
            id="RSS, guid for a link",
        ),
        pytest.param(
            RSS.format(f"<title>Bridge reopens</title><link>{BRIDGE}</link><pubDate>a Tuesday</pubDate>"),
            item(published_at=None),
            id="RSS, no date",
        ),
        pytest.param(
            ATOM.format(
                f'<title>Bridge reopens</title><link rel="enclosure" href="https://valley.example/bridge.mp3"/>'
                f'<link href="{BRIDGE}"/><published>2026-03-10T09:00:00Z</published><updated>2026-03-10T10:00:00Z</updated>'
            ),
            item(updated_at=TEN),
            id="Atom",
        ),
        pytest.param(
            ATOM.format(f'<title>Bridge reopens</title><link href="{BRIDGE}"/><updated>2026-03-10T10:00:00Z</updated>'),
            item(published_at=None, updated_at=TEN),
            id="Atom, only updated",
        ),
        pytest.param(RDF, item(published_at=None, updated_at=NINE), id="RDF"),
        pytest.param(json.dumps(JSON), item(title=None), id="JSON Feed"),
        pytest.param(
            RSS.format(f"<title>Bridge reopens</title><link>{BRIDGE}</link>").replace("</channel></rss>", ""),
            item(published_at=None),
            id="cut off",
        ),
        pytest.param(
            RSS.format(f"<title>Bridge reopens</title><link>{BRIDGE}?a=1&b=2</link>"),
            item(url=f"{BRIDGE}?a=1&b=2", published_at=None),
            id="bare ampersand",
        ),
    ],
)
def test_items(text, items):
    assert parse_feed(text.encode(), URL).items == items


def test_title():
    assert parse_feed(RSS.format(f"<title>Bridge</title><link>{BRIDGE}</link>").encode(), URL).title == "Valley Post"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "windows-1251"])
def test_encodings(encoding):
    declared = encoding.removesuffix("-sig")
    text = RSS.format(f"<title>Мост открыт</title><link>{BRIDGE}</link>").replace("?>", f' encoding="{declared}"?>')
    assert [item.title for item in parse_feed(text.encode(encoding), URL).items] == ["Мост открыт"]


def test_items_that_lead_nowhere_are_counted():
    text = RSS.format("<title>No link</title></item><item><link>mailto:desk@valley.example</link>")
    feed = parse_feed(text.encode(), URL)
    assert (feed.items, feed.n_without_url) == ([], 2)


ENTITIES = "".join(f"<!ENTITY e{n} '{f'&e{n - 1};' * 10}'>" for n in range(1, 10))
BOMB = f"<?xml version='1.0'?><!DOCTYPE rss [<!ENTITY e0 'ha'>{ENTITIES}]>" + RSS.format("<title>&e9;</title>")[21:]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\x00\xff\xfe",
        b"<html><body>Our home page</body></html>",
        b"{}",
        b"[1, 2]",
        b'{"items": 3}',
        b"/etc/passwd",
        b"http://169.254.169.254/",
        BOMB.encode(),
        b"<rss>" + b"<a>" * 10_000,
        b"<rss><channel><item " + b"a='b' " * 100_000 + b"/></channel></rss>",
        b"<rss><channel><item><pubDate>" + b" " * 500_000,
        RSS.format("<!DOCTYPE x SYSTEM 'file:///etc/passwd'>").encode(),
    ],
)
def test_hostile_bytes_give_no_items_and_no_error(body):
    assert parse_feed(body, URL).items == []


def test_a_fault_is_named():
    assert parse_feed(b"<html></html>", URL) == Feed(fault="no feed")
