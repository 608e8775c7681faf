"""Old snapshots go when their time is over, redacted texts go everywhere, and every kept snapshot can be queried."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from tests.rows import NOON, fill, ledger
from warehouse import manifest, shelf, snapshot
from warehouse.database import connect
from warehouse.gate import Verdict
from warehouse.retention import Collected, expired
from warehouse.shelf import SnapshotError
from warehouse.snapshot import NothingChanged, Versions, gc, index, latest, publish, redact, verify
from warehouse.store import Swept

pytestmark = pytest.mark.slow  # each publishes three snapshots
M1 = Versions("1.0", "m1", "c1", "x1")
DAY = timedelta(days=1)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a home with three snapshots: one, two and three articles on 5 and 6 March and 20 April."""
    monkeypatch.setattr(snapshot, "audit", lambda stage, previous: Verdict(()))
    for count, now in ((1, NOON), (2, NOON + DAY), (3, NOON + 46 * DAY)):
        fill(tmp_path, ledger(*[f"a{number}" for number in range(count)]))
        publish(tmp_path, now=now, run_id="run", versions=M1)
    return tmp_path


def test_what_is_kept() -> None:
    days = ("2026-01-30", "2026-01-31", "2026-02-01", "2026-02-20", "2026-03-05")
    runs = [{"snapshot": f"{day}.01", "outcome": "published", "at": f"{day}T12:00:00+00:00"} for day in days] + [
        {"snapshot": "2026-03-06.01", "outcome": "refused", "at": "2026-03-06T12:00:00+00:00"}
    ]
    assert expired(runs, datetime(2026, 3, 7, tzinfo=UTC)) == ["2026-01-30.01"]
    assert expired(runs, datetime(2026, 3, 9, tzinfo=UTC)) == ["2026-01-30.01", "2026-02-01.01"]
    # The last of January, of February and the newest stay, however long it has been.
    assert expired(runs, datetime(2030, 1, 1, tzinfo=UTC)) == ["2026-01-30.01", "2026-02-01.01"]


def test_gc_removes_what_expired_and_says_so_in_the_index(home: Path) -> None:
    assert gc(home, NOON + 30 * DAY) == Collected([], Swept())
    assert gc(home, NOON + 47 * DAY) == Collected(["2026-03-05.01"], Swept())
    assert [(run["snapshot"], run["outcome"]) for run in index(home)] == [
        ("2026-03-05.01", "expired"),
        ("2026-03-06.01", "published"),
        ("2026-04-20.01", "published"),
    ]
    assert [verify(path) for path in shelf.kept(home)] == [[], []]
    assert not (shelf.shelf(home) / "2026-03-05.01").exists()


def test_gc_counts_what_a_killed_publication_left(home: Path) -> None:
    stage = shelf.shelf(home) / f"{shelf.STAGE}2026-04-21.01"
    stage.mkdir()
    (stage / "half.parquet").write_bytes(b"half")
    assert gc(home, NOON + 30 * DAY).leftovers == Swept(1, 4)
    assert not stage.exists()


def test_the_past_can_be_queried(home: Path) -> None:
    with connect() as connection:
        connection.execute(f"SET VARIABLE snapshots = '{shelf.shelf(home)}'")
        connection.execute((shelf.shelf(home) / "as_of.sql").read_text())
        counted = "SELECT snapshot, count(*) FROM events_as_of GROUP BY ALL ORDER BY ALL"
        assert connection.execute(counted).fetchall() == [
            ("2026-03-05.01", 1),
            ("2026-03-06.01", 2),
            ("2026-04-20.01", 3),
        ]
        then = "SELECT event_id FROM events_as_of WHERE snapshot = snapshot_as_of('2026-03-06 11:00:00Z')"
        assert connection.execute(then).fetchall() == [("e-a0",)]


def test_a_redaction_blanks_every_snapshot_and_those_to_come(home: Path) -> None:
    file = "data/statements/month=2026-03/part-0.parquet"
    was = manifest.read(latest(home))["tables"]["statements"]["files"][file]
    done = redact(
        home,
        table="statements",
        ids=["s-a1"],
        columns=["speaker_text", "content_text"],
        reason="a court said so",
        now=NOON,
    )
    assert done == ["2026-03-06.01", "2026-04-20.01"]
    for path in shelf.kept(home):
        assert verify(path) == []
    rows = (
        pl.read_parquet(latest(home) / file).select("statement_id", "speaker_text", "content_text").sort("statement_id")
    )
    assert rows.rows() == [
        ("s-a0", "The ministry", ['"Sarand opened fire"']),
        ("s-a1", None, []),
        ("s-a2", "The ministry", ['"Sarand opened fire"']),
    ]
    (told,) = manifest.read(latest(home))["redactions"]
    assert (told["reason"], told["ids"]) == ("a court said so", ["s-a1"])
    assert told["replaced"] == {file: {"content": was["content"], "sha256": was["sha256"]}}

    assert isinstance(publish(home, now=NOON + 50 * DAY, run_id="run", versions=M1), NothingChanged)
    fill(home, ledger("a0", "a1", "a2", "a3"))
    publish(home, now=NOON + 50 * DAY, run_id="run", versions=M1)
    assert "s-a1" not in str(
        pl.read_parquet(latest(home) / "data/statements").filter(pl.col("speaker_text").is_not_null())["statement_id"]
    )
    assert verify(latest(home)) == []


def test_a_redaction_can_be_repeated(home: Path) -> None:
    ask = {"table": "statements", "ids": ["s-a0"], "columns": ["speaker_text"], "reason": "asked for"}
    first = redact(home, **ask, now=NOON)  # type: ignore[arg-type]
    digests = [manifest.read(path)["tables"] for path in shelf.kept(home)]
    assert redact(home, **ask, now=NOON + DAY) == first  # type: ignore[arg-type]
    assert [manifest.read(path)["tables"] for path in shelf.kept(home)] == digests
    assert len(shelf.redactions(home)) == 1


@pytest.mark.parametrize(
    ("table", "row_id", "column", "reason"),
    [
        ("pages", "x", "text", "no published table pages"),
        ("statements", "s-a0", "confidence", r"no text columns \['confidence'\]"),
        ("statements", "s-a0", "statement_id", r"no text columns \['statement_id'\]"),
        ("statements", "s-none", "speaker_text", "no kept snapshot has s-none"),
    ],
)
def test_a_redaction_of_nothing_is_an_error(home: Path, table: str, row_id: str, column: str, reason: str) -> None:
    with pytest.raises(SnapshotError, match=reason):
        redact(home, table=table, ids=[row_id], columns=[column], reason="x", now=NOON)
    assert shelf.redactions(home) == []
