"""Every table survives the warehouse and Parquet unchanged, and its content digest is that of its rows alone."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.rows import ledger, rows
from tests.strategies import frames
from transforms.tables import TABLES
from warehouse import parquet
from warehouse.database import Warehouse, connect


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """Return one open warehouse for all examples; each replaces the rows of the one before."""
    return Warehouse(tmp_path_factory.mktemp("home")).__enter__()


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_rows_survive_warehouse_and_parquet(warehouse: Warehouse, data: st.DataObject) -> None:
    table = TABLES[data.draw(st.sampled_from(sorted(TABLES)))]
    drawn = data.draw(frames(table))
    warehouse.replace(table.name, drawn)
    assert warehouse.read(table.name).sort(table.key).equals(drawn.sort(table.key))

    with TemporaryDirectory() as folder:
        parquet.write(warehouse.connection, table, table.name, Path(folder))
        read = pl.concat(
            [pl.read_parquet(path, hive_partitioning=False) for path in parquet.files(Path(folder), table.name)]
        )
        assert read.cast(table.schema).sort(table.key).equals(drawn.sort(table.key))  # type: ignore[arg-type]


def digest(path: Path) -> str:
    with connect() as connection:
        return parquet.content_digest(connection, parquet.relation([path]), ["mention_id"])


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_two_sets_of_rows_have_one_fingerprint_if_they_are_the_same(data: st.DataObject) -> None:
    table = TABLES[data.draw(st.sampled_from(sorted(TABLES)))]
    one, other = data.draw(frames(table)), data.draw(frames(table))
    with connect() as connection, TemporaryDirectory() as folder:
        for name, rows in (("one", one), ("other", other)):
            connection.register(name, rows)
            parquet.write_file(connection, table, f"SELECT * FROM {name}", Path(folder, name))
        prints = [parquet.fingerprint(connection, parquet.relation([Path(folder, name)])) for name in ("one", "other")]
        assert prints[0] == parquet.fingerprint(connection, "one")
        assert (prints[0] == prints[1]) == one.sort(table.key).equals(other.sort(table.key))


def test_values_that_change_places_change_the_fingerprint() -> None:
    with connect() as connection:
        prints = {
            parquet.fingerprint(connection, f"(SELECT * FROM (VALUES {rows}) AS given(a, b, c))")
            for rows in ("(1, 2, 3), (4, 5, 6)", "(1, 2, 6), (4, 5, 3)", "(1, 5, 3), (4, 2, 6)", "(4, 2, 3), (1, 5, 6)")
        }
    assert len(prints) == 4


def test_the_content_digest_does_not_depend_on_the_writer(tmp_path: Path) -> None:
    mentions = ledger("a1", "a2", "a3")["mentions"]
    mentions.write_parquet(tmp_path / "a.parquet")
    mentions.reverse().write_parquet(tmp_path / "b.parquet", compression="snappy", row_group_size=1)
    assert digest(tmp_path / "a.parquet") == digest(tmp_path / "b.parquet")
    mentions.with_columns(intensity=pl.lit(0.5)).write_parquet(tmp_path / "c.parquet")
    assert digest(tmp_path / "a.parquet") != digest(tmp_path / "c.parquet")


def test_the_same_rows_give_the_same_bytes(tmp_path: Path) -> None:
    with connect() as connection:
        for name in ("a", "b"):
            connection.register("given", ledger("a1", "a2", "a3")["mentions"].sample(fraction=1, shuffle=True))
            parquet.write(connection, TABLES["mentions"], "given", tmp_path / name)
    (a,), (b,) = (parquet.files(tmp_path / name, "mentions") for name in ("a", "b"))
    assert a.read_bytes() == b.read_bytes()


def test_parquet_says_what_it_holds(tmp_path: Path) -> None:
    with connect() as connection:
        connection.register("given", rows("sources", {"outlet": "herald"}))
        parquet.write(connection, TABLES["sources"], "given", tmp_path)
    metadata = pl.read_parquet_metadata(parquet.files(tmp_path, "sources")[0])
    assert (metadata["table"], metadata["grain"]) == ("sources", "one outlet")
    assert "name of the outlet" in metadata["columns"]
