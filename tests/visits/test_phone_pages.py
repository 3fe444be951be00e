"""A visitor's telephone number: asked for, kept as it is dialled, changed, and shown."""

from typing import Any

import pytest
from flask import Flask

from accessdesk.accounts.rules import Actor, Role
from tests.people import (
    ApiClient,
    access_body,
    api_of,
    make_contact,
    make_customer,
    make_site,
    make_staff,
)
from tests.visits.test_pages import visit
from tests.web.page_client import sign_in, words_of

NUMBER, OTHER = "+31 20 555 0100", "+49 30 901820"
JUERGEN = {"name": "Jürgen Müller", "email": "jm@fiberworks.example", "phone": "0031 20 5550100"}


@pytest.fixture
def alice(app: Flask) -> Actor:
    make_site(lead_days=3650)
    return make_contact("Alice Adams", make_customer())


def booked(api: ApiClient, **fields: Any) -> dict[str, Any]:
    made = api.post("/requests", access_body(visitors=[JUERGEN], **fields))
    assert made.status_code == 201, made.json
    answer: dict[str, Any] = made.json
    return answer


def test_a_number_is_asked_for_and_kept_as_it_is_dialled(app: Flask, alice: Actor) -> None:
    browser = sign_in(app, alice)
    browser.get("/requests/new")

    page = browser.follow(
        browser.fill("/requests/new", **visit(**{"visitors-0-phone": JUERGEN["phone"]}))
    )
    by_api = booked(api_of(app, alice))

    assert 'href="tel:+31205550100"' in page.text
    assert [each["phone"] for each in by_api["visitors"]] == [NUMBER]


def test_what_cannot_be_dialled_is_said_at_its_row_and_stays_typed(
    app: Flask, alice: Actor
) -> None:
    browser = sign_in(app, alice)
    browser.get("/requests/new")

    refused = browser.fill("/requests/new", **visit(**{"visitors-0-phone": "020 555 0100"}))
    by_api = api_of(app, alice).post(
        "/requests", access_body(visitors=[JUERGEN | {"phone": "020 555 0100"}])
    )

    assert "Begin with + and the country’s code" in words_of(refused)
    assert 'id="visitors-0-phone-error"' in refused.text
    assert 'value="020 555 0100"' in refused.text
    assert "visitors.0.phone" in {each["field"] for each in by_api.json["errors"]}


def test_a_list_may_have_a_third_column(app: Flask, alice: Actor) -> None:
    browser = sign_in(app, alice)
    browser.get("/requests/new")
    listed = f"Ana Lima, ana@x.example, {NUMBER}\nBo Berg,, {OTHER}\nCy Coe"
    nobody = {"visitors-0-name": "", "visitors-0-email": ""}

    page = browser.follow(browser.fill("/requests/new", **visit(visitor_list=listed, **nobody)))
    called = page.request.path.rpartition("/")[2]
    shown = api_of(app, alice).get(f"/requests/{called}").json["visitors"]

    assert [each["phone"] for each in shown] == [NUMBER, OTHER, ""]


def test_a_number_is_changed_without_sending_anything_and_an_address_keeps_it(
    app: Flask, alice: Actor
) -> None:
    """R-ACC-13."""
    api = api_of(app, alice)
    sr = booked(api)
    path = f"/requests/{sr['number']}/visitors/{sr['visitors'][0]['id']}/address"

    [changed] = api.post(path, {"phone": OTHER}).json["visitors"]
    [moved] = api.post(path, {"email": "j@new.example"}).json["visitors"]
    [none] = api.post(path, {"phone": ""}).json["visitors"]
    nothing, wrong = api.post(path, {}), api.post(path, {"phone": "soon"})

    assert (changed["email"], changed["phone"]) == (JUERGEN["email"], OTHER)
    assert (moved["email"], moved["phone"]) == ("j@new.example", OTHER)
    assert (none["email"], none["phone"]) == ("j@new.example", "")
    assert [each.status_code for each in (nothing, wrong)] == [422, 422]
    assert wrong.json["errors"][0]["field"] == "phone"


def test_the_page_to_reach_them_takes_a_number_alone_and_loses_no_address(
    app: Flask, alice: Actor
) -> None:
    api, browser = api_of(app, alice), sign_in(app, alice)
    made = api.post("/requests", access_body(visitors=[{"name": "Ana Lima"}])).json
    path = f"/requests/{made['number']}/visitors/{made['visitors'][0]['id']}/address"
    browser.get(path)

    page = browser.follow(browser.fill(path, phone=NUMBER))
    browser.get(path)
    browser.fill(path, email="ana@x.example")
    browser.get(path)
    lost = browser.fill(path, email="")

    assert "Ana Lima has another telephone number" in words_of(page)
    assert NUMBER in words_of(page)
    assert "Give the e-mail address." in words_of(lost)


@pytest.mark.parametrize(
    ("page", "act", "name"),
    [("/address", "/address", None), ("", "/replace", "=Ana"), ("", "/replace", "")],
)
def test_all_that_is_wrong_with_how_somebody_is_reached_is_told_in_one_round(
    app: Flask, alice: Actor, page: str, act: str, name: str | None
) -> None:
    """On the form whose own look finds the address at fault, and over the API."""
    api, browser = api_of(app, alice), sign_in(app, alice)
    made = booked(api)
    path = f"/requests/{made['number']}/visitors/{made['visitors'][0]['id']}"
    wrong = {"email": "no address", "phone": "020 555 0100"}
    wrong |= {} if name is None else {"name": name}
    browser.get(f"{path}{page}")

    told = browser.fill(f"{path}{act}", **wrong)
    by_api = api.post(f"{path}{act}", wrong | ({"name": "=Ana"} if name == "" else {}))

    assert told.status_code == by_api.status_code == 422
    assert "is not an e-mail address" in words_of(told)
    assert "Begin with + and the country’s code" in words_of(told)
    assert ("Name exactly as on the ID: " in words_of(told)) is (name is not None)
    assert 'value="no address"' in told.text
    assert 'value="020 555 0100"' in told.text
    assert {each["field"] for each in by_api.json["errors"]} >= {"email", "phone"}


def test_who_joins_or_comes_instead_brings_their_own_number(app: Flask, alice: Actor) -> None:
    """R-ACC-13."""
    api = api_of(app, alice)
    sr = booked(api)
    path = f"/requests/{sr['number']}/visitors"

    api.post(path, {"name": "Ana Lima", "phone": OTHER})
    both = api.post(f"{path}/{sr['visitors'][0]['id']}/replace", {"name": "Bo Berg"}).json
    wrong = api.post(path, {"name": "Cy Coe", "phone": "soon"})

    assert [(each["name"], each["phone"]) for each in both["visitors"]] == [
        ("Bo Berg", ""),
        ("Ana Lima", OTHER),
    ]
    assert wrong.json["errors"][0]["field"] == "phone"


def test_gate_and_desk_see_the_number_and_a_visit_like_it_carries_it_over(
    app: Flask, alice: Actor
) -> None:
    sr = booked(api_of(app, alice))
    olu = make_staff("Olu Officer", Role.OFFICER)
    ann = make_staff("Ann Agent", Role.AGENT)
    span = f"from={sr['window']['starts_at']}&until={sr['window']['ends_at']}"

    expected = api_of(app, olu).get(f"/gate/AMS1/expected?{span}").json["expected"]
    page = words_of(sign_in(app, ann).get(f"/requests/{sr['number']}"))
    again = sign_in(app, alice).get(f"/requests/new?like={sr['number']}").text

    assert [each["phone"] for each in expected] == [NUMBER]
    assert NUMBER in page
    assert f'value="{NUMBER}"' in again
