"""What a fetch is: a `Request`, and the `Fetch` that came of it under one of a closed list of outcomes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from warehouse.archive import Capture


class FetchOutcome(StrEnum):
    """Why a fetch ended as it did; there is no `other`."""

    FETCHED = "fetched"
    NOT_MODIFIED = "not_modified"
    NOT_FOUND = "not_found"  # 404
    GONE = "gone"  # 410
    BLOCKED = "blocked"  # 401, 402, 403, 451
    RATE_LIMITED = "rate_limited"  # 429, after all retries
    CLIENT_ERROR = "client_error"  # any other 4xx
    SERVER_ERROR = "server_error"  # 5xx, after all retries
    TIMEOUT = "timeout"  # no answer, or one that drips
    UNREACHABLE = "unreachable"  # no such host, connection refused or reset
    TLS_ERROR = "tls_error"
    PROTOCOL_ERROR = "protocol_error"  # not HTTP, headers too long, a redirect to nowhere
    INCOMPLETE_BODY = "incomplete_body"  # fewer bytes than promised
    TOO_LARGE = "too_large"  # decompressed bytes over the cap
    TOO_MANY_REDIRECTS = "too_many_redirects"
    BAD_ENCODING = "bad_encoding"  # content encoding unknown or broken
    WRONG_MEDIA_TYPE = "wrong_media_type"
    EMPTY_BODY = "empty_body"
    INVALID_URL = "invalid_url"  # not http or https, or without a host
    FORBIDDEN_ADDRESS = "forbidden_address"  # a private, loopback, link-local or metadata address
    ROBOTS_DISALLOWED = "robots_disallowed"
    ROBOTS_UNREACHABLE = "robots_unreachable"  # robots.txt fails for now, so nothing may be fetched for now
    UNREADABLE_FILE = "unreadable_file"  # a saved page or archive that cannot be read


class Purpose(StrEnum):
    """What a URL is fetched for; decides media types and caps."""

    ROBOTS = "robots"
    FEED = "feed"
    SITEMAP = "sitemap"
    LIST = "list"
    ARTICLE = "article"


class RobotsVerdict(StrEnum):
    """What robots.txt said of the URL that answered."""

    ALLOWED = "allowed"
    DISALLOWED = "disallowed"
    UNREACHABLE = "unreachable"
    NOT_ASKED = "not_asked"  # robots.txt itself, local files


# Worth another try within the run, and in the next run. A full answer, a refusal or a broken page is not.
TRANSIENT = frozenset(
    {
        FetchOutcome.RATE_LIMITED,
        FetchOutcome.SERVER_ERROR,
        FetchOutcome.TIMEOUT,
        FetchOutcome.UNREACHABLE,
        FetchOutcome.PROTOCOL_ERROR,
        FetchOutcome.INCOMPLETE_BODY,
    }
)


_BY_STATUS = {
    401: FetchOutcome.BLOCKED,
    402: FetchOutcome.BLOCKED,
    403: FetchOutcome.BLOCKED,
    404: FetchOutcome.NOT_FOUND,
    410: FetchOutcome.GONE,
    429: FetchOutcome.RATE_LIMITED,
    451: FetchOutcome.BLOCKED,
}
_PAGE_TYPES = frozenset({"text/html", "application/xhtml+xml", "application/xml", "text/xml"})
# Feeds, sitemaps and robots.txt come under every name, but never as these.
_NEVER_TEXT = ("image/", "video/", "audio/", "font/", "application/pdf", "application/zip")


def outcome_of_status(status: int) -> FetchOutcome:
    """Return what an HTTP status comes to; a redirect that nobody follows is a protocol error."""
    if 200 <= status < 300:
        return FetchOutcome.FETCHED
    if 400 <= status < 500:
        return _BY_STATUS.get(status, FetchOutcome.CLIENT_ERROR)
    return FetchOutcome.SERVER_ERROR if status >= 500 else FetchOutcome.PROTOCOL_ERROR


def is_wanted(media_type: str | None, purpose: Purpose) -> bool:
    """Tell whether a media type (lower case, without parameters; None: not said) can serve the purpose."""
    if media_type is None:
        return True
    if purpose == Purpose.ARTICLE:
        return media_type in _PAGE_TYPES
    if purpose == Purpose.LIST:
        return media_type in _PAGE_TYPES or media_type == "text/plain"
    return not media_type.startswith(_NEVER_TEXT)


@dataclass(frozen=True, slots=True)
class Hint:
    """What a feed, sitemap or metadata file says of an article before it is fetched; times in UTC."""

    title: str | None = None
    published_at: datetime | None = None
    updated_at: datetime | None = None

    @property
    def at(self) -> datetime | None:
        """The latest moment it tells."""
        return self.updated_at or self.published_at

    def or_else(self, other: Hint) -> Hint:
        """Fill what this does not tell with what the other does."""
        return Hint(
            self.title or other.title, self.published_at or other.published_at, self.updated_at or other.updated_at
        )


NO_HINT = Hint()


@dataclass(frozen=True, slots=True)
class Request:
    """One URL to get, for whom and what for; `etag` and `last_modified` make it conditional."""

    url: str
    outlet: str
    purpose: Purpose
    delay_s: float = 5.0
    allow_loopback: bool = False
    etag: str | None = None
    last_modified: str | None = None
    hint: Hint = NO_HINT


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetch:
    """One attempt to get one URL, its retries included.

    `bytes` counts the decoded body, `elapsed_s` the time of the last try without the waiting for the host's turn. `body` is
    what came, under any status; an article is made of outcome `fetched` only. For feeds, sitemaps and lists `n_items` and
    `n_new` count what was listed and what of it was not known; `poll_interval_s` is the time to wait before the next poll.
    `redirects` are the addresses that led on, in order, the last of them to `final_url`; `earlier` are all answers before the
    last: redirects, and failures that were tried again. `archive_file` and `archive_offset` are set once the last is archived.
    """

    url: str
    outlet: str
    purpose: Purpose
    outcome: FetchOutcome
    at: datetime
    final_url: str
    status: int | None = None
    headers: tuple[tuple[str, str], ...] = ()
    media_type: str | None = None
    charset: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    robots: RobotsVerdict = RobotsVerdict.NOT_ASKED
    elapsed_s: float = 0.0
    n_attempts: int = 1
    detail: str = ""
    body: bytes = field(default=b"", repr=False)
    redirects: tuple[str, ...] = ()
    earlier: tuple[Capture, ...] = field(default=(), repr=False)
    hint: Hint = NO_HINT
    n_items: int | None = None
    n_new: int | None = None
    poll_interval_s: float | None = None
    archive_file: str | None = None
    archive_offset: int | None = None

    @property
    def bytes(self) -> int:
        """Length of the decoded body."""
        return len(self.body)

    @property
    def capture(self) -> Capture | None:
        """The last answer, for the archive; None where nobody answered."""
        if self.status is None:
            return None
        return Capture(self.final_url, self.at, self.status, self.headers, self.body)
