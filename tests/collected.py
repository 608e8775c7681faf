"""A home into which pages were collected, as tests need it: archived, recorded, extracted, coded; no network."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flows import code, collect, extract
from flows.fetching.fetch import Fetch, FetchOutcome, Purpose, outcome_of_status
from flows.processes import Staff
from flows.settings import ARCHIVE, Settings
from flows.sources import Outlet
from warehouse.archive import Archive

HERALD = Outlet(
    name="herald", title="The Herald", country="GBR", language="en", feeds=["https://herald.example/feed"], delay_s=0
)
DAY = datetime(2026, 9, 14, 8, tzinfo=UTC)


def story(*paragraphs: str, title: str = "Border calm after clash", head: str = "") -> bytes:
    """Return the page of an article."""
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return (
        f"<html><head><title>{title}</title><meta property='og:type' content='article'>{head}</head>"
        f"<body><article><h1>{title}</h1>{body}</article></body></html>"
    ).encode()


def answered(path: str, body: bytes = b"", status: int = 200, at: datetime = DAY, final: str | None = None) -> Fetch:
    """Return the fetch of an article of the Herald."""
    url = f"https://herald.example/{path}"
    outcome = FetchOutcome.NOT_MODIFIED if status == 304 else outcome_of_status(status)
    return Fetch(
        url=url,
        final_url=final or url,
        outlet="herald",
        purpose=Purpose.ARTICLE,
        outcome=outcome,
        at=at,
        status=status,
        headers=(("Content-Type", "text/html"),),
        media_type="text/html",
        body=body,
    )


def record(home: Path, *fetches: Fetch) -> None:
    """Archive and record fetches as a crawl does."""
    collect.record_sources(home, [HERALD])
    with Archive(home / ARCHIVE) as archive:
        placed = []
        for fetch in fetches:
            assert fetch.capture is not None
            file, offset = archive.append(fetch.capture)
            placed.append(replace(fetch, archive_file=file, archive_offset=offset))
        collect.record(home, archive, placed)


def ingest(settings: Settings, *fetches: Fetch) -> None:
    """Take fetches through the line as far as coding, in this process."""
    record(settings.home, *fetches)
    read(settings, extract.pending_pages(settings.home))


def read(settings: Settings, pages: list[extract.ToExtract]) -> None:
    """Extract pages, mark what was withdrawn, code what is pending."""
    home = settings.home
    extract.store_extracted(home, extracted(pages))
    extract.mark_withdrawn(home)
    pending = code.pending_articles(home, settings.languages)
    code.store_set_aside(home, pending.set_aside)
    code.store_coded(home, list(here(code.code_article, code.articles_to_code(home, pending.to_code))))


def extracted(pages: list[extract.ToExtract]) -> list[extract.Extracted]:
    """Return the rows of pages."""
    return [extract.extracted(page, result) for page, result in here(extract.extract_page, pages)]


def here(function: Any, items: Any) -> Any:
    """Return the results of a function over items, computed in this process."""
    return Staff(function, workers=0, timeout_s=60).results(items)


def at_home(home: Path) -> Settings:
    """Return settings that compute in this process."""
    return Settings(home=home, workers=0)
