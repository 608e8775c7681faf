"""Which country a passage is about: what the article names there, the last named first, the rest of the article behind it."""

from __future__ import annotations

from bisect import bisect_left

from transforms.actors.lexicon import INTERNATIONAL
from transforms.coreference.parties import Parties
from transforms.language.document import Document

KEEP = 0.8
"""Share of its weight that a country named keeps a sentence: after four sentences two fifths are left."""
LIKE = 2.0
"""Weight of a body that has the country and is of the kind asked for: "the army" is most likely the one named before."""
FRONTED = 3.0
"""Weight of a place with which a sentence begins: "In Niger, relatives marched" sets the scene for what follows."""
WHOLE = 3.0
"""Weight that all the article's countries share out among them, wherever they are named."""
LEAD_SENTENCES, LEAD = 3, 3.0
"""News tells in its first sentences what it is about: what is named there weighs so much in the whole."""
AHEAD = 1.25
"""How much a country must weigh against the next; nearer ones leave it open."""


class Scene:
    """The country at hand at each place of one article."""

    def __init__(self, parties: Parties) -> None:
        """Note where which country is named: by itself, or by a person or body of it."""
        self._sentence_of = parties.document.sentence_of
        named: dict[int, tuple[str, str | None]] = {token: (code, None) for token, code in parties.country_at.items()}
        for token, party in parties.of.items():
            actor = party.actor
            code = actor.country if actor is not None else party.country[0] if len(party.country) == 1 else None
            if code is not None:
                named[token] = (code, actor.sector if actor is not None else None)
        self._named = sorted((t, code, sector) for t, (code, sector) in named.items() if code not in INTERNATIONAL)
        self._fronted = {token for token, _, _ in self._named if _is_fronted(parties.document, token)}
        self._tokens = [token for token, _, _ in self._named]
        self._whole: dict[str, float] = {}
        for token, code, _ in self._named:
            weight = LEAD if self._sentence_of[token] < LEAD_SENTENCES else 1.0
            self._whole[code] = self._whole.get(code, 0.0) + weight
        total = sum(self._whole.values())
        self._whole = {code: WHOLE * weight / total for code, weight in self._whole.items()}
        self._answers: dict[tuple[int, str | None], str | None] = {}

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
        return [code for code, _ in self._ranked(token, None) if code in before][:2]

    def _ranked(self, token: int, sector: str | None) -> list[tuple[str, float]]:
        """Return countries with their weight at a token, the heaviest first."""
        weights = dict(self._whole)
        sentence = self._sentence_of[token]
        for index in range(bisect_left(self._tokens, token)):
            place, code, kind = self._named[index]
            weight = LIKE if kind is not None and kind == sector else FRONTED if place in self._fronted else 1.0
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
