"""Polite and safe HTTP: `Fetcher.fetch` turns a `Request` into a `Fetch`, whatever the other side does.

Every hop of a redirect is checked like a first request: scheme, robots.txt, the host's turn, the address connected to.
Nothing that a server can do costs more than the caps below: decompressed bytes, seconds, redirects, header bytes (100 KB,
h11's limit as httpcore2 sets it). TLS is verified. No proxy of the environment is used, as behind a proxy no address
could be checked. Cookies live for one fetch, so that the same request gives the same answer.
"""

from __future__ import annotations

import random
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from importlib.metadata import version
from typing import Self
from urllib.parse import urldefrag, urljoin, urlsplit

import httpcore2
import httpx2

from flows.fetching.fetch import (
    TRANSIENT,
    Fetch,
    FetchOutcome,
    Purpose,
    Request,
    RobotsVerdict,
    is_wanted,
    outcome_of_status,
)
from flows.fetching.guard import Deadline, ForbiddenAddressError, GuardedBackend
from flows.fetching.robots import RobotsRules, Rules
from flows.fetching.schedule import HostSchedule, OutOfTime
from warehouse.archive import Capture

AGENT = "Sayso"


@dataclass(frozen=True)
class Limits:
    """What one fetch may cost; seconds and decoded bytes."""

    connect_s: float = 10.0
    read_s: float = 20.0  # between two pieces of an answer
    total_s: float = 60.0  # a page that takes a minute is no page to wait for
    redirects: int = 10  # as many as Google's crawler follows
    attempts: int = 3
    backoff_s: float = 2.0  # after the first failure; twice this after the second
    retry_after_s: float = 120.0  # a server that asks for more is left to the next run
    page_bytes: int = 10_000_000  # news pages: median 340 KB, the longest live blogs 5 MB
    feed_bytes: int = 10_000_000
    sitemap_bytes: int = 52_428_800  # the sitemap protocol's own limit
    robots_bytes: int = 512_000  # RFC 9309: at least 500 kibibytes; what follows is not read

    def bytes_for(self, purpose: Purpose) -> int:
        """Return the cap on the decoded body."""
        if purpose == Purpose.ROBOTS:
            return self.robots_bytes
        if purpose == Purpose.FEED:
            return self.feed_bytes
        return self.sitemap_bytes if purpose == Purpose.SITEMAP else self.page_bytes


_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_DRAINED_BYTES = 65_536  # more costs more than a new connection
_ENCODINGS = frozenset({"gzip", "deflate", "br", "identity"})
_ACCEPT = {
    Purpose.ROBOTS: "text/plain,*/*;q=0.5",
    Purpose.FEED: "application/rss+xml,application/atom+xml,application/feed+json,application/xml;q=0.9,*/*;q=0.5",
    Purpose.SITEMAP: "application/xml,text/xml,*/*;q=0.5",
    Purpose.LIST: "text/html,application/xhtml+xml,text/plain;q=0.8",
    Purpose.ARTICLE: "text/html,application/xhtml+xml",
}


class _GuardedTransport(httpx2.HTTPTransport):
    """httpx2's transport over a guarded network; httpx2 has no public way to give one."""

    def __init__(self, tls: ssl.SSLContext, backend: GuardedBackend) -> None:
        # One thread talks to one host at a time; a few more connections serve redirects to and fro.
        self._pool = httpcore2.ConnectionPool(
            ssl_context=tls, max_connections=4, keepalive_expiry=30.0, network_backend=backend
        )


class Fetcher:
    """Fetches for many threads at a time; each thread has connections of its own.

    `contact` (an address or URL) is told to every server. `schedule` is shared by all fetchers that must be polite
    together; `on_robots` gets the fetches of robots.txt, which no caller asks for.
    """

    def __init__(
        self,
        contact: str,
        schedule: HostSchedule | None = None,
        limits: Limits | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        on_robots: Callable[[Fetch], None] = lambda _: None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.schedule = schedule or HostSchedule()
        self.robots = RobotsRules(AGENT, self.fetch, lambda fetch: self.on_robots(fetch))
        self.on_robots = on_robots
        self._limits = limits or Limits()
        self._clock = clock
        self._tls = tls or httpx2.create_ssl_context()
        self._user_agent = f"{AGENT}/{version('sayso')}" + (f" (+{contact})" if contact else "")
        self._deadline = Deadline()
        self._own = threading.local()
        self._clients: list[httpx2.Client] = []

    def __enter__(self) -> Self:
        """Return the fetcher, to be closed at the end of the block."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close all connections."""
        self.close()

    def close(self) -> None:
        """Close all connections."""
        for client in self._clients:
            client.close()

    def fetch(self, request: Request) -> Fetch:
        """Get one URL, with retries where trying again may help. OutOfTime when the run ends before an answer."""
        n_attempts = 1
        earlier: tuple[Capture, ...] = ()
        while True:
            fetch = _without_false_validators(self._attempt(request))
            fetch = replace(fetch, n_attempts=n_attempts, earlier=earlier + fetch.earlier)
            pause_s = self._pause(fetch)
            if pause_s is None:
                return fetch
            try:
                self.schedule.wait(pause_s)
            except OutOfTime:
                return fetch
            n_attempts += 1
            earlier = _with_last(fetch)

    def _pause(self, fetch: Fetch) -> float | None:
        if fetch.outcome not in TRANSIENT or fetch.n_attempts >= self._limits.attempts:
            return None
        asked_s = _retry_after(fetch, self._clock())
        if asked_s > self._limits.retry_after_s:
            return None
        # Jitter keeps hosts that failed together from being asked together.
        jitter = random.uniform(0.5, 1.0)  # noqa: S311
        return max(asked_s, self._limits.backoff_s * fetch.n_attempts * jitter)

    def _attempt(self, request: Request) -> Fetch:
        client = self._client(request.allow_loopback)
        client.cookies.clear()
        fetch = Fetch(
            url=request.url,
            outlet=request.outlet,
            purpose=request.purpose,
            outcome=FetchOutcome.TOO_MANY_REDIRECTS,
            at=self._clock(),
            final_url=request.url,
            hint=request.hint,
        )
        if not _is_web(request.url):
            return replace(fetch, outcome=FetchOutcome.INVALID_URL)
        url = request.url
        for n_followed in range(self._limits.redirects + 1):
            delay_s = request.delay_s
            if request.purpose != Purpose.ROBOTS:
                rules = self.robots.of(request, url)
                fetch = replace(fetch, robots=rules.verdict(url))
                if fetch.robots != RobotsVerdict.ALLOWED:
                    return _refused(fetch, rules)
                delay_s = max(delay_s, rules.delay_s)
            with self.schedule.turn(urlsplit(url).netloc.lower(), delay_s):
                started = time.monotonic()
                answer = self._exchange(client, request, url, fetch)
            fetch = replace(answer, elapsed_s=fetch.elapsed_s + time.monotonic() - started)
            if fetch.status not in _REDIRECTS or n_followed == self._limits.redirects:
                break
            target = _redirect_target(fetch)
            if target is None or not _is_web(target):
                return replace(fetch, outcome=FetchOutcome.INVALID_URL, detail=f"leads to {target}"[:200])
            fetch = replace(
                _unanswered(fetch), redirects=(*fetch.redirects, url), earlier=_with_last(fetch), final_url=target
            )
            url = target
        return replace(fetch, outcome=FetchOutcome.TOO_MANY_REDIRECTS) if fetch.status in _REDIRECTS else fetch

    def _exchange(self, client: httpx2.Client, request: Request, url: str, fetch: Fetch) -> Fetch:
        """One request and its answer, redirects not followed."""
        self._deadline.at = time.monotonic() + self._limits.total_s
        headers = {"Accept": _ACCEPT[request.purpose]}
        if request.etag:
            headers["If-None-Match"] = request.etag
        if request.last_modified:
            headers["If-Modified-Since"] = request.last_modified
        try:
            with client.stream("GET", url, headers=headers) as response:
                if response.status_code > 599:
                    return replace(fetch, outcome=FetchOutcome.PROTOCOL_ERROR, detail=f"status {response.status_code}")
                fetch = _with_head(fetch, response)
                outcome = _judge_head(fetch, bool(request.etag or request.last_modified))
                if outcome is None:
                    return self._read(fetch, response)
                return replace(fetch, outcome=outcome, body=_drain(response))
        except Exception as error:  # what has a name in `_outcome_of` ends here, all else is raised on
            return replace(fetch, outcome=_outcome_of(error, fetch.status is not None), detail=str(error)[:200])

    def _read(self, fetch: Fetch, response: httpx2.Response) -> Fetch:
        cap = self._limits.bytes_for(fetch.purpose)
        body = bytearray()
        for chunk in response.iter_bytes():
            body += chunk
            if len(body) > cap:
                if fetch.purpose != Purpose.ROBOTS:
                    return replace(fetch, outcome=FetchOutcome.TOO_LARGE, detail=f"over {cap} bytes")
                del body[cap:]
                break
        outcome = outcome_of_status(response.status_code)
        if outcome == FetchOutcome.FETCHED and not body.strip():
            outcome = FetchOutcome.EMPTY_BODY
        return replace(fetch, outcome=outcome, body=bytes(body))

    def _client(self, allow_loopback: bool) -> httpx2.Client:
        """Return the thread's client; loopback has one of its own, as an open connection is checked no more."""
        clients: dict[bool, httpx2.Client] = vars(self._own).setdefault("clients", {})
        if allow_loopback not in clients:
            clients[allow_loopback] = httpx2.Client(
                transport=_GuardedTransport(self._tls, GuardedBackend(self._deadline, allow_loopback)),
                timeout=httpx2.Timeout(self._limits.read_s, connect=self._limits.connect_s),
                headers={"User-Agent": self._user_agent, "Accept-Encoding": "gzip, deflate, br"},
                trust_env=False,
            )
            self._clients.append(clients[allow_loopback])
        return clients[allow_loopback]


def _is_web(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _drain(response: httpx2.Response) -> bytes:
    """Return a short body that nobody waits for, so that the connection can serve the next request; cut a long one off."""
    length = response.headers.get("content-length", "")
    body = bytearray()
    if response.status_code == 304 or (length.isdecimal() and int(length) < _DRAINED_BYTES):
        with suppress(httpx2.HTTPError):
            for chunk in response.iter_bytes():
                body += chunk
                if len(body) > _DRAINED_BYTES:  # a bomb is short before it is unpacked
                    break
    return bytes(body[:_DRAINED_BYTES])


def _with_last(fetch: Fetch) -> tuple[Capture, ...]:
    """Return the answers so far, the last one too."""
    return fetch.earlier + ((fetch.capture,) if fetch.capture else ())


def _unanswered(fetch: Fetch) -> Fetch:
    """Forget the answer to the last request, before another one is made."""
    return replace(
        fetch, status=None, headers=(), media_type=None, charset=None, etag=None, last_modified=None, body=b""
    )


def _refused(fetch: Fetch, rules: Rules) -> Fetch:
    if fetch.robots == RobotsVerdict.DISALLOWED:
        return replace(fetch, outcome=FetchOutcome.ROBOTS_DISALLOWED)
    is_forbidden = rules.failure == FetchOutcome.FORBIDDEN_ADDRESS
    outcome = FetchOutcome.FORBIDDEN_ADDRESS if is_forbidden else FetchOutcome.ROBOTS_UNREACHABLE
    return replace(fetch, outcome=outcome, detail=f"robots.txt: {rules.failure}")


def _with_head(fetch: Fetch, response: httpx2.Response) -> Fetch:
    media_type = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    return replace(
        fetch,
        status=response.status_code,
        headers=tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in response.headers.raw),
        media_type=media_type or None,
        charset=response.charset_encoding,
        etag=_sendable(response.headers.get("etag")),
        last_modified=_sendable(response.headers.get("last-modified")),
    )


def _sendable(value: str | None) -> str | None:
    return value if value and value.isascii() else None


def _without_false_validators(fetch: Fetch) -> Fetch:
    """Forget the validators of an answer that is not kept, lest a later "not modified" speaks of it."""
    if fetch.outcome in (FetchOutcome.FETCHED, FetchOutcome.NOT_MODIFIED):
        return fetch
    return replace(fetch, etag=None, last_modified=None)


def _judge_head(fetch: Fetch, is_conditional: bool) -> FetchOutcome | None:
    """Return the outcome where status and headers decide it; None when the body is to be read."""
    if fetch.status == 304:
        return FetchOutcome.NOT_MODIFIED if is_conditional else FetchOutcome.PROTOCOL_ERROR
    if fetch.status is None or 300 <= fetch.status < 400:
        return FetchOutcome.PROTOCOL_ERROR  # a redirect that can be followed is, and this is then forgotten
    encodings = {token.strip().lower() for token in _header(fetch, "content-encoding").split(",") if token.strip()}
    if not encodings <= _ENCODINGS:
        return FetchOutcome.BAD_ENCODING
    if fetch.status < 300 and not is_wanted(fetch.media_type, fetch.purpose):
        return FetchOutcome.WRONG_MEDIA_TYPE
    return None


def _outcome_of(error: Exception, has_head: bool) -> FetchOutcome:
    match error:
        case ForbiddenAddressError():
            return FetchOutcome.FORBIDDEN_ADDRESS
        case httpx2.TimeoutException():
            return FetchOutcome.TIMEOUT
        case httpx2.DecodingError():
            return FetchOutcome.BAD_ENCODING
        case httpx2.InvalidURL() | httpx2.UnsupportedProtocol():
            return FetchOutcome.INVALID_URL
        case httpx2.NetworkError() if any(isinstance(cause, ssl.SSLError) for cause in _causes(error)):
            return FetchOutcome.TLS_ERROR
        case httpx2.NetworkError() | httpx2.RemoteProtocolError() if has_head:
            return FetchOutcome.INCOMPLETE_BODY
        case httpx2.NetworkError():
            return FetchOutcome.UNREACHABLE
        case httpx2.ProtocolError():
            return FetchOutcome.PROTOCOL_ERROR
        case _:
            raise error


def _causes(error: BaseException) -> Iterator[BaseException]:
    cause: BaseException | None = error
    while cause is not None:
        yield cause
        cause = cause.__cause__ or cause.__context__


def _header(fetch: Fetch, name: str) -> str:
    return ", ".join(value for key, value in fetch.headers if key.lower() == name)


def _redirect_target(fetch: Fetch) -> str | None:
    location = _header(fetch, "location")
    try:
        return urldefrag(urljoin(fetch.final_url, location)).url if location else None
    except ValueError:
        return None


def _retry_after(fetch: Fetch, now: datetime) -> float:
    """Seconds that the server asked for, as a number or a date; 0 when it did not, or not legibly."""
    text = _header(fetch, "retry-after").strip()
    if text.isdecimal():
        return float(text)
    try:
        return max((parsedate_to_datetime(text) - now).total_seconds(), 0.0)
    except (ValueError, TypeError):
        return 0.0
