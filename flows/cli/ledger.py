"""Commands that ask the ledger: sql, why, versions, status, and the snapshots: snapshots, path, report, verify, diff."""

from __future__ import annotations

import json
import sys
import tempfile
import webbrowser
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from flows.cli import app
from flows.settings import load_settings
from transforms.errors import SaysoError

if TYPE_CHECKING:
    from warehouse.store import Folder

snapshots = typer.Typer(
    name="snapshots", help="List every publication; gc removes what has expired.", invoke_without_command=True
)
app.add_typer(snapshots)

Home = Annotated[Path | None, typer.Option(help="Folder of the ledger (setting `home`).")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object a line.")]


@app.command()
def sql(
    query: Annotated[str | None, typer.Argument(help="A query over the tables and views; none: list them.")] = None,
    home: Home = None,
    snapshot: Annotated[str | None, typer.Option(help="A snapshot by name; default: the newest.")] = None,
    as_json: AsJson = False,
) -> None:
    """Query the newest snapshot with DuckDB; read-only, and nobody's run is in the way."""
    from warehouse.ask import ask

    columns, rows = ask(_snapshot(home, snapshot), query or "SHOW TABLES")
    _show(columns, rows, as_json)


@app.command()
def why(
    row_id: Annotated[str, typer.Argument(metavar="ID", help="An event (e-…), mention (m-…) or statement (s-…).")],
    home: Home = None,
) -> None:
    """Show the evidence of a row: its passages in their sentences, each version with its claimant."""
    from rich.console import Console

    from flows import why as evidence

    console = Console(highlight=False, soft_wrap=True)
    for line in evidence.why(load_settings(home=home).home, row_id):
        console.print(line)


@app.command()
def versions(
    article: Annotated[str, typer.Argument(metavar="URL|ID", help="An article's address or id (a-...).")],
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Show what an outlet changed in an article after publishing it: the lines that went and came in each version."""
    from flows import versions as of

    for version in of.versions(load_settings(home=home).home, article):
        if as_json:
            sys.stdout.write(json.dumps(version, ensure_ascii=False, default=str) + "\n")
            continue
        withdrawn = f", withdrawn {version['withdrawn_at']:%Y-%m-%d} ({version['withdrawn_how']})"
        told = withdrawn if version["withdrawn_at"] else ""
        sys.stdout.write(f"version {version['version']}, fetched {version['fetched_at']:%Y-%m-%d %H:%M}Z{told}\n")
        sys.stdout.writelines(f"  {line}\n" for line in version["changes"])


@app.command()
def status(home: Home = None, as_json: AsJson = False) -> None:
    """Tell in one screen what is wrong, with the command that mends it; exit code 1 when anything is.

    Then the facts: last and next runs, backlog, silent outlets, quarantine, disk, age of the snapshot. The Prefect server
    is asked at `PREFECT_API_URL`, by default where `sayso worker` serves it.
    """
    from flows import status as seen

    found = seen.status(load_settings(home=home), datetime.now(UTC))
    shown = [json.dumps(found.as_json(), ensure_ascii=False, default=str)] if as_json else seen.lines(found)
    sys.stdout.writelines(f"{line}\n" for line in shown)
    raise typer.Exit(bool(found.troubles))


@snapshots.callback()
def listing(context: typer.Context, home: Home = None, as_json: AsJson = False) -> None:
    """List every publication, the refused and the expired too."""
    from warehouse.shelf import index

    if context.invoked_subcommand:
        return
    store = _store(home)
    store.refresh()
    runs = index(store.home)
    columns = list(dict.fromkeys(key for run in runs for key in run))
    _show(columns, [[run.get(column) for column in columns] for run in runs], as_json)


@snapshots.command()
def gc(home: Home = None) -> None:
    """Remove the snapshots that were kept as long as promised: 35 days, and the last of every month for good.

    What killed publications left goes too, and is counted.
    """
    from warehouse.retention import gc as collect

    settings = load_settings(home=home)
    done = collect(settings.home, datetime.now(UTC), settings.store)
    for name in done.expired:
        sys.stdout.write(f"{name} expired\n")
    if done.leftovers.files:
        sys.stdout.write(f"{done.leftovers.files} leftover files swept, {done.leftovers.bytes:,} bytes\n")


@app.command()
def redact(
    table: Annotated[str, typer.Argument(help="Table of the rows.")],
    ids: Annotated[list[str], typer.Argument(metavar="ID...", help="Keys of the rows.")],
    column: Annotated[list[str], typer.Option(help="Text column to blank; may be given several times.")],
    reason: Annotated[str, typer.Option(help="Why; stands in every manifest concerned.")],
    home: Home = None,
) -> None:
    """Blank text of rows in every kept snapshot and those to come, on record, without deleting a release."""
    from warehouse.retention import redact as blank

    settings = load_settings(home=home)
    changed = blank(
        settings.home,
        table=table,
        ids=ids,
        columns=column,
        reason=reason,
        now=datetime.now(UTC),
        store=settings.store,
    )
    for name in changed:
        sys.stdout.write(f"{name} redacted\n")


@app.command()
def path(home: Home = None) -> None:
    """Print the folder of the newest snapshot, for scripts; from a bucket it is downloaded."""
    sys.stdout.write(f"{_snapshot(home, None).resolve()}\n")


@app.command()
def report(
    snapshot: Annotated[str | None, typer.Argument(help="A snapshot's name or folder; default: the newest.")] = None,
    home: Home = None,
    out: Annotated[Path | None, typer.Option(help="Write the page there, as this Sayso makes it.")] = None,
    opens: Annotated[bool, typer.Option("--open", help="Open it in the browser.")] = False,
) -> None:
    """Print where a snapshot's page is: contested events side by side, charts, statements to search, in one file.

    A snapshot published before there were pages gets one in `reports/` of the ledger; published files stay as they are.
    """
    from warehouse import manifest
    from warehouse.report.page import FILE, page

    folder = _snapshot(home, snapshot)
    path = out or folder / FILE
    if out is None and not path.exists():
        path = load_settings(home=home).home / "reports" / f"{folder.name}.html"
    if path != folder / FILE:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(page(folder, manifest.read(folder)), encoding="utf-8")
    sys.stdout.write(f"{path.resolve()}\n")
    if opens and not webbrowser.open(path.resolve().as_uri()):
        raise SaysoError(f"no browser was found to open {path}")


@app.command()
def verify(
    snapshot: Annotated[str | None, typer.Argument(help="A snapshot's name or folder; default: the newest.")] = None,
    home: Home = None,
) -> None:
    """Check a snapshot against its manifest: every digest, key, reference, schema and the replay of its changes."""
    from warehouse.verify import verify as check

    with tempfile.TemporaryDirectory() as copy:
        folder = _snapshot(home, snapshot, Path(copy))
        faults = check(folder)
    for fault in faults:
        sys.stdout.write(f"{fault}\n")
    sys.stdout.write(f"{folder.name}: {f'{len(faults)} faults' if faults else 'all as published'}\n")
    raise typer.Exit(1 if faults else 0)


@app.command()
def diff(
    older: Annotated[str, typer.Argument(help="Name or folder of a snapshot.")],
    newer: Annotated[str, typer.Argument(help="Name or folder of a later one.")],
    home: Home = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder to make, with the changed rows of each table as Parquet.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show how many rows of each table changed between two snapshots, and in which columns."""
    from warehouse.difference import diff as compare

    changed = compare(_snapshot(home, older), _snapshot(home, newer), out)
    _show(changed.columns, changed.rows(), as_json)


def _store(home: Path | None) -> Folder:
    from warehouse.store import open_store

    settings = load_settings(home=home)
    return open_store(settings.home, settings.store)


def _snapshot(home: Path | None, name: str | None, copy: Path | None = None) -> Path:
    """Return the folder of a snapshot by name or folder, or the newest; with ``copy``, as it is kept, to be verified."""
    from warehouse.shelf import latest

    if name is not None and (Path(name) / "manifest.json").is_file():
        return Path(name)
    store = _store(home)
    store.refresh()
    found = name or latest(store.home).name
    return store.copy(found, copy) if copy else store.fetch(found)


def _show(columns: list[str], rows: list[Any], as_json: bool) -> None:
    if as_json:
        for row in rows:
            sys.stdout.write(json.dumps(dict(zip(columns, row, strict=True)), ensure_ascii=False, default=str) + "\n")
        return
    from rich.console import Console
    from rich.table import Table

    shown = Table(*columns, box=None, header_style="bold", pad_edge=False)
    for row in rows:
        shown.add_row(*("" if value is None else str(value) for value in row))
    # Piped output is not folded to the width of a terminal that is not there.
    Console(width=None if sys.stdout.isatty() else 10_000, highlight=False, markup=False).print(shown)
    if not rows:
        sys.stderr.write("no rows\n")
