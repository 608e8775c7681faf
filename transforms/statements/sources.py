"""Sources: the token that heads the phrase for whoever speaks, found from the cue by its grammar."""

from __future__ import annotations

from transforms.language.document import ROOT, Document
from transforms.statements.frames import case, has

TURNS = frozenset({"turn", "time", "part", "trouble", "step", "day", "week", "month", "year", "hour", "fun"})
"""Nouns that a participle after them does not describe: "took turns criticising", "spent years saying"."""
LIGHT = frozenset(
    {
        "make",
        "issue",
        "have",
        "give",
        "express",
        "voice",
        "release",
        "offer",
        "raise",
        "show",
        "deliver",
        "send",
        "hold",
    }
)
"""Verbs that lend their subject to the noun that says what is done: "made a promise", "expressed concern"."""
EXPRESSING = frozenset({"express", "voice", "show", "issue", "make", "reiterate", "convey"})
"""Those of them after which the noun alone tells what was said: "showed concern", "voiced support"."""


def of_verb(document: Document, cue: int) -> int | None:
    """Return who does what the verb says: its subject, or the one it shares or borrows; None where none is named."""
    if has(document, cue, "nsubj:pass", "aux:pass") is not None:
        agent = has(document, cue, "obl:agent")
        return agent if agent is not None else _by(document, cue)
    subject = has(document, cue, "nsubj", "nsubj:outer")
    if subject is not None:
        return None if document.upos[subject] == "SCONJ" else subject
    above, relation = document.head[cue], document.deprel[cue]
    if relation in ("acl", "advcl") and _is_passive(document, cue):
        agent = has(document, cue, "obl:agent")
        return agent if agent is not None else _by(document, cue)
    if has(document, cue, "expl") is not None:
        return None
    if above == ROOT:
        return _inverted(document, cue)
    if relation == "acl":
        return _subject_above(document, above) if _is_free(document, cue, above) else above
    if relation == "acl:relcl":
        return above
    if relation in ("conj", "parataxis") and document.upos[above] in ("VERB", "AUX", "ADJ"):
        return _inverted(document, cue) if relation == "parataxis" else of_verb(document, above)
    if relation in ("xcomp", "advcl"):
        controller = has(document, above, "obj", "iobj") if relation == "xcomp" else None
        return controller if controller is not None else _subject_above(document, cue)
    return _inverted(document, cue) if relation == "ccomp" else _subject_above(document, cue)


def _is_passive(document: Document, cue: int) -> bool:
    """Whether it is a past participle alone: "*asked* whether he knew, Ruiz said", "a man *accused* of fraud"."""
    form = document.form(cue).lower()
    return (
        form != document.lemma[cue]
        and not form.endswith(("ing", "s"))
        and has(document, cue, "aux", "mark") in (None, _as(document, cue))
    )


def _as(document: Document, cue: int) -> int | None:
    """Return the "as" before a participle: "as predicted"."""
    mark = has(document, cue, "mark")
    return mark if mark is not None and document.lemma[mark] == "as" else None


def _subject_above(document: Document, token: int) -> int | None:
    """Return the subject of the next clause above that has one."""
    while (token := document.head[token]) != ROOT:
        if (
            document.deprel[token] == "acl:relcl"
            or has(document, token, "nsubj", "nsubj:pass", "nsubj:outer") is not None
        ):
            subject = has(document, token, "nsubj", "nsubj:pass", "nsubj:outer")
            return subject if subject is not None else document.head[token]
    return None


def _inverted(document: Document, cue: int) -> int | None:
    """Return the nominal right after a verb of saying that follows what is said, where the reader missed the subject."""
    for child in document.children[cue]:
        if child > cue and document.upos[child] in ("NOUN", "PROPN", "PRON") and document.extents[child][0] == cue + 1:
            return child if has(document, child, "case") is None else None
    return None


def _is_free(document: Document, cue: int, noun: int) -> bool:
    """Whether a participle after a noun tells of the clause, not of the noun: set off by a comma, or "the step of ..."."""
    begins = document.extents[cue][0]
    if document.form(cue).endswith("ing"):
        if has(document, cue, "mark") is not None or document.lemma[noun] in TURNS:
            return True
        return begins > 0 and "," in (document.form(begins), document.form(begins - 1))
    return has(document, cue, "mark") is not None


def of_noun(document: Document, cue: int) -> int | None:
    """Return whose the noun is: its owner, its "by" or "from", or the subject of the verb that lends it life."""
    owner, verb = has(document, cue, "nmod:poss"), carrier(document, cue)
    if owner is not None and not (verb is not None and document.upos[owner] == "PRON"):
        return owner
    for child in document.children[cue]:
        if document.deprel[child] in ("nmod", "obl", "nmod:agent") and case(document, child) in ("by", "from"):
            return child
        if document.deprel[child] == "acl":
            agent = has(document, child, "obl:agent", "obl")
            if agent is not None and case(document, agent) == "by":
                return agent
    if verb is None and document.deprel[cue] == "obl" and document.upos[document.head[cue]] == "VERB":
        verb = document.head[cue]
    return None if verb is None else of_verb(document, verb)


def of_document(document: Document, noun: int) -> int | None:
    """Return whose a document is by its own words: its owner, or its "by", "from" or "of"; of "a new study" nobody's."""
    for child in document.children[noun]:
        relation = document.deprel[child]
        if relation == "nmod:poss" or (
            relation in ("nmod", "nmod:agent") and case(document, child) in ("by", "from", "of")
        ):
            return child
        agent = has(document, child, "obl:agent", "obl") if relation == "acl" else None
        if agent is not None and case(document, agent) in ("by", "from"):
            return agent
    return None


def carrier(document: Document, noun: int) -> int | None:
    """Return the verb that only lends itself to the noun: "voiced" in "voiced concern"."""
    verb = document.head[noun]
    is_carried = verb != ROOT and document.deprel[noun] in ("obj", "xcomp") and document.lemma[verb] in LIGHT
    return verb if is_carried else None


def of_adjective(document: Document, cue: int) -> int | None:
    """Return of whom the adjective is said."""
    subject = has(document, cue, "nsubj", "nsubj:outer")
    return subject if subject is not None else _subject_above(document, cue)


def _by(document: Document, cue: int) -> int | None:
    for child in document.children[cue]:
        if document.deprel[child] == "obl" and case(document, child) == "by":
            return child
    return None
