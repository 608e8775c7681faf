"""Who says so, how many were hurt, and what every row holds."""

import pytest

from tests.coding import coded, mentions, only
from transforms.schema import frame
from transforms.tables.coding import CASUALTIES, MENTIONS


def test_what_the_article_says_itself_has_no_claimant():
    mention = only("Azerbaijani forces shelled Sotk.")
    assert (mention["claimant_name"], mention["claim_status"]) == (None, "reported")


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Armenia's Defence Ministry said that Azerbaijani forces shelled the village of Sotk.", "claimed"),
        ("Azerbaijan denied that its forces had attacked the village.", "denied"),
        ("Azerbaijan admitted that its forces had attacked the village.", "admitted"),
        ("India's defence ministry said its forces had struck two bases in Pakistan.", "admitted"),
        ("The Taliban said they shot down a US helicopter.", "admitted"),
        ("Armenian rebels said they had repelled an attack by the army.", "claimed"),
        ("A lawyer in Yerevan alleged that Armenian police tortured a teacher.", "claimed"),
        ("The Armenian defence ministry maintains that no Armenian soldier fired on the village.", "denied"),
        ("Russia criticised the Ukrainian army for shelling the town of Belgorod.", "accused"),
    ],
)
def test_claim_status(text, status):
    assert mentions(text)[-1]["claim_status"] == status


def test_who_claims_responsibility_did_it():
    mention = only("The rebels claimed responsibility for the murder of police commander Ana Ruiz.")
    assert [party["name"] for party in mention["actors"]] == ["rebels"]
    assert [party["name"] for party in mention["recipients"]] == ["Ana Ruiz"]
    assert (mention["claimant_name"], mention["claim_status"]) == ("rebels", "admitted")


def test_the_claimant_is_the_speaker_and_the_statement_is_linked():
    statements, found, _ = coded("Armenia's Defence Ministry said that Azerbaijani forces shelled the village of Sotk.")
    assert found[0]["claimant_country"] == ["ARM"]
    assert found[0]["statement_id"] == statements[0]["statement_id"]
    assert statements[0]["mention_ids"] == [found[0]["mention_id"]]


def test_counter_claims_are_kept_apart():
    found = mentions(
        "Armenia's Defence Ministry said that Azerbaijani forces attacked Armenian positions. "
        "Azerbaijan's Defence Ministry said that Armenian forces attacked Azerbaijani positions."
    )
    assert [(m["claimant_country"], m["actors"][0]["country"]) for m in found] == [(["ARM"], "AZE"), (["AZE"], "ARM")]


def test_a_demand_is_made_by_who_voices_it():
    mention = only("“We call for an immediate ceasefire,” French President Emmanuel Macron said.")
    assert (mention["event_type"], mention["claimant_name"]) == ("REQUEST", None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Azerbaijani shelling killed two Armenian soldiers.", [("killed", 2, 2)]),
        ("At least 49 soldiers were killed in an Azerbaijani attack.", [("killed", 49, None)]),
        (
            "Armenian forces attacked the post, killing two soldiers and wounding five.",
            [("killed", 2, 2), ("injured", 5, 5)],
        ),
        ("Azerbaijani forces captured six Armenian soldiers.", [("captured", 6, 6)]),
        ("Azerbaijani forces captured 12 rifles and two Armenian posts.", []),
        (
            "The clash left three Armenian soldiers dead and five policemen wounded.",
            [("killed", 3, 3), ("injured", 5, 5)],
        ),
        ("Armenian rebels killed the mayor and his bodyguard.", [("killed", 1, 1), ("killed", 1, 1)]),
        ("The assassination of two Armenian ministers on Monday shocked the army.", [("killed", 2, 2)]),
        ("Dozens of civilians were wounded by Russian missiles.", [("injured", 24, 99)]),
    ],
)
def test_casualties(text, expected):
    _, _, casualties = coded(text)
    assert [(row["outcome"], row["low_count"], row["high_count"]) for row in casualties] == expected


def test_a_number_is_its_claimant_s():
    _, _, casualties = coded("Armenia's Defence Ministry said that Azerbaijani shelling killed two soldiers.")
    assert [(row["claimant_country"], row["best_count"]) for row in casualties] == [(["ARM"], 2)]


ARTICLE = (
    "Armenian and Azerbaijani troops clashed on the border on Monday, killing three soldiers.\n\n"
    "Armenia's Defence Ministry said that Azerbaijani forces opened fire first. Azerbaijan blamed Armenia.\n\n"
    "France called for a ceasefire. The two countries fought a war over Nagorno-Karabakh in 2020."
)


def test_rows_fit_their_tables():
    _, found, casualties = coded(ARTICLE)
    assert frame(MENTIONS, found).height == len(found) > 3
    assert frame(CASUALTIES, casualties).height == len(casualties) > 0


def test_evidence_is_verbatim():
    for mention in mentions(ARTICLE):
        span = mention["trigger_span"]
        assert ARTICLE[span["start"] : span["end"]] == mention["trigger_text"]
        sentence = mention["sentence_span"]
        assert sentence["start"] <= span["start"] < span["end"] <= sentence["end"]


def test_the_same_text_gives_the_same_ids():
    assert mentions(ARTICLE) == mentions(ARTICLE)


def test_two_events_of_the_same_words_have_two_ids():
    found = mentions("Armenia attacked Azerbaijan. Armenia attacked Azerbaijan.")
    assert len({mention["mention_id"] for mention in found}) == len(found) == 2
