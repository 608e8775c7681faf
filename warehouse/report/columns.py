"""A frame as columns of JSON values, each distinct text or list once, small enough for a page to carry by the thousand."""

from __future__ import annotations

from typing import Any

import polars as pl

LONGEST = 1_500
"""Characters of one text that a page shows; three printed paragraphs, more than any quotation needs to be judged."""


def columns(given: pl.DataFrame) -> dict[str, Any]:
    """Return ``rows`` and ``columns`` of a frame: by name either its values, or ``of`` (distinct values) and ``at`` (which).

    Days count from 1970-01-01, times are minutes since then in UTC, flags are 0 or 1, a null is null or -1.
    """
    return {"rows": given.height, "columns": {column.name: _column(column) for column in given}}


def _column(given: pl.Series) -> Any:
    kind = given.dtype
    if isinstance(kind, pl.String):
        return _distinct(given)
    if isinstance(kind, pl.List):
        # Lists are told apart by how they are written, which is far quicker than to compare them.
        values = given.to_list()
        written = pl.Series([None if value is None else str(value) for value in values], dtype=pl.String)
        known = dict(zip(written, values, strict=True))
        found = _distinct(written)
        return found | {"of": [_cut(known[text]) for text in found["of"]]}
    if isinstance(kind, pl.Date):
        return given.cast(pl.Int32).to_list()
    if isinstance(kind, pl.Datetime):
        return (given.dt.epoch("s") // 60).to_list()
    if isinstance(kind, pl.Boolean):
        return given.cast(pl.Int8).to_list()
    return (given.round(4) if kind.is_float() else given).to_list()


def _distinct(given: pl.Series) -> dict[str, Any]:
    """Return the distinct texts of a column in order, and which of them each row has."""
    of = given.drop_nulls().unique().sort()
    return {
        "of": _cut(of.to_list()),
        "at": given.cast(pl.Enum(of)).to_physical().cast(pl.Int32).fill_null(-1).to_list(),
    }


def _cut(value: Any) -> Any:
    """Return a text, or the texts of a list, no longer than a page shows."""
    if isinstance(value, list):
        return [_cut(part) for part in value]
    return value[: LONGEST - 1] + "…" if isinstance(value, str) and len(value) > LONGEST else value
