"""The page of a snapshot: what it holds, what it must not hold, and that it is the same for the same snapshot."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from datetime import date, timedelta
from pathlib import Path
from shutil import rmtree

import polars as pl

from tests.report_pages import content_of, held, made, staged, values
from tests.rows import TEXT, article, ledger, rows
from transforms.ids import digest
from warehouse.report import bundle
from warehouse.report.columns import LONGEST, columns
from warehouse.report.content import content
from warehouse.report.outline import outline
from warehouse.report.page import page


def test_the_same_snapshot_gives_the_same_page(tmp_path: Path) -> None:
    folder, body = staged(tmp_path, ledger("a1", "a2"))
    assert page(folder, body) == page(folder, body)


def test_an_event_comes_with_its_mentions_statements_and_articles(tmp_path: Path) -> None:
    found = held(tmp_path, ledger("a1"))
    assert values(found, "events", "id") == ["e-a1"]
    assert values(found, "mentions", "event") == values(found, "mentions", "statement") == [0]
    assert values(found, "statements", "content_text") == [['"Sarand opened fire"']]
    assert values(found, "statements", "content_starts") == [[TEXT.index('"Sarand')]]
    assert values(found, "articles", "outlet") == ["herald"]
    assert values(found, "claims", "position") == ["blames"]
    assert values(found, "casualties", "low") == [1]
    assert values(found, "accusations", "target") == ["SAR"]
    assert found["totals"]["contested"] == 1


def test_the_text_of_articles_is_in_the_page_only_where_it_is_published(tmp_path: Path) -> None:
    # Words of the article that no row holds.
    unpublished = "on Thursday"
    closed = held(tmp_path / "closed", ledger("a1"))
    assert unpublished not in json.dumps(closed)
    assert values(closed, "mentions", "context") == values(closed, "statements", "context") == [None]
    opened = held(tmp_path / "open", ledger("a1"), include_text=True)
    assert values(opened, "mentions", "context") == values(opened, "statements", "context") == [TEXT[:66]]
    assert values(opened, "mentions", "context_start") == [0]


def test_redacted_words_are_gone_and_no_sentence_repeats_them(tmp_path: Path) -> None:
    order = {"table": "statements", "ids": ["s-a1"], "columns": ["content_text"], "reason": "a minor is named"}
    found = held(tmp_path, ledger("a1", "a2"), include_text=True, redactions=[order])
    by_id = dict(zip(values(found, "statements", "id"), range(2), strict=True))
    said, context, redacted = (values(found, "statements", name) for name in ("content_text", "context", "redacted"))
    assert (said[by_id["s-a1"]], context[by_id["s-a1"]], redacted[by_id["s-a1"]]) == ([], None, "content_text")
    assert (said[by_id["s-a2"]], redacted[by_id["s-a2"]]) == (['"Sarand opened fire"'], None)
    # The mention inside the redacted statement stands in the same sentence.
    mentions = dict(zip(values(found, "mentions", "id"), values(found, "mentions", "context"), strict=True))
    assert mentions == {"m-a1": None, "m-a2": TEXT[:66]}
    assert found["about"]["redactions"] == [
        {"table": "statements", "rows": 1, "columns": ["content_text"], "reason": "a minor is named"}
    ]


def test_what_the_news_says_is_never_markup(tmp_path: Path) -> None:
    hostile = "</script><script>alert(1)</script><img src=x onerror=alert(1)>"
    tables = ledger("a1") | {"articles": rows("articles", article("a1", title=hostile, url="javascript:alert(1)"))}
    tables["statements"] = tables["statements"].with_columns(speaker_name=pl.lit(hostile))
    text = made(tmp_path, tables, snapshot="2026<script>")
    assert hostile not in text
    assert "2026<script>" not in text
    assert values(content_of(text), "statements", "speaker_name") == [hostile]


def test_the_policy_admits_the_scripts_and_styles_of_the_page_and_no_others(tmp_path: Path) -> None:
    text = made(tmp_path, ledger("a1"))
    policy = html.unescape(re.findall(r'Security-Policy" content="([^"]+)"', text)[0])
    directives = dict(part.split(" ", 1) for part in policy.split("; "))
    inline = {
        "script-src": re.findall(r"<script>(.*?)</script>", text, re.DOTALL),
        "style-src": re.findall(r"<style>(.*?)</style>", text, re.DOTALL),
    }
    for name, parts in inline.items():
        digests = [base64.b64encode(hashlib.sha256(part.encode()).digest()).decode() for part in parts]
        assert directives.pop(name).split() == [f"'sha256-{value}'" for value in digests]
    assert directives == {
        "default-src": "'none'",
        "img-src": "data:",
        "base-uri": "'none'",
        "form-action": "'none'",
        "require-trusted-types-for": "'script'",
        "trusted-types": "'none'",
    }
    assert re.findall(r'\b(?:src|href)="(?!#|data:,)', text) == []


def test_the_newest_statements_are_shown_after_those_that_contested_events_rest_on(tmp_path: Path) -> None:
    names = [f"a{number}" for number in range(6)]
    tables = ledger(*names)
    days = [date(2026, 2, 1) + timedelta(days=number) for number in range(6)]
    contested = [name == "a0" for name in names]
    tables["statements"] = tables["statements"].with_columns(published_date=pl.Series(days))
    tables["events"] = tables["events"].with_columns(is_disputed=pl.Series(contested), date_start=pl.Series(days))
    found = held(tmp_path, tables, {"most_statements": 3, "most_events": 2})
    assert values(found, "statements", "id") == ["s-a5", "s-a4", "s-a0"]
    assert values(found, "events", "id") == ["e-a0", "e-a5"]
    assert found["totals"]["statements"] == found["totals"]["events"] == 6
    # Charts count what the lists leave out.
    assert sum(values(found, "timeline", "events")) == 6
    assert values(found, "accusations", "statements") == [6]


def test_texts_are_bounded_one_by_one_and_together(tmp_path: Path) -> None:
    long = pl.DataFrame({"text": ["x" * LONGEST, "y" * (LONGEST + 1), None]})
    cut = columns(long)["columns"]["text"]
    assert cut["of"] == ["x" * LONGEST, "y" * (LONGEST - 1) + "…"]
    assert cut["at"] == [0, 1, -1]
    found = held(tmp_path, ledger("a1", "a2", "a3"), {"most_characters": 45, "most_cited": 0})
    assert len(values(found, "statements", "id")) == 45 // len('"Sarand opened fire"')


def test_evidence_of_one_event_is_bounded(tmp_path: Path) -> None:
    tables = ledger("a1", "a2", "a3")
    everything = pl.lit(pl.Series([["m-a1", "m-a2", "m-a3"]]))
    tables["events"] = tables["events"].filter(pl.col("event_id") == "e-a1").with_columns(mention_ids=everything)
    found = held(tmp_path, tables, {"most_evidence": 2})
    assert values(found, "mentions", "id") == ["m-a1", "m-a2"]
    assert values(found, "events", "mention_count") == [3]


def test_a_snapshot_without_rows_has_a_page(tmp_path: Path) -> None:
    found = held(tmp_path, {})
    assert {name: table["rows"] for name, table in found["tables"].items() if table["rows"]} == {}
    assert set(found["totals"].values()) == {0}


def test_a_snapshot_of_an_older_schema_has_a_page(tmp_path: Path) -> None:
    folder, body = staged(tmp_path, ledger("a1"))
    rmtree(folder / "data" / "claims")
    rmtree(folder / "data" / "coverage")
    (file,) = (folder / "data" / "statements").rglob("*.parquet")
    pl.read_parquet(file).drop("speaker_role", "target_country").write_parquet(file)
    found = content(folder, body)
    assert values(found, "statements", "speaker_role") == [None]
    assert values(found, "accusations", "target") == ["?"]
    assert found["tables"]["claims"]["rows"] == found["tables"]["coverage"]["rows"] == 0


def test_days_times_and_flags_are_numbers() -> None:
    moment = pl.Series("moment", ["1970-01-02T00:01:59Z"]).str.to_datetime(time_zone="UTC")
    frame = pl.DataFrame({"day": [date(1970, 1, 3)], "flag": [True], "share": [0.123456]}).with_columns(moment)
    assert columns(frame) == {"rows": 1, "columns": {"day": [2], "flag": [1], "share": [0.1235], "moment": [1441]}}


def test_bundled_files_are_those_that_the_manifest_names() -> None:
    entries = bundle.bundled()
    for entry in entries:
        assert digest((bundle.FOLDER / entry["name"]).read_bytes()) == entry["sha256"], entry["name"]
        assert (bundle.FOLDER / f"{entry['package']}.LICENSE.txt").read_text().startswith("Copyright")
    listed = {entry["name"] for entry in entries} | {f"{entry['package']}.LICENSE.txt" for entry in entries}
    assert {path.name for path in bundle.FOLDER.iterdir()} == listed | {"bundled.json"}


def test_an_outline_keeps_the_border_that_neighbours_share() -> None:
    # Two squares side by side; the border between them wriggles by less than the tolerance.
    arcs = [
        [[100, 0], [1, 50], [-1, 50]],
        [[100, 100], [-100, 0], [0, -100], [100, 0]],
        [[100, 100], [100, 0], [0, -100], [-100, 0]],
    ]
    geometries = [
        {"type": "Polygon", "id": "051", "arcs": [[0, 1]], "properties": {"name": "West"}},
        {"type": "Polygon", "arcs": [[2, 0]], "properties": {"name": "East"}},
    ]
    topology = {
        "transform": {"scale": [0.01, 0.01], "translate": [0, 0]},
        "arcs": arcs,
        "objects": {"countries": {"geometries": geometries}},
    }
    assert outline(topology, {"051": "ARM", "East": "AZE"}) == [
        ("ARM", [[[20, 0, 0, 20, -20, 0, 0, -20, 20, 0]]]),
        ("AZE", [[[20, 20, 20, 0, 0, -20, -20, 0, 0, 20]]]),
    ]
