"""The page that lies in a snapshot for the person who opens its folder."""

from __future__ import annotations

from typing import Any

from warehouse import rights


def text(body: dict[str, Any]) -> str:
    """Return the README of the snapshot that a manifest describes, in Markdown."""
    tables = "\n".join(
        f"| {name} | {table['grain'].removeprefix('one row is ')} | {table['rows']:,} | {_changes(table['changes'])} |"
        for name, table in body["tables"].items()
    )
    versions = ", ".join(f"{part} {version}" for part, version in body["versions"].items())
    failed = "\n".join(
        f"- {check['rule']}: {check['fault_count']:,} ({check['severity']})" for check in body["checks"]["failed"]
    )
    return f"""# Sayso, snapshot {body["snapshot"]}

Who did what, and who says so: events and attributed statements coded from news articles. Where parties contradict each
other, all their versions are here, each with its claimant and its evidence; none is picked.

Published {body["published_at"]}. Versions: {versions}. Complete through {body["settled_through"] or "no day yet"}: what
outlets published up to then is expected to be in, and what still comes is marked `late`. Kept until
{body["kept_until"]} at least; the last snapshot of a month is kept without end.

| table | one row is | rows | changes since {body["previous"] or "nothing: this is the first"} |
|---|---|---|---|
{tables}

## Look at it

Open `report.html` in a browser: contested events with every version side by side, events over time, who accuses whom, a
map, statements to search, casualties by claimant, coverage, checks. It is one file and asks no host for anything.

## Use it

DuckDB, from any folder (views have comments: `SELECT view_name, comment FROM duckdb_views() WHERE NOT internal`):

    duckdb -cmd "SET VARIABLE snapshot = '/path/to/this/folder'" -init views.sql

Polars, pandas and pyarrow read a table's folder as one table; `month` is the folder's, every other column the file's:

    polars.read_parquet("data/statements")
    pandas.read_parquet("data/statements")

Spans are `[start, end)` in characters of the article text{"" if body["includes_text"] else ", which is not published: the statement's own words are"}.

## What changed

`changes/<table>.parquet` names each row that was inserted, updated or deleted since the previous snapshot, its cause
(source, late, method, correction, retraction, merge) and the columns that changed. To bring a copy of the previous
snapshot up to date, delete the rows named, then add from `data/` those inserted or updated. An id that vanished stands
in `retired_ids` with the id that replaces it, if one does.

## Checks

{body["checks"]["passed"]:,} checks passed; those that did not, with their rows at fault:

{failed or "- none"}

Rows at fault were set aside before publication, with what rests on them; `checks/` lists them. `manifest.json` holds the
digest of every file and of what each file holds, whoever wrote it. In a bucket, it also names the `object` of each file:
one that did not change is kept once, in the folder of the snapshot that brought it.

## Licence and citation

What Sayso coded: [{rights.LICENSE}]({rights.LICENSE_URL}). Places come from GeoNames. Quoted words remain their speakers'
and publishers'.

    {rights.citation(body["snapshot"], body["published_at"])}
"""


def _changes(counted: dict[str, dict[str, int]]) -> str:
    """Return changes by op and cause in words."""
    return "; ".join(
        f"{sum(causes.values()):,} {op} ({', '.join(f'{cause} {count:,}' for cause, count in causes.items())})"
        for op, causes in counted.items()
    )
