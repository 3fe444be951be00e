"""Tables of windows and of the periods in which a site is closed."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from accessdesk.db import Base
from accessdesk.scheduling.states import WindowState


class BookedWindow(Base):
    """The span in which one request's visitors may enter one site, and the places it takes.

    A held window (awaiting approval) takes its places like a booked one. `occurrence` tells
    the visits of a recurring request apart and stays when one is moved; `sequence` counts the
    changes of when and whether, for calendars (RFC 5545, section 3.8.7.4). `broken` says in words,
    by rule, what an emergency passed over when it was booked. A window that needs an escort is
    the escort's work as well, and `escort_by_id` who has taken it (R-SA-5).
    """

    __tablename__ = "windows"
    __table_args__ = (
        CheckConstraint("starts_at < ends_at", name="span"),
        CheckConstraint("visitors >= 0 AND escorts >= 0", name="places"),
        CheckConstraint("escort_by_id IS NULL OR escorts > 0", name="escort"),
        Index("ix_windows_site_id_starts_at", "site_id", "starts_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("service_requests.id"), index=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    zone: Mapped[str]
    visitors: Mapped[int]
    escorts: Mapped[int] = mapped_column(default=0)
    state: Mapped[WindowState]
    emergency: Mapped[bool] = mapped_column(default=False)
    broken: Mapped[dict[str, Any]] = mapped_column(default=dict)
    occurrence: Mapped[int] = mapped_column(default=1)
    sequence: Mapped[int] = mapped_column(default=0)
    changed_at: Mapped[datetime | None]
    escort_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    escort_taken_at: Mapped[datetime | None]


class ClosureRule(Base):
    """A rule, or a country's holidays, that closes a site and is extended as time goes by."""

    __tablename__ = "closure_rules"

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"), index=True)
    draft: Mapped[dict[str, Any]]
    source: Mapped[str]
    drawn_until: Mapped[datetime]


class Closure(Base):
    """A period in which a site takes no visits; those of a rule are drawn two years ahead."""

    __tablename__ = "closures"
    __table_args__ = (
        CheckConstraint("starts_at < ends_at", name="span"),
        Index("ix_closures_site_id_starts_at", "site_id", "starts_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    name: Mapped[str]
    source: Mapped[str] = mapped_column(default="")
    rule_id: Mapped[int | None] = mapped_column(ForeignKey("closure_rules.id"), index=True)


class CalendarFeed(Base):
    """The secret address of one person's calendar; only its hash is kept.

    A person has one that works at most; a revoked one stays, so that it is never given again.
    """

    __tablename__ = "calendar_feeds"
    __table_args__ = (
        Index(
            "uq_calendar_feeds_user_id_open",
            "user_id",
            unique=True,
            sqlite_where=text("revoked_at IS NULL"),
            postgresql_where=text("revoked_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    secret_hash: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
