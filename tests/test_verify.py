"""Whatever happens to a file of a snapshot, `verify` names it in one line, and no reader answers from it with a traceback."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import polars as pl
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from flows import cli
from tests.rows import NOON, fill, ledger
from transforms.errors import SaysoError
from warehouse import manifest, shelf, snapshot
from warehouse.ask import ask
from warehouse.database import connect
from warehouse.gate import Verdict
from warehouse.snapshot import Versions, diff, publish, verify
from warehouse.store import Folder

pytestmark = pytest.mark.slow  # two snapshots are published, and verified some two hundred times
FIRST, SECOND = "2026-03-05.01", "2026-04-05.01"
SOME = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
FEW = settings(SOME, max_examples=8)


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with two snapshots: the second has another month, a row that changed, and one that is no more."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(snapshot, "audit", lambda stage, previous: Verdict(()))
        fill(home, ledger("a1", "a2"))
        publish(home, now=NOON, run_id="run", versions=Versions("1.0", "m1", "c1", "x1"))
        tables, april = ledger("a1", "a2"), ledger("a3", day=date(2026, 4, 1))
        tables = {name: pl.concat([held, april[name]]).unique(maintain_order=True) for name, held in tables.items()}
        tables["casualties"] = tables["casualties"].filter(pl.col("casualty_id") != "k-a2")
        tables["events"] = tables["events"].with_columns(place_name=pl.lit("Qala"))
        tables["codings"] = tables["codings"].with_columns(method_version=pl.lit("m2"))
        fill(home, tables)
        publish(home, now=NOON + timedelta(days=31), run_id="run", versions=Versions("1.0", "m2", "c1", "x1"))
    assert verify(shelf.shelf(home) / SECOND) == []
    return shelf.shelf(home)


OTHER: dict[type[pl.DataType], pl.Expr] = {
    pl.String: pl.lit("other"),
    pl.Int64: pl.lit(7),
    pl.Date: pl.lit(date(2026, 3, 9)),
}
"""Values that no row of the two snapshots has, by type."""


@contextmanager
def copied(folder: Path) -> Iterator[Path]:
    """Give a copy of the snapshots, of links: a file must be replaced, never written into."""
    with TemporaryDirectory(dir=folder.parent) as copy:
        shutil.copytree(folder, Path(copy) / shelf.FOLDER, copy_function=os.link)
        yield Path(copy) / shelf.FOLDER


def files(folder: Path) -> list[str]:
    """Return every file of a snapshot but its manifest."""
    found = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    return [path for path in found if path != manifest.FILE]


def replace(path: Path, body: bytes | None) -> None:
    path.unlink()
    if body is not None:
        path.write_bytes(body)


@st.composite
def damages(draw: st.DrawFn) -> Callable[[bytes], bytes | None]:
    """Return what may befall a file: a byte or a bit becomes another, it ends early or late, or it is gone."""
    kind, place = draw(st.sampled_from(["byte", "bit", "cut", "longer", "gone"])), draw(st.integers(0, 2**31))
    by = draw(st.integers(1, 255)) if kind == "byte" else 1 << draw(st.integers(0, 7))

    def damage(body: bytes) -> bytes | None:
        at = place % len(body)
        if kind == "gone":
            return None
        if kind == "longer":
            return body + bytes([by])
        return body[:at] + (b"" if kind == "cut" else bytes([body[at] ^ by]) + body[at + 1 :])

    return damage


@SOME
@given(st.data())
def test_verify_names_exactly_the_files_that_were_damaged(published: Path, data: st.DataObject) -> None:
    with copied(published) as folder:
        path = folder / SECOND
        befell = {file: data.draw(st.none() | damages(), file) for file in files(path)}
        for file, damage in befell.items():
            if damage:
                replace(path / file, damage((path / file).read_bytes()))
        assert [flaw.where for flaw in verify(path)] == sorted(
            (file for file, damage in befell.items() if damage), key=list(manifest.objects(manifest.read(path))).index
        )


@SOME
@given(damages())
def test_a_damaged_manifest_is_found(published: Path, damage: Callable[[bytes], bytes | None]) -> None:
    with copied(published) as folder:
        replace(folder / SECOND / manifest.FILE, damage((folder / SECOND / manifest.FILE).read_bytes()))
        (flaw,) = verify(folder / SECOND)
        assert flaw.where == manifest.FILE
        assert "\n" not in str(flaw)


@FEW
@given(st.sampled_from(["index.json", "latest.json"]), damages())
def test_a_damaged_index_or_pointer_is_found(
    published: Path, name: str, damage: Callable[[bytes], bytes | None]
) -> None:
    damaged = damage((published / name).read_bytes())
    assume(
        damaged is not None or name == "index.json"
    )  # a folder without a pointer is one before its first publication
    with copied(published) as folder:
        replace(folder / name, damaged)
        flaws = [str(flaw) for flaw in verify(folder / SECOND)]
        assert len(flaws) >= 1, damaged
        assert all("index" in flaw or "latest.json" in flaw for flaw in flaws)


@FEW
@given(st.data())
def test_files_that_changed_places_are_found(published: Path, data: st.DataObject) -> None:
    with copied(published) as folder:
        path = folder / SECOND
        one, other = data.draw(st.lists(st.sampled_from(files(path)), min_size=2, max_size=2, unique=True))
        assume((path / one).read_bytes() != (path / other).read_bytes())
        (path / one).rename(path / "beside")
        (path / other).rename(path / one)
        (path / "beside").rename(path / other)
        assert {flaw.where for flaw in verify(path)} == {one, other}


@pytest.mark.parametrize("name", ["data/events/part-0.parquet", "changes/.events.parquet", "x", "data/new/x/y.json"])
def test_a_file_that_was_added_is_found(published: Path, name: str) -> None:
    with copied(published) as folder:
        (folder / SECOND / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / SECOND / name).write_bytes(b"")
        assert [str(flaw) for flaw in verify(folder / SECOND)] == [f"{name}: is not in the manifest"]


def sealed_again(path: Path, change: Callable[[dict[str, Any]], None]) -> None:
    """Change the manifest of a snapshot as a forger would: sealed anew, and with no index or pointer beside it."""
    body = manifest.read(path)
    change(body)
    replace(path / manifest.FILE, shelf.seal({key: body[key] for key in body if key != shelf.SEAL}).encode())
    for name in ("index.json", "latest.json"):
        (path.parent / name).unlink()


def told_anew(path: Path, *names: str) -> Callable[[dict[str, Any]], None]:
    """Return the change that gives a manifest the size and digest that files have now."""

    def change(body: dict[str, Any]) -> None:
        for name in names:
            manifest.objects(body)[name].update(manifest.describe_file(path / name))

    return change


@pytest.mark.parametrize("forged", [False, True])
def test_one_plausible_value_in_place_of_another_is_found(published: Path, forged: bool) -> None:
    with copied(published) as folder:
        path = folder / SECOND
        tables = [file for file in files(path) if file.startswith("data/") and pl.read_parquet(path / file).height]
        for file in tables:
            rows = pl.read_parquet(path / file, hive_partitioning=False)
            column = next(name for name in rows.columns[::-1] if type(rows.schema[name]) in OTHER)
            first = pl.int_range(pl.len()) == 0
            changed = rows.with_columns(
                pl.when(first).then(OTHER[type(rows.schema[column])]).otherwise(column).alias(column)
            )
            (path / file).unlink()
            changed.write_parquet(path / file)
        if forged:
            sealed_again(path, told_anew(path, *tables))
        what = "its rows are not those of the manifest" if forged else "was altered: size or SHA-256 differ"
        assert sorted(map(str, verify(path))) == [f"{file}: {what}" for file in tables]


@FEW
@given(st.data())
def test_damage_under_a_forged_digest_never_passes_as_other_rows(published: Path, data: st.DataObject) -> None:
    with copied(published) as folder:
        path = folder / SECOND
        file = data.draw(st.sampled_from([file for file in files(path) if file.endswith(".parquet")]))
        body = data.draw(damages())((path / file).read_bytes())
        assume(body is not None)
        was = duckdb.read_parquet(str(path / file)).fetchall()
        replace(path / file, body)
        sealed_again(path, told_anew(path, file))
        flaws = verify(path)
        assert all("\n" not in str(flaw) for flaw in flaws)
        if not flaws and file.startswith("data/"):
            assert duckdb.read_parquet(str(path / file)).fetchall() == was


@FEW
@given(st.data())
def test_a_forged_manifest_is_no_traceback(published: Path, data: st.DataObject) -> None:
    def change(body: dict[str, Any]) -> None:
        place: Any = body
        while True:
            key = data.draw(st.sampled_from(sorted(place) if isinstance(place, dict) else list(range(len(place)))))
            if not isinstance(place[key], dict | list) or not place[key] or data.draw(st.booleans()):
                place[key] = data.draw(st.sampled_from([None, 0, "x", [], {}, ["x"], {"x": "x"}]))
                return
            place = place[key]

    with copied(published) as folder:
        sealed_again(folder / SECOND, change)
        assert all("\n" not in str(flaw) for flaw in verify(folder / SECOND))


def test_a_damaged_snapshot_before_is_named_when_the_changes_are_replayed(published: Path) -> None:
    file = "data/events/month=2026-03/part-0.parquet"
    with copied(published) as folder:
        replace(folder / FIRST / file, b"PAR1 and nothing else")
        assert [str(flaw) for flaw in verify(folder / SECOND)] == [
            f"{FIRST}/{file}: was altered: size or SHA-256 differ; without it nothing is replayed"
        ]


@pytest.mark.parametrize(
    "body",
    [b"", b"PAR1", b"PAR1" * 500, b"no Parquet at all\n" * 40, None],
    ids=["empty", "magic", "magics", "text", "cut"],
)
def test_a_reader_of_a_damaged_file_names_it_in_one_line(published: Path, body: bytes | None) -> None:
    file = "data/events/month=2026-03/part-0.parquet"
    with copied(published) as folder:
        cut = (folder / SECOND / file).read_bytes()[:-20]
        replace(folder / SECOND / file, cut if body is None else body)
        for read in (
            lambda: ask(folder / SECOND, "SELECT max(place_name) FROM events"),
            lambda: diff(folder / FIRST, folder / SECOND),
        ):
            with pytest.raises(SaysoError, match=r"part-0\.parquet was altered") as told:
                read()
            assert "\n" not in str(told.value)
        with connect() as connection, pytest.raises(duckdb.Error, match=file):
            connection.execute(f"SET VARIABLE snapshots = '{folder}'")
            connection.execute((folder / "as_of.sql").read_text())
            connection.execute("SELECT max(place_name) FROM events_as_of").fetchall()


@pytest.mark.parametrize("file", ["data/events/month=2026-03/part-0.parquet", "checks/events.json", "methods.parquet"])
def test_nothing_is_published_on_top_of_a_file_that_was_damaged(
    published: Path, monkeypatch: pytest.MonkeyPatch, file: str
) -> None:
    monkeypatch.setattr(snapshot, "audit", lambda stage, previous: Verdict(()))
    with copied(published) as folder:
        replace(folder / SECOND / file, (folder / SECOND / file).read_bytes()[:-9])
        fill(folder.parent, ledger("a1", "a2"))
        with pytest.raises(SaysoError, match=rf"{file} was altered: .*: put back a copy of it"):
            publish(
                folder.parent, now=NOON + timedelta(days=40), run_id="run", versions=Versions("1.0", "m3", "c1", "x1")
            )
        assert shelf.index(folder.parent)[-1]["outcome"] == "refused"
        assert shelf.latest(folder.parent).name == SECOND


@pytest.mark.parametrize(
    ("name", "body", "message"),
    [
        ("latest.json", b"{", "latest.json cannot be read"),
        ("latest.json", b"[]", "latest.json cannot be read"),
        ("latest.json", b'{"snapshot": "2026-04-05.02"}', "latest.json is damaged: it points to '2026-04-05.02'"),
        ("index.json", b'{"runs": [{"snapshot": "2026-04-05.01"}]}', "index.json was altered"),
        (f"{SECOND}/manifest.json", b"{}", "manifest.json was altered"),
        (f"{SECOND}/views.sql", b"\xff", "views.sql"),
        (f"{SECOND}/data/sources/part-0.parquet", b"", "data/sources/part-0.parquet"),
    ],
)
def test_the_command_line_says_what_is_damaged_in_one_line(
    published: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str, body: bytes, message: str
) -> None:  # fmt: skip
    with copied(published) as folder:
        replace(folder / name, body)
        for command in (["verify"], ["sql", "FROM sources"], ["diff", FIRST, SECOND]):
            monkeypatch.setattr(sys, "argv", ["sayso", *command, "--home", str(folder.parent)])
            with pytest.raises(SystemExit) as ended:
                cli.main()
            streams = capsys.readouterr()
            said = (streams.out + streams.err).splitlines()
            if command[0] == "verify":
                assert ended.value.code in (1, 2)
            if ended.value.code:
                assert any(message in line for line in said), (command, said)
                assert len(said) <= 2


def test_a_damaged_pointer_is_mended_by_the_next_publication(published: Path) -> None:
    with copied(published) as folder:
        pointer = (folder / "latest.json").read_bytes()
        replace(folder / "latest.json", b"{")
        with shelf.publishing(Folder(folder.parent), datetime(2026, 4, 6)):
            assert (folder / "latest.json").read_bytes() == pointer
