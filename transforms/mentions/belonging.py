"""To which country a party belongs that its own words give none: by where it is, by whose it is, by what the passage is about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from transforms.actors.lexicon import INTERNATIONAL
from transforms.coreference.scene import Scene
from transforms.language.phrases import has_determiner, noun_phrase, words
from transforms.mentions.cast import SEVERAL, Cast
from transforms.mentions.happenings import Happening
from transforms.mentions.sides import Sides
from transforms.places import Gazetteer

Row = dict[str, Any]

STATE = frozenset({"MIL", "GOV", "COP", "JUD", "LEG", "SPY", "OPP", "PTY"})
"""Sectors that belong to a state: without its name they are those of the country at hand."""
RESIDENT = frozenset({"CVL", "MED", "EDU", "JRN", "REL", "LAB", "AGR", "CRM", "REB", "PRM", "UAF", "ELI", "SOC"})
"""Sectors of people and bands who belong where they are."""
ANYBODY = SEVERAL | frozenset(
    {"man", "woman", "child", "boy", "girl", "civilian", "driver", "passenger", "tourist", "foreigner", "suspect",
     "minor", "baby", "infant", "victim", "casualty", "life", "follower", "supporter", "worker", "individual"}
)  # fmt: skip
"""People of whom nothing is said: of a country only where a place beside them gives it."""
STRANGERS = frozenset(
    {"gunman", "attacker", "assailant", "kidnapper", "raider", "killer", "murderer", "bomber", "perpetrator", "intruder", "hacker"}
)  # fmt: skip
"""Who strikes and is not known: nobody says where from."""
LANDS = frozenset({"state", "country", "nation", "side", "party", "power"})
"""Nouns whose plural names several states at once: "individual member states"."""
BANDS = frozenset({"REB", "UAF"})
"""Where two states are at odds, "militants" of which no more is said may be of either, or neither."""
SIDING = frozenset({"allied", "friendly", "pro-government"})
"""Words that make an armed group one of the state beside which it fights."""
ABOUT = frozenset({"on", "for", "with", "to", "against"})
"""Prepositions that bring whom a body deals with: "the committee on China" is not China's."""
BESIDE = frozenset(
    {"in", "at", "of", "from", "near", "inside", "outside", "around", "across", "on", "along", "throughout"}
)
"""Prepositions that say where somebody is at home."""
HOSTILE = frozenset({"ASSAULT", "ACCUSE", "THREATEN", "COERCE", "SANCTION", "REJECT"})
FOREIGN = frozenset({"MIL", "GOV"})


class Belonging:
    """Gives the parties of one article's happenings the countries that their own words leave open."""

    def __init__(self, cast: Cast, gazetteer: Gazetteer) -> None:
        """Take the parties, and the gazetteer for places that stand in a phrase."""
        self._cast = cast
        self._document = cast.document
        self._gazetteer = gazetteer
        self._scene: Scene = cast.referents.scene

    def settle(self, sides: Sides, happening: Happening, statement: Row | None, where: Row) -> None:
        """Fill in countries on both sides; ``where`` are the place columns of the happening."""
        there = where["place_country"] if where["place_precision"] != "name_only" else []
        place = there[0] if len(there) == 1 and not _names_party(where["place_span"], sides) else None
        is_beside = place is not None and self._in_sentence(happening, where)
        if place is None:
            place = self._side_of(happening)
            is_beside = place is not None
        speaks = _state(statement)
        for row in sides.actors:
            if row["country"] is None:
                allied = row["sector"] == "UAF" and row["name"].split()[0] in SIDING
                beside = next((other["country"] for other in sides.actors if other["country"]), None)
                row["country"] = beside if allied else self._country(row, place, is_beside, speaks)
        acting = {row["country"] for row in sides.actors}
        is_war = happening.type == "ASSAULT" and any(row["sector"] in FOREIGN for row in sides.actors)
        foreign = (RESIDENT - {"REB"}) | FOREIGN if is_war else FOREIGN
        for row in sides.recipients:
            if row["country"] is None:
                found = self._country(row, place, is_beside, None)
                is_own = acting == {found} and found != place
                if is_own and happening.type in HOSTILE and row["sector"] in foreign:
                    found = self._cast.stage.other(found) or found
                row["country"] = found
        self._meet(sides, happening)
        for rows, others in ((sides.actors, sides.recipients), (sides.recipients, sides.actors)):
            for row in rows:
                if row["country"] is None and self._is_bound(row):
                    row["country"] = self._across(row, others, happening)

    def _meet(self, sides: Sides, happening: Happening) -> None:
        """Make those who all do it to each other parties of one act: "each released prisoners" of the other."""
        actors, recipients = ({row["country"] for row in rows} for rows in (sides.actors, sides.recipients))
        is_blow = happening.type == "ASSAULT" and not happening.harms
        struck = is_blow and all(row["sector"] == "CVL" for row in sides.recipients)
        if len(actors - {None}) > 1 and recipients and recipients <= actors and not struck:
            sides.recipients, sides.direction = [], "undirected" if happening.type == "ASSAULT" else "mutual"

    def _across(self, row: Row, others: list[Row], happening: Happening) -> str | None:
        """Return the country that follows from the other side's: its rival in a hostile act, its own people in any other."""
        codes = {other["country"] for other in others}
        code = codes.pop() if len(codes) == 1 else None
        if happening.type in HOSTILE:
            return self._cast.stage.other(code)
        return code if row["sector"] in RESIDENT | STATE and code not in INTERNATIONAL else None

    def _is_bound(self, row: Row) -> bool:
        """Whether a party must belong to some country at hand: a body of a state, people of a place; nobody's strangers."""
        token = self._cast.head_of(row)
        if token is None or self._document.upos[token] == "NUM":
            return False
        return row["sector"] in STATE | RESIDENT and self._noun(token, row) not in ANYBODY | STRANGERS

    def _country(self, row: Row, place: str | None, is_beside: bool, speaks: str | None) -> str | None:
        """Return the country of a party: where its phrase puts it, where it happened, who speaks, what the passage is about."""
        token = self._cast.head_of(row)
        if token is None:
            return None
        inside = self._inside(token) or self._owned(token)
        if inside is not None:
            return inside
        sector, lemma = row["sector"], self._noun(token, row)
        if lemma in ANYBODY or (self._document.upos[token] == "NUM" and not self._is_of_them(token)):
            return place if is_beside and sector in RESIDENT else None
        if lemma in STRANGERS or (
            lemma in LANDS and sector in ("GOV", "UNK") and self._document.form(token).lower() != lemma
        ):
            return None
        if sector in BANDS and self._cast.stage.rivals and not has_determiner(self._document, token) and not is_beside:
            return None
        if sector in STATE:
            near = place if sector != "MIL" and is_beside else None
            return near or speaks or self._scene.at(token, sector) or place
        if sector in RESIDENT or (sector == "UNK" and lemma in self._cast.human and not self._is_land(token, lemma)):
            return place or self._besides(token, self._scene.at(token, sector))
        party = self._cast.referents.party(token)
        if sector == "UNK" and _is_name(row) and party is not None:
            first = party.mentions[0]
            return self._scene.at(first) if party.is_person or first in self._cast.entities else None
        return None

    def _besides(self, token: int, code: str | None) -> str | None:
        """Return a country found for a party, that of another at hand where the phrase names it only as what it deals with."""
        known, grammar = self._cast.referents.parties.country_at, self._cast.grammar
        away = {known.get(t) for t in grammar.children(token, "nmod") if grammar.case(t) in ABOUT}
        if code is None or code not in away:
            return code
        return next((other for other in self._cast.stage.known if other not in away), None)

    def _is_land(self, token: int, lemma: str) -> bool:
        """Whether a noun names a state and no body: "the party to the treaty", but not "the Democratic Party"."""
        return lemma in LANDS and not self._document.form(token)[0].isupper()

    def _noun(self, token: int, row: Row) -> str:
        """Return the noun of a party, for a pronoun that of whom it means."""
        if self._document.upos[token] != "PRON":
            return self._document.lemma[token].lower()
        last: str = row["name"].lower().split()[-1]
        return last.removesuffix("s")

    def _is_of_them(self, number: int) -> bool:
        """Whether a number counts some of those told of: "46 of them"."""
        return any(self._document.upos[child] == "PRON" for child in self._cast.grammar.children(number, "nmod"))

    def _inside(self, token: int) -> str | None:
        """Return the country of a place within a phrase: "the government in Aden", "bandits in Birnin Gwari"."""
        grammar, document = self._cast.grammar, self._document
        for child in grammar.children(token, "nmod"):
            if document.upos[child] != "PROPN" or grammar.case(child) not in BESIDE:
                continue
            if grammar.case(child) == "on" and child in self._cast.referents.parties.country_at:
                continue  # what a committee deals with
            known = self._cast.stage.known
            found = self._gazetteer.resolve(words(document, *noun_phrase(document, child)), known)
            if (
                len(found.countries) == 1
                and found.precision != "name_only"
                and (found.countries[0] in known or not known)
            ):
                return found.countries[0]
        return None

    def _owned(self, token: int) -> str | None:
        """Return the country of an owner that itself names none: "the army's own aircraft"."""
        for child in self._cast.grammar.children(token, "nmod:poss"):
            owner = self._cast.referents.resolve(child)
            if owner is not None and owner.sector in STATE:
                return owner.country[0] if owner.country else self._scene.at(child, owner.sector)
        return None

    def _side_of(self, happening: Happening) -> str | None:
        """Return the country whose side of a border it happened on: "killed on the Indian side"."""
        known = self._cast.referents.parties.country_at
        by_case = self._cast.grammar.roles(happening.clause).by_case
        sides = [t for case in ("on", "in", "at") for t in by_case.get(case, ()) if self._document.lemma[t] == "side"]
        codes = {known[demonym] for token in sides for demonym in self._cast.demonyms(token)}
        return codes.pop() if len(codes) == 1 else None

    def _in_sentence(self, happening: Happening, where: Row) -> bool:
        """Whether the place stands in the sentence that tells the happening."""
        span = where["place_span"]
        first, last = self._document.sentences[self._document.sentence_of[happening.head]]
        return span is not None and self._document.start[first] <= span["start"] < self._document.end[last - 1]


def _names_party(span: Row | None, sides: Sides) -> bool:
    """Whether what is taken for the place is all of a party's phrase: who condemns Turkey is not in Turkey."""
    return span is not None and any(row["span"] == span for row in (*sides.actors, *sides.recipients))


def _state(statement: Row | None) -> str | None:
    """Return the one state for which a speaker speaks."""
    codes: Sequence[str] = statement["speaker_country"] if statement else ()
    return codes[0] if len(codes) == 1 and codes[0] not in INTERNATIONAL else None


def _is_name(row: Row) -> bool:
    """Whether a row is a person or body by name, not a phrase."""
    return all(word[:1].isupper() for word in row["name"].split())
