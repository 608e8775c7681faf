"""An article from the bytes of a page: `extract` gives text, headline, people, times, kind, or the outcome that says why not.

Pure: the same bytes, address and fetch time give the same article. No bytes make it raise. It may take long on hostile
pages: give it a process and a time limit of its own.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from urllib.parse import urljoin, urlsplit

import py3langid  # type: ignore[import-untyped]
from courlan import clean_url

from transforms.extraction.authors import authors
from transforms.extraction.blocks import ENDING
from transforms.extraction.body import read_body
from transforms.extraction.boilerplate import find_boilerplate, separate
from transforms.extraction.dates import AHEAD, modified, published
from transforms.extraction.kind import kind
from transforms.extraction.linked_data import text_of
from transforms.extraction.page import Page, decode, parse
from transforms.extraction.posts import posts
from transforms.extraction.title import headlines, section_names, tidy

__all__ = ["Article", "FeedHint", "LivePost", "extract", "find_boilerplate"]

MEDIA_TYPES = re.compile(r"text/html|application/xhtml\+xml|text/plain|application/xml|text/xml|\s*$", re.IGNORECASE)
# Enough to tell a language from its neighbours; more only costs time.
LANGUAGE_SAMPLE = 2000
# Less text than this is a caption or a stub, and tells nobody's doing.
SHORTEST_TEXT = 60


@dataclass(frozen=True, slots=True)
class FeedHint:
    """What the feed said of the page before it was fetched."""

    title: str | None = None
    published_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """One article as its page states it. Times are UTC; `outcome` is `extracted` or says why there is no text.

    `text` holds a paragraph a line, without what `boilerplate` lists as (passage, kind); `dateline` is taken off its
    first paragraph; `standfirst` is what of the text, at its beginning, stands above it as a summary. `published_zone` is
    the offset the page stated ("+04:00"); a time without one was taken for UTC. `posts` are those of a live blog whose page
    parts them, the oldest first.
    """

    url: str
    outcome: str
    canonical_url: str
    title: str | None = None
    authors: list[str] = field(default_factory=list)
    published_at: datetime | None = None
    published_zone: str | None = None
    published_precision: str | None = None
    published_how: str | None = None
    modified_at: datetime | None = None
    language: str | None = None
    kind: str = "unknown"
    text: str | None = None
    text_sha256: str | None = None
    site: str | None = None
    dateline: str | None = None
    standfirst: str | None = None
    boilerplate: list[tuple[str, str]] = field(default_factory=list)
    posts: list[LivePost] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class LivePost:
    """One post of a live blog: its name on the page, a digest of what the page holds of it, and its article."""

    name: str
    raw_sha256: str
    article: Article


def extract(
    body: bytes,
    url: str,
    *,
    media_type: str = "text/html",
    charset: str | None = None,
    fetched_at: datetime,
    hint: FeedHint | None = None,
) -> Article:
    """Return the article of a page.

    `fetched_at` (aware) bounds belief: no date later than a day after it is taken. `charset` is the response's, `hint`
    what a feed said. Outcomes: extracted, empty_body, wrong_media_type, undecodable, no_text, not_an_article, crashed.
    """
    address = clean_url(url) or url
    if not body.strip():
        return Article(url, "empty_body", address)
    if not MEDIA_TYPES.match(media_type.partition(";")[0].strip()):
        return Article(url, "wrong_media_type", address)
    text = decode(body, charset)
    if text is None:
        return Article(url, "undecodable", address)
    try:
        page = parse(text, url)
        return _article(page, fetched_at, hint or FeedHint()) if page else Article(url, "no_text", address)
    except Exception:  # hostile pages find faults in every library below; one page must not stop a batch
        return Article(url, "crashed", address)


def _article(page: Page, fetched_at: datetime, hint: FeedHint) -> Article:
    titles = headlines(page, hint.title)
    title = titles[0] if titles else None
    body = read_body(page)
    sections = [*section_names(page), *urlsplit(page.url).path.split("/")[:-1]]
    own, *_ = separate(body.lines, titles, [], sections)
    people = authors(page, [*body.lines[:-1], *own[-1:]])
    standfirst, *_ = separate(body.lines[: body.standfirst], titles, people, sections)
    kept, dropped, dateline = separate(body.lines, titles, people, sections)
    text = "\n".join(kept)
    found = published(page, fetched_at, hint.published_at)
    moment, how = found or (None, None)
    what = kind(page, title, kept + [passage for passage, _ in dropped])
    outcome = "not_an_article" if what == "index" else "extracted" if _is_prose(kept) else "no_text"
    is_text = outcome == "extracted"
    article = Article(
        url=page.url,
        outcome=outcome,
        canonical_url=canonical_url(page),
        title=title,
        authors=people,
        published_at=moment.at if moment else None,
        published_zone=moment.zone if moment else None,
        published_precision=moment.precision if moment else None,
        published_how=how,
        modified_at=modified(page, fetched_at, moment.at if moment else None),
        language=language_of(text) if is_text else None,
        kind=what,
        text=text if is_text else None,
        text_sha256=hashlib.sha256(text.encode()).hexdigest() if is_text else None,
        site=tidy(page.first_meta("og:site_name") or text_of(page.linked.get("publisher"))) or None,
        dateline=dateline,
        standfirst="\n".join(standfirst) or None,
        boilerplate=dropped,
    )
    return replace(article, posts=_posts(page, article, fetched_at)) if what == "live_blog" else article


def _posts(page: Page, blog: Article, fetched_at: datetime) -> list[LivePost]:
    """Return the posts of a live blog that are texts; they are in its language, short as each may be."""
    found = []
    for post in posts(page):
        kept, _, dateline = separate(post.lines, [post.title] if post.title else [], post.authors)
        if post.moment.at > fetched_at + AHEAD or not _is_prose(kept):
            continue
        text = "\n".join(kept)
        modified_at = post.modified.at if post.modified and post.modified.at > post.moment.at else None
        own = replace(
            blog,
            title=post.title or blog.title,
            authors=post.authors or blog.authors,
            published_at=post.moment.at,
            published_zone=post.moment.zone,
            published_precision=post.moment.precision,
            published_how=post.how,
            modified_at=modified_at,
            language=blog.language or language_of(text),
            kind="live_post",
            outcome="extracted",
            text=text,
            text_sha256=hashlib.sha256(text.encode()).hexdigest(),
            dateline=dateline,
            standfirst=None,
            boilerplate=[],
        )
        found.append(LivePost(post.name, post.raw_sha256, own))
    return found


def _is_prose(lines: Sequence[str]) -> bool:
    """Whether there is a sentence among the lines, and some length; names of sections and houses are no text."""
    return sum(map(len, lines)) >= SHORTEST_TEXT and any(
        len(line) >= SHORTEST_TEXT or ENDING.search(line) for line in lines
    )


def language_of(text: str) -> str:
    """Return the language of a text, ISO 639-1."""
    return str(py3langid.classify(text[:LANGUAGE_SAMPLE])[0])


def canonical_url(page: Page) -> str:
    """Return the address the page calls its own, where that is on the same site; else its address, cleaned."""
    links = page.tree.xpath("//link[contains(concat(' ', normalize-space(@rel), ' '), ' canonical ')]/@href")
    own = urlsplit(page.url)
    for link in [*links, *page.meta.get("og:url", [])]:
        stated = urlsplit(urljoin(page.url, link.strip()))
        is_front = not stated.path.strip("/") and bool(own.path.strip("/"))
        if stated.scheme in ("http", "https") and _site(stated.netloc) == _site(own.netloc) and not is_front:
            return clean_url(stated.geturl()) or page.url
    return clean_url(page.url) or page.url


def _site(host: str) -> str:
    """Return the part of a host name that a site's variants (www., m., amp.) share."""
    return re.sub(r"^(?:www|m|mobile|amp|edition)\d*\.", "", host.casefold())
