"""Who was turned away because the ID says another name, and has not come in since (R-GATE-5)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, exists, select

from accessdesk.db import db
from accessdesk.gate.rules import RefusalCode
from accessdesk.gate.tables import ADMISSIONS, ATTEMPTS, PASSES
from accessdesk.passes.rules import PassState


@dataclass(frozen=True, slots=True)
class TurnedAway:
    """A visitor of a request who was turned away at a moment."""

    request_id: int
    visitor_id: int
    at: datetime


def turned_away_for_name(requests: Select[int], *, since: datetime) -> list[TurnedAway]:
    """List by visitor the last refusal since a moment, of those whose pass is still good.

    `requests` selects the ids of those that whoever asks may know of.
    """
    entered = exists().where(
        ADMISSIONS.c.visitor_id == PASSES.c.visitor_id, ADMISSIONS.c.entered_at >= ATTEMPTS.c.at
    )
    statement = (
        select(ATTEMPTS.c.request_id, PASSES.c.visitor_id, ATTEMPTS.c.at)
        .join(PASSES, PASSES.c.id == ATTEMPTS.c.pass_id)
        .where(
            ATTEMPTS.c.request_id.in_(requests),
            ATTEMPTS.c.code == RefusalCode.NAME_MISMATCH,
            ATTEMPTS.c.at > since,
            PASSES.c.state == PassState.ISSUED,
            ~entered,
        )
        .order_by(ATTEMPTS.c.at)
    )
    latest = {row.visitor_id: TurnedAway(*row) for row in db.session.execute(statement)}
    return list(latest.values())
