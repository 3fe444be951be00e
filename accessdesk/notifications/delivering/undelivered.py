"""Passes that could not be delivered by e-mail, while somebody can still hand them over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import aliased

from accessdesk.accounts.rules import Actor
from accessdesk.db import db
from accessdesk.notifications.models import Delivery
from accessdesk.notifications.queries import IS_VISITOR
from accessdesk.notifications.rules import Channel, DeliveryState
from accessdesk.passes.models import Pass
from accessdesk.passes.rules import PassState
from accessdesk.scheduling.models import BookedWindow
from accessdesk.service_requests.models import ServiceRequest, Visitor
from accessdesk.service_requests.queries import visible_to

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
    ahead = (
        select(Pass.id)
        .join(BookedWindow, BookedWindow.id == Pass.window_id)
        .where(
            Pass.visitor_id == Visitor.id,
            Pass.state == PassState.ISSUED,
            BookedWindow.ends_at > now,
        )
    )
    statement = (
        select(
            ServiceRequest.called,
            Visitor.name,
            Visitor.email,
            Delivery.problem,
        )
        .select_from(Delivery)
        .join(ServiceRequest, ServiceRequest.id == Delivery.request_id)
        .join(Visitor, IS_VISITOR)
        .where(
            visible_to(actor, now=now),
            Delivery.channel == Channel.EMAIL,
            Delivery.state == DeliveryState.FAILED,
            Visitor.removed_at.is_(None),
            ahead.exists(),
            ~outdone.exists(),
        )
        .order_by(Delivery.id)
        .limit(MOST_SHOWN)
    )
    return [Undelivered(*row) for row in db.session.execute(statement)]
