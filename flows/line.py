"""The line as Prefect flows: collect, extract, code, resolve, publish; each step does what is missing.

`ingest` and `publication` are what prefect.yaml schedules; `line` is both, for `sayso run`. A task is a batch: it reads,
computes in worker processes and writes in one transaction. So a run that was killed is completed by the next one, and a
run with nothing new writes nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from prefect import flow, task
from prefect.artifacts import create_link_artifact, create_markdown_artifact, create_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.runtime import flow_run

from flows import code, collect, extract, publish, resolve
from flows.progress import Step, step
from flows.settings import Settings, load_settings
from flows.sources import PACKAGED, Outlet, load_sources
from warehouse.snapshot import NothingChanged, Published

Item = TypeVar("Item")
# Hosts are visited side by side within a group; a group that fails is tried again without the others.
OUTLETS_IN_GROUP = 8


@dataclass
class Report:
    """What a run did: its steps with their counts, and what it published, if it came to that."""

    steps: list[Step] = field(default_factory=list)
    published: Published | NothingChanged | None = None


@flow(name="sayso", validate_parameters=False)
def line(
    settings: Settings, *, only: str | None = None, since: datetime | None = None, now: datetime | None = None
) -> Report:
    """Run the whole line once: ingest what is new, publish a snapshot where anything changed."""
    report = Report()
    _ingest(report, settings, only, since, now or datetime.now(UTC))
    _publish(report, settings, now or datetime.now(UTC))
    return report


@flow(name="ingest")
def ingest(only: str | None = None) -> None:
    """Collect, extract, code and resolve what is new; settings come from sayso.toml and the environment."""
    _ingest(Report(), load_settings(), only, None, datetime.now(UTC))


@flow(name="publish")
def publication() -> None:
    """Check the ledger and publish a snapshot; settings come from sayso.toml and the environment."""
    _publish(Report(), load_settings(), datetime.now(UTC))


def _ingest(report: Report, settings: Settings, only: str | None, since: datetime | None, now: datetime) -> None:
    home = settings.home
    sources = load_sources(settings.sources or PACKAGED)
    outlets = (sources.only(only) if only else sources).outlets
    untried: dict[str, Counter[str]] = {}
    with step("collect") as shown:
        groups = [
            collect_outlets.submit(settings, group, since, now, shown) for group in _batches(outlets, OUTLETS_IN_GROUP)
        ]
        for group in groups:
            untried |= group.result()
    report.steps.append(shown)
    pages = extract.pending_pages(home)
    with step("extract", len(pages)) as shown:
        for batch in _batches(pages, settings.batch_size):
            extract_pages(settings, batch, shown)
    report.steps.append(shown)
    pending = code.pending_articles(home, settings.languages)
    with step("code", len(pending.to_code) + len(pending.set_aside)) as shown:
        code.store_set_aside(home, pending.set_aside)
        for outcome, number in Counter(pending.set_aside.values()).items():
            shown.count(outcome, number)
        for articles in _batches(pending.to_code, settings.batch_size):
            code_articles(settings, articles, shown)
    report.steps.append(shown)
    with step("resolve") as shown:
        for table, number in resolve_ledger(home, now).items():
            shown.count(table, number)
    report.steps.append(shown)
    rows = publish.coverage_rows(home, outlets, now, untried)
    create_table_artifact(
        key="coverage", table=rows, description="Each outlet's last day: what came, and why not more."
    )


def _publish(report: Report, settings: Settings, now: datetime) -> None:
    with step("publish") as shown:
        report.published = publish_snapshot(settings, now, flow_run.id or "by-hand")
        for table, number in publish.rows_by_table(report.published).items():
            shown.count(table, number)
    report.steps.append(shown)
    create_markdown_artifact(key="checks", markdown=publish.check_report(report.published), description="The gate.")
    if isinstance(report.published, Published):
        create_link_artifact(
            key="snapshot", link=report.published.path.resolve().as_uri(), link_text=report.published.version
        )


def _batches(items: Sequence[Item], size: int) -> Iterator[Sequence[Item]]:
    return (items[at : at + size] for at in range(0, len(items), size))


@task(name="collect", cache_policy=NO_CACHE, retries=2, retry_delay_seconds=[10, 60], retry_jitter_factor=0.5)
def collect_outlets(
    settings: Settings, outlets: Sequence[Outlet], since: datetime | None, now: datetime, shown: Step
) -> dict[str, Counter[str]]:
    """Crawl a group of outlets; a second try goes on where the first broke off."""
    return collect.collect(
        settings.home,
        list(outlets),
        now=now,
        contact=settings.contact,
        timeout_s=settings.collect_timeout_s,
        since=since,
        count=shown.count,
    )


@task(name="extract", cache_policy=NO_CACHE)
def extract_pages(settings: Settings, pages: Sequence[extract.ToExtract], shown: Step) -> None:
    """Extract a batch of archived pages."""
    batch = []
    for _, extracted in extract.extract_pages(pages, workers=settings.workers, timeout_s=settings.extract_timeout_s):
        batch.append(extracted)
        shown.count(extracted.article["outcome"])
    extract.store_extracted(settings.home, batch)


@task(name="code", cache_policy=NO_CACHE)
def code_articles(settings: Settings, articles: Sequence[code.ToCode], shown: Step) -> None:
    """Code a batch of articles."""
    batch = []
    for article, coded in code.code_articles(articles, workers=settings.workers, timeout_s=settings.code_timeout_s):
        batch.append((article, coded))
        shown.count("coded" if isinstance(coded, code.Coded) else "failed")
    code.store_coded(settings.home, batch)


@task(name="resolve", cache_policy=NO_CACHE)
def resolve_ledger(home: Path, now: datetime) -> dict[str, int]:
    """Resolve mentions into events and claims, where anything they rest on changed."""
    return resolve.resolve(home, now)
