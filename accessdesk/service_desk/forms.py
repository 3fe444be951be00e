"""Forms of the request pages: they check shape, nothing else."""

from collections.abc import Callable, Iterable
from datetime import datetime

from wtforms import Form, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from accessdesk.accounts.rules import Actor
from accessdesk.service_desk.drafts import UpdateDraft
from accessdesk.service_requests.forms import TEXT_LENGTH
from accessdesk.service_requests.queries import Filter
from accessdesk.service_requests.rules import (
    CUSTOMER_SEVERITIES,
    OPEN_STATUSES,
    Kind,
    Severity,
    Status,
)
from accessdesk.service_requests.wording import KIND_WORD, STATUS_WORD, severity_choices
from accessdesk.web.fields import (
    ANY,
    LONGEST_LINE,
    TOO_LONG,
    Narrowing,
    SoughtField,
    choices_of,
    line,
    or_any,
    printable,
)
from accessdesk.web.time_fields import DayField

LINE_LENGTH = Length(max=LONGEST_LINE)
OPEN, ME = "open", "me"
ENDS = {"resolve": "It is done", "archive": "Nobody is taking it further"}
BY_PHONE = "phone"
AUDIENCES = {
    "everyone": "The customer and the operator",
    BY_PHONE: "The customer was told by phone, just now",
    "operator": "The operator only",
}


class FilterForm(Narrowing):
    """What a list of requests is narrowed to, as its address says it."""

    q = SoughtField("Search", [TOO_LONG])
    status = or_any(
        "State", [(OPEN, "Open"), *((each.value, words) for each, words in STATUS_WORD.items())]
    )
    site = or_any("Site", [])
    kind = or_any("Kind", ((each.value, words) for each, words in KIND_WORD.items()))
    severity = or_any("Severity", ((each.value, each.value) for each in Severity))
    waits_for = or_any("Waits for", [(ME, "Me")])

    def offer_sites(self, codes: Iterable[str]) -> None:
        """Offer the sites there are."""
        self.site.choices = choices_of([ANY, *((code, code) for code in codes)])

    def wanted(self, waiting: Callable[[], frozenset[int]]) -> Filter:
        """The filter as the query takes it; `waiting` finds what waits for the reader."""
        return Filter(
            statuses=self._statuses(),
            kind=Kind(self.kind.data) if self.kind.data else None,
            severity=Severity(self.severity.data) if self.severity.data else None,
            site=self.site.data or "",
            words=self.q.data or "",
            among=waiting() if self.waits_for.data == ME else None,
        )

    def _statuses(self) -> tuple[Status, ...]:
        chosen = self.status.data
        if chosen == OPEN:
            return tuple(OPEN_STATUSES)
        return (Status(chosen),) if chosen else ()


class RejectForm(Form):
    """Why a visit is not approved."""

    reason = TextAreaField(
        "Why is it rejected?",
        [InputRequired("Say why; the contact who asked will read it."), TEXT_LENGTH],
        id="reject-reason",
    )


class EndForm(Form):
    """How a request ended: the work is done, or nobody goes on with it (R-ACC-9)."""

    how = RadioField(
        "How did it end?",
        choices=choices_of(ENDS.items()),
        default="resolve",
    )
    reason = TextAreaField(
        "In words",
        [InputRequired("Say how it ended; the customer will read it."), TEXT_LENGTH],
        id="end-reason",
    )


class UpdateForm(Form):
    """A word on a request; for staff, whether the customer sees it."""

    text = TextAreaField("Write an update", [InputRequired("Write something."), TEXT_LENGTH])
    audience = RadioField(
        "Who can read it?",
        choices=choices_of(AUDIENCES.items()),
        default="everyone",
    )
    spoken_with = StringField(
        "By phone: who you spoke to", [Optional(), Length(max=LONGEST_LINE), printable]
    )
    next_word_on = DayField("You will hear again by", [Optional()])

    def draft(self, seen_through: datetime) -> UpdateDraft:
        """The word as the service takes it, on a page that showed what was said through a time."""
        return UpdateDraft(
            text=self.text.data or "",
            visible=self.audience.data != "operator",
            by_phone=self.audience.data == BY_PHONE,
            spoken_with=self.spoken_with.data or "",
            next_word_on=self.next_word_on.data,
            through=seen_through,
        )


class NotMendedForm(Form):
    """What is not mended, of a request that has ended."""

    text = TextAreaField(
        "What is not mended?",
        [InputRequired("Say what is not mended."), TEXT_LENGTH],
        id="not-mended-text",
    )


class OwnerForm(Form):
    """Who owes the customer the word on a request, and which group does the work (R-SEV-6)."""

    owner = SelectField("Who keeps the customer informed?", validate_choice=False)
    resolver = StringField("Which group does the work?", [Optional(), LINE_LENGTH, printable])

    def offer(self, people: Iterable[Actor]) -> None:
        """Offer those of the desk who can own it."""
        self.owner.choices = choices_of(
            [("", "Nobody in particular"), *((each.email, each.name) for each in people)]
        )


class SeverityForm(Form):
    """Another severity, with an impact statement that is new (R-SEV-2)."""

    severity = RadioField("Severity", [InputRequired("Choose a severity.")], id="new-severity")
    impact = TextAreaField(
        "Business impact now", [InputRequired("Say what has changed."), TEXT_LENGTH]
    )
    severity_reason = TextAreaField("Why not severity A?", [Optional(), TEXT_LENGTH])

    def offer(self, *, to_staff: bool) -> None:
        """Offer the levels; 1 is declared by the operator only (R-SEV-1)."""
        levels = tuple(Severity) if to_staff else CUSTOMER_SEVERITIES
        self.severity.choices = choices_of(severity_choices(levels, brief=True))


class SummaryForm(Form):
    """What a request is about."""

    summary = line("In one line", "Say in one line what it is about.")
