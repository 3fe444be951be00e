"""Ask for site access: take in a complete request, book its window, issue its passes."""

from datetime import datetime
from typing import Any

from accessdesk.accounts.rules import Actor, Right
from accessdesk.errors import Invalid
from accessdesk.estate.queries import DeviceFacts, SiteFacts, find_site
from accessdesk.estate.rules import Approval
from accessdesk.estate.sites import lock_site
from accessdesk.mailbox import fault_of_email
from accessdesk.passes.service import PassWindow
from accessdesk.passes.service import issue as issue_passes
from accessdesk.scheduling.local_time import local_day
from accessdesk.scheduling.queries import policy_of
from accessdesk.scheduling.recurrence.series import book_series
from accessdesk.scheduling.service import Reservation, book
from accessdesk.scheduling.windows import Places, Window
from accessdesk.service_requests.asking.severity import check_severity
from accessdesk.service_requests.request import RequestFacts
from accessdesk.service_requests.rules import Action, Kind
from accessdesk.service_requests.service import (
    Received,
    advance,
    check_right,
    contact_for,
    own_devices,
    receive,
)
from accessdesk.service_requests.visitors import add_visitors
from accessdesk.unseen import fault_of_unseen
from accessdesk.visits.asking.recurring import kept_of, occurrences_of, windows_to_book
from accessdesk.visits.drafts import SiteAccessDraft
from accessdesk.visits.rules import faults_of_visitors


def submit(actor: Actor, draft: SiteAccessDraft, *, now: datetime) -> RequestFacts:
    """Raise a request for site access; on a site that approves by itself it is scheduled at once.

    Everything is checked, the window booked and the passes issued in one transaction, so there
    is never a request with half of them. Raises Invalid with the faults at their fields,
    NotAllowed when the contact holds no right here (R-ACC-1), WindowRefused with the next window.
    """
    contact = contact_for(actor, draft.caller, now=now)
    site = find_site(draft.site)
    if site is None:
        raise Invalid(fields={"site": f"There is no site “{draft.site.strip()[:20]}”."})
    if actor.is_staff and not actor.holds(Right.POSTED, site.id, on=local_day(now, site.zone)):
        raise Invalid(
            fields={"site": f"You are not posted to {site.code}; choose a site of yours."}
        )
    check_right(contact, Right.SITE_ACCESS, site.id, by=actor, now=now)
    if draft.equipment_out:
        check_right(contact, Right.REMOVE_EQUIPMENT, site.id, by=actor, now=now)
    check_severity(actor, draft.severity)
    window = draft.window.read(site.zone)
    devices = _devices(contact, site, draft)
    if fault := fault_of_unseen(draft.party_name):
        raise Invalid(fields={"party.name": fault})
    if draft.party_email.strip() and (fault := fault_of_email(draft.party_email.strip())):
        raise Invalid(fields={"party.email": fault})
    if faults := faults_of_visitors(draft.visitors):
        raise Invalid("Some visitors cannot be accepted as they are.", fields=faults)
    windows, details = _windows(site, draft, window, now=now)
    lock_site(site.id)  # Before its journal, as every change does: else two wait for each other.
    sr = receive(actor, contact, _received(draft, site, devices, details), now=now)
    visitors = add_visitors(sr.id, [each.named for each in draft.visitors])
    return _schedule(actor, sr, site, windows, visitors, now=now)


def _windows(
    site: SiteFacts, draft: SiteAccessDraft, first: Window, *, now: datetime
) -> tuple[list[Window], dict[str, Any]]:
    """The windows to book, and what is kept of the rule that made them."""
    if draft.recurrence is None:
        return [first], {}
    policy = policy_of(site, now=now)
    found = occurrences_of(first, draft.recurrence, policy, severity=draft.severity)
    return windows_to_book(found), {"recurrence": kept_of(draft.recurrence, found)}


def _devices(contact: Actor, site: SiteFacts, draft: SiteAccessDraft) -> list[DeviceFacts]:
    devices = own_devices(contact.customer_id or 0, draft.devices)
    elsewhere = [device.tag for device in devices if device.site_id != site.id]
    if elsewhere:
        raise Invalid(fields={"devices": f"Not at {site.name}: {', '.join(elsewhere)}."})
    return devices


def _received(
    draft: SiteAccessDraft, site: SiteFacts, devices: list[DeviceFacts], details: dict[str, Any]
) -> Received:
    return Received(
        kind=Kind.SITE_ACCESS,
        severity=draft.severity,
        summary=draft.summary,
        site_id=site.id,
        site_code=site.code,
        devices=devices,
        reason=draft.reason,
        party_kind=draft.party_kind,
        party_name=draft.party_name,
        party_email=draft.party_email.strip(),
        party_phone=draft.party_phone,
        equipment_in=draft.equipment_in,
        equipment_out=draft.equipment_out,
        escort=draft.escort,
        details=details,
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
