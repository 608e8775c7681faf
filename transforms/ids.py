"""Ids: short digests of raw source values.

An id is made of what the source said (a URL, bytes, words of the text with their order), never of what cleaning or
resolving made of it: better cleaning must not re-key history. Twenty hexadecimal digits are 80 bits: among a thousand
million ids the chance of one collision is below one in a million.
"""

from __future__ import annotations

import hashlib

DIGITS = 20


def digest(value: str | bytes) -> str:
    """Return the SHA-256 of text (as UTF-8) or bytes, in hexadecimal."""
    return hashlib.sha256(value.encode("utf-8", "surrogatepass") if isinstance(value, str) else value).hexdigest()


def make_id(prefix: str, *parts: str | int) -> str:
    """Return ``prefix-`` and the digest of the parts, kept apart by their lengths so that no two lists read alike.

    >>> make_id("s", "a", "bc") == make_id("s", "ab", "c")
    False
    """
    joined = "".join(f"{len(text)}:{text}" for text in map(str, parts))
    return f"{prefix}-{digest(joined)[:DIGITS]}"
