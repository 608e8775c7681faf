"""The command line: what it prints, its exit codes, and that errors are one clear line."""

import json
import sys

import pytest

from flows import cli


@pytest.fixture
def sayso(monkeypatch, capsys, tmp_path):
    """Run the command line in an empty folder; return exit code, output and error output."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments):
        monkeypatch.setattr(sys, "argv", ["sayso", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        streams = capsys.readouterr()
        return ended.value.code or 0, streams.out, streams.err

    return run


def test_help_names_every_command(sayso):
    code, out, _ = sayso("--help")
    assert code == 0
    for command in (
        "run", "sample", "extract", "code", "parse", "sql", "why", "versions", "reprocess", "status", "publish", "verify", "snapshots", "path",
        "report", "diff", "worker", "sources",
    ):  # fmt: skip
        assert command in out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["sql", "SELECT 1"], "nothing was published into ledger yet"),
        (["path"], "nothing was published into ledger yet"),
        (["verify", "2026-01-01.01"], "2026-01-01.01: no such snapshot"),
        (["why", "e-0"], "does not exist yet"),
        (["extract", "none.html"], "none.html: no such file"),
        (["code", "none.txt"], "none.txt: no such file"),
        (["run", "--sources", "none.toml"], "none.toml: cannot be read"),
        (["parse", "none.conllu"], "none.conllu"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(sayso, arguments, message):
    code, out, err = sayso(*arguments)
    assert (code, out) == (2, "")
    assert message in err
    assert err.startswith("sayso: ")
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("reader", "message"),
    [
        ("spacy:en_nowhere", "the reader spacy:en_nowhere cannot be loaded (install sayso[spacy] and it)"),
        ("spacey:en", "there is no reader 'spacey:en': choose 'packaged', or 'spacy:' and a pipeline's name"),
    ],
)
def test_a_reader_that_cannot_be_opened_is_named_before_anything_is_coded(
    sayso, tmp_path, monkeypatch, reader, message
):
    monkeypatch.setenv("SAYSO_READER", reader)
    (tmp_path / "one.txt").write_text("Baku denied it.")
    code, out, err = sayso("code", "one.txt")
    assert (code, out) == (2, "")
    assert message in err
    assert err.count("\n") == 1


def test_an_unknown_setting_is_refused_by_name(sayso, tmp_path):
    (tmp_path / "sayso.toml").write_text("hoem = 'x'\n")
    code, _, err = sayso("path")
    assert code == 2
    assert "unknown key 'hoem'; did you mean 'home'?" in err


def test_status_of_an_empty_ledger(sayso):
    code, out, _ = sayso("status")
    assert code == 1
    assert out.startswith("WRONG: nothing was collected into this home yet\n       sayso run\n")
    code, out, _ = sayso("status", "--json")
    assert code == 1
    assert json.loads(out)["troubles"][0]["mend"] == "sayso run"


def test_code_prints_statements_and_mentions_with_true_spans(sayso, tmp_path):
    text = (
        "New fighting on the border\n\nPhoto: Agency\n\nOn Monday, fighting broke out on the border between Armenia and Azerbaijan.\n\n"
        "The Defense Ministry of Armenia said that Azerbaijani forces had opened fire. "
        "Azerbaijan denied the claim and accused Armenia of shelling its positions.\n"
    )
    (tmp_path / "a.txt").write_text(text)
    code, out, _ = sayso("code", "a.txt", "--published", "2026-10-06")
    (line,) = map(json.loads, out.splitlines())
    assert code == 0
    assert line["text"] == text
    assert [passage["kind"] for passage in line["boilerplate"]] == ["headline", "photo_credit"]
    assert {country for statement in line["statements"] for country in statement["speaker_country"]} == {"ARM", "AZE"}
    for statement in line["statements"]:
        assert statement["content_text"] == [text[a:b] for a, b in statement["content_spans"]]
    types = {mention["event_type"] for mention in line["mentions"]}
    assert {"ASSAULT", "ACCUSE"} <= types
    for mention in line["mentions"]:
        start, end = mention["trigger_span"]
        assert mention["trigger_text"] == text[start:end]
        assert mention["killed"] is None
    assert any(event["is_disputed"] for event in line["events"])


def test_articles_come_out_in_the_order_given(sayso, tmp_path):
    for name in "abc":
        (tmp_path / f"{name}.txt").write_text(f"Minister {name.upper()} said that talks would go on.\n" * 3)
    _, out, _ = sayso("code", "c.txt", "a.txt", "b.txt", "--workers", "0")
    assert [json.loads(line)["doc"] for line in out.splitlines()] == ["c.txt", "a.txt", "b.txt"]


def test_an_article_without_text_is_not_called_coded(sayso, tmp_path):
    (tmp_path / "empty.txt").write_text("\n")
    _, out, _ = sayso("code", "empty.txt")
    line = json.loads(out)
    assert (line["outcome"], line["statements"], line["mentions"]) == ("not_extracted", [], [])
