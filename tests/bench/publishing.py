"""Figures of publication: time, memory and bytes for a full snapshot, for one with 1 % changed rows, for replay and diff.

    python -m tests.bench.publishing [EVENTS] [HOME]

makes a warehouse of EVENTS events (1,000,000 unless told), three statements, three mentions and one claim each and a
third as many articles, in the folder HOME (a temporary one unless told), and publishes it. Each step runs in a process
of its own, so that its peak memory is its own.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from transforms.schema import Column
from transforms.tables import SCHEMA_VERSION, TABLES
from warehouse import ddl
from warehouse.database import Warehouse, connect
from warehouse.snapshot import Versions, diff, index, latest, publish, verify

NOW = datetime(2026, 3, 5, tzinfo=UTC)
VERSIONS = Versions(SCHEMA_VERSION, "m1", "c1", "x1")
TEXT = "'The ministry of country ' || i || ' said on Thursday that the forces of its neighbour had opened fire near the bridge.'"
COUNTRIES = "['AZE', 'ARM', 'RUS', 'UKR', 'ISR', 'IRN', 'USA', 'TUR']"

SETS: dict[str, dict[str, str]] = {
    "sources": {"outlet": "'o' || i", "title": "'Outlet ' || i"},
    "fetches": {"fetch_id": "'f-' || id", "outlet": "'o' || i % 50", "url": "url", "fetched_at": "moment"},
    "articles": {
        "article_id": "'a-' || id",
        "outlet": "'o' || i % 50",
        "url": "url",
        "canonical_url": "url",
        "page_sha256": "sha256(id)",
        "version": "1",
        "is_latest": "true",
        "published_at": "moment",
        "fetched_at": "moment",
        "kind": "'news'",
        "outcome": "'extracted'",
        "text": "text",
        "text_sha256": "sha256(text)",
        "word_count": "20",
    },
    "codings": {"article_id": "'a-' || id", "method_version": "'m1'"},
    "statements": {
        "statement_id": "'s-' || id",
        "article_id": "'a-' || parent",
        "published_date": "day",
        "sentence_span": "{'start': 0, 'end': 100}",
        "speaker_text": "'The ministry'",
        "speaker_span": "{'start': 0, 'end': 12}",
        "speaker_country": "[country]",
        "speaker_confidence": "(i % 100) / 100",
        "content_text": "[parent_text[40:]]",
        "content_spans": "[{'start': 39, 'end': len(parent_text)}]",
        "speech_act": "['accuse', 'assert', 'deny'][1 + i % 3]",
        "target_country": "[other]",
        "mention_ids": "['m-' || id]",
        "text_sha256": "sha256(parent_text)",
    },
    "mentions": {
        "mention_id": "'m-' || id",
        "article_id": "'a-' || parent",
        "published_date": "day",
        "sentence_span": "{'start': 0, 'end': 100}",
        "trigger_text": "parent_text[1:12]",
        "trigger_span": "{'start': 0, 'end': 12}",
        "event_type": "'ASSAULT'",
        "quad_class": "4",
        "actors": "[{'text': 'x', 'span': NULL, 'name': 'x', 'actor_id': NULL, 'country': country, 'sector': 'MIL'}]",
        "date_start": "day",
        "date_end": "day",
        "statement_id": "'s-' || id",
        "text_sha256": "sha256(parent_text)",
    },
    "casualties": {
        "casualty_id": "'k-' || id",
        "mention_id": "'m-' || id",
        "article_id": "'a-' || parent",
        "published_date": "day",
        "low_count": "i % 10",
    },
    "events": {
        "event_id": "'e-' || id",
        "event_type": "'ASSAULT'",
        "quad_class": "4",
        "date_start": "day",
        "date_end": "day",
        "party_country": "[country, other]",
        "mention_ids": "['m-' || md5((3 * i)::VARCHAR)[:20], 'm-' || md5((3 * i + 1)::VARCHAR)[:20], 'm-' || md5((3 * i + 2)::VARCHAR)[:20]]",
        "article_count": "3",
        "independent_story_count": "2",
        "first_seen_at": "moment",
    },
    "claims": {
        "claim_id": "'c-' || id",
        "event_id": "'e-' || id",
        "party": "country",
        "about_country": "[other]",
        "statement_ids": "['s-' || md5((3 * i)::VARCHAR)[:20]]",
        "since_date": "day",
    },
    "coverage": {"outlet": "'o' || i % 50", "day_date": "DATE '2023-09-01' + (i // 50)::INTEGER"},
}
"""Of each table the columns that matter, as SQL of the row number ``i``; the rest is null or plainest."""


def rows(events: int) -> dict[str, int]:
    """Return how many rows each table gets."""
    articles = -(-events // 3)
    return {
        "sources": 50,
        "fetches": articles,
        "articles": articles,
        "codings": articles,
        "statements": 3 * events,
        "mentions": 3 * events,
        "casualties": events // 3,
        "events": events,
        "claims": events,
        "coverage": 50 * 900,
    }


def query(name: str, count: int, events: int) -> str:
    """Return a query of the rows of a table."""
    parent = f"i % {rows(events)['articles']}"
    day = f"(i // greatest(1, {count} // 900))::INTEGER"
    columns = ", ".join(
        f"({SETS[name].get(column.name) or plain(column)})::{ddl.sql_type(column.type)} AS {ddl.name(column.name)}"
        for column in TABLES[name].columns
    )
    return f"""
        SELECT {columns} FROM (
          SELECT i, md5(i::VARCHAR)[:20] AS id, md5(({parent})::VARCHAR)[:20] AS parent,
                 DATE '2023-09-01' + {day} AS day, (DATE '2023-09-01' + {day})::TIMESTAMPTZ AS moment,
                 'https://outlet.example/' || md5(i::VARCHAR) AS url,
                 {COUNTRIES}[1 + i % 8] AS country, {COUNTRIES}[1 + i // 8 % 8] AS other,
                 {TEXT} AS text, {TEXT.replace("|| i ||", f"|| {parent} ||")} AS parent_text
          FROM range({count}) AS numbers(i))"""


def plain(column: Column) -> str:
    """Return the plainest value of a column as SQL."""
    kind = ddl.sql_type(column.type)
    if column.nullable:
        return "NULL"
    if kind.endswith("[]"):
        return "[]"
    if kind.startswith("STRUCT"):
        return "{'start': 0, 'end': 1}"
    if column.codes:
        return ddl.literal(column.codes[0])
    return {"VARCHAR": "'x'", "BOOLEAN": "false", "DATE": "day", "TIMESTAMPTZ": "moment"}.get(
        kind, str(column.minimum or 0)
    )


def make(home: Path, events: int) -> None:
    """Fill a warehouse."""
    with Warehouse(home) as warehouse:
        for name, count in rows(events).items():
            warehouse.connection.execute(f"INSERT INTO {ddl.name(name)} {query(name, count, events)}")


def first(home: Path, events: int) -> None:
    """Publish everything."""
    publish(home, now=NOW, run_id="first", versions=VERSIONS)


def touch(home: Path, events: int) -> None:
    """Change 1 % of events, statements and mentions, those of the newest days, as another method would."""
    with Warehouse(home) as warehouse:
        warehouse.connection.execute("UPDATE codings SET method_version = 'm2'")
        for name, column in (("events", "place_name"), ("statements", "speaker_role"), ("mentions", "place_name")):
            month = ddl.name(str(TABLES[name].month))
            warehouse.connection.execute(
                f"""UPDATE {name} SET {column} = 'changed' WHERE {month} >
                    (SELECT quantile_disc({month}, 0.99) FROM {name})"""
            )


def second(home: Path, events: int) -> None:
    """Publish what changed."""
    publish(home, now=NOW + timedelta(days=1), run_id="second", versions=Versions(SCHEMA_VERSION, "m2", "c1", "x1"))


def third(home: Path, events: int) -> None:
    """Publish when nothing changed."""
    publish(home, now=NOW + timedelta(days=2), run_id="third", versions=Versions(SCHEMA_VERSION, "m2", "c1", "x1"))


def verified(home: Path, events: int) -> None:
    """Verify the newest snapshot, replay included."""
    assert verify(latest(home)) == []


def compared(home: Path, events: int) -> None:
    """Compare the two snapshots."""
    published = [latest(home).parent / run["snapshot"] for run in index(home) if run["outcome"] == "published"]
    diff(published[0], published[1])


def sizes(home: Path, events: int) -> None:
    """Print the bytes of statements as published, as unsorted Parquet and as CSV, and of both snapshots on disk."""
    path = latest(home)
    with connect() as connection, tempfile.TemporaryDirectory() as folder:
        files = f"read_parquet('{path}/data/statements/*/*.parquet', hive_partitioning = false)"
        connection.execute(
            f"COPY (FROM {files} ORDER BY hash(statement_id)) TO '{folder}/u.parquet' (COMPRESSION zstd)"
        )
        connection.execute(f"COPY (FROM {files}) TO '{folder}/u.csv'")
        sorted_bytes = sum(file.stat().st_size for file in (path / "data/statements").rglob("*.parquet"))
        print(
            f"  statements: {sorted_bytes:,} B as published, {Path(folder, 'u.parquet').stat().st_size:,} B as unsorted "
            f"Parquet, {Path(folder, 'u.csv').stat().st_size:,} B as CSV"
        )
    print(subprocess.run(["du", "-sh", path.parent], capture_output=True, text=True).stdout, end="")


STEPS = {step.__name__: step for step in (make, first, touch, second, third, verified, compared, sizes)}


def main(events: int, home: Path) -> None:
    """Run every step in a process of its own and print its wall time and peak memory."""
    for name, step in STEPS.items():
        started, before = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, "-m", __spec__.name, str(events), str(home), name], check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        print(
            f"{time.monotonic() - started:7.1f} s  {cpu:7.1f} CPU-s  {after.ru_maxrss // 1024:6,} MiB (largest so far)  "
            f"{step.__doc__}",
            flush=True,
        )


if __name__ == "__main__":
    given = sys.argv[1:]
    if len(given) == 3:
        STEPS[given[2]](Path(given[1]), int(given[0]))
    else:
        with tempfile.TemporaryDirectory() as folder:
            main(int(given[0]) if given else 1_000_000, Path(given[1] if len(given) > 1 else folder))
