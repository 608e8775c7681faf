"""How many date expressions of news sentences are resolved to the right days, found in the whole sentence.

Usage: python -m tests.bench.dates [DIR]
Measures `tests/gold/dates.toml`; with DIR (a folder with `gold/dates/recognizers_text_specs_en`) also its single-day cases,
of which those without a year count as right in either direction of time.
"""

from __future__ import annotations

import json
import sys
import tomllib
from datetime import date
from pathlib import Path

from transforms.dates import find_dates, resolve_date

GOLD = Path(__file__).parents[1] / "gold" / "dates.toml"


def main(folder: str | None = None) -> None:
    cases = tomllib.loads(GOLD.read_text())["date"]
    right = {"start": 0, "days": 0, "days and precision": 0}
    days = [0, 0]
    for case in cases:
        at = case["sentence"].find(case["text"])
        span = (at, at + len(case["text"]))
        hits = [d for d in find_dates(case["sentence"], case["published"]) if d.start < span[1] and span[0] < d.end]
        best = max(hits, key=lambda d: min(d.end, span[1]) - max(d.start, span[0]), default=None)
        start, end = case.get("start"), case.get("end")
        if start is None:
            same = best is None
            start_right = span_right = all_right = same
        else:
            start_right = best is not None and best.date_start == start
            span_right = start_right and best is not None and best.date_end == end
            all_right = span_right and best is not None and best.precision == case["precision"]
        right["start"] += start_right
        right["days"] += span_right
        right["days and precision"] += all_right
        if case.get("precision") in ("day", "night"):
            days[0] += span_right
            days[1] += 1
        if not all_right:
            print(
                "missed:",
                case["published"],
                repr(case["text"]),
                "in",
                repr(case["sentence"]),
                "expected",
                start,
                end,
                case.get("precision"),
            )
            print("        got", best)
    for name, count in right.items():
        print(f"{name:20s} {count}/{len(cases)} = {count / len(cases):.3f}")
    print(f"day-level            {days[0]}/{days[1]} = {days[0] / max(1, days[1]):.3f}")
    if folder:
        specs(Path(folder) / "gold" / "dates" / "recognizers_text_specs_en" / "DateTime_English_DateParser.json")


def specs(path: Path) -> None:
    """Print the share of single-day cases of the specs read as the past or the future day."""
    cases = json.loads(path.read_text(encoding="utf-8-sig"))
    right = total = 0
    for case in cases:
        if len(case.get("Results", ())) != 1 or "Value" not in case["Results"][0]:
            continue
        value = case["Results"][0]["Value"]
        wanted = {value[key].get("date") for key in ("FutureResolution", "PastResolution")}
        reference = date.fromisoformat(case["Context"]["ReferenceDateTime"][:10])
        got = resolve_date(case["Input"], reference)
        total += 1
        right += got is not None and str(got.date_start) in wanted
        if "-v" in sys.argv and not (got is not None and str(got.date_start) in wanted):
            print(case["Input"], wanted, got)
    print(f"specs, single days   {right}/{total} = {right / max(1, total):.3f}")


if __name__ == "__main__":
    main(*sys.argv[1:2])
