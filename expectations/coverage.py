"""What should hold of coverage: an outlet that spoke every day does not fall silent unseen."""

from __future__ import annotations

from expectations.contract import Rule, row_rule
from transforms.tables import TABLES

COVERAGE = TABLES["coverage"]

SILENT_DAYS = 2
"""Days without an article: one may be a holiday, a second asks for a look."""
BUSY_DAYS = 7
"""Days before, over which an outlet must have had at least one article a day on average."""

RULES = [
    row_rule(
        COVERAGE,
        "fetched_count.not_above_found",
        "fetched_count > found_count",
        "no more is fetched than was tried",
        observed="fetched_count",
        severity="warning",
    ),
    Rule(
        "coverage.silent_outlet",
        "warning",
        f"an outlet with articles daily over {BUSY_DAYS} days had some in the last {SILENT_DAYS}",
        f"""WITH newest AS (SELECT max(day_date) AS day FROM coverage),
                 counted AS (
                   SELECT outlet, max(day_date) AS day_date,
                          sum(extracted_count) FILTER (day_date > day - {SILENT_DAYS}) AS recent,
                          sum(extracted_count) FILTER (day_date <= day - {SILENT_DAYS}) AS before
                   FROM coverage, newest WHERE day_date > day - {SILENT_DAYS + BUSY_DAYS} GROUP BY outlet)
            SELECT outlet, day_date, before AS observed FROM counted
            WHERE coalesce(recent, 0) = 0 AND before >= {BUSY_DAYS}""",
    ),
]
