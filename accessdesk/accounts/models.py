"""Tables of users, their grants, sessions, browsers and tokens, and of guesses at secrets."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, false
from sqlalchemy.orm import Mapped, mapped_column, validates

from accessdesk.accounts.rules import Right, Role, Scope
from accessdesk.db import Base
from accessdesk.folding import folded


class User(Base):
    """A person who signs in; one who has history is removed, never deleted.

    `folded` is what they are found by, their name and then their address, and follows both.
    """

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    role: Mapped[Role]
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customers.id"), index=True)
    password_hash: Mapped[str | None]
    phrase_hash: Mapped[str | None]
    created_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
    in_pilot: Mapped[bool] = mapped_column(default=False, server_default=false())
    telephone: Mapped[str] = mapped_column(default="", server_default="")
    folded: Mapped[str] = mapped_column(default="", server_default="")

    @validates("name", "email")
    def _fold(self, key: str, value: str) -> str:
        known = {"name": self.name, "email": self.email, key: value}
        self.folded = folded(f"{known['name'] or ''} {known['email'] or ''}")
        return value


class UserGrant(Base):
    """One right of one person at one site; without a site it holds at all of them."""

    __tablename__ = "user_grants"
    __table_args__ = (Index("ix_user_grants_user_id_right", "user_id", "right"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    right: Mapped[Right]
    site_id: Mapped[int | None] = mapped_column(ForeignKey("sites.id"))
    until_on: Mapped[date | None]


class SignInSession(Base):
    """A signed-in browser; ending the row ends the session within one request."""

    __tablename__ = "sign_in_sessions"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    browser_id: Mapped[int | None] = mapped_column(
        ForeignKey("known_browsers.id", ondelete="SET NULL"), index=True
    )
    started_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class ApiToken(Base):
    """A token for the API, kept as a hash and shown once."""

    __tablename__ = "api_tokens"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    name: Mapped[str]
    token_hash: Mapped[str] = mapped_column(unique=True)
    scope: Mapped[Scope]
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class KnownBrowser(Base):
    """A browser in which somebody has signed in; ending the row is knowing it no more."""

    __tablename__ = "known_browsers"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    since: Mapped[datetime]
    last_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class GuessTally(Base):
    """How many guesses there were of late, and when the next is looked at.

    `key` holds keyed hashes of an e-mail and an address, never the two themselves.
    """

    __tablename__ = "guess_tallies"
    __table_args__ = (Index("ix_guess_tallies_last_at", "last_at"),)

    key: Mapped[str] = mapped_column(primary_key=True)
    guesses: Mapped[int]
    last_at: Mapped[datetime]
    open_at: Mapped[datetime]
    told_at: Mapped[datetime | None]
