"""Tables: the strict cast, and declarations that hold together."""

import polars as pl
import pytest

from transforms.schema import COUNT, ID, Column, SchemaError, Table, cast, frame
from transforms.tables import TABLES

FRUIT = Table(
    "fruit",
    grain="one fruit",
    key=("fruit_id",),
    columns=(Column("fruit_id", ID, "its name"), Column("seed_count", COUNT, "seeds", nullable=True)),
)


def test_rows_become_a_frame_with_the_columns_in_order():
    assert frame(FRUIT, [{"seed_count": 3, "fruit_id": "apple"}, {"fruit_id": "pear"}]).rows() == [
        ("apple", 3),
        ("pear", None),
    ]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"fruit_id": ["apple"]}, "missing columns ['seed_count']"),
        ({"fruit_id": ["apple"], "seed_count": [1], "size": [2]}, "unknown columns ['size']"),
        ({"fruit_id": [None], "seed_count": [1]}, "null in fruit_id"),
        ({"fruit_id": ["apple", "apple"], "seed_count": [1, 2]}, "two rows with one key"),
        ({"fruit_id": ["apple"], "seed_count": ["many"]}, "fruit: "),
    ],
)
def test_a_frame_that_does_not_fit_is_refused(given, message):
    with pytest.raises(SchemaError, match=message.replace("[", r"\[").replace("]", r"\]")):
        cast(FRUIT, pl.DataFrame(given, strict=False))


def test_a_row_with_an_unknown_column_is_refused():
    with pytest.raises(SchemaError, match="unknown columns"):
        frame(FRUIT, [{"fruit_id": "apple", "colour": "red"}])


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_each_declaration_is_complete(table):
    assert table.grain.startswith("one ")
    assert not set(table.key) & {column.name for column in table.columns if column.nullable}
    for column in table.columns:
        assert column.description, column.name
        assert column.references is None or column.references in TABLES
        if column.name.endswith("_at"):
            assert column.type == pl.Datetime("us", "UTC"), column.name
        if column.name.endswith("_date"):
            assert column.type == pl.Date(), column.name
        if column.name.startswith(("is_", "has_")):
            assert column.type == pl.Boolean(), column.name


def test_one_name_has_one_type():
    types = {}
    for table in TABLES.values():
        for column in table.columns:
            assert types.setdefault(column.name, column.type) == column.type, column.name
