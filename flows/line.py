"""The line as Prefect flows: collect, extract, code, resolve, publish; each step does what is missing.

`ingest` and `publication` are what prefect.yaml schedules; `line` is both, for `sayso run`; `history` extracts and codes
anew what an earlier method made, for `sayso reprocess`. A task is a batch: it reads,
computes in worker processes and writes in one transaction. So a run that was killed is completed by the next one, and a
run with nothing new writes nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

from prefect import flow, task
from prefect.artifacts import create_link_artifact, create_markdown_artifact, create_table_artifact
from prefect.assets import materialize
from prefect.cache_policies import NO_CACHE
from prefect.runtime import flow_run
from prefect.transactions import Transaction, get_transaction, transaction

from flows import code, collect, extract, publish, reprocess, resolve
from flows.processes import Failure
from flows.progress import Step, step
from flows.runners import Results, runner
from flows.settings import Settings, load_settings
from flows.sources import PACKAGED, Outlet, load_sources
from transforms.coder import Coded
from warehouse.lock import writing
from warehouse.snapshot import NothingChanged, PublicationRefused, Published

Item = TypeVar("Item")
# Hosts are visited side by side within a group; a group that fails is tried again without the others.
OUTLETS_IN_GROUP = 8
# A scheduled run lets the one before it end; by hand nobody is made to wait.
WAIT_S = 3600


@dataclass
class Report:
    """What a run did: its steps with their counts, addresses not tried by outlet and reason, and what it published."""

    steps: list[Step] = field(default_factory=list)
    untried: dict[str, Counter[str]] = field(default_factory=dict)
    published: Published | NothingChanged | None = None

    @contextmanager
    def step(self, name: str, total: int | None = None) -> Iterator[Step]:
        """Show a step while it works and keep what it did."""
        with step(name, total) as shown:
            self.steps.append(shown)
            yield shown


@flow(name="sayso", validate_parameters=False)
def line(
    settings: Settings, *, only: str | None = None, since: datetime | None = None, now: datetime | None = None
) -> Report:
    """Run the whole line once: ingest what is new, publish a snapshot where anything changed."""
    report = Report()
    with writing(settings.home, "run"):
        _ingest(report, settings, only, since, now or datetime.now(UTC))
        _publish(report, settings, now or datetime.now(UTC))
    return report


@flow(name="ingest")
def ingest(only: str | None = None) -> None:
    """Collect, extract, code and resolve what is new; settings come from sayso.toml and the environment."""
    settings = load_settings()
    with writing(settings.home, "ingest", wait_s=WAIT_S):
        _ingest(Report(), settings, only, None, datetime.now(UTC))


@flow(name="publish")
def publication() -> None:
    """Check the ledger and publish a snapshot; settings come from sayso.toml and the environment."""
    settings = load_settings()
    with writing(settings.home, "publish", wait_s=WAIT_S):
        _publish(Report(), settings, datetime.now(UTC))


@flow(name="publish by hand", validate_parameters=False)
def publish_ledger(settings: Settings, accepted: frozenset[str] = frozenset()) -> Report:
    """Publish the ledger as it is, without ingesting anything, for `sayso publish`."""
    report = Report()
    with writing(settings.home, "publish"):
        _publish(report, settings, datetime.now(UTC), accepted)
    return report


@flow(name="reprocess", validate_parameters=False)
def history(settings: Settings, *, only: str | None = None, since: datetime | None = None) -> Report:
    """Extract and code anew what an earlier method made, and publish what that changed."""
    report = Report()
    with writing(settings.home, "reprocess"):
        _reprocess(report, settings, only, since)
        _resolve(report, settings, datetime.now(UTC))
        _publish(report, settings, datetime.now(UTC))
    return report


def _ingest(report: Report, settings: Settings, only: str | None, since: datetime | None, now: datetime) -> None:
    sources = load_sources(settings.sources or PACKAGED)
    outlets = (sources.only(only) if only else sources).outlets
    with report.step("collect") as shown:
        # Sitemaps list the articles of years; saved pages are asked for by whoever saved them.
        listed, saved = ([o for o in outlets if o.is_on_network is network] for network in (True, False))
        recent = since or now - timedelta(days=settings.listing_days)
        running = [
            collect_outlets.submit(settings, group, oldest, now, shown)
            for found, oldest in ((listed, recent), (saved, since))
            for group in _batches(found, OUTLETS_IN_GROUP)
        ]
        for group in running:
            for outlet, untried in group.result().items():
                report.untried[outlet] = untried
    _extract(report, settings)
    _code(report, settings)
    _resolve(report, settings, now)


def _reprocess(report: Report, settings: Settings, only: str | None, since: datetime | None) -> None:
    pages = reprocess.older_pages(settings.home, settings.reader, only=only, since=since)
    with (
        report.step("reprocess", len(pages)) as shown,
        runner(settings, extract.extract_page, timeout_s=settings.extract_timeout_s) as extracting,
        runner(settings, code.coder(settings.reader), timeout_s=settings.code_timeout_s) as coding,
    ):
        for batch in _batches(pages, settings.batch_size):
            anew = reprocess.read_anew(
                batch, settings, lambda items: next(extracting([items])), lambda items: next(coding([items]))
            )
            store_anew(settings, anew, shown)


def _resolve(report: Report, settings: Settings, now: datetime) -> None:
    with report.step("resolve") as shown:
        for table, number in resolve_ledger(settings.home, now).items():
            shown.count(table, number)


def _extract(report: Report, settings: Settings) -> None:
    pages = extract.pending_pages(settings.home)
    with (
        report.step("extract", len(pages)) as shown,
        runner(settings, extract.extract_page, timeout_s=settings.extract_timeout_s) as compute,
    ):
        for results in compute(_batches(pages, settings.batch_size)):
            extract_pages(settings, results, shown)


def _code(report: Report, settings: Settings) -> None:
    pending = code.pending_articles(settings.home, settings.languages)
    with (
        report.step("code", len(pending.to_code) + len(pending.set_aside)) as shown,
        runner(settings, code.coder(settings.reader), timeout_s=settings.code_timeout_s) as compute,
    ):
        code.store_set_aside(settings.home, pending.set_aside)
        for outcome, number in Counter(pending.set_aside.values()).items():
            shown.count(outcome, number)
        batches = _batches(pending.to_code, settings.batch_size)
        for results in compute(code.articles_to_code(settings.home, ids) for ids in batches):
            code_articles(settings, results, shown)


def _publish(report: Report, settings: Settings, now: datetime, accepted: frozenset[str] = frozenset()) -> None:
    with report.step("publish") as shown:
        try:
            # Refused or crashed, a publication leaves the warehouse as it was, too.
            with transaction():
                count_coverage(settings.home)
                report.published = publish_snapshot(settings, now, accepted)
        except PublicationRefused as refused:
            if refused.verdict:
                create_markdown_artifact(key="checks", markdown=publish.check_report(refused.verdict))
            raise
        if isinstance(report.published, Published):
            for table, number in report.published.row_counts.items():
                shown.count(table, number)
    create_table_artifact(key="coverage", table=publish.last_days(settings.home), description="Each outlet's last day")
    if isinstance(report.published, Published):
        create_markdown_artifact(key="checks", markdown=publish.check_report(report.published.verdict))
        link = report.published.path.resolve().as_uri()
        create_link_artifact(key="snapshot", link=link, link_text=report.published.name)


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
def extract_pages(settings: Settings, results: Results[extract.ToExtract, extract.Extracted], shown: Step) -> None:
    """Write a batch of archived pages as articles, as their results come in."""
    batch = []
    for page, result in results:
        batch.append(extract.extracted(page, result))
        shown.count(batch[-1].article["outcome"])
    extract.store_extracted(settings.home, batch)


@task(name="code", cache_policy=NO_CACHE)
def code_articles(settings: Settings, results: Results[code.ToCode, Coded], shown: Step) -> None:
    """Write what a batch of articles says, as the results come in."""
    batch = []
    for article, coded in results:
        batch.append((article, coded))
        shown.count("failed" if isinstance(coded, Failure) else "coded")
    code.store_coded(settings.home, batch, settings.reader)


@task(name="reprocess", cache_policy=NO_CACHE)
def store_anew(settings: Settings, anew: reprocess.Anew, shown: Step) -> None:
    """Write what a batch of archived pages, read anew, says now, as one step."""
    for outcome, number in reprocess.store_anew(settings, anew).items():
        shown.count(outcome, number)


@task(name="resolve", cache_policy=NO_CACHE)
def resolve_ledger(home: Path, now: datetime) -> dict[str, int]:
    """Mark what was withdrawn, and resolve mentions into events and claims where anything they rest on changed."""
    withdrawn = extract.mark_withdrawn(home)
    return resolve.resolve(home, now) | ({"articles_withdrawn": withdrawn} if withdrawn else {})


@task(name="count coverage", cache_policy=NO_CACHE)
def count_coverage(home: Path) -> None:
    """Count what each outlet's days brought."""
    before = publish.count_coverage(home)
    if (current := get_transaction()) is not None:
        current.set("restore", lambda: publish.restore_coverage(home, before))


@count_coverage.on_rollback
def _restore_coverage(rolled_back: Transaction) -> None:
    rolled_back.get("restore")()


@materialize("file://sayso/snapshots", name="publish", cache_policy=NO_CACHE)
def publish_snapshot(settings: Settings, now: datetime, accepted: frozenset[str]) -> Published | NothingChanged:
    """Publish a snapshot through the gate."""
    return publish.publish_snapshot(settings, now, str(flow_run.get_id() or "by hand"), accepted)
