"""One place, how far two are apart, and the key under which spellings of a name meet."""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass

from transforms.actors.names import UNDECOMPOSED


@dataclass(frozen=True, slots=True)
class Place:
    """A place: ``latitude`` and ``longitude`` in degrees WGS 84, ``precision`` what they stand for, ``confidence`` 0 to 1."""

    name: str
    geonames_id: int | None
    admin1: str | None
    countries: tuple[str, ...]
    latitude: float | None
    longitude: float | None
    precision: str
    territory_status: str | None
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Entry:
    """A place of the gazetteer with what ranks it; ``code`` is the folded short name of its first-order division.

    An own row keeps its name; a place of the lists goes by the name that papers write, which is often not its usual one.
    """

    place: Place
    population: int
    code: str = ""
    is_own: bool = False


def distance_km(one: Place, other: Place) -> float:
    """Return the great-circle distance; places without coordinates are a world apart."""
    if None in (one.latitude, one.longitude, other.latitude, other.longitude):
        return 20_000.0
    lat1, lon1, lat2, lon2 = map(math.radians, (one.latitude, one.longitude, other.latitude, other.longitude))  # type: ignore[arg-type]
    a = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * 6371.0 * math.asin(math.sqrt(min(1.0, a)))


def plain(letter: str) -> str:
    """Return a letter without diacritics; what is not a Latin letter stays."""
    base = UNDECOMPOSED.get(ord(letter)) or unicodedata.normalize("NFKD", letter)
    return "".join(part for part in base if not unicodedata.combining(part)).lower()


PLAIN = {code: plain(chr(code)) for code in (*range(0xC0, 0x2B0), *range(0x1E00, 0x1F00))}
PLAIN |= {ord(mark): "" for mark in "’ʼ‘`–ʻʿʾ´"}


def fold(name: str) -> str:
    """Return a name in lower case without diacritics, spaces, hyphens, stops and apostrophes."""
    bare = name.replace(" ", "").replace("'", "").replace("-", "").replace(".", "").lower()
    return bare if bare.isascii() else bare.translate(PLAIN)


LATIN = re.compile("[A-Z\u00c0-\u00de\u0100-\u024f\u1e00-\u1eff][\x20-\u02af\u1e00-\u2019]*")
is_latin = LATIN.fullmatch  # names as an English paper would print them: Latin letters, a capital first
