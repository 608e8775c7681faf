"""Whether an event is said to have happened: actual, future, hypothetical, negated; and the words that say so."""

from __future__ import annotations

from transforms.language.document import ROOT
from transforms.mentions.grammar import Grammar
from transforms.mentions.happenings import Happening, is_coming

NEGATION = frozenset({"not", "n't", "never", "no", "neither", "nor", "without", "nobody", "none", "hardly", "nothing"})
WILL = frozenset({"will", "'ll", "’ll", "shall", "wo"})
WOULD = frozenset({"would", "'d", "’d"})
MAYBE = frozenset({"could", "may", "might", "should", "must", "can", "ca", "ought"})
CONDITIONS = frozenset({"if", "unless", "whether", "lest", "until"})
UNREAL = {
    "prevent": "hypothetical", "avoid": "hypothetical", "avert": "hypothetical", "deter": "hypothetical",
    "possible": "hypothetical", "potential": "hypothetical", "possibility": "hypothetical", "risk": "hypothetical",
    "threat": "hypothetical", "danger": "hypothetical", "fear": "hypothetical", "likelihood": "hypothetical",
    "hypothetical": "hypothetical", "alternative": "hypothetical", "imminent": "future", "upcoming": "future",
    "planned": "future", "future": "future", "forthcoming": "future", "prospect": "hypothetical", "plan": "future",
    "proposed": "hypothetical", "scheduled": "future", "foil": "negated", "thwart": "negated", "absence": "negated",
    "lack": "negated", "refrain": "negated", "abstain": "negated", "avoidance": "negated", "deny": "negated",
    "case": "hypothetical", "next": "future", "coming": "future", "want": "hypothetical", "wish": "hypothetical",
    "hope": "hypothetical", "refuse": "negated", "decline": "negated", "fail": "negated",
}  # fmt: skip
"""Words above or beside an event that take away that it happened. "In case of an attack": `case` counts as governor only."""
MODIFIERS = frozenset({"possible", "potential", "hypothetical", "imminent", "upcoming", "planned", "future", "forthcoming",
                       "proposed", "scheduled", "next", "coming"})  # fmt: skip
CARRIED_OUT = frozenset(
    {"decision", "move", "order", "campaign", "attempt", "effort", "operation", "first", "last", "plan"}
)
"""Nouns whose infinitive tells what is done: "the decision to freeze talks", unlike "the right to attack"."""
EARLIER = frozenset({"previously", "formerly", "historically"})
"""Adverbs that set an act before the news."""
STEPS = 4
"""Clauses upward within which a condition or a negation still reaches an event."""


def find_modality(grammar: Grammar, happening: Happening) -> tuple[str, str | None]:
    """Return modality and cue of a happening, dates left aside."""
    for operator in (*reversed(happening.operators), happening.hit):
        if operator.trigger.modality:
            word = grammar.document.form(operator.head)
            negated = _negation(grammar, operator.head)
            return ("negated", negated) if negated else (operator.trigger.modality, word)
    clause = happening.clause if happening.told_by is None else happening.told_by
    if happening.told_by is not None and is_coming(grammar, clause):
        return "future", grammar.document.form(clause)
    for token in dict.fromkeys((clause, happening.head)):
        if cue := _negation(grammar, token):
            found = _auxiliary(grammar, token)
            happening.is_refused = found is not None and found[0] == "future"
            if happening.is_refused and happening.frame == "host":
                happening.frame = "act"
            return "negated", cue
    earlier = grammar.has(clause, EARLIER, "advmod")
    told = ("historical", grammar.document.form(earlier)) if earlier is not None else ("actual", None)
    return _unreal(grammar, happening, clause) or told


def _negation(grammar: Grammar, token: int) -> str | None:
    """Return the word that negates a verb or noun, or its subject or object ("no shots were fired")."""
    document = grammar.document
    for child in document.children[token]:
        word = document.form(child).lower()
        if word in NEGATION and document.deprel[child] in (
            "advmod",
            "det",
            "nsubj",
            "nsubj:pass",
            "cc:preconj",
            "obj",
            "mark",
            "case",
        ):
            return document.form(child)
        if document.deprel[child] in ("obj", "nsubj", "nsubj:pass"):
            for inner in grammar.children(child, "det", "advmod"):
                if document.form(inner).lower() in ("no", "neither", "not"):
                    return document.form(inner)
    return None


def _unreal(grammar: Grammar, happening: Happening, clause: int) -> tuple[str, str] | None:
    """Return modality and cue from auxiliaries, conditions, purposes and governing words."""
    document = grammar.document
    for child in document.children[happening.head]:
        if document.deprel[child] in ("amod", "case") and document.lemma[child].lower() in MODIFIERS:
            return UNREAL[document.lemma[child].lower()], document.form(child)
    found = _auxiliary(grammar, clause)
    if found:
        return found
    token = clause
    for _ in range(STEPS):
        above, relation = document.head[token], document.deprel[token]
        marks = {document.lemma[mark].lower(): mark for mark in grammar.children(token, "mark")}
        condition = next((marks[word] for word in marks if word in CONDITIONS), None)
        if condition is not None:
            return "hypothetical", document.form(condition)
        if token == clause and relation == "advcl" and "against" in marks:  # "warned it against supplying arms"
            return "hypothetical", document.form(marks["against"])
        if (
            token == clause
            and "to" in marks
            and (relation == "advcl" or (relation == "acl" and document.lemma[above] not in CARRIED_OUT))
        ):
            return "hypothetical", document.form(marks["to"])
        if above == ROOT:
            return None
        lemma = document.lemma[above].lower()
        is_complement = relation in ("xcomp", "ccomp", "obj", "obl", "acl", "nmod", "nsubj:pass", "advcl")
        if lemma in UNREAL and is_complement and lemma not in MODIFIERS and above not in happening.tokens:
            return UNREAL[lemma], document.form(above)
        is_apart = relation == "conj" and grammar.children(token, "nsubj", "nsubj:pass")
        if is_apart:
            return None
        if relation in ("xcomp", "conj") and document.upos[above] in ("VERB", "ADJ"):
            found = _auxiliary(grammar, above)
            if not found and (cue := _negation(grammar, above)) and relation == "xcomp":
                found = ("negated", cue)
            if found:
                return found
        if relation in ("ccomp", "parataxis", "acl:relcl"):
            return None
        token = above
    return None


def _auxiliary(grammar: Grammar, verb: int) -> tuple[str, str] | None:
    """Return what modal verbs make of a clause; "would" without a condition is the future told in the past."""
    document = grammar.document
    for child in grammar.children(verb, "aux", "cop"):
        word = document.form(child).lower()
        if word in WILL:
            return "future", document.form(child)
        if word in WOULD:
            has_condition = any(
                document.lemma[mark].lower() in CONDITIONS
                for clause in (verb, *grammar.children(verb, "xcomp", "ccomp"))
                for other in grammar.children(clause, "advcl")
                for mark in grammar.children(other, "mark")
            )
            return ("hypothetical" if has_condition else "future"), document.form(child)
        if word in MAYBE and document.lemma[verb].lower() != word:
            return "hypothetical", document.form(child)
    marks = {document.lemma[mark].lower() for mark in grammar.children(verb, "mark", "case", "advmod")}
    if "due" in marks or ("to" in marks and grammar.has(verb, frozenset({"be"}), "aux", "cop") is not None):
        return "future", "to"
    governor = document.head[verb]
    if "to" in marks and governor != ROOT and document.deprel[verb] == "xcomp":
        lemma = document.lemma[governor].lower()
        if lemma in ("be", "go", "about", "set", "due"):
            return "future", document.form(governor)
    return None
