"""Whether somebody would get in at a time: the planner's rules, then the gate's own engine.

Pure: a site's diary and facts in, an answer out (R-WIN-8).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from accessdesk.gate.entry.facts import EntryFacts, PassOnFile
from accessdesk.gate.rules import Decision, PresentId, RefusalCode, decide_scan
from accessdesk.gate.wording import words_for
from accessdesk.passes.rules import PassState
from accessdesk.scheduling.diary import Diary
from accessdesk.scheduling.openings import next_opening_like
from accessdesk.scheduling.policy import SitePolicy, gate_span
from accessdesk.scheduling.rules import judge_window
from accessdesk.scheduling.windows import Places, Window
from accessdesk.scheduling.wording import moment_words, window_words
from accessdesk.service_requests.rules import Status


@dataclass(frozen=True, slots=True)
class Wanted:
    """A visit as it is planned: when, and the places that it takes."""

    window: Window
    places: Places


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
            escort_needed=bool(wanted.places.escorts),
        ),
    )


def plan_arrival(
    site_code: str,
    wanted: Wanted,
    diary: Diary,
    *,
    at: datetime,
    now: datetime,
    counted: bool = False,
) -> Arrival:
    """Answer for a visit that is not asked for yet; one that cannot be booked never admits.

    `counted` tells how many others are booked, which is for the desk alone.
    """
    refusals = judge_window(wanted.window, wanted.places, diary, now=now)
    if refusals:
        words = " ".join(each.said(counted=counted) for each in refusals)
        nearest = _next_like(wanted, diary, now)
        return Arrival(False, refusals[0].code.value, words, nearest)
    return judge_arrival(facts_of(site_code, diary.policy, wanted), wanted, diary, at=at, now=now)


def judge_arrival(
    facts: EntryFacts, wanted: Wanted, diary: Diary, *, at: datetime, now: datetime
) -> Arrival:
    """Answer by the gate's own decision on a pass; the ID is shown on the day.

    The diary leaves the visit's own window out.
    """
    policy, decision = diary.policy, decide_scan(facts, now=at)
    span = gate_span(wanted.window, policy)
    if isinstance(decision, PresentId):
        until = moment_words(span.ends_at, policy.zone, now)
        words = f"Yes, with the pass and a valid ID. The gate lets people in until {until}."
        return Arrival(True, None, words, wanted.window)
    words = _words(decision.code, span, policy, now)
    nearest = None
    if decision.code in {RefusalCode.TOO_EARLY, RefusalCode.TOO_LATE}:
        from_then_on = replace(wanted, window=Window(at, at + wanted.window.length))
        nearest = _next_like(from_then_on, diary, now)
    return Arrival(False, decision.code.value, words, nearest)


def _words(code: RefusalCode, span: Window, policy: SitePolicy, now: datetime) -> str:
    when = window_words(span, policy.zone, now)
    if code is RefusalCode.TOO_EARLY:
        return f"No, that is too early: the gate lets people in {when}."
    if code is RefusalCode.TOO_LATE:
        return f"No, that is too late: the gate lets people in {when}."
    words = words_for(Decision.REFUSE, code)
    return f"No. {words.title}: {words.detail}"


def _next_like(wanted: Wanted, diary: Diary, now: datetime) -> Window | None:
    if wanted.window.ends_at <= wanted.window.starts_at:
        return None
    return next_opening_like(wanted.window, wanted.places, diary, now=now)
