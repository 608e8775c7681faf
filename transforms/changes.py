"""Why a published row changed: each change between two snapshots with its cause, and the ids that retired.

A change comes as one row: ``row_id``, ``op`` (insert, update, delete), ``changed_columns``, for each table that its own
refers to a list ``to_<table>`` of the ids that it named before or names now, and the columns of `WITNESSES`. Its cause is
the first that holds:

    correction   a correction was declared, changed or dropped for the row
    retraction   the row is in quarantine, or the outlet withdrew the article: what was published is taken back
    late         the row was in quarantine in the previous snapshot and is no more
    (as retired) the row vanished, and its retirement says why
    source       the outlet published or changed something; `late` when its day was settled in the previous snapshot
    (inherited)  a row that it refers to changed: the cause of that, the strongest of several
    method       code, codebook, model or schema moved since the previous snapshot; of what was coded from an article, only
                 where another method coded that article

A change without a cause is null in ``cause`` and must not be published.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

import polars as pl

from transforms.schema import Table, frame
from transforms.tables import TABLES

STRENGTH = ("source", "late", "correction", "retraction", "merge", "method")
"""Of several inherited causes the one nearest to the news is named; `method` comes last, since it explains anything."""

STANDING = ("version", "supersedes", "is_latest", "story_id", "withdrawn_at", "withdrawn_how", "withdrawn_fetch_id")
"""Columns of articles that say how one stands to others, and whether it does: they move when others come or go."""

CODED = ("statements", "mentions", "casualties")
"""Tables whose rows are coded each from one article."""

WITNESSES = {
    "articles": ("published_at", "url", "canonical_url", "withdrawn_at"),
    "coverage": ("day_date",),
    "retired_ids": ("cause",),
}
"""Columns beside the key by which a cause is found, as the row has them now, or had them if it vanished."""

CAUSED = pl.Schema({"row_id": pl.String(), "cause": pl.String()})
LINK = pl.Schema({"row_id": pl.String(), "to": pl.String()})
SUCCESSOR = pl.Schema({"row_id": pl.String(), "replaced_by": pl.String()})


def no_rows(schema: pl.Schema = CAUSED) -> pl.DataFrame:
    """Return an empty frame."""
    return pl.DataFrame(schema=schema)


@dataclass(frozen=True)
class Circumstances:
    """What is known of a publication beside its rows.

    ``method_moved``: a version differs from the previous snapshot's. ``shape_moved``: that of the schema does. ``recoded``:
    articles that another method coded than before. ``settled_through``: day up to which the previous
    snapshot was complete. ``retired``: rows of ``retired_ids`` that the line declared. ``corrected``, ``withdrawn``:
    (table, row_id) of rows whose corrections differ from before, and of rows in quarantine; ``released``: of rows that
    were in quarantine before. ``read_again``: URLs fetched since the previous snapshot.
    """

    method_moved: bool = False
    shape_moved: bool = False
    recoded: pl.Series = field(default_factory=lambda: pl.Series(dtype=pl.String))
    settled_through: date | None = None
    retired: pl.DataFrame = field(default_factory=lambda: frame(TABLES["retired_ids"], []))
    corrected: frozenset[tuple[str, str]] = frozenset()
    withdrawn: frozenset[tuple[str, str]] = frozenset()
    released: frozenset[tuple[str, str]] = frozenset()
    read_again: frozenset[str] = frozenset()

    def known(self, table: str) -> pl.DataFrame:
        """Return row_id and cause of the rows of a table that were corrected, withdrawn or released."""
        kinds = {"correction": self.corrected, "retraction": self.withdrawn, "late": self.released - self.withdrawn}
        return strongest(
            [
                pl.DataFrame(
                    {"row_id": [row_id for name, row_id in pairs if name == table], "cause": cause}, schema=CAUSED
                )
                for cause, pairs in kinds.items()
            ]
        )


def explain(
    table: Table, changes: pl.DataFrame, touched: dict[str, pl.DataFrame], circumstances: Circumstances
) -> pl.DataFrame:
    """Return the changes of one table with ``cause``, null where none is found.

    ``touched`` holds, for tables before this one, ``row_id`` and ``cause`` of rows that changed or rest on such.
    """
    retired = circumstances.retired.filter(pl.col("table_name") == table.name).select(
        row_id="retired_id", cause="cause"
    )
    targets = [name.removeprefix("to_") for name in changes.columns if name.startswith("to_")]
    inherited = [
        _links(changes, target).join(rows, left_on="to", right_on="row_id")
        for target in targets
        for rows in (touched.get(target, no_rows()), circumstances.known(target))
    ]
    found = changes.rename({"cause": "own"}) if "cause" in changes.columns else changes
    for name, causes in {
        "known": circumstances.known(table.name),
        "retired": retired,
        "inherited": strongest(inherited),
    }.items():
        found = found.join(causes.rename({"cause": name}), on="row_id", how="left")
    retirement = pl.when(pl.col("op") == "delete").then("retired")
    found = found.with_columns(
        cause=pl.coalesce("known", retirement, _own(table, changes, circumstances), "inherited")
    ).drop("known", "retired", "inherited")
    if table.name == "events":
        found = _by_neighbours(found)
    if table.name in CODED and not circumstances.shape_moved:
        recoded = _links(changes, "articles").filter(pl.col("to").is_in(circumstances.recoded.implode()))
        is_method = pl.col("cause").is_null() & pl.col("row_id").is_in(recoded["row_id"].implode())
        return found.with_columns(cause=pl.when(is_method).then(pl.lit("method")).otherwise("cause"))
    if circumstances.method_moved:
        found = found.with_columns(pl.col("cause").fill_null("method"))
    return found


def strongest(causes: list[pl.DataFrame]) -> pl.DataFrame:
    """Return one cause a row_id, the strongest of those given."""
    return (
        pl.concat([no_rows(), *(part.select("row_id", "cause") for part in causes)])
        .with_columns(pl.col("cause").cast(pl.Enum(STRENGTH)))
        .group_by("row_id")
        .agg(pl.col("cause").min())
        .with_columns(pl.col("cause").cast(pl.String))
        .sort("row_id")
    )


def retire(
    table: Table, explained: pl.DataFrame, circumstances: Circumstances, successors: pl.DataFrame, now: datetime
) -> pl.DataFrame:
    """Return rows of ``retired_ids`` for the ids of a table that vanished without a declared retirement.

    ``successors`` has ``row_id`` and ``replaced_by``; an id with a successor was merged into it.
    """
    declared = circumstances.retired.filter(pl.col("table_name") == table.name)
    gone = explained.filter(pl.col("op") == "delete").join(
        declared, left_on="row_id", right_on="retired_id", how="anti"
    )
    rows = gone.select("row_id", "cause").join(successors, on="row_id", how="left")
    return rows.select(
        table_name=pl.lit(table.name),
        retired_id="row_id",
        replaced_by="replaced_by",
        cause=pl.when(pl.col("replaced_by").is_not_null()).then(pl.lit("merge")).otherwise("cause"),
        retired_at=pl.lit(now, dtype=TABLES["retired_ids"].schema["retired_at"]),
    )


def _own(table: Table, changes: pl.DataFrame, circumstances: Circumstances) -> pl.Expr:
    """Return the cause that a change has by what its table is, null for tables whose rows rest on others."""
    op, source = pl.col("op"), pl.lit("source")
    match table.name:
        case "sources":
            return pl.when(op == "delete").then(pl.lit("retraction")).otherwise(source)
        case "fetches":
            return pl.when(op != "delete").then(source)
        case "articles":
            others_moved = bool((changes["op"] != "update").any())
            standing = pl.col("changed_columns").list.set_difference(list(STANDING)).list.len() == 0
            again = pl.col("url").is_in(circumstances.read_again) | pl.col("canonical_url").is_in(
                circumstances.read_again
            )
            # Where the method moved, it is what reads the same page otherwise.
            stands_otherwise = standing & (again | others_moved)
            by_source = stands_otherwise if circumstances.method_moved else again | stands_otherwise
            is_withdrawn = (
                pl.col("changed_columns").list.contains("withdrawn_at") & pl.col("withdrawn_at").is_not_null()
            )
            return (
                pl.when(op == "insert")
                .then(_arrived(pl.col("published_at").dt.date(), circumstances))
                .when((op == "update") & is_withdrawn)
                .then(pl.lit("retraction"))
                .when((op == "update") & by_source)
                .then(source)
            )
        case "coverage":
            return pl.when(op != "delete").then(_arrived(pl.col("day_date"), circumstances))
        case "corrections":
            return pl.lit("correction")
        case "retired_ids":
            return (
                pl.when(op != "delete")
                .then("own")
                .otherwise(pl.lit("method" if circumstances.method_moved else "source"))
            )
        case _:
            return pl.lit(None, dtype=pl.String)


def _arrived(day: pl.Expr, circumstances: Circumstances) -> pl.Expr:
    """Return `late` for a day that the previous snapshot called settled, otherwise `source`."""
    if circumstances.settled_through is None:
        return pl.lit("source")
    return pl.when(day <= circumstances.settled_through).then(pl.lit("late")).otherwise(pl.lit("source"))


def _links(changes: pl.DataFrame, target: str) -> pl.DataFrame:
    """Return ``row_id`` and ``to``: the ids of a table that changed rows refer to."""
    if f"to_{target}" not in changes.columns:
        return no_rows(LINK)
    return changes.select("row_id", to=f"to_{target}").explode("to").drop_nulls()


def _by_neighbours(changes: pl.DataFrame) -> pl.DataFrame:
    """Give an event without a cause that of an event with which it shares, or shared, a mention; and so on from there.

    Resolving is about all events at once: a new mention may draw another one away from an event that it never touched.
    """
    links = _links(changes, "mentions")
    while True:
        caused = changes.filter(pl.col("cause").is_not_null()).select("row_id", "cause").join(links, on="row_id")
        reached = strongest([links.join(caused.select("to", "cause"), on="to")]).rename({"cause": "reached"})
        wider = changes.join(reached, on="row_id", how="left").with_columns(cause=pl.coalesce("cause", "reached"))
        wider = wider.drop("reached")
        if wider["cause"].null_count() == changes["cause"].null_count():
            return wider
        changes = wider
