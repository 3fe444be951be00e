"""Make, rotate and look up the keys that sign passes (R-PASS-4)."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from weakref import WeakKeyDictionary

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Executable, select, text, update
from sqlalchemy.engine import Engine, Row

from accessdesk.db import conflict_insert, db
from accessdesk.errors import Unavailable
from accessdesk.journal.rules import Event
from accessdesk.journal.service import OPERATOR_STREAM, record
from accessdesk.passes.models import Pass, SigningKey
from accessdesk.passes.rules import KeyPurpose, PassState
from accessdesk.passes.token import (
    KID_BYTES,
    Fault,
    OpeningKey,
    PassClaims,
    SealingKey,
    TokenFault,
    open_token,
    opening_key,
    sealing_key,
)
from accessdesk.scheduling.booked import last_end
from accessdesk.sealing import open_private, seal_anew, seal_private

READ_AGAIN_AFTER = timedelta(minutes=1)
ASK_AGAIN_AFTER = timedelta(seconds=1)
MISSES_KEPT = 100

# Whoever issues shares the first, and rotating keys takes the second, which waits for them.
_HELD = text("LOCK TABLE signing_keys IN ROW SHARE MODE")
_ALONE = text("LOCK TABLE signing_keys IN EXCLUSIVE MODE")


@dataclass
class KeyRing:
    """One process's copy of the public keys.

    It is read again every minute, so that a rotation elsewhere is noticed, and at once
    for a key it does not know: but for the same one at most once a second, so that a
    stranger's code held before a scanner costs nothing.
    """

    keys: Mapping[bytes, OpeningKey] = field(default_factory=dict)
    read_at: datetime | None = None
    missed: dict[bytes, datetime] = field(default_factory=dict)

    def open(self, text: str, now: datetime) -> PassClaims | TokenFault:
        """Open a scanned text with the keys known here, or just made elsewhere."""
        if self.read_at is None or abs(now - self.read_at) >= READ_AGAIN_AFTER:
            self._read(now)
        known = self.keys
        opened = open_token(text, known)
        if isinstance(opened, PassClaims) or opened.code is not Fault.UNKNOWN_KEY:
            return opened
        if self._may_ask(opened.kid, now):
            self._read(now)
            # Noted only now, so that a desk that asks in the meantime reads for itself.
            self._note_missed(opened.kid, now)
        return opened if self.keys is known else open_token(text, self.keys)

    def _read(self, now: datetime) -> None:
        columns = select(SigningKey.kid, SigningKey.public, SigningKey.opens_until)
        rows = db.session.execute(columns.where(SigningKey.purpose == KeyPurpose.PASS)).all()
        self.keys = {
            bytes.fromhex(kid): opening_key(bytes.fromhex(kid), public, until)
            for kid, public, until in rows
        }
        self.read_at = now

    def _may_ask(self, kid: bytes, now: datetime) -> bool:
        asked_at = self.missed.get(kid)
        return asked_at is None or abs(now - asked_at) >= ASK_AGAIN_AFTER

    def _note_missed(self, kid: bytes, now: datetime) -> None:
        if len(self.missed) >= MISSES_KEPT:
            self.missed.clear()
        self.missed[kid] = now


def open_pass(text: str, *, now: datetime) -> PassClaims | TokenFault:
    """What a scanned text vouches for, or why it is not a pass of ours."""
    return _RINGS.setdefault(db.engine, KeyRing()).open(text, now)


# The keys of a database are known to this process once, however many ask.
_RINGS: WeakKeyDictionary[Engine, KeyRing] = WeakKeyDictionary()


def hold_keys() -> None:
    """Let no key retire until this transaction ends.

    Whoever issues passes holds them, so that a rotation waits for those passes and reckons with
    them. SQLite knows no such lock and needs none: it has one writer.
    """
    _lock(_HELD)


def _lock(statement: Executable) -> None:
    if db.engine.dialect.name == "postgresql":
        db.session.execute(statement)


def current_key(*, secrets: Sequence[str], now: datetime) -> SealingKey:
    """The key that signs, making the first one if there is none.

    `secrets` are the operator's, newest first. Raises Unavailable when it was sealed with none.
    """
    row = _find_current()
    if row is None:
        _make_key(secrets[0], now)
        row = _find_current()
    if row is None:
        raise Unavailable("There is no signing key, and none could be made.")
    kid = bytes.fromhex(row.kid)
    private = open_private(row.sealed or b"", secrets=secrets, name=kid)
    if private is None:
        raise Unavailable(
            "The signing key cannot be read with this ACCESSDESK_SECRET_KEY.",
            next_step="Restore the secret, name it as ACCESSDESK_SECRET_KEY_BEFORE, or rotate the "
            "keys: passes already out stay valid.",
        )
    return sealing_key(kid, row.public, private)


def make_first_key(*, secret: str, now: datetime) -> None:
    """Make the key that signs, where there is none yet: so that no page has to write one."""
    if _find_current() is None:
        _make_key(secret, now)


def rotate_keys(*, actor: str, secret: str, now: datetime) -> str:
    """Retire the key that signs and make a new one; returns the name of the one that now signs.

    The retired key's private half is destroyed. Its public half opens the passes it may have
    signed, until the last of their windows has ended, and nothing later. Raises Unavailable when no
    key could be made.
    """
    retired = _retire_current(now)
    made = _make_key(secret, now)
    row = _find_current()
    if row is None:
        raise Unavailable("No new signing key could be made.")
    if made:
        record(
            Event.PASS_KEY_ROTATED,
            stream=OPERATOR_STREAM,
            subject=f"key/{row.kid}",
            at=now,
            actor=actor,
            facts={"retired": retired, "public": row.public.hex()},
        )
    return str(row.kid)


def reseal_key(*, secrets: Sequence[str]) -> bool:
    """Seal the key that signs with the newest of the secrets; False when none of them opens it."""
    row = _find_current()
    if row is None or row.sealed is None:
        return True
    sealed = seal_anew(row.sealed, secrets=secrets, name=bytes.fromhex(row.kid))
    if sealed is None:
        return False
    ours = update(SigningKey).where(SigningKey.kid == row.kid, SigningKey.sealed == row.sealed)
    db.session.execute(ours.values(sealed=sealed))
    return True


def _find_current() -> Row[str, bytes, bytes | None] | None:
    query = select(SigningKey.kid, SigningKey.public, SigningKey.sealed).where(
        SigningKey.purpose == KeyPurpose.PASS, SigningKey.retired_at.is_(None)
    )
    return db.session.execute(query).first()


def _make_key(secret: str, now: datetime) -> bool:
    """Insert a key unless one signs already; returns whether we did."""
    private = Ed25519PrivateKey.generate()
    public = private.public_key().public_bytes_raw()
    kid = hashlib.sha256(public).digest()[:KID_BYTES]
    values = {
        "kid": kid.hex(),
        "purpose": KeyPurpose.PASS,
        "public": public,
        "sealed": seal_private(private.private_bytes_raw(), secret=secret, name=kid),
        "created_at": now,
    }
    # RETURNING tells whose row it is; PostgreSQL's driver gives no row count beside it.
    made = conflict_insert(SigningKey).values(values).on_conflict_do_nothing()
    return db.session.execute(made.returning(SigningKey.id)).first() is not None


def _retire_current(now: datetime) -> str | None:
    query = select(SigningKey.id, SigningKey.kid).where(
        SigningKey.purpose == KeyPurpose.PASS, SigningKey.retired_at.is_(None)
    )
    current = db.session.execute(query).first()
    if current is None:
        return None
    _lock(_ALONE)
    # A statement of its own, so that it sees the passes that the lock made us wait for.
    ends_at = last_end(select(Pass.window_id).where(Pass.state == PassState.ISSUED), now=now)
    db.session.execute(
        update(SigningKey)
        .where(SigningKey.id == current.id, SigningKey.retired_at.is_(None))
        .values(retired_at=now, sealed=None, opens_until=ends_at or now)
    )
    return str(current.kid)
