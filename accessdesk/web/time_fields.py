"""Fields for days and times, typed and shown in one form everywhere: `Fri 25 Dec 10:00`.

A browser's own field for a date shows 11/12 to some and 12/11 to others, so these are plain text.
"""

from datetime import UTC, date, timedelta
from typing import Any

from wtforms import DateField, Form, StringField
from wtforms.validators import StopValidation
from wtforms.widgets import TextInput

from accessdesk.typed_time import (
    FAR_AWAY,
    NEAR,
    NotUnderstood,
    day_typed,
    is_far_away,
    past_day_typed,
    read_past_day,
    read_printed_day,
    read_typed_day,
    read_typed_time,
    time_typed,
)
from accessdesk.web.access import current_moment

BEHIND = timedelta(hours=12)  # So that a day is not over yet anywhere.


def today() -> date:
    """The day from which one without a year is the next; it is over nowhere yet."""
    return (current_moment().astimezone(UTC) - BEHIND).date()


def counted_from(text: str) -> date:
    """The day from which what was typed is read: "today" and "tomorrow" are counted from now.

    Now is by UTC, since a field does not know its site: within some hours of midnight there the
    day may be another, and the words beside the field say which it is taken for.
    """
    if text.strip().casefold().startswith(tuple(NEAR)):
        return current_moment().astimezone(UTC).date()
    return today()


class LocalTimeField(StringField):
    """A time on a site's clock; `data` is ISO 8601 where it was understood, else what was typed.

    With `day_of`, the name of a field before it, a time of day alone is one on that field's day.
    It `waits` for that day where what was typed there is not understood: that field is at fault
    then, and this one is not.
    """

    widget = TextInput()
    fault = ""
    waits = False

    def __init__(
        self,
        label: str | None = None,
        validators: list[Any] | None = None,
        day_of: str = "",
        **more: Any,
    ) -> None:
        super().__init__(label, validators, **more)
        self._begins = more["_form"][day_of] if day_of else None

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read what was typed."""
        self.data = str(valuelist[0]) if valuelist else self.data
        if not (self.data or "").strip():
            return
        try:
            self.data = read_typed_time(
                self.data or "", counted_from(self.data or ""), self._day_begun()
            )
        except NotUnderstood as asked:
            self.waits = self._lacks_only_its_day()
            self.fault = "" if self.waits else str(asked)

    def pre_validate(self, _form: Any) -> None:
        """Ask about what was not understood."""
        if self.fault:
            raise StopValidation(self.fault)

    def _day_begun(self) -> date | None:
        """The day of the field that this one ends, where it was understood."""
        try:
            return date.fromisoformat((self._begins.data or "")[:10]) if self._begins else None
        except ValueError:
            return None

    def _lacks_only_its_day(self) -> bool:
        """Whether it could be read, if only the field whose day it takes could be."""
        if self._begins is None or not self._begins.data or self._day_begun():
            return False
        try:
            return bool(read_typed_time(self.data or "", today(), today()))
        except NotUnderstood:
            return False

    @property
    def typed(self) -> str:
        """What stands in the field as it was sent, or would stand there."""
        return str(self.raw_data[0]).strip() if self.raw_data else self._value()

    def _value(self) -> str:
        return time_typed(self.data or "", today())


def near(_form: Form, field: DateField) -> None:
    """Refuse a day at whose start or end not every zone has a time; an empty field is fine."""
    if field.data and is_far_away(field.data):
        raise StopValidation(FAR_AWAY)


class DayField(DateField):
    """A day; `data` is the date, or nothing where it was not understood."""

    widget = TextInput()

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read what was typed; raises ValueError, as WTForms expects it, with words for people."""
        text = str(valuelist[0]) if valuelist else ""
        if text.strip():
            self.data = None
            self.data = self._read(text)

    @property
    def words(self) -> str:
        """The day as it is understood; nothing where it is not."""
        return day_typed(self.data, today()) if self.data else ""

    def _read(self, text: str) -> date:
        return read_typed_day(text, counted_from(text))

    def _value(self) -> str:
        if self.raw_data and not self.data:
            return str(self.raw_data[0])
        return self.words


class PastDayField(DayField):
    """A day of a record: without a year it is the last such day, counted from the form's `today`.

    The form says which day it is at the place of the record, for `today` and `yesterday`.
    """

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self._of = more["_form"]

    @property
    def words(self) -> str:
        """The day as it is understood; nothing where it is not."""
        return past_day_typed(self.data, self._last()) if self.data else ""

    def _read(self, text: str) -> date:
        return read_past_day(text, self._last())

    def _last(self) -> date:
        return getattr(self._of, "today", None) or today()


class PrintedDayField(DayField):
    """A day as it stands on a document: its year is typed too, and no year is taken for granted."""

    @property
    def words(self) -> str:
        """The day as it is understood, always with its year; nothing where it is not."""
        return f"{self.data:%-d %b %Y}" if self.data else ""

    def _read(self, text: str) -> date:
        return read_printed_day(text, today())
