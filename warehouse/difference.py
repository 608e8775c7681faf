"""What changed between two snapshots, row by row: in SQL over the files that differ, never over those that are shared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import duckdb
import polars as pl

from transforms.changes import WITNESSES
from transforms.schema import Table
from warehouse import ddl, manifest, parquet
from warehouse.database import connect
from warehouse.shelf import SnapshotError


@dataclass(frozen=True, slots=True)
class Shape:
    """Of a table what is needed to compare its rows, taken from a declaration or from the manifest of any schema version.

    ``columns`` gives SQL types, ``references`` the table that each referring column refers to.
    """

    name: str
    key: tuple[str, ...]
    columns: dict[str, str]
    references: dict[str, str]

    @classmethod
    def declared(cls, table: Table) -> Self:
        """Return the shape of a declared table."""
        return cls.told(table.name, manifest.describe_table(table))

    @classmethod
    def told(cls, name: str, table: dict[str, Any]) -> Self:
        """Return the shape of a table as a manifest tells it."""
        return cls(
            name,
            tuple(table["key"]),
            {column["name"]: column["type"] for column in table["columns"]},
            {
                column["name"]: column["references"]
                for column in table["columns"]
                if column["references"] and column["references"] != name
            },
        )

    def relation(self, connection: duckdb.DuckDBPyConnection, paths: Sequence[Path]) -> str:
        """Return files of the table as a relation with its columns; one that older files lack is null."""
        held: set[str] = set()
        source = ""
        if paths:
            source = f" FROM {parquet.relation(paths)}"
            held = set(connection.sql(f"SELECT *{source} LIMIT 0").columns)
        columns = ", ".join(
            ddl.name(name) if name in held else f"NULL::{kind} AS {ddl.name(name)}"
            for name, kind in self.columns.items()
        )
        return f"(SELECT {columns}{source}{'' if paths else ' LIMIT 0'})"


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


def query(connection: duckdb.DuckDBPyConnection, shape: Shape, given: Sides) -> str:
    """Return a query for the changes of a table: row_id, key, references, witnesses, op, changed_columns.

    References come as ``to_<table>``, the ids that a row named before or names now.
    """
    others = [name for name in shape.columns if name not in shape.key]
    differs = ", ".join(
        f"CASE WHEN old.{ddl.name(name)} IS DISTINCT FROM new.{ddl.name(name)} THEN {ddl.literal(name)} END"
        for name in others
    )
    selected = [f"coalesce(new.{ddl.name(key)}, old.{ddl.name(key)}) AS {ddl.name(key)}" for key in shape.key]
    selected += [
        f"{_named(shape, target)} AS {ddl.name(f'to_{target}')}" for target in dict.fromkeys(shape.references.values())
    ]
    selected += [
        f"CASE WHEN new.is_there THEN new.{ddl.name(name)} ELSE old.{ddl.name(name)} END AS {ddl.name(name)}"
        for name in WITNESSES.get(shape.name, ())
    ]
    return f"""
        SELECT {ddl.row_id(shape.key)} AS row_id, * FROM (
          SELECT {", ".join(selected)},
            CASE WHEN old.is_there IS NULL THEN 'insert' WHEN new.is_there IS NULL THEN 'delete' ELSE 'update' END AS op,
            CASE WHEN old.is_there AND new.is_there
                 THEN list_filter([{differs}]::VARCHAR[], lambda name: name IS NOT NULL)
                 ELSE []::VARCHAR[] END AS changed_columns
          FROM (SELECT *, true AS is_there FROM {shape.relation(connection, given.before)}) AS old
          FULL JOIN (SELECT *, true AS is_there FROM {shape.relation(connection, given.after)}) AS new
            ON {" AND ".join(f"old.{ddl.name(key)} = new.{ddl.name(key)}" for key in shape.key)})
        WHERE op <> 'update' OR len(changed_columns) > 0"""


def _named(shape: Shape, target: str) -> str:
    """Return SQL for the list of ids of another table that a row named before or names now."""
    parts = []
    for name in (name for name, table in shape.references.items() if table == target):
        for side in ("old", "new"):
            value = f"{side}.{ddl.name(name)}"
            parts.append(f"coalesce({value}, [])" if shape.columns[name].endswith("[]") else f"[{value}]")
    return f"list_distinct(flatten([{', '.join(parts)}]))"


def diff(a: Path, b: Path, into: Path | None = None) -> pl.DataFrame:
    """Return how the rows of snapshot ``b`` differ from those of ``a``: table_name, op, row_count, changed_columns.

    ``changed_columns`` lists the columns that changed in any row updated. With ``into``, a folder to be made, each
    table's changed rows (key, op, changed_columns) are written there as Parquet.
    """
    before, after = manifest.read(a), manifest.read(b)
    if into is not None:
        if into.exists():
            raise SnapshotError(f"{into} exists already: name a folder to be made")
        into.mkdir(parents=True)
    parts = []
    with connect() as connection, manifest.reading(a, b):
        for name in before["tables"] | after["tables"]:
            old, new = (body["tables"].get(name) for body in (before, after))
            shape = Shape.told(name, new or old)
            given = sides(manifest.content(before, name), manifest.content(after, name), a, b)
            keys = ddl.names(list(shape.key))
            connection.execute(
                f"CREATE TEMP TABLE changed AS SELECT {keys}, op, changed_columns FROM ({query(connection, shape, given)})"
            )
            if into is not None:
                connection.execute(
                    f"COPY (FROM changed ORDER BY {keys}) TO {ddl.literal(into / f'{name}.parquet')} (FORMAT parquet)"
                )
            parts.append(
                connection.sql(
                    f"""SELECT {ddl.literal(name)} AS table_name, op, count(*) AS row_count,
                               list_sort(list_distinct(flatten(list(changed_columns)))) AS changed_columns
                        FROM changed GROUP BY op"""
                ).pl()
            )
            connection.execute("DROP TABLE changed")
    return pl.concat(parts).sort("table_name", "op")
