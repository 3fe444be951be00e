"""The part of a form that says how a visit recurs: in plain words, or by a rule of one's own."""

import re
from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Any

from wtforms import Form, IntegerField, SelectField, TextAreaField
from wtforms.validators import Length, NumberRange, Optional

from accessdesk.errors import Invalid
from accessdesk.scheduling.recurrence.expansion import MOST_OCCURRENCES
from accessdesk.scheduling.recurrence.rule import WEEKDAYS
from accessdesk.typed_time import NotUnderstood, read_typed_day
from accessdesk.visits.drafts import RecurrenceDraft
from accessdesk.web.fields import choices_of
from accessdesk.web.time_fields import DayField, today

_AS_WRITTEN = re.compile(r"\d{4}", re.ASCII)


class Repeats(StrEnum):
    """How often a visit comes back, as the form asks it."""

    DAILY = "daily"
    WEEKDAYS = "weekdays"
    WEEKLY = "weekly"
    FORTNIGHTLY = "fortnightly"
    MONTHLY = "monthly"
    FROM_START = "monthly-from-start"
    FROM_END = "monthly-from-end"
    RULE = "rule"


REPEATS_WORDS = {
    "": "No, it is one visit",
    Repeats.DAILY: "Every day",
    Repeats.WEEKDAYS: "Every weekday, Monday to Friday",
    Repeats.WEEKLY: "Every week, on this weekday",
    Repeats.FORTNIGHTLY: "Every other week, on this weekday",
    Repeats.MONTHLY: "Every month, on this date",
    Repeats.FROM_START: "Every month, on this weekday counted from its start (the first Sunday)",
    Repeats.FROM_END: "Every month, on this weekday counted from its end (the last Sunday)",
    Repeats.RULE: "By a rule of your own, below",
}
_PLAIN = {
    Repeats.DAILY: "FREQ=DAILY",
    Repeats.WEEKDAYS: "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
    Repeats.WEEKLY: "FREQ=WEEKLY",
    Repeats.FORTNIGHTLY: "FREQ=WEEKLY;INTERVAL=2",
    Repeats.MONTHLY: "FREQ=MONTHLY",
}


def rule_of(repeats: Repeats, first: date) -> str:
    """Write in the words of RFC 5545 how a visit that starts on a day comes back, without its end.

    A weekday is counted within the month of the first visit: its second, or its last but one.
    """
    if repeats in _PLAIN:
        return _PLAIN[repeats]
    weekday = WEEKDAYS[first.weekday()]
    if repeats is Repeats.FROM_START:
        return f"FREQ=MONTHLY;BYDAY={(first.day - 1) // 7 + 1}{weekday}"
    days_after = monthrange(first.year, first.month)[1] - first.day
    return f"FREQ=MONTHLY;BYDAY=-{days_after // 7 + 1}{weekday}"


class RecurrenceForm(Form):
    """Whether a visit recurs, until when, and on which days it does not."""

    recurrence_repeats = SelectField(
        "Does it repeat?",
        [Optional()],
        choices=choices_of(REPEATS_WORDS.items()),
    )
    recurrence_count = IntegerField(
        "How many visits in all",
        [Optional(), NumberRange(1, MOST_OCCURRENCES, f"From 1 to {MOST_OCCURRENCES} visits.")],
    )
    recurrence_until = DayField("Or the last day", [Optional()])
    recurrence_except = TextAreaField("Days to leave out", [Optional(), Length(max=20_000)])
    recurrence_rule = TextAreaField("Rule", [Optional(), Length(max=1000)])

    def validate(self, extra_validators: Mapping[str, Sequence[Any]] | None = None) -> bool:
        """Check the shape of all fields, and that what repeats has an end."""
        shape = super().validate(extra_validators)
        fault = self._fault_of_end()
        if fault:
            self.recurrence_count.errors = [*self.recurrence_count.errors, fault]
        return shape and not fault

    def _fault_of_end(self) -> str:
        count, until = self.recurrence_count, self.recurrence_until
        if not self.repeats or count.errors or until.errors:
            return ""
        given = [each for each in (count.data, until.data) if each is not None]
        if self.repeats is Repeats.RULE:
            return "Your rule already says where it ends; leave this empty." if given else ""
        if not given:
            return "Say how many visits there are, or the last day on which they come."
        return "Give the number of visits or the last day, not both." if len(given) > 1 else ""

    @property
    def repeats(self) -> Repeats | None:
        """How the visit comes back, or None for one that does not."""
        chosen = self.recurrence_repeats.data
        return Repeats(chosen) if chosen in list(Repeats) else None

    def recurrence(self, starts: str) -> RecurrenceDraft | None:
        """The rule as the service takes it; `starts` is the first start as it was written.

        Raises Invalid for days to leave out that are not understood.
        """
        if self.repeats is None:
            return None
        return RecurrenceDraft(self._rule(starts), tuple(self._left_out()))

    def _left_out(self) -> Iterable[str]:
        """The days to leave out as calendars write them; raises Invalid for what is not understood.

        What begins as a calendar writes it is for the service to judge.
        """
        lines = (self.recurrence_except.data or "").replace(",", "\n").splitlines()
        for line in filter(str.strip, lines):
            words = line.split()
            if all(_AS_WRITTEN.match(word) for word in words):
                yield from words
                continue
            try:
                yield read_typed_day(line, today()).isoformat()
            except NotUnderstood as asked:
                raise Invalid(fields={"recurrence.except": str(asked)}) from None

    def _rule(self, starts: str) -> str:
        if self.repeats is None or self.repeats is Repeats.RULE:
            return (self.recurrence_rule.data or "").strip()
        try:
            first = date.fromisoformat(starts.strip()[:10])
        except ValueError:  # The service says what is wrong with the start itself.
            first = date.min
        until = self.recurrence_until.data
        end = f"UNTIL={until:%Y%m%d}" if until else f"COUNT={self.recurrence_count.data}"
        return f"{rule_of(self.repeats, first)};{end}"

    def leave_out(self, days: Iterable[date]) -> None:
        """Add days to those that are left out."""
        known = (self.recurrence_except.data or "").splitlines()
        more = [day.isoformat() for day in days]
        self.recurrence_except.data = "\n".join([*filter(str.strip, known), *more])

    def settle_errors(self) -> None:
        """Show what is wrong with a rule at the question it was made from."""
        field = self.recurrence_rule
        if field.errors and self.repeats is not Repeats.RULE:
            question = self.recurrence_repeats
            question.errors, field.errors = [*question.errors, *field.errors], []
