"""Tense of the clause that tells an event, as far as it says something of the day: perfect, pluperfect, present, past ..."""

from __future__ import annotations

from transforms.language.document import ROOT, Document
from transforms.mentions.happenings import Happening

PERFECT = frozenset({"has", "have", "'ve", "’ve"})
PRESENT = frozenset({"is", "are", "am", "'s", "’s", "'re", "’re", "'m", "’m", "do", "does"})
PAST = frozenset({"was", "were", "did"})
BARE = frozenset({"be", "been", "being", "having", "get", "got", "getting"})
"""Auxiliaries that say nothing of the time by themselves."""
SAME = frozenset(
    {
        "set",
        "cut",
        "hit",
        "put",
        "shut",
        "let",
        "hurt",
        "cast",
        "beat",
        "spread",
        "split",
        "quit",
        "shed",
        "burst",
        "bet",
    }
)
"""Verbs whose past looks like their present: in news, told of the past."""
BENEATH = frozenset({"obj", "obl", "nsubj", "nsubj:pass", "nmod", "compound", "conj"})
"""Relations by which a noun hangs on the words that tell of it: "have documented 61 killings", "over alleged attacks"."""


def verb_of(document: Document, happening: Happening) -> int | None:
    """Return the verb in whose time a happening is told: its own, or the one above its noun; None where there is none."""
    token = happening.clause if happening.told_by is None else happening.told_by
    while document.upos[token] not in ("VERB", "AUX"):
        if document.deprel[token] not in BENEATH or document.head[token] == ROOT:
            return None
        token = document.head[token]
    return token


def tense_of(document: Document, verb: int | None) -> str | None:
    """Return `modal`, `perfect`, `pluperfect`, `present`, `past`, `infinitive` or `participle`; None without a verb."""
    if verb is None:
        return None
    children = document.children[verb]
    marks = {document.form(c).lower() for c in children if document.deprel[c].startswith("aux")}
    if marks - PERFECT - PRESENT - PAST - BARE - {"had"}:
        return "modal"
    if "had" in marks:
        return "pluperfect"
    if marks & PERFECT or (marks & PRESENT and "been" in marks):
        return "perfect"
    if marks & PAST:
        return "past"
    if marks & PRESENT:
        return "present"
    if any(document.form(c).lower() == "to" and document.deprel[c] == "mark" for c in children):
        return "infinitive"
    form, lemma = document.form(verb).lower(), document.lemma[verb].lower()
    if form.endswith("ing") or marks:
        return "participle"
    return "present" if form in (lemma + "s", lemma + "es") or (form == lemma and form not in SAME) else "past"
