"""The suite of every published table: what follows from its declaration, then what only its meaning says."""

from __future__ import annotations

from expectations import articles, contract, coverage, events, mentions, statements
from expectations.contract import Rule
from transforms.tables import TABLES

PUBLISHED = {name: table for name, table in TABLES.items() if table.is_published}

MEANING: dict[str, list[Rule]] = {
    "articles": articles.RULES,
    "statements": statements.RULES,
    "mentions": mentions.RULES,
    "casualties": mentions.CASUALTY_RULES,
    "events": events.RULES,
    "claims": events.CLAIM_RULES,
    "coverage": coverage.RULES,
}

SUITES: dict[str, list[Rule]] = {
    name: [*contract.rules(table, PUBLISHED), *MEANING.get(name, [])] for name, table in PUBLISHED.items()
}
