"""The right to write into a home, held by one process at a time and freed by the system when that process dies."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from transforms.errors import SaysoError

FILE = ".writing"
# How often a waiting process looks again: a run lasts minutes.
POLL_S = 1.0


class LockedError(SaysoError, RuntimeError):
    """Another process is writing into the home; the message says which and what it does."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Who is writing into a home: what it does, its process id where it could be read, and since when."""

    what: str
    pid: int | None
    since: datetime


def holder(home: Path) -> Holder | None:
    """Return who holds the home, None where nobody does. A process that died holds nothing, whatever its file says."""
    try:
        with (home / FILE).open(encoding="utf-8") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                what = file.read().strip()
                pid = what.rpartition(" ")[2]
                since = datetime.fromtimestamp(os.fstat(file.fileno()).st_mtime, UTC)
                return Holder(what, int(pid) if pid.isdigit() else None, since)
    except FileNotFoundError:
        pass
    return None


@contextmanager
def writing(home: Path, what: str, *, wait_s: float = 0.0) -> Iterator[None]:
    """Hold the home while ``what`` is done to it; raise `LockedError` when another still holds it after ``wait_s``."""
    home.mkdir(parents=True, exist_ok=True)
    with (home / FILE).open("a+", encoding="utf-8") as file:
        deadline = time.monotonic() + wait_s
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError as error:
                if time.monotonic() >= deadline:
                    file.seek(0)
                    raise LockedError(f"{home} is being written by another process: {file.read().strip()}") from error
                time.sleep(POLL_S)
        file.truncate(0)
        file.write(f"{what}, process {os.getpid()}")
        file.flush()
        yield
        # What is left in the file is told only while the lock is held.
