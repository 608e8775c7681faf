"""Who stands on which side of an event: actors and recipients as rows, sectors, direction, and parties only implied."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from transforms.actors import load_actors
from transforms.codebook.events import Codebook
from transforms.coreference import Referent, Referents
from transforms.mentions.grammar import CARRIERS, Grammar, Roles
from transforms.mentions.happenings import Happening
from transforms.mentions.hits import Hit
from transforms.people import load_people
from transforms.phrases import noun_phrase, words
from transforms.places import Gazetteer

Row = dict[str, Any]

RECIPIENT_BY = ("against", "on", "upon", "at", "towards", "toward", "to", "into", "with", "over", "about", "from")
"""Prepositions that bring whom an act is aimed at, likeliest first."""
FIGHTING = frozenset({"ASSAULT", "MOBILIZE", "RETREAT"})
TRUCE = frozenset({"concede.truce", "retreat.ceasefire"})
UNKNOWN: Row = {"text": None, "span": None, "name": "unknown", "actor_id": None, "country": None, "sector": "UNK"}
PERSONAL = frozenset({"assault.kill", "assault.die", "assault.assassinate", "coerce.arrest", "coerce.deport"})
JOINT = frozenset(
    {"side", "country", "party", "neighbour", "neighbor", "state", "nation", "government", "army", "force", "capital"}
)
PEOPLE = frozenset(
    {
        "hundred",
        "thousand",
        "dozen",
        "people",
        "person",
        "man",
        "woman",
        "child",
        "boy",
        "girl",
        "resident",
        "civilian",
        "villager",
    }
)
STATE = frozenset({"MIL", "GOV", "COP", "JUD", "LEG", "SPY", "OPP"})
"""Sectors that belong to a state: without its name they are those of the country at hand."""
LOCAL = STATE | {"CVL", "MED", "EDU", "JRN", "REL", "LAB"}


@dataclass(slots=True)
class Sides:
    """Rows of both sides, their direction, and how surely they are known (0 to 1)."""

    actors: list[Row] = field(default_factory=list)
    recipients: list[Row] = field(default_factory=list)
    direction: str = "directed"
    confidence: float = 0.5
    agents: list[int] = field(default_factory=list)
    patients: list[int] = field(default_factory=list)


class Cast:
    """The parties of one article, by token."""

    def __init__(
        self,
        grammar: Grammar,
        referents: Referents,
        hits: dict[int, Hit],
        codebook: Codebook,
        dates: Collection[int],
        gazetteer: Gazetteer,
    ) -> None:
        """Take what was read; nothing is resolved yet. Tokens of ``dates`` name nobody."""
        self._dates = dates
        self._gazetteer = gazetteer
        self.known = [code for code, _ in Counter(referents.parties.country_at.values()).most_common()]
        self.grammar = grammar
        self.document = grammar.document
        self.referents = referents
        self.hits = hits
        self._armed = codebook.classes["armed"]
        self._person = codebook.classes["person"]
        self._human = codebook.classes["person"] | codebook.classes["armed"] | load_people().groups
        self._places = codebook.classes["territory"] | codebook.classes["place"]
        self._names = load_actors().facts.countries
        self._rivals: list[str] | None = None

    def speaker(self, statement: Row) -> Row:
        """Return the speaker of a statement as a party."""
        country = statement["speaker_country"][0] if statement["speaker_country"] else None
        match = self.referents.parties.find(statement["speaker_text"]) if statement["speaker_text"] else None
        sector = match.actor.sector if match is not None else None
        return {
            "text": statement["speaker_text"],
            "span": statement["speaker_span"],
            "name": statement["speaker_name"] or statement["speaker_text"],
            "actor_id": statement["speaker_actor_id"],
            "country": country,
            "sector": sector or ("GOV" if country else "UNK"),
        }

    def sides(self, happening: Happening, statement: Row | None) -> Sides:
        """Return both sides of a happening as the grammar gives them, the implied ones where it gives none.

        Who tells it in a ``statement`` stands outside its words, whatever the tree says of a clause put before "he said".
        """
        agents, patients, others = self._tokens(happening)
        if self.document.deprel[happening.clause] not in ("xcomp", "advcl"):
            agents, patients, others = (
                [token for token in tokens if not self._tells(token, statement)]
                for tokens in (agents, patients, others)
            )
        sides = Sides(agents=agents, patients=patients)
        frame = happening.frame
        if frame == "mutual":
            agents, patients = [*agents, *patients, *others], []
        fights = _fights(happening)
        sides.actors = self.rows(agents, fights)
        if not sides.actors and statement is not None and any(self._is_open_pronoun(token) for token in agents):
            sides.actors = [self.speaker(statement)]
        sides.recipients = self.rows(patients, fights, self._hurts(happening)) or (
            self._residents(patients) if fights else []
        )
        if frame in ("act", "visit", "none") and not sides.recipients:
            sides.recipients = self.rows(others, fights) or (self._residents(others) if fights else [])
        if frame in ("undergo", "host"):
            sides.actors, sides.recipients = sides.recipients or self.rows(others, fights), sides.actors
        self._direct(sides, happening, agents + patients + others)
        return sides

    def _tells(self, token: int, statement: Row | None) -> bool:
        """Whether a token belongs to the speaker of the statement that an event is told in."""
        span = statement["speaker_span"] if statement else None
        return span is not None and span["start"] <= self.document.start[token] < span["end"]

    def _is_open_pronoun(self, token: int) -> bool:
        """Whether a pronoun stands for somebody whom its surroundings leave open; told by a speaker, it is the speaker."""
        if self.document.upos[token] != "PRON":
            return False
        referent = self.referents.resolve(token)
        return referent is None or referent.name is None

    def _residents(self, tokens: Iterable[int]) -> list[Row]:
        """Return the countries of places that are aimed at: "fired in the direction of Lachin"."""
        codes: dict[str, Row] = {}
        for token in tokens:
            if self.document.upos[token] == "PROPN" and token not in self._dates:
                place = self._gazetteer.resolve(self.document.form(token), self.rivals() or self.known[:4])
                if len(place.countries) == 1 and place.precision != "name_only":
                    codes.setdefault(
                        place.countries[0], {"text": None, "span": None} | self._country(place.countries[0], True)
                    )
        return list(codes.values())

    def settle(self, sides: Sides, place: Sequence[str]) -> None:
        """Give forces, officials and civilians of no named country that of the place, or of the article's one country."""
        for row in sides.recipients:
            if row["country"] is None and row["sector"] in LOCAL and len(place) == 1:
                row["country"] = place[0]
        for row in (*sides.actors, *sides.recipients):
            if row["country"] is None and row["sector"] in STATE:
                row["country"] = place[0] if len(place) == 1 else self.home()

    def home(self) -> str | None:
        """Return the country that the article is about, where it is one: named twice as often as any other."""
        ranked = Counter(self.referents.parties.country_at.values()).most_common(2)
        if not ranked or (len(ranked) > 1 and ranked[0][1] < 2 * ranked[1][1]):
            return None
        return ranked[0][0]

    def _tokens(self, happening: Happening) -> tuple[list[int], list[int], list[int]]:
        """Return tokens of agents, of patients, and of complements that may be recipients, in that order of trust."""
        grammar, trigger = self.grammar, happening.hit.trigger
        agents: list[int] = []
        patients: list[int] = []
        others: list[int] = []
        own = {t for t in happening.tokens if self.document.lemma[t].lower() not in self._person} | {
            happening.head,
            *(operator.head for operator in happening.operators),
        }
        nodes: list[tuple[int, bool]] = []
        step: Happening | None = happening
        while step is not None:
            nodes += [(step.clause, True), (step.head, step.clause == step.head)]
            step = step.inner
        allowed = (*trigger.to, *RECIPIENT_BY)
        for depth, (node, is_outer) in enumerate(dict.fromkeys(nodes)):
            roles = grammar.roles(node)
            is_noun = self.document.upos[node] in ("NOUN", "PROPN")
            if is_noun:
                self._add_noun(roles, node, trigger.of, agents, patients)
            elif depth == 0 or not agents:
                agents += [t for t in roles.agents if t not in own]
            if not is_noun and (is_outer or depth == 0):
                patients += [t for t in roles.patients if t not in own and t not in self.hits]
            others += [
                t
                for case in dict.fromkeys(allowed)
                for t in roles.by_case.get(case, ())
                if t not in own and t not in self.hits
            ]
            between = roles.by_case.get("between", []) + roles.by_case.get("among", [])
            if between:
                agents += between
                happening.frame = "mutual"
        for harm in happening.harms if happening.frame != "mutual" else ():
            patients += [t for t in self._victims(harm) if t not in patients]
        return _unique(agents), _unique(patients), _unique(others)

    def _add_noun(self, roles: Roles, noun: int, of: str, agents: list[int], patients: list[int]) -> None:
        """Read the sides beside a noun: "the shelling of Sotk by Azerbaijan", "Azerbaijani aggression"."""
        agents += [t for t in roles.agents if t not in agents]
        agents += [t for t in self.demonyms(noun) if t not in agents]
        target = agents if of == "actor" and not roles.agents else patients
        target += [t for t in roles.by_case.get("of", ()) if t not in self.hits]

    def _victims(self, harm: int) -> list[int]:
        """Return whom a word of harm names: the object of killing, the subject of dying."""
        roles = self.grammar.roles(harm)
        return roles.agents if self.hits[harm].trigger.frame == "undergo" else roles.patients

    def demonyms(self, noun: int) -> list[int]:
        """Return modifiers of a noun that name countries: in "Armenian-Azerbaijani clashes" both."""
        found = []
        known = self.referents.parties.country_at
        for child in self.grammar.children(noun, "amod", "compound", "nmod:desc"):
            found += [token for token in (*self.document.children[child], child) if token in known and token < noun]
        return found

    def _abroad(self, noun: int) -> list[str]:
        """Return the countries that counterparts are of: "his counterparts in Turkey and Iran", "her Polish counterpart"."""
        known = self.referents.parties.country_at
        near = [m for c in self.grammar.children(noun, "nmod", "amod") for m in self.grammar.conjuncts(c)]
        return [known[token] for token in near if token in known]

    def _resolve(self, token: int) -> Referent | None:
        """Return whom a phrase means, by its apposition where its own words do not tell: "the mission KFOR"."""
        referent = self.referents.resolve(token)
        if referent is not None and not referent.country and not referent.actor_id:
            for child in self.grammar.children(token, "appos"):
                other = self.referents.resolve(child)
                if other is not None and (other.country or other.actor_id):
                    return other
        return referent

    def _adjectives(self, noun: int) -> list[str]:
        """Return the countries of a plural that takes several: "Indian and Pakistani troops"."""
        known = self.referents.parties.country_at
        found = [
            known[token]
            for child in self.grammar.children(noun, "amod", "compound")
            for token in self.grammar.conjuncts(child)
            if token in known
        ]
        return found if len(set(found)) > 1 else []

    def _hurts(self, happening: Happening) -> bool:
        """Whether only people can be whom it is done to: killing, arresting, freeing."""
        trigger = happening.hit.trigger
        return trigger.id in PERSONAL or bool({"person", "captive"} & trigger.object) or bool(happening.harms)

    def rows(self, tokens: Iterable[int], fights: bool, hurts: bool = False) -> list[Row]:
        """Return a row a party, none twice; tokens that name no party are passed over.

        Where the event ``hurts`` people, a noun that nobody knows names people too.
        """
        found: dict[tuple[str | None, str | None], Row] = {}
        for token in tokens:
            if token in self._dates:
                continue
            parties = self._party(token, fights)
            if not parties and hurts and self.document.upos[token] == "NOUN" and token not in self.hits:
                parties = [self._somebody(token)]
            for row in parties:
                found.setdefault((row["name"], row["country"]), row)
        return list(found.values())

    def _party(self, token: int, fights: bool) -> list[Row]:
        """Return the party, or the several, that a noun phrase names; nothing for a thing."""
        document = self.document
        lemma = document.lemma[token].lower()
        if document.upos[token] == "NUM" or lemma in CARRIERS:
            carried = [t for t in self.grammar.children(token, "nmod") if self.grammar.case(t) == "of"]
            if carried:
                return self.rows(carried, fights)
        hit = self.hits.get(token)
        if hit is not None and hit.trigger.type is not None:
            roles = self.grammar.roles(token)
            return self.rows([*roles.agents, *self.demonyms(token)], fights)
        referent = self._resolve(token)
        if referent is None:
            return []
        first, last = noun_phrase(document, token)
        text = words(document, first, last)
        base = {"text": text, "span": {"start": document.start[first], "end": document.end[last - 1]}}
        is_joint = (
            lemma in JOINT and self.grammar.has(token, frozenset({"both", "two"}), "det", "nummod", "amod") is not None
        )
        if (referent.how == "group" or (is_joint and not referent.country)) and len(self.rivals()) == 2:
            return [base | self._country(code, fights) for code in self.rivals()]
        codes = referent.country
        if document.form(token).lower() != lemma:
            codes = tuple(self._adjectives(token)) or codes
        if lemma == "counterpart":
            codes = tuple(self._abroad(token)) or codes
        if len(codes) > 1:
            sector = self._sector(token, text, lemma)
            rows = [base | self._country(code, fights) for code in codes]
            return [row | {"sector": sector or row["sector"]} for row in rows]
        sector = referent.sector or self._sector(token, text, lemma)
        if not referent.country and not sector and not self._is_human(token, lemma, referent):
            return self._owner(token, fights)
        country = referent.country[0] if referent.country else self._owner_country(token)
        is_generic = referent.actor_id is None and document.upos[token] == "NOUN" and referent.how != "apposition"
        name = _bare(document.form(first), text) if is_generic or not referent.name else referent.name
        if country and referent.actor_id == country.lower():
            is_country = (
                document.upos[token] in ("PROPN", "PRON", "ADJ")
                or referent.how in ("side", "group", "pronoun", "metonym")
                or lemma not in self._human
            )
            row = self._country(country, fights)
            if not is_country:
                row |= {"sector": sector or row["sector"]}
                if sector:
                    row |= {"name": _bare(document.form(first), text), "actor_id": None}
            return [base | row]
        return [base | {"name": name, "actor_id": referent.actor_id, "country": country, "sector": sector or "UNK"}]

    def _somebody(self, token: int) -> Row:
        """Return a civilian by the words of the text."""
        first, last = noun_phrase(self.document, token)
        text = words(self.document, first, last)
        span = {"start": self.document.start[first], "end": self.document.end[last - 1]}
        name = _bare(self.document.form(first), text)
        country = self._owner_country(token)
        return {"text": text, "span": span, "name": name, "actor_id": None, "country": country, "sector": "CVL"}

    def _is_human(self, token: int, lemma: str, referent: Referent) -> bool:
        """Whether a phrase of no known country and sector can still take part: a person, a body of people."""
        if self.document.upos[token] == "PRON":
            return referent.name is not None
        if lemma in self._places and self.document.upos[token] == "NOUN":
            return False
        return lemma in self._human or (referent.name is not None and referent.kind in ("name", "title"))

    def _owner(self, token: int, fights: bool) -> list[Row]:
        """Return the party a thing belongs to: "its positions", "the village of the Lezgins"."""
        return self.rows(self.grammar.children(token, "nmod:poss"), fights)

    def _owner_country(self, token: int) -> str | None:
        """Return the country of the possessor of a party: "its soldiers"."""
        for owner in self.grammar.children(token, "nmod:poss"):
            referent = self.referents.resolve(owner)
            if referent is not None and len(referent.country) == 1:
                return referent.country[0]
        return None

    def _sector(self, token: int, text: str, lemma: str) -> str | None:
        """Return the sector that the words of a phrase tell: soldiers, police, a party, people."""
        if self.document.upos[token] not in ("NOUN", "PROPN"):
            return None
        for phrase in (text, lemma):
            match = self.referents.parties.find(phrase)
            if match is not None and match.actor.sector and match.how in ("role", "composed", "origin"):
                return match.actor.sector
        return "CVL" if lemma in PEOPLE else "UAF" if lemma in self._armed else None

    def _country(self, code: str, fights: bool) -> Row:
        """Return a state as a party: its armed forces where there is fighting, else its government."""
        known = self._names.get(code)
        sector = ("MIL" if fights else "GOV") if known else "IGO"
        name = known.name if known else code
        return {"name": name, "actor_id": code.lower() if known else None, "country": code, "sector": sector}

    def _direct(self, sides: Sides, happening: Happening, tokens: Sequence[int]) -> None:
        """Set direction and confidence; bring in the parties that only the article as a whole names."""
        fights = _fights(happening)
        is_mutual = happening.frame == "mutual"
        is_reciprocal = any(map(self._is_reciprocal, tokens))
        codes = [{row["country"] for row in side} for side in (sides.actors, sides.recipients)]
        names = {row["name"] for row in sides.actors}
        if not is_reciprocal and len(codes[0]) < 2:
            sides.recipients = [row for row in sides.recipients if row["name"] not in names]
        if is_reciprocal or (len(codes[0]) > 1 and codes[0] == codes[1]):
            sides.recipients, is_mutual = [], True
        if is_mutual and fights and not sides.actors and happening.harms:
            victims = self.rows([t for harm in happening.harms for t in self._victims(harm)], fights)
            is_mutual = len(victims) != 1
            sides.actors, sides.recipients = (victims, []) if is_mutual else ([], victims)
        if is_mutual:
            sides.direction = "undirected" if happening.type == "ASSAULT" else "mutual"
            if fights and len({row["country"] for row in sides.actors}) < 2:
                self._imply(sides)
        if happening.type == "REQUEST" and not sides.recipients and happening.mode == "yield":
            actors = {row["country"] for row in sides.actors}
            if not actors & set(self.rivals()):
                sides.recipients = [self._implied(code, False) | {"sector": "MIL"} for code in self.rivals()]
        known = [row for row in (*sides.actors, *sides.recipients) if row["country"]]
        sides.confidence = min(0.95, 0.4 + 0.25 * bool(sides.actors) + 0.15 * len(known))
        if not sides.actors and sides.direction == "directed":
            sides.actors = [dict(UNKNOWN)]
            sides.confidence = 0.4

    def _is_reciprocal(self, token: int) -> bool:
        """Whether a phrase is "each other" or "one another"."""
        lemma = self.document.lemma
        pair = {lemma[token].lower(), *(lemma[child].lower() for child in self.document.children[token])}
        return bool(pair & {"other", "another"}) and bool(pair & {"each", "one"})

    def _imply(self, sides: Sides) -> None:
        """Complete the two sides of a fight from the parties at odds in the article."""
        codes = [row["country"] for row in sides.actors if row["country"]]
        rivals = self.rivals()
        home = self.home()
        if all(code in rivals for code in codes):
            sides.actors += [self._implied(code, True) for code in rivals if code not in codes]
        elif home is not None and len(codes) == 1 and home not in codes:
            sides.actors.append(self._implied(home, True))

    def _implied(self, code: str, fights: bool) -> Row:
        return {"text": None, "span": None} | self._country(code, fights)

    def rivals(self) -> list[str]:
        """Return the two countries at odds in the article: joined in a border, or set against each other most often."""
        if self._rivals is None:
            self._rivals = self._find_rivals()
        return self._rivals

    def _find_rivals(self) -> list[str]:
        known = self.referents.parties.country_at
        tokens = sorted(known)
        pairs: Counter[tuple[str, ...]] = Counter()
        for token, following in pairwise(tokens):
            between = self.document.text[self.document.end[token] : self.document.start[following]].strip().lower()
            is_states = known[token] in self._names and known[following] in self._names
            if is_states and known[token] != known[following] and between in ("-", "–", "—", "and", "/"):
                pairs[tuple(sorted((known[token], known[following])))] += 1
        for head, hit in self.hits.items():
            if hit.trigger.type in ("ASSAULT", "ACCUSE"):
                roles = self.grammar.roles(head)
                sides = [self._codes(roles.agents), self._codes([*roles.patients, *roles.by_case.get("on", ())])]
                for one in sides[0]:
                    for other in sides[1]:
                        if one != other:
                            pairs[tuple(sorted((one, other)))] += 2
        return list(pairs.most_common(1)[0][0]) if pairs else []

    def _codes(self, tokens: Iterable[int]) -> set[str]:
        return {code for token in tokens if (referent := self.referents.resolve(token)) for code in referent.country}


def _fights(happening: Happening) -> bool:
    """Whether a state takes part with its armed forces."""
    return (
        happening.type in FIGHTING and happening.mode not in ("police", "release", "resign", "access")
    ) or happening.hit.trigger.id in TRUCE


def _bare(first: str, text: str) -> str:
    """Return a phrase without its article."""
    return text[len(first) :].strip() if first.lower() in ("the", "a", "an") else text


def _unique(tokens: Iterable[int]) -> list[int]:
    return list(dict.fromkeys(tokens))
