"""Staged snapshots and the content of their pages, for tests of the page."""

from __future__ import annotations

import base64
import gzip
import json
import re
from pathlib import Path
from typing import Any

import polars as pl

from expectations.suites import PUBLISHED
from tests.rows import NOON, rows
from warehouse import parquet
from warehouse.database import connect
from warehouse.report.content import content
from warehouse.report.page import page
from warehouse.staging import published


def staged(
    home: Path,
    tables: dict[str, pl.DataFrame],
    *,
    include_text: bool = False,
    redactions: list[dict[str, Any]] | None = None,
    **told: Any,
) -> tuple[Path, dict[str, Any]]:
    """Return a folder with the tables as they are published, and what its manifest would say."""
    folder = home / "snapshot"
    with connect() as connection:
        for name, table in PUBLISHED.items():
            connection.register(name, tables.get(name, rows(name)))
            parquet.write(connection, table, f"({published(table, name, redactions or (), include_text)})", folder)
    body = {
        "snapshot": "2026-03-05.01",
        "published_at": NOON.isoformat(),
        "settled_through": "2026-03-02",
        "includes_text": include_text,
        "redactions": redactions or [],
    }
    return folder, body | told


def held(
    home: Path, tables: dict[str, pl.DataFrame], limits: dict[str, int] | None = None, **given: Any
) -> dict[str, Any]:
    """Return the content of a staged snapshot's page."""
    folder, body = staged(home, tables, **given)
    return content(folder, body, limits)


def made(home: Path, tables: dict[str, pl.DataFrame], limits: dict[str, int] | None = None, **given: Any) -> str:
    """Return the page of a staged snapshot."""
    folder, body = staged(home, tables, **given)
    return page(folder, body, limits)


def content_of(text: str) -> dict[str, Any]:
    """Return what a page holds, unpacked."""
    found = re.search(r'id="data">([^<]+)<', text)
    assert found
    unpacked: dict[str, Any] = json.loads(gzip.decompress(base64.b64decode(found[1])))
    return unpacked


def values(found: dict[str, Any], table: str, column: str) -> list[Any]:
    """Return the values of a column of a page's table."""
    cells = found["tables"][table]["columns"][column]
    if isinstance(cells, list):
        return cells
    return [None if at < 0 else cells["of"][at] for at in cells["at"]]
