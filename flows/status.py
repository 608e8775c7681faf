"""What an operator must know, in one screen: what is left to do, who fell silent, what was set aside, how old the news is."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from flows.code import pending_articles
from flows.extract import pending_pages
from flows.settings import Settings
from transforms.errors import SaysoError
from warehouse.database import FILE, Warehouse
from warehouse.shelf import index

# An outlet with nothing new for so long is broken more often than silent.
SILENT_AFTER = timedelta(days=2)

LAST_ARTICLES = """
    SELECT outlet, max(fetched_at) AS last_at FROM sources LEFT JOIN articles USING (outlet)
    GROUP BY outlet ORDER BY outlet
"""


def status(settings: Settings, now: datetime) -> dict[str, Any]:
    """Return the facts by name; a ledger that does not exist yet is a fact too."""
    home = settings.home
    facts: dict[str, Any] = {"home": str(home.resolve())}
    runs = index(home)
    published = [run for run in runs if run["outcome"] == "published"]
    facts["newest_snapshot"] = published[-1]["snapshot"] if published else None
    facts["last_publication"] = runs[-1]["outcome"] if runs else None
    if not (home / FILE).exists():
        return facts | {"warehouse": "nothing was collected yet"}
    try:
        facts["backlog"] = {
            "extract": len(pending_pages(home)),
            "code": len(pending_articles(home, settings.languages).to_code),
        }
        with Warehouse(home, read_only=True, wait_s=5) as warehouse:
            last = warehouse.query(LAST_ARTICLES).rows()
            failed = warehouse.query("SELECT outcome, count(*) FROM codings GROUP BY outcome ORDER BY outcome").rows()
            aside = warehouse.query("SELECT rule, count(*) FROM quarantine GROUP BY rule ORDER BY rule").rows()
            (rows,) = warehouse.query(
                "SELECT {'articles': (SELECT count(*) FROM articles), 'statements': (SELECT count(*) FROM statements), 'mentions': (SELECT count(*) FROM mentions), 'events': (SELECT count(*) FROM events)} AS rows"
            ).rows()
    except SaysoError as error:
        # A run that is writing is good news, not a failure of this command.
        return facts | {"warehouse": str(error)}
    facts["silent_outlets"] = [outlet for outlet, at in last if at is None or now - at.astimezone(UTC) > SILENT_AFTER]
    facts["coding"] = dict(failed)
    facts["quarantine"] = dict(aside)
    facts["rows"] = rows[0]
    return facts | _disk(home)


def _disk(home: Path) -> dict[str, Any]:
    used = sum(file.stat().st_size for file in home.rglob("*") if file.is_file() and not file.is_symlink())
    return {"disk_used_mb": used // 1_000_000, "disk_free_gb": shutil.disk_usage(home).free // 1_000_000_000}
