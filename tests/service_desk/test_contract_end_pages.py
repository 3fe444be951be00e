"""A contract ends by one rule: for every kind of request, wherever it is said (R-ONB-5)."""

from datetime import date, timedelta

import pytest
from flask import Flask

from accessdesk import clock
from accessdesk.accounts.rules import Actor, Role
from accessdesk.estate.rules import local_day
from tests.incidents.test_api import incident_body
from tests.people import (
    ApiClient,
    access_body,
    api_of,
    make_contact,
    make_customer,
    make_device,
    make_site,
    make_staff,
)
from tests.service_desk.test_door_pages import BODIES, HANDS_BODY, shut
from tests.web.page_client import Browser, sign_in, words_of

# A day always ends here first and there last, a whole day apart.
FIRST, LAST = "Pacific/Kiritimati", "Pacific/Pago_Pago"


def today_at(zone: str) -> date:
    return local_day(clock.now(), zone)


def list_of(api: ApiClient, narrowed: str = "") -> list[dict[str, object]]:
    found: list[dict[str, object]] = api.get(f"/requests{narrowed}").json["requests"]
    return found


@pytest.fixture
def contact(app: Flask) -> Actor:
    customer = make_customer()
    make_device(customer, make_site(zone=FIRST, lead_days=3650))
    return make_contact("Alice Adams", customer)


@pytest.fixture
def alice(app: Flask, contact: Actor) -> ApiClient:
    return api_of(app, contact)


@pytest.fixture
def ines(app: Flask) -> Browser:
    return sign_in(app, make_staff("Ines Admin", Role.ADMIN))


def test_the_day_after_no_kind_of_request_is_taken_and_the_administrator_reads_so(
    alice: ApiClient, ines: Browser
) -> None:
    """R-ONB-5: what names no site is over with the last of them."""
    shut(contract_ends_on=today_at(FIRST) - timedelta(days=1))

    answers = [alice.post("/requests", body) for body in BODIES]
    page = words_of(ines.get("/customers/contoso"))

    assert [(each.status_code, each.json["code"]) for each in answers] == [
        (403, "contract-ended")
    ] * 3
    assert "Today: Nobody can ask for anything: the contract has ended." in page


def test_while_the_day_goes_on_somewhere_it_is_said_where_it_is_over(
    alice: ApiClient, ines: Browser
) -> None:
    """R-ONB-5."""
    make_device(1, make_site("PPG1", zone=LAST), "CT-0002", serial="SN2")
    shut(contract_ends_on=today_at(LAST))
    there = HANDS_BODY | {"site": "PPG1", "devices": ["CT-0002"]}

    answers = [alice.post("/requests", each) for each in (access_body(), HANDS_BODY, there)]
    anywhere = alice.post("/requests", incident_body())
    page = words_of(ines.get("/customers/contoso"))

    assert [each.status_code for each in (*answers, anywhere)] == [403, 403, 201, 201]
    assert "Its contacts can ask, by their rights; at AMS1 the contract has ended." in page


def test_after_the_end_nothing_is_said_to_wait_that_is_refused(
    app: Flask, contact: Actor, alice: ApiClient
) -> None:
    """R-ONB-4, R-ACC-12: not on home, not in a list, not on the request, and not to the desk."""
    ann = api_of(app, make_staff("Ann Agent", Role.AGENT))
    called = alice.post("/requests", incident_body(severity="A")).json["reference"]
    before = alice.get(f"/requests/{called}").json["waiting_for"]
    shut(contract_ends_on=today_at(FIRST) - timedelta(days=1))

    after = alice.get(f"/requests/{called}").json["waiting_for"]
    to_the_desk = ann.get(f"/requests/{called}").json["waiting_for"]

    assert [(each["act"], each["yours"]) for each in before] == [("customer-update", True)]
    assert after == []
    assert [each["waiting_for"] for each in list_of(alice)] == [[]]
    assert list_of(alice, "?waits_for=me") == []
    assert "Nothing waits for you." in words_of(sign_in(app, contact).get("/"))
    assert "customer-update" not in {each["act"] for each in to_the_desk}
    assert "first-response" in {each["act"] for each in to_the_desk}


def test_behind_a_shut_door_the_menu_offers_no_new_request(
    app: Flask, contact: Actor, alice: ApiClient
) -> None:
    """R-ONB-5: nor does the page that refuses one."""
    browser, ann = sign_in(app, contact), sign_in(app, make_staff("Ann Agent", Role.AGENT))
    called = alice.post("/requests", incident_body()).json["reference"]
    paths = ("/", "/requests", f"/requests/{called}", "/account", "/requests/new")
    before = [menu_of(browser, path) for path in paths]
    shut(contract_ends_on=today_at(FIRST) - timedelta(days=1))

    after = [menu_of(browser, path) for path in paths]

    assert all("New request" in menu for menu in before)
    assert not any("New request" in menu for menu in after)
    assert all("Home" in menu for menu in after)
    assert "New request" in menu_of(ann, "/")


def menu_of(browser: Browser, path: str) -> str:
    return browser.get(path).text.partition('<nav aria-label="Main">')[2].partition("</nav>")[0]


@pytest.mark.parametrize("zone", [FIRST, "Europe/Amsterdam", LAST])
@pytest.mark.parametrize("days_left", range(-2, 3))
def test_on_each_day_around_the_end_all_that_is_said_agrees_with_what_is_taken(
    app: Flask, ines: Browser, zone: str, days_left: int
) -> None:
    """R-ONB-5, R-ACC-12: what waits is taken, and what is refused waits nowhere."""
    make_site("FAR1", zone=FIRST)
    make_site("FAR2", zone=LAST)
    make_device(make_customer(), make_site(zone=zone, lead_days=3650))
    person = make_contact("Alice Adams", 1)
    alice, browser = api_of(app, person), sign_in(app, person)
    body = access_body(visitors=[{"name": "Marie Curie"}])
    visit = alice.post("/requests", body).json["number"]
    trouble = alice.post("/requests", incident_body(severity="A")).json["reference"]
    marie = alice.get(f"/requests/{visit}").json["visitors"][0]["id"]
    shut(contract_ends_on=today_at(zone) + timedelta(days=days_left))

    called = {each["number"] or each["reference"]: each["waiting_for"] for each in list_of(alice)}
    waits = {each for each, waiting in called.items() if waiting}
    home = browser.get("/").text.partition('id="needs-you"')[2].partition("</section>")[0]
    offered = "New request" in menu_of(browser, "/")
    today = words_of(ines.get("/customers/contoso")).partition("Today: ")[2].partition(". ")[0]
    asked = [alice.post("/requests", each) for each in (body, incident_body())]
    done = [
        alice.post(f"/requests/{visit}/visitors/{marie}/hand-over"),
        alice.post(f"/requests/{trouble}/updates", {"text": "Still dark"}),
    ]

    taken = [each.json.get("code") != "contract-ended" for each in asked]
    assert [each.status_code for each in done] == [200 if each else 403 for each in taken]
    assert taken[0] is (days_left >= 0)
    assert waits == {
        each for each, is_taken in zip((visit, trouble), taken, strict=True) if is_taken
    }
    assert waits == {each for each in called if f">{each}<" in home}
    assert offered is taken[1]
    assert today.startswith("Nobody can ask for anything") is not offered
    assert ("AMS1" in today) is (offered and not taken[0])
