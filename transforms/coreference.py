"""Whom a phrase of an article means: names and their short forms, pronouns, offices, sides, capitals that speak.

The parties that the article names come first (`transforms.parties`); any other phrase is resolved against those named before
it. What the surroundings leave open stays so: ``name`` is None and ``how`` says "unresolved".
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import NamedTuple

from transforms.actors import ActorDictionary, Match
from transforms.language.document import ROOT, Document
from transforms.parties import Parties, Party, has_determiner
from transforms.people import load_people
from transforms.phrases import coordinated, noun_phrase, words
from transforms.quotes import find_quotations

FIRST_PERSON = frozenset({"i", "we", "me", "us", "my", "our", "myself", "ourselves", "mine", "ours"})
GENDER_OF_PRONOUN = {
    **dict.fromkeys(("he", "him", "his", "himself"), "male"),
    **dict.fromkeys(("she", "her", "hers", "herself"), "female"),
    **dict.fromkeys(("it", "its", "itself"), "body"),
    **dict.fromkeys(("they", "them", "their", "theirs", "themselves"), "several"),
}
RECIPROCAL = frozenset({"each", "one", "other", "another"})
RELATIVE = frozenset({"who", "which", "that", "whom", "whose"})
SALIENCE = {"nsubj": 1.0, "nsubj:pass": 0.9, "obl:agent": 0.8, "root": 0.7, "obj": 0.55, "iobj": 0.55, "obl": 0.45}
"""Subjects are taken up before objects, these before the rest (`OTHER`), as centring theory has it."""
OTHER = 0.35
FADE = 0.55
"""Share of its salience that a mention keeps per sentence of distance."""
REACH = 4
"""Sentences back within which a pronoun is resolved; further back a reader has lost the thread too."""
NAMELESS = 0.7
"""Share of salience of a party that has no name: it was hardly introduced to be taken up."""
AGAIN = 0.15
"""Share of a mention's salience that adds to that of another mention of the same party."""
IN_QUOTE = 0.3
"""Share of salience that a party named by somebody else's words keeps outside them."""
STATE = frozenset({"GOV", "MIL", "COP", "LEG", "JUD", "SPY"})
"""Sectors of which every state has the like, so that "the army" is some state's."""
CONTEXT = 0.5
"""Confidence in a country that only the rest of the article suggests."""
NAMED = 0.8
"""Confidence in a name that only the article knows."""
KINDS = {"person": "name", "country": "name", "territory": "name", "office": "title"}
"""Speaker kind by kind of actor; the rest are organisations."""
KEEP = 0.9
"""Share of its weight that a country named keeps a sentence, where "the two sides" are looked for."""
FAINT = 0.1
"""Salience below which a pronoun more likely means nobody named: "they say"."""
RIVAL = 0.9
"""A second party with this share of the best one's salience leaves a pronoun open."""


@dataclass(frozen=True, slots=True)
class Referent:
    """Whom a phrase means; ``kind`` and ``how`` are codes (`SPEAKER_KINDS`, `SPEAKER_RESOLUTIONS`), confidence in [0, 1]."""

    name: str | None
    kind: str
    how: str
    confidence: float
    actor_id: str | None = None
    country: tuple[str, ...] = ()
    sector: str | None = None
    role: str | None = None
    affiliation: str | None = None


class Mention(NamedTuple):
    """A party where the text names or takes it up: head token, sentence, quotation (None outside all), salience there."""

    token: int
    party: Party
    sentence: int
    quotation: int | None
    salience: float


class Referents:
    """Whom each noun phrase of one document means; built once an article, asked by head token."""

    def __init__(self, document: Document, actors: ActorDictionary, published: date | None) -> None:
        """Gather the parties that ``document`` names; ``published`` decides who held an office."""
        self.document = document
        self.parties = Parties(document, actors, published)
        self.quotations = find_quotations(document)
        self._starts = [quotation.start for quotation in self.quotations]
        self._people = load_people()
        self._resolved: dict[int, Referent | None] = {}
        self._said_by: dict[int, Referent] = {}
        self._seen: list[Mention] = []
        self._antecedent: dict[int, tuple[Party, float]] = {}
        self._follow()

    def resolve(self, head: int) -> Referent | None:
        """Return whom the noun phrase headed by token ``head`` means; None where the token heads no noun phrase.

        Of coordinated phrases this is the first alone; `joint` is all of them.
        """
        if head not in self._resolved:
            self._resolved[head] = None  # what leads back to itself stays open
            self._resolved[head] = self._resolve(head)
        return self._resolved[head]

    def joint(self, head: int) -> Referent | None:
        """Return whom a phrase and those coordinated with it mean together ("Armenia and Azerbaijan")."""
        found = [referent for member in coordinated(self.document, head) if (referent := self.resolve(member))]
        return found[0] if len(found) == 1 else together(found)

    def speaks(self, start: int, end: int, speaker: Referent) -> None:
        """Note whose words the quotations that begin in characters ``[start, end)`` are: whom "I" and "we" mean there."""
        for number in range(bisect_left(self._starts, start), bisect_left(self._starts, end)):
            self._said_by[number] = speaker
        for token, referent in list(self._resolved.items()):
            if referent is not None and referent.name is None and start <= self.document.start[token] < end:
                del self._resolved[token]

    def quotation_at(self, token: int) -> int | None:
        """Return the number of the quotation that the token stands in, None outside all."""
        place = self.document.start[token]
        number = bisect_right(self._starts, place) - 1
        return number if number >= 0 and place < self.quotations[number].end else None

    @cached_property
    def persons(self) -> frozenset[int]:
        """Head tokens of the persons named."""
        return frozenset(head for head, party in self.parties.of.items() if party.is_person)

    def _resolve(self, head: int) -> Referent | None:
        document = self.document
        lemma = document.lemma[head].lower()
        named = self._in_apposition(head)
        if named is not None:
            return replace(self._of(named), how="apposition")
        party = self.parties.of.get(head)
        if party is not None and not party.is_described and not self._is_description(head):
            return self._named(head)
        if document.upos[head] == "PRON" or lemma in GENDER_OF_PRONOUN or lemma in FIRST_PERSON:
            return self._pronoun(head, document.form(head).lower())
        if lemma in RECIPROCAL and any(
            document.lemma[child] in RECIPROCAL | {"the"} for child in document.children[head]
        ):
            return self._each_other(head)
        if document.upos[head] in ("NOUN", "PROPN", "ADJ", "NUM", "DET", "X", "SYM"):
            return self._described(head, lemma)
        return None

    def _named(self, head: int) -> Referent:
        party = self.parties.of[head]
        first = party.mentions[0] == head
        referent = self._of(party)
        if self.document.deprel[head] == "appos":
            return replace(referent, how="apposition")
        if referent.kind == "name" and not first and " " in party.name:
            return replace(referent, how="surname")
        return referent

    def _in_apposition(self, head: int) -> Party | None:
        """Return the person whose name follows a title or description: "the president of the court, Ana Ruiz"."""
        party = self.parties.of.get(head)
        if party is not None and party.is_person and not party.is_described:
            return party if self._is_description(head) and party.mentions[0] > head else None
        for child in self.document.children[head]:
            named = self.parties.of.get(child)
            if self.document.deprel[child] in ("appos", "flat") and named is not None and named.is_person:
                return None if named.is_described else named
        return None

    def _is_description(self, head: int) -> bool:
        """Whether the token is a common noun: "the minister" for one who has a name elsewhere."""
        return self.document.upos[head] == "NOUN" or self.document.lemma[head].lower() in self._people.gender_of_noun

    def _of(self, party: Party) -> Referent:
        """Return what is known of a party, as at its plainest naming."""
        if party.is_described:
            return self.resolve(party.mentions[0]) or _open("unnamed")
        if party.match is None:
            kind = "name" if party.is_person or party.gender is None else "organisation"
            country = party.country or self._employer(party)
            return Referent(party.name, kind, "named", NAMED, None, country, None, party.role, party.affiliation)
        referent = _matched(party.match)
        return replace(
            referent,
            kind="name" if party.is_person else referent.kind,
            country=referent.country or party.country,
            role=referent.role or party.role,
            affiliation=referent.affiliation or party.affiliation,
        )

    def _employer(self, party: Party) -> tuple[str, ...]:
        """Return the country of the body that a person's description names: "the agency's director", "army spokesman"."""
        document = self.document
        for description in party.descriptions:
            for child in document.children[description]:
                body = self.parties.of.get(child)
                if body is None or body.is_person or document.deprel[child] not in ("nmod:poss", "nmod", "compound"):
                    continue
                referent = self.resolve(child)
                if referent is not None and len(referent.country) == 1 and referent.confidence > CONTEXT:
                    return referent.country
        return ()

    def _pronoun(self, head: int, form: str) -> Referent:
        if form in FIRST_PERSON:
            number = self.quotation_at(head)
            speaker = self._said_by.get(number) if number is not None else None
            return replace(speaker, kind="pronoun", how="pronoun") if speaker else _open("pronoun")
        if form in RELATIVE:
            return self._relative(head)
        gender = GENDER_OF_PRONOUN.get(form)
        if gender is None:
            return _open("pronoun")
        if gender == "several":
            group = self._group(head, persons=False)
            if group is not None:
                return replace(group, kind="pronoun", how="pronoun")
        if head not in self._antecedent:
            return _open("pronoun")
        party, confidence = self._antecedent[head]
        referent = self._of(party)
        return replace(referent, kind="pronoun", how="pronoun", confidence=confidence * referent.confidence)

    def _relative(self, head: int) -> Referent:
        """Return whom the noun phrase means that the relative clause of ``head`` describes."""
        document = self.document
        clause = document.head[head]
        while clause != ROOT and document.deprel[clause] != "acl:relcl":
            clause = document.head[clause]
        antecedent = self.resolve(document.head[clause]) if clause != ROOT else None
        return replace(antecedent, kind="pronoun", how="pronoun") if antecedent else _open("pronoun")

    def _follow(self) -> None:
        """Resolve the pronouns of the third person in order, so that each can take up the ones before it."""
        document, parties = self.document, self.parties
        for token, upos in enumerate(document.upos):
            party = parties.of.get(token)
            if party is None and upos == "PRON" and document.deprel[token] != "expl":
                gender = GENDER_OF_PRONOUN.get(document.form(token).lower())
                found = self._salient(token, gender) if gender else None
                if found is not None:
                    party = found[0]
                    self._antecedent[token] = found
                    if party.gender in (None, "either") and gender in ("male", "female"):
                        party.gender = gender
            if party is not None:
                salience = SALIENCE.get(self._function(token), OTHER) * (NAMELESS if party.is_described else 1.0)
                self._seen.append(
                    Mention(token, party, document.sentence_of[token], self.quotation_at(token), salience)
                )

    def _salient(self, head: int, gender: str) -> tuple[Party, float] | None:
        """Return the party seen before ``head`` that a pronoun of that gender most likely takes up, and how surely."""
        sentence = self.document.sentence_of[head]
        quotation = self.quotation_at(head)
        avoided = self._avoided(head)
        scores: dict[Party, float] = {}
        for mention in reversed(self._seen):
            distance = sentence - mention.sentence
            if distance > REACH:
                break
            party = mention.party
            fit = _fit(gender, party)
            if not fit or any(first <= mention.token < last for first, last in avoided):
                continue
            weight = mention.salience * FADE**distance * fit
            if mention.quotation is not None and mention.quotation != quotation:
                weight *= IN_QUOTE
            known = scores.get(party)
            scores[party] = weight if known is None else max(known, weight) + AGAIN * min(known, weight)
        if not scores:
            return None
        best, *others = sorted(scores.items(), key=lambda item: -item[1])
        rival = others[0][1] if others else 0.0
        if rival > RIVAL * best[1] or best[1] < FAINT:
            return None
        return best[0], 1 - 0.5 * rival / best[1]

    def _avoided(self, head: int) -> list[tuple[int, int]]:
        """Token ranges that a pronoun cannot refer into: other arguments of its verb, and what its subject says."""
        document = self.document
        verb = document.head[head]
        if verb == ROOT or document.deprel[head] == "nmod:poss":
            return []
        if document.deprel[head] not in ("nsubj", "nsubj:pass"):
            return [
                (child, child + 1)
                for child in document.children[verb]
                if document.deprel[child] in ("nsubj", "obj", "iobj")
            ]
        content = [document.extents[child] for child in document.children[verb] if document.deprel[child] == "ccomp"]
        if document.deprel[verb] == "parataxis" and document.head[verb] < head:
            content.append(document.extents[document.head[verb]])
        return content

    def _function(self, mention: int) -> str:
        """Return the grammatical function of a mention; one in apposition or coordination has its governor's."""
        document = self.document
        while document.deprel[mention] in ("appos", "conj", "flat") and document.head[mention] != ROOT:
            mention = document.head[mention]
        return document.deprel[mention]

    def _described(self, head: int, lemma: str) -> Referent:
        """Resolve a phrase with a common noun: a group, an office or body named before, a body of some state, or nobody."""
        document, parties, people = self.document, self.parties, self._people
        first, last = noun_phrase(document, head)
        phrase = words(document, first, last)
        modifiers = {document.lemma[child].lower() for child in document.children[head]}
        country = parties.countries(first, last)
        group = None if country else self._joint_noun(head, lemma, modifiers)
        if group is not None:
            return group
        party = parties.of.get(head)
        if party is not None and not party.is_described:
            found = self._of(party)
            kind = "title" if found.kind == "name" else found.kind
            return replace(found, kind=kind, how="title", confidence=0.7 * found.confidence)
        match = parties.find(phrase)
        if match is not None and match.actor.country is not None:
            return _matched(match)
        if lemma not in people.gender_of_noun and lemma not in people.groups and lemma not in people.unnamed:
            return Referent(None, "unnamed", "unresolved", 0.2, None, country)
        kind = "unnamed" if lemma in people.gender_of_noun or lemma in people.unnamed else "organisation"
        definite = has_determiner(document, head) or (lemma == document.form(head).lower() and first == head)
        if match is not None and not country and definite:
            body = self._of_state(head, match)
            if body is not None:
                return body
        while first < head and document.upos[first] in ("DET", "PUNCT"):
            first += 1
        sector = match.actor.sector if match else None
        is_side = bool(country) and lemma in people.sides and kind == "organisation"
        how, confidence = ("side", 0.7) if is_side else ("unresolved", 0.3)
        return Referent(words(document, first, last), kind, how, confidence, None, country, sector)

    def _joint_noun(self, head: int, lemma: str, modifiers: set[str]) -> Referent | None:
        """Resolve a noun that takes several parties up together: "the countries", "both ministries", "each army"."""
        people = self._people
        plural = self.document.form(head).lower() != lemma
        if plural and modifiers & {"the", "both", "these"} and lemma in people.joint | people.joint_persons:
            return self._group(head, persons=lemma in people.joint_persons)
        if modifiers & {"both", "each", "either"} and lemma in people.groups | people.joint:
            return self._group(head, persons=False)
        return None

    def _of_state(self, head: int, match: Match) -> Referent | None:
        """Complete a body or office of no stated country: by its owner ("its army"), or the country all is about."""
        document, parties = self.document, self.parties
        owner = next((child for child in document.children[head] if document.deprel[child] == "nmod:poss"), None)
        if owner is not None:
            referent = self.resolve(owner)
            if referent is None or len(referent.country) != 1:
                return None
            if referent.affiliation and document.lemma[head].lower() in referent.affiliation.lower().split():
                body = parties.find(referent.affiliation)
                return replace(_matched(body), how="title") if body else None
            state = parties.state(referent.country[0])
        elif match.actor.kind in ("body", "office") and match.actor.sector in STATE:
            state = parties.home
        else:
            return None
        found = parties.find(f"{match.actor.name} of {state.actor.name}") if state else None
        if found is None or found.actor.country is None:
            return None
        return replace(_matched(found), how="title", confidence=CONTEXT)

    def _group(self, head: int, *, persons: bool) -> Referent | None:
        """Return the two parties before ``head`` that a plural takes up: two holders of an office, or two countries."""
        document, parties = self.document, self.parties
        if document.lemma[head].lower() in GENDER_OF_PRONOUN:
            return self._coordinated_before(head)
        before = parties.heads[: bisect_left(parties.heads, head)]
        if persons:
            lemma = document.lemma[head].lower()
            holders = dict.fromkeys(
                party for mention in reversed(before) if (party := parties.of[mention]).is_person and party.holds(lemma)
            )
            if len(holders) >= 2:
                return together([self._of(party) for party in list(holders)[1::-1]])
        weights: dict[str, float] = {}
        sentence = document.sentence_of[head]
        for token, code in parties.country_at.items():
            if token < head:
                weights[code] = weights.get(code, 0.0) + KEEP ** (sentence - document.sentence_of[token])
        states = [parties.state(code) for code in sorted(weights, key=lambda code: -weights[code])[:2]]
        found = [_matched(state) for state in states if state is not None]
        return together(sorted(found, key=lambda referent: referent.name or "")) if len(found) == 2 else None

    def _coordinated_before(self, head: int) -> Referent | None:
        """Return the coordinated parties ("Rossi and Blum") that stand last before a plural pronoun, within two sentences."""
        document, parties = self.document, self.parties
        sentence = document.sentence_of[head]
        for index in range(bisect_left(parties.heads, head) - 1, -1, -1):
            mention = parties.heads[index]
            if sentence - document.sentence_of[mention] > 2:
                break
            above = document.head[mention]
            if document.deprel[mention] == "conj" and above in parties.of and self._function(mention) in SALIENCE:
                return self.joint(above)
        return None

    def _each_other(self, head: int) -> Referent:
        """Resolve "each other" to the subject of its clause, whose parties it names crosswise."""
        document = self.document
        clause = document.head[head]
        while clause != ROOT:
            for child in document.children[clause]:
                if document.deprel[child] in ("nsubj", "nsubj:pass") and child != head:
                    subject = self.joint(child)
                    if subject is not None and len(subject.country) > 1:
                        return replace(subject, kind="pronoun", how="group", country=subject.country[::-1])
            clause = document.head[clause]
        return _open("pronoun")


def together(referents: list[Referent]) -> Referent | None:
    """Return one referent for several that act as one; None for none. What they do not share is left out."""
    if not referents:
        return None
    names = [referent.name for referent in referents if referent.name]
    country = tuple(dict.fromkeys(code for referent in referents for code in referent.country))
    return Referent(
        " and ".join(names) if len(names) == len(referents) else None,
        referents[0].kind,
        "group" if names else "unresolved",
        min(referent.confidence for referent in referents),
        None,
        country,
    )


def _open(kind: str) -> Referent:
    return Referent(None, kind, "unresolved", 0.0)


def _matched(match: Match) -> Referent:
    """Return what the actor dictionary says of a phrase."""
    actor = match.actor
    kind, how = KINDS.get(actor.kind, "organisation"), "named"
    if match.how in ("seat", "capital"):
        kind = how = "metonym"
    elif match.how in ("side", "people"):
        how = "side"
    elif match.how == "office":
        kind = how = "title"
    country = (actor.country,) if actor.country else ()
    return Referent(
        actor.name, kind, how, match.confidence, actor.actor_id, country, actor.sector, actor.role, actor.affiliation
    )


def _fit(gender: str, party: Party) -> float:
    """Return how well a pronoun of that gender suits the party, from 0 (not at all) to 1."""
    if gender == "several":
        return {"several": 1.0, "body": 0.5}.get(party.gender or "", 0.0)
    if gender == "body":
        return {"body": 1.0, None: 0.6, "several": 0.2}.get(party.gender, 0.0)
    if party.gender == gender:
        return 1.0
    return {"either": 0.95, None: 0.4}.get(party.gender, 0.0)
