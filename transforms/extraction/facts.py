"""The reviewed word lists of extraction: metadata fields, bylines, boilerplate; unknown or missing keys refused."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from importlib.resources import files
from typing import Any


def read(name: str, keys: Iterable[str]) -> dict[str, list[str]]:
    """Return one file's lists by key, the languages joined; raises ValueError where its keys are not exactly `keys`."""
    return _lists(name, _load(name), keys)


def read_kinds(name: str, keys: Iterable[str]) -> dict[str, dict[str, list[str]]]:
    """Return the lists of a file of kinds, by key, then kind; raises ValueError where a kind has a key not in `keys`."""
    by_key: dict[str, dict[str, list[str]]] = {key: {} for key in keys}
    for kind, table in _load(name).items():
        for key, phrases in _lists(f"{name}: {kind}", table, set(table) & set(by_key)).items():
            by_key[key][kind] = phrases
    return by_key


def _load(name: str) -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath(name).read_text(encoding="utf-8"))


def _lists(where: str, table: dict[str, Any], keys: Iterable[str]) -> dict[str, list[str]]:
    if set(table) != set(keys):
        raise ValueError(f"{where}: keys {sorted(table)}, expected {sorted(keys)}")
    return {key: list(_phrases(f"{where}: {key}", value)) for key, value in table.items()}


def _phrases(where: str, value: object) -> Iterable[str]:
    if isinstance(value, dict):
        value = [phrase for language in value.values() for phrase in _phrases(where, language)]
    if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
        raise ValueError(f"{where}: expected a list of phrases, or a table of such lists by language")
    return value


def alternatives(phrases: Iterable[str]) -> str:
    """Return a pattern that matches any of the phrases, the longest first, with any white space between words."""
    return "|".join(re.escape(phrase).replace(r"\ ", r"\s+") for phrase in sorted(phrases, key=len, reverse=True))


FIELDS = read("fields.toml", ("published", "modified", "author", "paid"))
BYLINES = read("bylines.toml", ("leads", "joints", "roles", "agencies", "is"))
BOILERPLATE = read_kinds("boilerplate.toml", ("label", "opening", "phrase", "tail", "name"))
KINDS = read("kinds.toml", ("live_blog", "live", "opinion", "video", "press_release", "withdrawn"))
