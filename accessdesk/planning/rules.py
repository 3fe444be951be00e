"""What a site's policy must not say: limits that leave nothing to book (R-WIN-3)."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from accessdesk.scheduling.diary import Diary
from accessdesk.scheduling.openings import Wish, first_openings, starts_before
from accessdesk.scheduling.policy import SitePolicy
from accessdesk.scheduling.windows import Places, Window
from accessdesk.scheduling.wording import count_words, duration_words
from accessdesk.service_requests.rules import Severity

USUAL_LENGTH = timedelta(hours=1)
MOST_PREVIEWED = 5


def faults_of_policy(policy: SitePolicy, *, now: datetime) -> dict[str, str]:
    """What contradicts itself in a policy, by field; an empty answer means nothing does."""
    faults = contradictions(policy)
    if not faults and not next_openings(Diary(policy, lambda _: ()), now=now, limit=1):
        faults["opening_hours"] = (
            "With these limits, hours and closed periods no visit of "
            f"{duration_words(_length(policy))} could be booked at all. Open longer, or further "
            "ahead."
        )
    return faults


def contradictions(policy: SitePolicy) -> dict[str, str]:
    """Which limits contradict each other, by field, whatever the hours are."""
    return dict(_contradictions(policy))


def _contradictions(policy: SitePolicy) -> Iterator[tuple[str, str]]:
    notice = timedelta(minutes=policy.notice_minutes)
    if notice > timedelta(days=max(policy.lead_days, 1)):
        yield (
            "notice_minutes",
            f"A notice of {duration_words(notice)} is longer than the "
            f"{count_words(policy.lead_days, 'day')} that can be booked ahead, so nothing "
            "could be booked. Ask for less notice, or let people book further ahead.",
        )
    for name in ("early_minutes", "late_minutes"):
        grace = timedelta(minutes=getattr(policy, name))
        if grace > policy.longest_visit:
            yield (
                name,
                f"A grace of {duration_words(grace)} is longer than the longest visit, "
                f"{policy.longest_visit_hours} h. Choose a shorter grace, or a longer visit.",
            )
    if 0 < policy.visitor_capacity < policy.escort_capacity:
        yield (
            "escort_capacity",
            f"There would be {count_words(policy.escort_capacity, 'escort')} for "
            f"{count_words(policy.visitor_capacity, 'visitor')} at once. Each visit takes one at "
            "most, so give no more escorts than visitors.",
        )


def _length(policy: SitePolicy) -> timedelta:
    return min(USUAL_LENGTH, policy.longest_visit)


def next_openings(diary: Diary, *, now: datetime, limit: int = MOST_PREVIEWED) -> list[Window]:
    """The first windows of an hour that one visitor could book."""
    wish = Wish(_length(diary.policy), Places(Severity.C, visitors=1, escorts=0))
    span = Window(now, starts_before(diary.policy, now) + wish.length)
    return first_openings(diary, wish, span=span, now=now, limit=limit)
