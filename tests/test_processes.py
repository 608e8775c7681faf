"""Worker processes: a hung or dying item costs itself and nothing else."""

import os
import time

import pytest

from flows.processes import Failure, Staff, in_order


def work(item: str) -> str:
    if item == "hang":
        time.sleep(60)
    if item == "die":
        os._exit(7)
    if item == "raise":
        raise ValueError("no")
    return item.upper()


@pytest.mark.slow
def test_each_item_gets_its_result_or_its_named_failure():
    items = ["a", "hang", "b", "die", "raise", "c", "d"]
    with Staff(work, workers=2, timeout_s=5, recycle_after=2) as staff:
        results = dict(staff.results(items))
    assert results == {
        "a": "A",
        "b": "B",
        "c": "C",
        "d": "D",
        "hang": Failure("timed_out", "no result within 5 s"),
        "die": Failure("crashed", "worker ended with exit code 7"),
        "raise": Failure("failed", "ValueError: no"),
    }


def test_without_workers_items_run_here():
    assert list(Staff(work, workers=0, timeout_s=1).results(["a", "raise"])) == [
        ("a", "A"),
        ("raise", Failure("failed", "ValueError: no")),
    ]


def test_results_come_in_the_order_of_the_items():
    results = iter([("b", 2), ("a", 1), ("c", 3), ("a", 4)])
    assert list(in_order(["a", "b", "a", "c"], results)) == [("a", 1), ("b", 2), ("a", 4), ("c", 3)]
