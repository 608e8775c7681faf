"""Documents out of raw texts: sentences, tokens, parts of speech, lemmas, a tree a sentence, and names.

A paragraph goes through the network whole, or window by window where it is long, and one of the heads says where its
sentences start; the tree of each is then decoded from the arcs between its own words. Some activations are quantised with one
scale a batch, so that a batch holds windows of one document only: the same text gives the same document in any company.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from transforms.language import weights
from transforms.language.decode import tree
from transforms.language.document import ROOT, Document
from transforms.language.naming import entities
from transforms.language.pieces import CLS, EDGE, SEP
from transforms.language.spacy_reader import SpacyReader
from transforms.language.tokens import paragraphs, sure_starts, tokens

# Pieces of a window: what a row of several sentences held in training. Sentences are seldom a third as long.
WINDOW = 150
# The encoder knows 512 places, two of which are taken by the marks at the ends.
MOST_PLACES = 510
# Padded pieces of a batch, which bound the memory; and how much longer than the shortest row of a batch the longest may be,
# beyond which padding costs more than another call.
BATCH, STRETCH, SLACK = 1500, 1.25, 12


# The name of the reader that ships.
PACKAGED = "packaged"

_SPACE = re.compile(r"\s")


@dataclass
class _Found:
    """What was read of one document so far, an entry a token, heads counted over the document; ``names`` an array of scores a row."""

    upos: list[str] = field(default_factory=list)
    head: list[int] = field(default_factory=list)
    deprel: list[str] = field(default_factory=list)
    sentences: list[tuple[int, int]] = field(default_factory=list)
    names: list[NDArray[np.float32]] = field(default_factory=list)


@dataclass(frozen=True)
class _Row:
    """The scores of one window of n words.

    ``upos``, ``starts`` [n]; ``names`` [n, BIO tags]; ``arcs`` [n + 1, n + 1]; ``dependent``, ``head`` [n + 1, features], from which
    relations are scored.
    """

    upos: NDArray[np.intp]
    names: NDArray[np.float32]
    starts: NDArray[np.bool_]
    arcs: NDArray[np.float32]
    dependent: NDArray[np.float32]
    head: NDArray[np.float32]


class Reader:
    """Reads English texts; one instance a process is enough, see ``load_reader``."""

    def __init__(self, folder: Path = weights.SHIPPED) -> None:
        """Open the model in ``folder``; ``weights.ModelError`` where files are missing or damaged."""
        self._model = weights.load(folder)

    @property
    def digest(self) -> str:
        """The sha256 that names the model."""
        return self._model.digest

    def read(self, texts: Sequence[str]) -> list[Document]:
        """Return a document a text, in order."""
        return [self._read(text) for text in texts]

    def parse(self, sentences: Sequence[Sequence[str]]) -> Document:
        """Return a document of the given words; its text has a line a sentence and a space between words.

        A word must be no empty string and hold no white space: ValueError.
        """
        text, start, end = [], [], []
        place = 0
        for words in sentences:
            if not words or not all(words) or any(map(_SPACE.search, words)):
                raise ValueError(f"a sentence needs words without white space: {words!r}")
            for word in words:
                start.append(place)
                place += len(word)
                end.append(place)
                place += 1
            text.append(" ".join(words))
        whole = "\n".join(text)
        parts = [part for words in sentences for part in self._bounded(words)]
        rows = dict(self._rows(parts))
        found = _Found()
        number = 0
        for words in sentences:
            first = len(found.upos)
            while len(found.upos) - first < len(words):
                row = rows[number]
                self._add(found, row, 0, len(row.upos))
                number += 1
            _joined(found, first)
        return self._document(whole, start, end, found)

    def _bounded(self, words: Sequence[str]) -> Iterator[Sequence[str]]:
        """Yield the words in parts that the encoder has places for; all but one in a million sentences are one part."""
        begin = size = 0
        for i, word in enumerate(words):
            size += len(self._model.pieces(word)[0])
            if size > MOST_PLACES:
                yield words[begin:i]
                begin, size = i, len(self._model.pieces(word)[0])
        yield words[begin:]

    def _read(self, text: str) -> Document:
        """Return the document of one text."""
        lines = paragraphs(text)
        cut = [list(tokens(text, *line)) for line in lines]
        sure = [sure_starts(text, *line) for line in lines]
        words = [[text[start:end] for start, end in spans] for spans in cut]
        found = [_Found() for _ in words]
        pending = list(range(len(words)))
        while pending:
            windows = [self._window(words[i], len(found[i].upos)) for i in pending]
            for place, row in self._rows(windows):
                i = pending[place]
                begun = len(found[i].upos)
                row.starts[:] |= [start in sure[i] for start, _ in cut[i][begun : begun + len(row.starts)]]
                self._accept(found[i], row, len(words[i]))
            pending = [i for i in pending if len(found[i].upos) < len(words[i])]
        whole = _Found()
        for part in found:
            _append(whole, part)
        start = [start for spans in cut for start, _ in spans]
        end = [end for spans in cut for _, end in spans]
        return self._document(text, start, end, whole)

    def _document(self, text: str, start: list[int], end: list[int], found: _Found) -> Document:
        lemmas = self._model.lemmas
        words = [text[a:b] for a, b in zip(start, end, strict=True)]
        return Document(
            text=text,
            start=start,
            end=end,
            lemma=[lemmas(word, upos) for word, upos in zip(words, found.upos, strict=True)],
            upos=found.upos,
            head=found.head,
            deprel=found.deprel,
            sentences=found.sentences,
            entities=entities(words, found.sentences, found.names, self._model.names),
            paragraphs=paragraphs(text),
        )

    def _window(self, words: Sequence[str], begin: int) -> Sequence[str]:
        """Return the words from ``begin`` that fill a window, one at least."""
        size, end = 0, begin
        while end < len(words):
            size += len(self._model.pieces(words[end])[0])
            if size > WINDOW and end > begin:
                break
            end += 1
        return words[begin:end]

    def _accept(self, found: _Found, row: _Row, length: int) -> None:
        """Add the sentences of a window; the last is left for the next window where the paragraph of ``length`` goes on."""
        begins = [0, *(np.flatnonzero(row.starts[1:]) + 1).tolist(), len(row.upos)]
        goes_on = len(found.upos) + len(row.upos) < length
        if goes_on and len(begins) > 2:
            begins.pop()
        for first, last in pairwise(begins):
            self._add(found, row, first, last)

    def _add(self, found: _Found, row: _Row, first: int, last: int) -> None:
        """Add the words ``[first, last)`` of a window as a sentence."""
        given, base = self._model, len(found.upos)
        inside = np.concatenate(([0], np.arange(first + 1, last + 1)))
        heads = tree(row.arcs[np.ix_(inside, inside)])
        pairs = {"dependent": row.dependent[inside[1:]], "head": row.head[inside[heads]]}
        scores = given.relations.run(None, pairs)[0]
        root = given.deprel.index("root")
        scores[:, root] = -np.inf
        relations = scores.argmax(axis=1)
        relations[heads == 0] = root
        found.upos += [given.upos[number] for number in row.upos[first:last]]
        found.head += [ROOT if head == 0 else base + head - 1 for head in heads.tolist()]
        found.deprel += [given.deprel[number] for number in relations]
        found.sentences.append((base, base + last - first))
        found.names.append(row.names[first:last])

    def _rows(self, windows: Sequence[Sequence[str]]) -> Iterator[tuple[int, _Row]]:
        """Yield the number and the scores of every window, batched by length."""
        looked_up = [[self._model.pieces(word) for word in window] for window in windows]
        sizes = [sum(len(numbers) for numbers, _ in window) + 2 for window in looked_up]
        group: list[int] = []
        for i in sorted(range(len(windows)), key=sizes.__getitem__):
            full = group and ((len(group) + 1) * sizes[i] > BATCH or sizes[i] > STRETCH * sizes[group[0]] + SLACK)
            if full:
                yield from self._run(group, looked_up, sizes[group[-1]])
                group = []
            group.append(i)
        if group:
            yield from self._run(group, looked_up, sizes[group[-1]])

    def _run(
        self, group: Sequence[int], looked_up: Sequence[Sequence[tuple[tuple[int, ...], int]]], places: int
    ) -> Iterator[tuple[int, _Row]]:
        """Yield the number and the scores of the windows of one batch of ``places`` pieces a row."""
        words = max(len(looked_up[i]) for i in group) + 1
        ids = np.zeros((len(group), places), np.int64)
        shapes = np.full((len(group), places), EDGE, np.int64)
        seen = np.zeros((len(group), places), np.int32)
        first = np.zeros((len(group), words), np.int64)
        last = np.zeros((len(group), words), np.int64)
        for row, i in enumerate(group):
            lengths = np.array([len(numbers) for numbers, _ in looked_up[i]])
            ends = lengths.cumsum() + 1
            size = int(ends[-1]) + 1
            ids[row, :size] = [CLS, *(number for numbers, _ in looked_up[i] for number in numbers), SEP]
            shapes[row, 1 : size - 1] = np.repeat([shape for _, shape in looked_up[i]], lengths)
            seen[row, :size] = 1
            first[row, 1 : len(lengths) + 1] = ends - lengths
            last[row, 1 : len(lengths) + 1] = ends - 1
        flat = np.arange(len(group))[:, None] * places
        tags, arcs, dependent, head = self._model.network.run(
            None, {"ids": ids, "shapes": shapes, "seen": seen, "first": first + flat, "last": last + flat}
        )
        parts = len(self._model.upos)
        upos = tags[..., :parts].argmax(-1)
        # The last two columns say "goes on" and "starts"; what lies between is the names'.
        starts = tags[..., -1] > tags[..., -2]
        for row, i in enumerate(group):
            n = len(looked_up[i]) + 1
            yield (
                i,
                _Row(
                    upos=upos[row, 1:n],
                    names=tags[row, 1:n, parts:-2],
                    starts=starts[row, 1:n],
                    arcs=arcs[row, :n, :n],
                    dependent=dependent[row, :n],
                    head=head[row, :n],
                ),
            )


def _joined(found: _Found, first: int) -> None:
    """Make the parts of a sentence that was too long for one row a single tree: later roots hang on the first."""
    roots = [token for token in range(first, len(found.head)) if found.head[token] == ROOT]
    for later in roots[1:]:
        found.head[later], found.deprel[later] = roots[0], "parataxis"
    while found.sentences and found.sentences[-1][0] > first:
        found.sentences.pop()
    found.sentences[-1] = (first, len(found.head))


def _append(whole: _Found, part: _Found) -> None:
    """Add what was read of the next paragraph."""
    base = len(whole.upos)
    whole.upos += part.upos
    whole.head += [head if head == ROOT else base + head for head in part.head]
    whole.deprel += part.deprel
    whole.sentences += [(base + first, base + last) for first, last in part.sentences]
    whole.names += part.names


class ReadsTexts(Protocol):
    """What every reader does."""

    @property
    def digest(self) -> str:
        """What names the model."""

    def read(self, texts: Sequence[str]) -> list[Document]:
        """Return a document a text, in order."""


@lru_cache(maxsize=1)
def load_reader() -> Reader:
    """Return the packaged reader of this process, opened on first use."""
    return Reader()


@lru_cache(maxsize=1)
def _spacy_reader(pipeline: str) -> SpacyReader:
    return SpacyReader(pipeline)


def choose_reader(name: str) -> ReadsTexts:
    """Return the reader of that name, opened on first use: ``packaged``, or ``spacy:`` and a pipeline; ModelError else."""
    if name == PACKAGED:
        return load_reader()
    kind, _, pipeline = name.partition(":")
    if kind != "spacy" or not pipeline:
        raise weights.ModelError(f"there is no reader {name!r}: choose {PACKAGED!r}, or 'spacy:' and a pipeline's name")
    return _spacy_reader(pipeline)
