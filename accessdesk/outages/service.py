"""Run an outage communication: open it, send notices, find a way out, and end it once (R-OUT).

A notice is a word on each request that the outage concerns, so it moves the very clocks that any
update moves; who is told is planned from the journal like every message.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import update

from accessdesk.accounts.rules import Actor
from accessdesk.db import claim, conflict_insert, db
from accessdesk.errors import Conflict, Invalid
from accessdesk.estate.queries import get_site_by_id
from accessdesk.journal.rules import Event
from accessdesk.outages.concerned import check_shared, concerned_by, named
from accessdesk.outages.drafts import Bridge, NoticeDraft, OutageDraft
from accessdesk.outages.models import Outage, OutageMember, OutageNotice
from accessdesk.outages.queries import (
    find_outage,
    is_in_open_outage,
    last_notice_of,
    requests_of,
)
from accessdesk.outages.rules import (
    BRIDGE,
    NoticeKind,
    Parts,
    Phase,
    faults_of_bridge,
    faults_of_parts,
    next_word_at,
)
from accessdesk.outages.wording import notice_words
from accessdesk.passes.hidden import hide
from accessdesk.scheduling.local_time import Moment, Twice, Which, read_time
from accessdesk.service_requests.recording import record_on
from accessdesk.service_requests.request import RequestFacts
from accessdesk.service_requests.rules import UpdateKind
from accessdesk.service_requests.updates import Word, say

EVENTS = {
    NoticeKind.FIRST: Event.OUTAGE_OPENED,
    NoticeKind.UPDATE: Event.OUTAGE_UPDATED,
    NoticeKind.RESOLUTION: Event.OUTAGE_RESOLVED,
}


def zone_of(sr: RequestFacts) -> str:
    """The zone in which times about a request are said."""
    return get_site_by_id(sr.site_id).zone if sr.site_id is not None else "UTC"


def read_parts(draft: NoticeDraft, zone: str, *, now: datetime) -> Parts:
    """Read the three parts of a notice; raises Invalid for what is missing (R-OUT-2)."""
    expected_at = None
    if draft.expected_at.strip():
        answer = read_time(draft.expected_at, zone)
        if isinstance(answer, Twice):
            answer = answer.pick(Which.SECOND)  # The later of two: nothing too early is promised.
        if not isinstance(answer, Moment):
            raise Invalid(fields={"expected_at": "Give a time that exists on the site's clock."})
        expected_at = answer.utc
    parts = Parts(draft.details.strip(), draft.impact.strip(), expected_at, draft.unknown)
    if faults := faults_of_parts(parts, now=now):
        raise Invalid("The notice is incomplete.", code="incomplete", fields=faults)
    return parts


def open_outage(actor: Actor, sr: RequestFacts, draft: OutageDraft, *, now: datetime) -> Outage:
    """Open the communication and send the first notice, within the response goal (R-OUT-1).

    Raises Invalid when a part is missing or at fault, Conflict when a request is part of an outage
    already.
    """
    requests = concerned_by(actor, sr, draft.others, now=now)
    parts = read_parts(draft.notice, zone_of(sr), now=now)
    phone, code = _read_bridge(draft.bridge)
    outage = Outage(
        opened_by_id=actor.user_id,
        opened_at=now,
        phase=Phase.ONGOING,
        notices=0,
        bridge_phone=phone,
        bridge_code=code,
        remedy_text="",
        validation="",
    )
    db.session.add(outage)
    db.session.flush()
    for each in requests:
        _join(outage, each, now)
    _send(actor, outage, NoticeKind.FIRST, parts, requests, now)
    return outage


def _join(outage: Outage, sr: RequestFacts, now: datetime) -> None:
    made = conflict_insert(OutageMember).values(
        outage_id=outage.id, request_id=sr.id, customer_id=sr.customer_id, joined_at=now
    )
    joined = made.on_conflict_do_nothing().returning(OutageMember.request_id)
    if db.session.scalar(joined) is None:
        raise Conflict(
            f"{sr.called}, or its customer, is part of an outage already.",
            code="outage-open",
            next_step="Go on with the outage that is open.",
        )


def get_open_outage(sr: RequestFacts) -> Outage:
    """The outage that goes on; raises Conflict when there is none, or it is over."""
    outage = find_outage(sr.id)
    if outage is None or outage.phase is Phase.RESOLVED:
        raise Conflict("No outage is open on this request.", code="no-outage")
    return outage


def check_free(sr: RequestFacts) -> None:
    """Refuse to end a request by itself while its outage goes on (R-OUT-5).

    Raises Conflict while it does.
    """
    if is_in_open_outage(sr.id):
        raise Conflict(
            "An outage is communicated on this request; it ends with the resolution notice.",
            code="outage-open",
            next_step="The service desk sends it once the way out is validated.",
        )


def add_request(actor: Actor, outage: Outage, called: str, *, now: datetime) -> None:
    """Let another customer's request share the outage; they are told what was said last.

    Raises Conflict when it, or its customer, is part of an outage already.
    """
    [new] = concerned_by(actor, named(actor, called, now), (), now=now)
    check_shared([*requests_of(outage.id), new])
    _join(outage, new, now)
    last = last_notice_of(outage)
    parts = Parts(last.details, last.impact, last.expected_at, last.expected_at is None)
    words = notice_words(
        NoticeKind.FIRST,
        parts,
        next_word_for([new], now=now),
        zone=zone_of(new),
        now=now,
    )
    tell(actor, outage, NoticeKind.FIRST, new, words, now=now)


def send_notice(
    actor: Actor, sr: RequestFacts, outage: Outage, draft: NoticeDraft, *, now: datetime
) -> None:
    """Send one more notice; an early one re-bases the cadence (R-OUT-3).

    Raises Invalid when a part is missing, or no time is given where no next word is due.
    """
    parts = read_parts(draft, zone_of(sr), now=now)
    _send(actor, outage, NoticeKind.UPDATE, parts, requests_of(outage.id), now)


def next_word_for(requests: Sequence[RequestFacts], *, now: datetime) -> datetime | None:
    """By when everybody concerned hears again."""
    return next_word_at([each.severity for each in requests], now=now)


def _send(
    actor: Actor,
    outage: Outage,
    kind: NoticeKind,
    parts: Parts,
    requests: Sequence[RequestFacts],
    now: datetime,
) -> None:
    next_word = next_word_for(requests, now=now)
    if parts.expected_at is None and next_word is None:
        raise Invalid(
            fields={"expected_at": "At this severity no next update is due: give a time."}
        )
    claim_notice(outage, {})
    keep_notice(actor, outage, kind, parts, next_word, now=now)
    for each in requests:
        words = notice_words(kind, parts, next_word, zone=zone_of(each), now=now)
        tell(actor, outage, kind, each, words, now=now)


def claim_notice(outage: Outage, values: Mapping[str, Any]) -> None:
    """Take the number of the next notice, unless somebody else just did (then Conflict)."""
    step = update(Outage).where(
        Outage.id == outage.id, Outage.phase == outage.phase, Outage.notices == outage.notices
    )
    taken = step.values(notices=outage.notices + 1, **values)
    if not claim(taken.execution_options(synchronize_session=False)):
        raise Conflict(
            "Somebody sent a notice, or moved the outage on, at the same moment.",
            code="notice-raced",
            next_step="Read it first; then send yours if it is still news.",
        )
    db.session.refresh(outage)


def keep_notice(
    actor: Actor,
    outage: Outage,
    kind: NoticeKind,
    parts: Parts,
    next_word: datetime | None,
    *,
    now: datetime,
) -> None:
    """Keep a notice under the number that was claimed for it."""
    db.session.add(
        OutageNotice(
            outage_id=outage.id,
            number=outage.notices,
            kind=kind,
            at=now,
            author_id=actor.user_id,
            details=parts.details,
            impact=parts.impact,
            expected_at=parts.expected_at,
            next_word_at=next_word,
        )
    )
    db.session.flush()


def tell(
    actor: Actor, outage: Outage, kind: NoticeKind, sr: RequestFacts, words: str, *, now: datetime
) -> None:
    """Put a notice on one request: its clocks move, and its audience is told from the journal."""
    facts = {"outage": outage.id, "notice": outage.notices}
    word = Word(words, kind=UpdateKind.OUTAGE)
    say(actor, sr, word, now=now, event=EVENTS[kind], facts=facts)


def set_bridge(actor: Actor, outage: Outage, bridge: Bridge, *, now: datetime) -> None:
    """Open, change or close the bridge call; the journal says that it changed, and no number.

    Raises Invalid when the number or the code is missing, Conflict when the outage is over.
    """
    phone, code = _read_bridge(bridge)
    step = update(Outage).where(Outage.id == outage.id, Outage.phase != Phase.RESOLVED)
    changed = step.values(bridge_phone=phone, bridge_code=code)
    if not claim(changed.execution_options(synchronize_session=False)):
        raise Conflict("The outage is over.", code="wrong-phase")
    db.session.refresh(outage)
    for each in requests_of(outage.id):
        record_on(
            each,
            Event.OUTAGE_BRIDGE_CHANGED,
            actor=actor.ref,
            now=now,
            outage=outage.id,
            there=bool(phone),
        )


def _read_bridge(bridge: Bridge) -> tuple[str, str]:
    phone, code = bridge.phone.strip(), bridge.code.strip()
    if faults := faults_of_bridge(phone, code):
        raise Invalid(fields=faults)
    return phone, hide([code], about=BRIDGE)[0] if code else ""
