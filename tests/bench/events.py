"""How well stories of one happening meet in one event (B-cubed), and how long a million mentions take.

Usage: python -m tests.bench.events [MENTIONS]
Codes the stories of `tests/gold/happenings.toml` with the packaged model and resolves them: two stories are linked where they
share an event. With MENTIONS, a number, also resolves so many made-up mentions of a year of war and prints time and memory.
"""

from __future__ import annotations

import random
import resource
import sys
import time
import tomllib
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl

from tests.ledger_rows import articles_of, at, casualties_of, mention, mentions_of, party
from transforms.claims import claims
from transforms.coder import code
from transforms.events import events
from transforms.schema import frame
from transforms.tables import TABLES

GOLD = Path(__file__).parents[1] / "gold" / "happenings.toml"


def happenings() -> None:
    """Print B-cubed precision, recall and F1 over the labelled stories, and every story that is not with its own."""
    stories = tomllib.loads(GOLD.read_text())["story"]
    coded = [code(story["text"], article_id=story["id"], published=story["published"]) for story in stories]
    told = frame(TABLES["mentions"], [row for one in coded for row in one.mentions])
    counts = frame(TABLES["casualties"], [row for one in coded for row in one.casualties])
    found = events(told, counts, articles_of(told))
    of_mention = {
        mention_id: event for event, ids in found.select("event_id", "mention_ids").rows() for mention_id in ids
    }
    shares: dict[str, set[str]] = {story["id"]: set() for story in stories}
    for mention_id, article in told.select("mention_id", "article_id").rows():
        shares[article].add(of_mention[mention_id])
    gold = {story["id"]: story["happening"] for story in stories}
    precision = recall = 0.0
    for story in gold:
        linked = {other for other in gold if other == story or shares[story] & shares[other]}
        same = {other for other in gold if gold[other] == gold[story]}
        precision += len(linked & same) / len(linked) / len(gold)
        recall += len(linked & same) / len(same) / len(gold)
        if linked != same:
            print(f"  {story} {gold[story]}: missing {sorted(same - linked)}, wrong {sorted(linked - same)}")
    f1 = 2 * precision * recall / (precision + recall)
    print(f"{len(gold)} stories, {told.height} mentions, {found.height} events: ", end="")
    print(f"B-cubed P {precision:.3f} R {recall:.3f} F1 {f1:.3f}")


def made_up(count: int) -> pl.DataFrame:
    """Return mentions of a year of war: 400 towns of 20 pairs of countries, ten mentions a happening, no two alike in all."""
    chance = random.Random(1)
    codes = [f"C{number:02}" for number in range(40)]
    pairs = [(codes[2 * number], codes[2 * number + 1]) for number in range(20)]
    towns = [
        [
            at(f"Town {pair}-{number}", pairs[pair][number % 2], 50 - 4 * pair + number, 30 + 2 * number)
            for number in range(20)
        ]
        for pair in range(20)
    ]
    base = mentions_of(mention("m", [party("ARM")], [party("AZE")])).to_dicts()[0]
    frames: list[pl.DataFrame] = []
    columns: dict[str, list[Any]] = {name: [] for name in base}
    for number in range(count // 10):
        if number % 2000 == 0:
            frames.append(pl.DataFrame(columns, schema=TABLES["mentions"].schema))
            columns = {name: [] for name in base}
        pair = chance.randrange(20)
        here, there = chance.sample(pairs[pair], 2)
        day = date(2026, 1, 1) + timedelta(chance.randrange(365))
        place = chance.choice(towns[pair]) if chance.random() < 0.7 else {}
        kind = chance.choice(["ASSAULT", "ASSAULT", "ACCUSE", "CONSULT", "COERCE"])
        for copy in range(10):
            row = base | place | {
                "mention_id": f"m{number:07}{copy}",
                "article_id": f"a{(number * 10 + copy * 7919) % (count // 5):07}",
                "published_date": day + timedelta(chance.randrange(2)),
                "date_start": day,
                "date_end": day,
                "event_type": kind,
                "actors": [party(here)],
                "recipients": [party(there)] if chance.random() < 0.8 else [],
                "mode": chance.choice([None, "firearms", "drone"]) if kind == "ASSAULT" else None,
                "date_resolution": "relative" if chance.random() < 0.7 else "inherited",
            }  # fmt: skip
            for name, value in row.items():
                columns[name].append(value)
    return pl.concat([*frames, pl.DataFrame(columns, schema=TABLES["mentions"].schema)])


def scale(count: int) -> None:
    """Print time and peak memory of resolving so many mentions."""
    told = made_up(count)
    articles = articles_of(told.unique("article_id", keep="first", maintain_order=True))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    start = time.process_time(), time.perf_counter()
    found = events(told, casualties_of(), articles)
    middle = time.perf_counter()
    taken = claims(found, told, frame(TABLES["statements"], []))
    end = time.process_time(), time.perf_counter()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{told.height} mentions: {found.height} events in {middle - start[1]:.1f} s, {taken.height} claims in ", end=""
    )
    print(
        f"{end[1] - middle:.1f} s (CPU {end[0] - start[0]:.1f} s), peak {peak:.0f} MiB, of which the input {before:.0f}"
    )


if __name__ == "__main__":
    happenings()
    if len(sys.argv) > 1:
        scale(int(sys.argv[1]))
