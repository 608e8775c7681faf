"""The labelled sentences, read and scored: by form, how many statements are found, with their source, exactly, with their act."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from transforms.actors import load_actors
from transforms.coreference import Referents
from transforms.language.reader import load_reader
from transforms.language.repair import repaired
from transforms.statements import find_statements

SENTENCES = Path(__file__).with_name("sentences.toml")
MEASURES = ("found", "source", "exact", "act")
OVERLAP = 0.5
"""Least share of characters, of both together, that a found content must have in common with the labelled one."""


@dataclass
class Tally:
    """Statements of one form: labelled, found at all, and right in each of `MEASURES`; ``notes`` name what is wrong."""

    labelled: int = 0
    given: int = 0
    right: dict[str, int] = field(default_factory=lambda: dict.fromkeys(MEASURES, 0))
    notes: list[str] = field(default_factory=list)


def cases() -> list[dict[str, Any]]:
    """Return the labelled sentences."""
    return tomllib.loads(SENTENCES.read_text(encoding="utf-8"))["case"]


def statements(text: str) -> list[dict[str, Any]]:
    """Return the statements that Sayso finds in a text."""
    document = repaired(load_reader().read([text])[0])
    return find_statements(document, Referents(document, load_actors(), None), article_id="test", published=None)


def score() -> dict[str, Tally]:
    """Return a tally for each form, in the order of the file."""
    tallies: dict[str, Tally] = {}
    for case in cases():
        tally = tallies.setdefault(case["form"], Tally())
        rows = statements(case["text"])
        tally.given += len(rows)
        tally.labelled += len(case["said"])
        for said in case["said"]:
            row = _pair(case["text"], said, rows)
            if row is None:
                tally.notes.append(f"missed: {said['cue']} | {said['content']} | in: {case['text']}")
                continue
            rows.remove(row)
            verdict = {
                "found": True,
                "source": _same(said["speaker"], row["speaker_text"] or ""),
                "exact": _bare(said["content"]) == _bare(row["content_text"]),
                "act": row["speech_act"] in said["acts"],
            }
            for measure, right in verdict.items():
                tally.right[measure] += right
            wrong = [measure for measure, right in verdict.items() if not right]
            if wrong:
                got = (row["speaker_text"], row["cue_text"], row["content_text"], row["speech_act"])
                tally.notes.append(f"{'+'.join(wrong)}: {said} got {got}")
        tally.notes += [f"extra: {row['cue_text']} | {row['content_text']} | in: {case['text']}" for row in rows]
    return tallies


def _pair(text: str, said: dict[str, Any], rows: list[dict[str, Any]]) -> dict[str, Any] | None:
    """Return the row whose content overlaps the labelled one most, None where none does enough."""
    labelled: set[int] = set()
    for content in said["content"]:
        start = text.index(content)
        labelled.update(range(start, start + len(content)))
    best, overlap = None, OVERLAP
    for row in rows:
        found = {place for span in row["content_spans"] for place in range(span["start"], span["end"])}
        share = len(found & labelled) / len(found | labelled)
        if share > overlap:
            best, overlap = row, share
    return best


def _same(labelled: str, found: str) -> bool:
    return labelled == found or bool(labelled and found and (labelled in found or found in labelled))


def _bare(contents: list[str]) -> str:
    return re.sub(r"^[\W_]+|[\W_]+$", "", " ".join(contents))
