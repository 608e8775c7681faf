"""What each path of a house answers: article pages, feeds, sitemaps, robots.txt and the oddities of oddities.toml."""

import hashlib
import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import cache
from typing import Any, NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from flows.newsroom.articles import HERE, Article, House, articles

HTML = "text/html; charset=utf-8"
OPENED_AT = datetime(2026, 9, 1, tzinfo=UTC)  # Last-Modified of what has no date of its own
TEASERS = 3  # "Read also" lines of a page


class Reply(NamedTuple):
    """One answer. `cut` is the number of bytes sent before the connection is dropped, None for all."""

    status: int
    media_type: str
    body: bytes
    modified_at: datetime = OPENED_AT
    location: str | None = None
    cut: int | None = None

    @property
    def etag(self) -> str:
        """A strong validator: equal bytes, equal tag."""
        return f'"{hashlib.sha256(self.body).hexdigest()[:16]}"'


class Listing(NamedTuple):
    """One entry of a feed or sitemap."""

    title: str
    path: str
    published: datetime | None
    modified: datetime | None
    summary: str


@dataclass(frozen=True, kw_only=True)
class Oddity:
    """One table of oddities.toml, which explains its keys."""

    house: str
    path: str
    what: str
    expect: str
    listed: str | None = None
    published: datetime | None = None
    status: int = 200
    media_type: str = HTML
    body: str = ""
    location: str | None = None
    leads_to: str | None = None
    encoding: str | None = None
    keep_share: float = 1.0
    cut_share: float | None = None


@cache
def oddities() -> tuple[Oddity, ...]:
    """The tables of oddities.toml."""
    tables = tomllib.loads((HERE / "oddities.toml").read_text())["oddity"]
    return tuple(Oddity(**table) for table in tables)


@cache
def templates() -> Environment:
    """The templates, with dates in the forms that sites use."""
    env = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters |= {
        "utc": lambda when: when.astimezone(UTC),
        "rfc822": format_datetime,
    }
    return env


def site(house: House, edition: int, origin: str) -> dict[str, Reply]:
    """Every path of the house in that edition; `origin` is its scheme, host and port, for absolute links."""
    stock = articles(house.name, edition)
    listings = [
        Listing(a.title, house.path(a), a.published, a.modified, a.standfirst or a.blocks[0]) for a in stock
    ] + [Listing(o.listed, o.path, o.published, None, "") for o in oddities() if o.house == house.name and o.listed]
    common = {"house": house, "origin": origin, "listings": listings}

    def rendered(template: str, media_type: str, **names: Any) -> Reply:
        body = templates().get_template(template).render(**common, **names).encode()
        return Reply(200, media_type, body, names.get("modified_at") or OPENED_AT)

    newest = max((a.modified or a.published for a in stock if a.published), default=OPENED_AT)
    replies = {
        "/": rendered("front.html", HTML, modified_at=newest),
        "/robots.txt": rendered("robots.txt", "text/plain; charset=utf-8"),
    }
    for path in {*house.index_paths, "/news-sitemap.xml"}:
        replies[path] = rendered(path.removeprefix("/"), "application/xml", modified_at=newest)
    for article in stock:
        # Teasers are those of the first edition, so that a page changes only when its own article does.
        others = [a for a in articles(house.name) if a.slug != article.slug and a.language == article.language]
        replies[house.path(article)] = rendered(
            f"{house.name}.html",
            HTML,
            article=article,
            path=house.path(article),
            teasers=[(a.title, house.path(a)) for a in others[:TEASERS]],
            modified_at=article.modified or article.published,
        )
    for oddity in oddities():
        if oddity.house == house.name:
            replies[oddity.path] = odd_reply(oddity, replies.get(oddity.path), house, stock, origin)
    return replies


def odd_reply(oddity: Oddity, sound: Reply | None, house: House, stock: tuple[Article, ...], origin: str) -> Reply:
    """The page at that path, or the oddity's own body, spoilt as the oddity says."""
    body = sound.body if sound else oddity.body.encode()
    if oddity.encoding:
        body = body.decode().encode(oddity.encoding)
    body = body[: int(len(body) * oddity.keep_share)]
    location = oddity.location
    if oddity.leads_to:
        location = origin + next(house.path(article) for article in stock if article.slug == oddity.leads_to)
    return Reply(
        status=oddity.status,
        media_type=oddity.media_type,
        body=body,
        modified_at=sound.modified_at if sound else OPENED_AT,
        location=location,
        cut=None if oddity.cut_share is None else int(len(body) * oddity.cut_share),
    )
