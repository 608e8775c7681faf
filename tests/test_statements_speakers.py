"""Who speaks in whole texts: the country of the scene, of the owner or of the place; names of those who have none."""

from datetime import date

import pytest

from transforms.actors import load_actors
from transforms.coreference import Referents
from transforms.language.reader import load_reader
from transforms.language.repair import repaired
from transforms.statements import find_statements

DAY = date(2026, 9, 15)


def statements(text):
    document = repaired(load_reader().read([text])[0])
    referents = Referents(document, load_actors(), DAY)
    return find_statements(document, referents, article_id="a-1", published=DAY)


def speakers(text):
    """Return name and countries of the speakers, in order."""
    return [(row["speaker_name"], row["speaker_country"]) for row in statements(text)]


@pytest.mark.parametrize(
    ("text", "name", "country"),
    [
        # a minister of a country that only the dateline tells
        ("LUSAKA (Wire) - Two bridges fell on Monday. Transport Minister Ana Mwila said the repair would take weeks.", "Ana Mwila", "ZMB"),
        # police of the town in the first sentence
        ("A market burned in Kaduna on Monday. The police said four people had been hurt.", "Police of Nigeria", "NGA"),
        # whose spokesman, where the text says it
        ("Moldova closed its border on Monday. Its spokesman said that the guards were tired.", None, "MDA"),
        # where somebody is goes before where the article plays
        ("Kabul was hit on Monday. Afghan elders wept. Security sources in Peshawar said that the jets had returned.", None, "PAK"),
    ],
)  # fmt: skip
def test_who_names_no_country_has_the_one_the_text_tells(text, name, country):
    found = speakers(text)[-1]
    assert found[1] == [country]
    assert name is None or found[0] == name


def test_analysts_and_diplomats_speak_from_anywhere():
    assert speakers("Kenya closed its border on Monday. Analysts said that trade would suffer.") == [("Analysts", [])]


def test_where_nothing_tells_a_country_there_is_none():
    assert speakers("A baker said that bread was dear.") == [("baker", [])]


def test_a_body_that_many_states_have_is_of_the_country_at_hand():
    text = "Pakistan denied the strike. Pakistani jets had stayed away, the Foreign Office said."
    assert speakers(text)[-1] == ("Ministry of Foreign Affairs of Pakistan", ["PAK"])


def test_a_body_goes_by_its_name_and_not_by_what_it_is():
    assert speakers("The regional bloc ECOWAS said that the vote was fair.") == [("ECOWAS", ["IGO"])]


def test_a_relative_goes_by_the_name_of_whose_he_is():
    text = "Carmelo Ortiz was shot in Bogota on Monday. His family said that nobody had come."
    assert speakers(text)[-1] == ("family of Carmelo Ortiz", ["COL"])


def test_figures_are_told_by_whoever_gave_them():
    found = statements("According to figures from the Kenyan health ministry, nine people died.")
    assert [row["speaker_name"] for row in found] == ["Health Ministry of Kenya"]


def test_a_count_and_a_silence_are_statements():
    text = "The governor put the toll at four. The company did not respond to a request for comment."
    assert [(row["speaker_text"], row["content_text"], row["speech_act"]) for row in statements(text)] == [
        ("The governor", ["the toll at four"], "assert"),
        ("The company", ["did not respond to a request for comment"], "decline_comment"),
    ]


def test_what_people_say_in_a_quotation_is_part_of_it():
    found = statements("“They told me to wait,” Ana Ruiz said.")
    assert [row["speaker_name"] for row in found] == ["Ana Ruiz"]


def test_a_verb_after_what_was_promised_is_the_speakers_again():
    text = "Ana Ruiz promised that the wages would be paid and urged the teachers to return."
    assert [(row["cue_text"], row["speaker_name"], row["content_text"]) for row in statements(text)] == [
        ("promised", "Ana Ruiz", ["that the wages would be paid"]),
        ("urged", "Ana Ruiz", ["the teachers to return"]),
    ]


def test_a_quotation_in_single_marks_may_hold_one_in_double_marks():
    text = "‘We had gone home,’ said Ana Ruiz, the woman’s sister. ‘They told us, “Stay here.” Where is it?’"
    assert [row["content_text"] for row in statements(text)] == [
        ["‘We had gone home,’", "‘They told us, “Stay here.” Where is it?’"]
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Nobody claimed responsibility for the blast.",
        "No group claimed responsibility for the blast.",
        "The odds suggest that it will rain.",
        "That timing raises concerns that the office was unaware.",
        "Officials tried to combat the threat of fraud.",
        "I ask Blair whether he regrets it.",
        "The parties agreed to meet on Friday.",
        "The witness offered no evidence.",
    ],
)
def test_what_nobody_and_no_document_says_is_no_statement(text):
    assert statements(text) == []


def test_a_report_speaks_for_its_authors_and_a_paper_for_itself():
    text = "A report by the Kenyan health ministry said that nine had died. The newspaper Dagens Nyheter saw it. The paper said that it was late."
    assert [row["speaker_name"] for row in statements(text)] == ["Health Ministry of Kenya", "Dagens Nyheter"]


def test_whoever_claims_responsibility_owns_to_it():
    (row,) = statements("The Taliban claimed responsibility for the blast.")
    assert (row["speech_act"], row["target_country"]) == ("confirm", [])


def test_a_surname_that_is_also_a_capital_is_the_persons():
    text = "Valeska Paris left the church in 2009. Paris said that she was kept on board."
    assert speakers(text)[-1][0] == "Valeska Paris"


def test_they_are_not_the_country_where_it_happens():
    assert speakers("It has come to the United States. They say it is over.")[-1][0] is None


@pytest.mark.parametrize(
    ("text", "content", "act"),
    [
        ("The mayor pleaded not guilty to the charges.", "not guilty to the charges", "deny"),
        ("The government ruled out a pardon.", "a pardon", "deny"),
        ("The government did not rule out a pardon.", "a pardon", "warn"),
        ("The union turned down the offer.", "the offer", "reject"),
        ("The union refused.", "refused", "reject"),
        ("Ana Ruiz and other members criticised this.", "this", "criticise"),
        ("Kenya wants the council to act.", "the council to act", "demand"),
        ("She did not say where the money was.", "where the money was", "decline_comment"),
        ("Kenya agreed to meet on Friday.", "to meet on Friday", "agree"),
        ("The minister lambasted the decision.", "the decision", "criticise"),
        ("We condemn the attack.", "the attack", "condemn"),
    ],
)
def test_acts_told_by_more_than_one_word(text, content, act):
    assert [(row["content_text"], row["speech_act"]) for row in statements(text)] == [([content], act)]


@pytest.mark.parametrize(
    "text", ["Ana Ruiz wants him to stay.", "Ruiz found out who it was.", "The judge ruled the town."]
)
def test_wishes_of_a_person_and_verbs_without_their_particle_tell_nothing(text):
    assert statements(text) == []


def test_an_official_of_no_named_state_is_not_of_the_forces_he_accuses():
    text = (
        "In a statement the Ministry of Defence of Armenia said that it was under fire. "
        "The head of the department of the Ministry of Defence, Huseyn Mahmudov, said that the Armenian armed forces had attacked "
        "Azerbaijan."
    )
    row = statements(text)[-1]
    assert (row["speaker_name"], row["speaker_country"], row["target_country"]) == ("Huseyn Mahmudov", [], ["ARM"])


def test_a_study_of_nobody_speaks_for_itself():
    assert [name for name, _ in speakers("New investors are moved by friends, according to a new study.")] == [
        "new study"
    ]


def test_what_comes_as_predicted_predicts_nothing():
    assert statements("Storms erupted as predicted in Kansas.") == []
