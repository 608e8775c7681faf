"""What an outlet changed after publishing is shown line by line; text that stays the same is no change."""

import json
from datetime import timedelta

import pytest
from typer.testing import CliRunner

from flows.cli import app
from flows.cli import ledger as commands
from flows.versions import UnknownArticleError, changes, versions
from tests.collected import DAY, answered, at_home, ingest, story

TWO = "Armenian forces shelled Azerbaijani positions near Sotk on Monday, killing two soldiers, the ministry said."
DENIAL = "Yerevan denied the charge and called for observers, the spokeswoman said in a statement on Monday evening."


def test_a_correction_is_told_by_the_lines_that_went_and_came(tmp_path):
    settings = at_home(tmp_path)
    three = TWO.replace("two", "three")
    ingest(
        settings,
        answered("clash", story(TWO, DENIAL)),
        answered("clash", story(three, DENIAL, title="Three die"), at=DAY + timedelta(days=1)),
    )
    first, second = versions(tmp_path, "https://herald.example/clash")
    assert (first["version"], first["changes"]) == (1, [])
    assert second["changes"] == ["- Border calm after clash", f"- {TWO}", "+ Three die", f"+ {three}"]
    assert [row["version"] for row in versions(tmp_path, second["article_id"])] == [1, 2]
    with pytest.raises(UnknownArticleError, match="no version"):
        list(versions(tmp_path, "https://herald.example/else"))

    assert commands.versions in [command.callback for command in app.registered_commands]
    printed = CliRunner().invoke(app, ["versions", "https://herald.example/clash", "--home", str(tmp_path), "--json"])
    assert [json.loads(line)["version"] for line in printed.output.splitlines()] == [1, 2]


def test_only_what_differs_is_a_change():
    assert changes(["a", "b", "c"], ["a", "b", "c"]) == []
    assert changes(["a", "b", "c"], ["a", "x", "c", "d"]) == ["- b", "+ x", "+ d"]
