"""Sentences out of a CoNLL-U file, and CoNLL-U out of a parsed document.

Multiword tokens (``1-2``) and empty nodes (``1.1``) are no words and are skipped, as the format defines; the words keep the
space that follows them, from ``SpaceAfter=No`` of the word or of the multiword token that it ends.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from transforms.language.document import ROOT, Document

COLUMNS = 10


@dataclass
class Sentence:
    """The words of one sentence, an entry a word; ``head`` counts from 0, ``ROOT`` for the root.

    ``space`` says whether white space follows the word; ``comments`` are the lines before the words, without ``#``;
    ``multiword`` holds the line of each multiword token by its first word, for writing it again.
    """

    form: list[str] = field(default_factory=list)
    lemma: list[str] = field(default_factory=list)
    upos: list[str] = field(default_factory=list)
    xpos: list[str] = field(default_factory=list)
    head: list[int] = field(default_factory=list)
    deprel: list[str] = field(default_factory=list)
    misc: list[str] = field(default_factory=list)
    space: list[bool] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    multiword: dict[int, str] = field(default_factory=dict)

    def comment(self, key: str) -> str | None:
        """Return the value of the comment ``key = value``; a bare key gives the empty string, no such key None."""
        for line in self.comments:
            name, _, value = line.partition("=")
            if name.strip() == key:
                return value.strip()
        return None

    def opens(self, unit: str) -> bool:
        """Whether the sentence begins a ``newdoc`` or ``newpar``."""
        return any(line.split(" ")[0] == unit for line in self.comments)

    @property
    def text(self) -> str:
        """The sentence as its ``text`` comment gives it, else as the words and spaces make it."""
        given = self.comment("text")
        if given is not None:
            return given
        return "".join(form + " " * space for form, space in zip(self.form, self.space, strict=True)).rstrip()


def read(path: Path) -> Iterator[Sentence]:
    """Yield the sentences of a ``.conllu`` or ``.conllu.gz`` file in order.

    Raises ValueError, naming file and line, for a word line that has not ten columns or no number for a head.
    """
    raw = path.read_bytes()
    text = (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode("utf-8")
    yield from parse(text.split("\n"), str(path))


def parse(lines: Iterable[str], name: str) -> Iterator[Sentence]:
    """Yield the sentences of CoNLL-U ``lines``; ``name`` is what errors call them."""
    sentence = Sentence()
    ends_multiword: dict[int, bool] = {}
    for number, raw in enumerate(lines, 1):
        line = raw.rstrip("\r\n")
        if not line:
            if sentence.form:
                yield sentence
            sentence, ends_multiword = Sentence(), {}
            continue
        if line.startswith("#"):
            sentence.comments.append(line[1:].strip())
            continue
        column = line.split("\t")
        if len(column) != COLUMNS:
            raise ValueError(f"{name}:{number}: {len(column)} columns, not {COLUMNS}")
        space = "SpaceAfter=No" not in column[9].split("|")
        if "-" in column[0]:
            first, last = (int(part) for part in column[0].split("-"))
            sentence.multiword[first - 1] = line
            ends_multiword |= dict.fromkeys(range(first, last), False) | {last: space}
            continue
        if "." in column[0]:
            continue
        try:
            head = int(column[6]) - 1 if column[6] != "_" else ROOT
        except ValueError:
            raise ValueError(f"{name}:{number}: the head {column[6]!r} is no number") from None
        sentence.form.append(column[1])
        sentence.lemma.append(column[2])
        sentence.upos.append(column[3])
        sentence.xpos.append(column[4])
        sentence.head.append(head)
        sentence.deprel.append(column[7])
        sentence.misc.append(column[9])
        sentence.space.append(ends_multiword.get(len(sentence.form), space))
    if sentence.form:
        yield sentence


def documents(sentences: Iterable[Sentence], most: int) -> Iterator[list[Sentence]]:
    """Yield the sentences document by document, as ``newdoc`` says; a longer document in parts of ``most`` sentences."""
    held: list[Sentence] = []
    for sentence in sentences:
        if held and (len(held) == most or sentence.opens("newdoc")):
            yield held
            held = []
        held.append(sentence)
    if held:
        yield held


def raw(sentences: Sequence[Sentence]) -> tuple[str, list[tuple[int, int]]]:
    """Return the text of a document, a line a paragraph, and the span of each sentence in it."""
    text, spans, place = [], [], 0
    for i, sentence in enumerate(sentences):
        if i:
            text.append("\n" if sentence.opens("newpar") or sentence.opens("newdoc") else " ")
            place += 1
        # A line separator inside a sentence would make a paragraph that is none.
        line = " ".join(sentence.text.split())
        text.append(line)
        spans.append((place, place + len(line)))
        place += len(line)
    return "".join(text), spans


def word_lines(document: Document, sentence: int, given: Sentence | None = None) -> str:
    """Return one sentence of ``document`` as CoNLL-U word lines, heads counted from 1, with a blank line at the end.

    ``given`` supplies the forms, multiword tokens and MISC of a sentence that was read from a file.
    """
    first, last = document.sentences[sentence]
    lines = []
    for token in range(first, last):
        number = token - first
        close = token + 1 < len(document) and document.end[token] == document.start[token + 1]
        head = document.head[token]
        if given and number in given.multiword:
            lines.append(given.multiword[number])
        column = [
            str(number + 1),
            given.form[number] if given else document.form(token),
            document.lemma[token],
            document.upos[token],
            "_",
            "_",
            str(0 if head == ROOT else head - first + 1),
            document.deprel[token],
            "_",
            given.misc[number] if given else "SpaceAfter=No" if close else "_",
        ]
        lines.append("\t".join(column))
    return "\n".join(lines) + "\n\n"
