"""Home, the list and the page of a request, by what each person sees and can do there."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from accessdesk.accounts.rules import Right, Role
from accessdesk.customers.models import Customer
from accessdesk.db import db
from accessdesk.estate.rules import Approval
from tests.people import (
    access_body,
    api_of,
    make_contact,
    make_customer,
    make_device,
    make_site,
    make_staff,
    tomorrow_at,
)
from tests.web.page_client import Browser, sign_in, words_of


def make_request(app: Flask, contact: Any, **fields: Any) -> dict[str, Any]:
    """Raise a request through the API; returns what it answered."""
    created = api_of(app, contact).post("/requests", access_body(**fields))
    assert created.status_code == 201, created.json
    body: dict[str, Any] = created.json
    return body


@contextmanager
def statements() -> Iterator[list[str]]:
    """Collect the statements that reach the database."""
    seen: list[str] = []

    def note(_conn: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def page_of(browser: Browser, called: str) -> str:
    return words_of(browser.get(f"/requests/{called}"))


# Home


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.CONTACT])
def test_everybody_on_the_staff_has_a_home_that_says_what_is_to_do(app: Flask, role: Role) -> None:
    make_site()
    person = sign_in(app, make_staff("Sam Staff", role))

    home = person.get("/")

    assert home.status_code == 200
    assert "Nothing" in words_of(home) or "No visits" in words_of(home) or "gate" in home.text


def test_a_contacts_home_shows_the_next_visit_with_its_zone(app: Flask) -> None:
    make_site()
    alice = make_contact("Alice Adams", make_customer())
    number = make_request(app, alice)["number"]

    home = words_of(sign_in(app, alice).get("/"))

    assert "Nothing waits for you." in home
    assert f"Jürgen Müller · Fiberworks BV {number}" in home
    assert "CE" in home  # CET or CEST, by the season.


def test_a_doubtful_name_is_pointed_out_while_it_can_be_corrected(app: Flask) -> None:
    make_site()
    alice = make_contact("Alice Adams", make_customer())
    number = make_request(app, alice, visitors=[{"name": "Bill Gates", "email": "bg@x.example"}])[
        "number"
    ]
    browser = sign_in(app, alice)

    before = browser.get("/")
    browser.get(_link(before.text, "Check the name"))
    action = next(iter(_actions(browser.page, "/correct")))
    browser.follow(browser.fill(action, name="William Gates"))
    after = words_of(browser.get("/"))

    assert "Is “Bill” what the ID says?" in words_of(before)
    assert "Nothing waits for you." in after
    assert "William Gates" in page_of(browser, number)


def test_a_name_that_looks_wrong_and_is_right_is_confirmed(app: Flask) -> None:
    make_site()
    alice = make_contact("Alice Adams", make_customer())
    api_of(app, alice).post("/requests", access_body(visitors=[{"name": "Bob Ashworth"}]))
    browser = sign_in(app, alice)
    path = _link(browser.get("/").text, "Check the name")
    browser.get(path)

    told = browser.follow(browser.fill(f"{path}/confirm-name"))
    home, page = words_of(browser.get("/")), browser.get(path)

    assert "✓ Noted: that is the name on the ID." in words_of(told)
    assert "Bob Ashworth is the name on the ID" in words_of(told)
    assert "Check the name" not in home
    assert "confirm-name" not in page.text
    browser.fill(f"{path}/correct", name="Bill Ashworth")
    assert "Check the name" in words_of(browser.get("/"))


def test_a_doubtful_name_is_not_asked_of_whoever_lacks_the_right_at_the_site(app: Flask) -> None:
    """What one is asked to do, one may do: without the right the link would refuse them."""
    make_site()
    customer = make_customer()
    ravi = make_contact("Ravi Rao", customer, rights=(Right.REMOTE_HANDS,))
    make_request(app, make_contact("Alice Adams", customer), visitors=[{"name": "Bill Gates"}])

    home = words_of(sign_in(app, ravi).get("/"))

    assert "Bill Gates" in home
    assert "Nothing waits for you." in home


def test_a_doubtful_name_is_not_asked_of_a_contact_once_the_contract_has_ended(app: Flask) -> None:
    """R-ONB-4: history is read-only then, so there is nothing to correct."""
    make_site()
    customer = make_customer()
    alice = make_contact("Alice Adams", customer)
    make_request(app, alice, visitors=[{"name": "Bill Gates"}])
    db.session.get_one(Customer, customer).contract_ends_on = date(2020, 1, 31)
    db.session.commit()

    home = words_of(sign_in(app, alice).get("/"))

    assert "Bill Gates" in home
    assert "Check the name" not in home


def test_a_contact_who_owes_an_update_reads_first_what_is_owed_to_them(app: Flask) -> None:
    """R-SEV-3: at severity A both sides owe a word, and neither hides the other."""
    make_site(approval="manual", lead_days=3650)
    alice = make_contact("Alice Adams", make_customer())
    path = f"/requests/{make_request(app, alice, severity='A')['reference']}"
    ann = make_staff("Ann Agent", Role.AGENT)
    reader, desk = sign_in(app, alice), sign_in(app, ann)

    at_first, seen_by_desk = words_of(reader.get(path)), words_of(desk.get(path))
    api_of(app, ann).post(f"{path}/updates", {"text": "We look at it."})
    answered = words_of(reader.get(path))

    assert 0 < at_first.find("Our first response ○ Due") < at_first.find("Your next update ○ Due")
    assert 0 < answered.find("Our next update ○ Due") < answered.find("Your next update ○ Due")
    assert "The customer's next update ○ Due" in seen_by_desk


def _link(markup: str, words: str) -> str:
    """The address of the link that begins with these words."""
    before, _, _ = markup.partition(f">{words}")
    return before.rpartition('href="')[2].partition('"')[0]


def _actions(markup: str, end: str) -> list[str]:
    """Where the forms of a page go, of those that end so."""
    parts = markup.split('action="')[1:]
    return [path for part in parts if (path := part.partition('"')[0]).endswith(end)]


def test_a_row_says_a_company_once_and_ends_with_a_word(app: Flask) -> None:
    make_site()
    alice = make_contact("Alice Adams", make_customer())
    own = {"kind": "customer", "name": "Contoso Ltd"}
    make_request(app, alice, party=own)
    incident = {"kind": "incident", "summary": "Slow", "impact": "Orders", "tried": "Restart"}
    raised = api_of(app, alice).post("/requests", incident | {"severity": "C", "site": "AMS1"})

    desk = words_of(sign_in(app, make_staff("Ann Agent", Role.AGENT)).get("/"))
    contact = words_of(sign_in(app, alice).get("/"))

    assert raised.status_code == 201, raised.json
    assert "Contoso Ltd · Contoso Ltd" not in desk
    assert "· AMS1 ○ Submitted" in contact


@pytest.mark.parametrize("role", [Role.AGENT, Role.MANAGER])
def test_home_leads_to_what_is_to_be_approved_and_reviewed(app: Flask, role: Role) -> None:
    """R-ACC-10, R-WIN-4: an emergency is the manager's to review."""
    make_site(approval="manual", notice_minutes=7 * 24 * 60)
    sam = sign_in(app, make_staff("Sam Staff", role))
    quiet = sam.get("/")
    make_request(app, make_contact("Alice Adams", make_customer()), severity="A")

    home = sam.get("/")

    assert "/approvals" not in quiet.text
    assert "/reviews" not in quiet.text
    assert 'href="/approvals"' in home.text
    assert "propose another window: 1 visit" in words_of(home)
    assert ('href="/reviews"' in home.text) == (role is Role.MANAGER)


def test_an_agent_approves_from_home_in_two_clicks(app: Flask) -> None:
    """R-ACC-10."""
    make_site(approval="manual")
    alice = make_contact("Alice Adams", make_customer())
    reference = make_request(app, alice)["reference"]
    ann = sign_in(app, make_staff("Ann Agent", Role.AGENT))

    home = ann.get("/")
    ann.get(f"/requests/{reference}")
    approved = ann.follow(ann.fill(f"/requests/{reference}/approve"))
    contact = sign_in(app, alice)
    request_page = page_of(contact, reference)

    assert f"/requests/{reference}" in home.text
    assert "Scheduled" in words_of(approved)
    assert "Approved Ann Agent" in request_page
    assert "✓ Valid" in request_page


def test_a_rejection_carries_a_reason_that_the_contact_reads(app: Flask) -> None:
    """R-ACC-10."""
    make_site(approval="manual")
    alice = make_contact("Alice Adams", make_customer())
    reference = make_request(app, alice)["reference"]
    ann = sign_in(app, make_staff("Ann Agent", Role.AGENT))
    ann.get(f"/requests/{reference}")

    silent = ann.fill(f"/requests/{reference}/reject", reason="")
    rejected = ann.fill(f"/requests/{reference}/reject", reason="The lift is out of order.")
    contact = sign_in(app, alice)
    home, request_page = words_of(contact.get("/")), page_of(contact, reference)

    assert silent.status_code == 422
    assert "Say why; the contact who asked will read it." in words_of(silent)
    assert rejected.status_code == 303
    assert "Read why, and ask again: Replace line card" in home
    assert "The lift is out of order." in request_page


# The list


def test_the_list_is_narrowed_by_what_one_types_and_chooses(app: Flask) -> None:
    make_site()
    alice = make_contact("Alice Adams", make_customer())
    make_request(app, alice, summary="Swap optics")
    make_request(app, alice, summary="Replace battery", severity="D")
    ann = sign_in(app, make_staff("Ann Agent", Role.AGENT))

    found = words_of(ann.get("/requests?q=optics"))
    planned = words_of(ann.get("/requests?severity=D&status=open&site=AMS1&kind=site-access"))
    nothing = words_of(ann.get("/requests?q=nobody"))

    assert "Swap optics" in found
    assert "Replace battery" not in found
    assert "Replace battery" in planned
    assert "Swap optics" not in planned
    assert "No request matches." in nothing


def test_what_is_over_alarms_nobody_and_its_own_customer_is_not_told_who_it_is(app: Flask) -> None:
    make_site()
    alice = make_contact("Alice Adams", make_customer())
    made = make_request(app, alice, severity="A")
    browser = sign_in(app, alice)

    before = browser.get("/requests").text
    api_of(app, alice).post(f"/requests/{made['reference']}/cancel", {"reason": "Not needed."})
    after = browser.get("/requests").text

    assert 'class="severity" data-tone="stop"' in before
    assert 'class="severity" data-tone="quiet"' in after
    assert "Customer" not in after.partition("<table")[2]
    assert (
        'data-label="Customer"' in sign_in(app, make_staff("Ann", Role.AGENT)).get("/requests").text
    )


@pytest.mark.parametrize("query", ["status=lost", "severity=9", "after=x", "kind=1", "site=XX"])
def test_a_filter_that_does_not_exist_is_refused_in_words(app: Flask, query: str) -> None:
    ann = sign_in(app, make_staff("Ann Agent", Role.AGENT))

    refused = ann.get(f"/requests?{query}")

    assert refused.status_code == 422


@pytest.mark.parametrize("asked", ["status=lost", "severity=9", "kind=x", "site=NOPE"])
def test_what_the_list_cannot_be_narrowed_to_is_said_above_it(app: Flask, asked: str) -> None:
    make_site()
    alice = make_contact("Alice Adams", make_customer())
    make_request(app, alice, summary="Swap optics")

    page = sign_in(app, alice).get(f"/requests?{asked}")

    assert page.status_code == 422
    assert page.text.count('class="field-error"') == 1
    assert "Swap optics" in words_of(page)


def test_the_list_goes_on_to_older_ones_and_back(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("accessdesk.service_desk.views.PAGE", 2)
    make_site()
    alice = make_contact("Alice Adams", make_customer())
    for count in range(3):
        make_request(app, alice, summary=f"Visit {count}")
    browser = sign_in(app, alice)

    first = browser.get("/requests?status=open")
    older = browser.get(_link(first.text, "Older").replace("&amp;", "&"))

    assert "Visit 2" in first.text
    assert "Visit 0" not in first.text
    assert "Visit 0" in older.text
    assert "status=open" in _link(older.text, "Newest")


@pytest.mark.parametrize(
    ("path", "approval"),
    [
        ("/", Approval.AUTO),
        ("/", Approval.MANUAL),
        ("/requests", Approval.AUTO),
        ("/approvals", Approval.MANUAL),
    ],
)
def test_a_list_takes_as_many_statements_for_many_rows_as_for_one(
    app: Flask, path: str, approval: Approval
) -> None:
    make_site(visitor_capacity=100, approval=approval)
    alice = make_contact("Alice Adams", make_customer())
    ann = make_staff("Ann Agent", Role.AGENT)
    make_request(app, alice)
    readers = [sign_in(app, alice), sign_in(app, ann)]

    with statements() as for_one:
        for reader in readers:
            reader.get(path)
    for _ in range(6):
        make_request(app, alice)
    with statements() as for_many:
        for reader in readers:
            reader.get(path)

    assert len(for_many) == len(for_one) > 2


# One request


def test_the_page_of_a_request_says_all_that_is_known(app: Flask) -> None:
    """R-SA-2, R-SA-3."""
    site = make_site()
    customer = make_customer()
    make_device(customer, site, "CT-0001", name="Core switch", unit=12)
    alice = make_contact("Alice Adams", customer)
    party = {"kind": "vendor", "name": "Fiberworks BV", "email": "noc@fiberworks.example"}
    number = make_request(
        app,
        alice,
        devices=["CT-0001"],
        party=party,
        equipment_in=["Line card LC-9"],
        equipment_out=["Line card LC-3"],
        escort=False,
    )["number"]

    seen = page_of(sign_in(app, alice), number)

    for words in (
        number,
        "✓ Scheduled",
        "Our next update",
        "CT-0001 Core switch",
        "U12",
        "Line card LC-9",
        "Line card LC-3",
        "For questions about the work, afterwards too",
        "noc@fiberworks.example",
        "Jürgen Müller",
        "✓ Valid",
        "1 pass issued",
        "Asked for Alice Adams",
    ):
        assert words in seen


def test_a_word_to_the_operator_and_a_note_that_stays_inside(app: Flask) -> None:
    """R-SEV-4."""
    make_site()
    alice = make_contact("Alice Adams", make_customer())
    number = make_request(app, alice)["number"]
    ann = sign_in(app, make_staff("Ann Agent", Role.AGENT))
    ann.get(f"/requests/{number}")

    ann.follow(ann.fill(f"/requests/{number}/updates", text="Door B is out.\nUse A."))
    ann.follow(
        ann.fill(f"/requests/{number}/updates", text="Vendor is late again", audience="operator")
    )
    agents = words_of(ann.get(f"/requests/{number}"))
    contact = sign_in(app, alice)
    contacts = page_of(contact, number)
    contact.follow(
        contact.fill(f"/requests/{number}/updates", text="Thank you", audience="operator")
    )

    assert "Vendor is late again" in agents
    assert "Vendor is late again" not in contacts
    assert "Door B is out. Use A." in contacts
    assert "Thank you" in page_of(ann, number)


def test_calling_off_needs_a_reason_and_stops_the_passes(app: Flask) -> None:
    """R-PASS-3."""
    make_site()
    alice = make_contact("Alice Adams", make_customer())
    number = make_request(app, alice)["number"]
    browser = sign_in(app, alice)
    browser.get(f"/requests/{number}")

    silent = browser.fill(f"/requests/{number}/cancel", reason=" ")
    gone = browser.follow(browser.fill(f"/requests/{number}/cancel", reason="The part is late."))

    assert silent.status_code == 422
    assert "– Cancelled" in words_of(gone)
    assert "The part is late." in words_of(gone)
    assert "✕ Revoked" in words_of(gone)
    assert "Call it off" not in words_of(gone)


def test_another_severity_needs_a_new_statement_and_1_is_the_operators(app: Flask) -> None:
    """R-SEV-1, R-SEV-2."""
    make_site()
    alice = make_contact("Alice Adams", make_customer())
    number = make_request(app, alice)["number"]
    path = f"/requests/{number}/severity"
    browser = sign_in(app, alice)
    browser.get(f"/requests/{number}")

    declared = browser.fill(path, severity="1", impact="All sites are down")
    changed = browser.follow(browser.fill(path, severity="B", impact="One ring is down"))
    same = browser.fill(path, severity="A", impact="one ring is down")

    assert declared.status_code == 422
    assert "Severity 1 is declared by the operator." in words_of(declared)
    assert "Severity changed from C to B" in words_of(changed)
    assert "must be a new statement" in words_of(same)


def test_a_visit_is_moved_and_a_refused_window_offers_the_next(app: Flask) -> None:
    """R-ACC-8, R-WIN-3."""
    make_site(lead_days=30, longest_visit_hours=4)
    alice = make_contact("Alice Adams", make_customer())
    number = make_request(app, alice)["number"]
    browser = sign_in(app, alice)
    page = browser.get(f"/requests/{number}")
    browser.get(_link(page.text, "Move it"))
    path = _actions(browser.page, "")[-1]

    day = tomorrow_at(6).date().isoformat()
    refused = browser.fill(path, window_starts_at=f"{day}T06:00", window_ends_at=f"{day}T20:00")
    opening = refused.text.partition('name="take_opening" value="')[2].partition('"')[0]
    moved = browser.follow(browser.fill(path, take_opening=opening))

    assert refused.status_code == 422
    assert "The next window that fits" in words_of(refused)
    assert "Moved to" in words_of(moved)
    assert "1 new pass issued; the old ones stopped" in words_of(moved)


def test_another_person_comes_instead_with_a_pass_of_their_own(app: Flask) -> None:
    """R-ACC-8."""
    make_site()
    alice = make_contact("Alice Adams", make_customer())
    created = make_request(app, alice)
    number, visitor = created["number"], created["visitors"][0]["id"]
    browser = sign_in(app, alice)
    browser.get(f"/requests/{number}/visitors/{visitor}")
    path = f"/requests/{number}/visitors/{visitor}/replace"

    nobody = browser.fill(path, name="TBD", email="x")
    replaced = browser.follow(browser.fill(path, name="Ana Lima", email="ana@x.example"))

    assert nobody.status_code == 422
    assert "TBD" in nobody.text
    assert "Ana Lima comes instead of Jürgen Müller" in words_of(replaced)
    assert browser.get(f"/requests/{number}/visitors/{visitor}").status_code == 404


# Who may see and do what


def test_another_customers_request_is_nothing_on_every_page(app: Flask) -> None:
    """R-SEC-1."""
    make_site()
    alice = make_contact("Alice Adams", make_customer())
    created = make_request(app, alice)
    visitor = created["visitors"][0]["id"]
    bob = sign_in(app, make_contact("Bob Brown", make_customer("fabrikam")))
    token = bob.form("/sign-out")
    pages = {path: bob.get(path).status_code for path in _pages(created["number"], visitor)}
    acts = {
        path: bob.post(path, token | {"reason": ["x"], "text": ["x"], "name": ["Ana Lima"]})
        for path in _acts(created["number"], visitor)
    }

    listed = bob.get("/requests").text + bob.get("/").text

    assert set(pages.values()) == {404}
    assert {path: answer.status_code for path, answer in acts.items()} == dict.fromkeys(acts, 404)
    assert created["number"] not in listed
    assert "Jürgen" not in listed


def _pages(called: str, visitor: int) -> list[str]:
    here = f"/requests/{called}"
    return [here, f"{here}/windows/1", f"{here}/visitors/{visitor}"]


def _acts(called: str, visitor: int) -> list[str]:
    here = f"/requests/{called}"
    return [
        f"{here}/cancel",
        f"{here}/updates",
        f"{here}/severity",
        f"{here}/windows/1",
        f"{here}/visitors/{visitor}/correct",
        f"{here}/visitors/{visitor}/replace",
    ]


@pytest.mark.parametrize("act", ["approve", "reject"])
def test_a_contact_cannot_decide_on_their_own_request(app: Flask, act: str) -> None:
    make_site(approval="manual")
    alice = make_contact("Alice Adams", make_customer())
    reference = make_request(app, alice)["reference"]
    browser = sign_in(app, alice)
    page = browser.get(f"/requests/{reference}")

    refused = browser.post(f"/requests/{reference}/{act}", browser.form("/sign-out"))

    assert "Approve" not in words_of(page)
    assert refused.status_code == 403


def test_a_contact_without_the_right_reads_and_changes_nothing(app: Flask) -> None:
    """R-ACC-1."""
    make_site()
    customer = make_customer()
    number = make_request(app, make_contact("Alice Adams", customer))["number"]
    carl = sign_in(app, make_contact("Carl Clark", customer, rights=[Right.INCIDENTS]))

    page = carl.get(f"/requests/{number}")
    refused = carl.post(f"/requests/{number}/cancel", carl.form("/sign-out") | {"reason": ["x"]})

    assert page.status_code == 200
    assert "Call it off" not in words_of(page)
    assert "Move it" not in words_of(page)
    assert refused.status_code == 403


def test_a_technician_sees_the_visit_without_its_passes(app: Flask) -> None:
    make_site()
    created = make_request(app, make_contact("Alice Adams", make_customer()))
    api = api_of(app, make_contact("Cleo Clark", make_customer("fabrikam")))
    tom = sign_in(app, make_staff("Tom Tech", Role.TECHNICIAN))

    seen = page_of(tom, created["number"])

    assert "Jürgen Müller" in seen
    assert "Valid" not in seen
    assert "Send" not in seen
    assert api.get(f"/requests/{created['number']}").status_code == 404


def test_somebody_who_is_not_signed_in_is_led_to_the_sign_in_page(app: Flask) -> None:
    for path in ("/", "/requests", "/requests/new", "/requests/SR-26-00001"):
        answer = app.test_client().get(path)

        assert answer.status_code == 303
        assert "/sign-in" in answer.headers["Location"]
