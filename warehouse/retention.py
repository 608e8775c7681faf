"""What happens to snapshots later: those past their time are removed, texts that must go are blanked everywhere.

Every snapshot is kept `RETENTION` days; the last of each month stays for good, and so does the newest of all. A
redaction changes bytes of published snapshots, which nothing else does: it is listed in their manifests with the digests
that files had before, and it holds for snapshots to come.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb

from warehouse import croissant, ddl, manifest, parquet, shelf, views
from warehouse.database import connect
from warehouse.report.page import FILE as PAGE
from warehouse.report.page import page
from warehouse.shelf import SnapshotError, dump
from warehouse.store import Swept, open_store

RETENTION = timedelta(days=35)
"""A month and some days: who reads monthly finds last month's snapshot still there."""


def expired(runs: Sequence[dict[str, Any]], now: datetime) -> list[str]:
    """Return the names of the published snapshots, oldest first, that nothing keeps any more."""
    published = [run for run in runs if run["outcome"] == "published"]
    last_of_month = {str(run["snapshot"])[:7]: str(run["snapshot"]) for run in published}
    return [
        str(run["snapshot"])
        for run in published
        if str(run["snapshot"]) not in last_of_month.values() and datetime.fromisoformat(run["at"]) + RETENTION < now
    ]


@dataclass(frozen=True, slots=True)
class Collected:
    """What `gc` removed: snapshots past their time by name, and files or objects that no kept snapshot refers to."""

    expired: list[str]
    leftovers: Swept


def gc(home: Path, now: datetime, store: str | None = None) -> Collected:
    """Remove snapshots whose time is over and what killed publications left; the index goes on listing the former."""
    place = open_store(home, store)
    with shelf.publishing(place, now) as settled:
        names = expired(shelf.index(home), now)
        place.record(lambda runs: [run | ({"outcome": "expired"} if run["snapshot"] in names else {}) for run in runs])
        views.write_as_of(home)
        swept = place.sweep()
    return Collected(names, Swept(settled.files + swept.files, settled.bytes + swept.bytes))


def redact(
    home: Path,
    *,
    table: str,
    ids: Sequence[str],
    columns: Sequence[str],
    reason: str,
    now: datetime,
    store: str | None = None,
) -> list[str]:
    """Blank text columns of rows in every kept snapshot and in those to come; return the snapshots that were changed.

    Raise `SnapshotError` where table or column is unknown, a column holds no text, or no snapshot has such a row.
    Interrupted, it is completed by asking for the same again.
    """
    place = open_store(home, store)
    with shelf.publishing(place, now):
        for run in shelf.index(home):
            if run["outcome"] == "published":
                place.fetch(str(run["snapshot"]))
        described = manifest.read(shelf.latest(home))["tables"].get(table)
        if described is None or len(described["key"]) != 1:
            raise SnapshotError(f"no published table {table} with ids")
        texts = {column["name"] for column in described["columns"] if column["type"] in ("VARCHAR", "VARCHAR[]")}
        if unknown := set(columns) - texts | set(columns) & set(described["key"]):
            raise SnapshotError(f"{table}: no text columns {sorted(unknown)}")
        order = {"table": table, "ids": sorted(ids), "columns": sorted(columns), "reason": reason}
        held = shelf.redactions(home)
        if not any(order.items() <= redaction.items() for redaction in held):
            held.append(order | {"at": now.isoformat()})
        asked = next(redaction for redaction in held if order.items() <= redaction.items())
        with connect() as connection:
            affected = [path for path in shelf.kept(home) if _affected(connection, path, asked)]
            if not affected:
                raise SnapshotError(f"no kept snapshot has {', '.join(ids)} in {table}")
            place.order(held)
            rewritten: dict[str, tuple[Path, str]] = {}
            for path in affected:
                _rewrite(connection, path, asked, rewritten)
            place.reissue(affected)
            place.sweep()
    return [path.name for path in affected]


def _affected(connection: duckdb.DuckDBPyConnection, snapshot: Path, asked: dict[str, Any]) -> list[Path]:
    """Return the files of a snapshot that hold a row to be redacted."""
    ids = ", ".join(map(ddl.literal, asked["ids"]))
    table = manifest.read(snapshot)["tables"].get(asked["table"], {"files": {}})
    return [
        snapshot / path
        for path in table["files"]
        if connection.execute(
            f"SELECT 1 FROM {parquet.relation([snapshot / path])} WHERE {ddl.name(table['key'][0])} IN ({ids}) LIMIT 1"
        ).fetchone()
    ]


def _rewrite(
    connection: duckdb.DuckDBPyConnection, snapshot: Path, asked: dict[str, Any], rewritten: dict[str, tuple[Path, str]]
) -> None:
    """Blank the rows in a snapshot's files and re-issue its manifest; ``rewritten`` knows files shared with others.

    What was rewritten is another object: in a bucket nothing but the manifest is ever replaced.
    """
    body = manifest.read(snapshot)
    table = body["tables"][asked["table"]]
    replaced = {}
    for file in _affected(connection, snapshot, asked):
        path = file.relative_to(snapshot).as_posix()
        before = table["files"][path]
        beside = file.with_suffix(".new")
        if before["sha256"] in rewritten:
            os.link(rewritten[before["sha256"]][0], beside)
        else:
            parquet.copy(connection, _blanked(table, file, asked), beside, parquet.metadata(connection, file))
        shelf.sync(beside)
        beside.replace(file)
        told = manifest.describe_file(file)
        if told["sha256"] == before["sha256"]:
            continue  # It was blank already.
        _, at = rewritten.setdefault(before["sha256"], (file, _redacted(snapshot, path, told)))
        content = parquet.content_digest(connection, parquet.relation([file]), table["key"])
        fingerprint = parquet.fingerprint(connection, parquet.relation([file]))
        measured = {"content": content, "rows": before["rows"], "fingerprint": fingerprint}
        table["files"][path] = measured | told | {"object": at}
        replaced[path] = {"content": before["content"], "sha256": before["sha256"]}
    table["content"] = parquet.table_digest({path: file["content"] for path, file in table["files"].items()})
    if not replaced:
        return
    body["redactions"] = [*body["redactions"], asked | {"replaced": replaced}]
    texts = {"croissant.json": dump(croissant.dataset(body))}
    if PAGE in body["files"]:
        texts[PAGE] = page(snapshot, body)
    for name, text in texts.items():
        (snapshot / name).write_text(text, encoding="utf-8")
        told = manifest.describe_file(snapshot / name)
        body["files"][name] = told | {"object": _redacted(snapshot, name, told)}
    manifest.write(snapshot, body)


def _redacted(snapshot: Path, path: str, told: dict[str, Any]) -> str:
    """Return the object under which a store keeps a file that was rewritten."""
    return f"{snapshot.name}/redacted/{told['sha256'][:16]}/{path}"


def _blanked(table: dict[str, Any], file: Path, asked: dict[str, Any]) -> str:
    """Return a query of a file's rows with the texts blank: null, or nothing where null may not stand."""
    ids = ", ".join(map(ddl.literal, asked["ids"]))
    key = ddl.name(table["key"][0])
    replaced = ", ".join(
        f"CASE WHEN {key} IN ({ids}) THEN {ddl.blank(column['type'], column['nullable'])} "
        f"ELSE {ddl.name(column['name'])} END AS {ddl.name(column['name'])}"
        for column in table["columns"]
        if column["name"] in asked["columns"]
    )
    return f"SELECT * REPLACE ({replaced}) FROM {parquet.relation([file])}"
