"""What sort of article a page is: news, live blog, opinion, video, press release, behind a paywall, an index, a notice that it was withdrawn."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from transforms.extraction.facts import BOILERPLATE, FIELDS, KINDS, alternatives
from transforms.extraction.linked_data import types
from transforms.extraction.page import Page

TYPES = {"LiveBlogPosting": "live_blog", "OpinionNewsArticle": "opinion", "VideoObject": "video"}
LIVE_BLOG = re.compile(
    rf"(?<!\w)(?:{alternatives(KINDS['live_blog'])})(?!\w)".replace(r"\s+", r"[\s_-]+"), re.IGNORECASE
)
LIVE_TITLE = re.compile(rf"(?:^|\s)(?:(?i:{alternatives(KINDS['live'])})(?=\s*[:|•–—])|LIVE\b)")
OPINION_TITLE = re.compile(rf"(?:{alternatives(KINDS['opinion'])})\s*[:|•–—]", re.IGNORECASE)
# Parts of an address that name one article: a number of some length, or four words.
ONE_ARTICLE = re.compile(r"\d{4}|(?:[^\W_]+[-_+]){3}[^\W_]")
# A page that shows less than this and asks for a subscription shows the beginning only.
BEGINNING = 1500
LONG_LINE = 120
# A notice that stands in place of an article says so in its title or at once, and hardly more.
WITHDRAWN = re.compile(rf"(?<!\w)(?:{alternatives(KINDS['withdrawn'])})", re.IGNORECASE)
LONGEST_NOTICE, NOTICE_HEAD = 1000, 200
# A page with this many headings that link elsewhere lists articles; below an article there may be as many.
MANY_HEADINGS = 10


def kind(page: Page, title: str | None, lines: list[str]) -> str:
    """Return the kind, one of `transforms.codes.ARTICLE_KINDS`; what says nothing of itself is news.

    `lines` are those extracted, the boilerplate included: prompts to subscribe tell a paywall.
    """
    stated = next((TYPES[name] for name in types(page.linked) if name in TYPES), None)
    path = unquote(urlsplit(page.url).path).casefold()
    names = {re.sub(r"\.\w+$", "", part) for part in path.split("/")} | {
        name.casefold() for name in page.meta.get("article:section", [])
    }
    if _is_withdrawal_notice(title or "", lines):
        return "withdrawal_notice"
    if stated == "live_blog" or LIVE_BLOG.search(path) or names & set(KINDS["live"]) or _is_live_title(title or ""):
        return "live_blog"
    if _is_index(page, path, lines):
        return "index"
    if stated == "opinion" or names & set(KINDS["opinion"]) or OPINION_TITLE.match(title or ""):
        return "opinion"
    if _is_paywalled(page, lines):
        return "paywalled"
    if names & set(KINDS["press_release"]):
        return "press_release"
    if stated == "video" or (names & set(KINDS["video"]) and sum(map(len, lines)) < BEGINNING):
        return "video"
    return "news"


def _is_withdrawal_notice(title: str, lines: list[str]) -> bool:
    text = " ".join(lines)
    is_short = 0 < len(text) <= LONGEST_NOTICE
    return is_short and bool(WITHDRAWN.search(title) or WITHDRAWN.search(text[:NOTICE_HEAD]))


def _is_live_title(title: str) -> bool:
    return bool(LIVE_BLOG.search(title) or LIVE_TITLE.search(title))


def _is_index(page: Page, path: str, lines: list[str]) -> bool:
    """Whether the page lists articles and is none: the front page, or more linked headings than paragraphs."""
    if (
        page.first_meta("og:type") == "article"
        or page.linked.get("datePublished")
        or "article:published_time" in page.meta
    ):
        return False
    if not path.strip("/") or re.fullmatch(r"/(?:[a-z]{2}/?)?(?:index\.\w+)?", path):
        return True
    paragraphs = sum(len(line) > LONG_LINE for line in lines)
    linked = sum(
        heading.find(".//a") is not None or heading.getparent().tag == "a"
        for heading in page.tree.iter("h2", "h3", "h4")
    )
    return not ONE_ARTICLE.search(path) and linked >= max(MANY_HEADINGS, paragraphs)


def _is_paywalled(page: Page, lines: list[str]) -> bool:
    free = str(page.linked.get("isAccessibleForFree", "")).casefold()
    if free in ("false", "no", "0"):
        return True
    if any(f"{name}={value.casefold()}" in FIELDS["paid"] for name, values in page.meta.items() for value in values):
        return True
    text = " ".join(lines).casefold()
    return len(text) < BEGINNING and any(phrase in text for phrase in BOILERPLATE["phrase"]["subscription"])
