"""The shapes of remote hands in the API."""

from typing import Annotated, Any, Literal

from pydantic import Field, StrictBool

from accessdesk.remote_hands.catalogue import Task
from accessdesk.remote_hands.drafts import MOST_STEPS, HandsDraft, StepDraft
from accessdesk.remote_hands.queries import WorkDetail, WorkRow
from accessdesk.remote_hands.rules import EntryKind, Report, Result, WorkState
from accessdesk.remote_hands.working.reporting import Reported
from accessdesk.service_requests.asking.numbers_schemas import NumberedBody
from accessdesk.service_requests.rules import Caller, Kind, Severity, Status
from accessdesk.web.schemas import Answer, Body, Line, Moment, NamedLine, Text, WindowAnswer


class StepBody(Body):
    """One step; `go_on: false` lets the technician stop after it and ask."""

    do: NamedLine
    expect: Line = ""
    go_on: StrictBool = True


class HandsWindowBody(Body):
    """When the work is to be done; a time without an offset is the site's local time.

    Without `starts_at` it counts from now on.
    """

    starts_at: Line = ""
    ends_at: NamedLine


class HandsCallerBody(Body):
    """The contact on the phone, for whom an agent raises the request."""

    email: NamedLine
    phrase: Line


class RemoteHandsBody(NumberedBody):
    """A request for remote hands; `details` holds the task's own fields.

    What the task orders is a step of its own where no `steps` are given, or after the first
    `task_after` of them; without it, `steps` are all that is to be done.
    """

    kind: Literal[Kind.REMOTE_HANDS]
    site: NamedLine
    severity: Severity = Severity.C
    summary: NamedLine
    impact: Text = ""
    task: Task
    details: dict[str, Any] = Field(default_factory=dict)
    devices: Annotated[list[Line], Field(default_factory=list, max_length=200)]
    steps: Annotated[list[StepBody], Field(default_factory=list, max_length=MOST_STEPS)]
    task_after: Annotated[int, Field(ge=0, le=MOST_STEPS)] | None = None
    window: HandsWindowBody | None = None
    affects_availability: StrictBool = False
    severity_reason: Text = ""
    reroute_of: Line | None = None
    follows: Line | None = None
    on_behalf_of: HandsCallerBody | None = None

    def draft(self) -> HandsDraft:
        """The request as the service takes it."""
        caller, window = self.on_behalf_of, self.window
        return HandsDraft(
            site=self.site,
            severity=self.severity,
            summary=self.summary,
            impact=self.impact,
            task=self.task,
            details=self.details,
            devices=tuple(self.devices),
            steps=tuple(StepDraft(each.do, each.expect, each.go_on) for each in self.steps),
            task_after=self.task_after,
            starts_at=window.starts_at if window else "",
            ends_at=window.ends_at if window else "",
            affects_availability=self.affects_availability,
            severity_reason=self.severity_reason,
            numbers=self.numbers(),
            caller=Caller(caller.email, caller.phrase) if caller else None,
        )


class StartBody(Body):
    """Two identifiers that were read from the device, where the task asks for them."""

    identifiers: Annotated[list[Line], Field(default_factory=list, max_length=5)]


class HandOverBody(Body):
    """Where the work stands, and to whom it goes; without an address, back to the queue."""

    note: Text
    to: Line = ""


class EntryBody(Body):
    """A line for the log: what was seen after a step, a note, a part, a question, a correction."""

    kind: Literal[
        Report.STEP,
        Report.NOTE,
        Report.PART,
        Report.QUESTION,
        Report.PAUSE,
        Report.CORRECTION,
    ] = Report.NOTE
    text: Text = ""
    step: Annotated[int, Field(ge=1, le=MOST_STEPS + 1)] | None = None
    as_expected: StrictBool | None = None
    as_answered: StrictBool = False
    corrects: Annotated[int, Field(ge=1, le=2**63 - 1)] | None = None

    def reported(self) -> Reported:
        """The line as the service takes it."""
        about = (self.step, self.as_expected, self.corrects)
        return Reported(self.kind, self.text, *about, as_answered=self.as_answered)


class FinishBody(Body):
    """What came of the work."""

    result: Result = Result.DONE
    text: Text


class AnswerBody(Body):
    """The customer's answer to a question."""

    text: Text


class ContestBody(Body):
    """What is missing."""

    missing: Text


class RatingBody(Body):
    """How it went, from 1 to 5."""

    rating: Annotated[int, Field(ge=1, le=5)]
    text: Text = ""


class WorkSummary(Answer):
    """A piece of work as the queue shows it."""

    reference: str
    number: str | None
    customer: str
    site: str
    severity: Severity
    status: Status
    summary: str
    task: Task
    state: WorkState
    technician: str | None
    window: WindowAnswer | None
    due_at: Moment | None

    @classmethod
    def of(cls, row: WorkRow) -> "WorkSummary":
        """Make the line of a row."""
        return cls(**_summary(row))


def _summary(row: WorkRow) -> dict[str, Any]:
    window = None
    if row.starts_at is not None and row.ends_at is not None:
        window = WindowAnswer(starts_at=row.starts_at, ends_at=row.ends_at, zone=row.zone)
    return {
        "reference": row.reference,
        "number": row.number,
        "customer": row.customer,
        "site": row.site_code,
        "severity": row.severity,
        "status": row.status,
        "summary": row.summary,
        "task": row.task,
        "state": row.state,
        "technician": row.technician,
        "window": window,
        "due_at": row.due_at,
    }


class WorkList(Answer):
    """What a technician holds or could claim, in the order in which it is to be done."""

    work: list[WorkSummary]


class StepAnswer(Answer):
    """A step of the work."""

    position: int
    do: str
    expect: str
    go_on: bool
    done_at: Moment | None


class WorkEntryAnswer(Answer):
    """A line of the log."""

    id: int
    at: Moment
    author: str
    kind: EntryKind
    text: str
    step: int | None
    as_expected: bool | None
    corrects_id: int | None
    photo_id: int | None


class QuestionAnswer(Answer):
    """A question, and its answer once there is one."""

    id: int
    asked_at: Moment
    asked_by: str
    text: str
    answer: str
    answered_at: Moment | None


class WorkAnswer(WorkSummary):
    """A piece of work, whole."""

    impact: str
    details: dict[str, Any]
    devices: list[str]
    started_at: Moment | None
    stopped_at: Moment | None
    result: Result | None
    rating: int | None
    steps: list[StepAnswer]
    entries: list[WorkEntryAnswer]
    questions: list[QuestionAnswer]

    @classmethod
    def whole(cls, detail: WorkDetail) -> "WorkAnswer":
        """Make the answer of all that is known about a piece of work."""
        row, work = detail.row, detail.work
        return cls(
            **_summary(row),
            impact=row.impact,
            details=row.details,
            devices=[device.tag for device in detail.devices],
            started_at=row.started_at,
            stopped_at=row.stopped_at,
            result=work.result,
            rating=work.rating,
            steps=[StepAnswer.model_validate(each) for each in detail.steps],
            entries=[WorkEntryAnswer.model_validate(each) for each in detail.entries],
            questions=[QuestionAnswer.model_validate(each) for each in detail.questions],
        )
