"""A parsed text with a few arcs set right that a reader gets wrong often and a rule can tell for sure.

A reader decides arc by arc, and now and then two decisions contradict each other: a verb with two subjects, a finite verb
coordinated with a noun. Grammar allows one reading only, so it is taken.
"""

from __future__ import annotations

from dataclasses import replace

from transforms.language.document import ROOT, Document

VERBAL = ("VERB", "AUX")
MODALS = frozenset({"will", "would", "can", "could", "may", "might", "shall", "should", "must"})
NOMINAL = ("NOUN", "PROPN", "PRON")
SAYING = frozenset(
    (
        "say",
        "state",
        "add",
        "note",
        "claim",
        "declare",
        "insist",
        "argue",
        "warn",
        "stress",
        "confirm",
        "report",
        "explain",
    )
)
"""Verbs that want a content: one without any, before a that-clause given to something else, is what the clause belongs to."""


def repaired(document: Document) -> Document:
    """Return the document with those arcs changed; the same object where nothing is wrong."""
    head, deprel = list(document.head), list(document.deprel)
    for token in range(len(document)):
        relation = document.deprel[token]
        above = document.head[token]
        if above == ROOT:
            continue
        said = _verb_before(document, token)
        if said is not None:
            head[token], deprel[token] = said, "nsubj"
        elif relation in ("nsubj", "nsubj:pass"):
            other = _second_subject(document, token, above)
            verb = _verb_after(document, token)
            if other is not None:
                head[other], deprel[other] = token, "appos"
            if verb is not None:
                head[token], deprel[token] = verb, "nsubj"
            elif _is_object(document, token, above):
                deprel[token] = "obj"
        elif (
            relation == "conj" and document.upos[token] == "VERB" and document.upos[above] in ("NOUN", "PROPN", "PRON")
        ):
            verb = _coordinate(document, token, above)
            if verb is not None:
                head[token] = verb
        elif relation == "conj" and document.upos[token] == "VERB":
            verb = _escaped(document, token, above)
            if verb is not None:
                head[token] = verb
        elif relation == "parataxis" and _is_dateline(document, token, above):
            head[token], deprel[token] = ROOT, "root"
            head[above], deprel[above] = token, "parataxis"
            for child in document.children[above]:
                if child > above + 1 and child != token:
                    head[child], deprel[child] = token, "obl" if deprel[child] == "nmod" else deprel[child]
        elif relation == "obl:agent":
            noun = _owner(document, token)
            if noun is not None:
                head[token], deprel[token] = noun, "nmod"
        elif relation == "advcl":
            noun = _described(document, token, above)
            if noun is not None:
                head[token], deprel[token] = noun, "acl"
        elif relation == "acl":
            verb = _saying(document, token)
            if verb is not None:
                head[token], deprel[token] = verb, "ccomp"
    if head == document.head and deprel == document.deprel:
        return document
    right = replace(document, head=head, deprel=deprel)
    right.__dict__["forms"] = document.forms  # the words stay what they are
    return right


def _is_dateline(document: Document, verb: int, place: int) -> bool:
    """Whether a verb was hung on the dateline of its sentence: "OSLO: Norway on Friday closed its border"."""
    is_first = document.head[place] == ROOT and document.sentences[document.sentence_of[place]][0] == place
    is_capital = document.upos[place] == "PROPN" and document.form(place).isupper()
    return is_first and is_capital and document.upos[verb] == "VERB" and document.form(place + 1) == ":"


def _owner(document: Document, token: int) -> int | None:
    """Return the noun right before an "of" whose phrase was taken for a doer: "by the Ministry of Defense"."""
    before = document.extents[token][0] - 1
    is_of = any(
        document.deprel[child] == "case" and document.lemma[child] == "of" for child in document.children[token]
    )
    return before if is_of and before >= 0 and document.upos[before] in ("NOUN", "PROPN") else None


def _described(document: Document, token: int, verb: int) -> int | None:
    """Return the noun that a bare past participle follows without a comma: "broke a truce *reached* in May"."""
    form = document.form(token).lower()
    if document.upos[token] != "VERB" or form == document.lemma[token] or form.endswith(("ing", "s")) or verb > token:
        return None
    if document.extents[token][0] != token or any(
        document.deprel[c] in ("mark", "aux") for c in document.children[token]
    ):
        return None
    nouns = (c for c in document.children[verb] if document.deprel[c] in ("obj", "obl") and document.upos[c] == "NOUN")
    return next((noun for noun in nouns if _last_word(document, noun) == token - 1), None)


def _second_subject(document: Document, subject: int, verb: int) -> int | None:
    """Return a name set off by a comma that is said to be a subject too: "the head of the fund, Ana Ruiz, said"."""
    for child in document.children[verb]:
        if child <= subject or document.deprel[child] != "nsubj" or child > verb > subject:
            continue
        begins = document.extents[child][0]
        if "," in (document.form(begins), document.form(begins - 1)) and _last_word(document, subject) < begins:
            return child
    return None


def _is_object(document: Document, token: int, verb: int) -> bool:
    """Whether what stands right behind a verb that has its subject before it is the object: "the court sentenced Ana Ruiz"."""
    if not verb < token or document.deprel[token] != "nsubj" or document.upos[verb] != "VERB":
        return False
    others = [(child, document.deprel[child]) for child in document.children[verb] if child != token]
    has_subject = any(child < verb and relation == "nsubj" for child, relation in others)
    return has_subject and document.extents[token][0] == verb + 1 and all(relation != "obj" for _, relation in others)


def _verb_after(document: Document, subject: int) -> int | None:
    """Return the verb, itself without a subject, that stands right after a subject given to a clause that is its content.

    "Grain is running out, the mayor, Ana Ruiz, said", "The mayor, Ana Ruiz, said rice had been stolen": who said it is no
    part of what was said.
    """
    above = document.head[subject]
    token = _last_word(document, subject) + 1
    while token < len(document) and document.upos[token] in ("PUNCT", "AUX", "ADV"):
        token += 1
    if token >= len(document) or document.upos[token] != "VERB" or document.head[token] == subject:
        return None
    if above > subject:
        others = [child for child in document.children[above] if document.deprel[child].startswith("nsubj")]
        if document.head[above] != token or len(others) < 2:
            return None
    elif document.sentence_of[token] != document.sentence_of[subject]:
        return None
    return None if _has_subject(document, token) else token


def _verb_before(document: Document, token: int) -> int | None:
    """Return the verb, itself without a subject, right before a nominal that was given to a clause beside that verb.

    "Grain is running out, said the mayor", "said the mayor, speaking through a lawyer".
    """
    verb = document.extents[token][0] - 1
    above = document.head[token]
    if verb < 0 or verb == above or document.upos[verb] != "VERB" or document.upos[token] not in NOMINAL:
        return None
    if above > token:
        misled = (
            document.head[above] == verb and document.deprel[above] == "advcl" and document.deprel[token] == "nsubj"
        )
    else:
        content = document.head[above] == verb and document.deprel[above] == "ccomp"
        misled = content or (document.head[verb] == above and document.deprel[verb] == "parataxis")
    return verb if misled and not _has_subject(document, verb) else None


def _has_subject(document: Document, verb: int) -> bool:
    return any(document.deprel[child].startswith("nsubj") for child in document.children[verb])


def _coordinate(document: Document, token: int, noun: int) -> int | None:
    """Return the verb that a verb form coordinated with one of its nouns belongs beside: "denies it and blames Rome"."""
    verb = document.head[noun]
    if verb == ROOT or document.upos[verb] not in VERBAL or noun < verb:
        return None
    children = [document.deprel[child] for child in document.children[token]]
    if "nsubj" in children or "mark" in children or document.form(token).endswith("ing"):
        return None
    same = document.form(token)[-1] == document.form(verb)[-1]  # "claims ... blames", "denied ... called"
    return verb if same and document.lemma[token] != document.form(token) else None


def _escaped(document: Document, token: int, clause: int) -> int | None:
    """Return the verb beside which a finite verb belongs that was coordinated with what that verb governs.

    "Ruiz promised that rice would be paid and urged them to wait": no "would" goes with "urged". "Denied using force and
    accused": nor does a finite verb go beside "using".
    """
    verb = document.head[clause]
    if document.deprel[clause] not in ("ccomp", "xcomp") or document.upos[verb] != "VERB" or not verb < clause < token:
        return None
    own = [document.deprel[child] for child in document.children[token]]
    if any(relation.startswith(("nsubj", "aux", "mark")) for relation in own) or not {"obj", "xcomp", "ccomp"} & set(
        own
    ):
        return None
    progressive = document.form(clause).endswith("ing")
    other = any(
        document.deprel[child] in ("cop", "aux:pass")
        or (document.deprel[child] == "aux" and (progressive or document.lemma[child].lower() in MODALS))
        for child in document.children[clause]
    )
    if document.deprel[clause] == "xcomp":
        marks = {document.form(child).lower() for child in document.children[clause]}
        other = document.upos[clause] == "VERB" and (progressive or bool(marks & {"to", "having"}))
    clauses = [child for child in document.children[token] if document.deprel[child] == "ccomp"]
    told = any(document.lemma[child] == "that" for inner in clauses for child in document.children[inner])
    if told and any(document.deprel[child] == "aux" for child in document.children[clause]):
        other = True  # "said that sales had fallen and promised that no jobs would go"
    return verb if other and _tense(document, verb) == _tense(document, token) != "" else None


def _tense(document: Document, verb: int) -> str:
    """Return the tense that a finite verb shows by its form alone; the empty string for a bare form or a participle."""
    form, lemma = document.form(verb), document.lemma[verb]
    if form == lemma or form.endswith("ing"):
        return ""
    return "present" if form == lemma + "s" or form.endswith("es") else "past"


def _saying(document: Document, clause: int) -> int | None:
    """Return the verb of saying, itself without content, above a noun to which a whole that-clause was given.

    "The general said at a briefing for envoys accredited in Oslo that the army had fired": envoys are no claim.
    """
    children = document.children[clause]
    if not any(document.deprel[child] == "mark" and document.lemma[child] == "that" for child in children):
        return None
    if not _has_subject(document, clause):
        return None
    verb = document.head[clause]
    while verb != ROOT and document.upos[verb] != "VERB":
        verb = document.head[verb]
    if verb == ROOT or document.lemma[verb] not in SAYING or verb > clause:
        return None
    content = ("ccomp", "obj", "parataxis")
    return None if any(document.deprel[child] in content for child in document.children[verb]) else verb


def _last_word(document: Document, head: int) -> int:
    """Return the last token below ``head``, leaving out punctuation that hangs on it from afar."""
    below = [document.extents[child][1] - 1 for child in document.children[head] if document.upos[child] != "PUNCT"]
    return max([head, *below])
