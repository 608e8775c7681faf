"""Statements, mentions and casualties of articles, coded in worker processes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
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


# An opinion re-tells old violence as argument; a live blog is many texts of many hours (its posts are articles of their
# own); an index page is none; a notice says that there was one.
KINDS_NOT_CODED = frozenset({"opinion", "live_blog", "index", "withdrawal_notice"})

PENDING = """
    SELECT article_id, language, kind FROM articles ANTI JOIN codings USING (article_id)
    WHERE outcome = 'extracted' ORDER BY article_id
"""
TEXTS = """
    SELECT article_id, text, published_at
    FROM articles SEMI JOIN (SELECT unnest(?::VARCHAR[]) AS article_id) AS wanted USING (article_id)
    ORDER BY article_id
"""
CODED = ("statements", "mentions", "casualties")


@dataclass(frozen=True, slots=True)
class Pending:
    """The ids of the articles left to code, and of those set aside with the outcome that names why."""

    to_code: list[str]
    set_aside: dict[str, str]


def pending_articles(home: Path, languages: tuple[str, ...]) -> Pending:
    """Return what is left to code of the extracted articles without a coding; their texts are left where they are."""
    with Warehouse(home) as warehouse:
        return parted(warehouse.query(PENDING).to_dicts(), languages)


def articles_to_code(home: Path, ids: Sequence[str]) -> list[ToCode]:
    """Return the articles with these ids: a batch, for the texts of a backlog may not fit into memory."""
    with Warehouse(home) as warehouse:
        return [to_code(row) for row in warehouse.connection.execute(TEXTS, [list(ids)]).pl().to_dicts()]


def to_code(row: Row) -> ToCode:
    """Return an article (a row as of `TEXTS`) as a worker takes it."""
    published = row["published_at"] and row["published_at"].date()
    return ToCode(row["article_id"], row["text"], published)


def parted(articles: Iterable[Row], languages: tuple[str, ...]) -> Pending:
    """Part extracted articles (rows as of `PENDING`) into those that are coded and those that are set aside."""
    pending = Pending([], {})
    for row in articles:
        if row["language"] not in languages:
            pending.set_aside[row["article_id"]] = "unsupported_language"
        elif row["kind"] in KINDS_NOT_CODED:
            pending.set_aside[row["article_id"]] = "kind_not_coded"
        else:
            pending.to_code.append(row["article_id"])
    return pending


def store_set_aside(home: Path, outcomes: dict[str, str]) -> None:
    """Record the articles that are not coded, each with its reason."""
    with Warehouse(home) as warehouse:
        write_set_aside(warehouse, outcomes)


def write_set_aside(warehouse: Warehouse, outcomes: dict[str, str]) -> None:
    """Write the codings of articles that are not coded into an open warehouse."""
    rows = [_coding(name, outcome, method_version()) for name, outcome in outcomes.items()]
    warehouse.merge("codings", frame(TABLES["codings"], rows))


def store_coded(home: Path, batch: list[tuple[ToCode, Coded | Failure]], reader: str = PACKAGED) -> None:
    """Write the rows of a batch of articles in place of what was coded from them before, as one step."""
    with Warehouse(home) as warehouse, warehouse.transaction():
        write_coded(warehouse, batch, reader)


def write_coded(
    warehouse: Warehouse, batch: list[tuple[ToCode, Coded | Failure]], reader: str, also: Iterable[str] = ()
) -> Counter[str]:
    """Write the rows of a batch into an open warehouse; return how many changed, by table and what became of them.

    What was coded before from these articles, and from those that ``also`` names, is replaced.
    """
    ids = [*(article.article_id for article, _ in batch), *also]
    good = [coded for _, coded in batch if isinstance(coded, Coded)]
    method = method_version(reader)
    codings = [
        _coding(article.article_id, "failed", method, reason=f"{coded.outcome}: {coded.reason}")
        if isinstance(coded, Failure)
        else _coding(article.article_id, "coded", method, len(coded.statements), len(coded.mentions))
        for article, coded in batch
    ]
    changed: Counter[str] = Counter()
    for name in CODED:
        rows = [row for coded in good for row in getattr(coded, name)]
        written = warehouse.replace(name, frame(TABLES[name], rows), column="article_id", values=ids)
        changed.update({f"{name} {what}": number for what, number in written._asdict().items() if number})
    warehouse.replace("codings", frame(TABLES["codings"], codings), column="article_id", values=ids)
    return changed


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
