"""What the page calls codes: the names of countries, the meanings of event types."""

from __future__ import annotations

from functools import cache

from transforms.actors.lexicon import Lexicon, add_countries
from transforms.codebook.events import load_codebook

GROUPS = {"UNO": "United Nations", "EUR": "European Union", "IGO": "international organisations"}
"""PLOVER's codes for parties that are no countries."""


@cache
def country_names() -> dict[str, str]:
    """Return English names by alpha-3 code."""
    lexicon = Lexicon()
    add_countries(lexicon)
    return {code: country.name for code, country in sorted(lexicon.countries.items())} | GROUPS


def type_meanings() -> dict[str, dict[str, str | int]]:
    """Return meaning and quad class of each event type."""
    return {name: {"meaning": held.meaning, "quad": held.quad} for name, held in sorted(load_codebook().types.items())}
