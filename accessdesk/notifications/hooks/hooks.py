"""Open, rotate and end webhooks, and write what they are told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select, update

from accessdesk.accounts.queries import ids_of_leavers, people_by_id
from accessdesk.accounts.rules import Actor, Right, Role
from accessdesk.db import db
from accessdesk.errors import Conflict, Invalid, NotAllowed, NotFound
from accessdesk.estate.queries import all_sites, holds_right
from accessdesk.journal.rules import Event
from accessdesk.journal.service import OPERATOR_STREAM, record
from accessdesk.notifications.hooks.guard import Resolve, check_url, resolve
from accessdesk.notifications.hooks.keepers import Reach, reach_of, reach_of_hooks
from accessdesk.notifications.hooks.keys import give_new_key, new_key, seal
from accessdesk.notifications.models import Webhook
from accessdesk.scheduling.wording import count_words

MOST_HOOKS = 10
KEEPER_LEFT = "Whoever kept it has left."


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


@dataclass(frozen=True, slots=True)
class HookRow:
    """A hook as its page shows it; the secret is shown once, when it is made.

    `sites` are the codes of those it tells of: None for all of them, and none where whoever
    keeps it has left or may not know of any.
    """

    id: int
    url: str
    created_at: datetime
    previous_until: datetime | None
    ended_at: datetime | None
    ended_reason: str
    kept_by_id: int
    keeper: str
    sites: tuple[str, ...] | None

    @property
    def state(self) -> str:
        """How it stands: one that goes on and may tell of no site is silent, and not active."""
        if self.ended_at is not None:
            return "ended"
        return "silent" if self.sites == () else "active"

    @property
    def can_be_taken_over(self) -> bool:
        """Whether it goes on, or would if somebody kept it who is here."""
        return self.ended_at is None or self.ended_reason == KEEPER_LEFT


def hooks_of(actor: Actor, *, now: datetime) -> list[HookRow]:
    """List the hooks that the actor may handle, newest first.

    They are their customer's, or the operator's, that tell of no site which the actor has no right
    at.
    """
    owner = owner_of(actor, now=now)
    hooks = list(db.session.scalars(select(Webhook).where(_of(owner)).order_by(Webhook.id.desc())))
    reach = reach_of_hooks([(each.id, owner, each.kept_by_id) for each in hooks], now=now)
    people = people_by_id({each.kept_by_id for each in hooks})
    sites = {site.id: site.code for site in all_sites()}
    own = reach_of(actor, owner, now=now)
    return [
        _row(each, people[each.kept_by_id].name, reach[each.id], sites)
        for each in hooks
        if own.covers(reach[each.id])
    ]


def _of(owner: int | None) -> ColumnElement[bool]:
    return Webhook.customer_id.is_(None) if owner is None else Webhook.customer_id == owner


def _row(hook: Webhook, keeper: str, reach: Reach, codes: Mapping[int, str]) -> HookRow:
    return HookRow(
        hook.id,
        hook.url,
        hook.created_at,
        hook.previous_until,
        hook.ended_at,
        hook.ended_reason,
        hook.kept_by_id,
        keeper,
        None if reach.sites is None else tuple(sorted(codes[each] for each in reach.sites)),
    )


def get_hook(actor: Actor, hook_id: int, *, now: datetime) -> HookRow:
    """Find a hook that the actor may handle; raises NotFound, also for another customer's."""
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
    going_on = select(func.count(Webhook.id)).where(_of(owner), Webhook.ended_at.is_(None))
    count = db.session.scalar(going_on) or 0
    if count >= MOST_HOOKS:
        raise Invalid(fields={"url": f"There are {count_words(count, 'webhook')}: end one first."})
    key = new_key()
    hook = Webhook(
        customer_id=owner,
        url=address,
        kept_by_id=actor.user_id,
        created_at=now,
        sealed=seal(key, secret),
        ended_reason="",
    )
    db.session.add(hook)
    db.session.flush()
    _record(Event.WEBHOOK_OPENED, hook.id, actor.ref, now)
    return hook.id, key


def rotate(actor: Actor, hook_id: int, *, secret: str, now: datetime) -> str:
    """Replace a hook's key; for a day the old one signs as well, so no call is lost."""
    get_hook(actor, hook_id, now=now)
    key = give_new_key(hook_id, secret, now)
    _record(Event.WEBHOOK_ROTATED, hook_id, actor.ref, now)
    return key


def take_over(actor: Actor, hook_id: int, *, secret: str, now: datetime) -> str:
    """Keep a hook that somebody else kept, with a new key which they do not know.

    One that ended because they left goes on. Raises Conflict for any other that has ended, and for
    one that the actor keeps already.
    """
    row = get_hook(actor, hook_id, now=now)
    if not row.can_be_taken_over or row.kept_by_id == actor.user_id:
        raise Conflict(
            "This webhook has ended, or is yours already.",
            code="wrong-state",
            next_step="Open the list of webhooks to see how they stand.",
        )
    key = give_new_key(hook_id, secret, now)
    hook = db.session.get_one(Webhook, hook_id)
    hook.kept_by_id, hook.ended_at, hook.ended_reason = actor.user_id, None, ""
    _record(Event.WEBHOOK_TAKEN_OVER, hook_id, actor.ref, now, kept_before=row.kept_by_id)
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


def end_hooks_of_leavers(*, actor: str, now: datetime) -> None:
    """End the hooks of people who were removed; who takes one over lets it go on."""
    for hook_id in hooks_of_leavers():
        end_hook(hook_id, actor, KEEPER_LEFT, now)


def hooks_of_leavers() -> list[int]:
    """The hooks that go on, and whose keeper was removed, by id."""
    theirs = Webhook.kept_by_id.in_(ids_of_leavers())
    open_ones = select(Webhook.id).where(theirs, Webhook.ended_at.is_(None))
    return list(db.session.scalars(open_ones.order_by(Webhook.id)))


def _record(event: Event, hook_id: int, actor: str, now: datetime, **facts: int) -> None:
    subject = f"webhook/{hook_id}"
    record(event, stream=OPERATOR_STREAM, subject=subject, at=now, actor=actor, facts=facts)
