"""Escort work: made with the request, moved with it, off with it, and one technician's (R-SA-5)."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from accessdesk.accounts.rules import Role
from accessdesk.db import db, transaction
from accessdesk.scheduling.models import BookedWindow
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
from tests.web.page_client import sign_in, words_of


@pytest.fixture
def alice(app: Flask) -> ApiClient:
    make_site(escort_capacity=1)
    return api_of(app, make_contact("Alice Adams", make_customer()))


@pytest.fixture
def tom(app: Flask, alice: ApiClient) -> ApiClient:
    return api_of(app, make_staff("Tom Tech", Role.TECHNICIAN))


def escorted(**fields: Any) -> dict[str, Any]:
    return access_body(escort=True, **fields)


def window_at(hour: int) -> dict[str, str]:
    start = tomorrow_at(hour)
    return {"starts_at": start.isoformat(), "ends_at": (start + timedelta(hours=3)).isoformat()}


def listed(client: ApiClient) -> list[tuple[str, bool]]:
    rows = client.get("/escorts").json["escorts"]
    return [(each["starts_at"][11:16], each["mine"]) for each in rows]


def test_escort_work_is_made_moved_and_cancelled_with_the_request(
    alice: ApiClient, tom: ApiClient
) -> None:
    """R-SA-5."""
    alice.post("/requests", access_body())
    before = listed(tom)
    request = alice.post("/requests", escorted()).json
    made = listed(tom)
    tom.post(f"/escorts/{request['windows'][0]['id']}/take")
    taken = listed(tom)
    alice.post(f"/requests/{request['number']}/reschedule", {"window": window_at(14)})
    moved = listed(tom)
    alice.post(f"/requests/{request['number']}/cancel", {"reason": "Parts are late"})

    assert before == []
    assert made == [("09:00", False)]
    assert taken == [("09:00", True)]
    assert moved == [("14:00", False)]
    assert listed(tom) == []


def test_escorts_are_counted_over_every_instant(alice: ApiClient) -> None:
    """R-WIN-5, for escorts: one escort is not in two places."""
    alice.post("/requests", escorted())

    beside = alice.post("/requests", escorted(window=window_at(11)))
    without = alice.post("/requests", access_body(window=window_at(11)))
    after = alice.post("/requests", escorted(window=window_at(12)))

    assert (beside.status_code, beside.json["code"]) == (409, "no-escort-free")
    assert without.status_code == after.status_code == 201


def test_a_visit_that_waits_for_approval_is_not_work_yet(app: Flask) -> None:
    """R-ACC-10 with R-SA-5."""
    make_site(approval="manual")
    alice = api_of(app, make_contact("Alice Adams", make_customer()))
    ann = api_of(app, make_staff("Ann Agent", Role.AGENT))
    tom = api_of(app, make_staff("Tom Tech", Role.TECHNICIAN))
    reference = alice.post("/requests", escorted()).json["reference"]

    waiting = listed(tom)
    ann.post(f"/requests/{reference}/approve")

    assert waiting == []
    assert listed(tom) == [("09:00", False)]


def test_of_two_who_take_an_escort_one_gets_it(
    app: Flask, alice: ApiClient, tom: ApiClient
) -> None:
    tina = api_of(app, make_staff("Tina Tech", Role.TECHNICIAN))
    window = alice.post("/requests", escorted()).json["windows"][0]["id"]
    db.session.remove()

    with ThreadPoolExecutor(2) as both:
        answers = list(both.map(lambda who: who.post(f"/escorts/{window}/take"), (tom, tina)))

    assert sorted(each.status_code for each in answers) == [200, 409]
    assert {each.json.get("code") for each in answers} == {None, "escort-taken"}


def test_nobody_escorts_two_visits_at_once_and_hands_back_only_their_own(app: Flask) -> None:
    make_site()
    alice = api_of(app, make_contact("Alice Adams", make_customer()))
    tom = api_of(app, make_staff("Tom Tech", Role.TECHNICIAN))
    tina = api_of(app, make_staff("Tina Tech", Role.TECHNICIAN))
    first, second = (
        alice.post("/requests", escorted(window=window_at(hour))).json["windows"][0]["id"]
        for hour in (9, 11)
    )

    tom.post(f"/escorts/{first}/take")
    both = tom.post(f"/escorts/{second}/take")
    others = tina.post(f"/escorts/{first}/hand-back")
    back = tom.post(f"/escorts/{first}/hand-back")

    assert (both.status_code, both.json["code"]) == (409, "escorting-already")
    assert (others.status_code, others.json["code"]) == (409, "not-yours")
    assert back.status_code == 200
    assert tom.post(f"/escorts/{second}/take").status_code == 200


def test_escorts_elsewhere_are_not_found(app: Flask, alice: ApiClient) -> None:
    """R-SEC-1."""
    other = make_site("LON1")
    far = api_of(app, make_staff("Fay Far", Role.TECHNICIAN, site_ids=(other,)))
    window = alice.post("/requests", escorted()).json["windows"][0]["id"]

    assert listed(far) == []
    assert far.post(f"/escorts/{window}/take").status_code == 404
    assert alice.get("/escorts").status_code == 403


def test_the_escort_stands_on_the_technicians_page_and_on_the_request(
    app: Flask, alice: ApiClient
) -> None:
    contact = make_contact("Cleo Chase", make_customer("litware"))
    number = api_of(app, contact).post("/requests", escorted()).json["number"]
    tina, cleo = sign_in(app, make_staff("Tina Tech", Role.TECHNICIAN)), sign_in(app, contact)
    nobody = cleo.get(f"/requests/{number}")
    tina.get("/work")

    taken = tina.follow(tina.fill("/work/escorts/1/take"))
    somebody = cleo.get(f"/requests/{number}")
    back = tina.follow(tina.fill("/work/escorts/1/hand-back"))

    assert "Go with 1 visitor from Fiberworks BV, AMS1" in words_of(taken)
    assert "Yours" in words_of(taken)
    assert "Yours now" in words_of(back)
    assert "No technician has taken the escort yet" in words_of(nobody)
    assert "Escort: Tina Tech" in words_of(somebody)


def test_an_escort_is_looked_at_before_and_after_it_is_taken(app: Flask, alice: ApiClient) -> None:
    """R-SEC-5: who goes along reads names and whom to call, and no code."""
    alice.post("/requests", escorted())
    tom, tina = (
        sign_in(app, make_staff(name, Role.TECHNICIAN)) for name in ("Tom Tech", "Tina Tech")
    )
    elsewhere = make_staff("Fay Far", Role.TECHNICIAN, site_ids=(make_site("LON1"),))
    fay = sign_in(app, elsewhere)
    home, listed = tom.get("/"), tom.get("/work")

    before = tom.get("/work/escorts/1")
    after = tom.follow(tom.fill("/work/escorts/1/take"))
    others = tina.get("/work/escorts/1")

    for page in (home, listed):
        assert 'href="/work/escorts/1"' in page.text
    for page in (before, after):
        for words in ("Jürgen Müller", "Fiberworks BV", "AMS1", "Alice Adams"):
            assert words in words_of(page), words
        assert "AD1:" not in page.text
    assert tom.form("/work/escorts/1/hand-back") is not None
    assert "Tom Tech has this." in words_of(others)
    assert fay.get("/work/escorts/1").status_code == 404


def test_who_comes_second_reads_on_the_list_who_took_it(app: Flask, alice: ApiClient) -> None:
    """A dead end would hide the next escort from somebody who stands there free."""
    alice.post("/requests", escorted())
    alice.post("/requests", escorted(window=window_at(14)))
    tom, tina = (
        sign_in(app, make_staff(name, Role.TECHNICIAN)) for name in ("Tom Tech", "Tina Tech")
    )
    tom.get("/work")
    tina.get("/work")
    tom.fill("/work/escorts/1/take")

    second = tina.fill("/work/escorts/1/take")

    assert second.status_code == 409
    assert "This escort is taken Tom Tech has taken the escort of" in words_of(second)
    assert "Take another one from the list." in words_of(second)
    assert tina.form("/work/escorts/2/take") is not None
    assert tina.follow(tina.fill("/work/escorts/2/take")).status_code == 200


def test_an_escort_that_is_called_off_is_told_on_the_list(app: Flask, alice: ApiClient) -> None:
    number = alice.post("/requests", escorted()).json["number"]
    tom = sign_in(app, make_staff("Tom Tech", Role.TECHNICIAN))
    tom.get("/work")
    alice.post(f"/requests/{number}/cancel", {"reason": "Parts are late"})

    late = tom.fill("/work/escorts/1/take")
    elsewhere = tom.send("/work/escorts/99/take")

    assert late.status_code == elsewhere.status_code == 404
    assert "the visit may be over or called off" in words_of(late)
    assert "Nobody is waiting for an escort." in words_of(late)
    assert words_of(late) == words_of(elsewhere)


@pytest.fixture
def try_entry(app: Flask, alice: ApiClient) -> Callable[..., str]:
    """Let the visitor of a visit that goes on try to enter; returns the code of the refusal."""
    olu = api_of(app, make_staff("Olu Officer", Role.OFFICER))

    def make(number: str, surname: str = "Müller", **said: bool) -> str:
        [given] = alice.get(f"/requests/{number}/passes").json
        typed = {"kind": "national-id", "issuer": "DEU", "surname": surname}
        typed |= {"given_names": "Jürgen", "expires_on": f"{tomorrow_at(9).year + 2}-01-01"}
        body = {"code": given["short_code"], "document": {"typed": typed, "original": True}}
        refused = olu.post("/gate/AMS1/admissions", body | {"badge": "V1"} | said)
        assert refused.status_code == 409, refused.json
        return str(refused.json["code"])

    return make


@pytest.fixture
def under_way(alice: ApiClient) -> str:
    """A visit with an escort whose window has begun; its number."""
    made, now = alice.post("/requests", escorted()).json, datetime.now(UTC)
    with transaction() as session:
        window = session.get_one(BookedWindow, made["windows"][0]["id"])
        window.starts_at, window.ends_at = now - timedelta(hours=1), now + timedelta(hours=1)
    return str(made["number"])


@pytest.fixture
def without_escort(under_way: str, try_entry: Callable[..., str]) -> str:
    """A visit whose visitor the gate has turned away, because no escort came; its number."""
    assert try_entry(under_way, escort_present=False) == "escort-missing"
    return under_way


STANDS = "Jürgen Müller stands at the gate without an escort"


def at_the_gate(client: ApiClient, number: str) -> list[tuple[str, bool]]:
    lines = client.get(f"/requests/{number}").json["waiting_for"]
    return [(each["words"], each["yours"]) for each in lines if each["act"] == "go-to-gate"]


def test_whoever_stands_at_the_gate_without_an_escort_leads_the_home_of_all_who_can_go(
    app: Flask, without_escort: str
) -> None:
    """R-ACC-12: a home lists first for whom somebody stands still."""
    homes = [
        words_of(sign_in(app, make_staff(name, role)).get("/"))
        for name, role in (("Tess Tech", Role.TECHNICIAN), ("Ann Agent", Role.AGENT))
    ]

    for home in homes:
        assert STANDS in home
        assert "Nobody has taken their escort" in home


def test_once_the_escort_is_taken_it_is_theirs_alone_to_go(
    app: Flask, tom: ApiClient, without_escort: str
) -> None:
    """R-ACC-12, R-SA-5."""
    tess, ann = make_staff("Tess Tech", Role.TECHNICIAN), make_staff("Ann Agent", Role.AGENT)
    before = at_the_gate(tom, without_escort)
    window = tom.get(f"/requests/{without_escort}").json["windows"][0]["id"]

    tom.post(f"/escorts/{window}/take")

    assert before == at_the_gate(tom, without_escort) == [(STANDS, True)]
    assert STANDS not in words_of(sign_in(app, tess).get("/"))
    assert STANDS not in words_of(sign_in(app, ann).get("/"))


def test_whoever_got_as_far_as_the_escort_is_not_said_to_have_another_name(
    alice: ApiClient, under_way: str, try_entry: Callable[..., str]
) -> None:
    """R-ACC-12: correcting a name that agreed would spoil it."""

    def acts() -> set[str]:
        return {each["act"] for each in alice.get(f"/requests/{under_way}").json["waiting_for"]}

    first = try_entry(under_way, "Meyer", escort_present=True)
    then = acts()
    second = try_entry(under_way, escort_present=False)

    assert (first, second) == ("name-mismatch", "escort-missing")
    assert "correct-name" in then
    assert "correct-name" not in acts()
