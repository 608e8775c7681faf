"""Training examples: the words of one to several sentences with what each head should say of them.

Every entity corpus marks names by its own guideline, so that each has a scheme, and a head, of its own; what a corpus does
not mark is ABSENT and adds nothing to the loss.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from transforms.language import conllu
from transforms.language.document import ROOT
from transforms.language.pieces import Pieces

ABSENT = -100
SCHEMES = {
    "uner": ("PER", "LOC", "ORG", "OTH"),
    "wikigold": ("PER", "LOC", "ORG", "MISC"),
    "redocred": ("PER", "LOC", "ORG", "MISC", "TIME", "NUM"),
    "gum": ("person", "place", "organization", "object", "event", "abstract", "time"),
}
# Parts of speech of a name's words, between the proper nouns at its ends.
IN_NAMES = {"PROPN", "ADP", "PUNCT", "NUM", "SYM", "CCONJ"}
SOURCES = Path(__file__).with_name("sources.toml")


def tags(scheme: str) -> list[str]:
    """Return the BIO tags of a scheme; 0 is O."""
    return ["O", *(f"{position}-{label}" for label in SCHEMES[scheme] for position in "BI")]


def spans(marked: Sequence[int]) -> list[tuple[int, int, int]]:
    """Return ``(first, last, label)`` of the names that tags mark, labels numbered as in `SCHEMES`; ABSENT marks nothing."""
    found: list[tuple[int, int, int]] = []
    for i, tag in enumerate(marked):
        # Odd tags begin a name, even ones go on with it.
        if tag > 0 and tag % 2:
            found.append((i, i + 1, tag // 2))
        elif tag > 0:
            found[-1] = (found[-1][0], i + 1, found[-1][2])
    return found


@dataclass
class Example:
    """Columns of words: pieces and shape, and the targets; ``head`` counts words from 1, 0 is the root.

    ``names`` holds for every scheme the number of the tag; ``starts`` is 1 where a sentence starts.
    """

    pieces: list[tuple[int, ...]]
    shape: list[int]
    upos: list[int]
    xpos: list[int]
    head: list[int]
    deprel: list[int]
    names: dict[str, list[int]]
    starts: list[int]
    place: tuple[str, int] = ("", 0)
    form: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        """Count the words."""
        return len(self.shape)

    @property
    def size(self) -> int:
        """Count the pieces."""
        return sum(map(len, self.pieces))


@dataclass(frozen=True)
class Labels:
    """The closed lists the heads choose from."""

    upos: list[str]
    xpos: list[str]
    deprel: list[str]


def checked(data: Path) -> dict[str, list[dict[str, str]]]:
    """Return the declared sources after comparing each file under ``data`` with its digest; ValueError where one differs."""
    declared: dict[str, list[dict[str, str]]] = tomllib.loads(SOURCES.read_text(encoding="utf-8"))
    for entry in (entry for entries in declared.values() for entry in entries):
        found = hashlib.sha256((data / entry["file"]).read_bytes()).hexdigest()
        if found != entry["sha256"]:
            raise ValueError(f"{data / entry['file']} is another version: sha256 {found}, not {entry['sha256']}")
    return declared


def labels(treebanks: Sequence[Sequence[conllu.Sentence]]) -> Labels:
    """Collect what the treebanks use, in order of the alphabet."""
    everything = [sentence for treebank in treebanks for sentence in treebank]
    return Labels(
        *(
            sorted({value for sentence in everything for value in getattr(sentence, column)})
            for column in ("upos", "xpos", "deprel")
        )
    )


def treebank(
    sentences: Sequence[conllu.Sentence], names: dict[str, tuple[list[str], list[str]]], known: Labels, pieces: Pieces
) -> list[Example]:
    """Return an example a sentence; ``names`` gives words and tags of Universal NER by sentence id."""
    numbers = {
        column: {value: i for i, value in enumerate(getattr(known, column))} for column in ("upos", "xpos", "deprel")
    }
    examples = []
    document = paragraph = 0
    for sentence in sentences:
        document += sentence.comment("newdoc id") is not None
        paragraph += any(line.startswith(("newpar", "newdoc")) for line in sentence.comments)
        looked_up = [pieces(form) for form in sentence.form]
        marked: dict[str, list[int]] = {}
        words, given = names.get(sentence.comment("sent_id") or "", ([], []))
        # A few sentences are tokenised otherwise in the other release of the treebank: those go without names.
        if words == sentence.form:
            marked["uner"] = _numbered("uner", given)
        elif "GUM" in (sentence.comment("sent_id") or ""):
            marked["gum"] = _gum(sentence)
        examples.append(
            Example(
                pieces=[numbers for numbers, _ in looked_up],
                shape=[shape for _, shape in looked_up],
                upos=[numbers["upos"].get(value, ABSENT) for value in sentence.upos],
                xpos=[numbers["xpos"].get(value, ABSENT) for value in sentence.xpos],
                head=[0 if head == ROOT else head + 1 for head in sentence.head],
                deprel=[numbers["deprel"].get(value, ABSENT) for value in sentence.deprel],
                names=marked,
                starts=[1] + [0] * (len(sentence.form) - 1),
                place=(f"{document}", paragraph),
                form=sentence.form,
            )
        )
    return examples


def uner(path: Path) -> dict[str, tuple[list[str], list[str]]]:
    """Return words and tags by sentence id; tags that are not of the scheme (a bare ``B-O``) are O."""
    found: dict[str, tuple[list[str], list[str]]] = {}
    number = ""
    allowed = set(tags("uner"))
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            if line.startswith("# sent_id"):
                number = line.split("=")[1].strip()
                found[number] = ([], [])
            elif line[:1].isdigit():
                column = line.rstrip("\n").split("\t")
                found[number][0].append(column[1])
                found[number][1].append(column[2] if column[2] in allowed else "O")
    return found


def names(path: Path, scheme: str, pieces: Pieces) -> list[Example]:
    """Return the sentences of Wikigold or Re-DocRED as examples without a tree."""
    sentences = _wikigold(path) if scheme == "wikigold" else _redocred(path)
    examples = []
    for words, marked in sentences:
        looked_up = [pieces(word) for word in words]
        nothing = [ABSENT] * len(words)
        examples.append(
            Example(
                pieces=[numbers for numbers, _ in looked_up],
                shape=[shape for _, shape in looked_up],
                upos=nothing,
                xpos=nothing,
                head=nothing,
                deprel=nothing,
                names={scheme: _numbered(scheme, marked)},
                starts=nothing,
            )
        )
    return examples


def _wikigold(path: Path) -> Iterator[tuple[list[str], list[str]]]:
    """Yield words and BIO tags; the file marks only I, so that a name begins where the label changes."""
    text = gzip.decompress(path.read_bytes()).decode("utf-8")
    for block in re.split(r"\n\s*\n", text):
        rows = [line.rsplit(" ", 1) for line in block.splitlines() if " " in line]
        rows = [row for row in rows if row[0] != "-DOCSTART-"]
        marked = []
        for i, (_, tag) in enumerate(rows):
            begins = tag != "O" and (i == 0 or rows[i - 1][1] != tag)
            marked.append("B" + tag[1:] if begins else tag)
        if rows:
            yield [word for word, _ in rows], marked


def _redocred(path: Path) -> Iterator[tuple[list[str], list[str]]]:
    """Yield words and BIO tags of the sentences of all abstracts; the longest of overlapping mentions stays."""
    abstracts: list[dict[str, Any]] = json.loads(gzip.decompress(path.read_bytes()))
    for abstract in abstracts:
        spans: dict[int, set[tuple[int, int, str]]] = {}
        for mention in (mention for entity in abstract["vertexSet"] for mention in entity):
            spans.setdefault(mention["sent_id"], set()).add((*mention["pos"], mention["type"]))
        for number, words in enumerate(abstract["sents"]):
            yield words, _tagged(len(words), spans.get(number, set()))


def _gum(sentence: conllu.Sentence) -> list[int]:
    """Return the tags of the entities of GUM that are names; a proper noun outside them is ABSENT, for it may be part of one."""
    spans: set[tuple[int, int, str]] = set()
    opened: dict[str, list[tuple[int, str]]] = {}
    for i, misc in enumerate(sentence.misc):
        value = next((item[7:] for item in misc.split("|") if item.startswith("Entity=")), "")
        for key, kind, single, closed in re.findall(r"\((\d+)-([a-z]+)[^()]*(\)?)|(\d+)\)", value):
            if single:
                spans.add((i, i + 1, kind))
            elif kind:
                opened.setdefault(key, []).append((i, kind))
            elif opened.get(closed):
                first, kind = opened[closed].pop()
                spans.add((first, i + 1, kind))
    named = set()
    for first, last, kind in spans:
        first += sentence.upos[first] == "DET"
        last -= sentence.upos[last - 1] == "PART"
        inner = sentence.upos[first:last]
        if inner[:1] == inner[-1:] == ["PROPN"] and set(inner) <= IN_NAMES and kind in SCHEMES["gum"]:
            named.add((first, last, kind))
    marked = _numbered("gum", _tagged(len(sentence.form), named))
    return [ABSENT if not tag and upos == "PROPN" else tag for tag, upos in zip(marked, sentence.upos, strict=True)]


def _tagged(length: int, spans: set[tuple[int, int, str]]) -> list[str]:
    """Return BIO tags for the spans; of overlapping ones the longest stays, of equals the first."""
    marked = ["O"] * length
    for first, last, label in sorted(spans, key=lambda span: (span[0] - span[1], span)):
        if all(tag == "O" for tag in marked[first:last]):
            marked[first:last] = [f"B-{label}"] + [f"I-{label}"] * (last - first - 1)
    return marked


def _numbered(scheme: str, marked: Sequence[str]) -> list[int]:
    number = {tag: i for i, tag in enumerate(tags(scheme))}
    return [number[tag] for tag in marked]


def joined(examples: Sequence[Example]) -> Example:
    """Return consecutive sentences as one example, heads counted on."""
    whole = Example([], [], [], [], [], [], {scheme: [] for example in examples for scheme in example.names}, [])
    for example in examples:
        whole.head += [head + len(whole) if head > 0 else head for head in example.head]
        for scheme in whole.names:
            whole.names[scheme] += example.names.get(scheme, [ABSENT] * len(example))
        whole.upos += example.upos
        whole.xpos += example.xpos
        whole.deprel += example.deprel
        whole.starts += example.starts
        whole.pieces += example.pieces
        whole.form += example.form
        whole.shape += example.shape
    return whole


def chunks(examples: Sequence[Example], rng: np.random.Generator, alone: float, most: int) -> list[Example]:
    """Return the sentences in order, some alone, some together with those that follow them in the paragraph.

    ``alone`` is the share of chunks of one sentence; the others grow to a length drawn up to ``most`` pieces.
    """
    found: list[Example] = []
    i = 0
    while i < len(examples):
        last = i + 1
        if rng.random() >= alone:
            room = rng.integers(30, most) - examples[i].size
            while last < len(examples) and examples[last].place == examples[i].place and examples[last].size <= room:
                room -= examples[last].size
                last += 1
        found.append(joined(examples[i:last]))
        i = last
    return found
