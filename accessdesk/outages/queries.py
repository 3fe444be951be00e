"""Reads of outages, each narrowed to what the actor may know of."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from accessdesk.accounts.queries import PersonFacts, contacts_of, people_by_id
from accessdesk.accounts.rules import Actor, Permission, Right, may
from accessdesk.customers.queries import customers_by_id
from accessdesk.db import db
from accessdesk.estate.queries import holds_right
from accessdesk.outages.drafts import Bridge
from accessdesk.outages.models import Designated, Outage, OutageMember, OutageNotice
from accessdesk.outages.rules import BRIDGE, NoticeKind, Phase
from accessdesk.passes.hidden import show
from accessdesk.service_requests.promises.commitments import commitments_of
from accessdesk.service_requests.queries import requests_by_id
from accessdesk.service_requests.request import RequestFacts
from accessdesk.service_requests.rules import Severity


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who is told: whom the customer designated, or the contact, who has no such id."""

    designated_id: int | None
    name: str
    email: str


def audience_of(customer_id: int, contact_id: int | None) -> list[Person]:
    """List whom a notice goes to: the contact and the designated, each address once (R-OUT-1)."""
    contact = people_by_id([contact_id]).get(contact_id) if contact_id else None
    people = []
    if contact and contact.removed_at is None:
        people.append(Person(None, contact.name, contact.email))
    rows = db.session.scalars(
        select(Designated).where(Designated.customer_id == customer_id).order_by(Designated.id)
    )
    people += [Person(row.id, row.name, row.email) for row in rows]
    once = {each.email.casefold(): each for each in reversed(people)}
    return [each for each in people if once[each.email.casefold()] is each]


def find_designated(designated_id: int) -> Person | None:
    """Find somebody whom a customer wants told, if they still do."""
    row = db.session.get(Designated, designated_id)
    return Person(row.id, row.name, row.email) if row else None


@dataclass(frozen=True, slots=True)
class Told:
    """One request of an outage: whose it is, and who is told of it.

    `to_call` are the contacts whom the customer has, where nobody is told.
    """

    request_id: int
    called: str
    customer: str
    severity: Severity
    people: list[Person]
    to_call: list[PersonFacts]


def told_of(requests: Iterable[RequestFacts]) -> list[Told]:
    """List by customer who would get a notice on these requests."""
    shared = list(requests)
    customers = customers_by_id({sr.customer_id for sr in shared})
    return [_told(sr, customers[sr.customer_id].name) for sr in shared]


def _told(sr: RequestFacts, customer: str) -> Told:
    people = audience_of(sr.customer_id, sr.contact_id)
    to_call = [] if people else contacts_of(sr.customer_id)
    return Told(sr.id, sr.called, customer, sr.severity, people, to_call)


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """One notice that was sent."""

    number: int
    kind: NoticeKind
    at: datetime
    author: str
    details: str
    impact: str
    expected_at: datetime | None
    next_word_at: datetime | None


@dataclass(frozen=True, slots=True)
class OutageDetail:
    """An outage as one reader may see it; `told` is empty for a customer."""

    outage: Outage
    notices: list[NoticeRow]
    told: list[Told]
    bridge: Bridge | None
    next_word_due: datetime | None

    @property
    def is_open(self) -> bool:
        """Whether the communication still goes on."""
        return self.outage.phase is not Phase.RESOLVED


def find_outage(request_id: int) -> Outage | None:
    """Find the outage that a request is part of, or last was."""
    return db.session.scalar(
        select(Outage)
        .join(OutageMember, OutageMember.outage_id == Outage.id)
        .where(OutageMember.request_id == request_id)
        .order_by(Outage.id.desc())
        .limit(1)
    )


def is_in_open_outage(request_id: int) -> bool:
    """Whether a request is part of an outage that is not over."""
    statement = select(OutageMember.outage_id).where(
        OutageMember.request_id == request_id, OutageMember.left_at.is_(None)
    )
    return db.session.scalar(statement) is not None


def requests_of(outage_id: int) -> Sequence[RequestFacts]:
    """List the requests that an outage concerns now, in the order of their ids."""
    members = select(OutageMember.request_id).where(
        OutageMember.outage_id == outage_id, OutageMember.left_at.is_(None)
    )
    return requests_by_id(db.session.scalars(members).all())


def detail_of(actor: Actor, sr: RequestFacts, outage: Outage, *, now: datetime) -> OutageDetail:
    """Gather the outage of a request that `get_request` let the actor have."""
    runs_it = may(actor, Permission.DECLARE_OUTAGE)
    return OutageDetail(
        outage=outage,
        notices=_notices(outage.id),
        told=told_of(requests_of(outage.id)) if runs_it else [],
        bridge=bridge_of(outage) if may_join(actor, sr, now=now) else None,
        next_word_due=(
            None if outage.phase is Phase.RESOLVED else commitments_of(sr).operator_update_due
        ),
    )


def last_notice_of(outage: Outage) -> OutageNotice:
    """The notice that was sent last."""
    return db.session.scalars(
        select(OutageNotice)
        .where(OutageNotice.outage_id == outage.id)
        .order_by(OutageNotice.number.desc())
        .limit(1)
    ).one()


def _notices(outage_id: int) -> list[NoticeRow]:
    statement = (
        select(OutageNotice)
        .where(OutageNotice.outage_id == outage_id)
        .order_by(OutageNotice.number)
    )
    notices = db.session.scalars(statement).all()
    authors = people_by_id({each.author_id for each in notices})
    return [
        NoticeRow(
            each.number,
            each.kind,
            each.at,
            authors[each.author_id].name,
            each.details,
            each.impact,
            each.expected_at,
            each.next_word_at,
        )
        for each in notices
    ]


def bridge_of(outage: Outage) -> Bridge | None:
    """The bridge call, while there is one."""
    phone = outage.bridge_phone
    return Bridge(phone, show(outage.bridge_code, about=BRIDGE)) if phone else None


def may_join(actor: Actor, sr: RequestFacts, *, now: datetime) -> bool:
    """Whether a reader is of the audience that the bridge is shown to (R-OUT-4).

    The desk that runs it is; of the customer, who may escalate at that site or is told anyway.
    """
    if actor.is_staff:
        return may(actor, Permission.DECLARE_OUTAGE)
    if holds_right(actor, Right.INCIDENTS, sr.site_id, now=now):
        return True
    told = audience_of(sr.customer_id, sr.contact_id)
    return actor.email.casefold() in {each.email.casefold() for each in told}


@dataclass(frozen=True, slots=True)
class DesignatedRow:
    """Somebody on a customer's list."""

    id: int
    name: str
    email: str
    added_at: datetime


def designated_of(customer_id: int) -> list[DesignatedRow]:
    """List whom a customer wants told, in the order in which they were added."""
    statement = select(Designated.id, Designated.name, Designated.email, Designated.added_at)
    rows = statement.where(Designated.customer_id == customer_id).order_by(Designated.id)
    return [DesignatedRow(*row) for row in db.session.execute(rows)]
