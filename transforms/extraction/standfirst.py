"""The standfirst: what stands between headline and text and sums it up, often outside the element that holds the text."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from lxml.html import HtmlElement

from transforms.extraction.blocks import ENDING, Block, clean, key
from transforms.extraction.linked_data import text_of
from transforms.extraction.page import Page
from transforms.extraction.title import tidy

NAMED = re.compile(
    r"standfirst|(?:^|[\s_-])(?:lead|lede|intro|dek|deck|subtitle|subhead(?:line|ing)?|summary|excerpt|synopsis)(?:$|[\s_-])",
    re.IGNORECASE,
)
# More sentences between headline and text are a list of other articles.
MOST = 3
SHORTEST, LONGEST = 40, 500
# Letters of a description that tell it from others; on the page, a place ("Berlin. ...") may stand before them.
KNOWN_BY, SHORTEST_KNOWN, PLACE = 40, 25, 35
# Paragraphs by which the room of the text is known: enough to leave an odd one out, early enough to be text still.
PARAGRAPH, FEWEST, MANY = 80, 3, 6


def left_out(page: Page, lines: Sequence[str], around: Sequence[Block]) -> list[str]:
    """Return the standfirst that the page shows and `lines` lack.

    It is a sentence or a subtitle between headline and first line, or what the page states as its description.
    """
    text = key("".join(lines))
    start = next((number for number, block in enumerate(around) if block.element.tag == "h1"), len(around))
    stop = next((number for number, block in enumerate(around) if lines and block.key == key(lines[0])), 0)
    new = [block for block in around if not block.is_outside and block.key not in text]
    between = {
        block.key: clean(block.text) for block in around[start + 1 : stop] if _sums_up(block) and block.key not in text
    }
    if 0 < len(between) <= MOST:
        return list(between.values())
    for stated in (
        text_of(page.linked.get("description")),
        page.first_meta("og:description"),
        page.first_meta("description"),
    ):
        own = key(tidy(stated))[:KNOWN_BY]
        found = [block for block in new if own in block.key[: PLACE + KNOWN_BY]]
        if found and len(own) >= SHORTEST_KNOWN and own not in text:
            return [clean(found[0].text)]
    return []


def _sums_up(block: Block) -> bool:
    is_sentence = block.element.tag in ("h2", "h3") or ENDING.search(block.text) is not None
    return is_sentence and not block.is_outside and SHORTEST <= len(block.text) <= LONGEST and block.link_share < 0.5


def held(lines: Sequence[str], around: Sequence[Block]) -> int:
    """Count the first lines that are a standfirst: named so, subtitles, or outside the element that holds the paragraphs."""
    by_key = {block.key: block.element for block in reversed(around)}
    elements = [by_key.get(key(line)) for line in lines]
    paragraphs = [
        element for element, line in zip(elements, lines, strict=True) if element is not None and len(line) > PARAGRAPH
    ]
    room = _room(paragraphs[1:MANY])
    parents = {element.getparent() for element in paragraphs}
    count = 0
    for number, (element, line) in enumerate(zip(elements[:MOST], lines, strict=False), 1):
        if element is None or len(line) > LONGEST:
            break
        if (
            element.tag in ("h1", "h2", "h3")
            or NAMED.search(element.get("class", ""))
            or not _is_in(element, room, parents)
        ):
            count = number
        elif len(line) >= SHORTEST:  # a shorter line is the name of a section, above the standfirst
            break
    return count


def _is_in(element: HtmlElement, room: HtmlElement | None, parents: Collection[HtmlElement]) -> bool:
    """Whether an element stands among the paragraphs: directly in their room, or anywhere in it where each has its own."""
    return room is None or element.getparent() is room or (room not in parents and room in element.iterancestors())


def _room(paragraphs: Sequence[HtmlElement]) -> HtmlElement | None:
    """Return the element that holds the first paragraphs, the very first left out: it may be the standfirst itself."""
    if len(paragraphs) < FEWEST:
        return None
    common = set.intersection(*(set(element.iterancestors()) for element in paragraphs))
    return max(common, key=lambda outer: sum(1 for _ in outer.iterancestors()), default=None)
