"""Where batches are computed changes nothing about their results: processes here, Dask, workers that are lost."""

import os
import time
from collections import Counter
from pathlib import Path

import pytest
from prefect import flow
from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings
from prefect.testing.utilities import prefect_test_harness

from flows.processes import Failure
from flows.runners import RunnerError, runner
from flows.settings import SettingsError, load_settings

BATCHES = [["a", "b"], ["c", "raise"], ["d", "hang"], ["e"]]
RESULTS = {
    "a": "A",
    "b": "B",
    "c": "C",
    "raise": Failure("failed", "ValueError: no"),
    "d": "D",
    "hang": Failure("timed_out", "no result within 10 s"),
    "e": "E",
}


def work(item: str) -> str:
    if item == "hang":
        time.sleep(60)
    if item == "raise":
        raise ValueError("no")
    if item.startswith("kill"):
        _, times, marks = item.split(":")
        with Path(marks).open("a+") as file:
            file.seek(0)
            if len(file.read()) < int(times):
                file.write("x")
                file.flush()
                os.kill(os.getppid(), 9)  # the Dask worker whose child this is
                time.sleep(60)
    return item.upper()


def settings(**given):
    return load_settings(environ={}, **given)


def results(batches, timeout_s=10, **given):
    with runner(settings(**given), work, timeout_s=timeout_s) as compute:
        return [dict(found) for found in compute(batches)]


def test_without_workers_batches_are_computed_here_in_order():
    assert results([["a"], ["b", "raise"]], workers=0) == [{"a": "A"}, {"b": "B", "raise": RESULTS["raise"]}]


@pytest.mark.parametrize("wrong", ["threads", "dask:", "dask:somewhere", "dask:http://host:8786"])
def test_another_runner_is_refused(wrong):
    with pytest.raises(SettingsError, match="setting runner"):
        settings(runner=wrong)


@pytest.fixture(scope="module")
def prefect():
    with (
        prefect_test_harness(server_startup_timeout=120),
        temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}),
    ):
        yield


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize("where", ["processes", "dask"])
def test_every_item_has_its_result_or_its_named_failure(prefect, where):
    found = flow(results, name="test")(BATCHES, runner=where, workers=2)
    assert Counter(len(batch) for batch in found) == {2: 3, 1: 1}
    assert {item: result for batch in found for item, result in batch.items()} == RESULTS


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_lost_workers_cost_no_result(prefect, tmp_path):
    # Three times Dask gives the batch to another worker; the fourth time it gives it up, and it is computed here.
    killing = f"kill:4:{tmp_path / 'deaths'}"
    found = flow(results, name="test")([["a"], ["b", killing], ["c"], ["d"]], timeout_s=60, runner="dask", workers=2)
    assert found == [{"a": "A"}, {"b": "B", killing: killing.upper()}, {"c": "C"}, {"d": "D"}]
    assert (tmp_path / "deaths").read_text() == "xxxx"


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_scheduler_that_does_not_answer_is_told_in_one_line(prefect):
    with pytest.raises(RunnerError, match=r"no Dask scheduler answers at tcp://127\.0\.0\.1:1"):
        flow(results, name="test")([["a"]], runner="dask:tcp://127.0.0.1:1")
