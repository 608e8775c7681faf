"""SQL that makes a snapshot's folder a database: a view a table, with its meaning, and the questions people ask first."""

from __future__ import annotations

from pathlib import Path

from expectations.suites import PUBLISHED
from transforms.schema import Table
from warehouse import ddl

HEAD = """-- A snapshot of Sayso as views. From its folder:   duckdb -init views.sql
-- From any other:  duckdb -cmd "SET VARIABLE snapshot = '/path/to/snapshot'" -init views.sql
SET VARIABLE snapshot = coalesce(getvariable('snapshot'), '.');
SET TimeZone = 'UTC';
"""


def text() -> str:
    """Return ``views.sql`` as it lies in a snapshot."""
    questions = Path(__file__).with_name("views.sql").read_text(encoding="utf-8")
    return "\n".join([HEAD, *map(view, PUBLISHED.values()), questions])


def view(table: Table) -> str:
    """Return the view of one table's files."""
    depth = "*/" if table.month else ""
    files = f"getvariable('snapshot') || '/data/{table.name}/{depth}*.parquet'"
    meaning = ddl.literal(f"one row is {table.grain}")
    return (
        f"CREATE OR REPLACE VIEW {ddl.name(table.name)} AS SELECT * FROM read_parquet({files}, hive_partitioning = false);\n"
        f"COMMENT ON VIEW {ddl.name(table.name)} IS {meaning};"
    )
