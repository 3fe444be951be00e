"""Seal a pass into the text of its QR code, and open what a scanner read (R-PASS-1, R-PASS-2).

The text is `AD1:` and base45 (RFC 9285) over a CWT (RFC 8392) in COSE_Sign1 (RFC 9052)
with Ed25519. Sealing is deterministic, so no token is ever stored.

Measured on one core: `open_token` takes about 210 µs, of which OpenSSL's Ed25519 itself is
120 µs, base45 30 µs and `cwt` 15 µs, since its key object is kept; `seal` takes 120 µs.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import cbor2
from base45 import b45decode, b45encode
from cwt import COSE, COSEKey, CWTError
from cwt.cose_key_interface import COSEKeyInterface

from accessdesk.passes.keyboards import is_of_other_keys, readings

PREFIX = "AD1:"
KID_BYTES = 4
SERIAL_BYTES = 10
LONGEST_TEXT = 3000
LONGEST_COMPANY = 40

_EDDSA = -8
_SIGNATURE_BYTES = 64
_ISS, _SUB, _AUD, _EXP, _NBF, _IAT, _CTI = 1, 2, 3, 4, 5, 6, 7
_VISIT = -65537  # The first label that RFC 8392 section 9.1 leaves to private use.
_COSE = COSE.new()

# COSE_Sign1 (tag 18, four items), the protected header {alg: EdDSA, kid: 4 bytes}, and
# no unprotected header. All but the kid and the payload is the same in every pass.
_BEFORE_KID = bytes.fromhex("d28449a201270444")
_AFTER_KID = b"\xa0"
_BEFORE_SIGNATURE = b"\x58\x40"


class Fault(StrEnum):
    """Why a text is not a pass of ours; the value is the refusal's code."""

    UNKNOWN = "unknown"
    UNKNOWN_KEY = "unknown-key"
    FORGED = "forged"
    KEYBOARD = "keyboard-layout"


@dataclass(frozen=True, slots=True)
class TokenFault:
    """The answer to a text that does not open; `kid` is the key it named, if it named one."""

    code: Fault
    kid: bytes = b""


@dataclass(frozen=True, slots=True)
class PassFacts:
    """What a pass says: who may enter where, when, and for which request.

    `serial` is 20 hex digits; moments are exact to the second. A company's name longer
    than 40 characters is cut, since the visitor's name has to fit whole.
    """

    issuer: str
    serial: str
    site: str
    visitor: str
    company: str
    number: str
    issued_at: datetime
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class PassClaims:
    """What an opened pass says, and the key that vouches for it."""

    facts: PassFacts
    kid: bytes


@dataclass(frozen=True, slots=True)
class SealingKey:
    """A private key with the name that passes carry."""

    kid: bytes
    cose: COSEKeyInterface


@dataclass(frozen=True, slots=True)
class OpeningKey:
    """A public key; a retired one opens only passes that end by `until` (R-PASS-4)."""

    cose: COSEKeyInterface
    until: datetime | None = None


def sealing_key(kid: bytes, public: bytes, private: bytes) -> SealingKey:
    """Make a signing key of its raw Ed25519 halves, 32 bytes each."""
    return SealingKey(kid, COSEKey.new({1: 1, 2: kid, 3: _EDDSA, -1: 6, -2: public, -4: private}))


def opening_key(kid: bytes, public: bytes, until: datetime | None = None) -> OpeningKey:
    """Make a verification key of its raw Ed25519 public half, 32 bytes."""
    return OpeningKey(COSEKey.new({1: 1, 2: kid, 3: _EDDSA, -1: 6, -2: public}), until)


def seal(facts: PassFacts, key: SealingKey) -> str:
    """The text of the QR code; the same facts and key give the same text."""
    claims = {
        _ISS: facts.issuer,
        _SUB: facts.visitor,
        _AUD: facts.site,
        _EXP: int(facts.ends_at.timestamp()),
        _NBF: int(facts.starts_at.timestamp()),
        _IAT: int(facts.issued_at.timestamp()),
        _CTI: bytes.fromhex(facts.serial),
        _VISIT: [facts.number, facts.company[:LONGEST_COMPANY]],
    }
    header = {1: _EDDSA, 4: key.kid}
    sealed = _COSE.encode_and_sign(cbor2.dumps(claims), key.cose, header, {})
    return PREFIX + str(b45encode(sealed), "ascii")


def open_token(text: str, keys: Mapping[bytes, OpeningKey]) -> PassClaims | TokenFault:
    """What a scanned text vouches for, or why it is not a pass of ours.

    A keyboard of another layout is undone where the pass then verifies. Time, site and revocation
    are the gate's to judge. Raises nothing, whatever the text.
    """
    code = _as_printed(text)
    if code.startswith(PREFIX):
        return _open(code, keys)
    fault = TokenFault(Fault.KEYBOARD if is_of_other_keys(text) else Fault.UNKNOWN)
    for reading in readings(text):
        opened = _open(reading, keys)
        if isinstance(opened, PassClaims):
            return opened
        fault = opened if opened.kid else fault
    return fault


def _open(code: str, keys: Mapping[bytes, OpeningKey]) -> PassClaims | TokenFault:
    data = _decode_base45(code[len(PREFIX) :])
    kid = _kid_of(data)
    if kid is None:
        return TokenFault(Fault.FORGED)
    key = keys.get(kid)
    if key is None:
        return TokenFault(Fault.UNKNOWN_KEY, kid)
    try:
        facts = _facts(cbor2.loads(_COSE.decode(data, key.cose)))
    except (CWTError, cbor2.CBORDecodeError, LookupError, TypeError, ValueError, OverflowError):
        return TokenFault(Fault.FORGED, kid)
    if key.until is not None and facts.ends_at > key.until:
        return TokenFault(Fault.UNKNOWN_KEY, kid)
    return PassClaims(facts, kid)


def _as_printed(text: str) -> str:
    """Undo what a wedge scanner may do to a text.

    That is blanks around it, the letters' case (base45 has capitals only), and the
    symbology identifier of a QR code, `]Q` and a digit (ISO/IEC 15424), before it.
    """
    text = text.strip()
    if not text.isascii():
        return ""
    text = text.upper()
    return text[3:] if text.startswith("]Q") else text


def _decode_base45(text: str) -> bytes:
    if len(text) > LONGEST_TEXT:
        return b""
    try:
        return bytes(b45decode(text))
    except ValueError:
        return b""


def _kid_of(data: bytes) -> bytes | None:
    """The key's name if the envelope is spelled exactly as `seal` spells it.

    A COSE signature does not cover the envelope: the same claims could be spelled in many
    ways that all verify. Only ours is taken, so no changed text opens, and no parser ever
    sees a structure that a stranger made up.
    """
    kid = data[len(_BEFORE_KID) : len(_BEFORE_KID) + KID_BYTES]
    start = _BEFORE_KID + kid + _AFTER_KID
    payload_end = len(data) - _SIGNATURE_BYTES - len(_BEFORE_SIGNATURE)
    head = _byte_string_head(payload_end - len(start))
    if head is None or not data.startswith(start + head):
        return None
    return kid if data[payload_end:].startswith(_BEFORE_SIGNATURE) else None


def _byte_string_head(whole: int) -> bytes | None:
    """The shortest CBOR head (RFC 8949 section 3) of a byte string `whole` bytes long."""
    if 24 <= whole - 2 < 256:
        return bytes([0x58, whole - 2])
    if 256 <= whole - 3 < 65536:
        return b"\x59" + (whole - 3).to_bytes(2, "big")
    return None


def _facts(claims: dict[int, Any]) -> PassFacts:
    number, company = claims[_VISIT]
    return PassFacts(
        issuer=claims[_ISS],
        serial=claims[_CTI].hex(),
        site=claims[_AUD],
        visitor=claims[_SUB],
        company=company,
        number=number,
        issued_at=_moment(claims[_IAT]),
        starts_at=_moment(claims[_NBF]),
        ends_at=_moment(claims[_EXP]),
    )


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, tz=UTC)
