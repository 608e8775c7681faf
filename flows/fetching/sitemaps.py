"""What a sitemap lists: `Sitemap`, its pages and its further sitemaps, from XML, gzip or plain text.

The parser keeps no tree and obeys no document type: a DTD is refused, and with it every entity but XML's own five. Unpacked
bytes, depth and number of entries are capped; what was read before a fault or a cap is kept and `is_whole` says so.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import urljoin
from xml.parsers import expat

from flows.fetching.fetch import NO_HINT, Hint

UNPACKED_BYTES = 52_428_800  # the protocol's limit for one sitemap
ENTRIES = 50_000  # the protocol's limit, too
_DEPTH = 32  # a sitemap is four deep, with extensions six or seven
_VALUE_CHARS = 4_096  # twice the longest URL that the protocol allows


@dataclass(frozen=True, slots=True)
class Entry:
    """One listed URL and what is said of it."""

    url: str
    hint: Hint = NO_HINT


@dataclass
class Sitemap:
    """A parsed sitemap: `pages` to read and `sitemaps` to follow; `fault` says why it is not whole."""

    pages: list[Entry] = field(default_factory=list)
    sitemaps: list[Entry] = field(default_factory=list)
    fault: str = ""

    @property
    def is_whole(self) -> bool:
        """Tell whether everything was read."""
        return not self.fault


# Path of local names below the root -> what it says. Image and video extensions have `loc`s of their own, deeper.
_MEANING: dict[tuple[str, ...], str] = {
    ("url", "loc"): "loc",
    ("url", "lastmod"): "lastmod",
    ("url", "news", "publication_date"): "published",
    ("url", "news", "title"): "title",
    ("sitemap", "loc"): "loc",
    ("sitemap", "lastmod"): "lastmod",
}


class _Refused(Exception):
    pass


def parse_sitemap(body: bytes, url: str) -> Sitemap:
    """Parse the body found at a URL, against which relative addresses are resolved. Never raises."""
    sitemap = Sitemap()
    reader = _Reader(sitemap, url)
    try:
        chunks = _unpack(body) if body.startswith(b"\x1f\x8b") else iter([body])
        first = next(chunks, b"")
        if not first.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") and b"\x00" not in first[:4]:
            _read_lines(b"".join([first, *chunks]), sitemap, url)
            return sitemap
        reader.feed(first)
        for chunk in chunks:
            reader.feed(chunk)
        reader.close()
    except (_Refused, expat.ExpatError, zlib.error, ValueError) as error:
        sitemap.fault = str(error)
    return sitemap


def _unpack(body: bytes) -> Iterator[bytes]:
    left = UNPACKED_BYTES
    while body:
        stream = zlib.decompressobj(zlib.MAX_WBITS | 16)
        while body and not stream.eof:
            chunk = stream.decompress(body, 65_536)
            left -= len(chunk)
            if left < 0:
                raise _Refused(f"over {UNPACKED_BYTES} bytes unpacked")
            yield chunk
            body = stream.unconsumed_tail
        if not stream.eof:
            raise _Refused("the gzip stream is cut off")
        body = stream.unused_data


def _read_lines(text: bytes, sitemap: Sitemap, url: str) -> None:
    for line in text.decode("utf-8-sig", errors="replace").splitlines():
        if line.strip().startswith(("http://", "https://")):
            if len(sitemap.pages) >= ENTRIES:
                sitemap.fault = f"over {ENTRIES} entries"
                return
            sitemap.pages.append(Entry(line.strip()))
    if not sitemap.pages:
        sitemap.fault = f"no sitemap: {url}"


class _Reader:
    """Collects the values of one `url` or `sitemap` element at a time."""

    def __init__(self, sitemap: Sitemap, url: str) -> None:
        self._sitemap = sitemap
        self._url = url
        self._path: list[str] = []
        self._values: dict[str, str] = {}
        self._wanted = ""
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._parser.StartDoctypeDeclHandler = self._doctype

    def feed(self, chunk: bytes) -> None:
        self._parser.Parse(chunk, False)

    def close(self) -> None:
        self._parser.Parse(b"", True)

    def _doctype(self, *_: object) -> None:
        raise _Refused("a document type is not allowed")

    def _start(self, name: str, _: dict[str, str]) -> None:
        if len(self._path) >= _DEPTH:
            raise _Refused(f"over {_DEPTH} elements deep")
        self._path.append(name.rpartition(" ")[2].lower())
        if len(self._path) == 1 and self._path[0] not in ("urlset", "sitemapindex"):
            raise _Refused(f"no sitemap: starts with <{self._path[0][:40]}>")
        if len(self._path) == 2:
            self._values = {}
        self._wanted = _MEANING.get(tuple(self._path[1:]), "")

    def _text(self, text: str) -> None:
        if self._wanted and len(self._values.get(self._wanted, "")) < _VALUE_CHARS:
            self._values[self._wanted] = self._values.get(self._wanted, "") + text

    def _end(self, _: str) -> None:
        self._wanted = ""
        name = self._path.pop()
        if len(self._path) != 1 or name not in ("url", "sitemap"):
            return
        loc = self._values.get("loc", "").strip()
        if not loc:
            return
        if len(self._sitemap.pages) + len(self._sitemap.sitemaps) >= ENTRIES:
            raise _Refused(f"over {ENTRIES} entries")
        title = " ".join(self._values.get("title", "").split())
        hint = Hint(title or None, _moment(self._values.get("published")), _moment(self._values.get("lastmod")))
        entries = self._sitemap.pages if name == "url" else self._sitemap.sitemaps
        entries.append(Entry(urljoin(self._url, loc), hint))


def _moment(text: str | None) -> datetime | None:
    """Read a W3C date and time as UTC; one without a zone is taken for UTC, a year or month for nothing."""
    text = (text or "").strip()
    if len(text) < 10:
        return None
    try:
        moment = datetime.fromisoformat(text)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
