"""What sort of article a page is: news, live blog, opinion, video, press release, behind a paywall, or an index."""

from __future__ import annotations

import re

from transforms.extraction.facts import BOILERPLATE, FIELDS, KINDS, alternatives
from transforms.extraction.linked_data import types
from transforms.extraction.page import Page

SEGMENTS = {
    kind: re.compile(rf"(?:^|[/_.-])(?:{alternatives(KINDS[kind])})(?=$|[/_.-])", re.IGNORECASE)
    for kind in ("opinion", "video", "press_release")
}
LIVE = re.compile(rf"(?:^|[/\s_.:|-])(?:{alternatives(KINDS['live_blog'])})(?=$|[/\s_.:|,!+-])", re.IGNORECASE)
OPINION_TITLE = re.compile(rf"^(?:{alternatives(KINDS['opinion'])})\s*[:|·–-]", re.IGNORECASE)
TYPES = {"LiveBlogPosting": "live_blog", "OpinionNewsArticle": "opinion", "VideoObject": "video"}
FRONT = re.compile(r"^https?://[^/]+/?(?:[a-z]{2}(?:-[a-z]{2})?/?)?(?:index\.\w+)?$", re.IGNORECASE)
# A page that shows less than this and asks for a subscription shows the beginning only.
BEGINNING = 1500
# An index has this many links to other pages for each line of its own.
LINKS_PER_LINE = 15


def kind(page: Page, title: str | None, lines: list[str]) -> str:
    """Return the kind, one of `transforms.codes.ARTICLE_KINDS`; what says nothing of itself but has text is news."""
    stated = next((TYPES[name] for name in types(page.linked) if name in TYPES), None)
    address = re.sub(r"^https?://[^/]+|[?#].*$", "", page.url)
    section = " ".join(page.meta.get("article:section", []))
    if stated == "live_blog" or LIVE.search(address) or LIVE.search(title or ""):
        return "live_blog"
    if is_index(page, lines):
        return "index"
    if _is_paywalled(page, lines):
        return "paywalled"
    if (
        stated == "opinion"
        or SEGMENTS["opinion"].search(address)
        or SEGMENTS["opinion"].search(section)
        or OPINION_TITLE.search(title or "")
    ):
        return "opinion"
    if SEGMENTS["press_release"].search(address):
        return "press_release"
    if stated == "video" or (SEGMENTS["video"].search(address) and sum(map(len, lines)) < BEGINNING):
        return "video"
    return "news"


def is_index(page: Page, lines: list[str]) -> bool:
    """Whether the page lists articles and is none: a front page, or many links and hardly a paragraph, no article stated."""
    if FRONT.match(page.url) and page.first_meta("og:type") != "article":
        return True
    states_article = (
        bool(page.linked.get("headline"))
        or page.first_meta("og:type") == "article"
        or "article:published_time" in page.meta
    )
    paragraphs = sum(len(line) > 120 for line in lines)
    return (
        not states_article
        and paragraphs < 3
        and sum(1 for _ in page.tree.iter("a")) > LINKS_PER_LINE * max(paragraphs, 2)
    )


def _is_paywalled(page: Page, lines: list[str]) -> bool:
    free = str(page.linked.get("isAccessibleForFree", "")).casefold()
    if free in ("false", "no", "0") or any(
        f"{name}={value.casefold()}" in FIELDS["paid"] for name, values in page.meta.items() for value in values
    ):
        return True
    text = " ".join(lines).casefold()
    return len(text) < BEGINNING and any(phrase in text for phrase in BOILERPLATE["phrase"]["subscription"])
