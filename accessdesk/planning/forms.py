"""Forms of planning a site's time: they check shape, nothing else."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from werkzeug.datastructures import FileStorage
from wtforms import (
    BooleanField,
    FileField,
    Form,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from accessdesk.planning.policies import LIMITS, LONGEST_VISIT_HOURS, PolicyDraft
from accessdesk.planning.wording import LABELS
from accessdesk.scheduling.closures.drafts import CalendarFile, ClosureDraft, Holidays, OneOff
from accessdesk.scheduling.openings import Wish
from accessdesk.scheduling.windows import Places
from accessdesk.service_requests.rules import CUSTOMER_SEVERITIES, Severity
from accessdesk.service_requests.wording import severity_choices
from accessdesk.web.fields import choices_of
from accessdesk.web.time_fields import DayField, LocalTimeField, near

LENGTH, VISITORS = "Give the length in whole minutes.", "From 1 to 50 visitors."


class WholeNumber(IntegerField):
    """A whole number; what is none is told in the words of its field."""

    def __init__(self, label: str, validators: list[Any], words: str, **more: Any) -> None:
        super().__init__(label, validators, **more)
        self.words = words

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the number as it was typed."""
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(self.words) from None


def _number(name: str) -> WholeNumber:
    least, most = LIMITS[name]
    words = f"Give a whole number from {least} to {most}."
    return WholeNumber(LABELS[name], [InputRequired(words), NumberRange(least, most, words)], words)


class PolicyForm(Form):
    """What a site allows, with hours one line each."""

    notice_minutes = _number("notice_minutes")
    lead_days = _number("lead_days")
    longest_visit_hours = _number("longest_visit_hours")
    visitor_capacity = _number("visitor_capacity")
    escort_capacity = _number("escort_capacity")
    early_minutes = _number("early_minutes")
    late_minutes = _number("late_minutes")
    opening_hours = TextAreaField(
        LABELS["opening_hours"],
        [Optional(), Length(max=2000, message="Write at most 2000 characters.")],
    )

    badge_numbers = StringField(LABELS["badge_numbers"], [Optional()])

    def draft(self, known: Mapping[str, int] | None = None) -> PolicyDraft:
        """The policy as the service takes it; `known` stands for limits that are wrong here."""
        values = {name: self._limit(name, known or {}) for name in LIMITS}
        lines = tuple((self.opening_hours.data or "").splitlines())
        return PolicyDraft(**values, opening_hours=lines, badge_numbers=self.badge_numbers.data)

    def _limit(self, name: str, known: Mapping[str, int]) -> int:
        return known[name] if self[name].errors and name in known else int(self[name].data)


class ClosureForm(Form):
    """One of the ways to close a site."""

    def draft(self) -> ClosureDraft:
        """What closes the site, as the service takes it."""
        raise NotImplementedError


class OneOffForm(ClosureForm):
    """A closed period by its local start and end, and perhaps a rule by which it recurs."""

    name = StringField("Name", [InputRequired("Give it a name."), Length(max=120)])
    starts_at = LocalTimeField("From", [InputRequired("Give the start."), Length(max=60)])
    ends_at = LocalTimeField(
        "Until", [InputRequired("Give the end."), Length(max=60)], day_of="starts_at"
    )
    rule = StringField("Recurs by rule", [Optional(), Length(max=1000)])

    def draft(self) -> OneOff:
        """The closed period as the service takes it."""
        return OneOff(
            name=self.name.data or "",
            starts_at=self.starts_at.data or "",
            ends_at=self.ends_at.data or "",
            rule=self.rule.data or "",
        )


class HolidayForm(ClosureForm):
    """A country whose public holidays close the site."""

    country = StringField("Country", [InputRequired("Give a code such as NL."), Length(max=20)])
    subdivision = StringField("Part of the country", [Optional(), Length(max=20)])

    def draft(self) -> Holidays:
        """The holidays as the service takes them."""
        return Holidays(self.country.data or "", self.subdivision.data or "")


class CalendarForm(ClosureForm):
    """A calendar file whose events close the site."""

    file = FileField("Calendar file (.ics)", [InputRequired("Choose a calendar file (.ics).")])

    def draft(self) -> CalendarFile:
        """The file as the service takes it."""
        sent: FileStorage = self.file.data
        with sent.stream as stream:
            return CalendarFile(sent.filename or "", stream.read())


class OpeningsForm(Form):
    """What somebody wants to book: how long, for how many, how urgent, and from when on."""

    minutes = WholeNumber(
        "Length, in minutes",
        [NumberRange(1, LONGEST_VISIT_HOURS * 60, LENGTH)],
        LENGTH,
    )
    visitors = WholeNumber("Visitors", [NumberRange(1, 50, VISITORS)], VISITORS)
    severity = SelectField(
        "How urgent",
        choices=choices_of(severity_choices(CUSTOMER_SEVERITIES, brief=True)),
    )
    from_day = DayField("From this day", [Optional(), near])
    until_day = DayField("Until this day", [Optional(), near])
    escort = BooleanField("With an escort")

    def wish(self) -> Wish:
        """What is wanted as the search takes it."""
        return Wish(
            length=timedelta(minutes=self.minutes.data or 0),
            places=Places(
                severity=Severity(self.severity.data),
                visitors=self.visitors.data or 1,
                escorts=int(bool(self.escort.data)),
            ),
        )
