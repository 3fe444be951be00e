"""What a worker does each time it wakes: plan, then deliver; doing it twice changes nothing."""

from collections.abc import Callable
from datetime import datetime

from accessdesk.notifications.delivering.planning import plan
from accessdesk.notifications.delivering.sending import Clock, deliver_due, never
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
    plan(now=clock())
    return deliver_due(post, clock, stopping, resting)
