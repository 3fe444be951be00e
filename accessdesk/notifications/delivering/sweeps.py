"""What a worker does each time it wakes: plan, then deliver; doing it twice changes nothing."""

from collections.abc import Callable
from datetime import datetime

from accessdesk.db import transaction
from accessdesk.notifications.delivering.planning import plan
from accessdesk.notifications.delivering.sending import Clock, deliver_due, never
from accessdesk.notifications.hooks.hooks import end_hooks_of_leavers, hooks_of_leavers
from accessdesk.notifications.post_room import PostRoom


def sweep(
    post: PostRoom,
    clock: Clock,
    stopping: Callable[[], bool] = never,
    resting: dict[str, datetime] | None = None,
) -> int:
    """Plan and send whatever there is; returns how many messages went out.

    `resting` remembers from one sweep to the next what could not be reached, and until when.
    """
    _let_go_of_leavers(clock())
    plan(now=clock())
    return deliver_due(post, clock, stopping, resting)


def _let_go_of_leavers(now: datetime) -> None:
    """End what people who were removed have kept; where there is none, nobody waits for us."""
    with transaction(write=False):
        left = hooks_of_leavers()
    if left:
        with transaction():
            end_hooks_of_leavers(actor="system", now=now)
