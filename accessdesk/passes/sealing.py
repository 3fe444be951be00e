"""Keep a private key unreadable in the database, under the operator's secret."""

import secrets
from collections.abc import Iterable, Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
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


def _cipher(secret: str) -> AESGCM:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=_INFO).derive(secret.encode())
    return AESGCM(derived)
