"""Whoever reads a snapshot is not disturbed by those that are published meanwhile."""

from __future__ import annotations

import threading
from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest

from tests.rows import NOON, fill, ledger
from warehouse import snapshot
from warehouse.gate import Verdict
from warehouse.snapshot import Versions, latest, publish, verify

PUBLICATIONS = 50


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_fifty_publications_under_slow_and_quick_readers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshot, "audit", lambda stage, previous: Verdict(()))
    fill(tmp_path, ledger("a00"))
    versions = Versions("1.0", "m1", "c1", "x1")
    publish(tmp_path, now=NOON, run_id="run", versions=versions)
    first = latest(tmp_path)
    seen: list[int] = []
    wrong: list[str] = []
    done = threading.Event()

    def read(fixed: Path | None) -> None:
        while not done.is_set():
            path = fixed or latest(tmp_path)
            counts = {
                name: pl.read_parquet(path / "data" / name).height for name in ("statements", "mentions", "events")
            }
            if len(set(counts.values())) != 1 or (fixed and counts["events"] != 1):
                wrong.append(f"{path.name}: {counts}")
            seen.append(counts["events"])
            done.wait(0.05)

    readers = [threading.Thread(target=read, args=(fixed,)) for fixed in (first, None)]
    for reader in readers:
        reader.start()
    names = ["a00"]
    for number in range(1, PUBLICATIONS + 1):
        names.append(f"a{number:02}")
        fill(tmp_path, ledger(*names))
        publish(tmp_path, now=NOON + timedelta(minutes=number), run_id="run", versions=versions)
    done.set()
    for reader in readers:
        reader.join()

    assert wrong == []
    assert len(set(seen)) > 2, "the quick reader saw several snapshots"
    assert verify(first) == verify(latest(tmp_path)) == []
    assert pl.read_parquet(latest(tmp_path) / "data/events").height == PUBLICATIONS + 1
