"""Tables of service requests, the devices they concern, their visitors and updates."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, func, text
from sqlalchemy.engine.default import DefaultExecutionContext
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, validates

from accessdesk.db import Base
from accessdesk.identity.names.companies import company_key
from accessdesk.identity.names.keys import keys_text
from accessdesk.service_requests.promises.clocks import Outcome, Promise
from accessdesk.service_requests.rules import (
    Kind,
    PartyKind,
    Reason,
    Severity,
    Status,
    UpdateKind,
)


class ServiceRequest(Base):
    """One request of a customer's desk, of any kind.

    `contact_id` is the authorised contact on whose behalf it stands; `raised_by_id` is who
    typed it: the contact, or the agent who took the call (R-ACC-2). `revision` counts the
    changes that concern who comes, where or when. `owner_id` is who owes the customer the word, and
    `resolver` the group that does the work (R-SEV-6). `unheard_since` says since when the customer
    said something that nobody has answered or read, `customer_word_at` when they last did.
    `customer_reference` and `purchase_order` are what the customer's own books call it: for its
    desk and ours, so that both find it; they end with the request. `company_key` is whose people
    come in the one spelling by which the gate finds them: the party's, else the customer's own.
    """

    __tablename__ = "service_requests"
    __table_args__ = (
        Index("ix_service_requests_customer_id_id", "customer_id", "id"),
        Index("ix_service_requests_site_id_status", "site_id", "status"),
        CheckConstraint("kind != 'site-access' OR site_id IS NOT NULL", name="site"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(unique=True)
    number: Mapped[str | None] = mapped_column(unique=True)
    kind: Mapped[Kind]
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"))
    site_id: Mapped[int | None] = mapped_column(ForeignKey("sites.id"))
    contact_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    raised_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    status: Mapped[Status]
    severity: Mapped[Severity]
    summary: Mapped[str]
    reason: Mapped[Reason | None]
    impact: Mapped[str] = mapped_column(default="")
    party_kind: Mapped[PartyKind | None]
    party_name: Mapped[str] = mapped_column(default="")
    party_email: Mapped[str] = mapped_column(default="")
    party_phone: Mapped[str] = mapped_column(default="")
    equipment_in: Mapped[list[str]] = mapped_column(default=list)
    equipment_out: Mapped[list[str]] = mapped_column(default=list)
    escort: Mapped[bool] = mapped_column(default=False)
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)
    received_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    first_response_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    ended_reason: Mapped[str] = mapped_column(default="")
    revision: Mapped[int] = mapped_column(default=1)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    resolver: Mapped[str] = mapped_column(default="")
    unheard_since: Mapped[datetime | None]
    customer_word_at: Mapped[datetime | None]
    customer_reference: Mapped[str] = mapped_column(default="")
    purchase_order: Mapped[str] = mapped_column(default="")
    company_key: Mapped[str] = mapped_column(default="", server_default="")

    @validates("party_name")
    def _key_of_party(self, _field: str, name: str) -> str:
        self.company_key = company_key(name)
        return name

    @hybrid_property
    def called(self) -> str:
        """What the request is called: by its number, once it has one (R-ACC-3)."""
        return self.number or self.reference

    @called.inplace.expression
    @classmethod
    def _called(cls) -> ColumnElement[str]:
        return func.coalesce(cls.number, cls.reference)


class RequestWords(Base):
    """The words by which a request is found, folded (see `search`); made anew, never edited.

    `told` is what both sides may read, `noted` what the operator alone may. Both repeat what
    stands elsewhere, and end with it.
    """

    __tablename__ = "request_words"

    request_id: Mapped[int] = mapped_column(ForeignKey("service_requests.id"), primary_key=True)
    told: Mapped[str]
    noted: Mapped[str]


class RequestDevice(Base):
    """A device that a request is about."""

    __tablename__ = "request_devices"

    request_id: Mapped[int] = mapped_column(ForeignKey("service_requests.id"), primary_key=True)
    device_id: Mapped[int] = mapped_column(ForeignKey("devices.id"), primary_key=True)


def _keys_of_new(context: DefaultExecutionContext) -> str:
    given: dict[str, Any] = context.get_current_parameters()  # type: ignore[no-untyped-call]
    return keys_text(given["name"])


class Visitor(Base):
    """A person named on a site-access request, exactly as on the government ID.

    `name_keys` are those by which the gate finds a namesake without reading every name. `email` and
    `phone` are for this visit alone: the pass goes to the one, and the gate and the desk call the
    other when somebody does not come, does not leave, or must be found; both end with the visitor.
    """

    __tablename__ = "visitors"

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("service_requests.id"), index=True)
    position: Mapped[int]
    name: Mapped[str]
    name_keys: Mapped[str] = mapped_column(default=_keys_of_new, server_default="")
    email: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="", server_default="")
    removed_at: Mapped[datetime | None]


class RequestUpdate(Base):
    """A word on a request: an update that the customer sees, or an internal note.

    A call by phone names who was spoken with, and is always one that the customer knows of.
    """

    __tablename__ = "request_updates"
    __table_args__ = (
        Index("ix_request_updates_request_id_id", "request_id", "id"),
        CheckConstraint("(kind = 'phone') = (spoken_with != '')", name="spoken_with"),
        CheckConstraint("kind = 'written' OR visible", name="visible"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("service_requests.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime]
    text: Mapped[str]
    visible: Mapped[bool]
    kind: Mapped[UpdateKind] = mapped_column(default=UpdateKind.WRITTEN)
    spoken_with: Mapped[str] = mapped_column(default="")


class SeverityChange(Base):
    """One change of severity: old, new, who, when, and the impact that was stated (R-SEV-2)."""

    __tablename__ = "severity_changes"

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("service_requests.id"), index=True)
    old: Mapped[Severity]
    new: Mapped[Severity]
    impact: Mapped[str]
    changed_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime]


class Commitment(Base):
    """One promise of one side, with its stored due time; at most one of a kind is open.

    `base_at` is the word from which it runs. `missed_at` and `warned_at` say when the sweep or
    the keeping of it noted that it was broken, or coming due.
    """

    __tablename__ = "commitments"
    __table_args__ = (
        Index(
            "ux_commitments_open",
            "request_id",
            "promise",
            unique=True,
            sqlite_where=text("outcome = 'open'"),
            postgresql_where=text("outcome = 'open'"),
        ),
        Index("ix_commitments_outcome_due_at", "outcome", "due_at"),
        CheckConstraint("due_at >= base_at", name="due"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("service_requests.id"))
    promise: Mapped[Promise]
    base_at: Mapped[datetime]
    due_at: Mapped[datetime]
    warn_at: Mapped[datetime]
    outcome: Mapped[Outcome] = mapped_column(default=Outcome.OPEN)
    kept_at: Mapped[datetime | None]
    warned_at: Mapped[datetime | None]
    missed_at: Mapped[datetime | None]


class RequestCounter(Base):
    """The last number given out in a year; raising it is the claim on the next (R-ACC-3)."""

    __tablename__ = "request_counters"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int]


class Reroute(Base):
    """A refused incident that became another request; each of them names the other (R-ACC-6)."""

    __tablename__ = "incident_reroutes"

    request_id: Mapped[int] = mapped_column(ForeignKey("service_requests.id"), primary_key=True)
    incident_id: Mapped[int] = mapped_column(ForeignKey("incidents.request_id"), index=True)


class FollowUp(Base):
    """A request that goes on from one that has ended, of the same kind."""

    __tablename__ = "follow_ups"
    __table_args__ = (CheckConstraint("request_id != follows_id", name="other"),)

    request_id: Mapped[int] = mapped_column(ForeignKey("service_requests.id"), primary_key=True)
    follows_id: Mapped[int] = mapped_column(ForeignKey("service_requests.id"), index=True)
