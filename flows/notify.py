"""Prefect automations that post to the setting ``notify_url``: a run that failed or is late, a deployment that is overdue.

``python -m flows.notify`` makes the automations of a server what the settings say; `sayso worker` does so when it starts.
What is posted is one JSON object: ``text`` for people (the key that chat services read), and ``what``, ``deployment``,
``run``, ``at`` for machines.

A deployment is overdue when nothing of it has completed for ``overdue_after_s`` (a publication: a day more), counted from
its last completion or, before the first, from its first start. So a run that hangs is told, and a schedule that brings
nothing. A machine that is off tells nothing; `sayso status`, asked from outside, does.

The triggers write before they read: they are without ``after``, or name in it every event that they expect. Others lose
events on SQLite. A transaction of Prefect's that reads first fails at once ("database is locked") when anything was
written meanwhile; the event is tried four times without a pause, for every trigger anew, and put aside. With a trigger
"after Running, expect Completed or Failed" beside the one for failures, 9 events of 100 failures, ten at once, were put
aside; with these none of 60, six at once.

The action is `call-webhook`, which tries once and keeps the answer's status in an event. The block for notifications
would try four times, but when it is refused the address stands in the server's log.
"""

from __future__ import annotations

import sys
from datetime import timedelta
from typing import cast
from uuid import UUID

from httpx import HTTPError  # Prefect's client
from prefect.automations import AutomationCore, CallWebhook, EventTrigger, Posture
from prefect.blocks.webhook import Webhook
from prefect.client.orchestration import get_client
from prefect.exceptions import PrefectException
from pydantic import SecretStr

from flows.settings import Settings, load_settings
from flows.worker import DEPLOYMENTS, POOL

BLOCK = "sayso-notify"
PREFIX = "sayso: "
# A cancelled run gave way to the one under way: that is as it should be.
BAD = {f"prefect.flow-run.{state}" for state in ("Failed", "Crashed", "TimedOut", "Late")}
RUNNING, COMPLETED = "prefect.flow-run.Running", "prefect.flow-run.Completed"
# Rendered by Prefect from the event's own labels: nothing is looked up, which could fail.
PAYLOAD = """
{%- set deployment = event.resource_in_role['deployment'].name -%}
{%- set state = event.event.split('.')[-1].lower() -%}
{%- set message = (event.resource['prefect.state-message'] or '')[:500] -%}
{{ {'text': 'Sayso ' ~ deployment ~ ' ' ~ TEXT, 'what': WHAT, 'deployment': deployment,
    'run': event.resource['prefect.resource.name'], 'at': event.occurred.isoformat()} | tojson }}
"""


def announce(settings: Settings) -> list[str]:
    """Make the server's automations what the settings say, none where there is no address; return their names."""
    with get_client(sync_client=True) as client:
        for held in client.read_automations():
            if held.id and held.name.startswith(PREFIX):
                client.delete_automation(held.id)
        if settings.notify_url is None:
            return []
        address = SecretStr(str(settings.notify_url.get_secret_value()))
        block = cast(UUID, Webhook(url=address).save(BLOCK, overwrite=True))
        wanted = [_bad(block), *(_overdue(block, name, settings.overdue_after_s) for name in DEPLOYMENTS)]
        for automation in wanted:
            client.create_automation(automation)
    return [automation.name for automation in wanted]


def _bad(block: UUID) -> AutomationCore:
    trigger = EventTrigger(
        expect=BAD,
        match={"prefect.resource.id": "prefect.flow-run.*"},
        match_related={"prefect.resource.role": "work-pool", "prefect.resource.name": POOL},
        for_each={"prefect.resource.id"},
        posture=Posture.Reactive,
        threshold=1,
    )
    return _posting("a run failed or is late", trigger, block, "state ~ ': ' ~ message", "state")


def _overdue(block: UUID, name: str, patience_s: float) -> AutomationCore:
    """Return what tells that no run of a deployment has completed in time; each completion starts the time anew."""
    trigger = EventTrigger(
        after={RUNNING, COMPLETED},
        expect={COMPLETED},
        match={"prefect.resource.id": "prefect.flow-run.*"},
        match_related={"prefect.resource.role": "deployment", "prefect.resource.name": name},
        for_each={"related:deployment:prefect.resource.id"},
        posture=Posture.Proactive,
        threshold=1,
        within=DEPLOYMENTS[name] + timedelta(seconds=patience_s),
    )
    return _posting(
        f"{name} is overdue",
        trigger,
        block,
        "'overdue: nothing has completed since ' ~ event.occurred.isoformat()",
        "'overdue'",
    )


def _posting(name: str, trigger: EventTrigger, block: UUID, text: str, what: str) -> AutomationCore:
    payload = PAYLOAD.replace("TEXT", text).replace("WHAT", what)
    return AutomationCore(
        name=f"{PREFIX}{name}", trigger=trigger, actions=[CallWebhook(block_document_id=block, payload=payload)]
    )


if __name__ == "__main__":
    try:
        announce(load_settings())
    except (PrefectException, HTTPError) as error:
        # Its message may quote what was sent: the address.
        sys.exit(f"the Prefect server refuses the automations: {type(error).__name__}")
