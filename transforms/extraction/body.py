"""The article's own paragraphs: trafilatura on a page freed of its furniture, checked against the linked data."""

from __future__ import annotations

import re
from copy import deepcopy
from typing import Any

from lxml.html import HtmlElement
from trafilatura import bare_extraction

from transforms.extraction.linked_data import text_of
from transforms.extraction.page import Page, words_of
from transforms.extraction.title import letters, tidy

# What the markup itself names as no part of the text.
FURNITURE = re.compile(
    r"twitter-tweet|instagram-media|tiktok-embed|fb-post|reddit-embed|telegram-post|caption|credit(?!s?-?card)|read-?more"
    r"|read-?also|also-?read|recommend|recirc|related|teaser|trending|most-?(?:read|popular)|newsletter|sign-?up|subscri(?:be|ption)"
    r"|promo|sponsor|advert|paywall-?(?:box|prompt|banner)|author-?(?:bio|box|card|info)|about-?(?:the-?)?author|bio-?box|breadcrumb"
    r"|copyright|disclaimer|sr-only|visually-?hidden|screen-?reader|print-?only|outbrain|taboola"
    r"|(?:^|[\s_-])tags?(?:$|[\s_-])|(?:^|[\s_-])(?:poll|quiz)(?:$|[\s_-])|donat",
    re.IGNORECASE,
)
BLOCKS = (
    "div",
    "section",
    "aside",
    "article",
    "p",
    "ul",
    "ol",
    "li",
    "dl",
    "blockquote",
    "figcaption",
    "details",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
)
# Furniture is small; a class name that covers this share of the page's paragraphs names the article after all.
LARGEST_FURNITURE = 0.3
# A block is a teaser where nearly all of it is a link to another page.
LINK_SHARE = 0.9
SHORTEST_TEASER = 15
# A cell with this much text holds an article, not a figure: the table is a layout.
LAYOUT_CELL = 400
SHORTEST_BODY = 200


def paragraphs(page: Page) -> list[str]:
    """Return the article's lines in order, the standfirst first; empty where the page holds no article."""
    tree = deepcopy(page.tree)
    prune(tree)
    unlink(tree)
    open_layout_tables(tree)
    lines = _extract(tree)
    if sum(map(len, lines)) < SHORTEST_BODY:
        lines = _extract(deepcopy(page.tree), favor_recall=True)
    stated = text_of(page.linked.get("articleBody")) or ""
    lines = _agree(lines, stated)
    return _with_standfirst(page, lines)


def _extract(tree: HtmlElement, **options: Any) -> list[str]:
    found = bare_extraction(tree, include_comments=False, include_tables=False, **options)
    text = getattr(found, "text", None) or ""
    return [line for line in (clean(line) for line in text.split("\n")) if line]


def clean(line: str) -> str:
    """Return a line with plain spaces and without list marks and invisible characters."""
    line = re.sub(r"[\xad\u200b-\u200f\u2060\ufeff]", "", line)
    return " ".join(re.sub(r"^\s*- ", "", line).split())


def prune(tree: HtmlElement) -> None:
    """Take out what class and id name as furniture."""
    total = max(1, sum(len(words_of(element)) for element in tree.iter("p")))
    for element in list(tree.iter(*BLOCKS)):
        label = f"{element.get('class', '')} {element.get('id', '')}"
        if len(label) > 1 and FURNITURE.search(label) and element.getparent() is not None:
            if len(words_of(element)) < LARGEST_FURNITURE * total:
                element.drop_tree()


def unlink(tree: HtmlElement) -> None:
    """Take out the blocks that are nothing but a link to another page: teasers among the paragraphs."""
    for link in list(tree.iter("a")):
        href = link.get("href", "")
        block = next((outer for outer in link.iterancestors() if outer.tag in BLOCKS), None)
        if block is None or block.tag in ("section", "article", "aside") or href.startswith("#"):
            continue
        text = words_of(block)
        linked = sum(len(words_of(inner)) for inner in block.iter("a"))
        if len(text) >= SHORTEST_TEASER and linked >= LINK_SHARE * len(text) and block.getparent() is not None:
            block.drop_tree()


def open_layout_tables(tree: HtmlElement) -> None:
    """Turn tables that hold running text into divisions: trafilatura drops tables, as figures are no sentences."""
    for table in list(tree.iter("table")):
        cells = table.iter("td")
        if any(len(words_of(cell)) > LAYOUT_CELL for cell in cells):
            for element in table.iter("table", "tbody", "thead", "tr", "td", "th"):
                element.tag = "div"


def _agree(lines: list[str], stated: str) -> list[str]:
    """Drop the lines that the linked data's own text of the article does not hold, where the two plainly are one text.

    Short lines stay: they are subheadings, which that text often leaves out.
    """
    own = _threes(stated)
    total = sum(map(len, lines))
    if not total or len(stated) < max(SHORTEST_BODY, total / 2) or stated.rstrip().endswith(("...", "…")):
        return lines
    held = [len(own & threes) >= len(threes) / 3 if (threes := _threes(line)) else True for line in lines]
    if sum(len(line) for line, is_held in zip(lines, held, strict=True) if is_held) < total / 2:
        return lines
    return [line for line, is_held in zip(lines, held, strict=True) if is_held or len(line) < 80]


def _threes(text: str) -> set[tuple[str, str, str]]:
    words = letters(re.sub(r"<[^>]+>", " ", text)).split()
    return set(zip(words, words[1:], words[2:], strict=False))


def _with_standfirst(page: Page, lines: list[str]) -> list[str]:
    """Put the standfirst first, where the page shows its description as text that the extraction left out."""
    described = [
        text_of(page.linked.get("description")),
        page.first_meta("og:description"),
        page.first_meta("description"),
    ]
    text = letters(" ".join(lines))
    for description in described:
        own = letters(tidy(description))
        if len(own) < 30:
            continue
        if own[:60] in text:
            return lines
        shown = _shown(page.tree, own)
        if shown:
            return [shown, *lines]
    return lines


def _shown(tree: HtmlElement, own: str) -> str | None:
    start = own[:40]
    for element in tree.iter("p", "div", "h2", "h3", "h4", "span", "strong", "li", "b", "em"):
        if element.text and letters(element.text)[:20] and start.startswith(letters(element.text)[:20]):
            text = words_of(element)
            if letters(text).startswith(start[: len(letters(text))]) and len(letters(text)) >= len(start):
                return clean(text)
    return None
