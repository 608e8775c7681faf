"""Whom else a name may mean: parties called like those of other countries, a state of a union called like a country."""

from __future__ import annotations

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
NAMED_LIKE = {"GEO": ("Georgia", "USA", "United States")}
"""Countries called like a part of another one: the name that both bear, that other country's code and its name."""


class Namesakes:
    """The names of one document that are another's than the actor dictionary thinks, by the countries that the text names."""

    def __init__(
        self, document: Document, actors: ActorDictionary, published: date | None, country_at: dict[int, str]
    ) -> None:
        """Take the document and the country that each of its tokens names."""
        self._document, self._actors, self._published = document, actors, published
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
        is_generic = all(word in GENERIC for word in phrase.lower().split())
        return is_generic and bool(self._at_hand) and match.actor.country not in self._at_hand

    @cached_property
    def _at_hand(self) -> set[str]:
        """Countries that the text names, or of whom it names a person."""
        people = (words(self._document, e.first, e.last) for e in self._document.entities if e.label == "PER")
        known = (self._actors.find(name, self._published) for name in people)
        return {*self._named, *(match.actor.country for match in known if match is not None and match.actor.country)}
