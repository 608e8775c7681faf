"""History read anew: archived pages extracted and coded by today's code, each batch as one step.

Text and rows of an article change together, so that at any moment every span points into the text that stands beside it.
A page that today's code cannot read (it hangs, it crashes, the archive lost it) and that an earlier one could read stays
as it was, and is tried again by the next run. A run that was interrupted goes on with what is left.
"""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import polars as pl

from flows.code import ToCode, parted, to_code, write_coded, write_set_aside
from flows.extract import Extracted, ToExtract, extracted, rows_at_stake, select_pages, write_extracted
from flows.processes import Failure
from flows.runners import Results
from flows.settings import Settings
from transforms.articles import reread
from transforms.coder import Coded
from transforms.errors import SaysoError
from transforms.language.reader import PACKAGED
from transforms.method import method_version
from warehouse.database import Warehouse
from warehouse.ddl import literal

# A page whose own row, or one of its posts, another method made.
OLDER = """
    EXISTS (SELECT 1 FROM articles a LEFT JOIN extractions e USING (article_id) LEFT JOIN codings c USING (article_id)
            WHERE a.page_sha256 = fetches.page_sha256 AND (a.url = fetches.url OR starts_with(a.url, fetches.url || '#'))
              AND ((a.parent_url IS NULL AND e.method_version IS DISTINCT FROM {method})
                   OR (a.outcome = 'extracted' AND c.method_version IS DISTINCT FROM
                       CASE WHEN c.outcome IN ('coded', 'failed') THEN {coder} ELSE {method} END)) AND {chosen})
"""
NO_RESULT = ("timed_out", "crashed")

Reading = Callable[[Sequence[ToExtract]], Results[ToExtract, Extracted]]
Coding = Callable[[Sequence[ToCode]], Results[ToCode, Coded]]


@dataclass
class Anew:
    """A batch as read anew: its pages with their rows, all article rows as they then stand, and what is coded of them.

    ``set_aside`` names the articles that are not coded, with the outcome that says why; ``left`` are the ids of rows that
    the pages gave before and do not give now, or that are no texts of their own now; ``kept`` those of pages that stay as
    they were.
    """

    batch: list[Extracted]
    numbered: pl.DataFrame
    left: list[str]
    to_code: list[ToCode]
    set_aside: dict[str, str]
    coded: list[tuple[ToCode, Coded | Failure]] = field(default_factory=list)
    kept: set[str] = field(default_factory=set)


def check_outlet(home: Path, name: str | None) -> None:
    """Raise SaysoError for the name of an outlet that the ledger does not know."""
    with Warehouse(home, read_only=True) as warehouse:
        outlets = warehouse.query("SELECT outlet FROM sources ORDER BY outlet")["outlet"].to_list()
    if name is not None and name not in outlets:
        near = difflib.get_close_matches(name, outlets, 1, 0.4)
        raise SaysoError(
            f"{home}: no outlet {name!r} in this ledger" + (f"; did you mean {near[0]!r}?" if near else "")
        )


def older_pages(
    home: Path, reader: str = PACKAGED, *, only: str | None = None, since: datetime | None = None
) -> list[ToExtract]:
    """Return the archived pages whose rows another method made, of one outlet and of articles since a day, if asked so."""
    check_outlet(home, only)
    with Warehouse(home, read_only=True) as warehouse:
        outlet = f"a.outlet = {literal(only)}" if only else "true"
        day = literal(since.isoformat()) if since else ""
        recent = f"coalesce(a.published_at, a.fetched_at) >= {day}::TIMESTAMPTZ" if since else "true"
        method, coder = literal(method_version()), literal(method_version(reader))
        condition = OLDER.format(method=method, coder=coder, chosen=f"{outlet} AND {recent}")
        return select_pages(warehouse, home, condition)


def read_anew(pages: Sequence[ToExtract], settings: Settings, extracting: Reading, coding: Coding) -> Anew:
    """Extract and code a batch of pages anew; nothing is written."""
    home = settings.home
    batch = [extracted(page, result) for page, result in extracting(pages)]
    kept = _worse_than_before(home, batch)
    coded: dict[ToCode, Coded | Failure] = {}
    while True:
        anew = _numbered(home, [rows for rows in batch if rows.article["article_id"] not in kept], settings.languages)
        coded |= coding([article for article in anew.to_code if article not in coded])
        anew.coded = [(article, coded[article]) for article in anew.to_code]
        failed = {article.article_id for article, result in anew.coded if isinstance(result, Failure)}
        worse = _pages_of(failed & _coded_before(home, failed), anew)
        if not worse:
            anew.kept = kept
            return anew
        kept |= worse


def store_anew(settings: Settings, anew: Anew) -> Counter[str]:
    """Write a batch as one step; return what became of its pages, and how many rows of each table changed."""
    with Warehouse(settings.home) as warehouse, warehouse.transaction():
        articles = write_extracted(warehouse, anew.batch, anew.numbered, left=anew.left)
        changes = Counter({f"articles {what}": number for what, number in articles._asdict().items()})
        changes += write_coded(warehouse, anew.coded, settings.reader, also=[*anew.left, *anew.set_aside])
        write_set_aside(warehouse, anew.set_aside)
    return Counter({"read anew": len(anew.batch), "kept as it was": len(anew.kept)}) + changes


def _worse_than_before(home: Path, batch: list[Extracted]) -> set[str]:
    """Return the ids of pages of which nothing came now though something did before."""
    failed = [rows.article["article_id"] for rows in batch if rows.article["outcome"] in NO_RESULT]
    return _ids(home, "SELECT article_id FROM articles WHERE outcome NOT IN ('timed_out', 'crashed')", failed)


def _coded_before(home: Path, ids: Iterable[str]) -> set[str]:
    return _ids(home, "SELECT article_id FROM codings WHERE outcome = 'coded'", ids)


def _ids(home: Path, sql: str, ids: Iterable[str]) -> set[str]:
    """Return those of the ids that a query finds."""
    with Warehouse(home, read_only=True) as warehouse:
        found = warehouse.connection.execute(f"{sql} AND list_contains(?, article_id)", [list(ids)]).fetchall()
    return {article_id for (article_id,) in found}


def _pages_of(ids: set[str], anew: Anew) -> set[str]:
    """Return the ids of the pages of the batch that gave rows with these ids."""
    return {rows.article["article_id"] for rows in anew.batch if ids & set(rows.ids)}


def _numbered(home: Path, batch: list[Extracted], languages: tuple[str, ...]) -> Anew:
    """Number the batch's rows among all of their addresses and find out which of them are to be coded."""
    with Warehouse(home) as warehouse:
        known, fresh = rows_at_stake(warehouse, batch)
    pages = {(rows.article["url"], rows.article["page_sha256"]) for rows in batch}
    posts = known.filter(pl.col("parent_url").is_not_null()).join(fresh, on="article_id", how="anti")
    gone = [
        row["article_id"] for row in posts.to_dicts() if (row["url"].partition("#")[0], row["page_sha256"]) in pages
    ]
    numbered = reread(known.filter(~pl.col("article_id").is_in(gone)), fresh)
    own, is_text = pl.col("article_id").is_in(fresh["article_id"].implode()), pl.col("outcome") == "extracted"
    beside = numbered.filter(is_text & ~own)["article_id"]
    uncoded = set(beside) - _ids(home, "SELECT article_id FROM codings WHERE true", beside)
    texts = numbered.filter(is_text & (own | pl.col("article_id").is_in(uncoded)))
    left = [*gone, *numbered.filter(own & ~is_text)["article_id"]]
    rows = {row["article_id"]: row for row in texts.to_dicts()}
    pending = parted(rows.values(), languages)
    return Anew(batch, numbered, left, [to_code(rows[name]) for name in pending.to_code], pending.set_aside)
