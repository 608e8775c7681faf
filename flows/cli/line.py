"""Commands that run the line: sample, run, reprocess, publish, worker."""

from __future__ import annotations

import logging
import os
import shlex
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from flows.cli import app, state
from flows.settings import Settings, load_settings
from flows.sources import PACKAGED, load_sources
from flows.worker import PORT
from transforms.errors import SaysoError

if TYPE_CHECKING:
    from flows.line import Report

Home = Annotated[Path | None, typer.Option(help="Folder of the ledger (setting `home`).")]
Sources = Annotated[Path | None, typer.Option(help="Sources file; default: the packaged list of real outlets.")]
SAMPLE_HOME = Path("ledger/sample")


@app.command()
def sample(
    home: Annotated[Path, typer.Option(help="Folder of the sample's ledger.")] = SAMPLE_HOME,
    next_day: Annotated[
        bool, typer.Option("--next-day", help="Let a day pass: corrected and new articles come in.")
    ] = False,
) -> None:
    """Run the whole line on the bundled sample newsroom, served on loopback.

    A second run finds nothing new and changes no row. `--next-day` looks again a day later, when the newsroom has
    corrected an article: a second snapshot says what changed and why.
    """
    from flows.newsroom.serve import serve

    settings = load_settings(home=home)
    sources = home / "sources.toml"
    with serve(edition=2 if next_day else 1) as newsroom:
        home.mkdir(parents=True, exist_ok=True)
        sources.write_text(newsroom.sources, encoding="utf-8")
        now = datetime.now(UTC) + timedelta(days=1 if next_day else 0)
        # The newsroom's articles keep their dates, whenever they are read.
        report = _run(settings.model_copy(update={"sources": sources}), since=datetime.min.replace(tzinfo=UTC), now=now)
    _tell(report, settings)


@app.command()
def run(
    sources: Sources = None,
    since: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"], help="Leave out articles dated before; default: a week (setting `listing_days`)."
        ),
    ] = None,
    only: Annotated[str | None, typer.Option(help="One outlet of the sources file, by name.")] = None,
    home: Home = None,
    workers: Annotated[int | None, typer.Option(help="Processes for extraction and coding.")] = None,
    runner: Annotated[
        str | None, typer.Option(help="Where they run: processes of this machine, dask, or dask:tcp://HOST:PORT.")
    ] = None,
) -> None:
    """Run the line once: collect, extract, code, resolve, check, publish. Each step does what is missing."""
    settings = load_settings(home=home, sources=sources, workers=workers, runner=runner)
    _tell(_run(settings, only=only, since=since and since.replace(tzinfo=UTC)), settings)


@app.command()
def reprocess(
    since: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Only articles published on this day or later.")
    ] = None,
    only: Annotated[str | None, typer.Option(help="One outlet, by name.")] = None,
    home: Home = None,
    workers: Annotated[int | None, typer.Option(help="Processes for extraction and coding.")] = None,
) -> None:
    """Extract and code history anew from the archive with today's code, and publish what that changed.

    Takes up the articles that an earlier version of code, codebook or model made; nothing is fetched. Interrupted, it
    goes on where it was; run again, it finds nothing to do. The snapshot names `method` as the cause of what changed.
    """
    from warehouse.database import FILE

    settings = load_settings(home=home, workers=workers)
    if not (settings.home / FILE).exists():
        raise SaysoError(f"{settings.home}: nothing was collected into this home yet")
    with _prefect(settings):
        from flows.line import history
        from flows.reprocess import check_outlet

        # An outlet that is not there is told of before a server is started for it.
        check_outlet(settings.home, only)
        report = history(settings, only=only, since=since and since.replace(tzinfo=UTC))
    _tell(report, settings)


@app.command()
def publish(
    home: Home = None,
    accept: Annotated[
        list[str] | None, typer.Option(help="Rule whose failure is accepted this once, on record.")
    ] = None,
) -> None:
    """Check the ledger as it is and publish a snapshot, if anything changed since the last.

    `--accept` is for a loss of rows that is meant, as when a better method finds half as many: the rule's name is in the
    refusal, and the manifest keeps the acceptance.
    """
    settings = load_settings(home=home)
    with _prefect(settings):
        from flows.line import publish_ledger

        report = publish_ledger(settings, frozenset(accept or ()))
    _tell(report, settings)


@app.command()
def rebuild(home: Home = None) -> None:
    """Make the warehouse anew from the archive and the newest snapshot, as when its file is damaged.

    The old file is put aside. The next `sayso run` extracts, codes and resolves what was archived; where nothing else
    changed, it finds nothing new to publish.
    """
    from flows.rebuild import rebuild as make_anew

    for table, number in make_anew(load_settings(home=home).home, datetime.now(UTC)).items():
        sys.stdout.write(f"{table:<12} {number}\n")
    sys.stdout.write("Run `sayso run` to extract, code and resolve it.\n")


@app.command()
def worker(
    home: Home = None,
    host: Annotated[
        str, typer.Option(help="Address that the Prefect server answers at; it asks nobody for a password.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port of the Prefect server.")] = PORT,
    limit: Annotated[int, typer.Option(help="Runs at a time.")] = 2,
) -> None:
    """Serve the schedules of prefect.yaml on this machine: server, work pool, deployments and worker in one."""
    from flows.worker import run_worker

    raise typer.Exit(run_worker(load_settings(home=home), host, port, limit))


def _run(settings: Settings, **options: Any) -> Report:
    # A sources file that cannot be used is told of before a server is started for it.
    load_sources(settings.sources or PACKAGED)
    with _prefect(settings):
        from flows.line import line

        report: Report = line(settings, **options)
        return report


@contextmanager
def _prefect(settings: Settings) -> Iterator[None]:
    """Keep Prefect's state in the ledger's home and its log quiet; a server that is configured is used instead.

    A full disk or one that cannot be written is told in one line.
    """
    if "PREFECT_HOME" not in os.environ:
        prefect_home = settings.home.resolve() / "prefect"
        prefect_home.mkdir(parents=True, exist_ok=True)
        os.environ["PREFECT_HOME"] = str(prefect_home)
    # What ends a run is told at its end, in one line: Prefect would tell it in a hundred before.
    os.environ.setdefault("PREFECT_LOGGING_LEVEL", "WARNING" if state["debug"] else "CRITICAL")
    # Prefect's own 20 s are not enough for its first start on a busy machine.
    os.environ.setdefault("PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS", "120")
    # At exit the temporary server cancels its own listeners and logs each; nothing of ours is lost.
    logging.getLogger("prefect.server").setLevel(logging.CRITICAL)
    try:
        yield
    except OSError as error:
        where = error.filename or settings.home
        kept = "what was done is kept, and the next run completes it"
        raise SaysoError(f"{where}: {error.strerror or error}; {kept}") from error


def _tell(report: Report, settings: Settings) -> None:
    from flows.publish import QUERIES
    from warehouse.snapshot import NothingChanged

    out = sys.stdout
    if report.published is None or isinstance(report.published, NothingChanged):
        out.write("Nothing new: no row changed, no snapshot was needed.\n")
        return
    out.write(f"\nPublished {report.published.name}: {report.published.path.resolve()}\n\nAsk it:\n")
    prefix = f"{shlex.quote(sys.argv[0])} sql --home {shlex.quote(str(settings.home))}"
    for question, sql in QUERIES:
        out.write(f'  # {question}\n  {prefix} "{sql}"\n')
    out.write(f"\nLook at it: {report.published.path.resolve() / 'report.html'}\n")
