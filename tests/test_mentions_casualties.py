"""How many were hurt: by outcome and group, tied to the blow that did it, open where the words leave it open."""

from datetime import date

import pytest

from flows.code import code_article
from flows.inputs import GivenArticle
from flows.printing import describe, to_code
from tests.coding import coded


@pytest.mark.parametrize(
    ("text", "trigger", "counts"),
    [
        (
            "Russian forces attacked Ukraine, killing five people in Kharkiv and damaging port facilities.",
            "attacked",
            [("killed", 5, 5)],
        ),
        (
            "The army said that one Azerbaijani soldier died in Kalbajar after Armenian forces opened fire.",
            "opened fire",
            [("killed", 1, 1)],
        ),
        ("The Syrian army executed 11 villagers.", "executed", [("killed", 11, 11)]),
        ("An airstrike killed at least nine people in Hodeidah.", "airstrike", [("killed", 9, None)]),
        (
            "The Israeli military said that three commanders of Hezbollah had been eliminated.",
            "eliminated",
            [("killed", 3, 3)],
        ),
    ],
)
def test_a_count_belongs_to_the_blow_that_did_it(text, trigger, counts):
    _, mentions, casualties = coded(text)
    mention = next(row for row in mentions if row["trigger_text"].lower().startswith(trigger))
    found = [row for row in casualties if row["mention_id"] == mention["mention_id"]]
    assert [(row["outcome"], row["low_count"], row["high_count"]) for row in found] == counts


@pytest.mark.parametrize(
    ("text", "killed"),
    [
        ("Armenian forces shelled a village and killed two farmers and three soldiers.", [5, 5]),
        ("Armenian forces shelled a village and killed at least two farmers.", [2, None]),
        ("Armenian forces shelled a village.", None),
    ],
)
def test_printed_counts_add_up_the_groups_and_stay_open(text, killed):
    given = GivenArticle("doc", text, date(2026, 9, 15), {}, ())
    assert [mention["killed"] for mention in describe(given, code_article(to_code(given)))["mentions"]] == [killed]


def test_the_dead_are_of_the_side_that_the_event_gives_them():
    text = (
        "Kenya launched drones at Somalia overnight, killing three people in Kismayo, Somali officials said on Monday."
    )
    statements, _, casualties = coded(text)
    assert [(row["best_count"], row["side_country"]) for row in casualties] == [(3, ["SOM"])]
    # The day is the officials', whatever the tree hangs it on.
    assert statements[0]["content_text"] == [
        "Kenya launched drones at Somalia overnight, killing three people in Kismayo"
    ]
