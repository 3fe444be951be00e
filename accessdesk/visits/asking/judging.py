"""Judge a request for site access, finished or not: all that is wrong with it, in one round."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accessdesk.accounts.rules import Actor, Right
from accessdesk.errors import Invalid
from accessdesk.estate.queries import DeviceFacts, SiteFacts, find_site
from accessdesk.faults import Faults, sure
from accessdesk.scheduling.local_time import local_day
from accessdesk.scheduling.queries import policy_of
from accessdesk.scheduling.recurrence.series import check_series
from accessdesk.scheduling.service import Reservation, check_window
from accessdesk.scheduling.windows import Places, Window
from accessdesk.service_requests.asking.severity import check_severity
from accessdesk.service_requests.service import check_right, contact_for, own_devices
from accessdesk.visits.asking.recurring import kept_of, occurrences_of, windows_to_book
from accessdesk.visits.drafts import SiteAccessDraft
from accessdesk.visits.rules import faults_of_party, faults_of_visitors

Planned = tuple[list[Window], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Asked:
    """A request without a fault: for whom and where it is, its devices and its windows.

    `details` is what is kept of the rule that made the windows.
    """

    contact: Actor
    site: SiteFacts
    devices: list[DeviceFacts]
    windows: list[Window]
    details: dict[str, Any]


def judge(actor: Actor, draft: SiteAccessDraft, *, now: datetime) -> None:
    """Judge a request that is not finished, its windows too; nothing is booked.

    Raises what `submit` would: Invalid with all faults at their fields, NotAllowed, WindowRefused.
    """
    asked = judged(actor, draft, now=now)
    _check_windows(actor, asked.contact, asked.site, draft, asked.windows, now=now)


def judged(actor: Actor, draft: SiteAccessDraft, *, now: datetime) -> Asked:
    """Judge all that can be judged without booking; whether the windows fit is left to that.

    Raises Invalid with all faults at their fields, those of the windows among them, NotAllowed
    when the contact holds no right here (R-ACC-1).
    """
    faults = Faults()
    contact = faults.judge(lambda: contact_for(actor, draft.caller, now=now))
    site = faults.judge(lambda: _site(actor, draft.site, now=now))
    if contact and site:
        _check_rights(actor, contact, site, draft, now=now)
    faults.judge(lambda: check_severity(actor, draft.severity))
    devices = faults.judge(lambda: _devices(contact, site, draft))
    faults.judge(lambda: _check_people(draft))
    planned = faults.judge(lambda: _windows(site, draft, now=now)) if site else None
    if faults and site and planned:
        windows = planned[0]
        faults.judge(lambda: _check_windows(actor, contact, site, draft, windows, now=now))
    faults.raise_all()
    return Asked(sure(contact), sure(site), sure(devices), *sure(planned))


def _site(actor: Actor, code: str, *, now: datetime) -> SiteFacts:
    site = find_site(code)
    if site is None:
        raise Invalid(fields={"site": f"There is no site “{code.strip()[:20]}”."})
    if actor.is_staff and not actor.holds(Right.POSTED, site.id, on=local_day(now, site.zone)):
        words = f"You are not posted to {site.code}; choose a site of yours."
        raise Invalid(fields={"site": words})
    return site


def _check_rights(
    actor: Actor, contact: Actor, site: SiteFacts, draft: SiteAccessDraft, *, now: datetime
) -> None:
    check_right(contact, Right.SITE_ACCESS, site.id, by=actor, now=now)
    if draft.equipment_out:
        check_right(contact, Right.REMOVE_EQUIPMENT, site.id, by=actor, now=now)


def _devices(
    contact: Actor | None, site: SiteFacts | None, draft: SiteAccessDraft
) -> list[DeviceFacts]:
    if contact is None:
        return []
    devices = own_devices(contact.customer_id or 0, draft.devices)
    elsewhere = [device.tag for device in devices if site and device.site_id != site.id]
    if site and elsewhere:
        raise Invalid(fields={"devices": f"Not at {site.name}: {', '.join(elsewhere)}."})
    return devices


def _check_people(draft: SiteAccessDraft) -> None:
    of_visitors = faults_of_visitors(draft.visitors)
    words = "Some visitors cannot be accepted as they are." if of_visitors else ""
    if faults := faults_of_party(draft) | of_visitors:
        raise Invalid(words, fields=faults)


def _windows(site: SiteFacts, draft: SiteAccessDraft, *, now: datetime) -> Planned:
    """The windows to book, and what is kept of the rule that made them."""
    first = draft.window.read(site.zone)
    if draft.recurrence is None:
        return [first], {}
    policy = policy_of(site, now=now)
    found = occurrences_of(first, draft.recurrence, policy, severity=draft.severity)
    return windows_to_book(found), {"recurrence": kept_of(draft.recurrence, found)}


def _check_windows(
    actor: Actor,
    contact: Actor | None,
    site: SiteFacts,
    draft: SiteAccessDraft,
    windows: list[Window],
    *,
    now: datetime,
) -> None:
    places = Places(draft.severity, max(len(draft.visitors), 1), int(draft.escort))
    customer_id = contact.customer_id if contact else None
    asked = Reservation(site, 0, customer_id, places, counted=actor.is_staff)
    if len(windows) > 1:
        check_series(asked, windows, now=now)
    else:
        check_window(asked, windows[0], now=now)
