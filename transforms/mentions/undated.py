"""Which happenings tell of no day: what lasts, what was done some time before, what is only referred to."""

from __future__ import annotations

from transforms.language.document import Document
from transforms.mentions.attachment import Attachment
from transforms.mentions.happenings import Happening
from transforms.mentions.tense import tense_of, verb_of

ACTS = frozenset({"ASSAULT", "COERCE", "MOBILIZE", "PROTEST", "RETREAT", "SANCTION", "AID", "COOPERATE"})
"""Types whose events happen apart from being told: without a date of their own they share that of the article's event."""
DONE = frozenset({"AGREE", "CONSULT", "CONCEDE", "COOPERATE"})
"""Types of what is done together, or given in to: its day is not that on which others spoke of it."""
LASTING = frozenset({"AID", "COOPERATE", "MOBILIZE", "SUPPORT", "REJECT", "AGREE"})
"""Types that, alleged as a habit ("accused Iran of arming the group"), have no day."""
JUDGED = frozenset({"SANCTION", "COERCE", "CONCEDE"})
GROUNDS = frozenset({"for", "of"})
"""What a judgment, an arrest, an apology is "for", or made "on suspicion of", came before it, nobody says how long."""


HABIT = frozenset(
    {"repeatedly", "often", "regularly", "frequently", "always", "routinely", "usually", "sometimes", "nightly", "weekly", "daily",
     "consistently", "long"}
)  # fmt: skip
"""Adverbs of what was done many times."""


def is_lasting(document: Document, happening: Happening) -> bool:
    """Whether a clause tells of a habit: "accused Iran of arming the group", "denies backing it"."""
    clause = happening.clause
    is_gerund = tense_of(document, clause) == "participle"
    return happening.type in LASTING and is_gerund and document.deprel[clause] in ("advcl", "acl", "xcomp")


def is_earlier(document: Document, happening: Happening) -> bool:
    """Whether an act of speech lies before its telling: "said that he had offered"."""
    clause = happening.clause
    had = any(document.lemma[c] == "have" and document.deprel[c] == "aux" for c in document.children[clause])
    return happening.type not in ACTS and (had or document.form(clause).lower().endswith("ing"))


def is_ground(document: Document, happening: Happening, attachment: Attachment) -> bool:
    """Whether a happening is what somebody was punished, held or asked forgiveness for: "jailed for shooting a guard"."""
    verb = verb_of(document, happening)
    if verb is None or tense_of(document, verb) != "participle":
        return False
    other = attachment.at.get(document.head[verb])
    return bool(marks_of(document, verb) & GROUNDS) and other is not None and other.type in JUDGED


def is_background(document: Document, happening: Happening, is_claimed: bool) -> bool:
    """Whether the tense shows what came of the past or goes on, not news: "has proposed", "had invited", "the attempt to kill".

    In the words of a speaker (``is_claimed``) the pluperfect is that of indirect speech, and a present tells of a habit.
    """
    verb = verb_of(document, happening)
    if verb is None:
        return False
    tense, relation, above = tense_of(document, verb), document.deprel[verb], document.head[verb]
    if (
        tense in ("participle", "infinitive")
        and relation in ("advcl", "xcomp")
        and tense_of(document, above) == "perfect"
    ):
        return True  # "has moved to punish", "has moved on after accusing"
    if tense == "perfect":
        return not (relation in ("conj", "parataxis") and tense_of(document, above) == "past")
    adverbs = {document.lemma[child] for child in document.children[verb] if document.deprel[child] == "advmod"}
    is_alleged = any(document.lemma[child] == "alleged" for child in document.children[happening.head])
    return (
        is_alleged
        or bool(adverbs & HABIT)
        or "since" in marks_of(document, verb)
        or (tense == "pluperfect" and not is_claimed)
        or (tense == "infinitive" and relation == "acl")
        or (tense == "present" and is_claimed and happening.type in ACTS)
    )


def marks_of(document: Document, verb: int) -> set[str]:
    """Return the conjunctions and prepositions that open a clause."""
    return {document.lemma[child] for child in document.children[verb] if document.deprel[child] in ("mark", "case")}
