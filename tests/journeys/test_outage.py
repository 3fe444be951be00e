"""A severity A day of six hours on the real pages: told in time, by rote, and ended once."""

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from accessdesk import clock
from tests.journeys.conftest import SignIn
from tests.journeys.test_hands import DESK, PHONE, look
from tests.outages.day import Day, letters
from tests.outages.given import Hit, make_hit
from tests.outages.test_severity_a_day import ALICE, CAROL

pytestmark = [pytest.mark.long, pytest.mark.browser, pytest.mark.timeout(300)]


@pytest.fixture
def hit(app: Flask) -> Hit:
    return make_hit(app)


@pytest.fixture
def day(monkeypatch: pytest.MonkeyPatch) -> Day:
    """The clock by which the served pages go, too."""
    simulated = Day()
    monkeypatch.setattr(clock, "now", simulated)
    return simulated


def escalate(alice: Page) -> str:
    alice.goto("/requests/new/incident")
    alice.get_by_label("In one line").fill("Orders time out")
    alice.get_by_label("What does it do to your business?").fill("One order in ten is lost")
    alice.get_by_label("What has your desk tried already?").fill("Restarted the front end")
    alice.get_by_label("How bad is it?").select_option("A")
    alice.get_by_role("button", name="Escalate").click()
    alice.wait_for_url("**/incident?done=escalated")
    return alice.url.split("/")[-2]


def customer_says(alice: Page, called: str, words: str) -> None:
    alice.goto(f"/requests/{called}")
    alice.get_by_label("Write an update").fill(words)
    alice.get_by_role("button", name="Send", exact=True).click()
    expect(alice.get_by_text(words)).to_be_visible()


def notify(ann: Page, words: str) -> None:
    ann.reload()
    ann.get_by_label("What has happened?").fill(words)
    ann.get_by_role("button", name="Keep the notice here").click()
    expect(ann.get_by_role("listitem").filter(has_text=words)).to_be_visible()


def test_six_hours_of_severity_a_from_the_first_notice_to_the_resolution(
    hit: Hit, day: Day, sign_in: SignIn
) -> None:
    """R-SEV-3, R-SEV-4, R-OUT-1 to R-OUT-5."""
    alice, ann = sign_in(hit.alice, width=PHONE), sign_in(hit.ann, width=DESK)
    alice.goto("/outage-audience")
    alice.get_by_label("Name").fill("Carol Clark")
    alice.get_by_label("E-mail").fill(CAROL)
    alice.get_by_role("button", name="Add to the list").click()
    expect(alice.get_by_role("cell", name=CAROL)).to_be_visible()
    look(alice, "audience-390")

    reference = escalate(alice)
    ann.goto(f"/requests/{reference}/incident")
    ann.get_by_role("button", name="Accept").click()
    ann.wait_for_url("**/SR-*/incident?done=accepted")
    called = ann.url.split("/")[-2]

    def first() -> None:
        ann.goto(f"/requests/{called}")
        ann.get_by_role("link", name="The outage").click()
        ann.get_by_label("What has happened?").fill("A core switch has failed.")
        ann.get_by_label("Impact").fill("No order can be placed.")
        ann.get_by_label("Phone number").fill("+31 20 555 0100")
        ann.get_by_label("Participant code").fill("4711#")
        ann.get_by_role("button", name="Look at it first").click()
        expect(ann.get_by_role("heading", name="This is for 2 people")).to_be_visible()
        look(ann, "outage-preview-1280")
        ann.get_by_role("button", name="Open the outage, and keep the notice here").click()
        expect(ann.get_by_text("First notice 1")).to_be_visible()
        look(ann, "outage-1280")

    day.until(first, hours=1)
    day.until(lambda: customer_says(alice, called, "Still every tenth order."), hours=2)
    day.until(lambda: notify(ann, "The spare is on its way."), hours=3)

    alice.goto(f"/requests/{called}/outage")
    expect(alice.get_by_text("4711#")).to_be_visible()
    look(alice, "outage-390")
    day.until(lambda: customer_says(alice, called, "No change here."), hours=4)
    day.until(lambda: notify(ann, "The spare is being fitted."), hours=5)

    def validate() -> None:
        ann.reload()
        ann.get_by_text("There is a resolution, or a work-around").click()
        ann.get_by_label("A work-around").check()
        ann.get_by_label("What was done?").fill("Traffic goes by the second switch.")
        ann.get_by_role("button", name="Note it").click()
        ann.get_by_label("Who made sure").fill("Alice placed ten orders.")
        look(ann, "outage-validate-1280")
        ann.get_by_role("button", name="It holds").click()
        expect(ann.get_by_role("heading", name="End the outage")).to_be_visible()

    def resolve() -> None:
        ann.get_by_role("button", name="End the outage, and keep the notice here").click()
        expect(ann.get_by_text("Resolution notice 4")).to_be_visible()
        look(ann, "outage-over-1280")

    day.until(validate, hours=5, minutes=50)
    day.until(resolve, hours=6)
    day.until(hours=9)

    assert letters(ALICE, CAROL) == [
        ("08:00", ALICE, "request.submitted"),
        ("08:00", ALICE, "request.accepted"),
        ("09:00", ALICE, "outage.opened"),
        ("09:00", CAROL, "outage.opened"),
        ("11:00", ALICE, "outage.updated"),
        ("11:00", CAROL, "outage.updated"),
        ("13:00", ALICE, "outage.updated"),
        ("13:00", CAROL, "outage.updated"),
        ("14:00", ALICE, "outage.resolved"),
        ("14:00", CAROL, "outage.resolved"),
    ]
    alice.goto(f"/requests/{called}")
    expect(alice.get_by_text("Resolved").first).to_be_visible()
    alice.goto(f"/requests/{called}/outage")
    expect(alice.get_by_text("4711#")).to_have_count(0)
    look(alice, "outage-over-390")
