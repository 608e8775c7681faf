"""The countries that an article is about: its one home, or the two at odds in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import pairwise

from transforms.actors import load_actors
from transforms.actors.lexicon import INTERNATIONAL
from transforms.coreference import Referent, Referents
from transforms.mentions.grammar import Grammar
from transforms.mentions.hits import Hit

LEAD_SENTENCES = 3
"""News tells in its first sentences what it is about; countries there count `LEAD_WEIGHT` times."""
LEAD_WEIGHT = 3
AHEAD = 1.5
"""How often a country must be named, against the next, to be the one (or the second one) the article is about."""
PART = 4
"""A rival is named at least a quarter as often as the country named most; others are bystanders."""
REBELS = frozenset({"REB", "UAF", "PRM"})
STATE = frozenset({"MIL", "GOV", None})
"""Sectors of a state that fights rebels of its own: its army, its government, itself by its name."""
JOINTS = frozenset({"-", "–", "—", "/", "and"})


class Stage:
    """Home and rivals of one article, and the country it names first, by code; international organisations are none of these."""

    def __init__(self, grammar: Grammar, referents: Referents, hits: dict[int, Hit]) -> None:
        """Count how often the text names each country, or persons and bodies of it."""
        self._grammar = grammar
        self._referents = referents
        self._hits = hits
        parties = referents.parties
        sentence_of = grammar.document.sentence_of
        counts: Counter[str] = Counter()
        named = [*parties.country_at.items()]
        for token, party in parties.of.items():
            country = party.match.actor.country if party.match is not None else None
            if country and token not in parties.country_at:
                named.append((token, country))
        for token, code in named:
            if code not in INTERNATIONAL:
                counts[code] += LEAD_WEIGHT if sentence_of[token] < LEAD_SENTENCES else 1
        self.ranked = counts.most_common()
        self.first = next((code for _, code in sorted(named) if code not in INTERNATIONAL), None)
        self.rivals = self._rivals()
        self.opposed = self._opposed()
        self.home = self._home()

    @property
    def known(self) -> list[str]:
        """Return the countries most named, at most four: the context in which places are looked up."""
        return [code for code, _ in self.ranked[:4]]

    def other(self, code: str | None) -> str | None:
        """Return the rival of a rival: the same state where two bodies of it fight each other."""
        if self.opposed and (code,) == self.opposed[0].country:
            return code
        return next((rival for rival in self.rivals if rival != code), None) if code in self.rivals else None

    def _home(self) -> str | None:
        if not self.ranked or (len(self.ranked) > 1 and self.ranked[0][1] < AHEAD * self.ranked[1][1]):
            return None
        return self.ranked[0][0]

    def _rivals(self) -> tuple[str, ...]:
        """Return the two countries set against each other: joined in a border or a pair, or as the sides of a blow."""
        known = self._referents.parties.country_at
        pairs: Counter[tuple[str, ...]] = Counter()
        document = self._grammar.document
        for token, following in pairwise(sorted(known)):
            between = document.text[document.end[token] : document.start[following]].strip().lower()
            if between in JOINTS:
                self._pair(pairs, [known[token]], [known[following]], 1)
        for head, hit in self._hits.items():
            if hit.trigger.type in ("ASSAULT", "ACCUSE"):
                roles = self._grammar.roles(head)
                struck = [*roles.patients, *roles.by_case.get("on", ()), *roles.by_case.get("against", ())]
                self._pair(pairs, self._codes(roles.agents), self._codes(struck), 2)
        named = dict(self.ranked)
        least = self.ranked[0][1] / PART if self.ranked else 0
        weights = {pair: count * min(named.get(code, 0) for code in pair) for pair, count in pairs.items()}
        likely = [pair for pair in weights if all(named.get(code, 0) >= least for code in pair)]
        return max(likely, key=lambda pair: weights[pair], default=self._foremost())

    def _foremost(self) -> tuple[str, ...]:
        """Return the two countries named about as often as each other, and far oftener than any third."""
        (one, most), (other, more), (_, third) = (*self.ranked[:3], *[("", 0)] * 3)[:3]
        is_pair = most < AHEAD * more and more >= AHEAD * third and more > LEAD_WEIGHT
        return (one, other) if is_pair else ()

    def _opposed(self) -> tuple[Referent, ...]:
        """Return the two bodies of one state that fight each other oftenest: its army and the rebels; none elsewhere."""
        named: dict[str, Referent] = {}
        pairs: Counter[tuple[str, ...]] = Counter()
        for head, hit in self._hits.items():
            if hit.trigger.type not in ("ASSAULT", "ACCUSE", "CONSULT", "CONCEDE"):
                continue
            roles = self._grammar.roles(head)
            both = [*roles.by_case.get("between", ()), *roles.by_case.get("with", ())]
            agents, struck = self._bodies([*roles.agents, *both]), self._bodies(roles.patients)
            named |= agents | struck
            for one in agents:
                for other in {**agents, **struck}:
                    if one != other and (one in struck or other in struck or agents.keys() == {one, other}):
                        pairs[tuple(sorted((one, other)))] += 1
        if not pairs:
            return ()
        one, other = max(pairs, key=lambda pair: pairs[pair])
        bodies = named[one], named[other]
        is_war = {bodies[0].sector, bodies[1].sector} & REBELS and all(b.sector in REBELS | STATE for b in bodies)
        return bodies if is_war and bodies[0].country == bodies[1].country else ()

    def _bodies(self, tokens: Iterable[int]) -> dict[str, Referent]:
        """Return those of the tokens that mean a body or a state by name, by name."""
        found = (referent for token in tokens if (referent := self._referents.resolve(token)))
        return {r.name: r for r in found if r.name and len(r.country) == 1 and self._is_body(r)}

    def _is_body(self, referent: Referent) -> bool:
        """Whether a referent can be at war within a state: the state or its whole government, an armed body; no person."""
        state = referent.country[0].lower()
        if referent.sector == "GOV":
            return referent.actor_id == f"{state}.government"
        return referent.actor_id == state or (referent.actor_id is not None and referent.kind != "name")

    def _pair(self, pairs: Counter[tuple[str, ...]], ones: Iterable[str], others: Iterable[str], weight: int) -> None:
        for one in ones:
            for other in others:
                if one != other and not {one, other} & set(INTERNATIONAL):
                    pairs[tuple(sorted((one, other)))] += weight

    def _codes(self, tokens: Iterable[int]) -> set[str]:
        found = (referent for token in tokens if (referent := self._referents.resolve(token)))
        return {code for referent in found for code in referent.country}


def country_name(code: str) -> str:
    """Return the name of a country; the code itself for a kind of international actor."""
    known = load_actors().facts.countries.get(code)
    return known.name if known else code
