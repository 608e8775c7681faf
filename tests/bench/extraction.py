"""Scores of extraction and its CPU time a page, beside bare trafilatura's and newspaper4k's, over two collections of news pages.

    python -m tests.bench.extraction DIR [PREDICTIONS.jsonl]

DIR is laid out like `gold/pages`: `fundus-tests/<country>/<outlet>.json` (expected fields by version), pages
`<outlet>_<date>.html.gz` and `meta.info` (address and crawl date by page); `article-extraction-benchmark/` with
`ground-truth.json` and `html/<key>.html.gz`. One process, the pages read before the clock starts.

The second collection's texts leave the standfirst out, the first's name it as a part: the score of the second is given
both for the text and for the text below the standfirst. newspaper4k is no dependency of Sayso: `pip install newspaper4k` into an
environment of your own, else it is left out.
"""

from __future__ import annotations

import gzip
import json
import logging
import re
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from importlib.util import find_spec
from pathlib import Path
from statistics import mean, median
from time import process_time
from typing import Any

from trafilatura import bare_extraction

from transforms.extraction.article import Article, extract

# The second collection does not say when its pages were fetched: in autumn 2019.
FETCHED = datetime(2019, 12, 1, tzinfo=UTC)
Row = dict[str, Any]


@dataclass(frozen=True)
class Sample:
    """One page with its gold fields (`text` among them)."""

    collection: str
    file: str
    body: bytes
    url: str
    fetched_at: datetime
    gold: Row


def samples(root: Path) -> Iterator[Sample]:
    """Yield the pages of both collections, those of the first whose outlet has as many dated files as expectations."""
    for file in sorted((root / "fundus-tests").glob("*/*.json")):
        expected = json.loads(file.read_text())
        keys = sorted(expected, key=lambda version: [int(number) for number in re.findall(r"\d+", version)])
        dated = re.compile(re.escape(file.stem) + r"_\d{4}_\d\d_\d\d\.html\.gz")
        pages = sorted(page for page in file.parent.iterdir() if dated.fullmatch(page.name))
        about = json.loads((file.parent / "meta.info").read_text())
        for page, version in zip(pages, keys, strict=True) if len(pages) == len(keys) else ():
            gold, where = expected[version], about[page.name]
            parts = [
                *gold["body"]["summary"],
                *(text for part in gold["body"]["sections"] for text in [*part["headline"], *part["paragraphs"]]),
            ]
            crawled = datetime.fromisoformat(where["crawl_date"]).replace(tzinfo=UTC)
            yield Sample(
                "fundus-tests",
                str(page.relative_to(root)),
                gzip.decompress(page.read_bytes()),
                where["url"],
                crawled,
                gold | {"text": " ".join(parts)},
            )
    folder = root / "article-extraction-benchmark"
    for name, gold in json.loads((folder / "ground-truth.json").read_text()).items():
        page = folder / "html" / f"{name}.html.gz"
        yield Sample(
            folder.name,
            str(page.relative_to(root)),
            gzip.decompress(page.read_bytes()),
            gold["url"],
            FETCHED,
            {"text": gold["articleBody"]},
        )


def ours(sample: Sample) -> Row:
    """Return what Sayso reads."""
    article = extract(sample.body, sample.url, fetched_at=sample.fetched_at)
    text, standfirst = article.text or "", article.standfirst or ""
    below = text[len(standfirst) :] if text.startswith(standfirst) else text
    return {
        "file": sample.file,
        "title": article.title,
        "authors": article.authors,
        "published_at": _local(article),
        "text": text,
        "below": below,
    }


def _local(article: Article) -> str | None:
    """Return the time as the page states it: a day is the newsroom's day, not Greenwich's."""
    if article.published_at is None or article.published_zone is None:
        return article.published_at.replace(tzinfo=None).isoformat() if article.published_at else None
    sign, hours, minutes = article.published_zone[0], article.published_zone[1:3], article.published_zone[4:]
    offset = timedelta(hours=int(hours), minutes=int(minutes)) * (-1 if sign == "-" else 1)
    return article.published_at.astimezone(timezone(offset)).isoformat()


def bare(sample: Sample) -> Row:
    """Return what trafilatura reads as it comes, without tables and comments."""
    found = bare_extraction(
        sample.body.decode("utf-8", "replace"), with_metadata=True, include_comments=False, include_tables=False
    )
    names = [name.strip() for name in (getattr(found, "author", None) or "").split(";") if name.strip()]
    return {"file": sample.file, "authors": names, "published_at": getattr(found, "date", None)} | {
        name: getattr(found, name, None) for name in ("title", "text")
    }


def newspaper(sample: Sample) -> Row:
    """Return what newspaper4k reads as it comes."""
    import tldextract
    from newspaper import Article as Paper

    # Else it asks the network for a list of suffixes and for the pictures of every page.
    tldextract.tldextract.TLD_EXTRACTOR = tldextract.TLDExtract(suffix_list_urls=())
    for own in ({}, {"language": "en"}):
        found = Paper(sample.url, fetch_images=False, **own)
        found.download(input_html=sample.body.decode("utf-8", "replace"))
        # Some languages need packages of their own; their pages are read as English.
        with suppress(ImportError):
            found.parse()
            break
    published = found.publish_date.isoformat() if found.publish_date else None
    return {"file": sample.file, "authors": found.authors, "published_at": published} | {
        "title": found.title,
        "text": found.text,
    }


def overlap(gold: Counter[Any], guess: Counter[Any]) -> tuple[float, float, float]:
    """Return precision, recall and F1 of one bag against another."""
    both = (gold & guess).total()
    precision, recall = both / max(1, guess.total()), both / max(1, gold.total())
    return precision, recall, 2 * precision * recall / (precision + recall) if both else 0.0


def words(text: str | None) -> list[str]:
    """Return the words of a text."""
    return re.findall(r"\w+", text or "")


def fours(text: str | None) -> Counter[Any]:
    """Return the runs of four words of a text."""
    own = words(text)
    return Counter(tuple(own[start : start + 4]) for start in range(max(1, len(own) - 3))) if own else Counter()


def plain(text: str | None) -> str:
    """Return a text's words in lower case on one line."""
    return " ".join(words((text or "").lower()))


def scores(sample: Sample, row: Row) -> dict[str, float]:
    """Return the measures of one page."""
    gold = sample.gold
    if sample.collection != "fundus-tests":
        found = {"": overlap(fours(gold["text"]), fours(row["text"]))}
        if "below" in row:
            found[" below the standfirst"] = overlap(fours(gold["text"]), fours(row["below"]))
        return {
            f"{measure}{of}": value[number] for of, value in found.items() for number, measure in enumerate(("P", "R"))
        }
    stated, read = (
        datetime.fromisoformat(text) if text else None for text in (gold["publishing_date"], row["published_at"])
    )
    assert stated is not None
    result: dict[str, float] = {
        "body": overlap(Counter(plain(gold["text"]).split()), Counter(plain(row["text"]).split()))[2],
        "title": plain(gold["title"]) == plain(row["title"]),
        "authors": {plain(name) for name in gold.get("authors") or []} == {plain(name) for name in row["authors"]},
        "day": read is not None and read.date() == stated.date(),
    }
    if stated.tzinfo:
        result["minute and zone"] = (
            read is not None and read.tzinfo is not None and abs((stated - read).total_seconds()) < 60
        )
    return result


def report(name: str, pages: list[Sample], reader: Any) -> list[Row]:
    """Read all pages, print the scores and the time, return the predictions."""
    rows, times, found = [], [], {page.collection: [] for page in pages}
    for page in pages:
        start = process_time()
        row = reader(page)
        times.append(process_time() - start)
        rows.append(row)
        found[page.collection].append(scores(page, row))
    print(
        f"{name}: CPU a page mean {mean(times) * 1000:.0f} ms, median {median(times) * 1000:.0f} ms, longest {max(times) * 1000:.0f} ms"
    )
    for collection, each in found.items():
        measures = {
            measure: mean(one[measure] for one in each if measure in one)
            for measure in dict.fromkeys(key for one in each for key in one)
        }
        for of in {measure[1:] for measure in measures if measure[:1] == "P"}:
            precision, recall = measures[f"P{of}"], measures[f"R{of}"]
            measures[f"F1{of}"] = 2 * precision * recall / (precision + recall)
        print(
            f"  {collection} {len(each)} pages: "
            + "  ".join(f"{measure} {value:.3f}" for measure, value in measures.items())
        )
    return rows


def main(root: Path, predictions: Path | None = None) -> None:
    """Print both readers' figures and write Sayso's predictions, one page a line."""
    logging.disable(logging.CRITICAL)
    pages = list(samples(root))
    report("trafilatura", pages, bare)
    if find_spec("newspaper"):
        report("newspaper4k", pages, newspaper)
    else:
        print("newspaper4k is not installed: left out")
    rows = report("sayso", pages, ours)
    if predictions:
        predictions.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else None)
