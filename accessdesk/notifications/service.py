"""What people do about messages: send one again, choose what they hear of, forget old ones."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import update

from accessdesk.accounts.rules import Actor
from accessdesk.db import claim, conflict_insert, db, rows_changed
from accessdesk.errors import Conflict
from accessdesk.notifications.hooks import hooks
from accessdesk.notifications.models import Delivery, Preference
from accessdesk.notifications.queries import get_message
from accessdesk.notifications.rules import (
    ENDED,
    OBLIGED,
    UNSENT,
    DeliveryState,
    Recipient,
    RecipientKind,
    Topic,
)


def replay_message(actor: Actor, delivery_id: int, *, now: datetime) -> None:
    """Send an e-mail again, to whoever it is for now; it keeps its id.

    Raises Conflict when it is waiting to be sent already.
    """
    get_message(actor, delivery_id, now=now)
    _replay(Delivery.id == delivery_id, now)


def replay_call(actor: Actor, hook_id: int, delivery_id: int, *, now: datetime) -> None:
    """Call a hook again with the same id and body, so that the receiver knows it for a repeat.

    Raises Conflict when it is waiting to be sent already.
    """
    hooks.get_hook(actor, hook_id, now=now)
    _replay(
        (Delivery.id == delivery_id)
        & (Delivery.recipient == Recipient(RecipientKind.WEBHOOK, hook_id)),
        now,
    )


def _replay(which: object, now: datetime) -> None:
    step = update(Delivery).where(which, Delivery.state.not_in(UNSENT))  # type: ignore[arg-type]
    values = {"state": DeliveryState.DUE, "due_at": now, "ended_at": None, "problem": ""}
    if not claim(step.values(values).execution_options(synchronize_session=False)):
        raise Conflict(
            "This message is waiting to be sent already.",
            code="wrong-state",
            next_step="Look again in a minute.",
        )


def choose(actor: Actor, wanted: Collection[Topic]) -> None:
    """Keep what a person wants to hear of; what is owed to them they hear of in any case."""
    for topic in set(Topic) - OBLIGED:
        values = {"wanted": topic in wanted}
        made = conflict_insert(Preference).values(user_id=actor.user_id, topic=topic, **values)
        keys = ["user_id", "topic"]
        db.session.execute(made.on_conflict_do_update(index_elements=keys, set_=values))


def forget(*, before: datetime) -> int:
    """Empty the words and addresses of messages that went out before a moment (R-SEC-3).

    That they went out, when and to which role, stays. Gives how many were emptied.
    """
    old = update(Delivery).where(
        Delivery.ended_at < before,
        Delivery.state.in_(ENDED),
        Delivery.body != "",
    )
    values = {"address": "", "subject": "", "body": ""}
    return rows_changed(old.values(values).execution_options(synchronize_session=False))
