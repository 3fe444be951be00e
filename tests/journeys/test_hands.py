"""Remote hands and a refused incident, from the customer's phone to the technician's and back."""

import io
import os
import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from PIL import Image
from playwright.sync_api import Page, expect

from accessdesk import clock
from accessdesk.accounts.rules import Role
from accessdesk.accounts.service import set_telephone
from accessdesk.db import transaction
from tests.incidents.test_api import incident_body
from tests.journeys.conftest import SignIn
from tests.people import api_of, make_staff
from tests.remote_hands.given import Hall, make_hall, power_body

pytestmark = [pytest.mark.long, pytest.mark.browser]

PHONE, DESK = 390, 1280


@pytest.fixture
def hall(app: Flask) -> Hall:
    return make_hall(app)


def look(page: Page, name: str) -> None:
    """Check what is on the screen: nothing to scroll sideways for, and no accessibility fault."""
    page.wait_for_load_state()  # A sheet of styles that is not there yet puts nothing in its place.
    sideways = page.evaluate(
        "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    )
    assert not sideways, f"{name} is wider than the screen"
    found = Axe().run(page).response["violations"]
    assert [(each["id"], each["nodes"][0]["html"]) for each in found] == []
    if folder := os.environ.get("ACCESSDESK_SCREENSHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def photograph() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (2400, 1800), "steelblue").save(out, "JPEG")
    return out.getvalue()


def number_in(page: Page) -> str:
    found = re.search(r"SR-\d\d-\d{5}", page.url)
    assert found, page.url
    return found[0]


def test_a_drive_is_replaced_from_the_customers_phone_to_the_confirmation(
    hall: Hall, sign_in: SignIn
) -> None:
    """R-RH-2, R-RH-4 to R-RH-6."""
    alice, tom = sign_in(hall.alice_actor, width=PHONE), sign_in(hall.tom_actor, width=PHONE)

    alice.goto("/requests/new/remote-hands")
    look(alice, "catalogue-390")
    alice.get_by_role("link", name="Replace a failed drive").click()
    alice.get_by_label("CT-0001").check()
    alice.get_by_label("In one line").fill("Replace the drive in bay 3")
    alice.get_by_label("Bay", exact=True).fill("3")
    alice.get_by_label("Serial of the failed drive").fill("Z1F-OLD")
    alice.get_by_label("Serial of the new drive").fill("Z1F-NEW")
    alice.get_by_label("No", exact=True).check()
    alice.get_by_label("Step 1").fill("Pull the drive in bay 3")
    alice.get_by_label("Expect to see").first.fill("its red light goes out")
    alice.get_by_label("Step 2").fill("Push in Z1F-NEW")
    look(alice, "form-390")
    alice.get_by_role("button", name="Ask for it").click()
    alice.wait_for_url("**/work?done=hands-requested")
    number = number_in(alice)

    tom.goto("/work")
    look(tom, "queue-390")
    tom.get_by_role("button", name="Open").click()
    look(tom, "not-taken-390")
    tom.get_by_role("button", name="Take it").click()
    expect(tom.get_by_text("This is yours now.")).to_be_visible()
    tom.get_by_role("button", name="Start").click()
    expect(tom.get_by_role("heading", name="Step 1 of 3")).to_be_visible()
    look(tom, "step-390")
    tom.get_by_label("What do you see?", exact=True).fill("the light is still red")
    tom.get_by_role("button", name="Something else").click()
    expect(tom.get_by_role("heading", name="Wait for the customer")).to_be_visible()

    alice.reload()
    expect(alice.get_by_text("asks, and waits")).to_be_visible()
    look(alice, "question-390")
    alice.get_by_label("Your answer").fill("Go on, the light is slow")
    alice.get_by_role("button", name="Answer").click()

    tom.get_by_role("button", name="Check again").click()
    look(tom, "answered-390")
    tom.get_by_role("button", name="Go on, as answered").click()
    expect(tom.get_by_role("heading", name="Step 2 of 3")).to_be_visible()
    tom.get_by_role("button", name="Done, as expected").click()
    expect(tom.get_by_role("heading", name="Step 3 of 3")).to_be_visible()
    tom.get_by_role("button", name="Done, as expected").click()
    file = {"name": "aisle.jpg", "mimeType": "image/jpeg", "buffer": photograph()}
    tom.get_by_label("Take one").set_input_files(files=[file])
    tom.get_by_role("button", name="Add the photograph").click()
    tom.get_by_label("What was done, and what do you see?").fill("Green, rebuilding")
    tom.get_by_role("button", name="Finish").click()
    expect(tom.get_by_text("The work is finished.")).to_be_visible()

    alice.goto(f"/requests/{number}/work")
    expect(alice.get_by_role("img", name="Photograph")).to_be_visible()
    alice.get_by_label("5, very well").check()
    look(alice, "done-390")
    alice.get_by_role("button", name="Confirm that it is complete").click()
    expect(alice.get_by_text("the work is confirmed as complete")).to_be_visible()


def test_a_number_to_call_stays_on_the_technicians_phone(hall: Hall, sign_in: SignIn) -> None:
    """Beside the longest name that a detail has, and with an extension."""
    with transaction():
        set_telephone(hall.alice_actor, "+31 20 555 0100 ext. 12345", now=clock.now())
    number = hall.ask(power_body())
    tom = sign_in(hall.tom_actor, width=PHONE)

    tom.goto(f"/work/{number}")
    expect(tom.get_by_text("What to expect afterwards")).to_be_visible()

    look(tom, "contact-390")


def test_what_was_ordered_stays_on_the_contacts_phone(hall: Hall, sign_in: SignIn) -> None:
    """In one word that no line is long enough for."""
    long = "W" * 110
    details = {"feed": "both", "expect": long}
    why = {"affects_availability": True, "severity_reason": long}
    number = hall.ask(power_body(details=details, steps=[{"do": long, "expect": long}], **why))
    alice, tom = sign_in(hall.alice_actor, width=320), sign_in(hall.tom_actor, width=320)

    for reader, path in (
        (alice, f"/requests/{number}"),
        (alice, f"/requests/{number}/work"),
        (tom, f"/work/{number}"),
    ):
        reader.goto(path)
        expect(reader.get_by_text("What to expect afterwards")).to_be_visible()
        look(reader, f"ordered-320{path.replace('/', '-')}")


def test_a_power_cycle_is_stopped_by_the_wrong_serial(hall: Hall, sign_in: SignIn) -> None:
    """R-RH-3."""
    number = hall.ask(power_body())
    tom, alice = sign_in(hall.tom_actor, width=PHONE), sign_in(hall.alice_actor, width=DESK)

    tom.goto(f"/work/{number}")
    tom.get_by_role("button", name="Take it").click()
    tom.get_by_label("First label").fill("CT-0001")
    tom.get_by_label("Second label").fill("SN93Y")
    tom.get_by_role("button", name="Check and start").click()
    expect(tom.get_by_role("heading", name="Stop. That was another device.")).to_be_visible()
    look(tom, "near-miss-390")
    alice.goto(f"/requests/{number}/work")
    expect(alice.get_by_text("stopped at the wrong device")).to_be_visible()
    look(alice, "near-miss-1280")

    tom.get_by_label("First label").fill("CT-0001")
    tom.get_by_label("Second label").fill("sn93x")
    tom.get_by_role("button", name="Check and start").click()
    expect(tom.get_by_role("heading", name="Step 1 of 1")).to_be_visible()


def test_a_refused_hardware_incident_becomes_a_request_in_one_click(
    app: Flask, hall: Hall, sign_in: SignIn
) -> None:
    """R-ACC-5, R-ACC-6."""
    body = incident_body(category="hardware", devices=["CT-0001"])
    reference = hall.alice.post("/requests", body).json["reference"]
    ann_actor = make_staff("Ann Agent", Role.AGENT)
    ann, alice = sign_in(ann_actor, width=DESK), sign_in(hall.alice_actor, width=PHONE)

    ann.goto(f"/requests/{reference}/incident")
    ann.get_by_text("Refuse it").click()
    look(ann, "refuse-1280")
    ann.get_by_label("Clause").select_option("hardware")
    ann.get_by_role("button", name="Look at it first").click()
    ann.get_by_role("button", name="Refuse, and keep the letter here").click()
    expect(ann.get_by_role("heading", name="It was refused")).to_be_visible()

    alice.goto(f"/requests/{reference}/incident")
    look(alice, "refused-390")
    alice.get_by_role("button", name="Ask for remote hands").click()
    alice.wait_for_url("**/work?done=hands-requested")

    work = api_of(app, hall.tom_actor).get(f"/requests/{number_in(alice)}/work").json
    assert work["devices"] == ["CT-0001"]
    assert "Orders time out" in work["details"]["description"]
    expect(alice.get_by_role("link", name="Orders time out")).to_be_visible()
    look(alice, "rerouted-390")
