"""The speech act of an attribution and the head token of its target, from the cue and, where that is bare, the content.

The cue names the act ("accused", "promised"). A bare one ("said") takes it from what is said: a first person that performs
it ("we call for ..."), a wrong that another party is said to have done (accuse), responsibility (blame), a modal, a feeling.
`acts.toml` lists the words.
"""

from __future__ import annotations

import tomllib
from bisect import bisect_left
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from transforms.coreference import FIRST_PERSON, Referent, Referents
from transforms.coreference.parties import STATE
from transforms.language.document import Document
from transforms.statements.attribution import Attribution
from transforms.statements.cues import load_cues
from transforms.statements.frames import case, complements, has

BARE = frozenset({"assert", "announce", "confirm"})
"""Acts of a cue that its content may sharpen."""
SECTIONS = {
    "wrongs": {"verbs", "nouns", "carriers"},
    "blame": {"adjectives", "nouns"},
    "feelings": {"express_concern", "thank", "apologise", "condemn", "criticise", "deny", "promise", "praise"},
    "modals": {"demand", "call_for"},
    "threats": {"verbs", "nouns"},
    "helps": {"verbs"},
}
NEGATIONS = frozenset({"not", "n't", "never", "no", "neither", "nor"})
PERFORMED = frozenset(
    {"condemn", "call_for", "demand", "thank", "apologise", "promise", "reject", "deny", "accuse", "blame", "warn",
     "praise", "propose", "express_support", "agree", "criticise"}
)  # fmt: skip
OBJECT_TARGETS = frozenset(
    {"obj", "obj+", "guilt", "pass", "of", "for", "on", "to", "with", "against", "over", "about", "at"}
)

TOLD = frozenset(
    {"say", "reveal", "disclose", "specify", "mention", "identify", "name", "elaborate", "explain", "tell"}
)
"""Cues that, negated, tell that somebody kept something back."""
OWNING = frozenset({"claim", "accept", "assume", "take", "admit", "acknowledge"})
"""Cues by which, with "responsibility", somebody owns to what was done."""
DIRECTED = frozenset({"call_for", "demand", "warn", "threaten"})
"""Acts done to the one spoken to."""
BLOWS = frozenset({"airstrike", "fighting", "clash", "explosion", "blast", "shell", "barrel"})
"""Things that kill without being a party."""
OUTSIDE = frozenset(
    {"REB", "UAF", "CRM", "OPP", "CVL", "SOC", "LAB", "EDU", "JRN", "NGO", "REF", "REL", "AGR", "BUS", "MED", "PTY"}
)
"""Sectors of those who are not their state, so that one of them and a body of it are two sides."""
ABOUT_SUBJECT = frozenset({"accuse", "blame", "criticise", "condemn", "demand", "call_for", "praise"})
"""Acts whose target is the subject of the clause that is said."""


@dataclass(frozen=True, slots=True)
class Words:
    """The lists of `acts.toml`, section and key joined by a point."""

    of: dict[str, frozenset[str]]
    feeling_of: dict[str, str]
    modal_of: dict[str, str]


@cache
def load_words() -> Words:
    """Return the packaged lists; raises ValueError for a section or key that nobody reads."""
    data = tomllib.loads((files("transforms.statements") / "acts.toml").read_text(encoding="utf-8"))
    if {section: set(keys) for section, keys in data.items()} != SECTIONS:
        raise ValueError(f"acts.toml: sections and keys are not {SECTIONS}")
    lists = {f"{section}.{key}": frozenset(words) for section, keys in data.items() for key, words in keys.items()}
    return Words(
        lists,
        {word: act for act, words in data["feelings"].items() for word in words},
        {word: act for act, words in data["modals"].items() for word in words},
    )


def is_negated(document: Document, token: int) -> bool:
    """Whether a negation stands with the token itself."""
    return any(document.lemma[child].lower() in NEGATIONS for child in document.children[token])


def speech_act(
    document: Document, referents: Referents, attribution: Attribution, speaker: Referent | None
) -> tuple[str, int | None]:
    """Return the act and the head token of whom or what it is about, None where nobody is named."""
    act = attribution.cue.act
    if (
        act == "assert"
        and attribution.cue.lemma in TOLD
        and attribution.continues is None
        and _is_kept_back(document, attribution)
    ):
        return "decline_comment", None
    if attribution.cue.lemma in ("rule", "exclude") and act == "deny" and is_negated(document, attribution.head):
        return "warn", None  # "does not rule out"
    if attribution.cue.lemma == "plead" and _pleads_not(document, attribution):
        return "deny", None
    complement = attribution.complement if attribution.complement is not None else _root(document, attribution)
    if complement is not None and document.lemma[complement] == "responsibility" and attribution.cue.lemma in OWNING:
        return "confirm", None
    if act not in BARE or complement is None:
        return act, _target(document, attribution, act)
    if attribution.frame in ("obj+", "as"):
        return _named_as(document, attribution) or act, complement
    return _said(document, referents, complement, speaker) or (act, None)


def _is_kept_back(document: Document, attribution: Attribution) -> bool:
    """Whether something is told not to have been said: "did not say where", "would not reveal the route"."""
    return attribution.frame in ("wh", "obj", "pass") and is_negated(document, attribution.head)


def _pleads_not(document: Document, attribution: Attribution) -> bool:
    """Whether what is pleaded is "not guilty"."""
    return attribution.complement is not None and is_negated(document, attribution.complement)


def wrongdoer(document: Document, attribution: Attribution) -> int | None:
    """Return the head token of who is said to have done a wrong, None where the content tells none."""
    root = attribution.complement if attribution.complement is not None else _root(document, attribution)
    for clause in _clauses(document, root) if root is not None else ():
        wrong = _wrong(document, clause, load_words())
        if wrong is not None and not is_negated(document, clause):
            return _agent(document, clause, wrong)
    return None


def _root(document: Document, attribution: Attribution) -> int | None:
    """Return the token that heads the first clause of a quotation that no cue governs."""
    start, end = attribution.spans[0]
    inside = range(bisect_left(document.start, start), bisect_left(document.start, end))
    return next((t for t in inside if document.head[t] not in inside and document.upos[t] != "PUNCT"), None)


def _named_as(document: Document, attribution: Attribution) -> str | None:
    """Return the act of calling somebody or something what it is called: "a fabrication" denies, "barbaric" condemns."""
    feeling_of = load_words().feeling_of
    first, last = document.extents[attribution.head]
    named = range(max(first, attribution.head), last)
    return next((act for token in named if (act := feeling_of.get(document.lemma[token].lower()))), None)


def _target(document: Document, attribution: Attribution, act: str) -> int | None:
    head, complement = attribution.head, attribution.complement
    if act in ("assert", "announce", "confirm", "decline_comment") or complement is None:
        return None
    if attribution.frame in OBJECT_TARGETS:
        obj = has(document, head, "obj") if attribution.frame != "pass" else complement
        return obj if obj is not None else complement
    if attribution.frame in ("that", "around", "quote"):
        addressee = has(document, head, "obj", "iobj")
        if act in DIRECTED and addressee is not None:
            return addressee
        return has(document, complement, "nsubj", "nsubj:pass") if act in ABOUT_SUBJECT else None
    return None


def _said(
    document: Document, referents: Referents, root: int, speaker: Referent | None
) -> tuple[str, int | None] | None:
    """Read the act off the clause that ``root`` heads, and then off the clauses coordinated with it or below it."""
    for clause in _clauses(document, root):
        found = _performed(document, clause) or _judged(document, referents, clause, speaker)
        if found is not None:
            return found
    return None


def _clauses(document: Document, root: int) -> list[int]:
    clauses = [root]
    for clause in clauses:
        clauses += [c for c in document.children[clause] if document.deprel[c] in ("conj", "parataxis")]
    return clauses


def _performed(document: Document, clause: int) -> tuple[str, int | None] | None:
    """A first person who does by the word what the word says."""
    subject = has(document, clause, "nsubj")
    of_lemma = load_cues().get((document.lemma[clause], document.upos[clause]), {})
    frames = [complement.frame for complement in complements(document, clause)] if of_lemma else []
    cue = next((of_lemma[frame] for frame in frames if frame in of_lemma), None)
    if subject is None or cue is None or cue.act not in PERFORMED:
        return None
    if document.lemma[subject].lower() not in FIRST_PERSON or is_negated(document, clause):
        return None
    obj = has(document, clause, "obj", "iobj", "obl")
    return cue.act, obj


def _judged(
    document: Document, referents: Referents, clause: int, speaker: Referent | None
) -> tuple[str, int | None] | None:
    words = load_words()
    lemma = document.lemma[clause].lower()
    subject = has(document, clause, "nsubj", "nsubj:pass")
    own = subject is not None and _is_own(document, referents, subject, speaker)
    negated = is_negated(document, clause)
    auxiliaries = {document.lemma[c].lower(): c for c in document.children[clause] if document.deprel[c] == "aux"}
    predicate = has(document, clause, "xcomp")
    blamed = words.of["blame.adjectives"]
    if (
        lemma in blamed
        or (predicate is not None and document.lemma[predicate] in blamed)
        or _has_noun(document, clause, words.of["blame.nouns"])
    ):
        return ("deny", None) if own and negated else ("blame", subject)
    if lemma in words.feeling_of and not negated:
        act = words.feeling_of[lemma]
        if act in ("express_concern", "thank", "apologise"):
            return act, _about(document, clause)
        return act, None if own else subject
    if own and {"will", "shall", "would"} & auxiliaries.keys():
        if negated:
            return "reject", None
        if lemma in words.of["threats.verbs"]:
            return "threaten", None
        return ("promise" if lemma in words.of["helps.verbs"] else "announce"), None
    wrong = _wrong(document, clause, words)
    if wrong is not None and own:
        return ("deny", None) if negated else None
    if (
        wrong is not None
        and not negated
        and not {"may", "might", "could", "would", "will", "should"} & auxiliaries.keys()
    ):
        agent = _agent(document, clause, wrong)
        if agent is not None and _is_other(referents, agent, speaker):
            return "accuse", agent
    for modal, act in words.modal_of.items():
        if modal in auxiliaries and not own:
            return act, subject
    return None


def _wrong(document: Document, clause: int, words: Words) -> int | None:
    """Return the token that names a wrong in the clause: its verb, or a noun among its arguments."""
    lemma = document.lemma[clause].lower()
    if (
        document.upos[clause] == "VERB"
        and lemma in words.of["wrongs.verbs"]
        and lemma not in words.of["wrongs.carriers"]
    ):
        return clause
    for child in document.children[clause]:
        if document.lemma[child].lower() in words.of["wrongs.nouns"] and document.deprel[child] != "nsubj:pass":
            carried = document.deprel[child] in ("obj", "obl", "nsubj", "xcomp")
            if carried and (lemma in words.of["wrongs.carriers"] or _owner(document, child) is not None):
                return child
    if lemma in words.of["wrongs.nouns"]:
        return clause
    return None


def _agent(document: Document, clause: int, wrong: int) -> int | None:
    """Return who did the wrong: its owner ("Azerbaijani aggression"), the "by" of a passive, or the subject."""
    owner = _owner(document, wrong) if wrong != clause or document.upos[wrong] == "NOUN" else None
    if owner is not None:
        return owner
    passive = has(document, clause, "nsubj:pass", "aux:pass") is not None
    agent = has(document, clause, "obl:agent") if passive else has(document, clause, "nsubj")
    thing = agent is not None and document.lemma[agent].lower() in load_words().of["wrongs.nouns"] | BLOWS
    return None if thing else agent


def _owner(document: Document, noun: int) -> int | None:
    for child in document.children[noun]:
        if (
            document.deprel[child] in ("nmod:poss", "amod", "compound")
            and document.text[document.start[child]].isupper()
        ):
            return child
        if document.deprel[child] == "nmod" and case(document, child) == "by":
            return child
    return None


def _has_noun(document: Document, clause: int, nouns: frozenset[str]) -> bool:
    if document.lemma[clause].lower() in nouns and document.upos[clause] == "NOUN":
        return True
    if document.lemma[clause].lower() not in ("bear", "carry", "have", "be", "lie", "rest", "hold", "share"):
        return False
    return any(document.lemma[c].lower() in nouns for c in document.children[clause] if document.deprel[c] != "nsubj")


def _about(document: Document, clause: int) -> int | None:
    return has(document, clause, "obl", "nmod")


def _is_own(document: Document, referents: Referents, subject: int, speaker: Referent | None) -> bool:
    if document.lemma[subject].lower() in FIRST_PERSON:
        return True
    referent = referents.resolve(subject)
    if referent is None or speaker is None:
        return False
    if referent.name is not None and referent.name == speaker.name:
        return True
    shared = set(referent.country) & set(speaker.country)
    return bool(shared) and not (referent.sector in OUTSIDE or speaker.sector in OUTSIDE)


def _is_other(referents: Referents, agent: int, speaker: Referent | None) -> bool:
    """Whether the agent is a party, and another one than the speaker: of another country, or outside its state."""
    referent = referents.identified(agent)
    if referent is None or referent.name is None:
        return False
    if referent.actor_id is None and not referent.country and referent.kind not in ("organisation", "title"):
        return False
    if speaker is None:
        return True
    if referent.name == speaker.name:
        return False
    if not set(referent.country) & set(speaker.country):
        return True
    return agent in referents.parties.of and (referent.sector in STATE) != (speaker.sector in STATE)
