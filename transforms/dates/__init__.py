"""Dates in news text as ranges of days, resolved against the day of publication.

What an expression means, and why:

- A date without a year is the latest such day up to publication, for news is of the past; the coming one where the words
  around it speak of the future, or where it lies at most two weeks ahead: eleven months back a paper would give the year.
- A bare weekday is the latest such day up to and including publication, "last Friday" the one before publication.
- "Two days earlier", "the next day" count from the date named before, in its absence from publication; "it came two days
  after troops attacked" counts from the day of the news.
- A night runs to the next day; "overnight" and "last night" end on the day of publication.
- Weeks run from Monday to Sunday, seasons are the northern ones by whole months.
- Clock times are passed over; "may", "march" or "sun" are dates only where a day, year or preposition makes them so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date

from transforms.dates.days import DAY, MONTHS, WEEKDAYS
from transforms.dates.patterns import PATTERNS, REACH, SIGN
from transforms.dates.reading import Context, Dated, Reading

__all__ = ["Dated", "find_dates", "resolve_date"]

Read = Callable[[re.Match[str], Context], Reading | None]
FUTURE = re.compile(
    r"\b(?:will|would|shall|won['’]t|upcoming|due|scheduled|expected|planned|plans?|slated|set to|expires?|vow(?:s|ed)? to|promis(?:es|ed) to|pledged to|agreed to|begins|ends|starts|opens|going to|is to|are to|ahead of"
    r"|deadline|hopes?|intends?|next|must)\b|\b(?:by|until) (?:the end of )?$|\bfor (?:the )?$"
)
PAST = re.compile(
    r"\b(?:said|told|was|were|had|has|have|did|took|held|began|met|fired|came|went|made|left|shot|fell|saw|hit|broke|gave|lost|sent|fought|struck|brought|spoke|wrote|drove|flew|rose|became|overran"
    r"|(?!scheduled|expected|planned|slated|need)[a-z]{2,}ed)\b"
)
CLAUSE_CHARACTERS = 90  # how far back a word still sets the time of an expression: about one clause
NEWS_DAYS = 3  # how far before publication the day lies on which the news of an article was
NAMES = re.compile(rf"\b(?:{'|'.join((*MONTHS, *WEEKDAYS))}|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\b")
SINCE = re.compile(r"\b[Ss]ince (?:the )?$")


def find_dates(text: str, published: date, *, is_future: bool | None = None) -> list[Dated]:
    """Return the date expressions of a text in order, none overlapping, the longest where several begin alike.

    ``is_future`` says whether the text speaks of the future; null: judged by the words around each expression.
    """
    found = sorted(candidates(text), key=lambda hit: (hit[0], -hit[1]))
    dates: list[Dated] = []
    anchor, named, news, taken = published, published, None, 0
    for start, end, match, read in found:
        if start < taken:
            continue
        future = speaks_of_future(text, start, end) if is_future is None else is_future
        meant = read(match, Context(published, anchor, future, named, news or published))
        if meant is None:
            continue
        first, last, precision, how = meant
        if SINCE.search(text[max(0, start - 12) : start]) and first <= published:
            last, precision = published, "range"
        dates.append(Dated(start, end, first, last, precision, how))
        taken = end
        named = first
        if precision in ("day", "night"):
            anchor = first
            if published - NEWS_DAYS * DAY <= first <= published:
                news = news or first
    return dates


def candidates(text: str) -> Iterator[tuple[int, int, re.Match[str], Read]]:
    """Yield what the patterns find around the signs of a date: ``(start, end, match, reader)``; overlaps are left in."""
    text = recased(text) if text.isupper() else text
    done: dict[str, int] = {}
    for sign in SIGN.finditer(text):
        family = str(sign.lastgroup)
        first, last = max(done.get(family, 0), sign.start() - REACH), min(len(text), sign.end() + REACH)
        for pattern, group, read in PATTERNS[family]:
            for match in pattern.finditer(text, first, last):
                yield *match.span(group), match, read
        done[family] = sign.end()


def recased(text: str) -> str:
    """Return text in capitals as a paper in mixed case prints it, as far as dates go: names of months and days capitalised."""
    lower = "".join(letter.lower() if len(letter.lower()) == 1 else letter for letter in text)
    return NAMES.sub(lambda name: name.group().capitalize(), lower)


def resolve_date(
    expression: str, published: date, *, anchor: date | None = None, is_future: bool = False
) -> Dated | None:
    """Return what an expression taken from a text means, null where it holds no date.

    ``anchor`` is the date named before, from which "two days later" counts.
    """
    best: Dated | None = None
    for start, end, match, read in candidates(expression):
        meant = read(match, Context(published, anchor or published, is_future, anchor or published, published))
        if meant is not None and (best is None or end - start > best.end - best.start):
            best = Dated(start, end, *meant)
    return best


def speaks_of_future(text: str, start: int, end: int) -> bool:
    """Whether the words around an expression speak of the future: the nearest sign before it, or "will" right after."""
    clause = re.split(r"[.!?;\n]\s", text[max(0, start - CLAUSE_CHARACTERS) : start])[-1].lower()
    ahead = max((match.start() for match in FUTURE.finditer(clause)), default=-1)
    back = max((match.start() for match in PAST.finditer(clause)), default=-1)
    return (ahead >= back and ahead >= 0) or bool(re.match(r"\W*(?:will|is to|are to)\b", text[end : end + 12]))
