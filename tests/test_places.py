"""Place names: which place an article means, and what is kept of one that no gazetteer knows."""

import numpy as np
import pytest

from transforms.actors import load_actors
from transforms.places import Place, distance_km, fold, from_dump
from transforms.places.cities import PACKED, Cities
from transforms.places.pack import cities, packed
from transforms.places.place import Entry

ROWS = [
    # id, name, other names, latitude, longitude, class, code, country, admin1, population
    (2988507, "Paris", "Lutetia,Парис", 48.85, 2.35, "P", "PPLC", "FR", "11", 2138551),
    (4717560, "Paris", "", 33.66, -95.56, "P", "PPLA2", "US", "TX", 24782),
    (409417, "Texas", "TX", 31.3, -99.3, "A", "ADM1", "US", "TX", 22875689),
    (616041, "Sotk", "Zod", 40.2, 45.87, "P", "PPL", "AM", "04", 930),
    (174895, "Goris", "Geryusy", 39.51, 46.34, "P", "PPL", "AM", "08", 17592),
    (147625, "Laçın", "Lachin,Berdzor", 39.64, 46.55, "P", "PPLA", "AZ", "30", 2200),
    (1, "Springs", "", 40.3, 46.0, "P", "PPL", "AZ", "30", 900),
    (2, "Springs", "", 25.0, 50.0, "P", "PPL", "AZ", "31", 1200),
    (4197000, "Georgia", "GA", 32.75, -83.5, "A", "ADM1", "US", "GA", 8975842),
    (6251999, "Smallville", "", 60.0, -110.0, "P", "PPL", "CA", "01", 700),
]


def line(row: tuple[object, ...]) -> str:
    number, name, others, lat, lon, kind, code, country, admin1, population = row
    fields = [
        number,
        name,
        name,
        others,
        lat,
        lon,
        kind,
        code,
        country,
        "",
        admin1,
        "",
        "",
        "",
        population,
        "",
        "",
        "",
        "",
    ]
    return "\t".join(map(str, fields))


GAZETTEER = from_dump(map(line, ROWS), load_actors())


@pytest.mark.parametrize(
    ("name", "countries", "geonames_id", "codes", "precision"),
    [
        ("Paris", [], 2988507, ("FRA",), "city"),
        ("Paris", ["USA"], 4717560, ("USA",), "city"),
        ("Paris, Texas", ["FRA"], 4717560, ("USA",), "city"),
        ("the village of Sotk", ["ARM"], 616041, ("ARM",), "city"),
        ("the Armenian cities of Goris", [], 174895, ("ARM",), "city"),
        ("Lachin", ["AZE"], 147625, ("AZE",), "city"),
        ("Lachin district", ["AZE"], None, ("AZE",), "admin2"),
        ("Armenia", [], 174982, ("ARM",), "country"),
        ("Georgia", ["RUS"], 614540, ("GEO",), "country"),
        ("Georgia", ["USA"], 4197000, ("USA",), "admin1"),
        ("Armenian territory", [], 174982, ("ARM",), "country"),
        ("southern Armenia", [], None, ("ARM",), "area"),
        ("the Azerbaijan-Armenia border", [], None, ("AZE", "ARM"), "border"),
        ("the border", ["ARM", "AZE"], None, ("ARM", "AZE"), "border"),
        ("Armenia's border with Azerbaijan", [], None, ("ARM", "AZE"), "border"),
        ("England", [], 6269131, ("GBR",), "admin1"),
    ],
)
def test_name_means_a_place(
    name: str, countries: list[str], geonames_id: int, codes: tuple[str], precision: str
) -> None:
    place = GAZETTEER.resolve(name, countries)
    assert (place.geonames_id, place.countries, place.precision) == (geonames_id, codes, precision)


def test_disputed_territory_is_flagged() -> None:
    for name in ("Nagorno-Karabakh", "Crimea", "the Gaza Strip", "Donbas"):
        assert GAZETTEER.resolve(name).territory_status == "disputed", name
    assert GAZETTEER.resolve("Goris").territory_status == "undisputed"


def test_unknown_village_keeps_its_name_in_the_country_at_hand() -> None:
    place = GAZETTEER.resolve("the village of Nerkin Hand", ["ARM", "ARM", "AZE"])
    assert (place.name, place.countries, place.precision, place.geonames_id) == (
        "Nerkin Hand",
        ("ARM",),
        "name_only",
        None,
    )
    assert place.confidence < 0.5
    assert GAZETTEER.resolve("Nowhere").countries == ()


def test_small_place_in_a_country_never_named_is_not_meant() -> None:
    assert GAZETTEER.resolve("Smallville", ["AZE"]).precision == "name_only"
    assert GAZETTEER.resolve("Smallville", []).countries == ("CAN",)


def test_namesake_near_a_place_already_known_is_meant() -> None:
    lachin = GAZETTEER.resolve("Lachin", ["AZE"])
    assert GAZETTEER.resolve("Springs", ["AZE"]).geonames_id == 2
    assert GAZETTEER.resolve("Springs", ["AZE"], [lachin]).geonames_id == 1


def test_places_of_an_article_help_each_other() -> None:
    assert [place.geonames_id for place in GAZETTEER.resolve_all(["Lachin", "Springs"], ["AZE"])] == [147625, 1]


def test_distance_is_a_great_circle() -> None:
    def at(latitude: float | None, longitude: float | None) -> Place:
        return Place("", None, None, (), latitude, longitude, "point", None)

    assert distance_km(at(0, 0), at(0, 1)) == pytest.approx(111.2, abs=0.1)
    assert distance_km(at(None, None), at(0, 1)) > 10_000


def test_names_fold_to_one_key() -> None:
    assert fold("Sot’k’") == fold("Sotk") == "sotk"
    assert fold("Əhmədabad") == "ahmadabad" and fold("Côte d'Ivoire") == "cotedivoire"


def test_line_of_another_layout_is_refused() -> None:
    with pytest.raises(ValueError, match="line 1: 2 fields, expected 19"):
        from_dump(["a\tb"], load_actors())


CITIES = [
    {"name": "Springfield", "geonameid": 1, "countrycode": "US", "admin1code": "IL", "latitude": 39.80172, "longitude": -89.64371,
     "population": 114394, "alternatenames": ["Spring Field", "SPI", "Спрингфилд", ""]},
    {"name": "Spí", "geonameid": 2, "countrycode": "CZ", "admin1code": "86", "latitude": 50.4, "longitude": 16.0,
     "population": 0, "alternatenames": []},
    {"name": "Zhovkva", "geonameid": 3, "countrycode": "UA", "admin1code": "15", "latitude": 50.05, "longitude": 23.97,
     "population": 13316, "alternatenames": ["Zhovkva"]},
]  # fmt: skip


def test_packed_cities_answer_by_every_name_in_order_of_the_list() -> None:
    known = Cities(packed(CITIES), {"US": "USA", "CZ": "CZE"}, {"IL": "Illinois"})
    springfield, spi = (
        Entry(Place("Springfield", 1, "Illinois", ("USA",), 39.80172, -89.64371, "city", "undisputed"), 114394, "il"),
        Entry(Place("Spí", 2, None, ("CZE",), 50.4, 16.0, "city", "undisputed"), 0),
    )
    assert known.named("springfield") == [(springfield, True)]
    assert known.named("spi") == [(springfield, False), (spi, True)]
    assert [entry.place.countries for entry, _ in known.named("zhovkva")] == [()]
    assert known.named("") == known.named("spr") == known.named("zz") == known.named("спрингфилд") == []


@pytest.mark.slow
def test_packed_file_is_what_the_package_holds() -> None:
    with np.load(PACKED, allow_pickle=False) as columns:
        anew = packed(cities())
        assert set(columns) == set(anew)
        assert not [name for name in anew if not np.array_equal(columns[name], anew[name])], (
            "run transforms.places.pack"
        )


@pytest.mark.slow
def test_packaged_gazetteer_holds_the_villages_of_a_border() -> None:
    from transforms.places import load_gazetteer

    names = ["Goris", "Jermuk", "Sotk", "Dashkasan", "Kalbajar", "Lachin"]
    places = load_gazetteer().resolve_all(names, ["ARM", "AZE"])
    assert [place.geonames_id for place in places] == [174895, 174884, 616041, 586765, 586268, 147625]


def test_place_goes_by_the_name_that_is_written() -> None:
    assert GAZETTEER.resolve("Lachin", ["AZE"]).name == "Lachin"
    assert GAZETTEER.resolve("Karabakh").name == "Nagorno-Karabakh"
