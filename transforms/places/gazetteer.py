"""Places by folded name, and the choice among namesakes by what an article gives."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from transforms.actors import ActorDictionary
from transforms.places.cities import Cities
from transforms.places.place import Entry, Place, distance_km, fold

SMALL_POPULATION = 100  # stands in where GeoNames has none
CONTEXT_BONUS = 3.0  # a thousandfold population: a village of the country at hand beats a city elsewhere
NEAR_BONUS = 2.0  # falls with distance, to half at 200 km
NEAR_KM = 200.0
DIVISION_BONUS = 2.5  # a first-order division that the article names
KNOWN_ABROAD = 50_000  # people: a smaller place in a country that the article never names is not the one meant
SURE = 0.9  # confidence from which a place helps to resolve others
ALTERNATE_MALUS = 1.0  # a name that is only one of a place's other names
LINE = re.compile(r"\b(?:border|frontier|boundary)\b", re.IGNORECASE)
DIRECTION = re.compile(
    r"^(?:(?:far|deep|the|occupied|rural|parts? of|central|upper|lower|mainland) )*"
    r"(?:(?:north|south|east|west)(?:-?(?:east|west))?(?:ern)?|central|upper|lower|downtown|greater|rural|outskirts of|occupied)"
    r"(?:-central)? (?=[A-Z])",
    re.IGNORECASE,
)
CAPITAL = re.compile(r"^(?:the )?(?:(.+?)(?:['’]s?)? capital|capital (?:city )?of (?:the )?(.+))$", re.IGNORECASE)
KINDS = (
    "city|cities|towns?|villages?|settlements?|districts?|regions?|raion|rayon|provinces?|oblast|governorate|county|states?|area"
    "|department|municipality|prefecture|front|axis|direction|sector|suburbs?|neighbou?rhood|refugee camp|camp|airport|airbase"
    "|air base|territory|soil|ports?|port city|enclave|island|hamlet|outskirts|border region"
)
KIND_BEFORE = re.compile(rf"^(?:the |a )?(?:[a-z]+[- ])?(?P<kind>{KINDS}) of (?:the )?", re.IGNORECASE)
KIND_AFTER = re.compile(rf" (?P<kind>{KINDS})$", re.IGNORECASE)
OWNED = re.compile(r"^(.+?)['’]s \w")
WHOLE = ("territory", "soil", "state", "")
WIDE = {"region": "admin1", "province": "admin1", "oblast": "admin1", "governorate": "admin1", "state": "admin1",
        "department": "admin1", "prefecture": "admin1", "district": "admin2", "territory": "admin2", "raion": "admin2", "rayon": "admin2",
        "county": "admin2", "border region": "admin1", "area": "area", "front": "area", "axis": "area", "direction": "area", "sector": "area"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Context:
    """What an article gives to choose by: how often it names which countries, places resolved, the container named."""

    countries: Counter[str]
    near: tuple[Place, ...] = ()
    container: str = ""

    def weight(self, country: str) -> float:
        """Return 1 for the country named most, half of it and more for any other that is named, 0 for the rest."""
        named = self.countries.get(country, 0)
        return 0.5 + 0.5 * named / max(self.countries.values()) if named else 0.0


class Gazetteer:
    """Places by folded name, those added and then the ``cities``; immutable once built."""

    def __init__(self, actors: ActorDictionary, cities: Cities | None = None) -> None:
        """Begin with the countries of the actor dictionary, whose adjectives name their countries too."""
        self.actors = actors
        self.cities = cities
        self.entries: list[Entry] = []
        self.by_name: dict[str, int | list[int]] = {}  # numbers of entries, doubled, and one more for the usual name
        self.countries: dict[str, Place] = {}
        self.capitals: dict[str, str] = {}

    def add(
        self, place: Place, population: int, others: Iterable[str] = (), code: str = "", *, is_own: bool = False
    ) -> None:
        """Add a place under its usual name and its other names."""
        number = 2 * len(self.entries)
        self.entries.append(Entry(place, population, code, is_own))
        usual = fold(place.name)
        self._name(usual, number + 1)
        for key in {fold(name) for name in others} - {usual, ""}:
            self._name(key, number)

    def _name(self, key: str, number: int) -> None:
        """Note one more entry under a name; most names have one, and a bare number saves a list for each of these."""
        held = self.by_name.get(key)
        if held is None:
            self.by_name[key] = number
        elif isinstance(held, int):
            self.by_name[key] = [held, number]
        else:
            held.append(number)

    def named(self, key: str) -> list[tuple[Entry, bool]]:
        """Return the entries of a folded name, each with whether it is its usual name."""
        held = self.by_name.get(key, [])
        numbers = [held] if isinstance(held, int) else held
        added = [(self.entries[number // 2], bool(number % 2)) for number in numbers]
        return added + self.cities.named(key) if self.cities is not None else added

    def resolve(self, name: str, countries: Sequence[str] = (), near: Sequence[Place] = ()) -> Place:
        """Return the place a name means in an article that speaks of these countries and has these places.

        A country named often is given as often. Never fails: an unknown name comes back as ``name_only`` in the country
        named most, at low confidence.
        """
        text = " ".join(name.split()).strip(" ,;:'’\"“”")
        if LINE.search(text):
            return self._border(text, countries)
        head, _, container = text.partition(", ")
        around = self._best(container, Context(Counter(countries))) if container else None
        context = Context(Counter(around.countries if around else countries), tuple(near), container)
        return self._best(head, context) or self._within(head, context) or unknown(head, context)

    def resolve_all(self, names: Sequence[str], countries: Sequence[str] = ()) -> list[Place]:
        """Return the places of one article: the sure ones first, the rest by the countries and the nearness of these."""
        named = [code for name in names if (code := self.actors.country(name))]
        found = {name: self.resolve(name, (*countries, *named)) for name in dict.fromkeys(names)}
        sure = [found[name] for name in names if found[name].confidence >= SURE]
        states = (*countries, *named, *(code for place in sure for code in place.countries))
        for name, place in found.items():
            if place.confidence < SURE:
                found[name] = self.resolve(name, states, [other for other in sure if other.name != place.name])
        return [found[name] for name in names]

    def _best(self, name: str, context: Context) -> Place | None:
        """Return the likeliest place of exactly that name."""
        state = self.actors.country(name)
        key = fold(name.removeprefix("the ").removeprefix("The "))
        options = self.named(key)
        if state in self.countries and not self._is_other(key, options, state, context):
            return self.countries[state]
        if not options:
            return None
        ranked = sorted(
            ((self._score(entry, is_usual, context), entry) for entry, is_usual in options),
            key=lambda option: (-option[0], option[1].place.geonames_id or 0),
        )
        best = ranked[0][1]
        if (
            context.countries
            and not context.countries.keys() & set(best.place.countries)
            and best.population < KNOWN_ABROAD
        ):
            return None
        lead = ranked[0][0] - ranked[1][0] if len(ranked) > 1 else 3.0
        confidence = round(0.5 + 0.49 * min(1.0, max(0.0, lead / 3.0)), 2)
        written = best.place.name if best.is_own or name.isupper() else name.removeprefix("the ").removeprefix("The ")
        return replace(best.place, name=written, confidence=confidence)

    def _is_other(self, key: str, options: Iterable[tuple[Entry, bool]], state: str, context: Context) -> bool:
        """Whether a country word names something else.

        Disputed territory; a part of the country, as "England"; or a region of another country that the article speaks of, as
        "Georgia" in one on the United States.
        """
        for entry, is_usual in options:
            place = entry.place
            if place.territory_status == "disputed":
                return True
            if is_usual and place.precision in ("admin1", "area"):
                is_part = state in place.countries and fold(self.countries[state].name) != key
                if is_part or (state not in context.countries and context.countries.keys() & set(place.countries)):
                    return True
        return False

    def _score(self, entry: Entry, is_usual: bool, context: Context) -> float:
        """Return how likely an entry is meant: powers of ten of population, and bonuses in the same unit."""
        place = entry.place
        score = math.log10(max(entry.population, SMALL_POPULATION))
        score += CONTEXT_BONUS * max((context.weight(code) for code in place.countries), default=0.0)
        if place.admin1:
            if context.container and fold(context.container) in (fold(place.admin1), entry.code):
                score += 2 * CONTEXT_BONUS
            if any(other.precision == "admin1" and other.admin1 == place.admin1 for other in context.near):
                score += DIVISION_BONUS
        if not is_usual:
            score -= ALTERNATE_MALUS
        if context.near and place.latitude is not None:
            score += NEAR_BONUS / (1.0 + min(distance_km(place, other) for other in context.near) / NEAR_KM)
        return score

    def _within(self, name: str, context: Context) -> Place | None:
        """Return the place inside a longer name: "village of Sotk", "Kharkiv region", "southern Lebanon", "Iran's capital"."""
        capital = CAPITAL.search(name)
        state = self.actors.country(capital.group(1) or capital.group(2)) if capital else None
        if state in self.capitals:
            return self._best(self.capitals[state], replace(context, countries=Counter([state])))
        before, after = KIND_BEFORE.search(name), KIND_AFTER.search(name)
        for pattern, kind in (
            (KIND_BEFORE, before.group("kind") if before else ""),
            (KIND_AFTER, after.group("kind") if after else ""),
            (DIRECTION, "area"),
        ):
            rest = pattern.sub("", name)
            if rest and rest != name:
                whole = self._best(f"{rest} {kind}", context) if pattern is KIND_BEFORE else None
                inner = whole or self._best(rest, context) or self._within(rest, context)
                return spread(inner, name, kind.lower()) if inner else None
        words = name.split()
        first = self.actors.country(words[0]) if len(words) > 1 else None
        if first:
            rest, inner_context = " ".join(words[1:]), replace(context, countries=Counter([first]))
            return self._best(rest, inner_context) or self._within(rest, inner_context)
        owner = OWNED.match(name)
        inner = self._best(owner.group(1), context) if owner else None
        return spread(inner, name, "area") if inner else None

    def _border(self, text: str, countries: Sequence[str]) -> Place:
        """Return a border: of the countries it names, else of those at hand."""
        named = list(
            dict.fromkeys(match.actor.country for _, _, match in self.actors.scan(text) if match.actor.country)
        )
        sides = tuple(named or countries[:2])
        if len(sides) == 1:
            sides = (*sides, *[code for code in countries if code not in sides][:1])
        label = "-".join(
            self.actors.facts.countries[code].name for code in sides if code in self.actors.facts.countries
        )
        name = f"{label} border" if label else text
        return Place(name, None, None, sides, None, None, "border", None, 0.9 if named else 0.4)


def spread(inner: Place, name: str, kind: str) -> Place:
    """Return a place widened to what is named around it: a city's region, a country's south; "Armenian soil" is Armenia."""
    precision = WIDE.get(kind, inner.precision)
    if inner.precision == "country":
        precision = "country" if kind in WHOLE else "area"
    if precision == inner.precision or inner.precision in ("admin1", "area"):
        return inner
    return replace(inner, name=name, geonames_id=None, precision=precision)


def unknown(name: str, context: Context) -> Place:
    """Return a place known by its name alone, in the country named most."""
    countries = tuple(code for code, _ in context.countries.most_common(1))
    bare = KIND_AFTER.sub("", KIND_BEFORE.sub("", name))
    return Place(bare, None, None, countries, None, None, "name_only", None, 0.3 if countries else 0.1)
