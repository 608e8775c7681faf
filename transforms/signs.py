"""Signs: mentions that are alike in all that identifies a happening, as one; and pairs of mentions that contradict each other.

Vectorised: of a million mentions only as many signs are left to compare one by one as there are different ones.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import polars as pl

from transforms.places import Place

# A release may be told as an exchange; every other type is its own family.
FAMILIES = {"RETREAT": "YIELD", "COOPERATE": "YIELD"}
VERBAL = ("ACCUSE", "REQUEST", "REJECT", "THREATEN", "SUPPORT", "AGREE", "CONCEDE")
# Parties that are not on the side of their country's government; the unidentified may well be.
OUTSIDE_STATE = ("REB", "PRM", "PRE", "CRM", "OPP", "IMG")
SPECIFIC = ("point", "city", "admin2", "name_only")
GRAIN = ("point", "city", "name_only", "admin2", "admin1", "area", "border", "country", "unknown")
NARROW_DAYS = 4  # a longer range dates a war or a month, not one happening
FEW_COUNTRIES = 3  # the two sides of a conflict and where it is; of more countries none is the one meant
LATE_DAYS = 2  # a mention without a date of its own is news: of the day before publication or the one before that


@dataclass(frozen=True, slots=True)
class Sign:
    """What identifies the happening of mentions that are alike in all of it."""

    mentions: tuple[str, ...]
    articles: frozenset[str]
    family: str
    reality: str
    first: int
    last: int
    is_firm: bool
    actors: frozenset[str]
    recipients: frozenset[str]
    countries: frozenset[str]
    context: frozenset[str]
    is_directed: bool
    mode: str | None
    killed: int | None
    place: Place | None
    alone: str | None

    @property
    def is_wide(self) -> bool:
        """Whether it spans more days than one happening."""
        return self.last - self.first > NARROW_DAYS

    @property
    def sides(self) -> frozenset[str]:
        """All sides that take part."""
        return self.actors | self.recipients

    @property
    def rank(self) -> tuple[Any, ...]:
        """Order in which groups are formed: firm dates, fine places, many parties first; the mention id decides."""
        grain = GRAIN.index(self.place.precision) if self.place else len(GRAIN)
        return (not self.is_firm, grain, -len(self.countries), not self.actors, self.mentions[0])


EPOCH = pl.date(1970, 1, 1)
PLACE = ("place_name", "geonames_id", "admin1", "place_country", "latitude", "longitude", "place_precision")
ALIKE = (
    "family", "reality", "first", "last", "is_firm", "actor_sides", "recipient_sides", "countries", "context", "is_directed",
    "mode", "killed", *PLACE, "alone",
)  # fmt: skip


def read(mentions: pl.DataFrame, casualties: pl.DataFrame, articles: pl.DataFrame) -> Iterator[Sign]:
    """Yield the signs of all mentions; each mention is in exactly one.

    Mentions of which neither country nor place nor day is known are alike only within copies of one story.
    """
    killed = (
        casualties.filter(pl.col("outcome") == "killed")
        .group_by("mention_id")
        .agg(killed=pl.coalesce("best_count", "low_count").max())
    )
    stories = articles.select("article_id", story=pl.coalesce("story_id", "article_id"))
    known = with_context(with_days(with_sides(mentions)))
    cannot_be_found = pl.col("first").is_null() | (
        (pl.col("countries").list.len() == 0)
        & (pl.col("place_country").list.len() == 0)
        & (pl.col("context").list.len() == 0)
    )
    alike = (
        known.join(killed, on="mention_id", how="left")
        .join(stories, on="article_id", how="left")
        .with_columns(
            alone=pl.when(cannot_be_found).then(
                pl.concat_str("story", "trigger_text", separator=" ", ignore_nulls=True)
            )
        )
        .group_by(ALIKE)
        .agg(pl.col("mention_id").sort(), pl.col("article_id").unique())
    )
    for row in alike.iter_rows(named=True):
        placed = row["place_name"] is not None and row["place_precision"] != "unknown"
        yield Sign(
            tuple(row["mention_id"]),
            frozenset(row["article_id"]),
            row["family"],
            row["reality"],
            row["first"] if row["first"] is not None else 0,
            row["last"] if row["last"] is not None else 0,
            row["is_firm"],
            frozenset(row["actor_sides"]),
            frozenset(row["recipient_sides"]),
            frozenset(row["countries"]),
            frozenset(row["context"]),
            row["is_directed"],
            row["mode"],
            row["killed"],
            place(*(tuple(row[name]) if name == "place_country" else row[name] for name in PLACE)) if placed else None,
            row["alone"],
        )


@lru_cache(maxsize=1 << 16)
def place(
    name: str,
    geonames_id: int | None,
    admin1: str | None,
    countries: tuple[str, ...],
    latitude: float | None,
    longitude: float | None,
    precision: str,
) -> Place:
    """Return a place, the same object for the same values."""
    return Place(name, geonames_id, admin1, countries, latitude, longitude, precision, None)


def with_sides(mentions: pl.DataFrame) -> pl.DataFrame:
    """Add the sides that act and are acted on, and all countries that take part, as sorted lists.

    A side is a country, marked where the party is not of its government: Sudan's army and its rebels are two sides.
    """

    def sides(column: str) -> pl.Expr:
        party = pl.element().struct
        side = party.field("country") + pl.when(party.field("sector").is_in(OUTSIDE_STATE)).then(pl.lit("!")).otherwise(
            pl.lit("")
        )
        return pl.col(column).list.eval(side.drop_nulls().unique().sort())

    def countries(column: str) -> pl.Expr:
        return pl.col(column).list.eval(pl.element().struct.field("country").drop_nulls())

    return mentions.with_columns(
        family=pl.col("event_type").replace(FAMILIES),
        actor_sides=sides("actors"),
        recipient_sides=sides("recipients"),
        countries=pl.concat_list(countries("actors"), countries("recipients")).list.unique().list.sort(),
        is_directed=pl.col("direction") == "directed",
        reality=pl.when(pl.col("modality") == "actual")
        .then(pl.lit("current"))
        .when((pl.col("modality") == "negated") & pl.col("claimant_name").is_not_null())
        .then(pl.lit("current"))
        .otherwise(pl.col("modality")),
    )


def with_days(mentions: pl.DataFrame) -> pl.DataFrame:
    """Add the days, counted from 1970, on which it may have happened, and whether the text gives them.

    What is dated only by its article happened on the day of publication or shortly before.
    """
    published, resolved = pl.col("published_date"), pl.col("date_resolution").is_in(("explicit", "relative"))
    is_current = pl.col("reality") == "current"
    is_default = (pl.col("date_start") == published) & ~resolved & is_current
    first = (
        pl.when(pl.col("date_start").is_null() & is_current)
        .then(published.dt.offset_by(f"-{LATE_DAYS}d"))
        .when(is_default)
        .then(pl.col("date_start").dt.offset_by(f"-{LATE_DAYS}d"))
        .otherwise(pl.col("date_start"))
    )
    last = (
        pl.when(is_current)
        .then(pl.coalesce("date_end", "date_start", published))
        .otherwise(pl.coalesce("date_end", "date_start"))
    )
    return mentions.with_columns(
        first=(first - EPOCH).dt.total_days(),
        last=(last - EPOCH).dt.total_days(),
        is_firm=resolved & pl.col("date_start").is_not_null(),
    )


def with_context(mentions: pl.DataFrame) -> pl.DataFrame:
    """Add the countries of the article to mentions that name one party or none, where they are few enough to tell which is meant."""
    around = (
        mentions.select("article_id", around=pl.concat_list("countries", "place_country", "claimant_country"))
        .explode("around")
        .drop_nulls()
        .group_by("article_id")
        .agg(pl.col("around").unique().sort())
        .with_columns(around=pl.when(pl.col("around").list.len() <= FEW_COUNTRIES).then("around"))
    )
    names_few = (pl.col("countries").list.len() <= 1) & (pl.col("family").is_in(VERBAL).not_())
    return mentions.join(around, on="article_id", how="left").with_columns(
        context=pl.when(names_few & pl.col("around").is_not_null())
        .then("around")
        .otherwise(pl.lit([], dtype=pl.List(pl.String)))
    )


def contests(mentions: pl.DataFrame) -> list[tuple[str, str]]:
    """Return pairs of mentions of one article in which different claimants make each other's side the attacker."""
    directed = with_sides(mentions).filter(
        (pl.col("event_type") == "ASSAULT") & (pl.col("reality") == "current") & pl.col("is_directed")
    )
    one = directed.select(
        "article_id", "mention_id", "actor_sides", "recipient_sides", "claimant_name", "claimant_country"
    )
    shared = one.join(one, on="article_id", suffix="_of_other").filter(
        pl.col("mention_id") < pl.col("mention_id_of_other")
    )

    def meets(column: str, other: str) -> pl.Expr:
        return pl.col(column).list.set_intersection(other).list.len() > 0

    turned = (
        meets("actor_sides", "recipient_sides_of_other")
        | meets("recipient_sides", "actor_sides_of_other")
        | meets("actor_sides", "claimant_country_of_other") & meets("claimant_country", "actor_sides_of_other")
    )
    apart = ~meets("actor_sides", "actor_sides_of_other") & pl.col("claimant_name").ne_missing(
        pl.col("claimant_name_of_other")
    )
    return shared.filter(turned & apart).select("mention_id", "mention_id_of_other").sort(pl.all()).rows()
