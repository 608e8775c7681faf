"""What changed between two snapshots, row by row: in SQL over the files that differ, never over those that are shared."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb
import polars as pl

from transforms.changes import WITNESSES
from transforms.schema import Table
from warehouse import ddl, parquet


@dataclass(frozen=True, slots=True)
class Sides:
    """The files of one table that may differ between two snapshots, on each side; a side may be empty."""

    before: tuple[Path, ...]
    after: tuple[Path, ...]


def sides(before: dict[str, str], after: dict[str, str], previous: Path | None, current: Path) -> Sides:
    """Return the files that differ, given the content digests by path of both sides."""
    return Sides(
        tuple(previous / path for path, held in before.items() if after.get(path) != held) if previous else (),
        tuple(current / path for path, held in after.items() if before.get(path) != held),
    )


def relation(connection: duckdb.DuckDBPyConnection, table: Table, paths: tuple[Path, ...]) -> str:
    """Return the files as a relation with the table's columns; one that older files lack is null."""
    if not paths:
        columns = [f"NULL::{ddl.sql_type(column.type)} AS {ddl.name(column.name)}" for column in table.columns]
        return f"(SELECT {', '.join(columns)} LIMIT 0)"
    source = parquet.relation(paths)
    held = set(connection.sql(f"SELECT * FROM {source} LIMIT 0").columns)
    columns = [
        ddl.name(column.name)
        if column.name in held
        else f"NULL::{ddl.sql_type(column.type)} AS {ddl.name(column.name)}"
        for column in table.columns
    ]
    return f"(SELECT {', '.join(columns)} FROM {source})"


def query(connection: duckdb.DuckDBPyConnection, table: Table, given: Sides) -> str:
    """Return a query for the changes of a table: key, row_id, op, changed_columns, references and witnesses."""
    before, after = relation(connection, table, given.before), relation(connection, table, given.after)
    others = [column.name for column in table.columns if column.name not in table.key]
    differs = ", ".join(
        f"CASE WHEN old.{ddl.name(name)} IS DISTINCT FROM new.{ddl.name(name)} THEN {ddl.literal(name)} END"
        for name in others
    )
    targets = dict.fromkeys(
        str(column.references) for column in table.columns if column.references and column.references != table.name
    )
    selected = [f"coalesce(new.{ddl.name(key)}, old.{ddl.name(key)}) AS {ddl.name(key)}" for key in table.key]
    selected += [f"{_named(table, target)} AS {ddl.name(f'to_{target}')}" for target in targets]
    selected += [
        f"CASE WHEN new.is_there THEN new.{ddl.name(name)} ELSE old.{ddl.name(name)} END AS {ddl.name(name)}"
        for name in WITNESSES.get(table.name, ())
    ]
    return f"""
        SELECT {ddl.row_id(table)} AS row_id, * FROM (
          SELECT {", ".join(selected)},
            CASE WHEN old.is_there IS NULL THEN 'insert' WHEN new.is_there IS NULL THEN 'delete' ELSE 'update' END AS op,
            CASE WHEN old.is_there AND new.is_there THEN list_filter([{differs}]::VARCHAR[], lambda name: name IS NOT NULL)
                 ELSE []::VARCHAR[] END AS changed_columns
          FROM (SELECT *, true AS is_there FROM {before}) AS old
          FULL JOIN (SELECT *, true AS is_there FROM {after}) AS new
            ON {" AND ".join(f"old.{ddl.name(key)} = new.{ddl.name(key)}" for key in table.key)})
        WHERE op <> 'update' OR len(changed_columns) > 0"""


def _named(table: Table, target: str) -> str:
    """Return SQL for the list of ids of another table that a row named before or names now."""
    parts = []
    for column in table.columns:
        if column.references == target:
            for side in ("old", "new"):
                value = f"{side}.{ddl.name(column.name)}"
                parts.append(f"coalesce({value}, [])" if isinstance(column.type, pl.List) else f"[{value}]")
    return f"list_distinct(flatten([{', '.join(parts)}]))"
