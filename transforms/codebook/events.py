"""The event codebook: types, modes, the words that name them, and what promises, refusals and ends make of them.

`triggers/<type>.toml` list words that name events of one type, `operators.toml` words that do something to an event named
beside them, `figures.toml` phrases in which such a word means something else, so that it names nothing. A phrase is written in lemmas, its head first for verbs ("open fire", "ask TO" with an infinitive) and adjectives ("responsible for"), last
for nouns ("peace treaty"), unless a preposition follows the head ("exchange of fire").

Fields of an entry: ``id``; ``verbs``, ``nouns``, ``adjectives`` (phrases); ``mode``; ``frame`` (how grammar maps to sides,
`FRAMES`); ``object``, ``subject`` (classes of nouns, `classes.toml`, one of which the object, the one who acts must be); ``unless`` (lemmas that, as object
or modifier, show that something else is meant); ``weak`` (phrases that need a party of public affairs beside them);
``to`` (prepositions that bring the recipient, beside `RECIPIENT_BY`); ``of`` ("actor" where "X of Y" is Y's act); ``context``;
``turns``, ``modality`` (operators); ``takes`` ("clause": an operator of verbs alone); ``needs`` ("event": means nothing without
an event that it turns; "obligation": what it introduces must or should be); ``examples`` (sentences in which a test finds the entry).
"""

from __future__ import annotations

import csv
import io
import tomllib
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from transforms.codes import CONTEXTS, EVENT_TYPES, MODALITIES, MODES

FRAMES = ("act", "mutual", "undergo", "visit", "host", "about", "none", "occur")
PREPOSITIONS = frozenset({
    "about", "against", "as", "at", "away", "behind", "between", "by", "down", "for", "from", "in", "into", "of", "off", "on",
    "out", "over", "through", "to", "toward", "towards", "under", "up", "upon", "with", "within", "without",
})  # fmt: skip
FIELDS = frozenset({
    "id", "verbs", "nouns", "adjectives", "mode", "frame", "object", "subject", "unless", "weak", "to", "of", "context", "turns",
    "takes", "needs", "modality", "examples",
})  # fmt: skip


class CodebookError(ValueError):
    """A file of the codebook says something that nobody understands; the message names file and entry."""


@dataclass(frozen=True, slots=True)
class EventType:
    """One of the sixteen types; ``quad`` from 1 to 4, ``score`` from -10 to 10, ``cameo`` the root it maps to."""

    name: str
    quad: int
    score: float
    cameo: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Trigger:
    """One entry; ``type`` is null for an operator and for a figure of speech, ``turns`` maps "TYPE" or "TYPE:mode" to the same."""

    id: str
    type: str | None
    mode: str | None
    frame: str
    object: frozenset[str]
    subject: frozenset[str]
    unless: frozenset[str]
    to: tuple[str, ...]
    of: str
    context: tuple[str, ...]
    turns: dict[str, str] | None
    modality: str | None
    takes_clause: bool
    needs_event: bool
    needs_obligation: bool
    examples: tuple[str, ...]

    @property
    def is_figure(self) -> bool:
        """Whether the words mean no event."""
        return self.id.startswith("figure.")

    def turned(self, event_type: str, mode: str | None) -> tuple[str, str | None] | None:
        """Return what the whole is where the complement is of that type and mode; None where it is no event."""
        if self.turns is None:
            return event_type, mode
        result = self.turns.get(f"{event_type}:{mode}") or self.turns.get(event_type)
        if result is None:
            return None
        name, _, turned_mode = result.partition(":")
        return name, turned_mode or (mode if name == event_type else None)


@dataclass(frozen=True, slots=True)
class Pattern:
    """A phrase as it is looked for: ``head`` lemma, words ``before`` it in order, ``rest`` that depends on it.

    ``others`` are all its words but the head, as they stand in a sentence: where one is missing there is no need to look.
    """

    part: str
    head: str
    before: tuple[str, ...]
    rest: tuple[str, ...]
    is_weak: bool
    trigger: Trigger
    others: frozenset[str]

    @property
    def length(self) -> int:
        """Measure how specific the phrase is: by its words, prepositions least, and by whether it asks who acts."""
        words = sum(2 if word in PREPOSITIONS else 20 for word in (*self.before, *self.rest))
        return 20 + words + bool(self.trigger.subject)


@dataclass(frozen=True, slots=True)
class Codebook:
    """All of it.

    ``patterns`` maps a head lemma to its patterns, the most specific first; ``topics`` a word to the topic it speaks for;
    ``vocabulary`` are all words that are looked for.
    """

    version: str
    types: dict[str, EventType]
    scores: dict[tuple[str, str], float]
    cameo: dict[tuple[str, str | None], str]
    patterns: dict[str, tuple[Pattern, ...]]
    triggers: dict[str, Trigger]
    turns: dict[str, dict[str, str]]
    classes: dict[str, frozenset[str]]
    topics: dict[str, str]
    contexts: dict[str, tuple[str, ...]]
    vocabulary: frozenset[str]

    def score(self, event_type: str, mode: str | None) -> float:
        """Return the intensity of a type in a mode."""
        return self.scores.get((event_type, mode or ""), self.types[event_type].score)

    def cameo_root(self, event_type: str, mode: str | None) -> str:
        """Return the CAMEO root of a type in a mode."""
        return self.cameo.get((event_type, mode)) or self.cameo.get((event_type, None)) or self.types[event_type].cameo


@cache
def load_codebook() -> Codebook:
    """Return the packaged codebook; raise `CodebookError` where a file holds what is not understood."""
    types = _toml("event_types.toml")
    version = types.pop("version")
    if set(types) != set(EVENT_TYPES):
        raise CodebookError(
            f"event_types.toml: types {sorted(set(types) ^ set(EVENT_TYPES))} differ from the closed list"
        )
    classes = {name: frozenset(words) for name, words in _toml("classes.toml").items()}
    operators = _toml("operators.toml")
    turns, uses = operators["turns"], operators["uses"]
    triggers: dict[str, Trigger] = {}
    patterns: dict[str, list[Pattern]] = defaultdict(list)
    entries: list[tuple[dict[str, Any], str | None, str]] = [
        (entry, name, f"triggers/{name.lower()}.toml")
        for name in EVENT_TYPES
        for entry in _toml(f"triggers/{name.lower()}.toml")["trigger"]
    ]
    entries += [(entry, None, "operators.toml") for entry in operators["operator"]]
    entries += [(entry, None, "figures.toml") for entry in _toml("figures.toml")["figure"]]
    for entry, event_type, file in entries:
        trigger = _trigger(entry, event_type, file, turns, uses, classes)
        if trigger.id in triggers:
            raise CodebookError(f"{file}: {trigger.id} is there twice")
        triggers[trigger.id] = trigger
        for pattern in _patterns(entry, trigger):
            patterns[pattern.head].append(pattern)
    if unknown := set(uses) - {name.partition(".")[2] for name in triggers}:
        raise CodebookError(f"operators.toml: uses of unknown triggers {sorted(unknown)}")
    phrases = [word for found in patterns.values() for p in found for word in (p.head, *p.before, *p.rest)]
    contexts: dict[str, list[str]] = defaultdict(list)
    for context, words in _toml("contexts.toml").items():
        if context not in CONTEXTS:
            raise CodebookError(f"contexts.toml: {context} is no context")
        for word in words:
            contexts[word].append(context)
    return Codebook(
        version=version,
        types={name: EventType(name, **fields) for name, fields in types.items()},
        scores={(row["event_type"], row["mode"]): float(row["score"]) for row in _csv("modes.csv")},
        cameo={(row["event_type"], row["mode"] or None): row["cameo_root"] for row in _csv("crosswalk_cameo.csv")},
        patterns={head: tuple(sorted(found, key=lambda p: -p.length)) for head, found in patterns.items()},
        triggers=triggers,
        turns=turns,
        classes=classes,
        topics={word: name for name, topic in _toml("topics.toml").items() for word in topic["words"]},
        contexts={word: tuple(found) for word, found in contexts.items()},
        vocabulary=frozenset(phrases).union(*classes.values()),
    )


def _trigger(
    entry: dict[str, Any],
    event_type: str | None,
    file: str,
    turns: dict[str, dict[str, str]],
    uses: dict[str, str],
    classes: dict[str, frozenset[str]],
) -> Trigger:
    """Check one entry and return it as a trigger, its id made unique by the type: ``assault.shell``."""
    name = entry.get("id", "(no id)")
    if unknown := set(entry) - FIELDS:
        raise CodebookError(f"{file}: {name}: unknown fields {sorted(unknown)}")
    table = entry.get("turns") or (uses.get(name) if event_type else None)
    frame, mode, modality = entry.get("frame", "act"), entry.get("mode"), entry.get("modality")
    for value, allowed in (
        (frame, FRAMES),
        (mode, (None, *MODES)),
        (modality, (None, *MODALITIES)),
        (table, (None, *turns)),
    ):
        if value not in allowed:
            raise CodebookError(f"{file}: {name}: {value!r} is none of {allowed}")
    nouns = {*entry.get("object", ()), *entry.get("subject", ())}
    if unknown := nouns - set(classes) | set(entry.get("context", ())) - set(CONTEXTS):
        raise CodebookError(f"{file}: {name}: unknown classes or contexts {sorted(unknown)}")
    if stray := set(entry.get("weak", ())) - {
        p for part in ("verbs", "nouns", "adjectives") for p in entry.get(part, ())
    }:
        raise CodebookError(f"{file}: {name}: weak phrases that are not listed: {sorted(stray)}")
    kind = event_type.lower() if event_type else "figure" if file == "figures.toml" else "operator"
    return Trigger(
        id=f"{kind}.{name}",
        type=event_type,
        mode=mode,
        frame=frame,
        object=frozenset(entry.get("object", ())),
        subject=frozenset(entry.get("subject", ())),
        unless=frozenset(entry.get("unless", ())),
        to=tuple(entry.get("to", ())),
        of=entry.get("of", "recipient"),
        context=tuple(entry.get("context", ())),
        turns=turns[table] if table else None,
        modality=modality,
        takes_clause=entry.get("takes") == "clause",
        needs_event=entry.get("needs") == "event",
        needs_obligation=entry.get("needs") == "obligation",
        examples=tuple(entry.get("examples", ())),
    )


def _patterns(entry: dict[str, Any], trigger: Trigger) -> list[Pattern]:
    """Return the patterns of all phrases of an entry."""
    weak = set(entry.get("weak", ()))
    found = []
    for part in ("verbs", "nouns", "adjectives"):
        for phrase in entry.get(part, ()):
            words = phrase.split()
            at = 0
            if part == "nouns":
                at = next((i for i in range(len(words) - 1) if words[i + 1] in PREPOSITIONS), len(words) - 1)
            before, rest = tuple(words[:at]), tuple(words[at + 1 :])
            others = frozenset(word.lower() for word in (*before, *rest))
            found.append(Pattern(part, words[at], before, rest, phrase in weak, trigger, others))
    return found


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads((files("transforms.codebook") / name).read_text(encoding="utf-8"))


def _csv(name: str) -> list[dict[str, str]]:
    text = (files("transforms.codebook") / name).read_text(encoding="utf-8")
    return list(csv.DictReader(io.StringIO(text)))
