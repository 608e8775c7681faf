"""What the page of a snapshot says: its newest rows in columns, counts over all rows, checks, and where it stops.

Counts (over time, who accuses whom, places, coverage) are of the whole snapshot. Of rows there are as many as a browser
opens in two seconds: contested events before others, the newest before older ones. The page says what it leaves out.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from expectations.suites import PUBLISHED
from warehouse import ddl, parquet, views
from warehouse.database import connect
from warehouse.difference import Shape
from warehouse.report.columns import LONGEST, columns
from warehouse.report.words import country_names, type_meanings

LIMITS = {
    "most_events": 10_000,
    "most_contested": 2_000,  # events shown first, however old
    "most_evidence": 60,  # mentions of one event
    "most_mentions": 40_000,
    "most_statements": 50_000,
    "most_cited": 20_000,  # statements shown because a contested event rests on them, however old
    "most_characters": 12_000_000,  # of statements together: about 5 MB in the page
    "most_places": 3_000,
    "most_days": 60_000,  # rows of coverage: 160 outlets for a year
    "longest": LONGEST,
}
MEMORY = "1GB"
"""Of DuckDB while a page is made; the rest goes to disk."""
PARTS = (
    "events", "mentions", "statements", "articles", "claims", "casualties", "timeline", "accusations", "places", "coverage",
    "sources", "retired",
)  # fmt: skip


def content(snapshot: Path, body: dict[str, Any], limits: dict[str, int] | None = None) -> dict[str, Any]:
    """Return the page's content from a snapshot's files and what its manifest says or will say.

    A table that the snapshot lacks is empty, a column that it lacks is null: snapshots of older schemas have pages too.
    """
    with (
        tempfile.TemporaryDirectory() as spill,
        connect(memory_limit=MEMORY, spill=Path(spill)) as connection,
    ):
        _prepare(connection, snapshot, body, LIMITS | (limits or {}))
        tables = {name: columns(connection.sql(f"FROM page_{name}").pl()) for name in PARTS}
        totals = {
            name: _count(connection, name)
            for name in ("events", "statements", "mentions", "articles", "claims", "casualties", "coverage", "sources")
        }
        totals |= {
            "contested": _count(connection, "events WHERE is_disputed"),
            "undated": _count(connection, "events WHERE date_start IS NULL"),
            "accusations": _count(connection, "(SELECT DISTINCT statement_id FROM accusations)"),
        }
    tables["checks"] = columns(_checks(snapshot))
    return {"about": _about(body), "totals": totals, "words": _words(), "tables": tables}


def _prepare(
    connection: duckdb.DuckDBPyConnection, snapshot: Path, body: dict[str, Any], limits: dict[str, int]
) -> None:
    """Make the snapshot's tables, the views of views.sql and those of report.sql."""
    for name, table in PUBLISHED.items():
        relation = Shape.declared(table).relation(connection, parquet.files(snapshot, name))
        connection.execute(f"CREATE TEMP VIEW {ddl.name(name)} AS FROM {relation}")
    connection.execute(views.questions())
    for name, value in limits.items():
        connection.execute(f"SET VARIABLE {name} = {value}")
    rows = [
        (redaction["table"], row_id, ",".join(redaction["columns"]))
        for redaction in body.get("redactions", [])
        for row_id in redaction["ids"]
    ]
    redacted = pl.DataFrame(rows, schema=["table_name", "row_id", "columns"], orient="row").cast(pl.String)
    connection.register("redacted_given", redacted)
    connection.execute(
        """CREATE TEMP TABLE redacted_rows AS
           SELECT table_name, row_id, string_agg(columns, ',' ORDER BY columns) AS columns FROM redacted_given GROUP BY ALL"""
    )
    connection.execute(Path(__file__).with_name("report.sql").read_text(encoding="utf-8"))


def _count(connection: duckdb.DuckDBPyConnection, source: str) -> int:
    (found,) = connection.execute(f"SELECT count(*) FROM {source}").fetchone() or (0,)
    return int(found)


def _checks(snapshot: Path) -> pl.DataFrame:
    """Return every check of ``checks/``, a row each."""
    rows = []
    for path in sorted((snapshot / "checks").glob("*.json")):
        body = json.loads(path.read_text(encoding="utf-8"))
        rows += [
            {
                "table": body["table"],
                "rule": check["rule"],
                "meaning": check["meaning"],
                "severity": check["severity"],
                "verdict": check["verdict"],
                "observed": _short(check["observed"]),
                "limit": _short(check["limit"]),
                "fault_count": check["fault_count"],
                "faults": check["rows"],
            }
            for check in body["checks"]
        ]
    return pl.DataFrame(rows, infer_schema_length=None)


def _short(value: object) -> str:
    """Return what a check saw or allowed, in one short line."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 120 else text[:119] + "…"


def _about(body: dict[str, Any]) -> dict[str, Any]:
    """Return what the manifest says that the page repeats."""
    told = (
        "snapshot",
        "published_at",
        "previous",
        "kept_until",
        "settled_through",
        "versions",
        "accepted",
        "known_issues",
    )
    changes = {name: table.get("changes", {}) for name, table in body.get("tables", {}).items()}
    quarantined = {name: table.get("quarantined", 0) for name, table in body.get("tables", {}).items()}
    return {name: body.get(name) for name in told} | {
        "includes_text": bool(body.get("includes_text")),
        "checks": body.get("checks", {}),
        "changes": {name: held for name, held in changes.items() if held},
        "quarantined": {name: count for name, count in quarantined.items() if count},
        "redactions": [
            {"table": held["table"], "rows": len(held["ids"]), "columns": held["columns"], "reason": held["reason"]}
            for held in body.get("redactions", [])
        ],
    }


def _words() -> dict[str, Any]:
    return {"countries": country_names(), "types": type_meanings()}
