"""Write what a program is told by a webhook."""

import json
from collections.abc import Sequence
from datetime import datetime

from accessdesk.accounts.queries import actor_of_user
from accessdesk.db import db
from accessdesk.notifications.cases import Case
from accessdesk.notifications.hooks.keepers import reach_of
from accessdesk.notifications.hooks.keys import keys_of
from accessdesk.notifications.messages import Call, NotNeeded
from accessdesk.notifications.models import Delivery, Webhook


def call_of(
    delivery: Delivery, case: Case, hook_id: int, *, secrets: Sequence[str], now: datetime
) -> Call | NotNeeded:
    """Write what a program is told: which request, what happened, and no names.

    The body of the first attempt is kept and sent again, as the specification asks.
    """
    hook = db.session.get_one(Webhook, hook_id)
    if hook.ended_at is not None:
        return NotNeeded("The webhook was ended.")
    keeper = actor_of_user(hook.kept_by_id)
    if not reach_of(keeper, hook.customer_id, now=now).tells_of(case.sr.site_id):
        return NotNeeded("Whoever keeps the webhook may not know of this request any more.")
    return Call(hook.url, delivery.body or _body(delivery, case), keys_of(hook, secrets, now))


def _body(delivery: Delivery, case: Case) -> str:
    windows = [
        {
            "starts_at": visit.window.starts_at.isoformat(),
            "ends_at": visit.window.ends_at.isoformat(),
        }
        for visit in case.visits
    ]
    data = {
        "reference": case.sr.reference,
        "number": case.sr.number,
        "customer_reference": case.sr.customer_reference,
        "kind": case.sr.kind.value,
        "site": case.site.code if case.site else None,
        "status": case.sr.status.value,
        "severity": case.sr.severity.value,
        "windows": windows,
        "visitor": delivery.subject_id,
    }
    body = {"type": delivery.event, "timestamp": delivery.event_at.isoformat(), "data": data}
    return json.dumps(body, separators=(",", ":"))
