"""Results of a function over many items, each computed in a worker process that may hang, crash or leak alone.

Extraction and coding run here: a page that makes a parser hang costs its own time limit and nothing else, and a worker
is replaced after some hundred items because the parsers' memory grows. Threads would not do: the parsers hold the
interpreter lock. The standard pool cannot stop one hung call, so the parent watches one pipe a worker.
"""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from typing import Any, TypeVar

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


def in_processes(
    function: Callable[[Item], Result],
    items: Iterable[Item],
    *,
    workers: int,
    timeout_s: float,
    recycle_after: int = 500,
) -> Iterator[tuple[Item, Result | Failure]]:
    """Yield every item with its result or `Failure`, in the order in which they finish.

    ``function`` must be importable by name (it travels to fresh processes). ``timeout_s`` bounds one item, the start of
    a new process included. With ``workers`` 0 everything runs here, without limits: for tests and debugging.
    """
    if workers == 0:
        for item in items:
            yield item, _attempt(function, item)
        return
    waiting = iter(items)
    staff: list[_Worker] = []
    try:
        exhausted = False
        while True:
            while not exhausted and (free := _free(staff, function, workers, recycle_after)):
                try:
                    item = next(waiting)
                except StopIteration:
                    exhausted = True
                    break
                free.item, free.deadline = item, time.monotonic() + timeout_s
                free.pipe.send((item,))
            busy = [worker for worker in staff if worker.deadline]
            if not busy:
                return
            patience = max(0.0, min(worker.deadline for worker in busy) - time.monotonic())
            ready = wait([worker.pipe for worker in busy], patience)
            for worker in busy:
                if worker.pipe in ready:
                    yield worker.item, _receive(worker, staff)
                elif time.monotonic() >= worker.deadline:
                    _dismiss(worker, staff)
                    yield worker.item, Failure("timed_out", f"no result within {timeout_s:g} s")
    finally:
        for worker in list(staff):
            _dismiss(worker, staff)


def in_order(
    items: Sequence[Item], results: Iterable[tuple[Item, Result | Failure]]
) -> Iterator[tuple[Item, Result | Failure]]:
    """Yield the results of `in_processes` in the order of the items, each as soon as those before it are there.

    Items are told apart by value and must be hashable; of equal items each gets a result.
    """
    done: dict[Item, list[Result | Failure]] = {}
    coming = iter(results)
    for wanted in items:
        while not done.get(wanted):
            item, result = next(coming)
            done.setdefault(item, []).append(result)
        yield wanted, done[wanted].pop(0)


def _free(staff: list[_Worker], function: Callable[[Item], Result], workers: int, recycle_after: int) -> _Worker | None:
    for worker in list(staff):
        if not worker.deadline and worker.served >= recycle_after:
            _dismiss(worker, staff)
    idle = next((worker for worker in staff if not worker.deadline), None)
    if idle or len(staff) >= workers:
        return idle
    here, there = _CONTEXT.Pipe()
    process = _CONTEXT.Process(target=_serve, args=(function, there), daemon=True)
    process.start()
    there.close()
    staff.append(_Worker(process, here))
    return staff[-1]


def _receive(worker: _Worker, staff: list[_Worker]) -> Any:
    try:
        result = worker.pipe.recv()
    except (EOFError, OSError):
        worker.process.join(5)
        _dismiss(worker, staff)
        return Failure("crashed", f"worker ended with exit code {worker.process.exitcode}")
    worker.served += 1
    worker.deadline = 0.0
    return result


def _dismiss(worker: _Worker, staff: list[_Worker]) -> None:
    staff.remove(worker)
    worker.pipe.close()
    if worker.process.is_alive():
        worker.process.kill()
    worker.process.join()


def _attempt(function: Callable[[Any], Any], item: Any) -> Any:
    try:
        return function(item)
    except Exception as error:
        return Failure("failed", f"{type(error).__name__}: {error}")


def _serve(function: Callable[[Any], Any], pipe: Connection) -> None:
    while True:
        try:
            (item,) = pipe.recv()
        except EOFError:
            return
        pipe.send(_attempt(function, item))
