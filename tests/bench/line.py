"""Speed, memory and growth of the whole line on invented articles, and what it finds of what they are known to tell.

    python -m tests.bench.line [NUMBER ...]

For each NUMBER of articles (1,000 unless told) the line runs twice as `sayso run` does, in a fresh home and a process of
its own: archived pages to published snapshot, then again with nothing new. The first number is also run with Prefect taken out
(its flow and tasks called as plain functions), which gives Prefect's own share.
"""

from __future__ import annotations

import json
import logging
import os
import resource
import subprocess
import sys
import tempfile
import time
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flows import line
from flows.settings import Settings
from flows.sources import load_sources
from tests.bench.invented import OUTLETS, invented, save
from warehouse.database import Warehouse

NOW = datetime(2026, 11, 24, 6, tzinfo=UTC)


def child(home: Path, sources: Path, is_bare: bool) -> None:
    """Run the line once; print its steps as JSON."""
    settings = Settings(home=home, sources=sources)
    logging.disable(logging.INFO)
    if is_bare:
        _without_prefect()
    began = time.monotonic()
    report = line.line(settings, now=NOW)
    steps = [{key: getattr(step, key) for key in ("name", "seconds", "cpu_s", "peak_mb")} for step in report.steps]
    print(json.dumps({"steps": steps, "seconds": time.monotonic() - began}))


class _Done:
    """A task's future whose result is there already."""

    def __init__(self, result: object) -> None:
        self.result = lambda: result


def _without_prefect() -> None:
    tasks = ("extract_pages", "code_articles", "resolve_ledger", "count_coverage", "publish_snapshot")
    for name in tasks:
        setattr(line, name, getattr(line, name).fn)
    collect = line.collect_outlets.fn
    line.collect_outlets = type("Task", (), {"submit": staticmethod(lambda *given: _Done(collect(*given)))})  # type: ignore[misc]
    for name in ("create_table_artifact", "create_markdown_artifact", "create_link_artifact"):
        setattr(line, name, lambda **_: None)
    line.transaction = nullcontext  # type: ignore[assignment]
    line.get_transaction = lambda: None  # type: ignore[assignment]
    line.flow_run = type("Run", (), {"get_id": staticmethod(lambda: "bare")})  # type: ignore[assignment]
    line.line = line.line.fn


def run(home: Path, sources: Path, is_bare: bool = False) -> dict[str, Any]:
    """Run the line in a process of its own; return its steps, wall and CPU seconds of the whole process tree."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    arguments = [sys.executable, "-m", "tests.bench.line", "child", str(home), str(sources), str(int(is_bare))]
    done = subprocess.run(arguments, stdout=subprocess.PIPE, text=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found | {
        "all_seconds": time.monotonic() - began,
        "cpu_s": after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime,
    }


def tell(name: str, number: int, found: dict[str, Any]) -> None:
    """Print what a run took."""
    work = sum(step["seconds"] for step in found["steps"] if step["name"] in ("extract", "code", "resolve"))
    print(
        f"{name}: {found['all_seconds']:.1f} s ({found['all_seconds'] - found['seconds']:.1f} s before the flow), "
        f"{found['cpu_s']:.1f} CPU-s; extract, code and resolve {number / work:.1f} articles a second"
    )
    for step in found["steps"]:
        print(
            f"  {step['name']:<8} {step['seconds']:8.1f} s  {step['cpu_s']:8.1f} CPU-s  "
            f"{step['cpu_s'] / found['cpu_s']:4.0%} of the CPU  {step['peak_mb']:6,} MB  "
            f"{number / max(0.001, step['seconds']):8.1f} a second"
        )
    sys.stdout.flush()


def answers(home: Path, number: int) -> str:
    """Return how much of what the articles are known to tell is in the ledger, and what became of the happenings."""
    known = {article.url: article for article in invented(number)}
    with Warehouse(home, read_only=True) as warehouse:
        mentions = warehouse.query(
            """SELECT url, event_type, [actor.country FOR actor IN actors], [party.country FOR party IN recipients]
               FROM mentions JOIN articles USING (article_id)"""
        ).rows()
        statements = warehouse.query(
            """SELECT url, unnest(speaker_country) AS country, speech_act
               FROM statements JOIN articles USING (article_id)"""
        ).rows()
        extracted, coded = (
            warehouse.query(f"SELECT count(*) FROM {table} WHERE outcome = '{outcome}'").item()
            for table, outcome in (("articles", "extracted"), ("codings", "coded"))
        )
        told = dict(
            warehouse.query(
                """SELECT url, event_id FROM (SELECT event_id, event_type, unnest(mention_ids) AS mention_id FROM events) AS e
                   JOIN mentions USING (mention_id) JOIN articles USING (article_id)
                   ORDER BY trigger_span.start DESC"""
            ).rows()
        )
    # Who acts on each other stands on one side.
    found = {(url, kind, a, b) for url, kind, actors, others in mentions for a in actors for b in others or actors}
    events = sum((url, *article.event) in found for url, article in known.items())
    said = set(statements)
    spoken = sum((url, *statement) in said for url, article in known.items() for statement in article.statements)
    asked = sum(len(article.statements) for article in known.values())
    together: dict[int, set[str | None]] = {}
    for url, article in known.items():
        together.setdefault(article.happening, set()).add(told.get(url))
    whole = sum(len(ids) == 1 and None not in ids for ids in together.values())
    return (
        f"  known answers: {extracted} extracted, {coded} coded of {number}; events {events / number:.1%}, "
        f"statements {spoken / asked:.1%}; told by {len(OUTLETS)} outlets and one event: {whole} of {len(together)} happenings"
    )


def main(numbers: list[int]) -> None:
    """Run the line on each number of articles."""
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    for at, number in enumerate(numbers):
        with tempfile.TemporaryDirectory() as folder:
            work = Path(folder)
            sources = save(work / "pages", number)
            load_sources(sources)
            tell(f"{number:,} articles", number, first := run(work / "home", sources))
            print(answers(work / "home", number))
            again = run(work / "home", sources)
            print(f"  again, with nothing new: {again['all_seconds']:.1f} s, {again['cpu_s']:.1f} CPU-s")
            if at == 0:
                tell("  without Prefect", number, bare := run(work / "bare", sources, is_bare=True))
                start = again["cpu_s"] - run(work / "bare", sources, is_bare=True)["cpu_s"]
                beyond = first["cpu_s"] - bare["cpu_s"] - start
                print(
                    f"  Prefect's own share: {start:.1f} CPU-s to start (from the runs with nothing new), beyond that "
                    f"{beyond:.1f} CPU-s, {beyond / bare['cpu_s']:.1%} of the run without it"
                )


if __name__ == "__main__":
    if sys.argv[1:2] == ["child"]:
        child(Path(sys.argv[2]), Path(sys.argv[3]), sys.argv[4] == "1")
    else:
        main([int(value) for value in sys.argv[1:]] or [1000])
