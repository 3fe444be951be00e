"""What a worker does each time it wakes: plan, then deliver; doing it twice changes nothing."""

from collections.abc import Callable

from accessdesk.notifications.planning import plan
from accessdesk.notifications.sending import Clock, deliver_due, never


def sweep(clock: Clock, stopping: Callable[[], bool] = never) -> int:
    """Plan and send whatever there is; say how many messages went out."""
    plan(now=clock())
    return deliver_due(clock, stopping)
