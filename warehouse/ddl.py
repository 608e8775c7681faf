"""SQL text of a table declaration: names, DuckDB types, `CREATE TABLE` with comments, the order of its rows."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from transforms.schema import Column, Table

SCALARS: dict[type[pl.DataType], str] = {
    pl.String: "VARCHAR",
    pl.Int64: "BIGINT",
    pl.Int32: "INTEGER",
    pl.UInt32: "UINTEGER",
    pl.Float64: "DOUBLE",
    pl.Boolean: "BOOLEAN",
    pl.Date: "DATE",
    pl.Datetime: "TIMESTAMPTZ",
}


def name(word: str) -> str:
    """Return the word as a quoted SQL identifier."""
    return '"' + word.replace('"', '""') + '"'


def names(words: tuple[str, ...] | list[str], of: str | None = None) -> str:
    """Return the words as quoted SQL identifiers with commas between, each prefixed by the alias ``of``."""
    return ", ".join(f"{of}.{name(word)}" if of else name(word) for word in words)


def literal(text: object) -> str:
    """Return a text or path as a quoted SQL literal."""
    return "'" + str(text).replace("'", "''") + "'"


def sql_type(given: pl.DataType) -> str:
    """Return the DuckDB type of a Polars type; raise `TypeError` for one that no table uses."""
    if isinstance(given, pl.List):
        return sql_type(given.inner) + "[]"  # type: ignore[arg-type]
    if isinstance(given, pl.Struct):
        fields = ", ".join(f"{name(field.name)} {sql_type(field.dtype)}" for field in given.fields)  # type: ignore[arg-type]
        return f"STRUCT({fields})"
    try:
        return SCALARS[type(given)]
    except KeyError:
        raise TypeError(f"no DuckDB type is declared for {given}") from None


def blank(kind: str, nullable: bool) -> str:
    """Return what stands where a text was redacted: null, or nothing where null may not stand."""
    return f"{'NULL' if nullable else '[]' if kind.endswith('[]') else repr('')}::{kind}"


def meaning(column: Column) -> str:
    """Return the description of a column with its unit, codes, range and reference."""
    parts = [column.description]
    if column.unit:
        parts.append(f"unit {column.unit}")
    if column.codes:
        parts.append("one of " + ", ".join(column.codes))
    if column.minimum is not None or column.maximum is not None:
        low = "" if column.minimum is None else f"{column.minimum:g}"
        parts.append(f"range {low}..{'' if column.maximum is None else f'{column.maximum:g}'}")
    if column.references:
        parts.append(f"found in {column.references}")
    return "; ".join(parts)


def create(table: Table) -> str:
    """Return the statements that make the table and say what it and its columns mean."""
    lines = [
        f"    {name(column.name)} {sql_type(column.type)}{'' if column.nullable else ' NOT NULL'}"
        for column in table.columns
    ]
    lines.append(f"    PRIMARY KEY ({names(table.key)})")
    comments = [f"COMMENT ON TABLE {name(table.name)} IS {literal(f'one row is {table.grain}')};"]
    comments += [
        f"COMMENT ON COLUMN {name(table.name)}.{name(column.name)} IS {literal(meaning(column))};"
        for column in table.columns
    ]
    body = ",\n".join(lines)
    return "\n".join([f"CREATE TABLE {name(table.name)} (\n{body}\n);", *comments])


def row_id(key: Sequence[str]) -> str:
    """Return SQL for the key of a row as one text, its parts joined by ``/``."""
    return f"concat_ws('/', {', '.join(f'{name(part)}::VARCHAR' for part in key)})"


def order(table: Table) -> tuple[str, ...]:
    """Return the columns by which published rows are sorted: month column, references, key.

    The key alone would make the order certain, but keys are digests: sorted by them alone, rows of one day and of one
    article lie scattered, which costs space and keeps readers from skipping row groups.
    """
    references = [column.name for column in table.columns if column.references and not isinstance(column.type, pl.List)]
    return tuple(dict.fromkeys([*([table.month] if table.month else []), *references, *table.key]))
