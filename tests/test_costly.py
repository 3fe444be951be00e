"""Costly work is done beside the transaction, a piece at a time, and the act begins anew."""

import io
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import cast

import pytest
from flask import Flask
from sqlalchemy import QueuePool

from accessdesk.accounts.rules import Actor, Role
from accessdesk.accounts.sign_in import secrets
from accessdesk.costly import Around, Bench, beside, worked_out
from accessdesk.db import db, transaction
from accessdesk.errors import Busy, Invalid
from accessdesk.remote_hands import photos
from tests.people import PASSWORD, api_of, make_staff
from tests.remote_hands.given import hands_body, make_hall, picture
from tests.web.page_client import Browser, sign_in_by_form


@pytest.fixture
def bench() -> Bench:
    return Bench("test", most=2)


def test_an_act_begins_anew_and_finds_the_work_done(bench: Bench) -> None:
    begun, worked = [], []

    def double(number: int) -> int:
        worked.append(number)
        return 2 * number

    def act() -> int:
        begun.append(len(worked))
        return worked_out(bench, double, worked_out(bench, double, 3))

    assert beside(act) == 12
    assert (begun, worked) == ([0, 1, 2], [3, 6])


def test_what_the_work_refuses_is_refused_where_it_was_asked_for(bench: Bench) -> None:
    def refuse() -> None:
        raise Invalid("no picture")

    def act() -> str:
        with pytest.raises(Invalid):
            worked_out(bench, refuse)
        return "shown again"

    assert beside(act) == "shown again"


@pytest.mark.usefixtures("app")
def test_what_comes_first_is_kept_whatever_becomes_of_the_act(bench: Bench) -> None:
    kept = []

    def act() -> None:
        worked_out(bench, str, 1, around=Around(lambda: kept.append("counted")))
        raise Invalid

    with pytest.raises(Invalid):
        beside(act)

    assert kept == ["counted"]


def test_where_no_request_is_answered_it_is_done_in_place(bench: Bench) -> None:
    counted = []

    assert worked_out(bench, str, 1, around=Around(lambda: counted.append(1))) == "1"
    assert counted == [1]


def test_one_piece_is_done_at_a_time_and_who_finds_no_place_is_told(bench: Bench) -> None:
    at_once, most, go_on = [], [], threading.Event()

    def slow(_: int) -> None:
        at_once.append(1)
        most.append(len(at_once))
        go_on.wait(20)
        at_once.pop()

    def ask(number: int) -> str:
        try:
            beside(lambda: worked_out(bench, slow, number))
        except Busy as busy:
            go_on.set()
            return busy.code
        return "done"

    with ThreadPoolExecutor(3) as lanes:
        outcomes = sorted(lanes.map(ask, range(3)))

    assert outcomes == ["busy", "done", "done"]
    assert most == [1, 1]


@contextmanager
def witness(monkeypatch: pytest.MonkeyPatch, module: object, name: str) -> Iterator[list[bool]]:
    """Note at each piece of costly work whether anybody holds a connection: a transaction."""
    held: list[bool] = []
    pool, work = cast("QueuePool", db.engine.pool), getattr(module, name)

    def noted(*given: object) -> object:
        held.append(pool.checkedout() > 0)
        return work(*given)

    monkeypatch.setattr(module, name, noted)
    yield held


@pytest.fixture
def ann(app: Flask) -> Actor:
    return make_staff("Ann Agent", Role.AGENT)


def test_a_hash_within_a_transaction_would_be_seen(
    ann: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A control of what follows: a command hashes in place."""
    with witness(monkeypatch, secrets, "_hash") as hashed, transaction():
        secrets.hash_password("a brand new password")

    assert hashed == [True]


def test_no_password_is_hashed_within_a_transaction(
    app: Flask, ann: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R-SEC-4: eight who guessed made a scan take 284 ms."""
    with (
        witness(monkeypatch, secrets, "_matches") as compared,
        witness(monkeypatch, secrets, "_hash") as hashed,
    ):
        browser = sign_in_by_form(app, ann)
        browser.get("/account")
        new = {"current_password": PASSWORD, "new_password": "a brand new password"}
        browser.send("/account/password", **new)

    assert (compared, hashed) == ([False, False], [False])


def test_no_phrase_is_compared_within_a_transaction_and_guesses_at_it_wait(
    app: Flask, ann: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R-ACC-2, R-SEC-4: forty guesses took three seconds."""
    hall, agent = make_hall(app), api_of(app, ann)
    email = hall.alice_actor.email
    bodies = [
        hands_body(on_behalf_of={"email": email, "phrase": f"guess {number}"})
        for number in range(7)
    ]

    with witness(monkeypatch, secrets, "_matches") as compared:
        answers = [agent.post("/requests", body) for body in bodies]

    assert [answer.status_code for answer in answers] == [422] * 5 + [429] * 2
    assert answers[-1].headers["Retry-After"] in {"29", "30"}
    assert answers[-1].json["code"] == "too-many-attempts"
    assert compared == [False] * 5


def test_no_picture_is_opened_within_a_transaction_or_for_whom_it_is_no_business(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R-SEC-4: a photograph of 300 kB made a scan take four seconds."""
    hall = make_hall(app)
    number = hall.ask()
    browser = sign_in_by_form(app, hall.tom_actor)
    with witness(monkeypatch, photos, "shrink") as opened:
        browser.get(f"/work/{number}")
        not_his = send_photo(browser, number)
        hall.begin(number)
        his = send_photo(browser, number)

    assert (not_his, his) == (409, 303)
    assert opened == [False]


def send_photo(browser: Browser, number: str) -> int:
    photo = (io.BytesIO(picture()), "photo.jpg")
    return browser.send(f"/work/{number}/photos", photo=photo).status_code
