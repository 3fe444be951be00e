"""Tables of what goes out: deliveries, how far each stream was read, hooks, and choices."""

from datetime import datetime

from sqlalchemy import Dialect, ForeignKey, Index, LargeBinary, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

from accessdesk.column_types import EnumText
from accessdesk.db import Base
from accessdesk.journal.rules import Event
from accessdesk.notifications.rules import (
    Channel,
    DeliveryState,
    Recipient,
    Topic,
    read_recipient,
)


class RecipientText(TypeDecorator[Recipient]):
    """A recipient, kept as text such as `visitor/31`."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Recipient | None, dialect: Dialect) -> str | None:
        """Its text."""
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Recipient | None:
        """The recipient that a text stands for."""
        return None if value is None else read_recipient(value)


class Delivery(Base):
    """One message about one entry of the journal to one recipient by one channel.

    `key` is what the receiver knows it by, the same at each attempt. `attempts` counts the
    claims on it, and is what a claim is told apart by. `window_id` is the one window that the entry
    is about, where it is about one. `subject`, `body` and `address` are what
    went out; they are personal, and `service.forget` empties them.
    """

    __tablename__ = "deliveries"
    __table_args__ = (
        UniqueConstraint("stream", "seq", "recipient", "channel"),
        Index(
            "ix_deliveries_due_at_unsent",
            "due_at",
            sqlite_where=text("state IN ('due-to-send', 'sending')"),
            postgresql_where=text("state IN ('due-to-send', 'sending')"),
        ),
        Index("ix_deliveries_request_id_id", "request_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    stream: Mapped[str]
    seq: Mapped[int]
    event: Mapped[Event] = mapped_column(EnumText(Event))
    event_at: Mapped[datetime]
    subject_id: Mapped[int | None]
    window_id: Mapped[int | None]
    request_id: Mapped[int | None] = mapped_column(ForeignKey("service_requests.id"))
    recipient: Mapped[Recipient] = mapped_column(RecipientText)
    channel: Mapped[Channel]
    state: Mapped[DeliveryState]
    attempts: Mapped[int] = mapped_column(default=0)
    planned_at: Mapped[datetime]
    due_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    problem: Mapped[str] = mapped_column(default="")
    address: Mapped[str] = mapped_column(default="")
    subject: Mapped[str] = mapped_column(default="")
    body: Mapped[str] = mapped_column(default="")


class StreamCursor(Base):
    """How far a stream of the journal was read; moving it on is the claim on what was read."""

    __tablename__ = "notification_cursors"

    stream: Mapped[str] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(default=0)


class Webhook(Base):
    """An address that programs are told at: one customer's, or the operator's own.

    It tells of no more than whoever keeps it may know; they can be another than who opened it.
    Secrets are sealed under the operator's. After a rotation both sign until `previous_until`.
    """

    __tablename__ = "webhooks"

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customers.id"), index=True)
    url: Mapped[str]
    # The column has the name of when nobody could hand a hook over.
    kept_by_id: Mapped[int] = mapped_column("created_by_id", ForeignKey("users.id"))
    created_at: Mapped[datetime]
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    previous_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    previous_until: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    ended_reason: Mapped[str] = mapped_column(default="")


class Preference(Base):
    """One person's choice about one topic; without a row the first choice of all holds."""

    __tablename__ = "notification_preferences"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    topic: Mapped[Topic] = mapped_column(primary_key=True)
    wanted: Mapped[bool]
