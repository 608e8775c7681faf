"""The Parquet files of one table in a snapshot, and the digest of what they hold, whoever wrote them.

A table with a month column lies in ``data/<table>/month=YYYY-MM/part-0.parquet``, rows without a month in
``month=__HIVE_DEFAULT_PARTITION__`` (the convention that readers know as null); any other in
``data/<table>/part-0.parquet``. An empty table has one empty file, so that every reader finds its schema.

The content digest of a file is the SHA-256 of its rows in key order as JSON lines, which DuckDB gives to anybody:
``SET TimeZone = 'UTC'; COPY (FROM 'part-0.parquet' ORDER BY <key>) TO 'rows.json' (FORMAT json)``. The content digest of
a table is the SHA-256 of the lines ``path digest`` of its files in path order. Nothing in it depends on row groups,
compression, sorting or the writer's version.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import duckdb

from transforms.ids import digest
from transforms.schema import Table
from transforms.tables import SCHEMA_VERSION
from warehouse import ddl

FILE = "part-0.parquet"
NO_MONTH = "__HIVE_DEFAULT_PARTITION__"
ROW_GROUP = 100_000  # rows: small enough to skip by date within a month, large enough to compress as well as one group
BATCH = 2048
"""Rows that are digested at a time: DuckDB's own vector."""


def write(connection: duckdb.DuckDBPyConnection, table: Table, source: str, folder: Path) -> None:
    """Write the rows of the relation ``source`` (a name or a query in brackets) as files of the table."""
    for path, query in parts(connection, table, source):
        write_file(connection, table, query, folder / path)


def parts(connection: duckdb.DuckDBPyConnection, table: Table, source: str) -> Iterator[tuple[str, str]]:
    """Yield each file of a table as its path in a snapshot and a query of its rows, columns as declared."""
    query = f"SELECT {ddl.names(list(table.schema))} FROM {source}"
    if table.month is None:
        yield f"data/{table.name}/{FILE}", query
        return
    column = ddl.name(table.month)
    months = connection.execute(f"SELECT DISTINCT date_trunc('month', {column})::DATE FROM {source} ORDER BY 1")
    for (month,) in months.fetchall() or [(None,)]:
        chosen = f"{column} IS NULL"
        if month:
            # A range, and not the month as text, lets DuckDB skip the row groups of other months.
            chosen = f"{column} >= DATE '{month}' AND {column} < (DATE '{month}' + INTERVAL 1 MONTH)::DATE"
        yield f"data/{table.name}/month={str(month)[:7] if month else NO_MONTH}/{FILE}", f"{query} WHERE {chosen}"


def write_file(connection: duckdb.DuckDBPyConnection, table: Table, query: str, at: Path) -> None:
    """Write the rows of a query as one file of the table, sorted, with the table's meaning in its metadata."""
    columns = {column.name: ddl.meaning(column) for column in table.columns}
    declared = {
        "table": table.name,
        "grain": table.grain,
        "schema_version": SCHEMA_VERSION,
        "columns": json.dumps(columns, ensure_ascii=False),
    }
    ordered = f"SELECT {ddl.names(list(table.schema))} FROM ({query}) ORDER BY {ddl.names(ddl.order(table))}"
    at.parent.mkdir(parents=True, exist_ok=True)
    copy(connection, ordered, at, declared)


def copy(connection: duckdb.DuckDBPyConnection, query: str, at: Path, metadata: dict[str, str]) -> None:
    """Write the rows of a query, in their order, as one Parquet file with the metadata."""
    pairs = ", ".join(f"{ddl.name(key)}: {ddl.literal(value)}" for key, value in metadata.items())
    connection.execute(
        f"""COPY ({query}) TO {ddl.literal(at)}
            (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {ROW_GROUP}, KV_METADATA {{{pairs}}})"""
    )


def metadata(connection: duckdb.DuckDBPyConnection, path: Path) -> dict[str, str]:
    """Return the metadata of a file that `write_file` wrote."""
    rows = connection.execute(
        f"SELECT decode(key), decode(value) FROM parquet_kv_metadata({ddl.literal(path)}) WHERE decode(key) NOT LIKE 'ARROW:%'"
    ).fetchall()
    return dict(rows)


def files(folder: Path, table: str) -> list[Path]:
    """Return the files of a table of a snapshot, in path order."""
    return sorted((folder / "data" / table).rglob("*.parquet"))


def relation(paths: Sequence[Path]) -> str:
    """Return the files as SQL that stands after FROM; their columns are the declared ones, without the folder's month."""
    return f"read_parquet([{', '.join(map(ddl.literal, paths))}], hive_partitioning = false)"


def fingerprint(connection: duckdb.DuckDBPyConnection, source: str) -> str:
    """Return number of rows and sum of DuckDB's hashes of the rows of a relation, in whatever order they come.

    It costs a tenth of a content digest and tells this machine which files it need not write again; two versions of one
    file's rows have the same once in 2^64 changes. Another DuckDB may hash otherwise: then files are written that need not.
    """
    columns = ddl.names(connection.sql(f"SELECT * FROM {source} LIMIT 0").columns)
    # Hashed twice, since what DuckDB adds up for the columns of a row is too regular to be summed over rows.
    (found,) = connection.execute(
        f"SELECT concat_ws('-', count(*), sum(hash(hash({columns})))) FROM {source}"
    ).fetchone() or (None,)
    return str(found)


def content_digest(connection: duckdb.DuckDBPyConnection, source: str, key: Sequence[str]) -> str:
    """Return the content digest of the rows of a relation."""
    rows = connection.sql(
        f"SELECT to_json(held)::VARCHAR || chr(10) FROM {source} AS held ORDER BY {ddl.names(list(key))}"
    )
    found = hashlib.sha256()
    for batch in rows.to_arrow_reader(BATCH):
        lines = batch.column(0)
        _, offsets, text = lines.buffers()
        ends = memoryview(offsets).cast("q" if str(lines.type) == "large_string" else "i")
        found.update(memoryview(text)[ends[lines.offset] : ends[lines.offset + len(lines)]])
    return found.hexdigest()


def table_digest(file_digests: dict[str, str]) -> str:
    """Return the content digest of a table from those of its files by path."""
    return digest("".join(f"{path} {held}\n" for path, held in sorted(file_digests.items())))
