"""Which happenings are events that the text asserts: told, not only referred to, and of public affairs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from transforms.codebook.events import Codebook
from transforms.language.document import ROOT
from transforms.mentions.calendar import Calendar
from transforms.mentions.cast import UNKNOWN
from transforms.mentions.grammar import CARRIERS, RELATIVE, Grammar
from transforms.mentions.happenings import HARM, Happening
from transforms.mentions.relevance import Relevance
from transforms.mentions.sides import Sides

Row = dict[str, Any]

DEFINITE = frozenset({"the", "this", "that", "these", "those", "such", "its", "their", "his", "her", "any"})
TAKING_UP = frozenset({"the", "this", "that", "these", "those"})
REQUIRED = 2
"""Reasons a noun needs to count as told; a light verb or a verb of occurrence alone suffice."""
ALWAYS_PUBLIC = frozenset(
    {"MIL", "GOV", "REB", "COP", "IGO", "LEG", "JUD", "PRM", "SPY", "PTY", "UAF", "OPP", "PRE", "NGO", "IMG", "ISM"}
)
ARMED = frozenset({"MIL", "REB", "COP", "PRM", "UAF"})
POLITICAL = frozenset({"GOV", "LEG", "PTY", "OPP", "ELI", "JUD"})
SPEAKING = frozenset({"JRN", "NGO", "IGO", "EDU", "LAB", "BUS"})
ARMED_WEIGHT, PARTY_WEIGHT, CIVIL_WEIGHT = 1.0, 0.5, 0.5
"""How much a party weighs for an event of public affairs; countries play matches, too."""
CIVIL = frozenset({"CVL", "REF", "JRN", "SOC", "LAB", "REL", "EDU", "AGR", "MED"})
VERBAL = frozenset({"AGREE", "CONSULT", "SUPPORT", "CONCEDE", "REQUEST", "ACCUSE", "REJECT", "THREATEN"})
AUTHORED = (VERBAL | {"AID", "COOPERATE", "MOBILIZE"}) - {"CONCEDE"}
"""Types that mean little where nobody is known to have done it."""
REFLECTING = frozenset(
    {"condemn", "criticise", "praise", "thank", "express_concern", "express_support", "call_for", "demand"}
)
"""Acts of speech whose words take for granted the events that they name."""
BEFALLING = frozenset({"SANCTION"})
"""Types that courts and superiors do unnamed: who "was fined" matters, whoever did it."""
LOW_BAR = frozenset({"ASSAULT", "PROTEST", "COERCE"})
TOWARDS = frozenset(
    {"ACCUSE", "AID", "SUPPORT", "CONSULT", "COOPERATE", "AGREE", "REQUEST", "REJECT", "CONCEDE", "THREATEN"}
)
"""Types that are done to somebody: a weak word of theirs without an aim is one of ordinary life."""
BOTH = frozenset({"both", "two", "rival", "warring", "opposing"})
PERSONS = frozenset({"i", "we", "he", "she", "they", "who"})
ACCIDENTS = frozenset({"crash", "accident", "crush", "stampede", "flood", "storm", "earthquake", "quake", "landslide", "avalanche",
                       "collision", "derailment", "tornado", "hurricane", "cyclone", "typhoon", "heatwave", "outbreak", "epidemic",
                       "sinking", "capsizing", "pileup", "mudslide", "tsunami", "collapse", "sink", "capsize", "derail", "overturn"})  # fmt: skip
CONDITIONS = frozenset({"if", "unless"})
NOT = frozenset({"not", "n't"})
MEANS_USED = frozenset({"use", "gather", "rally", "assemble"})
"""Verbs whose purpose is reached by them: who used a speech to criticise somebody did criticise."""
ENDING_IN = frozenset({"start", "begin", "result", "lead", "end", "culminate", "escalate"})
BRINGING = frozenset({"spark", "trigger", "follow", "precede", "prompt", "provoke", "cause"})
"""Verbs whose complement happened no less than their subject: "the speech was followed by riots"."""


def is_told(
    grammar: Grammar,
    happening: Happening,
    sides: Sides,
    calendar: Calendar,
    codebook: Codebook,
    statement: Row | None,
    told: Sequence[tuple[Happening, Sides]],
) -> bool:
    """Whether the text asserts the happening; a verb does, a noun needs reasons: a clause of its own, sides, a date.

    What no event of its type, ``told`` before, can have told is news, too.
    """
    document = grammar.document
    head = happening.head
    if document.upos[head] not in ("NOUN", "PROPN"):
        return True
    reasons = 0
    if happening.clause != head or happening.is_reported or happening.harms:
        reasons += 2
    if statement is not None and statement["speech_act"] in REFLECTING:
        reasons -= 2
    token = _counted(grammar, grammar.first_conjunct(head))
    above, relation = document.head[token], document.deprel[token]
    lemma = document.lemma[above].lower() if above != ROOT else ""
    if above == ROOT or relation == "parataxis":
        reasons += 1
    elif relation in ("nsubj", "nsubj:pass") and lemma in codebook.classes["occurrence"]:
        reasons += 3
    elif relation in ("nsubj", "nsubj:pass") and document.upos[above] == "VERB":
        reasons += 2
    elif relation == "obl" and lemma in ENDING_IN:
        reasons += 1
    is_brought = relation in ("obl", "obl:agent") and lemma in BRINGING and grammar.case(token) == "by"
    if is_brought:
        reasons += 2
    if grammar.children(token, "cop") and grammar.case(token) in ("under", "on"):  # "is under siege"
        reasons += 2
    is_reflected = lemma in codebook.classes["reflection"] and relation != "nsubj" and not is_brought
    if above != ROOT and happening.clause == head and is_reflected:
        reasons -= 2
    explicit = [row for row in (*sides.actors, *sides.recipients) if row["span"] is not None]
    reasons += min(2, len(explicit)) + (happening.frame == "mutual" and len(explicit) > 1)
    reasons += 2 * calendar.has_own(happening) + calendar.is_background(happening)
    reasons += bool(explicit) and not any(earlier.type == happening.type for earlier, _ in told)
    articles = {
        document.lemma[child].lower()
        for child in document.children[head]
        if document.deprel[child] in ("det", "nmod:poss")
    }
    if articles & DEFINITE:
        reasons -= 1
    elif "a" in articles or "an" in articles:
        reasons += 1
    return reasons >= REQUIRED


def _counted(grammar: Grammar, token: int) -> int:
    """Return the word that only counts a noun in its place: "hundreds" of "hundreds of arrests were made"."""
    above = grammar.document.head[token]
    is_counted = grammar.document.deprel[token] == "nmod" and grammar.case(token) == "of"
    return above if is_counted and above != ROOT and grammar.document.lemma[above].lower() in CARRIERS else token


def is_event(
    happening: Happening, sides: Sides, grammar: Grammar, relevance: Relevance, classes: Mapping[str, frozenset[str]]
) -> bool:
    """Whether the happening is one of public affairs, as far as its parties and the words around it tell."""
    sentence = grammar.document.sentence_of[happening.head]
    rows = [*sides.actors, *sides.recipients]
    public = sum(1 for row in rows if is_public_party(row))
    civil = sum(1 for row in rows if row["sector"] in CIVIL)
    is_weak = happening.hit.pattern.is_weak
    is_unknown = sides.actors == [UNKNOWN] or not sides.actors
    if happening.hit.trigger.needs_obligation and not any(row["country"] for row in sides.recipients):
        return False
    if is_aside(happening, grammar) or is_premise(happening, grammar):
        return False
    if is_unknown and is_accident(happening, grammar):
        return False
    if is_unknown and happening.frame != "mutual" and happening.type not in LOW_BAR:
        somebody = relevance.is_public_text and _is_by_somebody(happening, grammar, classes)
        undergone = any(is_public_party(row) for row in sides.recipients)
        befell = happening.type in BEFALLING and relevance.is_public_text and grammar.is_passive(happening.clause)
        if is_weak and not ((somebody or befell) and undergone):
            return False
        held = relevance.is_public_text and not is_weak and any(row["sector"] != "BUS" for row in sides.recipients)
        if happening.type in AUTHORED and not (somebody or undergone or held):
            return False
    if is_weak and sides.is_by_thing:
        return False
    # "Clashes" and "riots" need no more beside them where the whole text is of public affairs.
    is_at_home = relevance.is_public_text if happening.type in LOW_BAR else relevance.is_conflict_text and bool(public)
    if is_weak and not is_at_home and not _has_aim(happening, sides, grammar, relevance, classes):
        return False
    if happening.type in VERBAL and not public and not (relevance.is_public_text and (civil or sides.actors)):
        return False
    if happening.type in LOW_BAR:
        if sides.is_by_thing:
            return False
        if is_weak and happening.frame == "mutual" and not public and not relevance.is_public_text:
            return False
        if is_unknown and not sides.recipients and not relevance.is_public_text and not relevance.has_public(sentence):
            return False
    elif not public and not relevance.is_public_text:
        return False
    armed = sum(1 for row in rows if row["sector"] in ARMED and row["actor_id"] != (row["country"] or "").lower())
    weight = ARMED_WEIGHT * armed + PARTY_WEIGHT * (public - armed) + CIVIL_WEIGHT * civil
    is_weak = is_weak and not (happening.type in VERBAL and public)
    if relevance.is_public_text and not is_weak:
        return True
    is_state = not is_weak and any(row["sector"] in ALWAYS_PUBLIC for row in sides.actors)
    return relevance.is_public(sentence, weight, is_weak=is_weak, is_state=is_state)


def is_public_party(row: Row) -> bool:
    """Whether a party is one of public affairs: a body of a state, of those who fight it, or anybody of a known country."""
    return row["sector"] in ALWAYS_PUBLIC or bool(row["country"] and row["sector"] != "BUS")


def _is_by_somebody(happening: Happening, grammar: Grammar, classes: Mapping[str, frozenset[str]]) -> bool:
    """Whether the act has a grammatical subject that can only be people, though nobody knows which: "we condemn"."""
    document = grammar.document
    agents = [*grammar.roles(happening.clause).agents, *grammar.roles(happening.head).agents]
    return any(
        document.upos[token] == "PROPN"
        or document.lemma[token] in classes["person"]
        or document.lemma[token] in classes["body-politic"]
        or document.form(token).lower() in PERSONS
        for token in agents
    )


def _has_aim(
    happening: Happening,
    sides: Sides,
    grammar: Grammar,
    relevance: Relevance,
    classes: Mapping[str, frozenset[str]],
) -> bool:
    """Whether a weak word has beside it what makes it an event: whom it is aimed at, another event, a public matter."""
    is_turned = happening.inner is not None and happening.hit.trigger.turns is not None
    if happening.harms or is_turned or (happening.operators and happening.type not in TOWARDS):
        return True
    if happening.type == "ASSAULT" and sides.actors and sides.actors != [UNKNOWN]:
        return any(row["sector"] in ARMED or row["actor_id"] == (row["country"] or "").lower() for row in sides.actors)
    known = [row for row in sides.recipients if is_public_party(row) or row["sector"] in CIVIL]
    if happening.type == "COOPERATE" or (happening.type == "REJECT" and not happening.hit.pattern.rest):
        known = []
    if happening.frame == "mutual":
        agents = grammar.roles(happening.clause).agents
        both = any(grammar.has(token, BOTH, "nummod", "det", "det:predet", "amod") is not None for token in agents)
        return bool(known) or both or len([row for row in sides.actors if row != UNKNOWN]) > 1
    document = grammar.document
    roles = grammar.roles(happening.clause)
    around = [*roles.patients, *(token for tokens in roles.by_case.values() for token in tokens)]
    clauses = grammar.children(happening.clause, "ccomp", "xcomp")
    around += [*clauses, *grammar.children(happening.clause, "advcl")]
    if (
        happening.type in VERBAL - {"SUPPORT"}
        and clauses
        and any(row["sector"] in ALWAYS_PUBLIC | ARMED for row in sides.actors)
    ):
        return True
    if happening.type == "PROTEST" and any(row["sector"] in CIVIL for row in sides.actors):
        return True
    if happening.hit.trigger.object and "to" in roles.by_case:
        return True
    if known or any(token in relevance.named and token not in happening.tokens for token in around):
        return True
    if happening.type != "AID" and any(document.lemma[token] in classes["matter"] for token in around):
        return True
    if happening.type in LOW_BAR:
        agents = grammar.roles(happening.clause).agents
        is_armed = any(row["sector"] in ARMED for row in sides.actors)
        return is_armed or any(document.lemma[token] in classes["means"] | classes["weapon"] for token in agents)
    return happening.type not in TOWARDS


def is_accident(happening: Happening, grammar: Grammar) -> bool:
    """Whether people came to harm by what nobody did on purpose: "killed in a crash", "died after the quake"."""
    if happening.hit.trigger.id not in HARM or happening.operators:
        return False
    by_case = grammar.roles(happening.head).by_case
    causes = [token for case in ("in", "by", "from", "after", "during") for token in by_case.get(case, ())]
    causes += grammar.children(happening.head, "advcl")
    return any(grammar.document.lemma[token].lower() in ACCIDENTS for token in causes)


def is_of_words(happening: Happening, sides: Sides, grammar: Grammar) -> bool:
    """Whether an attack is one of words: a politician's, by name, on others of public life."""
    if happening.hit.trigger.id != "assault.attack" or happening.head != happening.clause or len(happening.tokens) > 1:
        return False
    if happening.harms or happening.operators or not sides.recipients:
        return False
    document = grammar.document
    people = {document.end[e.last - 1] for e in document.entities if e.label == "PER"}
    by_name = all(row["span"] and row["span"]["end"] in people for row in sides.actors)
    return (
        by_name
        and {row["sector"] for row in sides.actors} <= POLITICAL
        and {row["sector"] for row in sides.recipients} <= POLITICAL | SPEAKING | {"UNK"}
    )


def is_premise(happening: Happening, grammar: Grammar) -> bool:
    """Whether a clause only says what must be done lest something follow: "if the ministry does not back down"."""
    document, clause = grammar.document, grammar.first_conjunct(happening.clause)
    is_condition = document.deprel[clause] == "advcl" and grammar.has(clause, CONDITIONS, "mark") is not None
    return is_condition and grammar.has(clause, NOT, "advmod") is not None


def is_aside(happening: Happening, grammar: Grammar) -> bool:
    """Whether a weak word of speech describes rather than tells: "Egypt, which backs the army", "met to discuss the truce"."""
    document = grammar.document
    if happening.type not in VERBAL or happening.operators:
        return False
    clause = happening.clause
    relation = document.deprel[clause]
    if relation in ("acl:relcl", "acl") and happening.hit.pattern.is_weak and happening.type != "CONSULT":
        subjects = grammar.children(clause, "nsubj", "nsubj:pass")
        return not subjects or any(document.lemma[token] in RELATIVE for token in subjects)
    is_purpose = relation in ("advcl", "acl") and grammar.has(clause, frozenset({"to"}), "mark") is not None
    return is_purpose and document.lemma[document.head[clause]] not in MEANS_USED


def repeats(happening: Happening, sides: Sides, told: Sequence[tuple[Happening, Sides]], grammar: Grammar) -> bool:
    """Whether a noun with a definite article only takes up an event of its type told before: "the meeting"."""
    document = grammar.document
    countries = {row["country"] for row in (*sides.actors, *sides.recipients) if row["country"]}
    taken_up = {
        document.lemma[token].lower()
        for token in happening.tokens
        if document.upos[token] == "NOUN" and grammar.has(token, TAKING_UP, "det") is not None
    }
    return any(
        earlier.type == happening.type
        and taken_up & {form for token in earlier.tokens for form in _forms(document.lemma[token].lower())}
        and countries <= {row["country"] for row in (*other.actors, *other.recipients)}
        for earlier, other in told
    )


def _forms(lemma: str) -> tuple[str, str]:
    """Return a lemma and the noun made of the verb: "killing" takes up that somebody was killed."""
    return lemma, f"{lemma.removesuffix('e')}ing"
