"""Tables of incidents: what was tried, why one was refused, and what became of it instead."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from accessdesk.db import Base
from accessdesk.incidents.rules import Category, Clause


class Incident(Base):
    """What an incident says beyond other requests; a refused one has a clause and a letter."""

    __tablename__ = "incidents"
    __table_args__ = (
        CheckConstraint("(clause IS NULL) = (refused_at IS NULL)", name="refused"),
        CheckConstraint("clause IS NULL OR clause != 'other' OR reason != ''", name="reason"),
    )

    request_id: Mapped[int] = mapped_column(ForeignKey("service_requests.id"), primary_key=True)
    category: Mapped[Category]
    tried: Mapped[str]
    clause: Mapped[Clause | None]
    reason: Mapped[str] = mapped_column(default="")
    letter: Mapped[str] = mapped_column(default="")
    refused_at: Mapped[datetime | None]
