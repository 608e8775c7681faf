"""One pass over the outlets: `Crawl`, an iterator of archived fetches, and what became of every URL that was listed.

Feeds, sitemaps and lists that are due are read; of the articles that they list, those are fetched that nobody fetched
before or that are due for another look (24 hours and 7 days after the first). Hosts are visited side by side, each by one
request at a time. A host that fails three times running, or says that it is asked too often, is left alone for the rest of
the run.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlsplit

from flows.fetching.client import Fetcher
from flows.fetching.fetch import NO_HINT, Fetch, FetchOutcome, Hint, Purpose, Request
from flows.fetching.listings import Listings, newest_first, page_url, request_for
from flows.fetching.saved import read_folder, read_warc
from flows.fetching.schedule import UNFINISHED_S, OutOfTime, Seen, is_due
from flows.sources import Outlet
from warehouse.archive import Archive

HOSTS_AT_ONCE = 64  # threads, mostly asleep
HOST_FAILURES = 3

_FAILURES = frozenset(
    {
        FetchOutcome.TIMEOUT,
        FetchOutcome.UNREACHABLE,
        FetchOutcome.TLS_ERROR,
        FetchOutcome.SERVER_ERROR,
        FetchOutcome.FORBIDDEN_ADDRESS,
        FetchOutcome.ROBOTS_UNREACHABLE,
    }
)


@dataclass
class Harvest:
    """What became of the article URLs of one outlet: `listed + again` is the sum of all the others."""

    listed: int = 0  # distinct URLs in feeds, sitemaps, lists, folder and WARC files
    again: int = 0  # listed no more, due for another look
    attempted: int = 0  # yielded as fetches
    not_due: int = 0
    too_old: int = 0  # dated before `since`
    over_limit: int = 0  # more than `max_articles`
    elsewhere: int = 0  # attempted for another outlet, or under another file name, in this run
    host_down: int = 0
    out_of_time: int = 0
    sitemaps_unread: int = 0  # not part of the sum: sitemaps beyond the number and depth that are followed


@dataclass
class _Visit:
    """One outlet in the course of the crawl."""

    outlet: Outlet
    listings: Listings
    n_hosts_left: int = 0


class Crawl:
    """Iterate once to crawl; `harvest` (by outlet name) is complete at the end of the iteration.

    `known` tells what earlier runs saw, by URL as fetched. With `since`, articles dated before it are left out; with
    `poll_all`, feeds and sitemaps are read though their poll interval is not over. The time budget of the run is the
    fetcher's schedule. Closing the iterator stops the crawl and the schedule; requests under way end first. What happens at
    a host that no outcome names is raised at the end, as an ExceptionGroup.
    """

    def __init__(
        self,
        outlets: Sequence[Outlet],
        known: Mapping[str, Seen],
        fetcher: Fetcher,
        archive: Archive,
        now: datetime,
        since: datetime | None = None,
        poll_all: bool = False,
        hosts_at_once: int = HOSTS_AT_ONCE,
    ) -> None:
        self.harvest = {outlet.name: Harvest() for outlet in outlets}
        self._outlets = outlets
        self._known = known
        self._fetcher = fetcher
        self._archive = archive
        self._now = now
        self._since = since
        self._poll_all = poll_all
        self._pool = ThreadPoolExecutor(hosts_at_once, thread_name_prefix="host")
        self._ready: queue.Queue[Fetch | None] = queue.Queue(maxsize=32)  # bounds the bodies in memory
        self._lock = threading.Lock()  # guards what follows, and the harvest
        self._jobs = 0
        self._defects: list[Exception] = []
        self._claimed: set[str] = set()
        self._again = self._due_again()
        self._stopped = threading.Event()

    def __iter__(self) -> Iterator[Fetch]:
        """Yield every fetch, archived, as it comes in."""
        self._fetcher.on_robots = self._put
        try:
            self._start(self._read_all)
            while (fetch := self._ready.get()) is not None:
                yield self._archived(fetch)
        finally:
            self._stopped.set()
            if self._jobs:
                self._fetcher.schedule.stop()
            self._pool.shutdown(cancel_futures=True)
        if self._defects:
            raise ExceptionGroup("the crawl met what it has no outcome for", self._defects)

    def _read_all(self) -> None:
        for outlet in self._outlets:
            self._start(self._read_outlet, outlet)

    def _start(self, job: Callable[..., None], *arguments: object) -> None:
        with self._lock:
            self._jobs += 1
        self._pool.submit(self._run, job, *arguments)

    def _run(self, job: Callable[..., None], *arguments: object) -> None:
        try:
            job(*arguments)
        except Exception as error:  # raised at the end, so that one host's surprise costs no other host its turn
            self._defects.append(error)
        with self._lock:
            self._jobs -= 1
            is_last = self._jobs == 0
        if is_last:
            self._put(None)

    def _put(self, item: Fetch | None) -> None:
        while not self._stopped.is_set():
            try:
                self._ready.put(item, timeout=0.5)
            except queue.Full:
                continue
            return

    def _archived(self, fetch: Fetch) -> Fetch:
        for answer in fetch.earlier:
            self._archive.append(answer)
        fetch = replace(fetch, earlier=())
        if fetch.capture is None:
            return fetch
        file, offset = self._archive.append(fetch.capture)
        return replace(fetch, archive_file=file, archive_offset=offset)

    def _due_again(self) -> dict[str, list[str]]:
        """Find the known articles of outlets on the network that are due, by outlet."""
        due: dict[str, list[str]] = {outlet.name: [] for outlet in self._outlets if outlet.is_on_network}
        for url, seen in self._known.items():
            if seen.purpose == Purpose.ARTICLE and seen.outlet in due and is_due(seen, self._now):
                due[seen.outlet].append(url)
        return due

    def _count(self, outlet: Outlet, reason: str, number: int = 1) -> None:
        with self._lock:
            harvest = self.harvest[outlet.name]
            setattr(harvest, reason, getattr(harvest, reason) + number)

    def _read_outlet(self, outlet: Outlet) -> None:
        self._read_saved(outlet)
        visit = _Visit(outlet, Listings(outlet, self._known, self._fetcher, self._now, self._poll_all))
        listed: dict[str, Hint] = {}
        with suppress(OutOfTime):  # what was listed until then is counted below, as out of time
            for entry in visit.listings.articles():
                url = page_url(entry.url)
                if url is not None:
                    listed[url] = listed.get(url, NO_HINT).or_else(entry.hint)
        self._count(outlet, "sitemaps_unread", visit.listings.n_sitemaps_unread)
        requests = self._choose(outlet, listed)
        hosts: dict[str, list[Request]] = {}
        for request in requests:
            hosts.setdefault(urlsplit(request.url).netloc, []).append(request)
        visit.n_hosts_left = len(hosts)
        for requests in hosts.values():
            self._start(self._read_host, visit, requests)
        if not hosts:
            self._finish(visit)

    def _finish(self, visit: _Visit) -> None:
        """Yield the polls now that nothing they listed can be lost by a crash; those of an outlet left early say so."""
        harvest = self.harvest[visit.outlet.name]
        is_unfinished = harvest.over_limit + harvest.host_down + harvest.out_of_time > 0
        for poll in visit.listings.polls:
            self._put(replace(poll, poll_interval_s=UNFINISHED_S) if is_unfinished else poll)

    def _read_saved(self, outlet: Outlet) -> None:
        for fetch in (fetch for file in outlet.warc for fetch in read_warc(outlet, file, self._now)):
            # An archive from elsewhere may hold several versions of a page, and be older than what is known of it.
            seen = self._known.get(fetch.url)
            is_known = seen is not None and seen.first_at <= fetch.at <= seen.last_at
            self._take_saved(outlet, fetch, is_known, f"{fetch.url} {fetch.at}")
        if outlet.folder is not None:
            for fetch in read_folder(outlet, outlet.folder, self._now):
                self._take_saved(outlet, fetch, fetch.url in self._known, fetch.url)

    def _take_saved(self, outlet: Outlet, fetch: Fetch, is_known: bool, claim: str) -> None:
        dated = fetch.hint.published_at
        seen = self._known.get(fetch.url)
        self._count(outlet, "listed")
        if is_known and seen is not None and seen.outcome != FetchOutcome.UNREADABLE_FILE:
            self._count(outlet, "not_due")
        elif self._since is not None and dated is not None and dated < self._since:
            self._count(outlet, "too_old")
        elif not self._claim(claim):
            self._count(outlet, "elsewhere")
        else:
            self._count(outlet, "attempted")
            self._put(fetch)

    def _choose(self, outlet: Outlet, listed: dict[str, Hint]) -> list[Request]:
        """Decide what to fetch, the newest first, and count what not."""
        requests: list[Request] = []
        again = [url for url in self._again.get(outlet.name, []) if url not in listed]
        self._count(outlet, "listed", len(listed))
        self._count(outlet, "again", len(again))
        for url, hint in [*newest_first(listed), *((url, NO_HINT) for url in again)]:
            seen = self._known.get(url)
            if not is_due(seen, self._now):
                self._count(outlet, "not_due")
            elif seen is None and self._since is not None and (hint.at or self._since) < self._since:
                self._count(outlet, "too_old")
            elif outlet.max_articles is not None and len(requests) >= outlet.max_articles:
                self._count(outlet, "over_limit")
            elif not self._claim(url):
                self._count(outlet, "elsewhere")
            else:
                requests.append(request_for(outlet, url, Purpose.ARTICLE, seen, hint))
        return requests

    def _claim(self, url: str) -> bool:
        with self._lock:
            if url in self._claimed:
                return False
            self._claimed.add(url)
            return True

    def _read_host(self, visit: _Visit, requests: list[Request]) -> None:
        n_tried, reason = self._try(requests)
        self._count(visit.outlet, "attempted", n_tried)
        self._count(visit.outlet, reason, len(requests) - n_tried)
        with self._lock:
            visit.n_hosts_left -= 1
            is_last = visit.n_hosts_left == 0
        if is_last:
            self._finish(visit)

    def _try(self, requests: list[Request]) -> tuple[int, str]:
        """Fetch the articles of one host; return how many were tried and why the others were not."""
        n_failures = 0
        for number, request in enumerate(requests):
            try:
                fetch = self._fetcher.fetch(request)
            except OutOfTime:
                return number, "out_of_time"
            self._put(fetch)
            n_failures = n_failures + 1 if fetch.outcome in _FAILURES else 0
            if n_failures == HOST_FAILURES or fetch.outcome == FetchOutcome.RATE_LIMITED:
                return number + 1, "host_down"
        return len(requests), "host_down"
