"""The last run of each deployment, and the next, as the Prefect server tells them: `Deployment`.

Asked over HTTP: to load Prefect for it would take longer than all the rest of `sayso status`.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import httpx2

from flows.worker import DEPLOYMENTS, PORT
from transforms.errors import SaysoError

# A server under load answers late; an operator waits this long, but not longer.
TIMEOUT_S = 10.0
# A run cancelled because another was under way is no news.
STARTED = ("RUNNING", "COMPLETED", "FAILED", "CRASHED")


class ServerError(SaysoError, RuntimeError):
    """No Prefect server answers, or not as one; the message says where and how."""


@dataclass(frozen=True, slots=True)
class Run:
    """One flow run: its state by Prefect's name, with its message; when it began and ended."""

    name: str
    run_id: str
    state: str
    message: str
    began_at: datetime | None
    ended_at: datetime | None
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Deployment:
    """The last run that was started, the last that completed and the next that is due, each None where there is none."""

    last: Run | None
    completed: Run | None
    due: Run | None


def address() -> str:
    """Return where the Prefect server is asked: ``PREFECT_API_URL``, by default where `sayso worker` serves it."""
    return os.environ.get("PREFECT_API_URL", f"http://127.0.0.1:{PORT}/api").rstrip("/")


def deployments(url: str) -> dict[str, Deployment]:
    """Return what the server knows of each deployment of prefect.yaml, by name; raise `ServerError`."""
    wanted = {"deployments": {"name": {"any_": list(DEPLOYMENTS)}}}
    with httpx2.Client(base_url=url, timeout=TIMEOUT_S, trust_env=False) as client:
        return {
            str(held["name"]): Deployment(
                last=_first(client, held["id"], STARTED, "START_TIME_DESC"),
                completed=_first(client, held["id"], ("COMPLETED",), "END_TIME_DESC"),
                due=_first(client, held["id"], ("SCHEDULED",), "NEXT_SCHEDULED_START_TIME_ASC"),
            )
            for held in _asked(client, "/deployments/filter", wanted)
        }


def _first(client: httpx2.Client, deployment: str, states: tuple[str, ...], order: str) -> Run | None:
    runs = {"state": {"type": {"any_": list(states)}}, "deployment_id": {"any_": [deployment]}}
    found = _asked(client, "/flow_runs/filter", {"flow_runs": runs, "sort": order, "limit": 1})
    return next((_run(run) for run in found), None)


def _asked(client: httpx2.Client, path: str, body: dict[str, Any]) -> list[dict[str, Any]]:
    try:
        answer = client.post(path, json=body).raise_for_status().json()
    except (httpx2.HTTPError, ValueError) as error:
        raise ServerError(f"no Prefect server answers at {client.base_url}: {error}") from error
    if not isinstance(answer, list):
        raise ServerError(f"what answers at {client.base_url} is no Prefect server")
    return answer


def _run(told: dict[str, Any]) -> Run:
    state = told.get("state") or {}
    return Run(
        name=told["name"],
        run_id=told["id"],
        state=told["state_name"],
        message=" ".join(str(state.get("message") or "").split()),
        began_at=_moment(told.get("start_time")),
        ended_at=_moment(told.get("end_time")),
        due_at=_moment(told.get("next_scheduled_start_time") or told.get("expected_start_time")),
    )


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
