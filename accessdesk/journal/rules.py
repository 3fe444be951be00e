"""Decide what a journal entry says, byte for byte, and how entries are bound to each other."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import TypeAlias

JsonValue: TypeAlias = "bool | int | str | Sequence[JsonValue] | Mapping[str, JsonValue] | None"
Facts: TypeAlias = Mapping[str, JsonValue]

VERSION = 1
GREATEST_INTEGER = 2**53 - 1
SALT_BYTES = 32
LEAF = b"\x00"
LINK = b"\x01"
GENESIS = b"\x02"

# A tag that says "password" or "token" is not one.
# ruff: noqa: S105


class Event(StrEnum):
    """What can happen, as the audit trail says it; a value never changes its meaning."""

    REQUEST_SUBMITTED = "request.submitted"
    REQUEST_REFUSED = "request.refused"
    REQUEST_APPROVED = "request.approved"
    REQUEST_REJECTED = "request.rejected"
    REQUEST_SCHEDULED = "request.scheduled"
    REQUEST_HELD = "request.held"
    REQUEST_RESCHEDULED = "request.rescheduled"
    REQUEST_CANCELLED = "request.cancelled"
    REQUEST_SEVERITY_CHANGED = "request.severity-changed"
    REQUEST_UPDATED = "request.updated"
    REQUEST_RESOLVED = "request.resolved"
    REQUEST_RESTORED = "request.restored"
    REQUEST_ARCHIVED = "request.archived"
    REQUEST_ACCEPTED = "request.accepted"
    REQUEST_STARTED = "request.started"
    REQUEST_CONFIRMED = "request.confirmed"
    REQUEST_CONTESTED = "request.contested"
    REQUEST_RATED = "request.rated"
    REQUEST_REROUTED = "request.rerouted"
    REQUEST_FOLLOWED_UP = "request.followed-up"
    REQUEST_OWNED = "request.owned"
    REQUEST_HANDED = "request.handed"
    REQUEST_READ = "request.read"
    REQUEST_NUMBERED = "request.numbered"
    COMMITMENT_AGREED = "commitment.agreed"
    COMMITMENT_MET = "commitment.met"
    COMMITMENT_MISSED = "commitment.missed"
    COMMITMENT_COMING_DUE = "commitment.coming-due"
    WORK_CLAIMED = "work.claimed"
    WORK_HANDED_OVER = "work.handed-over"
    WORK_LOGGED = "work.logged"
    WORK_STOPPED = "work.stopped"
    WORK_NEAR_MISS = "work.near-miss"
    WORK_IDENTIFIED = "work.identified"
    WORK_QUESTION_ASKED = "work.question-asked"
    WORK_QUESTION_ANSWERED = "work.question-answered"
    REQUEST_DETAILS_CHANGED = "request.details-changed"
    VISITOR_ADDED = "visitor.added"
    VISITOR_DROPPED = "visitor.dropped"
    VISITOR_ADDRESS_CHANGED = "visitor.address-changed"
    VISITOR_PHONE_CHANGED = "visitor.phone-changed"
    VISITOR_NAME_CONFIRMED = "visitor.name-confirmed"
    VISITOR_PASS_RESENT = "visitor.pass-resent"
    VISITOR_PASS_HANDED_OVER = "visitor.pass-handed-over"
    VISITOR_CORRECTED = "visitor.corrected"
    VISITOR_REPLACED = "visitor.replaced"
    VISITOR_PASS_RENEWED = "visitor.pass-renewed"
    PASS_ISSUED = "pass.issued"
    PASS_REISSUED = "pass.reissued"
    PASS_REVOKED = "pass.revoked"
    PASS_KEY_ROTATED = "pass.key-rotated"
    SECRET_RESEALED = "secret.resealed"
    GATE_SCANNED = "gate.scanned"
    GATE_REFUSED = "gate.refused"
    GATE_ADMITTED = "gate.admitted"
    GATE_DEPARTED = "gate.departed"
    GATE_CORRECTED = "gate.corrected"
    GATE_UNDONE = "gate.undone"
    USER_SIGNED_IN = "user.signed-in"
    USER_SIGN_IN_REFUSED = "user.sign-in-refused"
    USER_SECRET_TRIED = "user.secret-tried"
    USER_SIGNED_OUT = "user.signed-out"
    USER_PASSWORD_CHANGED = "user.password-changed"
    USER_PHRASE_CHANGED = "user.phrase-changed"
    USER_TELEPHONE_CHANGED = "user.telephone-changed"
    USER_REMOVED = "user.removed"
    TOKEN_CREATED = "token.created"
    TOKEN_REVOKED = "token.revoked"
    ACCESS_REFUSED = "access.refused"
    SITE_POLICY_CHANGED = "site.policy-changed"
    SITE_CLOSURES_ADDED = "site.closures-added"
    SITE_CLOSURE_REMOVED = "site.closure-removed"
    WINDOW_CANCELLED = "window.cancelled"
    WINDOW_PROPOSED = "window.proposed"
    PROPOSAL_DECLINED = "proposal.declined"
    EMERGENCY_REVIEWED = "emergency.reviewed"
    ESCORT_TAKEN = "escort.taken"
    ESCORT_HANDED_BACK = "escort.handed-back"
    VISITOR_NO_SHOW = "visitor.no-show"
    VISITOR_OVERSTAYED = "visitor.overstayed"
    LANDLORD_NOTIFIED = "landlord.notified"
    LANDLORD_NOT_REACHED = "landlord.not-reached"
    LANDLORD_ACKNOWLEDGED = "landlord.acknowledged"
    LANDLORD_LINK_STOPPED = "landlord.link-stopped"
    OUTAGE_OPENED = "outage.opened"
    OUTAGE_UPDATED = "outage.updated"
    OUTAGE_BRIDGE_CHANGED = "outage.bridge-changed"
    OUTAGE_MENDED = "outage.mended"
    OUTAGE_FELL_BACK = "outage.fell-back"
    OUTAGE_VALIDATED = "outage.validated"
    OUTAGE_RESOLVED = "outage.resolved"
    MESSAGE_TOLD_OTHERWISE = "message.told-otherwise"
    AUDIENCE_DESIGNATED = "audience.designated"
    AUDIENCE_WITHDRAWN = "audience.withdrawn"
    WEBHOOK_OPENED = "webhook.opened"
    WEBHOOK_ROTATED = "webhook.rotated"
    WEBHOOK_TAKEN_OVER = "webhook.taken-over"
    WEBHOOK_ENDED = "webhook.ended"
    CALENDAR_OPENED = "calendar.opened"
    CALENDAR_REVOKED = "calendar.revoked"
    CUSTOMER_TERMS_CHANGED = "customer.terms-changed"
    ESTATE_APPLIED = "estate.applied"
    JOURNAL_CHECKPOINT = "journal.checkpoint"
    PERSONAL_ERASED = "personal.erased"


def _ordered(value: JsonValue) -> JsonValue:
    if isinstance(value, Mapping):
        if not all(isinstance(key, str) for key in value):
            message = f"a key that is not text cannot be recorded: {list(value)!r}"
            raise TypeError(message)
        return {key: _ordered(value[key]) for key in sorted(value, key=_utf16)}
    if isinstance(value, (list, tuple)):
        return [_ordered(item) for item in value]
    if isinstance(value, int) and abs(value) > GREATEST_INTEGER:
        message = f"an integer beyond 2^53 cannot be recorded: {value}"
        raise ValueError(message)
    if value is None or isinstance(value, (bool, int, str)):
        return value
    message = f"this cannot be recorded as JSON: {value!r}"
    raise TypeError(message)


def _utf16(key: str) -> bytes:
    return key.encode("utf-16-be")


def find_event(text: str) -> Event | None:
    """The event that an entry names; None for one that another version of ours wrote."""
    return Event(text) if text in _EVENTS else None


_EVENTS = frozenset(Event)


def canonical_json(value: JsonValue) -> str:
    """Write a value in the one way that has one set of bytes (RFC 8785, without fractions).

    Raises TypeError for what JSON or the journal does not know (floats, dates), ValueError for
    integers beyond 2^53 and for text that has no UTF-8 form (lone surrogates).
    """
    text = json.dumps(_ordered(value), ensure_ascii=False, separators=(",", ":"))
    text.encode()
    return text


def moment_text(at: datetime) -> str:
    """Write a moment as every entry does: UTC, microseconds, Z; a naive one is refused."""
    if at.tzinfo is None:
        message = f"a naive datetime cannot be recorded: {at!r}"
        raise ValueError(message)
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def entry_body(
    event: Event,
    *,
    stream: str,
    subject: str,
    at: datetime,
    actor: str,
    facts: Facts,
    commitment: bytes | None = None,
) -> str:
    """The text of an entry, as it is hashed; of personal data it holds a commitment only."""
    body: dict[str, JsonValue] = {
        "v": VERSION,
        "stream": stream,
        "event": event.value,
        "at": moment_text(at),
        "actor": actor,
        "subject": subject,
        "facts": facts,
    }
    if commitment is not None:
        body["commitment"] = commitment.hex()
    return canonical_json(body)


def genesis_hash(stream: str) -> bytes:
    """The hash that the first entry of a stream follows; each stream has its own."""
    return hashlib.sha256(GENESIS + stream.encode()).digest()


def leaf_hash(body: bytes) -> bytes:
    """Hash an entry's text; the prefix keeps a leaf from passing for a link (RFC 6962, 2.1)."""
    return hashlib.sha256(LEAF + body).digest()


def link_hash(seq: int, prev_hash: bytes, leaf: bytes) -> bytes:
    """Bind a leaf to its place in the stream and to all that came before."""
    return hashlib.sha256(LINK + seq.to_bytes(8, "big") + prev_hash + leaf).digest()


def entry_hash(seq: int, prev_hash: bytes, body: bytes) -> bytes:
    """The hash of an entry at its place, after the entry with `prev_hash`."""
    return link_hash(seq, prev_hash, leaf_hash(body))


@dataclass(frozen=True, slots=True)
class Personal:
    """What is said of somebody, and the key by which it can be erased (`visitor/31`)."""

    person: str
    facts: Facts

    def __post_init__(self) -> None:
        if not self.person:
            message = "personal facts need the person whom they can be erased by"
            raise ValueError(message)


def personal_content(person: str, personal: Facts) -> str:
    """Write personal facts together with whose they are, so that both are committed to."""
    return canonical_json({"person": person, "facts": personal})


def commitment(salt: bytes, content: bytes) -> bytes:
    """Commit to personal content; without the salt nobody can guess their way back to it."""
    return hashlib.sha256(salt + content).digest()
