"""The event codebook: closed lists, phrases, operators, and an example in which every entry is found."""

import pytest

from transforms.codebook import events
from transforms.codebook.events import CodebookError, load_codebook
from transforms.codes import EVENT_TYPES, MODES
from transforms.language.reader import load_reader
from transforms.mentions.grammar import Grammar
from transforms.mentions.happenings import find_happenings
from transforms.mentions.hits import find_hits
from transforms.mentions.words import known_words

CODEBOOK = load_codebook()


def test_every_type_has_words_a_score_and_a_cameo_root():
    assert {trigger.type for trigger in CODEBOOK.triggers.values()} == {*EVENT_TYPES, None}
    assert [CODEBOOK.score(name, None) for name in ("ASSAULT", "AID", "REQUEST")] == [-9, 10, 0]
    assert {CODEBOOK.cameo_root(name, None) for name in EVENT_TYPES} == {
        "03", "04", "05", "06", "07", "08", "10", "11", "12", "13", "14", "15", "16", "17", "19",
    }  # fmt: skip


def test_a_mode_has_its_own_score_and_root():
    assert CODEBOOK.score("ASSAULT", "drone") == -9.5
    assert CODEBOOK.score("CONSULT", "phone") == 1.5
    assert CODEBOOK.cameo_root("ACCUSE", "investigate") == "09"


def test_all_modes_are_scored():
    assert {mode for _, mode in CODEBOOK.scores} == set(MODES)


def test_every_entry_is_found_in_its_examples():
    examples = [
        (trigger, text) for trigger in CODEBOOK.triggers.values() if not trigger.is_figure for text in trigger.examples
    ]
    documents = load_reader().read([text for _, text in examples])
    missed = [
        text for (trigger, text), document in zip(examples, documents, strict=True) if trigger.id not in rules(document)
    ]
    # One sentence in fifty may fall to the reader: a model is not a codebook.
    assert len(missed) <= len(examples) / 50, missed


def test_a_figure_of_speech_names_no_event():
    examples = [text for trigger in CODEBOOK.triggers.values() if trigger.is_figure for text in trigger.examples]
    coded = [text for text, document in zip(examples, load_reader().read(examples), strict=True) if rules(document)]
    assert len(examples) >= 20
    assert coded == []


def test_every_entry_has_an_example():
    assert [trigger.id for trigger in CODEBOOK.triggers.values() if not trigger.examples] == []


def rules(document):
    document = known_words(document, CODEBOOK.vocabulary)
    grammar = Grammar(document)
    hits = find_hits(grammar, CODEBOOK, [False] * len(document))
    found = find_happenings(grammar, hits, CODEBOOK)
    return {rule for happening in found for rule in happening.rule.split(">")} | {
        hits[harm].trigger.id for happening in found for harm in happening.harms
    }


@pytest.mark.parametrize(
    ("phrase", "part", "head", "before", "rest"),
    [
        ("open fire", "verbs", "open", (), ("fire",)),
        ("responsible for", "adjectives", "responsible", (), ("for",)),
        ("peace treaty", "nouns", "treaty", ("peace",), ()),
        ("exchange of fire", "nouns", "exchange", (), ("of", "fire")),
    ],
)
def test_the_head_of_a_phrase(phrase, part, head, before, rest):
    entry = {"id": "x", part: [phrase]}
    trigger = events._trigger(entry, "ASSAULT", "test", {}, {}, {})
    (pattern,) = events._patterns(entry, trigger)
    assert (pattern.head, pattern.before, pattern.rest) == (head, before, rest)


@pytest.mark.parametrize(
    "entry",
    [
        {"id": "x", "verb": ["shell"]},
        {"id": "x", "verbs": ["shell"], "mode": "softly"},
        {"id": "x", "verbs": ["shell"], "frame": "sideways"},
        {"id": "x", "verbs": ["shell"], "object": ["no-such-class"]},
        {"id": "x", "verbs": ["shell"], "weak": ["bomb"]},
    ],
)
def test_what_is_not_understood_is_refused(entry):
    with pytest.raises(CodebookError):
        events._trigger(entry, "ASSAULT", "test", {}, {}, {})


@pytest.mark.parametrize(
    ("operator", "inner", "whole"),
    [
        ("operator.end", ("COERCE", "curfew"), ("CONCEDE", None)),
        ("operator.end", ("ASSAULT", None), ("RETREAT", "ceasefire")),
        ("operator.suspend", ("AID", None), ("SANCTION", "discontinue")),
        ("operator.breach", ("CONCEDE", None), ("ASSAULT", None)),
        ("reject.reject", ("CONSULT", None), ("REJECT", "meet")),
        ("request.demand", ("RETREAT", "withdraw"), ("REQUEST", "yield")),
        ("threaten.threaten", ("ASSAULT", "aerial"), ("THREATEN", "violence")),
        ("agree.offer", ("AID", None), ("AGREE", None)),
        ("operator.end", ("CONSULT", None), None),
    ],
)
def test_what_an_operator_makes_of_an_event(operator, inner, whole):
    assert CODEBOOK.triggers[operator].turned(*inner) == whole
