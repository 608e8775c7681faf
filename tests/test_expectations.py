"""The gate finds what breaks a rule, names the rows, and takes a check that crashed for no check that passed."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest

from expectations.contract import Rule, row_rule
from expectations.suites import PUBLISHED, SUITES
from tests.rows import NOON, fill, ledger, rows, span
from transforms.tables import TABLES
from warehouse import manifest, parquet, quarantine, snapshot
from warehouse.database import Warehouse, connect
from warehouse.gate import ARTICLE_TEXT, Fault, Verdict, audit
from warehouse.snapshot import PublicationRefused, Published, Versions, publish

M1 = Versions("1.0", "m1", "c1", "x1")
NAMES = tuple(f"a{number:02}" for number in range(30))


def stage(folder: Path, tables: dict[str, pl.DataFrame]) -> Path:
    """Write frames as a stage, without the casts that would refuse what the gate is to find."""
    with connect() as connection:
        for name, table in PUBLISHED.items():
            connection.register("given", tables.get(name, rows(name)))
            parquet.write(connection, table, "given", folder)
    tables["articles"].select("article_id", "text").write_parquet(folder / ARTICLE_TEXT)
    return folder


def alter(frame: pl.DataFrame, key: str, row_id: str, **values: object) -> pl.DataFrame:
    """Return the frame with one row's columns set."""
    return frame.with_columns(
        pl.when(pl.col(key) == row_id).then(pl.lit(value, frame.schema[name])).otherwise(name).alias(name)
        for name, value in values.items()
    )


def faults(verdict: Verdict) -> set[tuple[str, str]]:
    return {(fault.rule, fault.row_id) for check in verdict.checks for fault in check.faults}


FAULTS = [
    ("articles", "a01", {"kind": "gossip"}, "articles.kind.codes"),
    ("articles", "a02", {"text_sha256": "0" * 64}, "articles.text_sha256.digest"),
    ("statements", "s-a02", {}, "statements.text_sha256.of_article"),  # follows from the article's
    ("articles", "a03", {"word_count": -1}, "articles.word_count.range"),
    ("articles", "a04", {"url": None}, "articles.url.not_null"),
    ("articles", "a05", {"outlet": "nobody"}, "articles.outlet.found_in_sources"),
    ("articles", "a06", {"published_at": NOON + timedelta(days=9)}, "articles.published_at.not_after_fetch"),
    ("statements", "s-a01", {"speaker_span": {"start": 9, "end": 9}}, "statements.speaker_span.span"),
    ("statements", "s-a08", {"text_sha256": "0" * 64}, "statements.text_sha256.of_article"),
    ("statements", "s-a03", {"content_text": ["Sarand opened"]}, "statements.content_text.verbatim"),
    ("statements", "s-a04", {"speaker_text": "The army"}, "statements.speaker_text.verbatim"),
    ("statements", "s-a05", {"quoted_spans": [span("Qala")]}, "statements.quoted_spans.inside_content"),
    ("statements", "s-a06", {"mention_ids": ["m-none"]}, "statements.mention_ids.found_in_mentions"),
    ("statements", "s-a07", {"confidence": 1.5}, "statements.confidence.range"),
    ("mentions", "m-a01", {"context": ["military", "weather"]}, "mentions.context.codes"),
    ("mentions", "m-a02", {"date_start": date(2026, 3, 9)}, "mentions.date_start.not_after_end"),
    ("mentions", "m-a03", {"statement_id": "s-none"}, "mentions.statement_id.found_in_statements"),
    ("mentions", "m-a04", {"latitude": 91.0, "longitude": 0.0}, "mentions.latitude.range"),
    ("mentions", "m-a05", {"latitude": 40.0}, "mentions.latitude.with_longitude"),
    ("mentions", "m-a06", {"trigger_span": span("denied it")}, "mentions.trigger_span.in_sentence"),
    ("casualties", "k-a01", {"low_count": 9, "best_count": 2}, "casualties.low_count.not_above_high"),
    ("events", "e-a01", {"mention_ids": []}, "events.mention_ids.not_empty"),
    ("events", "e-a02", {"versions": []}, "events.is_disputed.by_versions"),
    ("events", "e-a03", {"killed_low": 5, "killed_high": 3}, "events.killed_low.not_above_high"),
    ("claims", "c-a01", {"statement_ids": []}, "claims.evidence"),
    ("claims", "c-a02", {"event_id": "e-none"}, "claims.event_id.found_in_events"),
]


@pytest.mark.slow
def test_every_fault_is_found_at_its_row(tmp_path: Path) -> None:
    tables = ledger(*NAMES)
    for table, row_id, values, _ in FAULTS:
        tables[table] = alter(tables[table], TABLES[table].key[0], row_id, **values)
    verdict = audit(stage(tmp_path, tables))

    assert {(rule, row_id) for _, row_id, _, rule in FAULTS} <= faults(verdict)
    assert verdict.errors == []
    assert verdict.outcome == "pass"  # they are faults of rows, for quarantine
    # One altered value may break two rules; no row that was left alone breaks any.
    assert {row_id for _, row_id in faults(verdict)} == {row_id for _, row_id, _, _ in FAULTS}


@pytest.mark.slow
def test_faults_of_a_whole_table_are_critical(tmp_path: Path) -> None:
    stage(tmp_path / "before", ledger(*NAMES))
    manifest.write(tmp_path / "before", {"tables": {}, "files": {}, "redactions": []})
    tables = ledger("a01") | {"claims": pl.concat([ledger("a01")["claims"]] * 2)}
    verdict = audit(stage(tmp_path / "now", tables), tmp_path / "before")
    assert verdict.outcome == "fail"
    failed = {check.rule: check.observed for check in verdict.failed("critical")}
    assert failed["claims.key"] == 2
    assert {"events.volume", "articles.volume", "statements.volume"} <= failed.keys()
    assert [fault.row_id for check in verdict.checks if check.rule == "claims.key" for fault in check.faults] == [
        "c-a01"
    ]


def test_a_snapshot_without_articles_is_refused(tmp_path: Path) -> None:
    verdict = audit(stage(tmp_path, ledger()), suites={"articles": SUITES["articles"]})
    assert [check.rule for check in verdict.failed("critical")] == ["articles.not_empty"]


@pytest.mark.parametrize(
    "rule",
    [
        Rule("sources.broken", "warning", "names no column", "SELECT outlet, colour AS observed FROM sources"),
        row_rule(
            TABLES["sources"],
            "broken",
            "false",
            "names no column",
            expectation="expect_column_values_to_not_be_null",
            arguments={"column": "colour"},
        ),
        row_rule(
            TABLES["sources"],
            "broken",
            "false",
            "fails, but finds no row at fault",
            expectation="expect_column_values_to_be_in_set",
            arguments={"column": "outlet", "value_set": ["nobody"]},
        ),
    ],
)
def test_a_check_that_crashes_or_contradicts_itself_is_an_error(tmp_path: Path, rule: Rule) -> None:
    verdict = audit(stage(tmp_path, ledger("a01")), suites={"sources": [rule, *SUITES["sources"]]})
    assert verdict.outcome == "error"
    assert [check.rule for check in verdict.errors] == ["sources.broken"]
    assert (
        sum(check.outcome == "pass" for check in verdict.checks) == len(SUITES["sources"]) - 1
    )  # no previous: no volume


def test_a_silent_outlet_is_a_warning(tmp_path: Path) -> None:
    days = [date(2026, 3, 1) + timedelta(days=day) for day in range(9)]
    spoke = rows(
        "coverage",
        *(
            {"outlet": "herald", "day_date": day, "extracted_count": 5 if number < 7 else 0}
            for number, day in enumerate(days)
        ),
        *({"outlet": "courier", "day_date": day, "extracted_count": 5} for day in days),
    )
    folder = stage(tmp_path, ledger("a01") | {"coverage": spoke})
    verdict = audit(folder, suites={"coverage": [rule for rule in SUITES["coverage"] if "silent" in rule.name]})
    assert faults(verdict) == {("coverage.silent_outlet", "herald/2026-03-09")}


def test_quarantine_takes_what_rests_on_a_row_and_nothing_else(tmp_path: Path) -> None:
    folder = stage(tmp_path, ledger("a01", "a02"))
    with connect() as connection:
        removed = quarantine.set_aside(connection, folder, [Fault("statements", "s-a01", "rule", "value")])
    assert {(fault.table, fault.row_id, fault.rule) for fault in removed} == {
        ("statements", "s-a01", "rule"),
        ("mentions", "m-a01", "mentions.statement_id.rests_on_statements"),
        ("casualties", "k-a01", "casualties.mention_id.rests_on_mentions"),
    }

    def held(table: str, *columns: str) -> list[tuple[object, ...]]:
        return pl.read_parquet(parquet.files(folder, table)).select(columns).rows()

    assert held("statements", "statement_id", "mention_ids") == [("s-a02", ["m-a02"])]
    assert held("casualties", "casualty_id") == [("k-a02",)]
    assert held("events", "event_id", "mention_ids") == [("e-a01", []), ("e-a02", ["m-a02"])]
    assert sorted(held("articles", "article_id")) == [("a01",), ("a02",)]


@pytest.mark.slow
def test_publication_quarantines_rows_and_publishes_the_rest(tmp_path: Path) -> None:
    tables = ledger(*NAMES)
    fill(tmp_path, tables | {"mentions": alter(tables["mentions"], "mention_id", "m-a07", trigger_text="opened eyes")})
    done = publish(tmp_path, now=NOON, run_id="run", versions=M1)
    assert isinstance(done, Published)
    assert {(fault.row_id, fault.rule) for fault in done.quarantined} == {
        ("m-a07", "mentions.trigger_text.verbatim"),
        ("k-a07", "casualties.mention_id.rests_on_mentions"),
        ("e-a07", "events.mention_ids.not_empty"),
        ("c-a07", "claims.event_id.rests_on_events"),
    }
    assert done.row_counts["events"] == 29
    assert snapshot.verify(done.path) == []
    with Warehouse(tmp_path) as warehouse:
        kept = warehouse.read("quarantine").select("table_name", "row_id", "observed").rows()
        assert ("mentions", "m-a07", "opened eyes") in kept
        assert len(kept) == 4
        assert warehouse.read("mentions").height == 30


@pytest.mark.slow
def test_too_many_faults_are_no_faults_of_rows(tmp_path: Path) -> None:
    tables = ledger(*NAMES)
    wrong = tables["statements"].with_columns(speaker_text=pl.lit("The army"))
    fill(tmp_path, tables | {"statements": wrong})
    with pytest.raises(
        PublicationRefused, match=r"30 of 30 rows of statements are at fault: .*s-a00 \(The army\)"
    ) as caught:
        publish(tmp_path, now=NOON, run_id="run", versions=M1)
    assert caught.value.verdict is not None
    assert snapshot.index(tmp_path)[-1]["outcome"] == "refused"


def test_rules_have_names_of_their_own() -> None:
    names = [rule.name for suite in SUITES.values() for rule in suite]
    assert len(names) == len(set(names))
    assert {rule.name.partition(".")[0] for suite in SUITES.values() for rule in suite} == set(PUBLISHED)


@pytest.mark.slow
def test_a_loss_of_rows_is_published_only_when_accepted(tmp_path: Path) -> None:
    fill(tmp_path, ledger(*NAMES))
    publish(tmp_path, now=NOON, run_id="run", versions=M1)
    recoded = ledger(*NAMES)["codings"].with_columns(method_version=pl.lit("m2"))
    fill(tmp_path, {"codings": recoded, "casualties": ledger(NAMES[0])["casualties"]})
    later, m2 = NOON + timedelta(days=1), Versions("1.0", "m2", "c1", "x1")
    with pytest.raises(PublicationRefused, match=r"casualties\.volume"):
        publish(tmp_path, now=later, run_id="run", versions=m2)
    done = publish(tmp_path, now=later, run_id="run", versions=m2, accepted=frozenset({"casualties.volume"}))
    assert isinstance(done, Published)
    body = manifest.read(done.path)
    assert body["accepted"] == ["casualties.volume"]
    assert body["known_issues"][0].startswith("casualties.volume: 1 rows")


@pytest.mark.slow
def test_a_row_leaves_and_enters_the_published_tables_with_quarantine(tmp_path: Path) -> None:
    tables = ledger(*NAMES)
    broken = alter(tables["mentions"], "mention_id", "m-a07", trigger_text="opened eyes")
    fill(tmp_path, tables)
    publish(tmp_path, now=NOON, run_id="run", versions=M1)

    fill(tmp_path, {"mentions": broken})
    without = publish(tmp_path, now=NOON + timedelta(days=1), run_id="run", versions=M1)
    assert isinstance(without, Published)
    assert without.changes.filter(pl.col("table_name") != "retired_ids").rows() == [
        ("casualties", "delete", "retraction", 1),
        ("claims", "delete", "retraction", 1),
        ("events", "delete", "retraction", 1),
        ("mentions", "delete", "retraction", 1),
        ("statements", "update", "retraction", 1),
    ]

    fill(tmp_path, {"mentions": tables["mentions"]})
    back = publish(tmp_path, now=NOON + timedelta(days=2), run_id="run", versions=M1)
    assert isinstance(back, Published)
    assert {cause for table, _, cause, _ in back.changes.rows() if table != "retired_ids"} == {"late"}
    assert pl.read_parquet(back.path / "data/retired_ids/part-0.parquet").is_empty()
    assert snapshot.verify(back.path) == []
