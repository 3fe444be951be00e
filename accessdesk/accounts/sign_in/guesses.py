"""Count the guesses at a secret, and have whoever guesses wait longer each time (R-SEC-4).

A guess counts before it is looked at, so that of many at once each one counts; a right one is taken
back as soon as it was looked at. Both are kept whatever becomes of the act: who has the secret may
get a form wrong as often as they like. A guess counts for the secret's owner, for whoever guesses,
and for the two together, which is where waiting begins soonest: so nobody shuts an owner out by
guessing from elsewhere.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from math import ceil

from sqlalchemy import case, delete, null, select, update

from accessdesk.accounts.models import GuessTally
from accessdesk.accounts.recording import record_about
from accessdesk.accounts.sign_in.secrets import password_matches
from accessdesk.costly import Around
from accessdesk.db import claim, conflict_insert, db
from accessdesk.errors import TooMany
from accessdesk.journal.rules import Event

FREE_OF_PAIR = 5
FREE_OF_OWNER = 20
FREE_OF_GUESSER = 30
TOLD_AT = 5
FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(minutes=15)
FORGOTTEN_AFTER = timedelta(days=1)


class Secret(StrEnum):
    """What is guessed at."""

    PASSWORD = "password"  # noqa: S105  # Its name, no secret.
    CURRENT_PASSWORD = "current-password"  # noqa: S105
    PHRASE = "phrase"


@dataclass(frozen=True, slots=True)
class Tally:
    """What guesses are counted under, and how many are free of waiting.

    One that is `shared` counts guesses at many secrets: a right one takes itself back alone.
    """

    key: str
    free: int
    shared: bool = False


@dataclass(frozen=True, slots=True)
class Guess:
    """One guess: at what, at whose (None where nobody has it), and what it counts for."""

    secret: Secret
    owner: str | None
    tallies: tuple[Tally, ...]


def guess_at(secret: Secret, owner: str | None, *, whose: str, by: str) -> Guess:
    """A guess of somebody; `whose` and `by` tell owners and guessers apart and are kept as such."""
    return Guess(
        secret,
        owner,
        (
            Tally(f"{secret.value}/{whose}", FREE_OF_OWNER),
            Tally(f"{secret.value}/by/{by}", FREE_OF_GUESSER, shared=True),
            Tally(f"{secret.value}/{whose}/by/{by}", FREE_OF_PAIR),
        ),
    )


def guess_in_known_browser(owner: str, browser_id: int) -> Guess:
    """A guess at a password in a browser that its owner has signed in with: it counts alone."""
    tally = Tally(f"{Secret.PASSWORD.value}/browser/{browser_id}", FREE_OF_PAIR)
    return Guess(Secret.PASSWORD, owner, (tally,))


def pause_after(guesses: int, free: int) -> timedelta:
    """How long the next guess has to wait after so many: from the last free one on ever longer."""
    doublings = guesses - free
    return min(FIRST_PAUSE * 2 ** min(doublings, 10), LONGEST_PAUSE) if doublings >= 0 else _NONE


_NONE = timedelta()


def is_right(guess: Guess, secret: str, stored: str | None, *, now: datetime) -> bool:
    """Whether a guess is right; nothing of a right one counts, whatever else its act lacks.

    The owner is told when it is the fifth wrong one. Raises TooMany while whoever guesses has to
    wait; the guess is then neither looked at nor counted.
    """
    counted: Around[bool] = Around(
        first=lambda: take(guess, now=now),
        then=lambda right: (_forgive if right else _tell)(guess, now),
    )
    return password_matches(secret, stored, around=counted)


def take(guess: Guess, *, now: datetime) -> None:
    """Count a guess; raises TooMany while whoever guesses has to wait."""
    for tally in guess.tallies:
        _count(tally, now)


def _tell(guess: Guess, now: datetime) -> None:
    if guess.owner is not None and _is_to_be_told(guess.tallies[0], now):
        facts = {"secret": guess.secret.value, "tries": TOLD_AT}
        record_about(guess.owner, Event.USER_SECRET_TRIED, actor="nobody", now=now, **facts)


def _count(tally: Tally, now: datetime) -> None:
    """Count one more under a key, unless it has to wait; the row's lock makes it exact."""
    forgotten = GuessTally.last_at < now - FORGOTTEN_AFTER
    insert = conflict_insert(GuessTally).values(key=tally.key, guesses=1, last_at=now, open_at=now)
    counted = insert.on_conflict_do_update(
        index_elements=["key"],
        set_={
            "guesses": case((forgotten, 1), else_=GuessTally.guesses + 1),
            "told_at": case((forgotten, null()), else_=GuessTally.told_at),
            "last_at": now,
        },
        where=GuessTally.open_at <= now,
    ).returning(GuessTally.guesses)
    guesses = db.session.execute(counted).scalar()
    this = GuessTally.key == tally.key
    if guesses is None:
        open_at = db.session.scalars(select(GuessTally.open_at).where(this)).one()
        raise _wait(open_at - now)
    if pause := pause_after(guesses, tally.free):
        db.session.execute(update(GuessTally).where(this).values(open_at=now + pause))


def _wait(wait: timedelta) -> TooMany:
    return TooMany(
        f"There were too many wrong guesses. The next is looked at in {_words(wait)}.",
        wait=wait,
        next_step="Wait until then; each wrong one makes the wait longer.",
    )


def _words(wait: timedelta) -> str:
    seconds = ceil(wait.total_seconds())
    number, unit = (ceil(seconds / 60), "minute") if seconds > 60 else (seconds, "second")
    return f"{number} {unit}{'' if number == 1 else 's'}"


def _is_to_be_told(tally: Tally, now: datetime) -> bool:
    """Whether there are enough guesses to tell of, and nobody has told of them yet."""
    untold = update(GuessTally).where(
        GuessTally.key == tally.key, GuessTally.guesses >= TOLD_AT, GuessTally.told_at.is_(None)
    )
    return claim(untold.values(told_at=now))


def _forgive(guess: Guess, now: datetime) -> None:
    """Forget the wrong guesses before a right one; of those at many secrets that one alone."""
    own = [tally.key for tally in guess.tallies if not tally.shared]
    db.session.execute(delete(GuessTally).where(GuessTally.key.in_(own)))
    shared = [tally.key for tally in guess.tallies if tally.shared]
    one_back = update(GuessTally).where(GuessTally.key.in_(shared), GuessTally.guesses > 0)
    db.session.execute(one_back.values(guesses=GuessTally.guesses - 1, open_at=now))


def forget_old(*, now: datetime) -> None:
    """Forget the guesses of whoever has made none for a day."""
    old = delete(GuessTally).where(GuessTally.last_at < now - FORGOTTEN_AFTER)
    db.session.execute(old, execution_options={"synchronize_session": False})
