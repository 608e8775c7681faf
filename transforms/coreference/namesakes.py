"""Whom else a name may mean: parties called like those of other countries, a state of a union called like a country."""

from __future__ import annotations

from collections import Counter
from datetime import date
from functools import cached_property

from transforms.actors import ActorDictionary, Match
from transforms.language.document import Document
from transforms.language.phrases import words

GENERIC = frozenset(
    {"the", "of", "and", "for", "'s", "’s", "all", "new", "national", "unity", "government", "people", "peoples", "people's",
     "peoples'", "people’s", "democratic", "democrats", "democrat", "republican", "republicans", "party", "labour", "labor",
     "conservative", "conservatives", "liberal", "liberals", "progressive", "socialist", "social", "communist", "workers", "congress",
     "alliance", "union", "front", "movement", "freedom", "justice", "development", "united", "patriotic", "independent",
     "independence", "green", "greens", "left", "right", "centre", "center", "coalition", "reform", "christian", "action",
     "popular", "civic", "transitional", "council", "assembly", "opposition", "change", "hope", "future", "solidarity"}
)  # fmt: skip
"""Words of which names of parties and governments are made anywhere."""
OF_A_CONTINENT = frozenset({"latin", "south", "central", "north"})
"""Words before which "American" is of no country."""
NAMED_LIKE = {"GEO": ("Georgia", "USA", "United States")}
"""Countries called like a part of another one: the name that both bear, that other country's code and its name."""


class Namesakes:
    """The names of one document that are another's than the actor dictionary thinks, by the countries that the text names."""

    def __init__(
        self, document: Document, actors: ActorDictionary, published: date | None, country_at: dict[int, str]
    ) -> None:
        """Take the document and the country that each of its tokens names."""
        self._document, self._actors, self._published = document, actors, published
        country_at = {t: code for t, code in country_at.items() if not self._is_of_a_continent(t)}
        self._named = set(country_at.values())
        self._parts: dict[str, tuple[str, str, str]] = {}
        for code, (name, other, whole) in NAMED_LIKE.items():
            called = {document.form(token) for token, found in country_at.items() if found == code}
            if called == {name} and other in self._named:
                self._parts[code] = (name, other, whole)
        self.country_at = {token: self._parts.get(c, (None, c))[1] for token, c in country_at.items()}

    def read(self, phrase: str) -> str:
        """Return a phrase with the union's name in place of its state's: an office of the one is an office of the other."""
        for name, _, whole in self._parts.values():
            phrase = phrase.replace(name, whole)
        return phrase

    def is_strange(self, phrase: str, match: Match | None) -> bool:
        """Whether a body of a generic name is taken for that of a country not at hand, though others are."""
        if match is None or match.actor.kind != "organisation" or match.actor.sector == "IGO":
            return False
        name = match.actor.name if phrase.isupper() else phrase  # "GNU" of a government of national unity
        is_generic = all(word in GENERIC for word in name.lower().split())
        return is_generic and bool(self.at_hand) and match.actor.country not in self.at_hand

    @cached_property
    def at_hand(self) -> Counter[str]:
        """How often the text names each country, its capital or a person of it."""
        document = self._document
        counts = Counter(self.country_at.values())
        for entity in document.entities:
            if entity.label != "ORG" and entity.last - 1 not in self.country_at:
                match = self._actors.find(words(document, entity.first, entity.last), self._published)
                if match is not None and match.actor.country:
                    counts[match.actor.country] += 1
        return counts

    def _is_of_a_continent(self, token: int) -> bool:
        """Whether a token is the second word of "Latin American"."""
        form = self._document.form
        return token > 0 and form(token).startswith("American") and form(token - 1).lower() in OF_A_CONTINENT
