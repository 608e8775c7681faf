"""The warehouse: one DuckDB file with every table of `transforms.tables`, opened briefly, written by key.

DuckDB lets one process write or many read, so a `Warehouse` is open only inside its ``with`` block:

    with Warehouse(home) as warehouse, warehouse.transaction():
        warehouse.replace("statements", frame, column="article_id", values=coded)
        warehouse.merge("codings", codings)

Analysts read snapshots, which nobody locks. The SQL runs on DuckDB 1.5 and 2.0.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

import duckdb
import polars as pl

from transforms.errors import SaysoError
from transforms.schema import Table, cast
from transforms.tables import SCHEMA_VERSION, TABLES
from warehouse import ddl

FILE = "sayso.duckdb"
# A look at the ledger takes milliseconds, the largest step's writing seconds.
WAIT_S = 60.0
POLL_S = 0.05
# Folders beside a warehouse that holds something.
WITNESSES = ("archive", "snapshots")
REBUILD = "`sayso rebuild` makes it anew from archive and snapshots"


class WarehouseError(SaysoError, RuntimeError):
    """The database cannot be used; the message says in one line why, and what to do."""


class Written(NamedTuple):
    """Rows that a write inserted, updated and deleted; rows already there as given are in none of them."""

    inserted: int
    updated: int
    deleted: int


def connect(
    path: Path | str = ":memory:", *, read_only: bool = False, memory_limit: str = "4GB", spill: Path | None = None
) -> duckdb.DuckDBPyConnection:
    """Return a DuckDB connection as all of Sayso uses it: times in UTC, nothing fetched from the network.

    What does not fit ``memory_limit`` goes to the folder ``spill``, for a file by default to one beside it.
    """
    settings: dict[str, str | bool | int | float | list[str]] = {
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "memory_limit": memory_limit,
    }
    if spill is not None:
        settings["temp_directory"] = str(spill)
    connection = duckdb.connect(str(path), read_only=read_only, config=settings)
    connection.execute("SET TimeZone = 'UTC'")
    return connection


class Warehouse:
    """The database of a home folder; made on first use."""

    def __init__(self, home: Path, *, read_only: bool = False, wait_s: float = WAIT_S) -> None:
        """Name the database of ``home``; nothing is opened yet. Another process's hold is waited for, ``wait_s`` at most."""
        self.path = home / FILE
        self._read_only = read_only
        self._wait_s = wait_s
        self._connection: duckdb.DuckDBPyConnection | None = None

    def __enter__(self) -> Self:
        """Open the database; raise `WarehouseError` when it is locked, damaged or of another schema version."""
        if self._read_only and not self.path.exists():
            raise WarehouseError(f"{self.path} does not exist yet: nothing was collected into this home")
        self.path.parent.mkdir(parents=True, exist_ok=True)
        is_old = any((self.path.parent / name).exists() for name in WITNESSES)
        if is_old and self.path.exists() and not self.path.stat().st_size:
            # DuckDB would take it for a new one, and a ledger of years would begin anew without a word.
            raise WarehouseError(f"{self.path} is empty: it is damaged; {REBUILD}")
        try:
            self._connection = self._connect()
            self._prepare()
        except duckdb.Error as error:
            self.close()
            raise WarehouseError(_reason(self.path, error)) from error
        except WarehouseError:
            self.close()
            raise
        return self

    def _connect(self) -> duckdb.DuckDBPyConnection:
        """Connect, after whoever has the file open just now: nobody keeps it longer than one step's reading or writing."""
        deadline = time.monotonic() + self._wait_s
        while True:
            try:
                return connect(self.path, read_only=self._read_only)
            except duckdb.IOException as error:
                if not _is_locked(error) or time.monotonic() >= deadline:
                    raise
                time.sleep(POLL_S)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the database; raise `WarehouseError` where its file could not be read or written in between."""
        self.close()
        if isinstance(error, duckdb.IOException | duckdb.FatalException | duckdb.TransactionException) and (
            reason := _fault(self.path, error)
        ):
            raise WarehouseError(reason) from error

    def close(self) -> None:
        """Close the database; closing twice does nothing."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    @property
    def connection(self) -> duckdb.DuckDBPyConnection:
        """The open connection, for queries; raise `WarehouseError` outside a ``with`` block."""
        if self._connection is None:
            raise WarehouseError(f"{self.path} is not open: use the warehouse in a with block")
        return self._connection

    def _prepare(self) -> None:
        """Make the tables of a new database; refuse one made for another schema version."""
        has_tables = self.connection.execute(
            "SELECT count(*) FROM information_schema.tables WHERE table_name = 'schema_version'"
        ).fetchone()
        if has_tables == (0,):
            with self.transaction():
                for table in TABLES.values():
                    self.connection.execute(ddl.create(table))
                self.connection.execute(
                    f"CREATE TABLE schema_version AS SELECT {ddl.literal(SCHEMA_VERSION)} AS version"
                )
        (version,) = self.connection.execute("SELECT version FROM schema_version").fetchone() or (None,)
        if version != SCHEMA_VERSION:
            raise WarehouseError(
                f"{self.path} holds schema version {version}, this Sayso writes {SCHEMA_VERSION}: "
                "use the Sayso that wrote it, or another home"
            )

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Make what is written inside one step: all of it or, after an exception, nothing."""
        self.connection.execute("BEGIN TRANSACTION")
        try:
            yield
        except BaseException:
            self.connection.execute("ROLLBACK")
            raise
        self.connection.execute("COMMIT")

    def read(self, table: str) -> pl.DataFrame:
        """Return all rows of a table, in the order in which it is published."""
        declared = TABLES[table]
        return self.query(f"SELECT * FROM {ddl.name(table)} ORDER BY {ddl.names(ddl.order(declared))}").cast(
            declared.schema
        )

    def query(self, sql: str) -> pl.DataFrame:
        """Return the result of a SQL query."""
        return self.connection.sql(sql).pl()

    def merge(self, table: str, rows: pl.DataFrame) -> Written:
        """Insert the rows or update those of the same key; writing the same rows again changes nothing."""
        return self._write(TABLES[table], rows, otherwise="")

    def replace(
        self, table: str, rows: pl.DataFrame, *, column: str | None = None, values: Sequence[str] = ()
    ) -> Written:
        """Write the rows and delete all others, or only those others whose ``column`` holds one of ``values``."""
        if column is None:
            return self._write(TABLES[table], rows, otherwise="WHEN NOT MATCHED BY SOURCE THEN DELETE")
        self.connection.register("replaced", pl.DataFrame({"value": values}, schema={"value": pl.String}))
        try:
            scope = f"held.{ddl.name(column)} IN (SELECT value FROM replaced)"
            return self._write(TABLES[table], rows, otherwise=f"WHEN NOT MATCHED BY SOURCE AND {scope} THEN DELETE")
        finally:
            self.connection.unregister("replaced")

    def _write(self, table: Table, rows: pl.DataFrame, otherwise: str) -> Written:
        """Run one MERGE; its source has one row a key, which `cast` holds."""
        columns = list(table.schema)
        others = [column for column in columns if column not in table.key]
        matched = ""
        if others:
            change = f"row({ddl.names(others, 'held')}) IS DISTINCT FROM row({ddl.names(others, 'given')})"
            sets = ", ".join(f"{ddl.name(column)} = given.{ddl.name(column)}" for column in others)
            matched = f"WHEN MATCHED AND {change} THEN UPDATE SET {sets}"
        keys = " AND ".join(f"held.{ddl.name(key)} = given.{ddl.name(key)}" for key in table.key)
        self.connection.register("given_rows", cast(table, rows))
        try:
            actions = self.connection.execute(
                f"""MERGE INTO {ddl.name(table.name)} AS held USING given_rows AS given ON {keys} {matched}
                    WHEN NOT MATCHED THEN INSERT ({ddl.names(columns)}) VALUES ({ddl.names(columns, "given")})
                    {otherwise} RETURNING merge_action"""
            ).pl()["merge_action"]
        finally:
            self.connection.unregister("given_rows")
        counts = dict(actions.value_counts().iter_rows())
        return Written(counts.get("INSERT", 0), counts.get("UPDATE", 0), counts.get("DELETE", 0))


def _is_locked(error: duckdb.Error) -> bool:
    # Not "lock": a message of a damaged block has that, too.
    return "could not set lock" in str(error).splitlines()[0].lower()


def _fault(path: Path, error: duckdb.Error) -> str | None:
    """Return one line for a file that could not be read or written, None for any other error."""
    first = str(error).splitlines()[0]
    for cause in ("No space left on device", "Disk quota exceeded", "Read-only file system"):
        if cause in first:
            return f"{path}: {cause}; what was committed is kept, and the next run completes it"
    is_damage = isinstance(error, duckdb.FatalException) or "orrupt" in first or "checksum" in first
    return f"{path} is damaged: {first}; {REBUILD}" if is_damage else None


def _reason(path: Path, error: duckdb.Error) -> str:
    """Return one line for a database that could not be opened."""
    first = str(error).splitlines()[0]
    if _is_locked(error):
        return f"{path} is in use by another process: wait for the run to end, or query a snapshot instead"
    if isinstance(error, duckdb.BinderException | duckdb.CatalogException):
        return f"{path} lacks tables that this Sayso needs: {first}"
    if isinstance(error, duckdb.IOException) and ("ermission" in first or "Read-only" in first):
        return f"{path} cannot be written: {first}"
    return _fault(path, error) or f"{path} cannot be opened, it may be damaged: {first}; {REBUILD}"
