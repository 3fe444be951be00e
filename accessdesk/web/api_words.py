"""A JSON schema in words: what a value may be, and within which limits; pure."""

import re
from dataclasses import dataclass
from itertools import chain
from typing import Any, Self

from markupsafe import Markup, escape

Json = dict[str, Any]
# A larger limit is that of the database, and says nothing to a reader.
LARGEST_SAID = 2**31 - 1

_FORMATS = {"date-time": "time", "date": "day"}
_TYPES = {
    "string": "text",
    "integer": "whole number",
    "number": "number",
    "boolean": "`true` or `false`",
    "object": "object",
    "null": "`null`",
}
_CODE = re.compile(r"`([^`]+)`")
_RULE_ID = re.compile(r"\s*\((R-[A-Z]+-\d+(, )?)+\)")


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of what a value may be: words, or with an anchor the name of a shape."""

    words: Markup
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """One field or parameter: its name, what it may be, its limits, and what it is for."""

    name: str
    parts: tuple[Part, ...]
    notes: Markup
    required: bool

    @classmethod
    def of(cls, name: str, schema: Json, *, required: bool) -> Self:
        """Read a field of its schema."""
        notes = (limits_of(schema), _default_of(schema), schema.get("description", ""))
        words = code_words("; ".join(note for note in notes if note))
        return cls(
            name,
            parts_of(_as_moment(schema) if name == "at" or name.endswith("_at") else schema),
            words,
            required,
        )


def code_words(text: str) -> Markup:
    """A docstring in one line of markup: code for what is between backticks, no ids of rules."""
    return _marked(" ".join(_RULE_ID.sub("", text).replace("<br/>", " ").split()))


def _marked(text: str) -> Markup:
    return Markup(_CODE.sub(r"<code>\1</code>", str(escape(text))))  # noqa: S704  # Escaped just now.


def shape_of(schema: Json) -> str:
    """The name of the shape that a schema refers to, or nothing."""
    return str(schema.get("$ref", "")).rpartition("/")[2]


def fields_of(schema: Json) -> tuple[Field, ...]:
    """The fields of an object, those that must be there first."""
    required = schema.get("required", ())
    properties = sorted(
        schema.get("properties", {}).items(), key=lambda each: each[0] not in required
    )
    return tuple(Field.of(name, each, required=name in required) for name, each in properties)


def parts_of(schema: Json) -> tuple[Part, ...]:
    """What a value may be, as pieces that read as one phrase."""
    match schema:
        case {"$ref": str()}:
            name = shape_of(schema)
            return (Part(escape(name), f"shape-{name}"),)
        case {"const": value}:
            return (_said(f"`{value}`"),)
        case {"enum": [*values]}:
            return (_said(either([f"`{value}`" for value in values])),)
        case {"anyOf": [*options]} | {"oneOf": [*options]}:
            return _joined([parts_of(each) for each in options])
        case {"type": "array", "items": dict(items)} if items:
            return (_said("list of "), *parts_of(items))
        case {"type": "array"}:
            return (_said("list"),)
        case {"format": str(name)} if name in _FORMATS:
            return (_said(_FORMATS[name]),)
        case {"type": str(name)}:
            return (_said(_TYPES[name]),)
        case _:
            return (_said("anything"),)


def _said(words: str) -> Part:
    return Part(_marked(words))


def _as_moment(schema: Json) -> Json:
    """A text as a time: the schema of an answer says text alone, and its name the rest."""
    match schema:
        case {"anyOf": [*options]}:
            return schema | {"anyOf": [_as_moment(each) for each in options]}
        case {"type": "string"}:
            return schema | {"format": "date-time"}
        case _:
            return schema


def limits_of(schema: Json) -> str:
    """The limits of a value: how long, how many, how much."""
    for option in schema.get("anyOf", ()):
        if limits := limits_of(option):
            return limits
    long = _span(schema.get("minLength"), schema.get("maxLength"), " characters")
    many = _span(schema.get("minItems"), schema.get("maxItems"), " of them")
    return long or many or _span(schema.get("minimum"), schema.get("maximum"), "")


def _span(least: float | None, most: float | None, unit: str) -> str:
    least = None if least is None else int(least)
    most = None if most is None or most >= LARGEST_SAID else int(most)
    if most is None:
        return f"at least {least}{unit}" if least else ""
    return f"{least} to {most}{unit}" if least else f"at most {most}{unit}"


def _default_of(schema: Json) -> str:
    value = schema.get("default")
    if value is None or value in ("", []):
        return ""
    return f"`{str(value).lower() if isinstance(value, bool) else value}` if it is left out"


def either(words: list[str]) -> str:
    """Words to choose from, as a phrase: "A, B or C"."""
    return " or ".join(", ".join(words).rsplit(", ", 1))


def _joined(options: list[tuple[Part, ...]]) -> tuple[Part, ...]:
    first, *others = options
    return (*first, *chain.from_iterable((_said(" or "), *each) for each in others))
