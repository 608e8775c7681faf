"""What a snapshot says of itself: every table and file with digests, what changed and why, checks, coverage, versions.

The manifest carries the SHA-256 of its own text without that field, and is the one JSON text that `shelf.dump` writes
for its content: a single flipped byte anywhere in it shows.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from transforms.schema import Column, Table
from warehouse import ddl
from warehouse.shelf import SEAL, SnapshotError, read_json, seal, sync

FILE = "manifest.json"


@dataclass(frozen=True, slots=True)
class Versions:
    """What made a snapshot: the shape of its tables, the method as a whole, and the parts of the method."""

    schema: str
    method: str
    codebook: str
    model: str


def describe_table(table: Table) -> dict[str, Any]:
    """Return what the manifest says of a table's declaration."""
    return {
        "grain": f"one row is {table.grain}",
        "key": list(table.key),
        "month": table.month,
        "columns": [describe_column(column) for column in table.columns],
    }


def describe_column(column: Column) -> dict[str, Any]:
    """Return what the manifest says of a column."""
    return {
        "name": column.name,
        "type": ddl.sql_type(column.type),
        "description": column.description,
        "unit": column.unit,
        "nullable": column.nullable,
        "codes": list(column.codes) if column.codes else None,
        "minimum": column.minimum,
        "maximum": column.maximum,
        "references": column.references,
        "since": column.since,
    }


def describe_file(path: Path) -> dict[str, Any]:
    """Return size and digest of a file of a snapshot."""
    with path.open("rb") as handle:
        sha256 = hashlib.file_digest(handle, "sha256").hexdigest()
    return {"bytes": path.stat().st_size, "sha256": sha256}


def is_whole(path: Path, told: dict[str, Any]) -> bool:
    """Return whether a file has the size and digest that a manifest tells of it."""
    return describe_file(path) == {"bytes": told["bytes"], "sha256": told["sha256"]}


def damaged(snapshot: Path, body: dict[str, Any], among: Sequence[Path] | None = None) -> dict[str, str]:
    """Return what is wrong with each file of a snapshot, or of those ``among`` them, that is missing or altered, by path."""
    found = {}
    for path, file in objects(body).items():
        if among is not None and snapshot / path not in among:
            continue
        if not (snapshot / path).is_file():
            found[path] = "is missing"
        elif not is_whole(snapshot / path, file):
            found[path] = "was altered: size or SHA-256 differ"
    return found


@contextmanager
def reading(*snapshots: Path) -> Iterator[None]:
    """Raise `SnapshotError` with the name of a damaged file where DuckDB could not read files of these snapshots."""
    try:
        yield
    except (duckdb.Error, UnicodeDecodeError) as error:
        for snapshot in snapshots:
            for path, what in damaged(snapshot, read(snapshot)).items():
                raise SnapshotError(f"{snapshot / path} {what}") from error
        raise


def objects(body: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return what a manifest tells of each file but itself, by path."""
    return {
        **body["files"],
        **{path: file for table in body["tables"].values() for path, file in table["files"].items()},
    }


def write(snapshot: Path, body: dict[str, Any]) -> None:
    """Write the manifest of a snapshot, replacing one that is there in one step."""
    beside = snapshot / f".{FILE}.new"
    beside.write_text(seal({name: value for name, value in body.items() if name != SEAL}), encoding="utf-8")
    sync(beside)
    beside.replace(snapshot / FILE)


def read(snapshot: Path) -> dict[str, Any]:
    """Return the manifest of a snapshot; raise `SnapshotError` where it is missing, damaged or altered."""
    path = snapshot / FILE
    body = read_json(path)
    if path.read_bytes() != seal({name: value for name, value in body.items() if name != SEAL}).encode():
        raise SnapshotError(f"{path} was altered: it does not match its own digest")
    return body


def content(body: dict[str, Any], table: str) -> dict[str, str]:
    """Return the content digests of a table's files by path, nothing for a table that the snapshot lacks."""
    files = body["tables"].get(table, {}).get("files", {})
    return {path: str(held["content"]) for path, held in files.items()}
