"""What a table is: its grain, its columns with type, unit and meaning, its key; and the strict cast of a frame to it.

A table is declared once, in `transforms.tables`, and projected from there: to the Polars schema and cast (here), DuckDB DDL
and the Markdown dictionary (`warehouse.generate`), Great Expectations suites (`expectations.contract`), Parquet metadata and
the data package (`warehouse.manifest`), hypothesis strategies (`tests.strategies`). Nothing about a column is said twice.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import polars as pl

from transforms.errors import SaysoError

ID = pl.String()
TEXT = pl.String()
CODE = pl.String()
COUNT = pl.Int64()
NUMBER = pl.Float64()
FLAG = pl.Boolean()
DATE = pl.Date()
MOMENT = pl.Datetime("us", "UTC")
CODES = pl.List(pl.String())
TEXTS = pl.List(pl.String())
SPAN = pl.Struct({"start": pl.Int32(), "end": pl.Int32()})
SPANS = pl.List(SPAN)


class SchemaError(SaysoError, ValueError):
    """A frame does not fit its table; the message names table, column and reason."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: what a reader must know to use it, and what a check can hold it to.

    ``codes`` closes the list of values (of the elements, in a list column); ``minimum`` and ``maximum`` are inclusive;
    ``references`` names the table whose key the values (the elements of a list) are found in; ``since`` is the schema
    version that brought it.
    """

    name: str
    type: pl.DataType
    description: str
    unit: str | None = None
    nullable: bool = False
    codes: tuple[str, ...] | None = None
    minimum: float | None = None
    maximum: float | None = None
    references: str | None = None
    since: str = "1.0"


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its name is also its module's, its suite's and its folder's in a snapshot.

    ``month`` names the date or time column by whose month a snapshot is partitioned; ``is_published`` is false for what
    the line keeps for itself.
    """

    name: str
    grain: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    month: str | None = None
    is_published: bool = True
    schema: pl.Schema = field(init=False, compare=False)

    def __post_init__(self) -> None:
        """Refuse a declaration that contradicts itself."""
        names = [column.name for column in self.columns]
        wrong = [name for name in (*self.key, *([self.month] if self.month else [])) if name not in names]
        if wrong or len(set(names)) != len(names):
            raise SchemaError(f"{self.name}: key, month or columns do not agree: {wrong or names}")
        object.__setattr__(self, "schema", pl.Schema({column.name: column.type for column in self.columns}))

    def __getitem__(self, name: str) -> Column:
        """Return the column of that name."""
        return next(column for column in self.columns if column.name == name)


def frame(table: Table, rows: list[dict[str, Any]]) -> pl.DataFrame:
    """Build a frame of the table from rows; a column that a row lacks is null, one that the table lacks is refused."""
    known = table.schema.keys()
    for row in rows:
        if not row.keys() <= known:
            raise SchemaError(f"{table.name}: unknown columns {sorted(row.keys() - known)}")
    return cast(table, pl.DataFrame(rows, schema=table.schema, strict=True))


def cast(table: Table, given: pl.DataFrame) -> pl.DataFrame:
    """Return the frame with exactly the table's columns, in order and type; raise `SchemaError` where it cannot.

    Holds what must never be wrong in memory: names, types, no null where none may be, one row a key. Everything that
    depends on values is for the checks before publication, which can name the rows at fault.
    """
    missing = [name for name in table.schema if name not in given.columns]
    unknown = [name for name in given.columns if name not in table.schema]
    if missing or unknown:
        raise SchemaError(f"{table.name}: missing columns {missing}, unknown columns {unknown}")
    try:
        out = given.select(table.schema.keys()).cast(table.schema, strict=True)
    except pl.exceptions.PolarsError as error:
        raise SchemaError(f"{table.name}: {error}") from error
    for column in table.columns:
        if not column.nullable and out[column.name].null_count():
            raise SchemaError(f"{table.name}: null in {column.name}, which is never null")
    if out.select(pl.struct(table.key).is_duplicated().any()).item():
        raise SchemaError(f"{table.name}: two rows with one key {table.key}")
    return out
