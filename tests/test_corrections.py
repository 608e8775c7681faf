"""A correction sets what it names, guards against data that moved, and shows in what is published."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest

from tests.rows import NOON, fill, ledger
from transforms.corrections import CorrectionError, as_frame, correct, load_corrections, parse
from transforms.tables import TABLES
from warehouse import snapshot
from warehouse.gate import Verdict
from warehouse.snapshot import Published, Versions, publish

ENTRY = """
[qala-is-a-village]
table_name = "mentions"
row_id = "m-a1"
column_name = "place_name"
becomes = "Qala"
reason = "the name was read as a word"
evidence = "second sentence"
declared_date = 2026-03-06
"""


def test_a_correction_sets_its_value() -> None:
    mentions = ledger("a1", "a2")["mentions"]
    got = correct(TABLES["mentions"], mentions, parse(ENTRY))
    assert got["place_name"].to_list() == ["Qala", None]
    assert got.drop("place_name").equals(mentions.drop("place_name"))


def test_values_keep_their_type() -> None:
    dated = ENTRY.replace("place_name", "date_start").replace(
        'becomes = "Qala"', "was = 2026-03-05\nbecomes = 2026-03-04"
    )
    got = correct(TABLES["mentions"], ledger("a1")["mentions"], parse(dated))
    assert got["date_start"].to_list() == [date(2026, 3, 4)]


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        (ENTRY.replace('row_id = "m-a1"', 'row_id = "m-a9"'), "no row m-a9 in mentions"),
        (ENTRY + 'was = "Tower"', "place_name of m-a1 is None, not 'Tower'"),
    ],
)
def test_a_correction_that_finds_other_data_is_an_error(entry: str, reason: str) -> None:
    with pytest.raises(CorrectionError, match=reason):
        correct(TABLES["mentions"], ledger("a1")["mentions"], parse(entry))


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        (ENTRY + 'colour = "red"', r"unknown keys \['colour'\]"),
        (ENTRY.replace('reason = "the name was read as a word"', ""), r"missing keys \['reason'\]"),
        (ENTRY.replace('"mentions"', '"pages"'), "no published table pages"),
        (ENTRY.replace('"place_name"', '"place_nam"'), "no column place_nam"),
        (ENTRY.replace('"place_name"', '"mention_id"'), "no column mention_id to correct"),
        ("qala = 1", "missing keys"),
    ],
)
def test_an_ill_declared_correction_is_refused(entry: str, reason: str) -> None:
    with pytest.raises(CorrectionError, match=reason):
        parse(entry)


def test_declared_corrections_are_well_formed() -> None:
    assert as_frame(load_corrections()).schema == TABLES["corrections"].schema


@pytest.mark.slow
def test_corrections_are_published_as_the_cause_of_change(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshot, "audit", lambda stage, previous: Verdict(()))
    versions = Versions("1.0", "m1", "c1", "x1")
    fill(tmp_path, ledger("a1"))
    publish(tmp_path, now=NOON, run_id="run", versions=versions, corrections=())
    done = publish(tmp_path, now=NOON + timedelta(days=1), run_id="run", versions=versions, corrections=parse(ENTRY))
    assert isinstance(done, Published)
    assert done.changes.rows() == [("corrections", "insert", "correction", 1), ("mentions", "update", "correction", 1)]
    changes = pl.read_parquet(done.path / "changes/mentions.parquet")
    assert changes.rows() == [("m-a1", "update", "correction", ["place_name"])]

    dropped = publish(tmp_path, now=NOON + timedelta(days=2), run_id="run", versions=versions, corrections=())
    assert isinstance(dropped, Published)
    assert ("mentions", "update", "correction", 1) in dropped.changes.rows()

    lost = parse(ENTRY.replace("m-a1", "m-a9"))
    with pytest.raises(CorrectionError, match="no row m-a9"):
        publish(tmp_path, now=NOON + timedelta(days=3), run_id="run", versions=versions, corrections=lost)
    assert snapshot.latest(tmp_path) == dropped.path
