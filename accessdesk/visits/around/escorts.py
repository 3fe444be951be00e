"""Escort visitors: each window that asks for an escort is a piece of work of its own (R-SA-5).

The work is the window itself, so it is made with the request, is off when the window is, and a
window that moved is work that nobody has taken yet: who said yes said it to another time.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from accessdesk.accounts.queries import people_by_id
from accessdesk.accounts.rules import Actor
from accessdesk.errors import Conflict, NotFound
from accessdesk.estate.queries import DeviceFacts, devices_by_id, find_site
from accessdesk.estate.sites import lock_site
from accessdesk.gate.rules import RefusalCode
from accessdesk.gate.turned_away import turned_away
from accessdesk.journal.rules import Event
from accessdesk.scheduling.escorting import (
    escorts_by_window,
    find_other_escort,
    find_window_to_escort,
    hand_escort_back,
    take_escort,
    windows_to_escort,
)
from accessdesk.scheduling.queries import WindowFacts
from accessdesk.scheduling.wording import window_words
from accessdesk.service_requests.queries import (
    device_ids_of,
    get_request_by_id,
    ids_visible_to,
    row_of,
)
from accessdesk.service_requests.rules import Awaited, Severity
from accessdesk.service_requests.service import record_on
from accessdesk.service_requests.visitors import visitors_by_request
from accessdesk.service_requests.waiting import Among, Waits
from accessdesk.visits.lists import names_by_request, visits_of

MOST_ROWS = 100
_GO = "Go to the gate, and fetch them."
_SOMEBODY_GOES = "Nobody has taken their escort: a technician takes it, and goes to the gate."


@dataclass(frozen=True, slots=True)
class EscortRow:
    """Visitors who are to be escorted in one window, as a technician's list shows it."""

    window: int
    request: str
    summary: str
    site: str
    zone: str
    party: str
    visitors: int
    severity: Severity
    starts_at: datetime
    ends_at: datetime
    mine: bool


def escorts_to_do(actor: Actor, *, now: datetime, site_code: str = "") -> list[EscortRow]:
    """List the escorts that the actor has taken or could take, by their start."""
    site = find_site(site_code) if site_code.strip() else None
    if site is None and site_code.strip():
        return []
    windows = windows_to_escort(
        ids_visible_to(actor, now=now),
        actor.user_id,
        site_id=site.id if site else None,
        now=now,
        limit=MOST_ROWS,
    )
    return [
        EscortRow(
            window=window.id,
            request=visit.called,
            summary=visit.summary,
            site=visit.site_code,
            zone=visit.zone,
            party=visit.party,
            visitors=visit.visitors,
            severity=visit.severity,
            starts_at=visit.starts_at,
            ends_at=visit.ends_at,
            mine=window.escort_by_id == actor.user_id,
        )
        for window, visit in zip(windows, visits_of(windows), strict=True)
    ]


@dataclass(frozen=True, slots=True)
class EscortDetail:
    """One escort as its page shows it: who comes, when, where, and whom to call; no codes."""

    window: WindowFacts
    called: str
    summary: str
    severity: Severity
    customer: str
    site_code: str
    site_name: str
    party: str
    party_phone: str
    visitors: list[str]
    devices: list[DeviceFacts]
    contact: str
    contact_telephone: str
    escort: str
    mine: bool


def escort_detail(actor: Actor, window_id: int, *, now: datetime) -> EscortDetail:
    """Read all of an escort that whoever goes along has to know, taken or not.

    Raises NotFound for what is no work at the actor's sites.
    """
    window = _get(actor, window_id, now)
    row, sr = row_of(window.request_id), get_request_by_id(window.request_id)
    return EscortDetail(
        window=window,
        called=row.called,
        summary=row.summary,
        severity=row.severity,
        customer=row.customer,
        site_code=row.site_code or "",
        site_name=row.site_name or "",
        party=row.party,
        party_phone=sr.party_phone,
        visitors=names_by_request([sr.id])[sr.id],
        devices=devices_by_id(device_ids_of(sr.id)),
        contact=row.contact,
        contact_telephone=row.contact_telephone,
        escort=escorted_by([window.id]).get(window.id, ""),
        mine=window.escort_by_id == actor.user_id,
    )


def escorts_waiting(among: Among) -> Iterator[Waits]:
    """Find the escorts that a technician has taken or could take, in visits yet to end (R-SA-5)."""
    user_id = among.actor.user_id
    for each in windows_to_escort(among.requests, user_id, now=among.now, limit=MOST_ROWS):
        act, words = Awaited.ESCORT, "Escort the visitors"
        if each.escort_by_id is None:
            act, words = Awaited.FREE_ESCORT, "Take the escort"
        span = (each.starts_at, each.ends_at)
        start = each.starts_at
        yield Waits(each.request_id, act, words, start, due_at=start, item=each.id, span=span)


def visitors_without_escort(among: Among) -> Iterator[Waits]:
    """Find who was turned away for want of an escort that the actor has, or that nobody has."""
    refused = turned_away(among.requests, RefusalCode.ESCORT_MISSING, now=among.now)
    if not refused:
        return
    user_id, names = among.actor.user_id, visitors_by_request({each.request_id for each in refused})
    free_or_theirs = windows_to_escort(among.requests, user_id, now=among.now, limit=MOST_ROWS)
    windows = {window.id: window for window in free_or_theirs}
    for each in refused:
        named = [who.name for who in names[each.request_id] if who.id == each.visitor_id]
        if each.window_id in windows and named:
            yield Waits(
                each.request_id,
                Awaited.GATE,
                f"{named[0]} stands at the gate without an escort",
                since=each.at,
                due_at=each.at,
                text=_GO if windows[each.window_id].escort_by_id else _SOMEBODY_GOES,
                item=each.window_id,
            )


def take(actor: Actor, window_id: int, *, now: datetime) -> None:
    """Take the escort of a window; of two who do, one gets a Conflict that names the other.

    Nobody escorts two visits at once. Raises NotFound for what is no work at the actor's sites.
    """
    window = _get(actor, window_id, now)
    lock_site(window.site_id)
    _check_free(actor, window)
    if not take_escort(window.id, actor.user_id, now=now):
        raise _taken(window)
    _record(actor, window, Event.ESCORT_TAKEN, now)


def hand_back(actor: Actor, window_id: int, *, now: datetime) -> None:
    """Hand an escort back that the actor took, so that somebody else can take it.

    Raises NotFound when there is no such escort, Conflict when it is not theirs.
    """
    window = _get(actor, window_id, now)
    if not hand_escort_back(window.id, actor.user_id):
        raise Conflict("This escort is not yours.", code="not-yours")
    _record(actor, window, Event.ESCORT_HANDED_BACK, now)


def _get(actor: Actor, window_id: int, now: datetime) -> WindowFacts:
    window = find_window_to_escort(ids_visible_to(actor, now=now), window_id, now=now)
    if window is None:
        raise NotFound(
            "There is no such escort at your sites now: the visit may be over or called off.",
            title="There is no such escort",
            next_step="Take another one from the list.",
        )
    return window


def _taken(window: WindowFacts) -> Conflict:
    """Why the escort of a window cannot be had: who has it, or that the visit is off."""
    who = escorted_by([window.id]).get(window.id)
    return Conflict(
        f"{who} has taken the escort of {window_words(window.window, window.zone)}."
        if who
        else "The visit was called off or moved.",
        code="escort-taken",
        title="This escort is taken" if who else "This escort is not needed any more",
        next_step="Take another one from the list.",
    )


def _check_free(actor: Actor, window: WindowFacts) -> None:
    other = find_other_escort(actor.user_id, window)
    if other is not None:
        raise Conflict(
            f"You escort other visitors then: {window_words(other.window, other.zone)}.",
            code="escorting-already",
            next_step="Leave this one to a colleague, or hand the other back.",
        )


def _record(actor: Actor, window: WindowFacts, event: Event, now: datetime) -> None:
    sr = get_request_by_id(window.request_id)
    record_on(sr, event, actor=actor.ref, now=now, window=window.id)


def escorted_by(window_ids: Collection[int]) -> dict[int, str]:
    """Who escorts in each of these windows that somebody has taken."""
    escorts = escorts_by_window(window_ids)
    people = people_by_id(set(escorts.values()))
    return {window_id: people[user_id].name for window_id, user_id in escorts.items()}
