"""Actors by phrase: `find` reads a whole noun phrase, `scan` finds all known names in a text, `country` one word.

A phrase is read as newspapers compose them: a country word and the name of a body or office in any order ("Armenian Defence
Ministry", "Ministry of Defense of Armenia", "Russia's foreign ministry"), an organisation with an office, a person with any
of these. Who holds an office is looked up for the day of the article. Spellings vary: names are compared by a key of sounds,
and by a bounded edit distance only where country or office agree.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from transforms.actors import lexicon
from transforms.actors.lexicon import Country, Lexicon, Organisation, Person, Role, Tenure, Territory
from transforms.actors.names import Word, is_near, sound, split
from transforms.actors.phrase import Phrase, longest, read

CONFIDENCE = {
    "name": 0.95,
    "spelling": 0.85,
    "office": 0.85,  # the holder on the day, not named
    "composed": 0.9,
    "seat": 0.9,  # a palace stands for its government and for little else
    "capital": 0.6,  # a capital is also a city
    "side": 0.9,
    "people": 0.8,
    "modifier": 0.5,  # a country word before a noun that is not known
    "origin": 0.6,  # "rebels from Syria", "police in Germany"
    "role": 0.4,  # an office or group of no known country
}


UNOFFICIAL = {"REB", "PRM", "PRE", "UAF", "CRM"}
HEADS = {"head", "leader"}  # a group's chief and its leader are one


@dataclass(frozen=True, slots=True)
class Actor:
    """Who: ``actor_id`` is null for a person not in the dictionary, ``country`` where the phrase does not tell.

    ``kind`` is country, territory, body, office, person, organisation or group; ``sector`` is PLOVER's; ``role`` and
    ``affiliation`` are what an office is and where.
    """

    actor_id: str | None
    name: str
    kind: str
    country: str | None = None
    sector: str | None = None
    role: str | None = None
    affiliation: str | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """An actor with the confidence (0 to 1) in it and how it was found: a key of `CONFIDENCE`."""

    actor: Actor
    confidence: float
    how: str


class ActorDictionary:
    """The packaged dictionary of actors; immutable, so answers are remembered."""

    def __init__(self, facts: Lexicon) -> None:
        """Index the terms."""
        self.facts = facts
        self.surnames: dict[str, list[Person]] = defaultdict(list)
        self.sounds: dict[tuple[str, ...], list[Person]] = defaultdict(list)
        self.heard: dict[str, tuple[str, ...]] = {}
        self.holders: dict[tuple[str, str], list[tuple[Tenure, Person]]] = defaultdict(list)
        self.served: dict[str, list[Person]] = defaultdict(list)
        self.in_role: dict[str, list[Person]] = defaultdict(list)
        for person in facts.people:
            heard = tuple(sound(part) for part in person.name.replace("-", " ").split())
            self.heard[person.actor_id] = heard
            self.sounds[heard].append(person)
            self.surnames[sound(person.surname)].append(person)
            for country in sorted(person.countries):
                self.served[country].append(person)
            for role in sorted({tenure.role for tenure in person.tenures}):
                self.in_role[role].append(person)
            for tenure in person.tenures:
                for served in filter(None, (tenure.body, tenure.country)):
                    self.holders[served, tenure.role].append((tenure, person))
        self.last_sounds = {heard[-1] for heard in self.sounds}
        self.find = lru_cache(maxsize=1 << 15)(self._find)
        self._parsed = lru_cache(maxsize=1 << 13)(self._parse)  # the same phrases come on other days, too

    def country(self, word: str) -> str | None:
        """Return the code of a country by its name, adjective or people; null for anything else."""
        words = tuple(part.key for part in split(word))
        for term in self.facts.terms.get(words, ()):
            if isinstance(term.thing, Territory) or term.kind in ("country", "people"):
                return term.thing.country if isinstance(term.thing, Territory) else term.thing.code  # type: ignore[union-attr]
        return None

    def by_surname(self, surname: str, on: date | None = None) -> list[Match]:
        """Return all known persons of that surname, those in office on the day first."""
        found = self.surnames.get(sound(surname.split()[-1] if surname else ""), [])
        ranked = sorted(found, key=lambda person: on is not None and not any(t.holds(on) for t in person.tenures))
        how = "name" if len(ranked) == 1 else "spelling"
        return [Match(self._person(person, on), CONFIDENCE[how], how) for person in ranked]

    def scan(self, text: str, on: date | None = None) -> list[tuple[int, int, Match]]:
        """Return all known names in a text, longest first where they overlap: ``(start, end, match)``.

        Countries, their peoples, capitals and seats, organisations and persons; not offices and groups without a name.
        """
        words, found, number = split(text), [], 0
        while number < len(words):
            terms, length = longest(words, number, self.facts)
            run = words[number : number + length]
            if terms and terms[0].kind != "role":
                match = self.find(text[run[0].start : run[-1].end], on)
                if match is not None:
                    found.append((run[0].start, run[-1].end, match))
            number += length
        return found

    def _find(self, phrase: str, on: date | None = None) -> Match | None:
        """Return whom a whole noun phrase names, null where no part of it is known."""
        parsed = self._parsed(phrase)
        if parsed is None:
            return None
        return (
            self._find_person(parsed, on)
            or self._find_organisation(parsed, on)
            or self._find_role(parsed, on)
            or self._find_country(parsed)
        )

    def _parse(self, phrase: str) -> Phrase | None:
        """Return the parts of a phrase, null where no word begins a term or sounds like the last name of anybody."""
        facts, last_sounds, words = self.facts, self.last_sounds, split(phrase)
        for number, word in enumerate(words):
            begins = word.key in facts.longest and (
                (word.key,) in facts.terms or tuple([w.key for w in words[number : number + 2]]) in facts.pairs
            )
            if begins or (word.text[0].isupper() and sound(word.text) in last_sounds):
                return read(phrase, words, facts)
        return None

    def _find_person(self, phrase: Phrase, on: date | None) -> Match | None:
        """Return the person named in full; with a country or office in the phrase also a misspelt one."""
        countries = phrase.countries()
        role = phrase.role
        for part in phrase.named("person"):
            person = part.thing
            assert isinstance(person, Person)
            is_owner = part.is_possessive and role is not None
            if not is_owner and self._agree(person, countries):
                return self._match_person(person, on, phrase, "name")
        unknown = phrase.unknown_name
        if not unknown:
            return None
        key = tuple(sound(word.text) for word in unknown)
        for person in self.sounds.get(key, ()):
            if self._agree(person, countries):
                return self._match_person(person, on, phrase, "spelling")
        if not (countries or role):
            return None
        candidates = self._candidates(phrase, countries, role)
        if len(unknown) == 1:
            near = [person for person in candidates if sound(person.surname) == key[0]]
            if role and role.kind in ("post", "office"):
                near = [person for person in near if any(tenure.role == role.role for tenure in person.tenures)]
        else:
            near = [person for person in candidates if self._resembles(person, key)]
        if len(near) == 1:
            return self._match_person(near[0], on, phrase, "spelling")
        return None

    def _candidates(self, phrase: Phrase, countries: list[str], role: Role | None) -> list[Person]:
        """Return the persons whom country and office of the phrase allow."""
        allowed = countries or [org.country for part in phrase.named("organisation") if (org := part.organisation)]
        if allowed:
            return [person for country in allowed for person in self.served[country]]
        return self.in_role.get(role.role, []) if role else []

    def _resembles(self, person: Person, key: tuple[str, ...]) -> bool:
        """Whether each part of a name is near the part it stands for, the first letter kept."""
        known = self.heard[person.actor_id]
        return len(known) == len(key) and all(
            a[:1] == b[:1] and (is_near(a, b) or (len(a) >= 5 and a[-3:] == b[-3:] and known[-1] == key[-1]))
            for a, b in zip(known, key, strict=True)
        )

    def _agree(self, person: Person, countries: list[str]) -> bool:
        """Whether a person may be meant beside these country words; those who serve no one state agree with all."""
        served = person.countries
        return not countries or bool(served & {*countries, *lexicon.INTERNATIONAL})

    def _match_person(self, person: Person, on: date | None, phrase: Phrase, how: str) -> Match:
        """Return the person in the office that the phrase gives (or gives as former), or that is held on the day."""
        role = phrase.role
        actor = self._person(person, on, role)
        if phrase.is_former and role and actor.sector != "ELI":
            actor = replace(actor, sector="ELI", role=f"former {actor.role}", affiliation=None)
        return Match(actor, CONFIDENCE[how], how)

    def _person(self, person: Person, on: date | None, role: Role | None = None) -> Actor:
        """Return the person as an actor: in office, or (after it) of the elite with the last office as former."""
        held = [tenure for tenure in person.tenures if on is None or tenure.holds(on)]
        named = [tenure for tenure in person.tenures if role and tenure.role == role.role]
        tenure = next(iter([t for t in named if t in held] or named or held[::-1]), None)
        if tenure is not None:
            return Actor(
                person.actor_id,
                person.name,
                "person",
                tenure.country,
                self._sector(tenure),
                tenure.title,
                self._affiliation(tenure),
            )
        past = [tenure for tenure in person.tenures if on and tenure.end and tenure.end < on]
        last = (past or list(person.tenures))[-1 if past else 0]
        title = f"former {last.title}" if past else None
        return Actor(person.actor_id, person.name, "person", last.country, "ELI" if past else None, title, None)

    def _sector(self, tenure: Tenure) -> str | None:
        """Return the sector of an office: the body's where the office is generic, or the body is not of a state."""
        role = self.facts.roles[tenure.role]
        body = self.facts.organisations[tenure.body][-1].sector if tenure.body else None
        if body and (role.kind == "generic" or body in UNOFFICIAL or tenure.country in lexicon.INTERNATIONAL):
            return body
        return role.sector or "GOV"

    def _affiliation(self, tenure: Tenure) -> str | None:
        """Return the name of the body an office belongs to."""
        if tenure.body:
            return self.facts.organisations[tenure.body][-1].name
        body = self.facts.roles[tenure.role].body
        return self._body_name(self.facts.roles[body], tenure.country) if body else None

    def _body_name(self, body: Role, country: str) -> str:
        """Return the name of a body of a state: "Ministry of Defence of Armenia"."""
        return f"{body.title} of {self._country_name(country)}"

    def _country_name(self, code: str) -> str:
        """Return the name of a country, or the code of an international kind of actor as it is."""
        state = self.facts.countries.get(code)
        return state.name if state else code

    def _find_organisation(self, phrase: Phrase, on: date | None) -> Match | None:
        """Return the organisation named, as it was on the day, or an office or group in it."""
        role = phrase.role
        for part in phrase.named("organisation"):
            named = part.organisation
            assert named is not None
            states = phrase.countries()
            is_foreign = bool(states) and named.country not in states
            if is_foreign and (part.can_be_role or (role and role.role == "ambassador")):
                continue
            organisation = self._at(named.actor_id, on)
            name = phrase.unknown_name
            if role is None or part.holds(role):
                how = "name"
                actor = Actor(
                    organisation.actor_id, organisation.name, "organisation", organisation.country, organisation.sector
                )
            else:
                how = "composed"
                is_named = (
                    not name
                    and (role.kind == "post" or role.role in HEADS)
                    and phrase.is_single()
                    and not phrase.is_former
                )
                holder = self._holder(organisation.actor_id, role, on) if is_named else None
                if holder is None and is_named and organisation.country == "EUR":
                    holder = self._holder("EUR", role, on)  # the Union's offices are held in one body or another of it
                if holder is not None:
                    return self._match_person(holder, on, phrase, "office")
                is_wider = role.kind != "generic" and role.sector and organisation.sector in ("IGO", None)
                kind = "person" if name else {"group": "group", "body": "organisation"}.get(role.kind, "office")
                actor = Actor(
                    None if name else organisation.actor_id,
                    " ".join(word.text for word in name) or self._part_name(phrase, role, organisation),
                    kind,
                    organisation.country,
                    role.sector if is_wider and role.kind not in ("post", "office") else organisation.sector,
                    phrase.role_text(),
                    organisation.name,
                )
            return Match(actor, CONFIDENCE[how], how)
        return None

    def _part_name(self, phrase: Phrase, role: Role, organisation: Organisation) -> str:
        """Return the name of an office, group or body in an organisation; an office goes by the organisation."""
        if role.kind == "body" and organisation.country not in lexicon.INTERNATIONAL:
            return f"{role.title} of {organisation.name}"
        return phrase.plain_text() if role.kind in ("body", "group") else organisation.name

    def _at(self, actor_id: str, on: date | None) -> Organisation:
        """Return the organisation as it was on the day; as it is last where the day is unknown."""
        rows = self.facts.organisations[actor_id]
        fits = [row for row in rows if on and (not row.start or row.start <= on) and (not row.end or on <= row.end)]
        return (fits or rows)[-1]

    def _holder(self, served: str, role: Role, on: date | None) -> Person | None:
        """Return who alone holds an office on the day, if known."""
        if on is None:
            return None
        offices = HEADS if role.role in HEADS else {role.role}
        held = {
            person.actor_id: person
            for office in sorted(offices)
            for tenure, person in self.holders.get((served, office), ())
            if tenure.holds(on)
        }
        return next(iter(held.values())) if len(held) == 1 else None

    def _find_role(self, phrase: Phrase, on: date | None) -> Match | None:
        """Return a body, an office or its holder, or a group, of the country that the phrase gives."""
        role = phrase.role
        if role is None:
            return None
        country, how = self._country_of(phrase, on)
        body = phrase.body() or (self.facts.roles[role.body] if role.body else None)
        name = phrase.unknown_name
        text = phrase.role_text()
        if role.role == "side" and country:
            return Match(self._state(country, "GOV"), CONFIDENCE["side"], "side")
        sector = role.sector
        if role.kind == "generic" and body is not None:
            sector = body.sector
        if country and not name and role.kind == "post" and phrase.is_single():
            holder = self._holder(country, role, on)
            if holder is not None and not phrase.is_former:
                return self._match_person(holder, on, phrase, "office")
        territory = phrase.territory()
        if territory is not None and territory.country == country:
            sector = "PRE"
        affiliation = self._body_name(body, country) if body and country else body.title if body else None
        if role.kind == "body":
            actor_id = f"{country.lower()}.{role.role}" if country else None
            title = self._body_name(role, country) if country else role.title
            actor = Actor(actor_id, title if not name else joined(name), "person" if name else "body", country, sector)
        else:
            kind = "person" if name else "group" if role.kind == "group" else "office"
            actor_id = f"{country.lower()}.{role.role}" if country and not name else None
            label = joined(name) if name else phrase.plain_text()
            actor = Actor(
                actor_id, label, kind, country, sector, text if role.kind != "group" or name else None, affiliation
            )
        confidence = CONFIDENCE[how] if country else CONFIDENCE["role"]
        return Match(actor, confidence, how if country else "role")

    def _country_of(self, phrase: Phrase, on: date | None) -> tuple[str | None, str]:
        """Return the country a role belongs to and how it is given: beside it, by its owner, or by where it is."""
        for country in phrase.countries():
            return country, "composed"
        for part in phrase.named("person"):
            if part.is_possessive and isinstance(part.thing, Person):
                return self._person(part.thing, on).country, "composed"
        for word in phrase.owners():
            served = {match.actor.country for match in self.by_surname(word.text, on) if match.actor.sector != "ELI"}
            if len(served) == 1:
                return served.pop(), "composed"
        for part in phrase.parts:
            is_seat = part.term is not None and part.term.kind in ("capital", "seat")
            if is_seat and part.relation in ("head", "of", "place") and isinstance(part.thing, Country):
                return part.thing.code, "origin" if part.relation == "place" else "composed"
        for country in phrase.countries(("origin", "place")):
            return country, "origin"
        return None, "role"

    def _state(self, code: str, sector: str | None = None) -> Actor:
        """Return a state as an actor."""
        return Actor(code.lower(), self._country_name(code), "country", code, sector)

    def _find_country(self, phrase: Phrase) -> Match | None:
        """Return the state, territory, people or seat of government that the phrase names, or that marks its noun."""
        for part in phrase.heads:
            term, thing = part.term, part.thing
            assert term is not None
            if part.is_possessive and phrase.is_relational:
                return None
            how = "name" if part.ends_phrase else "modifier"
            if isinstance(thing, Territory):
                actor = Actor(f"{thing.country.lower()}.{thing.slug}", thing.name, "territory", thing.country, "PRE")
                return Match(actor, CONFIDENCE[how], how)
            if not isinstance(thing, Country):
                continue
            if term.kind in ("capital", "seat"):
                if not part.ends_phrase:
                    continue
                name = f"Government of {thing.name}"
                actor = Actor(f"{thing.code.lower()}.government", name, "body", thing.code, "GOV")
                return Match(actor, CONFIDENCE[term.kind], term.kind)
            if term.kind == "people":
                actor = Actor(thing.code.lower(), thing.name, "group", thing.code)
                return Match(actor, CONFIDENCE["people"], "people")
            return Match(self._state(thing.code), CONFIDENCE[how], how)
        return None


def joined(words: list[Word]) -> str:
    """Return words as one name."""
    return " ".join(word.text for word in words)


@lru_cache(maxsize=1)
def load_actors() -> ActorDictionary:
    """Load the packaged dictionary once."""
    return ActorDictionary(lexicon.load())
