"""Incidents as people see them."""

import re

import pytest
from flask import Flask

from accessdesk.accounts.rules import Role
from tests.notifications.conftest import set_settings
from tests.people import make_contact, make_customer, make_device, make_site, make_staff
from tests.web.page_client import sign_in, words_of

TYPED = {
    "summary": "db-7 does not answer",
    "category": "hardware",
    "impact": "Orders stand still",
    "tried": "Pinged it, looked at the console",
    "severity": "B",
    "devices": "CT-0001",
}


def test_a_refused_hardware_incident_becomes_remote_hands_in_one_click(app: Flask) -> None:
    """R-ACC-5, R-ACC-6."""
    customer = make_customer()
    make_device(customer, make_site(), serial="SN93X")
    alice = sign_in(app, make_contact("Alice Adams", customer))
    ann = sign_in(app, make_staff("Ann Agent", Role.AGENT))
    alice.get("/requests/new/incident")
    sent = alice.send("/requests/new/incident", **TYPED)
    reference = re.search(r"R-[0-9A-Z]{8}", sent.headers["Location"])[0]  # type: ignore[index]

    refusal = f"/requests/{reference}/incident/refuse"
    ann.get(f"/requests/{reference}/incident")
    bare = ann.send(refusal, clause="other", reason=" ")
    ann.send(f"{refusal}/preview", clause="hardware")
    ann.follow(ann.fill(refusal))
    letter = alice.get(f"/requests/{reference}/incident")
    change = alice.get(f"/requests/new/remote-hands?task=other&from={reference}")
    alice.get(f"/requests/{reference}/incident")
    made = alice.follow(alice.send(f"/requests/{reference}/incident/reroute"))
    again = alice.get(f"/requests/{reference}/incident")

    assert bare.status_code == 422
    assert "your own hardware" in words_of(letter)
    assert 'value="CT-0001"' in change.text
    assert "db-7 does not answer" in words_of(made)
    assert reference in words_of(made)
    assert "It became SR-" in words_of(again)


@pytest.mark.parametrize(
    ("smtp_url", "press", "heading"),
    [
        ("smtp://localhost:1", "Refuse, and send the letter", "This goes to Alice Adams"),
        ("", "Refuse, and keep the letter here", "This is for Alice Adams"),
    ],
)
def test_a_refusal_is_looked_at_before_it_goes(
    app: Flask, monkeypatch: pytest.MonkeyPatch, smtp_url: str, press: str, heading: str
) -> None:
    """R-ACC-5: what the contact will read stands there, and no letter is promised without mail."""
    set_settings(monkeypatch, app, smtp_url=smtp_url)
    make_site()
    alice = sign_in(app, make_contact("Alice Adams", make_customer()))
    ann = sign_in(app, make_staff("Ann Agent", Role.AGENT))
    alice.get("/requests/new/incident")
    sent = alice.send("/requests/new/incident", **TYPED | {"devices": []})
    page = sent.headers["Location"].partition("?")[0]
    before = words_of(ann.get(page))

    bare = ann.send(f"{page}/refuse/preview", clause="other", reason=" ")
    looked = ann.send(f"{page}/refuse/preview", clause="other", reason="It was a drill.")

    assert "Look at it first" in before
    assert press not in before
    assert (bare.status_code, looked.status_code) == (422, 200)
    assert f"{heading} Dear Alice Adams, we cannot take on" in words_of(looked)
    assert "It was a drill. The right owner of this is your own service desk." in words_of(looked)
    assert press in words_of(looked)
    assert ("No mail server is set up" in words_of(looked)) is (smtp_url == "")
    assert ("send" in words_of(looked)) is (smtp_url != "")
    assert "Accept this incident?" in words_of(ann.get(page))
    assert "It was refused" not in words_of(alice.get(page))


@pytest.mark.parametrize("change", [{"reason": "It was not."}, {"clause": "hardware"}])
def test_what_was_changed_after_the_look_is_shown_again(app: Flask, change: dict[str, str]) -> None:
    """R-ACC-5: no letter goes out that nobody has read."""
    make_site()
    alice = sign_in(app, make_contact("Alice Adams", make_customer()))
    ann = sign_in(app, make_staff("Ann Agent", Role.AGENT))
    alice.get("/requests/new/incident")
    sent = alice.send("/requests/new/incident", **TYPED | {"devices": []})
    page = sent.headers["Location"].partition("?")[0]
    ann.get(page)
    ann.send(f"{page}/refuse/preview", clause="other", reason="It was a drill.")

    shown = ann.fill(f"{page}/refuse", **change)
    before = words_of(alice.get(page))
    ann.follow(ann.fill(f"{page}/refuse"))

    assert change.get("reason", "your own hardware") in words_of(shown)
    assert "This is for Alice Adams" in words_of(shown)
    assert "It was changed since you looked." in words_of(shown)
    assert "It was refused" not in before
    assert change.get("reason", "your own hardware") in words_of(alice.get(page))


def test_an_agent_accepts_and_the_number_is_there(app: Flask) -> None:
    """R-ACC-3."""
    make_site()
    alice = sign_in(app, make_contact("Alice Adams", make_customer()))
    ann = sign_in(app, make_staff("Ann Agent", Role.AGENT))
    alice.get("/requests/new/incident")
    reference = (
        alice.send("/requests/new/incident", **TYPED | {"devices": ""})
        .headers["Location"]
        .split("/")[2]
    )

    ann.get(f"/requests/{reference}/incident")
    accepted = ann.follow(ann.send(f"/requests/{reference}/incident/accept"))

    assert "SR-" in words_of(accepted)


def test_an_escalation_without_what_was_tried_is_shown_again(app: Flask) -> None:
    """R-ACC-4."""
    alice = sign_in(app, make_contact("Alice Adams", make_customer()))
    alice.get("/requests/new/incident")

    refused = alice.send("/requests/new/incident", **TYPED | {"tried": " "})

    assert refused.status_code == 422
    assert "Orders stand still" in refused.text
