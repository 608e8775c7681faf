"""Articles of happenings that never were, as saved pages with known answers: any number of them, the same for a seed.

Each happening is told by three outlets in words of their own, among filler that tells of nothing. A page is as heavy as
news pages are: about 200 KB and 850 elements, of which the article is a small part (medians of 60 saved pages: 195 KB,
848 elements, 29 KB of inline scripts).
"""

from __future__ import annotations

import gzip
import json
import random
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

OUTLETS = ("first-post", "second-post", "third-post")
WORDS = 600
FIRST_DAY = datetime(2024, 1, 1, 9, tzinfo=UTC)
# Enough days that happenings of one kind between one pair of countries seldom share one.
DAYS = 1000
PAIRS = (("ARM", "AZE"), ("IND", "PAK"), ("THA", "KHM"), ("SDN", "TCD"), ("UKR", "RUS"), ("KGZ", "TJK"))
SYLLABLES = ("ka", "le", "mor", "van", "ti", "sa", "dur", "el", "go", "ris", "ab", "ne", "zul", "tor", "qa", "shi")
GIVEN_NAMES = ("Aram", "Leyla", "Tomas", "Nadia", "Ravi", "Somchai", "Olena", "Idris", "Marta", "Yusuf")
MONTHS = ("January", "March", "April", "May", "June", "August", "September", "October", "November")


@dataclass(frozen=True, slots=True)
class Invented:
    """One article: its page and what it tells (event as type, actor, recipient; statements as country and act)."""

    outlet: str
    url: str
    title: str
    published: datetime
    paragraphs: tuple[str, ...]
    happening: int
    event: tuple[str, str, str]
    statements: tuple[tuple[str, str], ...]


@cache
def stock() -> dict[str, Any]:
    """Return the templates."""
    return tomllib.loads(Path(__file__).with_name("invented.toml").read_text("utf-8"))


def invented(number: int, seed: int = 1) -> Iterator[Invented]:
    """Yield that many articles, those of one happening after one another."""
    for n in range(number):
        happening, telling = divmod(n, len(OUTLETS))
        yield _article(random.Random(f"{seed} {happening}"), random.Random(f"{seed} {n}"), happening, telling)


def _article(fate: random.Random, pen: random.Random, happening: int, telling: int) -> Invented:
    """Return an article; ``fate`` decides what its outlets share, ``pen`` what is this one's own."""
    sides = fate.choice(PAIRS)
    a, b = sides if fate.random() < 0.5 else sides[::-1]
    kind = fate.choice(stock()["happening"])
    when = FIRST_DAY + timedelta(days=fate.randrange(DAYS))
    published = when + timedelta(hours=20 + telling)
    slots = {"village": _place(fate), "district": _place(fate), "day": f"{when:%A}", "month": fate.choice(MONTHS)}
    for letter, code in (("A", a), ("B", b)):
        country = stock()["countries"][code]
        ministry = "defence ministry" if kind["type"] == "ASSAULT" else "foreign ministry"
        slots |= {letter: country["name"], f"{letter}_adj": country["adjective"], f"{letter}_cap": country["capital"]}
        slots[f"{letter}_min"] = f"{country['adjective']} {ministry}"

    def fill(template: str) -> str:
        numbers = {
            "n": pen.randint(3, 60),
            "m": pen.randint(61, 900),
            "name": f"{pen.choice(GIVEN_NAMES)} {_place(pen)}",
        }
        return template.format_map(slots | numbers)

    lead = fill(pen.choice(kind["tells"]))
    paragraphs = [lead, *(fill(said["text"]) for said in stock()["says"])]
    words = sum(len(text.split()) for text in paragraphs)
    filler: list[str] = []
    while words < WORDS:
        # Each paragraph is three sentences, none twice in a row.
        text = " ".join(fill(sentence) for sentence in pen.sample(stock()["filler"]["sentences"], 3))
        filler.append(text)
        words += len(text.split())
    return Invented(
        outlet=OUTLETS[telling],
        url=f"https://{OUTLETS[telling]}.example/{published:%Y/%m}/{happening}-{slots['village'].lower()}",
        title=f"{slots['A']}, {slots['B']} and {slots['village']}: what is known",
        published=published,
        paragraphs=(*paragraphs[:3], *filler[: len(filler) // 2], *paragraphs[3:], *filler[len(filler) // 2 :]),
        happening=happening,
        event=(kind["type"], a, b),
        statements=tuple(({"A": a, "B": b}[said["of"]], said["act"]) for said in stock()["says"]),
    )


def _place(chance: random.Random) -> str:
    return "".join(chance.choices(SYLLABLES, k=3)).capitalize()


def page(article: Invented) -> bytes:
    """Return the article as a site serves it: head, menus, teasers, scripts, footer around it."""
    about = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": article.title,
        "datePublished": article.published.isoformat(),
        "url": article.url,
        "author": {"@type": "Person", "name": "Ines Calder"},
    }
    menu = "".join(f'<li class="item"><a href="/section/{n}">Section {n}</a></li>' for n in range(120))
    card = '<div class="card"><a href="/story/{n}"><img src="/i/{n}.jpg" alt=""><h3>Another story, number {n}</h3></a></div>'
    teasers = "".join(card.format(n=n) for n in range(90))
    state = json.dumps({f"key{n}": ["value", n, "x" * 40] for n in range(400)})
    style = "".join(f".c{n}{{margin:{n}px;padding:{n}px;color:#333;font-family:serif}}" for n in range(2000))
    text = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in article.paragraphs)
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(article.title)}</title>'
        f'<link rel="canonical" href="{article.url}"><style>{style}</style>'
        f'<script type="application/ld+json">{json.dumps(about)}</script></head><body>'
        f"<nav><ul>{menu}</ul></nav><main><article><h1>{escape(article.title)}</h1>"
        f'<time datetime="{article.published.isoformat()}">{article.published:%d %B %Y}</time>{text}</article>'
        f'<aside class="related">{teasers}</aside></main><script>window.state = {state};</script>'
        f"<footer><p>All rights reserved.</p></footer></body></html>"
    ).encode()


def save(folder: Path, number: int, seed: int = 1) -> Path:
    """Save the pages of that many articles below a folder, with a sources file; return the sources file."""
    urls: dict[str, dict[str, dict[str, str]]] = {outlet: {} for outlet in OUTLETS}
    for n, article in enumerate(invented(number, seed)):
        file = folder / article.outlet / f"{n // 1000:04}" / f"{n:07}.html.gz"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(gzip.compress(page(article), 1))
        urls[article.outlet][file.name] = {"url": article.url}
    tables = []
    for outlet, named in urls.items():
        (folder / outlet).mkdir(parents=True, exist_ok=True)
        (folder / outlet / "metadata.json").write_text(json.dumps(named))
        tables.append(
            f'[[outlet]]\nname = "{outlet}"\ntitle = "{outlet}"\ncountry = "GBR"\nlanguage = "en"\nfolder = "{folder / outlet}"\n'
        )
    sources = folder / "sources.toml"
    sources.write_text("\n".join(tables))
    return sources
