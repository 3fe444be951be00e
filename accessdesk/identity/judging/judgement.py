"""Judge whether what somebody shows is a valid ID at a site (R-GATE-3), and what is kept of it.

Pure: the facts, the site's ID profile and the site's local date in, a judgement out.
"""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from accessdesk.identity.document import ReadError, Unreadable
from accessdesk.identity.judging.issuers import (
    ORGANISATIONS,
    SPECIMENS,
    STATES,
    country_of,
    is_named_in,
)
from accessdesk.identity.judging.presented import GOVERNMENT_IDS, IdKind, PresentedId, Source


class NumberKept(StrEnum):
    """What a site keeps of a document's number (R-GATE-8)."""

    NOTHING = "nothing"
    LAST_FOUR = "last-four"
    KEYED_DIGEST = "keyed-digest"


class IdRefusal(StrEnum):
    """Why an ID does not do; the codes of the public contract."""

    UNREADABLE = "id-unreadable"
    NOT_ACCEPTED = "id-not-accepted"
    EXPIRED = "id-expired"


class Outcome(StrEnum):
    """What becomes of an ID."""

    ACCEPTED = "accepted"
    REVIEW = "review"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Judgement:
    """What was decided on an ID; `code` is None only where it is accepted."""

    outcome: Outcome
    code: IdRefusal | None
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class IdProfile:
    """What a site accepts as an ID, and what it keeps of it.

    Issuers are codes of ISO 3166 (NLD, NL, US-VA) or of ICAO 9303 (D, UNO); a state stands for
    its parts. No accepted issuers means every state.
    """

    kinds: frozenset[IdKind] = GOVERNMENT_IDS
    issuers: frozenset[str] = frozenset()
    refused_issuers: frozenset[str] = frozenset()
    scanning_lawful: bool = True
    keeps: NumberKept = NumberKept.NOTHING
    allow_specimens: bool = False
    requires_original: bool = True

    def __post_init__(self) -> None:
        if not self.kinds <= GOVERNMENT_IDS:
            raise ValueError("a site can accept government IDs only")


def read_profile(settings: Mapping[str, Any]) -> IdProfile:
    """Read a profile as a site's settings hold it; raises ValueError where it makes no sense.

    What is left out has its safe default, so an empty mapping is a valid profile.
    """
    if unknown := set(settings) - set(IdProfile.__slots__):
        raise ValueError(f"an ID profile has no {', '.join(sorted(unknown))}")
    values: dict[str, Any] = dict(settings)
    for name in ("kinds", "issuers", "refused_issuers"):
        if not isinstance(values.get(name, []), (list, tuple, set, frozenset)):
            raise ValueError(f"{name} must be a list")
    if "kinds" in values:
        values["kinds"] = frozenset(IdKind(kind) for kind in values["kinds"])
    for name in ("issuers", "refused_issuers"):
        if name in values:
            values[name] = frozenset(str(code) for code in values[name])
    if "keeps" in values:
        values["keeps"] = NumberKept(values["keeps"])
    for name in ("scanning_lawful", "allow_specimens", "requires_original"):
        if not isinstance(values.get(name, True), bool):
            raise ValueError(f"{name} must be true or false")
    return IdProfile(**values)


_UNREADABLE_WORDS: dict[ReadError, str] = {
    ReadError.CHECK_DIGIT: "A check digit does not hold: scan again, or type what is printed.",
    ReadError.LENGTH: "The scan has too few or too many characters: scan again, slowly.",
    ReadError.CHARSET: "The scan has characters that no ID has: clean the document and scan again.",
    ReadError.DATE: "A date on the ID cannot be read: type what is printed.",
    ReadError.UNKNOWN_FORMAT: "This is not an ID that the desk can read: type what is printed.",
    ReadError.INCOMPLETE: "Something is missing from the scan: scan the whole code again.",
    ReadError.SEPARATORS_LOST: "The scanner dropped control characters: see the scanner self-test.",
    ReadError.KEYBOARD_LAYOUT: "The scanner types for another keyboard: see the scanner self-test.",
}

_KIND_WORDS: dict[IdKind, str] = {
    IdKind.PASSPORT: "passport",
    IdKind.NATIONAL_ID: "national identity card",
    IdKind.DRIVING_LICENCE: "driving licence",
    IdKind.RESIDENCE_PERMIT: "residence permit",
    IdKind.VISA: "visa",
    IdKind.CREW_CERTIFICATE: "crew member certificate",
    IdKind.COPY: "copy or picture of an ID",
    IdKind.BADGE: "company badge",
    IdKind.OTHER: "document of an unknown kind",
}


def judge_document(
    facts: PresentedId | Unreadable, profile: IdProfile, *, today: date
) -> Judgement:
    """Whether an ID is valid at a site on `today`, the site's local date.

    It is valid through the printed day. An expiry that cannot be read is for the officer to
    review: unknown is never "not expired".
    """
    if isinstance(facts, Unreadable):
        return _refuse(IdRefusal.UNREADABLE, _UNREADABLE_WORDS[facts.error])
    if facts.source is Source.SCANNED and facts.valid_check_digits is False:
        return _refuse(IdRefusal.UNREADABLE, _UNREADABLE_WORDS[ReadError.CHECK_DIGIT])
    objection = (
        _object_to_kind(facts, profile)
        or _object_to_source(facts, profile)
        or _object_to_issuer(facts, profile)
    )
    if objection is not None:
        return _refuse(IdRefusal.NOT_ACCEPTED, objection)
    return _judge_expiry(facts, today)


def _refuse(code: IdRefusal, words: str) -> Judgement:
    return Judgement(Outcome.REFUSED, code, (words,))


def _object_to_kind(facts: PresentedId, profile: IdProfile) -> str | None:
    kind = _KIND_WORDS[facts.kind]
    if facts.kind not in GOVERNMENT_IDS:
        return (
            f"A {kind} is not a government ID: ask for a passport, identity card, driving licence "
            "or residence permit."
        )
    if facts.kind not in profile.kinds:
        accepted = ", ".join(sorted(_KIND_WORDS[each] for each in profile.kinds))
        return f"A {kind} is not accepted at this site. Accepted: {accepted}."
    return None


def _object_to_source(facts: PresentedId, profile: IdProfile) -> str | None:
    if profile.requires_original and not facts.original:
        return "Copies and pictures are not accepted: ask for the original document."
    if facts.source is Source.SCANNED and not profile.scanning_lawful:
        return "IDs may not be scanned at this site: type what is printed."
    return None


def _object_to_issuer(facts: PresentedId, profile: IdProfile) -> str | None:
    issuer = facts.issuer
    if issuer in SPECIMENS:
        return None if profile.allow_specimens else "This is a specimen, not an ID of a person."
    if is_named_in(issuer, profile.refused_issuers):
        return f"IDs issued by {issuer} are not accepted at this site."
    if profile.issuers:
        if is_named_in(issuer, profile.issuers):
            return None
        return f"IDs issued by {issuer or 'an unknown issuer'} are not accepted at this site."
    if issuer in ORGANISATIONS:
        return f"{issuer} is an organisation: an ID must be issued by a government."
    if country_of(issuer) not in STATES:
        return f"No state has the code “{issuer}”: ask for another ID."
    return None


def _judge_expiry(facts: PresentedId, today: date) -> Judgement:
    if facts.expires_on is None:
        words = "The expiry cannot be read: find it on the document, or ask for another ID."
        return Judgement(Outcome.REVIEW, IdRefusal.UNREADABLE, (words,))
    if facts.expires_on < today:
        words = f"The ID expired on {facts.expires_on:%-d %b %Y}: ask for a valid one."
        return _refuse(IdRefusal.EXPIRED, words)
    until = f"{facts.expires_on:%-d %b %Y}"
    words = f"A {_KIND_WORDS[facts.kind]} of {facts.issuer}, valid until {until}."
    return Judgement(Outcome.ACCEPTED, None, (words,))


_SHORTEST_KEY = 16
# The last four of a shorter number would be most of it.
_SHORTEST_NUMBER = 7


def number_to_keep(document_number: str, profile: IdProfile, *, key: bytes) -> str | None:
    """What a site keeps of a document number: nothing, its last four, or a keyed digest.

    The digest (HMAC-SHA256, hexadecimal) tells the same document again, and tells nothing to
    who lacks the key. Raises ValueError where a digest is wanted and the key is too short.
    """
    number = _plain_number(document_number)
    if profile.keeps is NumberKept.NOTHING or not number:
        return None
    if profile.keeps is NumberKept.LAST_FOUR:
        return number[-4:] if len(number) >= _SHORTEST_NUMBER else None
    return number_digest(document_number, key=key)


def number_digest(document_number: str, *, key: bytes) -> str:
    """Tell a document's number again, however it is spaced or cased, and never tell it.

    HMAC-SHA256, hexadecimal. Raises ValueError where the key is too short to hide anything.
    """
    if len(key) < _SHORTEST_KEY:
        raise ValueError("the key of document digests is too short")
    number = _plain_number(document_number)
    return hmac.new(key, b"document-number:" + number.encode(), hashlib.sha256).hexdigest()


def _plain_number(document_number: str) -> str:
    return "".join(sign for sign in document_number.upper() if sign.isalnum())
