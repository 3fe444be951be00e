"""Tables of what happens around a visit: proposals, reviews, and what was marked when it ended."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from accessdesk.db import Base
from accessdesk.visits.states import Mark, ProposalState


class WindowProposal(Base):
    """Another window that the desk proposes; it takes no places until it is accepted."""

    __tablename__ = "window_proposals"
    __table_args__ = (
        CheckConstraint("starts_at < ends_at", name="span"),
        Index(
            "uq_window_proposals_request_id_open",
            "request_id",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("service_requests.id"), index=True)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    note: Mapped[str]
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    proposed_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    state: Mapped[ProposalState]
    answered_at: Mapped[datetime | None]


class EmergencyReview(Base):
    """A manager's word on a window that broke notice or a closed period (R-WIN-4)."""

    __tablename__ = "emergency_reviews"

    window_id: Mapped[int] = mapped_column(ForeignKey("windows.id"), primary_key=True)
    reviewed_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    reviewed_at: Mapped[datetime]
    word: Mapped[str]


class VisitMark(Base):
    """What was seen of a visitor when their window ended; no arrival or departure is made up."""

    __tablename__ = "visit_marks"

    window_id: Mapped[int] = mapped_column(ForeignKey("windows.id"), primary_key=True)
    visitor_id: Mapped[int] = mapped_column(ForeignKey("visitors.id"), primary_key=True)
    mark: Mapped[Mark] = mapped_column(primary_key=True)
    marked_at: Mapped[datetime]


class LandlordNotice(Base):
    """What the landlord of a leased site was told of one request, and their answer (R-SA-4).

    An acknowledgement counts for what was told at that time: a later word asks for another.
    `link_stopped_at` is when the links sent before it were stopped; the next one is another.
    """

    __tablename__ = "landlord_notices"

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("service_requests.id"), unique=True)
    told_at: Mapped[datetime | None]
    withdrawn: Mapped[bool] = mapped_column(default=False)
    acknowledged_at: Mapped[datetime | None]
    acknowledged_by: Mapped[str] = mapped_column(default="")
    link_stopped_at: Mapped[datetime | None]
