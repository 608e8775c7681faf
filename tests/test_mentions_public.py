"""Public affairs in time of peace: courts, strikes, parliaments, tariffs; what is told of them and what is only referred to."""

import pytest

from tests.coding import countries, mentions

SCENE = (
    "NAIROBI, Kenya — Police arrested a minister of the Kenyan government. The opposition accused the president of it."
)


def after(text, scene=SCENE):
    """Return the mentions of a text that follows a scene of public affairs."""
    return [mention for mention in mentions(f"{scene} {text}") if mention["sentence_span"]["start"] > len(scene) - 1]


@pytest.mark.parametrize(
    ("text", "event_type", "mode"),
    [
        ("Two prison officers were charged with perjury.", "ACCUSE", "allege"),
        ("The mayor came under fire for the closure of the shelter.", "ACCUSE", "disapprove"),
        ("Two judges are under investigation.", "ACCUSE", "investigate"),
        ("A senator is on trial.", "ACCUSE", "allege"),
        ("Teachers chanted slogans before the town hall.", "PROTEST", "demo"),
        ("Truckers blocked the ring road for a third day.", "PROTEST", "obstruct"),
        ("The unions called a strike for Thursday.", "PROTEST", "strike"),
        ("The president fired the commander of the navy.", "SANCTION", "expel"),
        ("The union lashed out at the minister.", "ACCUSE", "disapprove"),
        ("The president of the senate attacked the minister's policy.", "ACCUSE", "disapprove"),
        ("The court declared the levy unconstitutional.", "REJECT", None),
        ("Lawmakers pressed the minister to answer.", "REQUEST", None),
        ("His three aides were acquitted.", "CONCEDE", None),
        ("Hundreds of arrests were made on Sunday.", "COERCE", "arrest"),
        ("The ruling was followed by riots.", "PROTEST", "riot"),
        ("The senator is on hunger strike.", "PROTEST", "hunger"),
    ],
)
def test_what_happens_in_time_of_peace(text, event_type, mode):
    assert (event_type, mode) in [(mention["event_type"], mention["mode"]) for mention in after(text)]


@pytest.mark.parametrize(
    "text",
    [
        "Residents lined the road.",
        "The company fired the engine.",
        "A gardener was charged with the watering.",
    ],
)
def test_ordinary_life_between_them_is_none(text):
    assert after(text) == []


def test_a_condition_is_no_event():
    found = after("The teachers threatened a strike if the ministry does not back down.")
    assert [mention["event_type"] for mention in found] == ["THREATEN"]


def test_what_a_plan_is_for_is_no_event_where_the_plan_is_dropped():
    found = after("The government scrapped a plan to deport refugees.")
    assert [mention["event_type"] for mention in found] == ["CONCEDE"]


def test_whom_a_participle_befalls_is_no_doer():
    (blow,) = after("The night saw police officers beaten.")
    assert countries(blow["recipients"]) == ["KEN"]
    assert [party["name"] for party in blow["actors"]] == ["unknown"]


def test_who_resigns_beside_a_passive_does_it_himself():
    (step,) = [
        m for m in after("Two officers were considered security risks and resigned.") if m["event_type"] == "RETREAT"
    ]
    assert [party["country"] for party in step["actors"]] == ["KEN"]


def test_whose_expulsion_it_is_undergoes_it():
    (act,) = [m for m in after("Senators protested. The minister's expulsion began.") if m["event_type"] == "SANCTION"]
    assert [party["sector"] for party in act["recipients"]] == ["GOV"]


def test_who_is_asked_for_something_is_named_beside_it():
    (call,) = [m for m in after("The president urged the army to ignore the order.") if m["event_type"] == "REQUEST"]
    assert [party["sector"] for party in call["recipients"]] == ["MIL"]


def test_soldiers_who_were_sent_are_who_moves():
    (move,) = after("Soldiers were sent to the border.")
    assert (move["event_type"], countries(move["actors"])) == ("MOBILIZE", ["KEN"])


@pytest.mark.parametrize(
    ("scene", "body"),
    [
        (SCENE, "Government of National Unity"),  # Libya has one, too
        (SCENE, "People's Democratic Party"),  # and so have Turkey and Nigeria
    ],
)
def test_a_party_called_like_another_countrys_is_of_the_country_at_hand(scene, body):
    (call,) = after(f"The {body} condemned the arrest in Nairobi.", scene)
    assert countries(call["actors"]) == ["KEN"]


def test_a_state_of_the_union_is_not_the_country_called_like_it():
    scene = "ATLANTA — Police arrested an American official. The governor of Georgia condemned Donald Trump."
    assert {party["country"] for mention in mentions(scene) for party in mention["actors"]} <= {"USA"}
    georgian = (
        "TBILISI — Georgian police arrested an American official. The president of Georgia condemned Donald Trump."
    )
    assert "GEO" in {party["country"] for mention in mentions(georgian) for party in mention["actors"]}


@pytest.mark.parametrize(
    ("text", "event_type"),
    [
        ("President William Ruto attacked Raila Odinga in parliament.", "ACCUSE"),
        ("President William Ruto attacked Ugandan troops.", "ASSAULT"),
        ("Gunmen attacked Raila Odinga near parliament.", "ASSAULT"),
    ],
)
def test_a_politician_attacks_another_with_words(text, event_type):
    assert [mention["event_type"] for mention in after(text)] == [event_type]


def test_who_signs_an_order_does_what_it_does():
    (act,) = after("President William Ruto signed an order imposing tariffs on goods from Uganda.")
    assert (act["event_type"], countries(act["actors"])) == ("SANCTION", ["KEN"])


def test_a_month_is_nobody_who_acts():
    assert "ASSAULT" in [
        mention["event_type"] for mention in after("Last month's massacre of tourists shocked the army.")
    ]


def test_who_was_fined_matters_though_nobody_says_by_whom():
    (act,) = after("The former president of Kenya was fined on Friday.")
    assert (act["event_type"], countries(act["recipients"])) == ("SANCTION", ["KEN"])


def test_villagers_whom_two_armies_killed_are_no_party_to_it():
    text = "The Kenyan army and Ugandan soldiers executed eleven Kenyan villagers."
    (act,) = [mention for mention in after(text) if mention["event_type"] == "ASSAULT"]
    assert (countries(act["actors"]), countries(act["recipients"])) == (["KEN", "UGA"], ["KEN"])


def test_a_committee_on_a_country_is_not_of_it():
    scene = "WASHINGTON — President Donald Trump criticised Congress. American lawmakers met. China was silent."
    (call,) = after("The new committee on China demanded answers from the FBI.", scene)
    assert "CHN" not in countries(call["actors"])


def test_a_specialist_on_a_country_is_not_of_it():
    scene = "WASHINGTON — President Donald Trump criticised Congress. American lawmakers met."
    (call,) = after("Alexander Vindman, a Ukraine specialist, condemned the FBI.", scene)
    assert "UKR" not in countries(call["actors"])


def test_a_chamber_is_of_the_country_of_those_named_rather_than_of_one_named_by_the_way():
    scene = "WASHINGTON — President Donald Trump promised weapons for Ukraine."
    (act,) = after("The House of Representatives condemned Speaker Kevin McCarthy.", scene)
    assert countries(act["actors"]) == ["USA"]


@pytest.mark.parametrize(
    "text",
    [
        "Nine people were killed in a crash.",
        "Two villagers died after the flood.",
        "Six were killed when a roof collapsed.",
    ],
)
def test_an_accident_is_no_assault(text):
    assert after(text) == []


def test_a_town_is_looked_for_where_the_persons_named_are_at_home():
    scene = "LOS ANGELES — President Donald Trump criticised a judge. Mexico protested."
    (act,) = after("Federal agents detained a union leader in Los Angeles.", scene)
    assert countries(act["actors"]) == ["USA"]


def test_justice_that_is_demanded_is_no_court():
    (call,) = [mention for mention in after("The unions demanded justice.") if mention["event_type"] == "REQUEST"]
    assert call["recipients"] == []
