"""The whole line on the sample newsroom, as Prefect flows over real HTTP: two days, killed and refused runs."""

import json
import shutil
from datetime import UTC, datetime, timedelta

import duckdb
import polars as pl
import pytest
from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings
from prefect.testing.utilities import prefect_test_harness

from flows import extract
from flows.line import history, line
from flows.newsroom.serve import serve
from flows.rebuild import rebuild
from flows.settings import load_settings
from transforms.tables import TABLES
from warehouse.database import FILE, Warehouse, WarehouseError
from warehouse.shelf import index, latest
from warehouse.snapshot import NothingChanged, PublicationRefused
from warehouse.verify import verify

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
NOW = datetime(2026, 11, 23, 6, tzinfo=UTC)


@pytest.fixture(scope="module", autouse=True)
def prefect():
    with (
        prefect_test_harness(server_startup_timeout=120),
        temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}),
    ):
        yield


@pytest.fixture(scope="module")
def newsroom():
    with serve(ports=[0, 0, 0, 0]) as newsroom:
        yield newsroom


@pytest.fixture(scope="module")
def settings(newsroom, tmp_path_factory):
    home = tmp_path_factory.mktemp("ledger")
    (home / "sources.toml").write_text(newsroom.sources)
    return load_settings(environ={}, home=home, sources=home / "sources.toml", workers=2, listing_days=3650)


@pytest.fixture(scope="module")
def first(settings):
    return line(settings, now=NOW)


def rows(settings, sql):
    with Warehouse(settings.home, read_only=True) as warehouse:
        return warehouse.query(sql).rows()


def test_the_first_day_is_published_whole(settings, first):
    assert first.published.path == latest(settings.home)
    assert verify(first.published.path) == []
    counts = first.published.row_counts
    assert counts["sources"] == 4
    assert counts["articles"] > 35
    for table in ("statements", "mentions", "events", "claims"):
        assert counts[table] > 50, table
    for name, table in TABLES.items():
        assert (first.published.path / "data" / name).exists() == table.is_published


def test_every_oddity_of_the_web_has_its_named_outcome(settings, first):
    outcomes = dict(rows(settings, "SELECT outcome, count(*) FROM fetches WHERE purpose = 'article' GROUP BY outcome"))
    for outcome in (
        "robots_disallowed", "not_found", "wrong_media_type", "too_many_redirects", "incomplete_body",
        "forbidden_address", "empty_body", "server_error",
    ):  # fmt: skip
        assert outcomes[outcome] == 1, outcome
    kinds = dict(rows(settings, "SELECT kind, count(*) FROM articles WHERE outcome = 'extracted' GROUP BY kind"))
    assert (kinds["live_blog"], kinds["opinion"], kinds["paywalled"]) == (1, 2, 1)
    codings = dict(rows(settings, "SELECT outcome, count(*) FROM codings GROUP BY outcome"))
    assert codings.keys() == {"coded", "kind_not_coded", "unsupported_language"}
    counted = rows(settings, "SELECT sum(found_count) FROM coverage")[0][0]
    assert counted == sum(outcomes.values())


def test_crawling_was_polite(newsroom, first):
    paths = {request.path for request in newsroom.requests}
    assert not any(path.startswith("/drafts/") for path in paths)
    for host in {request.host for request in newsroom.requests}:
        times = sorted(request.at for request in newsroom.requests if request.host == host)
        # Robots' crawl-delay is 0.2 s; redirects and robots.txt itself follow at once.
        assert (times[-1] - times[0]) / len(times) > 0.15


def test_copies_are_one_story_and_contradictions_stay(settings, first):
    (copies,) = rows(
        settings, "SELECT max(n) FROM (SELECT story_id, count(*) AS n FROM articles WHERE is_latest GROUP BY story_id)"
    )[0]
    assert copies == 2
    versions = [found for (found,) in rows(settings, "SELECT versions FROM events WHERE is_disputed")]
    directions = [{(tuple(v["actor_country"]), tuple(v["recipient_country"])) for v in found} for found in versions]
    assert any({(("ARM",), ("AZE",)), (("AZE",), ("ARM",))} <= both for both in directions)


def test_evidence_is_verbatim(settings, first):
    with Warehouse(settings.home, read_only=True) as warehouse:
        texts = dict(warehouse.query("SELECT article_id, text FROM articles WHERE text IS NOT NULL").rows())
        statements, mentions = warehouse.read("statements"), warehouse.read("mentions")
    for row in statements.iter_rows(named=True):
        text = texts[row["article_id"]]
        assert row["content_text"] == [text[span["start"] : span["end"]] for span in row["content_spans"]]
    for row in mentions.iter_rows(named=True):
        assert (
            row["trigger_text"] == texts[row["article_id"]][row["trigger_span"]["start"] : row["trigger_span"]["end"]]
        )


def test_the_snapshot_answers_without_sayso(first):
    folder = first.published.path
    articles = pl.scan_parquet(folder / "data/articles/**/*.parquet").select(pl.len()).collect().item()
    with duckdb.connect() as connection:
        connection.execute(f"SET VARIABLE snapshot = '{folder}'")
        connection.execute((folder / "views.sql").read_text())
        assert connection.sql("SELECT count(*) FROM articles").fetchall() == [(articles,)]
        assert connection.sql("SELECT count(*) FROM contested_events").fetchall()[0][0] > 0


def test_a_second_run_changes_no_row(settings, first, newsroom):
    requests = len(newsroom.requests)
    second = line(settings, now=NOW + timedelta(minutes=5))
    assert isinstance(second.published, NothingChanged)
    assert len(newsroom.requests) == requests
    assert all(not step.outcomes for step in second.steps)


def test_history_that_the_same_method_made_is_left_alone(settings, first):
    report = history(settings)
    assert isinstance(report.published, NothingChanged)
    assert all(not step.outcomes for step in report.steps)


def test_a_refused_publication_leaves_everything_as_it_was(settings, first):
    before = rows(settings, "SELECT * FROM coverage ORDER BY ALL")
    with Warehouse(settings.home) as warehouse, warehouse.transaction():
        warehouse.connection.execute("UPDATE events SET date_start = DATE '2026-12-31', date_end = DATE '2026-01-01'")
    with pytest.raises(PublicationRefused, match="date"):
        line(settings, now=NOW + timedelta(minutes=10))
    assert latest(settings.home) == first.published.path
    assert index(settings.home)[-1]["outcome"] == "refused"
    assert rows(settings, "SELECT * FROM coverage ORDER BY ALL") == before
    with Warehouse(settings.home) as warehouse:
        warehouse.connection.execute("DELETE FROM steps")


def test_a_dask_cluster_gives_the_same_rows(settings, first, tmp_path):
    here = settings.model_copy(update={"home": tmp_path / "dask", "runner": "dask", "batch_size": 10})
    report = line(here, now=NOW)
    assert verify(report.published.path) == []
    for table in ("statements", "mentions", "casualties", "claims"):
        one, other = (pl.read_parquet(path / "data" / table) for path in (first.published.path, report.published.path))
        assert one.sort(TABLES[table].key).equals(other.sort(TABLES[table].key)), table


def test_the_next_day_brings_the_correction_with_its_cause(settings, first, newsroom):
    newsroom.publish(2)
    report = line(settings, now=NOW + timedelta(hours=25))
    assert verify(report.published.path) == []
    corrected = rows(
        settings, "SELECT version, is_latest FROM articles WHERE url LIKE '%thai-cambodian-border' ORDER BY version"
    )
    assert corrected == [(1, False), (2, True)]
    manifest = json.loads((report.published.path / "manifest.json").read_text())
    assert manifest["previous"] == first.published.name
    assert set(report.published.changes["cause"]) <= {"source", "late", "merge", "retraction"}


def test_a_run_killed_between_steps_is_completed_by_the_next(settings, first, tmp_path):
    home = tmp_path / "killed"
    here = settings.model_copy(update={"home": home, "sources": settings.sources})
    stop = RuntimeError("killed")

    def die(*_args, **_options):
        raise stop

    with pytest.MonkeyPatch.context() as patch, pytest.raises(RuntimeError):
        patch.setattr(extract, "store_extracted", die)
        line(here, now=NOW)
    report = line(here, now=NOW + timedelta(minutes=5))
    assert report.steps[0].outcomes == {}
    assert verify(report.published.path) == []
    assert report.published.row_counts["articles"] > 35


def test_a_damaged_warehouse_is_rebuilt_from_archive_and_snapshots(settings, first, tmp_path):
    home = tmp_path / "damaged"
    shutil.copytree(settings.home, home, symlinks=True)
    here = settings.model_copy(update={"home": home})
    before = rows(here, "SELECT * EXCLUDE (archive_file, archive_offset) FROM pages ORDER BY ALL")
    fetches = rows(here, "SELECT * FROM fetches ORDER BY fetch_id")
    (last,) = rows(here, "SELECT max(fetched_at) FROM fetches")[0]
    now = last + timedelta(minutes=5)
    (home / FILE).write_bytes((home / FILE).read_bytes()[:5000])
    with pytest.raises(WarehouseError, match="sayso rebuild"):
        line(here, now=now)
    rebuild(home, now)
    assert rows(here, "SELECT * EXCLUDE (archive_file, archive_offset) FROM pages ORDER BY ALL") == before
    assert rows(here, "SELECT * FROM fetches ORDER BY fetch_id") == fetches
    assert isinstance(line(here, now=now).published, NothingChanged)
