"""Passes and keys that the tests of this folder share."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from accessdesk.passes.token import (
    OpeningKey,
    PassFacts,
    SealingKey,
    opening_key,
    sealing_key,
)

START = datetime(2026, 12, 1, 8, 0, tzinfo=UTC)
FACTS = PassFacts(
    issuer="Microsoft",
    serial="00112233445566778899",
    site="AMS1",
    visitor="Jürgen Müller",
    company="Fiberworks BV",
    number="R-2026-000123",
    issued_at=START - timedelta(days=3),
    starts_at=START,
    ends_at=START + timedelta(hours=3),
)


def make_facts(**changes: Any) -> PassFacts:
    return replace(FACTS, **changes)


def make_keys(kid: bytes, seed: int = 1) -> tuple[SealingKey, dict[bytes, OpeningKey]]:
    private = Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32)
    public = private.public_key().public_bytes_raw()
    sealing = sealing_key(kid, public, private.private_bytes_raw())
    return sealing, {kid: opening_key(kid, public)}
