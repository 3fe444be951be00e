"""Whatever is accepted can be carried to admission with nothing more than each visitor's ID."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accessdesk.accounts.rules import Role
from accessdesk.service_requests.rules import PartyKind, Reason, Severity
from tests.people import (
    ApiClient,
    access_body,
    api_of,
    make_contact,
    make_customer,
    make_device,
    make_site,
    make_staff,
    tomorrow_at,
)

pytestmark = [pytest.mark.long, pytest.mark.timeout(600)]

SITES = ("AMS1", "LHR2")
LETTERS = (
    "aeioubdgklmnrstvz",
    "éèöüßñçåøæłšžőığ",
    "абвгдежзийклмнопрстуя",
    "αβγδεζηθικλμνοπρστω",
)


@dataclass(frozen=True)
class Person:
    """Somebody whose ID says surname and given names as they were requested."""

    given_names: str
    surname: str

    @property
    def requested(self) -> str:
        return f"{self.given_names} {self.surname}"


def words(letters: str, most: int) -> st.SearchStrategy[str]:
    # One letter alone is an initial, which is for the officer to judge.
    word = st.text(letters, min_size=2, max_size=9).map(str.capitalize)
    joined = st.tuples(st.lists(word, min_size=1, max_size=most), st.sampled_from(" -"))
    return joined.map(lambda drawn: drawn[1].join(drawn[0]))


def people_writing(letters: str) -> st.SearchStrategy[Person]:
    """Draw somebody of one script; a name in two is a case for the officer's eyes (R-GATE-5)."""
    return st.builds(Person, words(letters, 3), words(letters, 2))


PEOPLE = st.lists(st.sampled_from(LETTERS).flatmap(people_writing), min_size=1, max_size=3)
LINES = st.text(st.characters(codec="utf-8", exclude_categories=("C",)), min_size=1, max_size=60)


@st.composite
def drafts(draw: st.DrawFn) -> tuple[dict[str, Any], list[Person], datetime]:
    """Draw a request, the people on it, and a moment of its window."""
    people = draw(PEOPLE)
    starts_at = tomorrow_at(0) + timedelta(minutes=draw(st.integers(0, 20 * 24 * 60)))
    length = timedelta(minutes=draw(st.integers(1, 12 * 60)))
    inside = draw(st.sampled_from([timedelta(0), length / 2, length - timedelta(microseconds=1)]))
    body = access_body(
        site=draw(st.sampled_from(SITES)),
        severity=draw(st.sampled_from([each.value for each in Severity])),
        reason=draw(st.sampled_from([each.value for each in Reason])),
        summary=draw(LINES),
        party={
            "kind": draw(st.sampled_from([each.value for each in PartyKind])),
            "name": draw(LINES),
            "email": "noc@x.example",
        },
        visitors=[{"name": p.requested, "email": f"v{n}@x.example"} for n, p in enumerate(people)],
        devices=draw(st.sampled_from([[], ["CT-0001"], ["FB-0001"]])),
        equipment_in=draw(st.lists(LINES, max_size=2)),
        equipment_out=draw(st.lists(LINES, max_size=2)),
        escort=draw(st.booleans()),
        window={
            "starts_at": starts_at.isoformat(),
            "ends_at": (starts_at + length).isoformat(),
        },
    )
    return body, people, starts_at + inside


@dataclass
class Desks:
    """The contact who asks, the agent who approves, the officer who admits."""

    contact: ApiClient
    agent: ApiClient
    officer: ApiClient
    accepted: int = 0
    refused: int = 0


@pytest.fixture
def desks(app: Flask) -> Desks:
    site, customer = make_site(visitor_capacity=0), make_customer()
    make_site("LHR2", approval="manual", visitor_capacity=0, zone="Europe/London")
    make_device(customer, site)
    make_device(make_customer("fabrikam"), site, "FB-0001")
    return Desks(
        api_of(app, make_contact("Alice Adams", customer)),
        api_of(app, make_staff("Ann Agent", Role.AGENT)),
        api_of(app, make_staff("Olu Gate", Role.OFFICER)),
    )


def accepted_passes(desks: Desks, body: dict[str, Any]) -> list[dict[str, Any]] | None:
    """Ask, have it approved where the site wants that; returns the passes, or None for a no."""
    asked = desks.contact.post("/requests", body)
    if asked.status_code != 201:
        assert asked.status_code in {403, 409, 422}, asked.text
        return None
    called = asked.json["reference"]
    if asked.json["status"] == "awaiting-approval":
        assert desks.agent.post(f"/requests/{called}/approve").status_code == 200
    passes: list[dict[str, Any]] = desks.contact.get(f"/requests/{called}/passes").json
    return passes


def admit(desks: Desks, site: str, code: str, person: Person, at: datetime) -> Any:
    """Show a pass and a typed ID with the person's name, and nothing more."""
    typed = {
        "kind": "passport",
        "issuer": "NLD",
        "surname": person.surname,
        "given_names": person.given_names,
        "expires_on": date(2040, 1, 1).isoformat(),
    }
    # The desk's own part, what the site hands out and who walks along, is no more than its word.
    body = {
        "code": code,
        "document": {"typed": typed, "original": True},
        "badge": "",
        "escort_present": True,
    }
    with time_machine.travel(at, tick=False):
        return desks.officer.post(f"/gate/{site}/admissions", body)


def test_what_is_accepted_is_admitted_with_nothing_more_than_each_visitors_id(desks: Desks) -> None:
    """R-ACC-7, on sites that approve by themselves and on those that do not."""

    @settings(
        max_examples=40,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(drafts())
    def carry(draft: tuple[dict[str, Any], list[Person], datetime]) -> None:
        body, people, at = draft
        # Who is inside for another company is another person; in a day each comes from one.
        body["party"]["name"] += f" {desks.accepted + desks.refused}"
        passes = accepted_passes(desks, body)
        if passes is None:
            desks.refused += 1
            return
        desks.accepted += 1
        assert [each["visitor"] for each in passes] == [person.requested for person in people]
        for each, person in zip(passes, people, strict=True):
            answer = admit(desks, body["site"], each["code"], person, at)
            assert answer.status_code == 201, (person, answer.text)

    carry()

    assert desks.accepted >= 5  # Else this would say little.
    assert desks.refused >= 1


def test_the_property_would_notice_a_moment_outside_of_the_window(desks: Desks) -> None:
    """The control: the end of a window is not inside (R-WIN-1)."""
    person, body = Person("Jürgen", "Müller"), access_body()
    [made] = accepted_passes(desks, body) or []
    ends_at = datetime.fromisoformat(body["window"]["ends_at"]).astimezone(UTC)

    answer = admit(desks, "AMS1", made["code"], person, ends_at)

    assert (answer.status_code, answer.json["code"]) == (409, "too-late")
