"""Events: one row a happening, resolved over articles from the mentions that tell it (`transforms.grouping`).

Everything in a row follows from its mentions, none of which is preferred for whom it comes from: who attacked whom stands in
``versions``, a version a claimant and direction, and casualty numbers are the range of all numbers given, never a sum. What must
be one value (type, day, place) is the value of most mentions, of equally many the finer.
"""

from __future__ import annotations

from datetime import datetime

import polars as pl

from transforms.grouping import happenings
from transforms.ids import make_id
from transforms.schema import cast, frame
from transforms.signs import GRAIN, with_sides
from transforms.tables import TABLES

DATE_GRAIN = ("minute", "day", "night", "week", "month", "season", "range", "year", "unknown")
PLACE = (
    "place_name", "geonames_id", "place_country", "latitude", "longitude", "place_precision", "territory_status",
)  # fmt: skip
NEEDED = (
    "mention_id", "article_id", "published_date", "event_type", "quad_class", "mode", "modality", "direction", "is_directed",
    "claimant_name", "claimant_country", "claim_status", "actor_sides", "actor_country", "recipient_country", "names",
)  # fmt: skip
DATE = ("date_start", "date_end", "date_precision")


def events(mentions: pl.DataFrame, casualties: pl.DataFrame, articles: pl.DataFrame) -> pl.DataFrame:
    """Return the table ``events`` of all mentions, each of which is in exactly one event.

    The result depends on what the frames hold, not on the order or batches in which it came.
    """
    if mentions.is_empty():
        return frame(TABLES["events"], [])
    order = pl.coalesce("published_at", pl.col("published_date").cast(pl.Datetime("us", "UTC")))
    told = (
        with_names(with_sides(mentions))
        .select(*NEEDED, *DATE, *PLACE)
        .join(happenings(mentions, casualties, articles), on="mention_id")
        .join(
            articles.select("article_id", "published_at", "fetched_at", story=pl.coalesce("story_id", "article_id")),
            on="article_id",
            how="left",
        )
        .sort(order, "mention_id", nulls_last=True)
    )
    parts = [
        whole(told),
        kind(told),
        most(told, DATE, DATE_GRAIN, "date_precision"),
        most(told.filter(pl.col("place_name").is_not_null()), PLACE, GRAIN, "place_precision"),
        parties(told),
        versions(told),
        disputed(told),
        counted(told, casualties),
    ]
    out = parts[0]
    for part in parts[1:]:
        out = out.join(part, on="happening", how="left")
    lists = [
        name for name, kind in TABLES["events"].schema.items() if isinstance(kind, pl.List) and name in out.columns
    ]
    out = out.with_columns(
        pl.col("date_precision", "place_precision").fill_null("unknown"),
        *(pl.col(name).fill_null(pl.lit([], dtype=out.schema[name])) for name in lists),
        event_id=pl.col("earliest").map_elements(lambda mention: make_id("e", mention), return_dtype=pl.String),
    )
    return cast(TABLES["events"], out.drop("happening", "earliest").sort("event_id"))


def whole(told: pl.DataFrame) -> pl.DataFrame:
    """Return what is counted over all mentions of a happening; mentions come in order of publication."""
    return told.group_by("happening", maintain_order=True).agg(
        earliest=pl.col("mention_id").first(),
        mention_ids=pl.col("mention_id"),
        article_count=pl.col("article_id").n_unique().cast(pl.Int64),
        independent_story_count=pl.col("story").n_unique().cast(pl.Int64),
        first_seen_at=pl.col("fetched_at").min(),
        modality=pl.when((pl.col("modality") == "actual").any())
        .then(pl.lit("actual"))
        .otherwise(pl.col("modality").first()),
    )


def kind(told: pl.DataFrame) -> pl.DataFrame:
    """Return type and quad class of most mentions, and the mode on which the mentions of that type that have one agree."""
    typed = (
        told.group_by("happening", "event_type", "quad_class")
        .agg(pl.len())
        .sort("happening", pl.col("len"), "event_type", descending=[False, True, False])
        .unique("happening", keep="first", maintain_order=True)
        .drop("len")
    )
    modes = (
        told.join(typed, on=["happening", "event_type"])
        .drop_nulls("mode")
        .group_by("happening")
        .agg(mode=pl.when(pl.col("mode").n_unique() == 1).then(pl.col("mode").first()))
    )
    return typed.join(modes, on="happening", how="left")


def most(told: pl.DataFrame, columns: tuple[str, ...], grain: tuple[str, ...], precision: str) -> pl.DataFrame:
    """Return the values of some columns that most mentions of the finest grain share, of equally many those told first."""
    return (
        told.with_row_index("order")
        .with_columns(grain=pl.col(precision).replace_strict(list(grain), range(len(grain)), return_dtype=pl.Int32))
        .group_by("happening", *columns, "grain")
        .agg(pl.len(), pl.col("order").min())
        .sort("happening", "grain", pl.col("len"), "order", descending=[False, False, True, False])
        .unique("happening", keep="first", maintain_order=True)
        .select("happening", *columns)
    )


def with_names(mentions: pl.DataFrame) -> pl.DataFrame:
    """Add the countries that act and are acted on, and the names of all parties but the unknown, a list a mention."""
    party = pl.element().struct
    country = party.field("country").drop_nulls().unique().sort()
    name = party.field("name").filter(party.field("sector").ne_missing("UNK")).drop_nulls()
    return mentions.with_columns(
        actor_country=pl.col("actors").list.eval(country),
        recipient_country=pl.col("recipients").list.eval(country),
        names=pl.concat_list(pl.col("actors").list.eval(name), pl.col("recipients").list.eval(name)),
    )


def parties(told: pl.DataFrame) -> pl.DataFrame:
    """Return names and countries of all who take part, sorted; who is unknown has no name here."""
    countries = pl.concat_list("actor_country", "recipient_country").list.unique()
    return (
        told.with_columns(party_country=countries)
        .group_by("happening")
        .agg(
            parties=pl.col("names").explode().drop_nulls().unique().sort(),
            party_country=pl.col("party_country").explode().drop_nulls().unique().sort(),
        )
    )


def versions(told: pl.DataFrame) -> pl.DataFrame:
    """Return who asserts which direction, a version a claimant and direction; denials assert none."""
    columns = ("claimant_name", "claimant_country", "actor_country", "recipient_country", "direction")

    return (
        told.filter(pl.col("modality") != "negated")
        .group_by("happening", *columns)
        .agg(mention_count=pl.len().cast(pl.Int64))
        .sort("happening", *columns, nulls_last=True)
        .group_by("happening", maintain_order=True)
        .agg(versions=pl.struct(*columns, "mention_count"))
    )


def disputed(told: pl.DataFrame) -> pl.DataFrame:
    """Return whether two versions name attackers that have no side in common, or somebody denies what another asserts."""
    attackers = (
        told.filter(
            (pl.col("modality") != "negated")
            & pl.col("is_directed")
            & (pl.col("event_type") == "ASSAULT")
            & (pl.col("actor_sides").list.len() > 0)
        )
        .group_by("happening")
        .agg(sides=pl.col("actor_sides").unique())
        .filter(pl.col("sides").list.len() > 1)
        .with_columns(
            opposed=pl.col("sides").map_elements(
                lambda sides: any(not set(a) & set(b) for a in sides for b in sides), return_dtype=pl.Boolean
            )
        )
    )
    is_denial = (pl.col("modality") == "negated") | (pl.col("claim_status") == "denied")
    denials = told.group_by("happening").agg(denied=(is_denial & pl.col("claimant_name").is_not_null()).any())
    return denials.join(attackers, on="happening", how="left").select(
        "happening", is_disputed=pl.col("denied") | pl.col("opposed").fill_null(value=False)
    )


def counted(told: pl.DataFrame, casualties: pl.DataFrame) -> pl.DataFrame:
    """Return the range of killed and injured over all numbers given, whichever group of people each counts."""
    numbers = told.select("happening", "mention_id").join(casualties, on="mention_id")
    low = pl.coalesce("low_count", "best_count", "high_count")
    high = pl.coalesce("high_count", "best_count", "low_count")
    return numbers.group_by("happening").agg(
        **{
            f"{outcome}_{bound}": (value.min() if bound == "low" else value.max())
            for outcome in ("killed", "injured")
            for bound, value in (
                ("low", low.filter(pl.col("outcome") == outcome)),
                ("high", high.filter(pl.col("outcome") == outcome)),
            )
        }
    )


def retired(previous: pl.DataFrame, current: pl.DataFrame, told: pl.DataFrame, now: datetime) -> pl.DataFrame:
    """Return rows of ``retired_ids`` for the events that are no more, with the event that holds most of their mentions now.

    ``told`` are all mentions in the ledger, those of superseded article versions too, by mention_id with canonical_url,
    event_type, trigger_text and start. Causes: ``merge`` where that event was known before, ``late`` where an earlier
    published mention gave it a new id, ``source`` where a later version of its article tells it again, ``retraction``
    where the outlet took back all that was said of it or withdrew the article, ``method`` where the same words are no longer coded as a mention.
    """
    gone = previous.select("event_id", "mention_ids").join(current.select("event_id"), on="event_id", how="anti")
    now_in = current.select(replaced_by="event_id", heir="mention_ids").explode("heir")
    lost = gone.explode("mention_ids")
    heirs = (
        pl.concat(
            [
                lost.with_columns(heir="mention_ids", is_again=False),
                lost.join(told_again(told), left_on="mention_ids", right_on="mention_id").with_columns(is_again=True),
            ],
            how="diagonal",
        )
        .join(now_in, on="heir")
        .group_by("event_id", "replaced_by")
        .agg(pl.len(), pl.col("is_again").all())
        .sort("event_id", "is_again", pl.col("len"), "replaced_by", descending=[False, False, True, False])
        .unique("event_id", keep="first", maintain_order=True)
    )
    was_known = pl.col("replaced_by").is_in(previous["event_id"].implode())
    is_told = pl.col("mention_ids").list.set_intersection(told["mention_id"].implode()).list.len() > 0
    rows = (
        gone.with_columns(is_told=is_told)
        .join(heirs, on="event_id", how="left")
        .select(
            table_name=pl.lit("events"),
            retired_id="event_id",
            replaced_by="replaced_by",
            cause=pl.when(pl.col("replaced_by").is_null())
            .then(pl.when("is_told").then(pl.lit("retraction")).otherwise(pl.lit("method")))
            .when(was_known)
            .then(pl.lit("merge"))
            .when("is_again")
            .then(pl.lit("source"))
            .otherwise(pl.lit("late")),
            retired_at=pl.lit(now),
        )
    )
    return cast(TABLES["retired_ids"], rows.sort("retired_id"))


def told_again(told: pl.DataFrame) -> pl.DataFrame:
    """Return mention_id and ``heir``, the mention of the same words in another version of the same article.

    Of equal words in one version the first stands for the first, the second for the second.
    """
    words = ("canonical_url", "event_type", "trigger_text")
    order = pl.col("start").rank("ordinal").over("article_id", *words)
    numbered = told.select("mention_id", "article_id", *words, order=order)
    others = numbered.rename({"mention_id": "heir", "article_id": "version"})
    pairs = numbered.join(others, on=[*words, "order"]).filter(pl.col("article_id") != pl.col("version"))
    return pairs.select("mention_id", "heir")
