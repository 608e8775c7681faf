"""CPU time and pace of the line from archived pages to resolved rows, step by step, all processes counted.

    python -m tests.bench.throughput DIR [WORKERS]

DIR is laid out like the benchmark data: the saved pages below `gold/pages` are collected into a ledger of their own (not
counted), then extracted, coded and resolved as a run does it, without Prefect. CPU time is that of this process and of its
workers, their start included. It depends less on what else the machine does than wall time, but a loaded machine inflates it.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from flows import code, collect, extract, resolve
from flows.processes import Staff
from flows.settings import Settings
from flows.sources import Outlet
from warehouse.database import Warehouse

ARTICLE = 600  # words


def cpu() -> float:
    """Return the CPU seconds of this process and of those that it waited for."""
    own, others = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return own.ru_utime + own.ru_stime + others.ru_utime + others.ru_stime


@contextmanager
def timed(spent: dict[str, tuple[float, float]], step: str) -> Iterator[None]:
    """Note wall and CPU seconds of a step; its workers must have ended with it."""
    wall, used = time.monotonic(), cpu()
    yield
    spent[step] = (time.monotonic() - wall, cpu() - used)


def batches(items: Sequence, size: int) -> Iterator[Sequence]:
    """Return the items in batches."""
    return (items[at : at + size] for at in range(0, len(items), size))


def main(folder: Path, workers: int) -> None:
    """Print the pace of each step, and of all."""
    settings, spent, now = Settings(), {}, datetime.now(UTC)
    with tempfile.TemporaryDirectory() as place:
        home = Path(place)
        saved = Outlet(
            name="saved", title="Saved pages", country="GBR", language="en", folder=folder / "gold" / "pages"
        )
        collect.collect(home, [saved], now=now, contact="", timeout_s=600, count=lambda outcome: None)
        pages = extract.pending_pages(home)
        with (
            timed(spent, "extract"),
            Staff(extract.extract_page, workers=workers, timeout_s=settings.extract_timeout_s) as staff,
        ):
            for batch in batches(pages, settings.batch_size):
                done = [extract.extracted(page, result) for page, result in staff.results(batch)]
                extract.store_extracted(home, done)
        with timed(spent, "code"), Staff(code.coder(settings.reader), workers=workers, timeout_s=60) as staff:
            pending = code.pending_articles(home, settings.languages)
            code.store_set_aside(home, pending.set_aside)
            for ids in batches(pending.to_code, settings.batch_size):
                code.store_coded(home, list(staff.results(code.articles_to_code(home, ids))), settings.reader)
        with timed(spent, "resolve"):
            resolve.resolve(home, now)
        with Warehouse(home) as warehouse:
            (words,) = warehouse.connection.execute(
                "SELECT sum(word_count) FROM articles JOIN codings USING (article_id) WHERE codings.outcome = 'coded'"
            ).fetchone()
    articles = words / ARTICLE
    each = {step: 1000 * used / (len(pages) if step == "extract" else articles) for step, (_, used) in spent.items()}
    print(f"{len(pages)} pages extracted, {len(pending.to_code)} articles of {words:,} words coded, {workers} workers")
    for step, (wall, used) in spent.items():
        unit = "page" if step == "extract" else f"{ARTICLE} words"
        print(f"{step:8s} {wall:6.1f} s wall  {used:6.1f} CPU-s  {each[step]:6.1f} ms CPU per {unit}")
    print(
        f"a page and its {ARTICLE} words: {sum(each.values()):.0f} ms CPU, {workers * 1000 / sum(each.values()):.1f} a second"
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 2)
