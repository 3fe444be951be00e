"""Who was turned away for what somebody can mend, and has not come in since (R-GATE-5)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, exists, select

from accessdesk.db import db
from accessdesk.gate.rules import RefusalCode
from accessdesk.gate.tables import ADMISSIONS, ATTEMPTS, PASSES
from accessdesk.passes.rules import PassState

# For how long whoever was turned away is taken to stand there yet.
STILL_AT_THE_GATE = timedelta(days=1)
# An escort is asked for once the ID agrees, so what a name was refused for before is over then.
_MENDED_BY_SOMEBODY = (RefusalCode.NAME_MISMATCH, RefusalCode.ESCORT_MISSING)


@dataclass(frozen=True, slots=True)
class TurnedAway:
    """A visitor of a request who was turned away at a moment, in a window of theirs."""

    request_id: int
    visitor_id: int
    window_id: int
    at: datetime


def turned_away(requests: Select[int], code: RefusalCode, *, now: datetime) -> list[TurnedAway]:
    """List by visitor the last such refusal, where it is of late and the pass is still good.

    `requests` selects the ids of those that whoever asks may know of.
    """
    entered = exists().where(
        ADMISSIONS.c.visitor_id == PASSES.c.visitor_id, ADMISSIONS.c.entered_at >= ATTEMPTS.c.at
    )
    statement = (
        select(
            ATTEMPTS.c.request_id,
            PASSES.c.visitor_id,
            PASSES.c.window_id,
            ATTEMPTS.c.at,
            ATTEMPTS.c.code,
        )
        .join(PASSES, PASSES.c.id == ATTEMPTS.c.pass_id)
        .where(
            ATTEMPTS.c.request_id.in_(requests),
            ATTEMPTS.c.code.in_(_MENDED_BY_SOMEBODY),
            ATTEMPTS.c.at > now - STILL_AT_THE_GATE,
            PASSES.c.state == PassState.ISSUED,
            ~entered,
        )
        .order_by(ATTEMPTS.c.at)
    )
    latest = {row.visitor_id: row for row in db.session.execute(statement)}
    return [TurnedAway(*row[:4]) for row in latest.values() if row.code is code]
