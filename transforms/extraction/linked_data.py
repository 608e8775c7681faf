"""The nodes of a page's JSON-LD, and the one among them that describes the article."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from html import unescape
from typing import Any

Node = dict[str, Any]

ARTICLE_TYPES = re.compile(
    r"article$|^report$|blogposting$|^newsstory$|^review$|^claimreview$|^socialmediaposting$|^liveblogposting$",
    re.IGNORECASE,
)
PAGE_TYPES = re.compile(r"^(?:item|medicalweb|web)page$|^videoobject$|^(?:creativework|podcastepisode)$", re.IGNORECASE)
# Where an article may stand inside another node; the articles of lists and of related items are not the page's own.
OWN = ("@graph", "mainEntity", "mainEntityOfPage")
DEEPEST = 6
COMMENTS = re.compile(r"^\s*(?://\s*)?<!\[CDATA\[|(?://\s*)?\]\]>\s*$|^\s*<!--|-->\s*$")
TRAILING_COMMAS = re.compile(r",\s*([}\]])")


def read_nodes(scripts: Iterable[str]) -> list[Node]:
    """Return the nodes of JSON-LD scripts, outermost first; what cannot be read, even mended, is left out."""
    return [node for script in scripts for value in _values(script) for node in _own_nodes(value, 0)]


def _values(script: str) -> Iterator[Any]:
    """Yield the JSON values of one script: there may be several, one after another, or a repairable one."""
    text = COMMENTS.sub("", script).strip().rstrip(";")
    decoder = json.JSONDecoder(strict=False)
    for candidate in (text, TRAILING_COMMAS.sub(r"\1", text)):
        found, at = [], 0
        try:
            while at < len(candidate):
                value, at = decoder.raw_decode(candidate, at)
                found.append(value)
                at += len(candidate[at:]) - len(candidate[at:].lstrip(" \t\r\n,;"))
        except (ValueError, RecursionError):
            if not found:
                continue
        yield from found
        return


def _own_nodes(value: Any, depth: int) -> Iterator[Node]:
    if depth > DEEPEST:
        return
    if isinstance(value, list):
        for item in value:
            yield from _own_nodes(item, depth + 1)
    elif isinstance(value, dict):
        yield value
        for key in OWN:
            yield from _own_nodes(value.get(key), depth + 1)


def types(node: Node) -> list[str]:
    """Return the types of a node without their vocabulary's address."""
    return [str(kind).rsplit("/", 1)[-1] for kind in _list(node.get("@type"))]


def article_node(nodes: list[Node], url: str) -> Node:
    """Return the node that describes the article, its references resolved; empty where there is none.

    An article before a mere web page, one with this page's address before another, then the fuller one.
    """
    by_id = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and len(node) > 1}

    def rank(node: Node) -> tuple[int, bool, int]:
        kinds = types(node)
        level = 2 if any(map(ARTICLE_TYPES.search, kinds)) else 1 if any(map(PAGE_TYPES.search, kinds)) else 0
        address = str(node.get("url") or node.get("mainEntityOfPage") or node.get("@id") or "")
        filled = sum(key in node for key in ("headline", "datePublished", "author", "articleBody", "description"))
        return level, bool(address) and _path(address) == _path(url), filled

    best = max(nodes, key=rank, default={})
    if not best or not rank(best)[0]:
        return {}
    people = [
        by_id.get(item["@id"], item) if isinstance(item, dict) and "@id" in item else item
        for item in _list(best.get("author"))
    ]
    return {**best, "author": people}


def _path(address: str) -> str:
    return re.sub(r"^https?://[^/]*|[?#].*$|/$", "", address)


def _list(value: Any) -> list[Any]:
    return [] if value is None else value if isinstance(value, list) else [value]


def text_of(value: Any) -> str | None:
    """Return a value's text on one line, entities resolved (outlets escape them once too often), or None."""
    if isinstance(value, list):
        value = next((item for item in value if item), None)
    if isinstance(value, dict):
        value = value.get("@value") or value.get("name")
    if not isinstance(value, str):
        return None
    return " ".join(unescape(unescape(value)).replace("\xad", "").split()) or None
