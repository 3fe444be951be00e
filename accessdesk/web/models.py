"""The table of the edge: which unsafe call was made with which key, and how it was answered."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from accessdesk.db import Base


class IdempotencyKey(Base):
    """The claim on one unsafe call, and the answer that its twins are given."""

    __tablename__ = "idempotency_keys"
    __table_args__ = (
        Index("uq_idempotency_keys_user_id_key", "user_id", "key", unique=True),
        Index("ix_idempotency_keys_created_at", "created_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    key: Mapped[str]
    digest: Mapped[str]
    created_at: Mapped[datetime]
    status: Mapped[int | None]
    content_type: Mapped[str | None]
    location: Mapped[str | None]
    body: Mapped[str | None]
