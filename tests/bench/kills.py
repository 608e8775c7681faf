"""Kills the line at random points with SIGKILL, runs it again, and compares what it leaves with an undisturbed run.

    python -m tests.bench.kills [NUMBER] [SEED]

Two days of the sample newsroom over loopback: each day collects, extracts, codes, resolves and publishes. Every second
kill comes after a random time within a step, which is how a database checkpoint or the middle of a WARC record is met;
every other one just before a random call of the step that makes, renames, links or removes a file, which is how the
moments around a snapshot's rename and the pointer's are met. A ledger that is not afterwards what the undisturbed one is
counts as a failure and is kept for a look.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

from flows import code, collect, extract, publish, resolve
from flows.newsroom.serve import serve
from flows.processes import Staff
from flows.settings import Settings
from flows.sources import load_sources
from transforms.tables import TABLES
from warehouse import ddl
from warehouse.database import Warehouse
from warehouse.lock import writing
from warehouse.shelf import STAGE, index, latest, shelf
from warehouse.verify import verify

NOW = datetime(2026, 11, 23, 6, tzinfo=UTC)
DAYS = 2
STEPS = ("collect", "extract", "code", "resolve", "publish")
# Small batches have many commits to be killed between.
BATCH = 8
CALLS = ("open", "os.rename", "os.link", "os.mkdir", "os.remove", "os.rmdir", "shutil.rmtree")
# They say when something was done, which a second try does at another time.
VOLATILE = {
    "fetched_at", "first_seen_at", "last_seen_at", "elapsed_s", "attempt_count", "fetch_id", "retired_at",
    "archive_file", "archive_offset", "detail", "poll_interval_s", "item_count", "new_count", "since_at",
}  # fmt: skip


def steps(settings: Settings, now: datetime) -> dict[str, Callable[[], object]]:
    """Return the steps of the line as the flow takes them, without Prefect around them."""
    home = settings.home

    def collecting() -> None:
        outlets = load_sources(settings.sources or Path()).outlets
        collect.collect(home, outlets, now=now, contact="", timeout_s=300, count=lambda _: None)

    def extracting() -> None:
        pages = extract.pending_pages(home)
        with Staff(extract.extract_page, workers=0, timeout_s=60) as staff:
            for at in range(0, len(pages), BATCH):
                done = [extract.extracted(*pair) for pair in staff.results(pages[at : at + BATCH])]
                extract.store_extracted(home, done)

    def coding() -> None:
        pending = code.pending_articles(home, settings.languages)
        code.store_set_aside(home, pending.set_aside)
        with Staff(code.coder(settings.reader), workers=0, timeout_s=60) as staff:
            for at in range(0, len(pending.to_code), BATCH):
                articles = code.articles_to_code(home, pending.to_code[at : at + BATCH])
                code.store_coded(home, list(staff.results(articles)))

    def publishing() -> None:
        publish.count_coverage(home)
        publish.publish_snapshot(settings, now, "kills")

    return dict(
        zip(STEPS, (collecting, extracting, coding, lambda: resolve.resolve(home, now), publishing), strict=True)
    )


def child(home: Path, sources: Path, day: int, kill_in: str, after_s: float, before_call: int) -> None:
    """Run one day on a home; in the step ``kill_in`` die after that time or before that call, whichever is given."""
    settings = Settings(home=home, sources=sources, workers=0, listing_days=3650)
    with writing(home, "run"):
        last = collect.last_fetched_at(home)
        now = NOW + timedelta(hours=25 * day)
        # A second try is later than the first: a clock that went back would have all feeds polled again.
        now = max(now, last + timedelta(seconds=1)) if last else now
        for name, step in steps(settings, now).items():
            calls = _arm(after_s, before_call) if name == kill_in else []
            began = time.monotonic()
            step()
            if name == kill_in:
                sys.stdout.write(json.dumps({"seconds": time.monotonic() - began, "calls": len(calls)}))
                sys.stdout.flush()
                os._exit(0)


def _arm(after_s: float, before_call: int) -> list[str]:
    """Die after ``after_s`` seconds, or before the call of that number; return the list in which calls are noted."""
    calls: list[str] = []

    def watch(event: str, arguments: tuple[Any, ...]) -> None:
        if event not in CALLS or (
            event == "open" and not (isinstance(arguments[2], int) and arguments[2] & os.O_CREAT)
        ):
            return
        calls.append(event)
        if len(calls) == before_call:
            os.kill(os.getpid(), 9)

    sys.addaudithook(watch)
    if after_s:
        threading.Thread(target=lambda: (time.sleep(after_s), os.kill(os.getpid(), 9)), daemon=True).start()
    return calls


def run(home: Path, sources: Path, day: int, kill_in: str = "", after_s: float = 0, before_call: int = 0) -> str:
    """Run a day in a process of its own; return what it printed, raise when it ended other than asked."""
    arguments = [str(home), str(sources), str(day), kill_in, str(after_s), str(before_call)]
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.kills", "child", *arguments], capture_output=True, text=True
    )
    wanted = (0, -9) if after_s or before_call else (0,)
    if done.returncode not in wanted:
        raise RuntimeError(f"day {day} ended with {done.returncode}: {done.stderr[-2000:]}")
    return done.stdout


def fingerprint(home: Path) -> dict[str, str]:
    """Return a digest of each table's rows but for times, and of what a crash could leave lying about."""
    found = {}
    with Warehouse(home) as warehouse:
        for name, table in TABLES.items():
            columns = [column for column in table.schema if column not in VOLATILE]
            if name in ("steps", "quarantine"):
                continue
            sql = f"SELECT DISTINCT {ddl.names(columns)} FROM {ddl.name(name)}"
            found[name] = warehouse.query(
                f"SELECT count(*) || ' ' || coalesce(bit_xor(hash(t)), 0) AS digest FROM ({sql}) AS t"
            ).item()
    faults = verify(latest(home))
    runs = [run["outcome"] for run in index(home)]
    leavings = [path.name for path in shelf(home).glob(f"{STAGE}*")]
    return found | {
        "snapshots": str((faults, leavings, runs.count("published"), "running" in runs)),
    }


def kills(number: int, seed: int, tell: Callable[[str], object]) -> list[str]:
    """Kill that many runs; return one line for each that did not recover whole."""
    chance = random.Random(seed)
    work = Path(tempfile.mkdtemp(prefix="kills-"))
    failures = []
    with serve(ports=[0, 0, 0, 0]) as newsroom:
        sources = work / "sources.toml"
        sources.write_text(newsroom.sources)
        stages = [(day, step) for day in range(DAYS) for step in STEPS]
        extent, before = {}, work / "empty"
        before.mkdir()
        homes = {}
        for day, step in stages:
            newsroom.publish(day + 1)
            homes[day, step] = before
            after = shutil.copytree(before, work / f"{day}-{step}")
            extent[day, step] = json.loads(run(after, sources, day, step))
            before = after
        expected = {DAYS - 1: fingerprint(before)} | {
            day: fingerprint(homes[later]) for (day, _), later in pairwise(stages) if later[1] == STEPS[0]
        }
        for n in range(number):
            day, step = chance.choice(stages)
            newsroom.publish(day + 1)
            length = extent[day, step]
            after_s, before_call = (chance.uniform(0, length["seconds"]), 0) if n % 2 else (0.0, 0)
            if not after_s:
                before_call = chance.randint(1, max(1, length["calls"]))
            home = shutil.copytree(homes[day, step], work / f"killed-{n}")
            where = f"day {day + 1}, {step}, " + (f"after {after_s:.2f} s" if after_s else f"before call {before_call}")
            try:
                run(home, sources, day, step, after_s, before_call)
                run(home, sources, day)
                found = fingerprint(home)
                wrong = [name for name, value in expected[day].items() if found[name] != value]
            except Exception as error:
                wrong = [f"{type(error).__name__}: {error}"]
            if wrong:
                failures.append(f"{where}: {', '.join(wrong)}; see {home}")
            else:
                shutil.rmtree(home)
            tell(f"{n + 1} {where}: {'NOT whole: ' + ', '.join(wrong) if wrong else 'whole'}\n")
    if not failures:
        shutil.rmtree(work)
    return failures


if __name__ == "__main__":
    if sys.argv[1:2] == ["child"]:
        given = sys.argv[2:]
        child(Path(given[0]), Path(given[1]), int(given[2]), given[3], float(given[4]), int(given[5]))
    else:
        count, seed = (int(value) for value in [*sys.argv[1:], "200", "1"][:2])
        failed = kills(count, seed, sys.stdout.write)
        sys.stdout.write(f"{count - len(failed)} of {count} kills recovered whole\n")
