"""Results of a function over many items, each computed in a worker process that may hang, crash or leak alone.

Extraction and coding run here: a page that makes a parser hang costs its own time limit and nothing else, and a worker
is replaced after some hundred items because the parsers' memory grows. Threads would not do: the parsers hold the
interpreter lock. The standard pool cannot stop one hung call, so the parent watches one pipe a worker.
"""

from __future__ import annotations

import gc
import multiprocessing
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from typing import Any, Generic, Self, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

# spawn: a forked child would inherit the locks of Prefect's and Polars' threads in whatever state they are.
_CONTEXT = multiprocessing.get_context("spawn")


@dataclass(frozen=True, slots=True)
class Failure:
    """Why an item has no result: ``timed_out``, ``crashed`` (the process died) or ``failed`` (it raised)."""

    outcome: str
    reason: str


@dataclass(slots=True)
class _Worker:
    process: SpawnProcess
    pipe: Connection
    served: int = 0
    item: Any = None
    deadline: float = 0.0


class Staff(Generic[Item, Result]):
    """Worker processes for one function, kept from one call of `results` to the next.

    ``function`` must be importable by name (it travels to fresh processes). ``timeout_s`` bounds one item, the start of
    a new process included. With ``workers`` 0 everything runs here, without limits: for tests and debugging. Leaving the
    ``with`` block ends the processes: a started worker has loaded reader and dictionaries, which takes as long as eight
    articles, so a caller with many batches keeps one staff for all of them.
    """

    def __init__(
        self, function: Callable[[Item], Result], *, workers: int, timeout_s: float, recycle_after: int = 500
    ) -> None:
        """Note what is to be done; no process is started before there is work."""
        self._function = function
        self._size = workers
        self._timeout_s = timeout_s
        self._recycle_after = recycle_after
        self._workers: list[_Worker] = []

    def __enter__(self) -> Self:
        """Return the staff, to be dismissed at the end of the block."""
        return self

    def __exit__(self, *_: object) -> None:
        """End every process, whatever it is doing."""
        for worker in list(self._workers):
            self._dismiss(worker)

    def results(self, items: Iterable[Item]) -> Iterator[tuple[Item, Result | Failure]]:
        """Yield every item with its result or `Failure`, in the order in which they finish."""
        if self._size == 0:
            for item in items:
                yield item, _attempt(self._function, item)
            return
        waiting = iter(items)
        exhausted = False
        try:
            while True:
                while not exhausted and (free := self._free()):
                    try:
                        item = next(waiting)
                    except StopIteration:
                        exhausted = True
                        break
                    free.item, free.deadline = item, time.monotonic() + self._timeout_s
                    with suppress(OSError):  # it died while idle: its pipe is read as a crash below
                        free.pipe.send((item,))
                busy = [worker for worker in self._workers if worker.deadline]
                if not busy:
                    return
                patience = max(0.0, min(worker.deadline for worker in busy) - time.monotonic())
                ready = wait([worker.pipe for worker in busy], patience)
                for worker in busy:
                    if worker.pipe in ready:
                        yield worker.item, self._receive(worker)
                    elif time.monotonic() >= worker.deadline:
                        self._dismiss(worker)
                        yield worker.item, Failure("timed_out", f"no result within {self._timeout_s:g} s")
        finally:
            # Whoever stops reading leaves work under way: its late results must not meet the next items.
            for worker in [worker for worker in self._workers if worker.deadline]:
                self._dismiss(worker)

    def _free(self) -> _Worker | None:
        for worker in list(self._workers):
            if not worker.deadline and (worker.served >= self._recycle_after or not worker.process.is_alive()):
                self._dismiss(worker)
        idle = next((worker for worker in self._workers if not worker.deadline), None)
        if idle or len(self._workers) >= self._size:
            return idle
        here, there = _CONTEXT.Pipe()
        process = _CONTEXT.Process(target=_serve, args=(self._function, there), daemon=True)
        process.start()
        there.close()
        self._workers.append(_Worker(process, here))
        return self._workers[-1]

    def _receive(self, worker: _Worker) -> Any:
        try:
            result = worker.pipe.recv()
        except (EOFError, OSError):
            worker.process.join(5)
            self._dismiss(worker)
            return Failure("crashed", f"worker ended with exit code {worker.process.exitcode}")
        worker.served += 1
        worker.deadline = 0.0
        return result

    def _dismiss(self, worker: _Worker) -> None:
        self._workers.remove(worker)
        worker.pipe.close()
        if worker.process.is_alive():
            worker.process.kill()
        worker.process.join()


def in_order(
    items: Sequence[Item], results: Iterable[tuple[Item, Result | Failure]]
) -> Iterator[tuple[Item, Result | Failure]]:
    """Yield the results of `Staff.results` in the order of the items, each as soon as those before it are there.

    Items are told apart by value and must be hashable; of equal items each gets a result.
    """
    done: dict[Item, list[Result | Failure]] = {}
    coming = iter(results)
    for wanted in items:
        while not done.get(wanted):
            item, result = next(coming)
            done.setdefault(item, []).append(result)
        yield wanted, done[wanted].pop(0)


def _attempt(function: Callable[[Any], Any], item: Any) -> Any:
    try:
        return function(item)
    except Exception as error:
        return Failure("failed", f"{type(error).__name__}: {error}")


# Nearly all that is made for an item goes with it: looking for cycles after every 700 objects took a sixteenth of coding.
_OBJECTS_BETWEEN_COLLECTIONS = 50_000


def _serve(function: Callable[[Any], Any], pipe: Connection) -> None:
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS)
    while True:
        try:
            (item,) = pipe.recv()
        except EOFError:
            return
        pipe.send(_attempt(function, item))
