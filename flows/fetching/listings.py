"""Where an outlet says what it has published: `Listings`, the article URLs of its feeds, sitemaps and lists, and the polls."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urldefrag

from courlan import normalize_url

from flows.fetching.client import Fetcher
from flows.fetching.discover import page_links
from flows.fetching.feeds import parse_feed
from flows.fetching.fetch import NO_HINT, Fetch, FetchOutcome, Hint, Purpose, Request
from flows.fetching.saved import unreadable
from flows.fetching.schedule import Seen, is_poll_due, poll_interval, validators
from flows.fetching.sitemaps import Entry, parse_sitemap
from flows.sources import Outlet

SITEMAPS_PER_OUTLET = 50  # the newest; archives of decades have thousands
SITEMAP_NESTING = 3  # the protocol allows one level of indexes, some sites have two


class Listings:
    """The listings of one outlet, read once; `polls` are their fetches, for the caller to pass on."""

    def __init__(
        self, outlet: Outlet, known: Mapping[str, Seen], fetcher: Fetcher, now: datetime, poll_all: bool = False
    ) -> None:
        self.polls: list[Fetch] = []
        self.n_sitemaps_unread = 0
        self._outlet = outlet
        self._known = known
        self._fetcher = fetcher
        self._now = now
        self._poll_all = poll_all

    def articles(self) -> Iterator[Entry]:
        """Poll what is due and yield what it lists, one URL as often as it is listed. OutOfTime when the run ends."""
        for url in self._outlet.feeds:
            yield from self._poll(url, Purpose.FEED, _read_feed)
        yield from self._sitemaps()
        for place in self._outlet.lists:
            if place.startswith(("http://", "https://")):
                yield from self._poll(place, Purpose.LIST, _read_list)
            else:
                yield from self._local_list(Path(place))

    def _sitemaps(self) -> Iterator[Entry]:
        left = SITEMAPS_PER_OUTLET
        level = [Entry(url) for url in self._outlet.sitemaps]
        for nesting in range(SITEMAP_NESTING):
            further: list[Entry] = []
            for entry in level[:left]:
                yield from self._sitemap(entry.url, nesting > 0, further)
            self.n_sitemaps_unread += len(level[left:])
            left -= len(level[:left])
            changed = {entry.url: entry.hint for entry in further if not self._is_unchanged(entry)}
            level = [Entry(url, hint) for url, hint in newest_first(changed)]
        self.n_sitemaps_unread += len(level)

    def _sitemap(self, url: str, is_nested: bool, further: list[Entry]) -> Iterator[Entry]:
        """Yield the pages that a sitemap lists, and add the sitemaps to `further`."""

        def read(body: bytes, url: str) -> list[Entry]:
            sitemap = parse_sitemap(body, url)
            further.extend(sitemap.sitemaps)
            return sitemap.pages if sitemap.is_whole or sitemap.pages or further else _read_feed(body, url)

        # An index is asked for in full, since its being unchanged says nothing of the sitemaps in it.
        return self._poll(url, Purpose.SITEMAP, read, is_conditional=is_nested)

    def _is_unchanged(self, sitemap: Entry) -> bool:
        """Tell whether the index says that the sitemap has not changed since it was read to its end."""
        seen, changed_at = self._known.get(sitemap.url), sitemap.hint.updated_at
        return seen is not None and not seen.is_unfinished and changed_at is not None and changed_at < seen.last_at

    def _poll(
        self, url: str, purpose: Purpose, read: Callable[[bytes, str], Iterable[Entry]], is_conditional: bool = True
    ) -> Iterator[Entry]:
        seen = self._known.get(url)
        if not self._poll_all and not is_poll_due(seen, self._now):
            return
        fetch = self._fetcher.fetch(request_for(self._outlet, url, purpose, seen if is_conditional else None))
        entries = list(read(fetch.body, fetch.final_url)) if fetch.outcome == FetchOutcome.FETCHED else []
        n_new = sum(page is not None and page not in self._known for page in (page_url(e.url) for e in entries))
        interval_s = seen.poll_interval_s if seen else None
        if fetch.outcome in (FetchOutcome.FETCHED, FetchOutcome.NOT_MODIFIED):
            interval_s = poll_interval(interval_s, len(entries), n_new)
        self.polls.append(replace(fetch, n_items=len(entries), n_new=n_new, poll_interval_s=interval_s))
        yield from entries

    def _local_list(self, file: Path) -> Iterator[Entry]:
        try:
            yield from _lines(file.read_bytes())
        except OSError as error:
            self.polls.append(unreadable(self._outlet, Purpose.LIST, file.name, self._now, str(error)))


def request_for(outlet: Outlet, url: str, purpose: Purpose, seen: Seen | None, hint: Hint = NO_HINT) -> Request:
    """Return the request for a URL on behalf of an outlet, conditional on what was `seen`."""
    etag, last_modified = validators(seen)
    return Request(url, outlet.name, purpose, outlet.delay_s, outlet.allow_loopback, etag, last_modified, hint)


def page_url(url: str) -> str | None:
    """Return the URL under which a page is fetched and known: no fragment, no tracking parameters; None for no page."""
    try:
        clean: str = normalize_url(urldefrag(url.strip()).url)
    except ValueError:
        return None
    return clean if clean.startswith(("http://", "https://")) else None


def newest_first(entries: Mapping[str, Hint]) -> list[tuple[str, Hint]]:
    """Sort by date, the undated last, in their order."""
    long_ago = datetime.min.replace(tzinfo=UTC)
    return sorted(entries.items(), key=lambda entry: entry[1].at or long_ago, reverse=True)


def _read_feed(body: bytes, url: str) -> list[Entry]:
    return [Entry(item.url, item.hint) for item in parse_feed(body, url).items]


def _read_list(body: bytes, url: str) -> Iterator[Entry]:
    if body.lstrip().startswith(b"<"):
        return (Entry(link) for link in page_links(body, url))
    return _lines(body)


def _lines(body: bytes) -> Iterator[Entry]:
    lines = (line.strip() for line in body.decode("utf-8-sig", errors="replace").splitlines())
    return (Entry(line) for line in lines if line and not line.startswith("#"))
