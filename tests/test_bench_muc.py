"""The benchmark on MUC-4 reads templates and scores fills as the task means them."""

from datetime import date

from tests.bench.muc import Told, counted, day_of, fills, joined, main, pairs, right, running, words


def test_without_its_data_it_says_so(tmp_path, capsys):
    main(str(tmp_path))
    assert "skipped" in capsys.readouterr().out


def test_a_fill_holds_the_words_of_all_names_and_its_value():
    entry = 'REPORTED AS FACT / POSSIBLE: "ARMY OF THE HILLS" / "AH"'
    assert fills([entry, "-"]) == [(frozenset({"ARMY", "HILLS", "AH"}), "REPORTED AS FACT / POSSIBLE")]


def test_a_fill_is_right_by_a_word_in_common_and_one_of_the_values():
    key = [(words("ARMY OF THE HILLS"), "REPORTED AS FACT / POSSIBLE"), (words("MINERS"), "6")]
    answer = [(words("Hills Army"), "POSSIBLE"), (words("SIX MINERS"), "7"), (words("PRIEST"), "1")]
    assert right(key, answer) == 1


def test_numbers_are_written_as_the_task_writes_them():
    assert [counted(text) for text in ("SIX MINERS", "MINERS", "A MINER", "ABOUT 70 MINERS")] == [
        "6",
        "PLURAL",
        "1",
        "~70",
    ]


def test_days_and_running_text():
    assert day_of("(08 MAR 90) / (07 MAR 90 - 09 MAR 90)") == date(1990, 3, 9)
    assert (
        running("OSLO, 4 JAN 90 -- [TEXT] ONE LINE\nAND ITS END.\n\n   ANOTHER.") == "ONE LINE AND ITS END.\nANOTHER."
    )


def test_events_that_share_a_victim_are_one_and_meet_one_template():
    first = Told(number=[(words("MAYOR RUIZ"), "1")], day=date(1990, 1, 2))
    second = Told(number=[(words("RUIZ"), "1")], confidence=[(words("HILLS"), "POSSIBLE")])
    third = Told(number=[(words("FARMERS"), "3")], day=date(1990, 1, 2))
    events = joined([first, second, third])
    assert [event.confidence for event in events] == [[(words("HILLS"), "POSSIBLE")], []]
    key = Told(number=[(words("ANA RUIZ"), "1")], day=date(1990, 1, 2))
    assert [event for _, event in pairs([key], events)] == [events[0]]
