"""What happened: type and mode by predicate and arguments, and nothing where nothing did."""

import pytest

from tests.coding import mentions, only


@pytest.mark.parametrize(
    ("text", "event_type", "mode"),
    [
        ("Azerbaijani forces shelled the village of Sotk.", "ASSAULT", "heavy-weapons"),
        ("The village of Sotk was shelled by Azerbaijani forces.", "ASSAULT", "heavy-weapons"),
        ("The shelling of Sotk by Azerbaijani forces went on all night.", "ASSAULT", "heavy-weapons"),
        ("Armenian soldiers opened fire on a border post.", "ASSAULT", "firearms"),
        ("Rebels carried out an attack on the barracks.", "ASSAULT", None),
        ("A drone strike killed four soldiers near the border.", "ASSAULT", "drone"),
        ("Armenia and Iran signed an agreement on gas.", "SUPPORT", None),
        ("Brussels imposed sanctions on two Russian ministers.", "SANCTION", "discontinue"),
        ("Brussels lifted the sanctions on the Russian minister.", "RETREAT", None),
        ("Azerbaijan released ten Armenian prisoners.", "RETREAT", "release"),
        ("France suspended its aid to Mali.", "SANCTION", "discontinue"),
        ("Police arrested the opposition leader.", "COERCE", "arrest"),
        ("Russia massed troops along the Ukrainian border.", "MOBILIZE", "troops"),
        ("Thousands of people protested against the government in Tbilisi.", "PROTEST", "demo"),
        ("The Armenian prime minister met the French ambassador.", "CONSULT", None),
        ("The Turkish president refused to meet the Armenian delegation.", "REJECT", "meet"),
        ("Azerbaijan threatened Armenia with war.", "THREATEN", "violence"),
        ("Germany offered to send aid to Armenia.", "AGREE", None),
        ("The Russian ambassador was summoned to the Moldovan foreign ministry.", "ACCUSE", "disapprove"),
        ("The Venezuelan vice president called the American sanctions piracy.", "ACCUSE", "disapprove"),
        ("The Houthis claimed responsibility for shelling a Saudi village.", "ASSAULT", "heavy-weapons"),
        ("Two Russian drones entered the territory of Moldova.", "MOBILIZE", "weapons"),
        ("Ethiopia bankrolled rebels in Eritrea.", "AID", None),
        ("The European Union imposed sanctions on two banks that sell oil.", "SANCTION", "discontinue"),
    ],
)
def test_type_and_mode(text, event_type, mode):
    mention = only(text)
    assert (mention["event_type"], mention["mode"]) == (event_type, mode)


def test_two_acts_coordinated_are_two_events():
    found = mentions("Turkish police detained a journalist and Turkey expelled two Greek diplomats.")
    assert [mention["event_type"] for mention in found] == ["COERCE", "SANCTION"]


def test_a_blow_and_what_it_did_are_one_event():
    mention = only("Two soldiers were killed when Azerbaijani forces shelled the village of Sotk.")
    assert mention["trigger_text"] == "shelled"


def test_an_accusation_and_what_it_alleges_are_two():
    found = mentions("Armenia accused Azerbaijan of shelling a village.")
    assert [(mention["event_type"], mention["claim_status"]) for mention in found] == [
        ("ACCUSE", "reported"),
        ("ASSAULT", "accused"),
    ]


def test_a_weak_word_of_a_state_counts_in_a_text_of_conflict():
    weak = "Turkey offered a way out."
    assert mentions(weak) == []
    text = f"Armenian forces shelled Sotk. Azerbaijani soldiers attacked a post. Iran condemned the attack. {weak}"
    assert "agree.offer" in [mention["rule"] for mention in mentions(text)]


def test_what_follows_from_type_and_mode():
    mention = only("Azerbaijani forces shelled the village of Sotk.")
    assert (mention["quad_class"], mention["intensity"], mention["cameo_root"]) == (4, -9.5, "19")
    assert mention["rule"] == "assault.shell"
    assert "military" not in mention["context"] or mention["context"] == sorted(mention["context"])


@pytest.mark.parametrize(
    "text",
    [
        "The striker fired over the bar and the coach blamed the referee.",
        "Hailstones bombarded the orchards for an hour.",
        "The hurricane killed eleven people on the coast.",
        "Shares in the company were hit by the weak forecast.",
        "The bank launched an aggressive campaign to win customers.",
        "Critics attacked the film for its plot.",
        "The Attack Division held a dinner for its veterans.",
        "Doctors declared war on hospital germs.",
        "Rovers attacked from the first whistle of the match.",
        "The recipe calls for two eggs and a glass of milk.",
        "She was shot in black and white by a famous director.",
        "The museum received a painting from a collector.",
        "Three federal departments said they cannot meet the directive.",
        "India demonstrated restraint in its response.",
        "The president was not authorised to speak to the press.",
        "The British government will seek to raise standards in schools.",
        "Sweden joined the alliance in March.",
        "The president captured the mood of the country.",
        "The South African ministers clashed over the tax.",
        "The former American financier killed himself.",
        "Pakistan allocated seventy million dollars for a digital initiative.",
        "The British company respects its employees.",
    ],
)
def test_no_event_where_there_is_none(text):
    assert mentions(text) == []


def test_what_is_called_so_within_another_act_is_none_of_its_own():
    found = mentions("Armenia condemned what it called an attack on its territory.")
    assert [mention["rule"] for mention in found] == ["accuse.condemn"]


def test_an_event_only_referred_to_is_not_told_again():
    found = mentions("France condemned the attack on the convoy.")
    assert [mention["event_type"] for mention in found] == ["ACCUSE"]


def test_a_headline_is_not_coded_beside_its_story():
    text = "Armenia shells a village\n\nArmenian forces shelled a village on the border on Monday, officials said."
    assert [mention["trigger_span"]["start"] > 24 for mention in mentions(text)] == [True]


def test_nothing_is_coded_in_what_is_set_aside():
    text = "Armenian forces shelled a village."
    assert mentions(text, set_aside=[(0, len(text))]) == []


def test_a_text_without_words_has_no_events():
    assert mentions("") == []
