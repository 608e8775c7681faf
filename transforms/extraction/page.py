"""A page: its tree, its metadata and its linked data, read once from the bytes and shared by all that follow."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from functools import cached_property

from charset_normalizer import from_bytes
from lxml import etree, html

from transforms.extraction.linked_data import Node, article_node, read_nodes

# Sixteen times the median page; what is longer is a data dump, and would hold a worker for many seconds.
LONGEST_PAGE = 6_000_000
# Deeper nesting than this is an attack or a generator gone wrong: libxml2 flattens the rest.
PARSER = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=False)
# One class for every element: to tell forms and inputs apart, which nobody here does, lxml asks a Python function at each.
PARSER.set_element_class_lookup(etree.ElementDefaultClassLookup(element=html.HtmlElement))

BYTE_ORDER_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
DECLARED = re.compile(
    rb"""<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]{2,30})""", re.IGNORECASE
)
# What pops up over a word of a paragraph is no part of its sentence: it is hidden, or a card that hangs on a link.
CARDS = " or ".join(f"contains(@class, '{name}')" for name in ("rollover", "tooltip", "popup", "popover", "hovercard"))
UNSEEN = (
    "//p//*[@hidden or @role='tooltip' or contains(@style, 'display:none') or contains(@style, 'display: none')"
    f" or (({CARDS}) and preceding-sibling::node()[1][self::a])]"
)
# Control characters that no text holds; a page with many of them is a picture, an archive or a wrong charset.
CONTROLS = bytes([*range(9), *range(14, 27), *range(28, 32)])


def decode(body: bytes, charset: str | None = None) -> str | None:
    """Return the text of a page, or None where the bytes are no text.

    In this order: a byte order mark, UTF-8 where the bytes are valid UTF-8 (a wrong declaration is common, and other
    text that happens to be valid UTF-8 is not), the charset of the response, the charset the page declares, a guess.
    """
    for mark, encoding in BYTE_ORDER_MARKS:
        if body.startswith(mark):
            return _text(body[len(mark) :].decode(encoding, "replace"))
    declared = DECLARED.search(body, 0, 4096)
    names = ["utf-8", charset, declared.group(1).decode("ascii") if declared else None]
    for name in filter(None, names):
        try:
            # Browsers read Latin-1 as Windows-1252, and so do the people who declare it.
            known = codecs.lookup(name).name
            return _text(body.decode("cp1252" if known == "iso8859-1" else known))
        except (LookupError, UnicodeError):
            continue
    best = from_bytes(body[:20_000]).best()
    return _text(body.decode(best.encoding if best else "utf-8", "replace"))


def _text(text: str) -> str | None:
    """Return the text without control characters; None where one character in a hundred is one, or was not decoded."""
    encoded = text.encode("utf-8", "ignore")
    plain = encoded.translate(None, CONTROLS)
    if (len(encoded) - len(plain) + text.count("\ufffd")) * 100 > len(text):
        return None
    return text if len(plain) == len(encoded) else plain.decode("utf-8")


@dataclass(frozen=True)
class Page:
    """One parsed page. Its tree is shared: whoever wants to change it takes a copy."""

    url: str
    tree: html.HtmlElement

    @cached_property
    def nodes(self) -> list[Node]:
        """All linked-data nodes, in order of the page."""
        return read_nodes(
            script.text or "" for script in self.tree.iter("script") if "ld+json" in script.get("type", "")
        )

    @cached_property
    def linked(self) -> Node:
        """The linked-data node that describes the article; empty where there is none."""
        return article_node(self.nodes, self.url)

    @cached_property
    def meta(self) -> dict[str, list[str]]:
        """Contents of the meta elements by lower-case name, property or itemprop, in order of the page."""
        found: dict[str, list[str]] = {}
        for element in self.tree.iter("meta"):
            content = (element.get("content") or "").strip()
            for attribute in ("property", "name", "itemprop"):
                if content and (key := element.get(attribute)):
                    found.setdefault(key.strip().lower(), []).append(content)
        return found

    def first_meta(self, *names: str) -> str | None:
        """Return the first content of the first of these names that the page fills."""
        return next((self.meta[name][0] for name in names if name in self.meta), None)


def parse(text: str, url: str) -> Page | None:
    """Return the parsed page, or None where there is no element in the text."""
    try:
        tree = html.document_fromstring(text[:LONGEST_PAGE].encode("utf-8", "ignore"), parser=PARSER)
    except (etree.ParserError, etree.XMLSyntaxError):
        return None
    unseen: list[html.HtmlElement] = list(tree.xpath(UNSEEN))  # type: ignore[arg-type]
    for element in unseen:
        element.drop_tree()
    return Page(url, tree)


INLINE = frozenset((
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "del", "dfn", "em", "font", "i", "ins", "kbd", "mark",
    "q", "ruby", "s", "samp", "small", "span", "strong", "sub", "sup", "tt", "u", "var", "wbr",
))  # fmt: skip
SILENT = frozenset(("script", "style", "noscript", "template", "rp", "rt"))


def words_of(element: html.HtmlElement) -> str:
    """Return the text under an element on one line, as a reader sees it: a block parts words, an inline element does not."""
    pieces: list[str] = []
    silent = 0
    for event, inner in etree.iterwalk(element, events=("start", "end")):
        tag = inner.tag
        if event == "start":
            silent += tag in SILENT
            if not silent:
                pieces.append(inner.text or "" if tag in INLINE else f" {inner.text or ''}")
        else:
            silent -= tag in SILENT
            if not silent and inner is not element:
                pieces.append(inner.tail or "" if tag in INLINE else f" {inner.tail or ''}")
    return " ".join("".join(pieces).split())
