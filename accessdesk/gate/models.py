"""Tables of the gate: every attempt, and every stay."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from accessdesk.column_types import EnumText
from accessdesk.db import Base
from accessdesk.gate.rules import Decision, RefusalCode


class GateAttempt(Base):
    """One decision at a gate, with the facts that decided it, so that it can be replayed.

    `facts` holds no name and no number; what is personal stands in `remarks` and is purged.
    """

    __tablename__ = "gate_attempts"
    __table_args__ = (
        Index("ix_gate_attempts_site_id_id", "site_id", "id"),
        Index("ix_gate_attempts_pass_id", "pass_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"))
    request_id: Mapped[int | None] = mapped_column(ForeignKey("service_requests.id"), index=True)
    pass_id: Mapped[int | None] = mapped_column(ForeignKey("passes.id"))
    officer_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    desk: Mapped[str]
    at: Mapped[datetime]
    decision: Mapped[Decision] = mapped_column(EnumText(Decision))
    code: Mapped[RefusalCode | None] = mapped_column(EnumText(RefusalCode), nullable=False)
    facts: Mapped[dict[str, Any]]
    rule_version: Mapped[int]
    remarks: Mapped[list[str] | None]


class Admission(Base):
    """One person's stay: from entry to departure (R-GATE-6, R-GATE-9).

    While it is open, its visitor is in no other, its badge is with nobody else at the site, and
    nobody else of the same name and company is inside; `namesake` is the visitor's id where the
    officer found that they are another person, and 0 otherwise.
    """

    __tablename__ = "admissions"
    __table_args__ = (
        Index(
            "uq_admissions_visitor_id_inside",
            "visitor_id",
            unique=True,
            sqlite_where=text("left_at IS NULL AND undone_at IS NULL"),
            postgresql_where=text("left_at IS NULL AND undone_at IS NULL"),
        ),
        Index(
            "uq_admissions_site_id_badge_inside",
            "site_id",
            "badge",
            unique=True,
            sqlite_where=text("left_at IS NULL AND undone_at IS NULL AND badge != ''"),
            postgresql_where=text("left_at IS NULL AND undone_at IS NULL AND badge != ''"),
        ),
        Index(
            "uq_admissions_company_person_inside",
            "company",
            "person",
            "namesake",
            unique=True,
            sqlite_where=text("left_at IS NULL AND undone_at IS NULL AND person != ''"),
            postgresql_where=text("left_at IS NULL AND undone_at IS NULL AND person != ''"),
        ),
        Index(
            "ix_admissions_site_id_inside",
            "site_id",
            sqlite_where=text("left_at IS NULL AND undone_at IS NULL"),
            postgresql_where=text("left_at IS NULL AND undone_at IS NULL"),
        ),
        Index("ix_admissions_site_id_entered_at", "site_id", "entered_at"),
        CheckConstraint("left_at IS NULL OR left_at >= entered_at", name="order"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"))
    request_id: Mapped[int] = mapped_column(ForeignKey("service_requests.id"), index=True)
    window_id: Mapped[int] = mapped_column(ForeignKey("windows.id"))
    pass_id: Mapped[int] = mapped_column(ForeignKey("passes.id"))
    visitor_id: Mapped[int] = mapped_column(ForeignKey("visitors.id"))
    attempt_id: Mapped[int] = mapped_column(ForeignKey("gate_attempts.id"))
    officer_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    desk: Mapped[str]
    badge: Mapped[str]
    entered_at: Mapped[datetime]
    left_at: Mapped[datetime | None]
    let_out_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    badge_returned: Mapped[bool | None]
    undone_at: Mapped[datetime | None]
    undone_reason: Mapped[str] = mapped_column(default="")
    id_number_kept: Mapped[str | None]
    company: Mapped[str] = mapped_column(default="", server_default="")
    person: Mapped[str] = mapped_column(default="", server_default="")
    namesake: Mapped[int] = mapped_column(default=0, server_default="0")
