"""Hypothesis strategies: frames of any table, drawn from its declaration."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import polars as pl
from hypothesis import strategies as st

from transforms.schema import Column, Table, frame

WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=12)
SCALARS: dict[type[pl.DataType], st.SearchStrategy[Any]] = {
    pl.String: WORDS,
    pl.Boolean: st.booleans(),
    pl.Date: st.dates(date(1990, 1, 1), date(2030, 12, 31)),
    pl.Datetime: st.datetimes(datetime(1990, 1, 1), datetime(2030, 12, 31), timezones=st.just(UTC)),
    pl.Int32: st.integers(0, 10_000),
    pl.UInt32: st.integers(0, 2**32 - 1),
}


def values(column: Column) -> st.SearchStrategy[Any]:
    """Return the values that a column may hold: of its type, within its codes and range, null where it may be."""
    if column.codes and not isinstance(column.type, pl.List):
        drawn = st.sampled_from(column.codes)
    elif column.codes:
        drawn = st.lists(st.sampled_from(column.codes), max_size=3)
    elif isinstance(column.type, pl.Int64):
        drawn = st.integers(int(column.minimum or 0), int(10_000 if column.maximum is None else column.maximum))
    elif isinstance(column.type, pl.Float64):
        drawn = st.floats(column.minimum, column.maximum, allow_nan=False, allow_infinity=False)
    else:
        drawn = of_type(column.type)
    return st.none() | drawn if column.nullable else drawn


def of_type(given: Any) -> st.SearchStrategy[Any]:
    """Return any values of a Polars type; a span ends after it starts."""
    if isinstance(given, pl.List):
        return st.lists(of_type(given.inner), max_size=3)
    if isinstance(given, pl.Struct):
        names = [field.name for field in given.fields]
        if names == ["start", "end"]:
            return st.builds(lambda start, length: {"start": start, "end": start + length}, *_spans())
        return st.fixed_dictionaries({field.name: of_type(field.dtype) for field in given.fields})
    if isinstance(given, pl.Int64):
        return st.integers(0, 10_000)
    return SCALARS[type(given)]


def _spans() -> tuple[st.SearchStrategy[int], st.SearchStrategy[int]]:
    return st.integers(0, 5_000), st.integers(1, 500)


def frames(table: Table, max_rows: int = 5) -> st.SearchStrategy[pl.DataFrame]:
    """Return frames of a table, no key in them twice."""
    rows = st.fixed_dictionaries({column.name: values(column) for column in table.columns})
    unique = st.lists(rows, max_size=max_rows, unique_by=lambda row: tuple(row[key] for key in table.key))
    return unique.map(lambda drawn: frame(table, drawn))
