"""``sayso parse``: CoNLL-U in and out, plain text in, and what is refused."""

import gzip
from pathlib import Path

import pytest

from flows.parse import parse_file
from transforms.errors import SaysoError
from transforms.language import conllu

TREEBANK = """\
# newdoc id = a
# newpar id = a-1
# sent_id = a-1
# text = They didn't answer.
1\tThey\tthey\tPRON\tPRP\t_\t4\tnsubj\t_\t_
2-3\tdidn't\t_\t_\t_\t_\t_\t_\t_\t_
2\tdid\tdo\tAUX\tVBD\t_\t4\taux\t_\t_
3\tn't\tnot\tPART\tRB\t_\t4\tadvmod\t_\t_
4\tanswer\tanswer\tVERB\tVB\t_\t0\troot\t_\tSpaceAfter=No
4.1\t_\t_\t_\t_\t_\t_\t_\t_\t_
5\t.\t.\tPUNCT\t.\t_\t4\tpunct\t_\t_

# newpar
# sent_id = a-2
# text = The minister left.
1\tThe\tthe\tDET\tDT\t_\t2\tdet\t_\t_
2\tminister\tminister\tNOUN\tNN\t_\t3\tnsubj\t_\t_
3\tleft\tleave\tVERB\tVBD\t_\t0\troot\t_\tSpaceAfter=No
4\t.\t.\tPUNCT\t.\t_\t3\tpunct\t_\t_

"""


def columns(lines: str) -> list[list[str]]:
    rows = [line.split("\t") for line in lines.splitlines() if line and not line.startswith("#")]
    return [[row[0], row[1], row[3], row[6], row[7]] for row in rows]


@pytest.mark.parametrize("packed", [False, True])
def test_given_words(tmp_path: Path, packed: bool) -> None:
    path = tmp_path / ("a.conllu.gz" if packed else "a.conllu")
    path.write_bytes(gzip.compress(TREEBANK.encode()) if packed else TREEBANK.encode())
    first, second = parse_file(path, raw=False)
    assert "# sent_id = a-1\n# text = They didn't answer.\n" in first
    assert columns(first) == [
        ["1", "They", "PRON", "4", "nsubj"],
        ["2-3", "didn't", "_", "_", "_"],
        ["2", "did", "AUX", "4", "aux"],
        ["3", "n't", "PART", "4", "advmod"],
        ["4", "answer", "VERB", "0", "root"],
        ["5", ".", "PUNCT", "4", "punct"],
    ]
    assert second.endswith("\n\n")
    assert [len(row) for row in columns(second)] == [5] * 4


def test_raw_keeps_only_text_and_paragraphs(tmp_path: Path) -> None:
    path = tmp_path / "a.conllu"
    path.write_text(TREEBANK, encoding="utf-8")
    first, second = parse_file(path, raw=True)
    assert first.startswith(
        "# newdoc\n# newpar\n# text = They didn't answer.\n1\tThey\tthey\tPRON\t_\t_\t4\tnsubj\t_\t_\n"
    )
    assert second.startswith("# newpar\n# text = The minister left.\n")
    assert [row[1] for row in columns(first)] == ["They", "did", "n't", "answer", "."]
    assert [sentence.text for sentence in conllu.parse((first + second).splitlines(), "")] == [
        "They didn't answer.",
        "The minister left.",
    ]


def test_plain_text(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("The army left.\n\nNobody spoke.", encoding="utf-8")
    found = list(parse_file(path, raw=False))
    assert [lines.count("# newpar") for lines in found] == [1, 1]
    assert [row[1] for row in columns(found[0])] == ["The", "army", "left", "."]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.pdf", b"", "ends in .conllu"),
        ("a.conllu", b"1\tThey\n", "a.conllu:1: 2 columns, not 10"),
        ("a.conllu", b"1\tThey\t_\t_\t_\t_\tx\t_\t_\t_\n", "'x' is no number"),
        ("a.conllu.gz", b"no gzip", "cannot be parsed"),
        ("a.txt", b"\xff\xfe", "cannot be parsed"),
    ],
)
def test_what_is_refused(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(SaysoError, match=message):
        list(parse_file(path, raw=False))


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(SaysoError, match="cannot be parsed"):
        list(parse_file(tmp_path / "a.txt", raw=False))
