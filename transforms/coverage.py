"""What was tried and what came of it, by outlet and UTC day, with the days on which too little came as gaps.

A day without any attempt is a row too, from an outlet's first attempt to the last attempt of any outlet: what was not
collected shows. The last day is still running, so that its gap may close.
"""

from __future__ import annotations

import polars as pl

from transforms.schema import cast
from transforms.tables import TABLES

COVERAGE = TABLES["coverage"]
ANSWERED = ("fetched", "not_modified")
BY_DAY = ("outlet", "day_date")


def coverage(
    fetches: pl.DataFrame, articles: pl.DataFrame, codings: pl.DataFrame, sources: pl.DataFrame
) -> pl.DataFrame:
    """Return the table ``coverage`` from the tables that it counts.

    An article counts for the day on which its page was first fetched. A day is a gap when fewer articles were extracted
    than the outlet's ``min_articles_per_day``; for an outlet without that, when nothing was tried or nothing answered.
    """
    tried = fetches.with_columns(day_date=pl.col("fetched_at").dt.date())
    extracted = articles.with_columns(day_date=pl.col("fetched_at").dt.date())
    coded = codings.join(extracted.select("article_id", *BY_DAY), on="article_id")
    is_article = pl.col("purpose") == "article"
    counts = [
        tried.group_by(BY_DAY).agg(
            found_count=pl.col("url").filter(is_article).n_unique(),
            fetched_count=pl.col("url").filter(is_article & pl.col("outcome").is_in(ANSWERED)).n_unique(),
            is_answered=pl.col("outcome").is_in(ANSWERED).any(),
        ),
        extracted.group_by(BY_DAY).agg(
            extracted_count=(pl.col("outcome") == "extracted").sum(),
            undated_count=((pl.col("outcome") == "extracted") & pl.col("published_at").is_null()).sum(),
            languages=pl.col("language").filter(pl.col("outcome") == "extracted").drop_nulls().unique().sort(),
        ),
        coded.group_by(BY_DAY).agg(coded_count=(pl.col("outcome") == "coded").sum()),
        _outcomes({"collect": tried, "extract": extracted, "code": coded}),
    ]
    out = _days(pl.concat([tried.select(BY_DAY), extracted.select(BY_DAY)]))
    for part in counts:
        out = out.join(part, on=BY_DAY, how="left")
    least = pl.col("min_articles_per_day")
    out = out.join(sources.select("outlet", "min_articles_per_day"), on="outlet", how="left").with_columns(
        pl.col("found_count", "fetched_count", "extracted_count", "undated_count", "coded_count").fill_null(0),
        pl.col("outcomes", "languages").fill_null([]),
        is_gap=pl.when(least.is_null())
        .then(~pl.col("is_answered").fill_null(False))
        .otherwise(pl.col("extracted_count").fill_null(0) < least),
    )
    return cast(COVERAGE, out.select(COVERAGE.schema.keys()).sort(BY_DAY))


def _days(seen: pl.DataFrame) -> pl.DataFrame:
    """Return every outlet and day from the outlet's first to the last of all."""
    last = seen["day_date"].max()
    return (
        seen.group_by("outlet")
        .agg(pl.col("day_date").min())
        .with_columns(day_date=pl.date_ranges("day_date", pl.lit(last, dtype=pl.Date)))
        .explode("day_date")
    )


def _outcomes(steps: dict[str, pl.DataFrame]) -> pl.DataFrame:
    """Return every outcome of every step with its count, in the order of the line, then by name."""
    counted = pl.concat(
        [
            rows.group_by(*BY_DAY, "outcome").agg(count=pl.len().cast(pl.Int64)).with_columns(step=pl.lit(step))
            for step, rows in steps.items()
        ]
    )
    order = pl.col("step").replace_strict({step: number for number, step in enumerate(steps)})
    return (
        counted.sort(*BY_DAY, order, "outcome")
        .group_by(BY_DAY, maintain_order=True)
        .agg(outcomes=pl.struct("step", "outcome", "count"))
    )
