"""The words that the lemma table is derived from: the training treebanks and a list of irregular verbs."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from transforms.language import conllu
from transforms.language.lemmas import derived

IRREGULAR = Path(__file__).with_name("irregular.txt")


def table(sentences: Iterable[conllu.Sentence]) -> str:
    """Return the table for ``model/lemmas.txt``; what a treebank shows outweighs the list."""
    words = [word for sentence in sentences for word in zip(sentence.form, sentence.upos, sentence.lemma, strict=True)]
    shown = {(form.lower(), upos) for form, upos, _ in words}
    for line in IRREGULAR.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            lemma, *forms = line.split()
            words += [(form, "VERB", lemma) for form in {lemma, *forms} if (form, "VERB") not in shown]
    return derived(words)
