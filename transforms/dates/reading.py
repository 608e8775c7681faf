"""What a date expression means: each function reads one form of it to a range of days."""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

from transforms.dates.days import (
    DAY,
    made_date,
    month_of,
    month_range,
    number_of,
    part_of,
    shift,
    week_of,
    weekday_of,
)

AHEAD_DAYS = 14
RECENT_DAYS = {
    "day": 7,
    "week": 28,
    "month": 92,
    "year": 1096,
}  # "in recent days" and so on: a week, four, three months ...

COMES = re.compile(r"\b(?:comes?|came|coming)(?: (?:just|only|barely|less than|more than|over|about|some))* $")
SEASONS = {"spring": (3, 5), "summer": (6, 8), "autumn": (9, 11), "fall": (9, 11), "winter": (12, 14)}


FEASTS = {"new year's eve": (12, 31), "new year's day": (1, 1), "christmas eve": (12, 24), "christmas day": (12, 25)}


class Dated(NamedTuple):
    """A date expression at characters ``[start, end)``; the days it may mean, inclusive; codes of precision and resolution."""

    start: int
    end: int
    date_start: date
    date_end: date
    precision: str
    how: str


class Reading(NamedTuple):
    """What an expression means, before it has a place in a text."""

    first: date
    last: date
    precision: str
    how: str


class Context(NamedTuple):
    """What an expression is read against.

    The day of publication, the day named before it, whether it speaks of the future, the month or year named before it, the
    day of the article's news.
    """

    published: date
    anchor: date
    is_future: bool
    named: date
    news: date


def year_given(found: re.Match[str], context: Context) -> tuple[int | None, str]:
    """Return the year an expression gives, if any, and whether it does so explicitly or relative to publication."""
    groups = found.groupdict()
    if groups.get("year"):
        return int(groups["year"]), "explicit"
    other = groups.get("other_year")
    if not other:
        return None, "relative"
    if other.startswith(("the same", "that")):
        return context.anchor.year, "relative"
    offset = {"last": -1, "the": -1, "this": 0, "next": 1}[other.split()[0]]
    return context.published.year + offset, "relative"


def nearest(month: int, day: int, context: Context) -> date | None:
    """Return the day of a month in the year that publication suggests; null where no such day exists."""
    published = context.published
    near = [
        made
        for year in (published.year - 1, published.year, published.year + 1)
        if (made := made_date(year, month, day))
    ]
    coming = next((made for made in near if made >= published), None)
    past = next((made for made in reversed(near) if made <= published), None)
    if coming and (context.is_future or past is None or coming - published <= AHEAD_DAYS * DAY):
        return past if past == published else coming
    return past


def day(found: re.Match[str], context: Context) -> Reading | None:
    """Read "13 September 2022", "September 13 to 15", "the night of September 13"."""
    year, how = year_given(found, context)
    groups = found.groupdict()
    last_month = month_of(groups.get("to_month") or groups["month"])
    first_month = month_of(groups.get("month") or groups["to_month"])
    first_day = number_of(groups["day"])
    last_day = number_of(groups["to_day"]) if groups.get("to_day") else first_day
    last = made_date(year, last_month, last_day) if year else nearest(last_month, last_day, context)
    first = made_date(last.year - (first_month > last_month), first_month, first_day) if last else None
    if first is None or last is None or first > last:
        return None
    if groups.get("night") or groups.get("part") == "night":
        return Reading(first, max(last, first + DAY), "night", how)
    return Reading(first, last, "day" if first == last else "range", how)


def day_of_month(found: re.Match[str], context: Context) -> Reading | None:
    """Read "on the 21st": of the month of publication, or of the one before (when of the future, after)."""
    number, published = number_of(found["day"]), context.published
    months = [shift(published.replace(day=1), offset) for offset in (-1, 0, 1)]
    made = [day for first in months if (day := made_date(first.year, first.month, number))]
    fits = [day for day in made if (day >= published if context.is_future else day <= published)]
    chosen = (fits[0] if context.is_future else fits[-1]) if fits else None
    return Reading(chosen, chosen, "day", "relative") if chosen else None


def iso(found: re.Match[str], context: Context) -> Reading | None:
    """Read "2022-09-13"."""
    day = made_date(int(found["year"]), int(found["month"]), int(found["day"]))
    return Reading(day, day, "day", "explicit") if day else None


def numeric(found: re.Match[str], context: Context) -> Reading | None:
    """Read "13/9/2022"; where both orders are days, the one nearer before publication, then day first."""
    year = int(found["year"])
    if len(found["year"]) == 2:
        year += 2000 if year < 70 else 1900
    one, two = int(found["one"]), int(found["two"])
    options = [made for made in (made_date(year, two, one), made_date(year, one, two)) if made]
    if not options:
        return None
    if found["mark"] != ".":
        options.sort(key=lambda made: (made > context.published, abs((context.published - made).days)))
    return Reading(options[0], options[0], "day", "explicit")


def month(found: re.Match[str], context: Context) -> Reading | None:
    """Read "September 2020", "early March", "last September", "from March to May 2020"."""
    year, how = year_given(found, context)
    groups = found.groupdict()
    month, published = month_of(groups["month"]), context.published
    which = (groups.get("which") or "").lower()
    if year is None:
        year = published.year
        if which in ("last", "past", "previous"):
            year -= month >= published.month
        elif which in ("next", "coming", "this coming"):
            year += month <= published.month
        elif which != "this" and context.is_future:
            year += month < published.month
        elif which != "this":
            year -= month > published.month
    months = 1
    if groups.get("to_month"):
        months = (month_of(groups["to_month"]) - month) % 12 + 1
        year -= bool(groups.get("year")) and month_of(groups["to_month"]) < month
    first, last = month_range(year, month, months)
    return Reading(*part_of(first, last, groups.get("split")), "month" if months == 1 else "range", how)


def weekday(found: re.Match[str], context: Context) -> Reading | None:
    """Read "Monday", "last Friday", "Tuesday night", "Monday last week"."""
    groups, published = found.groupdict(), context.published
    wanted, which, week = weekday_of(groups["weekday"]), (groups.get("which") or "").lower(), groups["week"]
    back = (published.weekday() - wanted) % 7
    if week:
        monday = week_of(published)[0] + {"last": -7, "this": 0, "next": 7}[week.lower()] * DAY
        day = monday + wanted * DAY
    elif which in ("last", "past", "previous"):
        day = published - (back or 7) * DAY
    elif which == "this":
        day = week_of(published)[0] + wanted * DAY
    elif which in ("next", "coming", "this coming", "following") or (not which and context.is_future and back):
        day = published + ((wanted - published.weekday()) % 7 or 7) * DAY
    else:
        day = published - back * DAY
    if (found["part"] or "").strip() == "night":
        return Reading(day, day + DAY, "night", "relative")
    return Reading(day, day, "day", "relative")


def weekdays(found: re.Match[str], context: Context) -> Reading | None:
    """Read "from Friday to Sunday", "the night from Monday to Tuesday": the latest such days up to publication."""
    last = context.published - (context.published.weekday() - weekday_of(found["to_weekday"])) % 7 * DAY
    if context.is_future:
        last += 7 * DAY
    first = last - (last.weekday() - weekday_of(found["weekday"])) % 7 * DAY
    return Reading(first, last, "night" if found["night"] else "range", "relative")


def overnight(found: re.Match[str], context: Context) -> Reading | None:
    """Read "overnight on Friday", and "overnight into Saturday", which is the same night."""
    back = (context.published.weekday() - weekday_of(found["weekday"])) % 7
    named = context.published - back * DAY
    first = named - DAY if (found["into"] or "").lower() in ("into", "to") else named
    return Reading(first, first + DAY, "night", "relative")


def today(found: re.Match[str], context: Context) -> Reading | None:
    """Read "today", "yesterday", "overnight", "last night", "this morning", "tomorrow"."""
    published, word = context.published, found["word"].lower()
    if word in ("overnight", "last night"):
        return Reading(published - DAY, published, "night", "relative")
    if word == "tonight":
        return Reading(published, published + DAY, "night", "relative")
    offset = {"yesterday": -1, "tomorrow": 1, "day before yesterday": -2, "day after tomorrow": 2}.get(word, 0)
    day = published + offset * DAY
    if (found["part"] or "").strip() == "night":
        return Reading(day, day + DAY, "night", "relative")
    return Reading(day, day, "day", "relative")


def ago(found: re.Match[str], context: Context) -> Reading | None:
    """Read "two days ago", "a week earlier", "three years later": the day, or the month or year that far off.

    Of "three days after gunmen attacked" the attack came three days before what is told; of "before" nobody knows.
    """
    direction, unit = found["direction"].lower(), found["unit"].lower()
    if direction in ("after", "before") and re.match(r" \w", found.string[found.end() :]):
        base = context.news if COMES.search(found.string, 0, found.start()) else context.anchor
        return moved(base, -number_of(found["count"]), unit) if direction == "after" else None
    base = context.anchor if direction in ("earlier", "later", "before", "after", "prior") else context.published
    sign = -1 if direction in ("ago", "earlier", "before", "prior") else 1
    return moved(base, sign * number_of(found["count"]), unit)


def moved(base: date, count: int, unit: str) -> Reading | None:
    """Return what lies that many units off: to the day for days and weeks, else the whole month or year."""
    try:
        if unit in ("day", "week"):
            day = base + count * (7 if unit == "week" else 1) * DAY
            return Reading(day, day, "day" if unit == "day" else "week", "relative")
        day = shift(base, count * {"month": 1, "year": 12, "decade": 120}[unit])
        if unit == "month":
            return Reading(*month_range(day.year, day.month), "month", "relative")
        return Reading(date(day.year, 1, 1), date(day.year, 12, 31), "year", "relative")
    except (ValueError, OverflowError):
        return None


def period(found: re.Match[str], context: Context) -> Reading | None:
    """Read "last week", "earlier this month", "next year", "the same day", "the day before"."""
    groups, published = found.groupdict(), context.published
    which, unit = found["which"].lower(), found["unit"].lower()
    is_anchored = which == "that" or (which.startswith("the") and (which != "the" or "side" in groups))
    base = (context.named if unit in ("month", "year") else context.anchor) if is_anchored else published
    offset = {"last": -1, "the previous": -1, "the preceding": -1}.get(which, 0)
    offset += which in ("next", "coming", "the following", "the next")
    if groups.get("side"):
        offset = 1 if groups["side"].lower() == "after" else -1
    if unit == "day":
        return Reading(base + offset * DAY, base + offset * DAY, "day", "relative") if is_anchored else None
    if unit == "week":
        first, last = week_of(base + 7 * offset * DAY)
    elif unit == "month":
        first, last = month_range(base.year, base.month + offset)
    else:
        first, last = date(base.year + offset, 1, 1), date(base.year + offset, 12, 31)
    when = (groups.get("when") or "").lower()
    if offset == 0 and when == "earlier":
        last = max(published, first)
    elif offset == 0 and when == "later":
        first = min(published, last)
    return Reading(*part_of(first, last, groups.get("split")), unit, "relative")


def recent(found: re.Match[str], context: Context) -> Reading | None:
    """Read "in recent days", "over the past three weeks", "in the coming days"."""
    unit, published = found["unit"].lower(), context.published
    is_counted = bool(found["count"])
    count = number_of(found["count"]) if is_counted else 1
    days = count * {"day": 1, "week": 7, "month": 30, "year": 365, "decade": 3652}[unit]
    if not is_counted:
        days = RECENT_DAYS.get(unit, 3652)
    if re.search(r"\b(?:coming|next)\b", found.group(), re.I):
        return Reading(published, published + days * DAY, "range", "relative")
    return Reading(published - days * DAY, published, "range", "relative")


def weekend(found: re.Match[str], context: Context) -> Reading | None:
    """Read "the weekend", "last weekend": the latest Saturday and Sunday, next: the coming ones."""
    published, which = context.published, (found["which"] or "").lower()
    saturday = published - ((published.weekday() - 5) % 7) * DAY
    if which in ("next", "coming", "this coming") or (which in ("", "this") and context.is_future):
        saturday += 7 * DAY
    elif which == "last" and published.weekday() >= 5:
        saturday -= 7 * DAY
    return Reading(saturday, saturday + DAY, "range", "relative")


def season(found: re.Match[str], context: Context) -> Reading | None:
    """Read "the autumn of 2020", "Fall 2020", "last summer"."""
    year, how = year_given(found, context)
    first_month, last_month = SEASONS[found["season"].lower()]
    published, which = context.published, (found.groupdict().get("which") or "").lower()
    if year is None:
        year = published.year
        begun = month_range(year, first_month)[0]
        over = month_range(year, last_month)[1]
        if which == "last":
            year -= over >= published
        elif which in ("next", "coming"):
            year += begun <= published
        else:
            year -= begun > published and not context.is_future
    first, last = month_range(year, first_month, 3)
    return Reading(*part_of(first, last, found["split"]), "season", how)


def ordinal(found: re.Match[str], context: Context) -> Reading | None:
    """Read "the first week of September", "the second quarter of 2026", "the last week of the month"."""
    year, how = year_given(found, context)
    number = ("first", "second", "third", "fourth").index(found["number"]) if found["number"] != "last" else -1
    if found["unit"] == "week":
        if not found["month"]:
            return None
        inside = month(found, context)
        if inside is None:
            return None
        first = inside.first + 7 * number * DAY if number >= 0 else inside.last - 6 * DAY
        return Reading(first, min(first + 6 * DAY, inside.last), "week", how)
    months = 3 if found["unit"] == "quarter" else 6
    if year is None or found["month"]:
        return None
    return Reading(*month_range(year, number * months + 1 if number >= 0 else 13 - months, months), "range", how)


def feast(found: re.Match[str], context: Context) -> Reading | None:
    """Read "New Year's Eve" and other feasts of a fixed day."""
    given, how = year_given(found, context)
    month_number, day_number = FEASTS[found["feast"].lower().replace("’", "'")]
    made = made_date(given, month_number, day_number) if given else nearest(month_number, day_number, context)
    return Reading(made, made, "day", how) if made else None


def year(found: re.Match[str], context: Context) -> Reading | None:
    """Read "in 2014", "late 2020", "2014-2018", "between 2014 and 2018"."""
    groups = found.groupdict()
    year = last = int(found["year"])
    if groups.get("to_year"):
        last = int(groups["to_year"]) + (year // 100 * 100 if len(groups["to_year"]) == 2 else 0)
    if last < year or year > context.published.year + 50:
        return None
    days = part_of(date(year, 1, 1), date(last, 12, 31), groups.get("split"))
    return Reading(*days, "year" if year == last else "range", "explicit")


def decade(found: re.Match[str], context: Context) -> Reading | None:
    """Read "the 1990s", "the early '90s"."""
    digits = found["decade"].lstrip("'’")
    year = int(digits) if len(digits) == 4 else int(digits) + (1900 if int(digits) >= 30 else 2000)
    return Reading(*part_of(date(year, 1, 1), date(year + 9, 12, 31), found["split"]), "range", "explicit")


def nine_eleven(found: re.Match[str], context: Context) -> Reading | None:
    """Read "9/11"."""
    return Reading(date(2001, 9, 11), date(2001, 9, 11), "day", "explicit")
