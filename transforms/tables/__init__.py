"""Every table, declared once, in the order in which the data flow."""

from __future__ import annotations

from transforms.schema import Table
from transforms.tables.coding import CASUALTIES, MENTIONS, STATEMENTS
from transforms.tables.collection import (
    ARTICLES,
    BOILERPLATE,
    CODINGS,
    COVERAGE,
    EXTRACTIONS,
    FETCHES,
    PAGES,
    SIGNATURES,
    SOURCES,
)
from transforms.tables.ledger import CLAIMS, CORRECTIONS, EVENTS, QUARANTINE, RETIRED_IDS, STEPS

SCHEMA_VERSION = "1.0"

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        SOURCES, FETCHES, PAGES, ARTICLES, EXTRACTIONS, SIGNATURES, BOILERPLATE, CODINGS, STATEMENTS, MENTIONS, CASUALTIES, EVENTS, CLAIMS,
        COVERAGE, CORRECTIONS, RETIRED_IDS, QUARANTINE, STEPS,
    )
}  # fmt: skip
