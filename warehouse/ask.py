"""The answer to a query over one snapshot: read-only, in memory, with nobody's run in the way."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb

from transforms.errors import SaysoError
from warehouse import manifest
from warehouse.database import connect
from warehouse.ddl import literal

READING = {
    duckdb.StatementType.SELECT,
    duckdb.StatementType.EXPLAIN,
}


class QueryError(SaysoError, ValueError):
    """A query that DuckDB refuses, or that would do more than read."""


def ask(snapshot: Path, query: str) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Return column names and rows of a query over the snapshot's tables and views.

    Only reading statements are run, one or several; the last one answers. Files outside the snapshot stay closed.
    """
    with connect() as connection:
        connection.execute(f"SET VARIABLE snapshot = {literal(snapshot.resolve())}")
        with manifest.reading(snapshot):
            connection.execute((snapshot / "views.sql").read_text("utf-8"))
        connection.execute(f"SET allowed_directories = [{literal(snapshot.resolve())}]")
        connection.execute("SET enable_external_access = false")
        try:
            statements = duckdb.extract_statements(query)
            for statement in statements:
                if statement.type not in READING:
                    raise QueryError(
                        f"a snapshot is only read; this is {statement.type.name}: {statement.query.strip()}"
                    )
                with manifest.reading(snapshot):
                    connection.execute(statement)
            if not statements:
                raise QueryError("the query is empty")
            with manifest.reading(snapshot):
                return [column[0] for column in connection.description or []], connection.fetchall()
        except duckdb.Error as error:
            raise QueryError(str(error)) from error
