"""Tell each visit of a recurring request apart, before it is confirmed and when it is (R-WIN-6)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from accessdesk.accounts.rules import Actor
from accessdesk.errors import Invalid
from accessdesk.scheduling.local_time import zone_named
from accessdesk.scheduling.policy import SitePolicy, is_emergency
from accessdesk.scheduling.queries import diary_of
from accessdesk.scheduling.recurrence.expansion import Occurrence, RecurrenceRefusal, expand
from accessdesk.scheduling.rules import WindowRefusal, judge_window
from accessdesk.scheduling.week_view import site_for_planning
from accessdesk.scheduling.windows import Places, Window
from accessdesk.service_requests.rules import Severity
from accessdesk.visits.drafts import RecurrenceDraft, WindowDraft

_FIELDS = {
    "rule": "recurrence.rule",
    "exceptions": "recurrence.except",
    "ends_at": "window.ends_at",
}


@dataclass(frozen=True, slots=True)
class PlannedOccurrence:
    """One visit of a rule as it would be booked, and why it cannot where it cannot."""

    occurrence: Occurrence
    refusals: tuple[str, ...]

    @property
    def fits(self) -> bool:
        """Whether this visit would be booked."""
        return self.occurrence.is_bookable and not self.refusals


@dataclass(frozen=True, slots=True)
class Plan:
    """All visits of a rule as they would be booked, to be shown before anybody confirms them."""

    visits: Sequence[PlannedOccurrence]

    @property
    def bookable(self) -> list[PlannedOccurrence]:
        """List the visits that would be booked; the others fall in a closed period."""
        return [each for each in self.visits if each.occurrence.is_bookable]

    @property
    def fits(self) -> bool:
        """Whether all that would be booked can be; one that cannot is enough for none."""
        return bool(self.bookable) and all(each.fits for each in self.bookable)

    @property
    def days_refused(self) -> list[date]:
        """List the local days of the visits that do not fit, to leave them out."""
        return [each.occurrence.asked.date() for each in self.bookable if each.refusals]

    @property
    def token(self) -> str:
        """A mark of exactly what was shown, so that nothing else is confirmed."""
        shown = [
            f"{each.occurrence.window} {each.occurrence.words} {each.refusals}"
            for each in self.visits
        ]
        return sha256("\n".join(shown).encode()).hexdigest()[:32]


def occurrences_of(
    first: Window, recurrence: RecurrenceDraft, policy: SitePolicy, *, severity: Severity
) -> tuple[Occurrence, ...]:
    """List the visits of a rule that starts with a window; raises Invalid at the rule's field.

    A closed period takes a visit out, but not in an emergency (R-WIN-4).
    """
    starts = first.starts_at.astimezone(zone_named(policy.zone)).replace(tzinfo=None)
    found = expand(
        recurrence.rule,
        starts=starts,
        length=first.length,
        zone=policy.zone,
        exceptions="\n".join(recurrence.exceptions),
        closures=() if is_emergency(severity) else policy.closures,
    )
    if isinstance(found, RecurrenceRefusal):
        words = f"{found.part}: {found.words}"
        raise Invalid("The recurring visit cannot be booked.", fields={_FIELDS[found.field]: words})
    return found


def windows_to_book(occurrences: Sequence[Occurrence]) -> list[Window]:
    """The windows that are booked; raises Invalid where every one falls in a closed period."""
    windows = [each.window for each in occurrences if each.is_bookable]
    if not windows:
        words = " ".join(each.words for each in occurrences[:3])
        raise Invalid(fields={"recurrence.rule": f"No visit of it can be booked. {words}"})
    return windows


def kept_of(recurrence: RecurrenceDraft, occurrences: Sequence[Occurrence]) -> dict[str, Any]:
    """What a request keeps of its rule: the text, and what was done about each visit."""
    return {
        "rule": recurrence.rule,
        "except": list(recurrence.exceptions),
        "occurrences": [{"status": each.status.value, "words": each.words} for each in occurrences],
    }


def preview(
    actor: Actor,
    site_code: str,
    window: WindowDraft,
    recurrence: RecurrenceDraft,
    places: Places,
    *,
    now: datetime,
) -> Plan:
    """List each visit of a rule with what would be done about it; nothing is booked."""
    site = site_for_planning(actor, site_code, now=now)
    first, diary = window.read(site.zone), diary_of(site, actor.customer_id, now=now)
    found = occurrences_of(first, recurrence, diary.policy, severity=places.severity)
    refusals = [
        judge_window(each.window, places, diary, now=now) if each.is_bookable else []
        for each in found
    ]
    return Plan(
        [
            PlannedOccurrence(each, _said(why, actor))
            for each, why in zip(found, refusals, strict=True)
        ]
    )


def _said(refusals: list[WindowRefusal], actor: Actor) -> tuple[str, ...]:
    return tuple(refusal.said(counted=actor.is_staff) for refusal in refusals)
