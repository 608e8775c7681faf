"""Results of a function over batches, computed by worker processes of this machine or by a Dask cluster.

The setting ``runner`` chooses: ``processes``; ``dask``, a cluster of this machine's cores, made for the step; or
``dask:tcp://HOST:PORT``, one that is there already, whose machines see the ledger's home under the same path (extraction
reads the archive; coding reads nothing) and have this version of Sayso. Either way a batch is written by the process that
runs the flow, and the rows are the same.

On a Dask worker, too, each item is computed in a child process of its own fate: a page that hangs costs its time limit,
not the cluster. A Dask worker that is lost costs its batch, which Dask gives to another; a batch that three workers died
of is computed here, item by item.
"""

from __future__ import annotations

import functools
import multiprocessing
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

from prefect import task
from prefect.cache_policies import NO_CACHE

from flows.processes import Failure, Staff
from flows.settings import Settings
from transforms.errors import SaysoError

if TYPE_CHECKING:
    from prefect_dask.task_runners import DaskTaskRunner

Item = TypeVar("Item")
Result = TypeVar("Result")
Results = Iterator[tuple[Item, Result | Failure]]

# Batches that wait or are under way for each worker: enough that none is idle, few enough that their results,
# which wait for the writer, do not fill the memory.
BATCHES_AHEAD = 3


class RunnerError(SaysoError, RuntimeError):
    """The cluster cannot be used; the message says why."""


@contextmanager
def runner(
    settings: Settings, function: Callable[[Item], Result], *, timeout_s: float
) -> Iterator[Callable[[Iterable[Sequence[Item]]], Iterator[Results[Item, Result]]]]:
    """Yield what turns batches of items into batches of results, as the settings say; raise `RunnerError`.

    A batch's results are computed as they are read. ``function`` is importable by name; ``timeout_s`` bounds one item.
    """
    with Staff(function, workers=settings.workers, timeout_s=timeout_s) as staff:
        if settings.runner == "processes":
            yield lambda batches: (staff.results(batch) for batch in batches)
            return
        with _cluster(settings) as (cluster, n_workers):
            yield lambda batches: _on_dask(cluster, n_workers, staff, function, timeout_s, batches)


@contextmanager
def _cluster(settings: Settings) -> Iterator[tuple[DaskTaskRunner, int]]:
    try:
        import dask
        from prefect_dask.task_runners import DaskTaskRunner
    except ImportError as error:
        raise RunnerError("the runner dask needs the extra of that name: pip install 'sayso[dask]'") from error
    address = settings.runner.removeprefix("dask").removeprefix(":")
    local = {"n_workers": max(1, settings.workers), "threads_per_worker": 1, "dashboard_address": None}
    cluster = DaskTaskRunner(address=address) if address else DaskTaskRunner(cluster_kwargs=local)
    # A daemon may not have children, and ours has one for the items. Workers that replace lost ones look here, too.
    with dask.config.set({"distributed.worker.daemon": False}), ExitStack() as stack:
        try:
            stack.enter_context(cluster)
            # The first use of the client starts or reaches the cluster.
            n_workers = len(cluster.client.scheduler_info(n_workers=-1)["workers"])
        except OSError as error:
            raise RunnerError(f"no Dask scheduler answers at {address}: {error}") from error
        yield cluster, n_workers


def _on_dask(
    cluster: DaskTaskRunner,
    n_workers: int,
    staff: Staff[Item, Result],
    function: Callable[[Item], Result],
    timeout_s: float,
    batches: Iterable[Sequence[Item]],
) -> Iterator[Results[Item, Result]]:
    coming = iter(batches)
    under_way: deque[tuple[Sequence[Item], Any]] = deque()

    def submit(number: int) -> None:
        for batch in islice(coming, number):
            given = {"function": function, "items": list(batch), "timeout_s": timeout_s}
            under_way.append((batch, cluster.submit(compute, given)))

    submit(BATCHES_AHEAD * max(1, n_workers))
    while under_way:
        batch, future = under_way.popleft()
        yield _received(batch, future, staff)
        submit(1)


def _received(batch: Sequence[Any], future: Any, staff: Staff[Any, Any]) -> Results[Any, Any]:
    from distributed import KilledWorker

    try:
        done = future.result()
    except KilledWorker:
        yield from staff.results(batch)
    else:
        yield from done


@task(name="compute", cache_policy=NO_CACHE)
def compute(
    function: Callable[[Item], Result], items: Sequence[Item], timeout_s: float
) -> list[tuple[Item, Result | Failure]]:
    """Return each item of a batch with its result or failure; runs on a Dask worker."""
    # A task travels by value, with all that it names but functions of modules: the lock must not.
    return _computed(function, items, timeout_s)


def _computed(
    function: Callable[[Item], Result], items: Sequence[Item], timeout_s: float
) -> list[tuple[Item, Result | Failure]]:
    if multiprocessing.current_process().daemon:
        raise RunnerError(
            "Dask's workers must be allowed children: set DASK_DISTRIBUTED__WORKER__DAEMON=False for them"
        )
    with _busy:
        return list(_resident(function, timeout_s).results(items))


# One child process a Dask worker, kept between batches.
_busy = threading.Lock()


@functools.cache
def _resident(function: Callable[[Any], Any], timeout_s: float) -> Staff[Any, Any]:
    return Staff(function, workers=1, timeout_s=timeout_s)
