"""Where an event happened: the places its own words are tied to, found in the gazetteer; else those of its paragraph.

Only places of *that* event count: a place beside a neighbouring verb belongs to that verb. Acts of speech inherit no place, for
the place they speak of is seldom where they are spoken.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from transforms.codebook.events import Codebook
from transforms.coreference import Referents
from transforms.language.document import ROOT
from transforms.language.phrases import noun_phrase, words
from transforms.mentions.attachment import Attachment
from transforms.mentions.grammar import Grammar
from transforms.mentions.happenings import Happening
from transforms.places import Gazetteer, Place

Row = dict[str, Any]

CASES = frozenset(
    {"in", "at", "near", "along", "across", "on", "around", "inside", "outside", "over", "into", "to", "towards", "toward",
     "through", "off", "throughout", "within", "above", "between", "from", "of", "against", "via", "beside", "behind"}
)  # fmt: skip
FAR = frozenset({"from", "of", "against", "to", "into"})
"""Prepositions that as often bring a party, an origin or an aim as a place: used only where no other place is tied."""
NEVER = frozenset(
    {"nsubj", "flat", "compound", "nmod:poss", "nmod:desc", "root", "appos", "nmod:unmarked", "obl:unmarked"}
)
"""Relations that tie no place to an event."""
CALLED = frozenset({"appos", "flat", "nmod:desc"})
APART = frozenset({"acl:relcl", "ccomp", "parataxis", "acl"})
"""Relations of clauses whose places are not those of the clause above."""
VISITS = frozenset({"CONSULT"})
SPEECH = frozenset({"ACCUSE", "AGREE", "REJECT", "REQUEST", "SUPPORT", "THREATEN"})
"""Acts done by speaking: of the places in their words only one where it is said is theirs, "in Brussels", never whom it is said to."""
INHERITS = frozenset({"ASSAULT", "PROTEST", "COERCE", "MOBILIZE"})


@dataclass(frozen=True, slots=True)
class Spot:
    """A place as written: its ``token``, characters ``[start, end)``, name, and whether its preposition speaks for a place."""

    token: int
    start: int
    end: int
    name: str
    is_near: bool


class Setting:
    """Places of one article, each given to the happening it belongs to."""

    def __init__(
        self,
        grammar: Grammar,
        referents: Referents,
        attachment: Attachment,
        gazetteer: Gazetteer,
        codebook: Codebook,
        countries: Sequence[str],
        dates: Collection[int],
    ) -> None:
        """Find the places of the text and resolve them together, ``countries`` as context; tokens of ``dates`` are none."""
        self.grammar = grammar
        self.document = grammar.document
        self.referents = referents
        self._kinds = codebook.classes["territory"] | codebook.classes["place"]
        self._people = codebook.classes["person"] | codebook.classes["armed"]
        self._inside = {t: e for e in self.document.entities for t in range(e.first, e.last)}
        nouns = (t for t, upos in enumerate(self.document.upos) if upos in ("PROPN", "NOUN") and t not in dates)
        spots = [spot for token in nouns for spot in self._spots(token)]
        places = gazetteer.resolve_all([spot.name for spot in spots], countries)
        self._places = dict(zip(spots, places, strict=True))
        self._spots_found = spots
        self._own: dict[int, list[Spot]] = {}
        for spot in spots:
            happening = attachment.of(spot.token, is_place=True)
            if happening is not None:
                self._own.setdefault(id(happening), []).append(spot)
        self._last: dict[int, Spot] = {}

    def find(self, happening: Happening, paragraph: int) -> Row:
        """Return the place columns of a happening in that paragraph."""
        spots = self._own.get(id(happening), [])
        near = [spot for spot in spots if spot.is_near] or ([] if happening.type in VISITS else spots)
        if happening.type in VISITS and happening.mode == "visit":
            near = spots
        if happening.type in SPEECH:
            near = [spot for spot in near if self._is_scene(spot.token)]
        confidence = 1.0
        if not near and happening.type in INHERITS and (below := self._below(happening)):
            near, confidence = below, 0.7
        if not near and happening.type in INHERITS and paragraph in self._last:
            near, confidence = [self._last[paragraph]], 0.5
        if not near:
            return _row(None, None, [], 0.3)
        if happening.type in INHERITS:
            self._last[paragraph] = near[0]
        first, *others = near
        place = self._places[first]
        names = dict.fromkeys(self._places[spot].name for spot in others)
        return _row(first, place, [name for name in names if name != place.name], confidence * place.confidence)

    def _spots(self, token: int) -> Iterator[Spot]:
        """Yield the place that a noun phrase names: after a preposition of place, or as the object of a blow."""
        document = self.document
        relation, upos = document.deprel[token], document.upos[token]
        is_kind = document.lemma[token] in self._kinds
        if relation in NEVER or (upos == "NOUN" and not is_kind and not self._is_called(token)):
            return
        first = self.grammar.first_conjunct(token)
        case = self.grammar.case(token) or self.grammar.case(first)
        governed = document.deprel[first].startswith(("obl", "nmod")) and case in CASES
        entity = self._inside.get(token)
        is_place = entity is not None and entity.label == "LOC"
        is_object = relation in ("obj", "nsubj:pass") and (is_place or upos == "NOUN")
        if case in ("from", "of") and document.lemma[document.head[first]] in self._people:
            return
        if not governed and not is_object:
            return
        if upos == "PROPN":
            if entity is not None and entity.label in ("PER", "ORG") and not self._is_country(token):
                return
            start, end = (entity.first, entity.last) if entity else noun_phrase(document, token)
            if relation.startswith("flat") or (not document.form(start)[:1].isupper() and entity):
                return
            above = document.head[first]
            is_name = case == "of" and document.upos[above] == "NOUN" and document.lemma[above] in self._kinds
            yield self._spot(token, start, end, case, is_object or is_name)
            return
        start, end = noun_phrase(document, token)
        name = next(
            (c for c in document.children[token] if c > token and document.deprel[c] in CALLED and c in self._inside),
            None,
        )
        if name is not None and self._inside[name].label == "LOC":  # "the Belarus capital Minsk"
            entity = self._inside[name]
            yield self._spot(name, entity.first, entity.last, case, is_object)
            return
        named = [t for t in range(start, end) if document.upos[t] == "PROPN" or t in self.referents.parties.country_at]
        within = (t for t in document.children[token] if document.deprel[t] == "nmod" and document.upos[t] == "PROPN")
        is_country = all(
            self._is_country(t) for t in named if t < token
        )  # "an Armenian post near Goris" is nowhere else
        carried = any(is_country or self.grammar.case(t) == "of" for t in within)
        if named and not carried:
            while start < token and document.upos[start] in ("DET", "PRON", "NUM"):
                start += 1
            yield self._spot(token, start, end, case, is_object)

    def _is_called(self, token: int) -> bool:
        """Whether a noun is called by a place's name: "the Balata refugee camp", "Umm al-Fahm junction"."""
        document = self.document
        names = (c for c in document.children[token] if document.deprel[c] == "compound" and c in self._inside)
        return any(self._inside[name].label == "LOC" and not self._is_country(name) for name in names)

    def _below(self, happening: Happening) -> list[Spot]:
        """Return the places in clauses of time and circumstance of a happening: "killed when a bomb went off near Kabul"."""
        clause = happening.clause if happening.told_by is None else happening.told_by
        return [spot for spot in self._spots_found if spot.is_near and self._hangs_on(spot.token, clause)]

    def _hangs_on(self, token: int, clause: int) -> bool:
        """Whether a word stands below a clause, with no describing, told or coordinated clause between."""
        document = self.document
        while token != ROOT and token != clause:
            relation = document.deprel[token]
            if (
                relation in APART
                or relation.startswith("nsubj")
                or (relation == "conj" and document.upos[token] == "VERB")
            ):
                return False
            token = document.head[token]
        return token == clause

    def _is_scene(self, token: int) -> bool:
        """Whether a place says where a clause's act is done: "said in Geneva", not "the government in Aden"."""
        first = self.grammar.first_conjunct(token)
        return self.document.deprel[first].startswith("obl") and self.grammar.case(first) in ("in", "at")

    def _is_country(self, token: int) -> bool:
        return token in self.referents.parties.country_at

    def _spot(self, token: int, first: int, last: int, case: str, is_object: bool) -> Spot:
        document = self.document
        name = words(document, first, last)
        return Spot(token, document.start[first], document.end[last - 1], name, is_object or case not in FAR)


def _row(spot: Spot | None, place: Place | None, others: Sequence[str], confidence: float) -> Row:
    """Return the place columns."""
    return {
        "place_text": None if spot is None or place is None else spot.name,
        "place_span": {"start": spot.start, "end": spot.end} if spot else None,
        "place_name": place.name if place else None,
        "other_places": list(others),
        "geonames_id": place.geonames_id if place else None,
        "admin1": place.admin1 if place else None,
        "place_country": list(place.countries) if place else [],
        "latitude": place.latitude if place else None,
        "longitude": place.longitude if place else None,
        "place_precision": place.precision if place else "unknown",
        "territory_status": place.territory_status if place else None,
        "where_confidence": confidence,
    }
