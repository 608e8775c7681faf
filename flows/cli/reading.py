"""Commands that read what they are given and print it, a JSON object a line: extract, code, parse."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from flows.cli import app
from flows.settings import load_settings


def _print(line: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")


@app.command()
def extract(
    inputs: Annotated[
        list[str], typer.Argument(metavar="FILE|URL...", help="Saved pages, folders of them, addresses.")
    ],
) -> None:
    """Print the article of each page: title, authors, times, kind, text, and what was taken out of it.

    A page that gives no article gets its line too, with the reason as `outcome`.
    """
    from flows import inputs as given
    from flows.fetch_one import fetch_page
    from transforms.extraction.article import extract as extract_article

    for name in inputs:
        if name.startswith(("http://", "https://")):
            fetched = fetch_page(name, load_settings().contact)
            article = extract_article(
                fetched.body,
                fetched.url,
                media_type=fetched.media_type,
                charset=fetched.charset,
                fetched_at=datetime.now(UTC),
            )
            _print(given.facts_of(article, name))
        else:
            for path in given.files_in([name], given.PAGE_ENDINGS):
                _print(given.facts_of(given.extract_file(path), str(path)))


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
    workers: Annotated[int | None, typer.Option(help="Processes; 0: in this one.")] = None,
) -> None:
    """Print what each article says happened and who says so: statements, mentions, events, claims.

    Text files are read as they are: boilerplate in them is listed by span and coded by nobody.
    """
    from flows.code import ToCode, code_articles
    from flows.inputs import given_articles
    from flows.printing import article_id_of, describe

    articles = list(given_articles(inputs, published.date() if published else None))
    work = {}
    for number, article in enumerate(articles):
        aside = tuple((start, end) for start, end, _ in article.set_aside)
        work[ToCode(article_id_of(article), article.text, article.published, aside)] = number
    settings = load_settings(workers=workers if workers is not None else (0 if len(articles) == 1 else None))
    waiting: dict[int, dict[str, Any]] = {}
    at = 0
    for item, coded in code_articles(work, workers=settings.workers, timeout_s=settings.code_timeout_s):
        waiting[work[item]] = describe(articles[work[item]], coded)
        while at in waiting:
            _print(waiting.pop(at))
            at += 1


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
