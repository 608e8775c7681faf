"""Immutable snapshots of what is published: this page is the specification of their layout and of what they guarantee.

    snapshots/latest.json              the newest snapshot's name, replaced atomically
    snapshots/index.json               every run, the refused, crashed and expired too; sealed with its own digest
    snapshots/as_of.sql                views over all kept snapshots
    snapshots/2026-12-03.01/           one snapshot: UTC day and number; never changed but by a listed redaction
        manifest.json                  what it holds and how that came about, sealed with its own digest
        datapackage.json               the same for Frictionless tools
        croissant.json                 the same for Croissant (schema.org/Dataset) tools
        README.md                      for people
        report.html                    for people: the page to look at, in one file that loads nothing
        methods.parquet                which method coded each article
        views.sql                      tables and views for DuckDB, from any folder
        data/<table>/month=YYYY-MM/part-0.parquet
        changes/<table>.parquet        key, op, cause, changed_columns; always there, empty where nothing changed
        checks/<table>.json            every check with what it observed, its limit, its verdict and rows at fault

How the files of a table lie and what a content digest is, `warehouse.parquet` says; why a row changed,
`transforms.changes`.

Guarantees:
1. Whole or absent. A snapshot is staged beside its place, read back, written to disk, and renamed as its last step; the
   pointer moves after that. A process killed at any moment leaves the last good snapshot, and the next one clears up.
2. Checked. Nothing is published after a critical check failed or any check crashed. Rows that break a row rule are
   quarantined with what rests on them, and counted.
3. Accountable. For each table, previous rows without those listed as updated or deleted, plus current rows of those
   listed as inserted or updated, are the current rows: proved by replaying. Every change has a cause, every id that
   vanished stands in ``retired_ids``.
4. Cheap. Files whose content did not change are hard links to the previous snapshot's, found by the ``fingerprint`` that
   the manifest tells of each; in a bucket they are its objects, of which the manifest names each file's ``object``. What
   the previous audit proved of their rows holds on, and ``checks/`` says of each check whether it was carried over.
5. Kept: `retention.RETENTION`, and the last snapshot of every month without end.
"""

from __future__ import annotations

import shutil
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from transforms import corrections as declared
from transforms.corrections import Correction
from transforms.errors import SaysoError
from transforms.tables import TABLES
from warehouse import ddl, parquet, shelf, views
from warehouse.account import account, is_unchanged, measure
from warehouse.database import Warehouse, connect
from warehouse.difference import diff
from warehouse.documents import write_documents
from warehouse.gate import ARTICLE_TEXT, MEMORY, SHOWN, Check, Fault, Verdict, audit
from warehouse.manifest import Versions
from warehouse.quarantine import as_frame, set_aside
from warehouse.retention import RETENTION, gc, redact
from warehouse.shelf import StoreError, index, latest
from warehouse.staging import stage
from warehouse.store import Folder, open_store
from warehouse.verify import Flaw, verify

__all__ = [
    "Flaw",
    "NothingChanged",
    "PublicationRefused",
    "Published",
    "Versions",
    "diff",
    "gc",
    "index",
    "latest",
    "publish",
    "redact",
    "verify",
]

SETTLING = timedelta(days=3)
"""Days after which nearly all feeds have shown what they published; what comes later is called late."""
ROUNDS = 5
"""Audits in which quarantine may uncover further faults; a chain of references is at most four tables long."""
MAX_QUARANTINED = 0.05
"""Of a table: more rows at fault than that are no faults of rows but of the line."""
FEW = 10
"""Rows at fault that are always bearable, however small the table."""


class PublicationRefused(SaysoError):
    """Nothing was published; the message says why, ``verdict`` holds the checks where they are the reason."""

    exit_code = 1

    def __init__(self, message: str, verdict: Verdict | None = None) -> None:
        """Keep the message and the verdict."""
        super().__init__(message)
        self.verdict = verdict


@dataclass(frozen=True, slots=True)
class Published:
    """A snapshot that was published: its folder, rows by table, changes by table, op and cause, and quarantined rows."""

    path: Path
    row_counts: dict[str, int]
    changes: pl.DataFrame
    quarantined: tuple[Fault, ...]
    verdict: Verdict = field(repr=False)

    @property
    def name(self) -> str:
        """The snapshot's name."""
        return self.path.name


@dataclass(frozen=True, slots=True)
class NothingChanged:
    """Nothing was published, since every row is as in the newest snapshot, whose folder this is."""

    path: Path


def publish(
    home: Path,
    *,
    now: datetime,
    run_id: str,
    versions: Versions,
    include_text: bool = False,
    corrections: tuple[Correction, ...] | None = None,
    accepted: frozenset[str] = frozenset(),
    store: str | None = None,
) -> Published | NothingChanged:
    """Publish the warehouse of ``home`` as a new snapshot, unless nothing changed since the newest.

    ``store`` is the address of the bucket to publish into, ``s3://bucket/prefix``; none: the home's own folder.

    ``accepted`` names rules (``statements.volume``) whose critical failure the operator looked into and accepts this
    once; the manifest says so.

    Raise `PublicationRefused` when a critical check failed, a check crashed, too many rows are at fault, a change has no
    cause or the replay fails; the newest snapshot then stays what it was.

    A clock that went back does not go back here: names, what was known when and what is kept rest on the order.
    """
    corrections = declared.load_corrections() if corrections is None else corrections
    place = open_store(home, store)
    with shelf.publishing(place, now):
        now = max([now, *(datetime.fromisoformat(run["at"]) for run in shelf.index(home))])
        run = shelf.begin(place, run_id, now)
        folder = shelf.shelf(home) / f"{shelf.STAGE}{run['snapshot']}"
        try:
            published = _publish(place, folder, run, now, versions, include_text, corrections, accepted)
        except BaseException as error:
            # A killed process records nothing, nor does one that failed with the snapshot in place: the next one settles it.
            if isinstance(error, Exception) and folder.exists():
                shutil.rmtree(folder, ignore_errors=True)
                refused = isinstance(error, SaysoError | duckdb.Error)
                # The index of a bucket that is gone cannot be written; its next publisher settles it.
                with suppress(StoreError):
                    shelf.end(place, run, "refused" if refused else "failed", str(error).splitlines()[0])
            raise
        if isinstance(published, NothingChanged):
            shutil.rmtree(folder)
            shelf.end(place, run, "nothing_changed")
        return published


def _publish(
    place: Folder,
    folder: Path,
    run: dict[str, Any],
    now: datetime,
    versions: Versions,
    include_text: bool,
    corrections: tuple[Correction, ...],
    accepted: frozenset[str],
) -> Published | NothingChanged:
    """Stage, check, account for, describe and put a snapshot into its place."""
    home = place.home
    newest = shelf.newest(home)
    previous = place.fetch(newest.name) if newest else None
    redactions = shelf.redactions(home)
    folder.mkdir()
    with Warehouse(home) as warehouse:
        warehouse.replace("corrections", declared.as_frame(corrections))
        stage(
            warehouse,
            folder,
            corrections=corrections,
            redactions=redactions,
            include_text=include_text,
            previous=previous,
        )
        methods = warehouse.query("SELECT DISTINCT method_version FROM codings ORDER BY 1")["method_version"].to_list()
        inputs = _inputs(warehouse)
    identity = {"versions": asdict(versions), "methods": methods, "includes_text": include_text}
    with connect(memory_limit=MEMORY, spill=Path(f"{folder}.spill")) as connection:
        files = measure(connection, folder, previous)
        if previous is not None and is_unchanged(files, previous):
            return NothingChanged(previous)
        verdict, quarantined = _checked(connection, folder, previous, accepted)
        if quarantined:
            files = measure(connection, folder, previous)
        (folder / ARTICLE_TEXT).unlink()
        withdrawn = frozenset((fault.table, fault.row_id) for fault in quarantined)
        held = account(connection, folder, previous, files, identity=identity, withdrawn=withdrawn, now=now)
        coverage = _coverage(connection, folder)
    if previous is not None and held.changes.is_empty():
        return NothingChanged(previous)
    if held.unexplained:
        raise PublicationRefused(
            f"{len(held.unexplained)} changes have no cause: {', '.join(held.unexplained[:SHOWN])}"
        )
    if held.unreplayed:
        raise PublicationRefused(f"the changes of {', '.join(held.unreplayed)} do not lead to the current rows")
    head = {
        "snapshot": run["snapshot"],
        "run_id": run["run_id"],
        "published_at": now.astimezone(UTC).isoformat(),
        "previous": previous.name if previous else None,
        "kept_until": (now + RETENTION).astimezone(UTC).date().isoformat(),
        "settled_through": (coverage["last_day"] - SETTLING).isoformat() if coverage["last_day"] else None,
        **identity,
        "inputs": inputs,
        "coverage": coverage,
        "accepted": sorted(accepted),
        "redactions": redactions,
    }
    write_documents(folder, head, held, verdict, quarantined, previous)
    with Warehouse(home) as warehouse:
        warehouse.replace("quarantine", as_frame(quarantined, now))
    put = place.put(folder, run)
    views.write_as_of(home)
    row_counts = {name: sum(file["rows"] for file in files.values()) for name, files in held.files.items()}
    return Published(put, row_counts, held.changes, tuple(quarantined), verdict)


def _checked(
    connection: duckdb.DuckDBPyConnection, folder: Path, previous: Path | None, accepted: frozenset[str]
) -> tuple[Verdict, list[Fault]]:
    """Audit a stage until it passes, its rows at fault set aside; return the last verdict and what was set aside."""
    quarantined: list[Fault] = []
    for _ in range(ROUNDS):
        verdict = audit(folder, previous)
        critical = [check for check in verdict.failed("critical") if check.rule not in accepted]
        stopping = [*verdict.errors, *critical]
        if stopping:
            raise PublicationRefused("; ".join(map(describe, stopping)), verdict)
        faults = verdict.row_faults
        if not faults:
            return verdict, quarantined
        _refuse_too_many(connection, folder, verdict, faults)
        quarantined += set_aside(connection, folder, faults)
    raise PublicationRefused(f"rows at fault were still found after {ROUNDS} audits", verdict)


def _refuse_too_many(
    connection: duckdb.DuckDBPyConnection, folder: Path, verdict: Verdict, faults: list[Fault]
) -> None:
    """Raise `PublicationRefused` where so many rows of a table are at fault that the line must be."""
    for table in {fault.table for fault in faults}:
        bad = {fault.row_id for fault in faults if fault.table == table}
        (rows,) = connection.execute(
            f"SELECT count(*) FROM {parquet.relation(parquet.files(folder, table))}"
        ).fetchone() or (0,)
        if len(bad) > max(FEW, MAX_QUARANTINED * rows):
            broken = [check for check in verdict.failed("row") if check.table == table]
            raise PublicationRefused(
                f"{len(bad)} of {rows} rows of {table} are at fault: {'; '.join(map(describe, broken))}", verdict
            )


def describe(check: Check) -> str:
    """Return a check that did not pass in one line, with the rows at fault."""
    if check.outcome == "error":
        return f"{check.rule} crashed: {check.observed}"
    rows = ", ".join(f"{fault.row_id} ({fault.observed})" for fault in check.faults[:SHOWN])
    return f"{check.rule} ({check.meaning}) fails for {check.fault_count}: {rows}"


def _coverage(connection: duckdb.DuckDBPyConnection, folder: Path) -> dict[str, Any]:
    """Return how many outlets were tried over which days, and on how many outlet-days too little came."""
    source = parquet.relation(parquet.files(folder, "coverage"))
    counted = connection.execute(
        f"SELECT count(DISTINCT outlet), min(day_date), max(day_date), count(*) FILTER (is_gap) FROM {source}"
    ).fetchone()
    return dict(zip(("outlet_count", "first_day", "last_day", "gap_count"), counted or (), strict=True))


def _inputs(warehouse: Warehouse) -> dict[str, dict[str, Any]]:
    """Return row count and content digest of the tables that stay at home: they are what the published ones rest on."""
    found = {}
    for name in ("pages", "codings"):
        rows = warehouse.query(f"SELECT count(*) FROM {ddl.name(name)}").item()
        found[name] = {
            "rows": rows,
            "content": parquet.content_digest(warehouse.connection, ddl.name(name), TABLES[name].key),
        }
    return found
