"""Events and claims of the whole ledger, resolved anew whenever what they rest on has changed."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import polars as pl

from transforms.claims import claims
from transforms.events import events, retired
from transforms.schema import cast, frame
from transforms.stories import stories
from transforms.tables import TABLES
from warehouse.database import Warehouse

# Articles withdrawn, or superseded by a later version, no longer speak; what they said stays in their own rows.
SPEAKING = """
    SELECT m.* FROM {table} m JOIN articles a USING (article_id)
    WHERE a.is_latest ORDER BY m.{key}
"""
TOLD = """
    SELECT mention_id, article_id, canonical_url, event_type, trigger_text, trigger_span.start AS start
    FROM mentions JOIN articles USING (article_id)
"""
INPUTS = """
    SELECT md5(string_agg(part, ' ' ORDER BY part)) FROM (
        SELECT article_id || is_latest || coalesce(c.method_version, '') || coalesce(c.mention_count, 0) AS part
        FROM articles JOIN codings c USING (article_id))
"""


def resolve(home: Path, now: datetime) -> dict[str, int]:
    """Resolve what the latest article versions say; return how many rows each table now holds, or nothing new."""
    with Warehouse(home) as warehouse, warehouse.transaction():
        (digest,) = warehouse.connection.execute(INPUTS).fetchone() or (None,)
        done_before = warehouse.connection.execute("SELECT input_digest FROM steps WHERE step = 'resolve'").fetchone()
        if digest is None or (digest,) == done_before:
            return {}
        known = warehouse.query("SELECT * FROM articles WHERE version IS NOT NULL ORDER BY article_id")
        told = stories(warehouse.read("signatures"), known)
        known = cast(TABLES["articles"], known.drop("story_id").join(told, on="article_id", how="left"))
        mentions, statements, casualties = (
            cast(TABLES[table], warehouse.query(SPEAKING.format(table=table, key=key)))
            for table, key in (
                ("mentions", "mention_id"),
                ("statements", "statement_id"),
                ("casualties", "casualty_id"),
            )
        )
        happenings = events(mentions, casualties, known)
        positions = claims(happenings, mentions, statements)
        gone = retired(warehouse.read("events"), happenings, warehouse.query(TOLD), now)
        warehouse.merge("articles", known)
        warehouse.replace("events", happenings)
        warehouse.replace("claims", positions)
        warehouse.merge("retired_ids", gone)
        done = [{"step": "resolve", "input_digest": digest, "finished_at": now}]
        warehouse.merge("steps", frame(TABLES["steps"], done))
        disputed = happenings.filter(pl.col("is_disputed")).height
        return {
            "events": happenings.height,
            "disputed": disputed,
            "claims": positions.height,
            "stories": told["story_id"].n_unique(),
        }
