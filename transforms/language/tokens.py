"""Tokens of a raw text as character spans, by the conventions of the English Universal Dependencies treebanks.

White space always separates, so that a text is cut chunk by chunk, a chunk being what stands between spaces. Punctuation,
currency signs and units come off, hyphens and slashes between words are tokens, clitics (``do|n't``, ``Yerevan|'s``) come
off as words; web addresses, figures, abbreviations with their stop and words behind a bound prefix (``anti-war``) stay
whole. Every repetition in a pattern is bounded or possessive: a hostile chunk costs time in proportion to its length.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

# Longer chunks are noise that does not come again: they are cut, not remembered.
REMEMBERED = 64

ABBREVIATIONS = frozenset(
    word
    for line in Path(__file__).with_name("abbreviations.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
    for word in line.split()
)
# Before these a hyphen is part of the word: the treebanks write pre-war as one token and long-term as three.
BOUND = "anti|co|counter|cross|e|ex|inter|intra|mega|mid|mini|multi|neo|non|over|post|pre|pro|psycho|re|semi|socio|sub|super|trans|ultra|un"
# Marks that combine with the letter before them, joiners, and characters that cannot be seen.
MARKS = "\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u0900-\u0903\u093a-\u094f\u00ad\u200b-\u200f\u2060\ufe00-\ufe0f"
LETTER = rf"(?:[^\W\d_]|[{MARKS}])"
# What comes off the figure before it.
UNIT = "am|AM|pm|PM|km|kg|mm|cm|mph|kph|bn|mln|min|hrs|hours|days|ft|lbs?|m|k|K|M"
APOSTROPHE = "['’`]"

# A group that must not be tried again is looked ahead at and then taken by its name: possessive groups, "(?:...)*+", take too
# much before Python 3.11.4, which Debian 12 does not have.
_CHUNK = re.compile(r"\S+")
_TOKEN = re.compile(
    rf"""
      (?:https?://|ftp://|mailto:|www\.)[^\s<>"“”]{{1,2000}}(?<![.,;:!?)\]'’])     # addresses
    | [\w.+%-]{{1,64}}+@[\w-]{{1,64}}(?:\.[\w-]{{1,64}}){{0,8}}                         # mail
    | [@\#](?=[^\W\d])\w{{1,100}}+                                                      # handles, tags
    | (?=(?P<stops>(?:[^\W\d_]\.){{2,12}}))(?P=stops)(?=\W|$)                           # U.S., p.m.
    | (?=(?P<title>(?:[A-Z][a-z]?\.){{2,4}}))(?P=title)(?=\W|$)                          # Ph.D.
    | (?:[^\W\d_]\.){{1,12}}[^\W\d_](?=[-–—/'’)\]]|[^\w.]|$)                            # U.S without the last stop
    | (?:\d-)?\d{{3}}-\d{{3}}-\d{{4}}(?!\d)                                             # telephones
    | (?=(?P<figure>\d{{1,15}}(?:[.,:/]\d{{1,15}}){{0,20}}))(?P=figure)(?:(?:st|nd|rd|th|s)?(?!\w)|(?=(?:{UNIT})(?!\w)))  # 10,000 7:30 1990s 10|km
    | (?i:(?:{BOUND})-)(?=\w){LETTER}{{1,64}}+                                          # anti-war
    | (?i:o['’]clock|[odl]['’](?=[^\W\d_]{{2}}){LETTER}{{2,64}}+|ma['’]am|y['’]all)         # O'Neill
    | [A-Z]{{1,5}}&[A-Z]{{1,5}}(?![A-Za-z])                                             # AT&T
    | [A-Za-z]{{2,60}}\.(?:com|net|org|gov|edu|info|co\.uk|am|az|ru)(?!\w)              # News.am
    | (?:US|AU|CA|C|A|NZ|HK|U|R)\$
    | (?:[^\W_]|[{MARKS}])++(?:(?:_++|['’](?!(?i:s|m|d|t|re|ve|ll)(?!\w)))(?:[^\W_]|[{MARKS}])++){{0,20}}   # words, Shi'ite
    | \.{{2,}}+ | -{{2,}}+ | [!?]{{2,}}+ | ={{2,}}+ | \*{{2,}}+ | _{{2,}}+ | \+{{2,}}+ | <{{2,}}+ | >{{2,}}+ | '' | ‘’ | ’’
    | [:;=]-?[)(DP](?!\w)                                                              # faces
    | \S[{MARKS}]*+
    """,
    re.VERBOSE,
)
_CLITIC = re.compile(rf"(?i:n{APOSTROPHE}t|{APOSTROPHE}(?:s|m|d|re|ve|ll))(?!\w)")
_NEGATION = re.compile(rf"(?i:n{APOSTROPHE}t)(?!\w)")
# Words that the treebanks take apart without an apostrophe, and where.
SPLIT = {"cannot": 3, "gonna": 3, "wanna": 3, "gotta": 3, "dunno": 2, "gimme": 3, "lemme": 3}
SPLIT |= {"dont": 2, "doesnt": 4, "didnt": 3, "cant": 2, "isnt": 2, "wasnt": 3, "couldnt": 5, "wouldnt": 5}


_LINE = re.compile(r"[^\n\r\x0b\x0c\x85\u2028\u2029]+")


def paragraphs(text: str) -> list[tuple[int, int]]:
    """Return ``(start, end)`` of the lines of ``text`` that hold anything."""
    return [line.span() for line in _LINE.finditer(text) if not line.group().isspace()]


def tokens(text: str, first: int = 0, last: int | None = None) -> Iterator[tuple[int, int]]:
    """Yield ``(start, end)`` of the tokens of ``text[first:last]`` in order, counted in ``text``.

    Together they hold every character that is no space.
    """
    for chunk in _CHUNK.finditer(text, first, len(text) if last is None else last):
        begin, form = chunk.start(), chunk.group()
        if form in NUMBER_SIGN and _FIGURE.match(text, chunk.end()):
            yield begin, chunk.end()
            continue
        for start, end in _remembered(form) if len(form) <= REMEMBERED else _cut(form):
            yield begin + start, begin + end


# The sign for "number" looks like the answer at the end of a sentence, but for the figure that follows.
NUMBER_SIGN = {"No.", "no.", "Nos.", "nos."}
_FIGURE = re.compile(r"\s+\d")


@lru_cache(maxsize=65_536)
def _remembered(chunk: str) -> tuple[tuple[int, int], ...]:
    return tuple(_cut(chunk))


def _cut(chunk: str) -> Iterator[tuple[int, int]]:
    """Yield the tokens of a chunk without spaces."""
    place = 0
    while place < len(chunk):
        found = _abbreviation(chunk, place) or _clitic(chunk, place) or _TOKEN.match(chunk, place)
        assert found, "the last alternative takes any character"
        start, end = found if isinstance(found, tuple) else found.span()
        part = SPLIT.get(chunk[start:end].lower(), 0)
        if part:
            yield start, start + part
            start += part
        elif end - start > 1 and _NEGATION.match(chunk, end - 1):
            end -= 1
        yield start, end
        place = end


_OPENED = re.compile(r"[A-Za-z][A-Za-z']{0,7}+\.")


def _abbreviation(chunk: str, place: int) -> tuple[int, int] | None:
    """Return the span of an abbreviation or initial with its stop that begins at ``place``."""
    found = _OPENED.match(chunk, place)
    if not found or (place and chunk[place - 1].isalnum()):
        return None
    after = chunk[found.end() : found.end() + 1]
    initial = found.end() - place == 2 and chunk[place].isupper() and chunk[place] not in "IX"
    if after == "." or after.isalpha() or not (initial or found.group() in ABBREVIATIONS):
        return None
    return found.span()


def _clitic(chunk: str, place: int) -> tuple[int, int] | None:
    """Return the span of a clitic at ``place``, which must follow a word or stand alone."""
    if place and not (chunk[place - 1].isalnum() or chunk[place - 1] in ".%)]"):
        return None
    found = _CLITIC.match(chunk, place) if place else _CLITIC.fullmatch(chunk)
    return found.span() if found else None


# A full stop inside closing quotation marks. With a comma, a question or an exclamation mark a speaker may follow.
_QUOTED_STOP = re.compile(r"[^\W\d]\.(?:[\"”»]|''|’{1,2})\s+(?=\w)")


def sure_starts(text: str, first: int, last: int) -> set[int]:
    """Return the places in ``text[first:last]`` where a sentence starts for certain: a capital after a quoted full stop."""
    return {
        found.end()
        for found in _QUOTED_STOP.finditer(text, first, last)
        if found.end() < last and text[found.end()].isupper()
    }
