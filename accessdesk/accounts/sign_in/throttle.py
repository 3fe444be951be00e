"""Count the tries to sign in, of an account and of an address, and say when there are too many."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import case, update

from accessdesk.accounts.models import SignInLimit
from accessdesk.accounts.sign_in.secrets import keyed_hash
from accessdesk.db import conflict_insert, db

ACCOUNT_FAILURES = 5
ADDRESS_FAILURES = 30
LIMIT_SPAN = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Counted:
    """What tries are counted under: hashes, so that no e-mail and no address is kept."""

    account: str
    address: str


def counted_under(email: str, address: str, *, key: str) -> Counted:
    """The hashes of an e-mail and an address, which cannot be guessed back without the key."""
    return Counted(
        keyed_hash(key, "account", email.strip().lower()), keyed_hash(key, "address", address)
    )


def is_one_too_many(tries: Counted, *, now: datetime) -> bool:
    """Count one more try; whether the account or the address has had too many of late."""
    of_address = _count(tries.address, now) > ADDRESS_FAILURES
    return _count(tries.account, now) > ACCOUNT_FAILURES or of_address


def _count(key: str, now: datetime) -> int:
    """How many tries there are with this one; the row's lock makes it exact."""
    stale = SignInLimit.since < now - LIMIT_SPAN
    insert = conflict_insert(SignInLimit).values(key=key, since=now, failures=1)
    counted = insert.on_conflict_do_update(
        index_elements=["key"],
        set_={
            "failures": case((stale, 1), else_=SignInLimit.failures + 1),
            "since": case((stale, now), else_=SignInLimit.since),
        },
    ).returning(SignInLimit.failures)
    return db.session.execute(counted).scalar_one()


def forgive(tries: Counted) -> None:
    """Clear the account's failures and take back the one counted for the address."""
    limits = update(SignInLimit)
    db.session.execute(limits.where(SignInLimit.key == tries.account).values(failures=0))
    db.session.execute(
        limits.where(SignInLimit.key == tries.address, SignInLimit.failures > 0).values(
            failures=SignInLimit.failures - 1
        )
    )
