"""Devices are chosen the same way on all three forms: the site first, then ticked or typed."""

import pytest
from flask import Flask

from accessdesk.accounts.rules import Role
from accessdesk.db import db
from accessdesk.service_requests.models import RequestDevice, ServiceRequest
from tests.incidents.test_pages import TYPED as INCIDENT
from tests.people import make_contact, make_customer, make_device, make_site, make_staff
from tests.remote_hands.test_pages import TYPED as HANDS
from tests.visits.test_pages import visit
from tests.web.page_client import Browser, sign_in, words_of

FORMS = {
    "/requests/new": visit(),
    "/requests/new/remote-hands": HANDS,
    "/requests/new/incident": INCIDENT,
}


def opened(person: Browser, path: str) -> Browser:
    task = "?task=replace-drive" if path.endswith("hands") else ""
    person.get(f"{path}{task}")
    return person


@pytest.fixture
def alice(app: Flask) -> Browser:
    """A contact of Contoso's, which has two devices in Amsterdam and one in London."""
    customer, ams = make_customer(), make_site()
    make_device(customer, ams, "CT-0001", name="Core switch")
    make_device(customer, ams, "CT-0002")
    make_device(customer, make_site("LON1", name="London 1", zone="Europe/London"), "CT-0009")
    return sign_in(app, make_contact("Alice Adams", customer))


@pytest.mark.parametrize("path", FORMS)
def test_the_site_comes_first_and_its_devices_can_be_ticked_without_scripts(
    alice: Browser, path: str
) -> None:
    opened(alice, path)

    shown = alice.fill(path, site="AMS1", show_devices="yes")

    assert shown.status_code == 200
    assert "CT-0001 · Core switch" in words_of(shown)
    assert "CT-0009" not in shown.text
    assert db.session.query(ServiceRequest).count() == 0


@pytest.mark.parametrize("path", FORMS)
def test_what_is_ticked_and_what_is_typed_are_one_list(alice: Browser, path: str) -> None:
    opened(alice, path)

    sent = alice.fill(
        path,
        **FORMS[path]
        | {"site": "AMS1", "devices": ["CT-0001"], "devices_typed": "CT-0002, CT-0001"},
    )

    assert sent.status_code == 303, words_of(sent)
    assert db.session.query(RequestDevice).count() == 2


@pytest.mark.parametrize("path", FORMS)
def test_a_tag_that_nothing_has_stays_where_it_was_typed(alice: Browser, path: str) -> None:
    opened(alice, path)

    refused = alice.fill(
        path, **FORMS[path] | {"site": "AMS1", "devices": ["CT-0002"], "devices_typed": "CT-0003"}
    )

    kept = alice.form(path)
    assert "Which devices is it about? There is no such device: CT-0003." in words_of(refused)
    assert (kept["devices"], kept["devices_typed"]) == (["CT-0002"], ["CT-0003"])


@pytest.mark.parametrize("path", FORMS)
def test_an_agent_sees_the_devices_of_the_caller(app: Flask, alice: Browser, path: str) -> None:
    ann = opened(sign_in(app, make_staff("Ann Agent", Role.AGENT)), path)

    shown = ann.fill(path, site="AMS1", on_behalf_of="alice@contact.example", show_devices="y")

    assert "CT-0001 · Core switch" in words_of(shown)
