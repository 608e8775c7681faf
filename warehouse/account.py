"""The account of a staged snapshot against the one before: content digests, changes with causes, retired ids, replay.

Files whose content is that of the previous snapshot become links to it, and what follows looks only at files that
differ.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from expectations.suites import PUBLISHED
from transforms.changes import SUCCESSOR, Circumstances, explain, no_rows, retire, strongest
from transforms.schema import Table, frame
from transforms.tables import TABLES
from warehouse import ddl, difference, manifest, parquet
from warehouse.difference import Shape, Sides
from warehouse.shelf import SnapshotError, read_json
from warehouse.staging import METHODS, link, shared

RESTED_ON = ("articles", "statements", "mentions", "events")
"""Tables whose changes explain changes of rows that refer to them; a source or a page explains nothing by itself."""

Files = dict[str, dict[str, dict[str, Any]]]
"""By table and path: ``content`` (digest), ``rows`` and ``fingerprint``."""
MEASURES = ("content", "rows", "fingerprint")


@dataclass(frozen=True, slots=True)
class Account:
    """What a snapshot holds and how it differs from the one before.

    ``changes`` counts rows by table_name, op and cause. ``unexplained`` names rows whose change has no cause,
    ``unreplayed`` tables whose changes do not lead from the previous rows to the current ones.
    """

    files: Files
    changes: pl.DataFrame
    unexplained: tuple[str, ...]
    unreplayed: tuple[str, ...]


def account(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    previous: Path | None,
    files: Files,
    *,
    identity: dict[str, Any],
    withdrawn: frozenset[tuple[str, str]],
    now: datetime,
) -> Account:
    """Write ``changes/`` and ``data/retired_ids`` of a staged snapshot and return its account.

    ``files`` are those of the stage as measured; ``identity`` is what the manifest will say of versions and methods; ``withdrawn`` are the (table, row_id) in quarantine.
    """
    before = manifest.read(previous) if previous else None
    parts = {name: sides(name, files, folder, previous, before) for name in PUBLISHED}
    if previous is not None:
        _refuse_damaged(previous, parts)
    circumstances = _circumstances(connection, parts, folder, previous, identity, withdrawn)
    touched: dict[str, pl.DataFrame] = {}
    retirements: list[pl.DataFrame] = []
    unexplained: list[str] = []
    (folder / "changes").mkdir()
    for name, table in PUBLISHED.items():
        if name == "retired_ids":
            _write_retired(connection, folder, previous, retirements)
            files = files | {name: measure_table(connection, folder, table, {}, None)}
            parts[name] = sides(name, files, folder, previous, before)
        connection.execute(
            f"CREATE TEMP TABLE {_changed(name)} AS {difference.query(connection, Shape.declared(table), parts[name])}"
        )
        explained = None
        if previous is not None:
            explained = explain(table, connection.table(_changed(name)).pl(), touched, circumstances)
            unexplained += [f"{name} {row_id}" for row_id in explained.filter(pl.col("cause").is_null())["row_id"]]
            if len(table.key) == 1 and name != "retired_ids":
                successors = _successors(connection, parts[name]) if name == "events" else no_rows(SUCCESSOR)
                retirements.append(retire(table, explained, circumstances, successors, now))
            if name in RESTED_ON:
                touched[name] = _touched(connection, folder, table, explained, touched)
                # By another method an article may give rows where it gave none before; that makes it no late one.
                if name == "articles" and not circumstances.method_moved:
                    touched[name] = strongest([touched[name], _newly_coded(connection, parts)])
        _write_changes(connection, folder, table, explained)
    share(files, folder, previous)
    return Account(
        files,
        _summary(connection, folder),
        tuple(unexplained),
        tuple(
            name
            for name, table in PUBLISHED.items()
            if not replays(connection, Shape.declared(table), parts[name], folder)
        ),
    )


def _refuse_damaged(previous: Path, parts: dict[str, Sides]) -> None:
    """Raise `SnapshotError` where a file of the previous snapshot that the account rests on is not as it was published."""
    body = manifest.read(previous)
    compared = [path for part in parts.values() for path in part.before]
    others = [previous / METHODS, *(previous / f"checks/{name}.json" for name in PUBLISHED)]
    read = [*compared, *others, *parquet.files(previous, "retired_ids")]
    for path, what in manifest.damaged(previous, body, read).items():
        raise SnapshotError(f"{previous / path} {what}: put back a copy of it, no change can be told without")


def measure(connection: duckdb.DuckDBPyConnection, folder: Path, previous: Path | None) -> Files:
    """Return content digest, row count and fingerprint of each file of a stage; one shared with ``previous`` is not read again."""
    known = shared(previous)
    return {
        name: measure_table(connection, folder, table, known.get(name, {}), previous)
        for name, table in PUBLISHED.items()
    }


def is_unchanged(files: Files, previous: Path) -> bool:
    """Return whether a stage holds what the previous snapshot holds.

    ``retired_ids`` is left out: it is completed only by the account, and nothing retires while all else stays.
    """
    before = manifest.read(previous)
    return all(
        {path: file["content"] for path, file in held.items()} == manifest.content(before, name)
        for name, held in files.items()
        if name != "retired_ids"
    )


def measure_table(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    table: Table,
    known: dict[str, dict[str, Any]],
    previous: Path | None,
) -> dict[str, dict[str, Any]]:
    """Return content digest, row count and fingerprint of each file of a table, by path."""
    found = {}
    for file in parquet.files(folder, table.name):
        path = file.relative_to(folder).as_posix()
        if previous and path in known and file.samefile(previous / path):
            found[path] = {name: known[path][name] for name in MEASURES}
            continue
        source = parquet.relation([file])
        (rows,) = connection.execute(f"SELECT count(*) FROM {source}").fetchone() or (0,)
        found[path] = {
            "content": parquet.content_digest(connection, source, table.key),
            "rows": rows,
            "fingerprint": parquet.fingerprint(connection, source),
        }
    return found


def sides(name: str, files: Files, folder: Path, previous: Path | None, before: dict[str, Any] | None) -> Sides:
    """Return the files of a table that differ from those of the previous snapshot."""
    after = {path: str(held["content"]) for path, held in files[name].items()}
    return difference.sides(manifest.content(before, name) if before else {}, after, previous, folder)


def share(files: Files, folder: Path, previous: Path | None) -> None:
    """Make each file whose content the previous snapshot has under the same path a hard link to it."""
    if previous is None:
        return
    for name, known in shared(previous).items():
        for path, held in files.get(name, {}).items():
            if (
                path in known
                and known[path]["content"] == held["content"]
                and manifest.is_whole(previous / path, known[path])
            ):
                link(previous / path, folder / path)


def replays(connection: duckdb.DuckDBPyConnection, shape: Shape, given: Sides, folder: Path) -> bool:
    """Return whether previous rows, without those updated or deleted, with those inserted or updated, are the current.

    Looks at the files that differ; the others are the same on both sides. Rows that are listed nowhere must be the same
    on both sides, and of those listed each must stand on the sides that its op says: this is the same as replaying, and
    only the rows that stayed in a file that changed need to be compared.
    """
    changes = parquet.relation([folder / "changes" / f"{shape.name}.parquet"])
    before, after = (shape.relation(connection, side) for side in (given.before, given.after))
    key = ddl.names(list(shape.key))
    (misplaced,) = connection.execute(
        f"""SELECT count(*) FROM {changes}
            LEFT JOIN (SELECT {key}, true AS was FROM {before}) USING ({key})
            LEFT JOIN (SELECT {key}, true AS is_now FROM {after}) USING ({key})
            WHERE (was IS NULL) <> (op = 'insert') OR (is_now IS NULL) <> (op = 'delete')"""
    ).fetchone() or (None,)
    stayed = (f"(FROM {side} AS held ANTI JOIN {changes} USING ({key}))" for side in (before, after))
    return misplaced == 0 and len({parquet.content_digest(connection, side, shape.key) for side in stayed}) == 1


def _changed(name: str) -> str:
    return f"changed_{name}"


def _circumstances(
    connection: duckdb.DuckDBPyConnection,
    parts: dict[str, Sides],
    folder: Path,
    previous: Path | None,
    identity: dict[str, Any],
    withdrawn: frozenset[tuple[str, str]],
) -> Circumstances:
    """Return what is known of the publication beside its rows."""
    if previous is None:
        return Circumstances()
    before = manifest.read(previous)
    corrections, fetches, retired = (TABLES[name] for name in ("corrections", "fetches", "retired_ids"))
    moved = difference.query(connection, Shape.declared(corrections), parts["corrections"])
    both = " UNION ALL ".join(
        f"SELECT * FROM {Shape.declared(corrections).relation(connection, side)}"
        for side in (parts["corrections"].before, parts["corrections"].after)
    )
    corrected = connection.execute(
        f"SELECT DISTINCT table_name, row_id FROM ({both}) WHERE correction_id IN (SELECT correction_id FROM ({moved}))"
    ).fetchall()
    urls = connection.execute(
        f"SELECT DISTINCT unnest([url, final_url]) FROM {Shape.declared(fetches).relation(connection, parts['fetches'].after)}"
        f" ANTI JOIN {Shape.declared(fetches).relation(connection, parts['fetches'].before)} USING (fetch_id)"
    ).fetchall()
    settled = before["settled_through"]
    return Circumstances(
        method_moved=any(before[part] != identity[part] for part in ("versions", "includes_text")),
        shape_moved=before["versions"]["schema"] != identity["versions"]["schema"],
        recoded=_recoded(connection, folder, previous),
        settled_through=date.fromisoformat(settled) if settled else None,
        retired=connection.sql(f"FROM {Shape.declared(retired).relation(connection, parts['retired_ids'].after)}").pl(),
        corrected=frozenset(corrected),
        withdrawn=withdrawn,
        released=_quarantined(previous),
        read_again=frozenset(url for (url,) in urls if url),
    )


def _recoded(connection: duckdb.DuckDBPyConnection, folder: Path, previous: Path) -> pl.Series:
    """Return the articles that another method coded than in the previous snapshot."""
    old, new = (parquet.relation([held / METHODS]) for held in (previous, folder))
    return connection.sql(
        f"""SELECT article_id FROM {old} AS old JOIN {new} AS new USING (article_id)
            WHERE old.method_version <> new.method_version"""
    ).pl()["article_id"]


def _quarantined(snapshot: Path) -> frozenset[tuple[str, str]]:
    """Return table and row_id of the rows that a snapshot was published without."""
    return frozenset(
        (name, fault["row_id"])
        for name in PUBLISHED
        if (snapshot / "checks" / f"{name}.json").exists()
        for fault in read_json(snapshot / "checks" / f"{name}.json")["quarantined"]
    )


def _touched(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    table: Table,
    explained: pl.DataFrame,
    touched: dict[str, pl.DataFrame],
) -> pl.DataFrame:
    """Return row_id and cause of the rows of a table that changed, and of those that refer to a row that did."""
    found = [explained.drop_nulls("cause")]
    source = parquet.relation(parquet.files(folder, table.name))
    for column in table.columns:
        if column.references in touched and not isinstance(column.type, pl.List) and column.references != table.name:
            connection.register("rested_on", touched[column.references])
            found.append(
                connection.sql(
                    f"""SELECT held.{ddl.name(table.key[0])} AS row_id, rested_on.cause FROM {source} AS held
                        JOIN rested_on ON rested_on.row_id = held.{ddl.name(column.name)}"""
                ).pl()
            )
            connection.unregister("rested_on")
    return strongest(found)


def _newly_coded(connection: duckdb.DuckDBPyConnection, parts: dict[str, Sides]) -> pl.DataFrame:
    """Return articles of which there are statements or mentions now and were none before, as late.

    An article may be published before it is coded, when coding failed or did not get to it.
    """

    def coded(side: str) -> str:
        found = (
            f"SELECT article_id FROM {Shape.declared(TABLES[name]).relation(connection, getattr(parts[name], side))}"
            for name in ("statements", "mentions")
        )
        return " UNION ".join(found)

    return connection.sql(
        f"SELECT article_id AS row_id, 'late' AS cause FROM ({coded('after')}) ANTI JOIN ({coded('before')}) USING (article_id)"
    ).pl()


def _successors(connection: duckdb.DuckDBPyConnection, given: Sides) -> pl.DataFrame:
    """Return for each event of before that is no more the one now that has most of its mentions."""
    before, after = (
        Shape.declared(TABLES["events"]).relation(connection, side) for side in (given.before, given.after)
    )
    return connection.sql(
        f"""SELECT row_id, arg_max(replaced_by, (shared, replaced_by)) AS replaced_by FROM (
              SELECT old.event_id AS row_id, new.event_id AS replaced_by, count(*) AS shared
              FROM (SELECT event_id, unnest(mention_ids) AS mention_id
                    FROM {before} AS held ANTI JOIN {after} AS kept USING (event_id)) AS old
              JOIN (SELECT event_id, unnest(mention_ids) AS mention_id FROM {after}) AS new USING (mention_id)
              GROUP BY ALL) GROUP BY ALL"""
    ).pl()


def _write_changes(
    connection: duckdb.DuckDBPyConnection, folder: Path, table: Table, explained: pl.DataFrame | None
) -> None:
    """Write ``changes/<table>.parquet``; in a first snapshot (``explained`` is None) everything comes from the sources."""
    key = ddl.names(list(table.key))
    source, cause = _changed(table.name), "'source'"
    if explained is not None:
        connection.register("explained", explained.select("row_id", why="cause"))
        source, cause = f"{source} JOIN explained USING (row_id)", "why"
    connection.execute(
        f"""COPY (SELECT {key}, op, {cause} AS cause, changed_columns FROM {source} ORDER BY {key})
            TO {ddl.literal(folder / "changes" / f"{table.name}.parquet")} (FORMAT parquet, COMPRESSION zstd)"""
    )
    if explained is not None:
        connection.unregister("explained")


def _write_retired(
    connection: duckdb.DuckDBPyConnection, folder: Path, previous: Path | None, retirements: list[pl.DataFrame]
) -> None:
    """Write ``retired_ids`` anew: as declared, as in the previous snapshot, and as found now; an id that is, is not retired."""
    table = TABLES["retired_ids"]
    staged = parquet.files(folder, table.name)
    connection.register("retirements", pl.concat([frame(table, []), *retirements]))
    parts = [
        f"SELECT 1 AS rank, * FROM {parquet.relation(staged)}",
        "SELECT 3 AS rank, * FROM retirements",
    ]
    if previous is not None:
        held = Shape.declared(table).relation(connection, tuple(parquet.files(previous, table.name)))
        parts.append(f"SELECT 2 AS rank, * FROM {held}")
    connection.execute(
        f"""CREATE TEMP TABLE retired AS SELECT * EXCLUDE (rank) FROM ({" UNION ALL BY NAME ".join(parts)})
            QUALIFY row_number() OVER (PARTITION BY {ddl.names(list(table.key))} ORDER BY rank) = 1"""
    )
    connection.unregister("retirements")
    for name, other in PUBLISHED.items():
        if len(other.key) == 1:
            alive = parquet.relation(parquet.files(folder, name))
            connection.execute(
                f"""DELETE FROM retired WHERE table_name = {ddl.literal(name)}
                    AND retired_id IN (SELECT {ddl.name(other.key[0])} FROM {alive})"""
            )
    for file in staged:
        file.unlink()  # It may be a link to the previous snapshot's.
    parquet.write(connection, table, "retired", folder)


def _summary(connection: duckdb.DuckDBPyConnection, folder: Path) -> pl.DataFrame:
    """Return row counts by table_name, op and cause."""
    counted = " UNION ALL ".join(
        f"""SELECT {ddl.literal(name)} AS table_name, op, cause, count(*) AS row_count
            FROM {parquet.relation([folder / "changes" / f"{name}.parquet"])} GROUP BY ALL"""
        for name in PUBLISHED
    )
    return connection.sql(f"FROM ({counted}) ORDER BY ALL").pl()
