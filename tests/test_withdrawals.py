"""An article is withdrawn when its outlet says so or is found to lack it twice; it stays on record with the evidence."""

from datetime import datetime, timedelta

import polars as pl
import pytest

from flows import extract
from flows.collect import seen
from flows.publish import count_coverage, publish_snapshot
from flows.resolve import resolve
from tests.collected import DAY, answered, at_home, ingest, story
from transforms.withdrawals import withdrawals
from warehouse.database import Warehouse
from warehouse.verify import verify

CLASH = "Armenian forces shelled Azerbaijani positions near Sotk on Monday, killing two soldiers, the ministry said."
NOTICE = "This article has been withdrawn because it did not meet our standards. We apologise to our readers for that."
FRONT = "https://herald.example/"


def look(outcome, hours, kind="news", final=None):
    return {
        "canonical_url": "c", "url": "https://herald.example/a", "final_url": final or "https://herald.example/a",
        "outcome": outcome, "fetched_at": DAY + timedelta(hours=hours), "fetch_id": f"f-{hours}", "kind": kind,
    }  # fmt: skip


FETCHED = look("fetched", 0)


@pytest.mark.parametrize(
    ("looks", "expected"),
    [
        ([FETCHED, look("gone", 24)], ("gone", 24, 24)),
        ([FETCHED, look("not_found", 24)], None),
        ([FETCHED, look("not_found", 24), look("not_found", 25)], None),
        ([FETCHED, look("not_found", 24), look("not_found", 48)], ("not_found", 24, 48)),
        ([FETCHED, look("not_found", 24), look("fetched", 48), look("not_found", 168)], None),
        ([FETCHED, look("not_found", 24), look("not_modified", 48), look("not_found", 168)], None),
        ([FETCHED, look("not_found", 24), look("timeout", 36), look("not_found", 48)], ("not_found", 24, 48)),
        ([FETCHED, look("not_found", 24), look("gone", 25)], ("gone", 24, 25)),
        ([FETCHED, look("gone", 24), look("fetched", 168)], None),
        ([FETCHED, look("blocked", 24), look("server_error", 168)], None),
        ([FETCHED, look("robots_disallowed", 24), look("unreachable", 168)], None),
        ([FETCHED, look("fetched", 24, kind="withdrawal_notice")], ("notice", 24, 24)),
        ([FETCHED, look("fetched", 24, "withdrawal_notice"), look("not_modified", 168)], ("notice", 24, 24)),
        ([FETCHED, look("fetched", 24, "withdrawal_notice"), look("fetched", 168)], None),
        ([FETCHED, look("fetched", 24, "index", FRONT)], None),
        ([FETCHED, look("fetched", 24, "index", FRONT), look("fetched", 168, "index", FRONT)], ("front_page", 24, 168)),
        ([look("not_found", 0)], None),
    ],
)
def test_what_counts_as_withdrawn(looks, expected):
    found = withdrawals(pl.DataFrame(looks)).rows()
    how, first, evidence = expected or (None, None, None)
    assert found == ([("c", DAY + timedelta(hours=first), how, f"f-{evidence}")] if expected else [])
    assert withdrawals(pl.DataFrame(looks[::-1])).rows() == found


def test_an_article_that_stands_at_another_of_its_addresses_is_not_withdrawn():
    elsewhere = FETCHED | {"url": "https://herald.example/b", "fetch_id": "f-b"}
    assert withdrawals(pl.DataFrame([FETCHED, look("gone", 24), elsewhere])).is_empty()


@pytest.fixture
def settings(tmp_path):
    settings = at_home(tmp_path)
    ingest(settings, answered("clash", story(CLASH)))
    resolve(settings.home, DAY)
    return settings


def told(settings, sql):
    with Warehouse(settings.home, read_only=True) as warehouse:
        return warehouse.query(sql).rows()


MARKS = (
    "SELECT version, kind, is_latest, withdrawn_how, withdrawn_at FROM articles WHERE text IS NOT NULL ORDER BY version"
)


def test_a_withdrawn_article_keeps_its_rows_and_speaks_no_more(settings):
    events = told(settings, "SELECT event_id FROM events")
    mentions = told(settings, "SELECT mention_id FROM mentions ORDER BY ALL")
    assert events and mentions
    gone_at = DAY + timedelta(days=1)
    ingest(settings, answered("clash", status=410, at=gone_at))
    resolve(settings.home, gone_at)
    assert told(settings, MARKS) == [(1, "news", False, "gone", gone_at)]
    evidence = "SELECT status FROM fetches WHERE fetch_id = (SELECT withdrawn_fetch_id FROM articles)"
    assert told(settings, evidence) == [(410,)]
    assert told(settings, "SELECT mention_id FROM mentions ORDER BY ALL") == mentions
    assert told(settings, "SELECT count(*) FROM events") == [(0,)]
    assert told(settings, "SELECT DISTINCT retired_id, cause FROM retired_ids") == [(events[0][0], "retraction")]


def test_an_article_that_is_back_speaks_again(settings):
    events = told(settings, "SELECT event_id FROM events")
    ingest(settings, answered("clash", status=410, at=DAY + timedelta(days=1)))
    resolve(settings.home, DAY + timedelta(days=1))
    ingest(settings, answered("clash", story(CLASH), at=DAY + timedelta(days=7)))
    resolve(settings.home, DAY + timedelta(days=7))
    assert told(settings, MARKS) == [(1, "news", True, None, None)]
    assert told(settings, "SELECT event_id FROM events") == events


def test_a_notice_is_the_version_that_stands_and_marks_those_before(settings):
    at = DAY + timedelta(days=1)
    ingest(settings, answered("clash", story(NOTICE, title="Article withdrawn"), at=at))
    assert told(settings, MARKS) == [(1, "news", False, "notice", at), (2, "withdrawal_notice", True, None, None)]
    assert told(settings, "SELECT outcome FROM codings ORDER BY outcome") == [("coded",), ("kind_not_coded",)]


def test_the_crawler_knows_that_an_article_was_there_the_last_time_but_one(settings):
    url = "https://herald.example/clash"
    assert (seen(settings.home)[url].outcome_before, seen(settings.home)[url].is_missed) == (None, False)
    ingest(settings, answered("clash", status=404, at=DAY + timedelta(days=1)))
    assert seen(settings.home)[url].is_missed
    ingest(settings, answered("clash", status=404, at=DAY + timedelta(days=2)))
    assert not seen(settings.home)[url].is_missed
    assert told(settings, "SELECT withdrawn_how FROM articles") == [("not_found",)]


@pytest.mark.slow
def test_the_snapshot_calls_it_a_retraction_and_lets_nothing_vanish_in_silence(settings):
    count_coverage(settings.home)
    publish_snapshot(settings, DAY, "first")
    ingest(settings, answered("clash", status=410, at=DAY + timedelta(days=1)))
    resolve(settings.home, DAY + timedelta(days=1))
    count_coverage(settings.home)
    done = publish_snapshot(settings, DAY + timedelta(days=1), "second")
    causes = {table: (op, cause) for table, op, cause, _ in done.changes.rows() if table not in ("fetches", "coverage")}
    assert causes["articles"] == ("update", "retraction")
    assert causes["events"] == ("delete", "retraction")
    assert "mentions" not in causes
    assert {cause for table, _, cause, _ in done.changes.rows() if table == "retired_ids"} == {"retraction"}
    assert verify(done.path) == []


def test_marking_twice_changes_nothing(settings):
    ingest(settings, answered("clash", status=410, at=DAY + timedelta(days=1)))
    assert extract.mark_withdrawn(settings.home) == 0


def test_news_of_something_withdrawn_is_no_notice(tmp_path):
    settings = at_home(tmp_path)
    page = story(
        "The journal said on Monday that the study has been withdrawn, after other scientists failed to repeat it."
    )
    ingest(settings, answered("study", page, at=datetime(2026, 9, 14, tzinfo=DAY.tzinfo)))
    assert told(settings, "SELECT kind FROM articles") == [("news",)]
