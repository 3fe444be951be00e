"""The desk in a real browser: a wedge scanner types, an officer presses Enter."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.gate.documents import passport
from tests.identity.aamva_card import Card
from tests.people import PASSWORD

pytestmark = pytest.mark.browser

KEY_MS, PERSON_MS, PAUSE_MS = 4, 300, 400
CONTROLS = {"\n": "Control+j", "\x1e": "Control+Shift+6", "\r": "Enter"}
LINES = re.compile(r"[\n\r\x1e]|[^\n\r\x1e]+")


@pytest.fixture
def desk(browser, address, officer, visit_now):
    """A tab at the desk, with the clock in the test's hands."""
    # Colours that still fade from one scheme to the other would be measured half-way.
    context = browser.new_context(base_url=address, reduced_motion="reduce")
    tab = context.new_page()
    complaints = []
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    tab.on("download", lambda download: complaints.append(f"download of {download.url}"))
    tab.goto("/sign-in?after=/gate/AMS1")
    tab.get_by_label("E-mail").fill(officer.email)
    tab.get_by_label("Password").fill(PASSWORD)
    tab.clock.install()
    # However busy the machine is: time passes at the test's keys alone.
    tab.clock.pause_at(datetime.now(UTC) + timedelta(minutes=1))
    tab.get_by_role("button", name="Sign in").click()
    ready(tab)
    yield tab
    context.close()
    assert complaints == []


def ready(tab):
    tab.wait_for_url("**/gate/**")
    tab.locator("html[data-bound]").wait_for()


def type_keys(tab, text, gap, controls):
    """Type keys with gaps; the letters of a scanner between two controls come at once."""
    for keys in LINES.findall(text) if gap == KEY_MS else text:
        if keys in controls:
            tab.keyboard.press(controls[keys])
        else:
            tab.keyboard.type(keys)
        tab.clock.run_for(gap)


def scan(tab, text, controls=CONTROLS):
    """Type as a scanner does: fast, and then nothing; then wait for the desk's answer."""
    with tab.expect_navigation():
        type_keys(tab, text, KEY_MS, controls)
        tab.clock.run_for(PAUSE_MS)
    ready(tab)


def decision(tab):
    return tab.locator("[data-decision]").get_attribute("data-decision")


def focused(tab):
    return tab.evaluate("document.activeElement.id")


def violations(tab):
    tab.clock.resume()
    found = []
    for scheme in ("light", "dark"):
        tab.emulate_media(color_scheme=scheme)
        found += [
            (each["id"], node["html"])
            for each in Axe().run(tab).response["violations"]
            for node in each["nodes"]
        ]
    return found


@pytest.mark.everyday
def test_a_scanner_that_types_a_passport_gets_its_owner_admitted(desk, visit_now):
    """The lines of a zone arrive whole, and nothing is sent too early."""
    code = visit_now().code
    desk.reload()
    ready(desk)
    assert focused(desk) == "scan"

    scan(desk, code)
    assert decision(desk) == "present-id"
    assert focused(desk) == "scan"
    scan(desk, passport("Mueller", "Juergen") + "\n", {"\n": "Enter"})
    assert decision(desk) == "admit"
    desk.get_by_label("Badge number").fill("V-07")
    desk.get_by_role("button", name="Admit").click()
    desk.wait_for_url("**entered=*")

    assert decision(desk) == "entered"
    assert desk.get_by_text("Inside now: 1").is_visible()
    assert "NLD" not in desk.url
    desk.get_by_role("button", name="Jürgen Müller leaves, badge V-07 is back").click()
    desk.wait_for_url("**left=*")
    assert desk.get_by_text("Inside now: 0").is_visible()


@pytest.mark.parametrize("size", [(1280, 720), (1920, 1080), (390, 844)])
def test_who_scans_the_badge_has_been_told_to_compare_the_face(desk, visit_now, size):
    """Enter in the badge's field admits: the word is on the screen with it, and above it."""
    code = visit_now().code
    desk.set_viewport_size({"width": size[0], "height": size[1]})
    scan(desk, code)

    scan(desk, passport("Mueller", "Juergen") + "\n", {"\n": "Enter"})

    told = desk.get_by_text("Compare the face with the photo on the ID.").bounding_box()
    badge = desk.locator("#badge").bounding_box()
    assert focused(desk) == "badge"
    assert told["y"] >= 0
    assert told["y"] + told["height"] <= badge["y"]
    assert badge["y"] + badge["height"] <= size[1]


def test_scan_and_enter_admits_with_the_badge_or_without(desk, visit_now):
    first, second = visit_now().code, visit_now("Ada One").code

    scan(desk, first)
    scan(desk, passport("Mueller", "Juergen") + "\n", {"\n": "Enter"})
    assert focused(desk) == "badge"
    with desk.expect_navigation():
        type_keys(desk, "V005\r", KEY_MS, CONTROLS)
    ready(desk)
    assert decision(desk) == "entered"
    assert desk.get_by_text("hand out badge V005").is_visible()
    scan(desk, second)
    scan(desk, passport("One", "Ada") + "\n", {"\n": "Enter"})
    desk.keyboard.press("Tab")
    desk.keyboard.press("Space")
    with desk.expect_navigation():
        desk.keyboard.press("Enter")
    ready(desk)

    assert decision(desk) == "entered"
    assert desk.get_by_text("Inside now: 2").is_visible()


def scan_badge(desk, number):
    with desk.expect_navigation():
        type_keys(desk, f"{number}\r", KEY_MS, CONTROLS)
    ready(desk)


def test_the_next_badge_never_runs_into_one_that_was_refused(desk, visit_now):
    """Wherever the officer is: back at the badge, at the answer that was asked for, or nowhere."""
    code = visit_now(escort=True, badge_numbers="V001-V009").code
    scan(desk, code)
    scan(desk, passport("Mueller", "Juergen") + "\n", {"\n": "Enter"})

    scan_badge(desk, "V003")  # Nobody has said yet whether the escort is here.
    assert desk.get_by_text("Say whether the escort is here").first.is_visible()
    assert focused(desk) == "badge"
    scan_badge(desk, "V004")
    assert desk.locator("#badge").input_value() == "V004"
    desk.locator("#badge").click()
    scan_badge(desk, "V005")
    assert desk.locator("#badge").input_value() == "V005"
    desk.get_by_label("Yes, at the desk").check()
    scan_badge(desk, "V006")

    assert decision(desk) == "entered"
    assert desk.get_by_text("hand out badge V006").is_visible()


def test_a_badge_scanned_at_a_review_that_was_refused_goes_to_its_field(desk, visit_now):
    """Over the one that stands there, and not into the box for passes."""
    code = visit_now().code
    scan(desk, code)
    scan(desk, passport("Mueler", "Juergen") + "\n", {"\n": "Enter"})
    assert decision(desk) == "review"
    desk.get_by_label("Badge number").fill("V003")
    with desk.expect_navigation():
        desk.get_by_role("button", name="Decide").click()
    ready(desk)

    type_keys(desk, "V004", KEY_MS, CONTROLS)

    assert desk.locator("#badge").input_value() == "V004"
    assert desk.locator("#scan").input_value() == ""


def test_a_licence_with_its_control_characters_arrives_whole(desk, visit_now):
    """Ctrl+J opens downloads and Ctrl+Shift+6 does nothing: here both are data."""
    code = visit_now("Augustus Whitfield").code
    scan(desk, code)

    scan(desk, Card(expires_on=Card.expires_on.replace(year=2090)).text())

    assert decision(desk) == "admit"


def test_a_person_types_the_short_code_and_presses_enter(desk, visit_now):
    short_code = visit_now().short_codes[0]

    with desk.expect_navigation():
        type_keys(desk, short_code + "\r", PERSON_MS, CONTROLS)
    ready(desk)

    assert decision(desk) == "present-id"


def test_an_enter_that_follows_the_last_key_at_once_still_sends(desk, visit_now):
    short_code = visit_now().short_codes[0]

    with desk.expect_navigation():
        type_keys(desk, short_code[:-1], PERSON_MS, CONTROLS)
        type_keys(desk, short_code[-1] + "\r", KEY_MS, CONTROLS)
        desk.clock.run_for(PAUSE_MS)
    ready(desk)

    assert decision(desk) == "present-id"


def test_what_is_typed_beside_the_box_still_reaches_it(desk):
    desk.evaluate("document.activeElement.blur()")

    type_keys(desk, "K7QM", PERSON_MS, CONTROLS)

    assert desk.locator("#scan").input_value() == "K7QM"


@pytest.mark.parametrize(
    "early",
    [
        pytest.param(5, id="its head"),
        pytest.param(100, id="its half"),
        pytest.param(None, id="all of it"),
    ],
)
def test_a_scan_that_comes_while_the_page_loads_arrives_whole(desk, visit_now, early):
    """Each scan loads a new page, and a scanner does not wait for it."""
    code, held = visit_now().code, []
    desk.route("**/gate/scan*.js*", lambda route: held.append(route), times=1)
    desk.goto("/gate/AMS1", wait_until="commit")
    desk.locator("#scan:focus").wait_for()
    desk.keyboard.type(code[:early])
    held.pop().continue_()
    ready(desk)
    scan(desk, code[early:] if early else "")

    assert decision(desk) == "present-id"


def test_axe_finds_nothing_at_each_step(desk, visit_now):
    code = visit_now(escort=True).code
    found = violations(desk)
    with desk.expect_navigation():
        desk.locator("#scan").fill(code)
        desk.get_by_role("button", name="Read it").click()
    ready(desk)
    found += violations(desk)
    with desk.expect_navigation():
        desk.locator("#scan").fill(passport("Mueler", "Juergen"))
        desk.get_by_role("button", name="Read it").click()
    ready(desk)
    assert decision(desk) == "review"
    found += violations(desk)
    desk.set_viewport_size({"width": 390, "height": 800})

    assert found == []
    assert desk.evaluate("document.documentElement.scrollWidth <= innerWidth")
