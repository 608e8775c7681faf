"""What each site's robots.txt allows: `RobotsRules`, one file a site and run, read as RFC 9309 asks."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from protego import Protego

from flows.fetching.fetch import Fetch, FetchOutcome, Purpose, Request, RobotsVerdict

# A site that has no robots.txt, or a refused one, allows everything (RFC 9309, 2.3.1.3); one that cannot be asked, nothing.
_NO_RULES = frozenset(
    {
        FetchOutcome.NOT_FOUND,
        FetchOutcome.GONE,
        FetchOutcome.BLOCKED,
        FetchOutcome.CLIENT_ERROR,
        FetchOutcome.TOO_MANY_REDIRECTS,
        FetchOutcome.EMPTY_BODY,
        FetchOutcome.WRONG_MEDIA_TYPE,
    }
)


@dataclass(frozen=True)
class Rules:
    """The rules of one site for one agent; `protego` is None where the site could not be asked, for `failure`."""

    protego: Protego | None
    agent: str
    failure: FetchOutcome | None = None

    def verdict(self, url: str) -> RobotsVerdict:
        """Say whether the agent may fetch the URL."""
        if self.protego is None:
            return RobotsVerdict.UNREACHABLE
        return RobotsVerdict.ALLOWED if self.protego.can_fetch(url, self.agent) else RobotsVerdict.DISALLOWED

    @property
    def delay_s(self) -> float:
        """Crawl-delay in seconds, or what a request-rate comes to; 0 where neither is given."""
        if self.protego is None:
            return 0.0
        rate = self.protego.request_rate(self.agent)
        pace = rate.seconds / rate.requests if rate and rate.requests else 0.0
        return max(self.protego.crawl_delay(self.agent) or 0.0, pace)

    @property
    def sitemaps(self) -> list[str]:
        """Sitemaps that the site declares."""
        return list(self.protego.sitemaps) if self.protego else []


def parse_robots(body: bytes) -> Protego:
    """Parse a robots.txt of any bytes; what is not UTF-8 is replaced, a byte order mark dropped."""
    return Protego.parse(body.decode("utf-8-sig", errors="replace"))


class RobotsRules:
    """Rules by site (scheme, host and port), fetched when first asked for; threads share one instance.

    `archive` gets every robots.txt fetch.
    """

    def __init__(self, agent: str, fetch: Callable[[Request], Fetch], archive: Callable[[Fetch], None]) -> None:
        self._agent = agent
        self._fetch = fetch
        self._archive = archive
        self._sites: dict[str, Rules] = {}
        self._locks: dict[str, threading.Lock] = {}
        self._lock = threading.Lock()

    def of(self, request: Request, url: str) -> Rules:
        """Return the rules of the URL's site, on behalf of a request."""
        parts = urlsplit(url)
        site = f"{parts.scheme}://{parts.netloc}"
        with self._lock:
            lock = self._locks.setdefault(site, threading.Lock())
        with lock:  # so that two threads do not both ask one site
            if site not in self._sites:
                self._sites[site] = self._read(request, f"{site}/robots.txt")
            return self._sites[site]

    def _read(self, request: Request, url: str) -> Rules:
        fetch = self._fetch(
            Request(
                url=url,
                outlet=request.outlet,
                purpose=Purpose.ROBOTS,
                delay_s=request.delay_s,
                allow_loopback=request.allow_loopback,
            )
        )
        self._archive(fetch)
        if fetch.outcome == FetchOutcome.FETCHED:
            return Rules(parse_robots(fetch.body), self._agent)
        if fetch.outcome in _NO_RULES:
            return Rules(Protego(), self._agent)
        return Rules(None, self._agent, fetch.outcome)
