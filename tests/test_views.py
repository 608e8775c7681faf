"""A snapshot's folder answers questions by itself: to DuckDB through its views, to any reader of Parquet as it lies."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import duckdb
import jsonschema
import polars as pl
import pyarrow.dataset
import pytest

from tests.rows import NOON, fill, ledger
from warehouse import snapshot
from warehouse.gate import Verdict
from warehouse.snapshot import Versions, publish


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a snapshot of two articles."""
    home = tmp_path_factory.mktemp("home")
    held = ledger("a1", "a2")
    told = {"story_id": pl.lit("story-1"), "published_at": pl.Series([NOON, NOON + timedelta(hours=1)])}
    gone = {"withdrawn_at": NOON, "withdrawn_how": "gone", "withdrawn_fetch_id": "f-a2"}
    is_gone = pl.col("article_id") == "a2"
    told |= {name: pl.when(is_gone).then(pl.lit(value)) for name, value in gone.items()}
    articles = held["articles"].sort("article_id").with_columns(**told)
    answers = held["fetches"].with_columns(status=pl.lit(410, pl.Int64))
    fill(home, held | {"articles": articles, "fetches": answers})
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(snapshot, "audit", lambda stage, previous: Verdict(()))
        return publish(home, now=NOON, run_id="run", versions=Versions("1.0", "m1", "c1", "x1")).path


def ask(path: Path, question: str) -> list[tuple[object, ...]]:
    with duckdb.connect() as connection:
        connection.execute(f"SET VARIABLE snapshot = '{path}'")
        connection.execute((path / "views.sql").read_text())
        return connection.execute(question).fetchall()


DAY = date(2026, 3, 5)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("SELECT * FROM events_by_day", [(DAY, "ASSAULT", "actual", 2, 2)]),
        (
            "SELECT speaker_name, speaker_country, speech_act, statement_count FROM statements_by_speaker",
            [("(name)", ["KAR"], "accuse", 2)],
        ),
        ("SELECT accuser_country, target_country, statement_count FROM who_accuses_whom", [("KAR", "SAR", 2)]),
        (
            "SELECT event_id, claimant_country FROM contested_versions ORDER BY ALL",
            [("e-a1", ["KAR"]), ("e-a1", ["SAR"]), ("e-a2", ["KAR"]), ("e-a2", ["SAR"])],
        ),
        (
            "SELECT event_id, party, position FROM contested_events",
            [("e-a1", "KAR", "blames"), ("e-a2", "KAR", "blames")],
        ),
        ("SELECT * FROM coverage_gaps", []),
        ("SELECT url, withdrawn_how, status FROM withdrawn_articles", [("https://herald.example/a2", "gone", 410)]),
        (
            "SELECT first_outlet, first_url, article_count, outlets FROM copied_stories",
            [("herald", "https://herald.example/a1", 2, ["herald"])],
        ),
        (
            "SELECT mention_id, outlet, url, sentence_span, content_text FROM event_evidence WHERE event_id = 'e-a1'",
            [("m-a1", "herald", "https://herald.example/a1", {"start": 0, "end": 66}, ['"Sarand opened fire"'])],
        ),
        (
            "SELECT event_id, claimant_name, low_count, high_count, is_open FROM casualty_ranges",
            [("e-a1", "(the article)", 1, None, True), ("e-a2", "(the article)", 1, None, True)],
        ),
    ],
)
def test_views_answer(path: Path, question: str, answer: list[tuple[object, ...]]) -> None:
    assert ask(path, question) == answer


def test_views_work_from_the_folder_without_a_variable(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(path)
    with duckdb.connect() as connection:
        connection.execute(Path("views.sql").read_text())
        assert connection.execute("SELECT count(*) FROM events").fetchone() == (2,)


def test_every_view_says_what_it_shows(path: Path) -> None:
    assert ask(path, "SELECT view_name FROM duckdb_views() WHERE NOT internal AND comment IS NULL") == []


def test_plain_readers_open_the_folder(path: Path) -> None:
    folder = path / "data" / "statements"
    assert pl.read_parquet(folder).height == 2
    assert pl.scan_parquet(folder / "**" / "*.parquet").collect().height == 2
    assert pyarrow.dataset.dataset(folder, partitioning="hive").to_table().num_rows == 2
    pandas = pytest.importorskip("pandas")
    assert list(pandas.read_parquet(folder)["statement_id"]) == ["s-a1", "s-a2"]


def test_descriptions_name_every_file_and_column(path: Path) -> None:
    files = {file.relative_to(path).as_posix() for file in (path / "data").rglob("*.parquet")}
    package = json.loads((path / "datapackage.json").read_text())
    listed = [[given["path"]] if isinstance(given["path"], str) else given["path"] for given in package["resources"]]
    assert {file for paths in listed for file in paths} == files

    croissant = json.loads((path / "croissant.json").read_text())
    assert {part["@id"] for part in croissant["distribution"] if part["@type"] == "cr:FileObject"} == files
    for resource, record_set in zip(package["resources"], croissant["recordSet"], strict=True):
        names = pl.read_parquet_schema(path / listed[package["resources"].index(resource)][0]).names()
        assert [field["name"] for field in resource["schema"]["fields"]] == names
        assert [field["name"] for field in record_set["field"]] == names


@pytest.mark.parametrize("name", ["datapackage.json", "croissant.json"])
def test_descriptions_are_valid(path: Path, name: str) -> None:
    profile = json.loads((Path(__file__).parent / "profiles" / name).read_text())
    validator = jsonschema.Draft202012Validator(profile, format_checker=jsonschema.FormatChecker())
    validator.check_schema(profile)
    found = json.loads((path / name).read_text())
    assert [(error.json_path, error.message) for error in validator.iter_errors(found)] == []
    # The profile is no rubber stamp: it misses each thing that it asks for.
    for part in profile["required"]:
        assert list(validator.iter_errors({key: value for key, value in found.items() if key != part})), part


def test_references_in_descriptions_lead_somewhere(path: Path) -> None:
    package = json.loads((path / "datapackage.json").read_text())
    fields = {given["name"]: {field["name"] for field in given["schema"]["fields"]} for given in package["resources"]}
    for given in package["resources"]:
        assert set(given["schema"]["primaryKey"]) <= fields[given["name"]]
        for key in given["schema"]["foreignKeys"]:
            assert set(key["fields"]) <= fields[given["name"]]
            assert set(key["reference"]["fields"]) <= fields[key["reference"].get("resource", given["name"])]
    croissant = json.loads((path / "croissant.json").read_text())
    ids = {part["@id"] for part in croissant["distribution"]}
    for record_set in croissant["recordSet"]:
        names = {field["@id"] for field in record_set["field"]}
        assert {key["@id"] for key in record_set["key"]} <= names
        assert {field["source"]["fileSet"]["@id"] for field in record_set["field"]} <= ids
