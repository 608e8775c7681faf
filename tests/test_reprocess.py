"""History read anew changes what today's code reads otherwise, and nothing else; it can stop and go on, and loses nothing."""

from datetime import timedelta
from functools import partial

import polars as pl
import pytest

from flows import code, extract, publish, reprocess
from flows.processes import Failure
from flows.publish import count_coverage, publish_snapshot
from flows.reprocess import older_pages, read_anew, store_anew
from flows.resolve import resolve
from tests.collected import DAY, answered, at_home, here, ingest, story
from transforms.errors import SaysoError
from warehouse.database import Warehouse
from warehouse.verify import verify

CLASH = "Armenian forces shelled Azerbaijani positions near Sotk on Monday, killing two soldiers, the ministry said."
DENIAL = 'Yerevan denied the charge. "Our units did not open fire," the spokeswoman said in a statement on Monday.'
TALKS = "The foreign ministers of Armenia and Azerbaijan met in Brussels on Tuesday and agreed to hold further talks."
TICKER = (
    "This newspaper tells its readers about the border every morning at eight, it says below each article of its own."
)
TABLES = ("articles", "boilerplate", "signatures", "statements", "mentions", "casualties", "codings")


@pytest.fixture
def settings(tmp_path):
    settings = at_home(tmp_path)
    ingest(
        settings,
        answered("clash", story(CLASH, DENIAL)),
        answered("clash", story(CLASH, DENIAL, TALKS), at=DAY + timedelta(days=1)),
        answered("talks", story(TALKS, TICKER, title="Ministers meet in Brussels")),
        answered("opinion/why", story(CLASH, title="Why it matters"), at=DAY + timedelta(days=3)),
    )
    return settings


@pytest.fixture
def newer(monkeypatch):
    """Make everything that comes now the work of another method."""
    for module in (extract, code, reprocess):
        monkeypatch.setattr(module, "method_version", lambda _reader="": "newer")


CODING = partial(here, code.code_article)


def reprocess_pages(pages, settings, coding=CODING):
    return store_anew(settings, read_anew(pages, settings, partial(here, extract.extract_page), coding))


def tables(settings, method=False):
    with Warehouse(settings.home, read_only=True) as warehouse:
        found = {name: warehouse.read(name) for name in TABLES}
    return found if method else found | {"codings": found["codings"].drop("method_version")}


def differing(before, after):
    return [name for name in before if not before[name].equals(after[name])]


def without_ticker(monkeypatch):
    """Let extraction find out that one paragraph is no text."""
    found_before = extract.extract

    def found_now(body, *args, **options):
        return found_before(body.replace(f"<p>{TICKER}</p>".encode(), b""), *args, **options)

    monkeypatch.setattr(extract, "extract", found_now)


def test_there_is_nothing_to_do_for_the_method_that_made_everything(settings):
    assert older_pages(settings.home) == []


def test_another_method_that_reads_the_same_changes_no_row(settings, newer):
    before = tables(settings)
    assert before["statements"].height >= 3 and before["mentions"].height >= 3
    counted = reprocess_pages(older_pages(settings.home), settings)
    assert counted == {"read anew": 4}
    assert differing(before, tables(settings)) == []
    assert set(tables(settings, method=True)["codings"]["method_version"]) == {"newer"}
    assert older_pages(settings.home) == []


def test_only_what_is_read_otherwise_changes_and_text_changes_with_its_rows(settings, newer, monkeypatch):
    before = tables(settings)
    without_ticker(monkeypatch)
    counted = reprocess_pages(older_pages(settings.home), settings)
    assert counted["articles updated"] == 1
    after = tables(settings)
    changed = before["articles"].join(after["articles"], on=["article_id", "text_sha256"], how="anti")
    assert changed["url"].to_list() == ["https://herald.example/talks"]
    others = pl.col("article_id") != changed["article_id"].item()
    assert differing(
        {name: rows.filter(others) for name, rows in before.items()},
        {name: rows.filter(others) for name, rows in after.items()},
    ) == []  # fmt: skip
    texts = dict(after["articles"].select("article_id", "text").iter_rows())
    for row in after["mentions"].iter_rows(named=True):
        span = row["trigger_span"]
        assert texts[row["article_id"]][span["start"] : span["end"]] == row["trigger_text"]


def test_one_outlet_or_the_days_since_one_alone(settings, newer):
    with pytest.raises(SaysoError, match="no outlet 'heralt' in this ledger; did you mean 'herald'"):
        older_pages(settings.home, only="heralt")
    assert len(older_pages(settings.home, only="herald")) == 4
    recent = older_pages(settings.home, since=DAY + timedelta(days=2))
    assert [page.url for page in recent] == ["https://herald.example/opinion/why"]


def test_interrupted_it_is_whole_and_goes_on_with_what_is_left(settings, newer, monkeypatch):
    before = tables(settings)
    pages = older_pages(settings.home)
    reprocess_pages(pages[:1], settings)

    def die(*_args, **_options):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(reprocess, "write_coded", die)
        reprocess_pages(pages[1:], settings)
    assert differing(before, tables(settings)) == []
    assert older_pages(settings.home) == pages[1:]
    reprocess_pages(older_pages(settings.home), settings)
    assert (older_pages(settings.home), differing(before, tables(settings))) == ([], [])


def test_what_cannot_be_read_any_more_stays_as_it_was(settings, newer):
    before = tables(settings)
    for file in (settings.home / "archive").iterdir():
        file.unlink()
    pages = older_pages(settings.home)
    assert reprocess_pages(pages, settings) == {"kept as it was": 4}
    assert differing(before, tables(settings, method=False)) == []
    assert older_pages(settings.home) == pages


def test_an_article_whose_coding_fails_keeps_its_text_and_its_rows(settings, newer, monkeypatch):
    before = tables(settings)
    without_ticker(monkeypatch)

    def fails_on_talks(articles):
        for article, coded in here(code.code_article, articles):
            yield article, Failure("crashed", "?") if article.text.startswith(TALKS) else coded

    counted = reprocess_pages(older_pages(settings.home), settings, fails_on_talks)
    assert (counted["kept as it was"], counted["read anew"]) == (1, 3)
    assert differing(before, tables(settings)) == []
    assert [page.url for page in older_pages(settings.home)] == ["https://herald.example/talks"]


def test_a_version_that_turns_out_to_be_the_same_text_gives_up_its_rows(settings, newer, monkeypatch):
    found_before = extract.extract

    def without_talks(body, *args, **options):
        return found_before(body.replace(f"<p>{TALKS}</p>".encode(), b""), *args, **options)

    monkeypatch.setattr(extract, "extract", without_talks)
    reprocess_pages(older_pages(settings.home), settings)
    after = tables(settings)
    versions = after["articles"].filter(url="https://herald.example/clash").sort("fetched_at")
    assert versions.select("outcome", "version", "is_latest").rows() == [
        ("extracted", 1, True),
        ("same_text", None, False),
    ]
    second = versions["article_id"][1]
    for name in ("statements", "mentions", "codings"):
        assert second not in after[name]["article_id"], name


@pytest.mark.slow
def test_the_snapshot_names_the_method_as_the_cause(settings, newer, monkeypatch):
    resolve(settings.home, DAY)
    count_coverage(settings.home)
    monkeypatch.setattr(publish, "method_version", lambda *_: "older")
    publish_snapshot(settings, DAY + timedelta(days=4), "first")
    found_before = extract.extract

    def with_more(body, *args, **options):
        return found_before(body.replace(TICKER.encode(), CLASH.encode()), *args, **options)

    monkeypatch.setattr(extract, "extract", with_more)
    reprocess_pages(older_pages(settings.home), settings)
    resolve(settings.home, DAY + timedelta(days=5))
    monkeypatch.setattr(publish, "method_version", lambda *_: "newer")
    done = publish_snapshot(settings, DAY + timedelta(days=5), "second")
    causes = {table: cause for table, _, cause, _ in done.changes.rows()}
    assert {"articles", "statements", "mentions"} <= causes.keys()
    assert set(causes.values()) == {"method"}
    assert verify(done.path) == []
