"""Tables of outages: whom each concerns, what was said, and whom a customer wants told."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from accessdesk.db import Base
from accessdesk.outages.rules import NoticeKind, Phase, Remedy


class Outage(Base):
    """One outage, of one customer or of several.

    `notices` counts what was sent; raising it is the claim on the next one. The bridge's number
    and code are for the audience alone, and are emptied when it is over (R-OUT-4); until then the
    code is hidden, as `passes.hidden` does it.
    """

    __tablename__ = "outages"
    __table_args__ = (
        CheckConstraint("(phase = 'resolved') = (resolved_at IS NOT NULL)", name="resolved"),
        CheckConstraint("(phase = 'ongoing') = (remedy IS NULL)", name="remedy"),
        CheckConstraint(
            "(phase IN ('validated', 'resolved')) = (validated_at IS NOT NULL)", name="validated"
        ),
        CheckConstraint("(bridge_phone = '') = (bridge_code = '')", name="bridge"),
        CheckConstraint("resolved_at IS NULL OR bridge_phone = ''", name="bridge_ends"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    opened_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    opened_at: Mapped[datetime]
    phase: Mapped[Phase] = mapped_column(default=Phase.ONGOING)
    notices: Mapped[int] = mapped_column(default=0)
    bridge_phone: Mapped[str] = mapped_column(default="")
    bridge_code: Mapped[str] = mapped_column(default="")
    remedy: Mapped[Remedy | None]
    remedy_text: Mapped[str] = mapped_column(default="")
    validation: Mapped[str] = mapped_column(default="")
    validated_at: Mapped[datetime | None]
    resolved_at: Mapped[datetime | None]


class OutageMember(Base):
    """A request that an outage concerns; one a customer, so that each person is told once."""

    __tablename__ = "outage_members"
    __table_args__ = (
        UniqueConstraint("outage_id", "customer_id"),
        Index(
            "ux_outage_members_request_id_open",
            "request_id",
            unique=True,
            sqlite_where=text("left_at IS NULL"),
            postgresql_where=text("left_at IS NULL"),
        ),
    )

    outage_id: Mapped[int] = mapped_column(ForeignKey("outages.id"), primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("service_requests.id"), primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"))
    joined_at: Mapped[datetime]
    left_at: Mapped[datetime | None]


class OutageNotice(Base):
    """One notice, as it was sent to everybody concerned; exactly one says that it is over."""

    __tablename__ = "outage_notices"
    __table_args__ = (
        UniqueConstraint("outage_id", "number"),
        Index(
            "ux_outage_notices_resolution",
            "outage_id",
            unique=True,
            sqlite_where=text("kind = 'resolution'"),
            postgresql_where=text("kind = 'resolution'"),
        ),
        CheckConstraint(
            "kind = 'resolution' OR expected_at IS NOT NULL OR next_word_at IS NOT NULL",
            name="expected",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    outage_id: Mapped[int] = mapped_column(ForeignKey("outages.id"))
    number: Mapped[int]
    kind: Mapped[NoticeKind]
    at: Mapped[datetime]
    author_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    details: Mapped[str]
    impact: Mapped[str]
    expected_at: Mapped[datetime | None]
    next_word_at: Mapped[datetime | None]


class Designated(Base):
    """A person whom a customer wants told of outages, each once (R-OUT-1)."""

    __tablename__ = "outage_audience"
    __table_args__ = (UniqueConstraint("customer_id", "email_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"))
    name: Mapped[str]
    email: Mapped[str]
    email_key: Mapped[str]
    added_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    added_at: Mapped[datetime]
