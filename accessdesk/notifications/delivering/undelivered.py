"""Passes that could not be delivered by e-mail, while somebody can still hand them over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import String, cast, literal, select
from sqlalchemy.orm import aliased

from accessdesk.accounts.rules import Actor
from accessdesk.db import db
from accessdesk.notifications.models import Delivery
from accessdesk.notifications.rules import Channel, DeliveryState, RecipientKind
from accessdesk.passes.queries import visitors_to_come
from accessdesk.service_requests.queries import ids_visible_to, rows_by_id
from accessdesk.service_requests.visitors import visitors_by_request

MOST_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Undelivered:
    """A visitor whose pass did not reach them, and why."""

    called: str
    visitor: str
    address: str
    problem: str


def find_undelivered(actor: Actor, *, now: datetime) -> Sequence[Undelivered]:
    """List whose pass is good and still ahead, and whose last message could not be delivered."""
    later = aliased(Delivery)
    outdone = select(later.id).where(
        later.request_id == Delivery.request_id,
        later.recipient == Delivery.recipient,
        later.channel == Channel.EMAIL,
        later.id > Delivery.id,
    )
    to_come = visitors_to_come(now=now).subquery()
    statement = (
        select(Delivery.request_id, Delivery.recipient, Delivery.problem)
        .where(
            Delivery.request_id.in_(ids_visible_to(actor, now=now)),
            Delivery.recipient.in_(
                select(
                    literal(f"{RecipientKind.VISITOR.value}/").concat(
                        cast(to_come.c.visitor_id, String)
                    )
                )
            ),
            Delivery.channel == Channel.EMAIL,
            Delivery.state == DeliveryState.FAILED,
            ~outdone.exists(),
        )
        .order_by(Delivery.id)
        .limit(MOST_SHOWN)
    )
    found = db.session.execute(statement).all()
    concerned = {row.request_id for row in found}
    requests, visitors = rows_by_id(concerned), visitors_by_request(concerned)
    return [
        Undelivered(requests[row.request_id].called, visitor.name, visitor.email, row.problem)
        for row in found
        for visitor in visitors[row.request_id]
        if row.recipient.id == visitor.id
    ]
