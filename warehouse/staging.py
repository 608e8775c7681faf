"""A stage: the tables of the warehouse as Parquet files in a folder, corrected, before anything is checked.

What is published differs from what the warehouse holds in three declared ways: corrections are applied, redacted texts
are blank, and article text stays at home unless the operator says otherwise.

Files whose rows are those of the previous snapshot's file are not written again: they are hard links to it.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb

from expectations.suites import PUBLISHED
from transforms.corrections import Correction, correct
from transforms.schema import Table
from transforms.tables import SCHEMA_VERSION
from warehouse import ddl, manifest, parquet
from warehouse.database import Warehouse
from warehouse.gate import ARTICLE_TEXT

METHODS = "methods.parquet"
"""File of a snapshot: article_id and the version of the method that coded it."""


def stage(
    warehouse: Warehouse,
    folder: Path,
    *,
    corrections: Sequence[Correction],
    redactions: Sequence[dict[str, Any]] = (),
    include_text: bool = False,
    previous: Path | None = None,
) -> None:
    """Write every published table of an open warehouse into the folder, and beside them article texts and methods.

    What ``previous`` already has is linked, where it is of the same schema version and its file is not damaged.
    """
    connection = warehouse.connection
    before = shared(previous)
    for table in PUBLISHED.values():
        source = f"({published(table, corrected(connection, table, corrections), redactions, include_text)})"
        known = before.get(table.name, {})
        for path, query in parquet.parts(connection, table, source):
            if (
                previous
                and path in known
                and known[path].get("fingerprint") == parquet.fingerprint(connection, f"({query})")
                and manifest.is_whole(previous / path, known[path])
            ):
                link(previous / path, folder / path)
            else:
                parquet.write_file(connection, table, query, folder / path)
    coded = "SELECT article_id, method_version FROM codings ORDER BY article_id"
    connection.execute(f"COPY ({coded}) TO {ddl.literal(folder / METHODS)} (FORMAT parquet, COMPRESSION zstd)")
    connection.execute(
        f"""COPY (SELECT article_id, text FROM articles WHERE text IS NOT NULL)
            TO {ddl.literal(folder / ARTICLE_TEXT)} (FORMAT parquet, COMPRESSION zstd)"""
    )


def shared(previous: Path | None) -> dict[str, dict[str, dict[str, Any]]]:
    """Return what the manifest says of the files that a new snapshot may share, by table and path."""
    body = manifest.read(previous) if previous else None
    if body is None or body["versions"]["schema"] != SCHEMA_VERSION:
        return {}
    return {name: table["files"] for name, table in body["tables"].items()}


def link(held: Path, at: Path) -> None:
    """Make a file of a stage a hard link to one of a snapshot; a file that is already there is replaced."""
    at.parent.mkdir(parents=True, exist_ok=True)
    at.unlink(missing_ok=True)
    os.link(held, at)


def corrected(connection: duckdb.DuckDBPyConnection, table: Table, corrections: Sequence[Correction]) -> str:
    """Return a relation of the table's rows with the corrections for it applied."""
    ids = [item.row_id for item in corrections if item.table_name == table.name]
    if not ids:
        return ddl.name(table.name)
    key, name = ddl.name(table.key[0]), f"corrected_{table.name}"
    chosen = f"{key} IN ({', '.join(map(ddl.literal, ids))})"
    rows = connection.sql(f"SELECT * FROM {ddl.name(table.name)} WHERE {chosen}").pl()
    connection.register(name, correct(table, rows, corrections))
    return f"(SELECT * FROM {ddl.name(table.name)} WHERE NOT ({chosen}) UNION ALL BY NAME SELECT * FROM {name})"


def published(table: Table, source: str, redactions: Sequence[dict[str, Any]], include_text: bool) -> str:
    """Return a query of the rows as they are published: without article text, redacted texts blank."""
    blanks: dict[str, str] = {}
    if table.name == "articles" and not include_text:
        blanks["text"] = "NULL::VARCHAR"
    for redaction in redactions:
        if redaction["table"] == table.name:
            ids = ", ".join(map(ddl.literal, redaction["ids"]))
            for column in redaction["columns"]:
                value = blanks.get(column, ddl.name(column))
                empty = ddl.blank(ddl.sql_type(table[column].type), table[column].nullable)
                blanks[column] = f"CASE WHEN {ddl.name(table.key[0])} IN ({ids}) THEN {empty} ELSE {value} END"
    replaced = ", ".join(f"{value} AS {ddl.name(column)}" for column, value in blanks.items())
    return f"SELECT *{f' REPLACE ({replaced})' if replaced else ''} FROM {source}"
