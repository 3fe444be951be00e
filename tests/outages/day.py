"""A simulated day: a clock that a test moves, and the sweeps that a worker makes meanwhile."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from accessdesk.db import transaction
from accessdesk.notifications.models import Delivery
from accessdesk.service_requests.promises import commitments
from tests.notifications.post import sweep
from tests.outages.given import START, after

STEP = timedelta(minutes=10)


@dataclass
class Day:
    """What time it is; `until` lets it pass, with a worker's sweeps every ten minutes."""

    now: datetime = START

    def __call__(self) -> datetime:
        return self.now

    def until(self, act: Callable[[], object] | None = None, /, **length: float) -> None:
        """Let time pass up to a moment after the start, and do something then."""
        end = after(**length)
        while self.now < end:
            self._sweep()
            self.now = min(self.now + STEP, end)
        if act is not None:
            act()
        self._sweep()

    def _sweep(self) -> None:
        with transaction():
            commitments.sweep(now=self.now)
        sweep(self)


def letters(*addresses: str) -> list[tuple[str, str, str]]:
    """List what went out to some people, as (time of day, address, event)."""
    with transaction(write=False) as session:
        found = session.scalars(
            select(Delivery)
            .where(Delivery.address.in_(addresses))
            .order_by(Delivery.event_at, Delivery.seq, Delivery.address)
        )
        return [(f"{each.ended_at:%H:%M}", each.address, each.event) for each in found]
