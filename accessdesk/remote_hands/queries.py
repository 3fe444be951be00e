"""Reads of remote hands: the queue of a site, and all there is about one piece of work."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, exists, func, or_, select
from sqlalchemy.orm import aliased

from accessdesk.accounts.models import User, UserGrant
from accessdesk.accounts.rules import Actor, Right, Role
from accessdesk.customers.models import Customer
from accessdesk.db import db
from accessdesk.errors import NotFound
from accessdesk.estate.models import Site
from accessdesk.estate.queries import DeviceFacts, devices_by_id
from accessdesk.remote_hands.catalogue import CATALOGUE, Entry, Task
from accessdesk.remote_hands.models import Work, WorkEntry, WorkPhoto, WorkQuestion, WorkStep
from accessdesk.remote_hands.rules import OVER, EntryKind, WorkState
from accessdesk.service_requests.models import Commitment, ServiceRequest
from accessdesk.service_requests.promises.clocks import Outcome, Promise
from accessdesk.service_requests.promises.owed import severity_rank
from accessdesk.service_requests.queries import device_ids_of, visible_to
from accessdesk.service_requests.request import RequestFacts
from accessdesk.service_requests.rules import Severity, Status


@dataclass(frozen=True, slots=True)
class WorkRow:
    """A piece of work as the queue shows it; `due_at` is the nearest time that is promised."""

    request_id: int
    reference: str
    number: str | None
    called: str
    customer: str
    site_code: str
    zone: str
    status: Status
    severity: Severity
    summary: str
    impact: str
    details: dict[str, Any]
    task: Task
    state: WorkState
    technician_id: int | None
    technician: str | None
    starts_at: datetime | None
    ends_at: datetime | None
    started_at: datetime | None
    stopped_at: datetime | None
    due_at: datetime | None
    contact: str
    contact_telephone: str


_TECHNICIAN, _CONTACT = aliased(User), aliased(User)
_DUE = (
    select(func.min(Commitment.due_at))
    .where(
        Commitment.request_id == ServiceRequest.id,
        Commitment.outcome == Outcome.OPEN,
        Commitment.promise != Promise.CUSTOMER_UPDATE,
    )
    .scalar_subquery()
)
_ROW: Select[*tuple[Any, ...]] = (
    select(
        ServiceRequest.id,
        ServiceRequest.reference,
        ServiceRequest.number,
        ServiceRequest.called,
        Customer.name,
        Site.code,
        Site.zone,
        ServiceRequest.status,
        ServiceRequest.severity,
        ServiceRequest.summary,
        ServiceRequest.impact,
        ServiceRequest.details,
        Work.task,
        Work.state,
        Work.technician_id,
        _TECHNICIAN.name,
        Work.starts_at,
        Work.ends_at,
        Work.started_at,
        Work.stopped_at,
        _DUE,
        _CONTACT.name,
        _CONTACT.telephone,
    )
    .join(Work, Work.request_id == ServiceRequest.id)
    .join(Customer, Customer.id == ServiceRequest.customer_id)
    .join(Site, Site.id == ServiceRequest.site_id)
    .join(_CONTACT, _CONTACT.id == ServiceRequest.contact_id)
    .outerjoin(_TECHNICIAN, _TECHNICIAN.id == Work.technician_id)
)


def _in_order() -> tuple[Any, ...]:
    """Order by severity, then by the nearest due time; what has none comes last (R-SEV-9)."""
    nearest = func.coalesce(_DUE, Work.starts_at)
    return severity_rank(), nearest.is_(None), nearest, ServiceRequest.id


def work_queue(
    actor: Actor, *, now: datetime, site_code: str = "", limit: int = 100
) -> list[WorkRow]:
    """List what the actor holds or could claim, in the order in which it is to be done."""
    statement = _ROW.where(
        visible_to(actor, now=now),
        Work.state.not_in(OVER),
        or_(Work.technician_id.is_(None), Work.technician_id == actor.user_id),
    )
    if site_code.strip():
        statement = statement.where(Site.code == site_code.strip().upper())
    ordered = statement.order_by(*_in_order()).limit(limit)
    return [WorkRow(*row) for row in db.session.execute(ordered)]


@dataclass(frozen=True, slots=True)
class Colleague:
    """A technician to whom work can be handed over."""

    name: str
    email: str


def technicians_of(site_id: int | None, *, apart_from: Actor, now: datetime) -> list[Colleague]:
    """List the technicians who are posted at a site, by name, without the one who asks."""
    posted = exists().where(
        UserGrant.user_id == User.id,
        UserGrant.right == Right.POSTED,
        or_(UserGrant.site_id.is_(None), UserGrant.site_id == site_id),
        or_(UserGrant.until_on.is_(None), UserGrant.until_on >= now.date()),
    )
    statement = (
        select(User.name, User.email)
        .where(User.role == Role.TECHNICIAN, User.removed_at.is_(None), posted)
        .where(User.id != apart_from.user_id)
        .order_by(User.name)
    )
    return [Colleague(*row) for row in db.session.execute(statement)]


@dataclass(frozen=True, slots=True)
class StepRow:
    """A step of the work."""

    position: int
    do: str
    expect: str
    go_on: bool
    done_at: datetime | None


@dataclass(frozen=True, slots=True)
class EntryRow:
    """A line of the log, with who wrote it and the photograph that belongs to it."""

    id: int
    at: datetime
    author: str
    kind: EntryKind
    text: str
    step: int | None
    as_expected: bool | None
    corrects_id: int | None
    photo_id: int | None


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """A question to the customer; `answer` is empty while there is none."""

    id: int
    asked_at: datetime
    asked_by: str
    text: str
    answer: str
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class WorkDetail:
    """All there is about one piece of work."""

    row: WorkRow
    work: Work
    devices: list[DeviceFacts]
    steps: list[StepRow]
    entries: list[EntryRow]
    questions: list[QuestionRow]

    @property
    def entry(self) -> Entry:
        """The task as the catalogue has it."""
        return CATALOGUE[self.row.task]

    @property
    def next_step(self) -> StepRow | None:
        """The step that is to be done next."""
        return next((step for step in self.steps if step.done_at is None), None)

    def just_logged(self, named: str) -> EntryRow | None:
        """The line of the log that an address names, while nothing has come after it."""
        return next((each for each in self.entries[-1:] if str(each.id) == named), None)

    @property
    def open_questions(self) -> list[QuestionRow]:
        """The questions that wait for an answer."""
        return [each for each in self.questions if each.answered_at is None]


def work_detail(sr: RequestFacts) -> WorkDetail:
    """Gather the work of a request that `get_request` let the actor have."""
    row = WorkRow(*db.session.execute(_ROW.where(ServiceRequest.id == sr.id)).one())
    return WorkDetail(
        row=row,
        work=db.session.get_one(Work, sr.id),
        devices=devices_by_id(device_ids_of(sr.id)),
        steps=_steps(sr.id),
        entries=_entries(sr.id),
        questions=_questions(sr.id),
    )


def _steps(request_id: int) -> list[StepRow]:
    statement = (
        select(WorkStep.position, WorkStep.do, WorkStep.expect, WorkStep.go_on, WorkStep.done_at)
        .where(WorkStep.request_id == request_id)
        .order_by(WorkStep.position)
    )
    return [StepRow(*row) for row in db.session.execute(statement)]


def _entries(request_id: int) -> list[EntryRow]:
    statement = (
        select(
            WorkEntry.id,
            WorkEntry.at,
            User.name,
            WorkEntry.kind,
            WorkEntry.text,
            WorkEntry.step,
            WorkEntry.as_expected,
            WorkEntry.corrects_id,
            WorkPhoto.id,
        )
        .join(User, User.id == WorkEntry.author_id)
        .outerjoin(WorkPhoto, WorkPhoto.entry_id == WorkEntry.id)
        .where(WorkEntry.request_id == request_id)
        .order_by(WorkEntry.id)
    )
    return [EntryRow(*row) for row in db.session.execute(statement)]


def newest_entry(request_id: int) -> int | None:
    """The last line of the log."""
    return db.session.scalar(
        select(func.max(WorkEntry.id)).where(WorkEntry.request_id == request_id)
    )


def logged_at(request_id: int, at: datetime) -> str:
    """The question or the near miss that was logged at a moment."""
    statement = select(WorkEntry.text).where(
        WorkEntry.request_id == request_id,
        WorkEntry.at == at,
        WorkEntry.kind.in_((EntryKind.QUESTION, EntryKind.NEAR_MISS)),
    )
    return "\n".join(db.session.scalars(statement.order_by(WorkEntry.id)))


def _questions(request_id: int) -> list[QuestionRow]:
    statement = (
        select(
            WorkQuestion.id,
            WorkQuestion.asked_at,
            User.name,
            WorkQuestion.text,
            WorkQuestion.answer,
            WorkQuestion.answered_at,
        )
        .join(User, User.id == WorkQuestion.asked_by_id)
        .where(WorkQuestion.request_id == request_id)
        .order_by(WorkQuestion.id)
    )
    return [QuestionRow(*row) for row in db.session.execute(statement)]


def get_photo(request_id: int, photo_id: int) -> str:
    """The file of a photograph of this request; raises NotFound when there is none."""
    file = db.session.scalar(
        select(WorkPhoto.file).where(WorkPhoto.id == photo_id, WorkPhoto.request_id == request_id)
    )
    if file is None:
        raise NotFound
    return file
