"""Forms of a visit: they check shape, and return what was written as the service takes it."""

from collections.abc import Sequence
from typing import Any, ClassVar

from wtforms import (
    BooleanField,
    Form,
    RadioField,
    SelectField,
    SelectMultipleField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import InputRequired, Length, Optional

from accessdesk.errors import Invalid
from accessdesk.scheduling.local_time import Which
from accessdesk.scheduling.windows import Places, Window
from accessdesk.service_requests.asking.callers import CallerForm
from accessdesk.service_requests.asking.numbers_form import NumbersForm
from accessdesk.service_requests.asking.where import MOST_DEVICES, WhereForm
from accessdesk.service_requests.rules import (
    CUSTOMER_SEVERITIES,
    PartyKind,
    Reason,
    Severity,
)
from accessdesk.service_requests.wording import PARTY_WORD, REASON_WORD, severity_choices
from accessdesk.visits.asking.fields import local_time, on_the_clock, readings
from accessdesk.visits.asking.recurrence_form import RecurrenceForm
from accessdesk.visits.asking.visitor_form import VisitorsForm
from accessdesk.visits.drafts import DetailsDraft, SiteAccessDraft, VisitorDraft, WindowDraft
from accessdesk.web.fields import LONGEST_LINE, choices_of, chosen, email_line, line
from accessdesk.web.forms import Judged
from accessdesk.web.time_fields import LocalTimeField

# As the page asks; what is wrong is listed in the same order.
ON_THE_PAGE = (
    *("on_behalf_of", "phrase", "site", "devices"),
    *("party_kind", "party_name", "party_email", "party_phone"),
    *("visitors", "visitor_list", "visitor_file"),
    *("window_starts_at", "window_ends_at", "window_starts_which", "window_ends_which"),
    *("recurrence_repeats", "recurrence_count", "recurrence_until"),
    *("recurrence_except", "recurrence_rule", "at"),
    *("reason", "summary", "equipment_in", "equipment_out", "escort", "severity"),
    *("customer_reference", "purchase_order"),
)


def _lines_of(text: str | None) -> tuple[str, ...]:
    return tuple(each.strip() for each in (text or "").splitlines() if each.strip())


def short_lines(_form: Form, field: TextAreaField) -> None:
    """Refuse a list with too many lines, or with one that is too long."""
    lines = _lines_of(field.data)
    if len(lines) > MOST_DEVICES or any(len(each) > LONGEST_LINE for each in lines):
        raise ValidationError(
            f"At most {MOST_DEVICES} lines, each of at most {LONGEST_LINE} characters."
        )


def _things(label: str) -> TextAreaField:
    return TextAreaField(label, [Optional(), short_lines])


class WindowForm(Form):
    """A window on the site's clock; `which` settles a time that exists twice (R-WIN-2)."""

    window_starts_at = local_time("From")
    window_starts_which = RadioField(
        "Which of the two is the start?", [Optional()], choices=[], validate_choice=False
    )
    window_ends_at = local_time("Until", day_of="window_starts_at")
    window_ends_which = RadioField(
        "Which of the two is the end?", [Optional()], choices=[], validate_choice=False
    )

    def ask_which(self, zone: str | None) -> None:
        """Offer both readings of each time that exists twice at the site."""
        pairs = (
            (self.window_starts_at, self.window_starts_which),
            (self.window_ends_at, self.window_ends_which),
        )
        for time, which in pairs:
            which.choices = choices_of(readings(time.data or "", zone) if zone else [])

    def take(self, window: Window, zone: str) -> None:
        """Fill in a window that was offered."""
        starts, ends = (on_the_clock(at, zone) for at in (window.starts_at, window.ends_at))
        self.window_starts_at.data, self.window_starts_which.data = starts
        self.window_ends_at.data, self.window_ends_which.data = ends

    def window(self) -> WindowDraft:
        """The window as the service takes it."""
        return WindowDraft(
            self.window_starts_at.data or "",
            self.window_ends_at.data or "",
            starts_which=_which(self.window_starts_which.data),
            ends_which=_which(self.window_ends_which.data),
        )


def _which(value: str | None) -> Which | None:
    return Which(value) if value in list(Which) else None


class SiteAccessForm(CallerForm, WhereForm, VisitorsForm, WindowForm, RecurrenceForm, NumbersForm):
    """Everything that the gate and the landlord will ever ask (R-ACC-7, R-SA-2)."""

    party_kind = RadioField(
        "Who comes?",
        [InputRequired("Say who is coming.")],
        choices=choices_of((each.value, words) for each, words in PARTY_WORD.items()),
        default=PartyKind.VENDOR.value,
    )
    party_name = line("Company", "Give the company whose people are coming.")
    party_email = email_line("Their e-mail")
    party_phone = line("Their telephone number")
    reason = SelectField(
        "Why are they coming?",
        choices=choices_of((each.value, words) for each, words in REASON_WORD.items()),
    )
    summary = line("The work in one line", "Say in one line what will be done.")
    equipment_in = _things("Equipment brought in")
    equipment_out = _things("Equipment taken out")
    escort = BooleanField("They need an escort")
    severity = RadioField(
        "How urgent is it?",
        [InputRequired("Choose how urgent it is.")],
        choices=choices_of(severity_choices(CUSTOMER_SEVERITIES)),
        default=Severity.C.value,
    )
    at = LocalTimeField("Would they get in at", [Optional(), Length(max=60)], "window_starts_at")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._fields = {name: self._fields[name] for name in ON_THE_PAGE}

    def places(self) -> Places:
        """What the visit would take, as far as it is written."""
        return Places(
            severity=chosen(self.severity, Severity.C),
            visitors=max(self.count_people(), 1),
            escorts=int(bool(self.escort.data)),
        )

    def draft(self, *, by_phone: bool) -> SiteAccessDraft:
        """The request as the service takes it; `by_phone` an agent raises it for a caller."""
        return SiteAccessDraft(
            site=self.site.data or "",
            severity=chosen(self.severity, Severity.C),
            summary=(self.summary.data or "").strip(),
            reason=chosen(self.reason, Reason.MAINTENANCE),
            party_kind=chosen(self.party_kind, PartyKind.VENDOR),
            party_name=(self.party_name.data or "").strip(),
            party_email=(self.party_email.data or "").strip(),
            party_phone=(self.party_phone.data or "").strip(),
            visitors=tuple(self.people),
            window=self.window(),
            devices=tuple(self.devices.data or ()),
            equipment_in=_lines_of(self.equipment_in.data),
            equipment_out=_lines_of(self.equipment_out.data),
            escort=bool(self.escort.data),
            recurrence=self.recurrence(self.window_starts_at.data or ""),
            numbers=self.numbers(),
            caller=self.caller() if by_phone else None,
        )


class MoveForm(WindowForm):
    """Another window for a visit."""


class NameForm(Form):
    """A visitor's name as it is on the ID."""

    name = line("Name exactly as on the ID", "Give the name exactly as on the ID.", id="right-name")


class JoiningForm(Judged):
    """Somebody who comes as well."""

    FAULTS_AT: ClassVar = {"visitors": "name"}

    name = line("Name exactly as on the ID", "Give the name exactly as on the ID.")
    email = email_line("E-mail")
    phone = line("Telephone")

    def draft(self) -> VisitorDraft:
        """The person as the service takes them."""
        return VisitorDraft(
            (self.name.data or "").strip(), (self.email.data or "").strip(), self.phone.data or ""
        )


class AddressForm(Form):
    """Where a visitor's messages go, and by which number they are called."""

    email = email_line("E-mail")
    phone = line("Telephone")


class DetailsForm(Form):
    """What else a visit says, besides who comes, where and when."""

    reason = SelectField(
        "Why are they coming?",
        choices=choices_of((each.value, words) for each, words in REASON_WORD.items()),
    )
    equipment_in = _things("Equipment brought in")
    equipment_out = _things("Equipment taken out")
    escort = BooleanField("They need an escort")

    def take(
        self,
        reason: Reason | None,
        equipment_in: Sequence[str],
        equipment_out: Sequence[str],
        *,
        escort: bool,
    ) -> None:
        """Fill in what a visit says now."""
        self.reason.data = (reason or Reason.MAINTENANCE).value
        self.equipment_in.data = "\n".join(equipment_in)
        self.equipment_out.data = "\n".join(equipment_out)
        self.escort.data = escort

    def draft(self) -> DetailsDraft:
        """What it is to say, as the service takes it."""
        return DetailsDraft(
            Reason(self.reason.data),
            _lines_of(self.equipment_in.data),
            _lines_of(self.equipment_out.data),
            escort=bool(self.escort.data),
        )


class HandedOverForm(Form):
    """Who has their pass by another way than mail."""

    visitors = SelectMultipleField("Visitors", coerce=int, validate_choice=False)

    def visitor_ids(self) -> list[int]:
        """Who it is said of; raises Invalid for nobody, and for what is no visitor."""
        if not self.validate() or not self.visitors.data:
            raise Invalid(fields={"visitors": "Name at least one visitor of the request."})
        return list(self.visitors.data)


class ReplacementForm(JoiningForm):
    """Another person who comes instead."""

    name = line("Name exactly as on the ID", "Give the name exactly as on the ID.", id="new-name")
