"""The OpenAPI document as a person reads it: calls by their path, fields in words; pure."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from accessdesk.web.api_words import (
    Field,
    Part,
    code_words,
    fields_of,
    parts_of,
    shape_of,
)

Json = dict[str, Any]
KEY = "Idempotency-Key"
# A path has a group of its own for what so many calls stand under.
OWN_GROUP = 4


@dataclass(frozen=True, slots=True)
class Shape:
    """An object that is sent or answered; or values to choose from; or several objects."""

    name: str
    anchor: str
    words: Markup
    fields: tuple[Field, ...]
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Content:
    """What a call takes or answers; the shape, where it is told in place."""

    status: str
    media: str
    parts: tuple[Part, ...]
    shape: Shape | None


@dataclass(frozen=True, slots=True)
class Call:
    """One call: what it does, who may, what it takes, and what it answers."""

    anchor: str
    method: str
    path: str
    words: Markup
    who: str
    needs_key: bool
    parameters: tuple[Field, ...]
    body: Content | None
    answers: tuple[Content, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """The calls that stand under one path."""

    anchor: str
    path: str
    calls: tuple[Call, ...]


@dataclass(frozen=True, slots=True)
class Reference:
    """The whole document: the calls, the shapes that several share, and every call's errors."""

    groups: tuple[Group, ...]
    shapes: tuple[Shape, ...]
    errors: tuple[tuple[str, Markup], ...]


def reference(document: Json, who_may: Callable[[str, str], str]) -> Reference:
    """Read a document; `who_may` says of a path and a method who may call it."""
    return _Reader(document, who_may).read()


class _Reader:
    """Reads one document: a shape that several calls answer, or that others hold, is told once."""

    def __init__(self, document: Json, who_may: Callable[[str, str], str]) -> None:
        self.schemas: Json = document["components"]["schemas"]
        self.operations = [
            (path, method, operation)
            for path, methods in document["paths"].items()
            for method, operation in methods.items()
        ]
        self.who_may = who_may
        self.told = Counter(
            name
            for _, _, operation in self.operations
            for schema in _answers(operation)
            if (name := shape_of(schema))
        )
        self.nested = set(_nested(self.schemas))

    def read(self) -> Reference:
        shared = self._common_errors()
        calls = [self._call(*each, shared) for each in self.operations]
        return Reference(
            groups=_grouped(calls),
            shapes=tuple(self._shape(name) for name in sorted(self.schemas) if self._shared(name)),
            errors=tuple(sorted(shared.items())),
        )

    def _shared(self, name: str) -> bool:
        return name in self.nested or self.told[name] > 1

    def _common_errors(self) -> dict[str, Markup]:
        """The errors that every call describes in the same words."""
        described = Counter(
            (status, answer["description"])
            for _, _, operation in self.operations
            for status, answer in operation["responses"].items()
            if status >= "4"
        )
        every = len(self.operations)
        return {status: code_words(text) for (status, text), n in described.items() if n == every}

    def _call(self, path: str, method: str, operation: Json, shared: dict[str, Markup]) -> Call:
        body, parameters = operation.get("requestBody"), operation.get("parameters", ())
        return Call(
            anchor=_anchor(method, path),
            method=method.upper(),
            path=path,
            words=code_words(f"{operation['summary']} {operation.get('description', '')}"),
            who=self.who_may(path, method.upper()),
            needs_key=any(each["name"] == KEY and each["required"] for each in parameters),
            parameters=tuple(
                Field.of(each["name"], each["schema"] | _described(each), required=each["required"])
                for each in parameters
                if each["name"] != KEY
            ),
            body=next(self._contents("", body, here=True), None) if body else None,
            answers=tuple(
                content
                for status, answer in operation["responses"].items()
                if status not in shared
                for content in self._contents(status, answer, here=False)
            ),
        )

    def _contents(self, status: str, answer: Json, *, here: bool) -> Iterator[Content]:
        for media, content in answer.get("content", {}).items():
            name = shape_of(content["schema"])
            told_here = name and (here or not self._shared(name))
            shape = self._shape(name) if told_here else None
            yield Content(status, media, parts_of(content["schema"]), shape)

    def _shape(self, name: str) -> Shape:
        schema = self.schemas[name]
        return Shape(
            name=name,
            anchor=f"shape-{name}",
            words=code_words(schema.get("description", "")),
            fields=fields_of(schema),
            parts=() if "properties" in schema else parts_of(schema),
        )


def _described(parameter: Json) -> Json:
    return {key: parameter[key] for key in ("description",) if key in parameter}


def _answers(operation: Json) -> Iterator[Json]:
    for answer in operation["responses"].values():
        for content in answer.get("content", {}).values():
            yield content["schema"]


def _nested(schema: object) -> Iterator[str]:
    """The names of the shapes that stand within others."""
    match schema:
        case {"$ref": str(name)}:
            yield shape_of({"$ref": name})
        case dict():
            for each in schema.values():
                yield from _nested(each)
        case list():
            for each in schema:
                yield from _nested(each)


def _anchor(first: str, path: str) -> str:
    return first + re.sub(r"[^a-z0-9]+", "-", path.lower()).rstrip("-")


def _grouped(calls: list[Call]) -> tuple[Group, ...]:
    """Group calls by the beginning of their path, in the order of their paths."""
    crowded = Counter(_beginning(call.path, 2) for call in calls)
    groups: dict[str, list[Call]] = {}
    for call in sorted(calls, key=lambda each: (each.path, each.method)):
        longer = _beginning(call.path, 2)
        own = longer if crowded[longer] >= OWN_GROUP else _beginning(call.path, 1)
        groups.setdefault(own, []).append(call)
    return tuple(
        Group(_anchor("under", path), path, tuple(each)) for path, each in sorted(groups.items())
    )


def _beginning(path: str, words: int) -> str:
    """A path up to so many of its words, not counting `api`, the version and what is in braces."""
    taken: list[str] = []
    for part in path.split("/")[3:]:
        if not part.startswith("{"):
            words -= 1
        if words < 0:
            break
        taken.append(part)
    while taken and taken[-1].startswith("{"):
        taken.pop()
    return "/" + "/".join(taken)
