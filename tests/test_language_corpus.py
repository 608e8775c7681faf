"""Training examples: what each corpus marks, what it leaves open, and files of another version."""

import gzip
import json
from pathlib import Path

import numpy as np
import pytest

from transforms.language import conllu
from transforms.language.pieces import LOWER, TITLE, Pieces
from transforms.language.train import corpus
from transforms.language.train.corpus import ABSENT
from transforms.language.train.invented import Invented
from transforms.language.weights import SHIPPED

TREEBANK = """\
# newdoc id = GUM_news_a
# sent_id = GUM_news_a-1
1\tMs.\tMs.\tPROPN\tNNP\t_\t2\tnmod\t_\tEntity=(1-person-new
2\tSmith\tSmith\tPROPN\tNNP\t_\t3\tnsubj\t_\tEntity=1)
3\tleft\tleave\tVERB\tVBD\t_\t0\troot\t_\t_
4\tthe\tthe\tDET\tDT\t_\t5\tdet\t_\tEntity=(2-place-new
5\tHague\tHague\tPROPN\tNNP\t_\t3\tobj\t_\tEntity=2)
6\twith\twith\tADP\tIN\t_\t7\tcase\t_\t_
7\tBen\tBen\tPROPN\tNNP\t_\t3\tobl\t_\t_

# sent_id = GUM_news_a-2
1\tGo\tgo\tVERB\tVB\t_\t0\troot\t_\t_

"""


@pytest.fixture(scope="module")
def pieces() -> Pieces:
    return Pieces((SHIPPED / "tokenizer.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def examples(pieces: Pieces) -> list[corpus.Example]:
    sentences = list(conllu.parse(TREEBANK.splitlines(), "test"))
    return corpus.treebank(sentences, {}, corpus.labels([sentences]), pieces)


def test_a_tree_counts_heads_from_the_root(examples: list[corpus.Example]) -> None:
    assert examples[0].head == [2, 3, 0, 5, 3, 7, 3]
    assert examples[0].shape == [TITLE, TITLE, LOWER, LOWER, TITLE, LOWER, TITLE]


def test_names_of_gum_are_its_entities_of_proper_nouns(examples: list[corpus.Example]) -> None:
    tags = corpus.tags("gum")
    marked = [tags[tag] if tag != ABSENT else None for tag in examples[0].names["gum"]]
    # The article stays outside; a proper noun that no entity holds may be a name all the same, so nothing is said of it.
    assert marked == ["B-person", "I-person", "O", "O", "B-place", "O", None]


def test_sentences_joined(examples: list[corpus.Example]) -> None:
    whole = corpus.joined(examples)
    assert whole.head == [2, 3, 0, 5, 3, 7, 3, 0]
    assert whole.starts == [1, 0, 0, 0, 0, 0, 0, 1]


def test_rows_hold_every_sentence_once(examples: list[corpus.Example]) -> None:
    rows = corpus.chunks(examples * 20, np.random.default_rng(1), alone=0.3, most=60)
    assert [form for row in rows for form in row.form] == [form for example in examples * 20 for form in example.form]
    assert len({len(row) for row in rows}) > 2


def test_wikigold_begins_a_name_where_the_label_changes(tmp_path: Path, pieces: Pieces) -> None:
    path = tmp_path / "w.gz"
    path.write_bytes(gzip.compress(b"Ann I-PER\nLee I-PER\nOslo I-LOC\n. O\n\n-DOCSTART- O\n\nYes O\n"))
    first, second = corpus.names(path, "wikigold", pieces)
    assert [corpus.tags("wikigold")[tag] for tag in first.names["wikigold"]] == ["B-PER", "I-PER", "B-LOC", "O"]
    assert (second.form, second.head) == ([], [ABSENT])


def test_redocred_keeps_the_longest_of_overlapping_mentions(tmp_path: Path, pieces: Pieces) -> None:
    mentions = [{"sent_id": 0, "pos": [0, 2], "type": "ORG"}, {"sent_id": 0, "pos": [0, 1], "type": "LOC"}]
    path = tmp_path / "r.gz"
    path.write_bytes(gzip.compress(json.dumps([{"vertexSet": [mentions], "sents": [["Oslo", "Bank", "."]]}]).encode()))
    (example,) = corpus.names(path, "redocred", pieces)
    assert [corpus.tags("redocred")[tag] for tag in example.names["redocred"]] == ["B-ORG", "I-ORG", "O"]


def test_universal_ner_drops_tags_that_are_none(tmp_path: Path) -> None:
    path = tmp_path / "u.gz"
    path.write_bytes(gzip.compress(b"# sent_id = a\n1\tOslo\tB-LOC\t-\t-\n2\t.\tB-O\t-\t-\n"))
    assert corpus.uner(path) == {"a": (["Oslo", "."], ["B-LOC", "O"])}


def test_another_version_of_the_data_is_refused(tmp_path: Path) -> None:
    (tmp_path / "ud").mkdir()
    (tmp_path / "ud" / "ewt-train.conllu.gz").write_bytes(b"other")
    with pytest.raises(ValueError, match=r"ewt-train\.conllu\.gz is another version: sha256"):
        corpus.checked(tmp_path)


def test_invented_datelines_are_trees(pieces: Pieces) -> None:
    known = corpus.Labels(["NUM", "PROPN", "PUNCT"], ["CD", "NNP"], ["flat", "list", "nmod:unmarked", "punct", "root"])
    invented = Invented(pieces, known, np.random.default_rng(1))
    for example in (invented.dateline() for _ in range(200)):
        assert example.head.count(0) == 1
        assert all(head != place for place, head in enumerate(example.head, 1))
        assert {len(column) for column in (example.upos, example.deprel, example.names["uner"])} == {len(example)}
