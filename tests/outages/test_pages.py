"""The pages of outages, as a browser without scripts uses them."""

import pytest
from flask import Flask

from accessdesk.accounts.rules import Role
from accessdesk.service_requests.rules import Severity
from tests.notifications.conftest import set_settings
from tests.notifications.post import sweep
from tests.outages.given import BRIDGE, START, Hit
from tests.people import make_staff
from tests.web.page_client import sign_in, words_of

PARTS = {"details": "A core switch has failed.", "impact": "No order can be placed."}


@pytest.mark.parametrize(
    ("smtp_url", "press", "heading"),
    [
        ("smtp://localhost:1", "Send the first notice", "This goes to 2 people"),
        ("", "Open the outage, and keep the notice here", "This is for 2 people"),
    ],
)
def test_the_first_notice_is_looked_at_and_then_sent(
    app: Flask,
    hit: Hit,
    monkeypatch: pytest.MonkeyPatch,
    smtp_url: str,
    press: str,
    heading: str,
) -> None:
    """R-OUT-1, R-OUT-2: who gets it stands there before it goes; none is sent without mail."""
    set_settings(monkeypatch, app, smtp_url=smtp_url)
    hit.designate(("Carol Clark", "carol@contoso.example"))
    address = f"/requests/{hit.incident()}/outage"
    ann = sign_in(app, hit.ann)

    before = words_of(ann.get(address))
    filled = ann.form(address) | {name: [text] for name, text in PARTS.items()}
    looked = words_of(ann.post(f"{address}/preview", filled))
    sent = ann.follow(ann.fill(address))

    assert "carol@contoso.example" in before
    assert press not in before
    assert press in looked
    assert heading in looked
    assert "the time of resolution is not known yet" in looked
    assert "First notice 1" in words_of(sent)
    assert "carol@contoso.example" in words_of(sent)


def test_a_notice_that_was_changed_after_the_look_is_shown_again(app: Flask, hit: Hit) -> None:
    """R-OUT-2: no notice goes out that nobody has read."""
    address = f"/requests/{hit.incident()}/outage"
    ann = sign_in(app, hit.ann)
    ann.get(address)
    ann.post(
        f"{address}/preview", ann.form(address) | {name: [text] for name, text in PARTS.items()}
    )

    shown = words_of(ann.fill(address, impact="Half of the orders fail."))
    sent = words_of(ann.follow(ann.fill(address)))

    assert "Half of the orders fail." in shown
    assert "Nothing has been sent yet" in shown
    assert "First notice 1" in sent
    assert "Half of the orders fail." in sent


@pytest.mark.parametrize("where", ["", "/preview"])
def test_a_notice_without_its_parts_keeps_what_was_typed(app: Flask, hit: Hit, where: str) -> None:
    """R-OUT-2."""
    address = f"/requests/{hit.incident()}/outage"
    ann = sign_in(app, hit.ann)
    ann.get(address)
    filled = ann.form(address) | {"details": ["A switch has failed."], "end": ["known"]}

    refused = ann.post(f"{address}{where}", filled | {"impact": ["No orders"]})
    nothing = ann.post(f"{address}{where}", ann.form(address) | {"impact": [" "]})

    assert (refused.status_code, nothing.status_code) == (422, 422)
    assert "Say when it should be over" in words_of(refused)
    assert "Say what it does to the customer." in words_of(nothing)
    assert ann.form(address)["details"] == ["A switch has failed."]


def test_the_desk_takes_an_outage_to_its_end(app: Flask, hit: Hit) -> None:
    """R-OUT-3 to R-OUT-5."""
    called = hit.incident(severity=Severity.ONE)
    other = hit.incident(hit.bob, Severity.ONE)
    address = f"/requests/{called}/outage"
    hit.open(called)
    ann = sign_in(app, hit.ann)

    ann.get(address)
    ann.follow(ann.fill(f"{address}/notices", impact="Orders are slow."))
    ann.follow(ann.fill(f"{address}/bridge", bridge_phone=BRIDGE.phone, bridge_code=BRIDGE.code))
    ann.follow(ann.fill(f"{address}/requests", requests=other))
    refused = ann.fill(f"{address}/requests", requests="SR-26-99999")
    ann.follow(ann.fill(f"{address}/remedy", text="Another way.", remedy="work-around"))
    ann.follow(ann.fill(f"{address}/relapse", text="Slow again."))
    ann.follow(ann.fill(f"{address}/remedy", text="A new switch."))
    ann.follow(ann.fill(f"{address}/validation", text="Alice placed an order."))
    over = words_of(ann.follow(ann.fill(f"{address}/resolution")))

    assert "There is no request “SR-26-99999”." in words_of(refused)
    assert "Resolution notice 3" in over
    assert "The next notice" not in over
    assert "4711" not in over
    told = words_of(ann.get(f"/requests/{other}"))
    assert "Wrote a notice of the outage for everybody concerned" in told
    assert "This outage is over." in told


def test_a_customer_reads_the_outage_with_its_bridge_and_acts_on_nothing(
    app: Flask, hit: Hit
) -> None:
    """R-OUT-4."""
    called = hit.incident()
    hit.open(called, bridge=BRIDGE)
    alice = sign_in(app, hit.alice)

    page = words_of(alice.get(f"/requests/{called}/outage"))
    elsewhere = (
        alice.get(f"/requests/{called}").text + alice.get(f"/requests/{called}/messages").text
    )

    assert (BRIDGE.phone in page, BRIDGE.code in page) == (True, True)
    assert "The next notice" not in page
    assert BRIDGE.phone not in elsewhere


def test_where_no_outage_can_be_the_page_says_why(app: Flask, hit: Hit) -> None:
    called = hit.incident(accepted=False)
    ann, alice = sign_in(app, hit.ann), sign_in(app, hit.alice)

    assert "an incident that was accepted" in words_of(ann.get(f"/requests/{called}/outage"))
    assert "No outage is communicated" in words_of(alice.get(f"/requests/{called}/outage"))


def test_a_contact_keeps_the_list_on_a_page_of_their_account(app: Flask, hit: Hit) -> None:
    """R-OUT-1."""
    alice = sign_in(app, hit.alice)
    account = words_of(alice.get("/account"))

    alice.get("/outage-audience")
    form = {"name": "Carol Clark", "email": "carol@contoso.example"}
    listed = words_of(alice.follow(alice.fill("/outage-audience", **form)))
    twice = alice.fill("/outage-audience", **form)
    gone = alice.follow(alice.fill("/outage-audience/1/withdraw"))

    assert "Who is told of outages" in account
    assert "Carol Clark" in listed
    assert "on the list already" in words_of(twice)
    assert "Nobody yet" in words_of(gone)


def test_nobody_else_keeps_a_list(app: Flask, hit: Hit) -> None:
    manager = sign_in(app, make_staff("Max Manager", Role.MANAGER))

    assert manager.get("/outage-audience").status_code == 403


def test_nobody_is_said_to_be_told_of_an_outage_to_whom_nothing_was_mailed(
    app: Flask, hit: Hit
) -> None:
    """R-OUT-1: the words come from what became of each letter."""
    hit.designate(("Dora Duty", "Dora@Contoso.example"))
    called = hit.incident()
    hit.open(called)
    ann = sign_in(app, hit.ann)
    planned = words_of(ann.get(f"/requests/{called}/outage"))
    sweep(lambda: START)

    page, timeline = (words_of(ann.get(f"/requests/{called}{more}")) for more in ("/outage", ""))

    assert "Not mailed" not in planned
    assert "ora@Contoso.example – Not mailed: no mail server is set up" in page
    assert "Told everybody" not in timeline
