"""Articles that are on disk already: the saved pages of a folder, the captures of WARC files, as fetches."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from flows.fetching.fetch import NO_HINT, Fetch, FetchOutcome, Hint, Purpose, is_wanted, outcome_of_status
from flows.sources import Outlet
from warehouse.archive import Capture
from warehouse.captures import Damage, read_records

PAGE_BYTES = 10_000_000  # as for pages from the network


def read_folder(outlet: Outlet, folder: Path, now: datetime) -> Iterator[Fetch]:
    """Yield each `.html` and `.html.gz` below a folder, in order of path.

    The URL and the hint come from the metadata file, a JSON object of file names, or their stems, with `url`, `title` and
    `published_at`; a page that it does not name gets the URL `file:OUTLET/PATH`.
    """
    metadata = cache(_read_metadata)
    for file in sorted(path for path in folder.rglob("*") if path.name.endswith((".html", ".html.gz"))):
        fetch = unreadable(outlet, Purpose.ARTICLE, file.relative_to(folder).as_posix(), now)
        try:
            url, hint = _describe(file, folder, outlet.metadata, metadata)
            body = _read_page(file)
        except (OSError, EOFError, zlib.error, ValueError) as error:
            yield replace(fetch, detail=f"{type(error).__name__}: {error}")
            continue
        url = url or fetch.url
        capture = Capture(url, now, 200, (("Content-Type", "text/html"),), body[:PAGE_BYTES])
        fetch = replace(_fetched(fetch, capture), hint=hint)
        yield replace(fetch, outcome=FetchOutcome.TOO_LARGE, body=b"") if len(body) > PAGE_BYTES else fetch


def read_warc(outlet: Outlet, file: Path, now: datetime) -> Iterator[Fetch]:
    """Yield each response of a WARC or ARC file as the fetch that it was, and each damage as an unreadable file."""
    try:
        for found in read_records(file, PAGE_BYTES):
            if isinstance(found, Damage):
                yield unreadable(outlet, Purpose.ARTICLE, f"{file.name}#{found.offset}", now, found.reason)
            elif found.capture is not None:
                yield _fetched(unreadable(outlet, Purpose.ARTICLE, file.name, now), found.capture)
    except OSError as error:
        yield unreadable(outlet, Purpose.ARTICLE, file.name, now, str(error))


def unreadable(outlet: Outlet, purpose: Purpose, name: str, now: datetime, detail: str = "") -> Fetch:
    """Return the fetch of a local file that came to nothing, under the URL `file:OUTLET/NAME`."""
    url, outcome = f"file:{outlet.name}/{name}", FetchOutcome.UNREADABLE_FILE
    return Fetch(
        url=url, final_url=url, outlet=outlet.name, purpose=purpose, outcome=outcome, at=now, detail=detail[:200]
    )


def _fetched(fetch: Fetch, capture: Capture) -> Fetch:
    content_type = next((value for name, value in capture.headers if name.lower() == "content-type"), "")
    media_type, _, parameters = content_type.lower().partition(";")
    outcome = outcome_of_status(capture.status)
    if outcome == FetchOutcome.FETCHED and not is_wanted(media_type.strip() or None, fetch.purpose):
        outcome = FetchOutcome.WRONG_MEDIA_TYPE
    elif outcome == FetchOutcome.FETCHED and not capture.body.strip():
        outcome = FetchOutcome.EMPTY_BODY
    return replace(
        fetch,
        url=capture.url,
        final_url=capture.url,
        outcome=outcome,
        at=capture.at,
        status=capture.status,
        headers=capture.headers,
        media_type=media_type.strip() or None,
        charset=parameters.partition("charset=")[2].strip(" \"'") or None,
        body=capture.body,
    )


def _read_page(file: Path) -> bytes:
    """Read a page, at most one byte more than a page may have."""
    with gzip.open(file) if file.name.endswith(".gz") else file.open("rb") as stream:
        return stream.read(PAGE_BYTES + 1)


def _describe(file: Path, folder: Path, name: str, metadata: Any) -> tuple[str | None, Hint]:
    """Find what the metadata files beside the page and above it, up to the folder, say of it."""
    stem = file.name.removesuffix(".gz").removesuffix(".html")
    for place in (parent for parent in file.parents if parent.is_relative_to(folder)):
        entries = metadata(place / name)
        entry = entries.get(file.name) or entries.get(stem)
        if isinstance(entry, dict):
            return entry.get("url"), Hint(entry.get("title"), _moment(entry.get("published_at")))
    return None, NO_HINT


def _read_metadata(file: Path) -> dict[str, Any]:
    if not file.is_file():
        return {}
    document = json.loads(file.read_text(encoding="utf-8"))
    if not isinstance(document, dict):
        raise ValueError(f"{file.name} is not a JSON object")
    return document


def _moment(text: str | None) -> datetime | None:
    if not text:
        return None
    moment = datetime.fromisoformat(text)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
