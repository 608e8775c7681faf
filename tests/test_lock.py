"""One process at a time writes into a home; a dead one is in nobody's way."""

import multiprocessing
import os
import time

import pytest

from warehouse.lock import LockedError, writing


def hold(home, seconds, ready):
    with writing(home, "ingest"):
        ready.set()
        time.sleep(seconds)
        if not seconds:
            os._exit(9)


def held(home, seconds):
    context = multiprocessing.get_context("spawn")
    ready = context.Event()
    process = context.Process(target=hold, args=(home, seconds, ready))
    process.start()
    assert ready.wait(30)
    return process


@pytest.mark.slow
def test_the_second_is_told_who_is_first_or_waits(tmp_path):
    process = held(tmp_path, 2)
    with pytest.raises(LockedError, match=f"another process: ingest, process {process.pid}"), writing(tmp_path, "run"):
        raise AssertionError("two at once")
    with writing(tmp_path, "publish", wait_s=30):
        assert (tmp_path / ".writing").read_text().startswith("publish, process")
    process.join()


@pytest.mark.slow
def test_a_process_that_died_holds_nothing(tmp_path):
    held(tmp_path, 0).join()
    with writing(tmp_path, "run"):
        pass


def test_one_after_the_other_is_no_conflict(tmp_path):
    for what in ("run", "run"):
        with writing(tmp_path, what):
            pass
