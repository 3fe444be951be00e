"""Tables of remote hands: the work, its steps, its log, questions and photographs."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from accessdesk.db import Base
from accessdesk.remote_hands.catalogue import Task
from accessdesk.remote_hands.rules import EntryKind, Result, WorkState


class Work(Base):
    """The work of one request; `technician_id` is who holds it, None while it is in the queue."""

    __tablename__ = "hands_work"
    __table_args__ = (
        Index("ix_hands_work_state_technician_id", "state", "technician_id"),
        CheckConstraint("starts_at < ends_at", name="window"),
        CheckConstraint("rating BETWEEN 1 AND 5", name="rating"),
    )

    request_id: Mapped[int] = mapped_column(ForeignKey("service_requests.id"), primary_key=True)
    task: Mapped[Task]
    state: Mapped[WorkState] = mapped_column(default=WorkState.QUEUED)
    technician_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    starts_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    started_at: Mapped[datetime | None]
    stopped_at: Mapped[datetime | None]
    result: Mapped[Result | None]
    rating: Mapped[int | None]
    rating_words: Mapped[str] = mapped_column(default="")


class WorkStep(Base):
    """One step of the work; without `go_on` the customer is asked once it is done (R-RH-6)."""

    __tablename__ = "hands_steps"
    __table_args__ = (UniqueConstraint("request_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("service_requests.id"))
    position: Mapped[int]
    do: Mapped[str]
    expect: Mapped[str] = mapped_column(default="")
    go_on: Mapped[bool] = mapped_column(default=True)
    done_at: Mapped[datetime | None]


class WorkEntry(Base):
    """A line of the log. It is never changed; a correction is a line that names the old one."""

    __tablename__ = "hands_entries"
    __table_args__ = (Index("ix_hands_entries_request_id_id", "request_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("service_requests.id"))
    at: Mapped[datetime]
    author_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    kind: Mapped[EntryKind]
    text: Mapped[str]
    step: Mapped[int | None]
    as_expected: Mapped[bool | None]
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("hands_entries.id"))


class WorkQuestion(Base):
    """A question that stops the work until the customer has answered it."""

    __tablename__ = "hands_questions"
    __table_args__ = (CheckConstraint("(answered_at IS NULL) = (answer = '')", name="answer"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("service_requests.id"), index=True)
    asked_at: Mapped[datetime]
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    text: Mapped[str]
    answer: Mapped[str] = mapped_column(default="")
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))


class WorkPhoto(Base):
    """A photograph of the work; `file` is its random name, `photos/<file>` its key."""

    __tablename__ = "hands_photos"

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("service_requests.id"), index=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("hands_entries.id"))
    file: Mapped[str] = mapped_column(unique=True)
    width: Mapped[int]
    height: Mapped[int]
