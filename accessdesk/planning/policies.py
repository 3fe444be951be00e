"""Change what a site allows, and never break a booked visit by it without a decision (R-WIN-3)."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from accessdesk.accounts.rules import Actor, Right
from accessdesk.errors import Conflict, Invalid, NotFound
from accessdesk.estate.queries import SiteFacts, get_site
from accessdesk.estate.sites import lock_site, set_policy
from accessdesk.faults import Faults
from accessdesk.gate.declared_badges import fault_of_declared
from accessdesk.journal.rules import Event, JsonValue
from accessdesk.journal.service import record, site_stream
from accessdesk.planning.rules import contradictions, faults_of_policy, next_openings
from accessdesk.planning.touched import TouchedBooking, touched_by
from accessdesk.scheduling.closures.drafts import ClosureDraft, draw
from accessdesk.scheduling.closures.periods import keep_closures, take_back
from accessdesk.scheduling.closures.standing import keep_rule
from accessdesk.scheduling.local_time import local_day
from accessdesk.scheduling.opening_hours import OpenHours, read_opening_hours
from accessdesk.scheduling.policy import Closure as ClosedPeriod
from accessdesk.scheduling.policy import SitePolicy
from accessdesk.scheduling.queries import diary_of, policy_of
from accessdesk.scheduling.windows import Window
from accessdesk.scheduling.wording import DAYS, window_words

LONGEST_VISIT_HOURS = 31 * 24
LIMITS: dict[str, tuple[int, int]] = {
    "notice_minutes": (0, 365 * 24 * 60),
    "lead_days": (0, 5 * 366),
    "longest_visit_hours": (1, LONGEST_VISIT_HOURS),
    "visitor_capacity": (0, 10_000),
    "escort_capacity": (0, 10_000),
    "early_minutes": (0, 24 * 60),
    "late_minutes": (0, 24 * 60),
}


@dataclass(frozen=True, slots=True)
class PolicyDraft:
    """What a manager wants a site to allow; hours are lines such as `Mon-Fri 08:00-18:00`.

    `badge_numbers` of None leaves them as they are.
    """

    notice_minutes: int
    lead_days: int
    longest_visit_hours: int
    visitor_capacity: int
    escort_capacity: int
    early_minutes: int
    late_minutes: int
    opening_hours: tuple[str, ...] = ()
    badge_numbers: str | None = None


@dataclass(frozen=True, slots=True)
class NewClosures:
    """Closed periods to add, and where they came from.

    `goes_on` is what they were drawn from, when more is to be drawn from it as time goes by.
    """

    periods: Sequence[ClosedPeriod]
    source: str
    goes_on: ClosureDraft | None = None


class Unchanged(Exception):
    """What was to be set is so already."""


class VisitsTouched(Conflict):
    """Booked visits would be broken, and nobody has decided yet what becomes of them.

    `touched` are those and the ones that were decided about, so that a page can show both.
    """

    def __init__(self, visits: Sequence[TouchedBooking], touched: Sequence[TouchedBooking]) -> None:
        super().__init__(
            f"{len(visits)} booked visits would no longer fit.",
            code="visits-touched",
            title="Decide about the visits that this touches",
            next_step="Say for each whether it is kept or cancelled, then save again.",
            extra={
                "touched": [
                    {
                        "window": visit.window_id,
                        "request": visit.called,
                        "customer": visit.customer,
                        "when": window_words(visit.window, visit.zone),
                        "why": list(visit.words),
                    }
                    for visit in visits
                ]
            },
        )
        self.touched = list(touched)


def site_to_plan(actor: Actor, code: str, *, now: datetime) -> SiteFacts:
    """Find a site whose policy the actor looks after; any other is NotFound."""
    site = get_site(code)
    if not actor.holds(Right.POSTED, site.id, on=local_day(now, site.zone)):
        raise NotFound
    return site


def _read_hours(lines: Sequence[str]) -> tuple[OpenHours, ...]:
    try:
        return read_opening_hours(line for line in lines if line.strip())
    except ValueError as problem:
        raise Invalid(fields={"opening_hours": str(problem)}) from None


def _check_limits(draft: PolicyDraft) -> None:
    faults = {
        name: f"Give a whole number from {least} to {most}."
        for name, (least, most) in LIMITS.items()
        if not least <= getattr(draft, name) <= most
    }
    if faults:
        raise Invalid("Some limits cannot be used.", fields=faults)


def _check_together(before: SitePolicy, draft: PolicyDraft) -> None:
    """Refuse limits that contradict each other, of those that are limits."""
    limits = {
        name: getattr(draft, name)
        for name, (least, most) in LIMITS.items()
        if least <= getattr(draft, name) <= most
    }
    if fields := contradictions(replace(before, **limits)):
        raise Invalid(fields=fields)


def _check_badges(text: str) -> str:
    try:
        fault = fault_of_declared(text)
    except ValueError as problem:
        fault = str(problem)
    if fault:
        raise Invalid(fields={"badge_numbers": fault})
    return text.strip()


def _read(before: SitePolicy, draft: PolicyDraft) -> dict[str, Any]:
    """What a draft says in words, read; raises Invalid with every fault of the draft.

    Limits that contradict each other are among them, whatever the hours and the badges are.
    """
    said, known = draft.badge_numbers, before.badge_numbers
    same = said is None or said.strip() == known
    faults = Faults()
    faults.judge(lambda: _check_limits(draft))
    hours = faults.judge(lambda: _read_hours(draft.opening_hours))
    badges = known if same else faults.judge(lambda: _check_badges(said or ""))
    if faults:
        faults.judge(lambda: _check_together(before, draft))
    faults.raise_all()
    return {"opening_hours": hours, "badge_numbers": badges}


def policy_with(before: SitePolicy, draft: PolicyDraft, *, now: datetime) -> SitePolicy:
    """The policy that a draft makes of the one in force.

    Raises Invalid at its fields, and where it contradicts itself.
    """
    values = asdict(draft) | _read(before, draft)
    after = replace(before, **values)
    if faults := faults_of_policy(after, now=now):
        raise Invalid(
            "This policy contradicts itself.", code="policy-contradicts-itself", fields=faults
        )
    return after


def openings_under(site: SiteFacts, draft: PolicyDraft, *, now: datetime) -> list[Window]:
    """The next windows that could be booked under a draft; nothing is changed."""
    diary = diary_of(site, None, now=now)
    after = policy_with(diary.policy, draft, now=now)
    return next_openings(replace(diary, policy=after), now=now)


def touched_by_draft(site: SiteFacts, draft: PolicyDraft, *, now: datetime) -> list[TouchedBooking]:
    """List the booked visits that a draft would break; nothing is changed."""
    before = policy_of(site, now=now)
    return touched_by(site.id, before, policy_with(before, draft, now=now), now=now)


def touched_by_closures(
    site: SiteFacts, periods: Sequence[ClosedPeriod], *, now: datetime
) -> list[TouchedBooking]:
    """List the booked visits that closed periods would break; nothing is changed."""
    before = policy_of(site, now=now)
    after = replace(before, closures=(*before.closures, *periods))
    return touched_by(site.id, before, after, now=now)


def check_decided(
    site: SiteFacts, after: SitePolicy, decided: Collection[int], *, now: datetime
) -> list[int]:
    """Raise VisitsTouched when a touched visit is not among those decided; returns the touched.

    The caller holds the lock of the site, so that no visit is booked in the meantime.
    """
    touched = touched_by(site.id, policy_of(site, now=now), after, now=now)
    undecided = [visit for visit in touched if visit.window_id not in decided]
    if undecided:
        raise VisitsTouched(undecided, touched)
    return [visit.window_id for visit in touched]


def change_policy(
    actor: Actor, site: SiteFacts, draft: PolicyDraft, *, decided: Collection[int], now: datetime
) -> list[int]:
    """Set what a site allows; returns the windows that this touches.

    What it allows already is not set again, nor recorded; raises Unchanged. Raises VisitsTouched
    while a visit that it breaks is undecided.
    """
    lock_site(site.id)
    before = policy_of(site, now=now)
    after = policy_with(before, draft, now=now)
    touched = check_decided(site, after, decided, now=now)
    values = values_of(after)
    if values == values_of(before):
        raise Unchanged
    set_policy(site.id, values)
    facts: dict[str, JsonValue] = {**values, "before": values_of(before), "touched": touched}
    _record(Event.SITE_POLICY_CHANGED, actor, site, facts, now)
    return touched


def values_of(policy: SitePolicy) -> dict[str, Any]:
    """What a site keeps of its policy, by name, as the journal has it."""
    limits = {name: getattr(policy, name) for name in LIMITS}
    hours = _stored(policy.opening_hours)
    return limits | {"opening_hours": hours, "badge_numbers": policy.badge_numbers}


def _stored(hours: Sequence[OpenHours]) -> dict[str, list[str]]:
    table: dict[str, list[str]] = {}
    for each in hours:
        line = f"{each.opens:%H:%M}-{each.closes:%H:%M}"
        table.setdefault(DAYS[each.weekday].lower(), []).append(line)
    return table


def new_closures(site: SiteFacts, draft: ClosureDraft, *, now: datetime) -> NewClosures:
    """What a draft would add; nothing is changed. Raises Invalid at the field at fault."""
    return NewClosures(draw(site, draft, now=now), draft.source, draft)


def add_closures(
    actor: Actor, site: SiteFacts, new: NewClosures, *, decided: Collection[int], now: datetime
) -> list[int]:
    """Close a site for some periods; returns the windows that this touches.

    A period that is there already is left out. Raises VisitsTouched while a visit that it breaks
    is undecided.
    """
    lock_site(site.id)
    before = policy_of(site, now=now)
    known = {(each.window, each.name) for each in before.closures}
    fresh = [each for each in new.periods if (each.window, each.name) not in known]
    after = replace(before, closures=(*before.closures, *fresh))
    touched = check_decided(site, after, decided, now=now)
    rule_id = keep_rule(site, new.goes_on, now=now)
    keep_closures(site.id, fresh, new.source, rule_id)
    facts: dict[str, JsonValue] = {
        "source": new.source,
        "periods": len(fresh),
        "touched": touched,
    }
    _record(Event.SITE_CLOSURES_ADDED, actor, site, facts, now)
    return touched


def remove_closure(actor: Actor, site: SiteFacts, closure_id: int, *, now: datetime) -> None:
    """Take a closed period back; raises NotFound when there is none (any more)."""
    if not take_back(site.id, closure_id):
        raise NotFound
    _record(Event.SITE_CLOSURE_REMOVED, actor, site, {"closure": closure_id}, now)


def _record(
    event: Event, actor: Actor, site: SiteFacts, facts: dict[str, JsonValue], now: datetime
) -> None:
    record(
        event,
        stream=site_stream(site.code),
        subject=f"site/{site.code}",
        at=now,
        actor=actor.ref,
        facts=facts,
    )
