"""Whether somebody would get in at a time: the planner's rules, then the gate's own engine.

Pure: policy, bookings and facts in, an answer out (R-WIN-8).
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from accessdesk.gate.entry.facts import EntryFacts, PassOnFile
from accessdesk.gate.rules import Decision, PresentId, RefusalCode, decide_scan
from accessdesk.gate.wording import words_for
from accessdesk.passes.rules import PassState
from accessdesk.scheduling.capacity import Booking, peak_load
from accessdesk.scheduling.openings import next_opening_like
from accessdesk.scheduling.policy import SitePolicy, gate_span
from accessdesk.scheduling.rules import judge_window
from accessdesk.scheduling.windows import Window
from accessdesk.scheduling.wording import moment_words, window_words
from accessdesk.service_requests.rules import Status

BookingsIn = Callable[[Window], Iterable[Booking]]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A visit as it is planned: when, for how many, and how urgent it is."""

    window: Window
    severity: str
    visitors: int
    escorts: int


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked about: a visit, what its site allows, and what else is booked there."""

    wanted: Wanted
    policy: SitePolicy
    bookings_in: BookingsIn


@dataclass(frozen=True, slots=True)
class Arrival:
    """Whether the gate would let somebody in, why not, and the nearest window that works."""

    admits: bool
    code: str | None
    words: str
    nearest: Window | None


def nearest_of(windows: Sequence[Window], at: datetime) -> Window:
    """The one of some windows that is meant by a time: which holds it, or else the nearest."""
    nothing = timedelta(0)
    return min(
        windows,
        key=lambda each: (
            not each.contains(at),
            max(each.starts_at - at, at - each.ends_at, nothing),
        ),
    )


def facts_of(site_code: str, policy: SitePolicy, wanted: Wanted) -> EntryFacts:
    """The facts that the gate would judge by, once the visit is scheduled."""
    return EntryFacts(
        site=site_code,
        zone=policy.zone,
        early_minutes=policy.early_minutes,
        late_minutes=policy.late_minutes,
        id_profile={},
        pass_on_file=PassOnFile(
            site=site_code,
            state=PassState.ISSUED,
            request_status=Status.SCHEDULED,
            visitor_removed=False,
            inside=False,
            starts_at=wanted.window.starts_at,
            ends_at=wanted.window.ends_at,
            escort_needed=bool(wanted.escorts),
        ),
    )


def plan_arrival(
    site_code: str, asked: Asked, *, at: datetime, now: datetime, counted: bool = False
) -> Arrival:
    """Answer for a visit that is not asked for yet; one that cannot be booked never admits.

    `counted` tells how many others are booked, which is for the desk alone.
    """
    wanted, policy = asked.wanted, asked.policy
    refusals = judge_window(
        wanted.window,
        policy,
        severity=wanted.severity,
        visitors=wanted.visitors,
        escorts=wanted.escorts,
        load=peak_load(asked.bookings_in(wanted.window), wanted.window),
        now=now,
    )
    if refusals:
        words = " ".join(each.said(counted=counted) for each in refusals)
        nearest = _next_like(asked, now=now)
        return Arrival(False, refusals[0].code.value, words, nearest)
    return judge_arrival(facts_of(site_code, policy, wanted), asked, at=at, now=now)


def judge_arrival(facts: EntryFacts, asked: Asked, *, at: datetime, now: datetime) -> Arrival:
    """Answer by the gate's own decision on a pass; the ID is shown on the day.

    What else is booked leaves the visit's own window out.
    """
    wanted, policy = asked.wanted, asked.policy
    decision = decide_scan(facts, now=at)
    span = gate_span(wanted.window, policy)
    if isinstance(decision, PresentId):
        until = moment_words(span.ends_at, policy.zone, now)
        words = f"Yes, with the pass and a valid ID. The gate lets people in until {until}."
        return Arrival(True, None, words, wanted.window)
    words = _words(decision.code, span, policy, now)
    nearest = _nearest(decision.code, asked, at=at, now=now)
    return Arrival(False, decision.code.value, words, nearest)


def _words(code: RefusalCode, span: Window, policy: SitePolicy, now: datetime) -> str:
    when = window_words(span, policy.zone, now)
    if code is RefusalCode.TOO_EARLY:
        return f"No, that is too early: the gate lets people in {when}."
    if code is RefusalCode.TOO_LATE:
        return f"No, that is too late: the gate lets people in {when}."
    words = words_for(Decision.REFUSE, code)
    return f"No. {words.title}: {words.detail}"


def _nearest(code: RefusalCode, asked: Asked, *, at: datetime, now: datetime) -> Window | None:
    """A window that would work: one from that time on, where time is what is wrong."""
    if code not in {RefusalCode.TOO_EARLY, RefusalCode.TOO_LATE}:
        return None
    moved = Window(at, at + asked.wanted.window.length)
    return _next_like(replace(asked, wanted=replace(asked.wanted, window=moved)), now=now)


def _next_like(asked: Asked, *, now: datetime) -> Window | None:
    wanted = asked.wanted
    if wanted.window.ends_at <= wanted.window.starts_at:
        return None
    return next_opening_like(
        wanted.window,
        asked.policy,
        asked.bookings_in,
        visitors=wanted.visitors,
        escorts=wanted.escorts,
        severity=wanted.severity,
        now=now,
    )
