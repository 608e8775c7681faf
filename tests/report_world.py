"""A made-up ledger of any size for the page in a browser: two countries that contradict each other, and much else."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import polars as pl

from tests.rows import rows
from transforms.ids import digest

FIRST = date(2026, 1, 1)
HOSTILE = "</script><script>window.ran = 1</script><img src=x onerror='window.ran = 1'>"
ARABIC = "وزارة الدفاع"
COUNTRIES = ("ARM", "AZE", "GEO", "TUR", "IRN", "RUS")
ACTS = ("accuse", "deny", "assert", "warn")
TYPES = ("ASSAULT", "ACCUSE", "CONSULT", "AID")


def moment(day: date, hour: int = 9) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def party(name: str, country: str, text: str, start: int) -> dict[str, Any]:
    span = {"start": start, "end": start + len(text)}
    return {"text": text, "span": span, "name": name, "actor_id": None, "country": country, "sector": "MIL"}


def world(statements: int = 400, articles_each: int = 8) -> dict[str, pl.DataFrame]:
    """Return tables with so many statements; a quarter as many mentions, and events of three mentions each."""
    articles = [article(number, statements) for number in range(max(1, statements // articles_each))]
    said = [statement(number, articles) for number in range(statements)]
    mentions = [mention(number, said) for number in range(statements // 4)]
    for row in mentions:
        said[int(row["statement_id"][2:])]["mention_ids"] = [row["mention_id"]]
    events = [event(number, mentions) for number in range(len(mentions) // 3)]
    return {
        "sources": rows("sources", *({"outlet": f"o{i}", "title": f"Outlet {i}", "country": "GBR", "language": "en"} for i in range(4))),
        "articles": rows("articles", *articles),
        "statements": rows("statements", *said),
        "mentions": rows("mentions", *mentions),
        "casualties": rows("casualties", *(casualty(row) for row in mentions if row["event_type"] == "ASSAULT")),
        "events": rows("events", *events),
        "claims": rows("claims", *(claim(row, mentions) for row in events if row["is_disputed"])),
        "coverage": rows("coverage", *coverage(min(60, len(articles)))),
    }  # fmt: skip


def article(number: int, statements: int) -> dict[str, Any]:
    day = FIRST + timedelta(days=number * 90 // max(1, statements // 8))
    url = f"https://outlet.example/{number}"
    return {
        "article_id": f"a-{number:06}",
        "outlet": f"o{number % 4}",
        "url": "javascript:window.ran = 1" if number == 1 else url,
        "canonical_url": url,
        "page_sha256": digest(url),
        "version": 1,
        "is_latest": True,
        "title": HOSTILE if number == 0 else f"Article {number} on the border",
        "published_at": moment(day),
        "published_precision": "minute",
        "fetched_at": moment(day, 12),
        "language": "en",
        "kind": "news",
        "outcome": "extracted",
        "text_sha256": digest(str(number)),
        "word_count": 300,
        "text": None,
    }


def statement(number: int, articles: list[dict[str, Any]]) -> dict[str, Any]:
    held = articles[number % len(articles)]
    country = COUNTRIES[number % len(COUNTRIES)]
    speaker = {0: HOSTILE, 1: ARABIC}.get(number, f"Ministry of {country} {number % 50}")
    words = f"forces of {COUNTRIES[(number + 1) % 6]} opened fire on post {number} before dawn, killing two soldiers"
    return {
        "statement_id": f"s-{number:06}",
        "article_id": held["article_id"],
        "published_date": held["published_at"].date(),
        "sentence_number": number,
        "sentence_span": {"start": 100, "end": 300},
        "speaker_text": "The ministry",
        "speaker_span": {"start": 100, "end": 112},
        "speaker_kind": "title",
        "speaker_name": speaker,
        "speaker_country": [country],
        "speaker_resolution": "named",
        "speaker_confidence": 0.9,
        "cue_text": "said",
        "cue_span": {"start": 113, "end": 117},
        "content_text": [words],
        "content_spans": [{"start": 140, "end": 140 + len(words)}],
        "form": "indirect",
        "speech_act": ACTS[number % 4],
        "target_country": [COUNTRIES[(number + 1) % 6]],
        "target_name": f"Armed Forces of {COUNTRIES[(number + 1) % 6]}",
        "rule": "verb.that",
        "confidence": 0.9,
        "text_sha256": held["text_sha256"],
    }


def mention(number: int, said: list[dict[str, Any]]) -> dict[str, Any]:
    """Return what every fourth statement asserts; of each three, two accuse each other and one denies."""
    held = said[number * 4 % len(said)]
    happening = number // 3
    sides = ("ARM", "AZE") if number % 3 else ("AZE", "ARM")
    start = held["content_spans"][0]["start"]
    return {
        "mention_id": f"m-{number:06}",
        "article_id": held["article_id"],
        "published_date": held["published_date"],
        "sentence_number": held["sentence_number"],
        "sentence_span": held["sentence_span"],
        "trigger_text": "opened fire",
        "trigger_span": {"start": start + 14, "end": start + 25},
        "event_type": TYPES[happening % 4],
        "quad_class": (4, 3, 1, 2)[happening % 4],
        "intensity": -9.0,
        "actors": [party(f"Armed Forces of {sides[1]}", sides[1], "forces", start)],
        "recipients": [party(f"Armed Forces of {sides[0]}", sides[0], "soldiers", start + 60)],
        "date_start": held["published_date"],
        "date_end": held["published_date"],
        "modality": "negated" if number % 3 == 2 else "actual",
        "claimant_name": f"Ministry of Defence of {sides[0]}",
        "claimant_country": [sides[0]],
        "claim_status": "denied" if number % 3 == 2 else "accused",
        "statement_id": held["statement_id"],
        "text_sha256": held["text_sha256"],
    }


def event(number: int, mentions: list[dict[str, Any]]) -> dict[str, Any]:
    held = mentions[number * 3 : number * 3 + 3]
    place = number % 40
    return {
        "event_id": f"e-{number:06}",
        "event_type": held[0]["event_type"],
        "quad_class": held[0]["quad_class"],
        "date_start": held[0]["date_start"],
        "date_end": held[0]["date_end"],
        "date_precision": "day",
        "place_name": f"Village {place}",
        "place_country": ["ARM"],
        "latitude": 39.0 + place % 7 / 4,
        "longitude": 44.0 + place / 15,
        "place_precision": ("city", "area", "border", "point")[number % 4],
        "parties": ["Armed Forces of ARM", "Armed Forces of AZE"],
        "party_country": ["ARM", "AZE"],
        "is_disputed": number % 4 == 0,
        "mention_ids": [row["mention_id"] for row in held],
        "article_count": 3,
        "independent_story_count": 2,
        "first_seen_at": moment(held[0]["date_start"], 12),
    }


def casualty(row: dict[str, Any]) -> dict[str, Any]:
    number = int(row["mention_id"][2:])
    return {
        "casualty_id": f"k-{number:06}",
        "mention_id": row["mention_id"],
        "article_id": row["article_id"],
        "outcome": "killed",
        "side_country": ["ARM"],
        "low_count": 2 + number % 3,
        "best_count": 2 + number % 3,
        "high_count": None if number % 3 == 1 else 5,
        "number_text": "two",
        "claimant_name": row["claimant_name"],
        "claimant_country": row["claimant_country"],
    }


def claim(row: dict[str, Any], mentions: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "claim_id": f"c-{row['event_id']}",
        "event_id": row["event_id"],
        "party": "AZE",
        "position": "denies",
        "about_country": ["AZE"],
        "says": "not: AZE attacked ARM",
        "mention_ids": row["mention_ids"][2:],
        "since_date": row["date_start"],
    }


def coverage(days: int) -> list[dict[str, Any]]:
    """Return four outlets' days: the second has a gap on each tenth day, the third was not tried on each seventh."""
    return [
        {
            "outlet": f"o{outlet}",
            "day_date": FIRST + timedelta(days=day),
            "found_count": 9,
            "fetched_count": 8,
            "extracted_count": 7,
            "coded_count": 0 if outlet == 1 and day % 10 == 0 else 5 + outlet,
            "outcomes": [{"step": "collect", "outcome": "not_found", "count": 1}],
            "is_gap": outlet == 1 and day % 10 == 0,
        }
        for day in range(days)
        for outlet in range(4)
        if not (outlet == 2 and day % 7 == 0)
    ]
