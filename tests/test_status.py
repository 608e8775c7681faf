"""`sayso status`: every fault it knows is told first, with the command that mends it, and by the exit code."""

import json
import os
import shutil
import threading
from collections import namedtuple
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from flows import runs, status
from flows.settings import Settings
from flows.worker import LOG
from tests.rows import NOON, article, fill, ledger, rows
from warehouse.database import FILE
from warehouse.lock import writing
from warehouse.shelf import write_runs

NOW = NOON + timedelta(hours=20)
SOURCES = """
[[outlet]]
name = "herald"
title = "The Herald"
country = "GBR"
language = "en"
feeds = ["https://herald.example/feed"]
"""
PUBLISHED = {"snapshot": "2026-03-05.01", "at": (NOON + timedelta(hours=1)).isoformat(), "outcome": "published", "reason": None, "manifest": None}  # fmt: skip


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A ledger in good order: one coded article, published; no server was ever started for it."""
    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:9/api")
    monkeypatch.delenv("PREFECT_API_URL")
    monkeypatch.setattr(runs, "PORT", 9)
    fill(tmp_path, ledger("a1"))
    (tmp_path / "sources.toml").write_text(SOURCES)
    write_runs(tmp_path, [PUBLISHED])
    return tmp_path


def look(home, now=NOW, **given):
    return status.status(Settings(home=home, sources=home / "sources.toml", **given), now)


def told(home, **given):
    return [(trouble.what, trouble.mend) for trouble in look(home, **given).troubles]


def test_in_good_order_nothing_is_wrong(home):
    found = look(home)
    assert found.troubles == []
    assert found.facts["backlog"] == {"extract": 0, "code": 0}
    assert found.facts["newest_snapshot"] == {"name": "2026-03-05.01", "age_s": 19 * 3600}
    assert found.facts["scheduler"].startswith("no Prefect server answers at http://127.0.0.1:9/api")
    screen = list(status.lines(found))
    assert screen[0] == "Nothing is wrong."
    assert "newest snapshot  name 2026-03-05.01, age 19 hours" in screen


def test_a_home_that_is_not_there_is_told(tmp_path):
    assert told(tmp_path / "none")[0] == ("nothing was collected into this home yet", "sayso run")
    assert not (tmp_path / "none").exists()


def test_work_left_by_a_run_that_ended_early(home):
    fill(home, {"articles": rows("articles", article("a1"), article("a2"))})
    assert told(home) == [("a run ended before its work was done: left to extract 0, code 1", "sayso run")]
    with writing(home, "run"):
        assert told(home) == []


def test_an_outlet_without_anything_new(home):
    ((what, mend),) = [each for each in told(home, now=NOON + timedelta(days=4)) if "nothing new" in each[0]]
    assert (what, mend) == ("nothing new for 2 days from herald", "sayso sources check --only herald")


def test_articles_that_wait_too_long_to_be_published(home):
    late = rows("articles", article("a1", fetched_at=NOON + timedelta(hours=2)))
    fill(home, {"articles": late})
    assert told(home, now=NOON + timedelta(hours=28)) == []
    assert told(home, now=NOON + timedelta(hours=30)) == [
        ("1 articles have waited for more than 27 hours to be published", "sayso publish")
    ]


def test_a_publication_that_was_refused(home):
    refused = PUBLISHED | {"snapshot": "2026-03-05.02", "outcome": "refused", "reason": "events.date_order:\n 3 rows"}
    write_runs(home, [PUBLISHED, refused])
    assert told(home) == [("the last publication was refused: events.date_order: 3 rows", "sayso publish")]


def test_a_damaged_warehouse_and_a_sources_file_that_cannot_be_used(home):
    (home / "sources.toml").write_text("nonsense")
    assert [mend for _, mend in told(home)] == ["sayso sources check"]
    (home / FILE).write_bytes((home / FILE).read_bytes()[:5000])
    ((what, mend),) = told(home)
    assert "may be damaged" in what
    assert mend == "sayso rebuild"


def test_a_damaged_index_of_snapshots(home):
    (home / "snapshots" / "index.json").write_text("{")
    assert [mend for _, mend in told(home)] == ["sayso snapshots"]


def test_a_run_that_holds_the_ledger_too_long(home):
    began = datetime.now(UTC)
    with writing(home, "ingest"):
        assert (
            look(home, now=began + timedelta(hours=1), overdue_after_s=7200)
            .facts["writing"]["who"]
            .startswith("ingest, process")
        )
        ((what, mend),) = [each for each in told(home, now=began + timedelta(hours=3), overdue_after_s=7200) if "writing" in each[0]]  # fmt: skip
    assert what.startswith("ingest, process")
    assert mend == f"kill {os.getpid()} && sayso run"
    # The file of the lock stays, and holds nothing.
    assert look(home, now=began + timedelta(hours=3)).facts["writing"] is None


def test_a_disk_too_small_for_a_day(home, monkeypatch):
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(10**9, 10**9, 5_000_000))
    ((what, mend),) = told(home)
    assert what.startswith("5.0 MB free on the disk, a day may need 1.0 GB")
    assert mend == "sayso snapshots gc"


def test_a_server_that_does_not_answer_is_wrong_where_there_was_one(home):
    (home / LOG).parent.mkdir()
    (home / LOG).touch()
    ((what, mend),) = told(home)
    assert what.startswith("nothing is scheduled: no Prefect server answers at http://127.0.0.1:9/api")
    assert mend == "sayso worker"


def run(state, began=None, ended=None, due=None, message=None):
    moment = lambda at: at and at.isoformat()  # noqa: E731
    return {
        "id": f"id-{state}", "name": "brave-bird", "state_name": state, "state": {"message": message},
        "start_time": moment(began), "end_time": moment(ended), "next_scheduled_start_time": moment(due),
    }  # fmt: skip


@pytest.fixture
def server(monkeypatch):
    """A Prefect server on loopback that tells of the runs that the test puts into it, by deployment and state's type."""
    held = {}

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            if self.path == "/api/deployments/filter":
                body = [{"id": name, "name": name} for name in held]
            else:
                (name,) = asked["flow_runs"]["deployment_id"]["any_"]
                types = asked["flow_runs"]["state"]["type"]["any_"]
                body = [found for kind, found in held[name].items() if kind in types][: asked["limit"]]
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps(body).encode())

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as served:
        threading.Thread(target=served.serve_forever, daemon=True).start()
        monkeypatch.setenv("PREFECT_API_URL", f"http://127.0.0.1:{served.server_port}/api")
        good = run("Completed", NOW - timedelta(minutes=30), NOW - timedelta(minutes=20))
        due = run("Scheduled", due=NOW + timedelta(minutes=30))
        held.update({name: {"COMPLETED": good, "SCHEDULED": due} for name in ("ingest", "publish")})
        yield held
        served.shutdown()


def test_the_runs_of_a_server_in_good_order(home, server):
    found = look(home)
    assert found.troubles == []
    assert found.facts["ingest"]["state"] == "Completed"
    assert found.facts["ingest"]["took_s"] == 600
    assert "ingest           state Completed, began 2026-03-06 07:30Z, took 10 min, next 2026-03-06 08:30Z" in list(status.lines(found))  # fmt: skip


@pytest.mark.parametrize(
    ("given", "what", "mend"),
    [
        (
            {"FAILED": run("Failed", NOW, NOW, message="sources.toml:\n no outlet")},
            "the last ingest failed: sources.toml: no outlet",
            "flow-run logs id-Failed",
        ),
        (
            {"RUNNING": run("Running", NOW - timedelta(hours=5))},
            "ingest has been running for 5 hours",
            "flow-run cancel id-Running",
        ),
        (
            {"COMPLETED": run("Completed", NOW - timedelta(days=3), NOW - timedelta(days=3))},
            "no ingest has completed for 3 days",
            "deployment run ingest/ingest",
        ),
        (
            {"SCHEDULED": run("Late", due=NOW - timedelta(minutes=40))},
            "ingest is late by 40 min: no worker takes it",
            "sayso worker",
        ),
    ],
)
def test_a_run_that_went_wrong_is_told_with_its_mending(home, server, given, what, mend):
    server["ingest"] = given | {kind: held for kind, held in server["ingest"].items() if kind not in given}
    ((found, mending),) = told(home)
    assert found == what
    assert mending.endswith(mend)


def test_schedules_that_are_gone_are_told(home, server):
    del server["publish"]
    del server["ingest"]["SCHEDULED"]
    whats = [what for what, _ in told(home)]
    assert whats[0] == "no ingest is scheduled"
    assert whats[1].endswith("knows no deployment publish")
