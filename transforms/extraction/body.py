"""The article's own paragraphs: trafilatura on a page freed of its furniture, checked against the linked data."""

from __future__ import annotations

import re
from collections import Counter
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any

from lxml.html import HtmlElement
from trafilatura import bare_extraction

from transforms.extraction.blocks import Block, blocks, clean, key
from transforms.extraction.linked_data import text_of
from transforms.extraction.page import Page, words_of
from transforms.extraction.standfirst import held, left_out
from transforms.extraction.title import letters

# A cell with this much text holds sentences, not a figure: the table is a layout, and so is one that holds another.
LAYOUT_CELL = 200
SHORTEST_BODY = 200
# Below this the precise reading is suspect; it lost paragraphs where the usual one finds so many times as much.
SHORT_TEXT, LOST = 1500, 1.8
# Shorter lines are subheadings, captions or labels.
SHORTEST_PARAGRAPH = 60
# Letters by which the beginning and the end of a paragraph are known, and how much longer it may be with its links.
SAME_START, SAME_END, LINKED = 24, 12, 1.5


@dataclass(frozen=True, slots=True)
class Body:
    """An article's lines in order; the first `standfirst` of them summarise it under the headline."""

    lines: list[str]
    standfirst: int = 0


def read_body(page: Page) -> Body:
    """Return the article's lines; none where the page holds no article."""
    stated = text_of(page.linked.get("articleBody")) or ""
    lines = _extracted(page, len(stated))
    around = _one_article(blocks(page), lines)
    lines = _filled(_whole(_inside(lines, around), around), around)
    lines = _agree(lines, stated)
    shown = left_out(page, lines, around)
    return Body([*shown, *lines], len(shown) or held(lines, around))


def _extracted(page: Page, stated: int) -> list[str]:
    """Return what trafilatura takes for the text: its precise reading, unless that is a piece of its usual one.

    `stated` is the length of the text that the linked data gives, 0 without any.
    """
    tree = open_layout_tables(page.tree)
    lines = _extract(tree, favor_precision=True)
    if _length(lines) < max(SHORT_TEXT, stated / 2):
        usual = _extract(tree)
        if _length(usual) > LOST * _length(lines):
            lines = usual
    return lines if _length(lines) >= SHORTEST_BODY else max(lines, _extract(tree, favor_recall=True), key=_length)


def _length(lines: list[str]) -> int:
    return sum(map(len, lines))


def _inside(lines: list[str], around: list[Block]) -> list[str]:
    """Drop the lines that stand outside the article and nowhere inside."""
    outside = {block.key for block in around if block.is_outside} - {
        block.key for block in around if not block.is_outside
    }
    return [line for line in lines if key(line) not in outside]


def _one_article(around: list[Block], lines: list[str]) -> list[Block]:
    """Mark the blocks outside that stand in another article of the page: one with a heading, beside that of the first line."""
    first = {block.key: block for block in reversed(around)}
    main = next(
        (_article_of(first[key(line)]) for line in lines if key(line) in first and len(line) >= SHORTEST_PARAGRAPH),
        None,
    )
    if main is None:
        return around
    related = {main, *main.iterancestors("article"), *main.iterdescendants("article")}
    articles = {article for block in around if (article := _article_of(block)) is not None and article not in related}
    others = {article for article in articles if next(article.iter("h1", "h2", "h3"), None) is not None}
    return [replace(block, is_outside=True) if _article_of(block) in others else block for block in around]


def _article_of(block: Block) -> HtmlElement | None:
    return next(block.element.iterancestors("article"), None)


def _extract(tree: HtmlElement, **options: Any) -> list[str]:
    found = bare_extraction(tree, include_comments=False, include_tables=False, **options)
    text = getattr(found, "text", None) or ""
    return [line for line in (clean(line.removeprefix("- ")) for line in text.split("\n")) if line]


def open_layout_tables(tree: HtmlElement) -> HtmlElement:
    """Return the tree with tables that hold running text made divisions: trafilatura drops tables, figures being no sentences."""
    layouts = [
        number
        for number, table in enumerate(tree.iter("table"))
        if table.find(".//table") is not None or any(len(words_of(cell)) > LAYOUT_CELL for cell in table.iter("td"))
    ]
    if not layouts:
        return tree
    tree = deepcopy(tree)
    tables = list(tree.iter("table"))
    for number in layouts:
        for element in tables[number].iter("table", "tbody", "thead", "tr", "td", "th"):
            element.tag = "div"
    return tree


def _whole(lines: list[str], around: list[Block]) -> list[str]:
    """Give back to paragraphs the links that a precise reading cut out of the middle of their sentences."""
    known = {block.key for block in around}
    by_start = {block.key[:SAME_START]: block for block in reversed(around) if not block.is_outside}
    whole = []
    for line in lines:
        own = key(line)
        block = by_start.get(own[:SAME_START]) if len(line) >= SHORTEST_PARAGRAPH and own not in known else None
        is_cut = (
            block is not None and len(own) < len(block.key) < LINKED * len(own) and block.key.endswith(own[-SAME_END:])
        )
        whole.append(clean(block.text) if block is not None and is_cut else line)
    return whole


def _filled(lines: list[str], around: list[Block]) -> list[str]:
    """Put back the paragraphs that stand as those found do, side by side with them or in rooms of the same make."""
    at = {block.key: number for number, block in reversed(list(enumerate(around)))}
    places = [at.get(key(line)) for line in lines]
    found = [
        around[place]
        for place, line in zip(places, lines, strict=True)
        if place is not None and len(line) >= SHORTEST_PARAGRAPH
    ]
    rooms = Counter(_room(block) for block in found)
    parents = {block.element.getparent() for block in found}
    held = key("".join(lines))
    first = min((place for place in places if place is not None), default=len(around))
    missed = [
        number
        for number, block in enumerate(around[first:], first)
        if block.element.tag == "p"
        and len(block.text) >= SHORTEST_PARAGRAPH
        and (block.element.getparent() in parents or rooms[_room(block)] >= 2)
        and not block.is_outside
        and block.key not in held
    ]
    filled: list[str] = []
    for line, place in zip([*lines, ""], [*places, len(around)], strict=True):
        while missed and place is not None and missed[0] < place:
            filled.append(clean(around[missed.pop(0)].text))
        if line:
            filled.append(line)
    return filled


def _room(block: Block) -> tuple[str, ...] | None:
    """Return what markup a paragraph shares with its like: its parent's tag and class, and those of the parent's parent."""
    parent = block.element.getparent()
    above = parent.getparent() if parent is not None else None
    if parent is None or above is None or not (parent.get("class") or above.get("class")):
        return None
    return (parent.tag, parent.get("class", ""), above.tag, above.get("class", ""))


def _agree(lines: list[str], stated: str) -> list[str]:
    """Drop the lines that the linked data's own text of the article does not hold, where the two plainly are one text.

    What stands before it (the standfirst) and short lines (subheadings) stay: that text often leaves them out.
    """
    own = _threes(stated)
    total = _length(lines)
    if not total or len(stated) < max(SHORTEST_BODY, total / 2) or stated.rstrip().endswith(("...", "…")):
        return lines
    held = [len(own & threes) >= len(threes) / 3 if (threes := _threes(line)) else True for line in lines]
    if sum(len(line) for line, is_held in zip(lines, held, strict=True) if is_held) < total / 2:
        return lines
    first = held.index(True)
    return [
        line for number, line in enumerate(lines) if held[number] or number < first or len(line) < SHORTEST_PARAGRAPH
    ]


def _threes(text: str) -> set[tuple[str, str, str]]:
    words = letters(re.sub(r"<[^>]+>", " ", text)).split()
    return set(zip(words, words[1:], words[2:], strict=False))
