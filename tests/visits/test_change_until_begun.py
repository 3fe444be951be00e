"""Until a visit begins its contact can change it; afterwards, and past a capacity, nobody can."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
import time_machine
from flask import Flask

from accessdesk.accounts.rules import Role
from accessdesk.clock import now as utc_now
from accessdesk.db import db, transaction
from accessdesk.errors import Conflict
from accessdesk.scheduling import diary, service
from accessdesk.scheduling.capacity import Booking, Peak, peak_load
from accessdesk.scheduling.service import WindowRefused
from accessdesk.scheduling.windows import Window
from accessdesk.service_requests.queries import get_request
from accessdesk.visits.asking.service import submit
from accessdesk.visits.changing import who_comes
from accessdesk.visits.drafts import VisitorDraft
from tests.people import (
    ApiClient,
    access_body,
    api_of,
    make_contact,
    make_customer,
    make_site,
    make_staff,
    tomorrow_at,
)
from tests.scheduling.booked import bookings_of
from tests.visits.test_overstays import enter
from tests.visits.visits import draft_of

ONE = [{"name": "Sanne de Vries", "email": "sanne@fiberworks.example"}]
TWO = [*ONE, {"name": "Vera Vendor", "email": "vera@fiberworks.example"}]
MORNING = Window(tomorrow_at(9), tomorrow_at(12))


@pytest.fixture
def site_id(app: Flask) -> int:
    make_site("DUB2", approval="manual", escort_capacity=1)
    return make_site(visitor_capacity=3, escort_capacity=1)


@pytest.fixture
def alice(app: Flask, site_id: int) -> ApiClient:
    return api_of(app, make_contact("Alice Adams", make_customer()))


def ask(client: ApiClient, **fields: Any) -> dict[str, Any]:
    made = client.post("/requests", access_body(**{"visitors": TWO} | fields))
    assert made.status_code == 201, made.json
    body: dict[str, Any] = made.json
    return body


def do(client: ApiClient, visit: dict[str, Any], act: str, body: Any = None) -> tuple[int, Any]:
    answer = client.post(f"/requests/{visit['reference']}/{act}", body)
    return answer.status_code, answer.json


def open_passes(client: ApiClient, visit: dict[str, Any]) -> dict[str, str]:
    passes = client.get(f"/requests/{visit['reference']}/passes").json
    return {each["visitor"]: each["code"] for each in passes if each["state"] == "issued"}


def approve(app: Flask, visit: dict[str, Any]) -> None:
    ann = api_of(app, make_staff("Ann Agent", Role.AGENT))
    assert ann.post(f"/requests/{visit['reference']}/approve").json["status"] == "scheduled"


def test_who_is_added_gets_a_pass_and_the_others_keep_theirs(alice: ApiClient) -> None:
    """R-ACC-13, R-ACC-8."""
    visit = ask(alice)
    before = open_passes(alice, visit)

    status, after = do(alice, visit, "visitors", {"name": "Boris Other"})

    passes = open_passes(alice, visit)
    assert (status, after["status"], len(after["visitors"])) == (200, "scheduled", 3)
    assert {name: passes[name] for name in before} == before
    assert set(passes) == {*before, "Boris Other"}


def test_nobody_is_added_beyond_the_capacity(alice: ApiClient, site_id: int) -> None:
    """R-WIN-5."""
    visit = ask(alice)
    ask(alice, visitors=[{"name": "Carl Third"}])

    status, refusal = do(alice, visit, "visitors", {"name": "Boris Other"})

    assert (status, refusal["code"]) == (409, "site-full")
    assert peak_load(bookings_of(site_id), MORNING).visitors == 3


def test_who_is_dropped_gives_the_place_back_and_their_pass_stops(alice: ApiClient) -> None:
    """R-ACC-8: the other pass stays."""
    visit = ask(alice)
    before = open_passes(alice, visit)

    status, after = do(alice, visit, f"visitors/{visit['visitors'][1]['id']}/drop")
    others = ask(alice, visitors=[{"name": "Carl Third"}, {"name": "Dora Fourth"}])

    assert (status, [each["name"] for each in after["visitors"]]) == (200, ["Sanne de Vries"])
    assert open_passes(alice, visit) == {"Sanne de Vries": before["Sanne de Vries"]}
    assert others["status"] == "scheduled"


def test_the_last_visitor_is_not_dropped(alice: ApiClient) -> None:
    visit = ask(alice, visitors=ONE)

    status, refusal = do(alice, visit, f"visitors/{visit['visitors'][0]['id']}/drop")

    assert (status, refusal["code"]) == (409, "last-visitor")


@pytest.mark.parametrize(
    ("left_at", "code"), [(None, "already-inside"), (tomorrow_at(9, 40), "has-entered")]
)
def test_who_came_in_is_not_dropped(alice: ApiClient, left_at: Any, code: str) -> None:
    """R-ACC-13: not while they are inside, nor after they left within the window."""
    visit = ask(alice)
    enter(0, tomorrow_at(9, 10), left_at=left_at)

    with time_machine.travel(tomorrow_at(10), tick=False):
        dropped = do(alice, visit, f"visitors/{visit['visitors'][0]['id']}/drop")

    assert (dropped[0], dropped[1]["code"]) == (409, code)


def test_nothing_is_added_or_changed_once_the_window_has_begun(alice: ApiClient) -> None:
    """R-ACC-13; the control is a second before."""
    visit = ask(alice)
    with time_machine.travel(tomorrow_at(9), tick=False):
        added = do(alice, visit, "visitors", {"name": "Boris Other"})
        changed = do(alice, visit, "details", {"reason": "repair"})
    with time_machine.travel(tomorrow_at(8, 59), tick=False):
        in_time = do(alice, visit, "details", {"reason": "repair"})

    assert {(each[0], each[1]["code"]) for each in (added, changed)} == {(409, "visit-begun")}
    assert in_time[0] == 200


def test_one_more_person_at_an_approving_site_waits_for_approval_again(
    app: Flask, alice: ApiClient
) -> None:
    """R-ACC-10: nobody enters on a decision that was made of other people."""
    visit = ask(alice, site="DUB2")
    approve(app, visit)

    _, after = do(alice, visit, "visitors", {"name": "Boris Other"})

    assert after["status"] == "awaiting-approval"
    assert open_passes(alice, visit) == {}


def test_one_person_fewer_at_an_approving_site_needs_no_new_decision(
    app: Flask, alice: ApiClient
) -> None:
    visit = ask(alice, site="DUB2")
    approve(app, visit)

    _, after = do(alice, visit, f"visitors/{visit['visitors'][1]['id']}/drop")

    assert after["status"] == "scheduled"
    assert set(open_passes(alice, visit)) == {"Sanne de Vries"}


def test_an_escort_has_to_be_free_and_is_free_again(alice: ApiClient) -> None:
    """R-SA-5, R-WIN-5; the passes stay as they are (R-ACC-8)."""
    first, second = ask(alice, visitors=ONE), ask(alice, visitors=[{"name": "Carl Third"}])
    before = open_passes(alice, first)

    taken = do(alice, first, "details", {"escort": True})
    refused = do(alice, second, "details", {"escort": True})
    do(alice, first, "details", {"escort": False})
    again = do(alice, second, "details", {"escort": True})

    assert (taken[0], refused[0], refused[1]["code"], again[0]) == (200, 409, "no-escort-free", 200)
    assert open_passes(alice, first) == before


def test_an_approved_visit_that_loses_its_escort_waits_for_approval_again(
    app: Flask, alice: ApiClient
) -> None:
    visit = ask(alice, site="DUB2", escort=True)
    approve(app, visit)

    _, after = do(alice, visit, "details", {"escort": False})

    assert after["status"] == "awaiting-approval"


def test_reason_and_equipment_change_and_every_pass_stays(alice: ApiClient) -> None:
    """R-ACC-8."""
    visit = ask(alice)
    before = open_passes(alice, visit)

    status, after = do(
        alice, visit, "details", {"reason": "repair", "equipment_in": ["line card", "ladder"]}
    )

    assert (status, after["status"]) == (200, "scheduled")
    assert open_passes(alice, visit) == before


def test_taking_out_more_asks_for_the_right_to(app: Flask, site_id: int) -> None:
    """R-SA-2."""
    rights = ["site-access"]
    bob = api_of(app, make_contact("Bob Brown", make_customer(), rights=rights))
    visit = ask(bob)

    status, refusal = do(bob, visit, "details", {"equipment_out": ["a server"]})

    assert (status, refusal["code"]) == (403, "not-authorised")


def test_an_address_is_corrected_and_the_pass_stays(alice: ApiClient) -> None:
    visit = ask(alice)
    before = open_passes(alice, visit)
    about = f"visitors/{visit['visitors'][0]['id']}/address"

    wrong = do(alice, visit, about, {"email": "no address"})
    right = do(alice, visit, about, {"email": "sdv@fiberworks.example"})

    assert (wrong[0], right[0]) == (422, 200)
    assert open_passes(alice, visit) == before


SANNE, HER_NAMESAKE = ONE[0], ONE[0] | {"email": "other.sanne@fiberworks.example"}


@pytest.mark.parametrize(
    ("act", "body", "field"),
    [
        ("", SANNE, "name"),
        ("", SANNE | {"name": "SANNE  de Vries"}, "name"),
        ("/{vera}/replace", SANNE, "name"),
        ("/{other}/address", {"email": "Sanne@fiberworks.example"}, "email"),
        ("/{vera}", {"name": "Sanne de Vries"}, "name"),
    ],
)
def test_nobody_is_on_the_list_twice_whatever_is_changed(
    alice: ApiClient, act: str, body: dict[str, str], field: str
) -> None:
    """R-ACC-13: one rule for who is asked for, joins, comes instead, or is corrected."""
    vera_too = [SANNE, HER_NAMESAKE, {"name": "Vera Vendor", "email": SANNE["email"]}]
    visit = ask(alice, visitors=vera_too)
    _, other, vera = (each["id"] for each in visit["visitors"])

    status, refusal = do(alice, visit, f"visitors{act.format(other=other, vera=vera)}", body)

    assert status == 422
    assert [each["field"] for each in refusal["errors"]] == [field]
    assert "is on the list twice" in refusal["errors"][0]["detail"]


def test_namesakes_with_addresses_of_their_own_come_on_one_visit(alice: ApiClient) -> None:
    visit = ask(alice)
    vera = visit["visitors"][1]["id"]

    replaced, _ = do(alice, visit, f"visitors/{vera}/replace", HER_NAMESAKE)
    itself, _ = do(alice, visit, f"visitors/{visit['visitors'][0]['id']}/replace", SANNE)

    assert (replaced, itself) == (200, 200)


def test_a_pass_is_sent_again_where_there_is_an_address(alice: ApiClient) -> None:
    visit = ask(alice, visitors=[*ONE, {"name": "Vera Vendor"}])
    sanne, vera = (each["id"] for each in visit["visitors"])

    sent = do(alice, visit, f"visitors/{sanne}/resend")
    nowhere = do(alice, visit, f"visitors/{vera}/resend")

    assert sent[0] == 200
    assert (nowhere[0], nowhere[1]["code"]) == (409, "no-address")


def test_of_a_recurring_visit_only_what_is_to_come_changes(alice: ApiClient, site_id: int) -> None:
    """R-WIN-6: the first of three has begun."""
    visit = ask(alice, recurrence={"rule": "FREQ=DAILY;COUNT=3"})

    with time_machine.travel(tomorrow_at(9, 30), tick=False):
        status, _ = do(alice, visit, "visitors", {"name": "Boris Other"})

    taken = sorted((each.starts_at, each.visitors) for each in bookings_of(site_id))
    passes = alice.get(f"/requests/{visit['reference']}/passes").json
    assert status == 200
    assert [visitors for _, visitors in taken] == [2, 3, 3]
    assert len([each for each in passes if each["visitor"] == "Boris Other"]) == 2


Lane = Callable[[], object]


def at_once(app: Flask, lanes: list[Lane]) -> int:
    """Let each lane run in a transaction of its own, all at the same moment; how many could."""
    start = Barrier(len(lanes))

    def run(lane: Lane) -> bool:
        with app.app_context():
            start.wait()
            try:
                with transaction():
                    lane()
            except (WindowRefused, Conflict):
                return False
            finally:
                db.session.remove()
            return True

    with ThreadPoolExecutor(len(lanes)) as threads:
        return sum(threads.map(run, lanes))


@pytest.fixture
def race(app: Flask, site_id: int) -> list[Lane]:
    """Two visits that each want one more, and a third that is asked for: one place is left."""
    eve = make_contact("Eve Evans", make_customer("fabrikam"))
    now = utc_now()
    with transaction():
        made = [
            submit(eve, draft_of(MORNING, visitors=(VisitorDraft(name),)), now=now).reference
            for name in ("Ada One", "Bea Two")
        ]

    def add(reference: str) -> object:
        sr = get_request(eve, reference, now=now)
        return who_comes.add_visitor(eve, sr, VisitorDraft("Boris Other"), now=now)

    return [
        *(lambda reference=reference: add(reference) for reference in made),
        lambda: submit(eve, draft_of(MORNING, visitors=(VisitorDraft("Cas Three"),)), now=now),
    ]


def test_of_two_who_add_and_one_who_books_the_last_place_goes_to_one(
    app: Flask, site_id: int, race: list[Lane]
) -> None:
    """R-WIN-5."""
    assert at_once(app, race) == 1
    assert peak_load(bookings_of(site_id), MORNING).visitors == 3


def test_the_control_without_the_lock_gives_the_last_place_to_all(
    app: Flask, site_id: int, race: list[Lane], monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite has one writer: there the control cannot overbook, and is held to the capacity."""
    monkeypatch.setattr(service, "lock_site", lambda _site_id: None)
    several = db.engine.dialect.name == "postgresql"
    if several:
        everybody_has_read = Barrier(3)

        def read_then_wait(bookings: list[Booking], span: Window) -> Peak:
            peak = peak_load(bookings, span)
            everybody_has_read.wait(timeout=20)
            return peak

        monkeypatch.setattr(diary, "peak_load", read_then_wait)

    assert at_once(app, race) == (3 if several else 1)


def test_of_two_who_drop_the_last_two_one_stays(app: Flask, alice: ApiClient) -> None:
    """A visit never ends up with nobody on it."""
    visit = ask(alice)
    ann, now = make_staff("Bea Agent", Role.AGENT), utc_now()

    def drop(visitor_id: int) -> object:
        sr = get_request(ann, visit["reference"], now=now)
        return who_comes.drop_visitor(ann, sr, visitor_id, now=now)

    first, second = (each["id"] for each in visit["visitors"])

    assert at_once(app, [lambda: drop(first), lambda: drop(second)]) == 1
