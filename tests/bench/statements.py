"""Figures for statements: ``python -m tests.bench.statements DIR [polnear] [gum] [forms] [speed]``.

DIR is laid out like the benchmark data; what is not there is named and left out. With no names given all are printed.

- polnear: content and speaker of attributions on ``gold/statements/polnear_dev.jsonl.gz``, by the corpus' usual measures: a
  gold attribution is found where more than 0.3 of its content is covered, pairs one to one by best overlap. The corpus marks
  the outer attribution and hardly what stands inside it, so only statements whose cue is in nobody's words are counted, and
  quotations that continue count with the one they continue.
- gum: whom the pronouns of sources mean, on ``gold/statements/gum_attribution.jsonl.gz``.
- forms: the labelled sentences of ``tests/statements``, by form.
- speed: CPU milliseconds per 600 words on the same texts, the reader left out.
"""

from __future__ import annotations

import gzip
import json
import re
import sys
import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.statements.forms import score
from transforms.actors import load_actors
from transforms.coreference import GENDER_OF_PRONOUN, Referents
from transforms.language.document import Document
from transforms.language.reader import load_reader
from transforms.language.repair import repaired
from transforms.places import load_gazetteer
from transforms.statements import find_statements

COVERED = 0.3
Spans = list[tuple[int, int]]


def lines(path: Path) -> list[dict[str, Any]]:
    """Return the objects of a gzipped file of JSON lines; none, said so, where there is no such file."""
    if not path.exists():
        print(f"left out: no {path}")
        return []
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def read(texts: list[str]) -> Iterator[Document]:
    """Yield the texts parsed, a few at a time."""
    reader = load_reader()
    for first in range(0, len(texts), 16):
        yield from map(repaired, reader.read(texts[first : first + 16]))


def characters(spans: Spans) -> set[int]:
    """Return the places that spans cover."""
    return {place for start, end in spans for place in range(start, end)}


def outer(document: Document) -> tuple[list[dict[str, Any]], float]:
    """Return content and source spans of the outer attributions of a document, and the CPU seconds they took."""
    begun = time.process_time()
    referents = Referents(document, load_actors(), None)
    rows = find_statements(document, referents, article_id="bench", published=None, scope="attributions")
    took = time.process_time() - begun
    found: list[dict[str, Any]] = []
    for row in rows:
        spans = [(span["start"], span["end"]) for span in row["content_spans"]]
        if row["is_continued"]:
            if found:
                found[-1]["content"] += spans
            continue
        cue = row["cue_span"]["start"]
        inside = any(quotation.start <= cue < quotation.end for quotation in referents.quotations) or any(
            other is not row and any(span["start"] <= cue < span["end"] for span in other["content_spans"])
            for other in rows
        )
        if not inside:
            source = row["speaker_span"]
            found.append({"content": spans, "source": [(source["start"], source["end"])] if source else []})
    return found, took


def pairs(gold: list[set[int]], found: list[set[int]]) -> dict[int, int]:
    """Return the found content of each gold one, by number: one to one, best overlap first."""
    ranked = sorted(
        ((len(x & y) / len(x | y), i, j) for i, x in enumerate(found) for j, y in enumerate(gold) if x & y),
        reverse=True,
    )
    of_gold: dict[int, int] = {}
    taken: set[int] = set()
    for _, i, j in ranked:
        if i not in taken and j not in of_gold:
            taken.add(i)
            of_gold[j] = i
    return of_gold


def polnear(folder: Path) -> None:
    """Print precision, recall and F1 of content, and of content with its speaker; and the time it took."""
    documents = lines(folder / "gold/statements/polnear_dev.jsonl.gz")
    load_gazetteer()  # loaded once a process, it is no cost of an article
    counts: Counter[str] = Counter()
    seconds = words = 0.0
    for given, document in zip(documents, read([given["text"] for given in documents]), strict=True):
        annotations = given["annotations"]
        gold = [g for g in annotations[min(annotations)] if g["content"]] if annotations else []
        found, took = outer(document)
        seconds += took
        words += len(given["text"].split())
        gold_content = [characters(g["content"]) for g in gold]
        content = [characters(f["content"]) for f in found]
        counts["gold"] += len(gold)
        counts["found"] += len(found)
        for j, i in pairs(gold_content, content).items():
            if len(gold_content[j] & content[i]) / len(gold_content[j]) > COVERED:
                counts["content"] += 1
                counts["content + speaker"] += bool(characters(found[i]["source"]) & characters(gold[j]["source"]))
    for name in ("content", "content + speaker"):
        precision, recall = counts[name] / max(1, counts["found"]), counts[name] / max(1, counts["gold"])
        f1 = 2 * precision * recall / max(1e-9, precision + recall)
        print(f"polnear dev {name:18s} P {100 * precision:.1f}  R {100 * recall:.1f}  F1 {100 * f1:.1f}")
    print(f"speed {1000 * seconds / max(1.0, words) * 600:.2f} ms CPU per 600 words")


def gum(folder: Path) -> None:
    """Print for the pronouns of the third person that speak: resolved right, wrong, left open; given a name or not."""
    documents = lines(folder / "gold/statements/gum_attribution.jsonl.gz")
    counts: dict[str, Counter[str]] = {"all": Counter(), "news": Counter()}
    for given, document in zip(documents, read([given["text"] for given in documents]), strict=True):
        referents = Referents(document, load_actors(), None)
        for attribution in given["attributions"]:
            speaker = attribution.get("speaker") or {}
            pronoun = speaker.get("text", "").strip(" ,").lower()
            if pronoun not in GENDER_OF_PRONOUN or str(attribution.get("satellite_text", "")).startswith("Image"):
                continue
            token = bisect_left(document.start, speaker["start"])
            if token >= len(document) or document.start[token] != speaker["start"]:
                continue
            names = {w for name in speaker["names"] for w in re.findall(r"\w{3,}", name.lower())} - {"she", "they"}
            referent = referents.resolve(token)
            got = set(re.findall(r"\w{3,}", (referent.name or "").lower())) if referent else set()
            verdict = "open" if not got else "unnamed, given one" if not names else "right" if got & names else "wrong"
            for group in ("all", *(["news"] if given["genre"] == "news" else [])):
                counts[group][verdict] += 1
    for group, verdicts in counts.items():
        print(f"gum pronouns, {group}: {dict(verdicts)}")


def forms() -> None:
    """Print the labelled sentences by form."""
    for form, tally in score().items():
        right = "  ".join(f"{measure} {count}" for measure, count in tally.right.items())
        print(f"form {form:12s} labelled {tally.labelled:3d}  given {tally.given:3d}  {right}")


if __name__ == "__main__":
    data, *names = sys.argv[1:]
    if not names or "polnear" in names or "speed" in names:
        polnear(Path(data))
    if not names or "gum" in names:
        gum(Path(data))
    if not names or "forms" in names:
        forms()
