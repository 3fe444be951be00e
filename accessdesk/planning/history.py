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
from accessdesk.planning.policies import LIMITS, PolicyDraft
from accessdesk.planning.wording import change_words, hours_lines, said_of

MOST_SHOWN = 20
FROM_FILE = "the estate file"
NOTHING_CHANGED = "Nothing was changed: the policy is so already."


@dataclass(frozen=True, slots=True)
class PolicyChange:
    """One change of a policy: when, by whom, and what each limit was before and is after."""

    number: int
    at: datetime
    by: str
    fields: Mapping[str, tuple[str, str]]
    before: Mapping[str, Any]

    @property
    def words(self) -> str:
        """What was changed, limit by limit."""
        return change_words(self.fields)

    @property
    def saved_words(self) -> str:
        """What was saved, and by whom: said right after it."""
        return f"Saved by {self.by}: {self.words}."

    @property
    def draft_before(self) -> PolicyDraft:
        """The policy as it was before, to be set again; what was not kept then stays as it is."""
        limits = {name: int(self.before[name]) for name in LIMITS}
        hours = tuple(hours_lines(self.before["opening_hours"]))
        badges = self.before.get("badge_numbers")
        return PolicyDraft(**limits, opening_hours=hours, badge_numbers=badges)


def changes_of(site: SiteFacts) -> list[PolicyChange]:
    """List the changes of a site's policy, newest first."""
    found = [each for each in timeline(f"site/{site.code}") if "before" in each.facts]
    entries = [each for each in found if each.event == Event.SITE_POLICY_CHANGED.value]
    newest = entries[::-1][:MOST_SHOWN]
    names = _names(newest)
    return [_change(each, _who(each, names)) for each in newest]


def saved_words(site: SiteFacts, *, changed: bool) -> str:
    """What a save has just changed, and by whom; or that it changed nothing."""
    return changes_of(site)[0].saved_words if changed else NOTHING_CHANGED


def get_change(site: SiteFacts, number: int) -> PolicyChange:
    """One of a site's changes; raises NotFound for any other number."""
    for change in changes_of(site):
        if change.number == number:
            return change
    raise NotFound


def _who(entry: TimelineEntry, names: Mapping[str, str]) -> str:
    return FROM_FILE if entry.facts.get("declared") else names.get(entry.actor, entry.actor)


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
