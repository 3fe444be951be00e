"""Who is calling, in a real browser: the list follows what is typed, and the keys walk it."""

import pytest
from flask import Flask
from playwright.sync_api import Browser, Locator, Page, expect

from accessdesk.accounts.rules import Role
from tests.people import PASSWORD, make_contact, make_customer, make_device, make_site, make_staff

pytestmark = pytest.mark.browser


@pytest.fixture
def tab(app: Flask, browser: Browser, address: str) -> Page:
    """An agent at the form for a visit; two contacts of two customers."""
    customer = make_customer()
    make_device(customer, make_site(), "CT-0001")
    make_contact("Jürgen Müller", customer)
    make_contact("Ada Müller", make_customer("fabrikam", name="Fabrikam Inc"))
    ann = make_staff("Ann Agent", Role.AGENT)
    tab = browser.new_context(base_url=address).new_page()
    tab.goto("/sign-in?after=/requests/new")
    tab.get_by_label("E-mail").fill(ann.email)
    tab.get_by_label("Password").fill(PASSWORD)
    tab.get_by_role("button", name="Sign in").click()
    tab.wait_for_url("**/requests/new")
    tab.locator("html[data-bound]").wait_for()
    tab.get_by_role("button", name="Show all on one page").click()
    return tab


def found(tab: Page) -> Locator:
    return tab.locator("#callers-found")


def test_arrows_and_enter_take_a_contact_and_lead_on_to_the_phrase(tab: Page) -> None:
    field = tab.get_by_role("combobox", name="Contact")
    field.press_sequentially("muller")
    expect(found(tab).get_by_role("option")).to_have_count(2)

    field.press("ArrowDown")
    field.press("ArrowDown")
    expect(found(tab).get_by_role("option", selected=True)).to_contain_text("Ada Müller")
    field.press("ArrowUp")
    field.press("Enter")

    expect(found(tab).get_by_text("Contoso Ltd")).to_be_visible()
    expect(tab.get_by_label("Their phrase")).to_be_focused()
    expect(field).to_have_value("jürgen@contact.example")
    expect(tab.get_by_label("CT-0001")).to_be_visible()
    expect(found(tab).get_by_role("option")).to_have_count(0)


def test_enter_takes_the_only_one_and_escape_leaves_the_list(tab: Page) -> None:
    field = tab.get_by_role("combobox", name="Contact")
    field.press_sequentially("mul")
    expect(found(tab).get_by_role("option")).to_have_count(2)

    field.press("Escape")
    expect(found(tab).get_by_role("option")).to_have_count(0)
    field.press_sequentially("ler fab")
    expect(found(tab).get_by_role("option")).to_have_count(1)
    field.press("Enter")

    expect(field).to_have_value("ada@contact.example")
    assert tab.url.endswith("/requests/new")


def test_a_click_takes_a_contact(tab: Page) -> None:
    field = tab.get_by_role("combobox", name="Contact")
    field.press_sequentially("ada")

    found(tab).get_by_role("option").click()

    expect(field).to_have_value("ada@contact.example")
    expect(found(tab).get_by_text("Fabrikam Inc")).to_be_visible()
