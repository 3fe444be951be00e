"""Keep what is secret unreadable in the database, under the operator's secret: keys and codes."""

import base64
import binascii
import secrets
from collections.abc import Iterable, Sequence
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, AESSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_NONCE_BYTES = 12
_INFO = b"accessdesk signing key 1"


def seal_private(private: bytes, *, secret: str, name: bytes) -> bytes:
    """Encrypt a private key (AES-256-GCM) so that it opens only with the secret and its name."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return nonce + _cipher(secret).encrypt(nonce, private, name)


def open_private(sealed: bytes, *, secrets: Iterable[str], name: bytes) -> bytes | None:
    """Decrypt a private key; None when it was sealed with another name, or none of the secrets."""
    for secret in secrets:
        try:
            return _cipher(secret).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], name)
        except (InvalidTag, ValueError):
            continue
    return None


def seal_anew(sealed: bytes, *, secrets: Sequence[str], name: bytes) -> bytes | None:
    """Seal a private key with the first of the secrets; None when none of them opens it."""
    private = open_private(sealed, secrets=secrets, name=name)
    return None if private is None else seal_private(private, secret=secrets[0], name=name)


def hide_code(code: str, key: AESSIV, *, about: str) -> str:
    """Encrypt a code so that the same one always gives the same text (AES-SIV, RFC 5297)."""
    return base64.b64encode(key.encrypt(code.encode(), [about.encode()])).decode()


def show_hidden(hidden: str, key: AESSIV, *, about: str) -> str | None:
    """Decrypt a code; None when it was hidden with another key, or about something else."""
    try:
        return key.decrypt(base64.b64decode(hidden, validate=True), [about.encode()]).decode()
    except (InvalidTag, ValueError, binascii.Error):
        return None


@lru_cache(maxsize=4)
def _cipher(secret: str) -> AESGCM:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=_INFO).derive(secret.encode())
    return AESGCM(derived)
