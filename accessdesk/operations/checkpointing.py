"""Let checkpoints of the journal leave the database by themselves, on a timer (R-SEC-6).

To a folder that the database's administrators cannot write, or to a program's address over https.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import structlog

from accessdesk.config import Settings
from accessdesk.db import transaction
from accessdesk.journal.audit import take_checkpoints
from accessdesk.journal.checkpoints import (
    Checkpoint,
    get_signing_key,
    sign_checkpoint,
    write_checkpoint,
)
from accessdesk.journal.queries import last_at
from accessdesk.journal.rules import Event
from accessdesk.journal.service import OPERATOR_STREAM
from accessdesk.notifications.hooks import calling
from accessdesk.notifications.messages import Call, Sent

log = structlog.get_logger()


@dataclass
class Checkpointing:
    """Takes checkpoints when they are due; one that did not get out is tried at the next look."""

    settings: Settings
    waiting: list[Checkpoint] | None = None

    def look(self, *, now: datetime) -> None:
        """Take checkpoints if they are due, and hand them over once the journal has committed."""
        if not self.settings.checkpoints:
            return
        if self.waiting is None:
            self.waiting = self._taken(now)
        if self.waiting is not None and self._handed_over(self.waiting, now):
            self.waiting = None

    def _taken(self, now: datetime) -> list[Checkpoint] | None:
        every = timedelta(minutes=self.settings.checkpoint_minutes)
        with transaction():
            last = last_at(OPERATOR_STREAM, Event.JOURNAL_CHECKPOINT)
            if last is not None and now - last < every:
                return None
            return take_checkpoints(at=now, actor="system")

    def _handed_over(self, taken: Sequence[Checkpoint], now: datetime) -> bool:
        try:
            key = get_signing_key(self.settings.data_dir)
            if "://" in self.settings.checkpoints:
                bodies = [sign_checkpoint(each, key) for each in taken]
                return all(self._posted(body, now) for body in bodies)
            for each in taken:
                write_checkpoint(each, key, Path(self.settings.checkpoints))
        except (OSError, TypeError, ValueError) as error:  # A folder or a key that cannot be used.
            log.error("checkpoints did not leave", kind=type(error).__name__)
            return False
        return True

    def _posted(self, body: str, now: datetime) -> bool:
        call = Call(address=self.settings.checkpoints, body=body, secrets=())
        allowed = self.settings.webhook_networks
        outcome = calling.send(f"checkpoint-{now:%Y%m%dT%H%M%S}", call, allowed=allowed, now=now)
        if not isinstance(outcome, Sent):
            log.error("checkpoints did not leave", kind=type(outcome).__name__)
        return isinstance(outcome, Sent)
