"""Rows for tests: any table's row from the values that matter, and a small ledger whose tables fit together."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import polars as pl

from transforms.ids import digest
from transforms.schema import Column, Table, frame
from transforms.tables import TABLES
from warehouse.database import Warehouse

NOON = datetime(2026, 3, 5, 12, tzinfo=UTC)
TEXT = 'The ministry said on Thursday that "Sarand opened fire" near Qala. Sarand denied it.'


def plain(column: Column) -> Any:
    """Return the plainest value that a column may hold."""
    if column.nullable:
        return None
    if column.codes and not isinstance(column.type, pl.List):
        return column.codes[0]
    values: dict[type[pl.DataType], Any] = {
        pl.String: "x",
        pl.Int64: int(column.minimum or 0),
        pl.Float64: float(column.minimum or 0),
        pl.Boolean: False,
        pl.Date: date(2026, 3, 5),
        pl.Datetime: NOON,
        pl.List: [],
        pl.Struct: {"start": 0, "end": 1},
    }
    return values[type(column.type)]


def row(table: str, **values: Any) -> dict[str, Any]:
    """Return a row of a table: the values given, the plainest for the rest."""
    return {column.name: plain(column) for column in TABLES[table].columns} | values


def rows(table: str, *given: dict[str, Any]) -> pl.DataFrame:
    """Return a frame of a table from rows."""
    return frame(TABLES[table], [row(table, **values) for values in given])


def span(words: str, text: str = TEXT) -> dict[str, int]:
    """Return where the words stand in the text."""
    return {"start": text.index(words), "end": text.index(words) + len(words)}


def article(name: str, **values: Any) -> dict[str, Any]:
    """Return an article row of the outlet ``herald`` with the text of this module."""
    return {
        "article_id": name,
        "outlet": "herald",
        "url": f"https://herald.example/{name}",
        "canonical_url": f"https://herald.example/{name}",
        "page_sha256": digest(name),
        "version": 1,
        "is_latest": True,
        "published_at": NOON,
        "fetched_at": NOON,
        "language": "en",
        "kind": "news",
        "outcome": "extracted",
        "text": TEXT,
        "text_sha256": digest(TEXT),
        "word_count": 14,
    } | values


def ledger(*articles: str, day: date = date(2026, 3, 5)) -> dict[str, pl.DataFrame]:
    """Return a frame for every table: of each article one accusation, one clash that it is about, and their event."""
    quoted = '"Sarand opened fire"'
    return {
        "sources": rows("sources", {"outlet": "herald", "title": "The Herald", "country": "XKA", "language": "en"}),
        "fetches": rows(
            "fetches",
            *(
                {
                    "fetch_id": f"f-{name}",
                    "outlet": "herald",
                    "url": f"https://herald.example/{name}",
                    "fetched_at": NOON,
                }
                for name in articles
            ),
        ),
        "articles": rows("articles", *map(article, articles)),
        "codings": rows("codings", *({"article_id": name, "method_version": "m1"} for name in articles)),
        "statements": rows(
            "statements",
            *(
                {
                    "statement_id": f"s-{name}",
                    "article_id": name,
                    "published_date": day,
                    "sentence_span": {"start": 0, "end": 66},
                    "speaker_text": "The ministry",
                    "speaker_span": span("The ministry"),
                    "speaker_country": ["KAR"],
                    "content_text": [quoted],
                    "content_spans": [span(quoted)],
                    "quoted_spans": [span(quoted)],
                    "speech_act": "accuse",
                    "target_country": ["SAR"],
                    "mention_ids": [f"m-{name}"],
                    "text_sha256": digest(TEXT),
                }
                for name in articles
            ),
        ),
        "mentions": rows(
            "mentions",
            *(
                {
                    "mention_id": f"m-{name}",
                    "article_id": name,
                    "published_date": day,
                    "sentence_span": {"start": 0, "end": 66},
                    "trigger_text": "opened fire",
                    "trigger_span": span("opened fire"),
                    "event_type": "ASSAULT",
                    "quad_class": 4,
                    "date_start": day,
                    "date_end": day,
                    "statement_id": f"s-{name}",
                    "text_sha256": digest(TEXT),
                }
                for name in articles
            ),
        ),
        "casualties": rows(
            "casualties",
            *(
                {
                    "casualty_id": f"k-{name}",
                    "mention_id": f"m-{name}",
                    "article_id": name,
                    "low_count": 1,
                    "best_count": 2,
                }
                for name in articles
            ),
        ),
        "events": rows(
            "events",
            *(
                {
                    "event_id": f"e-{name}",
                    "event_type": "ASSAULT",
                    "quad_class": 4,
                    "date_start": day,
                    "date_end": day,
                    "mention_ids": [f"m-{name}"],
                    "is_disputed": True,
                    "versions": [
                        {
                            "claimant_name": None,
                            "claimant_country": [country],
                            "actor_country": [],
                            "recipient_country": [],
                        }
                        for country in ("KAR", "SAR")
                    ],
                    "first_seen_at": NOON,
                }
                for name in articles
            ),
        ),
        "claims": rows(
            "claims",
            *(
                {
                    "claim_id": f"c-{name}",
                    "event_id": f"e-{name}",
                    "party": "KAR",
                    "position": "blames",
                    "statement_ids": [f"s-{name}"],
                    "since_date": day,
                }
                for name in articles
            ),
        ),
        "coverage": rows("coverage", {"outlet": "herald", "day_date": day, "found_count": len(articles)}),
    }


def fill(home: Path, tables: dict[str, pl.DataFrame]) -> None:
    """Make the warehouse of a home hold exactly these rows in these tables."""
    with Warehouse(home) as warehouse:
        for table, given in tables.items():
            warehouse.replace(table, given)


def declared(table: str) -> Table:
    """Return a table's declaration."""
    return TABLES[table]
