"""The page as a part of a published snapshot: sealed with it, made anew by a redaction, found by the command line."""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path

import pytest

from flows import cli
from tests.report_pages import content_of, values
from tests.rows import NOON, fill, ledger
from warehouse import manifest, snapshot
from warehouse.gate import Verdict
from warehouse.snapshot import Published, Versions, publish, redact, verify

pytestmark = pytest.mark.slow  # each publishes a real snapshot


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a home with one snapshot of one article, published without a gate."""
    monkeypatch.setattr(snapshot, "audit", lambda stage, previous: Verdict(()))
    fill(tmp_path, ledger("a1"))
    publish(tmp_path, now=NOON, run_id="run", versions=Versions("1.0", "m1", "c1", "x1"))
    return tmp_path


def sayso(monkeypatch: pytest.MonkeyPatch, *arguments: str | Path) -> int | str | None:
    """Run a command; return its exit code."""
    monkeypatch.setattr(sys, "argv", ["sayso", *map(str, arguments)])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    return ended.value.code


def test_the_page_lies_in_the_snapshot_under_its_seal(home: Path) -> None:
    folder = snapshot.latest(home)
    content = content_of((folder / "report.html").read_text())
    assert content["about"]["snapshot"] == folder.name == "2026-03-05.01"
    assert content["about"]["versions"]["codebook"] == "c1"
    assert content["about"]["changes"]["events"] == {"insert": {"source": 1}}
    sealed = manifest.read(folder)["files"]["report.html"]
    assert manifest.describe_file(folder / "report.html").items() <= sealed.items()


def test_a_redaction_makes_the_page_anew(home: Path) -> None:
    order = {"table": "statements", "ids": ["s-a1"], "columns": ["content_text"]}
    assert redact(home, **order, reason="a minor is named", now=NOON + timedelta(days=1)) == ["2026-03-05.01"]
    folder = snapshot.latest(home)
    content = content_of((folder / "report.html").read_text())
    assert values(content, "statements", "content_text") == [[]]
    assert values(content, "statements", "redacted") == ["content_text"]
    assert "Sarand opened fire" not in str(content)
    assert verify(folder) == []


def test_a_page_is_not_shared_with_the_snapshot_before(home: Path) -> None:
    first = snapshot.latest(home)
    before = (first / "report.html").read_bytes()
    fill(home, ledger("a1", "a2"))
    second = publish(home, now=NOON + timedelta(days=1), run_id="run", versions=Versions("1.0", "m1", "c1", "x1"))
    assert isinstance(second, Published)
    assert (first / "report.html").read_bytes() == before != (second.path / "report.html").read_bytes()


def test_report_prints_where_the_page_is(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", lambda address: opened.append(address) or True)
    assert not sayso(monkeypatch, "report", "--home", home, "--open")
    path = (snapshot.latest(home) / "report.html").resolve()
    assert capsys.readouterr().out == f"{path}\n"
    assert opened == [path.as_uri()]


def test_report_makes_the_page_of_a_snapshot_that_has_none_beside_it(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = snapshot.latest(home)
    published = (folder / "report.html").read_text()
    (folder / "report.html").unlink()
    assert not sayso(monkeypatch, "report", folder.name, "--home", home)
    path = home / "reports" / "2026-03-05.01.html"
    assert capsys.readouterr().out == f"{path.resolve()}\n"
    assert content_of(path.read_text())["tables"] == content_of(published)["tables"]
    assert not (folder / "report.html").exists()


def test_report_without_a_browser_says_so(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("webbrowser.open", lambda address: False)
    assert sayso(monkeypatch, "report", "--home", home, "--open", "--out", home / "page.html") == 2
    assert f"no browser was found to open {home / 'page.html'}" in capsys.readouterr().err
    assert (home / "page.html").exists()


def test_report_of_an_unknown_snapshot_is_refused(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert sayso(monkeypatch, "report", "2020-01-01.01", "--home", home) == 2
    assert "2020-01-01.01: no such snapshot" in capsys.readouterr().err
