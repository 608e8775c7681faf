"""The newsroom's articles and houses, read from Markdown with TOML front matter and from houses.toml."""

import tomllib
from dataclasses import dataclass, fields
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

HERE = Path(__file__).parent
FENCE = "+++\n"


@dataclass(frozen=True, kw_only=True)
class Article:
    """One article of one house. `blocks` are its paragraphs; one that starts with `## ` is a heading."""

    house: str
    slug: str
    title: str
    blocks: tuple[str, ...]
    section: str
    published: datetime | None = None
    modified: datetime | None = None
    authors: tuple[str, ...] = ()
    kind: str = "news"
    language: str = "en"
    dateline: str = ""
    agency: str = ""
    standfirst: str = ""
    photo: str = ""
    pullquote: str = ""
    correction: str = ""
    comments: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """What an ideal extraction gives: the paragraphs, a blank line between them; no standfirst, no boilerplate."""
        return "\n\n".join(block.removeprefix("## ") for block in self.blocks)


@dataclass(frozen=True, kw_only=True)
class House:
    """One outlet's site: `entry` is its table in sources.toml, from which come port, feeds and delay."""

    name: str
    place: str
    article_path: str
    disallow: tuple[str, ...]
    feed_query: str
    entry: dict[str, Any]

    @property
    def title(self) -> str:
        """The outlet's name in print."""
        return str(self.entry["title"])

    @property
    def index_paths(self) -> list[str]:
        """The paths of its feeds and sitemaps."""
        return [urlsplit(address).path for address in (*self.entry.get("feeds", []), *self.entry.get("sitemaps", []))]

    @property
    def port(self) -> int:
        """The port that sources.toml gives the house."""
        port = urlsplit(str(self.entry["homepage"])).port
        if port is None:
            raise ValueError(f"{self.name}: homepage without a port")
        return port

    def path(self, article: Article) -> str:
        """The path at which the house serves the article."""
        when = article.published
        return self.article_path.format(
            section=article.section,
            slug=article.slug,
            language=article.language,
            year=when.year if when else "undated",
            month=f"{when.month:02}" if when else "00",
        )


@cache
def houses() -> tuple[House, ...]:
    """The houses, in the order of houses.toml."""
    entries = {entry["name"]: entry for entry in tomllib.loads((HERE / "sources.toml").read_text())["outlet"]}
    tables = tomllib.loads((HERE / "houses.toml").read_text())
    return tuple(
        House(name=name, entry=entries[name], **table | {"disallow": tuple(table["disallow"])})
        for name, table in tables.items()
    )


@cache
def articles(house: str, edition: int = 1) -> tuple[Article, ...]:
    """The articles of a house, newest first, undated last.

    `slug.md` is in every edition; `slug.2.md` is in the second only, where it stands for `slug.md` if there is one.
    """
    chosen = {}
    for path in sorted((HERE / "articles" / house).glob("*.md"), key=lambda p: (p.name.count("."), p.name)):
        slug, _, since = path.stem.partition(".")
        if int(since or 1) <= edition:
            chosen[slug] = read_article(path)
    dated = sorted(
        (article.published, slug, article) for slug, article in chosen.items() if article.published is not None
    )
    undated = [article for article in chosen.values() if article.published is None]
    return (*(article for _, _, article in reversed(dated)), *undated)


def read_article(path: Path) -> Article:
    """The article in the file. Unknown front matter raises ValueError.

    A syndicated article names its source as `syndicates = "house/slug"` and takes over what it does not say itself.
    """
    _, front, body = path.read_text(encoding="utf-8").split(FENCE, 2)
    said: dict[str, Any] = tomllib.loads(front)
    blocks = tuple(block.replace("\n", " ").strip() for block in body.split("\n\n") if block.strip())
    source = said.pop("syndicates", None)
    if source:
        original = read_article(HERE / "articles" / f"{source}.md")
        taken = {"title", "authors", "published", "dateline", "agency", "section"}
        said = {name: getattr(original, name) for name in taken} | said
        blocks = original.blocks[: said.pop("cut_after", None)] + blocks
    unknown = said.keys() - {field.name for field in fields(Article)}
    if unknown:
        raise ValueError(f"{path}: unknown front matter {', '.join(sorted(unknown))}")
    lists = {name: tuple(value) for name, value in said.items() if isinstance(value, list)}
    return Article(house=path.parent.name, slug=path.stem.partition(".")[0], blocks=blocks, **said | lists)
