"""What a customer writes while an agent is writing is not taken for read (R-ACC-12)."""

from dataclasses import dataclass

import pytest
from flask import Flask

from accessdesk.accounts.rules import Actor, Role
from tests.incidents.test_api import incident_body
from tests.people import (
    ApiClient,
    access_body,
    api_of,
    make_contact,
    make_customer,
    make_site,
    make_staff,
)
from tests.remote_hands.given import make_hall
from tests.web.page_client import Browser, sign_in, words_of

WAIT = "WAIT: do not touch db-7, it is live"
LATER = "It is still broken, and now db-8 too"
TYPED = "We have replaced the fan."
NEW = "Read what the customer says, and answer"


@dataclass
class Desk:
    """Somebody of a customer and somebody of the desk, who has a page open."""

    alice: ApiClient
    ann: Browser
    agent: ApiClient

    def ask(self, body: dict[str, object], *, accept: bool = False) -> str:
        made = self.alice.post("/requests", body)
        assert made.status_code == 201, made.json
        path = f"/requests/{made.json['number'] or made.json['reference']}"
        if accept:
            accepted = self.agent.post(f"{path}/accept")
            path = f"/requests/{accepted.json['number']}"
        return path

    def say(self, path: str, text: str) -> None:
        said = self.alice.post(f"{path}/updates", {"text": text})
        assert said.status_code == 200, said.json

    def home(self) -> str:
        return words_of(self.ann.get("/"))


@pytest.fixture
def desk(app: Flask) -> Desk:
    make_site()
    make_site("MAN1", approval="manual")
    ann: Actor = make_staff("Ann Agent", Role.AGENT)
    alice = api_of(app, make_contact("Alice Adams", make_customer()))
    return Desk(alice, sign_in(app, ann), api_of(app, ann))


def test_an_update_from_an_old_page_leaves_a_later_word_unread(desk: Desk) -> None:
    path = desk.ask(incident_body(site="AMS1"), accept=True)
    desk.ann.get(path)
    desk.say(path, WAIT)

    page = words_of(desk.ann.follow(desk.ann.fill(f"{path}/updates", text="We are on it.")))

    assert f"The customer says {WAIT}" in page
    assert WAIT in desk.home()


def test_an_update_answers_what_stood_on_its_page_and_nothing_later(desk: Desk) -> None:
    path = desk.ask(incident_body(site="AMS1"), accept=True)
    desk.say(path, WAIT)
    desk.ann.get(path)
    desk.say(path, LATER)

    page = words_of(desk.ann.follow(desk.ann.fill(f"{path}/updates", text="We wait.")))
    after = words_of(desk.ann.follow(desk.ann.fill(f"{path}/updates", text="We look at both.")))

    assert f"The customer says {LATER}" in page
    assert "The customer says" not in after
    assert NEW not in desk.home()


@pytest.mark.parametrize("how", ["resolve", "archive"])
def test_an_end_from_an_old_page_comes_back_with_the_word_and_all_that_was_typed(
    desk: Desk, how: str
) -> None:
    path = desk.ask(incident_body(site="AMS1"), accept=True)
    desk.ann.get(path)
    desk.say(path, LATER)

    refused = desk.ann.fill(f"{path}/end", how=how, reason=TYPED)
    shown, form = words_of(refused), desk.ann.form(f"{path}/end")
    again = desk.ann.follow(desk.ann.fill(f"{path}/end"))

    assert refused.status_code == 409
    assert f"The customer says {LATER}" in shown
    assert "The customer wrote at " in shown
    assert "It was not ended" in shown
    assert (form["how"], form["reason"]) == ([how], [TYPED])
    assert again.status_code == 200
    assert TYPED in words_of(again)
    assert NEW not in desk.home()


def test_a_visit_is_rejected_or_called_off_over_no_word_that_was_not_seen(desk: Desk) -> None:
    for site, act, field in (("MAN1", "reject", "reason"), ("AMS1", "cancel", "reason")):
        path = desk.ask(access_body(site=site))
        desk.ann.get(path)
        desk.say(path, WAIT)

        refused = desk.ann.fill(f"{path}/{act}", **{field: TYPED})
        again = desk.ann.fill(f"{path}/{act}")

        assert refused.status_code == 409, act
        assert WAIT in words_of(refused), act
        assert again.status_code == 303, words_of(again)


def test_an_approval_hears_what_stood_on_its_page(desk: Desk) -> None:
    path = desk.ask(access_body(site="MAN1"))
    desk.say(path, WAIT)
    desk.ann.get(path)
    desk.say(path, LATER)

    approved = words_of(desk.ann.follow(desk.ann.fill(f"{path}/approve")))

    assert f"The customer says {LATER}" in approved


def test_a_proposal_shows_what_it_answers(desk: Desk) -> None:
    path = desk.ask(access_body(site="MAN1"))
    desk.say(path, WAIT)
    shown = words_of(desk.ann.get(f"{path}/proposals"))
    desk.say(path, LATER)
    window = access_body()["window"]
    day, until = (str(window[each])[:10] for each in ("starts_at", "ends_at"))

    desk.ann.follow(
        desk.ann.fill(
            f"{path}/proposals",
            window_starts_at=f"{day} 15:00",
            window_ends_at=f"{until} 16:00",
        )
    )

    assert WAIT in shown
    assert f"The customer says {LATER}" in words_of(desk.ann.get(path))


def test_a_refusal_shows_the_word_and_is_sent_with_the_letter_that_was_looked_at(
    desk: Desk,
) -> None:
    path = desk.ask(incident_body(site="AMS1"))
    desk.ann.get(f"{path}/incident")
    desk.ann.fill(f"{path}/incident/refuse", clause="other", reason="Not ours.")
    desk.say(path, LATER)

    refused = desk.ann.fill(f"{path}/incident/refuse")
    again = desk.ann.fill(f"{path}/incident/refuse")

    assert refused.status_code == 409
    assert LATER in words_of(refused)
    assert again.status_code == 303, words_of(again)


def test_what_nobody_had_read_when_the_work_was_finished_waits_on(app: Flask) -> None:
    """A technician who ends a request may never see what the customer wrote."""
    hall = make_hall(app)
    ann = sign_in(app, make_staff("Ann Agent", Role.AGENT))
    number = hall.ask()
    hall.begin(number)
    hall.alice.post(f"/requests/{number}/updates", {"text": LATER})
    finished = hall.tom.post(
        f"/requests/{number}/work/finish", {"result": "partly", "text": "It rebuilds"}
    )

    home, page = words_of(ann.get("/")), words_of(ann.get(f"/requests/{number}"))
    ann.fill(f"/requests/{number}/read")

    assert finished.status_code == 200, finished.json
    assert LATER in home
    assert f"The customer says {LATER}" in page
    assert NEW not in words_of(ann.get("/"))
