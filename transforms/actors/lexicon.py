"""The packaged facts about actors as terms: phrases in folded words, each with the thing or things it may name."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from importlib import resources

from transforms import codes
from transforms.actors.names import fold, split

INTERNATIONAL = ("UNO", "EUR", "IGO", "NGO", "IMG", "MNC", "ISM")
ROLE_KINDS = ("body", "post", "office", "group", "generic")
TERM_KINDS = ("person", "organisation", "country", "territory", "people", "seat", "capital", "role")
"""Kinds of what a phrase names, the likeliest first where it may name several."""


@dataclass(frozen=True, slots=True)
class Country:
    """A state, by its code; ``name`` as most papers write it."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Territory:
    """A disputed territory, coded to the state that claims it."""

    name: str
    slug: str
    country: str


@dataclass(frozen=True, slots=True)
class Organisation:
    """An organisation or armed group as it was between two days, inclusive; null: always."""

    actor_id: str
    name: str
    country: str
    sector: str
    start: date | None
    end: date | None


@dataclass(frozen=True, slots=True)
class Role:
    """A body, office or group that any state may have.

    Kinds: body; post, an office that one person holds at a time; office; group; generic, whose sector is that of what it belongs to.
    """

    role: str
    kind: str
    sector: str | None
    body: str | None
    title: str


@dataclass(frozen=True, slots=True)
class Tenure:
    """One office of one person between two days, inclusive; an unknown day is null."""

    country: str
    role: str
    title: str
    body: str | None
    start: date | None
    end: date | None

    def holds(self, on: date) -> bool:
        """Whether the office is held on that day."""
        return (self.start is None or self.start <= on) and (self.end is None or on <= self.end)


@dataclass(frozen=True, slots=True)
class Person:
    """A person of public record with the offices held, earliest first."""

    actor_id: str
    name: str
    surname: str
    tenures: tuple[Tenure, ...]

    @property
    def countries(self) -> set[str]:
        """Countries and organisations served."""
        return {tenure.country for tenure in self.tenures}


Thing = Country | Territory | Organisation | Role | Person


@dataclass(frozen=True, slots=True)
class Term:
    """What a phrase may name. ``case``: "exact" (an acronym), "capital" (a name) or "any" (a common noun)."""

    kind: str
    thing: Thing
    case: str
    words: tuple[str, ...]


@dataclass
class Lexicon:
    """All terms by their folded words, the likeliest first, and the things behind them.

    ``longest`` is the number of words of the longest term by first word, ``pairs`` are the first two words of longer terms.
    """

    terms: dict[tuple[str, ...], list[Term]] = field(default_factory=dict)
    longest: dict[str, int] = field(default_factory=dict)
    pairs: set[tuple[str, ...]] = field(default_factory=set)
    countries: dict[str, Country] = field(default_factory=dict)
    roles: dict[str, Role] = field(default_factory=dict)
    organisations: dict[str, list[Organisation]] = field(default_factory=lambda: defaultdict(list))
    people: list[Person] = field(default_factory=list)
    codes_by_iso2: dict[str, str] = field(default_factory=dict)

    def add(self, phrase: str, kind: str, thing: Thing, case: str | None = None) -> None:
        """Name a thing by one more phrase; the same thing twice by one phrase and kind is kept once."""
        given = split(phrase)
        words = tuple(word.key for word in given)
        surfaces = tuple(word.text.replace(".", "") for word in given)
        if case is None:
            is_acronym = len(surfaces) == 1 and len(surfaces[0]) <= 6 and surfaces[0].isupper()
            case = "exact" if is_acronym else "capital"
        known = self.terms.setdefault(words, [])
        self.longest[words[0]] = max(self.longest.get(words[0], 0), len(words))
        if len(words) > 1:
            self.pairs.add(words[:2])
        for number, term in enumerate(known):
            if term.kind == kind and term.thing == thing:
                if term.case == "exact" and case == "capital":
                    known[number] = Term(kind, thing, case, surfaces)  # "NATO" is also written "Nato"
                return
        known.append(Term(kind, thing, case, surfaces))


def table(name: str, columns: tuple[str, ...]) -> list[dict[str, str]]:
    """Read a packaged CSV table; raise `ValueError` where its columns are not exactly the ones expected."""
    reader = csv.DictReader((resources.files("transforms.codebook") / name).read_text(encoding="utf-8").splitlines())
    if tuple(reader.fieldnames or ()) != columns:
        raise ValueError(f"{name}: columns {reader.fieldnames}, expected {columns}")
    rows = list(reader)
    for number, row in enumerate(rows, 2):
        if None in row or None in row.values():
            raise ValueError(f"{name}: line {number} does not have {len(columns)} fields")
    return rows


def slug(name: str) -> str:
    """Return a readable id of a name: "nikol-pashinyan"."""
    return "-".join(fold(part) for part in re.split(r"[^\w]+", name) if fold(part))


def load() -> Lexicon:
    """Read countries, territories, organisations, roles and offices; raise `ValueError` on a code that is unknown."""
    lexicon = Lexicon()
    add_countries(lexicon)
    add_roles(lexicon)
    add_organisations(lexicon)
    add_people(lexicon)
    for terms in lexicon.terms.values():
        terms.sort(key=lambda term: TERM_KINDS.index(term.kind))
    return lexicon


def add_countries(lexicon: Lexicon) -> None:
    """Add states with adjectives, peoples, capitals and seats of power, and disputed territories."""
    columns = ("code", "iso2", "name", "names", "adjectives", "people", "capital", "seats")
    for row in table("countries.csv", columns):
        country = Country(row["code"], row["name"])
        is_state = row["code"] not in lexicon.countries
        if is_state:
            lexicon.countries[row["code"]] = country
        lexicon.codes_by_iso2[row["iso2"]] = row["code"]
        state = lexicon.countries[row["code"]]
        for name in listed(row["name"], row["names"]):
            lexicon.add(name, "country", state)
        for adjective in listed(row["adjectives"]):
            lexicon.add(adjective, "country", state)
            lexicon.add(plural(adjective), "people", state)
        for word in listed(row["people"]):
            lexicon.add(word, "people", state)
        for city in listed(row["capital"]) if is_state else ():
            lexicon.add(city, "capital", state)
        for seat in listed(row["seats"]):
            lexicon.add(seat, "seat", state)
    for row in table("territories.csv", ("territory", "name", "names", "adjectives", "country")):
        territory = Territory(row["name"], row["territory"], known(lexicon, row["country"]))
        for name in listed(row["name"], row["names"], row["adjectives"]):
            lexicon.add(name, "territory", territory)


def add_roles(lexicon: Lexicon) -> None:
    """Add the bodies, offices and groups that any state may have."""
    for row in table("roles.csv", ("role", "kind", "sector", "body", "phrases")):
        if row["kind"] not in ROLE_KINDS or (row["sector"] and row["sector"] not in codes.SECTORS):
            raise ValueError(f"roles.csv: {row['role']}: unknown kind or sector {row['kind']!r} {row['sector']!r}")
        phrases = listed(row["phrases"])
        role = Role(row["role"], row["kind"], row["sector"] or None, row["body"] or None, capitalised(phrases[0]))
        lexicon.roles[role.role] = role
        for phrase in phrases:
            lexicon.add(phrase, "role", role, case="any")
    for role in lexicon.roles.values():
        if role.body and role.body not in lexicon.roles:
            raise ValueError(f"roles.csv: {role.role}: unknown body {role.body!r}")


def add_organisations(lexicon: Lexicon) -> None:
    """Add organisations, national bodies with names of their own and armed groups."""
    for row in table("organisations.csv", ("actor_id", "name", "names", "country", "sector", "start", "end")):
        if row["sector"] not in codes.SECTORS:
            raise ValueError(f"organisations.csv: {row['actor_id']}: unknown sector {row['sector']!r}")
        organisation = Organisation(
            row["actor_id"],
            row["name"],
            known(lexicon, row["country"]),
            row["sector"],
            day(row["start"]),
            day(row["end"]),
        )
        lexicon.organisations[organisation.actor_id].append(organisation)
        for name in listed(row["name"], row["names"]):
            lexicon.add(name, "organisation", organisation)


def add_people(lexicon: Lexicon) -> None:
    """Add holders of offices; rows of one name are one person's."""
    offices: dict[str, list[dict[str, str]]] = defaultdict(list)
    columns = ("name", "names", "surname", "country", "office", "title", "body", "start", "end")
    for row in table("offices.csv", columns):
        if row["office"] not in lexicon.roles:
            raise ValueError(f"offices.csv: {row['name']}: unknown office {row['office']!r}")
        if row["body"] and row["body"] not in lexicon.organisations:
            raise ValueError(f"offices.csv: {row['name']}: unknown body {row['body']!r}")
        offices[row["name"]].append(row)
    for name, rows in offices.items():
        tenures = tuple(
            Tenure(
                known(lexicon, row["country"]),
                row["office"],
                row["title"] or lexicon.roles[row["office"]].title,
                row["body"] or None,
                day(row["start"]),
                day(row["end"]),
            )
            for row in sorted(rows, key=lambda row: row["start"])
        )
        surname = next((row["surname"] for row in rows if row["surname"]), name.split()[-1])
        person = Person(f"person.{slug(name)}", name, surname, tenures)
        lexicon.people.append(person)
        for alias in listed(name, *(row["names"] for row in rows)):
            lexicon.add(alias, "person", person)


def known(lexicon: Lexicon, code: str) -> str:
    """Return the country code; raise `ValueError` where it is neither a state's nor an international one."""
    if code not in lexicon.countries and code not in INTERNATIONAL:
        raise ValueError(f"unknown country code {code!r}")
    return code


def listed(*cells: str) -> list[str]:
    """Return the alternatives in cells that separate them by a bar."""
    return [part.strip() for cell in cells for part in cell.split("|") if part.strip()]


def day(cell: str) -> date | None:
    """Return the day in a cell, null where it is empty."""
    return date.fromisoformat(cell) if cell else None


def plural(adjective: str) -> str:
    """Return the people an adjective names: "Armenians", but "Chinese" and "Dutch" as they are."""
    return adjective if adjective.endswith(("s", "sh", "ch", "ese")) else adjective + "s"


def capitalised(phrase: str) -> str:
    """Return a title in capitals, small words aside: "Ministry of Foreign Affairs"."""
    return " ".join(word if word in ("of", "the", "and", "for", "to") else word.capitalize() for word in phrase.split())
