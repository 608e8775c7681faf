"""Whoever reads a snapshot is not disturbed by those that are published meanwhile."""

from __future__ import annotations

import threading
from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest

from tests.rows import NOON, fill, ledger, rows
from warehouse import snapshot
from warehouse.gate import Verdict
from warehouse.snapshot import Versions, latest, publish, verify

PUBLICATIONS = 50


def number(home: Path, value: int) -> None:
    """Publish a snapshot in two of whose tables stands the number."""
    outlet = {"outlet": "herald", "min_articles_per_day": value}
    day = {"outlet": "herald", "day_date": NOON.date(), "found_count": value}
    fill(home, {"sources": rows("sources", outlet), "coverage": rows("coverage", day)})
    publish(home, now=NOON + timedelta(minutes=value), run_id="run", versions=Versions("1.0", "m1", "c1", "x1"))


def numbers(path: Path) -> tuple[int, int]:
    """Return the number as it stands in both tables."""
    sources, coverage = (pl.read_parquet(path / "data" / name) for name in ("sources", "coverage"))
    return sources["min_articles_per_day"].item(), coverage["found_count"].item()


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_fifty_publications_under_slow_and_quick_readers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshot, "audit", lambda stage, previous: Verdict(()))
    fill(tmp_path, ledger("a1"))
    number(tmp_path, 0)
    first = latest(tmp_path)
    slow: set[tuple[int, int]] = set()
    quick: set[tuple[int, int]] = set()
    done = threading.Event()

    def read() -> None:
        while not done.wait(0.05):
            slow.add(numbers(first))
            quick.add(numbers(latest(tmp_path)))

    reader = threading.Thread(target=read)
    reader.start()
    try:
        for value in range(1, PUBLICATIONS + 1):
            number(tmp_path, value)
    finally:
        done.set()
        reader.join()

    assert slow == {(0, 0)}
    assert len(quick) > 2
    assert all(one == other for one, other in quick)
    assert numbers(latest(tmp_path)) == (PUBLICATIONS, PUBLICATIONS)
    assert verify(first) == verify(latest(tmp_path)) == []
