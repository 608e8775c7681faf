"""What a publication carries over from the one before is what it would have found itself."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tests.rows import NOON, fill, ledger
from warehouse import manifest, staging
from warehouse.gate import Proven
from warehouse.snapshot import Published, Versions, publish, redact

pytestmark = pytest.mark.slow  # each publishes two to four snapshots, with every check
DAY = timedelta(days=1)
MARCH = "data/statements/month=2026-03/part-0.parquet"


def months(*names: str) -> dict[str, pl.DataFrame]:
    """Return a ledger with an article in each of so many months from January."""
    parts = [ledger(name, day=date(2026, 1 + number, 5)) for number, name in enumerate(names)]
    tables = {table: pl.concat([part[table] for part in parts]).unique(maintain_order=True) for table in parts[0]}
    days = [datetime(2026, 1 + number, 5, tzinfo=NOON.tzinfo) for number in range(len(names))]
    moments = {name: pl.Series(days, dtype=pl.Datetime("us", "UTC")) for name in ("published_at", "fetched_at")}
    tables["articles"] = tables["articles"].with_columns(**moments)
    return tables


def put(home: Path, tables: dict[str, pl.DataFrame], now: datetime, method: str = "m1") -> Path:
    fill(home, tables | {"codings": tables["codings"].with_columns(method_version=pl.lit(method))})
    done = publish(home, now=now, run_id="run", versions=Versions("1.0", method, "c1", "x1"))
    assert isinstance(done, Published)
    return done.path


def checks(snapshot: Path) -> dict[str, Any]:
    """Return every check of a snapshot by its rule."""
    bodies = [json.loads(path.read_text()) for path in sorted((snapshot / "checks").glob("*.json"))]
    return {check["rule"]: check for body in bodies for check in body["checks"]}


def plain(snapshot: Path) -> dict[str, Any]:
    """Return every file of a snapshot, without what checks and manifest say of verdicts that were carried over."""
    found: dict[str, Any] = {
        path.relative_to(snapshot).as_posix(): path.read_bytes() for path in snapshot.rglob("*") if path.is_file()
    }
    for path in [path for path in found if path.startswith("checks/")]:
        found[path] = json.loads(found[path])
        for check in found[path]["checks"]:
            del check["carried_over"]
    body = json.loads(found[manifest.FILE])
    del body["sha256"]
    body["files"] = {path: told for path, told in body["files"].items() if not path.startswith("checks/")}
    return found | {manifest.FILE: body}


def changed(tables: dict[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """Return a ledger of which one statement and one event, of February, are coded otherwise."""
    role = pl.when(pl.col("statement_id") == "s-b").then(pl.lit("minister")).otherwise("speaker_role")
    place = pl.when(pl.col("event_id") == "e-b").then(pl.lit("Qala")).otherwise("place_name")
    return tables | {
        "statements": tables["statements"].with_columns(speaker_role=role),
        "events": tables["events"].with_columns(place_name=place),
    }


def test_the_same_is_published_as_by_a_publication_that_carries_nothing_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    homes = [tmp_path / "carries", tmp_path / "anew"]
    for home in homes:
        put(home, months("a", "b", "c"), NOON)
    carries = put(homes[0], changed(months("a", "b", "c")), NOON + DAY, "m2")
    monkeypatch.setattr(staging, "shared", lambda previous: {})
    anew = put(homes[1], changed(months("a", "b", "c")), NOON + DAY, "m2")
    assert plain(carries) == plain(anew)
    over = {rule: check["carried_over"] for rule, check in checks(carries).items()}
    assert over["statements.speech_act.codes"] == {"snapshot": "2026-03-05.01", "files": 2}
    assert over["sources.outlet.not_null"] == {"snapshot": "2026-03-05.01", "files": 1}
    assert over["statements.key"] is over["statements.article_id.found_in_articles"] is None
    assert all(check["carried_over"] is None for check in checks(anew).values())


def test_a_fault_beside_verdicts_that_are_carried_over_is_found(tmp_path: Path) -> None:
    put(tmp_path, months("a", "b", "c"), NOON)
    tables = changed(months("a", "b", "c"))
    wrong = pl.when(pl.col("statement_id") == "s-b").then(pl.lit("shout")).otherwise("speech_act")
    path = put(tmp_path, tables | {"statements": tables["statements"].with_columns(speech_act=wrong)}, NOON + DAY, "m2")
    body = json.loads((path / "checks/statements.json").read_text())
    assert {"row_id": "s-b", "rule": "statements.speech_act.codes"} in body["quarantined"]
    assert pl.read_parquet(path / "data/statements")["statement_id"].sort().to_list() == ["s-a", "s-c"]


def test_a_rule_that_was_broken_is_held_to_every_row_again(tmp_path: Path) -> None:
    tables = months("a", "b", "c")
    late = tables["articles"].with_columns(published_at=pl.col("fetched_at") + pl.duration(days=3))
    first = put(tmp_path, tables | {"articles": late}, NOON)
    second = put(tmp_path, changed(tables) | {"articles": late}, NOON + DAY, "m2")
    for path in (first, second):
        check = checks(path)["articles.published_at.not_after_fetch"]
        assert (check["verdict"], check["fault_count"], check["carried_over"]) == ("fail", 3, None)


def test_nothing_is_carried_over_from_what_was_redacted_or_altered(tmp_path: Path) -> None:
    first = put(tmp_path, months("a", "b", "c"), NOON)
    redact(tmp_path, table="statements", ids=["s-a"], columns=["speaker_text"], reason="asked for", now=NOON)
    second = put(tmp_path, changed(months("a", "b", "c")), NOON + DAY, "m2")
    assert checks(second)["statements.speech_act.codes"]["carried_over"] == {"snapshot": first.name, "files": 1}
    assert Proven.by(second).observed
    altered = second / "checks/events.json"
    altered.write_text(altered.read_text().replace('"fail"', '"pass"') + " ")
    assert not Proven.by(second).observed
