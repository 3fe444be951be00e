"""What waits stands on top of the request's page with its form, beside its state, and in lists."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from accessdesk.accounts.rules import Right, Role
from tests.people import (
    access_body,
    api_of,
    make_contact,
    make_customer,
    make_site,
    make_staff,
    tomorrow_at,
)
from tests.remote_hands.given import Hall, make_hall
from tests.web.page_client import Browser, sign_in, words_of

QUESTION = {"kind": "question", "text": "The lamp is red. Go on?"}
AFTERNOON = {"starts_at": tomorrow_at(14).isoformat(), "ends_at": tomorrow_at(17).isoformat()}


@pytest.fixture
def hall(app: Flask) -> Hall:
    return make_hall(app)


@pytest.fixture
def asked(hall: Hall) -> str:
    """Work that has stopped for a question."""
    number = hall.ask()
    hall.begin(number)
    hall.tom.post(f"/requests/{number}/work/entries", QUESTION)
    return number


def question_on(browser: Browser, number: str) -> str:
    found = re.search(rf"/requests/{number}/questions/\d+", browser.get(f"/requests/{number}").text)
    assert found, "no question can be answered on this page"
    return found[0]


def test_a_technicians_question_is_answered_where_the_contact_looks_first(
    app: Flask, hall: Hall, asked: str
) -> None:
    """R-ACC-12, R-RH-5: the device is dark until then."""
    alice = sign_in(app, hall.alice_actor)

    home = words_of(alice.get("/"))
    listed = words_of(alice.get("/requests"))
    path = question_on(alice, asked)
    page = words_of(alice.get(f"/requests/{asked}"))
    answered = words_of(alice.follow(alice.fill(path, text="Go on")))
    after = words_of(alice.get("/"))

    assert "Answer the technician: the work has stopped until you do" in home
    assert "The lamp is red. Go on?" in home
    assert "In progress ▸ Needs you" in listed
    assert "The technician asks, and waits The lamp is red. Go on? Your answer" in page
    assert "✓ Your answer is with the technician." in answered
    assert "asks, and waits" not in answered
    assert "Nothing waits for you." in after


def test_work_that_is_said_to_be_done_asks_whether_it_is_complete(app: Flask, hall: Hall) -> None:
    """R-ACC-12, R-RH-5: on the home, the list and the request's own page."""
    number = hall.ask()
    hall.begin(number)
    hall.tom.post(f"/requests/{number}/work/finish", {"result": "partly", "text": "It rebuilds"})
    alice = sign_in(app, hall.alice_actor)

    home = words_of(alice.get("/"))
    page = words_of(alice.get(f"/requests/{number}"))
    missing = alice.follow(alice.fill(f"/requests/{number}/work/contest", missing="Still dark"))

    assert "Say whether it is complete" in home
    assert "Partly done: It rebuilds" in home
    assert "Is it complete? The technician says: Partly done: It rebuilds" in page
    assert "✓ It is open again, and the technicians read what is missing." in words_of(missing)
    assert "Nothing waits for you." in words_of(alice.get("/"))


def test_work_that_is_sent_back_leads_with_what_is_missing(app: Flask, hall: Hall) -> None:
    """R-ACC-12, R-RH-5: on the technician's home and on the page of the work."""
    number = hall.ask()
    hall.begin(number)
    hall.tom.post(f"/requests/{number}/work/finish", {"result": "partly", "text": "It rebuilds"})
    hall.alice.post(f"/requests/{number}/contest", {"missing": "The drive is not in."})
    tom = sign_in(app, hall.tom_actor)

    home, work = words_of(tom.get("/")), words_of(tom.get(f"/work/{number}"))

    said = "Go on with your work: the customer says that something is missing"
    assert said in home
    assert "The drive is not in." in home
    assert work.index("The drive is not in.") < work.index("Where")


def test_where_somebody_stands_still_comes_before_what_can_be_sent_later(
    app: Flask, hall: Hall, asked: str
) -> None:
    """R-ACC-12: whatever the severity."""
    done = hall.ask()
    hall.begin(done)
    hall.tom.post(f"/requests/{done}/work/finish", {"result": "partly", "text": "It rebuilds"})
    urgent = access_body(severity="A", visitors=[{"name": "Marie Curie"}])
    assert hall.alice.post("/requests", urgent).status_code == 201

    home = sign_in(app, hall.alice_actor).get("/").text

    rows = ["Answer the technician", "Say whether it is complete", "Send Marie Curie their pass"]
    found = [home.index(f">{words}") for words in rows]
    assert found == sorted(found)


def test_who_lacks_the_right_reads_for_whom_it_waits_and_cannot_answer(
    app: Flask, hall: Hall, asked: str
) -> None:
    rita = make_contact("Rita Ray", hall.customer_id, rights=[Right.SITE_ACCESS])
    mary = make_contact("Mary May", hall.customer_id, rights=[Right.REMOTE_HANDS])
    reader, colleague = sign_in(app, rita), sign_in(app, mary)

    page = reader.get(f"/requests/{asked}")
    shown = api_of(app, rita).get(f"/requests/{asked}").json["waiting_for"]

    assert "Waits for one of your contacts with the right at this site: an answer" in words_of(page)
    assert "/questions/" not in page.text
    assert [(each["act"], each["yours"]) for each in shown] == [("answer-question", False)]
    assert "Nothing waits for you." in words_of(reader.get("/"))
    assert "Answer the technician" in words_of(colleague.get("/"))


def test_the_desk_reads_that_it_waits_for_the_customer(app: Flask, hall: Hall, asked: str) -> None:
    ann = sign_in(app, make_staff("Ann Agent", Role.AGENT))

    page, listed = words_of(ann.get(f"/requests/{asked}")), words_of(ann.get("/requests"))

    assert "Waits for the customer: an answer to the technician’s question, since" in page
    assert "… Waits for the customer" in listed


def test_an_answer_to_work_that_was_called_off_is_refused(hall: Hall, asked: str) -> None:
    question = hall.alice.get(f"/requests/{asked}").json["waiting_for"][0]["item"]
    hall.alice.post(f"/requests/{asked}/cancel", {"reason": "Sold"})

    late = hall.alice.post(f"/requests/{asked}/questions/{question}/answer", {"text": "Go on"})

    assert (late.status_code, late.json["code"]) == (409, "wrong-state")
    assert hall.alice.get(f"/requests/{asked}").json["waiting_for"] == []


@pytest.fixture
def offered(app: Flask) -> tuple[Any, Any, str]:
    """Alice, Ann, and the address of a visit for which another window was proposed."""
    make_site(zone="UTC", approval="manual", visitor_capacity=1, lead_days=30)
    alice = make_contact("Alice Adams", make_customer())
    ann = make_staff("Ann Agent", Role.AGENT)
    called = api_of(app, alice).post("/requests", access_body()).json["reference"]
    path = f"/requests/{called}"
    made = api_of(app, ann).post(f"{path}/proposals", {"window": AFTERNOON, "note": "Quieter"})
    assert made.status_code == 200, made.json
    return alice, ann, path


def test_a_proposal_is_taken_on_the_request_itself(
    app: Flask, offered: tuple[Any, Any, str]
) -> None:
    """R-ACC-12, R-ACC-10."""
    alice, ann, path = offered
    contact, agent = sign_in(app, alice), sign_in(app, ann)

    home, desk = words_of(contact.get("/")), words_of(agent.get("/"))
    page = contact.get(path)
    taken = contact.follow(contact.fill(f"{path}/proposals/1/accept"))

    assert "Accept or decline another window" in home
    assert "The other window was accepted" in words_of(taken)
    assert "Approved" not in words_of(taken)
    assert "Approve it" not in desk
    assert "Another window is offered" in words_of(page)
    assert "Quieter" in words_of(page)
    assert "✓ The window is yours; the visit is approved." in words_of(taken)


def test_a_decision_that_counts_as_the_first_response_is_one_row_which_names_both(
    app: Flask,
) -> None:
    """R-SEV-3, R-ACC-12: both promises stay, and one act keeps them."""
    make_site(approval="manual", lead_days=3650)
    alice = api_of(app, make_contact("Alice Adams", make_customer()))
    path = f"/requests/{alice.post('/requests', access_body()).json['reference']}"
    ann = make_staff("Ann Agent", Role.AGENT)
    browser, agent = sign_in(app, ann), api_of(app, ann)

    home, page = words_of(browser.get("/")), words_of(browser.get(path))
    [waiting] = agent.get(path).json["waiting_for"]
    promised = agent.get(path).json["commitments"]["first_response_due"]
    agent.post(f"{path}/updates", {"text": "We look at it."})
    [left] = agent.get(path).json["waiting_for"]
    approved = agent.post(f"{path}/approve").json

    both = (
        "Approve it, propose another window, or reject it; this also counts as the first response"
    )
    assert both in home
    assert "Give the customer a first response" not in home
    assert "It also counts as our first response: ○ Due" in page
    assert (waiting["act"], waiting["words"]) == ("approve-or-reject", both)
    assert waiting["due_at"] == promised
    assert (left["words"], left["due_at"]) == (both.partition(";")[0], None)
    assert approved["first_response_at"] is not None


@pytest.mark.parametrize(
    ("act", "body"),
    [
        ("approve", None),
        ("reject", {"reason": "The hall is full"}),
        ("proposals", {"window": AFTERNOON}),
    ],
)
def test_each_decision_alone_is_the_first_response_for_both_sides(
    app: Flask, act: str, body: dict[str, Any] | None
) -> None:
    """R-SEV-3, R-ACC-12: as the words say by which the desk is asked to decide."""
    make_site(approval="manual", lead_days=3650)
    contact = make_contact("Alice Adams", make_customer())
    alice, ann = api_of(app, contact), make_staff("Ann Agent", Role.AGENT)
    path = f"/requests/{alice.post('/requests', access_body()).json['reference']}"
    agent, desk, customer = api_of(app, ann), sign_in(app, ann), sign_in(app, contact)

    promised = words_of(customer.get(path))
    decided = agent.post(f"{path}/{act}", body)
    shown = agent.get(path).json

    assert decided.status_code == 200, decided.json
    assert "Our first response" in promised
    assert shown["first_response_at"] is not None
    assert [each["act"] for each in shown["waiting_for"] if each["yours"]] == []
    assert "first response" not in words_of(desk.get("/"))
    assert "Our first response" not in words_of(customer.get(path))


def test_a_list_is_narrowed_to_what_waits_for_the_reader(
    app: Flask, hall: Hall, asked: str
) -> None:
    """R-ACC-12: on the page and over the API, for each reader their own."""
    idle = hall.ask()
    ann = make_staff("Ann Agent", Role.AGENT)
    alice, desk = sign_in(app, hall.alice_actor), sign_in(app, ann)

    page, of_ann = alice.get("/requests?waits_for=me"), desk.get("/requests?waits_for=me")
    by_api = hall.alice.get("/requests?waits_for=me").json["requests"]
    later = hall.alice.get("/requests?waits_for=me&kind=incident").json["requests"]

    assert asked in words_of(page)
    assert idle not in words_of(page)
    assert asked not in words_of(of_ann)
    assert [each["number"] for each in by_api] == [asked]
    assert later == []


def test_a_list_is_narrowed_to_nobody_elses_waiting(hall: Hall) -> None:
    refused = hall.alice.get("/requests?waits_for=them")

    assert refused.status_code == 422
    assert "waits_for" in str(refused.json["errors"])


def test_a_proposal_whose_places_were_taken_meanwhile_is_refused_on_the_requests_page(
    app: Flask, offered: tuple[Any, Any, str]
) -> None:
    alice, ann, path = offered
    contact = sign_in(app, alice)
    other = api_of(app, alice).post("/requests", access_body(window=AFTERNOON)).json["reference"]
    assert api_of(app, ann).post(f"/requests/{other}/approve").status_code == 200
    contact.get(path)

    refused = contact.fill(f"{path}/proposals/1/accept")

    assert refused.status_code == 409
    assert "✕ This window cannot be booked" in words_of(refused)
    assert "Another window is offered" in words_of(refused)


@pytest.mark.parametrize("end", ["approve", "reject", "cancel", "reschedule"])
def test_a_proposal_is_off_once_its_visit_goes_another_way(
    app: Flask, offered: tuple[Any, Any, str], end: str
) -> None:
    """R-ACC-12: in the same transaction, so that nobody is asked for what is decided."""
    alice, ann, path = offered
    who = ann if end in {"approve", "reject"} else alice
    body = {"reschedule": {"window": AFTERNOON}, "approve": {}}.get(end, {"reason": "Full"})

    done = api_of(app, who).post(f"{path}/{end}", body)

    reader = api_of(app, alice)
    states = [each["state"] for each in reader.get(f"{path}/proposals").json["proposals"]]
    assert done.status_code == 200, done.json
    assert states == ["withdrawn"]
    assert reader.get(path).json["waiting_for"] == []


def test_what_is_wrong_with_a_proposal_stands_at_its_field_with_a_window_that_fits(
    app: Flask, offered: tuple[Any, Any, str]
) -> None:
    _, ann, path = offered
    agent = sign_in(app, ann)
    agent.get(f"{path}/proposals")
    times = {"window_starts_at": "2019-12-01 09:00", "window_ends_at": "2019-12-01 10:00"}

    refused = agent.fill(f"{path}/proposals", **times)

    assert refused.status_code == 422
    assert 'id="window_starts_at-error"' in refused.text
    assert "The next window that fits is" in words_of(refused)
    assert "another site" not in words_of(refused)


def test_another_window_is_proposed_from_what_is_free_near_to_the_one_asked_for(
    app: Flask, offered: tuple[Any, Any, str]
) -> None:
    """R-WIN-3: as a visit is moved; only the last press proposes something."""
    alice, ann, path = offered
    agent, page = sign_in(app, ann), f"{path}/proposals"
    asked = tomorrow_at(9)

    shown = words_of(agent.get(page))
    listed = agent.fill(page, show_openings="yes")
    near = re.search(r'name="use_opening" value="([^"]+)"', listed.text)
    assert near
    filled = agent.fill(page, use_opening=near[1])
    before = api_of(app, alice).get(page).json["proposals"]
    agent.follow(agent.fill(page))
    after = api_of(app, alice).get(page).json["proposals"]

    assert f"Asked for: {asked:%a %-d %b}" in shown
    assert "Free for 3 h, 1 visitor" in words_of(listed)
    assert "Filled in: " in words_of(filled)
    assert len(after) == len(before) + 1
    starts_at = datetime.fromisoformat(after[0]["window"]["starts_at"])
    assert starts_at == datetime.fromisoformat(near[1].partition("/")[0])
    assert abs(starts_at - asked) < timedelta(days=1)


def test_the_page_of_a_visit_to_decide_offers_all_three_decisions_in_one_place(app: Flask) -> None:
    """R-ACC-10: to the desk, and to nobody else."""
    make_site(approval="manual", lead_days=3650)
    contact = make_contact("Alice Adams", make_customer())
    called = api_of(app, contact).post("/requests", access_body()).json["reference"]
    path = f"/requests/{called}"

    page = sign_in(app, make_staff("Ann Agent", Role.AGENT)).get(path)
    decide = page.text.partition('id="decide"')[2].partition("</section>")[0]

    assert [words in decide for words in ("Approve", "Propose another window", "Reject")] == [
        True
    ] * 3
    assert f'href="{path}/proposals"' in decide
    assert "Other windows that were proposed" not in words_of(page), "none were"
    assert "Propose another window" not in words_of(sign_in(app, contact).get(path))
