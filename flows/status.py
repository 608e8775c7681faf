"""What an operator must know, in one screen: what is wrong, with the command that mends it, and then the facts."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from flows import code, extract, runs
from flows.settings import ARCHIVE, Settings
from flows.sources import PACKAGED, load_sources
from flows.worker import DEPLOYMENTS, LOG
from transforms.errors import SaysoError
from warehouse.database import FILE, Warehouse
from warehouse.lock import Holder, holder
from warehouse.shelf import index, newest
from warehouse.store import open_store

# An outlet with nothing new for so long is broken more often than silent.
SILENT_AFTER = timedelta(days=2)
# What a run writes beside the ledger itself: spilled joins, Prefect's database, logs.
SPARE_BYTES = 1_000_000_000

LAST_ARTICLES = "SELECT outlet, max(fetched_at) FROM sources LEFT JOIN articles USING (outlet) GROUP BY outlet"
COUNTS = """
    SELECT (SELECT count(*) FROM articles) AS articles, (SELECT count(*) FROM statements) AS statements,
           (SELECT count(*) FROM mentions) AS mentions, (SELECT count(*) FROM events) AS events
"""

WAITING = """
    SELECT count(*) FROM articles
    WHERE outcome = 'extracted' AND fetched_at < $2 AND ($1::TIMESTAMPTZ IS NULL OR fetched_at > $1)
"""


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing that is wrong, and the command that mends it or shows more."""

    what: str
    mend: str


@dataclass(slots=True)
class Status:
    """What is wrong, worst first, and every fact by name."""

    troubles: list[Trouble] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)

    def trouble(self, what: str, mend: str) -> None:
        """Note something that is wrong."""
        self.troubles.append(Trouble(what, mend))

    def as_json(self) -> dict[str, Any]:
        """Return everything as one object."""
        return {"troubles": [asdict(trouble) for trouble in self.troubles], **self.facts}


def status(settings: Settings, now: datetime) -> Status:
    """Look at the ledger, its disk and the Prefect server; what cannot be looked at is told as trouble, not raised."""
    found = Status(facts={"home": str(settings.home.resolve())})
    if not (settings.home / FILE).exists():
        found.trouble("nothing was collected into this home yet", "sayso run")
    held = holder(settings.home)
    _disk(found, settings, now)
    _lock(found, settings, held, now)
    published_at = _publications(found, settings, now)
    _ledger(found, settings, held is not None, published_at, now)
    _runs(found, settings, now)
    return found


def lines(found: Status) -> Iterator[str]:
    """Yield the screen: what is wrong with its command, then a line for every fact."""
    for trouble in found.troubles:
        yield f"WRONG: {trouble.what}"
        yield f"       {trouble.mend}"
    if not found.troubles:
        yield "Nothing is wrong."
    yield ""
    for name, value in found.facts.items():
        yield f"{name.replace('_', ' '):<16} {_shown(name, value)}"


def _lock(found: Status, settings: Settings, held: Holder | None, now: datetime) -> None:
    found.facts["writing"] = {"who": held.what, "for_s": (now - held.since).total_seconds()} if held else None
    if held and now - held.since > timedelta(seconds=settings.overdue_after_s):
        what = f"{held.what} has been writing for {_span(now - held.since)}: it hangs, or there is much to do"
        found.trouble(what, f"kill {held.pid} && sayso run" if held.pid else "sayso run")


def _ledger(found: Status, settings: Settings, is_busy: bool, published_at: datetime | None, now: datetime) -> None:
    """Note backlog, quarantine, failed codings and silent outlets, which the warehouse knows."""
    if not (settings.home / FILE).exists():
        return
    try:
        with Warehouse(settings.home, read_only=True, wait_s=5) as warehouse:
            pending = code.parted(warehouse.query(code.PENDING).to_dicts(), settings.languages)
            to_extract = len(extract.select_pages(warehouse, settings.home, extract.NEW))
            last = dict(warehouse.query(LAST_ARTICLES).rows())
            coded = dict(warehouse.query("SELECT outcome, count(*) FROM codings GROUP BY ALL ORDER BY ALL").rows())
            aside = dict(warehouse.query("SELECT rule, count(*) FROM quarantine GROUP BY ALL ORDER BY ALL").rows())
            (counts,) = warehouse.query(COUNTS).to_dicts()
            patience = DEPLOYMENTS["publish"] + timedelta(seconds=settings.overdue_after_s)
            (waiting,) = warehouse.connection.execute(WAITING, [published_at, now - patience]).fetchone() or (0,)
    except SaysoError as error:
        if is_busy:
            found.facts["warehouse"] = f"not looked at: {error}"
        else:
            found.trouble(str(error), "sayso rebuild")
        return
    backlog = {"extract": to_extract, "code": len(pending.to_code)}
    found.facts |= {"backlog": backlog, "coding": coded, "quarantine": aside, "rows": counts}
    if any(backlog.values()) and not is_busy:
        left = ", ".join(f"{step} {number}" for step, number in backlog.items())
        found.trouble(f"a run ended before its work was done: left to {left}", "sayso run")
    if waiting and not is_busy:
        found.trouble(
            f"{waiting} articles have waited for more than {_span(patience)} to be published", "sayso publish"
        )
    _silent(found, settings, last, now)


def _silent(found: Status, settings: Settings, last: dict[str, datetime | None], now: datetime) -> None:
    try:
        listed = load_sources(settings.sources or PACKAGED).outlets
    except SaysoError as error:
        found.trouble(str(error), "sayso sources check")
        return
    # Saved pages are silent by nature; an outlet that was never tried is new, not silent.
    tried = {outlet.name: last[outlet.name] for outlet in listed if outlet.is_on_network and outlet.name in last}
    silent = {name: at for name, at in tried.items() if at is None or now - at.astimezone(UTC) > SILENT_AFTER}
    found.facts["silent_outlets"] = {name: at and at.astimezone(UTC) for name, at in sorted(silent.items())}
    if silent:
        names = ", ".join(sorted(silent))
        only = f" --only {names}" if len(silent) == 1 else ""
        found.trouble(f"nothing new for {SILENT_AFTER.days} days from {names}", f"sayso sources check{only}")


def _publications(found: Status, settings: Settings, now: datetime) -> datetime | None:
    """Note the newest snapshot's age and how the last publication ended; return when the newest was published."""
    try:
        if settings.store:
            open_store(settings.home, settings.store).refresh()
        held = index(settings.home)
    except SaysoError as error:
        found.trouble(str(error), "sayso snapshots")
        return None
    published = [(run["snapshot"], datetime.fromisoformat(run["at"])) for run in held if run["outcome"] == "published"]
    name, at = published[-1] if published else (None, None)
    found.facts["newest_snapshot"] = {"name": name, "age_s": (now - at).total_seconds()} if at else None
    if at and at > now + timedelta(seconds=60):
        what = f"the newest snapshot is of {at:%Y-%m-%d %H:%M}Z, which has not come: the clock is wrong, or was"
        found.trouble(what, "timedatectl")
    if held and held[-1]["outcome"] not in ("published", "expired", "running"):
        reason = " ".join(str(held[-1]["reason"]).split())
        found.trouble(f"the last publication was {held[-1]['outcome']}: {reason}", "sayso publish")
    return at


def _disk(found: Status, settings: Settings, now: datetime) -> None:
    """Note free space, and what a day may take: the archive's growth, a snapshot written anew, the warehouse rewritten."""
    home = settings.home
    if not home.exists():
        return
    if not os.access(home, os.W_OK):
        found.trouble(f"{home} cannot be written", f"ls -ld {home}")
    free = shutil.disk_usage(home).free
    grown = sum(size for size, at in _files(home / ARCHIVE) if now.timestamp() - at < 86_400)
    snapshot = newest(home)
    again = sum(size for size, _ in _files(snapshot)) if snapshot else 0
    need = SPARE_BYTES + grown + again + sum(path.stat().st_size for path in home.glob(f"{FILE}*"))
    used = sum(size for size, _ in _files(home))
    found.facts["disk"] = {"used_bytes": used, "free_bytes": free, "day_needs_bytes": need}
    if free < need:
        found.trouble(f"{_bytes(free)} free on the disk, a day may need {_bytes(need)}", "sayso snapshots gc")


def _runs(found: Status, settings: Settings, now: datetime) -> None:
    """Note the runs of each deployment; without a server that is wrong only where there was one."""
    url = runs.address()
    try:
        told = runs.deployments(url)
    except SaysoError as error:
        found.facts["scheduler"] = str(error)
        if (settings.home / LOG).exists() or "PREFECT_API_URL" in os.environ:
            found.trouble(f"nothing is scheduled: {error}", "sayso worker")
        return
    found.facts["scheduler"] = url
    for name in DEPLOYMENTS:
        if name not in told:
            found.trouble(f"the server at {url} knows no deployment {name}", "sayso worker")
            continue
        found.facts[name] = _run_facts(told[name], now)
        patience = DEPLOYMENTS[name] + timedelta(seconds=settings.overdue_after_s)
        _judge(found, name, told[name], patience, f"PREFECT_API_URL={url} prefect", now)


def _judge(found: Status, name: str, told: runs.Deployment, patience: timedelta, prefect: str, now: datetime) -> None:
    last, completed, due = told.last, told.completed, told.due
    if last and last.state in ("Failed", "Crashed", "TimedOut"):
        found.trouble(f"the last {name} {last.state.lower()}: {last.message}", f"{prefect} flow-run logs {last.run_id}")
    if last and last.state == "Running" and last.began_at and now - last.began_at > patience:
        what = f"{name} has been running for {_span(now - last.began_at)}"
        found.trouble(what, f"{prefect} flow-run cancel {last.run_id}")
    elif completed and completed.ended_at and now - completed.ended_at > patience:
        what = f"no {name} has completed for {_span(now - completed.ended_at)}"
        found.trouble(what, f"{prefect} deployment run {name}/{name}")
    if due and due.state == "Late" and due.due_at:
        found.trouble(f"{name} is late by {_span(now - due.due_at)}: no worker takes it", "sayso worker")
    if due is None:
        found.trouble(f"no {name} is scheduled", "sayso worker")


def _run_facts(told: runs.Deployment, now: datetime) -> dict[str, Any]:
    last, facts = told.last, {}
    if last and last.began_at:
        took = (last.ended_at or now) - last.began_at
        facts = {"state": last.state, "began_at": last.began_at, "took_s": took.total_seconds()}
    return facts | {"next_at": told.due.due_at if told.due else None}


def _files(folder: Path) -> Iterator[tuple[int, float]]:
    """Yield size and time of every file under a folder."""
    for path in folder.rglob("*"):
        try:
            facts = path.lstat()
        except FileNotFoundError:  # a run under way has moved it
            continue
        if path.is_file() and not path.is_symlink():
            yield facts.st_size, facts.st_mtime


# Facts with a unit, and how people read their names; what is not among them is a count.
LABELS = {
    "used_bytes": "used", "free_bytes": "free", "day_needs_bytes": "a day needs", "for_s": "for", "age_s": "age",
    "began_at": "began", "took_s": "took", "next_at": "next",
}  # fmt: skip


def _shown(name: str, value: Any) -> str:
    if value is None or value == {}:
        return "-"
    if isinstance(value, dict):
        return ", ".join(f"{LABELS.get(key, key)} {_shown(key, each)}" for key, each in value.items())
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}Z"
    unit = name.rpartition("_")[2] if name in LABELS else ""
    return _bytes(value) if unit == "bytes" else _span(timedelta(seconds=value)) if unit == "s" else str(value)


def _span(length: timedelta) -> str:
    seconds = max(0, int(length.total_seconds()))
    for unit, size in (("days", 86_400), ("hours", 3_600), ("min", 60)):
        if seconds >= 2 * size:
            return f"{seconds // size} {unit}"
    return f"{seconds} s"


def _bytes(number: int) -> str:
    return f"{number / 1e9:.1f} GB" if number >= 1e8 else f"{number / 1e6:.1f} MB"
