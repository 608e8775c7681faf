"""Sources: the token that heads the phrase for whoever speaks, found from the cue by its grammar."""

from __future__ import annotations

from transforms.language.document import ROOT, Document
from transforms.statements.frames import case, has

RELATIVE = frozenset({"who", "which", "that"})
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


def of_verb(document: Document, cue: int) -> int | None:
    """Return who does what the verb says: its subject, or the one it shares or borrows; None where none is named."""
    if has(document, cue, "nsubj:pass", "aux:pass") is not None:
        agent = has(document, cue, "obl:agent")
        return agent if agent is not None else _by(document, cue)
    subject = has(document, cue, "nsubj", "nsubj:outer")
    above, relation = document.head[cue], document.deprel[cue]
    if subject is not None:
        if relation == "acl:relcl" and document.lemma[subject].lower() in RELATIVE:
            return above
        return None if document.deprel[subject] == "expl" else subject
    if above == ROOT or has(document, cue, "expl") is not None:
        return None
    if relation == "acl:relcl":
        return above
    if relation == "acl":
        return (
            of_noun(document, above)
            if document.form(cue) != document.lemma[cue] and _is_owned(document, above)
            else above
        )
    if relation in ("conj", "parataxis") and document.upos[above] in ("VERB", "AUX", "ADJ"):
        return of_verb(document, above)
    if relation in ("xcomp", "advcl"):
        controller = has(document, above, "obj", "iobj") if relation == "xcomp" else None
        return controller if controller is not None else of_verb(document, above)
    if document.upos[above] in ("ADJ", "NOUN", "PROPN") and relation in ("xcomp", "advcl", "conj"):
        return has(document, above, "nsubj")
    return None


def of_noun(document: Document, cue: int) -> int | None:
    """Return whose the noun is: its owner, its "by" or "from", or the subject of the verb that lends it life."""
    owner = has(document, cue, "nmod:poss")
    if owner is not None:
        return owner
    for child in document.children[cue]:
        if document.deprel[child] in ("nmod", "obl", "nmod:agent") and case(document, child) in ("by", "from"):
            return child
        if document.deprel[child] == "acl":
            agent = has(document, child, "obl:agent", "obl")
            if agent is not None and case(document, agent) == "by":
                return agent
    above, relation = document.head[cue], document.deprel[cue]
    if above != ROOT and relation in ("obj", "obl", "xcomp") and document.upos[above] == "VERB":
        if document.lemma[above] in LIGHT or relation == "obl":
            return of_verb(document, above)
    return None


def of_adjective(document: Document, cue: int) -> int | None:
    """Return of whom the adjective is said."""
    subject = has(document, cue, "nsubj", "nsubj:outer")
    above = document.head[cue]
    if subject is not None:
        return above if document.lemma[subject].lower() in RELATIVE and document.deprel[cue] == "acl:relcl" else subject
    if above == ROOT:
        return None
    if document.deprel[cue] in ("conj", "xcomp", "advcl"):
        return of_verb(document, above) if document.upos[above] == "VERB" else has(document, above, "nsubj")
    return None


def _by(document: Document, cue: int) -> int | None:
    for child in document.children[cue]:
        if document.deprel[child] == "obl" and case(document, child) == "by":
            return child
    return None


def _is_owned(document: Document, noun: int) -> bool:
    return document.lemma[noun] in ("statement", "comment") and has(document, noun, "nmod:poss") is not None
