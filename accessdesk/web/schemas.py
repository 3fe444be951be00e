"""The shapes that every call of the API shares: lines and texts, moments, names of things."""

from collections.abc import Collection
from datetime import UTC, datetime
from typing import Annotated

from flask import Response, request
from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    PlainSerializer,
    StringConstraints,
)

from accessdesk.errors import Invalid
from accessdesk.typed_time import instant
from accessdesk.unseen import is_steered, shows_nothing


def _printable(value: str) -> str:
    if any(ord(char) < 32 and char not in "\t\n\r" for char in value):
        message = "Control characters are not allowed."
        raise ValueError(message)
    return value


def _one_line(value: str) -> str:
    if "\n" in value or "\r" in value:
        message = "This must be one line."
        raise ValueError(message)
    if is_steered(value):
        message = "This holds a character that turns others around. Type it anew."
        raise ValueError(message)
    return value


def _seen(value: str) -> str:
    """An empty text where nothing can be seen, so that whoever needs words asks for them."""
    return "" if shows_nothing(value) else value


def _said(value: str) -> str:
    if shows_nothing(value):
        message = "Write something that can be seen."
        raise ValueError(message)
    return value


Line = Annotated[
    str,
    StringConstraints(max_length=200),
    AfterValidator(_printable),
    AfterValidator(_one_line),
    AfterValidator(_seen),
]
# In one constraint, so that what is left without the blanks around it is what is measured.
NamedLine = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=200),
    AfterValidator(_printable),
    AfterValidator(_one_line),
    AfterValidator(_said),
]
Text = Annotated[
    str, StringConstraints(max_length=5000), AfterValidator(_printable), AfterValidator(_seen)
]
Moment = Annotated[
    datetime,
    PlainSerializer(lambda at: at.astimezone(UTC).isoformat().replace("+00:00", "Z"), str),
]
# A moment that comes in, as an instant that every zone can say.
GivenMoment = Annotated[AwareDatetime, AfterValidator(instant)]


class Body(BaseModel):
    """What a call takes; a field that it does not know is refused, so that a typo is noticed."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)


class Answer(BaseModel):
    """What a call gives."""

    model_config = ConfigDict(from_attributes=True)


class RequestPath(BaseModel):
    """A request by its number or reference."""

    called: str = Field(max_length=40)


class SitePath(BaseModel):
    """A site by its code."""

    site: str = Field(max_length=40)


class ReasonBody(Body):
    """Why something is done."""

    reason: Text


class EndBody(ReasonBody):
    """Why it ends, and `through` when what the customer said has been read."""

    through: GivenMoment | None = None


class WindowAnswer(Answer):
    """A window, with the zone of its site."""

    starts_at: Moment
    ends_at: Moment
    zone: str


def reply(answer: BaseModel, status: int = 200, location: str | None = None) -> Response:
    """An answer as JSON."""
    headers = {"Location": location} if location else None
    return Response(answer.model_dump_json(), status, headers, content_type="application/json")


def query_text(name: str, *, longest: int = 200) -> str:
    """Read one parameter of the address; empty when it is not there.

    Raises Invalid when it is too long.
    """
    value = request.args.get(name, "")
    if len(value) > longest:
        raise Invalid(fields={name: f"At most {longest} characters."})
    return value


def query_int(name: str, default: int, *, least: int, most: int) -> int:
    """Read a number of the address; raises Invalid when it is none, or out of bounds."""
    raw = request.args.get(name)
    if raw is None:
        return default
    if not raw.isascii() or not raw.isdigit() or not least <= int(raw[:19]) <= most:
        raise Invalid(fields={name: f"Give a whole number from {least} to {most}."})
    return int(raw)


def query_moment(name: str, default: datetime) -> datetime:
    """Read a moment of the address, in RFC 3339 with an offset; raises Invalid for any other."""
    raw = request.args.get(name)
    if raw is None:
        return default
    try:
        # An address often loses the plus sign of an offset to a blank.
        moment = datetime.fromisoformat(raw.replace(" ", "+"))
    except ValueError:
        raise Invalid(fields={name: "Give a time such as 2026-12-01T09:00:00+01:00."}) from None
    try:
        return instant(moment)
    except ValueError as fault:
        raise Invalid(fields={name: str(fault)}) from None


def refuse_unknown(names: Collection[str]) -> None:
    """Refuse parameters of the address that are none of these, or are given twice.

    A typo would narrow nothing, and of two values one would be dropped. Raises Invalid, which names
    each of them.
    """
    unknown = sorted(set(request.args) - set(names))
    if unknown:
        raise Invalid(
            "The address asks for what there is not.",
            code="unknown-parameter",
            fields={name[:60]: "There is no such parameter here." for name in unknown[:20]},
            next_step=f"It takes {', '.join(sorted(names))}." if names else "It takes none.",
        )
    if twice := repeated():
        raise Invalid(
            "The address gives a parameter more than once.",
            code="repeated-parameter",
            fields=dict.fromkeys(twice, "Give it once: it takes one value."),
            next_step="Make a call for each value.",
        )


def repeated() -> list[str]:
    """The parameters that the address gives more than once, of which one value would be read."""
    return [name for name, values in request.args.lists() if len(values) > 1]
