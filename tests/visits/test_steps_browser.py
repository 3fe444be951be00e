"""The form for site access in steps: what a person sees who goes through them."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from accessdesk.db import db
from accessdesk.service_requests.models import ServiceRequest
from accessdesk.typed_time import DAYS, MONTHS
from tests.people import make_contact, make_customer, make_device, make_site, tomorrow_at
from tests.visits.test_form_browser import form_of

pytestmark = pytest.mark.browser


@pytest.fixture
def form(app: Flask, browser: Browser, address: str) -> Page:
    """The form as Alice sees it first; her company has a device at the only site."""
    customer = make_customer()
    make_device(customer, make_site(lead_days=3650), "CT-0001")
    tab = form_of(browser, address, make_contact("Alice Adams", customer))
    tab.get_by_role("navigation", name="Steps").wait_for()
    return tab


def step(form: Page, name: str) -> None:
    form.get_by_role("navigation", name="Steps").get_by_role("button", name=name).click()


def fill_in(form: Page) -> None:
    """Go from step to step with the keyboard's Enter and the button that leads on."""
    form.get_by_label("CT-0001").check()
    form.get_by_role("button", name="Continue").click()
    form.get_by_label("Their e-mail").fill("noc@fiberworks.example")
    form.get_by_label("Company").fill("Fiberworks BV")
    form.get_by_label("Company").press("Enter")
    form.get_by_label("Visitor 1", exact=True).fill("Bill Müller")
    form.get_by_role("button", name="Continue").click()
    form.get_by_role("button", name="Continue anyway").click()
    day = tomorrow_at(9).date().isoformat()
    form.get_by_label("From", exact=True).fill(f"{day}T09:00")
    form.get_by_label("Until", exact=True).fill(f"{day}T12:00")
    form.get_by_role("button", name="Continue").click()
    form.get_by_label("The work in one line").fill("Replace line card")


@pytest.mark.everyday
def test_one_question_is_asked_at_a_time_and_all_answers_are_checked_before_it_is_sent(
    form: Page,
) -> None:
    fill_in(form)
    form.get_by_role("button", name="Continue").click()

    answers = form.get_by_role("region", name="Check your answers")
    told = answers.inner_text()
    sees_company = form.get_by_label("Company").is_visible()
    form.get_by_role("button", name="Request access").click()
    form.wait_for_url("**/requests/SR-*")

    assert not sees_company
    for words in ("CT-0001", "Fiberworks BV", "Bill Müller", "Replace line card"):
        assert words in told
    assert db.session.query(ServiceRequest).count() == 1


def test_a_name_at_risk_is_told_when_its_step_is_left_and_among_the_answers(form: Page) -> None:
    step(form, "Visitors")
    form.get_by_label("Visitor 1", exact=True).fill("Bob Ashworth")
    form.get_by_role("button", name="Continue").click()
    form.get_by_text("Is “Bob” what the ID says?").first.wait_for()
    stays = form.get_by_label("Visitor 1", exact=True).is_visible()
    form.get_by_role("button", name="Continue anyway").click()

    step(form, "Check your answers")

    answers = form.get_by_role("region", name="Check your answers")
    answers.get_by_text("Is “Bob” what the ID says?").wait_for()
    assert stays
    assert not form.get_by_label("Visitor 1", exact=True).is_visible()


def test_on_one_page_a_name_at_risk_is_told_when_the_visitors_are_left(form: Page) -> None:
    form.get_by_role("button", name="Show all on one page").click()
    form.get_by_label("Visitor 1", exact=True).fill("Bob Ashworth")

    form.get_by_label("From", exact=True).focus()

    form.locator("#doubts").get_by_text("Is “Bob” what the ID says?").wait_for()


def test_a_button_of_the_answers_stays_while_what_it_says_does(form: Page) -> None:
    """An answer of the server that came between press and release took the press away."""
    fill_in(form)
    form.get_by_role("button", name="Continue").click()
    button = form.get_by_role("button", name="Change: Visitors").element_handle()

    form.locator("form:has(.steps)").dispatch_event("parts")

    assert button.evaluate("button => button.isConnected")


def test_a_line_of_what_is_wrong_leads_to_its_field_in_its_step(form: Page) -> None:
    step(form, "Check your answers")
    form.get_by_role("button", name="Request access").click()
    form.locator(".error-summary").wait_for()
    form.locator(".steps").wait_for()
    first = form.get_by_label("Company").is_visible()

    form.get_by_role("link", name="The work in one line: Say in one line").click()

    assert first
    assert form.evaluate("document.activeElement.name") == "summary"
    assert not form.get_by_label("Company").is_visible()


def test_the_way_back_is_the_browsers_own_and_nothing_is_lost(form: Page) -> None:
    fill_in(form)

    form.go_back()
    form.go_back()

    assert form.get_by_label("Visitor 1", exact=True).is_visible()
    form.reload()
    form.locator("html[data-bound]").wait_for()
    assert form.get_by_label("Visitor 1", exact=True).input_value() == "Bill Müller"


def test_whoever_prefers_it_has_all_on_one_page_from_then_on(form: Page) -> None:
    form.get_by_role("button", name="Show all on one page").click()

    form.reload()

    form.get_by_role("button", name="Ask step by step").wait_for()
    assert form.get_by_label("Company").is_visible()
    assert form.get_by_role("button", name="Request access").is_visible()


def to_the_window(form: Page) -> None:
    step(form, "When")
    form.get_by_label("Until", exact=True).wait_for()


def test_what_is_against_the_window_is_told_when_its_step_is_left(form: Page) -> None:
    """Once: whoever goes on all the same, as the severity comes later, is let."""
    day = (tomorrow_at(9) + timedelta(days=5000)).date()
    to_the_window(form)
    form.get_by_label("From", exact=True).fill(f"{day}T09:00")
    form.get_by_label("Until", exact=True).fill("12:30")

    form.get_by_label("Until", exact=True).press("Enter")
    form.get_by_role("button", name="Continue anyway").wait_for()
    stayed = form.get_by_label("From", exact=True).is_visible()
    said = form.locator("#window-said").inner_text()
    form.get_by_role("button", name="Continue anyway").click()
    form.get_by_label("The work in one line").wait_for()
    form.get_by_role("button", name="Continue", exact=True).click()

    assert stayed
    assert "days ahead" in said
    assert "days ahead" in form.get_by_role("region", name="Check your answers").inner_text()


def test_the_answers_to_check_say_a_time_as_it_was_understood(form: Page) -> None:
    day = tomorrow_at(9)
    to_the_window(form)
    form.get_by_label("From", exact=True).fill(f"{day:%d} {MONTHS[day.month - 1].lower()} 9am")
    form.get_by_label("Until", exact=True).fill("12.30")

    step(form, "Check your answers")

    answers = form.get_by_role("region", name="Check your answers")
    near = f"{DAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]}"
    answers.get_by_text(re.compile(rf"{near}( \d{{4}})? 09:00 CES?T")).wait_for()
    answers.get_by_text(re.compile(rf"{near}( \d{{4}})? 12:30 CES?T")).wait_for()


def test_the_fault_of_a_time_goes_with_the_time(form: Page) -> None:
    step(form, "Check your answers")
    form.get_by_role("button", name="Request access").click()
    form.locator(".error-summary").wait_for()
    form.locator(".steps").wait_for()
    to_the_window(form)
    faults = form.locator("#window_starts_at-error, .error-summary a[href='#window_starts_at']")
    before = faults.count()

    form.get_by_label("From", exact=True).fill(f"{tomorrow_at(9).date()}T09:00")
    form.get_by_label("From", exact=True).press("Tab")

    assert before == 2
    assert faults.count() == 0
    assert form.get_by_label("From", exact=True).get_attribute("aria-invalid") is None
    assert form.locator(".error-summary a[href='#summary']").count() == 1
