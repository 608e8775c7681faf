"""Who acts and on whom around a happening, as head tokens: one reading of the tree for verbs, nouns, and chains of both."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from transforms.mentions.cast import JOINT, Cast
from transforms.mentions.happenings import Happening

Row = dict[str, Any]

RECIPIENT_BY = ("against", "on", "upon", "at", "towards", "toward", "to", "into", "with", "over", "about", "from")
"""Prepositions that bring whom an act is aimed at, likeliest first."""
AIMED = ("towards", "toward", "at", "on", "against", "into")
"""Prepositions after which a place stands for the country that it lies in."""
AMONG = ("between", "among")
OWN_ENTRIES = frozenset(
    {
        "retreat.withdraw",
        "retreat.disarm",
        "sanction.withdraw.presence",
        "protest.crowd.place",
        "protest.obstruct",
        "retreat.resign",
    }
)
"""Entries whose object is the actor's own, or where he stands: troops, arms, a road. So are those of mobilisation."""
OBJECTS = frozenset({"obj", "nsubj:pass", "obl"})
ASKING = frozenset({"REQUEST"})
PERSONAL = frozenset(
    {
        "assault.torture",
        "assault.beat",
        "assault.kill",
        "assault.die",
        "assault.assassinate",
        "coerce.arrest",
        "coerce.deport",
    }
)
"""Entries of what is done to people alone."""
MANNER = frozenset({"solidarity", "protest", "support"})
"""Nouns that say in what spirit the clause is done: "struck in solidarity with the miners"."""
MEETING = frozenset({"CONSULT"})
REFERRING = frozenset({"ACCUSE", "SUPPORT", "REJECT"})
"""Types whose object may be an event: who condemns an attack condemns who made it."""
DONE_TO = frozenset({"ASSAULT", "COERCE", "SANCTION", "RETREAT"})
"""Types of which a noun for them leads to whom they are done to: "announced his arrest"."""
UNDERGONE = frozenset({"ouster", "expulsion", "conviction", "sentencing", "extradition", "indictment", "impeachment",
                       "prosecution", "acquittal", "removal", "dismissal", "eviction", "deportation", "detention", "trial"})  # fmt: skip
"""Nouns whose owner it is done to: "the senator's expulsion"."""
THING = frozenset({"this", "that", "its", "which"})


@dataclass(slots=True)
class Arguments:
    """Head tokens: who acts, on whom, whom harm befell, complements by trust, and those of them that may be aimed at."""

    agents: list[int] = field(default_factory=list)
    patients: list[int] = field(default_factory=list)
    victims: list[int] = field(default_factory=list)
    others: list[int] = field(default_factory=list)
    aimed: list[int] = field(default_factory=list)
    is_mutual: bool = False


class ArgumentFinder:
    """Finds the arguments of the happenings of one article."""

    def __init__(self, cast: Cast) -> None:
        """Take the parties of the article, which know what a noun can be."""
        self._cast = cast
        self._grammar = cast.grammar
        self._document = cast.document
        self._named = cast.person | JOINT
        self._means = cast.means - JOINT
        self._acting = cast.human | cast.means

    def find(self, happening: Happening, statement: Row | None) -> Arguments:
        """Gather the arguments from the outermost word of the happening inward; outer words are trusted first."""
        grammar, found = self._grammar, Arguments(is_mutual=happening.frame == "mutual")
        own = {t for t in happening.tokens if self._document.lemma[t].lower() not in self._named}
        own |= {
            self._document.head[t] for t in happening.tokens if self._document.deprel[t] == "nmod"
        }  # "state of war"
        own |= {
            happening.head,
            *(token for operator in happening.operators for token in (operator.head, *operator.tokens)),
        }
        for node in self._nodes(happening):
            self._add(found, node, happening, own, statement)
        if found.is_mutual and not found.others:
            for token in happening.tokens:
                found.others += [t for t in grammar.roles(token).by_case.get("with", ()) if t not in found.agents]
        if happening.told_by is not None and (between := self._between(happening.told_by)):
            found.agents += [t for t in between if t not in found.agents]
            found.is_mutual = True
        is_asked = happening.type in ASKING and not (found.patients or found.others)
        if happening.inner is None and (is_asked or happening.hit.trigger.needs_obligation):
            obliged = (grammar.subject(clause) for clause in grammar.children(happening.head, "ccomp"))
            found.patients = [token for token in obliged if token is not None]
        # "suspended the treaty with Pakistan"
        shared = [t for owned in found.patients for t in grammar.roles(owned).by_case.get("with", ())]
        found.others += [t for t in shared if t not in found.others]
        if happening.type == "AID":
            found.patients = [t for t in found.patients if self._document.lemma[t] not in self._means]
        if happening.type not in REFERRING:
            found.patients = [t for t in found.patients if not self._is_event(t)]
        else:
            things = THING if happening.type == "ACCUSE" else THING | {"it", "them"}
            found.patients = [t for t in found.patients if self._document.lemma[t].lower() not in things]
        found.others = [
            t
            for t in found.others
            if not self._is_event(t) and (self._document.lemma[t] not in self._means or self._cast.demonyms(t))
        ]
        if happening.type == "MOBILIZE" or happening.hit.trigger.id in OWN_ENTRIES:
            # "recalled its ambassador to Niger"
            cases = ("from", "to") if happening.hit.trigger.id == "sanction.withdraw.presence" else ("from",)
            from_whom = [t for owned in found.patients for c in cases for t in grammar.roles(owned).by_case.get(c, ())]
            found.others = from_whom + (self._against(happening) if happening.type == "MOBILIZE" else found.others)
            if happening.type == "MOBILIZE" and not found.agents:  # "soldiers were sent"
                found.agents = [t for t in found.patients if self._document.lemma[t] in self._acting]
            found.patients = []
        for harm in happening.harms if not found.is_mutual else ():
            found.victims += [t for t in self.befell(harm) if t not in found.victims]
            if not found.agents:  # "it killed twelve in a raid"
                found.agents = [t for t in self._doers(harm) if t not in own]
        return found

    def _against(self, happening: Happening) -> list[int]:
        """Return against whom forces are moved; where they are moved to is a place."""
        nodes = self._nodes(happening)
        return [t for node in nodes for t in self._grammar.roles(node).by_case.get("against", ())]

    def befell(self, harm: int) -> list[int]:
        """Return whom a word of harm names: the object of killing, the subject of dying."""
        roles = self._grammar.roles(harm)
        return roles.agents if self._cast.hits[harm].trigger.frame == "undergo" else roles.patients

    def _doers(self, harm: int) -> list[int]:
        """Return who does the harm that a word names: no blow, no weapon."""
        if self._cast.hits[harm].trigger.frame == "undergo":
            return []
        agents = self._grammar.roles(harm).agents
        return [t for t in agents if not self._is_event(t) and self._document.lemma[t] not in self._means]

    def _add(self, found: Arguments, node: int, happening: Happening, own: set[int], statement: Row | None) -> None:
        """Add the arguments of one word; agents and patients only where no word further out has any."""
        trigger = happening.hit.trigger
        roles = self._grammar.roles(node)
        is_noun = self._document.upos[node] in ("NOUN", "PROPN")
        is_object = is_noun and node in own and node in self._objects(happening)
        agents, patients = self._signing(node, self._armed_by(roles.agents)), [] if is_noun else list(roles.patients)
        beneficiary = ("for",) if self._is_aid(happening) else ()
        others = [t for case in (*trigger.to, *RECIPIENT_BY, *beneficiary) for t in roles.by_case.get(case, ())]
        aimed = [t for case in AIMED for t in roles.by_case.get(case, ())]
        if is_noun:
            agents += self._cast.demonyms(node)
            if self._document.lemma[node] in self._cast.means and (fired := self._from_whom(node)):
                agents, others = [*agents, *fired], [t for t in others if t not in fired]
            by_of = roles.by_case.get("of", [])
            hit = self._cast.hits.get(node)
            is_undergone = hit is not None and (hit.trigger.id in PERSONAL or self._document.lemma[node] in UNDERGONE)
            if is_undergone and not (by_of or roles.by_case.get("against")):
                # "his arrest" was done to him; "Kenya's killing of two men" has its victims behind it
                owners = [t for t in agents if self._document.deprel[t] == "nmod:poss"]
                patients, agents = owners, [t for t in agents if t not in owners]
            (agents if trigger.of == "actor" and not roles.agents else patients).extend(by_of)
        if is_object and trigger.of != "actor":  # whose is what the verb acts on: "shot down a Malian drone"
            patients, agents = [t for t in (*patients, *agents) if self._document.upos[t] != "PRON"], []
        if between := self._between(node):
            if found.agents or agents:
                patients = [*patients, *between]
            else:
                agents, found.is_mutual = between, True
        is_manner = self._document.lemma[node] in MANNER and self._grammar.case(node) == "in"
        if (happening.type in MEETING or is_manner) and is_noun and not (agents or found.agents):
            agents = self._presiding(node)
        if happening.type in ASKING and node not in (happening.head, happening.clause):
            patients, others, aimed = ([] if found.patients or found.others else agents), [], []
            agents = []
        for into, tokens in (
            (found.agents, agents if is_noun or not any(map(self._may_act, found.agents)) else []),
            (found.patients, patients if not self._is_struck(found, happening) else []),
            (found.others, others),
            (found.aimed, aimed),
        ):
            into += [t for t in tokens if t not in own and t not in into and not self._tells(t, happening, statement)]

    def _is_aid(self, happening: Happening | None) -> bool:
        """Whether aid is what a happening does, promises or refuses: "vetoed an aid package for Ukraine"."""
        return happening is not None and (happening.type == "AID" or self._is_aid(happening.inner))

    def _nodes(self, happening: Happening) -> list[int]:
        """Return clause, head and objects within the trigger of a happening and of those inside it, outermost first."""
        nodes: list[int] = []
        step: Happening | None = happening
        while step is not None:
            nodes += [step.clause, step.head, *self._objects(step)]
            step = step.inner
        return list(dict.fromkeys(nodes))

    def _objects(self, happening: Happening) -> list[int]:
        """Return the things among the words of a trigger that its verb acts on: the sanctions of "renewed the sanctions"."""
        document, head = self._document, happening.head
        if document.upos[head] != "VERB":
            return []
        return [
            token
            for token in happening.tokens
            if document.upos[token] == "NOUN"
            and document.head[token] == head
            and document.deprel[token] in OBJECTS
            and document.lemma[token] not in self._cast.person
        ]

    def _presiding(self, noun: int) -> list[int]:
        """Return who acts in the clause that a meeting is a circumstance of: "In a telephone call with X, Y promised"."""
        document = self._document
        above = document.head[noun]
        if not document.deprel[noun].startswith("obl") or document.upos[above] != "VERB":
            return []
        return self._grammar.roles(above).agents

    def _between(self, node: int) -> list[int]:
        """Return those between or among whom it happens."""
        return [t for case in AMONG for t in self._grammar.roles(node).by_case.get(case, ())]

    def _armed_by(self, agents: Iterable[int]) -> list[int]:
        """Return agents, a weapon's by whom or from where it was fired: "shells fired from the Pakistani side"."""
        found = []
        for token in agents:
            if self._document.lemma[token] not in self._cast.means:
                found.append(token)
                continue
            found += self._from_whom(token) or [token]
        return found

    def _signing(self, node: int, agents: list[int]) -> list[int]:
        """Return who acts through a paper instead of the paper: "signed an order imposing tariffs", "sent a letter demanding"."""
        document = self._document
        paper, relation = document.head[node], document.deprel[node]
        if relation != "acl" or agents != [paper] or self._may_act(paper) or document.deprel[paper] != "obj":
            return agents
        return self._grammar.roles(document.head[paper]).agents or agents

    def _from_whom(self, weapon: int) -> list[int]:
        """Return by whom or from where a weapon was sent."""
        found = list(self._grammar.roles(weapon).by_case.get("from", ()))
        for verb in self._grammar.children(weapon, "acl"):
            roles = self._grammar.roles(verb)
            found += [t for t in roles.agents or roles.by_case.get("from", []) if t != weapon]
        return found

    def _is_event(self, token: int) -> bool:
        """Whether a token names an event: nobody who could be acted on."""
        return token in self._cast.hits and self._document.lemma[token] not in self._cast.human

    def _is_struck(self, found: Arguments, happening: Happening) -> bool:
        """Whether a word further out names on whom it is done; an event there only leads to those inside."""
        return any(happening.type not in DONE_TO or not self._is_event(t) for t in found.patients)

    def _may_act(self, token: int) -> bool:
        """Whether a word can name who acts; "data that showed that Mexico imports" has its actor further in."""
        return self._document.upos[token] != "NOUN" or self._document.lemma[token] in self._acting

    def _tells(self, token: int, happening: Happening, statement: Row | None) -> bool:
        """Whether a token is who tells the event, whom a tree may take for a part of what is told ("..., he said").

        In "denied using force" the speaker acts after all: a clause without subject takes it from the verb of saying.
        """
        span = statement["speaker_span"] if statement else None
        document = self._document
        if span is None or happening.is_claimed or document.deprel[happening.clause] in ("xcomp", "advcl"):
            return False
        if document.deprel[happening.clause] == "conj" and document.head[token] != happening.clause:
            return False  # "Kenya denied the strike and accused Uganda": who speaks is who accuses
        return bool(span["start"] <= document.start[token] < span["end"])
