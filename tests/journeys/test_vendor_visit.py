"""The main job in a browser: asked for, let in with a passport, seen inside, seen to leave."""

import io
import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import zxingcpp
from flask import Flask
from PIL import Image
from playwright.sync_api import Page, expect

from accessdesk.accounts.rules import Actor, Role
from accessdesk.cli.journal import run_verify
from accessdesk.db import transaction
from accessdesk.gate.entry.replay import replay_all
from tests.gate.documents import passport
from tests.identity.aamva_card import Card
from tests.journeys.conftest import SignIn
from tests.people import make_contact, make_customer, make_device, make_site, make_staff

# A reader that looks for every kind finds stripes of goods in some codes.
QR = zxingcpp.BarcodeFormat.QRCode

pytestmark = [pytest.mark.long, pytest.mark.browser]

ZONE = ZoneInfo("Europe/Amsterdam")
SCANNER_MS, PAUSE_MS = 2, 400


@pytest.fixture
def people(app: Flask) -> tuple[Actor, Actor]:
    """Make a contact and an officer; whoever is expected within the hour may enter already."""
    site = make_site(early_minutes=60)
    contoso = make_customer()
    make_device(contoso, site)
    return make_contact("Alice Adams", contoso), make_staff("Olu Gate", Role.OFFICER)


def ask_for_access(page: Page, visitor: str, *, scripts: bool = True) -> str:
    """Fill in the form as a contact would; returns the pass as a camera reads it."""
    soon = datetime.now(UTC).astimezone(ZONE) + timedelta(minutes=5)
    page.goto("/requests/new")
    if scripts:  # Without them there is one page alone.
        page.get_by_role("button", name="Show all on one page").click()
    page.get_by_label("Site").select_option("AMS1")
    page.get_by_label("Company").fill("Fiberworks BV")
    page.get_by_label("Their e-mail").fill("noc@fiberworks.example")
    page.get_by_label("Visitor 1", exact=True).fill(visitor)
    page.get_by_label("From").fill(f"{soon:%Y-%m-%dT%H:%M}")
    page.get_by_label("Until").fill(f"{soon + timedelta(hours=3):%Y-%m-%dT%H:%M}")
    page.get_by_label("The work in one line").fill("Replace line card")
    page.get_by_role("button", name="Request access").click()
    expect(page.get_by_text(re.compile(r"SR-\d\d-\d{5}")).first).to_be_visible()
    page.get_by_role("link", name=f"Pass of {visitor}").click()
    page.wait_for_url("**/passes/*")
    picture = Image.open(io.BytesIO(page.screenshot(full_page=True)))
    [read] = zxingcpp.read_barcodes(picture, formats=QR)
    return read.text


def hold_clock(page: Page) -> None:
    """Let time pass at the scanner's keys alone, however busy the machine is."""
    page.clock.install()
    page.clock.pause_at(datetime.now(UTC) + timedelta(minutes=1))


def scan(page: Page, text: str) -> None:
    """Type as a wedge scanner does: fast, Enter for a line's end, Ctrl for control characters."""
    page.locator("html[data-bound]").wait_for(state="attached")
    with page.expect_navigation():
        for key in text + "\n":
            if key == "\n":
                page.keyboard.press("Enter")
            elif ord(key) < 32:
                page.keyboard.press(f"Control+{chr(ord(key) + 64)}")
            else:
                page.keyboard.type(key)
            page.clock.run_for(SCANNER_MS)
        page.clock.run_for(PAUSE_MS)


def test_a_vendor_is_let_in_with_a_passport_and_leaves(
    people: tuple[Actor, Actor], sign_in: SignIn
) -> None:
    """R-ACC-7, R-GATE-1, R-GATE-2, R-GATE-9."""
    alice, olu = people
    code = ask_for_access(sign_in(alice), "Jürgen Müller")
    desk = sign_in(olu)
    desk.goto("/gate/AMS1")

    hold_clock(desk)
    scan(desk, code)
    expect(desk.locator("[data-decision=present-id]")).to_contain_text("Jürgen Müller")
    scan(desk, passport("MUELLER", "JUERGEN"))
    expect(desk.locator("[data-decision=admit]")).to_be_visible()
    desk.get_by_label("Badge").fill("V7")
    desk.get_by_role("button", name="Admit").click()
    expect(desk.locator("[data-decision=entered]")).to_be_visible()

    desk.goto("/gate/AMS1/roster")
    expect(desk.get_by_role("heading", level=1)).to_contain_text(": 1")
    desk.goto("/gate/AMS1")
    desk.get_by_role("button", name="Jürgen Müller leaves, badge V7 is back").click()
    expect(desk.get_by_text("Nobody is inside.")).to_be_visible()
    desk.goto("/gate/AMS1/roster")
    expect(desk.get_by_role("heading", level=1)).to_contain_text(": 0")
    assert run_verify(None).bad == []
    with transaction(write=False):
        assert all(each.same and each.facts_intact for each in replay_all())


def test_a_driving_licence_is_scanned_with_its_control_characters(
    people: tuple[Actor, Actor], sign_in: SignIn
) -> None:
    """R-GATE-4: AAMVA's separators do not submit early, and trigger no shortcut."""
    alice, olu = people
    code = ask_for_access(sign_in(alice), "Pat Quinn")
    desk = sign_in(olu)
    desk.goto("/gate/AMS1")
    card = Card(surname="QUINN", first="PAT", middle="NONE")

    hold_clock(desk)
    scan(desk, code)
    expect(desk.locator("[data-decision=present-id]")).to_be_visible()
    scan(desk, card.text())
    expect(desk.locator("[data-decision=admit]")).to_be_visible()
    desk.get_by_label("None is handed out").check()
    desk.get_by_role("button", name="Admit").click()

    expect(desk.locator("[data-decision=entered]")).to_contain_text("Pat Quinn")


def test_the_whole_visit_works_without_scripts(
    people: tuple[Actor, Actor], sign_in: SignIn
) -> None:
    alice, olu = people
    code = ask_for_access(sign_in(alice, scripts=False), "Sanne de Vries", scripts=False)
    desk = sign_in(olu, scripts=False)
    desk.goto("/gate/AMS1")

    desk.get_by_label("Scan a pass").fill(code)
    desk.get_by_role("button", name="Read it").click()
    desk.locator("#scan").fill(passport("DE VRIES", "SANNE"))
    desk.get_by_role("button", name="Read it").click()
    desk.get_by_label("None is handed out").check()
    desk.get_by_role("button", name="Admit").click()

    expect(desk.locator("[data-decision=entered]")).to_contain_text("Sanne de Vries")


def test_a_mismatch_is_corrected_by_the_contact_and_the_same_pass_then_works(
    people: tuple[Actor, Actor], sign_in: SignIn
) -> None:
    """R-GATE-5."""
    alice, olu = people
    contact, desk = sign_in(alice), sign_in(olu)
    code = ask_for_access(contact, "Peter Smith")
    desk.goto("/gate/AMS1")
    zone = passport("JANSEN", "MARIJKE")

    hold_clock(desk)
    scan(desk, code)
    expect(desk.locator("[data-decision=present-id]")).to_be_visible()
    scan(desk, zone)
    expect(desk.locator("[data-code=name-mismatch]")).to_be_visible()
    assert desk.get_by_role("button", name="Admit").count() == 0
    contact.goto("/")
    contact.get_by_role("link", name=re.compile("CES?T")).first.click()
    contact.get_by_role("link", name="Change Peter Smith").click()
    contact.locator("section[aria-labelledby=correct] input[name=name]").fill("Marijke Jansen")
    contact.get_by_role("button", name=re.compile("[Cc]orrect")).first.click()
    desk.goto("/gate/AMS1")
    scan(desk, code)
    expect(desk.locator("[data-decision=present-id]")).to_contain_text("Marijke Jansen")
    scan(desk, zone)

    expect(desk.locator("[data-decision=admit]")).to_be_visible()
