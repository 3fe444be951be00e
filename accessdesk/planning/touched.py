"""Find the booked visits that a changed policy would break, before it is changed (R-WIN-3)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from accessdesk.customers.rules import Shut
from accessdesk.estate.queries import SiteFacts
from accessdesk.planning.contracts.terms import Terms
from accessdesk.scheduling.booked import windows_ahead_at
from accessdesk.scheduling.capacity import Booking, load_steps
from accessdesk.scheduling.local_time import day_starts_at
from accessdesk.scheduling.policy import SitePolicy
from accessdesk.scheduling.queries import WindowFacts
from accessdesk.scheduling.rules import judge_standing
from accessdesk.scheduling.windows import Window, merged
from accessdesk.scheduling.wording import count_words, moment_words
from accessdesk.service_requests.queries import RequestRow, rows_by_id


@dataclass(frozen=True, slots=True)
class TouchedBooking:
    """A booked visit that a changed policy would break, and why in words."""

    window_id: int
    called: str
    customer: str
    window: Window
    words: tuple[str, ...]
    zone: str


@dataclass(frozen=True, slots=True)
class _Standing:
    booked: WindowFacts
    request: RequestRow

    @property
    def window(self) -> Window:
        return self.booked.window

    @property
    def booking(self) -> Booking:
        booked = self.booked
        return Booking(booked.starts_at, booked.ends_at, booked.visitors, booked.escorts)


def touched_by(
    site_id: int, before: SitePolicy, after: SitePolicy, *, now: datetime
) -> list[TouchedBooking]:
    """List the visits yet to end that stand under one policy and not under another.

    What a visit breaks already is not said again. Notice and lead bind who books, so a
    change of those touches nobody.
    """
    visits = _visits(site_id, now)
    crowded = _overfull(visits, before, after)
    found = ((visit, _words(visit, before, after, crowded)) for visit in visits)
    return [
        TouchedBooking(
            visit.booked.id,
            visit.request.called,
            visit.request.customer,
            visit.window,
            words,
            after.zone,
        )
        for visit, words in found
        if words
    ]


@dataclass(frozen=True, slots=True)
class Shift:
    """A customer's terms as they were and as they are to be."""

    before: Terms
    after: Terms


def visits_shut_out(
    site: SiteFacts, shifts: Mapping[int, Shift], *, now: datetime
) -> list[TouchedBooking]:
    """List the visits at a site that new terms of their customers do not allow (R-ONB-5).

    They end after a contract that is to end sooner, or their contact may ask for nothing in the
    new phase. What the terms did not allow before is not said again.
    """
    found = ((visit, shifts.get(visit.request.customer_id)) for visit in _visits(site.id, now))
    judged = ((visit, _shut_words(visit, shift, site.zone, now)) for visit, shift in found if shift)
    return [
        TouchedBooking(
            visit.booked.id,
            visit.request.called,
            visit.request.customer,
            visit.window,
            words,
            site.zone,
        )
        for visit, words in judged
        if words
    ]


def _shut_words(visit: _Standing, shift: Shift, zone: str, now: datetime) -> tuple[str, ...]:
    before, after, request = shift.before, shift.after, visit.request
    words = []
    if after.contract_ends_on < before.contract_ends_on:
        over_at = day_starts_at(after.contract_ends_on + timedelta(days=1), zone)
        if visit.window.ends_at > over_at:
            words.append(f"The contract is over at {moment_words(over_at, zone, now)}.")
    shut = after.keeps_out(request.contact_id)
    if shut and not before.keeps_out(request.contact_id):
        words.append(
            "In deployment nobody can ask for a visit."
            if shut is Shut.IN_DEPLOYMENT
            else f"In the pilot only its cohort asks, and {request.contact} is not of it."
        )
    return tuple(words)


def _visits(site_id: int, now: datetime) -> list[_Standing]:
    windows = windows_ahead_at(site_id, now=now)
    requests = rows_by_id({window.request_id for window in windows})
    return [_Standing(window, requests[window.request_id]) for window in windows]


def _words(
    visit: _Standing, before: SitePolicy, after: SitePolicy, crowded: list[Window]
) -> tuple[str, ...]:
    severity = visit.request.severity
    standing = {each.words for each in judge_standing(visit.window, before, severity=severity)}
    found = judge_standing(visit.window, after, severity=severity)
    words = [each.words for each in found if each.words not in standing]
    if any(each.overlaps(visit.window) for each in crowded):
        words.append(f"More is booked at a time of this visit than {_limits(after)} allow at once.")
    return tuple(words)


def _limits(policy: SitePolicy) -> str:
    visitors = count_words(policy.visitor_capacity, "visitor") if policy.visitor_capacity else ""
    escorts = count_words(policy.escort_capacity, "escort") if policy.escort_capacity else ""
    return " and ".join(filter(None, (visitors, escorts)))


def _overfull(visits: list[_Standing], before: SitePolicy, after: SitePolicy) -> list[Window]:
    """The stretches that go over a capacity that was lowered."""
    if not visits:
        return []
    bookings = [visit.booking for visit in visits]
    span = Window(
        min(booking.starts_at for booking in bookings), max(each.ends_at for each in bookings)
    )
    steps = list(load_steps(bookings, span))
    ends = [*(step.at for step in steps[1:]), span.ends_at]
    visitors = _lowered(before.visitor_capacity, after.visitor_capacity)
    escorts = _lowered(before.escort_capacity, after.escort_capacity)
    return merged(
        [
            Window(step.at, until)
            for step, until in zip(steps, ends, strict=True)
            if (visitors and step.visitors > visitors) or (escorts and step.escorts > escorts)
        ]
    )


def _lowered(before: int, after: int) -> int:
    """The new capacity where it is lower than the old one, 0 being no limit; else 0."""
    return after if after and (not before or after < before) else 0
