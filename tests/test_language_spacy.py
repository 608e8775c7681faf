"""The optional reader: what spaCy says as a document, and pipelines that are missing or speak another scheme."""

import sys
from types import ModuleType, SimpleNamespace

import pytest

from flows.code import ToCode, code_article
from transforms.coder import Coded
from transforms.language.document import ROOT, Entity
from transforms.language.reader import choose_reader
from transforms.language.spacy_reader import SpacyReader
from transforms.language.weights import ModelError
from transforms.method import method_version, model_version

UD = ["nsubj", "nsubj:pass", "obj", "obl", "case", "ROOT"]


class Token(SimpleNamespace):
    def __len__(self) -> int:
        return len(self.text)


class Parsed(list):
    text = "Baku\n denied it ."


def parsed() -> Parsed:
    """Five tokens, one of them white space, as spaCy gives them."""
    rows = [("Baku", 0, 2, "nsubj", "PROPN"), ("\n ", 4, 0, "dep", "SPACE"), ("denied", 6, 2, "ROOT", "VERB"), ("it", 13, 2, "obj", "PRON"), (".", 16, 2, "punct", "PUNCT")]  # fmt: skip
    tokens = [
        Token(i=i, text=text, idx=idx, dep_=dep, pos_=pos, lemma_=text, is_space=not text.strip())
        for i, (text, idx, _, dep, pos) in enumerate(rows)
    ]
    for token, (_, _, head, _, _) in zip(tokens, rows, strict=True):
        token.head = tokens[head]
    document = Parsed(tokens)
    document.sents = [tokens]

    class Span(list):
        label_ = "GPE"

    document.ents = [Span(tokens[:2])]
    return document


@pytest.fixture
def spacy(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    module = ModuleType("spacy")
    module.load = lambda name: SimpleNamespace(
        pipe_labels={"parser": UD}, meta={"name": name}, pipe=lambda texts: [parsed() for _ in texts]
    )
    monkeypatch.setitem(sys.modules, "spacy", module)
    return module


@pytest.mark.usefixtures("spacy")
def test_a_document() -> None:
    document = SpacyReader("en_ud").read([Parsed.text])[0]
    assert [document.form(i) for i in range(len(document))] == ["Baku", "denied", "it", "."]
    assert document.head == [1, ROOT, 1, 1]
    assert document.deprel == ["nsubj", "root", "obj", "punct"]
    assert document.sentences == [(0, 4)]
    assert document.entities == [Entity(0, 1, "LOC")]
    assert document.paragraphs == [(0, 4), (5, 17)]


def test_another_scheme_is_refused(spacy: ModuleType) -> None:
    spacy.load = lambda name: SimpleNamespace(pipe_labels={"parser": ["nsubjpass", "dobj"]})
    with pytest.raises(ModelError, match="has not the relations of Universal Dependencies"):
        SpacyReader("en_core_web_sm")


def test_a_missing_pipeline_is_named(spacy: ModuleType) -> None:
    def load(name: str) -> None:
        raise OSError(f"can't find {name}")

    spacy.load = load
    with pytest.raises(ModelError, match="spacy:nowhere cannot be loaded"):
        SpacyReader("nowhere")


def test_without_spacy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "spacy", None)
    with pytest.raises(ModelError, match="cannot be loaded"):
        SpacyReader("en_ud")


@pytest.mark.usefixtures("spacy")
def test_the_setting_chooses_it_and_the_versions_tell() -> None:
    assert choose_reader("spacy:en_ud").read([Parsed.text])[0].entities == [Entity(0, 1, "LOC")]
    coded = code_article(ToCode("a-1", Parsed.text, None), "spacy:en_ud")
    assert isinstance(coded, Coded)
    assert method_version("spacy:en_ud") not in (method_version(), method_version("spacy:en_other"))
    assert model_version("spacy:en_ud") != model_version()
