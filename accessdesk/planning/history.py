"""What a site's policy was before, who changed it, and the way back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accessdesk.accounts.queries import people_by_id
from accessdesk.errors import NotFound
from accessdesk.estate.queries import SiteFacts
from accessdesk.journal.queries import TimelineEntry, timeline
from accessdesk.journal.rules import Event
from accessdesk.scheduling.opening_hours import opening_hours_words, stored_opening_hours

MOST_SHOWN = 20
ALWAYS, ANY_BADGE = "around the clock", "any"


@dataclass(frozen=True, slots=True)
class PolicyChange:
    """One change of a policy: when, by whom, and what each limit was before and is after."""

    number: int
    at: datetime
    by: str
    fields: Mapping[str, tuple[str, str]]
    before: Mapping[str, Any]


def changes_of(site: SiteFacts) -> list[PolicyChange]:
    """List the changes of a site's policy, newest first."""
    found = [each for each in timeline(f"site/{site.code}") if "before" in each.facts]
    entries = [each for each in found if each.event == Event.SITE_POLICY_CHANGED.value]
    newest = entries[::-1][:MOST_SHOWN]
    names = _names(newest)
    return [_change(each, names.get(each.actor, each.actor)) for each in newest]


def get_change(site: SiteFacts, number: int) -> PolicyChange:
    """One of a site's changes; raises NotFound for any other number."""
    for change in changes_of(site):
        if change.number == number:
            return change
    raise NotFound


def _names(entries: Sequence[TimelineEntry]) -> dict[str, str]:
    ids = {each.actor.removeprefix("user/") for each in entries}
    people = people_by_id({int(each) for each in ids if each.isdecimal()})
    return {f"user/{person.id}": person.name for person in people.values()}


def _change(entry: TimelineEntry, by: str) -> PolicyChange:
    before = entry.facts["before"]
    fields = {
        name: (said_of(name, was), said_of(name, entry.facts[name]))
        for name, was in before.items()
        if was != entry.facts[name]
    }
    return PolicyChange(entry.seq, entry.at, by, fields, before)


def said_of(name: str, value: Any) -> str:
    """A limit as it is read on a page; hours on one line."""
    if name == "badge_numbers":
        return value or ANY_BADGE
    if name != "opening_hours":
        return str(value)
    return opening_hours_words(stored_opening_hours(value)) if value else ALWAYS
