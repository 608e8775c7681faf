"""The rules that follow from a table's declaration, and what a rule is.

A rule says three things once: the expectation that Great Expectations holds the table to, a query for the rows at fault,
and what follows when there are any. `warehouse.gate` runs them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

import polars as pl

from transforms.schema import SPAN, SPANS, Column, Table

Severity = Literal["critical", "row", "warning"]

MAX_TEXT = 2_000_000
"""Characters: no article is longer (a long report has some 200,000), so a span beyond is a slip of arithmetic."""
MIN_SHARE = 0.5
"""Of the previous snapshot's rows: a table that lost half of them was not published, it broke."""
MIN_ROWS = 20
"""Rows of the previous snapshot below which its size says nothing about the next."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that must hold of a table.

    ``critical``: a fault stops the publication. ``row``: rows at fault are quarantined, with what depends on them.
    ``warning``: faults are counted and published. ``faults`` selects the key of each row at fault (nothing, for a rule
    about the whole table) and its value as ``observed``.
    ``is_row_local``: whether a row is at fault depends on the row alone.
    ``needs`` names a relation without which the rule has nothing to say: ``previous_<table>``, ``article_text``.
    """

    name: str
    severity: Severity
    meaning: str
    faults: str
    needs: str | None = None
    expectation: str = "unexpected_rows_expectation"
    arguments: dict[str, Any] = field(default_factory=dict)
    is_row_local: bool = False

    def configuration(self) -> dict[str, Any]:
        """Return the rule as Great Expectations' own configuration."""
        table, _, _ = self.name.partition(".")
        faults = self.faults.replace("{", "{{").replace("}", "}}")  # it formats the query
        query = f"WITH {table} AS (SELECT * FROM {{batch}}) SELECT * FROM ({faults})"
        arguments = self.arguments or {"unexpected_rows_query": query, "description": self.meaning}
        severity = {"critical": "critical", "row": "warning", "warning": "info"}[self.severity]
        return {"type": self.expectation, "kwargs": arguments, "meta": {"rule": self.name}, "severity": severity}


def row_rule(table: Table, name: str, where: str, meaning: str, **more: Any) -> Rule:
    """Return a rule that rows of the table break where the condition ``where``, of their own columns alone, is true."""
    observed = more.pop("observed", "NULL")
    severity = more.pop("severity", "row")
    faults = f"SELECT {keys(table)}, {observed} AS observed FROM {table.name} WHERE {where}"
    return Rule(f"{table.name}.{name}", severity, meaning, faults, is_row_local=True, **more)


def keys(table: Table) -> str:
    """Return the key columns as SQL."""
    return ", ".join(f'"{key}"' for key in table.key)


def rules(table: Table, published: dict[str, Table]) -> list[Rule]:
    """Return the rules that the declaration of a table implies, given all the tables that are published with it."""
    found = [columns(table), unique(table), volume(table)]
    for column in table.columns:
        found += column_rules(table, column)
        if column.references in published:
            found.append(found_in(table, column, published[column.references]))
    return found


def columns(table: Table) -> Rule:
    """Return the rule that the columns are the declared ones, in order."""
    return Rule(
        f"{table.name}.columns",
        "critical",
        "the columns are the declared ones, in order",
        "SELECT 'columns differ' AS observed",
        expectation="expect_table_columns_to_match_ordered_list",
        arguments={"column_list": list(table.schema)},
    )


def unique(table: Table) -> Rule:
    """Return the rule that no two rows have one key."""
    single = len(table.key) == 1
    return Rule(
        f"{table.name}.key",
        "critical",
        "no two rows have one key",
        f"SELECT {keys(table)}, count(*) AS observed FROM {table.name} GROUP BY {keys(table)} HAVING count(*) > 1",
        expectation=f"expect_{'column_values' if single else 'compound_columns'}_to_be_unique",
        arguments={"column": table.key[0]} if single else {"column_list": list(table.key)},
    )


def volume(table: Table) -> Rule:
    """Return the rule that the table did not lose most of its rows since the previous snapshot."""
    counts = (
        f"SELECT (SELECT count(*) FROM {table.name}) AS observed, (SELECT count(*) FROM previous_{table.name}) AS held"
    )
    return Rule(
        f"{table.name}.volume",
        "critical",
        f"at least {MIN_SHARE:.0%} of the rows of the previous snapshot, where that had {MIN_ROWS} or more",
        f"SELECT * FROM ({counts}) WHERE held >= {MIN_ROWS} AND observed < held * {MIN_SHARE}",
        needs=f"previous_{table.name}",
    )


def column_rules(table: Table, column: Column) -> Iterator[Rule]:
    """Yield the rules about the values of one column."""
    name, quoted = column.name, f'"{column.name}"'
    if not column.nullable:
        yield row_rule(
            table,
            f"{name}.not_null",
            f"{quoted} IS NULL",
            f"{name} is never null",
            severity="critical" if name in table.key else "row",
            expectation="expect_column_values_to_not_be_null",
            arguments={"column": name},
        )
    allowed = ", ".join(f"'{code}'" for code in column.codes or ())
    if column.codes and isinstance(column.type, pl.List):
        yield row_rule(
            table,
            f"{name}.codes",
            f"len(list_filter({quoted}, lambda code: code IS NULL OR code NOT IN ({allowed}))) > 0",
            f"every element of {name} is one of its codes",
            observed=quoted,
        )
    elif column.codes:
        yield row_rule(
            table,
            f"{name}.codes",
            f"{quoted} NOT IN ({allowed})",
            f"{name} is one of its codes",
            observed=quoted,
            expectation="expect_column_values_to_be_in_set",
            arguments={"column": name, "value_set": list(column.codes)},
        )
    if column.minimum is not None or column.maximum is not None:
        low, high = column.minimum, column.maximum
        bounds = [f"{quoted} < {low}"] * (low is not None) + [f"{quoted} > {high}"] * (high is not None)
        yield row_rule(
            table,
            f"{name}.range",
            " OR ".join(bounds),
            f"{name} lies within its range",
            observed=quoted,
            expectation="expect_column_values_to_be_between",
            arguments={"column": name, "min_value": low, "max_value": high},
        )
    if column.type in (SPAN, SPANS):
        spans = quoted if column.type == SPANS else f"[{quoted}]"
        wrong = f"span.start IS NULL OR span.end IS NULL OR span.start < 0 OR span.end <= span.start OR span.end > {MAX_TEXT}"
        yield row_rule(
            table,
            f"{name}.span",
            f"{quoted} IS NOT NULL AND len(list_filter({spans}, lambda span: {wrong})) > 0",
            f"{name} starts at 0 or later and ends after it starts",
            observed=quoted,
        )


def found_in(table: Table, column: Column, target: Table) -> Rule:
    """Return the rule that a column holds keys of another table; of its own table, a missing one is only a warning."""
    quoted, key = f'"{column.name}"', f'"{target.key[0]}"'
    value = f"unnest({quoted})" if isinstance(column.type, pl.List) else quoted
    return Rule(
        f"{table.name}.{column.name}.found_in_{target.name}",
        "warning" if target is table else "row",
        f"{column.name} is found in {target.name}",
        f"SELECT * FROM (SELECT {keys(table)}, {value} AS observed FROM {table.name}) AS referring"
        f" WHERE observed IS NOT NULL AND observed NOT IN (SELECT {key} FROM {target.name})",
    )
