"""Writes what is projected from the table declarations and committed: `schema.sql` and `DICTIONARY.md` beside this file.

Run ``python -m warehouse.generate`` after a change of `transforms.tables`; a test fails while the files are stale.
"""

from __future__ import annotations

from pathlib import Path

from transforms.schema import Table
from transforms.tables import SCHEMA_VERSION, TABLES
from warehouse import ddl

HERE = Path(__file__).parent


def schema_sql() -> str:
    """Return the DDL of every table, with comments."""
    head = f"-- Tables of Sayso, schema version {SCHEMA_VERSION}. Written by `python -m warehouse.generate`.\n"
    return "\n\n".join([head.rstrip(), *map(ddl.create, TABLES.values())]) + "\n"


def dictionary() -> str:
    """Return the data dictionary in Markdown: of each table its grain, key and columns."""
    head = (
        f"# Data dictionary, schema version {SCHEMA_VERSION}\n\n"
        "Written by `python -m warehouse.generate` from the declarations in `transforms/tables`.\n"
    )
    return "\n".join([head, *map(describe, TABLES.values())])


def describe(table: Table) -> str:
    """Return one table's part of the dictionary."""
    lines = [f"## {table.name}", "", f"One row is {table.grain}. Key: {', '.join(f'`{key}`' for key in table.key)}."]
    lines.append(
        f"Published{f', in folders by the month of `{table.month}`' if table.month else ''}."
        if table.is_published
        else "Not published."
    )
    lines += ["", "| column | type | null | meaning |", "|---|---|---|---|"]
    lines += [
        f"| `{column.name}` | {ddl.sql_type(column.type)} | {'yes' if column.nullable else ''} | {ddl.meaning(column)} |"
        for column in table.columns
    ]
    return "\n".join(lines) + "\n"


GENERATED = {"schema.sql": schema_sql, "DICTIONARY.md": dictionary}


def main() -> None:
    """Write the generated files."""
    for file, build in GENERATED.items():
        (HERE / file).write_text(build(), encoding="utf-8")


if __name__ == "__main__":
    main()
