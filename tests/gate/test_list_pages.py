"""Who a desk sees as expected, what it sees as decided, and on which day it is whose gate."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from sqlalchemy import update

from accessdesk.clock import now
from accessdesk.db import transaction
from accessdesk.estate.models import Site
from accessdesk.gate import queries
from accessdesk.passes.models import Pass
from accessdesk.passes.rules import EndReason, PassState
from accessdesk.service_requests.models import Visitor
from accessdesk.service_requests.rules import Status
from tests.gate.documents import passport
from tests.gate.given import STARTS_AT
from tests.people import api_of
from tests.web.page_client import sign_in

HOUR = timedelta(hours=1)
ADA = {"scan": passport("One", "Ada"), "original": True}
LAST_DAY = date(2026, 12, 1)
# Half past midnight in Amsterdam, where it is the day after; in New York it is the day before.
IN_AMSTERDAM_THE_NEXT_DAY = datetime(2026, 12, 1, 23, 30, tzinfo=UTC)
IN_NEW_YORK_STILL_THAT_DAY = datetime(2026, 12, 2, 3, 30, tzinfo=UTC)


@pytest.fixture
def desk(app, officer):
    return api_of(app, officer)


def expected_at(desk):
    return [row["visitor"] for row in desk.get("/gate/AMS1/expected").json["expected"]]


def change(table, row_id, **values):
    with transaction() as session:
        session.execute(update(table).where(table.id == row_id).values(**values))


@pytest.mark.parametrize("ended", [PassState.SUPERSEDED, PassState.REVOKED])
def test_nobody_is_expected_on_a_pass_that_has_ended(desk, visit_now, ended):
    visit = visit_now("Ada One", "Bea Two")

    change(
        Pass,
        visit.passes[0],
        state=ended,
        ended_at=datetime.now(UTC),
        ended_reason=EndReason.RESCHEDULED,
    )

    assert expected_at(desk) == ["Bea Two"]


def test_nobody_is_expected_who_was_taken_off_the_request(desk, visit_now):
    visit = visit_now("Ada One", "Bea Two")

    change(Visitor, visit.visitors[0], removed_at=datetime.now(UTC))

    assert expected_at(desk) == ["Bea Two"]


@pytest.mark.parametrize("status", list(Status))
def test_people_are_expected_only_while_their_request_lets_them_in(desk, visit_now, status):
    visit_now("Ada One", status=status)

    shown = expected_at(desk)

    assert shown == (["Ada One"] if status in {Status.SCHEDULED, Status.IN_PROGRESS} else [])


def test_nobody_is_expected_at_another_site_s_gate(desk, visit_now):
    visit_now("Ada One", site="LHR2")

    assert expected_at(desk) == []


def test_a_window_that_ends_as_the_span_begins_is_not_in_it(desk, make_visit):
    begins = STARTS_AT + HOUR
    for nth, name in enumerate(["Ada One", "Bea Two", "Cleo Three"]):
        make_visit(name, starts_at=STARTS_AT + nth * HOUR, ends_at=begins + nth * HOUR)

    span = f"from={begins:%Y-%m-%dT%H:%MZ}&until={begins + HOUR:%Y-%m-%dT%H:%MZ}"
    rows = desk.get(f"/gate/AMS1/expected?{span}").json["expected"]

    assert [row["visitor"] for row in rows] == ["Bea Two"]


def let_in(desk, visit):
    """Let Ada in on the first pass of a visit; returns her stay."""
    entry = {"code": visit.codes[0], "document": ADA, "badge": "V-07", "desk": "north"}
    return desk.post("/gate/AMS1/admissions", entry).json["admission"]


def test_whoever_has_left_is_expected_again_and_it_says_so(desk, visit_now):
    stay = let_in(desk, visit_now("Ada One", "Bea Two"))

    inside = expected_at(desk)
    desk.post("/gate/AMS1/departures", {"admission": stay, "badge_returned": True})
    rows = desk.get("/gate/AMS1/expected").json["expected"]

    assert inside == ["Bea Two"]
    assert [(row["visitor"], row["has_left"]) for row in rows] == [
        ("Ada One", True),
        ("Bea Two", False),
    ]


def test_whoever_was_let_in_by_mistake_has_not_left(desk, visit_now):
    stay = let_in(desk, visit_now("Ada One"))

    desk.post(f"/gate/AMS1/admissions/{stay}/undo", {"reason": "wrong button"})

    [row] = desk.get("/gate/AMS1/expected").json["expected"]
    assert row["has_left"] is False


@pytest.fixture
def both(app, make_officer):
    """An officer who works the gates of two sites."""
    return make_officer("AMS1", "LHR2", name="Bo Both")


def test_the_decisions_of_one_gate_are_not_those_of_another(app, both, visit_now):
    visit_now()
    api = api_of(app, both)

    here = api.post("/gate/AMS1/scans", {"code": "x"}).json["attempt"]
    there = api.post("/gate/LHR2/scans", {"code": "x"}).json["attempt"]

    for site, attempt in {"AMS1": here, "LHR2": there}.items():
        shown = api.get(f"/gate/{site}/attempts").json["attempts"]
        assert [row["attempt"] for row in shown] == [attempt]


def test_a_stay_is_shown_and_ended_at_its_own_gate_alone(app, both, visit_now):
    """R-SEC-1: whoever works at another gate learns no name by trying numbers."""
    stay = let_in(api_of(app, both), visit_now("Ada One"))
    browser = sign_in(app, both)
    browser.get("/account")

    answers = [
        browser.client.get(f"/gate/LHR2?entered={stay}"),
        browser.client.get(f"/gate/LHR2?left={stay}"),
        browser.client.get(f"/gate/LHR2/admissions/{stay}/undo"),
        browser.send(f"/gate/LHR2/admissions/{stay}/undo", reason="wrong button"),
        browser.send("/gate/LHR2/departures", admission=stay, badge="returned"),
    ]

    assert [answer.status_code for answer in answers] == [404] * 5
    assert "Ada One" not in "".join(answer.text for answer in answers)
    [inside] = api_of(app, both).get("/gate/AMS1/inside").json["inside"]
    assert inside["admission"] == stay


def test_the_page_of_decisions_shows_each_of_them_once(app, officer, desk, visit_now, monkeypatch):
    monkeypatch.setattr(queries, "PAGE", 2)
    visit_now()
    ids = [desk.post("/gate/AMS1/scans", {"code": "x"}).json["attempt"] for _ in range(3)]
    browser = sign_in(app, officer)

    first = browser.get("/gate/AMS1/attempts").text
    rest = browser.get(f"/gate/AMS1/attempts?after={ids[1]}").text

    assert f"after={ids[1]}" in first
    assert (first.count("<tr"), rest.count("<tr")) == (3, 2)  # Each with the row of headings.
    assert "after=" not in rest.partition("<main")[2]


@pytest.fixture
def three_decisions(app, officer, make_officer, visit_now, desk):
    """What Olu and Bo decided at one gate: somebody let in, and two codes that are none."""
    let_in(desk, visit_now("Ada One"))
    desk.post("/gate/AMS1/scans", {"code": "x"})
    bo = make_officer("AMS1", name="Bo Both")
    api_of(app, bo).post("/gate/AMS1/scans", {"code": "y"})
    return bo


def rows_of(page):
    return page.text.count('data-label="Decision"')


def test_decisions_are_narrowed_to_an_officer(app, officer, three_decisions):
    page = sign_in(app, officer).get(f"/gate/AMS1/attempts?officer={three_decisions.user_id}")

    assert rows_of(page) == 1
    assert "This is not a pass of ours" in page.text


def test_decisions_are_narrowed_to_an_answer(app, officer, three_decisions):
    browser = sign_in(app, officer)

    unknown = browser.get("/gate/AMS1/attempts?answer=unknown")
    admitted = browser.get("/gate/AMS1/attempts?answer=admit")

    assert (rows_of(unknown), rows_of(admitted)) == (2, 1)
    assert "Ada One" in admitted.text


def test_decisions_are_narrowed_to_a_day_of_the_site(app, officer, three_decisions):
    browser = sign_in(app, officer)
    today = now().astimezone(ZoneInfo("Europe/Amsterdam")).date()

    shown = browser.get(f"/gate/AMS1/attempts?day={today}")
    before = browser.get(f"/gate/AMS1/attempts?day={today - timedelta(days=1)}")

    assert rows_of(shown) >= 3
    assert "No such decision." in before.text


def test_a_day_of_decisions_is_typed_as_the_page_prints_it(app, officer, three_decisions):
    browser = sign_in(app, officer)
    today = now().astimezone(ZoneInfo("Europe/Amsterdam")).date()

    shown = browser.get(f"/gate/AMS1/attempts?day={today:%a+%-d+%b}")
    before = browser.get(f"/gate/AMS1/attempts?day={today - timedelta(days=1):%a+%-d+%b}")
    yesterday = browser.get("/gate/AMS1/attempts?day=yesterday")

    assert rows_of(shown) >= 3
    assert f'value="{today:%a %-d %b}"' in shown.text
    assert [each.status_code for each in (before, yesterday)] == [200, 200]
    assert "No such decision." in before.text


@pytest.mark.parametrize("asked", ["day=11/12", "officer=nobody", "answer=maybe"])
def test_what_decisions_cannot_be_narrowed_to_is_said_above_the_list(
    app, officer, three_decisions, asked
):
    answer = sign_in(app, officer).get(f"/gate/AMS1/attempts?{asked}")

    assert answer.status_code == 422
    assert answer.text.count('class="field-error"') == 1
    assert rows_of(answer) >= 3


def test_a_mistyped_day_of_decisions_is_kept_beside_an_example(app, officer):
    answer = sign_in(app, officer).get("/gate/AMS1/attempts?day=11/12")

    assert 'value="11/12"' in answer.text
    assert "Such as 25 Dec or yesterday" in answer.text


MUCH = "99999999999999999999"


@pytest.mark.parametrize(
    "address",
    [
        f"/gate/AMS1/attempts?after={MUCH}",
        f"/gate/AMS1/admissions/{MUCH}/undo",
        f"/gate/AMS1?entered={MUCH}",
        f"/gate/AMS1?left=-{MUCH}",
    ],
)
def test_a_number_that_no_row_can_have_breaks_no_page(app, officer, address):
    browser = sign_in(app, officer)

    answer = browser.get(address)

    assert answer.status_code in {404, 422}


def test_a_departure_of_a_number_that_no_stay_can_have_is_refused(app, officer):
    browser = sign_in(app, officer)
    browser.get("/gate/AMS1")

    answer = browser.send("/gate/AMS1/departures", admission=MUCH, badge="returned")

    assert answer.status_code in {404, 422}


def test_a_cursor_with_a_number_that_no_pass_can_have_is_refused(desk):
    answer = desk.get(f"/gate/AMS1/expected?after=20261201T090000.0Z_{MUCH}")

    assert answer.status_code == 422


# The day of a posting is the site's own.


def admitted(app, make_officer, make_visit, *, at, zone):
    """Let Ada in at a site in this zone, by an officer who is posted there for the last day."""
    visit = make_visit("Ada One", starts_at=at - 5 * HOUR, ends_at=at + 5 * HOUR)
    with transaction() as session:
        session.execute(update(Site).values(zone=zone))
    officer = make_officer(until_on=LAST_DAY)
    with time_machine.travel(at, tick=False):
        stay = let_in(api_of(app, officer), visit)
    return officer, visit.code, stay


def statuses(app, officer, code, stay, at):
    """Do all that is done at a gate, on its pages and through the API, and say what came of it."""
    with time_machine.travel(at, tick=False):
        browser, api = sign_in(app, officer), api_of(app, officer)
        pages = [
            browser.client.get(f"/gate/AMS1{path}")
            for path in ("", "/lists", "/roster", "/attempts")
        ]
        browser.get("/account")
        pages += [
            browser.send("/gate/AMS1", scan=code),
            browser.send(f"/gate/AMS1/admissions/{stay}/undo", reason=" "),
            browser.send("/gate/AMS1/departures", admission=stay, badge="returned"),
        ]
        calls = [api.get(f"/gate/AMS1{path}") for path in ("/inside", "/expected", "/attempts")]
        calls.append(api.post("/gate/AMS1/scans", {"code": code}))
        index = browser.client.get("/gate")
    return [answer.status_code for answer in pages + calls], index.headers.get("Location")


def test_a_posting_ends_with_the_site_s_day_and_not_with_greenwich_s(app, make_officer, make_visit):
    at = IN_AMSTERDAM_THE_NEXT_DAY
    given = admitted(app, make_officer, make_visit, at=at - HOUR, zone="Europe/Amsterdam")

    found, index = statuses(app, *given, at)

    assert found == [404] * 11
    assert index is None


def test_a_posting_lasts_until_the_site_s_day_is_over(app, make_officer, make_visit):
    at = IN_NEW_YORK_STILL_THAT_DAY
    given = admitted(app, make_officer, make_visit, at=at - HOUR, zone="America/New_York")

    found, index = statuses(app, *given, at)

    assert found == [200, 200, 200, 200, 409, 422, 303, 200, 200, 200, 200]
    assert index == "/gate/AMS1"
