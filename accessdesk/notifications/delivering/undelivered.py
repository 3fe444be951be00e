"""Passes that could not be delivered by e-mail, while somebody can still hand them over."""

from collections.abc import Iterator

from sqlalchemy import String, cast, literal, select
from sqlalchemy.orm import aliased

from accessdesk.db import db
from accessdesk.notifications.models import Delivery
from accessdesk.notifications.rules import Channel, DeliveryState, RecipientKind
from accessdesk.passes.queries import visitors_to_come
from accessdesk.service_requests.rules import Awaited
from accessdesk.service_requests.visitors import visitors_by_request
from accessdesk.service_requests.waiting import Among, Waits

MOST_SHOWN = 50


def passes_to_hand_over(among: Among) -> Iterator[Waits]:
    """Find whose pass is good and still ahead, and whose last message could not be delivered."""
    later = aliased(Delivery)
    outdone = select(later.id).where(
        later.request_id == Delivery.request_id,
        later.recipient == Delivery.recipient,
        later.channel == Channel.EMAIL,
        later.id > Delivery.id,
    )
    to_come = visitors_to_come(now=among.now).subquery()
    statement = (
        select(Delivery.request_id, Delivery.recipient, Delivery.problem, Delivery.planned_at)
        .where(
            Delivery.request_id.in_(among.requests),
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
    visitors = visitors_by_request({row.request_id for row in found})
    for row in found:
        for visitor in visitors[row.request_id]:
            if row.recipient.id == visitor.id:
                yield Waits(
                    row.request_id,
                    Awaited.PASS,
                    f"Send {visitor.name} their pass: no e-mail reaches {visitor.email or 'them'}",
                    since=row.planned_at,
                    text=row.problem,
                    item=visitor.id,
                )
