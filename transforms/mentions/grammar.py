"""Who does what in a clause: agents, patients and prepositional complements of verbs and of nouns that name events.

Written against Universal Dependencies. Control, relative clauses, participles, coordination and passives are undone here, so
that the rest sees one shape: who acts, on whom, with which preposition.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from transforms.language.document import ROOT, Document

RELATIVE = frozenset({"who", "whom", "which", "that", "what"})
SUBJECTS = ("nsubj", "nsubj:pass", "nsubj:outer", "csubj")
CLAUSES = ("acl", "acl:relcl", "advcl", "advcl:relcl", "xcomp", "ccomp", "parataxis", "conj", "root")
NEVER_DONE = frozenset(
    {"resign", "die", "flee", "arrive", "go", "come", "fall", "rise", "march", "protest", "rally", "agree"}
)
"""Verbs that nobody undergoes: coordinated with a passive they stay active, "were suspected and resigned"."""
WITNESSING = frozenset({"see", "watch", "have", "get", "leave", "order"})
"""Verbs whose object undergoes the participle behind it: "saw officers assaulted", "had him arrested"."""
DEPTH = 6
"""Clauses up the tree through which a subject is looked for; deeper chains are parser noise."""
CHARGES = frozenset({"suspicion", "charge", "accusation", "allegation", "count"})
"""Nouns that hold the object of their verb to have done what they bring: "arrested five men on suspicion of shooting"."""
CARRIERS = frozenset(
    {
        "direction",
        "dozens",
        "hundred",
        "thousand",
        "many",
        "most",
        "several",
        "all",
        "hand",
        "face",
        "part",
        "number",
        "series",
        "kind",
        "one",
        "two",
        "some",
        "dozen",
    }
)
"""Nouns that only lead to what their "of" brings: "in the directions of Lachin", "at the hands of rebels"."""


@dataclass(slots=True)
class Roles:
    """Head tokens: who acts, on whom, and complements by preposition (``with``, ``on``, ...)."""

    agents: list[int] = field(default_factory=list)
    patients: list[int] = field(default_factory=list)
    by_case: dict[str, list[int]] = field(default_factory=dict)


class Grammar:
    """Reads one document; answers are remembered."""

    def __init__(self, document: Document) -> None:
        """Take the parsed text."""
        self.document = document
        self._roles: dict[int, Roles] = {}

    def roles(self, head: int) -> Roles:
        """Return the roles around a verb, a noun that names an event, or an adjective."""
        if head not in self._roles:
            is_noun = self.document.upos[head] in ("NOUN", "PROPN")
            self._roles[head] = self._of_noun(head) if is_noun else self._of_verb(head)
        return self._roles[head]

    def children(self, head: int, *relations: str) -> list[int]:
        """Return the dependents of ``head`` with one of the relations, subtypes told apart."""
        children, deprel = self.document.children[head], self.document.deprel
        return [child for child in children if deprel[child] in relations] if children else []

    def has(self, head: int, lemmas: frozenset[str], *relations: str) -> int | None:
        """Return a dependent with one of the lemmas and relations."""
        deprel, lemma = self.document.deprel, self.document.lemma
        for child in self.document.children[head]:
            if deprel[child] in relations and lemma[child].lower() in lemmas:
                return child
        return None

    def case(self, token: int) -> str:
        """Return the preposition before a noun: the first case mark, the empty string where there is none."""
        document = self.document
        found = self.children(token, "case")
        if not found:  # a parser may hang the preposition on a name within the phrase: "with Secretary Marco Rubio"
            first = document.extents[token][0]
            found = (
                [first] if first < token and document.deprel[first] == "case" and document.upos[first] == "ADP" else []
            )
        return document.lemma[found[0]].lower() if found else ""

    def conjuncts(self, token: int) -> list[int]:
        """Return ``token`` and what is coordinated with it after it."""
        return [token, *self.children(token, "conj")]

    def first_conjunct(self, token: int) -> int:
        """Return the first of the words that ``token`` is coordinated with; itself where it is none."""
        document = self.document
        while document.deprel[token] == "conj" and document.head[token] != ROOT:
            above = document.head[token]
            if (document.upos[above] == "VERB") != (document.upos[token] == "VERB"):
                break
            token = above
        return token

    def is_passive(self, verb: int, depth: int = 0) -> bool:
        """Whether the grammatical subject of a verb is whom the act is done to."""
        document = self.document
        if self.children(verb, "aux:pass", "nsubj:pass"):
            return True
        relation = document.deprel[verb]
        if self._is_witnessed(verb):
            return True
        if self.children(verb, "nsubj", "obj") or document.form(verb).lower().endswith("ing"):
            return False
        if relation in ("acl", "advcl"):
            return not self.children(verb, "mark", "aux") and document.form(verb).lower() != document.lemma[verb]
        if relation == "conj" and depth < DEPTH and document.upos[document.head[verb]] == "VERB":
            if document.lemma[verb] in NEVER_DONE:
                return False
            return not self.children(verb, "aux") and self.is_passive(document.head[verb], depth + 1)
        return False

    def _is_witnessed(self, verb: int) -> bool:
        """Whether a bare participle says what befell the object of seeing, having, leaving."""
        document = self.document
        above = document.head[verb]
        if above == ROOT or document.upos[verb] != "VERB" or document.lemma[above] not in WITNESSING:
            return False
        is_participle = document.form(verb).lower() not in (document.lemma[verb], f"{document.lemma[verb]}ing")
        return is_participle and not self.children(verb, "mark", "aux", "obj", "ccomp", "cop")

    def subject(self, verb: int, depth: int = 0) -> int | None:
        """Return the grammatical subject of a clause, also where another clause lends it."""
        document = self.document
        above, relation = document.head[verb], document.deprel[verb]
        own = self.children(verb, *SUBJECTS)
        if own:
            token = own[0]
            if relation in ("acl:relcl", "advcl:relcl") and document.lemma[token].lower() in RELATIVE:
                return above
            return token
        if above == ROOT or depth > DEPTH:
            return None
        if relation == "acl:relcl":
            return None if self.children(verb, "obj") and document.upos[above] != "NOUN" else above
        if relation == "acl":
            if self.children(verb, "mark"):
                return self._owner(above, depth)
            return above
        if relation in ("xcomp", "advcl", "ccomp"):
            if document.upos[above] in ("NOUN", "PROPN") and relation != "xcomp":
                return self.subject(above, depth + 1)
            marks = {document.lemma[mark].lower() for mark in self.children(verb, "mark", "case")}
            lent = self.children(above, "obj", "iobj") or self.children(above, "nsubj:pass")
            if lent and (
                relation == "xcomp" or (relation == "advcl" and marks & {"of", "from", "for", "into", "against"})
            ):
                return lent[0]
            if relation == "ccomp":
                return None
            return self._owner(above, depth) if document.upos[above] == "NOUN" else self.subject(above, depth + 1)
        if relation == "conj":
            governor = above if document.upos[above] in ("VERB", "AUX", "ADJ") else document.head[above]
            return None if governor == ROOT else self.subject(governor, depth + 1)
        return None

    def _owner(self, noun: int, depth: int) -> int | None:
        """Return whose act a noun with an infinitive is: "Iran's threat to close", "made an attempt to cross"."""
        owners = self.children(noun, "nmod:poss")
        if owners:
            return owners[0]
        above = self.document.head[noun]
        if above != ROOT and self.document.lemma[noun].lower() in CHARGES:
            charged = self.children(above, "obj", "nsubj:pass")
            if charged:
                return charged[0]
        if above != ROOT and depth < DEPTH:
            return self.subject(above, depth + 1)
        return None

    def _of_verb(self, verb: int) -> Roles:
        document = self.document
        roles = Roles()
        subject = self.subject(verb)
        is_passive = self.is_passive(verb)
        for child in document.children[verb]:
            relation = document.deprel[child]
            if relation == "obl:agent" or (relation == "obl" and is_passive and self.case(child) == "by"):
                roles.agents.extend(self.conjuncts(child))
            elif relation.startswith("obl") or relation == "nmod":
                self._add_case(roles, child)
            elif relation == "obj":
                roles.patients.extend(self.conjuncts(child))
            elif relation == "iobj":
                roles.by_case.setdefault("to", []).extend(self.conjuncts(child))
        if subject is not None:
            (roles.patients if is_passive else roles.agents).extend(self.conjuncts(subject))
        if document.deprel[verb] == "acl:relcl" and not roles.patients and not is_passive:
            self._fill_gap(roles, verb)
        if document.deprel[verb] == "conj" and not is_passive:
            self._share(roles, verb)
        if is_passive and not roles.agents:
            self._share_doer(roles, verb)
        return roles

    def _fill_gap(self, roles: Roles, verb: int) -> None:
        """Give a relative clause without object what it describes: "the village that they shelled"."""
        document = self.document
        noun = document.head[verb]
        if noun not in roles.agents and self.children(verb, *SUBJECTS):
            stranded = [c for c in document.children[verb] if document.deprel[c] in ("obl", "obj")]
            if not any(document.lemma[c].lower() in RELATIVE for c in stranded):
                roles.patients.append(noun)

    def _share(self, roles: Roles, verb: int) -> None:
        """Let a coordinated verb without object have the object that stands after it: "attacked and burned the town"."""
        if not roles.patients and not self.children(verb, *SUBJECTS):
            first = self.document.head[verb]
            roles.patients.extend(token for token in self.children(first, "obj") if token > verb)

    def _share_doer(self, roles: Roles, verb: int) -> None:
        """Let coordinated passives have one doer: "was dragged out by gunmen and shot", "was held and beaten by guards"."""
        document = self.document
        near = self.children(verb, "conj")
        if document.deprel[verb] == "conj" and not self.children(verb, *SUBJECTS):
            near.append(document.head[verb])
        for other in near:
            if document.upos[other] == "VERB" and not (
                other in near and self.children(other, *SUBJECTS) and other > verb
            ):
                roles.agents += [t for c in self.children(other, "obl:agent") for t in self.conjuncts(c)]

    def _of_noun(self, noun: int) -> Roles:
        document = self.document
        roles = Roles()
        for child in document.children[noun]:
            relation = document.deprel[child]
            if relation == "nmod:poss":
                roles.agents.extend(self.conjuncts(child))
            elif relation.startswith(("nmod", "obl")) and relation != "nmod:desc":
                if self.case(child) == "by":
                    roles.agents.extend(self.conjuncts(child))
                else:
                    self._add_case(roles, child)
        if self.children(noun, "nsubj") and not roles.agents:
            roles.agents.extend(self.conjuncts(self.children(noun, "nsubj")[0]))
        return roles

    def _add_case(self, roles: Roles, token: int) -> None:
        """File a complement under its preposition; nouns that only carry another lead to it."""
        document = self.document
        case = self.case(token)
        for member in self.conjuncts(token):
            carried = [
                inner
                for inner in self.children(member, "nmod")
                if document.lemma[member].lower() in CARRIERS and self.case(inner) == "of"
            ]
            for inner in carried:
                own = "towards" if document.lemma[member].lower() == "direction" else "by"
                roles.by_case.setdefault(own, []).extend(self.conjuncts(inner))
            if not carried:
                roles.by_case.setdefault(case, []).append(member)
