"""Every label of tests/gold points at what it says, so that a score measures the coder and not the labels."""

import json
import tomllib
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from flows.newsroom.articles import HERE, read_article
from transforms import codes

GOLD = Path(__file__).parent / "gold"
ARTICLES = sorted(GOLD.glob("*.json"))
WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


def load(path):
    return json.loads(path.read_text()), path.with_suffix(".txt").read_text()


def is_country(code):
    return len(code) == 3 and code.isupper()


@pytest.mark.parametrize("path", ARTICLES, ids=lambda p: p.stem)
def test_the_text_is_that_of_its_newsroom_article(path):
    gold, text = load(path)
    source = gold["note"].removeprefix("the text of flows/newsroom/")
    article = read_article(HERE / source)
    assert text == article.text
    assert gold["document"] == path.with_suffix(".txt").name
    assert date.fromisoformat(gold["published"]) == article.published.date()


@pytest.mark.parametrize("path", ARTICLES, ids=lambda p: p.stem)
def test_statements_are_verbatim_and_coded(path):
    gold, text = load(path)
    for s in gold["statements"]:
        spans = [s["speaker_span"], s["cue_span"], *s["content_spans"]]
        words = [s["speaker_text"], s["cue_text"], *s["content_text"]]
        assert [text[slice(*span)] if span else None for span in spans] == words, s["id"]
        assert s["content_spans"] and s["form"] in codes.FORMS, s["id"]
        assert {s["speech_act"], *s["also_acceptable_acts"]} <= set(codes.SPEECH_ACTS), s["id"]
        assert s.get("polarity", "affirmed") in codes.POLARITIES, s["id"]
        assert s["speech_act"] not in s["also_acceptable_acts"], s["id"]
        assert all(map(is_country, (s["speaker_country"] or []) + (s["target_country"] or []))), s["id"]


@pytest.mark.parametrize("path", ARTICLES, ids=lambda p: p.stem)
def test_events_are_verbatim_and_coded(path):
    gold, text = load(path)
    for e in gold["events"]:
        assert text[slice(*e["trigger_span"])] == e["trigger_text"], e["id"]
        assert {e["event_type"], *e["also_acceptable_types"]} <= set(codes.EVENT_TYPES), e["id"]
        assert e["mode"] is None or e["mode"] in codes.MODES, e["id"]
        assert e["direction"] in codes.DIRECTIONS and e["modality"] in codes.MODALITIES, e["id"]
        assert e["claim_status"] in codes.CLAIM_STATUSES, e["id"]
        assert (e["claimant"] is None) == (e["claim_status"] == "reported"), e["id"]
        for party in e["actors"] + e["recipients"]:
            assert party["country"] is None or is_country(party["country"]), e["id"]
            assert party["sector"] is None or party["sector"] in codes.SECTORS, e["id"]
        for low, high in filter(None, [e["killed"], e["injured"]]):
            assert high is None or low <= high, e["id"]
        assert e["date"] is None or "1900" <= e["date"] <= "2027-12", e["id"]


@pytest.mark.parametrize("path", ARTICLES, ids=lambda p: p.stem)
def test_contested_events_and_positions_exist(path):
    gold, _ = load(path)
    events, statements = ({row["id"] for row in gold[name]} for name in ("events", "statements"))
    for contested in gold["contested"]:
        assert set(contested["events"]) <= events
        assert {s for position in contested["positions"] for s in position["statements"]} <= statements


def test_there_are_enough_whole_articles():
    assert len(ARTICLES) >= 10


def test_happenings_are_sixty_stories_each_told_more_than_once():
    stories = tomllib.loads((GOLD / "happenings.toml").read_text())["story"]
    assert len({s["id"] for s in stories}) == len(stories) == 60
    assert min(Counter(s["happening"] for s in stories).values()) >= 2
    assert all(set(s) == {"id", "happening", "outlet", "published", "text"} for s in stories)
    assert len({s["text"] for s in stories}) == 60


def test_sentences_without_events_are_three_hundred():
    lines = (GOLD / "no_events.txt").read_text().splitlines()
    assert len(set(lines)) == len(lines) == 300


def test_dates_stand_in_their_sentences_and_fall_on_their_weekdays():
    dates = tomllib.loads((GOLD / "dates.toml").read_text())["date"]
    assert len(dates) >= 150
    for row in dates:
        assert row["sentence"].count(row["text"]) == 1, row
        assert row["start"] <= row["end"] and row["precision"] in codes.DATE_PRECISIONS, row
        named = [day for day in WEEKDAYS if day in row["text"].lower()]
        if named and row["precision"] in ("day", "night"):
            assert WEEKDAYS[row["start"].weekday()] == named[0], row
