"""Coverage counted, the gate passed, a snapshot put in place; and what is told of it in Prefect and on the terminal."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import polars as pl

from flows.settings import Settings
from transforms.coverage import coverage
from transforms.method import codebook_version, method_version, model_version
from transforms.tables import SCHEMA_VERSION
from warehouse.database import Warehouse
from warehouse.gate import Verdict
from warehouse.manifest import Versions
from warehouse.snapshot import NothingChanged, Published, publish

QUERIES = (
    (
        "Contested events: every party's version, side by side",
        "SELECT date_start, place_name, party, position, says FROM contested_events ORDER BY date_start, event_id LIMIT 10",
    ),
    (
        "Who accuses whom",
        "SELECT * FROM who_accuses_whom LIMIT 10",
    ),
    (
        "What one government said, in its own words",
        "SELECT published_date, speaker_name, speech_act, content_text FROM statements "
        "WHERE list_contains(speaker_country, 'ARM') ORDER BY published_date LIMIT 10",
    ),
)


def versions(reader: str) -> Versions:
    """Return the versions of shape, method, codebook and model in force."""
    return Versions(SCHEMA_VERSION, method_version(reader), codebook_version(), model_version(reader))


def publish_snapshot(
    settings: Settings, now: datetime, run_id: str, accepted: frozenset[str] = frozenset()
) -> Published | NothingChanged:
    """Publish the ledger as it stands, or nothing where nothing changed; raise `PublicationRefused` at the gate.

    ``accepted`` names rules whose failure the operator takes upon himself, this once and on record.
    """
    return publish(
        settings.home,
        now=now,
        run_id=run_id,
        versions=versions(settings.reader),
        include_text=settings.publish_text,
        accepted=accepted,
        store=settings.store,
    )


def count_coverage(home: Path) -> pl.DataFrame:
    """Count anew what each outlet's days brought; return the table as it was before, for a roll-back."""
    with Warehouse(home) as warehouse, warehouse.transaction():
        before = warehouse.read("coverage")
        counted = coverage(*(warehouse.read(name) for name in ("fetches", "articles", "codings", "sources")))
        warehouse.replace("coverage", counted)
    return before


def restore_coverage(home: Path, before: pl.DataFrame) -> None:
    """Put the coverage table back to what it was."""
    with Warehouse(home) as warehouse:
        warehouse.replace("coverage", before)


def last_days(home: Path) -> list[dict[str, object]]:
    """Return each outlet's newest day of coverage, for people."""
    columns = ["outlet", "day_date", "found_count", "fetched_count", "extracted_count", "coded_count", "is_gap"]
    with Warehouse(home) as warehouse:
        table = warehouse.read("coverage")
    return (
        table.sort("day_date")
        .group_by("outlet", maintain_order=True)
        .last()
        .select(columns)
        .cast({"day_date": pl.String})
        .to_dicts()
    )


def check_report(verdict: Verdict) -> str:
    """Return the gate's verdict as Markdown: what did not pass first, then how many checks did."""
    lines = ["| check | table | severity | verdict | observed | rows at fault |", "|---|---|---|---|---|---|"]
    bad = [check for check in verdict.checks if check.outcome != "pass"]
    for check in bad:
        cells = (check.rule, check.table, check.severity, check.outcome, check.observed, check.fault_count)
        lines.append("| " + " | ".join(str(cell).replace("|", "/") for cell in cells) + " |")
    passed = len(verdict.checks) - len(bad)
    return "\n".join(["# Checks", f"{passed} of {len(verdict.checks)} passed.", "", *(lines if bad else [])])
