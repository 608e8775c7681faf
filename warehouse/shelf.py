"""The folder of snapshots: which there are, which is the newest, and how one is put there whole or not at all.

snapshots/latest.json   the newest snapshot: name, manifest digest, time; replaced atomically
snapshots/index.json    every run in order: name, run, times, outcome, reason, manifest digest; sealed with its own digest
snapshots/.lock         held by the one process that publishes; freed by the system when that dies
snapshots/.stage-*      a publication under way, or one that was killed; removed by the next
"""

from __future__ import annotations

import fcntl
import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from transforms.errors import SaysoError
from transforms.ids import digest

if TYPE_CHECKING:
    from warehouse.store import Folder, Swept


FOLDER = "snapshots"
STAGE = ".stage-"
NAME = re.compile(r"\d{4}-\d{2}-\d{2}\.\d{2,}")
SEAL = "sha256"
CRASHED = {"outcome": "crashed", "reason": "the process ended before the snapshot was whole"}


class SnapshotError(SaysoError):
    """A snapshot cannot be found, read or published."""


class StoreError(SnapshotError):
    """A store cannot be reached or refuses; the message is one line and carries no secret."""


def shelf(home: Path) -> Path:
    """Return the folder of snapshots of a home."""
    return home / FOLDER


def latest(home: Path) -> Path:
    """Return the newest snapshot's folder; raise `SnapshotError` where nothing was published yet."""
    found = newest(home)
    if found is None:
        raise SnapshotError(f"nothing was published into {home} yet")
    return found


def newest(home: Path) -> Path | None:
    """Return the newest snapshot's folder, None where nothing was published yet."""
    path = shelf(home) / "latest.json"
    if not path.exists():
        return None
    name = read_json(path).get("snapshot")
    if not isinstance(name, str) or name not in {run["snapshot"] for run in index(home)}:
        raise SnapshotError(f"{path} is damaged: it points to {name!r}, of which index.json tells nothing")
    return shelf(home) / name


def index(home: Path) -> list[dict[str, Any]]:
    """Return every run, oldest first, those that were refused, failed or expired too."""
    path = shelf(home) / "index.json"
    return runs(path.read_bytes(), path) if path.exists() else []


def runs(text: bytes, where: object) -> list[dict[str, Any]]:
    """Return the runs of an index; raise `SnapshotError` where it does not match its own digest."""
    body = parse(text, where)
    found: list[dict[str, Any]] = body.get("runs", [])
    # An index of an older Sayso carries no digest until a run is entered.
    if text not in (dump({"runs": found}).encode(), seal({"runs": found}).encode()):
        raise SnapshotError(f"{where} was altered: it does not match its own digest")
    if not (isinstance(found, list) and all(map(_is_run, found))):
        raise SnapshotError(f"{where} is sealed but lists no runs")
    return found


def _is_run(run: Any) -> bool:
    """Tell whether an entry is what `begin` enters; a name that leads elsewhere is none."""
    if not (isinstance(run, dict) and {"snapshot", "at", "outcome", "reason", "manifest"} <= run.keys()):
        return False
    try:
        return bool(NAME.fullmatch(run["snapshot"]) and datetime.fromisoformat(run["at"]).tzinfo)
    except (TypeError, ValueError):
        return False


def kept(home: Path) -> list[Path]:
    """Return the folders of all snapshots that are kept and lie here, oldest first."""
    folders = [shelf(home) / str(run["snapshot"]) for run in index(home) if run["outcome"] == "published"]
    return [folder for folder in folders if folder.is_dir()]


def redactions(home: Path) -> list[dict[str, Any]]:
    """Return every redaction that was ordered: table, ids, columns, reason, time."""
    path = shelf(home) / "redactions.json"
    if not path.exists():
        return []
    held = read_json(path).get("redactions")
    if not (isinstance(held, list) and all(isinstance(order, dict) for order in held)):
        raise SnapshotError(f"{path} lists no redactions")
    return held


def read_json(path: Path) -> dict[str, Any]:
    """Return a JSON object; raise `SnapshotError` where the file is missing or damaged."""
    try:
        return parse(path.read_bytes(), path)
    except OSError as error:
        raise SnapshotError(f"{path} cannot be read: {error}") from error


def parse(text: bytes, where: object) -> dict[str, Any]:
    """Return a JSON object; raise `SnapshotError` where the text is none."""
    try:
        found = json.loads(text)
        dump(found).encode()  # An escape may stand for half a character, which nothing can be written with.
    except (ValueError, RecursionError) as error:
        raise SnapshotError(f"{where} cannot be read: {error}") from error
    if not isinstance(found, dict):
        raise SnapshotError(f"{where} cannot be read: it is no JSON object")
    return found


def seal(body: dict[str, Any]) -> str:
    """Return the text of a JSON object with the digest of itself without that digest."""
    return dump(body | {SEAL: digest(dump(body))})


def dump(body: object) -> str:
    """Return the one JSON text that Sayso writes for a value, so that text can be compared byte by byte."""
    return json.dumps(body, ensure_ascii=False, indent=1, default=str) + "\n"


def write(path: Path, body: bytes) -> None:
    """Replace a file atomically."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.new")
    beside.write_bytes(body)
    sync(beside)
    beside.replace(path)
    sync(path.parent)


def sync(path: Path) -> None:
    """Wait until a file or folder is on disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_tree(folder: Path) -> None:
    """Wait until everything in a folder is on disk."""
    for path in sorted(folder.rglob("*")):
        sync(path)
    sync(folder)


@contextmanager
def publishing(store: Folder, now: datetime) -> Iterator[Swept]:
    """Hold the right to publish into a home, after the leavings of a killed publication are settled; give what those were."""
    folder = shelf(store.home)
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise SnapshotError(f"another process is publishing into {store.home}") from error
        store.refresh()
        yield store.settle(now)


def begin(store: Folder, run_id: str, now: datetime) -> dict[str, Any]:
    """Enter a new run under the next free name of the day, ``YYYY-MM-DD.NN``."""
    day = now.astimezone(UTC).date().isoformat()
    run = {"run_id": run_id, "at": now.isoformat(), "outcome": "running", "reason": None, "manifest": None}

    def entered(runs: list[dict[str, Any]]) -> list[dict[str, Any]]:
        numbers = [int(str(held["snapshot"])[11:]) for held in runs if str(held["snapshot"]).startswith(day)]
        return [*runs, {"snapshot": f"{day}.{max(numbers, default=0) + 1:02}"} | run]

    return store.record(entered)[-1]


def end(
    store: Folder, run: dict[str, Any], outcome: str, reason: str | None = None, manifest: str | None = None
) -> None:
    """Record how a run ended."""
    run |= {"outcome": outcome, "reason": reason, "manifest": manifest}
    store.record(lambda runs: [run if held["snapshot"] == run["snapshot"] else held for held in runs])


def write_runs(home: Path, runs: list[dict[str, Any]]) -> None:
    """Replace the index."""
    write(shelf(home) / "index.json", seal({"runs": runs}).encode())


def pointer(run: dict[str, Any]) -> dict[str, Any]:
    """Return what ``latest.json`` says when a run's snapshot is the newest."""
    return {"snapshot": run["snapshot"], "published_at": run["at"], "manifest": run["manifest"]}
