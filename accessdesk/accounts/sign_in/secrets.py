"""Passwords and tokens: how they are made, hashed and compared.

A password is hashed beside the transaction, one at a time in a process: each hash takes 19 MiB.
"""

import hashlib
import hmac
import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from accessdesk.costly import NOTHING, Around, Bench, worked_out

TOKEN_PREFIX = "adk_"  # noqa: S105  # A mark for scanners, no secret.

# OWASP Password Storage Cheat Sheet: argon2id with 19 MiB, two passes, one lane.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_NOBODY = _HASHER.hash("a password that nobody has")


_HASHING = Bench("hashing", most=16)


def hash_password(password: str) -> str:
    """The argon2id hash of a password or a caller's phrase."""
    return worked_out(_HASHING, _hash, password)


def _hash(password: str) -> str:
    return _HASHER.hash(password)


def password_matches(password: str, stored: str | None, *, around: Around[bool] = NOTHING) -> bool:
    """Whether a password is the stored one; takes as long when none is stored.

    `around` counts the guess, for good; what it raises is raised here.
    """
    return worked_out(_HASHING, _matches, password, stored, around=around)


def _matches(password: str, stored: str | None) -> bool:
    try:
        return _HASHER.verify(stored or _NOBODY, password) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


def new_session_token() -> str:
    """Make the secret that a browser's cookie carries."""
    return secrets.token_urlsafe(32)


def new_api_token() -> str:
    """Make an API token; its prefix lets secret scanners find a leaked one."""
    return TOKEN_PREFIX + secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """The hash under which a token is stored; it has 256 bits, so no salt is needed."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def keyed_hash(key: str, *parts: str | bytes) -> str:
    """A hash that cannot be guessed back without the key, over parts kept apart."""
    digest = hmac.new(key.encode(), digestmod=hashlib.sha256)
    for part in parts:
        data = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        digest.update(len(data).to_bytes(8, "big") + data)
    return digest.hexdigest()
