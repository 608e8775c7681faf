"""Extraction in worker processes: a page that hangs or kills its worker costs itself alone, and has a row that says so."""

import os
import time

import pytest

from flows import extract
from flows.processes import Staff
from tests.collected import answered, at_home, record, story
from warehouse.database import Warehouse

TEXT = "The pass road reopened on Thursday after nine months of repairs, the ministry of transport said in a statement."


def extract_or_fail(page: extract.ToExtract) -> extract.Extracted:
    """Extract a page, but hang or die at those that say so in their address."""
    if page.url.endswith("hangs"):
        time.sleep(60)
    if page.url.endswith("kills"):
        os._exit(9)
    return extract.extract_page(page)


@pytest.mark.slow
def test_a_page_that_hangs_or_kills_its_worker_costs_itself_alone(tmp_path):
    settings = at_home(tmp_path)
    names = ["a", "hangs", "b", "kills", "c"]
    record(tmp_path, *(answered(name, story(f"{name}: {TEXT}")) for name in names))
    pages = extract.pending_pages(tmp_path)
    with Staff(extract_or_fail, workers=1, timeout_s=20) as staff:
        batch = [extract.extracted(page, result) for page, result in staff.results(pages)]
    extract.store_extracted(settings.home, batch)
    with Warehouse(tmp_path, read_only=True) as warehouse:
        found = warehouse.query("SELECT url, outcome FROM articles ORDER BY url").rows()
    assert [(url.rpartition("/")[2], outcome) for url, outcome in found] == [
        ("a", "extracted"),
        ("b", "extracted"),
        ("c", "extracted"),
        ("hangs", "timed_out"),
        ("kills", "crashed"),
    ]
    assert extract.pending_pages(tmp_path) == []
