"""Counts as ranges: the least, the written and the greatest number that words like "at least 49" or "dozens" allow.

What the words allow, and why:

- "at least" n: n and up; "more than", "over" n: from one above. "Up to", "as many as" n: 0 to n; "fewer than" n: to one below.
- "About", "some", "an estimated" n: a tenth either way, at least 1.
- "nearly", "almost" n: from a tenth below up to n.
- "a couple" 2 to 3, "a few" 3 to 5, "several" 3 to 9: a paper that means ten or more says a dozen.
- "dozens" 24 to 99, "scores" 40 to 199, "hundreds" 200 to 999, "thousands" 2,000 to 9,999 and so on: the plural wants two of
  the unit, and the next unit would have been used above. They have no written number, so `best` is null, as in "20 to 30".
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

UNITS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
WORDS = {word: value for value, word in enumerate(UNITS)} | {word: 10 * ten for ten, word in enumerate(TENS, 2)}
SCALES = {"dozen": 12, "hundred": 100, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000, "k": 1_000}
VAGUE = {
    "couple": (2, 3), "few": (3, 5), "handful": (3, 9), "several": (3, 9),
    "dozens": (24, 99), "scores": (40, 199), "hundreds": (200, 999), "thousands": (2_000, 9_999),
    "millions": (2_000_000, 999_999_999),
    "tens of thousands": (20_000, 99_999), "hundreds of thousands": (200_000, 999_999),
    "dozens of thousands": (24_000, 99_999), "tens of millions": (20_000_000, 99_999_999),
}  # fmt: skip
NONE = {"no", "none", "nobody", "zero"}
FLOOR = ("at least", "no fewer than", "no less than", "not less than", "not fewer than", "a minimum of", "minimum")
ABOVE = ("more than", "over", "above", "upwards of", "exceeding", "in excess of", "well over")
CEILING = ("up to", "as many as", "as much as", "at most", "no more than", "not more than", "a maximum of", "maximum")
BELOW = ("fewer than", "less than", "under", "below")
ABOUT = ("about", "around", "roughly", "approximately", "some", "an estimated", "estimated", "circa", "approx", "or so",
         "reportedly about")  # fmt: skip
NEARLY = ("nearly", "almost", "close to", "just under", "nearing")
TOLERANCE = 0.1

NUMERAL = re.compile(r"\d{1,3}(?:[,. ]\d{3})+(?!\d)|\d+(?:\.\d+)?")
TOKEN = re.compile(rf"{NUMERAL.pattern}|[A-Za-z]+")


def alternatives(words: tuple[str, ...]) -> str:
    """Return a pattern of the words, longest first."""
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


MODIFIER = re.compile(
    rf"\b(?:(?P<floor>{alternatives(FLOOR)})|(?P<ceiling>{alternatives(CEILING)})"
    rf"|(?P<above>{alternatives(ABOVE)})|(?P<below>{alternatives(BELOW)})"
    rf"|(?P<about>{alternatives(ABOUT)})|(?P<nearly>{alternatives(NEARLY)}))\b"
)
VAGUE_WORDS = re.compile(
    rf"\b(?:many |the |a )?({alternatives(tuple(VAGUE))})\b(?: (dozen|hundred|thousand|million)\b)?"
)
PLUS = re.compile(r"\d\s?\+|\bor more\b|\band counting\b")


@dataclass(frozen=True, slots=True)
class Count:
    """A number of people or things: ``low <= best <= high``; a null ``high`` is open, a null ``best`` not written.

    ``best`` is the number written, or the nearest to it that the words allow.
    """

    low: int | None
    best: int | None
    high: int | None
    modifier: str | None


def parse_count(text: str) -> Count | None:
    """Return the count that a noun phrase or number begins with, null where it holds none.

    >>> parse_count("at least 49 soldiers")
    Count(low=49, best=49, high=None, modifier='at least')
    """
    lower = text.lower().replace("-", " " if not re.search(r"\d\s*-\s*\d", text) else "-")
    values = numbers(lower)
    vague = VAGUE_WORDS.search(lower)
    if vague and (not values or vague.start() <= values[0][0]):
        scale = SCALES.get(vague.group(2) or "", 1)
        low, high = (bound * scale for bound in VAGUE[vague.group(1)])
        modifier = MODIFIER.search(lower[: vague.start()])
        is_floor = modifier is not None and bool(modifier["floor"] or modifier["above"])
        return Count(low, None, None if is_floor else high, modifier.group() if modifier else None)
    if not values:
        return Count(0, 0, 0, None) if NONE & set(lower.split()[:2]) else None
    start, end, value = values[0]
    if len(values) > 1 and is_range(lower[end : values[1][0]], lower[:start]) and value < values[1][2]:
        return Count(value, None, values[1][2], None)
    modifier = MODIFIER.search(lower[:start]) or MODIFIER.match(lower[end:].strip())
    if modifier is None:
        plus = PLUS.search(lower[start:])
        return Count(value, value, None if plus else value, plus.group().lstrip("0123456789 ") if plus else None)
    slack = max(1, math.ceil(value * TOLERANCE))
    written = modifier.group()
    if modifier.group("floor"):
        return Count(value, value, None, written)
    if modifier.group("above"):
        return Count(value + 1, value + 1, None, written)
    if modifier.group("ceiling"):
        return Count(0, value, value, written)
    if modifier.group("below"):
        return Count(0, max(0, value - 1), max(0, value - 1), written)
    if modifier.group("nearly"):
        return Count(max(0, value - slack), value, value, written)
    return Count(max(0, value - slack), value, value + slack, written)


def is_range(between: str, before: str) -> bool:
    """Whether the words between two numbers make them the ends of a range."""
    word = between.strip()
    return word in ("to", "-", "–", "or") or (word == "and" and before.rstrip().endswith("between"))


def numbers(lower: str) -> list[tuple[int, int, int]]:
    """Return the numbers written in lower-case text, in figures or words: ``(start, end, value)``."""
    found: list[tuple[int, int, int]] = []
    tokens = list(TOKEN.finditer(lower))
    at = 0
    while at < len(tokens):
        total, taken, last = 0.0, at, ""
        group: float | None = None
        while taken < len(tokens):
            word = tokens[taken].group()
            gap = lower[tokens[taken - 1].end() : tokens[taken].start()] if taken > at else " "
            if gap.strip() not in ("", "-") or (gap == "-" and word[0].isdigit()):
                break
            if word in SCALES and (group is not None or taken > at):
                scaled = (1 if group is None else group) * SCALES[word]
                total, group = (total, scaled) if word in ("hundred", "dozen") else (total + scaled, None)
            elif word == "dozen":
                group = 12
            elif word[0].isdigit() and group is None and not total:
                group = float(re.sub(r"[, ](?=\d{3})|\.(?=\d{3}(?:\D|$))", "", word))
            elif word in WORDS and (
                group is None or (group % 100 == 0 and group) or (group % 10 == 0 and WORDS[word] < 10)
            ):
                if group is not None and group < 100 and group < 20:
                    break
                group = (group or 0) + WORDS[word]
            elif word in ("a", "an") and taken == at and follows_scale(tokens, taken):
                group = 1
            elif (
                word == "half" and taken == at and [t.group() for t in tokens[taken + 1 : taken + 3]] == ["a", "dozen"]
            ):
                group, taken = 6, taken + 2
            elif not (word == "and" and last in ("hundred", "thousand") and follows_number(tokens, taken)):
                break
            last = word
            taken += 1
        if taken > at and (group is not None or total):
            found.append((tokens[at].start(), tokens[taken - 1].end(), int(total + (group or 0))))
            at = taken
        else:
            at += 1
    if not found and (single := re.match(r"(?:(?:the|another|only|just) )*(a|an|another|both)\b", lower)):
        value = 2 if single.group(1) == "both" else 1
        found.append((single.start(1), single.end(1), value))
    return found


def follows_scale(tokens: list[re.Match[str]], at: int) -> bool:
    """Whether a scale word is next, as in "a hundred"."""
    return at + 1 < len(tokens) and tokens[at + 1].group() in SCALES


def follows_number(tokens: list[re.Match[str]], at: int) -> bool:
    """Whether a number word is next, as in "a hundred and five"."""
    return at + 1 < len(tokens) and tokens[at + 1].group() in WORDS
