"""Rules and holidays that close a site go on by themselves, until they are stopped (R-WIN-3)."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from accessdesk import clock
from accessdesk.accounts.rules import Role
from accessdesk.db import db, transaction
from accessdesk.scheduling.closures.standing import extend_rules
from accessdesk.scheduling.models import Closure
from tests.people import (
    ApiClient,
    access_body,
    api_of,
    make_contact,
    make_customer,
    make_site,
    make_staff,
)
from tests.web.page_client import sign_in, words_of

FIRST_SUNDAY = {
    "name": "maintenance",
    "starts_at": "2026-01-04 02:00",
    "ends_at": "2026-01-04 06:00",
    "rule": "FREQ=MONTHLY;BYDAY=1SU",
}


@pytest.fixture
def max_(app: Flask) -> ApiClient:
    make_site()
    return api_of(app, make_staff("Max Manager", Role.MANAGER))


def latest() -> datetime:
    found = db.session.scalar(select(func.max(Closure.starts_at)))
    db.session.remove()
    assert found is not None
    return found.astimezone(UTC)


def count() -> int:
    found = db.session.scalar(select(func.count()).select_from(Closure))
    db.session.remove()
    return found or 0


def sweep(in_days: int) -> int:
    with transaction():
        return extend_rules(now=clock.now() + timedelta(days=in_days))


def test_a_rule_is_drawn_on_as_time_goes_by_and_twice_changes_nothing(max_: ApiClient) -> None:
    added = max_.post("/sites/AMS1/closures", FIRST_SUNDAY).json
    first = latest()

    at_once, in_a_year, again = sweep(1), sweep(365), sweep(365)

    assert [each["source"] for each in added["closure_rules"]] == ["rule FREQ=MONTHLY;BYDAY=1SU"]
    assert (at_once, again) == (0, 0)
    assert in_a_year in {11, 12, 13}, "as the months fall"
    assert latest() - first > timedelta(days=330)


def test_a_countrys_holidays_go_on(max_: ApiClient) -> None:
    max_.post("/sites/AMS1/closures", {"country": "NL"})
    before = count()

    sweep(366)

    assert count() - before >= 8


def test_the_same_rule_given_twice_is_one(max_: ApiClient) -> None:
    for _ in range(2):
        answer = max_.post("/sites/AMS1/closures", {"country": "NL"}).json

    assert len(answer["closure_rules"]) == 1


def test_what_ends_or_comes_once_is_no_rule_or_yields_nothing_more(max_: ApiClient) -> None:
    once = FIRST_SUNDAY | {"starts_at": "2099-01-04 02:00", "ends_at": "2099-01-04 06:00"}
    ended = FIRST_SUNDAY | {"rule": "FREQ=MONTHLY;BYDAY=1SU;UNTIL=20270601"}

    beyond = max_.post("/sites/AMS1/closures", once | {"rule": ""})
    max_.post("/sites/AMS1/closures", ended)

    assert beyond.status_code == 422
    assert sweep(700) == 0


def test_a_rule_that_is_stopped_takes_its_periods_along(max_: ApiClient) -> None:
    max_.post("/sites/AMS1/closures", FIRST_SUNDAY)
    rule = max_.post("/sites/AMS1/closures", {"country": "NL"}).json["closure_rules"][0]["id"]

    stopped = max_.post(f"/sites/AMS1/closure-rules/{rule}/stop")
    twice = max_.post(f"/sites/AMS1/closure-rules/{rule}/stop")

    assert {each["source"] for each in stopped.json["closures"]} == {"public holidays NL"}
    assert len(stopped.json["closure_rules"]) == 1
    assert twice.status_code == 404
    assert sweep(366) > 0


def test_another_sites_rule_is_not_found(app: Flask, max_: ApiClient) -> None:
    other = make_site("LON1")
    mia = api_of(app, make_staff("Mia Manager", Role.MANAGER, site_ids=(other,)))
    rule = max_.post("/sites/AMS1/closures", FIRST_SUNDAY).json["closure_rules"][0]["id"]

    assert mia.post(f"/sites/LON1/closure-rules/{rule}/stop").status_code == 404
    assert mia.post(f"/sites/AMS1/closure-rules/{rule}/stop").status_code == 404


def test_the_page_shows_what_goes_on_and_stops_it(app: Flask) -> None:
    make_site()
    max_ = sign_in(app, make_staff("Max Manager", Role.MANAGER))
    max_.get("/sites/AMS1/closures")

    page = max_.follow(max_.send("/sites/AMS1/closures/dates", **FIRST_SUNDAY))
    stopped = max_.follow(max_.fill("/sites/AMS1/closure-rules/1/stop"))

    assert "Closures that continue by themselves" in words_of(page)
    assert "Closures that continue by themselves" not in words_of(stopped)
    assert "No closed period lies ahead." in words_of(stopped)


def test_a_rule_goes_on_that_asked_about_a_booked_visit_first(app: Flask) -> None:
    """The decision about touched visits comes between the form and the rule."""
    make_site()
    alice = api_of(app, make_contact("Alice Adams", make_customer()))
    day = clock.now().date() + timedelta(days=10)
    hours = {"starts_at": f"{day} 08:00", "ends_at": f"{day} 10:00"}
    assert alice.post("/requests", access_body(window=hours)).status_code == 201
    max_ = sign_in(app, make_staff("Max Manager", Role.MANAGER))
    max_.get("/sites/AMS1/closures")

    asked = max_.send("/sites/AMS1/closures/dates", **hours, name="freeze", rule="FREQ=MONTHLY")
    page = max_.follow(max_.fill("/sites/AMS1/closures/decide", **{"visit-1": "keep"}))

    assert asked.status_code == 409
    assert "rule FREQ=MONTHLY" in words_of(page)
    assert "Closures that continue by themselves" in words_of(page)
