"""A Prefect server, the work pool, the deployments of prefect.yaml, what notifies and a worker, as one command."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import httpx2

from flows.settings import Settings
from transforms.errors import SaysoError

POOL = "sayso"
# The deployments of prefect.yaml, and how much longer than the setting `overdue_after_s` each may go without completing.
DEPLOYMENTS = {"ingest": timedelta(0), "publish": timedelta(days=1)}
PORT = 4200
# The server's log in the home.
LOG = Path("logs", "prefect-server.log")
# A first start creates Prefect's database: 20 s on two busy cores.
START_TIMEOUT_S = 120
STOP_TIMEOUT_S = 15
# The worker asks for work every 15 s and needs a busy machine's 20 s to start it: 15 s, Prefect's own, is no delay.
LATE_AFTER_S = 300


class WorkerError(SaysoError, RuntimeError):
    """The server, a deployment or the worker did not start; the message names the log."""


def run_worker(settings: Settings, host: str, port: int, limit: int) -> int:
    """Serve the deployments until interrupted; return the worker's exit code.

    Prefect's own state lies in ``<home>/prefect``; the server answers at ``host``, whose page asks nobody for a password.
    """
    home = settings.home.resolve()
    environ = os.environ | {
        "SAYSO_HOME": str(home),
        "PREFECT_HOME": os.environ.get("PREFECT_HOME", str(home / "prefect")),
        "PREFECT_API_URL": f"http://127.0.0.1:{port}/api",
        "PREFECT_UI_URL": f"http://127.0.0.1:{port}",
        "PWD": str(Path.cwd()),
        "PREFECT_SERVER_SERVICES_LATE_RUNS_AFTER_SECONDS": os.environ.get(
            "PREFECT_SERVER_SERVICES_LATE_RUNS_AFTER_SECONDS", str(LATE_AFTER_S)
        ),
    }
    (home / LOG).parent.mkdir(parents=True, exist_ok=True)
    with _server(environ, host, port, home / LOG):
        _run(environ, "-m", "prefect", "work-pool", "create", POOL, "--type", "process", "--overwrite")
        _run(environ, "-m", "prefect", "--no-prompt", "deploy", "--all")
        _run(environ, "-m", "flows.notify")
        command = [
            sys.executable,
            "-m",
            "prefect",
            "worker",
            "start",
            "--pool",
            POOL,
            "--limit",
            str(limit),
            "--name",
            "sayso",
        ]
        worker = subprocess.Popen(command, env=environ)
        # A service manager stops us with SIGTERM: pass it on and let the runs under way end in order.
        signal.signal(signal.SIGTERM, lambda *_: worker.terminate())
        try:
            return worker.wait()
        except KeyboardInterrupt:
            return _stop(worker)


@contextmanager
def _server(environ: dict[str, str], host: str, port: int, log: Path) -> Iterator[None]:
    command = [sys.executable, "-m", "prefect", "server", "start", "--host", host, "--port", str(port)]
    with log.open("ab") as output:
        server = subprocess.Popen(command, env=environ, stdout=output, stderr=subprocess.STDOUT, start_new_session=True)
    try:
        _wait_for(server, f"http://127.0.0.1:{port}/api/health", log)
        yield
    finally:
        _stop(server)


def _wait_for(server: subprocess.Popen[bytes], url: str, log: Path) -> None:
    deadline = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise WorkerError(f"the Prefect server ended at once (exit code {server.returncode}); see {log}")
        try:
            if httpx2.get(url, timeout=5, trust_env=False).status_code == 200:
                return
        except httpx2.HTTPError:
            time.sleep(0.5)
    raise WorkerError(f"the Prefect server did not answer within {START_TIMEOUT_S} s; see {log}")


def _run(environ: dict[str, str], *arguments: str) -> None:
    done = subprocess.run([sys.executable, *arguments], env=environ, capture_output=True, text=True, check=False)
    if done.returncode:
        raise WorkerError(f"{' '.join(arguments)}: {(done.stderr or done.stdout).strip()[-500:]}")


def _stop(process: subprocess.Popen[bytes]) -> int:
    process.terminate()
    try:
        return process.wait(STOP_TIMEOUT_S)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait()
