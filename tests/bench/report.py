"""Figures of the page: its bytes, the time to make it, and how long a browser takes until it is drawn and to search it.

    python -m tests.bench.report [STATEMENTS]

makes a ledger of STATEMENTS statements (50,000 unless told), a quarter as many mentions and their events. Each statement
is of 12 to 30 words drawn at random from those of `tests/gold`, by how frequent they are, and ids are digests: random order
compresses worse than prose, so that the bytes are an upper bound. The browser is Chromium, if it is installed.
"""

from __future__ import annotations

import contextlib
import os
import random
import re
import statistics
import sys
import tempfile
import time
from pathlib import Path

import polars as pl
import psutil

from tests.report_browser import CHROMIUM, DRIVER, Page, chromium
from tests.report_pages import staged
from tests.report_world import world
from transforms.ids import digest
from warehouse.report.page import page

IDS = ("statement_id", "mention_id", "event_id", "article_id")
OPENINGS = 7
SEED = 20260305
GOLD = Path(__file__).parent.parent / "gold"


def made_up(statements: int) -> dict[str, pl.DataFrame]:
    """Return the tables, with random words and with digests for ids."""
    chance = random.Random(SEED)
    vocabulary = [word for path in sorted(GOLD.glob("*.txt")) for word in re.findall(r"\S+", path.read_text("utf-8"))]
    tables = world(statements)
    spoken = [[" ".join(chance.choices(vocabulary, k=chance.randint(12, 30)))] for _ in range(statements)]
    tables["statements"] = tables["statements"].with_columns(content_text=pl.Series(spoken))
    return {name: table.with_columns(_hashed(table)) for name, table in tables.items()}


def cpu_s(pid: int) -> float:
    """Return the CPU seconds of a process and all below it, which a busy machine does not make more."""
    top = psutil.Process(pid)
    spent = 0.0
    for process in [top, *top.children(recursive=True)]:
        with contextlib.suppress(psutil.NoSuchProcess):
            spent += sum(process.cpu_times()[:2])
    return spent


def _hashed(table: pl.DataFrame) -> list[pl.Expr]:
    """Return the columns of ids, each id as long and as random as the ledger's."""

    def hashed(text: str) -> str:
        return f"{text[:2]}{digest(text)[:20]}"

    single = [pl.col(name).map_elements(hashed, pl.String) for name in IDS if name in table.columns]
    lists = [
        pl.col(name).list.eval(pl.element().map_elements(hashed, pl.String))
        for name in ("mention_ids",)
        if name in table.columns
    ]
    return single + lists


def main(statements: int) -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as folder:
        snapshot, body = staged(Path(folder), made_up(statements))
        cpu, wall = time.process_time(), time.monotonic()
        text = page(snapshot, body)
        print(
            f"made in {time.process_time() - cpu:.1f} CPU-s, {time.monotonic() - wall:.1f} s; {len(text.encode()):,} bytes"
        )
        if not (CHROMIUM and DRIVER):
            print("no chromium and chromedriver here: the browser is left out")
            return
        path = Path(folder) / "report.html"
        path.write_text(text, encoding="utf-8")
        with chromium(Path(folder) / "profile") as driver:
            shown = Page(driver, path)
            drawn, spent = [], []
            for _ in range(OPENINGS):
                before = cpu_s(driver.service.process.pid)
                shown.open()
                drawn.append(shown.drawn())
                spent.append(cpu_s(driver.service.process.pid) - before)
            load = os.getloadavg()[0]
            print(f"drawn after {statistics.median(drawn)} ms of {sorted(drawn)} at load {load:.1f}")
            print(
                f"all of the browser spent {statistics.median(spent):.2f} CPU-s of {sorted(round(s, 2) for s in spent)}"
            )
            took = shown.script(
                "const began = performance.now(); location.hash = '#statements?words=ceasefire';"
                "return new Promise((done) => addEventListener('hashchange', () => setTimeout(() => done(performance.now() - began))))"
            )
            print(f"searched for a word in {took:.0f} ms: {shown.result('statements')}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 50_000)
