"""Tell the landlord of a leased site who comes and when, and keep their answer (R-SA-4).

The link in a notice opens it without an account. It is made of the request and the operator's
secret, so nothing that opens it is stored.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from accessdesk.accounts.sign_in.marks import is_mark, mark_of
from accessdesk.errors import Conflict, Invalid, LinkEnded, NotFound
from accessdesk.notifications import wording
from accessdesk.notifications.cases import Case, get_case
from accessdesk.notifications.letters.letter import More, write
from accessdesk.notifications.messages import Letter, NotNeeded, one_line
from accessdesk.notifications.post_room import PostRoom
from accessdesk.scheduling.calendar.ics import Mailbox
from accessdesk.service_requests.queries import requests_by_id
from accessdesk.visits.around.landlord import find_landlord_state, take_note
from accessdesk.visits.rules import link_has_ended

LONGEST_NAME = 120
KIND = "landlord-notice"


def token_of(case: Case, secret: str) -> str:
    """The secret part of the link to a request's notice; after one was stopped, another."""
    return f"{case.sr.id}-{mark_of(secret, *_about(case))}"


def _about(case: Case) -> tuple[str, str, str, str]:
    """What the link is about: it ends with the landlord's address, and when it was stopped."""
    told = find_landlord_state(case.sr.id)
    stopped_at = told.link_stopped_at if told else None
    email = case.site.landlord_email if case.site else ""
    return KIND, case.sr.reference, email, stopped_at.isoformat() if stopped_at else ""


def to_landlord(post: PostRoom, case: Case) -> Letter | NotNeeded:
    """Write a notice with names and window while people are to come, else its withdrawal."""
    if case.site is None or not case.site.landlord_email:
        return NotNeeded("The site no longer has a landlord.")
    token = token_of(case, post.settings.secret)
    comes = case.admits
    present = [each.name for each in case.visitors if each.removed_at is None]
    more = More(
        facts=[("Visitors", ", ".join(present))] if comes else [],
        private_link=("Acknowledge", f"{post.settings.base_url}/landlord/{token}"),
    )
    to = Mailbox(f"Landlord of {case.site.name}", case.site.landlord_email)
    return write(post, case, _words(case, comes=comes), to, more, withdrawal=not comes)


def _words(case: Case, *, comes: bool) -> wording.Words:
    if not comes:
        return wording.LANDLORD_OFF
    told = find_landlord_state(case.sr.id)
    return wording.LANDLORD_CHANGE if told else wording.LANDLORD_NOTICE


@dataclass(frozen=True, slots=True)
class NoticePage:
    """What the landlord sees; names only while the people named are to come."""

    case: Case
    visitors: list[str]
    acknowledged_at: datetime | None
    acknowledged_by: str
    zone: str


def get_notice(token: str, *, secrets: Sequence[str], now: datetime) -> NoticePage:
    """Open a notice by its link.

    Raises NotFound for a link that we did not send or that was stopped, and LinkEnded a week
    after the last window.
    """
    request_id, _, mark = token.partition("-")
    number = int(request_id) if request_id.isdecimal() and len(request_id) < 19 else 0
    if not requests_by_id([number]):
        raise NotFound
    case, notice = get_case(number), find_landlord_state(number)
    if not is_mark(mark, secrets, *_about(case)) or case.site is None or notice is None:
        raise NotFound
    if link_has_ended(max(each.window.ends_at for each in case.every_visit), now=now):
        raise LinkEnded("The visit is over.", next_step="Nothing is left to do.")
    present = [each.name for each in case.visitors if each.removed_at is None]
    return NoticePage(
        case=case,
        visitors=present if case.admits else [],
        acknowledged_at=notice.acknowledged_at,
        acknowledged_by=notice.acknowledged_by,
        zone=case.site.zone,
    )


def acknowledge(token: str, name: str, *, secrets: Sequence[str], now: datetime) -> None:
    """Record that the landlord has taken note, and who did for them; once for each notice.

    Raises Invalid when no name is given, Conflict when it was acknowledged before.
    """
    page = get_notice(token, secrets=secrets, now=now)
    who = one_line(name)
    if not who or len(who) > LONGEST_NAME:
        raise Invalid(fields={"name": "Give your name, so that we know who took note."})
    if not take_note(page.case.sr, who, now=now):
        raise Conflict("This notice was acknowledged before.", code="already-acknowledged")
