"""The administrator's pages and calls of customers' terms, as they are seen from outside."""

from datetime import date, timedelta

import pytest
from flask import Flask

from accessdesk.accounts.rules import Actor, Role
from tests.people import (
    access_body,
    api_of,
    make_contact,
    make_customer,
    make_site,
    make_staff,
    tomorrow_at,
)
from tests.web.page_client import Browser, sign_in, words_of

PAGE = "/customers/contoso"
AGREED = {"phase": "operate", "contract_ends_on": "2039-12-31", "reason": "Agreed"}


@pytest.fixture
def alice(app: Flask) -> Actor:
    make_site()
    return make_contact("Alice Adams", make_customer())


@pytest.fixture
def ines(app: Flask, alice: Actor) -> Browser:
    browser = sign_in(app, make_staff("Ines Admin", Role.ADMIN))
    browser.get(PAGE)
    return browser


def test_the_list_says_who_of_each_customer_can_ask_today(ines: Browser) -> None:
    make_customer("fabrikam", contract_ends_on=date(2025, 1, 1))
    make_customer("northwind", phase="deployment")

    words = words_of(ines.get("/customers"))

    assert "Contoso Ltd Operate 31 Dec 2039 Its contacts can ask, by their rights" in words
    assert "Fabrikam Ltd Operate 1 Jan 2025 Nobody can ask for anything: the contract has" in words
    assert "Northwind Ltd Deployment 31 Dec 2039 Nobody can ask for anything before" in words


def test_a_change_goes_with_a_reason_and_shuts_the_door_at_once(
    app: Flask, ines: Browser, alice: Actor
) -> None:
    """R-ONB-5."""
    bare = ines.fill(PAGE, phase="deployment", reason=" ")
    shown = ines.form(PAGE)
    saved = words_of(ines.follow(ines.fill(PAGE, phase="deployment", reason="Not ready yet")))
    asked = api_of(app, alice).post("/requests", access_body())

    assert bare.status_code == 422
    assert "Say why: it is kept with your name." in words_of(bare)
    assert shown["phase"] == ["deployment"]
    assert "✓ Saved: the terms of Contoso Ltd." in saved
    assert "phase Operate → Deployment" in saved
    assert "Ines Admin Not ready yet" in saved
    assert (asked.status_code, asked.json["code"]) == (403, "in-deployment")


def test_what_cannot_be_is_refused_in_words_and_nothing_typed_is_lost(ines: Browser) -> None:
    """R-ONB-1: in order; R-ONB-4: a pilot has a cohort."""
    nobody = ines.fill(PAGE, phase="pilot", cohort=[], reason="They begin")
    kept = ines.form(PAGE)
    ines.follow(ines.fill(PAGE, phase="deployment", reason="They begin anew"))
    leap = ines.fill(PAGE, phase="operate", reason="They are ready")
    odd = ines.fill(PAGE, contract_ends_on="soon", reason="They are ready")

    assert "Name at least one contact" in words_of(nobody)
    assert (kept["phase"], kept["reason"]) == (["pilot"], ["They begin"])
    assert "The pilot comes before Operate" in words_of(leap)
    assert "“soon” is not understood. Write it as 25 Dec" in words_of(odd)
    assert {nobody.status_code, leap.status_code, odd.status_code} == {422}


def test_all_that_is_wrong_with_new_terms_is_told_at_once(ines: Browser) -> None:
    refused = ines.fill(PAGE, phase="pilot", cohort=[], contract_ends_on="soon", reason="")
    same = ines.fill(PAGE, phase="operate", contract_ends_on="soon", reason="Agreed")

    assert refused.status_code == 422
    assert "“soon” is not understood" in words_of(refused)
    assert "Say why: it is kept with your name." in words_of(refused)
    assert "Name at least one contact" in words_of(refused)
    assert "This is how it is already" not in words_of(same)


def test_the_visits_beyond_a_new_end_are_decided_about_before_it_is_set(
    app: Flask, ines: Browser, alice: Actor
) -> None:
    """R-ONB-5, R-WIN-3: and what was chosen stays chosen."""
    made = api_of(app, alice).post("/requests", access_body()).json
    ends_on = (tomorrow_at(9) - timedelta(days=1)).date().isoformat()
    ines.get(PAGE)

    asked = ines.fill(PAGE, contract_ends_on=ends_on, reason="It ends")
    choice = {f"visit-{made['window']['id']}": "cancel"}
    no_reason = ines.fill(PAGE, contract_ends_on=ends_on, reason="", **choice)
    odd = ines.fill(PAGE, contract_ends_on="soon", reason="It ends", **choice)
    saved = ines.fill(PAGE, contract_ends_on=ends_on, reason="It ends")
    after = api_of(app, alice).get(f"/requests/{made['number']}").json

    assert asked.status_code == 409
    assert made["number"] in words_of(asked)
    assert "Keep it Cancel it" in words_of(asked)
    assert f'type="hidden" name="visit-{made["window"]["id"]}" value="cancel"' in odd.text
    assert no_reason.status_code == 422
    assert 'value="cancel" checked' in no_reason.text
    assert saved.status_code == 303
    assert (after["status"], after["ended_reason"]) == ("cancelled", "It ends")


def test_a_program_reads_and_changes_what_the_page_does(app: Flask, alice: Actor) -> None:
    ines = api_of(app, make_staff("Ines Admin", Role.ADMIN))

    listed = ines.get("/customers").json["customers"]
    changed = ines.post(
        "/customers/contoso", AGREED | {"phase": "pilot", "cohort": [alice.email]}
    ).json
    again = ines.post("/customers/contoso", AGREED | {"phase": "pilot"})
    bare = ines.post("/customers/contoso", AGREED | {"reason": " "})

    assert [(each["code"], each["phase"]) for each in listed] == [("contoso", "operate")]
    assert (changed["phase"], changed["cohort"]) == ("pilot", [alice.email])
    assert changed["changes"][0]["words"] == "phase Operate → Pilot; cohort nobody → Alice Adams"
    assert (again.status_code, again.json["errors"][0]["field"]) == (422, "phase")
    assert (bare.status_code, bare.json["errors"][0]["field"]) == (422, "reason")


def test_a_program_is_told_of_the_visits_that_a_new_end_touches(app: Flask, alice: Actor) -> None:
    made = api_of(app, alice).post("/requests", access_body()).json
    ines = api_of(app, make_staff("Ines Admin", Role.ADMIN))
    end = {"contract_ends_on": (tomorrow_at(9) - timedelta(days=1)).date().isoformat()}

    asked = ines.post("/customers/contoso", AGREED | end)
    kept = ines.post("/customers/contoso", AGREED | end | {"keep": [made["window"]["id"]]})

    assert (asked.status_code, asked.json["code"]) == (409, "visits-touched")
    assert [each["request"] for each in asked.json["touched"]] == [made["number"]]
    assert kept.json["contract_ends_on"] == end["contract_ends_on"]


@pytest.mark.parametrize("role", [each for each in Role if each is not Role.ADMIN])
def test_nobody_but_the_administrator_sees_or_changes_a_customer_s_terms(
    app: Flask, alice: Actor, role: Role
) -> None:
    person = alice if role is Role.CONTACT else make_staff("Sam Staff", role)
    client = api_of(app, person)

    answers = [
        client.get("/customers"),
        client.get("/customers/contoso"),
        client.post("/customers/contoso", AGREED),
        client.post("/customers/nobody", AGREED),
    ]

    assert [each.status_code for each in answers] == [403] * 4


def test_a_customer_that_there_is_not_is_not_found(app: Flask, ines: Browser) -> None:
    assert ines.get("/customers/nobody").status_code == 404
