"""How collecting fares on real and hostile input: `python -m tests.bench.collection DIR`, DIR laid out with gold/pages in it.

Prints figures for robots.txt (parsed, decisions equal to protego's), feeds (links and dates equal to feedparser's, by
well-formed and not) and WARC and ARC files (whole records read, none invented).
"""

from __future__ import annotations

import argparse
import calendar
import io
import re
import tarfile
import tempfile
import time
import warnings
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urljoin

import feedparser
from protego import Protego

from flows.fetching.feeds import parse_feed
from flows.fetching.fetch import RobotsVerdict
from flows.fetching.robots import Rules, parse_robots
from warehouse.captures import Damage, read_records

URL = "http://feed.example/"

# File of the WARC and ARC collection -> whole records and damages in it, counted by hand and with two other readers.
RECORDS = {
    "bad.arc": (1, 3),
    "example-bad-non-chunked.warc.gz": (5, 1),
    "example-bad.warc.gz.bad": (6, 0),
    "example-digest.warc": (3, 1),
    "example-iana.org-chunked.warc": (3, 0),
    "example-resource.warc.gz": (3, 0),
    "example-space-in-target-uri.warc.gz": (2, 0),
    "example-space-in-url.arc": (2, 0),
    "example-trunc.warc": (3, 1),
    "example-wget-bad-target-uri.warc.gz": (6, 0),
    "example-wrong-chunks.warc.gz": (1, 1),
    "example.arc": (2, 0),
    "example.arc.gz": (2, 0),
    "example.warc": (6, 0),
    "example.warc.gz": (6, 0),
    "post-test.warc.gz": (6, 0),
}


def members(archive: Path, pattern: str) -> Iterator[tuple[str, bytes]]:
    """Yield path and bytes of the files in a tar archive whose path matches."""
    with tarfile.open(archive) as tar:
        for member in tar:
            if member.isfile() and re.search(pattern, member.name):
                yield member.name, tar.extractfile(member).read()


def robots(folder: Path) -> None:
    """Ask about each path that a file names, and some that it does not."""
    n_files = n_asked = n_equal = 0
    started = time.process_time()
    for _, body in members(folder / "robots_txt.tar.xz", "."):
        n_files += 1
        text = body.decode("utf-8-sig", errors="replace")  # a byte order mark is to be ignored, says RFC 9309
        rules, judge = Rules(parse_robots(body), "Sayso"), Protego.parse(text)
        named = re.findall(rb"(?i)^\s*(?:dis)?allow:\s*(\S+)", body, re.MULTILINE)[:50]
        for path in ["/", "/news/2026/03/10/bridge", "/search?q=a", *(path.decode("latin-1") for path in named)]:
            url = "https://example.com/" + path.lstrip("/")
            n_asked += 1
            n_equal += (rules.verdict(url) == RobotsVerdict.ALLOWED) == judge.can_fetch(url, "Sayso")
    seconds = time.process_time() - started
    print(f"robots.txt: {n_files} files parsed, {n_equal} of {n_asked} decisions equal, {seconds:.1f} s CPU")


def feeds(folder: Path) -> None:
    """Compare link, published and updated of every item; items without a web address count in neither."""
    tally: Counter[tuple[str, bool]] = Counter()
    ours_s = theirs_s = 0.0
    for name, body in members(folder / "feeds-warc.tar.gz", r"/(wellformed|illformed|feeds)/.*\.(xml|rss)$"):
        started = time.process_time()
        ours = [(item.url, item.published_at, item.updated_at) for item in parse_feed(body, URL).items]
        ours_s += time.process_time() - started
        started = time.process_time()
        document = feedparser.parse(io.BytesIO(body), response_headers={"content-type": "application/xml"})
        theirs_s += time.process_time() - started
        theirs = [entry for entry in map(entry_values, document.entries) if entry[0]]
        kind = "malformed" if feedparser.parse(io.BytesIO(body)).bozo else "well-formed"
        tally[kind, ours == theirs] += 1
        if ours != theirs:
            print(f"  differs: {name}")
    for kind in ("well-formed", "malformed"):
        equal, total = tally[kind, True], tally[kind, True] + tally[kind, False]
        print(f"feeds, {kind}: {equal} of {total} equal to feedparser")
    print(f"feeds: {ours_s:.1f} s CPU, feedparser {theirs_s:.1f} s")


def warcs(folder: Path) -> None:
    """Count whole records and damages, and compare them with what is known of the files."""
    n_right = 0
    with tempfile.TemporaryDirectory() as scratch:
        for name, body in members(folder / "feeds-warc.tar.gz", "/warc/"):
            file = Path(scratch) / Path(name).name
            file.write_bytes(body)
            found = list(read_records(file))
            damages = sum(isinstance(each, Damage) for each in found)
            counted = (len(found) - damages, damages)
            n_right += counted == RECORDS[file.name]
            if counted != RECORDS[file.name]:
                print(f"  differs: {file.name}: {counted}, not {RECORDS[file.name]}")
    print(f"WARC and ARC: {n_right} of {len(RECORDS)} files as known")


def entry_values(entry: feedparser.FeedParserDict) -> tuple[str, datetime | None, datetime | None]:
    link = urljoin(URL, entry.get("link") or "") if entry.get("link") else ""
    given = dict(entry)  # as feedparser's own look-up answers a missing `updated` with `published`
    moments = (given.get("published_parsed"), given.get("updated_parsed"))
    published, updated = (datetime.fromtimestamp(calendar.timegm(each), UTC) if each else None for each in moments)
    return link if link.startswith("http") else "", published, updated


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    pages = parser.parse_args().folder / "gold" / "pages"
    warnings.simplefilter("ignore")
    for measure in (robots, feeds, warcs):
        measure(pages)
