"""Open, rotate and end webhooks, and write what they are told."""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_bytes

from sqlalchemy import select, update

from accessdesk.accounts.rules import Actor, Right, Role
from accessdesk.db import db
from accessdesk.errors import Invalid, NotAllowed, NotFound
from accessdesk.estate.queries import holds_right
from accessdesk.journal.rules import Event
from accessdesk.journal.service import OPERATOR_STREAM, record
from accessdesk.notifications.cases import Case
from accessdesk.notifications.hooks.guard import Resolve, check_url, resolve
from accessdesk.notifications.messages import Call, NotNeeded
from accessdesk.notifications.models import Delivery, Webhook
from accessdesk.passes.sealing import open_private, seal_anew, seal_private
from accessdesk.scheduling.wording import count_words

SECRET_PREFIX = "whsec_"  # noqa: S105  # A mark for scanners, no secret.
BOTH_SIGN_FOR = timedelta(hours=24)
MOST_HOOKS = 10
NAME = b"webhook"  # What the keys of hooks are sealed as.


def owner_of(actor: Actor, *, now: datetime) -> int | None:
    """For whom the actor keeps hooks: a customer's id, or None for the operator.

    Raises NotAllowed for a contact without the right over contacts, and for other staff than
    managers and administrators.
    """
    if actor.role in {Role.MANAGER, Role.ADMIN}:
        return None
    if actor.role is Role.CONTACT and holds_right(actor, Right.CONTACTS, None, now=now):
        return actor.customer_id
    raise NotAllowed(
        "Webhooks are managed by contacts who may change contacts, and by managers.",
        next_step="Ask one of them.",
    )


def _new_key() -> str:
    return SECRET_PREFIX + base64.b64encode(token_bytes(32)).decode()


def _seal(key: str, secret: str) -> bytes:
    return seal_private(key.encode(), secret=secret, name=NAME)


def _keys_of(hook: Webhook, secrets: Sequence[str], now: datetime) -> tuple[str, ...]:
    """The keys that sign now, newest first; one that was sealed with a lost secret is left out."""
    sealed = [hook.sealed]
    if hook.previous_sealed and hook.previous_until and now < hook.previous_until:
        sealed.append(hook.previous_sealed)
    opened = [open_private(each, secrets=secrets, name=NAME) for each in sealed]
    keys = tuple(key.decode() for key in opened if key is not None)
    if not keys:
        message = "a webhook's secret cannot be read with this ACCESSDESK_SECRET_KEY"
        raise ValueError(message)
    return keys


@dataclass(frozen=True, slots=True)
class HookRow:
    """A hook as its page shows it; the secret is shown once, when it is made."""

    id: int
    url: str
    created_at: datetime
    previous_until: datetime | None
    ended_at: datetime | None
    ended_reason: str


def hooks_of(actor: Actor, *, now: datetime) -> list[HookRow]:
    """List the hooks that the actor keeps, newest first."""
    owner = owner_of(actor, now=now)
    statement = select(
        Webhook.id,
        Webhook.url,
        Webhook.created_at,
        Webhook.previous_until,
        Webhook.ended_at,
        Webhook.ended_reason,
    ).where(Webhook.customer_id.is_(None) if owner is None else Webhook.customer_id == owner)
    rows = db.session.execute(statement.order_by(Webhook.id.desc()))
    return [HookRow(*row) for row in rows]


def get_hook(actor: Actor, hook_id: int, *, now: datetime) -> HookRow:
    """Find a hook that the actor keeps; raises NotFound, also for another customer's."""
    found = [each for each in hooks_of(actor, now=now) if each.id == hook_id]
    if not found:
        raise NotFound
    return found[0]


def open_hook(
    actor: Actor,
    url: str,
    *,
    secret: str,
    allowed: Sequence[str],
    now: datetime,
    find: Resolve = resolve,
) -> tuple[int, str]:
    """Start to tell an address what happens; returns the hook and its key, this once.

    The key is kept sealed under `secret`, the operator's, and `allowed` are the networks inside
    that may be called all the same.

    Raises Invalid when there are too many already.
    """
    owner = owner_of(actor, now=now)
    address = url.strip()
    check_url(address, allowed, find)
    open_ones = [each for each in hooks_of(actor, now=now) if each.ended_at is None]
    if len(open_ones) >= MOST_HOOKS:
        raise Invalid(
            fields={"url": f"There are {count_words(len(open_ones), 'webhook')}: end one first."}
        )
    key = _new_key()
    hook = Webhook(
        customer_id=owner,
        url=address,
        created_by_id=actor.user_id,
        created_at=now,
        sealed=_seal(key, secret),
        ended_reason="",
    )
    db.session.add(hook)
    db.session.flush()
    _record(Event.WEBHOOK_OPENED, hook.id, actor.ref, now)
    return hook.id, key


def rotate(actor: Actor, hook_id: int, *, secret: str, now: datetime) -> str:
    """Replace a hook's key; for a day the old one signs as well, so no call is lost."""
    get_hook(actor, hook_id, now=now)
    hook = db.session.get_one(Webhook, hook_id)
    key = _new_key()
    hook.previous_sealed, hook.previous_until = hook.sealed, now + BOTH_SIGN_FOR
    hook.sealed = _seal(key, secret)
    _record(Event.WEBHOOK_ROTATED, hook_id, actor.ref, now)
    return key


def end(actor: Actor, hook_id: int, *, now: datetime) -> None:
    """Stop telling an address anything."""
    get_hook(actor, hook_id, now=now)
    end_hook(hook_id, actor.ref, "", now)


def end_hook(hook_id: int, actor: str, reason: str, now: datetime) -> None:
    """End a hook, by a person or because its address does not want any more."""
    ended = update(Webhook).where(Webhook.id == hook_id, Webhook.ended_at.is_(None))
    step = ended.values(ended_at=now, ended_reason=reason)
    db.session.execute(step.execution_options(synchronize_session=False))
    _record(Event.WEBHOOK_ENDED, hook_id, actor, now)


def _record(event: Event, hook_id: int, actor: str, now: datetime) -> None:
    subject = f"webhook/{hook_id}"
    record(event, stream=OPERATOR_STREAM, subject=subject, at=now, actor=actor, facts={})


def reseal_hooks(*, secrets: Sequence[str]) -> list[int]:
    """Seal the keys of hooks with the newest of the secrets; lists the hooks whose key none opens.

    A hook that is given a new key meanwhile keeps that one.
    """
    closed = []
    for hook in db.session.scalars(select(Webhook).where(Webhook.ended_at.is_(None))):
        kept = {"sealed": hook.sealed, "previous_sealed": hook.previous_sealed}
        anew = {
            name: seal_anew(sealed, secrets=secrets, name=NAME)
            for name, sealed in kept.items()
            if sealed is not None
        }
        if None in anew.values():
            closed.append(hook.id)
            continue
        ours = update(Webhook).where(Webhook.id == hook.id, Webhook.sealed == hook.sealed)
        db.session.execute(ours.values(anew).execution_options(synchronize_session=False))
    return closed


def call_of(
    delivery: Delivery, case: Case, hook_id: int, *, secrets: Sequence[str], now: datetime
) -> Call | NotNeeded:
    """Write what a program is told: which request, what happened, and no names.

    The body of the first attempt is kept and sent again, as the specification asks.
    """
    hook = db.session.get_one(Webhook, hook_id)
    if hook.ended_at is not None:
        return NotNeeded("The webhook was ended.")
    return Call(hook.url, delivery.body or _body(delivery, case), _keys_of(hook, secrets, now))


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
        "kind": case.sr.kind.value,
        "site": case.site.code if case.site else None,
        "status": case.sr.status.value,
        "severity": case.sr.severity.value,
        "windows": windows,
        "visitor": delivery.subject_id,
    }
    body = {"type": delivery.event, "timestamp": delivery.event_at.isoformat(), "data": data}
    return json.dumps(body, separators=(",", ":"))
