"""The evidence of a row is each sentence once, with everything marked that was coded in it, and who says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.why import UnknownIdError, why
from tests.rows import article, fill, rows, span

TEXT = """Three killed at Qala.

Sarand shelled Qala and killed three people, the ministry said. "We hit nothing," Sarand said.

Sarand shelled Qala and killed three people, the ministry said. "We hit back. It was our right," it added."""
SENTENCE = "Sarand shelled Qala and killed three people, the ministry said."


def mention(name: str, trigger: str, *, of: str = "a", again: bool = False, **values: object) -> dict[str, object]:
    """Return a mention in the sentence, where it stands first or again."""
    start = TEXT.rindex(SENTENCE) if again else TEXT.index(SENTENCE)
    at = start + SENTENCE.index(trigger)
    return {
        "mention_id": f"m-{name}",
        "article_id": of,
        "sentence_span": {"start": start, "end": start + len(SENTENCE)},
        "trigger_text": trigger,
        "trigger_span": {"start": at, "end": at + len(trigger)},
        "event_type": "ASSAULT",
        "modality": "actual",
        "claim_status": "claimed",
        "claimant_name": "the ministry",
    } | values


def told(home: Path, *mentions: dict[str, object]) -> list[str]:
    """Return the lines about an event of these mentions, without its head."""
    ids = [str(given["mention_id"]) for given in mentions]
    event = {"event_id": "e-1", "event_type": "ASSAULT", "mention_ids": ids, "parties": ["Sarand"]}
    articles = (article(name, text=TEXT, title=f"Qala, {name}") for name in ("a", "b"))
    fill(
        home,
        {
            "articles": rows("articles", *articles),
            "mentions": rows("mentions", *mentions),
            "events": rows("events", event),
        },
    )
    return list(why(home, "e-1"))[2:]


def test_a_sentence_with_several_mentions_is_shown_once_with_all_of_them_marked(tmp_path: Path) -> None:
    assert told(tmp_path, mention("1", "killed"), mention("2", "shelled"), mention("3", "shelled Qala")) == [
        "",
        "[bold]the ministry: ASSAULT, actual, claimed[/]",
        "  Sarand [underline]shelled[/][underline] Qala[/] and [underline]killed[/] three people, the ministry said.",
        "  [dim]herald, 2026-03-05, Qala, a <https://herald.example/a>[/]",
    ]


def test_each_claimant_of_one_sentence_is_named_above_it(tmp_path: Path) -> None:
    lines = told(tmp_path, mention("1", "killed"), mention("2", "shelled", claimant_name=None, claim_status="reported"))
    assert lines[1:3] == [
        "[bold]the ministry: ASSAULT, actual, claimed[/]",
        "[bold]the article itself: ASSAULT, actual, reported[/]",
    ]
    assert sum("shelled" in line for line in lines) == 1


def test_a_sentence_that_stands_again_is_one_sentence(tmp_path: Path) -> None:
    lines = told(
        tmp_path, mention("1", "killed"), mention("2", "shelled", again=True), mention("3", "three people", of="b")
    )
    assert lines[2:] == [
        "  Sarand [underline]shelled[/] Qala and [underline]killed[/] [underline]three people[/], the ministry said.",
        "  [dim]herald, 2026-03-05, Qala, a <https://herald.example/a>[/]",
        "  [dim]herald, 2026-03-05, Qala, b <https://herald.example/b>[/]",
    ]


def test_a_quotation_that_goes_on_after_its_sentence_is_shown_whole(tmp_path: Path) -> None:
    said = {
        "statement_id": "s-1",
        "article_id": "a",
        "sentence_span": span('"We hit back.', TEXT),
        "speaker_text": "it",
        "content_text": ["We hit back. It was our right,"],
        "content_spans": [span("We hit back. It was our right,", TEXT)],
        "speech_act": "assert",
    }
    fill(
        tmp_path,
        {"articles": rows("articles", article("a", text=TEXT)), "statements": rows("statements", said)},
    )
    assert list(why(tmp_path, "s-1"))[1:3] == [
        "[bold]it: assert[/]",
        '  "[underline]We hit back. It was our right,[/]',
    ]


def test_an_id_that_is_no_more_leads_to_the_one_that_is(tmp_path: Path) -> None:
    gone = {"table_name": "events", "retired_id": "e-old", "replaced_by": "e-new", "cause": "merge"}
    fill(tmp_path, {"retired_ids": rows("retired_ids", gone)})
    with pytest.raises(UnknownIdError, match="e-old is now e-new"):
        list(why(tmp_path, "e-old"))
    with pytest.raises(UnknownIdError, match="no event, mention or statement has the id e-none"):
        list(why(tmp_path, "e-none"))
