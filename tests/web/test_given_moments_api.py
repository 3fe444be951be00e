"""A moment that comes in is one that every zone can say, or it is refused where it stands."""

from collections.abc import Iterator
from typing import Any, get_args

import pytest
from flask import Flask
from pydantic import AwareDatetime, TypeAdapter, ValidationError

from accessdesk.accounts.rules import Role
from accessdesk.typed_time import FAR_AWAY
from accessdesk.visits.asking.choices import read_opening
from accessdesk.web.schemas import Body, GivenMoment
from tests.moments import BEYOND_THE_CALENDAR
from tests.people import access_body, api_of, make_contact, make_customer, make_site, make_staff
from tests.web.page_client import sign_in


def bodies(parent: type[Body] = Body) -> Iterator[type[Body]]:
    for body in parent.__subclasses__():
        yield body
        yield from bodies(body)


def speaks_of_a_moment(annotation: Any) -> bool:
    return annotation in {AwareDatetime, *get_args(AwareDatetime)[:1]} or any(
        speaks_of_a_moment(part) for part in get_args(annotation)
    )


def test_every_body_takes_its_moments_by_the_shared_type(app: Flask) -> None:
    fields = {
        f"{body.__name__}.{name}": field
        for body in bodies()
        for name, field in body.model_fields.items()
        if speaks_of_a_moment(field.annotation)
    }

    others = [
        name
        for name, field in fields.items()
        if GivenMoment not in {field.annotation, *get_args(field.annotation)}
    ]

    assert fields
    assert others == []


@pytest.mark.parametrize("moment", BEYOND_THE_CALENDAR)
def test_the_shared_type_refuses_what_lies_beyond_the_calendar(moment: str) -> None:
    with pytest.raises(ValidationError, match="The year must lie between"):
        TypeAdapter(GivenMoment).validate_python(moment)


@pytest.mark.parametrize("moment", BEYOND_THE_CALENDAR)
def test_a_call_is_told_at_the_field(app: Flask, moment: str) -> None:
    make_site(lead_days=3650)
    alice = make_contact("Alice Adams", make_customer())
    path = f"/requests/{api_of(app, alice).post('/requests', access_body()).json['reference']}"
    ann = api_of(app, make_staff("Ann Agent", Role.AGENT))

    refused = ann.post(f"{path}/read", {"through": moment})

    assert refused.status_code == 422
    assert [each["field"] for each in refused.json["errors"]] == ["through"]


@pytest.mark.parametrize("moment", BEYOND_THE_CALENDAR)
def test_an_address_is_told_at_its_parameter(app: Flask, moment: str) -> None:
    make_site(lead_days=3650)
    alice = api_of(app, make_contact("Alice Adams", make_customer()))

    refused = alice.get(f"/sites/AMS1/openings?severity=C&from={moment.replace('+', '%2B')}")

    assert refused.status_code == 422
    assert [each["field"] for each in refused.json["errors"]] == ["from"]


@pytest.mark.parametrize("moment", BEYOND_THE_CALENDAR)
def test_an_opening_that_was_never_offered_is_none(moment: str) -> None:
    assert read_opening(f"{moment}/{moment}") is None


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_day_at_the_end_of_the_calendar_is_no_failure(app: Flask, day: str) -> None:
    make_site(lead_days=3650)
    alice = make_contact("Alice Adams", make_customer())
    asked = api_of(app, alice).post("/requests", access_body(severity="D"))
    ann = api_of(app, make_staff("Ann Agent", Role.AGENT))

    answer = ann.post(
        f"/requests/{asked.json['reference']}/updates",
        {"text": "You will hear from us.", "next_word_on": day},
    )

    assert answer.status_code == 422
    assert [each["field"] for each in answer.json["errors"]] == ["next_word_on"], answer.json


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_list_is_not_narrowed_to_such_a_day(app: Flask, day: str) -> None:
    make_site()
    officer = sign_in(app, make_staff("Bo Both", Role.MANAGER))

    answer = officer.get(f"/gate/AMS1/attempts?day={day}")

    assert answer.status_code == 422
    assert FAR_AWAY in answer.text
