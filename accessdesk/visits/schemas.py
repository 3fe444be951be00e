"""The shapes of windows in the API: asked for, recurring, booked, proposed."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StrictBool

from accessdesk.scheduling.windows import Places
from accessdesk.service_requests.rules import Severity
from accessdesk.visits.drafts import PlanDraft, RecurrenceDraft, WindowDraft
from accessdesk.web.schemas import (
    Answer,
    Body,
    GivenMoment,
    Line,
    Moment,
    NamedLine,
    Text,
    WindowAnswer,
)


class WindowBody(Body):
    """A window; a time without an offset is the site's local time."""

    starts_at: Line
    ends_at: Line

    def draft(self) -> WindowDraft:
        """The window as the service takes it."""
        return WindowDraft(self.starts_at, self.ends_at)


class RecurrenceBody(Body):
    """A rule by which a visit recurs (RFC 5545), and the days or times that it leaves out."""

    rule: Annotated[str, Field(min_length=1, max_length=1000)]
    except_: Annotated[list[Line], Field(alias="except", default_factory=list, max_length=400)]

    def draft(self) -> RecurrenceDraft:
        """The rule as the service takes it."""
        return RecurrenceDraft(self.rule, tuple(self.except_))


class PlacesBody(Body):
    """What a visit would take, and how urgent it is."""

    window: WindowBody
    severity: Severity = Severity.C
    visitors: Annotated[int, Field(ge=1, le=50)] = 1
    escort: StrictBool = False

    def places(self) -> Places:
        """What it would take as the service takes it."""
        return Places(self.severity, self.visitors, int(self.escort))


class PreviewBody(PlacesBody):
    """A recurring visit before it is asked for."""

    recurrence: RecurrenceBody


class ArrivalBody(PlacesBody):
    """A visit before it is asked for, and the time at which somebody would arrive."""

    at: Line
    recurrence: RecurrenceBody | None = None

    def draft(self) -> PlanDraft:
        """The visit as the service takes it."""
        recurrence = self.recurrence.draft() if self.recurrence else None
        return PlanDraft(self.window.draft(), self.places(), recurrence)


class RescheduleBody(Body):
    """The window to move to."""

    window: WindowBody


class NameBody(Body):
    """A visitor's name as it is on the ID."""

    name: NamedLine


class ProposalBody(Body):
    """A window that the desk proposes instead, until when, and why."""

    window: WindowBody
    hours: Annotated[int, Field(ge=1, le=30 * 24)] = 24
    note: Text = ""
    through: GivenMoment | None = None


class ReviewBody(Body):
    """A manager's word on what an emergency broke."""

    word: Text


class BookedWindowAnswer(WindowAnswer):
    """A window of a request, by the id under which it is moved or cancelled alone."""

    id: int
    occurrence: int


class OccurrenceAnswer(Answer):
    """What was done about one visit of a rule."""

    status: str
    words: str


class RecurrenceAnswer(Answer):
    """The rule of a recurring request, and what was done about each of its visits."""

    model_config = ConfigDict(from_attributes=True, validate_by_name=True, serialize_by_alias=True)

    rule: str
    except_: Annotated[list[str], Field(alias="except")]
    occurrences: list[OccurrenceAnswer]


class PlannedAnswer(OccurrenceAnswer):
    """One visit of a rule as it would be booked; `refusals` say why it cannot."""

    starts_at: Moment
    ends_at: Moment
    fits: bool
    refusals: list[str]


class PlanAnswer(Answer):
    """Each visit of a rule, and whether all that would be booked fit."""

    zone: str
    fits: bool
    visits: list[PlannedAnswer]


class ArrivalAnswer(Answer):
    """Whether somebody would get in at a time, why not, and the nearest window that works."""

    admits: bool
    code: str | None
    words: str
    nearest: WindowAnswer | None


class ProposalAnswer(Answer):
    """A window that the desk proposed instead, and how that stands."""

    id: int
    window: WindowAnswer
    note: str
    state: str
    expires_at: Moment


class ProposalList(Answer):
    """The windows that were proposed for a request, newest first."""

    proposals: list[ProposalAnswer]


class ReviewAnswer(Answer):
    """An emergency visit that waits for a manager's word; `broken` says by rule what it broke."""

    window: int
    request: str
    customer: str
    severity: str
    starts_at: Moment
    ends_at: Moment
    zone: str
    site: str
    broken: dict[str, str]


class EscortPath(BaseModel):
    """The escort of one visit, by its window."""

    window_id: Annotated[int, Field(ge=1, le=2**63 - 1)]


class EscortAnswer(Answer):
    """Visitors to be escorted in a window; `mine` says whether the asker has taken them."""

    window: int
    request: str
    summary: str
    site: str
    zone: str
    party: str
    visitors: int
    severity: str
    starts_at: Moment
    ends_at: Moment
    mine: bool


class EscortList(Answer):
    """The escorts that are the asker's, and those that nobody has taken, by their start."""

    escorts: list[EscortAnswer]


class ReviewList(Answer):
    """The emergency visits that wait for a manager's word, oldest first."""

    reviews: list[ReviewAnswer]
