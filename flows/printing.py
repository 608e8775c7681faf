"""What `sayso code` prints: what was coded from an article, resolved on its own, in JSON's terms."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

from flows.code import ToCode
from flows.inputs import GivenArticle
from flows.processes import Failure
from transforms.claims import claims
from transforms.coder import Coded, Row
from transforms.events import events
from transforms.ids import digest, make_id
from transforms.schema import frame
from transforms.tables import TABLES


def describe(given: GivenArticle, coded: Coded | Failure) -> dict[str, Any]:
    """Return what `sayso code` prints of one article: its rows in JSON's terms, a span as ``[start, end]``.

    Casualties stand both as rows and, in their mention, as ``killed`` and ``injured``: ``[low, high]`` over its counts.
    """
    told: dict[str, Any] = {
        "doc": given.doc,
        "text": given.text,
        "article": given.facts | {"published_date": given.published and given.published.isoformat()},
        "boilerplate": [{"text": given.text[a:b], "span": [a, b], "kind": kind} for a, b, kind in given.set_aside],
    }
    if isinstance(coded, Failure):
        rows: dict[str, list[Row]] = {key: [] for key in ("statements", "mentions", "casualties", "events", "claims")}
        return told | {"outcome": coded.outcome, "reason": coded.reason} | rows
    resolved = resolve_one(given, coded)
    counts: dict[str, dict[str, list[Row]]] = {}
    for row in coded.casualties:
        counts.setdefault(row["mention_id"], {}).setdefault(row["outcome"], []).append(row)
    mentions = [
        mention
        | {outcome: _range(counts.get(mention["mention_id"], {}).get(outcome)) for outcome in ("killed", "injured")}
        for mention in coded.mentions
    ]
    coded_rows: dict[str, Any] = _in_json(
        {
            "outcome": "coded" if given.text.strip() else "not_extracted",
            "statements": coded.statements,
            "mentions": mentions,
            "casualties": coded.casualties,
            **resolved,
        }
    )
    return told | coded_rows


def to_code(given: GivenArticle) -> ToCode:
    """Return the article as the coder takes it, its boilerplate set aside."""
    spans = tuple((start, end) for start, end, _ in given.set_aside)
    return ToCode(article_id_of(given), given.text, given.published, spans)


def article_id_of(given: GivenArticle) -> str:
    """Return the id of an article given by hand: its name and its text."""
    return make_id("a", given.doc, digest(given.text))


def resolve_one(given: GivenArticle, coded: Coded) -> dict[str, list[Row]]:
    """Return events and claims of one article on its own."""
    day = datetime.combine(given.published or date(1, 1, 1), time(), UTC)
    name = article_id_of(given)
    article = {
        "article_id": name, "outlet": "", "url": given.doc, "canonical_url": given.doc, "page_sha256": "", "version": 1,
        "is_latest": True, "authors": [], "published_at": day if given.published else None, "fetched_at": day,
        "kind": "news", "outcome": "extracted", "word_count": len(given.text.split()), "story_id": name,
    }  # fmt: skip
    mentions = frame(TABLES["mentions"], coded.mentions)
    happenings = events(mentions, frame(TABLES["casualties"], coded.casualties), frame(TABLES["articles"], [article]))
    positions = claims(happenings, mentions, frame(TABLES["statements"], coded.statements))
    return {"events": happenings.to_dicts(), "claims": positions.to_dicts()}


def _range(rows: list[Row] | None) -> list[int | None] | None:
    """Return ``[lowest, highest]`` of the counts that one mention gives of one outcome; an open end is null.

    Its groups are parts of one number ("17 civilians and four policemen"), so they are added up.
    """
    if not rows:
        return None
    lows = [row["low_count"] or 0 for row in rows]
    highs = [row["high_count"] for row in rows]
    return [sum(lows), None if None in highs else sum(highs)]


def _in_json(value: Any) -> Any:
    if isinstance(value, dict):
        if value.keys() == {"start", "end"}:
            return [value["start"], value["end"]]
        return {key: _in_json(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_in_json(inner) for inner in value]
    return value.isoformat() if isinstance(value, date) else value
