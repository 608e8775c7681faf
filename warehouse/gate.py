"""The verdict on a staged snapshot: every rule of `expectations.suites`, what it saw, and the rows at fault.

Write, audit, publish: tables are staged as Parquet, audited here, and only then published. Great Expectations reads the
staged files through a named in-memory DuckDB, never the warehouse file, which its engines would keep open. A check that
crashes is an error, which stops a publication as a critical fault does: nobody knows what it would have found.

A rule about rows alone that the previous snapshot passed is held only to the files that are not that snapshot's: none of
the others has a fault, whichever rows are beside them. ``carried_over`` of the check says so.
"""

from __future__ import annotations

import contextlib
import json
import logging
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import duckdb

from expectations.contract import Rule, Severity
from expectations.suites import SUITES
from transforms.ids import digest
from transforms.schema import Table
from transforms.tables import TABLES
from warehouse import ddl, manifest, parquet
from warehouse.shelf import read_json

ARTICLE_TEXT = "article_text.parquet"
"""File beside ``data/`` of a stage: article_id and text of every article, for rules about verbatim evidence."""
MEMORY = "1536MB"
"""Of DuckDB while a snapshot is made: two databases at most are open, in a machine of 4 GiB; the rest goes to disk."""
SHOWN = 20
"""Rows at fault that a check lists; quarantine takes them all."""

CHANGED = "changed_"
"""Before a table's name: its rows in files that are not the previous snapshot's."""

Outcome = Literal["pass", "fail", "error"]


@dataclass(frozen=True, slots=True)
class Fault:
    """One row that broke a rule: its key (parts joined by ``/``) and the value at fault, as text."""

    table: str
    row_id: str
    rule: str
    observed: str | None


@dataclass(frozen=True, slots=True)
class Check:
    """One rule as it came out; ``observed`` is what Great Expectations saw, ``limit`` what it held that to."""

    rule: str
    table: str
    severity: Severity
    meaning: str
    outcome: Outcome
    observed: Any
    limit: Any
    fault_count: int = 0
    faults: tuple[Fault, ...] = field(default=(), repr=False)
    definition: str = ""
    carried_over: dict[str, Any] | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the check as it stands in ``checks/<table>.json``.

        ``definition`` is a digest of what the rule asks; ``carried_over`` names the snapshot whose verdict holds for the
        files that are shared with it, and how many those are, where they were not read again.
        """
        return {
            "rule": self.rule,
            "meaning": self.meaning,
            "severity": self.severity,
            "verdict": self.outcome,
            "observed": self.observed,
            "limit": self.limit,
            "fault_count": self.fault_count,
            "rows": [fault.row_id for fault in self.faults[:SHOWN]],
            "definition": self.definition,
            "carried_over": self.carried_over,
        }


@dataclass(frozen=True, slots=True)
class Verdict:
    """All checks of one audit."""

    checks: tuple[Check, ...]

    def failed(self, severity: Severity) -> list[Check]:
        """Return the failed checks of a severity."""
        return [check for check in self.checks if check.outcome == "fail" and check.severity == severity]

    @property
    def errors(self) -> list[Check]:
        """The checks that crashed."""
        return [check for check in self.checks if check.outcome == "error"]

    @property
    def outcome(self) -> Outcome:
        """``error`` when a check crashed, ``fail`` when a critical one failed, otherwise ``pass``."""
        return "error" if self.errors else "fail" if self.failed("critical") else "pass"

    @property
    def row_faults(self) -> list[Fault]:
        """Every row that broke a rule of severity ``row``, once for each rule."""
        return [fault for check in self.failed("row") for fault in check.faults]


def audit(stage: Path, previous: Path | None = None, suites: dict[str, list[Rule]] | None = None) -> Verdict:
    """Hold the tables staged in a folder to their suites; ``previous`` is the snapshot to compare sizes with."""
    proven = Proven.by(previous)
    with _batches(stage, previous, suites or SUITES, proven) as (connection, relations, validate):
        checks = [
            check
            for table, rules in (suites or SUITES).items()
            for check in _checks(
                connection,
                TABLES[table],
                [rule for rule in rules if not rule.needs or rule.needs in relations],
                validate,
                proven,
                proven.files(stage, table),
                f"{CHANGED}{table}" in relations,
            )
        ]
    return Verdict(tuple(checks))


@dataclass(frozen=True, slots=True)
class Proven:
    """What the previous snapshot's audit proved: the rules, by definition, that hold of each row of its files at ``paths``.

    ``observed`` is what each of these rules saw.
    """

    snapshot: Path | None = None
    observed: dict[str, Any] = field(default_factory=dict)
    paths: frozenset[str] = frozenset()

    @classmethod
    def by(cls, previous: Path | None) -> Proven:
        """Return what a snapshot's checks prove; nothing where there is none, or where they were altered."""
        if previous is None:
            return cls()
        body = manifest.read(previous)
        checks = [previous / path for path in body["files"] if path.startswith("checks/")]
        if manifest.damaged(previous, body, checks):
            return cls()
        told = [check for path in checks for check in read_json(path)["checks"]]
        # What a redaction wrote was never audited, nor are retired ids, which follow from the account.
        redacted = {path for redaction in body["redactions"] for path in redaction.get("replaced", {})}
        return cls(
            previous,
            {
                check["definition"]: check["observed"]
                for check in told
                if check["verdict"] == "pass" and "definition" in check
            },
            frozenset(
                path for name, table in body["tables"].items() if name != "retired_ids" for path in table["files"]
            )
            - redacted,
        )

    def files(self, stage: Path, table: str) -> list[Path]:
        """Return the files of a staged table that are the previous snapshot's own, linked because they hold the same."""
        return [
            file
            for file in parquet.files(stage, table)
            if self.snapshot
            and (path := file.relative_to(stage).as_posix()) in self.paths
            and file.samefile(self.snapshot / path)
        ]


def definition(rule: Rule) -> str:
    """Return a digest of what a rule asks, and of who answers."""
    return digest(json.dumps([rule.configuration(), rule.faults, duckdb.__version__], sort_keys=True))[:20]


def _checks(
    connection: duckdb.DuckDBPyConnection,
    table: Table,
    rules: list[Rule],
    validate: Any,
    proven: Proven,
    shared: list[Path],
    has_others: bool,
) -> Iterator[Check]:
    """Yield the checks of one table, in the order of its rules; ``shared`` are its files that are proven, if not all are."""
    definitions = {rule.name: definition(rule) for rule in rules}
    carried = {
        rule.name for rule in rules if shared and rule.is_row_local and definitions[rule.name] in proven.observed
    }
    over = {"snapshot": proven.snapshot.name, "files": len(shared)} if proven.snapshot else None
    found = validate(table.name, [rule for rule in rules if rule.name not in carried])
    if has_others:
        found += validate(f"{CHANGED}{table.name}", [rule for rule in rules if rule.name in carried])
    results = {result.expectation_config.meta["rule"]: result for result in found}
    for rule in rules:
        limit = {name: value for name, value in rule.arguments.items() if name != "column"} or 0
        told = (rule.name, table.name, rule.severity, rule.meaning)
        digested = definitions[rule.name]
        if rule.name not in results:
            yield Check(*told, "pass", proven.observed[digested], limit, definition=digested, carried_over=over)
            continue
        result = results[rule.name]
        crash = _crash(result.exception_info)
        outcome: Outcome = "error" if crash else "pass" if result.success else "fail"
        count, faults = 0, list[Fault]()
        if outcome == "fail":
            try:
                count, faults = _faults(connection, table, rule)
            except duckdb.Error as error:
                outcome, crash = "error", str(error).splitlines()[0]
            else:
                if not count:
                    outcome, crash = "error", "it fails, but no row at fault is found"
        yield Check(
            *told,
            outcome,
            crash or result.result.get("observed_value", result.result.get("unexpected_count")),
            limit,
            count,
            tuple(faults),
            digested,
            over if rule.name in carried else None,
        )


def _faults(connection: duckdb.DuckDBPyConnection, table: Table, rule: Rule) -> tuple[int, list[Fault]]:
    """Return how many rows are at fault, and those that are shown, or all where they go into quarantine.

    A rule about the whole table has one fault, without a key.
    """
    rows = connection.sql(rule.faults)
    has_key = all(key in rows.columns for key in table.key)
    found = connection.sql(
        f"SELECT {ddl.row_id(table.key) if has_key else repr('*')}, observed::VARCHAR FROM rows ORDER BY 1"
        + ("" if rule.severity == "row" else f" LIMIT {SHOWN}")
    ).fetchall()
    (count,) = connection.sql("SELECT count(*) FROM rows").fetchone() or (0,)
    return count, [Fault(table.name, row_id, rule.name, observed) for row_id, observed in found]


def _crash(info: dict[str, Any]) -> str | None:
    """Return what a check crashed with; Great Expectations gives it flat, or keyed by the metric that crashed."""
    for part in [info] if "raised_exception" in info else info.values():
        if part.get("raised_exception"):
            return str(part.get("exception_message")).strip().splitlines()[0]
    return None


@contextlib.contextmanager
def _batches(
    stage: Path, previous: Path | None, suites: dict[str, list[Rule]], proven: Proven
) -> Iterator[tuple[duckdb.DuckDBPyConnection, set[str], Any]]:
    """Give a connection to the staged tables, the names of its relations, and a function that validates a table.

    Great Expectations is imported here, since its import alone takes three seconds and a quarter of a gigabyte.
    """
    import great_expectations as gx
    import sqlalchemy as sa
    from sqlalchemy import event
    from sqlalchemy.engine import Engine
    from sqlalchemy.engine.cursor import FullyBufferedCursorFetchStrategy

    # Great Expectations tells of each temporary folder it makes.
    logging.getLogger("great_expectations.data_context.types.base").setLevel(logging.WARNING)

    def buffer(connection: Any, cursor: Any, statement: Any, parameters: Any, context: Any, many: Any) -> None:
        # Great Expectations 1.24 closes the connection before it reads the rows, and DuckDB's cursors are lazy.
        if connection.dialect.name == "duckdb" and cursor.description:
            context.cursor_fetch_strategy = FullyBufferedCursorFetchStrategy(cursor, initial_buffer=cursor.fetchall())

    url = f"duckdb:///:memory:gate_{uuid.uuid4().hex}"
    engine = sa.create_engine(url)
    shared = engine.connect()
    for setting in (
        f"memory_limit = '{MEMORY}'",
        f"temp_directory = {ddl.literal(f'{stage}.spill')}",
        "TimeZone = 'UTC'",
    ):
        shared.exec_driver_sql(f"SET {setting}")
    relations = _relations(stage, previous, suites, proven)
    for name, source in relations.items():
        shared.exec_driver_sql(f"CREATE VIEW {ddl.name(name)} AS SELECT * FROM {source}")
    shared.commit()
    event.listen(Engine, "after_cursor_execute", buffer)
    try:
        context = gx.get_context(mode="ephemeral")
        context.variables.progress_bars = {"globally": False}  # type: ignore[assignment]
        staged = context.data_sources.add_sql("staged", connection_string=url)

        def validate(table: str, rules: list[Rule]) -> list[Any]:
            if not rules:
                return []
            asset = staged.add_table_asset(table, table_name=table)
            batch = asset.add_batch_definition_whole_table("all").get_batch()
            suite = gx.ExpectationSuite(name=table, expectations=[rule.configuration() for rule in rules])
            return list(
                batch.validate(suite, result_format={"result_format": "BASIC", "partial_unexpected_count": 0}).results
            )

        connection: Any = shared.connection.driver_connection
        yield connection.cursor(), set(relations), validate
    finally:
        event.remove(Engine, "after_cursor_execute", buffer)
        shared.close()
        engine.dispose()


def _relations(stage: Path, previous: Path | None, suites: dict[str, list[Rule]], proven: Proven) -> dict[str, str]:
    """Return the relations that rules may name, and of each table the rows in files that are not proven, as SQL after FROM."""
    found = {table: parquet.relation(parquet.files(stage, table)) for table in suites}
    for table in suites:
        if others := sorted({*parquet.files(stage, table)} - {*proven.files(stage, table)}):
            found[f"{CHANGED}{table}"] = parquet.relation(others)
    if previous is not None:
        held = {table: parquet.files(previous, table) for table in suites}
        found |= {f"previous_{table}": parquet.relation(paths) for table, paths in held.items() if paths}
    if (stage / ARTICLE_TEXT).exists():
        found["article_text"] = parquet.relation([stage / ARTICLE_TEXT])
    return found
