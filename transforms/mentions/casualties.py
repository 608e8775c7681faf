"""How many were killed, injured, missing, captured or displaced: a row a count, by group and side."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from transforms.codes import CASUALTY_OUTCOMES
from transforms.language.document import ROOT
from transforms.language.phrases import noun_phrase, words
from transforms.mentions.attachment import Attachment
from transforms.mentions.grammar import Grammar
from transforms.mentions.happenings import Happening
from transforms.numbers import Count, parse_count

Row = dict[str, Any]

PARTITIVES = frozenset({"of", "among"})
EITHER = frozenset({"or"})
TAKING = frozenset({"capture", "seize", "hijack", "snatch"})
"""Words of captivity that take towns and rifles as well: only of people do they count anybody."""
OWNED = frozenset({"the", "his", "her", "their", "its", "my", "our"})
"""Words before one person who is known: "the minister was killed", "his son was wounded"."""
BLOWS = frozenset({"ASSAULT", "COERCE", "SANCTION"})
"""Types that cost lives, limbs, liberty or homes."""


@dataclass(frozen=True, slots=True)
class Toll:
    """One count as the text gives it: the words of outcome at ``token``, the group's head token."""

    outcome: str
    token: int
    group: int
    count: Count
    number_span: tuple[int, int] | None


@cache
def load_outcomes() -> dict[str, dict[str, frozenset[str]]]:
    """Return the packaged words of outcome; raises ValueError for an outcome or field that nobody reads."""
    data = tomllib.loads((files("transforms.codebook") / "outcomes.toml").read_text(encoding="utf-8"))
    fields = {"verbs", "fates", "states", "nouns"}
    if set(data) != set(CASUALTY_OUTCOMES) or any(set(words) != fields for words in data.values()):
        raise ValueError(f"outcomes.toml: outcomes {sorted(data)}, each with {sorted(fields)}, expected")
    return {outcome: {field: frozenset(listed) for field, listed in words.items()} for outcome, words in data.items()}


@cache
def _outcomes_by_lemma() -> dict[str, list[tuple[str, str]]]:
    """Return outcome and field of each word."""
    by_lemma: dict[str, list[tuple[str, str]]] = {}
    for outcome, fields in load_outcomes().items():
        for field, listed in fields.items():
            for word in listed:
                by_lemma.setdefault(word, []).append((outcome, field))
    return by_lemma


def find_tolls(grammar: Grammar, skipped: list[bool], people: frozenset[str]) -> list[Toll]:
    """Return the counts of a text in order; ``people`` are the nouns for them."""
    document = grammar.document
    found: list[Toll] = []
    by_lemma = _outcomes_by_lemma()
    for token, lemma in enumerate(document.lemma):
        if skipped[token]:
            continue
        for outcome, field in by_lemma.get(lemma.lower(), ()):
            for group in _groups(grammar, token, field):
                if lemma.lower() in TAKING and not _is_people(grammar, group, people):
                    continue
                counted = _count(grammar, group, people)
                if counted is not None and not any(t.group == group and t.outcome == outcome for t in found):
                    found.append(Toll(outcome, token, group, *counted))
    return found


def _groups(grammar: Grammar, token: int, field: str) -> Iterator[int]:
    """Yield the head tokens of those to whom a word of outcome happened."""
    document = grammar.document
    upos = document.upos[token]
    roles = grammar.roles(token)
    if field == "verbs" and upos == "VERB":
        above = document.head[token]
        is_left = document.deprel[token] == "conj" and above != ROOT and document.lemma[above].lower() == "leave"
        # "left three dead and five wounded": a tree takes the last for a clause of its own
        yield from roles.patients or (roles.agents if is_left else ())
    elif field == "fates" and upos == "VERB":
        yield from roles.agents
    elif field == "nouns" and upos == "NOUN":
        yield from roles.by_case.get("of", ()) or grammar.children(token, "nmod:poss")
        if grammar.children(token, "nummod"):
            yield token
    elif field == "states" and upos in ("ADJ", "VERB", "NOUN"):
        yield from _bearers(grammar, token)


def _bearers(grammar: Grammar, state: int) -> Iterator[int]:
    """Yield those of whom a state is said: "left five people dead", "five are missing", "31 dead"."""
    document = grammar.document
    above, relation = document.head[state], document.deprel[state]
    if grammar.children(state, "nummod"):
        yield state
    elif relation == "xcomp" and above >= 0:
        roles = grammar.roles(above)
        yield from roles.patients or roles.agents
    elif relation in ("amod", "acl") and above >= 0:
        yield above
    elif relation == "conj" and above >= 0 and document.upos[state] == document.upos[above]:
        yield from (child for child in grammar.children(state, "nsubj", "nsubj:pass", "obj"))
    else:
        yield from grammar.children(state, "nsubj", "nsubj:pass")


def _is_people(grammar: Grammar, group: int, people: frozenset[str]) -> bool:
    """Whether a group is of people: by its noun, by a name of a person, or a bare number."""
    document = grammar.document
    is_person = any(e.label == "PER" and e.first <= group < e.last for e in document.entities)
    return is_person or document.upos[group] in ("NUM", "PRON") or document.lemma[group].lower() in people


def _count(grammar: Grammar, group: int, people: frozenset[str]) -> tuple[Count, tuple[int, int] | None] | None:
    """Return the number of a group and where it stands; one for a person named, known ("the mayor") or an "a"."""
    document = grammar.document
    first, last = noun_phrase(document, group)
    stop = next(
        (c for c in document.children[group] if c > group and document.deprel[c].startswith(("nmod", "acl"))), last
    )
    text = words(document, first, max(group + 1, min(last, stop)))
    count = parse_count(text)
    if count is not None:
        return count, (document.start[first], document.end[group])
    lemma, form = document.lemma[group].lower(), document.form(group).lower()
    is_one = any(
        document.lemma[c].lower() in ("a", "an", "one", "another") for c in grammar.children(group, "det", "nummod")
    )
    is_person = document.upos[group] == "PROPN" and any(
        entity.label == "PER" and entity.first <= group < entity.last for entity in document.entities
    )
    is_known = lemma in people and any(
        document.form(child).lower() in OWNED for child in grammar.children(group, "det", "nmod:poss")
    )
    if is_person or ((is_one or is_known) and lemma == form):
        return Count(1, 1, 1, None), None
    return None


def share_out(
    grammar: Grammar, tolls: Iterable[Toll], happenings: Sequence[Happening], attachment: Attachment
) -> dict[int, list[Toll]]:
    """Return the counts of each happening, by its identity.

    What no happening governs ("four had died after shells hit the village") belongs to the nearest blow of its sentence.
    """
    document = grammar.document
    shared: dict[int, list[Toll]] = {}
    for toll in tolls:
        happening = attachment.of(toll.token)
        if happening is None or (happening.type not in BLOWS and happening.clause != toll.token):
            sentence = document.sentence_of[toll.token]
            blows = [h for h in happenings if h.type in BLOWS and document.sentence_of[h.head] == sentence]
            happening = min(blows, key=lambda h: abs(h.head - toll.token), default=happening)
        if happening is not None:
            shared.setdefault(id(happening), []).append(toll)
    return shared


def casualty_rows(grammar: Grammar, tolls: Iterable[Toll]) -> Iterator[tuple[Toll, Row]]:
    """Yield counts with the columns that the words alone give."""
    document = grammar.document
    for toll in tolls:
        first, last = noun_phrase(document, toll.group)
        low, best, high = toll.count.low, toll.count.best, toll.count.high
        if _is_either(grammar, toll.token):
            low, best = 0, None
        span = toll.number_span
        yield (
            toll,
            {
                "outcome": toll.outcome,
                "group_text": words(document, first, last),
                "low_count": low,
                "best_count": best,
                "high_count": high,
                "number_text": document.text[span[0] : span[1]] if span else None,
                "number_span": {"start": span[0], "end": span[1]} if span else None,
                "modifier": toll.count.modifier,
            },
        )


def _is_either(grammar: Grammar, token: int) -> bool:
    """Whether the count covers two outcomes at once: "killed or wounded"."""
    members = [token, *grammar.children(token, "conj")]
    if grammar.document.deprel[token] == "conj":
        members.append(token)
    return any(
        grammar.document.lemma[mark].lower() in EITHER for member in members for mark in grammar.children(member, "cc")
    )
