"""Parties: the persons and bodies that an article names, each gathered over the ways in which it names them."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache

from transforms.actors import Actor, ActorDictionary, Match
from transforms.coreference.namesakes import Namesakes
from transforms.coreference.offices import office, owner, role_text
from transforms.coreference.people import load_people
from transforms.language.document import Document
from transforms.language.phrases import has_determiner, noun_phrase, words

INSIDE = frozenset({"flat", "compound", "nmod:desc", "goeswith", "fixed"})
"""Relations of words that are part of a longer name."""
AWAY = frozenset(
    {"to", "for", "with", "against", "on", "about", "from", "over", "into", "toward", "towards", "in", "at"}
)
"""Prepositions after which a country is whom an office deals with or where it is, not whom it serves."""
KNOWING = frozenset({"specialist", "expert", "analyst", "scholar", "researcher", "correspondent", "watcher", "envoy"})
"""Nouns before which a country's name tells what somebody deals with: "a Ukraine specialist" may be of any country."""

CALENDAR = frozenset(
    {"january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
     "december", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"}
)  # fmt: skip
SHORT_OF = {"agency": ("UNO",), "bloc": ("EUR", "IGO"), "alliance": ("IGO",), "mission": ("UNO", "EUR", "IGO")}
"""Kinds of international actor that a lone noun with "the" takes up, by the noun."""
BODIES = ("organisation", "office", "group")
"""Kinds of actor that may be of a body of which many states have the like."""
LEADING = frozenset({"President", "Prime Minister", "Chancellor", "Premier", "Supreme Leader"})
"""Offices whose holders everybody knows by the surname."""
NAMED_AFTER = frozenset(
    {"newspaper", "daily", "weekly", "magazine", "broadcaster", "channel", "agency", "website", "outlet", "company", "firm",
     "group", "charity", "organisation", "organization", "airline", "bank", "party", "brand", "retailer", "club", "band",
     "operator", "maker", "giant", "startup", "movement", "coalition", "militia", "gang", "cartel", "network", "institute"}
)  # fmt: skip
"""Nouns after which a name is that of a body, whatever the reader takes it for."""
FRIENDS = frozenset({"made", "built", "backed", "brokered", "mediated", "supplied", "funded", "trained", "supported",
                     "sponsored", "style", "designed", "armed", "born", "aligned", "allied", "friendly"})  # fmt: skip
SEAT_IN_CONGRESS = re.compile(r"(?:,| [(]) ?[RDI]-[A-Z][a-z]")
"""How American papers give a member's party and state behind the name: ", R-Wis.", " (D-Calif.)"."""
MEMORY = 60
"""Most mentions back within which "the minister" takes up a minister: a page or two."""
STATE = frozenset({"GOV", "MIL", "COP", "LEG", "JUD", "SPY"})
"""Sectors of which every state has the like, so that "the army" is some state's."""


@dataclass(eq=False, slots=True)
class Party:
    """A person or body; ``gender`` is male, female, either, body or several, None where nothing tells.

    ``is_described``: the article gives no name ("two witnesses"), and ``name`` is how it describes it. ``roles`` are the
    lemmas of the nouns it was introduced with, ``mentions`` its head tokens in order of the text,
    ``descriptions`` the heads of its appositions and titles.
    """

    name: str
    words: frozenset[str]
    gender: str | None
    match: Match | None = None
    country: tuple[str, ...] = ()
    role: str | None = None
    affiliation: str | None = None
    is_described: bool = False
    roles: set[str] = field(default_factory=set)
    mentions: list[int] = field(default_factory=list)
    descriptions: list[int] = field(default_factory=list)

    @property
    def actor(self) -> Actor | None:
        """The same in the actor dictionary."""
        return self.match.actor if self.match else None

    @property
    def is_person(self) -> bool:
        """Whether it is one human being, as far as its words tell."""
        return self.gender in ("male", "female", "either")

    def holds(self, noun: str) -> bool:
        """Whether the noun (a lemma in lower case) is among the party's offices or descriptions."""
        return noun in self.roles or (self.actor is not None and noun in (self.actor.role or "").lower().split())


class Parties:
    """All parties of one document: ``of`` maps a head token to its party, ``heads`` are those tokens in order."""

    def __init__(self, document: Document, actors: ActorDictionary, published: date | None) -> None:
        """Gather them in one pass; ``published`` decides who held an office."""
        self.document = document
        self.of: dict[int, Party] = {}
        self.heads: list[int] = []
        self._actors = actors
        self._published = published
        self._people = load_people()
        self._found: dict[str, Match | None] = {}
        self._by_word: dict[str, list[Party]] = {}
        self._by_actor: dict[str | None, Party] = {}
        self._entity_at = {token: entity for entity in document.entities for token in range(entity.first, entity.last)}
        self._namesakes = Namesakes(document, actors, published, self._countries())
        self.country_at = self._namesakes.country_at
        for token, upos in enumerate(document.upos):
            if upos == "NOUN" or (upos == "PROPN" and self._is_common(token)):
                if self._is_party_noun(token):
                    self._gather_description(token)
            elif upos == "PROPN" and self._heads_name(token):
                self._gather(token)

    def is_place(self, token: int) -> bool:
        """Whether the reader takes the token for part of the name of a place."""
        entity = self._entity_at.get(token)
        return entity is not None and entity.label == "LOC"

    @cached_property
    def organisations(self) -> frozenset[int]:
        """Head tokens of what the reader takes for the name of an organisation."""
        return frozenset(
            head for head in self.heads if (entity := self._entity_at.get(head)) is not None and entity.label == "ORG"
        )

    def find(self, phrase: str) -> Match | None:
        """Look a phrase up in the actor dictionary, once an article; bodies that many states have are those of its country."""
        if phrase not in self._found:
            found = self._actors.find(self._namesakes.read(phrase), self._published)
            found = (found and self._of_another(phrase, found)) or found
            self._found[phrase] = None if self._namesakes.is_strange(phrase, found) else found
        return self._found[phrase]

    def _of_another(self, phrase: str, found: Match) -> Match | None:
        """Return the like body of the country named most, where that of which the phrase is the name is never named."""
        named = self._namesakes.at_hand
        code = found.actor.country
        is_body = found.actor.kind in BODIES and found.actor.sector in STATE
        if not is_body or code is None or code in named or not named:
            return None
        most = named.most_common(1)[0][0]
        other = self._actors.find(f"{phrase} of {self.name_of(most)}", self._published)
        return other if other is not None and other.actor.country == most and other.actor.kind != "country" else None

    def name_of(self, code: str) -> str:
        """Return the name of a country as the actor dictionary gives it, the code itself for an international kind."""
        state = self._actors.facts.countries.get(code)
        return state.name if state else code

    def countries(self, first: int, last: int) -> tuple[str, ...]:
        """Return the codes of the countries that the tokens ``[first, last)`` serve, in order, each once."""
        codes: dict[str, None] = {}
        for token in range(first, last):
            code = self.country_at.get(token)
            if code and not self._is_away(token, first, last):
                codes[code] = None
        return tuple(codes)

    def state(self, code: str) -> Match | None:
        """Return the country of that code as the actor dictionary knows it, None for an international kind of actor."""
        return self.find(self.name_of(code)) if code in self._actors.facts.countries else None

    def _is_away(self, token: int, first: int, last: int) -> bool:
        """Whether a preposition inside ``[first, last)`` sets the token apart from the head of that phrase."""
        while first <= token < last:
            if self.document.deprel[token] == "compound" and self.document.lemma[self.document.head[token]] in KNOWING:
                return True
            for child in self.document.children[token]:
                if self.document.deprel[child] == "case" and first <= child and self.document.lemma[child] in AWAY:
                    return True
            token = self.document.head[token]
        return False

    def _countries(self) -> dict[int, str]:
        """Country named by each token, by a name of several words at its last token."""
        document = self.document
        known: dict[int, str] = {}
        for token, form in enumerate(document.forms):
            if form[0].isupper() and document.upos[token] in ("PROPN", "ADJ", "NOUN"):
                code = country(self._actors, form)
                if code and not self._is_hyphened(token):
                    known[token] = code
        for entity in document.entities:
            if entity.last - entity.first > 1:
                code = country(self._actors, words(document, entity.first, entity.last))
                if code:
                    for token in range(entity.first, entity.last):
                        known.pop(token, None)
                    known[entity.last - 1] = code
        return known

    def _is_hyphened(self, token: int) -> bool:
        """Whether a hyphen makes another's maker or friend of a country: "Russian-made missiles", "Rwanda-backed rebels"."""
        document = self.document
        return (
            token + 2 < len(document)
            and document.form(token + 1) in ("-", "–")
            and document.form(token + 2).lower() in FRIENDS
        )

    def _heads_name(self, token: int) -> bool:
        document = self.document
        if document.lemma[token].lower() in CALENDAR:
            return False
        if document.deprel[token] not in INSIDE:
            return True
        entity, governor = self._entity_at.get(token), document.head[token]
        return (
            entity is not None
            and entity.label == "PER"
            and not entity.first <= governor < entity.last
            and not any(head in self.of for head in range(entity.first, token))
        )

    def _is_common(self, token: int) -> bool:
        """Whether a capital is but respect: "the Minister", "the Ministry", with nothing that names beside it."""
        document = self.document
        if not self._is_party_noun(token):
            return False
        beside = [child for child in document.children[token] if document.upos[child] in ("PROPN", "ADJ", "NOUN")]
        return not beside and has_determiner(document, token)

    def _is_party_noun(self, token: int) -> bool:
        lemma = self.document.lemma[token].lower()
        if lemma not in self._people.parties or self.document.deprel[token] in INSIDE:
            return False
        return lemma != "head" or owner(self.document, token, len(self.document)) is not None

    def _gather_description(self, token: int) -> None:
        """Add a described party ("two witnesses", "the army"): one named before that it takes up, or a new one."""
        document, people = self.document, self._people
        lemma = document.lemma[token].lower()
        first, last = noun_phrase(document, token)
        described = frozenset(
            document.lemma[word].lower()
            for word in range(first, last)
            if document.upos[word] in ("NOUN", "PROPN", "ADJ")
        )
        is_plural = document.form(token).lower() != lemma
        is_person = lemma in people.gender_of_noun or (lemma in people.unnamed and not is_plural)
        gender = (
            "several"
            if is_plural or lemma in people.several
            else people.gender_of_noun.get(lemma, "either")
            if is_person
            else "body"
        )
        country = self.countries(first, last)
        party = None
        above = self.of.get(document.head[token])
        if document.deprel[token] == "appos" and above is not None and above.is_person and is_person:
            self.of[token] = above
            above.mentions.append(token)
            self.heads.append(token)
            return
        named = any(document.deprel[c] == "appos" and document.upos[c] == "PROPN" for c in document.children[token])
        definite = any(document.deprel[child] == "det" for child in document.children[token])
        if definite and not is_plural and not named:
            party = self._taken_up(lemma, described, is_person, country)
        if party is None:
            while first < token and document.upos[first] in ("DET", "PUNCT"):
                first += 1
            match = self.find(words(document, first, last))
            party = Party(words(document, first, last), described, gender, match, country, is_described=True)
            party.roles.add(lemma)
        party.mentions.append(token)
        self.of[token] = party
        self.heads.append(token)

    def _taken_up(
        self, lemma: str, described: frozenset[str], is_person: bool, country: tuple[str, ...]
    ) -> Party | None:
        """Return the party last named that holds the office, or is the body, that a definite phrase names again."""
        for head in self.heads[: -MEMORY - 1 : -1]:
            party = self.of[head]
            if country and party.country and not set(country) & set(party.country):
                continue
            if is_person and party.is_person:
                more = described - {lemma}
                if party.holds(lemma) and (not more or country or any(party.holds(word) for word in more)):
                    return party
            elif not is_person and party.gender in ("body", None):
                is_head = lemma in (self.document.lemma[head].lower(), *party.name.lower().split()[-1:])
                if is_head and (len(described) == 1 or described <= {word.lower() for word in party.words}):
                    return party
                served = party.actor.country if party.actor is not None and party.actor.sector == "IGO" else None
                if described == {lemma} and served in SHORT_OF.get(lemma, ()):
                    return party
        return None

    def recalled(self, head: int) -> tuple[str, ...]:
        """Return the country of those whom a plural with "the" takes up: "the officers" after "three Kenyan officers"."""
        document, lemma = self.document, self.document.lemma[head].lower()
        if document.form(head).lower() == lemma or not has_determiner(document, head):
            return ()
        for mention in reversed(self.heads[: bisect_left(self.heads, head)][-MEMORY:]):
            party = self.of[mention]
            if document.lemma[mention].lower() == lemma and party.country and document.form(mention).lower() != lemma:
                return party.country
        return ()

    def person_tokens(self, token: int, first: int, last: int) -> tuple[int, int] | None:
        """Return the tokens of the person's name within the phrase ``[first, last)``, its titles left out."""
        for candidate in (token, *range(last - 1, first - 1, -1)):
            entity = self._entity_at.get(candidate)
            if entity is not None and entity.label == "PER" and (candidate == token or self._is_title(token)):
                start, end = max(entity.first, first), min(entity.last, last)
                break
        else:
            start, end = token, token + 1
            while start > first and self.document.upos[start - 1] == "PROPN":
                start -= 1
            while end < last and self.document.upos[end] == "PROPN":
                end += 1
            entity = None
        begun = start
        while start < end - 1 and self._is_title(start):
            start += 1
        known = entity is not None or start > begun or (end - start > 1 and self._first_name(start) is not None)
        return (start, end) if known else None

    def _is_title(self, token: int) -> bool:
        return self.document.form(token).lower() in self._people.gender_of_title

    def _first_name(self, token: int) -> str | None:
        return self._people.gender_of_first_name.get(self.document.form(token).lower())

    def _gather(self, token: int) -> None:
        """Add the name that ``token`` heads to the party it names, or begin a new one."""
        document = self.document
        first, last = noun_phrase(document, token)
        if document.deprel[token] in INSIDE:
            first, last = self._entity_at[token].first, self._entity_at[token].last
        phrase = words(document, first, last)
        person = self.person_tokens(token, first, last)
        kind = self._kind_before(first)
        if kind is not None:
            person = None
        match = self.find(phrase)
        if match is None and person is not None and person != (first, last):
            match = self.find(words(document, *person))
        if match is not None and match.how == "role":
            if person is None:
                self._gather_description(token)
                return
            match = None
        if match is not None and match.how == "capital" and person is not None and person[1] - person[0] > 1:
            match = None  # "Valeska Paris"
        if match is not None and match.actor.kind != "person" and self._is_surname(first, last):
            match, person = None, (first, last)
        if match is None and person is not None and person[1] - person[0] == 1:
            match = self._holder(document.form(person[0]))
        if person is None and match is not None and match.actor.kind == "person":
            person = self._name_end(token, first, last)
        start, end = person or (first, last)
        if person is None and document.lemma[start] in ("the", "a", "an") and end - start > 1:
            start += 1
        name = words(document, start, end)
        keys = [document.form(word).lower() for word in range(start, end)]
        gender = self._gender(first, start, end) if person else self._body(token)
        party = self._known(keys, gender, match, person is not None)
        if party is None:
            party = Party(name, frozenset(keys), gender)
            for key in {keys[-1], " ".join(keys)}:
                self._by_word.setdefault(key, []).append(party)
        elif person and len(keys) > len(party.words):
            party.name, party.words = name, frozenset(keys)
        if party.gender in (None, "either") and gender not in (None, "body"):
            party.gender = gender
        if match is not None and (party.match is None or party.match.confidence < match.confidence):
            party.match = match
            if match.actor.actor_id is not None and not _is_part(match):
                self._by_actor.setdefault(match.actor.actor_id, party)
        if kind is not None:
            party.roles.add(kind)
        self._introduce(party, token, first, start, end, last)
        party.mentions.append(token)
        self.of[token] = party
        self.heads.append(token)

    def _kind_before(self, first: int) -> str | None:
        """Return the noun for a body right before its name: "newspaper" in "the newspaper Dagens Nyheter"."""
        noun = first - 1
        lemma = self.document.lemma[noun].lower() if noun >= 0 and self.document.upos[noun] == "NOUN" else ""
        apart = self.document.text[self.document.end[noun] : self.document.start[first]] != " "
        return None if apart or lemma not in NAMED_AFTER else lemma

    def _is_surname(self, first: int, last: int) -> bool:
        """Whether one word is the last name of a person named in full before: "Paris" after "Valeska Paris"."""
        named = self._by_word.get(self.document.form(first).lower(), ()) if last - first == 1 else ()
        return any(party.is_person and " " in party.name for party in named)

    def _holder(self, surname: str) -> Match | None:
        """Return who of that surname alone holds an office of a country named, or leads any: for papers that give it only."""
        if surname.lower() in self._by_word or self._published is None:
            return None
        served = set(self.country_at.values())
        found = [
            match
            for match in self._actors.by_surname(surname, self._published)
            if match.actor.sector != "ELI"
            and (match.actor.country in served or (match.actor.role in LEADING and surname in match.actor.name.split()))
        ]
        return found[0] if len(found) == 1 else None

    def _name_end(self, token: int, first: int, last: int) -> tuple[int, int]:
        while last - 1 > token and self.document.upos[last - 1] != "PROPN":
            last -= 1
        while first < last - 1 and (self._is_title(first) or self.document.upos[first] != "PROPN"):
            first += 1
        return first, last

    def _gender(self, first: int, start: int, end: int) -> str:
        for token in range(first, start):
            form = self.document.form(token).lower()
            gender = self._people.gender_of_title.get(form) or self._people.gender_of_noun.get(form)
            if gender in ("male", "female"):
                return gender
        return (self._first_name(start) if end - start > 1 else None) or "either"

    def _body(self, token: int) -> str | None:
        """Body for what a reader calls a place or an organisation; None for a bare capitalised word of any kind."""
        entity = self._entity_at.get(token)
        return "body" if entity is not None or token in self.country_at else None

    def _known(self, keys: list[str], gender: str | None, match: Match | None, is_person: bool) -> Party | None:
        if match is not None and not _is_part(match) and match.actor.actor_id in self._by_actor:
            return self._by_actor[match.actor.actor_id]
        candidates = self._by_word.get(" ".join(keys)) or (
            self._by_word.get(keys[-1], []) if is_person or len(keys) == 1 else []
        )
        given = frozenset(keys)
        fitting = [
            party
            for party in candidates
            if (given <= party.words or party.words <= given)
            and {gender, party.gender} != {"male", "female"}
            and (is_person or party.is_person or given == party.words)
        ]
        return max(fitting, key=lambda party: len(party.mentions), default=None)

    def _introduce(self, party: Party, token: int, first: int, start: int, end: int, last: int) -> None:
        """Note what the phrase and its appositions say of the party: role, affiliation, country."""
        document = self.document
        country = self.countries(first, last)
        descriptions = [child for child in document.children[token] if document.deprel[child] == "appos"]
        if document.deprel[token] == "appos":
            descriptions.append(document.head[token])
        before = [t for t in range(first, start) if document.upos[t] in ("NOUN", "PROPN")]
        party.roles.update(document.lemma[t].lower() for t in before)
        party.descriptions += [child for child in document.children[token] if document.deprel[child] == "nmod:desc"]
        if party.is_person and before and party.role is None:
            party.role = role_text(document, self.country_at, first, start)
        for head in descriptions:
            known = self.of.get(head)
            if (known is not None and not known.is_described) or document.upos[head] not in ("NOUN", "PROPN"):
                continue
            if any(self._is_named_by(child, token) for child in document.children[head]):
                continue
            if party.is_person:
                self.of[head] = party
                party.descriptions.append(head)
            a, b = noun_phrase(document, head)
            party.roles.update(
                document.lemma[t].lower() for t in range(a, b) if document.upos[t] in ("NOUN", "PROPN", "ADJ")
            )
            country = country or self.countries(a, b)
            if document.lemma[head] not in KNOWING:
                country = country or self._served(a, b)
            if party.is_person and party.affiliation is None:
                party.role, party.affiliation = office(document, self.country_at, head, a, b)
        if party.is_person and SEAT_IN_CONGRESS.match(document.text, document.end[last - 1]):
            country = ("USA",)
        party.country = party.country or country

    def _is_named_by(self, child: int, other: int) -> bool:
        """Whether an apposition is the name of a person, and another one than ``other``."""
        entity = self._entity_at.get(child)
        is_name = child != other and self.document.deprel[child] == "appos" and entity is not None
        return is_name and entity is not None and entity.label == "PER"

    def _served(self, first: int, last: int) -> tuple[str, ...]:
        """Return the country or organisation that an office, as the actor dictionary reads it, belongs to."""
        match = self.find(words(self.document, first, last))
        return (match.actor.country,) if match is not None and match.actor.country is not None else ()


def _is_part(match: Match) -> bool:
    """Whether the actor goes by the id of the organisation that it is an office or a part of."""
    return match.actor.kind in ("office", "group") or (match.actor.kind == "organisation" and match.how == "composed")


@lru_cache(maxsize=1 << 14)
def country(actors: ActorDictionary, word: str) -> str | None:
    """Return the country that a word names; the same words come again and again."""
    return actors.country(word)
