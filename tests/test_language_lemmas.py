"""Lemmas from a small table and the regular endings."""

import pytest

from transforms.language.lemmas import Lemmas, derived

TREEBANK = [
    ("said", "VERB", "say"),
    ("accuse", "VERB", "accuse"),
    ("admit", "VERB", "admit"),
    ("was", "AUX", "be"),
    ("children", "NOUN", "child"),
    ("’s", "AUX", "be"),
    ("'s", "AUX", "be"),
    ("I", "PRON", "I"),
    ("me", "PRON", "I"),
    ("best", "ADJ", "good"),
]


@pytest.mark.parametrize(
    ("form", "upos", "lemma"),
    [
        ("Said", "VERB", "say"),
        ("accusing", "VERB", "accuse"),
        ("admitted", "VERB", "admit"),
        ("denies", "VERB", "deny"),
        ("shelling", "VERB", "shell"),
        ("striking", "VERB", "strike"),
        ("retaliated", "VERB", "retaliate"),
        ("Children", "NOUN", "child"),
        ("ministries", "NOUN", "ministry"),
        ("losses", "NOUN", "loss"),
        ("crisis", "NOUN", "crisis"),
        ("’s", "AUX", "be"),
        ("me", "PRON", "I"),
        ("best", "ADJ", "good"),
        ("Yerevan", "PROPN", "Yerevan"),
        ("1990s", "NUM", "1990s"),
        ("THE", "DET", "the"),
    ],
)
def test_lemmas(form: str, upos: str, lemma: str) -> None:
    known = [("strike", "VERB", "strike"), ("loss", "NOUN", "loss")]
    assert Lemmas(derived(TREEBANK + known))(form, upos) == lemma


def test_the_table_holds_only_what_the_endings_get_wrong() -> None:
    table = derived([("walked", "VERB", "walk"), ("went", "VERB", "go")])
    assert table.splitlines() == ["*\tNOUN\t", "*\tVERB\tgo walk", "*\tAUX\t", "went\tVERB\tgo"]
