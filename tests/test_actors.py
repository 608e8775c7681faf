"""Whom a noun phrase names: states, bodies, offices and their holders, organisations, persons however spelt."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms import codes
from transforms.actors import load_actors
from transforms.actors.lexicon import INTERNATIONAL, table
from transforms.actors.names import distance, is_near, sound

ACTORS = load_actors()
DAY = date(2022, 9, 13)

GIVEN = [
    # phrase, actor_id, country, sector
    ("Armenia", "arm", "ARM", None),
    ("the Armenians", "arm", "ARM", None),
    ("the Azerbaijani side", "aze", "AZE", "GOV"),
    ("Yerevan", "arm.government", "ARM", "GOV"),
    ("the Kremlin", "rus.government", "RUS", "GOV"),
    ("Downing Street", "gbr.government", "GBR", "GOV"),
    ("Armenian armed forces", "arm.armed-forces", "ARM", "MIL"),
    ("the Armed Forces of Azerbaijan", "aze.armed-forces", "AZE", "MIL"),
    ("two Israeli soldiers", "isr.armed-forces", "ISR", "MIL"),
    ("the Ministry of Defense of Armenia", "arm.mod", "ARM", "GOV"),
    ("Armenian Defence Ministry", "arm.mod", "ARM", "GOV"),
    ("Russia's foreign ministry", "rus.mfa", "RUS", "GOV"),
    ("police in Germany", "deu.police", "DEU", "COP"),
    ("Syrian rebels", "syr.rebel", "SYR", "REB"),
    ("Turkish-backed Syrian rebels", "syr.rebel", "SYR", "REB"),
    ("the military and political leadership of Armenia", "arm.military-and-political-leadership", "ARM", "GOV"),
    ("the leadership of the Armed Forces of Azerbaijan", "aze.leadership", "AZE", "MIL"),
    ("the UN Security Council", "org.un-security-council", "UNO", "IGO"),
    ("the members of the Security Council", "org.un-security-council", "UNO", "IGO"),
    ("Armenia's Security Council", "arm.security-council", "ARM", "GOV"),
    ("the National Assembly of Armenia", "arm.parliament", "ARM", "LEG"),
    ("the European Union", "org.european-union", "EUR", "IGO"),
    ("NATO", "org.nato", "IGO", "IGO"),
    ("the Red Cross", "org.icrc", "NGO", "NGO"),
    ("Hamas fighters", "org.hamas", "PSE", "REB"),
    ("Houthi rebels", "org.houthis", "YEM", "REB"),
    ("the Taliban", "org.taliban", "AFG", "GOV"),
    ("Nagorno-Karabakh", "aze.nagorno-karabakh", "AZE", "PRE"),
    ("Karabakh Armenian forces", "aze.armed-forces", "AZE", "PRE"),
    ("US Secretary of State Anthony Blinken", "person.antony-blinken", "USA", "GOV"),
    ("Armenian Prime Minister Nikol Pashinyan", "person.nikol-pashinyan", "ARM", "GOV"),
    ("the President of the Republic of Armenia Vaaghn Khachaturyan", "person.vahagn-khachaturyan", "ARM", "GOV"),
    ("the Chairman of the National Assembly Alen Simonyan", "person.alen-simonyan", "ARM", "LEG"),
    ("President of Azerbaijan Ilham Aliyev", "person.ilham-aliyev", "AZE", "GOV"),
    ("President of the Council of the European Union, Charles Michel", "person.charles-michel", "EUR", "IGO"),
    ("the Armenian prime minister", "person.nikol-pashinyan", "ARM", "GOV"),
    ("NATO Secretary General Jens Stoltenberg", "person.jens-stoltenberg", "IGO", "IGO"),
    ("NATO's secretary general", "person.jens-stoltenberg", "IGO", "IGO"),
    ("the UN chief", "person.antonio-guterres", "UNO", "IGO"),
    ("Hezbollah leader Hassan Nasrallah", "person.hassan-nasrallah", "LBN", "REB"),
    ("Russian Foreign Minister Sergei Lavrov", "person.sergey-lavrov", "RUS", "GOV"),
    ("Ukrainian President Volodymyr Zelenskiy", "person.volodymyr-zelenskyy", "UKR", "GOV"),
    ("President Zelensky", "person.volodymyr-zelenskyy", "UKR", "GOV"),
    ("Russian President Vladmir Putin", "person.vladimir-putin", "RUS", "GOV"),
    ("former Armenian president Serzh Sargsyan", "person.serzh-sargsyan", "ARM", "ELI"),
    ("Pakistani Prime Minister Shahbaz Sharif", "person.shehbaz-sharif", "PAK", "GOV"),
    ("the Ukrainian ambassador to Turkey", "ukr.ambassador", "UKR", "GOV"),
    ("a spokesman for the Russian Defence Ministry", "rus.official", "RUS", "GOV"),
    ("the Israeli military", "isr.armed-forces", "ISR", "MIL"),
    ("the U.S. military", "usa.armed-forces", "USA", "MIL"),
    ("US", "usa", "USA", None),
    ("the State Department", "usa.state-department", "USA", "GOV"),
    ("the IDF", "isr.idf", "ISR", "MIL"),
    ("Ukraine's Security Service", "ukr.intelligence", "UKR", "SPY"),
    ("protesters in Hong Kong", "hkg.protester", "HKG", "CVL"),
    ("Congolese army", "cod.fardc", "COD", "MIL"),
    ("M23 rebels", "org.m23", "COD", "REB"),
    ("the Biden administration", "usa.government", "USA", "GOV"),
    ("Putin's spokesman", "rus.official", "RUS", "GOV"),
    ("Nato troops", "org.nato", "IGO", "MIL"),
    ("police in the Gaza Strip", "pse.police", "PSE", "COP"),
    ("Thai soldiers", "tha.armed-forces", "THA", "MIL"),
]


@pytest.mark.parametrize(("phrase", "actor_id", "country", "sector"), GIVEN)
def test_phrase_names_an_actor(phrase: str, actor_id: str, country: str, sector: str) -> None:
    match = ACTORS.find(phrase, DAY)
    assert match is not None
    assert (match.actor.actor_id, match.actor.country, match.actor.sector) == (actor_id, country, sector)


@pytest.mark.parametrize(
    "phrase",
    ["The countries", "", "the talks", "us", "Iran's allies", "it", "Huseyn Mahmudov", "turkey for dinner", "who said"],
)
def test_what_is_not_known_is_not_named(phrase: str) -> None:
    assert ACTORS.find(phrase, DAY) is None


def test_unknown_person_keeps_name_role_and_sector() -> None:
    phrase = (
        "the head of the International Military Cooperation Department of the Ministry of Defense, Huseyn Mahmudov,"
    )
    match = ACTORS.find(phrase, DAY)
    assert match is not None and match.actor.actor_id is None
    assert match.actor.name == "Huseyn Mahmudov"
    assert match.actor.role == "head of the International Military Cooperation Department of the Ministry of Defense"
    assert (match.actor.country, match.actor.sector, match.actor.affiliation) == (None, "GOV", "Ministry of Defence")


def test_backed_by_a_country_is_not_of_it() -> None:
    for phrase in ("pro-Russian separatists", "Iran-backed militias", "Russian-backed rebels"):
        match = ACTORS.find(phrase, DAY)
        assert match is not None and match.actor.country is None, phrase


@pytest.mark.parametrize(
    ("phrase", "on", "name"),
    [
        ("the US president", date(2016, 5, 1), "Barack Obama"),
        ("the US president", date(2019, 5, 1), "Donald Trump"),
        ("the US president", date(2023, 5, 1), "Joe Biden"),
        ("the British prime minister", date(2022, 9, 30), "Liz Truss"),
        ("Israel's defence minister", date(2023, 10, 8), "Yoav Gallant"),
        ("the EU's foreign policy chief", date(2025, 2, 1), "Kaja Kallas"),
        ("Syrian President Ahmed al-Sharaa", date(2025, 5, 1), "Ahmed al-Sharaa"),
    ],
)
def test_office_is_its_holder_on_the_day(phrase: str, on: date, name: str) -> None:
    match = ACTORS.find(phrase, on)
    assert match is not None and match.actor.name == name


def test_holder_out_of_office_belongs_to_the_elite() -> None:
    match = ACTORS.find("Barack Obama", DAY)
    assert match is not None and (match.actor.sector, match.actor.role) == ("ELI", "former President")


def test_armed_group_in_power_is_a_government() -> None:
    before, after = ACTORS.find("the Taliban", date(2020, 1, 1)), ACTORS.find("the Taliban", date(2022, 1, 1))
    assert before is not None and before.actor.sector == "REB"
    assert after is not None and after.actor.sector == "GOV"


def test_same_office_abroad_is_not_the_holder_at_home() -> None:
    match = ACTORS.find("the former US secretary of state", DAY)
    assert match is None or match.actor.name != "Antony Blinken"


def test_surname_lists_those_in_office_first() -> None:
    names = [match.actor.name for match in ACTORS.by_surname("Aliyev", DAY)]
    assert names == ["Ilham Aliyev"]
    assert ACTORS.by_surname("Sharif", date(2022, 5, 1))[0].actor.name == "Shehbaz Sharif"
    assert ACTORS.by_surname("Nobody") == [] and ACTORS.by_surname("") == []


def test_country_by_name_adjective_and_people() -> None:
    words = {"Armenia": "ARM", "Armenian": "ARM", "Danes": "DNK", "U.S.": "USA", "Karabakh": "AZE", "Greenland": "DNK"}
    assert {word: ACTORS.country(word) for word in words} == words
    assert ACTORS.country("Yerevan") is None and ACTORS.country("table") is None


def test_scan_finds_names_with_their_place() -> None:
    text = "Azerbaijan's Defence Ministry said Hamas and Nikol Pashinyan met us in Baku, the UN said."
    found = [(text[start:end], match.actor.country) for start, end, match in ACTORS.scan(text, DAY)]
    assert found == [
        ("Azerbaijan", "AZE"),
        ("Hamas", "PSE"),
        ("Nikol Pashinyan", "ARM"),
        ("Baku", "AZE"),
        ("UN", "UNO"),
    ]


def test_spellings_of_one_name_sound_alike() -> None:
    for one, other in [("Zelenskyy", "Zelensky"), ("Sergey", "Sergei"), ("Anthony", "Antony"), ("Mohammed", "Mohamed")]:
        assert is_near(sound(one), sound(other))
    assert not is_near("abbas", "assad")
    assert (
        distance("pashinyan", "pashinian", 1) == 1 and distance("ab", "ba", 1) == 1 and distance("a", "abcd", 2) is None
    )


def test_every_row_has_known_codes_and_finds_itself() -> None:
    known = set(ACTORS.facts.countries) | set(INTERNATIONAL)
    for person in ACTORS.facts.people:
        for tenure in person.tenures:
            assert tenure.country in known
            assert tenure.start is None or tenure.end is None or tenure.start <= tenure.end, person.name
        match = ACTORS.find(person.name, person.tenures[-1].start)
        assert match is not None and match.actor.actor_id == person.actor_id, person.name
        assert match.actor.sector is None or match.actor.sector in codes.SECTORS


def test_table_with_other_columns_is_refused() -> None:
    with pytest.raises(ValueError, match="expected"):
        table("roles.csv", ("role",))


@given(st.text(max_size=60))
def test_any_text_is_read_without_fault(text: str) -> None:
    ACTORS.find(text, DAY)
    for start, end, _ in ACTORS.scan(text, DAY):
        assert 0 <= start < end <= len(text)


def test_rank_that_many_hold_is_nobody_in_particular() -> None:
    match = ACTORS.find("the Israeli commander", date(2026, 10, 20))
    assert match is not None and match.actor.actor_id == "isr.military-officer"
