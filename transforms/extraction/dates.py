"""When an article was published and last changed: the moment, the zone the page stated, how fine, how it was found."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

from htmldate import find_date

from transforms.extraction.facts import FIELDS
from transforms.extraction.linked_data import text_of
from transforms.extraction.page import Page

# A clock that runs ahead, or a zone left out, explains a day; a date further ahead is something else's.
AHEAD = timedelta(days=1)
# Two sources speak of one publication if they differ by less: no two zones are further apart.
SAME = timedelta(hours=26)
# News has been on the web since the early nineties; an earlier date is a default (1970, 1900) or the story's own.
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
# Unix time in seconds since 2001, or in milliseconds.
EPOCH = re.compile(r"\d{10}(?:\d{3})?")
ISO = re.compile(r"(\d{4})[-/.](\d\d?)[-/.](\d\d?)(?:[T ,]+(\d\d?):(\d\d)(?::(\d\d)(?:[.,]\d+)?)?\s*(.*))?", re.DOTALL)
# What Java prints: Fri Apr 28 19:20:36 CEST 2023
JAVA = re.compile(r"[A-Z][a-z]{2} ([A-Z][a-z]{2}) (\d\d) (\d\d:\d\d:\d\d) (\w{3,4}) (\d{4})")
OFFSET = re.compile(r"(?:GMT|UTC)?([+-])(\d\d?):?(\d\d)?")
# Hours ahead of UTC of the zone names that publishing systems print; ambiguous ones (IST) are left out.
ZONES = {"Z": 0, "GMT": 0, "UTC": 0, "WET": 0, "BST": 1, "CET": 1, "MEZ": 1, "CEST": 2, "MESZ": 2, "EET": 2, "EEST": 3}
ZONES |= {"MSK": 3, "JST": 9, "KST": 9, "EST": -5, "EDT": -4, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7}
IN_ADDRESS = re.compile(r"[/_-]((?:19|20)\d\d)([/_-]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?=\D|$)")


@dataclass(frozen=True, slots=True)
class Moment:
    """A stated time: `at` in UTC (without a zone, taken for UTC), `zone` as "+04:00" or None, `precision` minute or day."""

    at: datetime
    zone: str | None
    precision: str


def read_moment(text: str | None) -> Moment | None:
    """Return the moment that a machine-readable date states, or None: ISO 8601 and its like, RFC 2822, Unix time."""
    text = (text or "").strip()
    try:
        if EPOCH.fullmatch(text):
            return Moment(datetime.fromtimestamp(int(text[:10]), UTC), "+00:00", "minute")
        if found := ISO.match(text):
            year, month, day, hour, minute, second = (int(number or 0) for number in found.groups()[:6])
            local = datetime(year, month, day, hour, minute, min(second, 59))
            return _moment(local, found[7], minute=bool(found[4]))
        if found := JAVA.match(text):
            name, date, clock, zone, of = found.groups()
            return _moment(datetime.strptime(f"{of} {name} {date} {clock}", "%Y %b %d %H:%M:%S"), zone)
        stated = parsedate_to_datetime(text)
        return _moment(stated.replace(tzinfo=None), stated.strftime("%z"))
    except (ValueError, IndexError, TypeError, OverflowError):
        return None


def _moment(local: datetime, zone: str | None, *, minute: bool = True) -> Moment:
    if not minute:
        return Moment(local.replace(tzinfo=UTC), None, "day")
    zone = (zone or "").strip()
    if found := OFFSET.match(zone):
        offset = timedelta(hours=int(found[2]), minutes=int(found[3] or 0)) * (-1 if found[1] == "-" else 1)
    elif zone.upper() in ZONES:
        offset = timedelta(hours=ZONES[zone.upper()])
    else:
        return Moment(local.replace(tzinfo=UTC), None, "minute")
    aware = local.replace(tzinfo=timezone(offset))
    return Moment(aware.astimezone(UTC), aware.isoformat()[-6:], "minute")


def published(page: Page, fetched_at: datetime, hint: datetime | None = None) -> tuple[Moment, str] | None:
    """Return when the article was published and how that was found (json-ld, meta, time, feed, url, htmldate), or None.

    The first source in that order decides the publication; where it lacks the zone or the minute, the first later
    source that has both and speaks of the same publication gives the moment.
    """
    stated = [(moment, how) for moment, how in _stated(page, hint) if EARLIEST <= moment.at <= fetched_at + AHEAD]
    if not stated:
        return _from_address(page.url, fetched_at) or _guess(page, fetched_at)
    first = stated[0][0]
    same = [(moment, how) for moment, how in stated if abs(moment.at - first.at) <= SAME]
    return max(same, key=lambda found: (found[0].precision == "minute") + (found[0].zone is not None))


def modified(page: Page, fetched_at: datetime, published_at: datetime | None) -> datetime | None:
    """Return when the page says it was last changed; None where it says nothing credible or later than publication."""
    texts = [
        text_of(page.linked.get("dateModified")),
        *(text for key in FIELDS["modified"] for text in page.meta.get(key, [])),
    ]
    moments = [moment.at for moment in map(read_moment, texts) if moment and moment.precision == "minute"]
    return next(
        (at for at in moments if at <= fetched_at + AHEAD and (published_at is None or at > published_at)), None
    )


def _stated(page: Page, hint: datetime | None) -> Iterator[tuple[Moment, str]]:
    sources = (
        (
            "json-ld",
            (text_of(node.get(key)) for node in (page.linked, *page.nodes) for key in ("datePublished", "uploadDate")),
        ),
        ("meta", (text for key in FIELDS["published"] for text in page.meta.get(key, [])[:1])),
        ("time", _time_elements(page)),
        ("feed", [hint.isoformat()] if hint else []),
    )
    for how, texts in sources:
        yield from ((moment, how) for moment in map(read_moment, texts) if moment)


def _time_elements(page: Page) -> Iterator[str | None]:
    """Yield the dates of elements marked as the publication, then of the first `time` after the headline, or else of all."""
    for element in page.tree.xpath("//*[@itemprop='datePublished'] | //time[@pubdate]"):
        yield element.get("datetime") or element.get("content")
    for element in page.tree.xpath("(//h1)[1]/following::time[@datetime][1]") or page.tree.xpath(
        "(//time[@datetime])[1]"
    ):
        yield element.get("datetime")


def _from_address(url: str, fetched_at: datetime) -> tuple[Moment, str] | None:
    for found in IN_ADDRESS.finditer(url):
        moment = read_moment(f"{found[1]}-{found[3]}-{found[4]}")
        if moment and EARLIEST <= moment.at <= fetched_at + AHEAD:
            return moment, "url"
    return None


def _guess(page: Page, fetched_at: datetime) -> tuple[Moment, str] | None:
    """Ask htmldate, which also reads dates in running text: the day at best."""
    latest = (fetched_at + AHEAD).strftime("%Y-%m-%d")
    moment = read_moment(find_date(page.tree, original_date=True, min_date="1990-01-01", max_date=latest))
    return (moment, "htmldate") if moment else None
