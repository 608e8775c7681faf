"""The reader: sentences, trees and names of news prose, any input at all, the same answer in any company."""

import shutil
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.language.document import ROOT, Document
from transforms.language.reader import Reader, load_reader
from transforms.language.weights import SHIPPED, ModelError


def read(text: str) -> Document:
    return load_reader().read([text])[0]


def sentences(text: str) -> list[str]:
    document = read(text)
    return [text[document.start[first] : document.end[last - 1]] for first, last in document.sentences]


def check(document: Document) -> None:
    """Assert what holds of every document."""
    text, length = document.text, len(document)
    spans = list(zip(document.start, document.end, strict=True))
    assert all(start < end for start, end in spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    assert all(document.form(i) == text[start:end] for i, (start, end) in enumerate(spans))
    # Every character that is no space is in a token: what lies between tokens is white space.
    places = [0, *(place for span in spans for place in span), len(text)]
    assert all(not text[places[i] : places[i + 1]].strip() for i in range(0, len(places), 2))
    columns = (document.lemma, document.upos, document.head, document.deprel)
    assert [len(column) for column in columns] == [length] * 4
    assert [first for first, _ in document.sentences] == [0, *(last for _, last in document.sentences)][
        :-1
    ] or not length
    for first, last in document.sentences:
        roots = [i for i in range(first, last) if document.head[i] == ROOT]
        assert len(roots) == 1
        assert document.deprel[roots[0]] == "root"
        assert all(first <= document.head[i] < last for i in range(first, last) if i != roots[0])
        assert all(_leads_up(document, i) for i in range(first, last))
    assert all(0 <= one.first < one.last <= length for one in document.entities)
    assert all(text[start:end].strip() for start, end in document.paragraphs)


def _leads_up(document: Document, token: int) -> bool:
    for _ in range(len(document)):
        if document.head[token] == ROOT:
            return True
        token = document.head[token]
    return False


ARTICLE = """\
YEREVAN, September 13 (Armenpress) - Armenian Defense Minister Suren Papikyan accused Azerbaijan of shelling Goris.

"We will not step back," he told reporters. "Our units hold every post."

Azerbaijan's Foreign Ministry denied the report on Tuesday. It said Armenia had fired first."""


def test_an_article() -> None:
    document = read(ARTICLE)
    check(document)
    assert [document.text[start:end][:8] for start, end in document.paragraphs] == ["YEREVAN,", '"We will', "Azerbaij"]
    assert sentences(ARTICLE)[-2:] == [
        "Azerbaijan's Foreign Ministry denied the report on Tuesday.",
        "It said Armenia had fired first.",
    ]
    found = {(ARTICLE[document.start[one.first] : document.end[one.last - 1]], one.label) for one in document.entities}
    assert found >= {("Suren Papikyan", "PER"), ("Azerbaijan", "LOC"), ("Goris", "LOC"), ("Foreign Ministry", "ORG")}
    accused = next(i for i in range(len(document)) if document.form(i) == "accused")
    relations = {document.form(child): document.deprel[child] for child in document.children[accused]}
    assert document.lemma[accused] == "accuse"
    assert relations["Azerbaijan"] == "obj"
    assert "nsubj" in relations.values()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Lt. Gen. J. R. Orlov met Gov. Mary Hale in Washington, D.C. on Sept. 13. They did not speak to the press.",
            ["Lt. Gen. J. R. Orlov met Gov. Mary Hale in Washington, D.C. on Sept. 13.", "They did not speak to the press."],
        ),
        (
            "The U.S. said it would act. U.S. officials gave no details.",
            ["The U.S. said it would act.", "U.S. officials gave no details."],
        ),
        (
            "“We shall answer every shot.” The minister then left the hall.",
            ["“We shall answer every shot.”", "The minister then left the hall."],
        ),
        (
            "The talks began at 10 a.m. in Geneva. No one commented.",
            ["The talks began at 10 a.m. in Geneva.", "No one commented."],
        ),
        (
            "Who fired first? Nobody knows! Both sides blame each other.",
            ["Who fired first?", "Nobody knows!", "Both sides blame each other."],
        ),
        ("ARMENIA SAYS 49 SOLDIERS KILLED IN AZERBAIJANI ATTACK", ["ARMENIA SAYS 49 SOLDIERS KILLED IN AZERBAIJANI ATTACK"]),
    ],
)  # fmt: skip
def test_sentences(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


def test_a_passive_and_a_negation() -> None:
    document = read("The village was not shelled by the army.")
    relation = dict(zip(map(document.form, range(len(document))), document.deprel, strict=True))
    assert relation["village"] == "nsubj:pass"
    assert relation["was"] == "aux:pass"
    assert relation["army"] == "obl:agent"
    assert document.lemma[relation_place(document, "shelled")] == "shell"


def relation_place(document: Document, form: str) -> int:
    return [document.form(i) for i in range(len(document))].index(form)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\t\n ",
        "\x00\x01\x1b",
        "\ufeff",
        "🙂🙂👩‍👩‍👧 🇦🇲",
        "قال الوزير إن الجيش لم يهاجم.",
        "Он said «нет» – 不知道。",
        "a\u0301\u0302" * 40,
    ],
)
def test_strange_text(text: str) -> None:
    check(read(text))


@settings(max_examples=40, deadline=None)
@given(st.text(st.one_of(st.characters(), st.sampled_from(" .\n\"'’“”aA1")), max_size=300))
def test_any_text(text: str) -> None:
    check(read(text))


@pytest.mark.slow
@pytest.mark.parametrize("text", ["x" * 1_000_000, '"' * 10_000, "He said no. " * 2_000, "and so " * 3_000])
def test_much_text(text: str) -> None:
    check(read(text))


def test_the_same_text_gives_the_same_document_in_any_company() -> None:
    other = "Ministers met in Paris. " * 30
    alone = read(ARTICLE)
    assert load_reader().read([other, ARTICLE, "Ω!", ARTICLE])[1::2] == [alone, alone]


def test_given_words_stay() -> None:
    document = load_reader().parse([["He", "do", "n't", "know", "."], ["No", "!"]])
    check(document)
    assert document.text == "He do n't know .\nNo !"
    assert document.sentences == [(0, 5), (5, 7)]


def test_a_given_sentence_longer_than_the_network_sees_is_one_tree() -> None:
    document = load_reader().parse([["word"] * 1_200, ["end", "."]])
    check(document)
    assert document.sentences == [(0, 1_200), (1_200, 1_202)]


@pytest.mark.parametrize("words", [[], [""], ["two words"]])
def test_words_that_are_none_are_refused(words: list[str]) -> None:
    with pytest.raises(ValueError, match="words without white space"):
        load_reader().parse([words])


def test_a_missing_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"not there: .*model\.json"):
        Reader(tmp_path)


@pytest.mark.parametrize("damage", ["reader.onnx", "lemmas.txt"])
def test_a_damaged_model_is_named(tmp_path: Path, damage: str) -> None:
    shutil.copytree(SHIPPED, tmp_path / "model")
    with (tmp_path / "model" / damage).open("ab") as file:
        file.write(b"x")
    with pytest.raises(ModelError, match=f"damaged: .*{damage}"):
        Reader(tmp_path / "model")
