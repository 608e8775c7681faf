"""A snapshot is whole or absent, accounts for every change, and shares what did not change."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from tests.rows import NOON, article, fill, ledger, rows
from transforms.errors import SaysoError
from warehouse import manifest, shelf, snapshot
from warehouse.gate import Verdict
from warehouse.snapshot import (
    NothingChanged,
    PublicationRefused,
    Published,
    Versions,
    diff,
    index,
    latest,
    publish,
    verify,
)
from warehouse.store import Folder

pytestmark = pytest.mark.slow  # each publishes one to three real snapshots
M1 = Versions("1.0", "m1", "c1", "x1")
M2 = Versions("1.0", "m2", "c1", "x1")
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def unchecked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let everything through the gate, which has tests of its own and takes seconds."""
    monkeypatch.setattr(snapshot, "audit", lambda stage, previous: Verdict(()))


def put(home: Path, now: datetime = NOON, versions: Versions = M1) -> Published:
    done = publish(home, now=now, run_id="run", versions=versions)
    assert isinstance(done, Published)
    return done


def changes(done: Published) -> list[tuple[str, str, str, int]]:
    return done.changes.rows()


def test_publishing_twice_publishes_once(tmp_path: Path) -> None:
    fill(tmp_path, ledger("a1", "a2"))
    first = put(tmp_path)
    assert first.row_counts["events"] == 2
    assert latest(tmp_path) == first.path == tmp_path / "snapshots" / "2026-03-05.01"

    assert publish(tmp_path, now=NOON + DAY, run_id="again", versions=M1) == NothingChanged(first.path)
    assert [run["outcome"] for run in index(tmp_path)] == ["published", "nothing_changed"]


def test_a_new_article_brings_its_rows_and_shares_the_rest(tmp_path: Path) -> None:
    fill(tmp_path, ledger("a1"))
    first = put(tmp_path)
    tables = ledger("a1")
    april = ledger("a2", day=datetime(2026, 4, 1).date())
    joined = {name: pl.concat([held, april[name]]).unique(maintain_order=True) for name, held in tables.items()}
    joined["articles"] = rows("articles", article("a1"), article("a2", published_at=datetime(2026, 4, 1, tzinfo=UTC)))
    fill(tmp_path, joined)
    second = put(tmp_path, NOON + 30 * DAY)

    assert changes(second) == [
        ("articles", "insert", "source", 1),
        ("casualties", "insert", "source", 1),
        ("claims", "insert", "source", 1),
        ("coverage", "insert", "source", 1),
        ("events", "insert", "source", 1),
        ("fetches", "insert", "source", 1),
        ("mentions", "insert", "source", 1),
        ("statements", "insert", "source", 1),
    ]
    march = Path("data/statements/month=2026-03/part-0.parquet")
    assert (first.path / march).samefile(second.path / march)
    assert verify(first.path) == verify(second.path) == []


def test_what_was_published_on_a_settled_day_is_late(tmp_path: Path) -> None:
    fill(tmp_path, ledger("a1"))
    put(tmp_path)
    tables = ledger("a1", "a2")
    old = article("a2", published_at=NOON - 10 * DAY)
    fill(tmp_path, tables | {"articles": rows("articles", article("a1"), old)})
    causes = {(table, cause) for table, op, cause, _ in changes(put(tmp_path, NOON + DAY)) if op == "insert"}
    assert {("articles", "late"), ("statements", "late"), ("mentions", "late"), ("events", "late")} <= causes


def test_another_method_explains_changes_and_retires_ids(tmp_path: Path) -> None:
    fill(tmp_path, ledger("a1", "a2"))
    put(tmp_path)
    tables = ledger("a1", "a2")
    recoded = tables["codings"].with_columns(method_version=pl.lit("m2"))
    fill(
        tmp_path,
        {"codings": recoded, "casualties": tables["casualties"].filter(pl.col("article_id") == "a1")},
    )
    done = put(tmp_path, NOON + DAY, M2)
    assert changes(done) == [("casualties", "delete", "method", 1), ("retired_ids", "insert", "method", 1)]
    retired = pl.read_parquet(done.path / "data/retired_ids/part-0.parquet")
    assert retired.select("table_name", "retired_id", "replaced_by", "cause").rows() == [
        ("casualties", "k-a2", None, "method")
    ]

    fill(tmp_path, tables)
    back = put(tmp_path, NOON + 2 * DAY, M1)
    assert changes(back) == [("casualties", "insert", "method", 1), ("retired_ids", "delete", "method", 1)]


def test_a_method_explains_nothing_of_articles_that_it_did_not_code(tmp_path: Path) -> None:
    fill(tmp_path, ledger("a1", "a2"))
    put(tmp_path)
    tables = ledger("a1", "a2")
    recoded = tables["codings"].with_columns(method_version=pl.Series(["m1", "m2"]))
    named = tables["statements"].with_columns(speaker_name=pl.lit("somebody else"))
    fill(tmp_path, {"codings": recoded, "statements": named})
    with pytest.raises(PublicationRefused, match="1 changes have no cause: statements s-a1"):
        put(tmp_path, NOON + DAY, M2)


def test_a_change_without_a_cause_blocks_publication(tmp_path: Path) -> None:
    fill(tmp_path, ledger("a1"))
    first = put(tmp_path)
    fill(tmp_path, {"statements": ledger("a1")["statements"].with_columns(speaker_name=pl.lit("somebody else"))})
    with pytest.raises(PublicationRefused, match="1 changes have no cause: statements s-a1"):
        put(tmp_path, NOON + DAY)
    assert latest(tmp_path) == first.path
    assert index(tmp_path)[-1]["outcome"] == "refused"
    assert "statements s-a1" in index(tmp_path)[-1]["reason"]


def test_an_article_coded_after_it_was_published_is_late(tmp_path: Path) -> None:
    tables = ledger("a1", "a2")
    coded = ("statements", "mentions", "casualties", "events", "claims")
    fill(tmp_path, tables | {name: ledger("a1")[name] for name in coded})
    put(tmp_path)
    fill(tmp_path, tables)
    assert {cause for _, _, cause, _ in changes(put(tmp_path, NOON + DAY))} == {"late"}


def test_a_merged_event_is_replaced_by_the_one_that_has_its_mentions(tmp_path: Path) -> None:
    fill(tmp_path, ledger("a1", "a2"))
    put(tmp_path)
    tables = ledger("a1", "a2", "a3")
    merged = tables["events"].with_columns(
        mention_ids=pl.when(pl.col("event_id") == "e-a1").then(["m-a1", "m-a2", "m-a3"]).otherwise("mention_ids")
    )
    one = {
        "events": merged.filter(pl.col("event_id") == "e-a1"),
        "claims": tables["claims"].with_columns(event_id=pl.lit("e-a1")),
    }
    fill(tmp_path, tables | one)
    done = put(tmp_path, NOON + DAY)
    retired = pl.read_parquet(done.path / "data/retired_ids/part-0.parquet")
    assert retired.select("table_name", "retired_id", "replaced_by", "cause").rows() == [
        ("events", "e-a2", "e-a1", "merge")
    ]
    assert verify(done.path) == []


def test_article_text_stays_at_home_unless_it_is_published(tmp_path: Path) -> None:
    fill(tmp_path, ledger("a1"))
    file = "data/articles/month=2026-03/part-0.parquet"
    assert pl.read_parquet(put(tmp_path).path / file)["text"].to_list() == [None]
    done = publish(tmp_path, now=NOON + DAY, run_id="run", versions=M1, include_text=True)
    assert isinstance(done, Published)
    assert pl.read_parquet(done.path / file)["text"].null_count() == 0
    assert changes(done) == [("articles", "update", "method", 1)]
    assert not list(done.path.glob("article_text*"))


def test_rows_without_a_month_and_empty_tables_have_files(tmp_path: Path) -> None:
    undated = ledger("a1")["events"].with_columns(date_start=pl.lit(None, pl.Date), date_end=pl.lit(None, pl.Date))
    fill(tmp_path, ledger("a1") | {"events": undated, "claims": rows("claims")})
    path = put(tmp_path).path
    nowhere = "month=__HIVE_DEFAULT_PARTITION__/part-0.parquet"
    assert pl.read_parquet(path / "data/events" / nowhere)["event_id"].to_list() == ["e-a1"]
    assert pl.read_parquet(path / "data/claims" / nowhere).is_empty()
    assert pl.read_parquet(path / "data/events")["month"].to_list() == [None]


def flip(path: Path) -> None:
    body = bytearray(path.read_bytes())
    body[len(body) // 2] ^= 1
    path.write_bytes(body)


def test_one_flipped_byte_in_any_file_is_found(tmp_path: Path) -> None:
    fill(tmp_path, ledger("a1"))
    path = put(tmp_path).path
    files = sorted(file for file in path.rglob("*") if file.is_file() and file.name != "manifest.json")
    for file in files:
        flip(file)
    assert {flaw.where for flaw in verify(path)} == {file.relative_to(path).as_posix() for file in files}


def test_one_flipped_byte_in_the_manifest_is_found(tmp_path: Path) -> None:
    fill(tmp_path, ledger("a1"))
    path = put(tmp_path).path
    whole = (path / "manifest.json").read_bytes()
    for place in range(0, len(whole), len(whole) // 50):
        (path / "manifest.json").write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        assert [flaw.where for flaw in verify(path)] == ["manifest.json"], place


def test_lost_and_added_files_are_found(tmp_path: Path) -> None:
    fill(tmp_path, ledger("a1"))
    path = put(tmp_path).path
    (path / "data/sources/part-0.parquet").unlink()
    (path / "data/sources/part-1.parquet").write_bytes(b"")
    assert sorted(map(str, verify(path))) == [
        "data/sources/part-0.parquet: is missing",
        "data/sources/part-1.parquet: is not in the manifest",
    ]


def test_rows_and_changes_that_were_forged_with_their_digests_are_found(tmp_path: Path) -> None:
    fill(tmp_path, ledger("a1"))
    put(tmp_path)
    fill(tmp_path, ledger("a1", "a2"))
    path = put(tmp_path, NOON + DAY).path
    file = path / "changes/events.parquet"
    pl.read_parquet(file).head(0).write_parquet(file)
    body = shelf.read_json(path / "manifest.json")
    body.pop("sha256")
    body["files"]["changes/events.parquet"] = manifest.describe_file(file)
    (path / "manifest.json").write_text(shelf.seal(body))
    told = "manifest.json: is not the one that was published: the index tells another digest"
    assert [str(flaw) for flaw in verify(path)] == [told]
    for beside in ("index.json", "latest.json"):  # as in a copy of the snapshot alone
        (path.parent / beside).unlink()
    assert [str(flaw) for flaw in verify(path)] == [
        "changes/events.parquet: does not lead from the rows of 2026-03-05.01 to these"
    ]


def test_diff_tells_rows_by_table_and_operation(tmp_path: Path) -> None:
    fill(tmp_path, ledger("a1"))
    first = put(tmp_path)
    fill(tmp_path, ledger("a1", "a2"))
    second = put(tmp_path, NOON + DAY)
    got = diff(first.path, second.path, into=tmp_path / "diff")
    assert got.filter(pl.col("table_name").is_in(["coverage", "events"])).rows() == [
        ("coverage", "update", 1, ["found_count"]),
        ("events", "insert", 1, []),
    ]
    assert pl.read_parquet(tmp_path / "diff" / "events.parquet").rows() == [("e-a2", "insert", [])]
    assert diff(second.path, second.path).is_empty()
    assert diff(second.path, first.path).filter(pl.col("table_name") == "events")["op"].to_list() == ["delete"]
    with pytest.raises(SaysoError, match="exists already"):
        diff(first.path, second.path, into=tmp_path / "diff")


def test_nothing_published_yet_is_said(tmp_path: Path) -> None:
    with pytest.raises(SaysoError, match="nothing was published"):
        latest(tmp_path)
    assert index(tmp_path) == []


class Killed(BaseException):
    """What a killed process looks like from within: nothing is caught, nothing is tidied."""


@pytest.mark.slow
@pytest.mark.parametrize("end", [OSError(28, "disk full"), Killed()])
@pytest.mark.parametrize("step", ["stage", "measure", "account", "write_documents", "sync_tree", "end", "pointer"])
def test_dying_in_any_step_leaves_the_last_snapshot_and_the_next_run_completes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, end: BaseException
) -> None:
    fill(tmp_path, ledger("a1"))
    first = put(tmp_path)
    fill(tmp_path, ledger("a1", "a2"))
    with monkeypatch.context() as broken:
        broken.setattr(snapshot if hasattr(snapshot, step) else shelf, step, die(end))
        with pytest.raises(type(end)):
            put(tmp_path, NOON + DAY)
    assert latest(tmp_path) == first.path
    assert verify(first.path) == []

    publish(tmp_path, now=NOON + 2 * DAY, run_id="next", versions=M1)
    assert verify(latest(tmp_path)) == []
    assert pl.read_parquet(latest(tmp_path) / "data/events")["event_id"].to_list() == ["e-a1", "e-a2"]
    folders = {path.name for path in shelf.shelf(tmp_path).iterdir() if path.is_dir()}
    assert folders == {run["snapshot"] for run in index(tmp_path) if run["outcome"] == "published"}
    assert {run["outcome"] for run in index(tmp_path)} <= {"published", "nothing_changed", "failed", "crashed"}


def die(end: BaseException) -> Callable[..., None]:
    """Return a step that ends the process in that way, whatever it is given."""

    def step(*given: object, **named: object) -> None:
        raise end

    return step


def test_two_publications_at_once_are_refused(tmp_path: Path) -> None:
    fill(tmp_path, ledger("a1"))
    with shelf.publishing(Folder(tmp_path), NOON), pytest.raises(SaysoError, match="another process is publishing"):
        put(tmp_path)
