"""Articles from files and addresses given by hand, for `sayso extract` and `sayso code`.

A file is told by its ending: ``.html``, ``.htm`` (also ``.gz``) is a page to extract, ``.txt`` is the article text itself,
``.json`` and ``.jsonl`` are lines that `sayso extract` printed. A folder stands for all such files in it, ``-`` for
lines of `sayso extract` on standard input.
"""

from __future__ import annotations

import gzip
import json
import sys
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from flows.fetching.client import Fetcher
from flows.fetching.fetch import FetchOutcome, Purpose, Request
from transforms.errors import SaysoError
from transforms.extraction.article import Article, extract, find_boilerplate

PAGE_ENDINGS = (".html", ".htm", ".html.gz", ".htm.gz")
TEXT_ENDINGS = (".txt",)
LINE_ENDINGS = (".json", ".jsonl")


class InputError(SaysoError, ValueError):
    """A file that cannot be read as what its ending says; the message names it."""


@dataclass(frozen=True, slots=True)
class GivenArticle:
    """An article to code: its text, its day, and the character spans that nobody reads (start, end, kind)."""

    doc: str
    text: str
    published: date | None
    facts: dict[str, Any]
    set_aside: tuple[tuple[int, int, str], ...] = ()


def files_in(paths: Iterable[str], endings: tuple[str, ...]) -> Iterator[Path]:
    """Yield the files that the paths stand for, folders searched in order of name; raise `InputError` for none."""
    for name in paths:
        path = Path(name)
        if path.is_dir():
            inside = sorted(file for file in path.rglob("*") if file.name.lower().endswith(endings) and file.is_file())
            if not inside:
                raise InputError(f"{path}: no file in it ends in {', '.join(endings)}")
            yield from inside
        elif not path.is_file():
            raise InputError(f"{path}: no such file")
        elif not path.name.lower().endswith(endings):
            raise InputError(f"{path}: can read {', '.join(endings)}, not this")
        else:
            yield path


def read_page(path: Path) -> bytes:
    """Return the bytes of a saved page, unpacked where its name ends in ``.gz``."""
    try:
        return gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    except (OSError, EOFError, zlib.error) as error:
        raise InputError(f"{path}: {error}") from error


def extract_file(path: Path) -> Article:
    """Extract a saved page; its address is the file's, and dates up to now are believed."""
    return extract(read_page(path), path.resolve().as_uri(), fetched_at=datetime.now(UTC))


def extract_url(url: str, *, contact: str, allow_loopback: bool) -> dict[str, Any]:
    """Fetch one address politely and return what `sayso extract` prints; a failed fetch gives its outcome instead."""
    request = Request(url=url, outlet="given", purpose=Purpose.ARTICLE, delay_s=0, allow_loopback=allow_loopback)
    with Fetcher(contact=contact) as fetcher:
        fetch = fetcher.fetch(request)
    if fetch.outcome != FetchOutcome.FETCHED:
        return {"file": url, "url": fetch.final_url, "outcome": fetch.outcome.value, "text": None, "boilerplate": []}
    article = extract(
        fetch.body, fetch.final_url, media_type=fetch.media_type or "", charset=fetch.charset, fetched_at=fetch.at
    )
    return facts_of(article, url)


def facts_of(article: Article, file: str) -> dict[str, Any]:
    """Return what `sayso extract` prints of an article, ready for JSON."""
    return {
        "file": file,
        "url": article.canonical_url,
        "title": article.title,
        "authors": list(article.authors),
        "published_at": _zoned(article.published_at, article.published_zone),
        "modified_at": _zoned(article.modified_at, article.published_zone),
        "language": article.language,
        "kind": article.kind,
        "outcome": article.outcome,
        "text": article.text,
        "boilerplate": [{"text": text, "kind": kind} for text, kind in article.boilerplate],
        "posts": [
            {
                "url": f"{article.canonical_url}#{post.name}",
                "title": post.article.title,
                "authors": list(post.article.authors),
                "published_at": _zoned(post.article.published_at, post.article.published_zone),
                "text": post.article.text,
            }
            for post in article.posts
        ],
    }


def given_articles(paths: Iterable[str], published: date | None) -> Iterator[GivenArticle]:
    """Yield the articles to code; ``published`` stands in where the input itself names no day."""
    for name in paths:
        if name == "-":
            yield from _from_lines(sys.stdin, "standard input", published)
            continue
        for path in files_in([name], (*TEXT_ENDINGS, *PAGE_ENDINGS, *LINE_ENDINGS)):
            yield from _from_file(path, published)


def _from_file(path: Path, published: date | None) -> Iterator[GivenArticle]:
    ending = path.name.lower()
    try:
        if ending.endswith(TEXT_ENDINGS):
            text = path.read_bytes().decode("utf-8")
            spans = tuple(find_boilerplate(text))
            yield GivenArticle(path.name, text, published, {"outcome": "extracted"}, spans)
        elif ending.endswith(LINE_ENDINGS):
            with path.open(encoding="utf-8") as lines:
                yield from _from_lines(lines, str(path), published)
        else:
            article = extract_file(path)
            yield _from_facts(facts_of(article, str(path)), path.name, published)
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: not UTF-8: {error}") from error


def _from_lines(lines: Iterable[str], where: str, published: date | None) -> Iterator[GivenArticle]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            facts = json.loads(line)
            doc = Path(facts["file"]).name
        except (ValueError, KeyError, TypeError) as error:
            raise InputError(f"{where}, line {number}: not a line of `sayso extract`: {error!r}") from error
        yield _from_facts(facts, doc, published)


def _from_facts(facts: dict[str, Any], doc: str, published: date | None) -> GivenArticle:
    stated = facts.get("published_at")
    day = datetime.fromisoformat(stated).astimezone(UTC).date() if stated else published
    text = facts.get("text") or ""
    about = {key: value for key, value in facts.items() if key not in ("text", "boilerplate", "posts")}
    article = GivenArticle(doc, text, day, about)
    return replace(article, set_aside=tuple(find_boilerplate(text, title=facts.get("title"))))


def _zoned(moment: datetime | None, zone: str | None) -> str | None:
    """Return the moment in ISO 8601, in the zone that the page stated, else in UTC."""
    if moment is None:
        return None
    return moment.astimezone(datetime.strptime(zone, "%z").tzinfo if zone else UTC).isoformat()
