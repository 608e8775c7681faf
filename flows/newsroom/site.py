"""What each path of a house answers: article pages, feeds, sitemaps, robots.txt and the oddities of oddities.toml."""

import hashlib
import tomllib
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import cache
from typing import Any, NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from flows.newsroom.articles import HERE, Article, House, articles

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


@cache
def oddities() -> list[dict[str, Any]]:
    """The tables of oddities.toml: outlet, path, what, expect, and how the answer departs from a sound one."""
    tables: list[dict[str, Any]] = tomllib.loads((HERE / "oddities.toml").read_text())["oddity"]
    return tables


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
    ] + [
        Listing(o["listed"], o["path"], o.get("published"), None, "")
        for o in oddities()
        if o["house"] == house.name and "listed" in o
    ]
    common = {"house": house, "origin": origin, "listings": listings}

    def rendered(template: str, media_type: str, **names: Any) -> Reply:
        body = templates().get_template(template).render(**common, **names).encode()
        return Reply(200, media_type, body, names.get("modified_at") or OPENED_AT)

    newest = max((a.modified or a.published for a in stock if a.published), default=OPENED_AT)
    replies = {
        "/": rendered("front.html", "text/html; charset=utf-8", modified_at=newest),
        "/robots.txt": rendered("robots.txt", "text/plain; charset=utf-8"),
    }
    for path in {*house.index_paths, "/news-sitemap.xml"}:
        replies[path] = rendered(path.removeprefix("/"), "application/xml", modified_at=newest)
    for article in stock:
        others = [a for a in stock if a.slug != article.slug and a.language == article.language]
        replies[house.path(article)] = rendered(
            f"{house.name}.html",
            "text/html; charset=utf-8",
            article=article,
            path=house.path(article),
            teasers=[(a.title, house.path(a)) for a in others[:TEASERS]],
            modified_at=article.modified or article.published,
        )
    for oddity in oddities():
        if oddity["house"] == house.name:
            replies[oddity["path"]] = odd_reply(oddity, replies.get(oddity["path"]), house, stock, origin)
    return replies


def odd_reply(
    oddity: dict[str, Any], sound: Reply | None, house: House, stock: tuple[Article, ...], origin: str
) -> Reply:
    """The sound reply at that path, or an empty one, changed as the oddity says."""
    reply = sound or Reply(200, "text/html; charset=utf-8", oddity.get("body", "").encode())
    if "encoding" in oddity:
        reply = reply._replace(body=reply.body.decode().encode(oddity["encoding"]))
    if "keep_share" in oddity:
        reply = reply._replace(body=reply.body[: int(len(reply.body) * oddity["keep_share"])])
    if "cut_share" in oddity:
        reply = reply._replace(cut=int(len(reply.body) * oddity["cut_share"]))
    location = oddity.get("location")
    if "leads_to" in oddity:
        location = origin + next(house.path(a) for a in stock if a.slug == oddity["leads_to"])
    return reply._replace(
        status=oddity.get("status", reply.status),
        media_type=oddity.get("media_type", reply.media_type),
        location=location,
    )
