"""The form for site access in a real browser: a reload takes nothing that was long to type."""

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from accessdesk.accounts.rules import Actor, Role
from tests.people import (
    PASSWORD,
    PHRASE,
    make_contact,
    make_customer,
    make_device,
    make_site,
    make_staff,
)

pytestmark = pytest.mark.browser


def form_of(browser: Browser, address: str, actor: Actor) -> Page:
    tab = browser.new_context(base_url=address).new_page()
    tab.goto("/sign-in?after=/requests/new")
    tab.get_by_label("E-mail").fill(actor.email)
    tab.get_by_label("Password").fill(PASSWORD)
    tab.get_by_role("button", name="Sign in").click()
    tab.wait_for_url("**/requests/new")
    tab.locator("html[data-bound]").wait_for()
    return tab


def test_after_a_reload_all_is_there_but_the_callers_phrase(
    app: Flask, browser: Browser, address: str
) -> None:
    site, customer = make_site(), make_customer()
    make_site("LON1", name="London 1", zone="Europe/London")
    for tag in ("CT-0001", "CT-0002"):
        make_device(customer, site, tag)
    alice = make_contact("Alice Adams", customer)
    tab = form_of(browser, address, make_staff("Ann Agent", Role.AGENT))
    tab.get_by_label("Contact", exact=True).fill(alice.email)
    tab.get_by_label("Contact", exact=True).press("Tab")
    tab.get_by_role("button", name="Show all on one page").click()
    tab.get_by_label("Site").select_option("AMS1")
    tab.get_by_label("CT-0002").check()
    tab.get_by_label("Visitor 1", exact=True).fill("Jürgen Müller")
    tab.get_by_label("The work in one line").fill("Replace line card")
    tab.get_by_label("Their phrase").fill(PHRASE)

    tab.reload()

    tab.get_by_label("CT-0002").wait_for()
    assert tab.get_by_label("CT-0002").is_checked()
    assert not tab.get_by_label("CT-0001").is_checked()
    assert tab.get_by_label("Visitor 1", exact=True).input_value() == "Jürgen Müller"
    assert tab.get_by_label("The work in one line").input_value() == "Replace line card"
    assert tab.get_by_label("Their phrase").input_value() == ""
    assert PHRASE not in tab.evaluate("JSON.stringify(sessionStorage)")
