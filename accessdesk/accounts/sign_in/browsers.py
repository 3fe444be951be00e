"""Know a browser again in which somebody has signed in: guesses elsewhere never shut it out.

A browser keeps a few secrets in one cookie, one for each person who signs in with it; of each
there is a row with its hash, which ends.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select, update

from accessdesk.accounts.models import KnownBrowser, SignInSession
from accessdesk.accounts.rules import Actor
from accessdesk.accounts.sign_in.secrets import new_session_token, token_hash
from accessdesk.db import claim, db
from accessdesk.errors import NotFound

KNOWN_FOR = timedelta(days=180)
KEPT_FOR = timedelta(days=30)
MOST_PEOPLE = 5
BETWEEN = "."


def _hashes(cookie: str) -> list[str]:
    return [token_hash(each) for each in cookie.split(BETWEEN)[-MOST_PEOPLE:] if each]


def find_known(user_id: int, cookie: str, *, now: datetime) -> int | None:
    """Find the browser with this cookie among those of a person."""
    known = select(KnownBrowser.id).where(
        KnownBrowser.user_id == user_id,
        KnownBrowser.token_hash.in_(_hashes(cookie)),
        KnownBrowser.ended_at.is_(None),
        KnownBrowser.expires_at > now,
    )
    return db.session.scalar(known.limit(1)) if cookie else None


def remember(user_id: int, cookie: str, *, now: datetime) -> tuple[int, str]:
    """Know this browser as the person's for half a year from now; its id, and its cookie."""
    known_id = find_known(user_id, cookie, now=now)
    until = now + KNOWN_FOR
    if known_id is not None:
        again = update(KnownBrowser).where(KnownBrowser.id == known_id)
        db.session.execute(again.values(last_at=now, expires_at=until))
        return known_id, cookie
    token = new_session_token()
    row = KnownBrowser(
        user_id=user_id, token_hash=token_hash(token), since=now, last_at=now, expires_at=until
    )
    db.session.add(row)
    db.session.flush()
    others = [each for each in cookie.split(BETWEEN) if each][1 - MOST_PEOPLE :]
    return row.id, BETWEEN.join([*others, token])


def forget(actor: Actor, browser_id: int, *, now: datetime) -> None:
    """Know one of the actor's own browsers no more, and end what is signed in there.

    Raises NotFound for any other, and for one that is forgotten already.
    """
    forgotten = update(KnownBrowser).where(
        KnownBrowser.id == browser_id,
        KnownBrowser.user_id == actor.user_id,
        KnownBrowser.ended_at.is_(None),
    )
    if not claim(forgotten.values(ended_at=now)):
        raise NotFound
    there = update(SignInSession).where(
        SignInSession.browser_id == browser_id, SignInSession.ended_at.is_(None)
    )
    db.session.execute(there.values(ended_at=now))


def forget_all(user_id: int, *, now: datetime, but_of_session: int | None = None) -> None:
    """Know no browser of a person any more, except for the one of a session that goes on."""
    statement = update(KnownBrowser).where(
        KnownBrowser.user_id == user_id, KnownBrowser.ended_at.is_(None)
    )
    if but_of_session is not None:
        here = select(SignInSession.browser_id).where(
            SignInSession.id == but_of_session, SignInSession.browser_id.is_not(None)
        )
        statement = statement.where(KnownBrowser.id.not_in(here))
    ended = statement.values(ended_at=now)
    db.session.execute(ended, execution_options={"synchronize_session": False})


@dataclass(frozen=True, slots=True)
class KnownRow:
    """A browser that somebody has signed in with, as they see it."""

    id: int
    since: datetime
    last_at: datetime
    expires_at: datetime
    is_this_one: bool


def browsers_of(actor: Actor, *, now: datetime) -> list[KnownRow]:
    """List the browsers that the actor is known in, the last used first."""
    here = select(SignInSession.browser_id).where(SignInSession.id == actor.session_id)
    this = db.session.scalar(here)
    known = (
        select(KnownBrowser)
        .where(
            KnownBrowser.user_id == actor.user_id,
            KnownBrowser.ended_at.is_(None),
            KnownBrowser.expires_at > now,
        )
        .order_by(KnownBrowser.last_at.desc(), KnownBrowser.id.desc())
    )
    return [
        KnownRow(row.id, row.since, row.last_at, row.expires_at, row.id == this)
        for row in db.session.scalars(known)
    ]


def forget_old(*, now: datetime) -> None:
    """Delete sessions and known browsers a month after their end."""
    past = now - KEPT_FOR
    for table in (SignInSession, KnownBrowser):
        over = or_(table.ended_at < past, table.expires_at < past)
        db.session.execute(delete(table).where(over), execution_options=_UNWATCHED)


_UNWATCHED = {"synchronize_session": False}
