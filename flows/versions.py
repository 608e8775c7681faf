"""What an outlet changed in an article after publishing it: each version with the paragraphs that came and went."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from transforms.errors import SaysoError
from warehouse.database import Warehouse

VERSIONS = """
    SELECT version, article_id, title, fetched_at, text, withdrawn_at, withdrawn_how FROM articles
    WHERE version IS NOT NULL AND canonical_url IN (
      SELECT canonical_url FROM articles WHERE $given IN (article_id, url, canonical_url))
    ORDER BY canonical_url, version
"""


class UnknownArticleError(SaysoError, LookupError):
    """No article has this id or address."""


def versions(home: Path, given: str) -> Iterator[dict[str, Any]]:
    """Yield the versions of an article, named by id or address, the first one first.

    ``changes`` are the lines (headline and paragraphs) by which a version differs from the one before, each with ``-`` for
    those that went and ``+`` for those that came, in order of the text. Raise `UnknownArticleError`.
    """
    with Warehouse(home, read_only=True) as warehouse:
        rows = warehouse.connection.execute(VERSIONS, {"given": given}).pl().to_dicts()
    if not rows:
        raise UnknownArticleError(f"{given}: no version of an article has this id or address")
    before: list[str] | None = None
    for row in rows:
        lines = [row.pop("title") or "", *row.pop("text").split("\n")]
        yield row | {"changes": [] if before is None else changes(before, lines)}
        before = lines


def changes(before: list[str], after: list[str]) -> list[str]:
    """Return the lines that went (``- ...``) and came (``+ ...``) between two versions, in order."""
    found = []
    for what, *span in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        a, b, c, d = span
        if what != "equal":
            found += [f"- {line}" for line in before[a:b]] + [f"+ {line}" for line in after[c:d]]
    return found
