"""Who takes which position on an event, about whom, from mentions and statements."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest

from tests.ledger_rows import DAY, articles_of, at, casualties_of, mention, mentions_of, party, says
from transforms.claims import claims
from transforms.events import events
from transforms.schema import frame
from transforms.tables import TABLES

ARM, AZE = party("ARM"), party("AZE")
SOTK = at("Sotk", "ARM", 40.20, 45.87, 616041)
RSF = {**party("SDN", "REB", "Rapid Support Forces"), "actor_id": "org.rsf"}


def statement(statement_id: str, act: str, speaker: str, country: str | None, mention_ids: list[str]) -> dict[str, Any]:
    span = {"start": 0, "end": 1}
    return {
        "statement_id": statement_id, "article_id": "a1", "published_date": DAY, "sentence_number": 0, "paragraph_number": 0,
        "sentence_span": span, "speaker_kind": "name", "speaker_name": speaker, "speaker_country": [country] if country else [],
        "speaker_resolution": "named", "speaker_confidence": 0.9, "cue_stance": "neutral", "content_text": ["x"],
        "content_spans": [span], "quoted_spans": [], "form": "indirect", "is_continued": False, "polarity": "affirmed",
        "speech_act": act, "target_country": [], "mention_ids": mention_ids, "rule": "verb", "confidence": 0.9,
        "text_sha256": "0" * 64,
    }  # fmt: skip


def positions(mentions: list[dict[str, Any]], *statements: dict[str, Any]) -> pl.DataFrame:
    told = mentions_of(*mentions)
    happened = events(told, casualties_of(), articles_of(told))
    return claims(happened, told, frame(TABLES["statements"], list(statements)))


def taken(frame_of_claims: pl.DataFrame) -> set[tuple[str, str, tuple[str, ...], str]]:
    rows = frame_of_claims.select("party", "position", "about_country", "says").rows()
    return {(who, position, tuple(about), words) for who, position, about, words in rows}


def test_each_side_blames_the_other_and_is_accused() -> None:
    told = [
        mention(
            "m1", [AZE], [ARM], article="a1", statement_id="s1", **SOTK, **says("Ministry of Defence of Armenia", "ARM")
        ),
        mention("m2", [ARM], [AZE], article="a1", statement_id="s2", **SOTK, **says("Huseyn Mahmudov", "AZE")),
    ]
    found = positions(told)
    assert taken(found) == {
        ("ARM", "blames", ("AZE",), "AZE attacked ARM"),
        ("AZE", "blames", ("ARM",), "ARM attacked AZE"),
        ("ARM", "is_accused", ("AZE",), "ARM attacked AZE"),
        ("AZE", "is_accused", ("ARM",), "AZE attacked ARM"),
    }
    assert found["event_id"].n_unique() == 1
    blaming = found.filter((pl.col("party") == "ARM") & (pl.col("position") == "blames"))
    assert blaming.select("statement_ids", "mention_ids", "since_date").row(0) == (["s1"], ["m1"], DAY)


@pytest.mark.parametrize(
    ("status", "modality", "position", "words"),
    [
        ("denied", "negated", "denies", "not: AZE attacked ARM"),
        ("admitted", "actual", "confirms", "AZE attacked ARM"),
        ("claimed", "actual", "asserts", "AZE attacked ARM"),
    ],
)
def test_position_follows_status(status: str, modality: str, position: str, words: str) -> None:
    told = mention("m1", [AZE], [ARM], modality=modality, **says("Azerbaijan", "AZE", status))
    assert taken(positions([told])) == {("AZE", position, ("AZE",), words)}


def test_article_itself_takes_no_position() -> None:
    assert positions([mention("m1", [AZE], [ARM])]).is_empty()
    assert positions([]).is_empty()


def test_group_against_its_state_is_a_party_by_name() -> None:
    told = mention("m1", [party("SDN")], [], **says("Rapid Support Forces", "SDN"), claimant_actor_id="org.rsf")
    assert ("Rapid Support Forces", "blames", ("SDN",), "SDN attacked") in taken(positions([told]))
    other = mention("m2", [RSF], [party("SDN", "CVL")], **says("Army of Sudan", "SDN"), claimant_actor_id="sdn.army")
    assert ("SDN", "blames", ("SDN",), "Rapid Support Forces attacked SDN") in taken(positions([other]))
    assert ("Rapid Support Forces", "is_accused", ("SDN",), "Rapid Support Forces attacked SDN") in taken(
        positions([other])
    )


def test_statement_that_denies_takes_a_position_on_what_it_denies() -> None:
    told = mention("m1", [AZE], [ARM], **says("Armenia", "ARM"))
    denial = statement("s9", "deny", "Azerbaijan", "AZE", ["m1"])
    found = positions([told], denial).filter(pl.col("position") == "denies")
    assert found.select("party", "statement_ids", "mention_ids").rows() == [("AZE", ["s9"], ["m1"])]


def test_accuser_takes_no_position_on_the_accusing() -> None:
    accusing = mention("m1", [ARM], [AZE], event_type="ACCUSE", quad_class=3)
    assert positions([accusing], statement("s1", "accuse", "Armenia", "ARM", ["m1"])).is_empty()


def test_position_dates_from_its_first_publication() -> None:
    told = [
        mention("m1", [AZE], [ARM], article="a1", published_date=date(2026, 9, 16), **SOTK, **says("Armenia", "ARM")),
        mention("m2", [AZE], [ARM], article="a2", published_date=date(2026, 9, 15), **SOTK, **says("Armenia", "ARM")),
    ]
    found = positions(told).filter(pl.col("position") == "blames")
    assert found.select("mention_ids", "since_date").rows() == [(["m1", "m2"], date(2026, 9, 15))]


def test_several_countries_speak_each_for_itself() -> None:
    told = mention(
        "m1", [ARM, AZE], [], direction="undirected", claimant_name="both sides", claimant_country=["ARM", "AZE"]
    )
    assert {row[0] for row in taken(positions([told]))} == {"ARM", "AZE"}


def test_telling_of_a_clash_without_a_side_that_began_blames_nobody() -> None:
    told = mention("m1", [ARM, AZE], [], direction="undirected", **says("Armenia", "ARM"))
    assert taken(positions([told])) == {("ARM", "asserts", ("ARM", "AZE"), "ARM and AZE attacked")}
