"""Who did it to whom: sides, direction, sectors, and those whom only the article as a whole names."""

import pytest

from tests.coding import countries, mentions, only


@pytest.mark.parametrize(
    ("text", "actors", "recipients"),
    [
        ("Azerbaijani forces shelled Armenian positions.", ["AZE"], ["ARM"]),
        ("Armenian positions were shelled by Azerbaijani forces.", ["AZE"], ["ARM"]),
        ("Iran expelled two British diplomats.", ["IRN"], ["GBR"]),
        ("Russia blamed Ukraine for the explosion.", ["RUS"], ["UKR"]),
        ("Ukraine received military aid from Germany.", ["DEU"], ["UKR"]),
        ("The French president visited Armenia.", ["FRA"], ["ARM"]),
        ("The large-scale Azerbaijani attack on Armenia began at midnight.", ["AZE"], ["ARM"]),
    ],
)
def test_sides_of_a_directed_act(text, actors, recipients):
    mention = only(text)
    assert (countries(mention["actors"]), countries(mention["recipients"])) == (actors, recipients)
    assert mention["direction"] == "directed"


@pytest.mark.parametrize(
    ("text", "direction"),
    [
        ("Armenian and Azerbaijani troops clashed on the border.", "undirected"),
        ("Fighting broke out between Armenia and Azerbaijan.", "undirected"),
        ("Armenia and Azerbaijan blamed each other for the shelling.", "mutual"),
        ("The Armenian prime minister held talks with the Azerbaijani president.", "mutual"),
    ],
)
def test_sides_that_act_on_each_other(text, direction):
    mention = only(text)
    assert countries(mention["actors"]) == ["ARM", "AZE"]
    assert mention["recipients"] == []
    assert mention["direction"] == direction


def test_a_fight_of_which_nobody_is_named_is_that_of_the_rivals():
    text = "Armenia and Azerbaijan accused each other on Monday. The fighting spread to the city of Goris on Tuesday."
    fight = mentions(text)[-1]
    assert countries(fight["actors"]) == ["ARM", "AZE"]
    assert [party["span"] for party in fight["actors"]] == [None, None]


def test_a_state_fights_with_its_army_and_speaks_through_its_government():
    blow, blame = mentions("Azerbaijan attacked Armenia on Monday. Armenia condemned Azerbaijan on Tuesday.")
    assert [party["sector"] for party in (*blow["actors"], *blow["recipients"])] == ["MIL", "MIL"]
    assert [party["sector"] for party in (*blame["actors"], *blame["recipients"])] == ["GOV", "GOV"]


def test_who_is_not_known_is_coded_unknown():
    mention = only("Two policemen were killed in Baghdad on Monday.")
    assert mention["actors"] == [
        {"text": None, "span": None, "name": "unknown", "actor_id": None, "country": None, "sector": "UNK"}
    ]


def test_an_unknown_group_keeps_its_words():
    mention = only("Masked gunmen attacked a Turkish patrol near the border.")
    assert mention["actors"][0]["name"] == "Masked gunmen"
    assert mention["actors"][0]["country"] is None


def test_parties_are_verbatim():
    text = "The Azerbaijani army shelled the Armenian positions."
    for party in (*only(text)["actors"], *only(text)["recipients"]):
        assert text[party["span"]["start"] : party["span"]["end"]] == party["text"]


@pytest.mark.parametrize(
    ("appeal", "names"),
    [
        ("The European Union called on both sides to show restraint.", ["Armenia", "Azerbaijan"]),
        ("Qatar said it had asked both sides for explanations.", ["Armenia", "Azerbaijan"]),
    ],
)
def test_both_sides_are_the_states_at_odds(appeal, names):
    request = mentions(f"Armenia and Azerbaijan accused each other of shooting. {appeal}")[-1]
    assert (request["event_type"], [party["name"] for party in request["recipients"]]) == ("REQUEST", names)


def test_both_sides_of_a_war_within_a_state_are_its_army_and_the_rebels():
    text = "The Sudanese army and the RSF accused each other of looting. Qatar appealed to both sides to let convoys through."
    request = mentions(text)[-1]
    assert [(party["name"], party["sector"]) for party in request["recipients"]] == [
        ("Army of Sudan", "MIL"),
        ("Rapid Support Forces", "REB"),
    ]


@pytest.mark.parametrize(
    ("text", "actors", "recipients"),
    [
        ("Rockets fired by Somali troops destroyed a Kenyan base.", ["SOM"], ["KEN"]),
        ("Kenya's president held a telephone conversation with the Somali foreign minister.", ["KEN", "SOM"], []),
        ("The opposition politician Grace Wanjiku was arrested in Nairobi on Monday.", [None], ["KEN"]),
    ],
)
def test_parties_that_other_words_of_the_clause_bring(text, actors, recipients):
    mention = only(text)
    assert (countries(mention["actors"]), countries(mention["recipients"])) == (actors, recipients)


def test_some_of_them_are_not_those_who_act():
    text = "Kenyan police stopped several thousand demonstrators in Nairobi and detained 46 of them."
    arrest = mentions(text)[-1]
    assert [(party["name"], party["country"]) for party in arrest["recipients"]] == [("46 of them", "KEN")]


def test_a_village_is_no_party():
    blow = mentions("Kenya shelled Somalia on Monday. Kenyan troops shelled the village of Dobley on Tuesday.")[-1]
    assert (countries(blow["actors"]), blow["recipients"]) == (["KEN"], [])


def test_families_who_are_promised_something_are_those_of_whom_promises():
    text = "Kenya shelled Somalia. The Somali president promised compensation to the families."
    assert countries(mentions(text)[-1]["recipients"]) == ["SOM"]


@pytest.mark.parametrize(
    ("text", "actors"),
    [
        ("The army fought the RSF in Sudan. The rebels shelled a market in Kosti.", ["Rapid Support Forces"]),
        ("The army fought the RSF in Sudan. The rebel militia shelled a market in Kosti.", ["Rapid Support Forces"]),
        ("The European Union met on Monday. The bloc condemned Belarus.", ["European Union"]),
    ],
)
def test_a_noun_takes_up_the_body_named_last(text, actors):
    assert [party["name"] for party in mentions(text)[-1]["actors"]] == actors


def test_an_official_of_the_agency_acts_for_the_organisation_named_before():
    text = (
        "The World Food Programme sent lorries to Kosti in Sudan. "
        "The agency's country director, Marta Olsen, condemned the Sudanese army on Monday."
    )
    assert countries(mentions(text)[-1]["actors"]) == ["UNO"]


def test_we_fight_with_the_forces_of_whom_speaks():
    text = 'Somalia attacked Kenya. "Our forces shelled a camp in Somalia," the Kenyan defence minister said.'
    blow = mentions(text)[-1]
    assert [(party["country"], party["sector"]) for party in blow["actors"]] == [("KEN", "MIL")]


def test_the_state_department_is_that_of_the_united_states():
    mention = only("In Nairobi, the state department urged Kenya to withdraw its troops.")
    assert (countries(mention["actors"]), countries(mention["recipients"])) == (["USA"], ["KEN"])


def test_a_town_is_not_among_those_killed():
    blow = only("Ethiopian troops attacked the town of Axum, killing 17 people.")
    assert [party["name"] for party in blow["recipients"]] == ["17 people"]


def test_a_spokeswoman_without_owner_speaks_for_the_organisation_named_before():
    text = "The UN force, Unifil, is to leave Lebanon. A spokeswoman, Marta Olsen, urged Israel to stop the raids."
    assert countries(mentions(text)[-1]["actors"]) == ["UNO"]


def test_allied_militias_are_of_the_state_beside_which_they_fight():
    blow = only("Ethiopian troops and allied militias attacked Axum on Monday.")
    assert countries(blow["actors"]) == ["ETH", "ETH"]


def test_a_town_that_is_taken_is_no_recipient():
    capture = only("The RSF captured Kosti, the army's last base in Sudan.")
    assert capture["recipients"] == []


def test_both_sides_of_talks_within_a_state_are_the_state_and_the_rebels():
    text = "Colombia and the ELN resumed peace talks in Caracas. Cuba urged both sides to agree on a ceasefire."
    request = mentions(text)[-1]
    assert [party["name"] for party in request["recipients"]] == ["Colombia", "National Liberation Army of Colombia"]


@pytest.mark.parametrize(
    ("text", "actors", "recipients"),
    [
        ("Four drivers were held by Kenyan gunmen and beaten.", ["KEN"], [None]),
        ("Kenyan police arrested two Somalis on suspicion of attacking a Ugandan patrol.", ["SOM"], ["UGA"]),
        ("The Kenyan army shot down a Somali drone on Monday.", ["KEN"], ["SOM"]),
        ("Kenyan jets bombed a village held by Somali rebels on Monday.", ["KEN"], ["SOM"]),
        ("Kenya has renewed the sanctions on Somali officials.", ["KEN"], ["SOM"]),
        ("Norway offered to mediate between Kenya and Somalia.", ["NOR"], ["KEN", "SOM"]),
        ("Kenya demanded that Somalia withdraw its troops.", ["KEN"], ["SOM"]),
        ("Kenya has deployed 400 police officers to Haiti.", ["KEN"], []),
    ],
)
def test_parties_that_the_tree_hides(text, actors, recipients):
    mention = mentions(text)[-1]
    assert (countries(mention["actors"]), countries(mention["recipients"])) == (actors, recipients)


def test_a_body_of_no_named_state_is_that_of_the_passage():
    text = (
        "Mali freed nine prisoners on Monday. Mali's president thanked Mali's army.\n\n"
        "In Niger, relatives of the soldiers marched through Niamey, the capital of Niger. The police arrested two students."
    )
    arrest = mentions(text)[-1]
    assert (countries(arrest["actors"]), countries(arrest["recipients"])) == (["NER"], ["NER"])


def test_a_body_is_of_the_country_of_the_place_in_its_phrase():
    text = "Israel struck Hodeidah in Yemen on Monday. Israel bombed Yemen again on Tuesday. The government in Hodeidah condemned the strike."
    assert countries(mentions(text)[-1]["actors"]) == ["YEM"]


@pytest.mark.parametrize(
    ("who", "country"), [("villagers", "MLI"), ("people", None), ("gunmen", None), ("bandits", "MLI")]
)
def test_who_lives_in_a_country_and_who_may_be_anybody(who, country):
    text = f"Mali's army said that it had searched Mali's border with jets of Mali. On Tuesday it said that two {who} had been killed."
    assert countries(mentions(text)[-1]["recipients"]) == [country]


def test_a_group_is_the_one_named_before():
    text = "Al-Shabaab attacked a Kenyan base on Monday. Kenyan jets bombed the group on Tuesday."
    assert [party["name"] for party in mentions(text)[-1]["recipients"]] == ["Al-Shabaab"]


@pytest.mark.parametrize(
    ("text", "actors", "recipients"),
    [
        ("Russian-made missiles hit a Kenyan base on Monday.", [None], ["KEN"]),
        ("Uganda attacked Kenya on Monday. Uganda invaded the country from the north.", ["UGA"], ["KEN"]),
        (
            "Kenya withdrew its envoy after accusing Uganda. Kenya struck Uganda before attacking it again.",
            ["KEN"],
            ["UGA"],
        ),
        ("Kenya and Uganda held talks. In Lilongwe, Prime Minister Ada Banda condemned Uganda.", ["MWI"], ["UGA"]),
        ("Libya's army shelled Libya's port. The House of Representatives condemned Turkey.", ["LBY"], ["TUR"]),
        ("The Special Representative of the Secretary-General in Haiti condemned Kenya.", ["UNO"], ["KEN"]),
    ],
)
def test_whose_a_party_is_by_what_stands_around_it(text, actors, recipients):
    mention = mentions(text)[-1]
    assert (countries(mention["actors"]), countries(mention["recipients"])) == (actors, recipients)


def test_a_matter_complained_of_is_no_party():
    assert only("The Kenyan president criticised the misuse of social media.")["recipients"] == []


@pytest.mark.parametrize(
    ("text", "actors", "recipients"),
    [
        ("Kenya denied having shelled Moyale and accused Uganda of lying.", ["KEN"], ["UGA"]),
        ("Norway questioned three Kenyan officers. Sweden accused the officers of theft.", ["SWE"], ["KEN"]),
        (
            "Sudanese police detained two Kenyan vessels. Sudan took measures against two Kenyan vessels.",
            ["SDN"],
            ["KEN"],
        ),
        ("Kenyan police tortured a defendant in Nairobi.", ["KEN"], ["KEN"]),
        ("Uganda's president protested. His arrest by Kenyan troops was announced on Monday.", ["KEN"], ["UGA"]),
    ],
)
def test_parties_that_sentences_share(text, actors, recipients):
    mention = mentions(text)[-1]
    assert (countries(mention["actors"]), countries(mention["recipients"])) == (actors, recipients)


@pytest.mark.parametrize(
    ("text", "actors"),
    [
        ("The foreign ministers of Kenya and Somalia met in Geneva on Saturday.", ["KEN", "SOM"]),
        ("Diplomats from Kenya and Somalia held talks on Saturday.", ["KEN", "SOM"]),
        ("The armies of Kenya and Somalia exchanged fire on Monday.", ["KEN", "SOM"]),
        ("The foreign minister of Kenya met his Somali counterpart on Saturday.", ["KEN", "SOM"]),
    ],
)
def test_people_of_two_countries_are_two_parties(text, actors):
    assert countries(only(text)["actors"]) == actors


@pytest.mark.parametrize(
    ("text", "actors", "recipients"),
    [
        ("A suicide bomber killed at least 15 people outside a mosque in Kenya.", [None], ["KEN"]),
        ("Kenya's army said it killed 12 militants in a raid in Garissa.", ["KEN"], ["KEN"]),
        ("France recalled its ambassador to Niger on Wednesday.", ["FRA"], ["NER"]),
        ("Germany pledged 500 million euros in military aid to Kyiv on Monday.", ["DEU"], ["UKR"]),
        ("Hungary vetoed an aid package for Ukraine.", ["HUN"], ["UKR"]),
        ("North Korea fired two missiles toward the Sea of Japan on Thursday.", ["PRK"], []),
        ("Turkish jets struck targets in northern Iraq.", ["TUR"], []),
        ("Poland scrapped its agreement with Belarus on border traffic.", ["POL"], ["BLR"]),
        ("South Africa filed a case against Israel at the International Court of Justice.", ["ZAF"], ["ISR"]),
        ("Trump spoke with Putin on Thursday.", ["RUS", "USA"], []),
    ],
)
def test_who_acts_and_on_whom_in_common_turns_of_news(text, actors, recipients):
    mention = mentions(text)[0]
    assert (countries(mention["actors"]), countries(mention["recipients"])) == (actors, recipients)


def test_whom_one_is_warned_against_doing_something_to():
    supply = mentions("Washington warned Beijing against supplying weapons to Moscow.")[-1]
    assert (countries(supply["actors"]), countries(supply["recipients"])) == (["CHN"], ["RUS"])
    assert (supply["event_type"], supply["modality"]) == ("AID", "hypothetical")


def test_people_of_a_country_who_are_counted_are_civilians():
    shots = only("Two Kenyans were shot dead by Somali soldiers near Mandera.")
    assert [(party["name"], party["country"], party["sector"]) for party in shots["recipients"]] == [
        ("Two Kenyans", "KEN", "CVL")
    ]


def test_lifted_sanctions_are_no_retreat_of_troops():
    lifted = only("The United States lifted sanctions on Syria.")
    assert [party["sector"] for party in (*lifted["actors"], *lifted["recipients"])] == ["GOV", "GOV"]
