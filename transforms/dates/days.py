"""The calendar behind the readings: months and weekdays by name, runs of days, parts of them."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

from transforms.numbers import parse_count

DAY = timedelta(days=1)
MONTHS = "january february march april may june july august september october november december".split()  # noqa: SIM905
WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split()  # noqa: SIM905


def month_of(name: str) -> int:
    """Return the number of a month by its name or abbreviation."""
    return next(number for number, month in enumerate(MONTHS, 1) if month.startswith(name.lower().rstrip(".")[:3]))


def weekday_of(name: str) -> int:
    """Return the number of a weekday, Monday 0."""
    return next(number for number, weekday in enumerate(WEEKDAYS) if weekday.startswith(name.lower().rstrip(".")[:3]))


def number_of(word: str) -> int:
    """Return the number that a day or count is written as, the lowest where it is vague."""
    digits = re.match(r"\d+", word)
    count = None if digits else parse_count(word)
    return int(digits.group()) if digits else count.low or 1 if count and count.low else 1


def shift(day: date, months: int) -> date:
    """Return the day that many months on, at the latest the last of its month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def month_range(year: int, month: int, months: int = 1) -> tuple[date, date]:
    """Return first and last day of a run of months; a month above 12 lies in the next year."""
    first = shift(date(year, 1, 1), month - 1)
    return first, shift(first, months) - DAY


def week_of(day: date) -> tuple[date, date]:
    """Return Monday and Sunday of the day's week."""
    monday = day - DAY * day.weekday()
    return monday, monday + 6 * DAY


def made_date(year: int, month: int, day: int) -> date | None:
    """Return a date, null where the calendar has none."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def part_of(first: date, last: date, named: str | None) -> tuple[date, date]:
    """Return the part of a span that "early", "late", "mid" name: a third; of a half, the half."""
    if not named:
        return first, last
    part = named.lower()
    days = (last - first).days + 1
    third, half = max(1, days // 3), max(1, days // 2)
    if "first half" in part:
        return first, first + DAY * (half - 1)
    if "second half" in part:
        return first + DAY * half, last
    if "early" in part or "beginning" in part or "start" in part:
        return first, first + DAY * (third - 1)
    if "late" in part or "end" in part:
        return last - DAY * (third - 1), last
    return first + DAY * third, last - DAY * third
