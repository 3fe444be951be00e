"""Who may know of which request (R-SEC-1), and lists that go on without a gap."""

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import select

from accessdesk.accounts.rules import Actor, Right, Role
from accessdesk.db import transaction
from accessdesk.errors import NotFound
from accessdesk.service_requests.models import ServiceRequest
from accessdesk.service_requests.queries import Filter, get_request, list_requests
from accessdesk.service_requests.rules import Kind, Severity
from accessdesk.service_requests.service import Received, receive
from tests.people import api_of, make_contact, make_customer, make_site, make_staff

NOW = datetime(2026, 12, 1, 8, tzinfo=UTC)


@dataclass
class Floor:
    """Two sites, and two customers who are at both."""

    ams: int
    dub: int
    contoso: int
    alice: Actor
    bob: Actor

    def ask(self, contact: Actor, summary: str, site: int | None, kind: Kind) -> None:
        new = Received(kind, Severity.C, summary, site_id=site, impact="x")
        with transaction():
            receive(contact, contact, new, now=NOW)


@pytest.fixture
def floor(app: Flask) -> Floor:
    """Ask at each site and at none, once for each customer."""
    contoso, fabrikam = make_customer(), make_customer("fabrikam")
    floor = Floor(
        make_site(),
        make_site("DUB2", zone="Europe/Dublin"),
        contoso,
        make_contact("Alice Adams", contoso),
        make_contact("Bob Brown", fabrikam),
    )
    for contact in (floor.alice, floor.bob):
        for place, site in (("AMS1", floor.ams), ("DUB2", floor.dub)):
            floor.ask(contact, f"{contact.name} {place}", site, Kind.REMOTE_HANDS)
        floor.ask(contact, f"{contact.name} nowhere", None, Kind.INCIDENT)
    return floor


def seen_by(actor: Actor) -> list[str]:
    with transaction(write=False):
        rows = list_requests(actor, Filter(), now=NOW, before_id=None, limit=50)
    return sorted(row.summary for row in rows)


def found_by(actor: Actor, references: list[str]) -> list[str]:
    found = []
    with transaction(write=False):
        for reference in references:
            try:
                found.append(get_request(actor, reference, now=NOW).summary)
            except NotFound:
                continue
    return sorted(found)


def all_references() -> list[str]:
    with transaction(write=False) as session:
        return list(session.scalars(select(ServiceRequest.reference)))


def assert_sees(actor: Actor, *summaries: str) -> None:
    """Assert that lists show, and an address opens, exactly these."""
    assert seen_by(actor) == sorted(summaries)
    assert found_by(actor, all_references()) == sorted(summaries)


def test_a_contact_sees_their_customers_at_the_sites_of_their_rights(floor: Floor) -> None:
    carl = make_contact("Carl Clark", floor.contoso, site_ids=[floor.dub])

    assert_sees(carl, "Alice Adams DUB2", "Alice Adams nowhere")


def test_any_right_at_a_site_opens_what_is_asked_there(floor: Floor) -> None:
    carl = make_contact("Carl Clark", floor.contoso, rights=[Right.CONTACTS], site_ids=[floor.ams])

    assert_sees(carl, "Alice Adams AMS1", "Alice Adams nowhere")


def test_a_contact_with_rights_everywhere_sees_their_customers_alone(floor: Floor) -> None:
    assert_sees(floor.bob, "Bob Brown AMS1", "Bob Brown DUB2", "Bob Brown nowhere")


def test_a_contact_whose_rights_have_ended_sees_what_is_at_no_site(floor: Floor) -> None:
    ended = NOW.date().replace(day=1, month=11)
    carl = make_contact("Carl Clark", floor.contoso, site_ids=[floor.ams], until_on=ended)

    assert_sees(carl, "Alice Adams nowhere")


@pytest.mark.parametrize("role", [Role.AGENT, Role.MANAGER, Role.ADMIN])
def test_the_desk_sees_every_customer_where_it_is_posted(floor: Floor, role: Role) -> None:
    sam = make_staff("Sam Staff", role, site_ids=[floor.dub])

    assert_sees(
        sam, "Alice Adams DUB2", "Alice Adams nowhere", "Bob Brown DUB2", "Bob Brown nowhere"
    )


def test_a_technician_sees_no_incident_and_an_officer_nothing(floor: Floor) -> None:
    tom = make_staff("Tom Tech", Role.TECHNICIAN, site_ids=[floor.dub])
    olu = make_staff("Olu Gate", Role.OFFICER, site_ids=[floor.dub])

    assert_sees(tom, "Alice Adams DUB2", "Bob Brown DUB2")
    assert_sees(olu)


def test_pages_of_a_list_join_without_a_gap_or_a_twin(floor: Floor) -> None:
    """Also when somebody asks for something while the list is read."""
    for number in range(5):
        floor.ask(floor.alice, f"Visit {number}", floor.ams, Kind.REMOTE_HANDS)
    with transaction(write=False):
        whole = list_requests(floor.alice, Filter(), now=NOW, before_id=None, limit=50)

    pages = []
    before_id = None
    for number in range(4):
        with transaction(write=False):
            page = list_requests(floor.alice, Filter(), now=NOW, before_id=before_id, limit=3)
        pages.append([row.id for row in page])
        before_id = page[-1].id if page else before_id
        floor.ask(floor.alice, f"Meanwhile {number}", floor.ams, Kind.REMOTE_HANDS)

    assert [len(page) for page in pages] == [3, 3, 2, 0]
    assert [row_id for page in pages for row_id in page] == [row.id for row in whole]


def test_pages_of_the_api_join_without_a_gap_or_a_twin(
    app: Flask, floor: Floor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("accessdesk.service_desk.api.PAGE", 2)
    alice = api_of(app, floor.alice)

    pages = [alice.get("/requests").json]
    while pages[-1]["next"]:
        pages.append(alice.get(f"/requests?after={pages[-1]['next']}").json)

    listed = [each["summary"] for page in pages for each in page["requests"]]
    assert [len(page["requests"]) for page in pages] == [2, 1]
    assert listed == ["Alice Adams nowhere", "Alice Adams DUB2", "Alice Adams AMS1"]
