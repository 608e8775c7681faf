"""What happens to snapshots later: those past their time are removed, texts that must go are blanked everywhere.

Every snapshot is kept `RETENTION` days; the last of each month stays for good, and so does the newest of all. A
redaction changes bytes of published snapshots, which nothing else does: it is listed in their manifests with the digests
that files had before, and it holds for snapshots to come.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb

from warehouse import croissant, ddl, manifest, parquet, shelf, views
from warehouse.database import connect
from warehouse.report.page import FILE as PAGE
from warehouse.report.page import page
from warehouse.shelf import SnapshotError, dump

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


def gc(home: Path, now: datetime) -> list[str]:
    """Remove the snapshots whose time is over and return their names; the index goes on listing them as expired."""
    with shelf.publishing(home):
        names = expired(shelf.index(home), now)
        runs = [run | ({"outcome": "expired"} if run["snapshot"] in names else {}) for run in shelf.index(home)]
        shelf.write_runs(home, runs)
        views.write_as_of(home)
        for name in names:
            # Out of sight in one step, so that nobody finds half a snapshot; settling clears what a kill leaves.
            leaving = shelf.shelf(home) / f"{shelf.STAGE}{name}.expired"
            (shelf.shelf(home) / name).rename(leaving)
            shutil.rmtree(leaving)
    return names


def redact(
    home: Path, *, table: str, ids: Sequence[str], columns: Sequence[str], reason: str, now: datetime
) -> list[str]:
    """Blank text columns of rows in every kept snapshot and in those to come; return the snapshots that were changed.

    Raise `SnapshotError` where table or column is unknown, a column holds no text, or no snapshot has such a row.
    Interrupted, it is completed by asking for the same again.
    """
    with shelf.publishing(home):
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
            shelf.write_json(shelf.shelf(home) / "redactions.json", {"redactions": held})
            rewritten: dict[str, Path] = {}
            for path in affected:
                _rewrite(connection, path, asked, rewritten)
                shelf.reissue(home, path)
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
    connection: duckdb.DuckDBPyConnection, snapshot: Path, asked: dict[str, Any], rewritten: dict[str, Path]
) -> None:
    """Blank the rows in a snapshot's files and re-issue its manifest; ``rewritten`` knows files shared with others."""
    body = manifest.read(snapshot)
    table = body["tables"][asked["table"]]
    replaced = {}
    for file in _affected(connection, snapshot, asked):
        path = file.relative_to(snapshot).as_posix()
        before = table["files"][path]
        beside = file.with_suffix(".new")
        if before["sha256"] in rewritten:
            os.link(rewritten[before["sha256"]], beside)
        else:
            parquet.copy(connection, _blanked(table, file, asked), beside, parquet.metadata(connection, file))
        shelf.sync(beside)
        beside.replace(file)
        rewritten[before["sha256"]] = file
        content = parquet.content_digest(connection, parquet.relation([file]), table["key"])
        table["files"][path] = {"content": content, "rows": before["rows"]} | manifest.describe_file(file)
        replaced[path] = {"content": before["content"], "sha256": before["sha256"]}
    table["content"] = parquet.table_digest({path: file["content"] for path, file in table["files"].items()})
    if replaced:
        known = [redaction for redaction in body["redactions"] if redaction["at"] != asked["at"]]
        body["redactions"] = [*known, asked | {"replaced": replaced}]
    texts = {"croissant.json": dump(croissant.dataset(body))}
    if PAGE in body["files"]:
        texts[PAGE] = page(snapshot, body)
    for name, text in texts.items():
        (snapshot / name).write_text(text, encoding="utf-8")
        body["files"][name] = manifest.describe_file(snapshot / name)
    manifest.write(snapshot, body)


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
