"""The blocks of text of a page in order, each with what the markup says of it: furniture, link, place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from lxml.html import HtmlElement

from transforms.extraction.boilerplate import classify
from transforms.extraction.page import Page, words_of

TAGS = (
    "div", "section", "aside", "article", "header", "footer", "main", "nav", "form", "details", "p", "blockquote",
    "ul", "ol", "li", "dl", "dd", "dt", "figure", "figcaption", "table", "tr", "td", "th", "h1", "h2", "h3", "h4", "h5", "h6",
)  # fmt: skip
# What class and id, in lower case, call what stands around the text: a search without regard to case takes four times as long.
FURNITURE = re.compile(
    r"caption|credit(?!or)|read-?more|(?:read|see|watch)-?also|also-?read|recommend|recirc|related|trending|most-?(?:read|popular|viewed)"
    r"|popular|newsletter|sign-?up|subscri(?:be|ption)-|promo(?!t)|sponsor|advert|paywall-?(?:box|prompt|banner|teaser)"
    r"|author-?(?:bio|box|card|info|desc)|about-?(?:the-?)?author|bio-?box|breadcrumb|copyright|disclaimer|disclosure"
    r"|sr-only|visually-?hidden|screen-?reader|print-?only|outbrain|taboola|fact-?box|info-?box|ai-?summary|aiarticlesummary"
    r"|(?:post|article|story|news)-?card|(?:second|next|under|more)-articles?\b|read-?next|donat|teasers|teaser-?(?:list|group|box|footer)"
    r"|(?:^|\s)(?:tags?|poll|quiz|image|photo|picture|gallery|slideshow)(?:$|[\s_-])"
)
FURNITURE_TAGS = frozenset(("figcaption", "aside", "nav", "footer", "form"))
# Furniture is small: a class name over more than this share of the page's paragraphs names the article after all.
LARGEST_FURNITURE = 0.3
# A block is a teaser where nearly all of it links elsewhere; less will do where it is no sentence.
TEASER_SHARE, FRAGMENT_SHARE = 0.9, 0.6
SHORTEST_TEASER = 15
HEADINGS = ("h2", "h3", "h4", "h5", "h6")
LONGEST_LABEL = 60
# Soft hyphen, zero-width space, marks of direction and of byte order; the joiners of Persian and Hindi stay.
INVISIBLE = re.compile(r"[\xad\u200b\u200e\u200f\u2060\ufeff]")
ENDING = re.compile(r"[.!?。！？…][\"'”’»)]*$")


@dataclass(frozen=True, slots=True)
class Block:
    """The text of an element that holds no other block.

    `key` is the text without spaces and marks, to find it again in what was extracted; `is_outside` says that the block
    is furniture or a teaser, `link_share` how much of it links to other pages.
    """

    element: HtmlElement
    text: str
    key: str
    is_outside: bool
    link_share: float


def clean(line: str) -> str:
    """Return a line with plain spaces and without characters that neither show nor join letters."""
    return " ".join(INVISIBLE.sub("", line).split())


@lru_cache(maxsize=4096)  # a page's lines and blocks are looked up by it again and again
def key(text: str) -> str:
    """Return a text's letters and digits only, which markup between them does not change."""
    return re.sub(r"[\W_]+", "", text.casefold())


def blocks(page: Page) -> list[Block]:
    """Return the blocks of a page in order."""
    return list(_blocks(page))


def _blocks(page: Page) -> Iterator[Block]:
    total = sum(len(element.text_content()) for element in page.tree.iter("p"))
    announced = {room for heading in page.tree.iter(*HEADINGS) if (room := _announced(heading, total)) is not None}
    inside: dict[HtmlElement, bool] = {}
    outer = {element.getparent() for element in page.tree.iter(*TAGS)}
    for element in page.tree.iter(*TAGS):
        parent = element.getparent()
        inside[element] = inside.get(parent, False) or element in announced or _is_furniture(element, total)
        if element in outer:
            continue
        if text := words_of(element):
            share = _link_share(element, text, page.url)
            yield Block(element, text, key(text), inside[element] or _is_teaser(text, share), share)


@lru_cache(maxsize=10_000)  # a page repeats its few hundred classes thousands of times
def _names_furniture(label: str) -> bool:
    return FURNITURE.search(label.lower()) is not None


def _is_furniture(element: HtmlElement, total: int) -> bool:
    labels = (element.get("class", ""), element.get("id", ""))  # apart, for a page repeats its classes, but no id
    named = element.tag in FURNITURE_TAGS or any(map(_names_furniture, labels))
    return named and len(element.text_content()) < LARGEST_FURNITURE * total


def _announced(heading: HtmlElement, total: int) -> HtmlElement | None:
    """Return the element that holds what a heading such as "Read also" announces; None for other headings."""
    text = words_of(heading)
    if len(text) > LONGEST_LABEL or classify(text) != "teaser":
        return None
    for room in heading.iterancestors():
        length = len(room.text_content())
        if length >= LARGEST_FURNITURE * total:
            return None
        if length > 2 * len(text):
            return room
    return None


def _is_teaser(text: str, share: float) -> bool:
    return len(text) >= SHORTEST_TEASER and share >= (TEASER_SHARE if ENDING.search(text) else FRAGMENT_SHARE)


def _link_share(element: HtmlElement, text: str, url: str) -> float:
    if next(element.iterancestors("a"), None) is not None:
        return 1.0
    links = [
        link
        for link in element.iter("a")
        if not (href := link.get("href", "")).startswith("#") and href.partition("#")[0] != url
    ]
    return sum(len(words_of(link)) for link in links) / len(text)
