"""Readers that share no code open every table of a snapshot and see the same rows of the same types."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb
import pandas
import polars as pl
import pyarrow
import pyarrow.dataset
import pyarrow.parquet
import pytest

from expectations.suites import PUBLISHED
from tests.rows import NOON, fill, ledger
from transforms.ids import digest
from warehouse import manifest, parquet, snapshot
from warehouse.gate import Verdict
from warehouse.snapshot import Versions, publish


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a snapshot whose tables have several months, rows without one, nulls, lists, structures and no row at all."""
    home = tmp_path_factory.mktemp("home")
    tables = ledger("a1", "a2", "a3")
    undated = pl.when(pl.col("event_id") == "e-a2").then(None)
    dates = {name: undated.otherwise(name) for name in ("date_start", "date_end")}
    moved = (
        pl.when(pl.col("statement_id") == "s-a3").then(pl.lit("2025-12-31").str.to_date()).otherwise("published_date")
    )
    tables["events"] = tables["events"].with_columns(**dates)
    tables["statements"] = tables["statements"].with_columns(published_date=moved)
    fill(home, tables)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(snapshot, "audit", lambda stage, previous: Verdict(()))
        return publish(home, now=NOON, run_id="run", versions=Versions("1.0", "m1", "c1", "x1")).path


def by_duckdb(folder: Path) -> pyarrow.Table:
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        files = f"read_parquet('{folder}/**/*.parquet', hive_partitioning = false)"
        return connection.sql(f"FROM {files}").to_arrow_table()


def by_polars(folder: Path) -> pyarrow.Table:
    return pl.read_parquet(folder / "**" / "*.parquet", hive_partitioning=False).to_arrow()


def by_pyarrow(folder: Path) -> pyarrow.Table:
    return pyarrow.dataset.dataset(folder).to_table()


def by_pandas(folder: Path) -> pyarrow.Table:
    parts = [pandas.read_parquet(file, dtype_backend="pyarrow") for file in sorted(folder.rglob("*.parquet"))]
    return pyarrow.Table.from_pandas(pandas.concat(parts), preserve_index=False)


READERS = (by_duckdb, by_polars, by_pandas)


def plain(kind: pyarrow.DataType) -> object:
    """Return a type without what only says how a reader lays out its memory."""
    if pyarrow.types.is_struct(kind):
        return {field.name: plain(field.type) for field in kind}
    if "list" in str(kind):
        return [plain(kind.value_type)]
    return str(kind).replace("large_", "").replace("_view", "").replace("Etc/", "")


def seen(table: pyarrow.Table, key: list[str]) -> tuple[int, dict[str, object], str]:
    """Return how many rows a reader saw, of which columns and types, and the digest of all in key order."""
    order = sorted(table.to_pylist(), key=lambda row: [str(row[part]) for part in key])
    return table.num_rows, {field.name: plain(field.type) for field in table.schema}, digest(repr(order))


@pytest.mark.parametrize("read", READERS, ids=lambda read: read.__name__)
def test_every_reader_sees_the_same(path: Path, read: Callable[[Path], pyarrow.Table]) -> None:
    body = manifest.read(path)
    assert body["tables"].keys() == PUBLISHED.keys()
    for name, told in body["tables"].items():
        count, types, rows = seen(read(path / "data" / name), told["key"])
        assert (count, list(types)) == (told["rows"], [column["name"] for column in told["columns"]])
        assert (count, types, rows) == seen(by_pyarrow(path / "data" / name), told["key"]), name


def test_files_are_written_as_the_plainest_readers_know(path: Path) -> None:
    """R's nanoparquet and others of its kind know these encodings and no newer ones."""
    files = list(path.rglob("*.parquet"))
    assert len(files) > 2 * len(PUBLISHED)
    chunks = [
        group.column(number)
        for file in files
        for found in [pyarrow.parquet.ParquetFile(file).metadata]
        for group in map(found.row_group, range(found.num_row_groups))
        for number in range(found.num_columns)
    ]
    assert {chunk.compression for chunk in chunks} == {"ZSTD"}
    assert {name for chunk in chunks for name in chunk.encodings} <= {"PLAIN", "PLAIN_DICTIONARY", "RLE"}


def test_anybody_can_make_the_content_digest(path: Path, tmp_path: Path) -> None:
    for name, told in manifest.read(path)["tables"].items():
        for file, held in told["files"].items():
            with duckdb.connect() as connection:
                connection.execute("SET TimeZone = 'UTC'")
                ordered = (
                    f"FROM read_parquet('{path / file}', hive_partitioning = false) ORDER BY {', '.join(told['key'])}"
                )
                connection.execute(f"COPY ({ordered}) TO '{tmp_path / 'rows.json'}' (FORMAT json)")
            assert digest((tmp_path / "rows.json").read_bytes()) == held["content"], (name, file)


def test_no_month_is_lost_on_any_reader(path: Path) -> None:
    files = {file.parent.name for file in parquet.files(path, "events") + parquet.files(path, "statements")}
    assert files == {f"month={parquet.NO_MONTH}", "month=2026-03", "month=2025-12"}
