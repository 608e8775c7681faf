"""Which mentions become one event, what the event says, and that no order of arrival changes it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.ledger_rows import DAY, articles_of, at, casualties_of, killed, mention, mentions_of, party, says
from transforms.events import events, retired
from transforms.schema import frame
from transforms.tables import TABLES

ARM, AZE, UKR, RUS = (party(code) for code in ("ARM", "AZE", "UKR", "RUS"))
UNKNOWN = party(None, "UNK")
SOTK = at("Sotk", "ARM", 40.20, 45.87, 616041)
KALBAJAR = at("Kalbajar", "AZE", 40.11, 46.04, 586268)
KHARKIV = at("Kharkiv", "UKR", 49.98, 36.25, 706483)
ODESA = at("Odesa", "UKR", 46.48, 30.73, 698740)
NOW = datetime(2026, 9, 20, tzinfo=UTC)


def resolved(
    *rows: dict[str, Any], casualties: list[dict[str, Any]] | None = None, stories: dict[str, str] | None = None
) -> pl.DataFrame:
    told = mentions_of(*rows)
    return events(told, casualties_of(*(casualties or [])), articles_of(told, stories))


def grouped(frame_of_events: pl.DataFrame) -> list[list[str]]:
    return sorted(sorted(ids) for ids in frame_of_events["mention_ids"].to_list())


def test_same_act_same_day_same_place_is_one_event() -> None:
    one = mention("m1", [RUS], [UKR], **KHARKIV)
    other = mention("m2", [UNKNOWN], [party("UKR", "CVL")], **KHARKIV)
    assert grouped(resolved(one, other)) == [["m1", "m2"]]


@pytest.mark.parametrize(
    "other",
    [
        mention("m2", [RUS], [UKR], **ODESA),
        mention("m2", [RUS], [UKR], date_start=DAY - timedelta(1), date_end=DAY - timedelta(1), **KHARKIV),
        mention("m2", [RUS], [party("GEO")], **at("Gori", "GEO", 41.98, 44.11)),
        mention("m2", [UKR], [RUS], **KHARKIV),
        mention("m2", [RUS], [UKR], event_type="COERCE", **KHARKIV),
        mention("m2", [RUS], [UKR], modality="historical", **KHARKIV),
        mention("m2", [RUS], [UKR], modality="future", **KHARKIV),
        mention("m2", [RUS], [UKR], modality="hypothetical", **KHARKIV),
        mention(
            "m2",
            [RUS],
            [UKR],
            date_start=date(2026, 1, 1),
            date_end=date(2026, 12, 31),
            date_precision="year",
            **KHARKIV,
        ),
    ],
    ids=["place", "day", "parties", "direction", "type", "historical", "future", "hypothetical", "year"],
)
def test_another_place_day_party_direction_type_or_reality_is_another_event(other: dict[str, Any]) -> None:
    assert grouped(resolved(mention("m1", [RUS], [UKR], **KHARKIV), other)) == [["m1"], ["m2"]]


def test_versions_of_two_sides_are_one_disputed_event() -> None:
    told = [
        mention("m1", [AZE], [ARM], article="a1", **SOTK, **says("Ministry of Defence of Armenia", "ARM")),
        mention("m2", [ARM], [AZE], article="a1", **KALBAJAR, **says("Ministry of Defence of Azerbaijan", "AZE")),
        mention("m3", [ARM], [AZE], article="a2", **KALBAJAR),
    ]
    (event,) = resolved(*told).to_dicts()
    assert event["is_disputed"] and event["article_count"] == 2
    assert {
        (tuple(v["actor_country"]), tuple(v["recipient_country"]), v["claimant_name"]) for v in event["versions"]
    } == {
        (("AZE",), ("ARM",), "Ministry of Defence of Armenia"),
        (("ARM",), ("AZE",), "Ministry of Defence of Azerbaijan"),
        (("ARM",), ("AZE",), None),
    }


def test_two_attacks_that_no_article_sets_against_each_other_stay_two() -> None:
    there = mention("m1", [party("ISR")], [party("LBN")], **at("Nabatieh", "LBN", 33.38, 35.48))
    back = mention("m2", [party("LBN")], [party("ISR")], **at("Kiryat Shmona", "ISR", 33.21, 35.57))
    assert grouped(resolved(there, back)) == [["m1"], ["m2"]]


def test_denial_joins_what_it_denies_and_disputes_it() -> None:
    told = [
        mention("m1", [AZE], [ARM], article="a1", **SOTK, **says("Armenia", "ARM")),
        mention("m2", [AZE], [], article="a1", modality="negated", **SOTK, **says("Azerbaijan", "AZE", "denied")),
    ]
    (event,) = resolved(*told).to_dicts()
    assert event["is_disputed"] and event["modality"] == "actual"
    assert len(event["versions"]) == 1


def test_casualties_are_the_range_of_what_is_given() -> None:
    told = [mention(f"m{n}", [RUS], [UKR], **KHARKIV) for n in (1, 2, 3)]
    (event,) = resolved(*told, casualties=[killed("m1", 5, 5), killed("m2", 6, 6), killed("m3", 4, None)]).to_dicts()
    assert (event["killed_low"], event["killed_high"], event["injured_low"]) == (4, 6, None)


def test_copies_of_a_story_count_once() -> None:
    told = [mention(f"m{n}", [RUS], [UKR], **KHARKIV) for n in (1, 2, 3)]
    (event,) = resolved(*told, stories={"a-m1": "s1", "a-m2": "s1"}).to_dicts()
    assert (event["article_count"], event["independent_story_count"]) == (3, 2)


def test_undated_unplaced_nobody_is_alone() -> None:
    told = [mention(f"m{n}", [UNKNOWN], [], date_start=None, date_end=None, published_date=None) for n in (1, 2)]
    assert grouped(resolved(*told)) == [["m1"], ["m2"]]


def test_what_only_its_article_dates_happened_shortly_before() -> None:
    dated = mention("m1", [RUS], [UKR], **KHARKIV)
    later = {"published_date": DAY + timedelta(1), "date_start": DAY + timedelta(1), "date_end": DAY + timedelta(1)}
    undated = mention("m2", [RUS], [UKR], date_resolution="inherited", **later, **KHARKIV)
    (event,) = resolved(dated, undated).to_dicts()
    assert event["date_start"] == DAY and event["date_precision"] == "day"


def test_a_war_does_not_chain_into_one_event() -> None:
    nights = [
        mention(
            f"m{n:02}",
            [RUS],
            [UKR],
            date_start=DAY + timedelta(n),
            date_end=DAY + timedelta(n + 1),
            date_precision="night",
        )
        for n in range(20)
    ]
    spans = resolved(*nights).select((pl.col("date_end") - pl.col("date_start")).dt.total_days().max()).item()
    assert spans <= 1
    assert resolved(*nights).height >= 10


def test_accusations_are_one_by_who_accuses_whom_and_when() -> None:
    def accuses(mention_id: str, who: Any, whom: Any, day: date = DAY) -> dict[str, Any]:
        return mention(mention_id, [who], [whom], event_type="ACCUSE", quad_class=3, date_start=day, date_end=day)

    told = [
        accuses("m1", ARM, AZE),
        accuses("m2", ARM, AZE),
        accuses("m3", AZE, ARM),
        accuses("m4", ARM, AZE, DAY - timedelta(5)),
    ]
    assert grouped(resolved(*told)) == [["m1", "m2"], ["m3"], ["m4"]]


def test_id_is_of_the_earliest_mention() -> None:
    early = mention("m9", [RUS], [UKR], **KHARKIV)
    late = mention("m1", [RUS], [UKR], published_date=DAY + timedelta(2), **KHARKIV)
    assert resolved(early)["event_id"].item() == resolved(early, late)["event_id"].item()


def test_no_mentions_give_no_events() -> None:
    assert resolved().is_empty()


def told(*names: str, **columns: Any) -> pl.DataFrame:
    """Return mentions as the ledger holds them, each in an article of its own unless columns say otherwise."""
    plain = {
        "article_id": list(names),
        "canonical_url": list(names),
        "event_type": "ASSAULT",
        "trigger_text": "attacked",
    }
    return pl.DataFrame({"mention_id": list(names)} | plain | {"start": range(len(names))} | columns)


def test_a_corrected_article_hands_its_event_on() -> None:
    first, second = mention("m2", [RUS], [UKR], **KHARKIV), mention("m5", [RUS], [UKR], **ODESA)
    before, after = resolved(first), resolved(second)
    versions = told("m2", "m5", article_id=["a-1", "a-2"], canonical_url="/a")
    (row,) = retired(before, after, versions, NOW).to_dicts()
    assert (row["cause"], row["replaced_by"]) == ("source", after["event_id"].item())
    otherwise = versions.with_columns(trigger_text=pl.Series(["attacked", "met"]))
    (row,) = retired(before, after, otherwise, NOW).to_dicts()
    assert (row["cause"], row["replaced_by"]) == ("retraction", None)
    twice = told("m2", "m4", "m5", article_id=["a-1", "a-2", "a-2"], canonical_url="/a", start=[0, 40, 20])
    (row,) = retired(before, after, twice, NOW).to_dicts()
    assert row["replaced_by"] == after["event_id"].item()  # the first of two, by where they stand


def test_retired_ids_name_the_event_that_took_over() -> None:
    one, other = mention("m2", [RUS], [UKR], **KHARKIV), mention("m3", [RUS], [UKR], **ODESA)
    before = resolved(one, other)
    earlier = mention("m1", [RUS], [UKR], published_date=DAY - timedelta(1), **KHARKIV)
    after = resolved(earlier, one, other)
    held = told("m1", "m2", "m3")
    (row,) = retired(before, after, held, NOW).to_dicts()
    assert row["cause"] == "late" and row["replaced_by"] in set(after["event_id"]) and row["retired_at"] == NOW
    for still_held, cause in ((["m3"], "method"), (["m2", "m3"], "retraction")):
        gone = retired(before, resolved(other), told(*still_held), NOW).to_dicts()
        assert [(row["cause"], row["replaced_by"]) for row in gone] == [(cause, None)]
    both = frame(TABLES["events"], [row | {"mention_ids": ["m2", "m3"]} for row in resolved(other).to_dicts()])
    assert [row["cause"] for row in retired(before, both, held, NOW).to_dicts()] == ["merge"]
    assert retired(before, before, held, NOW).is_empty()


PARTIES = st.lists(st.sampled_from([ARM, AZE, RUS, UKR, UNKNOWN, party("UKR", "CVL"), party("SDN", "REB")]), max_size=2)
PLACES = st.sampled_from([{}, SOTK, KALBAJAR, KHARKIV, ODESA])
CLAIMANTS = st.sampled_from(
    [{}, says("Armenia", "ARM"), says("Azerbaijan", "AZE"), says("Azerbaijan", "AZE", "denied")]
)


@st.composite
def mentions_at_random(draw: st.DrawFn) -> list[dict[str, Any]]:
    rows = []
    for number in range(draw(st.integers(1, 12))):
        day = DAY - timedelta(draw(st.integers(0, 3)))
        rows.append(
            mention(
                f"m{number:02}",
                draw(PARTIES),
                draw(PARTIES),
                article=f"a{draw(st.integers(0, 4))}",
                event_type=draw(st.sampled_from(["ASSAULT", "ASSAULT", "ACCUSE", "PROTEST", "RETREAT"])),
                modality=draw(st.sampled_from(["actual", "actual", "actual", "negated", "historical", "future"])),
                direction=draw(st.sampled_from(["directed", "undirected"])),
                date_start=day,
                date_end=day + timedelta(draw(st.integers(0, 1))),
                date_resolution=draw(st.sampled_from(["relative", "inherited"])),
                **draw(PLACES),
                **draw(CLAIMANTS),
            )
        )
    return rows


@settings(max_examples=40, deadline=None)
@given(mentions_at_random(), st.randoms(use_true_random=False))
def test_any_order_gives_the_same_events_and_each_mention_one(rows: list[dict[str, Any]], random: Any) -> None:
    there = resolved(*rows)
    shuffled = list(rows)
    random.shuffle(shuffled)
    assert resolved(*shuffled).equals(there)
    placed = [mention_id for ids in there["mention_ids"] for mention_id in ids]
    assert sorted(placed) == sorted(row["mention_id"] for row in rows)
    assert there.filter(pl.col("date_start") > pl.col("date_end")).is_empty()
