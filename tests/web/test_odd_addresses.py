"""Numbers and days that nobody can mean get a clear 4xx, on pages and in the API."""

import pytest
from flask import Flask

from accessdesk.accounts.rules import Role
from tests.people import PASSWORD, api_of, make_contact, make_customer, make_site, make_staff
from tests.web.page_client import Browser

HUGE = "9" * 23
DEEP = "[" * 100_000

ADDRESSES = [
    "/sites/AMS1/openings?from=9999-12-31T00:00:00Z",
    "/sites/AMS1/openings?from=0001-01-01T00:00:00Z",
    "/sites/AMS1/openings?until=9999-12-31T23:59:59Z",
    f"/sites/AMS1/openings?visitors={HUGE}",
    f"/requests?after={HUGE}",
]
DESK_ADDRESSES = [
    "/gate/AMS1/expected?from=0001-01-01T00:00:00Z",
    "/gate/AMS1/expected?until=9999-12-31T00:00:00Z",
    f"/gate/AMS1/expected?after=20261201T000000.0Z_{HUGE}",
    "/gate/AMS1/expected?after=00010101T000000.0Z_1",
    f"/gate/AMS1/attempts?after={HUGE}",
]
PAGES = [
    "/sites/AMS1/openings?from_day=9999-12-31",
    "/sites/AMS1/openings?from_day=0001-01-01",
    "/sites/AMS1/week?start=9999-12-31",
    "/sites/AMS1/week?start=0001-01-01",
    "/requests/new?opening=9999-12-31T23:59:00Z/9999-12-31T23:59:30Z",
    "/requests/new?opening=0001-01-01T00:00:00Z/0001-01-01T01:00:00Z",
    f"/requests/new?opening={HUGE}",
    f"/requests?before={HUGE}",
]
DESK_PAGES = [
    f"/gate/AMS1?entered={HUGE}",
    f"/gate/AMS1?left=-{HUGE}",
    f"/gate/AMS1/attempts?after={HUGE}",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_contacts_program_is_told_what_is_wrong(app: Flask, address: str) -> None:
    make_site()
    alice = api_of(app, make_contact("Alice Adams", make_customer()))

    assert alice.get(address).status_code < 500


@pytest.mark.parametrize("address", DESK_ADDRESSES)
def test_a_desks_program_is_told_what_is_wrong(app: Flask, address: str) -> None:
    make_site()
    olu = api_of(app, make_staff("Olu Gate", Role.OFFICER))

    assert olu.get(address).status_code < 500


def _browser(app: Flask, email: str) -> Browser:
    browser = Browser(app.test_client())
    browser.get("/sign-in")
    assert browser.send("/sign-in", email=email, password=PASSWORD).status_code == 303
    return browser


def test_a_contacts_pages_stand_any_address(app: Flask) -> None:
    make_site()
    alice = _browser(app, make_contact("Alice Adams", make_customer()).email)

    said = {address: alice.client.get(address).status_code for address in PAGES}

    assert [address for address, status in said.items() if status >= 500] == []


def test_an_officers_pages_stand_any_address_and_any_number(app: Flask) -> None:
    make_site()
    olu = _browser(app, make_staff("Olu Gate", Role.OFFICER).email)

    said = {address: olu.client.get(address).status_code for address in DESK_PAGES}
    olu.get("/gate/AMS1")
    left = olu.send("/gate/AMS1/departures", admission=HUGE, badge="returned")

    assert [address for address, status in said.items() if status >= 500] == []
    assert left.status_code == 422


def test_a_body_that_is_nested_without_end_is_malformed(app: Flask) -> None:
    make_site()
    alice = api_of(app, make_contact("Alice Adams", make_customer()))

    headers = {"Authorization": f"Bearer {alice.token}", "Idempotency-Key": "deep"}
    answer = alice.client.post(
        "/api/v1/requests", data=DEEP, content_type="application/json", headers=headers
    )

    assert (answer.status_code, answer.json["code"]) == (422, "malformed")
