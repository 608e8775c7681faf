"""Every change between two snapshots has the cause that its row, or what it rests on, gives it; or none."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.rows import NOON, rows
from transforms.changes import Circumstances, explain, no_rows, retire, strongest
from transforms.codes import CAUSES
from transforms.tables import TABLES

NOTHING = Circumstances()
SETTLED = Circumstances(settled_through=date(2026, 3, 1))


def changed(*given: dict[str, Any], **columns: Any) -> pl.DataFrame:
    """Return changes, by default updates of one column; further columns by name and type."""
    schema = {"row_id": pl.String, "op": pl.String, "changed_columns": pl.List(pl.String)} | columns
    plain = {"op": "update", "changed_columns": ["title"]}
    return pl.DataFrame([plain | row for row in given], schema=schema)


def causes(
    table: str, changes: pl.DataFrame, circumstances: Circumstances = NOTHING, **touched: dict[str, str]
) -> dict[str, str | None]:
    frames = {
        name: pl.DataFrame({"row_id": list(ids), "cause": list(ids.values())}, schema=no_rows().schema)
        for name, ids in touched.items()
    }
    found = explain(TABLES[table], changes, frames, circumstances)
    assert found.height == changes.height
    return dict(found.select("row_id", "cause").iter_rows())


def articles(*given: dict[str, Any]) -> pl.DataFrame:
    plain = {"published_at": NOON, "url": "/a", "canonical_url": "/a", "withdrawn_at": None}
    moment = pl.Datetime("us", "UTC")
    return changed(
        *[plain | row for row in given],
        published_at=moment,
        url=pl.String,
        canonical_url=pl.String,
        withdrawn_at=moment,
    )


def test_an_article_comes_from_its_source_or_late() -> None:
    old = {"row_id": "a2", "op": "insert", "published_at": datetime.fromisoformat("2026-02-27T00:00Z")}
    undated = {"row_id": "a3", "op": "insert", "published_at": None}
    given = articles({"row_id": "a1", "op": "insert"}, old, undated)
    assert causes("articles", given, SETTLED) == {"a1": "source", "a2": "late", "a3": "source"}
    assert causes("articles", given, NOTHING) == {"a1": "source", "a2": "source", "a3": "source"}


def test_an_article_changes_when_it_was_read_again_or_stands_otherwise_to_others() -> None:
    again = Circumstances(read_again=frozenset({"/b"}))
    given = articles(
        {"row_id": "a1"},
        {"row_id": "a2", "url": "/b"},
        {"row_id": "a3", "changed_columns": ["is_latest", "story_id"]},
    )
    assert causes("articles", given, again) == {"a1": None, "a2": "source", "a3": None}
    arrived = pl.concat([given, articles({"row_id": "a4", "op": "insert"})])
    assert causes("articles", arrived)["a3"] == "source"


def test_an_article_taken_back_is_a_retraction_and_one_that_is_back_is_not() -> None:
    again = Circumstances(read_again=frozenset({"/a"}))
    moved = ["is_latest", "withdrawn_at"]
    given = articles(
        {"row_id": "a1", "changed_columns": moved, "withdrawn_at": NOON}, {"row_id": "a2", "changed_columns": moved}
    )
    assert causes("articles", given, again) == {"a1": "retraction", "a2": "source"}


def test_another_reading_of_the_same_page_is_by_method_though_the_page_was_read_again() -> None:
    moved = Circumstances(method_moved=True, read_again=frozenset({"/a"}))
    given = articles({"row_id": "a1"}, {"row_id": "a2", "changed_columns": ["is_latest"]})
    assert causes("articles", given, moved) == {"a1": "method", "a2": "source"}


def test_rows_inherit_from_what_they_rest_on_the_strongest_of_several() -> None:
    given = changed(
        {"row_id": "s1", "to_articles": ["a1"]}, {"row_id": "s2", "to_articles": ["a2"]}, to_articles=pl.List(pl.String)
    )
    assert causes("statements", given, articles={"a1": "late"}) == {"s1": "late", "s2": None}
    mixed = changed({"row_id": "e1", "to_mentions": ["m1", "m2"]}, to_mentions=pl.List(pl.String))
    assert causes("events", mixed, mentions={"m1": "correction", "m2": "source"}) == {"e1": "source"}


def test_method_explains_what_nothing_else_does() -> None:
    given = changed(
        {"row_id": "e1", "to_mentions": ["m1"]}, {"row_id": "e2", "to_mentions": []}, to_mentions=pl.List(pl.String)
    )
    assert causes("events", given, Circumstances(method_moved=True), mentions={"m1": "source"}) == {
        "e1": "source",
        "e2": "method",
    }


def test_method_explains_of_what_was_coded_only_what_another_method_coded() -> None:
    to = [{"row_id": f"s{number}", "to_articles": [f"a{number}"]} for number in (1, 2, 3)]
    given = changed(*to, to_articles=pl.List(pl.String))
    told = Circumstances(method_moved=True, recoded=pl.Series(["a2", "a9"]))
    assert causes("statements", given, told, articles={"a1": "source"}) == {"s1": "source", "s2": "method", "s3": None}
    assert causes("statements", given, replace(told, shape_moved=True)) == {
        "s1": "method",
        "s2": "method",
        "s3": "method",
    }


def test_events_that_trade_mentions_share_a_cause() -> None:
    given = changed(
        {"row_id": "e1", "to_mentions": ["m1", "m2"]},
        {"row_id": "e2", "to_mentions": ["m2", "m3"]},
        {"row_id": "e3", "to_mentions": ["m3"]},
        {"row_id": "e4", "to_mentions": ["m4"]},
        to_mentions=pl.List(pl.String),
    )
    assert causes("events", given, mentions={"m1": "source"}) == {
        "e1": "source",
        "e2": "source",
        "e3": "source",
        "e4": None,
    }


def test_corrections_and_quarantine_name_their_rows() -> None:
    told = Circumstances(
        corrected=frozenset({("mentions", "m1")}),
        withdrawn=frozenset({("mentions", "m2")}),
        released=frozenset({("mentions", "m3")}),
    )
    given = changed(
        {"row_id": "m1"}, {"row_id": "m2", "op": "delete"}, {"row_id": "m3", "op": "insert"}, {"row_id": "m4"}
    )
    assert causes("mentions", given, told) == {"m1": "correction", "m2": "retraction", "m3": "late", "m4": None}
    linked = changed(
        {"row_id": "s1", "to_mentions": ["m2"]}, {"row_id": "s2", "to_mentions": ["m3"]}, to_mentions=pl.List(pl.String)
    )
    assert causes("statements", linked, told) == {"s1": "retraction", "s2": "late"}


def test_a_declared_retirement_says_why_a_row_vanished() -> None:
    retired = rows("retired_ids", {"table_name": "events", "retired_id": "e1", "replaced_by": "e9", "cause": "merge"})
    told = Circumstances(retired=retired)
    given = changed(
        {"row_id": "e1", "op": "delete", "to_mentions": []},
        {"row_id": "e2", "op": "delete", "to_mentions": []},
        to_mentions=pl.List(pl.String),
    )
    assert causes("events", given, told) == {"e1": "merge", "e2": None}

    explained = explain(TABLES["events"], given, {}, Circumstances(retired=retired, method_moved=True))
    successors = pl.DataFrame({"row_id": ["e2"], "replaced_by": ["e9"]})
    derived = retire(TABLES["events"], explained, told, successors, NOON)
    assert derived.rows() == [("events", "e2", "e9", "merge", NOON)]


@pytest.mark.parametrize(
    ("table", "op", "cause"),
    [
        ("sources", "insert", "source"),
        ("sources", "delete", "retraction"),
        ("fetches", "insert", "source"),
        ("fetches", "update", "source"),
        ("fetches", "delete", None),
        ("corrections", "delete", "correction"),
    ],
)
def test_tables_that_rest_on_nothing(table: str, op: str, cause: str | None) -> None:
    assert causes(table, changed({"row_id": "x", "op": op})) == {"x": cause}


def test_a_retired_id_has_the_cause_of_its_retirement() -> None:
    given = changed(
        {"row_id": "x", "op": "insert", "cause": "merge"},
        {"row_id": "y", "op": "delete", "cause": "method"},
        cause=pl.String,
    )
    assert causes("retired_ids", given) == {"x": "merge", "y": "source"}  # y is back


def test_coverage_of_a_settled_day_is_late() -> None:
    given = changed(
        {"row_id": "x/2026-02-27", "day_date": date(2026, 2, 27)},
        {"row_id": "x/2026-03-02", "day_date": date(2026, 3, 2)},
        day_date=pl.Date,
    )
    assert causes("coverage", given, SETTLED) == {"x/2026-02-27": "late", "x/2026-03-02": "source"}


@settings(deadline=None)  # a loaded machine is no fault
@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(CAUSES))))
def test_the_strongest_cause_is_one_a_row_and_was_given(pairs: list[tuple[str, str]]) -> None:
    given_causes = pl.DataFrame(pairs, schema=no_rows().schema, orient="row")
    found = strongest([given_causes, no_rows()])
    assert found["row_id"].to_list() == sorted({row_id for row_id, _ in pairs})
    assert set(found.iter_rows()) <= set(pairs)
