"""A stage without its rows at fault, without what rests on them, and the rows that were set aside with the rule each broke.

A row that refers to a row at fault by a column of its own (a mention to its statement) goes with it. From a list (an
event's mentions) only the element is taken: a list that is thereby emptied is a fault by its own rule at the next audit.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import duckdb
import polars as pl

from expectations.suites import PUBLISHED
from transforms.schema import Column, Table, frame
from transforms.tables import TABLES
from warehouse import ddl, parquet
from warehouse.gate import Fault


def set_aside(connection: duckdb.DuckDBPyConnection, stage: Path, faults: list[Fault]) -> list[Fault]:
    """Rewrite the stage without the rows at fault and those that rest on them; return all that were removed."""
    removed = list(faults)
    bad: dict[str, set[str]] = {}
    for fault in faults:
        bad.setdefault(fault.table, set()).add(fault.row_id)
    while found := [fault for table in PUBLISHED.values() for fault in _dependants(connection, stage, table, bad)]:
        for fault in found:
            bad.setdefault(fault.table, set()).add(fault.row_id)
        removed += found
    for table in PUBLISHED.values():
        _rewrite(connection, stage, table, bad)
    return removed


def as_frame(faults: list[Fault], now: datetime) -> pl.DataFrame:
    """Return the faults as rows of the table ``quarantine``."""
    rows = {
        (fault.table, fault.row_id, fault.rule): {
            "table_name": fault.table,
            "row_id": fault.row_id,
            "rule": fault.rule,
            "observed": fault.observed,
            "quarantined_at": now,
        }
        for fault in faults
    }
    return frame(TABLES["quarantine"], list(rows.values()))


def _references(table: Table, bad: dict[str, set[str]], *, lists: bool) -> list[Column]:
    """Return the columns that refer to another table with rows at fault."""
    return [
        column
        for column in table.columns
        if column.references in bad and column.references != table.name and isinstance(column.type, pl.List) == lists
    ]


def _dependants(
    connection: duckdb.DuckDBPyConnection, stage: Path, table: Table, bad: dict[str, set[str]]
) -> list[Fault]:
    """Return the rows, not yet at fault, that refer to a row at fault by a column of their own."""
    found: dict[str, Fault] = {}
    source = parquet.relation(parquet.files(stage, table.name))
    for column in _references(table, bad, lists=False):
        target = str(column.references)
        rule = f"{table.name}.{column.name}.rests_on_{target}"
        rows = connection.execute(
            f"SELECT {ddl.row_id(table.key)}, {ddl.name(column.name)} FROM {source} WHERE list_contains(?, {ddl.name(column.name)})",
            [sorted(bad[target])],
        ).fetchall()
        for row_id, observed in rows:
            if row_id not in bad.get(table.name, ()):
                found[row_id] = Fault(table.name, row_id, rule, observed)
    return list(found.values())


def _rewrite(connection: duckdb.DuckDBPyConnection, stage: Path, table: Table, bad: dict[str, set[str]]) -> None:
    """Write the files of a table again without the rows at fault and without references to any in its lists."""
    lists = _references(table, bad, lists=True)
    if table.name not in bad and not lists:
        return
    connection.register("bad", _pairs(bad))
    of_table = f"SELECT row_id FROM bad WHERE table_name = {ddl.literal(table.name)}"
    for path in parquet.files(stage, table.name):
        rows = f"(SELECT * FROM {parquet.relation([path])} WHERE {ddl.row_id(table.key)} NOT IN ({of_table}))"
        for column in lists:
            rows = _without(rows, table, column)
        parquet.write_file(connection, table, f"FROM {rows}", path.with_suffix(".new"))
        path.with_suffix(".new").replace(path)
    connection.unregister("bad")


def _without(rows: str, table: Table, column: Column) -> str:
    """Return rows whose list ``column`` has lost the ids at fault."""
    key, name = ddl.name(table.key[0]), ddl.name(column.name)
    return f"""(
        SELECT * EXCLUDE (lost) REPLACE (
          CASE WHEN lost IS NULL THEN {name} ELSE list_filter({name}, lambda id: NOT list_contains(lost, id)) END AS {name})
        FROM {rows} LEFT JOIN (
          SELECT {key}, list(row_id) AS lost FROM (SELECT {key}, unnest({name}) AS row_id FROM {rows})
          JOIN bad USING (row_id) WHERE table_name = {ddl.literal(column.references)} GROUP BY ALL) USING ({key}))"""


def _pairs(bad: dict[str, set[str]]) -> pl.DataFrame:
    """Return rows at fault as a frame of table_name and row_id."""
    pairs = [(table, row_id) for table, ids in bad.items() for row_id in sorted(ids)]
    return pl.DataFrame(pairs, schema={"table_name": pl.String, "row_id": pl.String}, orient="row")
