"""Letters that reached nobody though somebody relies on them, and telling them another way."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, or_, select, update
from sqlalchemy.orm import aliased

from accessdesk.accounts.rules import Actor
from accessdesk.db import claim, db
from accessdesk.errors import Conflict, Invalid, NotFound
from accessdesk.journal.rules import Event
from accessdesk.notifications.messages import one_line
from accessdesk.notifications.models import Delivery
from accessdesk.notifications.queries import DeliveryRow, get_message, messages_by_id
from accessdesk.notifications.rules import (
    MATTERS_FOR,
    NOT_TOLD,
    Channel,
    DeliveryState,
    RecipientKind,
)
from accessdesk.service_requests.queries import requests_by_id
from accessdesk.service_requests.recording import record_on
from accessdesk.service_requests.request import RequestFacts
from accessdesk.service_requests.rules import BOOKED_STATUSES, Awaited, Status
from accessdesk.service_requests.waiting import Among, Waits
from accessdesk.visits.around.landlord import find_landlord_state, keep_told_otherwise

LONGEST_SPOKEN_WITH = 200


def people_to_tell(among: Among) -> Iterator[Waits]:
    """Find whom the last letter about a request did not tell, though they rely on it (R-ACC-12).

    So it is while the request is open and for some days after its end. A landlord who was never
    told that somebody comes need not hear that nobody does.
    """
    requests = among.open_or_ended_within(MATTERS_FOR)
    chosen = select(Delivery.id).where(
        Delivery.request_id.in_(requests), _is_not_told(), _is_last()
    )
    letters = messages_by_id(db.session.scalars(chosen).all())
    statuses = {
        each.id: each.status for each in requests_by_id([each.request_id for each in letters])
    }
    for each in letters:
        status = statuses[each.request_id]
        if not _is_for_nobody(each, status):
            yield Waits(
                each.request_id,
                Awaited.TELLING,
                _words(each, status),
                since=each.ended_at or each.due_at,
                text=_why(each),
                item=each.id,
            )


def _is_not_told() -> ColumnElement[bool]:
    return or_(
        *(
            and_(Delivery.recipient.startswith(f"{kind.value}/"), Delivery.state.in_(states))
            for kind, states in NOT_TOLD.items()
        )
    )


def _is_last() -> ColumnElement[bool]:
    """Whether no later letter about the request went to the same reader, or is on its way."""
    later = aliased(Delivery)
    return ~exists().where(
        later.request_id == Delivery.request_id,
        later.recipient == Delivery.recipient,
        later.channel == Channel.EMAIL,
        later.state != DeliveryState.DROPPED,
        later.id > Delivery.id,
    )


def _is_for_nobody(letter: DeliveryRow, status: Status) -> bool:
    if letter.kind is not RecipientKind.LANDLORD or status in BOOKED_STATUSES:
        return False
    told = find_landlord_state(letter.request_id)
    return told is None or told.withdrawn


def _words(letter: DeliveryRow, status: Status) -> str:
    match letter.kind:
        case RecipientKind.LANDLORD if status in BOOKED_STATUSES:
            return "Tell the landlord yourself who comes and when"
        case RecipientKind.LANDLORD:
            return "Tell the landlord yourself that nobody comes"
        case RecipientKind.DESIGNATED:
            return f"Tell {letter.to} yourself about the outage"
        case _:
            return f"Tell the contact yourself: “{letter.title}”"


def _why(letter: DeliveryRow) -> str:
    if letter.state is DeliveryState.KEPT:
        return "No mail server is set up, so nothing was mailed."
    reached = letter.address or letter.to
    return f"No e-mail reaches {reached}: {letter.problem}"


def note_told(
    actor: Actor, sr: RequestFacts, message_id: int, spoken_with: str, *, now: datetime
) -> None:
    """Keep that somebody was told by another way what a letter did not tell them, and who it was.

    Raises NotFound when the request has no such letter, Invalid where nobody is named, Conflict
    where the letter told them, or there is a later one, or the visit has changed since.
    """
    letter = get_message(actor, message_id, now=now)
    if letter.request_id != sr.id or letter.kind not in NOT_TOLD:
        raise NotFound
    whom = one_line(spoken_with)
    if not whom or len(whom) > LONGEST_SPOKEN_WITH:
        raise Invalid(fields={"spoken_with": "Say who you spoke to, and how."})
    step = update(Delivery).where(Delivery.id == letter.id, _is_not_told(), _is_last())
    told = step.values(state=DeliveryState.TOLD).execution_options(synchronize_session=False)
    if not claim(told):
        raise Conflict(
            "This message is on its way, or told them; or there is a later one.",
            code="wrong-state",
            next_step="Look at the messages about the request.",
        )
    if letter.kind is RecipientKind.LANDLORD:
        keep_told_otherwise(actor, sr, whom, since=letter.event_at, now=now)
        return
    record_on(
        sr,
        Event.MESSAGE_TOLD_OTHERWISE,
        actor=actor.ref,
        now=now,
        personal={"spoken_with": whom},
        delivery=letter.id,
    )
