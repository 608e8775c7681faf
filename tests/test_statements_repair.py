"""Arcs that contradict each other are set right; a tree without contradictions is left alone."""

from tests.conllu import document
from transforms.language.repair import repaired

FINE = """
1 Ana Ana PROPN 2 nsubj
2 left leave VERB 0 root SpaceAfter=No
3 . . PUNCT 2 punct
"""


def test_a_second_subject_set_off_by_a_comma_is_an_apposition() -> None:
    parsed = repaired(
        document(
            """
1 The the DET 2 det
2 mayor mayor NOUN 6 nsubj SpaceAfter=No
3 , , PUNCT 4 punct
4 Ana Ana PROPN 6 nsubj SpaceAfter=No
5 , , PUNCT 4 punct
6 left leave VERB 0 root SpaceAfter=No
7 . . PUNCT 6 punct
"""
        )
    )
    assert (parsed.head[3], parsed.deprel[3]) == (1, "appos")


def test_a_verb_coordinated_with_the_object_goes_beside_its_verb() -> None:
    parsed = repaired(
        document(
            """
1 Rome Rome PROPN 2 nsubj
2 claims claim VERB 0 root
3 the the DET 4 det
4 opposite opposite NOUN 2 obj
5 and and CCONJ 6 cc
6 blames blame VERB 4 conj
7 Paris Paris PROPN 6 obj SpaceAfter=No
8 . . PUNCT 2 punct
"""
        )
    )
    assert parsed.head[5] == 1


def test_who_speaks_after_a_clause_is_not_part_of_it() -> None:
    parsed = repaired(
        document(
            """
1 Grain grain NOUN 3 nsubj
2 is be AUX 3 cop
3 scarce scarce ADJ 7 ccomp SpaceAfter=No
4 , , PUNCT 3 punct
5 the the DET 6 det
6 mayor mayor NOUN 3 nsubj
7 said say VERB 0 root SpaceAfter=No
8 . . PUNCT 7 punct
"""
        )
    )
    assert parsed.head[5] == 6


def test_a_tree_without_contradictions_is_returned_as_it_is() -> None:
    parsed = document(FINE)
    assert repaired(parsed) is parsed


def test_a_that_clause_given_to_who_was_told_belongs_to_who_said_it() -> None:
    lines = """
1 Ruiz Ruiz PROPN 2 nsubj
2 {cue} {lemma} VERB 0 root
3 {noun} {noun} NOUN 2 {relation}
4 that that SCONJ 7 mark
5 the the DET 6 det
6 army army NOUN 7 nsubj
7 fired fire VERB 3 acl SpaceAfter=No
8 . . PUNCT 2 punct
"""
    told = repaired(document(lines.format(cue="said", lemma="say", noun="briefing", relation="obl")))
    assert (told.head[6], told.deprel[6]) == (1, "ccomp")
    for cue, lemma, noun, relation in (("repeated", "repeat", "claims", "obj"), ("noted", "note", "reports", "obj")):
        claimed = repaired(document(lines.format(cue=cue, lemma=lemma, noun=noun, relation=relation)))
        assert (claimed.head[6], claimed.deprel[6]) == (2, "acl")


def test_an_of_phrase_is_no_doer_but_belongs_to_the_noun_before_it() -> None:
    parsed = repaired(
        document(
            """
1 made make VERB 0 root
2 by by ADP 4 case
3 the the DET 4 det
4 Ministry ministry PROPN 1 obl:agent
5 of of ADP 6 case
6 Defense defense PROPN 1 obl:agent SpaceAfter=No
7 . . PUNCT 1 punct
"""
        )
    )
    assert (parsed.head[5], parsed.deprel[5]) == (3, "nmod")


def test_a_bare_participle_describes_the_noun_right_before_it() -> None:
    given = """
1 They they PRON 2 nsubj
2 broke break VERB 0 root
3 a a DET 4 det
4 truce truce NOUN 2 obj
5 reached reach VERB 2 advcl
6 in in ADP 7 case
7 May May PROPN 5 obl SpaceAfter=No
8 . . PUNCT 2 punct
"""
    parsed = repaired(document(given))
    assert (parsed.head[4], parsed.deprel[4]) == (3, "acl")
    apart = repaired(document(given.replace("5 reached reach", "5 reaching reach")))
    assert (apart.head[4], apart.deprel[4]) == (1, "advcl")


def test_a_verb_is_no_part_of_the_dateline_before_it() -> None:
    parsed = repaired(
        document(
            """
1 OSLO Oslo PROPN 0 root SpaceAfter=No
2 : : PUNCT 6 punct
3 Norway Norway PROPN 6 nsubj
4 on on ADP 5 case
5 Friday Friday PROPN 1 nmod
6 left leave VERB 1 parataxis SpaceAfter=No
7 . . PUNCT 1 punct
"""
        )
    )
    assert (parsed.head, parsed.deprel[4]) == ([5, 5, 5, 4, 5, -1, 5], "obl")


def test_a_finite_verb_does_not_stand_beside_a_gerund() -> None:
    parsed = repaired(
        document(
            """
1 Rome Rome PROPN 2 nsubj
2 denied deny VERB 0 root
3 using use VERB 2 xcomp
4 force force NOUN 3 obj
5 and and CCONJ 6 cc
6 accused accuse VERB 3 conj
7 Paris Paris PROPN 6 obj SpaceAfter=No
8 . . PUNCT 2 punct
"""
        )
    )
    assert parsed.head[5] == 1


def test_a_second_subject_right_behind_its_verb_is_the_object() -> None:
    parsed = repaired(
        document(
            """
1 The the DET 2 det
2 court court NOUN 3 nsubj
3 sentenced sentence VERB 0 root
4 Ana Ana PROPN 3 nsubj
5 Ruiz Ruiz PROPN 4 flat SpaceAfter=No
6 . . PUNCT 3 punct
"""
        )
    )
    assert (parsed.head[3], parsed.deprel[3]) == (2, "obj")
