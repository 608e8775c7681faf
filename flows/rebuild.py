"""The warehouse made anew from what cannot be lost with it: the archive's notes and the newest snapshot.

The archive tells every fetch and page. The newest snapshot remembers what is in neither: outlets that are no longer read,
and the ids of events, which later ones continue. Articles, statements and all that rests on them are not copied but made
anew by the next run, from the archived pages; with the same code they come out as they were, and nothing is published.
"""

from __future__ import annotations

from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from flows.collect import store_fetches
from flows.settings import ARCHIVE
from transforms.errors import SaysoError
from transforms.schema import MOMENT
from transforms.tables import TABLES
from warehouse import parquet
from warehouse.archive import Archive
from warehouse.database import FILE, Warehouse
from warehouse.lock import writing
from warehouse.shelf import newest

# What a snapshot remembers that the archive does not.
REMEMBERED = ("sources", "events", "retired_ids")
ROWS_AT_ONCE = 10_000


class RebuildError(SaysoError):
    """There is nothing to rebuild from; the warehouse was left as it is."""


def rebuild(home: Path, now: datetime) -> dict[str, int]:
    """Put the warehouse aside, damaged or not, and begin a new one; return how many rows of each table it starts with.

    RebuildError, and nothing is touched, where the archive tells of no fetch.
    """
    if next(Archive(home / ARCHIVE).notes(), None) is None:
        raise RebuildError(f"{home / ARCHIVE} tells of no fetch: there is nothing to rebuild a warehouse from")
    with writing(home, "rebuild"):
        for path in (home / FILE, home / f"{FILE}.wal"):
            if path.exists():
                path.rename(path.with_name(f"{path.name}.{now:%Y%m%dT%H%M%SZ}"))
        return {name: _remember(home, name) for name in REMEMBERED} | _collect(home)


def _remember(home: Path, name: str) -> int:
    """Write a table as the newest snapshot has it; return its number of rows."""
    files = parquet.files(snapshot, name) if (snapshot := newest(home)) else []
    if not files:
        return 0
    with Warehouse(home) as warehouse:
        warehouse.merge(name, warehouse.connection.from_parquet([str(file) for file in files]).pl())
        return warehouse.read(name).height


def _collect(home: Path) -> dict[str, int]:
    """Write every fetch and page that the archive tells of; return the numbers of rows."""
    notes = Archive(home / ARCHIVE).notes()
    while rows := [_typed(note) for note in islice(notes, ROWS_AT_ONCE)]:
        store_fetches(home, rows)
    with Warehouse(home) as warehouse:
        return {name: warehouse.read(name).height for name in ("fetches", "pages")}


def _typed(note: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return a note's rows with their times as times."""
    return {
        table: {
            name: datetime.fromisoformat(value) if value and TABLES[table].schema[name] == MOMENT else value
            for name, value in row.items()
        }
        for table, row in note.items()
    }
