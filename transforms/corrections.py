"""Rows as they should have been: declared corrections, each with its guard, its reason and where that can be seen.

A correction names a row and a column, the value it must find there (the guard) and the value it sets. One that finds
no such row or another value is an error: the data moved under it, and somebody has to look.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

import polars as pl

from transforms.errors import SaysoError
from transforms.schema import Table, cast, frame
from transforms.tables import TABLES


class CorrectionError(SaysoError, ValueError):
    """A correction is ill declared or does not fit the data; the message names it."""


@dataclass(frozen=True, slots=True)
class Correction:
    """One declared correction; its fields are the columns of the table ``corrections``."""

    correction_id: str
    table_name: str
    row_id: str
    column_name: str
    was: Any
    becomes: Any
    reason: str
    evidence: str
    declared_date: date


@cache
def load_corrections() -> tuple[Correction, ...]:
    """Return the corrections declared in ``corrections.toml``."""
    return parse(resources.files("transforms").joinpath("corrections.toml").read_text(encoding="utf-8"))


def parse(toml: str) -> tuple[Correction, ...]:
    """Return the corrections of a TOML text; raise `CorrectionError` for an unknown or missing key, table or column."""
    known = {field.name for field in fields(Correction)} - {"correction_id"}
    needed = known - {"was", "becomes"}  # TOML has no null: an absent value is null
    found = []
    for name, entry in tomllib.loads(toml).items():
        given = entry.keys() if isinstance(entry, dict) else set()
        if not needed <= given <= known:
            raise CorrectionError(
                f"correction {name}: missing keys {sorted(needed - given)}, unknown keys {sorted(given - known)}"
            )
        correction = Correction(**({"was": None, "becomes": None} | entry | {"correction_id": name}))
        table = TABLES.get(correction.table_name)
        if table is None or not table.is_published or len(table.key) != 1:
            raise CorrectionError(f"correction {name}: no published table {correction.table_name} with ids")
        if correction.column_name not in table.schema or correction.column_name in table.key:
            raise CorrectionError(f"correction {name}: {table.name} has no column {correction.column_name} to correct")
        found.append(correction)
    return tuple(found)


def correct(table: Table, rows: pl.DataFrame, corrections: Sequence[Correction]) -> pl.DataFrame:
    """Return the rows with the corrections for their table applied; raise `CorrectionError` where a guard fails."""
    mine = [correction for correction in corrections if correction.table_name == table.name]
    if not mine:
        return rows
    changed = {row[table.key[0]]: row for row in rows.to_dicts()}
    for correction in mine:
        row = changed.get(correction.row_id)
        if row is None:
            raise CorrectionError(f"correction {correction.correction_id}: no row {correction.row_id} in {table.name}")
        found = row[correction.column_name]
        if found != correction.was:
            raise CorrectionError(
                f"correction {correction.correction_id}: {correction.column_name} of {correction.row_id} "
                f"is {found!r}, not {correction.was!r}"
            )
        row[correction.column_name] = correction.becomes
    return cast(table, pl.DataFrame(list(changed.values()), schema=table.schema, strict=False))


def as_frame(corrections: Sequence[Correction]) -> pl.DataFrame:
    """Return the corrections as rows of the table ``corrections``, values as JSON."""
    return frame(
        TABLES["corrections"],
        [
            {field.name: getattr(correction, field.name) for field in fields(Correction)}
            | {name: json.dumps(getattr(correction, name), default=str) for name in ("was", "becomes")}
            for correction in corrections
        ],
    )
