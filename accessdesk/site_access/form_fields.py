"""Fields that the forms of a visit share: single lines, times on a site's clock, visitors."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from wtforms import Field, Form, StringField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # Stubs lag behind.
from wtforms.validators import DataRequired, InputRequired, Length, Optional
from wtforms.widgets import DateTimeLocalInput

from accessdesk.mailbox import fault_of_email
from accessdesk.scheduling.local_time import Twice, Which, read_time, resolve, zone_named
from accessdesk.scheduling.wording import clock_words, zone_label

LONGEST_LINE = 200
LONGEST_TEXT = 5000
TOO_LONG = Length(max=LONGEST_LINE, message=f"At most {LONGEST_LINE} characters.")


def printable(_form: Form, field: Field) -> None:
    """Refuse control characters, and line ends in what is one line."""
    if any(ord(char) < 32 and char != "\t" for char in field.data or ""):
        raise ValidationError("This must be one line of plain text.")


def email_shape(_form: Form, field: Field) -> None:
    """Refuse what mail cannot be sent to; an empty field is fine."""
    address = (field.data or "").strip()
    if address and (fault := fault_of_email(address)):
        raise ValidationError(fault)


def choices_of(pairs: Iterable[tuple[str, str]]) -> list[SelectChoice]:
    """Make the choices of a field from (value, words)."""
    return [SelectChoice(value, words) for value, words in pairs]


def line(label: str, required: str = "", **more: Any) -> StringField:
    """Make a field for one line; `required` are the words when it is left empty."""
    if not required:
        return StringField(label, [Optional(), TOO_LONG, printable], **more)
    validators = [DataRequired(required), TOO_LONG, printable]
    return StringField(label, validators, filters=[_without_blanks], **more)


def _without_blanks(text: str | None) -> str | None:
    return text.strip() if text else text


def email_line(label: str) -> StringField:
    """Make an optional field for an e-mail address."""
    return StringField(label, [Optional(), TOO_LONG, printable, email_shape])


def local_time(label: str) -> StringField:
    """Make a field for a time on the site's clock; the service reads and judges it."""
    widget = DateTimeLocalInput()
    return StringField(label, [InputRequired("Give a date and a time."), TOO_LONG], widget=widget)


class VisitorRow(Form):
    """One visitor: the name exactly as on the ID, and where the pass may be sent."""

    name = StringField("Name", [TOO_LONG, printable])
    # The address is judged with the name, by the rule that the API obeys too.
    email = StringField("E-mail", [Optional(), TOO_LONG, printable])


def readings(text: str, zone: str) -> list[tuple[str, str]]:
    """Give the choices for a local time that exists twice, as (value, words); else nothing."""
    answer = read_time(text, zone) if text.strip() else None
    if not isinstance(answer, Twice):
        return []
    place = zone_named(zone)
    moments = {Which.FIRST: answer.first_utc, Which.SECOND: answer.second_utc}
    return [
        (which.value, f"the {which.value}: {clock_words(local)} {zone_label(local)}")
        for which, local in ((each, at.astimezone(place)) for each, at in moments.items())
    ]


def on_the_clock(moment: datetime, zone: str) -> tuple[str, str]:
    """Write an instant for a time field: the local time, and which of two where it needs that."""
    local = moment.astimezone(zone_named(zone)).replace(tzinfo=None)
    seconds = "seconds" if local.second else "minutes"
    answer = resolve(local, zone)
    which = ""
    if isinstance(answer, Twice):
        which = (Which.FIRST if moment == answer.first_utc else Which.SECOND).value
    return local.isoformat(timespec=seconds), which
