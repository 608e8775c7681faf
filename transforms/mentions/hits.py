"""Where the codebook's phrases stand in a text: tokens of each phrase and the entry that it belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from transforms.codebook.events import PREPOSITIONS, Codebook, Pattern, Trigger
from transforms.language.document import ROOT
from transforms.mentions.grammar import CARRIERS, Grammar

IN = frozenset({"in"})
PART = {"VERB": "verbs", "NOUN": "nouns", "PROPN": "nouns", "ADJ": "adjectives", "ADV": "adjectives"}
"""Part of the entries in which a word is looked up, by its part of speech."""
NAME_PARTS = frozenset({"compound", "flat", "nmod:desc", "goeswith"})
INFINITIVE = "TO"
"""Stands in a phrase for the mark of an infinitive: "order TO", beside the preposition of "listen to"."""
TIMES = frozenset({"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "january", "february", "march",
                   "april", "june", "july", "august", "september", "october", "november", "december", "day", "eve"})  # fmt: skip
"""Nouns whose "on" or "in" belongs to a date: "called the president on Saturday" is no call on anybody."""
NAMED = frozenset({"person", "country", "territory", "captive"})
"""Classes that a name, or a number of them, belongs to."""
PEOPLED = frozenset({"person", "country", "captive"})
OBLIGING = frozenset({"must", "should", "ought", "shall"})
REACH = 3
"""Tokens between the words of a noun's phrase at most: "peace and security talks"."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase found: its ``head`` token, all ``tokens`` in order, the entry, and whether the phrase is a weak one."""

    head: int
    tokens: tuple[int, ...]
    pattern: Pattern

    @property
    def trigger(self) -> Trigger:
        """Return the entry."""
        return self.pattern.trigger


def find_hits(grammar: Grammar, codebook: Codebook, skipped: Sequence[bool]) -> dict[int, Hit]:
    """Return the hits by head token, of each head the longest phrase whose conditions hold; none in skipped tokens."""
    found: dict[int, Hit] = {}
    document = grammar.document
    present = [
        {*document.lemma[first:last], *(form.lower() for form in document.forms[first:last])}
        for first, last in document.sentences
    ]
    listed = [token for token, lemma in enumerate(document.lemma) if lemma in codebook.patterns and not skipped[token]]
    for parts in (("nouns",), ("verbs", "adjectives")):
        for token in listed:
            part = PART.get(document.upos[token])
            if part not in parts or not _may_head(grammar, token, codebook):
                continue
            words = present[document.sentence_of[token]]
            for pattern in codebook.patterns[document.lemma[token]]:
                if pattern.part == part and pattern.others <= words:
                    if not (pattern.before or pattern.rest) and _is_name(grammar, token):
                        continue
                    tokens = _match(grammar, token, pattern)
                    if tokens is None or _hides(tokens, token, pattern, found):
                        continue
                    if _holds(grammar, token, tokens, pattern.trigger, codebook):
                        found[token] = Hit(token, tokens, pattern)
                        break
    covered = {token for hit in found.values() for token in hit.tokens if token != hit.head}
    return {head: found[head] for head in sorted(found) if head not in covered and not found[head].trigger.is_figure}


def _may_head(grammar: Grammar, token: int, codebook: Codebook) -> bool:
    """Whether a token is not a mere modifier: "a jailed leader", "war crimes"."""
    document = grammar.document
    if document.upos[token] == "PROPN" and document.lemma[token] in TIMES:
        return False
    if document.upos[token] in ("VERB", "ADJ") and grammar.has(token, frozenset({"the"}), "det") is not None:
        return False
    if PART[document.upos[token]] == "nouns":
        return not _names_other(grammar, token, codebook)
    return document.upos[token] != "VERB" or document.deprel[token] != "amod"


def _is_name(grammar: Grammar, token: int) -> bool:
    """Whether a noun is a name of its own: "Downing Street", "the Agreement on Peace", but not "the 2020 War in Karabakh"."""
    document = grammar.document
    form = document.form(token)
    is_dated = any(document.upos[part] == "NUM" for part in range(document.extents[token][0], token))
    is_placed = any(grammar.has(part, IN, "case") is not None for part in grammar.children(token, "nmod"))
    if is_dated or is_placed:
        return False
    is_first = token == document.sentences[document.sentence_of[token]][0]
    return document.upos[token] == "PROPN" and form[:1].isupper() and not form.isupper() and not is_first


def _hides(tokens: Sequence[int], head: int, pattern: Pattern, found: dict[int, Hit]) -> bool:
    """Whether a verb's phrase takes the head of a longer noun phrase of another type: "reach" of "a ceasefire agreement"."""
    covered = (found.get(token) for token in tokens if token != head)
    return any(hit is not None and hit.pattern.before and hit.trigger.type != pattern.trigger.type for hit in covered)


def _names_other(grammar: Grammar, token: int, codebook: Codebook) -> bool:
    """Whether a noun only helps to name something else: "Attack Division", "war crimes", "strike aircraft"."""
    document = grammar.document
    above = document.head[token]
    if document.deprel[token] not in NAME_PARTS or above == ROOT:
        return False
    return not any(pattern.part == "nouns" for pattern in codebook.patterns.get(document.lemma[above].lower(), ()))


def _match(grammar: Grammar, head: int, pattern: Pattern) -> tuple[int, ...] | None:
    """Return the tokens of the phrase, in order, or None."""
    before = _before(grammar, head, pattern.before)
    if before is None:
        return None
    rest: list[int] = []
    for word in pattern.rest:
        token = _dependent(grammar, head, rest, word, pattern)
        if token is None:
            return None
        rest.append(token)
    return tuple(sorted([*before, head, *rest]))


def _before(grammar: Grammar, head: int, words: Sequence[str]) -> list[int] | None:
    """Find modifiers that stand before a noun, next to each other or nearly so."""
    document = grammar.document
    first = document.sentences[document.sentence_of[head]][0]
    found: list[int] = []
    token, skipped = head - 1, 0
    for word in reversed(words):
        while token >= first and document.lemma[token].lower() != word and document.form(token).lower() != word:
            skipped += document.form(token) != "-"
            if skipped > REACH or (
                document.upos[token] in ("VERB", "ADP", "AUX", "PUNCT") and document.form(token) != "-"
            ):
                return None
            token -= 1
        if token < first:
            return None
        found.append(token)
        token -= 1
    return found


def _dependent(grammar: Grammar, head: int, found: list[int], word: str, pattern: Pattern) -> int | None:
    """Find a further word of a phrase: it hangs on the head, or on a word found before, or stands right behind."""
    document = grammar.document
    lemma = document.lemma
    if word == INFINITIVE:
        clauses = grammar.children(head, "xcomp", "advcl", "ccomp")
        return next(
            (m for clause in clauses if (m := grammar.has(clause, frozenset({"to"}), "mark")) is not None), None
        )
    is_noun = bool(found) and document.upos[found[-1]] in ("ADP", "SCONJ") and word not in PREPOSITIONS
    near = (found[-1] if is_noun else head) + 1
    if (
        near < len(lemma)
        and lemma[near].lower() == word
        and document.head[near] != ROOT
        and not (is_noun and document.upos[near] == "VERB")
    ):
        return near
    for above in (head, *found):
        for child in document.children[above]:
            if child in found or lemma[child] in TIMES or (is_noun and document.upos[child] == "VERB"):
                continue
            if lemma[child].lower() == word and not (above == head and document.deprel[child] in ("mark", "case")):
                is_subject = document.deprel[child] in ("nsubj", "csubj")
                if not is_subject or pattern.trigger.frame == "occur" or grammar.is_passive(head):
                    return child
            if word in PREPOSITIONS:
                mark = next(
                    (
                        c
                        for c in document.children[child]
                        if document.deprel[c] in ("case", "mark") and lemma[c] == word
                    ),
                    None,
                )
                if mark is not None and mark > head:
                    return mark
            elif document.deprel[child] == "obj" and child > head:
                inner = grammar.has(child, frozenset({word}), "amod", "compound")
                if inner is not None:
                    return inner
    return None


def _holds(grammar: Grammar, head: int, tokens: Sequence[int], trigger: Trigger, codebook: Codebook) -> bool:
    """Whether the object, and the words around it, are such that the phrase means what the entry says."""
    if trigger.needs_obligation:
        clauses = grammar.children(head, "ccomp")
        return any(grammar.has(clause, OBLIGING, "aux") is not None for clause in clauses)
    if not trigger.object and not trigger.unless and not trigger.subject:
        return True
    document = grammar.document
    roles = grammar.roles(head)
    if trigger.subject:
        agents = {document.lemma[token] for token in roles.agents[:1]}  # "Ronaldo and his army" is no army
        if not any(agents & codebook.classes[name] for name in trigger.subject):
            return False
    patients = [token for token in (*roles.patients, *grammar.children(head, "xcomp", "iobj")) if token not in tokens]
    if document.upos[head] == "NOUN":
        patients += roles.by_case.get("of", [])
    marks = [token for token in tokens if token != head and document.lemma[token] in PREPOSITIONS]
    patients += [document.head[mark] for mark in marks if document.deprel[mark] == "case"]
    patients += [
        inner
        for token in patients
        if document.upos[token] in ("NUM", "DET", "PRON") or document.lemma[token] in CARRIERS
        for inner in grammar.children(token, "nmod")
    ]
    lemmas = {document.lemma[token].lower() for token in patients}
    if trigger.unless:
        modifiers = {
            document.lemma[child].lower()
            for token in (*patients, head)
            for child in document.children[token]
            if document.deprel[child] in ("compound", "amod", "nmod", "advmod", "compound:prt")
        }
        if trigger.unless & (lemmas | modifiers):
            return False
    if not trigger.object or document.upos[head] in ("NOUN", "PROPN") or (len(tokens) > 1 and not marks):
        return True
    if not lemmas:
        return "absent" in trigger.object
    if "thing" in trigger.object:
        return True
    if any(lemmas & codebook.classes[name] for name in trigger.object):
        return True
    if not NAMED & trigger.object:
        return False
    named = [token for token in patients if document.upos[token] in ("PROPN", "NUM")]
    return any(trigger.object & PEOPLED or not _is_body(grammar, token) for token in named)


def _is_body(grammar: Grammar, token: int) -> bool:
    """Whether a token is part of the name of a person or a body: nothing that can be captured as ground."""
    return any(e.first <= token < e.last and e.label in ("PER", "ORG") for e in grammar.document.entities)
