"""Passes that no e-mail took to their visitors, while somebody can still hand them over."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import Row, String, cast, func, literal, or_, select
from sqlalchemy.orm import aliased

from accessdesk.db import db
from accessdesk.gate.stays import has_entered_since
from accessdesk.notifications.models import Delivery
from accessdesk.notifications.rules import Channel, DeliveryState, RecipientKind
from accessdesk.passes.queries import holders_to_come
from accessdesk.scheduling.wording import count_words
from accessdesk.service_requests.rules import Awaited
from accessdesk.service_requests.waiting import Among, Waits

MOST_NAMED = 4


def passes_to_hand_over(among: Among) -> Iterator[Waits]:
    """Find on which requests passes are good and still ahead, and no e-mail took them.

    That is where there is no address, or the last letter could not be delivered or mailed. One
    line for each request names its visitors. Whoever came in since has their pass; so has whoever
    is said to have it.
    """
    for request_id, rows in groupby(_unreached(among), attrgetter("request_id")):
        waiting = list(rows)
        yield Waits(
            request_id,
            Awaited.PASS,
            _words([row.name for row in waiting]),
            since=min(row.since for row in waiting),
            text=_why(waiting),
            item=waiting[0].visitor_id,
            visitors=tuple(row.visitor_id for row in waiting),
        )


def _unreached(among: Among) -> list[Row[Any]]:
    """List the visitors of one request after another, each with the last letter about the pass.

    A letter from before the pass was issued was about another, and the next is on its way.
    """
    holder = holders_to_come(among.requests, now=among.now).subquery()
    to_them = literal(f"{RecipientKind.VISITOR.value}/").concat(cast(holder.c.visitor_id, String))
    letter = aliased(Delivery)
    last = (
        select(func.max(letter.id))
        .where(
            letter.request_id == holder.c.request_id,
            letter.recipient == to_them,
            letter.channel == Channel.EMAIL,
            letter.state != DeliveryState.DROPPED,
            letter.event_at >= holder.c.newest,
        )
        .correlate(holder)
        .scalar_subquery()
    )
    statement = (
        select(holder, Delivery.state, Delivery.problem)
        .outerjoin(Delivery, Delivery.id == last)
        .where(
            or_(
                holder.c.email == "",
                Delivery.state.in_((DeliveryState.FAILED, DeliveryState.KEPT)),
            ),
            ~has_entered_since(holder.c.visitor_id, holder.c.newest),
        )
        .order_by(holder.c.request_id, holder.c.visitor_id)
    )
    return list(db.session.execute(statement))


def _words(names: Sequence[str]) -> str:
    return f"Send {_listed(names)} their {'pass' if len(names) == 1 else 'passes'}"


def _listed(names: Sequence[str]) -> str:
    """The first names and how many more there are: `Ana, Bo and 2 others`."""
    shown = list(names) if len(names) <= MOST_NAMED else list(names[: MOST_NAMED - 1])
    if more := len(names) - len(shown):
        shown.append(count_words(more, "other"))
    *before, last = shown
    return f"{', '.join(before)} and {last}" if before else last


def _why(waiting: Sequence[Row[Any]]) -> str:
    """Why no e-mail took the passes, in a sentence or two."""
    nowhere = [row.name for row in waiting if not row.email]
    kept = [row for row in waiting if row.email and row.state is DeliveryState.KEPT]
    failed = [row for row in waiting if row.email and row.state is DeliveryState.FAILED]
    said = [f"There is no e-mail address for {_listed(nowhere)}."] if nowhere else []
    if kept:
        said.append("No mail server is set up, so nothing was mailed.")
    said += [f"No e-mail reaches {row.email}: {row.problem}" for row in failed[:MOST_NAMED]]
    return " ".join(said)
