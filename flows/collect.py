"""Fetches and pages of a group of outlets: crawled politely, archived as WARC, recorded as they come in."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl

from flows.fetching.client import Fetcher
from flows.fetching.crawl import Crawl
from flows.fetching.fetch import Fetch, FetchOutcome, Purpose
from flows.fetching.schedule import HostSchedule, Seen
from flows.settings import ARCHIVE
from flows.sources import Outlet
from transforms.ids import digest, make_id
from transforms.schema import frame
from transforms.tables import TABLES
from warehouse.archive import Archive
from warehouse.database import Warehouse

# Rows wait for company before they are written; what a crash takes is fetched again by the next run.
BATCH = 100
# The least by which one moment is told from another.
TICK = timedelta(milliseconds=1)

SEEN = """
    SELECT url, arg_min(outlet, fetched_at) AS outlet, arg_max(purpose, fetched_at) AS purpose,
           min(fetched_at) AS first_at, max(fetched_at) AS last_at, arg_max(outcome, fetched_at) AS outcome,
           (arg_max(outcome, fetched_at, 2))[2] AS outcome_before, count(*) AS n_fetches,
           arg_max(etag, fetched_at) FILTER (etag IS NOT NULL) AS etag,
           arg_max(last_modified, fetched_at) FILTER (last_modified IS NOT NULL) AS last_modified,
           arg_max(poll_interval_s, fetched_at) FILTER (poll_interval_s IS NOT NULL) AS poll_interval_s
    FROM fetches WHERE purpose <> 'robots' GROUP BY url
"""

KNOWN = (
    "SELECT page_sha256 FROM pages SEMI JOIN (SELECT unnest(?::VARCHAR[]) AS page_sha256) AS asked USING (page_sha256)"
)


def seen(home: Path) -> dict[str, Seen]:
    """Return what earlier runs know of each URL."""
    with Warehouse(home) as warehouse:
        rows = warehouse.query(SEEN).to_dicts()
    return {row.pop("url"): Seen(**row | _enums(row)) for row in rows}


def last_fetched_at(home: Path) -> datetime | None:
    """Return when something was last asked of the network, None where nothing was: saved pages bring dates of their own."""
    with Warehouse(home) as warehouse:
        asked = "SELECT max(fetched_at) FROM fetches WHERE purpose <> 'article' OR elapsed_s > 0"
        last: datetime | None = warehouse.query(asked).item()
    return last.astimezone(UTC) if last else None


def _enums(row: dict[str, Any]) -> dict[str, Any]:
    before = row["outcome_before"]
    return {
        "purpose": Purpose(row["purpose"]),
        "outcome": FetchOutcome(row["outcome"]),
        "outcome_before": FetchOutcome(before) if before else None,
    }


def collect(
    home: Path,
    outlets: list[Outlet],
    *,
    now: datetime,
    contact: str,
    timeout_s: float,
    since: datetime | None = None,
    count: Callable[[str], None],
) -> dict[str, Counter[str]]:
    """Crawl the outlets once and record every attempt; return, by outlet, what became of the addresses not tried.

    A clock that went back does not go back here: versions of an article are told apart by when they were fetched. All
    feeds are polled then, for nobody knows how long ago that last was done.

    ``count`` hears the outcome of each article fetch. ``now`` decides what is due; fetches are dated by a clock that
    shows ``now`` at the start.
    """
    record_sources(home, outlets)
    archive = Archive(home / ARCHIVE)
    last = last_fetched_at(home)
    went_back = last is not None and now < last
    if last is not None and went_back:
        now = last + TICK
    ahead = now - datetime.now(UTC)
    schedule = HostSchedule(time.monotonic() + timeout_s)
    fetcher = Fetcher(contact=contact, schedule=schedule, clock=lambda: datetime.now(UTC) + ahead)
    crawl = Crawl(outlets, seen(home), fetcher, archive, now, since=since, poll_all=went_back)
    batch: list[Fetch] = []
    try:
        for fetch in crawl:
            batch.append(fetch)
            if fetch.purpose == Purpose.ARTICLE:
                count(fetch.outcome)
            if len(batch) >= BATCH:
                record(home, archive, batch)
                batch = []
    finally:
        record(home, archive, batch)
        archive.close()
        fetcher.close()
    untried = ("too_old", "over_limit", "host_down", "out_of_time", "sitemaps_unread")
    return {
        name: Counter({reason: number for reason in untried if (number := getattr(harvest, reason))})
        for name, harvest in crawl.harvest.items()
    }


def record(home: Path, archive: Archive, fetches: list[Fetch]) -> None:
    """Write fetches and the pages they brought, as one step, after the archive that they point to is safe."""
    rows: list[dict[str, dict[str, Any]]] = [
        {"fetches": _fetch_row(fetch)} | ({"pages": _page_row(fetch)} if fetch.body and fetch.archive_file else {})
        for fetch in fetches
    ]
    for fetch, told in zip(fetches, rows, strict=True):
        archive.note(fetch.url, fetch.at, told)
    archive.sync()
    store_fetches(home, rows)


def store_fetches(home: Path, rows: list[dict[str, dict[str, Any]]]) -> None:
    """Write fetches, each with the page it brought, if any; a page that is there already stays where it is."""
    pages = pl.DataFrame([row["pages"] for row in rows if "pages" in row], TABLES["pages"].schema)
    with Warehouse(home) as warehouse, warehouse.transaction():
        found = warehouse.connection.execute(KNOWN, [pages["page_sha256"].to_list()]).pl()
        fresh = pages.unique("page_sha256", keep="first").join(found, on="page_sha256", how="anti")
        warehouse.merge("pages", fresh)
        warehouse.merge("fetches", frame(TABLES["fetches"], [row["fetches"] for row in rows]))


def record_sources(home: Path, outlets: list[Outlet]) -> None:
    """Write the outlets as the sources file describes them now."""
    columns = TABLES["sources"].schema.keys() - {"outlet"}
    rows = [{"outlet": outlet.name} | {key: getattr(outlet, key) for key in columns} for outlet in outlets]
    with Warehouse(home) as warehouse:
        warehouse.merge(
            "sources", frame(TABLES["sources"], [row | {"homepage": row["homepage"] or ""} for row in rows])
        )


def _fetch_row(fetch: Fetch) -> dict[str, Any]:
    return {
        "fetch_id": make_id("f", fetch.outlet, fetch.url, fetch.at.isoformat()),
        "outlet": fetch.outlet,
        "url": fetch.url,
        "final_url": fetch.final_url,
        "redirects": list(fetch.redirects),
        "purpose": fetch.purpose.value,
        "outcome": fetch.outcome.value,
        "status": fetch.status,
        "byte_count": fetch.bytes,
        "media_type": fetch.media_type,
        "robots": fetch.robots.value,
        "attempt_count": fetch.n_attempts,
        "detail": fetch.detail or None,
        "item_count": fetch.n_items,
        "new_count": fetch.n_new,
        "poll_interval_s": fetch.poll_interval_s,
        "etag": fetch.etag,
        "last_modified": fetch.last_modified,
        "elapsed_s": fetch.elapsed_s,
        "fetched_at": fetch.at,
        "page_sha256": digest(fetch.body) if fetch.outcome == FetchOutcome.FETCHED and fetch.body else None,
        "listed_published_at": fetch.hint.published_at,
        "listed_title": fetch.hint.title,
    }


def _page_row(fetch: Fetch) -> dict[str, Any]:
    return {
        "page_sha256": digest(fetch.body),
        "media_type": fetch.media_type,
        "charset": fetch.charset,
        "byte_count": fetch.bytes,
        "archive_file": fetch.archive_file,
        "archive_offset": fetch.archive_offset,
    }
