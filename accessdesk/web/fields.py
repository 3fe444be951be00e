"""Fields that forms of every kind share: one line, an e-mail address, choices."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any, TypeVar

from wtforms import Field, Form, SelectField, StringField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # Stubs lag behind.
from wtforms.validators import DataRequired, Length, Optional

from accessdesk.errors import Invalid
from accessdesk.mailbox import fault_of_email
from accessdesk.unseen import is_steered

LONGEST_LINE = 200
LONGEST_TEXT = 5000
ANY = ("", "Any")


def at_most(count: int) -> Length:
    """A limit that is said in words; a browser that knew it would cut off what is pasted."""
    limit = Length(max=count, message=f"At most {count} characters.")
    limit.field_flags = {}
    return limit


TOO_LONG = at_most(LONGEST_LINE)


def printable(_form: Form, field: Field) -> None:
    """Refuse control characters, line ends in what is one line, and what turns letters around."""
    if is_steered(field.data or ""):
        raise ValidationError("This holds a character that turns others around. Type it anew.")
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


def or_any(label: str, pairs: Iterable[tuple[str, str]]) -> SelectField:
    """Make a field that narrows nothing unless something is chosen, or when it is not sent."""
    choices = choices_of([ANY, *pairs])
    return SelectField(label, choices=choices, filters=[lambda value: value or ""])


Chosen = TypeVar("Chosen", bound=StrEnum)


def chosen(field: Field, default: Chosen) -> Chosen:
    """What a field of choices holds, or `default` where it holds none of them.

    The field says so itself; whoever judges the rest of the form goes on with the default.
    """
    kind = type(default)
    return kind(field.data) if field.data in list(kind) else default


class SoughtField(StringField):
    """What a list is searched for; what was refused stays in the field, to be mended there."""

    def _value(self) -> str:
        return str(self.data or (self.raw_data or [""])[0])


class Narrowing(Form):
    """What a list is narrowed to, as its address says it; in it nothing has to be chosen."""

    def check(self) -> int:
        """Judge what was asked: 200, or 422 with the words at their fields.

        What the list cannot be narrowed to narrows nothing; the list stays, by the rest.
        """
        if self.validate():
            return 200
        for field in self:
            if field.errors:
                field.data = None
        return Invalid.status

    def narrowed(self) -> dict[str, str]:
        """What stands in the address, for the link to the next page."""
        return {field.name: str(field.data) for field in self if field.data}


# In a list's filter no field says of itself that it is optional.
UNASKED = Optional()
UNASKED.field_flags = {}


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
