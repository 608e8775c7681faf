"""Why a row is in the ledger: the passages it rests on, shown in their sentence, each with its claimant.

An event is told version by version, since nobody here knows which is true; a statement or mention by its own passage.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rich.markup import escape

from transforms.errors import SaysoError
from warehouse.database import Warehouse

Row = dict[str, Any]
ARTICLE = (
    "SELECT article_id, title, outlet, url, published_at, text FROM articles WHERE article_id IN (SELECT unnest(?))"
)


class UnknownIdError(SaysoError, LookupError):
    """No row has this id, now or before."""


def why(home: Path, row_id: str) -> Iterator[str]:
    """Yield lines, in rich's markup, that show the evidence of an event (e-), mention (m-) or statement (s-)."""
    with Warehouse(home, read_only=True) as warehouse:

        def rows(sql: str, *values: object) -> list[Row]:
            return warehouse.connection.execute(sql, list(values)).pl().to_dicts()

        table, key = {
            "e": ("events", "event_id"),
            "m": ("mentions", "mention_id"),
            "s": ("statements", "statement_id"),
        }.get(row_id[:1], ("", ""))
        found = rows(f"SELECT * FROM {table} WHERE {key} = ?", row_id) if table else []  # noqa: S608 (our own names)
        if not found:
            gone = rows("SELECT replaced_by, cause FROM retired_ids WHERE retired_id = ?", row_id)
            if gone and gone[0]["replaced_by"]:
                raise UnknownIdError(f"{row_id} is now {gone[0]['replaced_by']} ({gone[0]['cause']})")
            raise UnknownIdError(f"no event, mention or statement has the id {row_id}")
        row = found[0]
        if table == "events":
            mentions = rows(
                "SELECT * FROM mentions WHERE mention_id IN (SELECT unnest(?)) ORDER BY published_date, mention_id",
                row["mention_ids"],
            )
            claims = rows("SELECT * FROM claims WHERE event_id = ? ORDER BY since_date, party, position", row_id)
        else:
            mentions, claims = ([row] if table == "mentions" else []), []
        passages = mentions or [row]
        articles = {a["article_id"]: a for a in rows(ARTICLE, [p["article_id"] for p in passages])}
    if table == "events":
        yield from _event(row, claims)
    yield from _passages(passages, articles)


def _event(event: Row, claims: list[Row]) -> Iterator[str]:
    when = event["date_start"] or "no date"
    yield f"[bold]{event['event_type']}[/] {when}, {escape(event['place_name'] or 'no place')}: {escape(', '.join(event['parties']))}"
    articles, stories = event["article_count"], event["independent_story_count"]
    yield f"{articles} article{'s' * (articles != 1)}, {stories} independent" + (
        ", [bold red]disputed[/]" if event["is_disputed"] else ""
    )
    for claim in claims:
        yield f"  {escape(claim['party'])} {claim['position'].replace('_', ' ')}: {escape(claim['says'])}"


def _passages(passages: list[Row], articles: dict[str, Row]) -> Iterator[str]:
    """Show each sentence once: who is answerable for what it says, its words, and every article in which it stands."""
    same: dict[str, list[Row]] = {}
    for passage in passages:
        text = articles[passage["article_id"]]["text"]
        same.setdefault(" ".join(_slice(text, passage).split()), []).append(passage)
    for told in same.values():
        yield ""
        yield from dict.fromkeys(f"[bold]{escape(_says(passage))}[/]" for passage in told)
        yield _sentence(told, articles)
        yield from dict.fromkeys(_stands_in(articles[passage["article_id"]]) for passage in told)


def _slice(text: str, passage: Row) -> str:
    return text[passage["sentence_span"]["start"] : passage["sentence_span"]["end"]]


def _says(passage: Row) -> str:
    if "speaker_text" in passage:
        return f"{passage['speaker_name'] or passage['speaker_text'] or 'somebody'}: {passage['speech_act']}"
    claimant = passage["claimant_name"] or "the article itself"
    return f"{claimant}: {passage['event_type']}, {passage['modality']}, {passage['claim_status']}"


def _sentence(told: list[Row], articles: dict[str, Row]) -> str:
    """Return a sentence as it stands first, with the words underlined that were coded wherever it stands."""
    first = told[0]
    text, begin = articles[first["article_id"]]["text"], first["sentence_span"]["start"]
    # A quotation may go on after its sentence; where the sentence stands again, other words follow it.
    end = max(first["sentence_span"]["end"], *(begin + stop for _, stop in _coded(first)))
    marks = {
        (begin + start, min(begin + stop, end))
        for passage in told
        if _slice(articles[passage["article_id"]]["text"], passage) == _slice(text, first)
        for start, stop in _coded(passage)
    }
    shown, at = "", begin
    for start, stop in sorted(marks):
        if stop > at:
            shown += f"{escape(text[at : max(at, start)])}[underline]{escape(text[max(at, start) : stop])}[/]"
            at = stop
    return f"  {' '.join((shown + escape(text[at:end])).split())}"


def _coded(passage: Row) -> list[tuple[int, int]]:
    """Return where the words of a passage that were coded stand, counted from the start of its sentence."""
    begin = passage["sentence_span"]["start"]
    spans = passage.get("content_spans") or [passage["trigger_span"]]
    return [(span["start"] - begin, span["end"] - begin) for span in spans]


def _stands_in(article: Row) -> str:
    day = article["published_at"].date() if article["published_at"] else "undated"
    return f"  [dim]{escape(article['outlet'])}, {day}, {escape(article['title'] or '')} <{escape(article['url'])}>[/]"
