"""The posts of a live blog, each with a time of its own: from the page's linked data, or else from its `time` elements.

A post without a time is no post: what it tells could not be dated. The name of a post, and the digest by which a changed
one is told from an unchanged one, are of raw values, so that better cleaning keeps both.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from html import unescape
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from transforms.extraction.authors import linked_names
from transforms.extraction.blocks import clean
from transforms.extraction.dates import Moment, read_moment
from transforms.extraction.linked_data import Node, text_of
from transforms.extraction.page import Page, words_of
from transforms.extraction.title import tidy
from transforms.ids import digest

# A day's ticker of a large outlet has some 400.
MOST_POSTS = 2000
# Two dated elements are an article's publication and its change.
FEWEST_IN_MARKUP = 3
PARAGRAPH_END = re.compile(r"</(?:p|li|div|h\d|blockquote)>|<br\s*/?>|\n", re.IGNORECASE)
TAG = re.compile(r"<[^<>]+>")
HEADINGS = ("h2", "h3", "h4", "h5")
TEXT_TAGS = ("p", "li", "blockquote", *HEADINGS)


@dataclass(frozen=True, slots=True)
class Post:
    """One post as the page states it; `name` tells it from the page's others, `how` is where its time was found."""

    name: str
    raw_sha256: str
    title: str
    authors: list[str]
    moment: Moment
    how: str
    modified: Moment | None
    lines: list[str]


def posts(page: Page) -> list[Post]:
    """Return the dated posts of a live blog's page, the oldest first; none where the page does not part them."""
    found = list(_linked(page)) or list(_marked_up(page))
    # Two posts of one name are told apart by their age, which later posts, put on top, do not change.
    found.reverse()
    found.sort(key=lambda post: post.moment.at)
    seen: Counter[str] = Counter()
    named = []
    for post in found[:MOST_POSTS]:
        seen[post.name] += 1
        number = seen[post.name]
        named.append(post if number == 1 else replace(post, name=f"{post.name}-{number}"))
    return named


def _linked(page: Page) -> Iterator[Post]:
    updates = page.linked.get("liveBlogUpdate")
    for node in updates if isinstance(updates, list) else [updates]:
        if not isinstance(node, dict):
            continue
        stated = text_of(node.get("datePublished")) or ""
        moment = read_moment(stated)
        body = node.get("articleBody") or node.get("text") or ""
        if moment is None or moment.precision != "minute" or not isinstance(body, str):
            continue
        raw = json.dumps([node.get("headline"), stated, body], ensure_ascii=False)
        yield Post(
            name=_name(node) or stated,
            raw_sha256=digest(raw),
            title=tidy(text_of(node.get("headline"))),
            authors=linked_names(node.get("author")),
            moment=moment,
            how="json-ld",
            modified=read_moment(text_of(node.get("dateModified"))),
            lines=_paragraphs(body),
        )


def _name(node: Node) -> str | None:
    """Return the part of the post's own address that the live blog's lacks."""
    for key in ("@id", "url"):
        if isinstance(address := node.get(key), str):
            parts = urlsplit(address)
            if name := parts.fragment or parts.query or parts.path.rstrip("/").rpartition("/")[2]:
                return name
    identifier = node.get("identifier")
    return identifier if isinstance(identifier, str) and identifier else None


def _paragraphs(body: str) -> list[str]:
    parts = PARAGRAPH_END.split(unescape(unescape(body)))
    return [line for line in (clean(TAG.sub(" ", part)) for part in parts) if line]


def _marked_up(page: Page) -> Iterator[Post]:
    """Yield the posts that stand side by side in elements of one make, each with one time in it."""
    posts = [element for element in page.tree.iterdescendants("*") if element.get("itemprop") == "liveBlogUpdate"]
    for element in posts or _alike(page.tree):
        time = next((t for t in element.iter("time") if t.get("datetime")), None)
        moment = read_moment(time.get("datetime")) if time is not None else None
        if moment is None or moment.precision != "minute" or time is None:
            continue
        heading = next(element.iter(*HEADINGS), None)
        title = words_of(heading) if heading is not None else ""
        lines = [line for line in _lines(element) if line != title]
        name = element.get("id") or next((v for k, v in element.items() if re.fullmatch(r"data-(?:\w+-)?id", k)), "")
        yield Post(
            name=name or time.get("datetime", ""),
            raw_sha256=digest("\n".join([time.get("datetime", ""), title, *lines])),
            title=tidy(title),
            authors=[],
            moment=moment,
            how="time",
            modified=None,
            lines=[clean(line) for line in lines],
        )


def _alike(tree: HtmlElement) -> list[HtmlElement]:
    """Return the largest group of siblings of one make, each around a single time; empty below `FEWEST_IN_MARKUP`."""
    n_times: Counter[HtmlElement] = Counter()
    for time in tree.iter("time"):
        if time.get("datetime"):
            n_times.update(time.iterancestors())
    groups: dict[tuple[HtmlElement, str, str], list[HtmlElement]] = {}
    for element, number in n_times.items():
        parent = element.getparent()
        if number == 1 and parent is not None and n_times[parent] > 1:
            make = (element.get("class") or "").split()[:1]
            groups.setdefault((parent, element.tag, "".join(make)), []).append(element)
    largest = max(groups.values(), key=_length, default=[])
    return largest if len(largest) >= FEWEST_IN_MARKUP else []


def _length(elements: Iterable[HtmlElement]) -> int:
    return sum(len(line) for element in elements for line in _lines(element))


def _lines(element: HtmlElement) -> list[str]:
    """Return the paragraphs, list items and headings of an element, each once."""
    inner = (found for found in element.iter(*TEXT_TAGS) if next(found.iterdescendants(*TEXT_TAGS), None) is None)
    return [text for text in map(words_of, inner) if text]
