"""SQL that makes a snapshot's folder a database: a view a table, with its meaning, and the questions people ask first."""

from __future__ import annotations

from pathlib import Path

from expectations.suites import PUBLISHED
from transforms.schema import Table
from warehouse import ddl, shelf

HEAD = """-- A snapshot of Sayso as views. From its folder:   duckdb -init views.sql
-- From any other:  duckdb -cmd "SET VARIABLE snapshot = '/path/to/snapshot'" -init views.sql
SET VARIABLE snapshot = coalesce(getvariable('snapshot'), '.');
SET TimeZone = 'UTC';
"""


AS_OF = """-- Every kept snapshot of Sayso in one: a view <table>_as_of for each table, with the snapshot that each row stands in.
-- From this folder:  duckdb -init as_of.sql
-- From any other:    duckdb -cmd "SET VARIABLE snapshots = '/path/to/snapshots'" -init as_of.sql
-- What was known of an event, and when:
--   SELECT snapshot, is_disputed, article_count FROM events_as_of WHERE event_id = '...' ORDER BY snapshot;
-- All that was known at a moment:
--   SELECT * FROM events_as_of WHERE snapshot = snapshot_as_of('2026-12-03 12:00:00Z');
SET VARIABLE snapshots = coalesce(getvariable('snapshots'), '.');
SET TimeZone = 'UTC';
"""


def write_as_of(home: Path) -> None:
    """Write ``as_of.sql`` beside the kept snapshots, replacing the one before in one step."""
    here = {folder.name for folder in shelf.kept(home)}
    published = {str(run["snapshot"]): str(run["at"]) for run in shelf.index(home) if run["snapshot"] in here}
    if published:
        beside = shelf.shelf(home) / ".as_of.sql.new"
        beside.write_text(as_of(published), encoding="utf-8")
        beside.replace(shelf.shelf(home) / "as_of.sql")


def as_of(published: dict[str, str]) -> str:
    """Return ``as_of.sql`` over snapshots, given as name and time of publication."""
    names = ", ".join(f"({ddl.literal(name)}, TIMESTAMPTZ {ddl.literal(at)})" for name, at in published.items())
    parts = [
        AS_OF,
        f"CREATE OR REPLACE VIEW snapshots AS FROM (VALUES {names}) AS kept(snapshot, published_at);",
        "CREATE OR REPLACE MACRO snapshot_as_of(moment) AS "
        "(SELECT max(snapshot) FROM snapshots WHERE published_at <= moment::TIMESTAMPTZ);",
    ]
    for table in PUBLISHED.values():
        held = " UNION ALL BY NAME ".join(
            f"SELECT {ddl.literal(name)} AS snapshot, * FROM {_files(table, 'snapshots', f'/{name}')}"
            for name in published
        )
        parts.append(f"CREATE OR REPLACE VIEW {ddl.name(f'{table.name}_as_of')} AS {held};")
    return "\n".join(parts) + "\n"


def text() -> str:
    """Return ``views.sql`` as it lies in a snapshot."""
    return "\n".join([HEAD, *map(view, PUBLISHED.values()), questions()])


def questions() -> str:
    """Return the views that answer the questions people ask first, over tables of whatever origin."""
    return Path(__file__).with_name("views.sql").read_text(encoding="utf-8")


def view(table: Table) -> str:
    """Return the view of one table's files."""
    return (
        f"CREATE OR REPLACE VIEW {ddl.name(table.name)} AS SELECT * FROM {_files(table, 'snapshot', '')};\n"
        f"COMMENT ON VIEW {ddl.name(table.name)} IS {ddl.literal(f'one row is {table.grain}')};"
    )


def _files(table: Table, variable: str, below: str) -> str:
    """Return SQL for the files of a table in the folder that a variable names."""
    depth = "*/" if table.month else ""
    place = f"getvariable('{variable}') || '{below}/data/{table.name}/{depth}*.parquet'"
    return f"read_parquet({place}, hive_partitioning = false)"
