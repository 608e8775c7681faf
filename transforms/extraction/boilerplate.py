"""Which lines of an article are not its own text: headline, byline, teaser, photo credit, prompt, breadcrumb ...

The words are data (`boilerplate.toml`, eighteen languages and more); here is how they may stand. A line that an article
could hold as a sentence of its own is left alone: dropping a sentence costs more than keeping a teaser.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache

from transforms.extraction.authors import is_byline, is_note
from transforms.extraction.dateline import dateline
from transforms.extraction.facts import BOILERPLATE, BYLINES, alternatives
from transforms.extraction.title import is_headline, letters

# Longer lines are paragraphs; boilerplate is terse.
LONGEST_PROMPT = 300
LONGEST_CAPTION = 400
LONGEST_FOLLOW = 160
# Words of a note that ends in a full stop; a longer one is a sentence.
LONGEST_NOTE = 12
# The head of an article holds headline, byline and time, its foot credits: lines from either end.
HEAD, FOOT = 6, 4

# A label of these kinds may be followed by what it announces.
ANNOUNCING = {"teaser", "photo_credit", "source_note"}
MARK = re.compile(r"\s*[:：|»›→>]\s*")


def _plain(text: str) -> str:
    """Return a text in small letters; the Turkish capital's dot, which casefolding leaves over, goes."""
    return text.casefold().replace("\u0307", "").replace("’", "'")


LABELS = {_plain(phrase): kind for kind, phrases in reversed(BOILERPLATE["label"].items()) for phrase in phrases}
OPENINGS = {_plain(phrase): kind for kind, phrases in BOILERPLATE["opening"].items() for phrase in phrases}
PHRASES = {_plain(phrase): kind for kind, phrases in BOILERPLATE["phrase"].items() for phrase in phrases}
OPENING = re.compile(rf"(?:{alternatives(OPENINGS)})(?!\w)")
CAPTION = re.compile(
    rf"(?:^|[\s(])(?:{alternatives(BOILERPLATE['tail']['photo_credit'])})\s*[:：]\s*[^.!?:]{{2,70}}[.)]?$",
    re.IGNORECASE,
)
DESKS = alternatives(BOILERPLATE["name"]["photo_credit"])
PICTURE_DESK = re.compile(
    rf"\((?:{DESKS}) Photo/[^()]{{2,40}}\)$|(?:(?:^|\s)©\s?|/\s?)(?:[\w.' -]{{2,40}}/)?\s?(?:{DESKS})\W*$",
    re.IGNORECASE,
)
NETWORKS = alternatives(BOILERPLATE["name"]["social"])
FOLLOW = re.compile(
    rf"\W*(?:follow|like|join|find|connect with|watch|subscribe|listen)\b.*\b(?:{NETWORKS})\b", re.IGNORECASE
)
COPYRIGHT = re.compile(r"^\W*(?:©|\(c\)|copyright\b)", re.IGNORECASE)
AGENCY_NOTE = re.compile(
    rf"\W*(?:(?:mit|with|avec|con)\s+)?(?:{alternatives(BYLINES['agencies'])})(?:\s*[/,]\s*\w{{2,12}})*\W*(?:\(\w{{2,4}}\))?\W*",
    re.IGNORECASE,
)
HOME = alternatives(BOILERPLATE["label"]["breadcrumb"])
TRAIL = re.compile(rf"\W*(?:{HOME})\s*[»›>/→|]\s*\S.{{0,200}}", re.IGNORECASE)
# "HomeWorld" before the headline: what follows the word does not go on in small letters.
GLUED = re.compile(rf"(?i:\b(?:{HOME}))(?![a-zа-яёà-öø-ÿəığüşöçа-ҿა-ჿ]).{{0,80}}$")
CLOCK = re.compile(r"\d{1,2}[:.]\d\d|\b(?:19|20)\d\d\b|\d{1,2}[./]\d{1,2}[./]\d{2,4}|\d年")
DATE_AND_CLOCK = re.compile(r"\b(?:19|20)\d\d\b.*\d{1,2}[:.h]\d\d")
TRAIL_MARK = re.compile(r"\s*[·|/>»›]\s*")
LONGEST_TIME = 70
ENDING = re.compile(r"[.!?。！？][\"'”’»)]*$")


def classify(
    line: str, titles: Sequence[str] = (), authors: Iterable[str] = (), *, from_head: int = 0, from_foot: int = 0
) -> str | None:
    """Return what kind of boilerplate a line is, or None where it is the article's own.

    `titles` and `authors` are the article's, as far as known; `from_head` and `from_foot` count the lines before and after.
    """
    text = " ".join(line.split())
    if not re.search(r"\w", text):
        return "ornament" if text else None
    if from_head < HEAD and any(is_headline(text, title) for title in titles):
        return "headline"
    if from_foot < FOOT and is_note(text, authors):
        return "author_note"
    at_edge = from_head < HEAD or from_foot < FOOT
    if at_edge and is_byline(text, authors):
        return "byline"
    if at_edge and _is_time(text):
        return "timestamp"
    return _by_words(text)


@lru_cache(maxsize=1000)  # the lines of an article are asked about several times
def _by_words(text: str) -> str | None:
    plain = _plain(text)
    bare = plain.strip(" \t-–—•*·[](){}<>»«›→:.…!?|\"'")
    if bare in LABELS:
        return LABELS[bare]
    if len(text) > LONGEST_CAPTION:
        return None
    if CAPTION.search(text) or PICTURE_DESK.search(text):
        return "photo_credit"
    if len(text) > LONGEST_PROMPT:
        return None
    head, *rest = MARK.split(bare, maxsplit=1)
    if rest and LABELS.get(head.strip(" [(")) in ANNOUNCING:
        return LABELS[head.strip(" [(")]
    if (found := OPENING.match(bare)) and not _is_sentence(text):
        return OPENINGS[" ".join(found[0].split())]
    if len(text) <= LONGEST_FOLLOW and FOLLOW.match(text):
        return "social"
    if TRAIL.fullmatch(text):
        return "breadcrumb"
    if COPYRIGHT.match(text):
        return "copyright"
    if AGENCY_NOTE.fullmatch(text):
        return "source_note"
    return next((kind for phrase, kind in PHRASES.items() if phrase in plain and _holds(plain, phrase)), None)


def _is_sentence(text: str) -> bool:
    """Whether a line is a whole sentence of some length, and not in brackets: then it may open as it likes."""
    return len(text.split()) > LONGEST_NOTE and ENDING.search(text) is not None and not text.startswith(("(", "["))


def _holds(plain: str, phrase: str) -> bool:
    """Whether a line holds a phrase from the beginning of a word on; scripts without capitals may write words together."""
    at = plain.find(phrase)
    return at == 0 or (at > 0 and (not plain[at - 1].isalpha() or phrase[0].upper() == phrase[0]))


def _is_time(text: str) -> bool:
    """Whether a line says when, and hardly anything else."""
    words = text.split()
    figures = sum(any(map(str.isdigit, word)) for word in words)
    share = 3 if DATE_AND_CLOCK.search(text) else 2
    return len(text) <= LONGEST_TIME and "@" not in text and bool(CLOCK.search(text)) and figures * share >= len(words)


def _is_section(line: str, sections: Collection[str]) -> bool:
    """Whether a line is the name of a section, or a short trail with one in it."""
    parts = [letters(part) for part in TRAIL_MARK.split(line)]
    return any(part in map(letters, sections) for part in parts) and all(len(part.split()) <= 2 for part in parts)


def glued_breadcrumb(line: str, titles: Iterable[str]) -> int | None:
    """Return where a breadcrumb trail begins that ends a line without a space ("HomeFeatured" and the headline), or None."""
    for title in titles:
        if len(title) >= 10 and line.endswith(title):
            trail = GLUED.search(line[: -len(title)])
            if trail:
                return trail.start()
    return None


def separate(
    lines: Sequence[str], titles: Sequence[str], authors: Sequence[str], sections: Collection[str] = ()
) -> tuple[list[str], list[tuple[str, str]], str | None]:
    """Part an article's lines: its own, what is not (passage and kind), and the dateline taken off its first paragraph.

    `sections` are names of the section it stands in; a line of the head that is one of them is a breadcrumb.
    """
    kept: list[str] = []
    dropped: list[tuple[str, str]] = []
    place = None
    for number, line in enumerate(lines):
        from_foot = len(lines) - 1 - number
        if from_foot < FOOT and (cut := glued_breadcrumb(line, titles)) is not None:
            dropped.append((line[cut:], "breadcrumb"))
            line = line[:cut].rstrip()
        if not line:
            continue
        kind = classify(line, titles, authors, from_head=number, from_foot=from_foot)
        if number < HEAD and not kind and _is_section(line, sections):
            kind = "breadcrumb"
        if kind:
            dropped.append((line, kind))
            continue
        if place is None and len(kept) < 3 and (prefix := dateline(line)):
            place, line = prefix.strip(" -–—―:,/"), line[len(prefix) :]
        if line:
            kept.append(line)
    return kept, dropped, place


def find_boilerplate(text: str, *, title: str | None = None) -> list[tuple[int, int, str]]:
    """Return the passages of a plain text that are not the article's own, as (start, end, kind) in order of the text.

    `[start, end)` are character indices; the text stays as it is. Without a title, a first line that does not end like a
    sentence is taken for the headline.
    """
    lines = [(found.start(), found.group()) for found in re.finditer(r"[^\n]*\S[^\n]*", text)]
    if not lines:
        return []
    first = lines[0][1].strip()
    titles = (
        [title]
        if title
        else [first]
        if len(lines) > 2 and not ENDING.search(first) and len(first) <= LONGEST_PROMPT
        else []
    )
    found = []
    for number, (start, line) in enumerate(lines):
        lead = len(line) - len(line.lstrip())
        kind = classify(line, titles, from_head=number, from_foot=len(lines) - 1 - number)
        cut = glued_breadcrumb(line.rstrip(), titles)
        if cut is not None and number:
            found.append((start + max(cut, lead), start + len(line.rstrip()), "breadcrumb"))
        elif kind:
            found.append((start + lead, start + len(line.rstrip()), kind))
        elif number < HEAD and (place := dateline(line[lead:])):
            found.append((start + lead, start + lead + len(place.rstrip()), "dateline"))
    return found
