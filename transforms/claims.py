"""Claims: one row a party's position on an event, from the mentions it makes and the statements that carry them.

A party is a country; by its name who speaks for none, and who stands against its own country's government. It asserts, blames,
confirms or denies; whom others blame is accused. Nobody is believed: that a position is taken says only who takes it.
"""

from __future__ import annotations

import polars as pl

from transforms.actors.lexicon import INTERNATIONAL
from transforms.ids import make_id
from transforms.schema import cast, frame
from transforms.signs import OUTSIDE_STATE, VERBAL
from transforms.tables import TABLES

# How an act is told with a recipient and without one.
VERBS = {
    "AGREE": ("agreed with", "agreed"), "CONSULT": ("met", "met"), "SUPPORT": ("supported", "gave support"),
    "CONCEDE": ("yielded to", "yielded"), "COOPERATE": ("cooperated with", "cooperated"), "AID": ("aided", "gave aid"),
    "RETREAT": ("yielded to", "yielded"), "REQUEST": ("made a demand on", "made a demand"),
    "ACCUSE": ("accused", "made an accusation"), "REJECT": ("rejected", "refused"), "THREATEN": ("threatened", "threatened"),
    "PROTEST": ("protested against", "protested"), "SANCTION": ("sanctioned", "imposed sanctions"),
    "MOBILIZE": ("mobilised against", "mobilised"), "COERCE": ("coerced", "used coercion"), "ASSAULT": ("attacked", "attacked"),
}  # fmt: skip
HOSTILE = ("ASSAULT", "COERCE", "SANCTION", "MOBILIZE")  # to say that another did it is to blame it
ACTS = {"deny": "denies", "blame": "blames", "accuse": "blames", "condemn": "blames", "confirm": "confirms"}
NEEDED = (
    "mention_id", "published_date", "event_type", "modality", "direction", "actors", "recipients", "claimant_name",
    "claimant_country", "claimant_actor_id", "claim_status", "statement_id",
)  # fmt: skip
KEY = ("event_id", "party", "position", "about_country")


def claims(events: pl.DataFrame, mentions: pl.DataFrame, statements: pl.DataFrame) -> pl.DataFrame:
    """Return the table ``claims`` of all events, from their mentions and from the statements that these are part of."""
    acts = spoken(statements)
    speaks = mentions.filter(
        pl.col("claimant_name").is_not_null() | pl.col("mention_id").is_in(acts["mention_id"].unique().implode())
    )
    told = (
        events.select("event_id", mention_id="mention_ids")
        .explode("mention_id")
        .join(speaks.select(NEEDED), on="mention_id")
        .with_columns(
            actor_party=parties("actors"),
            accused=countries("actors"),
            harmed=countries("recipients"),
            statement_ids=pl.concat_list("statement_id").list.drop_nulls(),
        )
        .drop("actors", "recipients")
    )
    if told.is_empty():
        return frame(TABLES["claims"], [])
    taken = pl.concat([made(told), stated(told, acts)])
    positions = pl.concat([taken, accused(taken)])
    out = (
        positions.sort(
            "event_id", "party", "position", pl.col("actor_party").list.len(), "since_date", "says", nulls_last=True
        )
        .group_by(KEY, maintain_order=True)
        .agg(
            says=pl.col("says").first(),
            statement_ids=pl.col("statement_ids").explode().drop_nulls().unique().sort(),
            mention_ids=pl.col("mention_id").drop_nulls().unique().sort(),
            since_date=pl.col("since_date").min(),
        )
        .with_columns(
            claim_id=pl.struct(KEY).map_elements(
                lambda row: make_id("k", row["event_id"], row["party"], row["position"], *row["about_country"]),
                return_dtype=pl.String,
            )
        )
    )
    return cast(TABLES["claims"], out.sort("claim_id"))


def countries(column: str) -> pl.Expr:
    """Return the countries of a list of parties, sorted."""
    return pl.col(column).list.eval(pl.element().struct.field("country").drop_nulls().unique().sort())


def parties(column: str) -> pl.Expr:
    """Return what a list of parties is called as parties to a claim: countries, or names of those outside a state."""
    party = pl.element().struct
    called = (
        pl.when(party.field("sector").is_in(OUTSIDE_STATE)).then(party.field("name")).otherwise(party.field("country"))
    )
    return pl.col(column).list.eval(called.drop_nulls().unique().sort())


def made(told: pl.DataFrame) -> pl.DataFrame:
    """Return the positions that claimants take by what they assert or deny; the article itself takes none."""
    claimant = ("claimant_name", "claimant_country", "claimant_actor_id")
    others = pl.col("actor_party").list.set_difference(speaks_as(*claimant))
    is_against = (others.list.len() > 0) & (pl.col("direction") == "directed")
    position = (
        pl.when((pl.col("modality") == "negated") | (pl.col("claim_status") == "denied"))
        .then(pl.lit("denies"))
        .when(pl.col("claim_status").is_in(("admitted", "confirmed")))
        .then(pl.lit("confirms"))
        .when(is_against & ((pl.col("claim_status") == "accused") | pl.col("event_type").is_in(HOSTILE)))
        .then(pl.lit("blames"))
        .otherwise(pl.lit("asserts"))
    )
    spoken = told.filter(pl.col("claimant_name").is_not_null())
    return rows(spoken, *claimant, position)


def spoken(statements: pl.DataFrame) -> pl.DataFrame:
    """Return the statements that take a position by what they do, a row a mention that they are about."""
    acts = statements.filter(pl.col("speech_act").is_in(list(ACTS)) & pl.col("speaker_name").is_not_null())
    return (
        acts.select(
            "speech_act",
            "speaker_name",
            "speaker_country",
            "speaker_actor_id",
            mention_id="mention_ids",
            spoken="statement_id",
        )
        .explode("mention_id")
        .drop_nulls("mention_id")
    )


def stated(told: pl.DataFrame, acts: pl.DataFrame) -> pl.DataFrame:
    """Return the positions that speakers take by denying, blaming or confirming what a mention of the event says.

    The accusing itself is an event of its own, on which the accuser takes no position.
    """
    acted_on = told.filter(pl.col("event_type").is_in(VERBAL).not_())
    linked = acts.join(acted_on, on="mention_id").with_columns(statement_ids=pl.concat_list("spoken"))
    position = pl.col("speech_act").replace_strict(ACTS, return_dtype=pl.String)
    return rows(linked, "speaker_name", "speaker_country", "speaker_actor_id", position)


def speaks_as(name: str, states: str, actor_id: str) -> pl.Expr:
    """Return as which parties somebody speaks: the countries, or the name where there are none or it is a group's."""
    is_international = pl.col(states).list.eval(pl.element().is_in(INTERNATIONAL)).list.any()
    is_group = pl.col(actor_id).str.starts_with("org.").fill_null(value=False) & ~is_international
    return pl.when((pl.col(states).list.len() > 0) & ~is_group).then(states).otherwise(pl.concat_list(name))


def rows(told: pl.DataFrame, name: str, states: str, actor_id: str, position: pl.Expr) -> pl.DataFrame:
    """Return a row a party that takes the position; ``by`` keeps the countries it speaks for."""
    about = (
        pl.when((position == "denies") & (pl.col("accused").list.len() == 0))
        .then("harmed")
        .when((position == "blames") & (pl.col("accused").list.len() > 1))
        .then(
            pl.col("accused").list.set_difference(states).list.sort()
        )  # who blames both sides of a clash means the other
        .otherwise("accused")
    )
    return (
        told.with_columns(
            position=position,
            about_country=about,
            party=speaks_as(name, states, actor_id),
        )
        .explode("party")
        .select(
            "event_id",
            "party",
            "position",
            "about_country",
            says=what(),
            statement_ids="statement_ids",
            mention_id="mention_id",
            since_date="published_date",
            by=pl.col(states),
            actor_party="actor_party",
        )
    )


def what() -> pl.Expr:
    """Return the position in a few words: "AZE attacked ARM", "not: somebody attacked ARM"."""
    actors = (
        pl.when(pl.col("actor_party").list.len() > 0)
        .then(pl.col("actor_party").list.join(" and "))
        .otherwise(pl.lit("somebody"))
    )
    toward, alone = (
        pl.col("event_type").replace_strict({kind: verb[form] for kind, verb in VERBS.items()}, return_dtype=pl.String)
        for form in (0, 1)
    )
    done = (
        pl.when(pl.col("harmed").list.len() > 0)
        .then(pl.concat_str(actors, toward, pl.col("harmed").list.join(" and "), separator=" "))
        .otherwise(pl.concat_str(actors, alone, separator=" "))
    )
    return pl.when(pl.col("modality") == "negated").then(pl.concat_str(pl.lit("not: "), done)).otherwise(done)


def accused(taken: pl.DataFrame) -> pl.DataFrame:
    """Return who is accused by the positions of others, and by which countries."""
    return (
        taken.filter(pl.col("position") == "blames")
        .with_columns(accuser="party", party="actor_party")
        .explode("party")
        .filter(pl.col("party").is_not_null() & (pl.col("party") != pl.col("accuser")))
        .with_columns(position=pl.lit("is_accused"), about_country=pl.col("by").list.sort())
        .select(taken.columns)
    )
