"""Reads of what went out, and of who is told what."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, select

from accessdesk.accounts.rules import Actor
from accessdesk.db import db
from accessdesk.errors import NotFound
from accessdesk.journal.rules import Event
from accessdesk.notifications.models import Delivery, Preference
from accessdesk.notifications.rules import (
    OF_OUTAGES,
    Channel,
    DeliveryState,
    Recipient,
    RecipientKind,
    Topic,
    wants,
)
from accessdesk.notifications.wording import RECIPIENTS, title_of
from accessdesk.service_requests.queries import ids_visible_to, rows_by_id
from accessdesk.service_requests.visitors import everybody_by_request


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """One message as lists and its own page show it."""

    id: int
    request_id: int
    event: Event
    event_at: datetime
    recipient: Recipient
    channel: Channel
    state: DeliveryState
    attempts: int
    due_at: datetime
    ended_at: datetime | None
    problem: str
    address: str
    subject: str
    body: str
    called: str
    zone: str
    visitor: str

    @property
    def kind(self) -> RecipientKind:
        """What the recipient is: a user, a visitor, a landlord, somebody designated."""
        return self.recipient.kind

    @property
    def title(self) -> str:
        """What the message is known by: its subject, or what it is about until it has one."""
        return self.subject or title_of(self.event, self.kind)

    @property
    def to(self) -> str:
        """Whom it is for: the visitor and the address, as far as they are known."""
        return " · ".join(filter(None, (self.visitor, self.address))) or RECIPIENTS[self.kind]

    @property
    def at(self) -> datetime:
        """When it ended, or is due, to the minute."""
        return (self.ended_at or self.due_at).replace(second=0, microsecond=0)


_ROW: Select[*tuple[Any, ...]] = select(
    Delivery.id,
    Delivery.request_id,
    Delivery.event,
    Delivery.event_at,
    Delivery.recipient,
    Delivery.channel,
    Delivery.state,
    Delivery.attempts,
    Delivery.due_at,
    Delivery.ended_at,
    Delivery.problem,
    Delivery.address,
    Delivery.subject,
    Delivery.body,
).where(Delivery.request_id.is_not(None))


def _rows(statement: Select[*tuple[Any, ...]]) -> list[DeliveryRow]:
    """The messages, each with what its request is called and the visitor's name."""
    found = db.session.execute(statement).all()
    concerned = {row.request_id for row in found}
    requests, everybody = rows_by_id(concerned), everybody_by_request(concerned)
    names = {
        (request_id, Recipient(RecipientKind.VISITOR, visitor.id)): visitor.name
        for request_id, visitors in everybody.items()
        for visitor in visitors
    }
    return [
        DeliveryRow(
            **row._mapping,
            called=requests[row.request_id].called,
            zone=requests[row.request_id].site_zone or "UTC",
            visitor=names.get((row.request_id, row.recipient), ""),
        )
        for row in found
    ]


def _about_visible(actor: Actor, now: datetime) -> ColumnElement[bool]:
    return Delivery.request_id.in_(ids_visible_to(actor, now=now))


def outbox(
    actor: Actor,
    *,
    now: datetime,
    states: Sequence[DeliveryState] = (),
    address: str = "",
    before_id: int | None = None,
    limit: int = 50,
) -> list[DeliveryRow]:
    """List e-mails about the requests that the actor may know of, newest first.

    `address` is a part of the address that they went to, in any case of letters.
    """
    statement = _ROW.where(_about_visible(actor, now), Delivery.channel == Channel.EMAIL)
    if states:
        statement = statement.where(Delivery.state.in_(states))
    if address:
        statement = statement.where(Delivery.address.icontains(address, autoescape=True))
    if before_id is not None:
        statement = statement.where(Delivery.id < before_id)
    return _rows(statement.order_by(Delivery.id.desc()).limit(limit))


def messages_by_id(ids: Collection[int]) -> list[DeliveryRow]:
    """The messages with these ids, oldest first.

    The caller has made sure that the actor may know of their requests.
    """
    return _rows(_ROW.where(Delivery.id.in_(ids)).order_by(Delivery.id)) if ids else []


def get_message(actor: Actor, delivery_id: int, *, now: datetime) -> DeliveryRow:
    """One e-mail; raises NotFound, also for one that the actor may not know of."""
    found = _rows(
        _ROW.where(
            Delivery.id == delivery_id,
            Delivery.channel == Channel.EMAIL,
            _about_visible(actor, now),
        )
    )
    if not found:
        raise NotFound
    return found[0]


def messages_of_request(request_id: int) -> list[DeliveryRow]:
    """List the e-mails about a request, oldest first, for staff.

    The caller has made sure that the actor may know of the request.
    """
    statement = _ROW.where(Delivery.request_id == request_id, Delivery.channel == Channel.EMAIL)
    return _rows(statement.order_by(Delivery.id))


def messages_for(actor: Actor, request_id: int) -> list[DeliveryRow]:
    """List the e-mails about a request that the actor may read: a contact's own side of it."""
    messages = messages_of_request(request_id)
    if actor.is_staff:
        return messages
    hidden = {RecipientKind.LANDLORD, RecipientKind.OWNER}
    return [each for each in messages if each.kind not in hidden]


def last_letters_to_visitors(request_id: int) -> dict[int, DeliveryRow]:
    """The last e-mail to each visitor of a request, by the visitor's id.

    The caller has made sure that the actor may know of the request.
    """
    return {
        each.recipient.id: each
        for each in messages_of_request(request_id)
        if each.kind is RecipientKind.VISITOR
    }


def last_outage_letters(request_id: int) -> dict[str, DeliveryRow]:
    """The last letter about the outage of a request to each address, in small letters.

    The caller has made sure that the actor may know of the request.
    """
    return {
        each.address.casefold(): each
        for each in messages_of_request(request_id)
        if each.event in OF_OUTAGES
    }


def calls_of_hook(
    actor: Actor, hook_id: int, *, now: datetime, limit: int = 50
) -> list[DeliveryRow]:
    """List the calls to a hook about what the actor may know of, newest first.

    The caller has made sure of the hook.
    """
    statement = _ROW.where(
        _about_visible(actor, now),
        Delivery.recipient == Recipient(RecipientKind.WEBHOOK, hook_id),
        Delivery.channel == Channel.WEBHOOK,
    )
    return _rows(statement.order_by(Delivery.id.desc()).limit(limit))


def choices_of(actor: Actor) -> dict[Topic, bool]:
    """Whether the actor is told of each topic."""
    rows = db.session.execute(
        select(Preference.topic, Preference.wanted).where(Preference.user_id == actor.user_id)
    )
    chosen = {row.topic: row.wanted for row in rows}
    return {topic: wants(topic, chosen) for topic in Topic}
