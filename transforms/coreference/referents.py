"""Whom a phrase of an article means: names and their short forms, pronouns, offices, sides, capitals that speak.

The parties that the article names come first (`parties`); any other phrase is resolved against those named before it.
What the surroundings leave open stays so: ``name`` is None and ``how`` says "unresolved".
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import replace
from datetime import date
from functools import cached_property

from transforms.actors import ActorDictionary, Match
from transforms.actors.lexicon import INTERNATIONAL
from transforms.coreference.belonging import Belonging
from transforms.coreference.parties import STATE, Parties, Party
from transforms.coreference.people import load_people
from transforms.coreference.referent import Referent, matched, together, unresolved
from transforms.coreference.salience import GENDER_OF_PRONOUN, SALIENCE, Antecedents, function
from transforms.coreference.scene import Scene
from transforms.language.document import ROOT, Document
from transforms.language.phrases import coordinated, has_determiner, noun_phrase, words
from transforms.language.quotes import find_quotations

FIRST_PERSON = frozenset({"i", "we", "me", "us", "my", "our", "myself", "ourselves", "mine", "ours"})
REBELS = frozenset({"rebel", "insurgent", "militia", "guerrilla", "paramilitary"})
"""Nouns that, with "the", take up the armed group named last: "the rebels", "the rebel alliance"."""
BESIDES = frozenset({"case", "cc", "punct", "acl", "acl:relcl", "conj"})
"""Relations of words that say nothing of who a noun names."""
GROUPS = frozenset({"group", "movement", "organisation", "organization", "faction", "militia", "brigade"})
BANDS = frozenset({"REB", "PRM", "UAF", "CRM"})
TAKEN_UP = {
    "group": ("REB", "UAF", "PRM", "NGO", "OPP", "CRM", "PTY", "SOC"),
    "movement": ("REB", "OPP", "PTY", "SOC"),
    "organisation": ("NGO", "IGO", "REB"),
    "organization": ("NGO", "IGO", "REB"),
    "party": ("PTY", "OPP", "REB", "GOV"),
    "company": ("BUS",),
    "firm": ("BUS",),
    "agency": ("IGO", "JRN", "GOV"),
    "newspaper": ("JRN",),
    "paper": ("JRN",),
    "outlet": ("JRN",),
    "broadcaster": ("JRN",),
    "channel": ("JRN",),
    "station": ("JRN",),
    "magazine": ("JRN",),
    "charity": ("NGO",),
    "bank": ("BUS",),
    "airline": ("BUS",),
    "club": (),
    "union": ("LAB",),
    "brigade": ("MIL", "REB", "UAF", "PRM"),
    "watchdog": ("NGO",),
}
"""Nouns that, bare and with "the", take up the organisation named last, with the sectors it may have where they are known."""
ALIKE = {
    "paper": ("newspaper", "daily"),
    "newspaper": ("paper", "daily"),
    "outlet": ("newspaper", "website", "broadcaster"),
    "company": ("firm", "giant", "maker", "operator", "startup", "retailer"),
    "firm": ("company",),
    "group": ("organisation", "organization", "charity", "movement", "militia"),
    "organisation": ("group", "charity"),
    "organization": ("group", "charity"),
}
"""Nouns by which a body may be taken up that was introduced with another."""
OPENING = 2
"""Sentences, headline included, within which a release names the body whose "we" it is."""
NEAR = 3
"""Sentences back within which they do."""
SPEAKS = frozenset({"spokesman", "spokeswoman", "spokesperson"})
"""Nouns for who speaks for the body named just before, where they have no owner of their own."""
RECIPROCAL = frozenset({"each", "one", "other", "another"})
RELATIVE = frozenset({"who", "which", "that", "whom", "whose"})
CONTEXT = 0.5
"""Confidence in a country that only the rest of the article suggests."""
NAMED = 0.8
"""Confidence in a name that only the article knows."""


class Referents:
    """Whom each noun phrase of one document means; built once an article, asked by head token."""

    def __init__(self, document: Document, actors: ActorDictionary, published: date | None) -> None:
        """Gather the parties that ``document`` names; ``published`` decides who held an office."""
        self.document = document
        self.parties = Parties(document, actors, published)
        self.scene = Scene(self.parties)
        self.quotations = find_quotations(document)
        self._starts = [quotation.start for quotation in self.quotations]
        self._people = load_people()
        self._resolved: dict[int, Referent | None] = {}
        self._said_by: dict[int, Referent] = {}
        self._antecedents = Antecedents(document, self.parties, self.quotation_at)

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

    def identified(self, head: int) -> Referent | None:
        """Return whom a phrase and those coordinated with it mean, each as well as it can be told.

        Somebody without a name goes by the description, somebody without a country by whom or where they belong to.
        """
        found = {member: referent for member in coordinated(self.document, head) if (referent := self.resolve(member))}
        told = next((referent.country for referent in found.values() if referent.country), ())
        for member, referent in found.items():
            is_beside = not referent.country and len(told) == 1 and self.document.upos[member] == "NOUN"
            found[member] = self._identified(member, replace(referent, country=told) if is_beside else referent)
        return next(iter(found.values())) if len(found) == 1 else together(list(found.values()))

    def _identified(self, head: int, referent: Referent) -> Referent:
        party = self.party(head)
        if referent.name is None and self.document.upos[head] in ("NOUN", "PROPN", "NUM"):
            referent = replace(referent, name=self._description(head))
        if referent.country or referent.kind == "none" or (referent.name is None and referent.kind == "pronoun"):
            return referent
        country = self._belonging.country(head, party)
        return replace(referent, country=country, confidence=min(referent.confidence, CONTEXT)) if country else referent

    def _description(self, head: int) -> str:
        """Return the words of a phrase as a name: "family of Carmelo Ortiz" for "his family"."""
        document = self.document
        first, last = noun_phrase(document, head)
        owner = next((child for child in document.children[head] if document.deprel[child] == "nmod:poss"), None)
        if owner is not None and document.upos[owner] == "PRON" and owner < head:
            whose = self.resolve(owner)
            rest = words(document, owner + 1, last)
            return f"{rest} of {whose.name}" if whose is not None and whose.name else rest
        wholes = [c for c in document.children[head] if document.deprel[c] in ("appos", "nmod") and c > head]
        if wholes and document.upos[head] in ("NUM", "DET", "PRON", "ADJ"):
            # "one of the negotiators", "one of the men, a corporal"
            first, last = noun_phrase(document, max(wholes, key=lambda token: document.deprel[token] == "appos"))
        while first < head and document.upos[first] in ("DET", "PUNCT"):
            first += 1
        return words(document, first, last)

    @cached_property
    def _belonging(self) -> Belonging:
        return Belonging(self.document, self.parties, self.scene, self.resolve)

    def party(self, head: int) -> Party | None:
        """Return the party that a name, a description or a pronoun of the third person stands for."""
        return self.parties.of.get(head) or (self._antecedents.of[head][0] if head in self._antecedents.of else None)

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
        document = self.document
        for child in document.children[head]:
            named = self.parties.of.get(child)
            if document.deprel[child] in ("appos", "flat") and named is not None and named.is_person:
                return None if named.is_described else named
            if document.deprel[child] == "appos" and named is not None and self._is_body_named(head, child):
                return named
        following = (
            self.parties.of.get(head + 1) if document.form(head).lower() in self._people.gender_of_title else None
        )
        if following is not None and following.is_person and document.head[head + 1] == document.head[head]:
            return None if following.is_described else following  # "Imam Oumar Touré", read as two subjects
        return None

    def _is_body_named(self, head: int, child: int) -> bool:
        """Whether an apposition is the name of the body that a common noun describes: "the regional bloc ECOWAS"."""
        is_noun = self.document.upos[head] == "NOUN" and self.document.lemma[head].lower() in self._people.groups
        named = self.parties.of[child]
        return is_noun and self.document.upos[child] == "PROPN" and not named.is_person and not named.is_described

    def _is_description(self, head: int) -> bool:
        """Whether the token is a common noun: "the minister" for one who has a name elsewhere."""
        return self.document.upos[head] == "NOUN" or self.document.lemma[head].lower() in self._people.gender_of_noun

    def _of(self, party: Party) -> Referent:
        """Return what is known of a party, as at its plainest naming."""
        if party.is_described:
            return self.resolve(party.mentions[0]) or unresolved("unnamed")
        if party.match is None:
            kind = "name" if party.is_person or party.gender is None else "organisation"
            country = party.country or self._employer(party)
            return Referent(party.name, kind, "named", NAMED, None, country, None, party.role, party.affiliation)
        referent = matched(party.match)
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
            if document.lemma[description].lower() in SPEAKS and not has_determiner(document, description):
                return self._last_organisation(description)
        return ()

    def _last_organisation(self, head: int) -> tuple[str, ...]:
        """Return the code of the international organisation named in the sentence before: it is its spokeswoman who speaks."""
        sentence = self.document.sentence_of[head]
        for mention in reversed(self.parties.heads[: bisect_left(self.parties.heads, head)]):
            actor = self.parties.of[mention].actor
            if sentence - self.document.sentence_of[mention] > 1:
                break
            if actor is not None and actor.country in INTERNATIONAL and actor.kind == "organisation":
                return (actor.country,)
        return ()

    def _pronoun(self, head: int, form: str) -> Referent:
        if form in FIRST_PERSON:
            number = self.quotation_at(head)
            speaker = self._said_by.get(number) if number is not None else None
            if number is None and form in ("we", "our", "us"):
                speaker = self._author
            return replace(speaker, kind="pronoun", how="pronoun") if speaker else unresolved("pronoun")
        if form in RELATIVE:
            return self._relative(head)
        gender = GENDER_OF_PRONOUN.get(form)
        if gender is None:
            return unresolved("pronoun")
        if gender == "several":
            group = self._group(head, persons=False)
            if group is not None:
                return replace(group, kind="pronoun", how="pronoun")
        if head not in self._antecedents.of:
            return unresolved("pronoun")
        party, confidence = self._antecedents.of[head]
        referent = self._of(party)
        return replace(referent, kind="pronoun", how="pronoun", confidence=confidence * referent.confidence)

    @cached_property
    def _author(self) -> Referent | None:
        """Return the organisation that speaks of itself as "we": the body of which a release tells first, as its subject."""
        document = self.document
        opening = document.sentences[OPENING - 1 : OPENING] or document.sentences[-1:]
        for token in self.parties.heads:
            if token >= opening[0][1]:
                break
            party = self.parties.of[token]
            if document.deprel[token] == "nsubj" and document.upos[document.head[token]] == "VERB":
                is_body = not party.is_person and not party.is_described and token not in self.parties.country_at
                return self._identified(token, self._of(party)) if is_body else None
        return None

    def _relative(self, head: int) -> Referent:
        """Return whom the noun phrase means that the relative clause of ``head`` describes."""
        document = self.document
        clause = document.head[head]
        while clause != ROOT and document.deprel[clause] != "acl:relcl":
            clause = document.head[clause]
        antecedent = self.resolve(document.head[clause]) if clause != ROOT else None
        return replace(antecedent, kind="pronoun", how="pronoun") if antecedent else unresolved("pronoun")

    def _described(self, head: int, lemma: str) -> Referent:
        """Resolve a phrase with a common noun: a group, an office or body named before, a body of some state, or nobody."""
        document, parties, people = self.document, self.parties, self._people
        first, last = noun_phrase(document, head)
        phrase = words(document, first, last)
        modifiers = {document.lemma[c].lower() for c in document.children[head] if document.deprel[c] not in BESIDES}
        country = parties.countries(first, last)
        group = None if country else self._joint_noun(head, lemma, modifiers)
        if group is not None:
            return group
        country = country or parties.recalled(head)
        party = parties.of.get(head)
        if party is not None and not party.is_described:
            found = self._of(party)
            kind = "title" if found.kind == "name" else found.kind
            return replace(found, kind=kind, how="title", confidence=0.7 * found.confidence)
        if not country and has_determiner(document, head):
            band = self._band(head, lemma, modifiers)
            if band is not None:
                return band
        body = self._taken_up(head, lemma) if not country and len(modifiers) <= 1 else None
        if body is not None:
            return body
        match = parties.find(phrase)
        if match is not None and match.actor.country is not None:
            return matched(match)
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

    def _band(self, head: int, lemma: str, modifiers: set[str]) -> Referent | None:
        """Return the armed group named last that "the rebels" or a mere "the group" takes up."""
        document, parties = self.document, self.parties
        is_mere = (
            lemma in GROUPS
            and document.form(head).lower() == lemma
            and modifiers <= {"the", "this", "armed", "militant"}
        )
        if not is_mere and not (lemma in REBELS or modifiers & REBELS):
            return None
        for mention in reversed(parties.heads[: bisect_left(parties.heads, head)]):
            party = parties.of[mention]
            actor = party.actor
            if actor is not None and actor.sector in BANDS and actor.actor_id is not None:
                return replace(self._of(party), how="title")
            if is_mere and not (party.is_described or party.is_person or actor) and mention in parties.organisations:
                return replace(self._of(party), how="title")
        return None

    def _taken_up(self, head: int, lemma: str) -> Referent | None:
        """Return the organisation named last that a bare noun with "the" takes up: "the group", "the company"."""
        document, parties = self.document, self.parties
        if lemma not in TAKEN_UP or not has_determiner(document, head) or document.lemma[head - 1] != "the":
            return None
        sentence = document.sentence_of[head]
        for mention in reversed(parties.heads[: bisect_left(parties.heads, head)]):
            party = parties.of[mention]
            if sentence - document.sentence_of[mention] > NEAR:
                break
            actor = party.actor
            if party.is_described or party.is_person or mention in parties.country_at:
                continue
            sectors = TAKEN_UP[lemma]
            told = bool(party.roles & {lemma, *ALIKE.get(lemma, ())})
            if told or (actor.sector in sectors if actor is not None else mention in parties.organisations):
                return replace(self._of(party), how="title")
        return None

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
                return replace(matched(body), how="title") if body else None
            state = parties.state(referent.country[0])
        elif match.actor.kind in ("body", "office") and match.actor.sector in STATE and not self._is_placed(head):
            code = self.scene.at(head, match.actor.sector) or self.scene.country(head)
            state = parties.state(code) if code else None
        else:
            return None
        found = parties.find(f"{match.actor.name} of {state.actor.name}") if state else None
        if found is None or found.actor.country is None:
            return None
        return replace(matched(found), how="title", confidence=CONTEXT)

    def _is_placed(self, head: int) -> bool:
        """Whether a phrase tells by a name where or which its body is: "the government in Aden", "the mission KFOR"."""
        document = self.document
        return any(
            document.deprel[child].startswith(("nmod", "appos", "flat"))
            and document.upos[child] == "PROPN"
            and child > head
            for child in document.children[head]
        )

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
        states = [parties.state(code) for code in self.scene.pair(head)]
        found = [matched(state) for state in states if state is not None]
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
            if (
                document.deprel[mention] == "conj"
                and above in parties.of
                and function(self.document, mention) in SALIENCE
            ):
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
        return unresolved("pronoun")
