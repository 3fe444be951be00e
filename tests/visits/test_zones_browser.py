"""A contact in Tokyo, a site in Dublin, an officer's browser in UTC: one instant (R-WIN-1)."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, Page

from accessdesk.accounts.rules import Actor, Role
from accessdesk.db import db
from tests.people import (
    PASSWORD,
    access_body,
    api_of,
    make_contact,
    make_customer,
    make_site,
    make_staff,
)

pytestmark = pytest.mark.browser


def tab_of(browser: Browser, address: str, actor: Actor, zone: str) -> Page:
    context = browser.new_context(
        base_url=address, timezone_id=zone, locale="en-GB", reduced_motion="reduce"
    )
    tab = context.new_page()
    tab.goto("/sign-in")
    tab.get_by_label("E-mail").fill(actor.email)
    tab.get_by_label("Password").fill(PASSWORD)
    tab.get_by_role("button", name="Sign in").click()
    tab.wait_for_url(lambda url: "/sign-in" not in url)
    return tab


def test_three_pages_in_three_zones_agree_on_the_instant(
    app: Flask, browser: Browser, address: str
) -> None:
    """The twelfth case of the issue."""
    make_site("DUB1", zone="Europe/Dublin", name="Dublin 1")
    contact = make_contact("Aiko Abe", make_customer())
    officer = make_staff("Olu Gate", Role.OFFICER)
    # Soon, as a desk looks twelve hours ahead whatever the time of the day.
    start = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) + timedelta(hours=2)
    window = {
        "starts_at": start.isoformat(),
        "ends_at": (start + timedelta(hours=3)).isoformat(),
    }
    number = (
        api_of(app, contact)
        .post("/requests", access_body(site="DUB1", window=window))
        .json["number"]
    )
    db.session.remove()
    shown = f'time[datetime="{start.isoformat()}"]'

    aiko = tab_of(browser, address, contact, "Asia/Tokyo")
    aiko.goto(f"/requests/{number}")
    request = aiko.locator(shown).first.inner_text()
    aiko.locator("body", has_text="your time").wait_for()
    own = " ".join(aiko.locator(".reader-time").all_inner_texts())
    faults = Axe().run(aiko).response["violations"]
    aiko.get_by_role("link", name="Pass of").first.click()
    paper = aiko.locator(shown).first.inner_text()
    olu = tab_of(browser, address, officer, "UTC")
    olu.goto("/gate/DUB1")
    expected = olu.locator(shown).first.inner_text()

    local = f"{start.astimezone(ZoneInfo('Europe/Dublin')):%H:%M}"
    for words in (request, paper, expected):
        assert local in words
        assert "GMT" in words or "IST" in words
    assert f"{start.astimezone(ZoneInfo('Asia/Tokyo')):%H:%M}" in own
    assert faults == []
