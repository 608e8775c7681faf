"""Quotations: the character spans between quotation marks, whatever marks an outlet uses and however it forgets them.

Marks are paired within a paragraph, so that a missing or stray one spoils no more than its own paragraph. A quotation that a
paragraph leaves open is a speech that goes on if the next paragraph opens with a mark again (the usual convention of
newspapers); otherwise it ends with its sentence or paragraph.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from transforms.language.document import Document

# [“”„‟«»"], '', `` or a single mark that is no apostrophe; all begin with a set, by which the engine skips the letters.
MARKS = re.compile(r"""[“”„‟«»"'‘’`](?:(?<=[“”„‟«»"])|(?<=')'|(?<=`)`|(?<=['‘’])(?!\w)|(?<=['‘’])(?<!\w['‘’]))""")
OPENING = frozenset("“„«‟") | {"``"}
CLOSING = frozenset("”»")
SINGLE = frozenset("‘’'")
TAG = re.compile(r",(?=\s+(?:(?:he|she|they)\s+)?(?:said|says|added|told)\s)")
"""Where a quotation that nobody closed meets the words for who said it."""
SENTENCE_END = re.compile(r"[.!?…](?=\s)")


@dataclass(frozen=True, slots=True)
class Quotation:
    """Characters ``[start, end)``, marks included; ``goes_on`` where the next paragraph takes the speech up."""

    start: int
    end: int
    goes_on: bool = False


def find_quotations(document: Document) -> list[Quotation]:
    """Return the outermost quotations in order; they do not overlap."""
    found: list[Quotation] = []
    text = document.text
    for number, (first, last) in enumerate(document.paragraphs):
        paragraph = text[first:last]
        marks = [(match.start(), match.group()) for match in MARKS.finditer(paragraph)]
        if not marks:
            continue
        doubles = [mark for mark in marks if mark[1] not in SINGLE]
        following = document.paragraphs[number + 1 : number + 2]
        takes_up = bool(following) and text[following[0][0] : following[0][0] + 2].startswith(
            ("“", '"', "''", "«", "„", "‘")
        )
        pairs = _pairs(paragraph, doubles or marks, takes_up)
        if doubles and marks[0][1] == "‘":
            singles = _pairs(paragraph, [mark for mark in marks if mark[1] in SINGLE], takes_up)
            if all(any(start < place < end for start, end, _ in singles) for place, _ in doubles):
                pairs = singles  # British: single marks outside, double ones inside
        found.extend(Quotation(first + start, first + end, goes_on) for start, end, goes_on in pairs)
    return found


def _pairs(paragraph: str, marks: list[tuple[int, str]], takes_up: bool) -> list[tuple[int, int, bool]]:
    """Pair the marks of one paragraph: offsets of each quotation in it, and whether it goes on after it."""
    pairs: list[tuple[int, int, bool]] = []
    begun: int | None = None
    inner = 0
    for index, (place, mark) in enumerate(marks):
        end = place + len(mark)
        if begun is None:
            if _may_open(paragraph, place, mark):
                begun = index
        elif inner and mark in CLOSING:
            inner -= 1
        elif _closes(paragraph, place, mark, marks[index + 1 :]):
            pairs.append((marks[begun][0], end, False))
            begun = None
        elif mark in OPENING and _closed_later(marks, index):
            inner += 1
        elif mark in OPENING and mark != "„":
            # The mark before was never closed: it ends with its sentence, and this one opens anew.
            pairs.append((marks[begun][0], _sentence_end(paragraph, marks[begun][0], place), False))
            begun = index
    if begun is not None:
        start = marks[begun][0]
        tag = None if takes_up else TAG.search(paragraph, start)
        whole = takes_up or start == 0
        end = len(paragraph.rstrip()) if whole else _sentence_end(paragraph, start, len(paragraph))
        pairs.append((start, min(end, tag.end()) if tag else end, takes_up))
    return [pair for pair in pairs if pair[1] - pair[0] > 2]


def _may_open(paragraph: str, place: int, mark: str) -> bool:
    before = paragraph[place - 1] if place else " "
    after = paragraph[place + len(mark) : place + len(mark) + 1] or " "
    if mark in OPENING or (mark == "»" and not after.isspace()):
        return True
    return not (before.isalnum() or before in ".,!?…") and not after.isspace()


def _closes(paragraph: str, place: int, mark: str, rest: list[tuple[int, str]]) -> bool:
    before = paragraph[place - 1]
    after = paragraph[place + len(mark) : place + len(mark) + 1] or " "
    if mark in CLOSING:
        return True
    if mark == "“":
        return after.isspace() and not before.isspace()  # German and misused: „...“
    if mark in OPENING:
        return False
    if mark in SINGLE and (
        after.isalnum() or (before in "sz" and any(m in SINGLE and paragraph[p - 1] in ",.!?…" for p, m in rest))
    ):
        return False  # the apostrophe of a plural owner, the mark that closes is still to come
    return not before.isspace() or after.isspace() or after in ".,;:!?)"


def _closed_later(marks: list[tuple[int, str]], index: int) -> bool:
    """Whether the opening mark at ``index`` is one inside another: two closing marks follow before any further opening one."""
    following = [mark for _, mark in marks[index + 1 : index + 3]]
    return len(following) == 2 and all(mark in CLOSING for mark in following)


def _sentence_end(paragraph: str, start: int, limit: int) -> int:
    match = SENTENCE_END.search(paragraph, start, limit)
    return match.end() if match else len(paragraph[:limit].rstrip())
