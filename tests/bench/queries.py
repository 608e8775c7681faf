"""Time of the questions that analysts ask first, over the views of a snapshot with millions of statements.

    python -m tests.bench.queries [STATEMENTS] [FOLDER]

writes a folder of Parquet files as a snapshot has them, with STATEMENTS made-up statements (10,000,000 unless told), as
many mentions, a third as many events and claims and a ninth as many articles, unless FOLDER holds one already; then asks
every question once to warm up and five times more, in one DuckDB connection that has `views.sql`.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from expectations.suites import PUBLISHED
from tests.bench.publishing import SETS, query, rows
from warehouse import ddl, parquet, views
from warehouse.database import connect
from warehouse.ddl import literal

# What makes the made-up rows as various as the ledger's, as SQL over them.
VARIED = {
    "statements": """'Speaker ' || hash(statement_id) % 2500 || ' of ' || speaker_country[1] AS speaker_name,
        ['accuse', 'assert', 'deny', 'demand', 'promise', 'announce', 'praise', 'warn'][1 + (hash(statement_id) % 8)::INTEGER] AS speech_act""",
    "events": """hash(event_id) % 10 = 0 AS is_disputed,
        ['ASSAULT', 'CONSULT', 'ACCUSE', 'AID', 'PROTEST'][1 + (hash(event_id) % 5)::INTEGER] AS event_type,
        'Place ' || hash(event_id) % 5000 AS place_name,
        [{'claimant_name': party_country[1], 'claimant_country': [party_country[1]], 'actor_country': [party_country[2]],
          'recipient_country': [party_country[1]], 'direction': 'directed', 'mention_count': 2},
         {'claimant_name': party_country[2], 'claimant_country': [party_country[2]], 'actor_country': [party_country[1]],
          'recipient_country': [party_country[2]], 'direction': 'directed', 'mention_count': 1}] AS versions""",
    "articles": "'story ' || hash(article_id) % 800000 AS story_id",
    "coverage": "hash(outlet, day_date) % 40 = 0 AS is_gap",
}
QUESTIONS = {
    "how many statements": "SELECT count(*) FROM statements",
    "events by day, a month": "FROM events_by_day WHERE day_date BETWEEN '2025-03-01' AND '2025-03-31'",
    "events by day, all": "SELECT event_type, sum(event_count) FROM events_by_day GROUP BY ALL",
    "who speaks most": "FROM statements_by_speaker LIMIT 20",
    "what one speaker does": "FROM statements_by_speaker WHERE speaker_name = 'Speaker 17 of AZE'",
    "who accuses whom, all": "FROM who_accuses_whom",
    "who accuses whom, a matrix": "PIVOT who_accuses_whom ON target_country USING sum(statement_count)",
    "accusations of one country by another, a month": """SELECT published_date, speaker_name, content_text FROM accusations
        WHERE accuser_country = 'AZE' AND target_country = 'ARM' AND published_date BETWEEN '2025-03-01' AND '2025-03-31'""",
    "contested events, newest": "FROM contested_events WHERE date_start >= DATE '2026-01-25'",
    "contested versions of one event": "FROM contested_versions WHERE event_id = {event}",
    "evidence of one event": "FROM event_evidence WHERE event_id = {event}",
    "casualties of one event": "FROM casualty_ranges WHERE event_id = {event}",
    "casualties by side, all": "SELECT side_country, sum(low_count), sum(high_count) FROM casualties GROUP BY ALL",
    "gaps of a month": "FROM coverage_gaps WHERE day_date BETWEEN '2025-03-01' AND '2025-03-31'",
    "stories copied most": "FROM copied_stories ORDER BY article_count DESC LIMIT 20",
    "articles taken back": "FROM withdrawn_articles LIMIT 20",
    "one statement by its id": "SELECT * FROM statements WHERE statement_id = {statement}",
    "statements of a day that hold a word": """SELECT speaker_name, content_text FROM statements
        WHERE published_date = DATE '2025-03-09' AND list_contains(list_transform(content_text, lambda t: t ILIKE '%bridge%'), true) LIMIT 50""",
    "statements by month and act": """SELECT date_trunc('month', published_date) AS month, speech_act, count(*)
        FROM statements GROUP BY ALL ORDER BY ALL""",
}
TIMES = 5


def write(folder: Path, statements: int) -> None:
    """Write the published tables as a snapshot lays them out, and its views."""
    events = statements // 3
    with connect(spill=folder / "spill") as connection:
        for name, table in PUBLISHED.items():
            if name not in SETS:
                connection.execute(ddl.create(table))
                parquet.write(connection, table, name, folder)
                continue
            varied = f"SELECT * REPLACE ({VARIED[name]}) FROM" if name in VARIED else "FROM"
            made = f"({varied} ({query(name, rows(events)[name], events)}))"
            connection.execute(f"COPY (FROM {made}) TO {literal(folder / 'made.parquet')} (FORMAT parquet)")
            parquet.write(connection, table, f"read_parquet({literal(folder / 'made.parquet')})", folder)
    (folder / "made.parquet").unlink()
    (folder / "views.sql").write_text(views.text())


def main(statements: int, folder: Path) -> None:
    """Print the median and the worst time of each question."""
    if not (folder / "views.sql").exists():
        write(folder, statements)
    size = sum(file.stat().st_size for file in folder.rglob("*.parquet"))
    print(
        f"{statements:,} statements, {size / 1e6:,.0f} MB of Parquet, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"
    )
    times: dict[str, list[float]] = {}
    with connect() as connection:
        connection.execute(f"SET VARIABLE snapshot = {literal(folder)}")
        connection.execute((folder / "views.sql").read_text())
        (event,) = connection.execute(
            "SELECT event_id FROM events WHERE is_disputed LIMIT 1 OFFSET 1000"
        ).fetchone() or ("",)
        (statement,) = connection.execute("SELECT statement_id FROM statements LIMIT 1 OFFSET 100000").fetchone() or (
            "",
        )
        for name, question in QUESTIONS.items():
            sql = question.replace("{event}", literal(event)).replace("{statement}", literal(statement))
            for n in range(TIMES + 1):
                began = time.perf_counter()
                connection.execute(sql).fetchall()
                if n:
                    times.setdefault(name, []).append(1000 * (time.perf_counter() - began))
    for name, each in times.items():
        print(f"  {median(each):8.0f} ms  worst {max(each):6.0f}  {name}")
    every = [value for each in times.values() for value in each]
    print(f"all: median {median(every):.0f} ms, worst {max(every):.0f} ms")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as temporary:
        given = sys.argv[1:]
        main(int(given[0]) if given else 10_000_000, Path(given[1] if len(given) > 1 else temporary))
