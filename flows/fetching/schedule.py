"""When to fetch: one request at a time a host with a pause after it, how often a feed, when an article once more."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from flows.fetching.fetch import TRANSIENT, FetchOutcome, Purpose


class OutOfTime(Exception):
    """The run's time budget does not reach as far as the next allowed request, or the run was stopped."""


@dataclass
class _Host:
    lock: threading.Lock = field(default_factory=threading.Lock)
    ended_at: float = float("-inf")


class HostSchedule:
    """Turns at hosts, shared by all threads of a run; times are `time.monotonic` seconds."""

    def __init__(self, ends_at: float = float("inf")) -> None:
        self._hosts: dict[str, _Host] = {}
        self._hosts_lock = threading.Lock()
        self._stopped = threading.Event()
        self.ends_at = ends_at

    @contextmanager
    def turn(self, host: str, delay_s: float) -> Iterator[None]:
        """Wait until nobody asks the host and `delay_s` is over since its last answer, and hold it. OutOfTime."""
        with self._hosts_lock:
            state = self._hosts.setdefault(host, _Host())
        while not state.lock.acquire(timeout=0.2):  # so that a stopped run is noticed while another thread holds it
            self._check(time.monotonic())
        try:
            self.wait(state.ended_at + delay_s - time.monotonic())
            try:
                yield
            finally:
                state.ended_at = time.monotonic()
        finally:
            state.lock.release()

    def wait(self, seconds: float) -> None:
        """Sleep, unless the run ends before; then OutOfTime at once."""
        self._check(time.monotonic() + max(seconds, 0.0))
        if seconds > 0 and self._stopped.wait(seconds):
            raise OutOfTime

    def stop(self) -> None:
        """End the run: whoever waits, and whoever asks for a turn, gets OutOfTime."""
        self._stopped.set()

    def _check(self, moment: float) -> None:
        if self._stopped.is_set() or moment > self.ends_at:
            raise OutOfTime


@dataclass(frozen=True, slots=True)
class Seen:
    """What earlier runs know of one URL, from its rows in `fetches`; times in UTC, `outcome` that of the last.

    `etag`, `last_modified` and `poll_interval_s` are those of the last fetch that had them, `outcome_before` is that of the
    last fetch but one.
    """

    outlet: str
    purpose: Purpose
    first_at: datetime
    last_at: datetime
    outcome: FetchOutcome
    n_fetches: int = 1
    etag: str | None = None
    last_modified: str | None = None
    poll_interval_s: float | None = None
    outcome_before: FetchOutcome | None = None

    @property
    def is_missed(self) -> bool:
        """Tell whether the page was there the last time but one and was not the last time."""
        there = (FetchOutcome.FETCHED, FetchOutcome.NOT_MODIFIED)
        return self.outcome == FetchOutcome.NOT_FOUND and self.outcome_before in there

    @property
    def is_unfinished(self) -> bool:
        """Tell whether articles that this feed, sitemap or list named were left for the next run."""
        return self.poll_interval_s == UNFINISHED_S


# Corrections come soon after publication or, after complaints, within the week.
RECRAWL_AFTER = (timedelta(hours=24), timedelta(days=7))

# What failed after all retries of a run gets half an hour to recover; the next scheduled run comes after an hour.
RETRY_AFTER = timedelta(minutes=30)

# Some servers keep their ETag after a change, so one poll in ten asks for everything.
FULL_GET_EVERY = 10

UNFINISHED_S = 0.0  # the interval that says so: poll at once, and in full
SHORTEST_POLL_S = 15 * 60.0  # the usual `ttl` of a busy news feed is 15 to 60 minutes
LONGEST_POLL_S = 6 * 3600.0  # so that even a quiet outlet's news is read on its day


def is_due(seen: Seen | None, now: datetime) -> bool:
    """Tell whether an article is to be fetched: it never was, it failed in passing, or its age calls for another look.

    One that was there and now is not is looked for once more, since a single 404 may be a slip.
    """
    if seen is None:
        return True
    if seen.is_missed:
        return seen.last_at + RECRAWL_AFTER[0] <= now
    if seen.outcome in TRANSIENT or seen.outcome == FetchOutcome.ROBOTS_UNREACHABLE:
        # A host that stays away is not asked for ever, nor again at once.
        return seen.last_at + RETRY_AFTER <= now < seen.first_at + RECRAWL_AFTER[-1]
    return any(seen.last_at < seen.first_at + age <= now for age in RECRAWL_AFTER)


def is_poll_due(seen: Seen | None, now: datetime) -> bool:
    """Tell whether a feed or sitemap is to be read again."""
    if seen is None or seen.poll_interval_s is None:
        return True
    return now >= seen.last_at + timedelta(seconds=seen.poll_interval_s)


def poll_interval(previous_s: float | None, n_items: int, n_new: int) -> float:
    """Return the seconds until the next poll, aiming at polls that find half of the items new.

    Nothing new makes the interval half as long again; nothing known halves it, as items may have come and gone unseen.
    """
    previous_s = previous_s or SHORTEST_POLL_S
    share_known = 1 - n_new / n_items if n_items else 1.0
    scaled = previous_s * (0.5 + share_known)
    return min(max(scaled, SHORTEST_POLL_S), LONGEST_POLL_S)


def validators(seen: Seen | None) -> tuple[str | None, str | None]:
    """Return the etag and last-modified to send; neither when a full answer is due."""
    if seen is None or seen.is_unfinished or seen.n_fetches % FULL_GET_EVERY == 0:
        return None, None
    return seen.etag, seen.last_modified
