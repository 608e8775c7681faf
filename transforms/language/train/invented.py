"""Examples of news prose drawn from ``invented.toml``: sentences with names marked, datelines with trees."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from transforms.language.pieces import Pieces
from transforms.language.train.corpus import ABSENT, Example, Labels, tags

INVENTED = Path(__file__).with_name("invented.toml")
LABEL = {"PERSON": "PER", "PLACE": "LOC", "BODY": "ORG", "FORCE": "ORG", "AGENCY": "ORG", "PEOPLE": "OTH"}
# Share of the cities of datelines that are written in capitals.
CAPITALS = 0.6
XPOS = {",": ",", ".": ".", "(": "-LRB-", ")": "-RRB-", "/": ":"} | dict.fromkeys(("-", "–", "—", "--"), ":")


@dataclass
class _Words:
    """Words under construction, with the slot that each came from and whether it opens it."""

    form: list[str] = field(default_factory=list)
    slot: list[str] = field(default_factory=list)
    opens: list[bool] = field(default_factory=list)


class Invented:
    """Draws sentences and datelines; seeded by ``rng``."""

    def __init__(self, pieces: Pieces, known: Labels, rng: np.random.Generator) -> None:
        self.pieces, self.known, self.rng = pieces, known, rng
        self.lists: dict[str, list[str]] = tomllib.loads(INVENTED.read_text(encoding="utf-8"))
        self.number = {tag: i for i, tag in enumerate(tags("uner"))}

    def _one(self, name: str) -> str:
        return self.lists[name][self.rng.integers(len(self.lists[name]))]

    def _filled(self, pattern: str) -> _Words:
        words = _Words()
        for part in pattern.split():
            slot = part.strip("{}") if re.fullmatch(r"\{[A-Z]+\}", part) else ""
            for i, form in enumerate(self._one(slot).split() if slot else [part]):
                words.form.append(form)
                words.slot.append(slot)
                words.opens.append(i == 0)
        return words

    def _example(self, words: _Words) -> Example:
        """Return the words with names marked and no tree; an article that opens a name stays outside it."""
        marked = []
        inside = False
        for form, slot, opens in zip(words.form, words.slot, words.opens, strict=True):
            label = LABEL.get(slot)
            inside = inside and not opens
            outside = label is None or (opens and form == "the")
            marked.append(self.number["O" if outside else f"{'I' if inside else 'B'}-{label}"])
            inside = not outside
        looked_up = [self.pieces(form) for form in words.form]
        nothing = [ABSENT] * len(marked)
        return Example(
            pieces=[numbers for numbers, _ in looked_up],
            shape=[shape for _, shape in looked_up],
            upos=nothing,
            xpos=nothing,
            head=nothing,
            deprel=nothing,
            names={"uner": marked},
            starts=nothing,
            form=words.form,
        )

    def sentence(self) -> Example:
        """Return a sentence with names marked and no tree."""
        return self._example(self._filled(self._one("sentences")))

    def dateline(self) -> Example:
        """Return a dateline as a sentence of its own, as EWT has them: the first name is the root, the others hang on it."""
        words = self._filled(self._one("datelines"))
        raised = self.rng.random() < CAPITALS
        if raised:
            words.form = [f.upper() if s == "PLACE" else f for f, s in zip(words.form, words.slot, strict=True)]
        example = self._example(words)
        number = {
            column: {v: i for i, v in enumerate(getattr(self.known, column))} for column in ("upos", "xpos", "deprel")
        }
        example.starts = [1] + [0] * (len(example) - 1)
        example.upos, example.xpos, example.head, example.deprel = [], [], [], []
        anchor = 0
        for i, (form, slot, opens) in enumerate(zip(words.form, words.slot, words.opens, strict=True)):
            if opens and slot:
                anchor = self._anchor(words, i) if slot == "DATE" else i
            if form in XPOS:
                upos, xpos, head, deprel = "PUNCT", XPOS[form], anchor if form in "()/" else 0, "punct"
                if form == "(":
                    head = i + 1
            elif slot == "DATE":
                figure = form[0].isdigit()
                upos, xpos = ("NUM", "CD") if figure else ("PROPN", "NNP")
                head, deprel = (0 if i == anchor else anchor), "nmod:unmarked"
            else:
                upos, xpos = "PROPN", "NNP"
                head, deprel = (0, "list") if opens else (anchor, "flat")
            example.upos.append(number["upos"][upos])
            example.xpos.append(number["xpos"].get(xpos, ABSENT))
            example.head.append(0 if i == 0 else head + 1)
            example.deprel.append(number["deprel"]["root" if i == 0 else deprel])
        return example

    def _anchor(self, words: _Words, first: int) -> int:
        """Return the place of the word on which a date hangs: its first figure, else its first word."""
        place = first
        while place < len(words.slot) and words.slot[place] == "DATE":
            if words.form[place][0].isdigit():
                return place
            place += 1
        return first
