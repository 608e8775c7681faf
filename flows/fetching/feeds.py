"""What a feed lists: `Feed`, its items in order, from RSS, RDF, Atom or JSON Feed, well made or not.

fastfeedparser reads the plain feeds, which are nearly all; feedparser, which is slow but knows every dialect, reads those
that are no XML (fastfeedparser repairs them at the price of a link now and then) or where the two are known to differ: a
relative base, an item without a link of its own, a link that is no plain alternate, dates under other names or in other
forms than the usual. Neither is given a URL, only bytes, so that neither fetches.
"""

from __future__ import annotations

import calendar
import io
import re
import warnings
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin
from xml.parsers import expat

import fastfeedparser  # type: ignore[import-untyped]
import feedparser  # type: ignore[import-untyped]

from flows.fetching.fetch import Hint

_SLOW_BYTES = 2_000_000  # feedparser takes up to 7 s for a megabyte of nothing but tags
# Both libraries take time by the square of the attributes of one element; no honest tag is as long.
_ENDLESS_TAG = re.compile(rb"<[^<>]{65536}")

# What makes a feed one for feedparser: a base for its links, a document type, dates under other names ...
_UNUSUAL = re.compile(
    rb"xml:base|<!DOCTYPE|<dc:date|<dcterms:|<prism:|<rdf:|<rss:|:updated>|:published>", re.IGNORECASE
)
# ... or in other forms than these two (RFC 822 and RFC 3339), which fastfeedparser guesses at.
_DATE = re.compile(rb"<(?:pubDate|published|updated)\b", re.IGNORECASE)
_PLAIN_DATE = re.compile(
    rb"<(?:pubDate|published|updated)>\s{0,99}(?:<!\[CDATA\[)?\s{0,99}"
    rb"(?:(?:[A-Z][a-z]{2}, )?\d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d (?:[+-]\d{4}|GMT|UTC|Z|[ECMP][SD]T)"
    rb"|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d))"
    rb"\s{0,99}(?:\]\]>)?\s{0,99}</"
)


@dataclass(frozen=True, slots=True)
class FeedItem:
    """One item; times in UTC, those without a zone taken for UTC."""

    url: str
    title: str | None
    published_at: datetime | None
    updated_at: datetime | None

    @property
    def hint(self) -> Hint:
        """What the item says of its article."""
        return Hint(self.title, self.published_at, self.updated_at)


@dataclass(frozen=True)
class Feed:
    """A parsed feed; `n_without_url` items lead nowhere, `fault` says why nothing could be read."""

    title: str | None = None
    items: list[FeedItem] = field(default_factory=list)
    n_without_url: int = 0
    fault: str = ""


def parse_feed(body: bytes, url: str) -> Feed:
    """Parse the body found at a URL, against which relative links are resolved. Never raises."""
    if _ENDLESS_TAG.search(body):
        return Feed(fault="a tag over 65536 bytes long")
    try:
        feed = _parse_plain(body, url)
        if feed is not None:
            return feed
        if body.lstrip().startswith(b"{"):
            return Feed(fault="not a JSON Feed")
        if len(body) > _SLOW_BYTES:
            return Feed(fault=f"malformed, and over {_SLOW_BYTES} bytes")
        return _parse_any(body, url)
    except Exception as error:  # both libraries raise what they please on hostile bytes
        return Feed(fault=f"{type(error).__name__}: {error}"[:200])


def _parse_plain(body: bytes, url: str) -> Feed | None:
    """Parse with fastfeedparser; None when the feed is not plain."""
    if not body.lstrip().startswith(b"{") and not _is_plain_xml(body):
        return None
    try:
        document = fastfeedparser.parse(body)
    except Exception:  # it raises ValueError, lxml's errors and others alike: feedparser is to judge
        return None
    entries = document["entries"]
    if b"<feed" in body[:2000] and not _is_plain_atom(body, entries):
        return None
    if b"<rss" in body[:2000] and not _is_plain_rss(body, entries):
        return None
    times = [(_iso_moment(entry.get("published")), _iso_moment(entry.get("updated"))) for entry in entries]
    return _feed(document["feed"], entries, times, url)


def _parse_any(body: bytes, url: str) -> Feed:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        document = feedparser.parse(
            io.BytesIO(body), response_headers={"content-location": url, "content-type": "application/xml"}
        )
    if not document.version and not document.entries:
        return Feed(fault="no feed")
    times = [(_moment(entry, "published_parsed"), _moment(entry, "updated_parsed")) for entry in document.entries]
    return _feed(document.feed, document.entries, times, url)


def _is_plain_xml(body: bytes) -> bool:
    if _UNUSUAL.search(body) or len(_DATE.findall(body)) != len(_PLAIN_DATE.findall(body)):
        return False
    try:
        expat.ParserCreate().Parse(body.lstrip(), True)  # an empty line before the declaration is common
    except expat.ExpatError:
        return False
    return True


def _is_plain_rss(body: bytes, entries: list[Any]) -> bool:
    """Tell whether each item has a link of its own, beside the channel's, and not a guid in its place."""
    return body.count(b"<link") > len(entries) and all(entry.get("link") for entry in entries)


def _is_plain_atom(body: bytes, entries: list[Any]) -> bool:
    """Tell whether each entry has an alternate link and either all or none a `published`, which it else repeats."""
    n_published = body.count(b"<published")
    if n_published == 0:
        for entry in entries:
            entry["published"] = None
    elif n_published < len(entries):
        return False
    return body.count(b"<link") <= body.count(b"href=") and all(map(_has_alternate, entries))


def _has_alternate(entry: Any) -> bool:
    links = entry.get("links") or []
    return any(link.get("rel") in (None, "alternate") and link.get("href") == entry.get("link") for link in links)


def _feed(head: Any, entries: Any, times: list[tuple[datetime | None, datetime | None]], url: str) -> Feed:
    items = [
        FeedItem(_absolute(entry.get("link"), url), _text(entry.get("title")), published_at, updated_at)
        for entry, (published_at, updated_at) in zip(entries, times, strict=True)
    ]
    return Feed(
        title=_text(head.get("title")),
        items=[item for item in items if item.url],
        n_without_url=sum(not item.url for item in items),
    )


def _absolute(link: str | None, base: str) -> str:
    try:
        url = urljoin(base, (link or "").strip()) if link else ""
    except ValueError:
        return ""
    return url if url.startswith(("http://", "https://")) else ""


def _text(value: Any) -> str | None:
    return " ".join(value.split()) or None if isinstance(value, str) else None


def _iso_moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text).astimezone(UTC).replace(microsecond=0) if text else None


def _moment(entry: Any, key: str) -> datetime | None:
    parsed = dict(entry).get(key)  # as feedparser's own look-up answers a missing `updated` with `published`
    return datetime.fromtimestamp(calendar.timegm(parsed), UTC) if parsed else None
