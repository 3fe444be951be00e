"""Tables of passes and of the keys that sign them."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from accessdesk.column_types import EnumText
from accessdesk.db import Base
from accessdesk.passes.rules import EndReason, KeyPurpose, PassState


class Pass(Base):
    """A permit for one visitor to enter one site within one window (R-PASS-1).

    The signed text is not stored: it is made again of these facts when somebody looks. The short
    code is, hidden: see `passes.hidden`. `handed_over_at` is when somebody said that its visitor
    has it, by another way than mail.
    """

    __tablename__ = "passes"
    __table_args__ = (
        CheckConstraint("(state = 'issued') = (ended_at IS NULL)", name="ended"),
        # The name is from when the code was kept as it is read.
        UniqueConstraint("hidden_code", name="uq_passes_short_code"),
        CheckConstraint("(ended_at IS NULL) = (ended_reason IS NULL)", name="ended_reason"),
        Index("ix_passes_window_id", "window_id"),
        Index(
            "uq_passes_window_id_visitor_id_issued",
            "window_id",
            "visitor_id",
            unique=True,
            sqlite_where=text("state = 'issued'"),
            postgresql_where=text("state = 'issued'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    serial: Mapped[str] = mapped_column(unique=True)
    hidden_code: Mapped[str]
    request_id: Mapped[int] = mapped_column(ForeignKey("service_requests.id"), index=True)
    window_id: Mapped[int] = mapped_column(ForeignKey("windows.id"))
    visitor_id: Mapped[int] = mapped_column(ForeignKey("visitors.id"), index=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"))
    state: Mapped[PassState] = mapped_column(default=PassState.ISSUED)
    issued_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_reason: Mapped[EndReason | None]
    handed_over_at: Mapped[datetime | None]


class SigningKey(Base):
    """An Ed25519 key; one at most signs, and a retired one only opens what it signed (R-PASS-4).

    `sealed` is the private half, encrypted under the operator's secret; it is destroyed
    when the key retires. `opens_until` is when the last pass under a retired key ends.
    """

    __tablename__ = "signing_keys"
    __table_args__ = (
        CheckConstraint("(retired_at IS NULL) = (sealed IS NOT NULL)", name="sealed"),
        CheckConstraint("(retired_at IS NULL) = (opens_until IS NULL)", name="opens_until"),
        Index(
            "uq_signing_keys_purpose_current",
            "purpose",
            unique=True,
            sqlite_where=text("retired_at IS NULL"),
            postgresql_where=text("retired_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kid: Mapped[str] = mapped_column(unique=True)
    purpose: Mapped[KeyPurpose] = mapped_column(EnumText(KeyPurpose), default=KeyPurpose.PASS)
    public: Mapped[bytes] = mapped_column(LargeBinary)
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    created_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]
    opens_until: Mapped[datetime | None]


class CodeKey(Base):
    """A key that hides codes in this database, sealed under the operator's secret.

    The newest that opens hides; an older one still shows what it hid.
    """

    __tablename__ = "code_keys"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
