"""CoNLL-U of a file, one sentence at a time: tags and trees for the words that a treebank gives, or for plain text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from transforms.errors import SaysoError
from transforms.language import conllu
from transforms.language.reader import Reader, load_reader

# Sentences that are read together: enough to fill the network's batches, few enough to print as they come.
TOGETHER = 500


def parse_file(path: Path, raw: bool) -> Iterator[str]:
    """Yield the sentences of a ``.conllu``, ``.conllu.gz`` or ``.txt`` file as CoNLL-U with predicted columns.

    The words of a treebank are taken as given; with ``raw`` only its ``text`` comments and paragraphs are, and sentences
    and words are found anew. A line of a text file is a paragraph. SaysoError where the file is not there, of another
    kind, or broken.
    """
    names = path.name.lower()
    try:
        if names.endswith((".conllu", ".conllu.gz")):
            reader = load_reader()
            for sentences in conllu.documents(conllu.read(path), TOGETHER):
                yield from _from_text(reader, conllu.raw(sentences)[0]) if raw else _from_words(reader, sentences)
        elif names.endswith(".txt"):
            yield from _from_text(load_reader(), path.read_text(encoding="utf-8"))
        else:
            raise SaysoError(f"{path}: give a file that ends in .conllu, .conllu.gz or .txt")
    except (OSError, EOFError, ValueError) as error:
        raise SaysoError(f"{path} cannot be parsed: {error}") from error


def _from_words(reader: Reader, sentences: list[conllu.Sentence]) -> Iterator[str]:
    # A word of a treebank may hold a space; to the reader it is one word all the same.
    document = reader.parse([[re.sub(r"\s", "_", form) for form in sentence.form] for sentence in sentences])
    for number, sentence in enumerate(sentences):
        comments = "".join(f"# {line}\n" for line in sentence.comments)
        yield comments + conllu.word_lines(document, number, sentence)


def _from_text(reader: Reader, text: str) -> Iterator[str]:
    document = reader.read([text])[0]
    paragraphs = iter(document.paragraphs)
    opened = next(paragraphs, None)
    for number, (first, last) in enumerate(document.sentences):
        start, end = document.start[first], document.end[last - 1]
        comments = "# newdoc\n" if number == 0 else ""
        if opened and start >= opened[0]:
            comments += "# newpar\n"
            opened = next(paragraphs, None)
        yield f"{comments}# text = {text[start:end]}\n{conllu.word_lines(document, number)}"
