"""Commands that read what they are given and print it, a JSON object a line: extract, code, parse."""

from __future__ import annotations

import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from flows.cli import app
from flows.settings import load_settings

Workers = Annotated[int | None, typer.Option(help="Processes (setting `workers`); 0: this one alone.")]


def _print(line: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")


@app.command()
def extract(
    inputs: Annotated[
        list[str], typer.Argument(metavar="FILE|URL...", help="Saved pages, folders of them, addresses.")
    ],
    loopback: Annotated[bool, typer.Option("--loopback", help="Let addresses lead to this machine.")] = False,
    workers: Workers = None,
) -> None:
    """Print the article of each page: title, authors, times, kind, text, and what was taken out of it.

    A page that gives no article gets its line too, with the reason as `outcome`.
    """
    from flows.inputs import PAGE_ENDINGS, extract_file, extract_url, facts_of, files_in
    from flows.processes import Failure, Staff, in_order

    settings = load_settings(workers=workers)
    for name in inputs:
        if name.startswith(("http://", "https://")):
            _print(extract_url(name, contact=settings.contact, allow_loopback=loopback))
            continue
        files = list(files_in([name], PAGE_ENDINGS))
        processes = settings.workers if len(files) > 1 else 0
        with Staff(extract_file, workers=processes, timeout_s=settings.extract_timeout_s) as staff:
            for path, article in in_order(files, staff.results(files)):
                if isinstance(article, Failure):
                    _print({"file": str(path), "outcome": article.outcome, "text": None})
                else:
                    _print(facts_of(article, str(path)))


@app.command()
def code(
    inputs: Annotated[
        list[str], typer.Argument(metavar="FILE...", help=".html, .txt, .json of extract, folders, or -")
    ],
    published: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"], help="Day of publication, where the input names none; relative dates hang on it."
        ),
    ] = None,
    workers: Workers = None,
) -> None:
    """Print what each article says happened and who says so: statements, mentions, events, claims.

    Text files are read as they are: boilerplate in them is listed by span and coded by nobody.
    """
    from flows.code import coder
    from flows.inputs import given_articles
    from flows.printing import describe, to_code
    from flows.processes import Staff, in_order

    articles = list(given_articles(inputs, published.date() if published else None))
    given = {to_code(article): article for article in articles}
    settings = load_settings(workers=workers)
    processes = settings.workers if len(given) > 1 else 0
    with Staff(coder(settings.reader), workers=processes, timeout_s=settings.code_timeout_s) as staff:
        for item, coded in in_order(list(given), staff.results(given)):
            _print(describe(given[item], coded))


@app.command()
def parse(
    file: Annotated[Path, typer.Argument(help="CoNLL-U (also .gz) or plain text (.txt).")],
    raw: Annotated[
        bool, typer.Option("--raw", help="Split and tokenise the text anew instead of keeping the tokens given.")
    ] = False,
) -> None:
    """Print the reader's parse as CoNLL-U: part of speech, head and relation of each token."""
    from flows.parse import parse_file

    for line in parse_file(file, raw=raw):
        sys.stdout.write(line)
