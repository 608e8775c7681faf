"""Statements of hand-written trees come as rows of the table: spans verbatim, ids stable, nothing from boilerplate."""

from datetime import date
from typing import Any

from tests.conllu import document
from transforms.actors import load_actors
from transforms.coreference import Referents
from transforms.language.document import Document
from transforms.schema import frame
from transforms.statements import find_statements
from transforms.tables import TABLES

DAY = date(2024, 5, 6)
SAID = """
1 Armenia Armenia PROPN 2 nsubj
2 said say VERB 0 root
3 that that SCONJ 6 mark
4 Azerbaijan Azerbaijan PROPN 6 nsubj
5 had have AUX 6 aux
6 attacked attack VERB 2 ccomp
7 Sotk Sotk PROPN 6 obj SpaceAfter=No
8 . . PUNCT 2 punct
"""
HOPES = """
1 Armenia Armenia PROPN 2 nsubj
2 thinks think VERB 0 root
3 that that SCONJ 5 mark
4 Baku Baku PROPN 5 nsubj
5 lies lie VERB 2 ccomp SpaceAfter=No
6 . . PUNCT 2 punct
"""
QUOTED = """
1 “ “ PUNCT 3 punct SpaceAfter=No
2 We we PRON 3 nsubj
3 wait wait VERB 7 ccomp
4 for for ADP 5 case
5 grain grain NOUN 3 obl SpaceAfter=No
6 ” ” PUNCT 3 punct
7 said say VERB 0 root
8 Anna Anna PROPN 7 nsubj SpaceAfter=No
9 . . PUNCT 7 punct
"""
GOES_ON = """
1 “ “ PUNCT 4 punct SpaceAfter=No
2 Nobody nobody PRON 4 nsubj
3 has have AUX 4 aux
4 come come VERB 0 root
5 to to ADP 7 case
6 our our PRON 7 nmod:poss
7 town town NOUN 4 obl SpaceAfter=No
8 . . PUNCT 4 punct SpaceAfter=No
9 ” ” PUNCT 4 punct
"""


def statements(parsed: Document, **options: Any) -> list[dict[str, Any]]:
    referents = Referents(parsed, load_actors(), DAY)
    return find_statements(parsed, referents, article_id="article", published=DAY, **options)


def test_a_row_fits_the_table_and_its_spans_are_verbatim() -> None:
    parsed = document(SAID)
    (row,) = statements(parsed)
    assert frame(TABLES["statements"], [row]).height == 1
    cut = {
        name: parsed.text[row[name]["start"] : row[name]["end"]] for name in ("speaker_span", "cue_span", "target_span")
    }
    assert cut == {"speaker_span": "Armenia", "cue_span": "said", "target_span": "Azerbaijan"}
    assert row["content_text"] == ["that Azerbaijan had attacked Sotk"]
    assert (row["speaker_country"], row["target_country"], row["speech_act"]) == (["ARM"], ["AZE"], "accuse")
    assert (row["form"], row["polarity"], row["rule"]) == ("indirect", "affirmed", "verb.that")


def test_the_same_words_twice_are_two_statements_with_stable_ids() -> None:
    parsed = document(SAID, SAID)
    first, second = statements(parsed)
    assert first["statement_id"] != second["statement_id"]
    assert [row["statement_id"] for row in statements(parsed)] == [first["statement_id"], second["statement_id"]]


def test_nothing_is_coded_in_passages_set_aside() -> None:
    parsed = document(SAID, SAID)
    (row,) = statements(parsed, set_aside=[(0, 20)])
    assert row["sentence_number"] == 1


def test_a_belief_is_an_attribution_and_no_utterance() -> None:
    parsed = document(HOPES)
    assert statements(parsed) == []
    assert [row["rule"] for row in statements(parsed, scope="attributions")] == ["verb.that"]


def test_a_quotation_without_a_cue_continues_the_one_before() -> None:
    parsed = document(QUOTED, GOES_ON, entities="PER Anna")
    first, second = statements(parsed)
    assert (first["form"], first["speaker_name"], first["content_text"]) == ("direct", "Anna", ["“We wait for grain”"])
    assert (second["is_continued"], second["speaker_name"], second["speaker_resolution"]) == (True, "Anna", "continued")
    assert (second["cue_text"], second["speaker_span"]) == (None, None)


def test_a_text_without_words_has_no_statements() -> None:
    assert statements(Document("", [], [], [], [], [], [], [], [], [])) == []
