"""Tell the landlord of a leased site who comes and when, and keep their answer (R-SA-4).

The link in a notice opens it without an account. It is made of the request and the operator's
secret, so nothing that opens it is stored.
"""

import hmac
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from accessdesk.accounts.sign_in.secrets import keyed_hash
from accessdesk.db import conflict_insert, db, rows_changed
from accessdesk.errors import Conflict, Invalid, NotFound
from accessdesk.journal.rules import Event
from accessdesk.notifications import wording
from accessdesk.notifications.cases import Case, get_case
from accessdesk.notifications.letters.writing import settings, write
from accessdesk.notifications.messages import Letter, NotNeeded, one_line
from accessdesk.service_requests.models import ServiceRequest
from accessdesk.service_requests.recording import record_on
from accessdesk.visits.models import LandlordNotice

LONGEST_NAME = 120
ACTOR = "landlord"


def token_of(request_id: int, reference: str) -> str:
    """The secret part of the link to a request's notice."""
    mark = keyed_hash(settings().secret, "landlord-notice", reference)
    return f"{request_id}-{mark[:40]}"


def to_landlord(case: Case) -> Letter | NotNeeded:
    """Write a notice with names and window while people are to come, else its withdrawal."""
    if case.site is None or not case.site.landlord_email:
        return NotNeeded("The site no longer has a landlord.")
    token = token_of(case.sr.id, case.sr.reference)
    comes = case.admits
    present = [each.name for each in case.visitors if each.removed_at is None]
    return write(
        case,
        _words(case, comes=comes),
        name=f"Landlord of {case.site.name}",
        address=case.site.landlord_email,
        facts=[("Visitors", ", ".join(present))] if comes else [],
        link=("Acknowledge", f"{settings().base_url}/landlord/{token}"),
        withdrawal=not comes,
    )


def _words(case: Case, *, comes: bool) -> wording.Words:
    if not comes:
        return wording.LANDLORD_OFF
    told = find_notice(case.sr.id)
    return wording.LANDLORD_CHANGE if told else wording.LANDLORD_NOTICE


def find_notice(request_id: int) -> LandlordNotice | None:
    """Find what the landlord was told of a request last; None before the notice has gone out."""
    return db.session.scalar(select(LandlordNotice).where(LandlordNotice.request_id == request_id))


def keep_told(request_id: int, *, withdrawn: bool, now: datetime) -> None:
    """Keep that a notice has gone out, and ask for an acknowledgement of it anew."""
    values = {
        "told_at": now,
        "withdrawn": withdrawn,
        "acknowledged_at": None,
        "acknowledged_by": "",
    }
    made = conflict_insert(LandlordNotice).values(request_id=request_id, **values)
    db.session.execute(made.on_conflict_do_update(index_elements=["request_id"], set_=values))
    sr = db.session.get_one(ServiceRequest, request_id)
    record_on(sr, Event.LANDLORD_NOTIFIED, actor="system", now=now, withdrawn=withdrawn)


@dataclass(frozen=True, slots=True)
class NoticePage:
    """What the landlord sees; names only while the people named are to come."""

    case: Case
    visitors: list[str]
    acknowledged_at: datetime | None
    acknowledged_by: str
    zone: str


def get_notice(token: str) -> NoticePage:
    """Open a notice by its link; raises NotFound for any that we did not send."""
    request_id, _, _ = token.partition("-")
    number = int(request_id) if request_id.isdecimal() and len(request_id) < 19 else 0
    reference = db.session.scalar(
        select(ServiceRequest.reference).where(ServiceRequest.id == number)
    )
    if reference is None or not _same(token, token_of(number, reference)):
        raise NotFound
    case, notice = get_case(number), find_notice(number)
    if case.site is None or notice is None:
        raise NotFound
    present = [each.name for each in case.visitors if each.removed_at is None]
    return NoticePage(
        case=case,
        visitors=present if case.admits else [],
        acknowledged_at=notice.acknowledged_at,
        acknowledged_by=notice.acknowledged_by,
        zone=case.site.zone,
    )


def _same(given: str, wanted: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "surrogatepass"), wanted.encode())


def acknowledge(token: str, name: str, *, now: datetime) -> None:
    """Record that the landlord has taken note, and who did for them; once for each notice.

    Raises Invalid when no name is given, Conflict when it was acknowledged before.
    """
    page = get_notice(token)
    who = one_line(name)
    if not who or len(who) > LONGEST_NAME:
        raise Invalid(fields={"name": "Give your name, so that we know who took note."})
    changed = rows_changed(
        update(LandlordNotice)
        .where(
            LandlordNotice.request_id == page.case.sr.id, LandlordNotice.acknowledged_at.is_(None)
        )
        .values(acknowledged_at=now, acknowledged_by=who)
        .execution_options(synchronize_session=False)
    )
    if not changed:
        raise Conflict("This notice has been acknowledged already.", code="already-acknowledged")
    record_on(
        page.case.sr,
        Event.LANDLORD_ACKNOWLEDGED,
        actor=ACTOR,
        now=now,
        personal={"name": who},
        person=f"request/{page.case.sr.reference}",
    )
