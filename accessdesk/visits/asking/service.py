"""Ask for site access: take in a complete request, book its window, issue its passes."""

from datetime import datetime

from accessdesk.accounts.rules import Actor
from accessdesk.estate.queries import SiteFacts
from accessdesk.estate.rules import Approval
from accessdesk.estate.sites import lock_site
from accessdesk.passes.service import PassWindow
from accessdesk.passes.service import issue as issue_passes
from accessdesk.scheduling.recurrence.series import book_series
from accessdesk.scheduling.service import Reservation, book
from accessdesk.scheduling.windows import Places, Window
from accessdesk.service_requests.request import RequestFacts
from accessdesk.service_requests.rules import Action, Kind
from accessdesk.service_requests.service import Received, advance, receive
from accessdesk.service_requests.visitors import add_visitors
from accessdesk.telephone import read_telephone
from accessdesk.visits.asking.judging import Asked, judged
from accessdesk.visits.drafts import SiteAccessDraft


def submit(actor: Actor, draft: SiteAccessDraft, *, now: datetime) -> RequestFacts:
    """Raise a request for site access; on a site that approves by itself it is scheduled at once.

    Everything is checked, the window booked and the passes issued in one transaction, so there
    is never a request with half of them. Raises Invalid with all faults at their fields,
    NotAllowed when the contact holds no right here (R-ACC-1), WindowRefused with the next window.
    """
    asked = judged(actor, draft, now=now)
    # Before its journal, as every change does: else two wait for each other.
    lock_site(asked.site.id)
    sr = receive(actor, asked.contact, _received(draft, asked), now=now)
    visitors = add_visitors(sr.id, [each.named for each in draft.visitors])
    return _schedule(actor, sr, asked.site, asked.windows, visitors, now=now)


def _received(draft: SiteAccessDraft, asked: Asked) -> Received:
    return Received(
        kind=Kind.SITE_ACCESS,
        severity=draft.severity,
        summary=draft.summary,
        site_id=asked.site.id,
        site_code=asked.site.code,
        devices=asked.devices,
        reason=draft.reason,
        party_kind=draft.party_kind,
        party_name=draft.party_name,
        party_email=draft.party_email.strip(),
        party_phone=read_telephone(draft.party_phone),
        equipment_in=draft.equipment_in,
        equipment_out=draft.equipment_out,
        escort=draft.escort,
        details=asked.details,
        numbers=draft.numbers,
    )


def _schedule(
    actor: Actor,
    sr: RequestFacts,
    site: SiteFacts,
    windows: list[Window],
    visitors: list[int],
    *,
    now: datetime,
) -> RequestFacts:
    held = site.approval is Approval.MANUAL
    places = Places(sr.severity, len(visitors), int(sr.escort))
    reservation = Reservation(
        site, sr.id, sr.customer_id, places, held=held, counted=actor.is_staff
    )
    booked = _book(reservation, windows, now=now)
    facts = {
        "window": booked[0],
        "windows": booked,
        "starts_at": windows[0].starts_at.isoformat(),
        "ends_at": windows[0].ends_at.isoformat(),
        "visitors": visitors,
    }
    action = Action.HOLD if held else Action.SCHEDULE
    advance(sr, action, actor=actor.ref, now=now, facts=facts)
    if not held:
        for window_id in booked:
            issue_passes(pass_window_of(sr, site, window_id), visitors, actor=actor.ref, now=now)
    return sr


def _book(reservation: Reservation, windows: list[Window], *, now: datetime) -> list[int]:
    """Book one window with an offer of the next where it does not fit, or all of several."""
    if len(windows) > 1:
        return book_series(reservation, windows, now=now)
    return [book(reservation, windows[0], now=now)]


def pass_window_of(sr: RequestFacts, site: SiteFacts, window_id: int) -> PassWindow:
    """A window of a request in the shape in which passes are issued for it."""
    return PassWindow(
        request_id=sr.id,
        request_reference=sr.reference,
        site_id=site.id,
        site_code=site.code,
        window_id=window_id,
    )
