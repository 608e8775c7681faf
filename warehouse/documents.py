"""The documents of a snapshot beside its data: manifest, data package, Croissant, README, views, checks, the page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl

from expectations.suites import PUBLISHED
from warehouse import croissant, datapackage, manifest, parquet, readme, views
from warehouse.account import Account
from warehouse.gate import Fault, Verdict
from warehouse.report.page import FILE as PAGE
from warehouse.report.page import page
from warehouse.shelf import dump


def write_documents(
    folder: Path,
    head: dict[str, Any],
    held: Account,
    verdict: Verdict,
    quarantined: list[Fault],
    previous: Path | None,
) -> None:
    """Write every document of a staged snapshot; ``head`` is what its manifest says beside tables, checks and files."""
    _write_checks(folder, verdict, quarantined)
    before = manifest.objects(manifest.read(previous)) if previous else {}

    def described(path: str) -> dict[str, Any]:
        """Return size, digest and object of a file; the object is the previous snapshot's where the file is."""
        told = manifest.describe_file(folder / path)
        is_shared = path in before and before[path]["sha256"] == told["sha256"]
        return told | {"object": before[path]["object"] if is_shared else f"{head['snapshot']}/{path}"}

    tables = {
        name: manifest.describe_table(table)
        | {
            "rows": sum(file["rows"] for file in held.files[name].values()),
            "content": parquet.table_digest({path: file["content"] for path, file in held.files[name].items()}),
            "changes": _changes(held.changes.filter(pl.col("table_name") == name)),
            "quarantined": sum(fault.table == name for fault in quarantined),
            "files": {path: file | described(path) for path, file in held.files[name].items()},
        }
        for name, table in PUBLISHED.items()
    }
    body = head | {"checks": _checks(verdict), "known_issues": _known_issues(verdict), "tables": tables}
    texts = {
        "README.md": readme.text(body),
        "views.sql": views.text(),
        "datapackage.json": dump(datapackage.package(body)),
        "croissant.json": dump(croissant.dataset(body)),
        PAGE: page(folder, body),
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    others = sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_relative_to(folder / "data"))
    names = [path.relative_to(folder).as_posix() for path in others]
    body["files"] = {name: described(name) for name in names}
    manifest.write(folder, body)


def _write_checks(folder: Path, verdict: Verdict, quarantined: list[Fault]) -> None:
    """Write ``checks/<table>.json``."""
    (folder / "checks").mkdir()
    for name in PUBLISHED:
        body = {
            "table": name,
            "checks": [check.as_json() for check in verdict.checks if check.table == name],
            "quarantined": [
                {"row_id": fault.row_id, "rule": fault.rule} for fault in quarantined if fault.table == name
            ],
        }
        (folder / "checks" / f"{name}.json").write_text(dump(body), encoding="utf-8")


def _checks(verdict: Verdict) -> dict[str, Any]:
    """Return the checks in short: how many passed, and each that did not."""
    return {
        "passed": sum(check.outcome == "pass" for check in verdict.checks),
        "failed": [
            {"rule": check.rule, "severity": check.severity, "fault_count": check.fault_count}
            for check in verdict.checks
            if check.outcome != "pass"
        ],
    }


def _known_issues(verdict: Verdict) -> list[str]:
    """Return what is published although it is not as it should be, a line each."""
    return [
        f"{check.rule}: {check.fault_count} rows break that {check.meaning}"
        for check in verdict.checks
        if check.outcome != "pass"
    ]


def _changes(counted: pl.DataFrame) -> dict[str, dict[str, int]]:
    """Return row counts by op and cause."""
    found: dict[str, dict[str, int]] = {}
    for op, cause, count in counted.select("op", "cause", "row_count").iter_rows():
        found.setdefault(op, {})[cause] = count
    return found
