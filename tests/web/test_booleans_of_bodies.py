"""What is true or false in a call is said so: `"yes"` and 1 are asked about (R-GATE-13)."""

from collections.abc import Iterator
from typing import Any, get_args

import pytest
from flask import Flask
from pydantic import BaseModel, StrictBool, TypeAdapter, ValidationError

from accessdesk.web.schemas import Body


def bodies(kind: type[BaseModel] = Body) -> Iterator[type[BaseModel]]:
    for each in kind.__subclasses__():
        yield each
        yield from bodies(each)


def kinds_in(annotation: Any) -> Iterator[Any]:
    yield annotation
    for each in get_args(annotation):
        yield from kinds_in(each)


def booleans() -> list[tuple[str, str, Any]]:
    return [
        (body.__name__, name, field)
        for body in bodies()
        for name, field in body.model_fields.items()
        if bool in kinds_in(field.annotation)
    ]


def test_each_boolean_of_a_body_is_strict(sqlite_app: Flask) -> None:
    found = booleans()

    lax = [f"{body}.{name}" for body, name, field in found if not takes_alone_what_it_is(field)]

    assert len(found) > 10
    assert lax == []


def takes_alone_what_it_is(field: Any) -> bool:
    adapter = TypeAdapter(field.rebuild_annotation())
    for wrong in ("yes", "true", 1):
        try:
            adapter.validate_python(wrong)
        except ValidationError:
            continue
        return False
    return adapter.validate_python(True) is True


@pytest.mark.parametrize("lax", [bool, bool | None])
def test_one_that_takes_more_would_be_found(lax: Any) -> None:
    class Lax(BaseModel):
        said: lax
        strict: StrictBool

    fields = Lax.model_fields

    assert not takes_alone_what_it_is(fields["said"])
    assert takes_alone_what_it_is(fields["strict"])
