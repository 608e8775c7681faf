"""Stories: which articles are copies of one another, so that one wire text printed five times counts as one voice.

Two texts are copies when the sets of their five-word shingles agree to at least 0.6 (Jaccard, estimated by MinHash): a
wire story keeps 0.7 and more of its shingles through an outlet's trimming of its last paragraphs, two independent reports
of one happening share below 0.2. Candidates meet in bands of four of the 64 values, which at 0.6 misses one pair in ten
and at 0.75 one in four hundred. A story is a connected component of such pairs, named for its earliest publication, so it
does not depend on the order in which articles are seen.
"""

from __future__ import annotations

import hashlib
import re

import numpy as np
import polars as pl

from transforms.ids import make_id

SIZE = 64
BAND = 4
ALIKE = 0.6
SHINGLE = 5
# A copy is printed within days; an anniversary piece that quotes its ancestor is a story of its own.
DAYS_APART = 7
_PRIME = np.uint64((1 << 61) - 1)
_MULTIPLY, _ADD = (
    np.frombuffer(hashlib.shake_256(seed).digest(8 * SIZE), np.uint64) % _PRIME for seed in (b"multiply", b"add")
)


def signature(text: str) -> list[int]:
    """Return the MinHash of the text's five-word shingles: ``SIZE`` values of 32 bits; empty for a text without words."""
    words = re.findall(r"\w+", text.lower())
    shingles = {" ".join(words[i : i + SHINGLE]) for i in range(max(1, len(words) - SHINGLE + 1))} if words else set()
    if not shingles:
        return []
    hashes = np.array(
        [int.from_bytes(hashlib.blake2b(s.encode(), digest_size=4).digest()) for s in shingles], np.uint64
    )
    with np.errstate(over="ignore"):
        mixed = (hashes[:, None] * _MULTIPLY[None, :] + _ADD[None, :]) >> np.uint64(32)
    return [int(value) for value in mixed.min(axis=0)]


def stories(signatures: pl.DataFrame, articles: pl.DataFrame) -> pl.DataFrame:
    """Return ``article_id, story_id`` for every article that has a signature.

    ``signatures``: the table of that name. ``articles``: ``article_id, canonical_url, published_at, fetched_at``.
    Versions of one address share their story whatever has been rewritten.
    """
    known = signatures.join(
        articles.select("article_id", "canonical_url", "published_at", "fetched_at"), on="article_id"
    )
    known = (
        known.with_columns(day=pl.coalesce("published_at", "fetched_at"))
        .sort("day", "article_id")
        .with_row_index("row")
    )
    parent = list(range(known.height))

    def find(row: int) -> int:
        while parent[row] != row:
            parent[row] = parent[parent[row]]
            row = parent[row]
        return row

    values = np.array(known["minhash"].to_list(), np.uint32).reshape(known.height, -1) if known.height else None
    days = known["day"].to_list()
    for rows in _candidates(known):
        for i, a in enumerate(rows):
            for b in rows[i + 1 :]:
                first, second = find(a), find(b)
                if first == second or values is None or abs((days[a] - days[b]).days) > DAYS_APART:
                    continue
                if np.mean(values[a] == values[b]) >= ALIKE:
                    parent[max(first, second)] = min(first, second)
    for rows in known.group_by("canonical_url").agg("row")["row"].to_list():
        for row in rows[1:]:
            first, second = sorted((find(rows[0]), find(row)))
            parent[second] = first
    ids = known["article_id"].to_list()
    return known.select(
        "article_id",
        story_id=pl.Series([make_id("story", ids[find(row)]) for row in range(known.height)], dtype=pl.String),
    )


def _candidates(known: pl.DataFrame) -> list[list[int]]:
    """Return groups of rows that agree on all values of some band."""
    groups: list[list[int]] = []
    for band in range(0, SIZE, BAND):
        keys = known.select("row", band=pl.col("minhash").list.slice(band, BAND))
        groups += keys.group_by("band").agg("row").filter(pl.col("row").list.len() > 1)["row"].to_list()
    return groups
