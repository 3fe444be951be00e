"""The planner and the gate give one answer to "would I get in at this time?" (R-WIN-8)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accessdesk.accounts.rules import Actor, Role
from accessdesk.db import db, transaction
from accessdesk.gate.rules import Decision
from accessdesk.gate.service import scan
from accessdesk.passes.models import Pass
from accessdesk.passes.queries import details_of_request
from accessdesk.scheduling.models import Closure
from accessdesk.scheduling.service import WindowRefused, release
from accessdesk.scheduling.windows import Places, Window
from accessdesk.service_requests.rules import Severity
from accessdesk.visits.arrival.checking import arrival_at, arrival_for_draft
from accessdesk.visits.asking.service import submit
from accessdesk.visits.drafts import PlanDraft, VisitorDraft, WindowDraft
from tests.people import (
    access_body,
    api_of,
    make_contact,
    make_customer,
    make_site,
    make_staff,
    tomorrow_at,
)
from tests.visits.visits import draft_of, utc

CODES = count(1)
# Each site lives through a change of its clocks in the days after its `now`.
ZONES = {
    "Europe/Amsterdam": utc("2026-10-23 08:07:31Z"),
    "America/New_York": utc("2026-03-06 15:00Z"),
    "Australia/Lord_Howe": utc("2026-10-02 11:59:59Z"),
    "Asia/Kathmandu": utc("2026-06-01 00:00Z"),
}
SOON = st.integers(-30, 4 * 24 * 60).map(lambda minutes: timedelta(minutes=minutes))
HOURS: tuple[dict[str, list[str]], ...] = (
    {},
    {day: ["00:00-00:00"] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")},
    {day: ["06:00-20:00"] for day in ("fri", "sat", "sun", "mon")},
)


@dataclass(frozen=True)
class Question:
    """A site, what is booked at it, a visit that is wanted, and a time of arrival."""

    zone: str
    policy: dict[str, Any]
    booked: list[tuple[timedelta, int]]
    closed: timedelta | None
    start: timedelta
    length: timedelta
    visitors: int
    severity: Severity
    from_end: bool
    late: timedelta

    @property
    def now(self) -> datetime:
        return ZONES[self.zone]

    @property
    def window(self) -> Window:
        starts = self.now.replace(second=0) + self.start
        return Window(starts, starts + self.length)

    @property
    def at(self) -> datetime:
        edge = self.window.ends_at if self.from_end else self.window.starts_at
        return edge + self.late


QUESTIONS = st.builds(
    Question,
    zone=st.sampled_from(sorted(ZONES)),
    policy=st.fixed_dictionaries(
        {
            "notice_minutes": st.sampled_from([0, 0, 90]),
            "visitor_capacity": st.sampled_from([0, 2, 4]),
            "early_minutes": st.sampled_from([0, 15]),
            "late_minutes": st.sampled_from([0, 30]),
            "opening_hours": st.sampled_from(HOURS),
        }
    ),
    booked=st.lists(st.tuples(SOON, st.integers(1, 2)), max_size=3),
    closed=st.none() | SOON,
    start=SOON,
    length=st.sampled_from([30, 60, 240, 600]).map(lambda minutes: timedelta(minutes=minutes)),
    visitors=st.integers(1, 2),
    severity=st.sampled_from([Severity.A, Severity.C]),
    from_end=st.booleans(),
    late=st.sampled_from([-901, -900, -1, 0, 1, 1799, 1800, 86_400]).map(
        lambda seconds: timedelta(seconds=seconds)
    ),
)


def visitors(number: int) -> tuple[VisitorDraft, ...]:
    return tuple(VisitorDraft(f"Vera Vendor{'ab'[each]}") for each in range(number))


def try_to_book(contact: Actor, code: str, question: Question, window: Window) -> int | str:
    """Book a window for real; returns the id of the first pass, or the code of the refusal."""
    wanted = draft_of(
        window,
        site=code,
        severity=question.severity,
        visitors=visitors(question.visitors),
    )
    try:
        with db.session.begin_nested():
            sr = submit(contact, wanted, now=question.now)
    except WindowRefused as refused:
        return refused.code
    return details_of_request(sr.id)[0].id


def gate_says(officer: Actor, code: str, pass_id: int, at: datetime) -> str | None:
    """Scan a pass at the gate at a time; returns the refusal's code, or nothing when it is good."""
    details = {each.id: each for each in details_of_request(_request_of(pass_id))}
    answer = scan(officer, code, details[pass_id].short_code, now=at)
    if answer.decision is Decision.PRESENT_ID:
        return None
    assert answer.code is not None
    return answer.code.value


def _request_of(pass_id: int) -> int:
    return db.session.get_one(Pass, pass_id).request_id


def prepare(question: Question, contact: Actor) -> str:
    code = f"S{next(CODES)}"
    site_id = make_site(code, zone=question.zone, **question.policy)
    if question.closed is not None:
        starts = question.now + question.closed
        with transaction() as session:
            session.add(
                Closure(
                    site_id=site_id,
                    starts_at=starts,
                    ends_at=starts + timedelta(hours=7),
                    name="freeze",
                )
            )
    with transaction():
        for start, number in question.booked:
            starts = question.now.replace(second=0) + start
            span = Window(starts, starts + timedelta(hours=3))
            wanted = draft_of(span, site=code, visitors=visitors(number))
            try:
                with db.session.begin_nested():
                    submit(contact, wanted, now=question.now)
            except WindowRefused:
                continue
    return code


@pytest.mark.long
def test_planner_and_gate_agree_and_what_is_proposed_is_bookable_and_admits(app: Flask) -> None:
    """R-WIN-8, over random sites, policies, requests and clock changes."""
    contact = make_contact("Alice Adams", make_customer())
    officer = make_staff("Olu Gate", Role.OFFICER)
    seen: set[str | None] = set()

    @settings(
        max_examples=40,
        deadline=None,
        derandomize=True,
        suppress_health_check=[HealthCheck.too_slow],
    )
    @given(QUESTIONS)
    def agree(question: Question) -> None:
        code = prepare(question, contact)
        window = question.window
        asked = WindowDraft(window.starts_at.isoformat(), window.ends_at.isoformat())
        plan = PlanDraft(asked, Places(question.severity, question.visitors, 0))
        at = question.at.isoformat()
        with transaction():
            _, planned = arrival_for_draft(contact, code, plan, at, now=question.now)
            booked = try_to_book(contact, code, question, window)
            if isinstance(booked, str):
                assert (planned.admits, planned.code) == (False, booked)
            else:
                said = gate_says(officer, code, booked, question.at)
                on_pass = arrival_at(contact, booked, question.at, now=question.now)
                assert (planned.admits, planned.code) == (said is None, said)
                assert (on_pass.admits, on_pass.code) == (said is None, said)
                if planned.admits:
                    return
            seen.add(planned.code)
            if isinstance(booked, int):
                release(_request_of(booked), now=question.now)
            if planned.nearest is not None:
                offered = try_to_book(contact, code, question, planned.nearest)
                assert isinstance(offered, int), offered
                last = planned.nearest.ends_at - timedelta(seconds=1)
                assert gate_says(officer, code, offered, planned.nearest.starts_at) is None
                assert gate_says(officer, code, offered, last) is None

    agree()

    assert {"too-early", "too-late"} <= seen
    assert len(seen) >= 5


def test_the_edges_of_a_window_are_those_of_the_issue(app: Flask) -> None:
    """[08:00, 10:00) with grace 0, then with 15 minutes early grace."""
    make_site(zone="UTC")
    make_site("LHR2", zone="UTC", early_minutes=15)
    contact = make_contact("Alice Adams", make_customer())
    window = WindowDraft("2026-12-01 08:00", "2026-12-01 10:00")

    def ask(site: str, clock: str) -> str | None:
        plan = PlanDraft(window, Places(Severity.C, 1, 0))
        at = f"2026-12-01 {clock}"
        with transaction(write=False):
            _, answer = arrival_for_draft(contact, site, plan, at, now=utc("2026-11-30 12:00Z"))
        return answer.code

    assert [ask("AMS1", each) for each in ("07:59:59", "08:00:00", "09:59:59", "10:00:00")] == [
        "too-early",
        None,
        None,
        "too-late",
    ]
    assert [ask("LHR2", each) for each in ("07:45:00", "07:44:59")] == [None, "too-early"]


def test_the_check_through_the_api_offers_a_window_that_can_be_booked(app: Flask) -> None:
    make_site(visitor_capacity=1)
    alice = api_of(app, make_contact("Alice Adams", make_customer()))
    alice.post("/requests", access_body())
    window = access_body()["window"]
    at = tomorrow_at(9, 30).isoformat()

    full = alice.post("/sites/AMS1/arrival-check", {"window": window, "at": at})
    offered = {name: full.json["nearest"][name] for name in ("starts_at", "ends_at")}
    works = alice.post("/sites/AMS1/arrival-check", {"window": offered, "at": offered["starts_at"]})
    booked = alice.post("/requests", access_body(window=offered))

    assert (full.json["admits"], full.json["code"]) == (False, "site-full")
    assert works.json["admits"] is True
    assert booked.status_code == 201


@pytest.mark.parametrize("at", ["", "soon", "2026-13-01 09:00"])
def test_a_time_that_cannot_be_read_is_refused_at_its_field(app: Flask, at: str) -> None:
    make_site()
    alice = api_of(app, make_contact("Alice Adams", make_customer()))

    refused = alice.post("/sites/AMS1/arrival-check", {"window": access_body()["window"], "at": at})

    assert [each["field"] for each in refused.json["errors"]] == ["at"]


def test_a_revoked_pass_says_so_and_offers_no_window(app: Flask) -> None:
    make_site()
    contact = make_contact("Alice Adams", make_customer())
    alice = api_of(app, contact)
    number = alice.post("/requests", access_body()).json["number"]
    pass_id = alice.get(f"/requests/{number}/passes").json[0]["id"]
    alice.post(f"/requests/{number}/cancel", {"reason": "Not needed"})

    with transaction(write=False):
        answer = arrival_at(contact, pass_id, tomorrow_at(9), now=tomorrow_at(8))

    assert (answer.admits, answer.code, answer.nearest) == (False, "revoked", None)


def test_a_pass_that_comes_too_late_is_offered_the_next_window(app: Flask) -> None:
    make_site()
    contact = make_contact("Alice Adams", make_customer())
    alice = api_of(app, contact)
    number = alice.post("/requests", access_body()).json["number"]
    pass_id = alice.get(f"/requests/{number}/passes").json[0]["id"]

    with transaction(write=False):
        late = arrival_at(contact, pass_id, tomorrow_at(13), now=tomorrow_at(13))

    assert late.code == "too-late"
    assert late.nearest == Window(tomorrow_at(13), tomorrow_at(16))
