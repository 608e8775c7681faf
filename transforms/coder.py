"""Statements, mentions and casualties of one article: the reader and the rules behind one function.

Everything a row says follows from the article's text, its publication day, the codebook and the model; nothing from the
articles beside it. So articles can be coded in any order, on any machine, in any batch.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from transforms.actors import load_actors
from transforms.coreference import Referents
from transforms.language.reader import PACKAGED, choose_reader
from transforms.language.repair import repaired
from transforms.mentions import find_mentions
from transforms.places import load_gazetteer
from transforms.statements import find_statements

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Coded:
    """Rows of the tables ``statements``, ``mentions`` and ``casualties`` of one article."""

    statements: list[Row]
    mentions: list[Row]
    casualties: list[Row]


def code(
    text: str,
    *,
    article_id: str,
    published: date | None,
    set_aside: Sequence[tuple[int, int]] = (),
    reader: str = PACKAGED,
) -> Coded:
    """Code one article text; passages ``set_aside`` (character spans of boilerplate) are read by nobody.

    Without a publication day relative dates stay unresolved; nothing is guessed.
    """
    document = repaired(choose_reader(reader).read([text])[0])
    referents = Referents(document, load_actors(), published)
    statements = find_statements(document, referents, article_id=article_id, published=published, set_aside=set_aside)
    mentions, casualties = find_mentions(
        document,
        referents,
        statements,
        article_id=article_id,
        published=published,
        gazetteer=load_gazetteer(),
        set_aside=set_aside,
    )
    return Coded(statements, mentions, casualties)
