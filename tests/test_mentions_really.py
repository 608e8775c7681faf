"""Whether it happened, when and where."""

from datetime import date

import pytest

from tests.coding import mentions, only


@pytest.mark.parametrize(
    ("text", "modality"),
    [
        ("Armenian forces attacked the post on Monday.", "actual"),
        ("Armenian forces did not attack the post.", "negated"),
        ("Armenian forces will attack the post.", "future"),
        ("Armenian forces could attack the post.", "hypothetical"),
        ("If Armenian forces attack the post, the army is ready.", "hypothetical"),
        ("Armenian forces attacked the post in May 2020.", "historical"),
        ("The Armenian prime minister sought to meet the Azerbaijani president.", "hypothetical"),
        ("The Armenian army has the right to attack the post.", "hypothetical"),
        ("Armenian forces wanted to leave, but rebels attacked the post.", "actual"),
        ("Armenian forces previously attacked the post.", "historical"),
        ("The minister said Athens would ask Rome to withdraw its troops if the talks failed.", "hypothetical"),
    ],
)
def test_modality(text, modality):
    assert mentions(text)[0]["modality"] == modality


def test_a_denial_does_not_reach_what_is_told_beside_it():
    denied, accused = mentions("Rome denied using force and accused Athens of lying.")
    assert (denied["modality"], accused["modality"]) == ("negated", "actual")


def test_the_words_that_say_so_are_kept():
    assert only("Armenian forces did not attack the post.")["modality_cue"] == "not"


def test_a_visit_to_come_is_agreed_on():
    mention = only("The French president will visit Armenia next week.")
    assert (mention["event_type"], mention["modality"]) == ("AGREE", "future")


def test_what_will_not_be_done_is_refused():
    mention = only("The Armenian prime minister will not meet the Azerbaijani president.")
    assert (mention["event_type"], mention["mode"], mention["modality"]) == ("REJECT", "meet", "actual")


@pytest.mark.parametrize(
    ("text", "start", "resolution"),
    [
        ("Azerbaijani forces shelled Sotk on Monday.", date(2026, 9, 14), "relative"),
        ("Azerbaijani forces shelled Sotk on September 12, 2022.", date(2022, 9, 12), "explicit"),
        ("Azerbaijani forces shelled Sotk.", date(2026, 9, 15), "inherited"),
    ],
)
def test_date(text, start, resolution):
    mention = only(text)
    assert (mention["date_start"], mention["date_resolution"]) == (start, resolution)


def test_background_is_never_dated_today():
    first, second = mentions("Armenia attacked Azerbaijan on Monday. The two countries fought a war in 2020.")
    assert (first["modality"], first["date_start"]) == ("actual", date(2026, 9, 14))
    assert (second["modality"], second["date_start"]) == ("historical", date(2020, 1, 1))


@pytest.mark.parametrize(
    ("text", "trigger", "day"),
    [
        ("On Monday, the Armenian army said, Azerbaijani forces shelled Sotk.", "shelled", date(2026, 9, 14)),
        ("The talks came three days after Azerbaijani forces shelled Sotk.", "shelled", date(2026, 9, 12)),
        ("Armenia agreed to hold talks with Azerbaijan on November 12.", "agreed", date(2026, 9, 15)),
        ("The clash, which took place on Monday, killed two Armenian soldiers.", "clash", date(2026, 9, 14)),
        ("The Armenian president has promised to release the prisoners.", "promised", date(2026, 9, 15)),
        ("Armenia accused Iran of arming the rebels.", "arming", None),
    ],
)
def test_whose_day_a_date_is(text, trigger, day):
    found = {mention["trigger_text"].split()[0].lower(): mention["date_start"] for mention in mentions(text)}
    assert found[trigger] == day


@pytest.mark.parametrize(
    ("text", "trigger", "day"),
    [
        ("Azerbaijan on Monday denied the claim and accused Armenia of shelling Sotk.", "accused", date(2026, 9, 14)),
        ("On Sunday gunmen entered the village, and killed two farmers.", "killed", date(2026, 9, 13)),
        ("Armenia proposed a meeting with Azerbaijan next month.", "proposed", date(2026, 9, 15)),
        ("GENEVA, 15 September 2026 - On Sunday gunmen came to Goris.\nThey killed two farmers.", "killed", date(2026, 9, 13)),
    ],
)  # fmt: skip
def test_days_are_shared_by_coordinated_clauses_and_never_those_of_a_dateline_or_an_aim(text, trigger, day):
    found = {mention["trigger_text"].split()[0].lower(): mention["date_start"] for mention in mentions(text)}
    assert found[trigger] == day


LEAD = (
    "Azerbaijani forces shelled the Armenian village of Sotk on Monday. The shelling lasted two hours. Nobody slept. "
    "The village lies at the border.\n"
)


@pytest.mark.parametrize(
    ("text", "trigger", "day"),
    [
        ("The Armenian president has promised to release the prisoners.", "promised", None),
        ("Rebels have attacked four police stations.", "attacked", None),
        ("The Armenian police had arrested the mayor.", "arrested", None),
        ("Armenian prosecutors said the police had arrested the mayor.", "arrested", date(2026, 9, 15)),
        ("On Monday an Armenian court jailed a rebel for shooting a policeman.", "shooting", None),
        ("Iran closed its border with Armenia.", "closed", date(2026, 9, 15)),
        ("Armenian artillery fired on Azerbaijani posts.", "fired", date(2026, 9, 14)),
        ("The UN said in March that Armenian troops had attacked the camp.", "attacked", date(2026, 3, 1)),
        ("In 2019 Iran closed its border. Iranian police arrested four Armenian drivers.", "arrested", date(2019, 1, 1)),
        ("After the war of 2020, Armenian troops withdrew from the town.", "withdrew", date(2020, 1, 1)),
        ("The police have moved to punish Armenian rebels.", "punish", None),
        ("The Armenian army repeatedly accused Iran of lies.", "accused", None),
        ("Armenia asked Iran for answers to seven questions from February.", "asked", date(2026, 9, 15)),
        ("On Sunday the Armenian army criticised Iran, accusing it of lies.", "accusing", date(2026, 9, 13)),
        ("The Armenian tariffs on Iran are set to take effect on October 12.", "tariffs", date(2026, 10, 12)),
        ("The president recalled the riots of 2021, in which police killed nine people.", "killed", date(2021, 1, 1)),
    ],
)  # fmt: skip
def test_what_is_told_beside_the_news_has_its_own_day_or_none(text, trigger, day):
    found = {mention["trigger_text"].split()[0].lower(): mention["date_start"] for mention in mentions(LEAD + text)}
    assert found[trigger] == day


def test_an_article_without_a_day_dates_nothing_below_its_lead():
    text = "Rebels hold the hills. People here are poor. Few have work. Armenian rebels killed four soldiers in the valley."
    assert only(text)["date_start"] is None


def test_an_article_without_a_day_still_has_the_days_of_its_clauses():
    text = "Rebels hold the hills. People here are poor. Few have work. The war began in 1986 when rebels killed a governor."
    assert [m["date_start"] for m in mentions(text) if m["trigger_text"] == "killed"] == [date(1986, 1, 1)]


def test_the_day_of_a_statement_is_not_that_of_the_blow_it_speaks_of():
    text = (
        "Two soldiers were killed in an ambush, the Armenian army said in a statement on Monday. "
        "Rebels attacked the convoy on Saturday, it said."
    )
    assert {mention["date_start"].day for mention in mentions(text)} == {12}


def test_a_paragraph_stays_on_the_day_at_which_it_has_arrived():
    text = (
        "Azerbaijani forces shelled Sotk on Monday.\n"
        "On Sunday gunmen abducted an Armenian mayor. The attackers killed two Armenian farmers, police said."
    )
    assert [mention["date_start"].day for mention in mentions(text)] == [14, 13, 13]


def test_a_day_added_in_a_describing_clause_does_not_carry_the_paragraph():
    text = (
        "Azerbaijani forces shelled Sotk on Monday. They bombed the town of Goris, where they met on Sunday. "
        "Armenian forces attacked an Azerbaijani post."
    )
    assert [m["date_start"].day for m in mentions(text) if m["trigger_text"] == "attacked"] == [14]


def test_what_a_paragraph_goes_on_to_tell_of_old_is_history():
    _, second = mentions("Armenia attacked Azerbaijan in 2020. Azerbaijani forces shelled the village of Sotk.")
    assert (second["modality"], second["date_start"]) == ("historical", date(2020, 1, 1))


def test_what_was_said_on_a_day_named_at_the_start_is_of_that_day():
    found = mentions("Armenia accused Azerbaijan on Monday of shelling Sotk. France condemned the shelling of Sotk.")
    assert [m["date_start"] for m in found if m["event_type"] == "ACCUSE"] == [date(2026, 9, 14)] * 2


def test_without_a_day_of_publication_nothing_is_guessed():
    mention = only("Azerbaijani forces shelled Sotk on Monday.", published=None)
    assert (mention["date_start"], mention["date_resolution"]) == (None, "none")


def test_the_place_is_that_of_the_event():
    mention = only("Azerbaijani forces shelled an Armenian post near Goris.")
    assert (mention["place_name"], mention["place_country"]) == ("Goris", ["ARM"])


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("The French foreign minister condemned Russia in Brussels.", "Brussels"),
        ("The Yemeni government in Aden condemned the Houthis.", None),
        ("Turkey urged Greece to withdraw its troops.", None),
    ],
)
def test_words_are_where_they_are_said_and_not_whom_they_are_said_to(text, place):
    assert mentions(text)[0]["place_name"] == place


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Two Armenian soldiers were killed when a mine exploded near Goris.", "Goris"),
        ("Armenian rebels shelled the village of Sotk in eastern Armenia.", "Sotk"),
        ("Rebels attacked soldiers in the Armenian capital Yerevan.", "Yerevan"),
        ("The Armenian reporter who lived in Moscow was killed on Monday.", None),
    ],
)
def test_the_place_is_the_narrowest_and_that_of_a_circumstance_where_there_is_no_other(text, place):
    assert mentions(text)[0]["place_name"] == place


def test_further_places_are_kept():
    mention = only("Clashes between Armenian and Azerbaijani troops erupted in Goris and Jermuk.")
    assert (mention["place_name"], mention["other_places"]) == ("Goris", ["Jermuk"])


def test_a_border_belongs_to_both():
    mention = only("Armenian and Azerbaijani troops clashed on the Armenia-Azerbaijan border.")
    assert (mention["place_precision"], sorted(mention["place_country"])) == ("border", ["ARM", "AZE"])


def test_a_war_that_is_named_by_its_year_is_history_and_a_truce_keeps_its_own_date():
    rows = mentions(
        "The fighting violated the ceasefire agreement between Armenia and Azerbaijan reached in November 2020 after the "
        "Fall 2020 War in Nagorno-Karabakh."
    )
    told = {row["trigger_text"]: (row["modality"], row["date_start"] and row["date_start"].year) for row in rows}
    assert told["War"] == ("historical", 2020)
    assert told["ceasefire agreement"] == ("historical", 2020)


def test_how_an_agreement_came_about_tells_its_day():
    text = "The shelling violated the ceasefire agreement between Armenia and Azerbaijan achieved in November 2020."
    truce = next(m for m in mentions(text) if "agreement" in m["trigger_text"])
    assert (truce["modality"], truce["date_start"]) == ("historical", date(2020, 11, 1))
