"""Which country a passage is about: what the article names there, the last named first, the rest of the article behind it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Container
from functools import cached_property

from transforms.actors.lexicon import INTERNATIONAL
from transforms.coreference.parties import Parties
from transforms.language.document import Document
from transforms.language.phrases import words
from transforms.places import load_gazetteer

KEEP = 0.8
"""Share of its weight that a country named keeps a sentence: after four sentences two fifths are left."""
LIKE = 2.0
"""Weight of a body that has the country and is of the kind asked for: "the army" is most likely the one named before."""
PLACE = 1.5
"""Weight of a town: that is where something happens, a state may only be spoken of."""
ADJECTIVE = 0.5
"""Weight of an adjective: it tells whose a thing is rather than where it happens."""
FRONTED = 3.0
"""Weight of a place with which a sentence begins: "In Niger, relatives marched" sets the scene for what follows."""
WHOLE = 3.0
"""Weight that all the article's countries share out among them, wherever they are named."""
PART = 4
"""The second of two parties weighs at least a quarter of the first; else all is about one country."""
LEAD_SENTENCES, LEAD = 3, 3.0
"""News tells in its first sentences what it is about: what is named there weighs so much in the whole."""
AHEAD = 1.25
"""How much a country must weigh against the next; nearer ones leave it open."""
KNOWN = 0.5
"""Confidence from which a name on the map counts as that place."""
MOST_COUNTRIES = 2
"""A name that spans more ("the Sahel") tells no country."""
DATELINE = re.compile(
    r"^\s*(?P<place>[^\W\d_][\w.’' -]{2,40}?)(?:,[^\n—–-]{1,40})?\s*(?:\([^)\n]{2,40}\))?\s*(?:—|–|--|- )"
)
"""A town, perhaps with its country or a day, and an agency, before a dash: "KABUL, Afghanistan (AP) —"."""


class Scene:
    """The country at hand at each place of one article."""

    def __init__(self, parties: Parties) -> None:
        """Note where which country is named: by itself, or by a person or body of it."""
        self._sentence_of = parties.document.sentence_of
        self._parties = parties
        document = parties.document
        named: dict[int, tuple[str, str | None]] = {token: (code, None) for token, code in parties.country_at.items()}
        for token, party in parties.of.items():
            actor = party.actor
            code = actor.country if actor is not None else party.country[0] if len(party.country) == 1 else None
            if code is not None:
                named[token] = (code, actor.sector if actor is not None else None)
        named |= {token: (codes[0], None) for token, codes in self.at_place.items() if len(codes) == 1}
        self._named = sorted((t, code, sector) for t, (code, sector) in named.items() if code not in INTERNATIONAL)
        self._fronted = {token for token, _, _ in self._named if _is_fronted(document, token)}
        self._tokens = [token for token, _, _ in self._named]
        self._weights = [self._weight(token) for token in self._tokens]
        self._whole: dict[str, float] = {}
        for (token, code, _), weight in zip(self._named, self._weights, strict=True):
            lead = LEAD if self._sentence_of[token] < LEAD_SENTENCES else 1.0
            self._whole[code] = self._whole.get(code, 0.0) + lead * weight
        total = sum(self._whole.values())
        self._whole = {code: WHOLE * weight / total for code, weight in self._whole.items()}
        self._answers: dict[tuple[int, str | None], str | None] = {}
        self._likeliest: dict[int, str | None] = {}

    @cached_property
    def at_place(self) -> dict[int, tuple[str, ...]]:
        """Countries of the towns and regions named, by their first token; the countries named tell namesakes apart."""
        parties, document = self._parties, self._parties.document
        context = [*parties.country_at.values()]
        context += [p.actor.country for p in parties.of.values() if p.actor is not None and p.actor.country]
        context = [code for code in context if code not in INTERNATIONAL]
        named = [(e.first, e.last, words(document, e.first, e.last)) for e in document.entities if e.label == "LOC"]
        if len(document) and (dateline := DATELINE.match(document.text)):
            named.append((0, 1, dateline["place"].title()))
        found: dict[str, tuple[str, ...]] = {}
        at_place: dict[int, tuple[str, ...]] = {}
        for first, last, name in named:
            if any(token in parties.country_at for token in range(first, last)):
                continue
            if name not in found:
                place = load_gazetteer().resolve(name, context)
                sure = place.confidence >= KNOWN and len(place.countries) <= MOST_COUNTRIES
                found[name] = place.countries if sure else ()
            if found[name]:
                at_place[first] = found[name]
        return at_place

    def _weight(self, token: int) -> float:
        """Return how much a mention says of where things happen, beside whose they are."""
        document = self._parties.document
        if token in self._fronted:
            return FRONTED
        if token in self.at_place:
            return PLACE
        return ADJECTIVE if token in self._parties.country_at and document.upos[token] == "ADJ" else 1.0

    def country(self, token: int) -> str | None:
        """Return the likeliest country at a token, be another as near; None where the article names none at all."""
        if token not in self._likeliest:
            self._likeliest[token] = next((code for code, _ in self._ranked(token, None)), None)
        return self._likeliest[token]

    def at(self, token: int, sector: str | None = None) -> str | None:
        """Return the country at hand at a token, for a body of the sector where one is given; None where two are as near."""
        key = (token, sector)
        if key not in self._answers:
            ranked = self._ranked(token, sector)
            is_sure = len(ranked) == 1 or (len(ranked) > 1 and ranked[0][1] >= AHEAD * ranked[1][1])
            self._answers[key] = ranked[0][0] if is_sure else None
        return self._answers[key]

    def pair(self, token: int) -> list[str]:
        """Return the two countries at hand at a token, those named before it; fewer where no two are."""
        before = {code for place, code, _ in self._named if place < token}
        ranked = [(code, weight) for code, weight in self._ranked(token, None) if code in before][:2]
        return [code for code, weight in ranked if weight >= ranked[0][1] / PART]

    def last(self, token: int, sentence: int, skipped: Container[int]) -> str | None:
        """Return the country named last before a token, not before a sentence, and by none of the tokens skipped."""
        for place, code, _ in reversed(self._named[: bisect_left(self._tokens, token)]):
            if self._sentence_of[place] < sentence:
                return None
            if place not in skipped:
                return code
        return None

    def _ranked(self, token: int, sector: str | None) -> list[tuple[str, float]]:
        """Return countries with their weight at a token, the heaviest first."""
        weights = dict(self._whole)
        sentence = self._sentence_of[token]
        for index in range(bisect_left(self._tokens, token)):
            place, code, kind = self._named[index]
            weight = LIKE if kind is not None and kind == sector else self._weights[index]
            weights[code] += weight * KEEP ** (sentence - self._sentence_of[place])
        return sorted(weights.items(), key=lambda item: (-item[1], item[0]))


def _is_fronted(document: Document, token: int) -> bool:
    """Whether a place stands before subject and verb: "In Niger, ..."."""
    above = document.head[token]
    return (
        document.deprel[token].startswith("obl")
        and token < above
        and document.sentences[document.sentence_of[token]][0] >= token - 2
        and any(document.deprel[child].startswith("nsubj") and child > token for child in document.children[above])
    )
