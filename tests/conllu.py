"""Documents from dependency trees written out in a test: CoNLL-U text in, a parsed text out."""

from __future__ import annotations

import re

from transforms.language import conllu
from transforms.language.document import ROOT, Document, Entity


def document(*paragraphs: str, entities: str = "") -> Document:
    """Return the document that the trees spell out: a paragraph an argument, a sentence a block of CoNLL-U lines.

    Columns may be parted by any white space, and lines may be shortened to ``id form lemma upos head deprel [misc]``.
    ``entities`` names the entities in order, label and words, one a line: ``PER Nikol Pashinyan``.
    """
    start, end, lemma, upos, head, deprel = [], [], [], [], [], []
    sentences, lines, text = [], [], ""
    for paragraph in paragraphs:
        begun = len(text)
        blocks = re.split(r"\n\s*\n", paragraph.strip())
        for sentence in conllu.parse((line for block in blocks for line in [*_full(block), ""]), "test"):
            first = len(start)
            for number, form in enumerate(sentence.form):
                start.append(len(text))
                text += form
                end.append(len(text))
                text += " " if sentence.space[number] else ""
                above = sentence.head[number]
                head.append(ROOT if above == ROOT else first + above)
            lemma += sentence.lemma
            upos += sentence.upos
            deprel += sentence.deprel
            sentences.append((first, len(start)))
        text = text.rstrip()
        lines.append((begun, len(text)))
        text += "\n\n"
    parsed = Document(text.rstrip(), start, end, lemma, upos, head, deprel, sentences, [], lines)
    parsed.entities.extend(_entities(parsed, entities))
    return parsed


def _full(block: str) -> list[str]:
    lines = []
    for line in block.splitlines():
        column = line.split()
        if line.strip().startswith("#") or not column:
            continue
        if len(column) < 10:
            number, form, lemma, upos, head, deprel, *misc = column
            column = [number, form, lemma, upos, "_", "_", head, deprel, "_", *(misc or ["_"])]
        lines.append("\t".join(column))
    return lines


def _entities(parsed: Document, listed: str) -> list[Entity]:
    entities = []
    place = 0
    for line in listed.strip().splitlines():
        label, name = line.split(maxsplit=1)
        place = parsed.text.index(name, place)
        first = parsed.start.index(place)
        last = parsed.end.index(place + len(name)) + 1
        entities.append(Entity(first, last, label))
        place += len(name)
    return entities
