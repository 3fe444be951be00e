"""The phone's camera in a real browser: what stands before it is a picture of the browser's own.

Chromium for Linux reads no codes, so what reads them is given here; all else is as on a phone.
"""

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.people import PASSWORD
from tests.remote_hands.given import Hall, power_body

pytestmark = pytest.mark.browser

# Each look reads the next of `labels`, from a picture that has a width: so the camera shows one.
READER = """
  window.labels = [];
  window.BarcodeDetector = class {
    async detect(video) {
      if (!video.videoWidth || !window.labels.length) return [];
      return [{ rawValue: window.labels.shift() }];
    }
  };
"""


@pytest.fixture
def phone(browser: Browser, address: str) -> BrowserContext:
    return browser.new_context(base_url=address, viewport={"width": 390, "height": 844})


def before_the_device(phone: BrowserContext, hall: Hall) -> Page:
    """The technician's page, where two labels are to be read."""
    number = hall.ask(power_body())
    hall.tom.post(f"/requests/{number}/work/claim")
    tab = phone.new_page()
    tab.goto(f"/sign-in?after=/work/{number}")
    tab.get_by_label("E-mail").fill(hall.tom_actor.email)
    tab.get_by_label("Password").fill(PASSWORD)
    tab.get_by_role("button", name="Sign in").click()
    tab.wait_for_url("**/work/*")
    tab.locator("html[data-bound]").wait_for()
    return tab


def test_the_camera_reads_both_labels_and_the_work_begins(
    phone: BrowserContext, hall: Hall
) -> None:
    phone.grant_permissions(["camera"])
    phone.add_init_script(READER)
    tab = before_the_device(phone, hall)

    tab.get_by_role("button", name="Scan with the camera").click()
    expect(tab.get_by_text("Hold the camera on a label of the device.")).to_be_visible()
    expect(tab.locator("video.camera")).to_be_visible()
    tab.evaluate("labels.push('CT-0001')")
    expect(tab.get_by_text("Hold the camera on another label of the device.")).to_be_visible()
    tab.evaluate("labels.push('CT-0001', 'SN93X')")
    expect(tab.get_by_text("Both labels are read.")).to_be_visible()

    expect(tab.locator("video.camera")).to_have_count(0)
    tab.get_by_role("button", name="Check and start").click()
    expect(tab.get_by_role("heading", name="Step 1 of")).to_be_visible()


def test_a_camera_that_is_not_allowed_is_told_and_the_labels_can_be_typed(
    phone: BrowserContext, hall: Hall
) -> None:
    phone.add_init_script(READER)
    phone.clear_permissions()
    tab = before_the_device(phone, hall)

    tab.get_by_role("button", name="Scan with the camera").click()

    expect(tab.get_by_text("The camera cannot be used.")).to_be_visible()
    expect(tab.get_by_role("button", name="Scan with the camera")).to_be_visible()
    expect(tab.locator("video.camera")).to_have_count(0)


def test_where_no_code_can_be_read_no_camera_is_offered(phone: BrowserContext, hall: Hall) -> None:
    phone.add_init_script("delete window.BarcodeDetector")
    tab = before_the_device(phone, hall)

    expect(tab.get_by_role("button", name="Check and start")).to_be_visible()
    expect(tab.get_by_role("button", name="Scan with the camera")).to_have_count(0)
