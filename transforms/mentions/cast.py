"""Parties as rows: whom a noun phrase of a text names, with country and sector, as a side of an event."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from transforms.actors.lexicon import INTERNATIONAL
from transforms.codebook.events import Codebook
from transforms.coreference import Referent, Referents
from transforms.coreference.people import load_people
from transforms.coreference.referent import matched
from transforms.language.phrases import noun_phrase, words
from transforms.mentions.grammar import CARRIERS, Grammar
from transforms.mentions.hits import Hit
from transforms.mentions.stage import Stage, country_name

Row = dict[str, Any]

ABSTRACT = frozenset({"justice"})
"""Nouns for somebody that in lower case and the singular mean a thing: "demanded justice"."""
UNKNOWN: Row = {"text": None, "span": None, "name": "unknown", "actor_id": None, "country": None, "sector": "UNK"}
TAKEN_UP = frozenset(
    {"side", "party", "country", "neighbour", "neighbor", "minister", "leader", "president", "foe", "rival"}
)
"""Of these the plural with "the" does so too."""
LANDS = frozenset({"country", "nation", "kingdom"})
MILITARY = frozenset(
    {"patrol", "position", "post", "unit", "base", "outpost", "garrison", "trench", "barracks", "barrack"}
)
FORCES = frozenset({"force", "troop", "unit"})
"""Armed people who, with "our" or "its", are an army's."""
JOINT = frozenset(
    {"side", "country", "party", "neighbour", "neighbor", "state", "nation", "government", "army", "capital",
     "republic", "minister", "leader", "president"}
)  # fmt: skip
"""Nouns that, as "both" or "the two", take up the parties at odds."""
PEOPLE = frozenset({"man", "woman", "child", "boy", "girl", "resident", "civilian", "villager", "family", "passer"})
BUILT = frozenset({"house", "home", "building", "infrastructure", "facility", "depot", "refinery", "warehouse", "vehicle", "boat",
                   "truck", "car", "bus", "hospital", "neighbourhood", "neighborhood", "centre", "center", "tank"})  # fmt: skip
"""Things that are hit and are nobody, unless the text says whose they are."""
WATERS = frozenset({"sea", "gulf", "strait", "straits", "bay", "ocean", "channel", "lake", "river"})
"""Heads of names that belong to no country by their words: the Sea of Japan."""
HOLDING = frozenset({"hold", "use", "control", "own", "run", "occupy", "operate", "man", "inhabit", "defend"})
"""Participles whose agent is at home in the thing that they describe: "villages held by the group"."""
SEVERAL = frozenset({"people", "person", "other", "hundred", "thousand", "dozen"})
"""Words for people of whom nothing is said: they belong to no country."""


class Cast:
    """The parties of one article, by head token."""

    def __init__(
        self,
        grammar: Grammar,
        referents: Referents,
        stage: Stage,
        hits: dict[int, Hit],
        codebook: Codebook,
        dates: Collection[int],
    ) -> None:
        """Take what was read; tokens of ``dates`` name nobody."""
        self.grammar = grammar
        self.document = grammar.document
        self.referents = referents
        self.stage = stage
        self.hits = hits
        self.dates = dates
        self._head_at: dict[tuple[int, int], int] = {}
        self._armed = codebook.classes["armed"]
        self.person = codebook.classes["person"]
        self.means = codebook.classes["means"] | codebook.classes["weapon"] | codebook.classes["vehicle"]
        self.human = self.person | self._armed | load_people().groups
        named = [(t, e.label) for e in self.document.entities for t in range(e.first, e.last)]
        self._located = {token for token, label in named if label == "LOC"}
        self.entities = {token for token, label in named if label in ("PER", "ORG")}
        self._money = codebook.classes["money"] - {"million", "billion"}
        self._places = codebook.classes["territory"] | codebook.classes["place"] | BUILT

    def rows(self, tokens: Iterable[int], fights: bool, *, hurts: bool = False, direct: bool = False) -> list[Row]:
        """Return a row a party, none twice; tokens that name no party are passed over.

        ``fights``: a state takes part with its forces; ``hurts``: only people can be meant, so that any noun names some;
        ``direct``: the party itself must be named, not a thing of its own.
        """
        found: dict[tuple[str | None, str | None], Row] = {}
        for token in tokens:
            if token in self.dates:
                continue
            parties = self._party(token, fights, direct)
            if not parties and hurts and self._may_be_people(token):
                parties = [self._somebody(token)]
            for row in parties:
                found.setdefault((row["name"], row["country"]), row)
        return list(found.values())

    def head_of(self, row: Row) -> int | None:
        """Return the head token of the phrase that a row stands for, None for a party that no words name."""
        span = row["span"]
        return self._head_at.get((span["start"], span["end"])) if span is not None else None

    def _span(self, token: int, first: int, last: int) -> dict[str, int]:
        """Return the characters of a phrase, and remember which token heads it."""
        span = {"start": self.document.start[first], "end": self.document.end[last - 1]}
        self._head_at[span["start"], span["end"]] = token
        return span

    def country(self, code: str, fights: bool) -> Row:
        """Return a state as a party that no words of its own name: its forces where there is fighting, else its government."""
        sector = "IGO" if code in INTERNATIONAL else "MIL" if fights else "GOV"
        actor_id = None if code in INTERNATIONAL else code.lower()
        named = {"name": country_name(code), "actor_id": actor_id, "country": code, "sector": sector}
        return {"text": None, "span": None, **named}

    def rivals(self, fights: bool) -> list[Row]:
        """Return the two parties at odds in the article, which no words of their own name: bodies of one state, or states."""
        if not self.stage.opposed:
            return [self.country(code, fights) for code in self.stage.rivals]
        return [
            {"text": None, "span": None, "name": body.name, "actor_id": body.actor_id, "country": body.country[0]}
            | {"sector": body.sector or "GOV"}
            for body in self.stage.opposed
        ]

    def speaker(self, statement: Row) -> Row:
        """Return the speaker of a statement as a party."""
        country = statement["speaker_country"][0] if statement["speaker_country"] else None
        match = self.referents.parties.find(statement["speaker_text"]) if statement["speaker_text"] else None
        sector = match.actor.sector if match is not None else None
        return {
            "text": statement["speaker_text"],
            "span": statement["speaker_span"],
            "name": statement["speaker_name"] or statement["speaker_text"] or "unnamed source",
            "actor_id": statement["speaker_actor_id"],
            "country": country,
            "sector": sector or ("GOV" if country else "UNK"),
        }

    def numbered(self, tokens: Iterable[int]) -> list[Row]:
        """Return civilians for those of the tokens that only count people: "46 of them"."""
        return [self._somebody(token) for token in tokens if self.document.upos[token] == "NUM"]

    def demonyms(self, noun: int) -> list[int]:
        """Return modifiers of a noun that name countries: in "Armenian-Azerbaijani clashes" both."""
        known = self.referents.parties.country_at
        return [
            token
            for child in self.grammar.children(noun, "amod", "compound", "nmod:desc")
            for token in (*self.document.children[child], child)
            if token in known and token < noun
        ]

    def _party(self, token: int, fights: bool, direct: bool) -> list[Row]:
        """Return the party, or the several, that a noun phrase names; nothing for a thing of nobody."""
        document = self.document
        lemma = document.lemma[token].lower()
        if lemma in ABSTRACT and document.form(token) == lemma:
            return []
        if document.upos[token] == "NUM" or lemma in CARRIERS:
            carried = [t for t in self.grammar.children(token, "nmod") if self.grammar.case(t) == "of"]
            if found := self.rows(carried, fights):
                return found
        hit = self.hits.get(token)
        if hit is not None and hit.trigger.type is not None and lemma not in self.human:
            roles = self.grammar.roles(token)
            return [] if direct else self.rows([*roles.agents, *self.demonyms(token)], fights)
        if lemma in WATERS:
            return []
        referent = self._resolve(token)
        if token in self._located and referent is not None and referent.actor_id is None and not self._is_body(token):
            return []
        if referent is None or (direct and document.upos[token] == "NOUN" and lemma not in self.human):
            return []
        first, last = noun_phrase(document, token)
        text = words(document, first, last)
        base = {"text": text, "span": self._span(token, first, last)}
        sector = referent.sector or self._sector(token, text, lemma)
        if document.upos[token] == "NOUN" and not referent.country and not self._heads_party(token, lemma, sector):
            sector = None
        if referent.how == "group" or (not referent.country and self._is_joint(token, lemma)):
            named = [self.country(code, fights) for code in referent.country]
            return [row | base for row in self.rivals(fights) or named]
        codes = self._several(token, lemma) or referent.country
        if len(codes) > 1:
            rows = [self.country(code, fights) | base for code in codes]
            return [row | {"sector": sector or row["sector"]} for row in rows]
        if not referent.country and not sector and not self._is_human(token, lemma, referent):
            return self.rows([*self.grammar.children(token, "nmod:poss"), *self._holders(token)], fights)
        code = self._owner_code(token, first, last) or (codes[0] if codes else None)
        bare = _bare(document.form(first), text)
        if self.grammar.has(token, frozenset({"ethnic"}), "amod") is not None:  # "ethnic Serbs" are of where they live
            return [base | {"name": bare, "actor_id": None, "country": None, "sector": "CVL"}]
        if code and referent.actor_id == code.lower():
            row = self.country(code, fights)
            if self.grammar.children(token, "nummod"):  # "two Palestinians"
                return [row | base | {"name": bare, "actor_id": None, "sector": "CVL"}]
            if document.upos[token] != "NOUN" or lemma not in self.human or referent.how in ("side", "group"):
                return [row | base]
            return [row | base | {"name": bare, "actor_id": None, "sector": sector or row["sector"]}]
        is_plain = referent.actor_id is None and document.upos[token] == "NOUN" and referent.how != "apposition"
        name = bare if is_plain or not referent.name else referent.name
        return [base | {"name": name, "actor_id": referent.actor_id, "country": code, "sector": sector or "UNK"}]

    def _heads_party(self, token: int, lemma: str, sector: str | None) -> bool:
        """Whether a noun itself names people, and not only what it has to do with: no "misuse of social media", no village."""
        if self._is_place(token, lemma) and sector == "CVL":
            return False
        form = self.document.form(token).lower()
        return lemma in self.human or lemma in MILITARY or any(self.referents.parties.find(w) for w in (form, lemma))

    def _holders(self, token: int) -> list[int]:
        """Return who is said to hold or use a thing."""
        grammar, lemma = self.grammar, self.document.lemma
        return [
            t
            for verb in grammar.children(token, "acl")
            if lemma[verb] in HOLDING
            for t in grammar.roles(verb).agents
            if t != token
        ]

    def _resolve(self, token: int) -> Referent | None:
        """Return whom a phrase means, by its apposition where its own words do not tell: "the mission KFOR"."""
        referent = self.referents.resolve(token)
        if referent is not None and not referent.country and not referent.actor_id:
            for child in self.grammar.children(token, "appos"):
                other = self.referents.resolve(child)
                if other is not None and (other.country or other.actor_id):
                    return other
            return self._land(token) or referent
        return referent

    def _is_body(self, token: int) -> bool:
        """Whether an apposition tells that what a reader takes for a place is a body: "Metro Center, a watchdog"."""
        return any(self.document.lemma[child] in self.human for child in self.grammar.children(token, "appos"))

    def _land(self, token: int) -> Referent | None:
        """Return the state named last, within a sentence, that "the country" takes up: no subject of the same verb."""
        document, parties = self.document, self.referents.parties
        lemma = document.lemma[token].lower()
        others = {document.lemma[c] for c in document.children[token] if document.deprel[c] != "case"}
        if lemma not in LANDS or others not in ({"the"}, {"this"}) or document.form(token).lower() != lemma:
            return None
        subjects = {c for c in document.children[document.head[token]] if document.deprel[c].startswith("nsubj")}
        code = self.referents.scene.last(token, document.sentence_of[token] - 1, subjects)
        state = parties.state(code) if code else None
        return matched(state) if state else None

    def _is_joint(self, token: int, lemma: str) -> bool:
        """Whether a noun takes up both parties at odds: "both sides", "the two neighbours"."""
        both = frozenset({"both", "two"})
        is_definite = self.grammar.has(token, frozenset({"the"}), "det") is not None and not self.demonyms(token)
        if lemma in TAKEN_UP and is_definite and self.document.form(token).lower() != lemma:
            return True
        return lemma in JOINT and self.grammar.has(token, both, "det", "nummod", "amod", "det:predet") is not None

    def _several(self, token: int, lemma: str) -> tuple[str, ...]:
        """Return the countries of a noun that takes several: "Indian and Pakistani troops", "leaders of India and Pakistan"."""
        document, known = self.document, self.referents.parties.country_at
        relations = ("nmod", "amod") if lemma == "counterpart" else ("amod", "compound")
        if document.form(token).lower() == lemma and lemma != "counterpart":
            return ()
        near = self.grammar.children(token, *relations)
        if lemma in self.human:
            near += [t for t in self.grammar.children(token, "nmod") if self.grammar.case(t) in ("of", "from")]
        near = [member for child in near for member in self.grammar.conjuncts(child)]
        codes = dict.fromkeys(known[member] for member in near if member in known)
        if len(codes) > 1 or (codes and lemma == "counterpart"):
            return tuple(codes)
        owners = self.grammar.children(token, "nmod:poss", "nmod")
        if any(self._is_joint(owner, document.lemma[owner].lower()) for owner in owners):
            return self.stage.rivals
        return ()

    def _sector(self, token: int, text: str, lemma: str) -> str | None:
        """Return the sector that the words of a phrase tell: soldiers, police, a party, people."""
        if self.document.upos[token] not in ("NOUN", "PROPN") or lemma in SEVERAL:
            return "CVL" if lemma in SEVERAL and not self._is_sum(token) else None
        for phrase in (text, lemma):
            match = self.referents.parties.find(phrase)
            if match is not None and match.actor.sector and match.how in ("role", "composed", "origin"):
                return match.actor.sector
        is_own = lemma in FORCES and any(
            self.document.upos[t] == "PRON" for t in self.grammar.children(token, "nmod:poss")
        )
        return (
            "MIL"
            if is_own or lemma in MILITARY
            else "CVL"
            if lemma in PEOPLE
            else "UAF"
            if lemma in self._armed
            else None
        )

    def _owner_code(self, token: int, first: int, last: int) -> str | None:
        """Return the country of whom a party belongs to, by a pronoun within the phrase: "its soldiers", "forces of his country".

        A country that the phrase itself names goes before.
        """
        known = self.referents.parties.country_at
        if any(inside in known for inside in range(first, last)):
            return None
        owners = [t for t in range(first, last) if self.document.deprel[t] == "nmod:poss"]
        owners += self.grammar.children(token, "nmod:poss")
        for owner in owners:
            referent = self.referents.resolve(owner) if self.document.upos[owner] in ("PRON", "PROPN") else None
            if referent is not None and len(referent.country) == 1:
                return referent.country[0]
        return None

    def _is_human(self, token: int, lemma: str, referent: Referent) -> bool:
        """Whether a phrase of no known country and sector can still take part: a person, a body of people."""
        if self.document.upos[token] == "PRON":
            return referent.name is not None
        if self._is_place(token, lemma):
            return False
        if lemma in self.human:
            return True
        is_body = token in self.entities or self._is_body(token)
        return referent.name is not None and (referent.kind in ("name", "title") or is_body)

    def _is_place(self, token: int, lemma: str) -> bool:
        """Whether a noun is where people are, and nobody: a village, a market."""
        return lemma in self._places and lemma not in MILITARY and self.document.upos[token] == "NOUN"

    def _may_be_people(self, token: int) -> bool:
        """Whether a number, or a noun of which nothing is known, can mean people: no happening, no place."""
        known = token in self.hits or self._is_place(token, self.document.lemma[token].lower())
        return self.document.upos[token] in ("NOUN", "NUM") and not known and not self._is_sum(token)

    def _is_sum(self, token: int) -> bool:
        """Whether a number counts money or shares: "R7.5bn", "hundreds of millions of dollars", "12%"."""
        document = self.document
        first, last = noun_phrase(document, token)
        return any(
            document.lemma[t].lower() in self._money or document.form(t).lower().endswith(("bn", "%", "percent"))
            for t in range(first, last)
        )

    def _somebody(self, token: int) -> Row:
        """Return a civilian by the words of the text."""
        first, last = noun_phrase(self.document, token)
        text = words(self.document, first, last)
        span = self._span(token, first, last)
        name, country = _bare(self.document.form(first), text), self._owner_code(token, first, last)
        return {"text": text, "span": span, "name": name, "actor_id": None, "country": country, "sector": "CVL"}


def _bare(first: str, text: str) -> str:
    """Return a phrase without its article."""
    return text[len(first) :].strip() if first.lower() in ("the", "a", "an") else text
