"""A bucket keeps the promises of the folder: whole or absent, one winner, nothing stored twice, nothing told of its keys."""

from __future__ import annotations

import io
import json
import logging
import os
import socket
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import boto3
import polars as pl
import pytest
from botocore.config import Config
from moto.server import ThreadedMotoServer
from typer.testing import CliRunner

from flows.cli import app, ledger  # noqa: F401  (its commands register themselves)
from tests.rows import NOON, fill
from tests.rows import ledger as some_ledger
from warehouse import bucket, manifest, shelf, snapshot
from warehouse.bucket import Bucket
from warehouse.gate import Verdict
from warehouse.shelf import SnapshotError, StoreError
from warehouse.snapshot import Published, Versions, gc, index, latest, publish, redact, verify
from warehouse.store import Swept, open_store

pytestmark = pytest.mark.slow  # a server is started, and each test publishes one to three snapshots
M1 = Versions("1.0", "m1", "c1", "x1")
DAY = timedelta(days=1)
URL = "s3://news/ledger"
SECRET = "a-secret-that-nobody-may-see"


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server.start()
    yield "http://{}:{}".format(*server.get_host_and_port())
    server.stop()


@pytest.fixture(autouse=True)
def news(server: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Give an empty bucket ``news``, its keys in the environment, and an open gate."""
    monkeypatch.setattr(snapshot, "audit", lambda stage, previous: Verdict(()))
    monkeypatch.setattr(bucket, "RETRIES", 1)
    for name in [name for name in os.environ if name.startswith(("AWS_", "SAYSO_"))]:
        monkeypatch.delenv(name)
    told = {"ENDPOINT_URL": server, "ACCESS_KEY_ID": "AKIATEST", "SECRET_ACCESS_KEY": SECRET, "REGION": "us-east-1"}
    for name, value in told.items():
        monkeypatch.setenv(f"AWS_{name}", value)
    client(server).create_bucket(Bucket="news")
    yield server
    for key in keys(server):
        client(server).delete_object(Bucket="news", Key=key)
    client(server).delete_bucket(Bucket="news")


def client(server: str):  # type: ignore[no-untyped-def]
    return boto3.client("s3", endpoint_url=server, region_name="us-east-1", config=Config(retries={"max_attempts": 1}))


def keys(server: str) -> list[str]:
    pages = client(server).get_paginator("list_objects_v2").paginate(Bucket="news")
    return [found["Key"] for page in pages for found in page.get("Contents", [])]


def put(home: Path, *articles: str, now: datetime = NOON, url: str = URL) -> Published:
    fill(home, some_ledger(*articles))
    done = publish(home, now=now, run_id=f"run of {home.name}", versions=M1, store=url)
    assert isinstance(done, Published)
    return done


def newest(home: Path) -> Path:
    """Return the newest snapshot as a reader finds it who has nothing but the address."""
    store = open_store(home, URL)
    store.refresh()
    return store.fetch(latest(home).name)


def test_what_is_published_is_read_elsewhere(tmp_path: Path, news: str) -> None:
    done = put(tmp_path / "a", "a1")
    found = newest(tmp_path / "b")
    assert verify(found) == []
    assert found.name == done.name
    assert (found / "manifest.json").read_bytes() == (done.path / "manifest.json").read_bytes()
    assert pl.read_parquet(found / "data/events")["event_id"].to_list() == ["e-a1"]
    body = manifest.read(found)
    assert {f"ledger/{file['object']}" for file in manifest.objects(body).values()} < set(keys(news))


def test_a_file_that_did_not_change_is_no_new_object(tmp_path: Path, news: str) -> None:
    first = put(tmp_path, "a1")
    second = put(tmp_path, "a1", "a2", now=NOON + DAY)
    mine = {key for key in keys(news) if key.startswith(f"ledger/{second.name}/data/")}
    shared = "data/sources/part-0.parquet"
    assert f"ledger/{second.name}/{shared}" not in mine
    assert f"ledger/{second.name}/data/events/month=2026-03/part-0.parquet" in mine
    told = manifest.objects(manifest.read(second.path))
    assert told[shared]["object"] == f"{first.name}/{shared}"
    assert verify(newest(tmp_path / "elsewhere")) == []


def test_polars_reads_the_objects_that_the_manifest_names(tmp_path: Path, news: str) -> None:
    put(tmp_path, "a1")
    body = manifest.read(put(tmp_path, "a1", "a2", now=NOON + DAY).path)
    options = {"aws_endpoint_url": news, "aws_allow_http": "true"}
    for name, table in body["tables"].items():
        objects = [f"{URL}/{file['object']}" for file in table["files"].values()]
        assert pl.scan_parquet(objects, storage_options=options).collect().height == table["rows"], name


def test_of_two_publishers_at_once_one_wins(tmp_path: Path, news: str, monkeypatch: pytest.MonkeyPatch) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    put(one, "a1")
    first = newest(two)
    uploads = Bucket._upload

    def overtaken(self: Bucket, *given: object) -> None:
        uploads(self, *given)  # type: ignore[arg-type]
        monkeypatch.setattr(Bucket, "_upload", uploads)
        put(two, "a1", "a2", now=NOON + DAY)

    monkeypatch.setattr(Bucket, "_upload", overtaken)
    with pytest.raises(StoreError, match="another publisher was first; nothing of this run was published"):
        put(one, "a1", "a3", now=NOON + DAY)

    found = newest(tmp_path / "reader")
    assert pl.read_parquet(found / "data/events")["event_id"].to_list() == ["e-a1", "e-a2"]
    assert [(run["run_id"], run["outcome"]) for run in index(tmp_path / "reader")] == [
        ("run of one", "published"),
        ("run of one", "refused"),
        ("run of two", "published"),
    ]
    assert first.name != found.name
    # What the loser uploaded is swept, and it can publish again on top of the winner.
    swept = gc(one, NOON + DAY, URL).leftovers
    assert swept.files > 10
    assert not [key for key in keys(news) if key.startswith("ledger/2026-03-06.01/")]
    assert verify(put(one, "a1", "a2", "a3", now=NOON + 2 * DAY).path) == []


def test_the_pointer_is_never_put_over_another(tmp_path: Path, news: str) -> None:
    put(tmp_path, "a1")
    late, early = Bucket(tmp_path, URL), Bucket(tmp_path, URL)
    late.refresh()
    early.refresh()
    run = index(tmp_path)[0]
    early.point(run | {"at": "2026-03-05T13:00:00+00:00"})
    with pytest.raises(StoreError, match="another publisher was first"):
        late.point(run | {"at": "2026-03-05T14:00:00+00:00"})
    empty = Bucket(tmp_path, "s3://news/empty")
    empty.refresh()
    client(news).put_object(Bucket="news", Key="empty/latest.json", Body=b"{}")
    with pytest.raises(StoreError, match="another publisher was first"):
        empty.point(run)


class Killed(BaseException):
    """What a killed process looks like from within: nothing is caught, nothing is tidied."""


@pytest.mark.parametrize("step", ["_upload", "_create", "point", "record"])
def test_dying_before_the_pointer_leaves_the_last_snapshot_and_leftovers_are_swept(
    tmp_path: Path, news: str, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    first = put(tmp_path, "a1")
    before = set(keys(news))
    whole = getattr(Bucket, step)
    calls = 0

    def dying(self: Bucket, *given: object) -> object:
        nonlocal calls
        calls += 1
        if calls > 1 or step in ("_upload", "point"):
            raise Killed
        return whole(self, *given)

    with monkeypatch.context() as broken:
        broken.setattr(Bucket, step, dying)
        with pytest.raises(Killed):
            put(tmp_path, "a1", "a2", now=NOON + DAY)

    reader = newest(tmp_path / "reader")
    assert verify(reader) == []
    assert reader.name in (first.name, "2026-03-06.01")
    if step == "record":  # It died after the pointer: the snapshot is published, and the next one says so.
        assert pl.read_parquet(reader / "data/events").height == 2
    else:
        assert reader.name == first.name
        left = set(keys(news)) - before
        assert gc(tmp_path, NOON + 2 * DAY, URL).leftovers.files >= len(left)
        assert set(keys(news)) == before
        assert index(tmp_path)[-1]["outcome"] == "crashed"
    assert verify(put(tmp_path, "a1", "a2", "a3", now=NOON + 3 * DAY).path) == []
    assert {run["outcome"] for run in index(tmp_path)} <= {"published", "crashed"}


def test_a_publication_at_work_elsewhere_is_not_swept_until_a_day_has_passed(tmp_path: Path, news: str) -> None:
    put(tmp_path, "a1")
    other = Bucket(tmp_path / "other", URL)
    other.refresh()
    run = shelf.begin(other, "other", NOON + DAY)
    client(news).put_object(Bucket="news", Key=f"ledger/{run['snapshot']}/data/x.parquet", Body=b"half")
    assert gc(tmp_path, NOON + DAY, URL).leftovers == Swept()
    assert gc(tmp_path, NOON + 3 * DAY, URL).leftovers == Swept(1, 4)


def test_foreign_objects_are_left_alone(tmp_path: Path, news: str) -> None:
    put(tmp_path, "a1")
    client(news).put_object(Bucket="news", Key="ledger/notes/mine.txt", Body=b"mine")
    client(news).put_object(Bucket="news", Key="ledger/mine.txt", Body=b"mine")
    assert gc(tmp_path, NOON, URL).leftovers == Swept()
    assert {"ledger/notes/mine.txt", "ledger/mine.txt"} < set(keys(news))


def test_a_reader_of_an_old_snapshot_is_not_disturbed(tmp_path: Path, news: str) -> None:
    put(tmp_path / "a", "a0")
    reader = newest(tmp_path / "b")
    scan = pl.scan_parquet(reader / "data/events/**/*.parquet")
    for number in range(1, 6):
        put(tmp_path / "a", *(f"a{count}" for count in range(number + 1)), now=NOON + number * DAY)
        assert scan.collect().height == 1
        assert verify(reader) == []
    # Objects, too: whoever reads them straight from the bucket finds each that the old manifest names.
    assert {f"ledger/{file['object']}" for file in manifest.objects(manifest.read(reader)).values()} < set(keys(news))


def test_expired_snapshots_leave_what_others_refer_to(tmp_path: Path, news: str) -> None:
    first = put(tmp_path, "a1")
    put(tmp_path, "a1", "a2", now=NOON + DAY)
    put(tmp_path, "a1", "a2", "a3", now=NOON + 46 * DAY)
    done = gc(tmp_path, NOON + 47 * DAY, URL)
    assert done.expired == [first.name]
    assert done.leftovers.files > 10
    left = [key for key in keys(news) if key.startswith(f"ledger/{first.name}/")]
    assert f"ledger/{first.name}/data/sources/part-0.parquet" in left
    assert f"ledger/{first.name}/manifest.json" not in left
    assert verify(newest(tmp_path / "reader")) == []
    with pytest.raises(SnapshotError, match="no such snapshot"):
        open_store(tmp_path / "reader", URL).fetch(first.name)


def test_a_redaction_reaches_every_snapshot_and_the_old_bytes_go(tmp_path: Path, news: str) -> None:
    put(tmp_path / "a", "a1")
    put(tmp_path / "a", "a1", "a2", now=NOON + DAY)
    ask = {"table": "statements", "ids": ["s-a1"], "columns": ["speaker_text"], "reason": "asked for"}
    done = redact(tmp_path / "b", **ask, now=NOON + DAY, store=URL)  # type: ignore[arg-type]
    assert done == ["2026-03-05.01", "2026-03-06.01"]
    s3 = client(news)
    for key in keys(news):
        if "/data/statements/" in key:
            table = pl.read_parquet(io.BytesIO(s3.get_object(Bucket="news", Key=key)["Body"].read()))
            assert table.filter(statement_id="s-a1")["speaker_text"].to_list() == [None]
    for name in done:
        reader = open_store(tmp_path / "c", URL)
        reader.refresh()
        assert verify(reader.fetch(name)) == []
    # The home that published has old bytes in its copy, and takes the new ones before it goes on.
    third = put(tmp_path / "a", "a1", "a2", "a3", now=NOON + 2 * DAY)
    assert verify(third.path) == []
    assert pl.read_parquet(third.path / "data/statements").sort("statement_id")["speaker_text"].null_count() == 1


@pytest.mark.parametrize("gone", ["events", "manifest.json"])
def test_verify_finds_what_was_lost_or_altered_in_the_bucket(tmp_path: Path, news: str, gone: str) -> None:
    done = put(tmp_path, "a1")
    (key,) = [key for key in keys(news) if f"/{gone}" in key and "changes" not in key and "checks" not in key]
    body = bytearray(client(news).get_object(Bucket="news", Key=key)["Body"].read())
    body[len(body) // 2] ^= 1
    client(news).put_object(Bucket="news", Key=key, Body=bytes(body))
    run = CliRunner().invoke(app, ["verify", "--home", str(tmp_path)], env={"SAYSO_STORE": URL})
    assert run.exit_code == 1, run.output
    assert gone in run.output
    assert verify(done.path) == []  # The copy is as it was.
    with pytest.raises(SnapshotError, match="altered"):
        newest(tmp_path / "reader")
    client(news).delete_object(Bucket="news", Key=key)
    with pytest.raises(SnapshotError, match="missing"):
        newest(tmp_path / "reader")


def test_commands_work_on_a_bucket(tmp_path: Path, news: str) -> None:
    put(tmp_path / "a", "a1")
    put(tmp_path / "a", "a1", "a2", now=NOON + DAY)

    def said(*command: str) -> str:
        run = CliRunner().invoke(app, [*command, "--home", str(tmp_path / "b")], env={"SAYSO_STORE": URL})
        assert run.exit_code == 0, (command, run.output, run.exception)
        return run.output

    assert "2026-03-05.01" in said("snapshots")
    assert said("sql", "SELECT count(*) AS n FROM events", "--json") == '{"n": 2}\n'
    assert Path(said("path").strip(), "views.sql").is_file()
    assert "all as published" in said("verify")
    assert "all as published" in said("verify", "2026-03-05.01")
    changed = [json.loads(line) for line in said("diff", "2026-03-05.01", "2026-03-06.01", "--json").splitlines()]
    assert {"table_name": "events", "op": "insert", "row_count": 1, "changed_columns": []} in changed
    said("snapshots", "gc")


def told(error: pytest.ExceptionInfo[StoreError]) -> str:
    """Return an error in the one line that it must be."""
    assert "\n" not in str(error.value)
    return str(error.value)


def test_a_missing_bucket_is_said(tmp_path: Path, news: str) -> None:
    with pytest.raises(StoreError, match="s3://nowhere/x: there is no such bucket") as error:
        put(tmp_path, "a1", url="s3://nowhere/x")
    assert told(error)


def test_a_server_that_is_gone_is_said_soon_and_what_was_published_stays(
    tmp_path: Path, news: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = put(tmp_path, "a1")
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        gone = f"http://127.0.0.1:{nobody.getsockname()[1]}"
    uploads = Bucket._upload

    def cut(self: Bucket, *given: object) -> None:
        monkeypatch.setenv("AWS_ENDPOINT_URL", gone)
        self._store = Bucket(tmp_path, URL)._store
        uploads(self, *given)  # type: ignore[arg-type]

    with monkeypatch.context() as broken:
        broken.setattr(Bucket, "_upload", cut)
        with pytest.raises(StoreError, match="cannot be reached, or broke off, after 1 retries") as error:
            put(tmp_path, "a1", "a2", now=NOON + DAY)
    assert told(error)
    monkeypatch.setenv("AWS_ENDPOINT_URL", news)
    assert newest(tmp_path / "reader").name == first.name
    assert verify(put(tmp_path, "a1", "a2", now=NOON + DAY).path) == []


def test_wrong_keys_are_refused_and_never_told(
    tmp_path: Path, news: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    put(tmp_path / "a", "a1")
    with monkeypatch.context() as strict:
        strict.setattr("moto.settings.INITIAL_NO_AUTH_ACTION_COUNT", 0)
        strict.setattr("moto.core.responses.ActionAuthenticatorMixin.request_count", 0)
        with pytest.raises(StoreError, match="the server refuses these credentials") as error:
            put(tmp_path / "b", "a1", "a2")
    ours = [
        record.getMessage()
        for record in caplog.records
        if not record.name.startswith(("boto", "urllib3", "moto", "werkzeug"))
    ]
    seen = [told(error), *ours, *(file.read_text(errors="replace") for file in texts(tmp_path))]
    seen += [
        client(news).get_object(Bucket="news", Key=key)["Body"].read().decode(errors="replace") for key in keys(news)
    ]
    assert not [text for text in seen if SECRET in text or "AKIATEST" in text or news in text]


def texts(folder: Path) -> list[Path]:
    return [file for file in folder.rglob("*") if file.is_file()]


@pytest.mark.parametrize(
    "url", ["s3://key:secret@news/x", "s3://news/x?secret=1", "/tmp/news", "https://news/x", "s3://"]
)
def test_addresses_that_are_none_are_refused_without_being_shown(tmp_path: Path, url: str) -> None:
    with pytest.raises(StoreError, match="an address s3://bucket/prefix is expected") as error:
        put(tmp_path, "a1", url=url)
    assert "secret" not in str(error.value)


def test_a_large_file_goes_in_parts(tmp_path: Path, news: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bucket, "PART", 5 * 1024 * 1024)  # the smallest that S3 takes
    large = tmp_path / "large"
    large.write_bytes(os.urandom(12 * 1024 * 1024))
    store = Bucket(tmp_path, URL)
    store._create("2026-03-05.01/large", large)
    held = client(news).get_object(Bucket="news", Key="ledger/2026-03-05.01/large")
    assert held["ETag"].strip('"').endswith("-3")  # three parts
    assert held["Body"].read() == large.read_bytes()


def test_an_object_that_is_there_is_never_replaced(tmp_path: Path, news: str) -> None:
    store = Bucket(tmp_path, URL)
    store._create("2026-03-05.01/x", b"one")
    store._create("2026-03-05.01/x", b"one")  # the answer to the first try may have been lost
    with pytest.raises(StoreError, match="exists already with other bytes"):
        store._create("2026-03-05.01/x", b"two")


def test_the_index_takes_what_others_write_meanwhile(tmp_path: Path, news: str) -> None:
    one, two = Bucket(tmp_path / "one", URL), Bucket(tmp_path / "two", URL)
    names = [shelf.begin(store, store.home.name, NOON)["snapshot"] for store in (one, two, one)]
    assert names == ["2026-03-05.01", "2026-03-05.02", "2026-03-05.03"]

    def meanwhile(runs: list[dict[str, object]]) -> list[dict[str, object]]:
        if len(runs) == 3:
            shelf.begin(two, "two", NOON)
        return [*runs, {"snapshot": "mine"}]

    assert [run["snapshot"] for run in one.record(meanwhile)] == [*names, "2026-03-05.04", "mine"]
