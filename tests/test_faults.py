"""Full disks, read-only folders, clocks that go back, two runs at once, damaged files: one line each, and nothing is lost."""

import os
import random
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from flows import collect
from flows.newsroom.serve import serve
from flows.sources import load_sources
from tests.bench.kills import fingerprint
from tests.rows import NOON, fill, ledger
from warehouse.database import FILE, REBUILD, Warehouse, WarehouseError
from warehouse.lock import writing
from warehouse.shelf import index, latest
from warehouse.snapshot import Versions, gc, publish
from warehouse.verify import verify

VERSIONS = Versions("1.0", "m1", "c1", "r1")
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a small disk")


@pytest.fixture
def sayso(tmp_path):
    """Run the command line in a process of its own, Prefect's state on another disk; return what it ended with."""
    environ = os.environ | {"PREFECT_HOME": str(tmp_path / "prefect"), "SAYSO_WORKERS": "1"}

    def run(*arguments):
        program = str(Path(sys.executable).with_name("sayso"))
        done = subprocess.run(
            [program, *map(str, arguments)], env=environ, cwd=tmp_path, capture_output=True, text=True
        )
        return done.returncode, done.stdout, done.stderr

    return run


@pytest.fixture
def disk(tmp_path):
    """A disk of its own, 1 MB small; `resize` remounts it with other options."""
    place = tmp_path / "disk"
    place.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", place], check=True)

    def resize(options):
        subprocess.run(["mount", "-o", f"remount,{options}", place], check=True)

    yield place, resize
    subprocess.run(["umount", "-l", place], check=True)


def told(errors):
    """Return the error that the command line told; steps are shown on standard error, too."""
    lines = [line for line in errors.splitlines() if line.startswith("sayso: ")]
    assert "Traceback" not in errors
    assert len(lines) == 1, errors
    return lines[0]


@pytest.mark.slow
@pytest.mark.timeout(600)
@needs_root
def test_a_disk_that_is_full_at_every_step_loses_nothing(sayso, disk, tmp_path):
    place, resize = disk
    home = place / "home"
    # Collecting, coding and publishing run out of space, one after the other.
    for size in ("1m", "4m", "9m"):
        resize(f"size={size}")
        code, _, errors = sayso("sample", "--home", home)
        assert code == 2, errors
        assert str(home) in told(errors)
        assert "No space left on device" in told(errors)
    resize("size=100m")
    code, out, errors = sayso("sample", "--home", home)
    assert (code, "Published" in out) == (0, True), errors
    assert verify(latest(home)) == []
    assert sayso("sample", "--home", tmp_path / "undisturbed")[0] == 0
    found, wanted = fingerprint(home), fingerprint(tmp_path / "undisturbed")
    assert {name: found[name] for name in wanted if found[name] != wanted[name]} == {}


@pytest.mark.slow
@pytest.mark.timeout(300)
@needs_root
def test_a_disk_that_cannot_be_written_can_be_read(sayso, disk):
    place, resize = disk
    home = place / "home"
    resize("size=100m")
    assert sayso("sample", "--home", home)[0] == 0
    resize("ro")
    code, _, errors = sayso("run", "--home", home, "--sources", home / "sources.toml")
    assert code == 2
    assert str(home) in told(errors)
    assert "Read-only file system" in told(errors)
    code, out, _ = sayso("sql", "SELECT count(*) AS n FROM articles", "--home", home, "--json")
    assert (code, out) == (0, '{"n": 44}\n')
    assert sayso("status", "--home", home)[1].startswith(f"WRONG: {home} cannot be written\n")
    resize("rw")
    assert sayso("sample", "--home", home)[:2] == (0, "Nothing new: no row changed, no snapshot was needed.\n")


@pytest.mark.slow
def test_the_second_of_two_runs_is_told_in_one_line(sayso, tmp_path):
    with writing(tmp_path / "home", "ingest"):
        code, _, errors = sayso("sample", "--home", tmp_path / "home")
    assert code == 2
    assert told(errors).endswith(f"is being written by another process: ingest, process {os.getpid()}")


def test_snapshots_keep_their_order_when_the_clock_goes_back(tmp_path):
    home, times = tmp_path, [NOON, NOON + timedelta(days=1), NOON - timedelta(days=40), NOON + timedelta(days=2)]
    for number, now in enumerate(times):
        fill(home, ledger(*(f"a{n}" for n in range(number + 1))))
        publish(home, now=now, run_id=str(number), versions=VERSIONS)
    runs = index(home)
    assert [run["outcome"] for run in runs] == ["published"] * 4
    for key in ("snapshot", "at"):
        assert [run[key] for run in runs] == sorted(run[key] for run in runs)
    assert runs[2]["snapshot"] == "2026-03-06.02"
    assert latest(home).name == runs[3]["snapshot"]
    for snapshot in home.glob("snapshots/2*"):
        assert verify(snapshot) == []
    # What was known at the second publication, asked later, is what the last one of that moment holds.
    sql = f"SELECT snapshot_as_of(TIMESTAMPTZ '{times[1]:%F %T}Z')"
    with duckdb.connect() as connection:
        connection.execute(f"SET VARIABLE snapshots = '{home / 'snapshots'}'")
        connection.execute((home / "snapshots" / "as_of.sql").read_text())
        assert connection.sql(sql).fetchall() == [("2026-03-06.02",)]
    assert gc(home, NOON - timedelta(days=400)).expired == []


@pytest.mark.slow
def test_pages_keep_their_order_when_the_clock_goes_back(tmp_path):
    now = datetime(2026, 11, 23, 6, tzinfo=UTC)
    with serve(ports=[0, 0, 0, 0]) as newsroom:
        (tmp_path / "sources.toml").write_text(newsroom.sources)
        outlets = load_sources(tmp_path / "sources.toml").outlets[:1]

        def crawl(at):
            collect.collect(tmp_path, outlets, now=at, contact="", timeout_s=60, count=lambda _: None)
            with Warehouse(tmp_path) as warehouse:
                asked = "SELECT purpose, fetched_at FROM fetches ORDER BY fetched_at"
                return warehouse.query(asked).rows()

        first = crawl(now)
        both = crawl(now - timedelta(days=3))
    assert both[: len(first)] == first
    later = both[len(first) :]
    # The feed was read again, and that counts as newer than all that was there.
    assert "feed" in {purpose for purpose, _ in later}
    assert min(at for _, at in later) > max(at for _, at in first)


@pytest.mark.parametrize("seed", range(12))
def test_a_damaged_warehouse_is_told_in_one_line(tmp_path, seed):
    fill(tmp_path, ledger(*(f"a{n}" for n in range(40))))
    (tmp_path / "snapshots").mkdir()
    path, chance = tmp_path / FILE, random.Random(seed)
    whole = bytearray(path.read_bytes())
    if seed % 3 == 0:
        damaged = bytes(whole[: chance.randrange(len(whole)) if seed else 0])
    else:
        at = chance.randrange(len(whole) - 4096) if seed % 3 == 1 else chance.choice((0, 4096, 8192))
        whole[at : at + 4096] = chance.randbytes(4096)
        damaged = bytes(whole)
    path.write_bytes(damaged)
    try:
        with Warehouse(tmp_path) as warehouse:
            found = {table: warehouse.read(table).height for table in ledger("a0")}
    except WarehouseError as error:
        assert REBUILD in str(error)
        assert "\n" not in str(error)
    else:
        # The damage hit what holds no row.
        assert found["articles"] == found["statements"] == 40
    assert path.read_bytes() == damaged or seed % 3 == 1
