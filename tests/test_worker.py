"""Server, deployments and worker for real: a scheduled ingest and a scheduled publication leave a snapshot."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from flows.newsroom.serve import serve

ROOT = Path(__file__).parent.parent


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(condition, seconds, what):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return
        time.sleep(1)
    raise AssertionError(f"no {what} within {seconds} s")


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_scheduled_run_leaves_a_snapshot(tmp_path):
    port = free_port()
    with serve(ports=[0, 0, 0, 0]) as newsroom, (tmp_path / "worker.log").open("w") as log:
        (tmp_path / "sources.toml").write_text(newsroom.sources)
        environ = os.environ | {
            "SAYSO_HOME": str(tmp_path / "home"),
            "SAYSO_SOURCES": str(tmp_path / "sources.toml"),
            "SAYSO_WORKERS": "1",
            "SAYSO_LISTING_DAYS": "3650",
            "PREFECT_HOME": str(tmp_path / "prefect"),
            "PREFECT_API_URL": f"http://127.0.0.1:{port}/api",
            "DO_NOT_TRACK": "1",
        }
        sayso = [str(Path(sys.executable).with_name("sayso")), "worker", "--port", str(port)]
        worker = subprocess.Popen(sayso, cwd=ROOT, env=environ, stdout=log, stderr=log)
        try:
            wait_for(lambda: "started" in (tmp_path / "worker.log").read_text().lower(), 180, "worker")

            def schedule(name):
                command = [
                    sys.executable,
                    "-m",
                    "prefect",
                    "deployment",
                    "schedule",
                    "create",
                    name,
                    "--interval",
                    "15",
                ]
                subprocess.run(command, cwd=ROOT, env=environ, check=True, capture_output=True, timeout=60)

            schedule("ingest/ingest")
            wait_for((tmp_path / "home" / "sayso.duckdb").exists, 180, "scheduled ingest")
            schedule("publish/publish")
            wait_for((tmp_path / "home" / "snapshots" / "latest.json").exists, 240, "snapshot")
        finally:
            worker.send_signal(signal.SIGINT)
            worker.wait(60)
