"""Files projected from the table declarations and committed are current."""

from __future__ import annotations

import pytest

from warehouse.database import connect
from warehouse.generate import GENERATED, HERE


@pytest.mark.parametrize("file", GENERATED)
def test_generated_files_are_current(file: str) -> None:
    assert (HERE / file).read_text(encoding="utf-8") == GENERATED[file](), "run `make generated`"


def test_the_schema_runs_as_it_stands() -> None:
    with connect() as connection:
        connection.execute((HERE / "schema.sql").read_text(encoding="utf-8"))
