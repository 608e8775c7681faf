"""Rows of mentions, casualties, statements and articles with everything unsaid filled in, for tests of the ledger."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import polars as pl

from transforms.schema import frame
from transforms.tables import TABLES

DAY = date(2026, 9, 14)


def party(country: str | None, sector: str | None = "MIL", name: str | None = None) -> dict[str, Any]:
    name = name or (country and f"Armed Forces of {country}") or "unknown"
    return {"text": name, "span": None, "name": name, "actor_id": None, "country": country, "sector": sector}


def mention(mention_id: str, actors: list[Any], recipients: list[Any], **given: Any) -> dict[str, Any]:
    """Return an actual, directed, firmly dated attack at no place, told by the article itself."""
    article = given.pop("article", "a-" + mention_id)
    row: dict[str, Any] = {
        "mention_id": mention_id,
        "article_id": article,
        "published_date": DAY,
        "sentence_number": 0,
        "sentence_span": {"start": 0, "end": 9},
        "trigger_text": "attacked",
        "trigger_span": {"start": 0, "end": 8},
        "event_type": "ASSAULT",
        "context": [],
        "quad_class": 4,
        "intensity": -9.0,
        "actors": actors,
        "recipients": recipients,
        "direction": "directed",
        "date_start": DAY,
        "date_end": DAY,
        "date_precision": "day",
        "date_resolution": "relative",
        "other_places": [],
        "place_country": [],
        "place_precision": "unknown",
        "modality": "actual",
        "claimant_country": [],
        "claim_status": "reported",
        "type_confidence": 0.9,
        "who_confidence": 0.9,
        "when_confidence": 0.9,
        "where_confidence": 0.9,
        "rule": "attack",
        "text_sha256": "0" * 64,
    }
    return row | given


def at(name: str, country: str, latitude: float, longitude: float, geonames_id: int | None = None) -> dict[str, Any]:
    return {
        "place_text": name,
        "place_name": name,
        "place_country": [country],
        "latitude": latitude,
        "longitude": longitude,
        "geonames_id": geonames_id,
        "place_precision": "city",
        "territory_status": "undisputed",
    }


def says(name: str, country: str | None, status: str = "claimed") -> dict[str, Any]:
    return {"claimant_name": name, "claimant_country": [country] if country else [], "claim_status": status}


def killed(mention_id: str, low: int, high: int | None, **given: Any) -> dict[str, Any]:
    return {
        "casualty_id": f"c-{mention_id}-{low}-{high}",
        "mention_id": mention_id,
        "article_id": "a-" + mention_id,
        "outcome": "killed",
        "side_country": [],
        "low_count": low,
        "best_count": low,
        "high_count": high,
        "claimant_country": [],
    } | given


def mentions_of(*rows: dict[str, Any]) -> pl.DataFrame:
    return frame(TABLES["mentions"], list(rows))


def casualties_of(*rows: dict[str, Any]) -> pl.DataFrame:
    return frame(TABLES["casualties"], list(rows))


def articles_of(mentions: pl.DataFrame, stories: dict[str, str] | None = None) -> pl.DataFrame:
    """Return the articles of mentions as events need them, published at noon of their day, each a story unless told."""
    told = stories or {}
    rows = mentions.select("article_id", "published_date").unique().sort("article_id").rows()
    moments = [datetime(day.year, day.month, day.day, 12, tzinfo=UTC) if day else None for _, day in rows]
    return pl.DataFrame(
        {
            "article_id": [article for article, _ in rows],
            "published_at": moments,
            "fetched_at": [moment or datetime(2026, 1, 1, tzinfo=UTC) for moment in moments],
            "story_id": [told.get(article) for article, _ in rows],
        },
        schema={
            "article_id": pl.String(),
            "published_at": pl.Datetime("us", "UTC"),
            "fetched_at": pl.Datetime("us", "UTC"),
            "story_id": pl.String(),
        },
    )
