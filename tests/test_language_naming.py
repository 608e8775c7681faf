"""Names of a text: split where a state follows a place, one thing wherever they are repeated, found where in doubt."""

import numpy as np
import pytest

from transforms.language.naming import entities

LABELS = ["PER", "LOC", "ORG"]
TAGS = ["O", "B-PER", "I-PER", "B-LOC", "I-LOC", "B-ORG", "I-ORG"]


def named(*sentences):
    """Entities as (words, label) of sentences, each a list of (word, {tag: score})."""
    words = [word for sentence in sentences for word, _ in sentence]
    ends = np.cumsum([len(sentence) for sentence in sentences]).tolist()
    scores = [np.array([[tags.get(tag, -9.0) for tag in TAGS] for _, tags in s], np.float32) for s in sentences]
    spans = list(zip([0, *ends[:-1]], ends, strict=True))
    return [(" ".join(words[one.first : one.last]), one.label) for one in entities(words, spans, scores, LABELS)]


def place(*words):
    return [(word, {"I-LOC" if n else "B-LOC": 5.0}) for n, word in enumerate(words)]


OUT = {"O": 5.0}


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("Renton WA", ["Renton", "WA"]),
        ("San Rafael Ca", ["San Rafael", "Ca"]),
        ("miramar florida", ["miramar", "florida"]),
        ("Asheville North Carolina", ["Asheville", "North Carolina"]),
        ("Goma Democratic Republic of the Congo", ["Goma Democratic Republic of the Congo"]),
        ("New Mexico", ["New Mexico"]),
        ("Gulf of Mexico", ["Gulf of Mexico"]),
        ("Lake Michigan", ["Lake Michigan"]),
        ("Papua New Guinea", ["Papua New Guinea"]),
        ("Via Appia in", ["Via Appia in"]),
        ("Texas", ["Texas"]),
    ],
)
def test_a_place_ends_where_its_state_or_country_begins(words, found):
    assert named(place(*words.split())) == [(part, "LOC") for part in found]


def test_a_name_is_one_thing_in_a_text():
    sure, torn = {"B-PER": 5.0, "B-ORG": 1.0}, {"B-PER": 1.0, "B-ORG": 1.2}
    assert named([("Ansar", torn), ("spoke", OUT)], [("Ansar", sure)]) == [("Ansar", "PER"), ("Ansar", "PER")]


def test_a_repeated_name_is_found_where_the_network_was_in_doubt():
    sure, doubt = {"B-ORG": 5.0}, {"O": 2.0, "B-ORG": 0.0}
    assert named([("Hano", sure)], [("at", OUT), ("Hano", sure)], [("Hano", doubt)]) == [("Hano", "ORG")] * 3


def test_a_name_found_once_is_not_looked_for_elsewhere():
    sure, doubt = {"B-ORG": 5.0}, {"O": 2.0, "B-ORG": 0.0}
    assert named([("Hano", sure)], [("Hano", doubt)]) == [("Hano", "ORG")]


def test_a_word_that_the_network_is_sure_of_stays_a_word():
    sure, word = {"B-ORG": 5.0}, {"O": 9.0, "B-ORG": 0.0}
    assert named([("Target", sure)], [("Target", sure)], [("Target", word)]) == [("Target", "ORG")] * 2


def test_no_words_no_names():
    assert entities([], [], [], LABELS) == []
