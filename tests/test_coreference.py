"""Whom a phrase means: names, pronouns, offices, sides; what the surroundings leave open stays open."""

from datetime import date

from tests.conllu import document
from transforms.actors import load_actors
from transforms.coreference import Referent, Referents
from transforms.language.document import Document

ARRIVAL = """
1 Governor Governor PROPN 2 nmod:desc
2 Elena Elena PROPN 4 nsubj
3 Brandt Brandt PROPN 2 flat
4 arrived arrive VERB 0 root SpaceAfter=No
5 . . PUNCT 4 punct
"""
SHE_WAITED = """
1 She she PRON 2 nsubj
2 waited wait VERB 0 root SpaceAfter=No
3 . . PUNCT 2 punct
"""


def referents(parsed: Document, published: date | None = None) -> Referents:
    return Referents(parsed, load_actors(), published)


def of(parsed: Document, form: str, published: date | None = None) -> Referent:
    token = max(token for token in range(len(parsed)) if parsed.form(token) == form)
    found = referents(parsed, published).resolve(token)
    assert found is not None
    return found


def test_a_pronoun_takes_up_the_subject_before() -> None:
    found = of(document(ARRIVAL, SHE_WAITED, entities="PER Elena Brandt"), "She")
    assert (found.name, found.role, found.kind, found.how) == ("Elena Brandt", "Governor", "pronoun", "pronoun")


def test_a_pronoun_of_the_other_gender_stays_open() -> None:
    found = of(document(ARRIVAL, SHE_WAITED.replace("She she", "He he"), entities="PER Elena Brandt"), "He")
    assert (found.name, found.how) == (None, "unresolved")


def test_a_pronoun_between_two_equals_stays_open() -> None:
    both = """
1 Anna Anna PROPN 6 nsubj
2 Brandt Brandt PROPN 1 flat
3 and and CCONJ 4 cc
4 Julia Julia PROPN 1 conj
5 Wolf Wolf PROPN 4 flat
6 met meet VERB 0 root SpaceAfter=No
7 . . PUNCT 6 punct
"""
    found = of(document(both, SHE_WAITED, entities="PER Anna Brandt\nPER Julia Wolf"), "She")
    assert (found.name, found.how) == (None, "unresolved")


def test_a_surname_and_an_office_name_who_was_named_in_full() -> None:
    later = """
1 Brandt Brandt PROPN 2 nsubj
2 waited wait VERB 0 root SpaceAfter=No
3 . . PUNCT 2 punct

1 The the DET 2 det
2 governor governor NOUN 3 nsubj
3 left leave VERB 0 root SpaceAfter=No
4 . . PUNCT 3 punct
"""
    parsed = document(ARRIVAL, later, entities="PER Elena Brandt\nPER Brandt")
    assert (of(parsed, "Brandt").name, of(parsed, "Brandt").how) == ("Elena Brandt", "surname")
    assert (of(parsed, "governor").name, of(parsed, "governor").how) == ("Elena Brandt", "title")


def test_a_capital_speaks_for_its_government_and_a_side_for_its_state() -> None:
    parsed = document(
        """
1 Yerevan Yerevan PROPN 2 nsubj
2 told tell VERB 0 root
3 the the DET 5 det
4 Azerbaijani Azerbaijani ADJ 5 amod
5 side side NOUN 2 obj SpaceAfter=No
6 . . PUNCT 2 punct
"""
    )
    assert (of(parsed, "Yerevan").country, of(parsed, "Yerevan").how) == (("ARM",), "metonym")
    assert of(parsed, "side").country == ("AZE",)


def test_the_countries_are_the_two_named_before() -> None:
    parsed = document(
        """
1 Armenia Armenia PROPN 2 nsubj
2 fought fight VERB 0 root
3 Azerbaijan Azerbaijan PROPN 2 obj SpaceAfter=No
4 . . PUNCT 2 punct

1 The the DET 2 det
2 countries country NOUN 3 nsubj
3 blamed blame VERB 0 root
4 each each DET 5 det
5 other other ADJ 3 obj SpaceAfter=No
6 . . PUNCT 3 punct
"""
    )
    assert (of(parsed, "countries").name, of(parsed, "countries").country) == ("Armenia and Azerbaijan", ("ARM", "AZE"))
    assert of(parsed, "other").country == ("AZE", "ARM")


def test_a_witness_without_a_name_is_described_and_unresolved() -> None:
    parsed = document(
        """
1 Two two NUM 2 nummod
2 witnesses witness NOUN 3 nsubj
3 left leave VERB 0 root SpaceAfter=No
4 . . PUNCT 3 punct
"""
    )
    assert (of(parsed, "witnesses").kind, of(parsed, "witnesses").how) == ("unnamed", "unresolved")


def test_the_first_person_is_open_until_somebody_is_known_to_speak() -> None:
    parsed = document(
        """
1 “ “ PUNCT 3 punct SpaceAfter=No
2 We we PRON 3 nsubj
3 wait wait VERB 6 ccomp SpaceAfter=No
4 ” ” PUNCT 3 punct
5 Elena Elena PROPN 6 nsubj
6 said say VERB 0 root SpaceAfter=No
7 . . PUNCT 6 punct
""",
        entities="PER Elena",
    )
    found = referents(parsed)
    assert found.resolve(1) == Referent(None, "pronoun", "unresolved", 0.0)
    speaker = found.resolve(4)
    assert speaker is not None
    found.speaks(0, 9, speaker)
    said = found.resolve(1)
    assert said is not None
    assert (said.name, said.kind) == ("Elena", "pronoun")


def test_a_verb_means_nobody() -> None:
    assert referents(document(ARRIVAL)).resolve(3) is None
