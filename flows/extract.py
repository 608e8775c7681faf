"""Articles from archived pages, extracted in worker processes, with their versions and stories."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl

from flows.processes import Failure
from flows.settings import ARCHIVE
from transforms.articles import articles
from transforms.extraction.article import Article, FeedHint, extract
from transforms.ids import make_id
from transforms.schema import cast, frame
from transforms.stories import signature
from transforms.tables import TABLES
from warehouse.archive import Archive
from warehouse.database import Warehouse

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
    """Rows of ``articles``, ``boilerplate`` and ``signatures`` of one page."""

    article: Row
    boilerplate: list[Row]
    signatures: list[Row]


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
    minhash = signature(article.text) if article.text else []
    return Extracted(
        _row(page, article), passages, [{"article_id": page.article_id, "minhash": minhash}] if minhash else []
    )


def extracted(page: ToExtract, result: Extracted | Failure) -> Extracted:
    """Return the page's rows; one that hung or crashed its worker has an article row that says so."""
    if isinstance(result, Extracted):
        return result
    outcome = "timed_out" if result.outcome == "timed_out" else "crashed"
    return Extracted(_row(page, None) | {"outcome": outcome}, [], [])


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


PENDING = """
    SELECT DISTINCT ON (fetches.url, fetches.page_sha256)
           fetches.outlet, fetches.url, final_url, fetches.page_sha256, archive_file, archive_offset,
           pages.media_type, pages.charset, fetched_at, listed_published_at, listed_title
    FROM fetches JOIN pages USING (page_sha256)
    WHERE fetches.purpose = 'article'
      AND NOT EXISTS (SELECT 1 FROM articles a WHERE a.url = fetches.url AND a.page_sha256 = fetches.page_sha256)
    ORDER BY fetches.url, fetches.page_sha256, fetched_at
"""


def pending_pages(home: Path) -> list[ToExtract]:
    """Return the archived pages of articles that have no article row yet, each once, with its first fetch."""
    with Warehouse(home) as warehouse:
        rows = warehouse.query(PENDING).to_dicts()
    return [ToExtract(archive=home / ARCHIVE, **row) for row in rows]


def store_extracted(home: Path, batch: list[Extracted]) -> None:
    """Write the rows of a batch and number anew the versions of every address that it touches, as one step."""
    fresh = frame(TABLES["articles"], [extracted.article for extracted in batch])
    with Warehouse(home) as warehouse, warehouse.transaction():
        addresses = fresh.select("canonical_url").unique()
        warehouse.connection.register("addresses", addresses)
        known = warehouse.query("SELECT a.* FROM articles a SEMI JOIN addresses USING (canonical_url)")
        known = cast(TABLES["articles"], known).join(fresh, on="article_id", how="anti")
        warehouse.merge("articles", articles(pl.concat([known, fresh])))
        warehouse.merge("boilerplate", frame(TABLES["boilerplate"], [row for e in batch for row in e.boilerplate]))
        warehouse.merge("signatures", frame(TABLES["signatures"], [row for e in batch for row in e.signatures]))
