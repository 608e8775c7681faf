"""The faults of a snapshot: files lost, altered or added, rows that are not what the manifest says, a replay that fails.

Index and pointer beside the snapshot must tell the same of it as its manifest. Everything is read again and held to the
manifest, never to the declarations of this Sayso: a snapshot of an older schema is verified by its own. The replay needs
the previous snapshot beside it, and is left out when that has expired.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb

from transforms.ids import digest
from warehouse import ddl, difference, manifest, parquet, shelf
from warehouse.account import replays
from warehouse.database import connect
from warehouse.difference import Shape
from warehouse.shelf import SnapshotError


@dataclass(frozen=True, slots=True)
class Flaw:
    """One thing that is not as the manifest says: the file or table, and what is wrong."""

    where: str
    what: str

    def __str__(self) -> str:
        """Return the flaw in one line."""
        return f"{self.where}: {self.what}"


def verify(snapshot: Path) -> list[Flaw]:
    """Return every flaw of a snapshot; an empty list says that it is what was published."""
    try:
        body = manifest.read(snapshot)
    except SnapshotError as error:
        return [Flaw(manifest.FILE, str(error))]
    try:
        return _flaws(snapshot, body)
    except (KeyError, TypeError, AttributeError) as error:
        return [Flaw(manifest.FILE, f"is sealed but no manifest: {type(error).__name__} {error}")]


def _flaws(snapshot: Path, body: dict[str, Any]) -> list[Flaw]:
    """Return every flaw of a snapshot whose manifest is whole."""
    flaws = _told(snapshot, body) + _files(snapshot, body)
    damaged = {flaw.where for flaw in flaws}
    with connect() as connection:
        for name, table in body["tables"].items():
            if damaged.isdisjoint(table["files"]):
                flaws += _table(connection, snapshot, name, table)
        if not flaws:
            flaws += _references(connection, snapshot, body) + _replay(connection, snapshot, body)
    return flaws


def _told(snapshot: Path, body: dict[str, Any]) -> list[Flaw]:
    """Return where index and pointer beside a snapshot tell something else than its manifest, sealed again or not.

    A copy of a snapshot has neither beside it. A run that is not over yet is entered when the next publication begins.
    """
    # The pointer first: it never names what the index does not tell of.
    pointer = (snapshot.parent / "latest.json").read_bytes() if (snapshot.parent / "latest.json").is_file() else None
    path = snapshot.parent / "index.json"
    if not path.is_file():
        return [] if pointer is None else [Flaw(path.name, "is missing")]
    try:
        runs = {run["snapshot"]: run for run in shelf.runs(path.read_bytes(), path)}
    except SnapshotError as error:
        return [Flaw(path.name, str(error))]
    flaws = []
    if pointer is not None and not _points(pointer, runs):
        flaws.append(Flaw("latest.json", "was altered: it is not what the index tells of any snapshot"))
    run = runs.get(snapshot.name, {})
    held = digest((snapshot / manifest.FILE).read_bytes())
    if run.get("outcome") == "running":
        return flaws
    if run and run["manifest"] != held:
        return [*flaws, Flaw(manifest.FILE, "is not the one that was published: the index tells another digest")]
    is_told = run | {"run_id": body["run_id"], "outcome": "published", "reason": None} == run
    if not is_told or _moment(run["at"]) != _moment(body["published_at"]):
        flaws.append(Flaw(path.name, f"tells of {snapshot.name} something else than its manifest"))
    return flaws


def _points(pointer: bytes, runs: dict[str, dict[str, Any]]) -> bool:
    """Return whether a pointer is what it would be for one of the runs."""
    try:
        told = shelf.parse(pointer, "latest.json")
    except SnapshotError:
        return False
    run = runs.get(str(told.get("snapshot")))
    if run is not None and run["outcome"] == "running":
        # A bucket is pointed into before its index says that the run is over.
        run = run | {"manifest": told.get("manifest")}
    return run is not None and pointer == shelf.dump(shelf.pointer(run)).encode()


def _moment(text: str) -> datetime | None:
    """Return a time as written in index or manifest, None for what is none."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _files(snapshot: Path, body: dict[str, Any]) -> list[Flaw]:
    """Return the files that are missing, altered or not listed."""
    listed = {*manifest.objects(body), manifest.FILE}
    found = {path.relative_to(snapshot).as_posix() for path in snapshot.rglob("*") if not path.is_dir()}
    return [Flaw(path, what) for path, what in manifest.damaged(snapshot, body).items()] + [
        Flaw(path, "is not in the manifest") for path in sorted(found - listed)
    ]


def _table(connection: duckdb.DuckDBPyConnection, snapshot: Path, name: str, table: dict[str, Any]) -> list[Flaw]:
    """Return where schema, rows, key or content of a table differ from the manifest."""
    flaws = []
    try:
        declared = connection.execute(
            f"DESCRIBE SELECT * FROM {Shape.told(name, table).relation(connection, ())}"
        ).fetchall()
    except duckdb.Error as error:
        return [Flaw(manifest.FILE, f"tells of no columns that {name} could have: {_first(error)}")]
    for path, file in table["files"].items():
        source = parquet.relation([snapshot / path])
        try:
            columns = connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()
            (rows,) = connection.execute(f"SELECT count(*) FROM {source}").fetchone() or (None,)
            if [column[:2] for column in columns] != [column[:2] for column in declared]:
                flaws.append(Flaw(path, "its columns are not those of the manifest"))
            elif rows != file["rows"]:
                flaws.append(Flaw(path, f"holds {rows} rows, not {file['rows']}"))
            elif parquet.content_digest(connection, source, table["key"]) != file["content"]:
                flaws.append(Flaw(path, "its rows are not those of the manifest"))
        except duckdb.Error as error:
            flaws.append(Flaw(path, f"cannot be read: {_first(error)}"))
    if flaws:
        return flaws
    source = parquet.relation([snapshot / path for path in table["files"]])
    keys = ddl.names(table["key"])
    (twice,) = connection.execute(
        f"SELECT count(*) FROM (SELECT {keys} FROM {source} GROUP BY ALL HAVING count(*) > 1)"
    ).fetchone() or (None,)
    if twice:
        flaws.append(Flaw(name, f"{twice} keys stand in more than one row"))
    if table["content"] != parquet.table_digest({path: file["content"] for path, file in table["files"].items()}):
        flaws.append(Flaw(name, "its content digest is not that of its files"))
    return flaws


def _references(connection: duckdb.DuckDBPyConnection, snapshot: Path, body: dict[str, Any]) -> list[Flaw]:
    """Return the columns that name rows which are not there."""
    flaws = []
    relations = {
        name: parquet.relation([snapshot / path for path in table["files"]]) for name, table in body["tables"].items()
    }
    for name, table in body["tables"].items():
        for column in table["columns"]:
            target = column["references"]
            if target not in relations or target == name:
                continue
            value = ddl.name(column["name"])
            value = f"unnest({value})" if column["type"].endswith("[]") else value
            key = ddl.name(body["tables"][target]["key"][0])
            try:
                (lost,) = connection.execute(
                    f"""SELECT count(*) FROM (SELECT {value} AS id FROM {relations[name]})
                        WHERE id IS NOT NULL AND id NOT IN (SELECT {key} FROM {relations[target]})"""
                ).fetchone() or (None,)
            except duckdb.Error as error:
                flaws.append(Flaw(name, f"{column['name']} cannot be looked up in {target}: {_first(error)}"))
                continue
            if lost:
                flaws.append(Flaw(name, f"{lost} values of {column['name']} are not in {target}"))
    return flaws


def _replay(connection: duckdb.DuckDBPyConnection, snapshot: Path, body: dict[str, Any]) -> list[Flaw]:
    """Return the tables whose changes do not lead from the previous snapshot's rows to these."""
    previous = snapshot.parent / str(body["previous"])
    if body["previous"] is not None and not previous.is_dir():
        return []
    try:
        before = manifest.read(previous) if body["previous"] else {"tables": {}}
    except SnapshotError as error:
        return [Flaw(previous.name, f"the previous snapshot cannot be replayed: {error}")]
    flaws = []
    for name, table in body["tables"].items():
        given = difference.sides(manifest.content(before, name), manifest.content(body, name), previous, snapshot)
        altered = manifest.damaged(previous, before, given.before) if given.before else {}
        flaws += [
            Flaw(f"{previous.name}/{path}", f"{what}; without it nothing is replayed") for path, what in altered.items()
        ]
        if altered:
            continue
        try:
            if not replays(connection, Shape.told(name, table), given, snapshot):
                flaws.append(
                    Flaw(f"changes/{name}.parquet", f"does not lead from the rows of {body['previous']} to these")
                )
        except duckdb.Error as error:
            flaws.append(Flaw(f"changes/{name}.parquet", f"cannot be replayed: {_first(error)}"))
    return flaws


def _first(error: duckdb.Error) -> str:
    """Return the line of an error that says what is wrong."""
    return str(error).splitlines()[0]
