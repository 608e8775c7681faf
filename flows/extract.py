"""Articles from archived pages, extracted in worker processes, with their versions and stories."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl

from flows.processes import Failure
from flows.settings import ARCHIVE
from transforms.articles import articles, reread
from transforms.extraction.article import Article, FeedHint, LivePost, extract
from transforms.ids import make_id
from transforms.method import method_version
from transforms.schema import cast, frame
from transforms.stories import signature
from transforms.tables import TABLES
from transforms.withdrawals import marked, withdrawals
from warehouse.archive import Archive
from warehouse.database import Warehouse, Written

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ToExtract:
    """One archived page, as fetched from one address, on its way to a worker."""

    outlet: str
    url: str
    final_url: str | None
    page_sha256: str
    archive: Path
    archive_file: str
    archive_offset: int
    media_type: str | None
    charset: str | None
    fetched_at: datetime
    listed_published_at: datetime | None
    listed_title: str | None

    @property
    def article_id(self) -> str:
        """Return the id of the article row: address and bytes, whatever extraction makes of them."""
        return make_id("a", self.url, self.page_sha256)


@dataclass(frozen=True, slots=True)
class Extracted:
    """Rows of ``articles`` (the page's own, and of a live blog each post's), ``boilerplate`` and ``signatures`` of one page."""

    article: Row
    boilerplate: list[Row]
    signatures: list[Row]
    posts: list[Row]

    @property
    def ids(self) -> list[str]:
        """Ids of all its article rows, the page's own first."""
        return [row["article_id"] for row in (self.article, *self.posts)]


def extract_page(page: ToExtract) -> Extracted:
    """Extract one page; runs in a worker process."""
    body = Archive(page.archive).read(page.archive_file, page.archive_offset).body
    hint = FeedHint(title=page.listed_title, published_at=page.listed_published_at)
    article = extract(
        body,
        page.final_url or page.url,
        media_type=page.media_type or "",
        charset=page.charset,
        fetched_at=page.fetched_at,
        hint=hint,
    )
    passages = [
        {"article_id": page.article_id, "passage_number": number, "kind": kind, "text": text}
        for number, (text, kind) in enumerate(article.boilerplate)
    ]
    rows = [_row(page, article), *(_post_row(page, article, post) for post in article.posts)]
    signed = [{"article_id": row["article_id"], "minhash": signature(row["text"])} for row in rows if row["text"]]
    return Extracted(rows[0], passages, [row for row in signed if row["minhash"]], rows[1:])


def extracted(page: ToExtract, result: Extracted | Failure) -> Extracted:
    """Return the page's rows; one that hung or crashed its worker has an article row that says so."""
    if isinstance(result, Extracted):
        return result
    outcome = "timed_out" if result.outcome == "timed_out" else "crashed"
    return Extracted(_row(page, None) | {"outcome": outcome}, [], [], [])


def _row(page: ToExtract, article: Article | None) -> Row:
    row: Row = {
        "article_id": page.article_id,
        "outlet": page.outlet,
        "url": page.url,
        "canonical_url": page.url,
        "page_sha256": page.page_sha256,
        "is_latest": False,
        "authors": [],
        "fetched_at": page.fetched_at,
        "kind": "unknown",
        "word_count": 0,
    }
    if article is None:
        return row
    text = article.text or None
    return row | {
        "canonical_url": article.canonical_url,
        "title": article.title,
        "authors": list(article.authors),
        "published_at": article.published_at,
        "published_zone": article.published_zone,
        "published_precision": article.published_precision,
        "published_how": article.published_how,
        "modified_at": article.modified_at,
        "language": article.language,
        "site": article.site,
        "kind": article.kind,
        "outcome": article.outcome,
        "dateline": article.dateline,
        "text": text,
        "text_sha256": article.text_sha256 if text else None,
        "word_count": len(text.split()) if text else 0,
    }


def _post_row(page: ToExtract, article: Article, post: LivePost) -> Row:
    """Return the row of a post: its id is of its own raw text, so that it stays while the page around it grows."""
    return _row(page, post.article) | {
        "article_id": make_id("a", f"{page.url}#{post.name}", post.raw_sha256),
        "url": f"{page.url}#{post.name}",
        "canonical_url": f"{article.canonical_url}#{post.name}",
        "parent_url": article.canonical_url,
    }


PENDING = """
    SELECT DISTINCT ON (fetches.url, fetches.page_sha256)
           fetches.outlet, fetches.url, final_url, fetches.page_sha256, archive_file, archive_offset,
           pages.media_type, pages.charset, fetched_at, listed_published_at, listed_title
    FROM fetches JOIN pages USING (page_sha256)
    WHERE fetches.purpose = 'article' AND {condition}
    ORDER BY fetches.url, fetches.page_sha256, fetched_at
"""
NEW = "NOT EXISTS (SELECT 1 FROM articles a WHERE a.url = fetches.url AND a.page_sha256 = fetches.page_sha256)"


def pending_pages(home: Path) -> list[ToExtract]:
    """Return the archived pages of articles that have no article row yet, each once, with its first fetch."""
    with Warehouse(home) as warehouse:
        return select_pages(warehouse, home, NEW)


def select_pages(warehouse: Warehouse, home: Path, condition: str) -> list[ToExtract]:
    """Return the archived pages of articles for which a condition on ``fetches`` holds, each once, with its first fetch."""
    rows = warehouse.query(PENDING.format(condition=condition)).to_dicts()
    return [ToExtract(archive=home / ARCHIVE, **row) for row in rows]


def store_extracted(home: Path, batch: list[Extracted]) -> None:
    """Write the rows of a batch and number anew the versions of every address that it touches, as one step."""
    with Warehouse(home) as warehouse, warehouse.transaction():
        write_extracted(warehouse, batch, reread(*rows_at_stake(warehouse, batch)))


def rows_at_stake(warehouse: Warehouse, batch: list[Extracted]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the known article rows of every address that the batch's rows have or had, and the batch's own rows."""
    rows = [row for found in batch for row in (found.article, *found.posts)]
    # A post may stand in several pages of a batch; the one fetched first counts.
    rows.sort(key=lambda row: (row["fetched_at"], row["page_sha256"]), reverse=True)
    fresh = frame(TABLES["articles"], list({row["article_id"]: row for row in rows}.values()))
    warehouse.connection.register("fresh_rows", fresh.select("article_id", "canonical_url", "page_sha256"))
    known = warehouse.query(
        """SELECT * FROM articles WHERE canonical_url IN (
             SELECT canonical_url FROM fresh_rows
             UNION SELECT canonical_url FROM articles SEMI JOIN fresh_rows USING (article_id)
             UNION SELECT canonical_url FROM articles SEMI JOIN fresh_rows USING (page_sha256) WHERE parent_url IS NOT NULL)"""
    )
    warehouse.connection.unregister("fresh_rows")
    return cast(TABLES["articles"], known), fresh


def write_extracted(
    warehouse: Warehouse, batch: list[Extracted], numbered: pl.DataFrame, left: Sequence[str] = ()
) -> Written:
    """Write a batch into an open warehouse, its articles as numbered with those of the same addresses.

    Rows that ``left`` names and ``numbered`` lacks are deleted.
    """
    ids = [*(article_id for found in batch for article_id in found.ids), *left]
    written = warehouse.replace("articles", numbered, column="article_id", values=left)
    for name in ("boilerplate", "signatures"):
        rows = {tuple(row[key] for key in TABLES[name].key): row for e in batch for row in getattr(e, name)}
        warehouse.replace(name, frame(TABLES[name], list(rows.values())), column="article_id", values=ids)
    done = [{"article_id": found.article["article_id"], "method_version": method_version()} for found in batch]
    warehouse.merge("extractions", frame(TABLES["extractions"], done))
    return written


# Only articles that were once found missing, or a notice or the front page in their place, can have changed their state.
LOOKS = """
    WITH suspects AS (
      SELECT url FROM fetches WHERE purpose = 'article'
        AND (outcome IN ('gone', 'not_found') OR regexp_matches(final_url, '^https?://[^/]+/?([?#].*)?$'))
      UNION SELECT url FROM articles WHERE kind = 'withdrawal_notice')
    SELECT a.canonical_url, f.url, f.final_url, f.outcome, f.fetched_at, f.fetch_id, given.kind
    FROM (SELECT DISTINCT canonical_url, url FROM articles WHERE outcome IN ('extracted', 'same_text')
          AND canonical_url IN (SELECT canonical_url FROM articles SEMI JOIN suspects USING (url))) a
    JOIN fetches f ON f.url = a.url AND f.purpose = 'article'
    LEFT JOIN articles given ON given.url = f.url AND given.page_sha256 = f.page_sha256
"""
AFFECTED = """
    SELECT * FROM articles
    WHERE canonical_url IN (SELECT canonical_url FROM articles WHERE withdrawn_at IS NOT NULL)
       OR coalesce(parent_url, canonical_url) IN (SELECT canonical_url FROM now_withdrawn)
"""


def mark_withdrawn(home: Path) -> int:
    """Mark the articles that their outlets took back, and those that are back; return how many rows that changed."""
    with Warehouse(home) as warehouse, warehouse.transaction():
        now = withdrawals(warehouse.query(LOOKS).cast({"fetched_at": pl.Datetime("us", "UTC")}))
        warehouse.connection.register("now_withdrawn", now)
        held = warehouse.query(AFFECTED)
        warehouse.connection.unregister("now_withdrawn")
        return warehouse.merge("articles", articles(marked(cast(TABLES["articles"], held), now))).updated
