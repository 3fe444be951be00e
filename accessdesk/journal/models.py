"""The tables of the journal: streams, entries, and personal data beside the chain."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from accessdesk.db import Base
from accessdesk.journal.rules import Event


class JournalStream(Base):
    """A chain's head: the lock that its writers wait for, and the hash that they follow.

    `prev_hash` is the hash before the head, so that one UPDATE can hand both to its entry.
    """

    __tablename__ = "journal_streams"
    __table_args__ = (CheckConstraint("seq >= 0", name="seq"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    seq: Mapped[int]
    prev_hash: Mapped[bytes]
    head_hash: Mapped[bytes]


class JournalEntry(Base):
    """One thing that happened; `body` is the text that was hashed, the rest makes it findable.

    An entry has no number but its place in its stream, which is what the chain protects. That
    is what readers resume from, too: within a stream the order of places is the order of
    commits, which a sequence over all streams would not be.
    """

    __tablename__ = "journal_entries"
    __table_args__ = (
        CheckConstraint("seq > 0", name="seq"),
        CheckConstraint("length(hash) = 32 AND length(prev_hash) = 32", name="hashes"),
        Index(None, "subject", "at"),
    )

    stream_id: Mapped[int] = mapped_column(ForeignKey("journal_streams.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    event: Mapped[str]
    at: Mapped[datetime]
    actor: Mapped[str]
    subject: Mapped[str]
    body: Mapped[str]
    prev_hash: Mapped[bytes]
    hash: Mapped[bytes]


class JournalRepeat(Base):
    """How often the same was done within an hour of its entry; no part of the chain."""

    __tablename__ = "journal_repeats"
    __table_args__ = (Index("ix_journal_repeats_since", "since"),)

    key: Mapped[str] = mapped_column(primary_key=True)
    event: Mapped[Event]
    stream: Mapped[str]
    subject: Mapped[str]
    actor: Mapped[str]
    facts: Mapped[dict[str, Any]]
    since: Mapped[datetime]
    times: Mapped[int]


class JournalPersonal(Base):
    """What an entry says about a person; deleting the row leaves the entry and its commitment."""

    __tablename__ = "journal_personal"
    __table_args__ = (
        ForeignKeyConstraint(
            ["stream_id", "seq"], ["journal_entries.stream_id", "journal_entries.seq"]
        ),
    )

    stream_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    person: Mapped[str] = mapped_column(index=True)
    salt: Mapped[bytes]
    content: Mapped[str]


STREAMS = Base.metadata.tables[JournalStream.__tablename__]
ENTRIES = Base.metadata.tables[JournalEntry.__tablename__]
REPEATS = Base.metadata.tables[JournalRepeat.__tablename__]
PERSONAL = Base.metadata.tables[JournalPersonal.__tablename__]
BESIDE = (PERSONAL.c.stream_id == ENTRIES.c.stream_id) & (PERSONAL.c.seq == ENTRIES.c.seq)
