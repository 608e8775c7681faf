"""Names as comparable words: tokens of a phrase, folded spellings, transliteration keys, bounded edit distance."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

WORD = re.compile(r"(?:[A-Za-z]\.){2,}|[^\W_]+(?:['’ʼ‘][^\W_]+)*")
POSSESSIVE = ("'s", "’s", "'S", "’S")
UNDECOMPOSED = str.maketrans({"ə": "a", "Ə": "A", "ı": "i", "ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D",
                              "ð": "d", "þ": "th", "ß": "ss", "æ": "ae", "Æ": "AE", "œ": "oe"})  # fmt: skip
BRITISH = {
    "defense": "defence", "center": "centre", "centers": "centres", "labor": "labour", "theater": "theatre",
    "organization": "organisation", "organizations": "organisations", "mobilization": "mobilisation",
    "program": "programme", "neighbor": "neighbour", "neighbors": "neighbours",
}  # fmt: skip


class Word(NamedTuple):
    """One word of a phrase; ``start`` and ``end`` are character indices into it, a possessive ending left out.

    ``before`` is what separates it from the word before: "-" glues, "," or "(" opens an apposition.
    """

    text: str
    key: str
    start: int
    end: int
    before: str
    is_possessive: bool


def split(text: str) -> list[Word]:
    """Split text into words, in order."""
    words, last = [], 0
    for found in WORD.finditer(text):
        surface = found.group()
        start, end = found.span()
        is_owner = surface.endswith(POSSESSIVE)
        if is_owner:
            surface = surface[:-2]
        is_possessive = is_owner or (surface[-1] == "s" and text[end : end + 1] in ("'", "’"))
        words.append(Word(surface, fold(surface), start, start + len(surface), text[last:start].strip(), is_possessive))
        last = end
    return words


@lru_cache(maxsize=1 << 17)
def fold(word: str) -> str:
    """Return the word in lower case without diacritics, dots and apostrophes, in British spelling."""
    plain = unicodedata.normalize("NFKD", word.translate(UNDECOMPOSED))
    plain = "".join(letter for letter in plain if letter.isalnum()).lower()
    return BRITISH.get(plain, plain)


SOUNDS = (
    ("sch", "s"), ("tch", "c"), ("zh", "j"), ("dj", "j"), ("dzh", "j"), ("sh", "s"), ("kh", "h"), ("gh", "g"),
    ("ph", "f"), ("th", "t"), ("ck", "k"), ("q", "k"), ("c", "k"), ("ts", "z"), ("tz", "z"), ("x", "ks"), ("w", "v"),
    ("ou", "u"), ("oo", "u"), ("ee", "i"), ("ij", "i"), ("y", "i"), ("j", "i"), ("ev", "iev"), ("ff", "v"),
)  # fmt: skip
REPEATED = re.compile(r"(.)\1+")


@lru_cache(maxsize=1 << 16)
def sound(word: str) -> str:
    """Return a key that spellings of one foreign name share: "Zelenskyy" and "Zelensky", "Sergey" and "Sergei"."""
    key = fold(word)
    for written, heard in SOUNDS:
        key = key.replace(written, heard)
    return REPEATED.sub(r"\1", key)


def is_near(left: str, right: str) -> bool:
    """Whether two keys differ by no more than a slip: one edit in five letters or more, two in eight or more.

    Shorter names are too close to each other for any slip to be safe.
    """
    longest = max(len(left), len(right))
    return left == right or (longest >= 5 and distance(left, right, 2 if longest >= 8 else 1) is not None)


def distance(left: str, right: str, limit: int) -> int | None:
    """Return the edits (insert, delete, substitute, swap of neighbours) between two words; null above the limit."""
    if abs(len(left) - len(right)) > limit:
        return None
    before: list[int] = []
    row = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        before, above, row = row, before, [i]
        for j, b in enumerate(right, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == right[j - 2] and left[i - 2] == b:
                cost = min(cost, above[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return None
    return row[-1] if row[-1] <= limit else None
