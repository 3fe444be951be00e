"""Make what hangs on a letter: passes as pictures and as sheets to print, and calendar entries."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from urllib.parse import urlsplit

from accessdesk.config import Settings
from accessdesk.errors import Unavailable
from accessdesk.notifications.cases import Case, VisitFacts
from accessdesk.notifications.messages import Attachment, file_name
from accessdesk.notifications.post_room import PostRoom
from accessdesk.passes.documents import documents_of, sheets_pdf
from accessdesk.passes.qr import qr_png
from accessdesk.passes.queries import PassDetails
from accessdesk.passes.service import codes_of
from accessdesk.scheduling.calendar.ics import (
    CalendarEvent,
    Mailbox,
    Method,
    VisitStatus,
    invitation,
    visit_uid,
)
from accessdesk.service_requests.rules import Status

MOST_INVITATIONS = 10
MOST_SHEETS = 50


def passes_for(
    post: PostRoom, case: Case, passes: Iterable[PassDetails], now: datetime
) -> list[Attachment]:
    """Each pass as a picture, and all as sheets to print where PDFs can be made here."""
    shown = list(passes)
    operator, secrets = post.settings.operator_name, post.settings.secrets
    codes = codes_of(shown, issuer=operator, secrets=secrets, now=now)
    pictures = [
        Attachment(
            file_name(f"pass {number} {each.visitor}", "png"), "image/png", qr_png(codes[each.id])
        )
        for number, each in enumerate(shown, start=1)
    ]
    return [*_sheets(post, case, shown, codes, now), *pictures]


def _sheets(
    post: PostRoom,
    case: Case,
    passes: Sequence[PassDetails],
    codes: Mapping[int, str],
    now: datetime,
) -> list[Attachment]:
    if not post.settings.mail_sheets or not 0 < len(passes) <= MOST_SHEETS:
        return []
    papers = documents_of(passes, codes, now=now)
    try:
        content = sheets_pdf(papers, post.pages, operator_name=post.settings.operator_name, now=now)
    except Unavailable:
        return []  # The pictures do as well.
    return [Attachment(file_name(f"passes {case.sr.called}", "pdf"), "application/pdf", content)]


def invitations_for(
    settings: Settings,
    case: Case,
    guest: Mailbox,
    now: datetime,
    *,
    window_id: int | None = None,
    off: bool = False,
) -> list[Attachment]:
    """The calendar entries of the visits, or their withdrawal for whom it is off.

    Of a change to one window of several, only that visit's. Each is a message of its own that says
    in its type what to do (RFC 6047, section 2.4); a held visit that was moved is tentative.
    """
    if case.site is None:
        return []
    made = []
    for visit in _concerned(case, window_id)[:MOST_INVITATIONS]:
        entry = _entry(settings, case, visit, now, off=off)
        method = Method.CANCEL if entry.status is VisitStatus.CANCELLED else Method.REQUEST
        content = invitation(
            entry,
            organizer=Mailbox(settings.operator_name, settings.sender),
            guest=guest,
        )
        stem = file_name(f"visit {case.sr.called} {visit.occurrence}", "ics")
        kind = f"text/calendar; method={method.value}; charset=utf-8"
        made.append(Attachment(stem, kind, content))
    return made


def _concerned(case: Case, window_id: int | None) -> list[VisitFacts]:
    """The visits that a letter is about; in the order of their numbers, which never change."""
    if window_id is None:
        return sorted(case.visits, key=lambda visit: visit.occurrence)
    moved = {visit.occurrence for visit in case.every_visit if window_id in visit.window_ids}
    return [visit for visit in case.every_visit if visit.occurrence in moved]


def _entry(
    settings: Settings, case: Case, visit: VisitFacts, now: datetime, *, off: bool
) -> CalendarEvent:
    assert case.site is not None  # noqa: S101  # `invitations_for` makes sure of it.
    host = urlsplit(settings.base_url).hostname or "localhost"
    status = VisitStatus.CONFIRMED
    if off or visit.released or case.is_over:
        status = VisitStatus.CANCELLED
    elif case.sr.status is Status.AWAITING_APPROVAL:
        status = VisitStatus.TENTATIVE
    return CalendarEvent(
        uid=visit_uid(case.sr.reference, visit.occurrence, host),
        sequence=visit.sequence + case.sr.revision,
        changed_at=visit.changed_at or now,
        window=visit.window,
        zone=visit.zone,
        site=case.site.code,
        company=case.company,
        reference=case.sr.called,
        address=case.site.address,
        status=status,
    )
