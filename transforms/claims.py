"""Claims: one row a party's position on an event, from the mentions it makes and the statements that carry them.

A party is a country, or by name who speaks for none. It asserts, blames, confirms or denies; whom others blame is accused.
Nobody is believed: that a position is taken says only who takes it.
"""

from __future__ import annotations

import polars as pl

from transforms.ids import make_id
from transforms.schema import cast, frame
from transforms.tables import TABLES

VERBS = {
    "AGREE": ("agreed with", "agreed"), "CONSULT": ("met", "met"), "SUPPORT": ("supported", "gave support"),
    "CONCEDE": ("yielded to", "yielded"), "COOPERATE": ("cooperated with", "cooperated"), "AID": ("aided", "gave aid"),
    "RETREAT": ("withdrew before", "withdrew"), "REQUEST": ("made a demand on", "made a demand"),
    "ACCUSE": ("accused", "made an accusation"), "REJECT": ("rejected", "refused"), "THREATEN": ("threatened", "threatened"),
    "PROTEST": ("protested against", "protested"), "SANCTION": ("sanctioned", "imposed sanctions"),
    "MOBILIZE": ("mobilised against", "mobilised"), "COERCE": ("coerced", "used coercion"), "ASSAULT": ("attacked", "attacked"),
}  # fmt: skip
ACTS = {
    "deny": "denies",
    "reject": "denies",
    "blame": "blames",
    "accuse": "blames",
    "condemn": "blames",
    "confirm": "confirms",
}
KEY = ("event_id", "party", "position", "about_country")


def claims(events: pl.DataFrame, mentions: pl.DataFrame, statements: pl.DataFrame) -> pl.DataFrame:
    """Return the table ``claims`` of all events, from their mentions and the statements these stand in or that deny them."""
    told = events.select("event_id", mention_id="mention_ids").explode("mention_id").join(mentions, on="mention_id")
    if told.is_empty():
        return frame(TABLES["claims"], [])
    told = told.with_columns(
        accused=countries("actors"),
        harmed=countries("recipients"),
        statement_ids=pl.concat_list("statement_id").list.drop_nulls(),
    )
    taken = pl.concat([made(told), stated(told, statements)], how="vertical")
    positions = pl.concat([taken, accused(taken)], how="vertical")
    out = (
        positions.sort("event_id", "party", "position", "since_date", "says", nulls_last=True)
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


def made(told: pl.DataFrame) -> pl.DataFrame:
    """Return the positions that claimants take by what they assert or deny; the article itself takes none."""
    others = pl.col("accused").list.set_difference("claimant_country")
    is_against = (others.list.len() > 0) & pl.col("event_type").is_in(("ASSAULT", "COERCE", "THREATEN"))
    position = (
        pl.when((pl.col("modality") == "negated") | (pl.col("claim_status") == "denied"))
        .then(pl.lit("denies"))
        .when(pl.col("claim_status").is_in(("admitted", "confirmed")))
        .then(pl.lit("confirms"))
        .when((pl.col("claim_status") == "accused") | is_against)
        .then(pl.lit("blames"))
        .otherwise(pl.lit("asserts"))
    )
    return rows(told.filter(pl.col("claimant_name").is_not_null()), "claimant_name", "claimant_country", position)


def stated(told: pl.DataFrame, statements: pl.DataFrame) -> pl.DataFrame:
    """Return the positions that speakers take by denying, blaming or confirming what a mention of the event says."""
    acts = statements.filter(pl.col("speech_act").is_in(list(ACTS)) & pl.col("speaker_name").is_not_null()).select(
        "speech_act", "speaker_name", "speaker_country", "mention_ids", spoken="statement_id"
    )
    linked = (
        acts.explode("mention_ids")
        .join(told, left_on="mention_ids", right_on="mention_id")
        .rename({"mention_ids": "mention_id"})
    )
    linked = linked.with_columns(statement_ids=pl.concat_list("spoken"))
    return rows(
        linked, "speaker_name", "speaker_country", pl.col("speech_act").replace_strict(ACTS, return_dtype=pl.String)
    )


def rows(told: pl.DataFrame, name: str, states: str, position: pl.Expr) -> pl.DataFrame:
    """Return a row a party: the claimant's countries, or its name where it has none."""
    is_denial = pl.col("position") == "denies"
    about = pl.when(is_denial & (pl.col("accused").list.len() == 0)).then("harmed").otherwise("accused")
    return (
        told.with_columns(
            position=position,
            party=pl.when(pl.col(states).list.len() > 0).then(states).otherwise(pl.concat_list(name)),
        )
        .explode("party")
        .select(
            "event_id",
            "party",
            "position",
            about_country=about,
            says=what(),
            statement_ids="statement_ids",
            mention_id="mention_id",
            since_date="published_date",
        )
    )


def what() -> pl.Expr:
    """Return the position in a few words: "AZE attacked ARM", "not: somebody attacked ARM"."""
    actors = (
        pl.when(pl.col("accused").list.len() > 0)
        .then(pl.col("accused").list.join(" and "))
        .otherwise(pl.lit("somebody"))
    )
    has_recipient = pl.col("harmed").list.len() > 0
    verbs = [pl.col("event_type").replace_strict({kind: verb[form] for kind, verb in VERBS.items()}) for form in (0, 1)]
    done = (
        pl.when(has_recipient)
        .then(pl.concat_str(actors, verbs[0], pl.col("harmed").list.join(" and "), separator=" "))
        .otherwise(pl.concat_str(actors, verbs[1], separator=" "))
    )
    return pl.when(pl.col("modality") == "negated").then(pl.concat_str(pl.lit("not: "), done)).otherwise(done)


def accused(taken: pl.DataFrame) -> pl.DataFrame:
    """Return who is accused by the positions of others, and by whom."""
    return (
        taken.filter(pl.col("position") == "blames")
        .explode("about_country")
        .filter(pl.col("about_country").is_not_null() & (pl.col("about_country") != pl.col("party")))
        .with_columns(
            party=pl.col("about_country"), position=pl.lit("is_accused"), about_country=pl.concat_list("party")
        )
        .select(taken.columns)
    )
