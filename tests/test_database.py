"""The warehouse writes by key, all or nothing, and says in one line why it cannot be opened."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from transforms.schema import SchemaError, frame
from transforms.tables import TABLES
from warehouse.database import Warehouse, WarehouseError, Written


def retired(*rows: tuple[str, str | None]) -> pl.DataFrame:
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    return frame(
        TABLES["retired_ids"],
        [
            {"table_name": "events", "retired_id": old, "replaced_by": new, "cause": "merge", "retired_at": moment}
            for old, new in rows
        ],
    )


def claims(event: str, *ids: str) -> pl.DataFrame:
    return frame(
        TABLES["claims"],
        [
            {
                "claim_id": claim,
                "event_id": event,
                "party": "AZE",
                "position": "denies",
                "about_country": ["ARM"],
                "says": "AZE denies it",
                "statement_ids": ["s-1"],
                "mention_ids": [],
            }
            for claim in ids
        ],
    )


def test_every_table_reads_back_as_declared(tmp_path: Path) -> None:
    with Warehouse(tmp_path) as warehouse:
        for name, table in TABLES.items():
            assert warehouse.read(name).schema == table.schema


def test_merging_twice_changes_nothing(tmp_path: Path) -> None:
    with Warehouse(tmp_path) as warehouse:
        assert warehouse.merge("retired_ids", retired(("e-1", None), ("e-2", "e-3"))) == Written(2, 0, 0)
        assert warehouse.merge("retired_ids", retired(("e-1", None), ("e-2", "e-3"))) == Written(0, 0, 0)
        assert warehouse.merge("retired_ids", retired(("e-1", "e-9"))) == Written(0, 1, 0)
        assert warehouse.read("retired_ids").select("retired_id", "replaced_by").rows() == [
            ("e-1", "e-9"),
            ("e-2", "e-3"),
        ]


def test_replacing_deletes_only_within_its_scope(tmp_path: Path) -> None:
    with Warehouse(tmp_path) as warehouse:
        warehouse.merge("claims", pl.concat([claims("e-1", "c-1", "c-2"), claims("e-2", "c-3")]))
        done = warehouse.replace("claims", claims("e-1", "c-2", "c-4"), column="event_id", values=["e-1"])
        assert done == Written(1, 0, 1)
        assert warehouse.read("claims")["claim_id"].to_list() == ["c-2", "c-4", "c-3"]
        assert warehouse.replace("claims", claims("e-1", "c-2")) == Written(0, 0, 2)


def test_a_transaction_that_fails_leaves_nothing(tmp_path: Path) -> None:
    with Warehouse(tmp_path) as warehouse, pytest.raises(ZeroDivisionError), warehouse.transaction():
        warehouse.merge("retired_ids", retired(("e-1", None)))
        raise ZeroDivisionError
    with Warehouse(tmp_path) as warehouse:
        assert warehouse.read("retired_ids").is_empty()


def test_rows_that_do_not_fit_are_refused(tmp_path: Path) -> None:
    with Warehouse(tmp_path) as warehouse:
        with pytest.raises(SchemaError, match="two rows with one key"):
            warehouse.merge("claims", pl.concat([claims("e-1", "c-1"), claims("e-2", "c-1")]))
        with pytest.raises(SchemaError, match="unknown columns"):
            warehouse.merge("claims", claims("e-1", "c-1").with_columns(colour=pl.lit("red")))


def open_elsewhere(home: Path, wait_s: float) -> subprocess.Popen[str]:
    command = f"from pathlib import Path; from warehouse.database import *; Warehouse(Path({str(home)!r}), wait_s={wait_s}).__enter__()"
    return subprocess.Popen([sys.executable, "-c", command], stderr=subprocess.PIPE, text=True)


def test_a_locked_database_is_named_in_one_line(tmp_path: Path) -> None:
    with Warehouse(tmp_path):
        _, errors = open_elsewhere(tmp_path, 0).communicate()
    assert "WarehouseError" in errors.splitlines()[-1]
    assert "in use by another process" in errors.splitlines()[-1]


@pytest.mark.slow
def test_a_database_in_use_is_waited_for(tmp_path: Path) -> None:
    with Warehouse(tmp_path):
        waiting = open_elsewhere(tmp_path, 60)
        with pytest.raises(subprocess.TimeoutExpired):
            waiting.wait(3)
    _, errors = waiting.communicate(timeout=30)
    assert (waiting.returncode, errors) == (0, "")


def test_a_damaged_database_is_named_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "sayso.duckdb").write_bytes(b"not a database" * 1000)
    with pytest.raises(WarehouseError, match="may be damaged") as caught, Warehouse(tmp_path):
        pass
    assert "\n" not in str(caught.value)


def test_another_schema_version_is_refused(tmp_path: Path) -> None:
    with Warehouse(tmp_path) as warehouse:
        warehouse.connection.execute("UPDATE schema_version SET version = '0.1'")
    with pytest.raises(WarehouseError, match=r"holds schema version 0\.1"), Warehouse(tmp_path):
        pass


def test_reading_a_home_without_a_database_says_so(tmp_path: Path) -> None:
    with pytest.raises(WarehouseError, match="does not exist yet"), Warehouse(tmp_path, read_only=True):
        pass


def test_a_warehouse_is_used_in_a_with_block(tmp_path: Path) -> None:
    with pytest.raises(WarehouseError, match="is not open"):
        Warehouse(tmp_path).read("events")


def test_comments_reach_the_database(tmp_path: Path) -> None:
    with Warehouse(tmp_path) as warehouse:
        comment = warehouse.query("SELECT comment FROM duckdb_tables() WHERE table_name = 'events'").item()
    assert comment == "one row is one happening, resolved over articles"
