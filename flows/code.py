"""Statements, mentions and casualties of articles, coded in worker processes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from flows.processes import Failure
from transforms.coder import Coded, Row, code
from transforms.language.reader import PACKAGED, choose_reader
from transforms.method import method_version
from transforms.schema import frame
from transforms.tables import TABLES
from warehouse.database import Warehouse


@dataclass(frozen=True, slots=True)
class ToCode:
    """One article version on its way to a worker."""

    article_id: str
    text: str
    published: date | None
    set_aside: tuple[tuple[int, int], ...] = ()


def code_article(article: ToCode, reader: str = PACKAGED) -> Coded:
    """Code one article; runs in a worker process, which keeps reader and dictionaries loaded."""
    return code(
        article.text,
        article_id=article.article_id,
        published=article.published,
        set_aside=article.set_aside,
        reader=reader,
    )


def coder(reader: str) -> Callable[[ToCode], Coded]:
    """Return `code_article` with the reader of that name, which is opened here first.

    ModelError where it cannot be: else every article would fail for the same reason.
    """
    choose_reader(reader)
    return partial(code_article, reader=reader)


# An opinion re-tells old violence as argument; a live blog is many texts of many hours; an index page is none.
KINDS_NOT_CODED = frozenset({"opinion", "live_blog", "index"})

PENDING = """
    SELECT a.article_id, a.text, a.published_at, a.language, a.kind,
           (SELECT list({'start': b.span.start, 'end': b.span.end}) FROM boilerplate b
            WHERE b.article_id = a.article_id AND b.span IS NOT NULL) AS set_aside
    FROM articles a LEFT JOIN codings c USING (article_id)
    WHERE a.outcome = 'extracted' AND (c.article_id IS NULL OR (? AND c.method_version <> ?))
    ORDER BY a.article_id
"""


@dataclass(frozen=True, slots=True)
class Pending:
    """What is left to code, and the articles set aside with the outcome that names why."""

    to_code: list[ToCode]
    set_aside: dict[str, str]


def pending_articles(home: Path, languages: tuple[str, ...], *, anew: bool = False) -> Pending:
    """Return the extracted articles without a coding; with ``anew`` also those that an earlier method coded."""
    with Warehouse(home) as warehouse:
        rows = warehouse.connection.execute(PENDING, [anew, method_version()]).pl().to_dicts()
    pending = Pending([], {})
    for row in rows:
        if row["language"] not in languages:
            pending.set_aside[row["article_id"]] = "unsupported_language"
        elif row["kind"] in KINDS_NOT_CODED:
            pending.set_aside[row["article_id"]] = "kind_not_coded"
        else:
            published = row["published_at"] and row["published_at"].date()
            spans = tuple((span["start"], span["end"]) for span in row["set_aside"] or ())
            pending.to_code.append(ToCode(row["article_id"], row["text"], published, spans))
    return pending


def store_set_aside(home: Path, outcomes: dict[str, str]) -> None:
    """Record the articles that are not coded, each with its reason."""
    with Warehouse(home) as warehouse:
        warehouse.merge(
            "codings",
            frame(TABLES["codings"], [_coding(name, outcome, method_version()) for name, outcome in outcomes.items()]),
        )


def store_coded(home: Path, batch: list[tuple[ToCode, Coded | Failure]], reader: str = PACKAGED) -> None:
    """Write the rows of a batch of articles in place of what was coded from them before, as one step."""
    ids = [article.article_id for article, _ in batch]
    good = [coded for _, coded in batch if isinstance(coded, Coded)]
    method = method_version(reader)
    codings = [
        _coding(article.article_id, "failed", method, reason=f"{coded.outcome}: {coded.reason}")
        if isinstance(coded, Failure)
        else _coding(article.article_id, "coded", method, len(coded.statements), len(coded.mentions))
        for article, coded in batch
    ]
    with Warehouse(home) as warehouse, warehouse.transaction():
        for name in ("statements", "mentions", "casualties"):
            rows = [row for coded in good for row in getattr(coded, name)]
            warehouse.replace(name, frame(TABLES[name], rows), column="article_id", values=ids)
        warehouse.merge("codings", frame(TABLES["codings"], codings))


def _coding(
    article_id: str, outcome: str, method: str, statements: int = 0, mentions: int = 0, reason: str | None = None
) -> Row:
    return {
        "article_id": article_id,
        "method_version": method,
        "outcome": outcome,
        "reason": reason,
        "statement_count": statements,
        "mention_count": mentions,
    }
