"""Judge whether a window may be booked at a site, with every reason why not (R-WIN-3)."""

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from accessdesk.scheduling.capacity import Peak, escorts_fit, visitors_fit
from accessdesk.scheduling.diary import Diary
from accessdesk.scheduling.local_time import local_day, zone_named
from accessdesk.scheduling.opening_hours import hours_around, opening_hours_words
from accessdesk.scheduling.policy import (
    SitePolicy,
    earliest_start,
    is_emergency,
    last_day,
)
from accessdesk.scheduling.windows import Places, Window
from accessdesk.scheduling.wording import (
    count_words,
    day_words,
    duration_words,
    moment_words,
    window_words,
)
from accessdesk.service_requests.rules import Severity


class WindowRule(StrEnum):
    """The rule of a site that a window breaks."""

    ENDS_BEFORE_START = "ends-before-start"
    IN_THE_PAST = "in-the-past"
    TOO_SHORT_NOTICE = "too-short-notice"
    TOO_FAR_AHEAD = "too-far-ahead"
    TOO_LONG = "too-long"
    CLOSED = "closed"
    OUTSIDE_HOURS = "outside-hours"
    SITE_FULL = "site-full"
    NO_ESCORT_FREE = "no-escort-free"
    AFTER_CONTRACT = "after-contract"


@dataclass(frozen=True)
class WindowRefusal:
    """One reason why a window cannot be booked: the rule, words to act on, the numbers.

    `field` is what the person would change: `starts_at`, `ends_at`, `visitors` or `escort`.
    `uncounted` says the same without the numbers of people whom other customers send (R-SEC-1).
    """

    code: WindowRule
    words: str
    field: str
    facts: Mapping[str, int | str] = dataclasses.field(default_factory=dict)
    uncounted: str = ""

    def said(self, *, counted: bool) -> str:
        """The words for the desk, or those for a contact, who learns no such number."""
        return self.words if counted else self.uncounted or self.words


def judge_window(
    window: Window, places: Places, diary: Diary, *, now: datetime
) -> list[WindowRefusal]:
    """List every rule that forbids the window; an empty list means that it may be booked.

    What the diary has booked are others. Severity 1 and A pass over notice and closed
    periods (R-WIN-4); `rules_broken` tells which.
    """
    policy = diary.policy
    if window.ends_at <= window.starts_at:
        return [_ends_before_start(window, policy)]
    emergency = is_emergency(places.severity)
    found = [
        _in_the_past(window, policy, now),
        None if emergency else _too_short_notice(window, policy, now),
        _too_far_ahead(window, policy, now),
        _after_contract(window, diary, now),
        *_standing(window, policy, now, emergency=emergency),
        *_room(window, places, diary),
    ]
    return [refusal for refusal in found if refusal]


def judge_more(window: Window, asked: Places, before: Places, diary: Diary) -> list[WindowRefusal]:
    """List what forbids a booked window to take more than before: the room there is, alone.

    When it is was judged already. What does not grow is not asked about.
    """
    grows = {
        WindowRule.SITE_FULL: asked.visitors > before.visitors,
        WindowRule.NO_ESCORT_FREE: asked.escorts > before.escorts,
    }
    return [each for each in _room(window, asked, diary) if each and grows[each.code]]


def _room(window: Window, places: Places, diary: Diary) -> list[WindowRefusal | None]:
    load = diary.load_in(window)
    return [
        _site_full(diary.policy, places.visitors, load),
        _no_escort_free(diary.policy, places.escorts, load),
    ]


def judge_standing(
    window: Window, policy: SitePolicy, *, severity: Severity
) -> list[WindowRefusal]:
    """List the rules that a visit breaks whenever it was booked: length, closures, hours.

    This is what a changed policy asks of the visits that are booked already.
    """
    found = _standing(window, policy, None, emergency=is_emergency(severity))
    return [refusal for refusal in found if refusal]


def rules_broken(
    window: Window, policy: SitePolicy, *, severity: Severity, now: datetime
) -> list[WindowRefusal]:
    """List what an emergency window breaks and a manager reviews afterwards (R-WIN-4)."""
    if not is_emergency(severity):
        return []
    found = [_too_short_notice(window, policy, now), *_closed(window, policy, now)]
    return [refusal for refusal in found if refusal]


def broken_words(
    broken: Sequence[WindowRefusal], window: Window, *, now: datetime
) -> dict[str, str]:
    """What an emergency window passes over, by rule, for whoever reviews it afterwards."""
    words: dict[str, str] = {}
    for each in broken:
        if each.code is WindowRule.TOO_SHORT_NOTICE:
            asked = duration_words(timedelta(minutes=int(each.facts["notice_minutes"])))
            given = duration_words(window.starts_at - now)
            said = f"booked {given} before its start; the site asks for {asked}"
        else:
            said = f"the site is closed for {each.facts['name']}"
        words[each.code.value] = "; ".join(filter(None, (words.get(each.code.value), said)))
    return words


def _standing(
    window: Window, policy: SitePolicy, now: datetime | None, *, emergency: bool
) -> list[WindowRefusal | None]:
    return [
        _too_long(window, policy),
        *([] if emergency else _closed(window, policy, now)),
        _outside_hours(window, policy),
    ]


def _ends_before_start(window: Window, policy: SitePolicy) -> WindowRefusal:
    start, end = (moment_words(at, policy.zone) for at in (window.starts_at, window.ends_at))
    return WindowRefusal(
        WindowRule.ENDS_BEFORE_START,
        f"The visit ends {end}, which is not after its start {start}. Choose a later end.",
        "ends_at",
    )


def _in_the_past(window: Window, policy: SitePolicy, now: datetime) -> WindowRefusal | None:
    if window.starts_at >= now.replace(second=0, microsecond=0):
        return None
    return WindowRefusal(
        WindowRule.IN_THE_PAST,
        f"The visit would start {moment_words(window.starts_at, policy.zone, now)}, which has "
        f"passed: it is now {moment_words(now, policy.zone)}. Choose a later start.",
        "starts_at",
        {"now": now.isoformat()},
    )


def _too_short_notice(window: Window, policy: SitePolicy, now: datetime) -> WindowRefusal | None:
    first = earliest_start(policy, now)
    if window.starts_at >= first or _in_the_past(window, policy, now):
        return None
    notice = duration_words(timedelta(minutes=policy.notice_minutes))
    return WindowRefusal(
        WindowRule.TOO_SHORT_NOTICE,
        f"This site needs {notice} notice. Choose a start at or after "
        f"{moment_words(first, policy.zone, now)}.",
        "starts_at",
        {"notice_minutes": policy.notice_minutes, "earliest_start": first.isoformat()},
    )


def _too_far_ahead(window: Window, policy: SitePolicy, now: datetime) -> WindowRefusal | None:
    last = last_day(policy, now)
    if local_day(window.starts_at, policy.zone) <= last:
        return None
    last_words = day_words(datetime(last.year, last.month, last.day, tzinfo=now.tzinfo), now)
    return WindowRefusal(
        WindowRule.TOO_FAR_AHEAD,
        f"This site books at most {count_words(policy.lead_days, 'day')} ahead. "
        f"Choose a start no later than {last_words}.",
        "starts_at",
        {"lead_days": policy.lead_days, "last_day": last.isoformat()},
    )


def _after_contract(window: Window, diary: Diary, now: datetime) -> WindowRefusal | None:
    over_at = diary.contract_over_at
    if over_at is None or window.ends_at <= over_at:
        return None
    last_words = day_words(
        (over_at - timedelta(minutes=1)).astimezone(zone_named(diary.policy.zone)), now
    )
    return WindowRefusal(
        WindowRule.AFTER_CONTRACT,
        f"The contract ends on {last_words}. Choose a window that ends by then, or have the "
        "contract renewed.",
        "ends_at",
        {"contract_ends_on": str(diary.contract_ends_on)},
    )


def _too_long(window: Window, policy: SitePolicy) -> WindowRefusal | None:
    if window.length <= policy.longest_visit:
        return None
    latest = moment_words(window.starts_at + policy.longest_visit, policy.zone)
    return WindowRefusal(
        WindowRule.TOO_LONG,
        f"The visit would last {duration_words(window.length)}; this site allows at most "
        f"{policy.longest_visit_hours} h. End it by {latest}, or split it.",
        "ends_at",
        {
            "longest_visit_hours": policy.longest_visit_hours,
            "asked_minutes": int(window.length.total_seconds()) // 60,
        },
    )


def _closed(window: Window, policy: SitePolicy, now: datetime | None) -> list[WindowRefusal | None]:
    return [
        WindowRefusal(
            WindowRule.CLOSED,
            f"The site is closed for {each.name}: {window_words(each.window, policy.zone, now)}"
            ". Choose a time before or after that.",
            "starts_at",
            {
                "name": each.name,
                "closed_from": each.window.starts_at.isoformat(),
                "closed_until": each.window.ends_at.isoformat(),
            },
        )
        for each in policy.closures
        if each.window.overlaps(window)
    ]


def _outside_hours(window: Window, policy: SitePolicy) -> WindowRefusal | None:
    if not policy.opening_hours:
        return None
    around = hours_around(policy.opening_hours, policy.zone, window)
    if any(hours.covers(window) for hours in around):
        return None
    words = opening_hours_words(policy.opening_hours)
    return WindowRefusal(
        WindowRule.OUTSIDE_HOURS,
        f"The site is open {words} on its own clock. Choose a time within these hours.",
        "starts_at",
        {"opening_hours": words},
    )


def _site_full(policy: SitePolicy, visitors: int, load: Peak) -> WindowRefusal | None:
    if visitors_fit(policy, load.visitors, visitors):
        return None
    limit, left = policy.visitor_capacity, max(policy.visitor_capacity - load.visitors, 0)
    booked = f" {load.visitors} are booked" if load.visitors else " Nobody else is booked"
    when = f" at {moment_words(load.at, policy.zone)}" if load.at else ""
    advice = "Send fewer people or choose another time." if left else "Choose another time."
    return WindowRefusal(
        WindowRule.SITE_FULL,
        f"This site takes {count_words(limit, 'visitor')} at once.{booked}{when}, so there is room "
        f"for {left} and not for {visitors}. {advice}",
        "visitors",
        {"visitor_capacity": limit, "booked": load.visitors, "left": left, "asked": visitors},
        f"This site takes {count_words(limit, 'visitor')} at once, and there is not room for "
        f"{visitors} more{when}. {advice}",
    )


def _no_escort_free(policy: SitePolicy, escorts: int, load: Peak) -> WindowRefusal | None:
    if escorts_fit(policy, load.escorts, escorts):
        return None
    limit = policy.escort_capacity
    left = max(limit - load.escorts, 0)
    when = f" at {moment_words(load.escorts_at, policy.zone)}" if load.escorts_at else ""
    return WindowRefusal(
        WindowRule.NO_ESCORT_FREE,
        f"This site has {count_words(limit, 'escort')} at once, of whom {left} would be free"
        f"{when}; the visit needs {escorts}. Choose another time, or come without an escort.",
        "escort",
        {"escort_capacity": limit, "booked": load.escorts, "left": left, "asked": escorts},
        f"No escort is free{when}. Choose another time, or come without an escort.",
    )
