"""The shapes of planning in the API: a site's policy, its closed periods, its week."""

from typing import Annotated

from pydantic import Field, StringConstraints

from accessdesk.planning.policies import LONGEST_VISIT_HOURS, PolicyDraft
from accessdesk.scheduling.week import HourState
from accessdesk.web.schemas import Answer, Body, Line, Moment, NamedLine

Ids = Annotated[list[Annotated[int, Field(ge=1, le=2**63 - 1)]], Field(max_length=10_000)]
Count = Annotated[int, Field(ge=0, le=2**31 - 1)]


class DecidedBody(Body):
    """What becomes of each booked visit that a change touches, by the id of its window."""

    keep: Ids = Field(default_factory=list)
    cancel: Ids = Field(default_factory=list)
    reason: Line = ""


class PolicyFields(Body):
    """What a site allows; hours are lines such as `Mon-Fri 08:00-18:00`, none is always open.

    `badge_numbers` are patterns such as `V###` and pools such as `V001-V060`, with commas between;
    empty lets the gate hand out any badge, and left out it stays as it is.
    """

    notice_minutes: Count
    lead_days: Count
    longest_visit_hours: Annotated[int, Field(ge=1, le=LONGEST_VISIT_HOURS)]
    visitor_capacity: Count
    escort_capacity: Count
    early_minutes: Count
    late_minutes: Count
    opening_hours: Annotated[list[Line], Field(default_factory=list, max_length=50)]
    badge_numbers: Line | None = None

    def draft(self) -> PolicyDraft:
        """The policy as the service takes it."""
        values = {name: getattr(self, name) for name in PolicyFields.model_fields}
        return PolicyDraft(**values | {"opening_hours": tuple(self.opening_hours)})


class PolicyBody(PolicyFields, DecidedBody):
    """A policy to set, with what was decided about the visits that it touches."""


class ClosureFields(Body):
    """Closed periods: dates with a name (and a rule), or a country's holidays, or a calendar.

    Give `name`, `starts_at` and `ends_at`, or `country`, or `calendar` (the text of an .ics).
    """

    name: Line = ""
    starts_at: Line = ""
    ends_at: Line = ""
    rule: Annotated[str, StringConstraints(max_length=1000)] = ""
    country: Line = ""
    subdivision: Line = ""
    calendar: str = ""


class ClosureBody(ClosureFields, DecidedBody):
    """Closed periods to add, with what was decided about the visits that they touch."""


class ClosureAnswer(Answer):
    """A closed period, and where it came from."""

    id: int
    starts_at: Moment
    ends_at: Moment
    name: str
    source: str


class ClosureRuleAnswer(Answer):
    """A rule that closes a site and goes on by itself, and how far it is drawn."""

    id: int
    source: str
    drawn_until: Moment


class DrawnAnswer(Answer):
    """A closed period that would be added."""

    starts_at: Moment
    ends_at: Moment
    name: str


class TouchedAnswer(Answer):
    """A booked visit that a change would break, and why."""

    window: int
    request: str
    customer: str
    starts_at: Moment
    ends_at: Moment
    why: list[str]


class OpeningAnswer(Answer):
    """A window that can be booked."""

    starts_at: Moment
    ends_at: Moment


class PreviewAnswer(Answer):
    """What a change would do; nothing was changed.

    `openings` are the next windows of an hour at most that one visitor could book under a policy.
    """

    closures: list[DrawnAnswer] = Field(default_factory=list)
    touched: list[TouchedAnswer]
    openings: list[OpeningAnswer] = Field(default_factory=list)


class PolicyAnswer(Answer):
    """What a site allows, and when it is closed.

    `saved` says what a call has just changed of the policy, and by whom; it is null otherwise.
    """

    site: str
    zone: str
    notice_minutes: int
    lead_days: int
    longest_visit_hours: int
    visitor_capacity: int
    escort_capacity: int
    early_minutes: int
    late_minutes: int
    opening_hours: list[str]
    badge_numbers: str
    closures: list[ClosureAnswer]
    closure_rules: list[ClosureRuleAnswer]
    saved: str | None = None


class ChangeAnswer(Answer):
    """One change of a site's policy: what each limit was before and is after, in words too."""

    number: int
    at: Moment
    by: str
    words: str
    before: dict[str, str]
    after: dict[str, str]


class ChangeList(Answer):
    """The last changes of a site's policy, newest first."""

    changes: list[ChangeAnswer]


class HourAnswer(Answer):
    """One hour on the site's clock; the counts are null for whoever may not know them."""

    starts_at: Moment
    ends_at: Moment
    day: str
    label: str
    state: HourState
    words: str
    visitors: int | None = None
    places_left: int | None = None
    escorts_left: int | None = None


class WeekAnswer(Answer):
    """Seven days of a site, by the hour of its own clock."""

    site: str
    zone: str
    start: str
    hours: list[HourAnswer]


class FeedAnswer(Answer):
    """The secret address of a person's calendar, shown this once."""

    url: NamedLine


class OpeningList(Answer):
    """Windows that can be booked, earliest first."""

    openings: list[OpeningAnswer]
