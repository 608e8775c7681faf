"""Articles with their versions: which texts stand at one canonical address, in what order, and which stands now.

A page fetched again with other bytes but the same text is no new version (outcome ``same_text``); a page that gave no
text keeps its row and its reason. Versions are numbered over all pages of a canonical address at once, so that the order
in which pages arrive does not matter. Of an article that was withdrawn no version stands now.
"""

from __future__ import annotations

import polars as pl

from transforms.schema import cast
from transforms.tables import TABLES

ARTICLES = TABLES["articles"]
VERSION_ORDER = ("canonical_url", "fetched_at", "article_id")
FOUND_LATER = ("story_id", "withdrawn_at", "withdrawn_how", "withdrawn_fetch_id")
"""Columns that no page tells: what other articles and later fetches say of this one."""


def articles(extracted: pl.DataFrame) -> pl.DataFrame:
    """Return all given article rows with ``version``, ``supersedes``, ``is_latest`` and ``same_text`` set anew.

    ``extracted`` holds every row of each canonical address it mentions, versions not yet or formerly set.
    """
    had_text = pl.col("outcome").is_in(["extracted", "same_text"])
    texts = extracted.filter(had_text).sort(VERSION_ORDER)
    is_version = (pl.col("text_sha256") != pl.col("text_sha256").shift(1).over("canonical_url")).fill_null(True)
    texts = texts.with_columns(
        outcome=pl.when(is_version).then(pl.lit("extracted")).otherwise(pl.lit("same_text")),
    )
    is_last = pl.int_range(pl.len()).over("canonical_url") == pl.len().over("canonical_url") - 1
    versions = (
        texts.filter(outcome="extracted")
        .with_columns(
            version=pl.int_range(1, pl.len() + 1).over("canonical_url"),
            supersedes=pl.col("article_id").shift(1).over("canonical_url"),
            is_latest=is_last & pl.col("withdrawn_at").is_null(),
        )
    )  # fmt: skip
    others = pl.concat([texts.filter(outcome="same_text"), extracted.filter(~had_text)], how="vertical_relaxed")
    others = others.with_columns(
        version=pl.lit(None, pl.Int64), supersedes=pl.lit(None, pl.String), is_latest=pl.lit(False)
    )
    together = pl.concat(
        [versions.select(ARTICLES.schema.keys()), others.select(ARTICLES.schema.keys())], how="vertical_relaxed"
    )
    return cast(ARTICLES, together.sort("article_id"))


def reread(known: pl.DataFrame, fresh: pl.DataFrame) -> pl.DataFrame:
    """Return the known article rows with those that were extracted anew in their place, and the new ones, numbered.

    ``known`` holds every row of each canonical address that a fresh row has or had. Of two rows with one id, which a post
    has that stands in several pages, the one fetched first counts; what no page tells of an article stays.
    """
    held = known.select("article_id", *FOUND_LATER, first_at="fetched_at")
    fresh = fresh.drop(FOUND_LATER).join(held, on="article_id", how="left")
    fresh = fresh.filter(pl.col("first_at").is_null() | (pl.col("fetched_at") <= pl.col("first_at")))
    fresh = fresh.select(ARTICLES.schema.keys())
    return articles(pl.concat([known.join(fresh, on="article_id", how="anti"), fresh]))
