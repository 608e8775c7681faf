"""Commands about the sources file: sources check, sources add."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from flows.cli import app
from flows.settings import load_settings

sources = typer.Typer(name="sources", help="Look after the sources file: check, add.", no_args_is_help=True)
app.add_typer(sources)

File = Annotated[
    Path | None, typer.Option("--sources", help="Sources file; default: the packaged list of real outlets.")
]


@sources.command()
def check(file: File = None, only: Annotated[str | None, typer.Option(help="One outlet, by name.")] = None) -> None:
    """Try every feed, sitemap and list once, politely; a line each. Exit code 1 when one is of no use."""
    from flows.fetching.client import Fetcher
    from flows.fetching.discover import check_outlets
    from flows.sources import PACKAGED, load_sources

    settings = load_settings(sources=file)
    listed = load_sources(settings.sources or PACKAGED)
    bad = 0
    with Fetcher(contact=settings.contact) as fetcher:
        for outlet, checks in check_outlets((listed.only(only) if only else listed).outlets, fetcher):
            for found in checks:
                bad += not found.is_good
                newest = f"{found.newest_at:%Y-%m-%d %H:%M}" if found.newest_at else "undated"
                facts = f"{found.n_items} items, newest {newest}, {found.language or 'language unknown'}"
                verdict = facts if found.is_good else found.detail or found.outcome.value
                place = f"{outlet.name:<20} {found.purpose.value:<8} {found.url}"
                sys.stdout.write(
                    f"{'ok ' if found.is_good else 'BAD'} {place}  {verdict}; robots: {found.robots.value}\n"
                )
                sys.stdout.flush()
    raise typer.Exit(1 if bad else 0)


@sources.command()
def add(
    homepage: Annotated[str, typer.Argument(metavar="URL", help="Front page of the site.")],
    file: Annotated[Path, typer.Option("--sources", help="Sources file to append the entry to.")],
    loopback: Annotated[bool, typer.Option("--loopback", help="The site is served on this machine.")] = False,
) -> None:
    """Find a site's feeds and sitemaps and append its entry to a sources file; check name and country by eye."""
    from flows.fetching.client import Fetcher
    from flows.fetching.discover import as_toml, discover
    from flows.sources import load_sources

    with Fetcher(contact=load_settings().contact) as fetcher:
        entry = as_toml(discover(homepage, fetcher, allow_loopback=loopback))
    before = file.read_text("utf-8") if file.exists() else ""
    file.write_text(f"{before.rstrip()}\n\n{entry}".lstrip(), encoding="utf-8")
    try:
        load_sources(file)
    except Exception:
        # A sources file that worked is not left broken: a name that is already there, for one.
        file.write_text(before, encoding="utf-8") if before else file.unlink()
        raise
    sys.stdout.write(entry)
