"""Runs that fail, crash, are late or hang are told to a webhook by a real server and worker, and its address to nobody."""

import json
import os
import signal
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import yaml
from prefect.automations import AutomationCore, DoNothing, EventTrigger
from prefect.client.orchestration import get_client
from prefect.testing.utilities import prefect_test_harness
from test_worker import ROOT, free_port, wait_for

from flows.notify import announce
from flows.settings import Settings, SettingsError, load_settings
from flows.worker import DEPLOYMENTS, POOL
from warehouse.lock import writing

SECRET = "T0pS3cret"


@pytest.mark.parametrize("url", [f"ftp://hooks.example/{SECRET}", SECRET])
def test_an_unusable_address_is_refused_without_being_shown(url, tmp_path):
    with pytest.raises(SettingsError, match="setting notify_url: ") as caught:
        load_settings(tmp_path, {"SAYSO_NOTIFY_URL": url})
    assert SECRET not in str(caught.value)
    assert caught.value.__suppress_context__


def test_an_address_is_shown_nowhere(tmp_path):
    settings = load_settings(tmp_path, {"SAYSO_NOTIFY_URL": f"https://hooks.example/{SECRET}"})
    assert str(settings.notify_url.get_secret_value()) == f"https://hooks.example/{SECRET}"
    for shown in (str(settings), repr(settings), settings.model_dump_json()):
        assert SECRET not in shown


@pytest.mark.slow
def test_the_automations_are_what_the_settings_say():
    told = Settings(notify_url=f"https://hooks.example/{SECRET}")
    with (
        prefect_test_harness(server_startup_timeout=120),
        get_client(sync_client=True) as client,
    ):
        names = announce(told)
        assert len(names) == 1 + len(DEPLOYMENTS)
        assert announce(told) == names
        other = EventTrigger(expect={"another.team.s"})
        client.create_automation(AutomationCore(name="another team's", trigger=other, actions=[DoNothing()]))
        assert sorted(held.name for held in client.read_automations()) == sorted([*names, "another team's"])
        assert announce(Settings()) == []
        assert [held.name for held in client.read_automations()] == ["another team's"]


def test_the_deployments_are_those_of_prefect_yaml():
    declared = yaml.safe_load((ROOT / "prefect.yaml").read_text())["deployments"]
    assert {each["name"]: each["work_pool"]["name"] for each in declared} == dict.fromkeys(DEPLOYMENTS, POOL)


class Hook:
    """A webhook on loopback: what was posted to it, in order; `answer` is the status that it gives."""

    def __init__(self):
        self.posted, self.answer = [], 200
        hook = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                hook.posted.append((self.path, json.loads(body)))
                self.send_response(hook.answer)
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/{SECRET}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def told(self, what, deployment):
        return [body for _, body in self.posted if (body["what"], body["deployment"]) == (what, deployment)]


@pytest.fixture
def hook():
    hook = Hook()
    yield hook
    hook.server.shutdown()
    hook.server.server_close()


def flow_process(home):
    """Return the process id of the flow run that works on this home, or None."""
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            environ = (folder / "environ").read_bytes().split(b"\0")
        except OSError:
            continue
        if f"SAYSO_HOME={home}".encode() in environ and any(b"PREFECT__FLOW_RUN_ID=" in entry for entry in environ):
            return int(folder.name)
    return None


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_what_goes_wrong_is_told_and_the_address_is_not(tmp_path, hook):
    home, port = tmp_path / "home", free_port()
    (tmp_path / "sources.toml").write_text("[[outlet]]\nname = 'broken'\n")
    environ = os.environ | {
        "SAYSO_HOME": str(home),
        "SAYSO_SOURCES": str(tmp_path / "sources.toml"),
        "SAYSO_NOTIFY_URL": hook.url,
        "SAYSO_OVERDUE_AFTER_S": "20",
        "PREFECT_HOME": str(tmp_path / "prefect"),
        "PREFECT_API_URL": f"http://127.0.0.1:{port}/api",
        "PREFECT_SERVER_SERVICES_LATE_RUNS_AFTER_SECONDS": "30",
        "PREFECT_SERVER_SERVICES_LATE_RUNS_LOOP_SECONDS": "2",
        "DO_NOT_TRACK": "1",
    }

    def start(deployment):
        command = [sys.executable, "-m", "prefect", "deployment", "run", f"{deployment}/{deployment}"]
        subprocess.run(command, cwd=ROOT, env=environ, check=True, capture_output=True, timeout=60)

    sayso = [str(Path(sys.executable).with_name("sayso")), "worker", "--port", str(port), "--limit", "1"]
    with (tmp_path / "worker.log").open("w") as log:
        worker = subprocess.Popen(sayso, cwd=ROOT, env=environ, stdout=log, stderr=log)
        try:
            wait_for(lambda: "started" in (tmp_path / "worker.log").read_text().lower(), 180, "worker")
            with writing(home, "a test"):
                start("ingest")
                wait_for(lambda: flow_process(home), 120, "flow run that waits for the lock")
                start("publish")
                wait_for(lambda: hook.told("overdue", "ingest"), 120, "word of a run that hangs")
                wait_for(lambda: hook.told("late", "publish"), 120, "word of a run that is late")
                seen = subprocess.run(
                    [sayso[0], "status", "--json"], env=environ, cwd=ROOT, capture_output=True, text=True
                )
                os.kill(flow_process(home), signal.SIGKILL)
                wait_for(lambda: hook.told("crashed", "ingest"), 120, "word of a run that was killed")
            # The address is not told in the report of its refusal, either.
            hook.answer = 500
            start("ingest")
            wait_for(lambda: hook.told("failed", "ingest"), 180, "word of a run that failed")
        finally:
            worker.send_signal(signal.SIGINT)
            worker.wait(60)
    assert seen.returncode == 1
    assert SECRET not in seen.stdout + seen.stderr
    wrong = " ".join(trouble["what"] for trouble in json.loads(seen.stdout)["troubles"])
    assert "ingest has been running for" in wrong
    assert "publish is late by" in wrong
    (failed,) = hook.told("failed", "ingest")
    assert failed["text"].startswith("Sayso ingest failed: ")
    assert "broken" in failed["text"]
    assert {path for path, _ in hook.posted} == {f"/{SECRET}"}
    logs = [tmp_path / "worker.log", *(home / "logs").iterdir(), *(tmp_path / "prefect").rglob("*")]
    assert len(logs) > 3
    assert [path for path in logs if path.is_file() and SECRET.encode() in path.read_bytes()] == []
