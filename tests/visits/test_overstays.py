"""No-shows and overstays are marked when the window ends, and nothing is made up (R-GATE-9)."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from accessdesk.accounts.rules import Role
from accessdesk.db import db, transaction
from accessdesk.gate.models import Admission, GateAttempt
from accessdesk.journal.models import JournalEntry
from accessdesk.passes.models import Pass
from accessdesk.visits.around.overstays import Marked, mark_ended
from tests.people import (
    access_body,
    api_of,
    make_contact,
    make_customer,
    make_site,
    make_staff,
    tomorrow_at,
)
from tests.web.page_client import sign_in, words_of


@pytest.fixture
def number(app: Flask) -> str:
    """A visit of two people, tomorrow from 9 to 12, with a late grace of ten minutes."""
    make_site(late_minutes=10)
    alice = api_of(app, make_contact("Alice Adams", make_customer()))
    visitors = [{"name": "Vera Vendor"}, {"name": "Wim de Vries"}]
    created = alice.post("/requests", access_body(visitors=visitors))
    return str(created.json["number"])


def enter(nth: int, at: datetime, left_at: datetime | None = None) -> None:
    """Keep a stay of the nth visitor, as the gate would."""
    officer = make_staff(f"Olu{nth} Gate", Role.OFFICER).user_id
    with transaction() as session:
        pass_ = session.scalars(select(Pass).order_by(Pass.id)).all()[nth]
        attempt = GateAttempt(
            site_id=pass_.site_id,
            request_id=pass_.request_id,
            pass_id=pass_.id,
            officer_id=officer,
            desk="A",
            at=at,
            decision="admit",
            code="",
            facts={},
            rule_version=1,
        )
        session.add(attempt)
        session.flush()
        session.add(
            Admission(
                site_id=pass_.site_id,
                request_id=pass_.request_id,
                window_id=pass_.window_id,
                pass_id=pass_.id,
                visitor_id=pass_.visitor_id,
                attempt_id=attempt.id,
                officer_id=officer,
                desk="A",
                badge=f"{nth + 7}",
                entered_at=at,
                left_at=left_at,
            )
        )


def sweep(at: datetime) -> Marked:
    with transaction():
        return mark_ended(now=at)


def test_who_did_not_come_is_marked_once_after_the_grace(app: Flask, number: str) -> None:
    enter(0, tomorrow_at(9, 30), left_at=tomorrow_at(11))

    within = sweep(tomorrow_at(12, 9))
    after = sweep(tomorrow_at(12, 10))
    again = sweep(tomorrow_at(18))

    assert (within, after, again) == (Marked(0, 0), Marked(1, 0), Marked(0, 0))
    events = [row.event for row in db.session.query(JournalEntry) if "visitor." in row.event]
    assert events == ["visitor.no-show"]
    assert db.session.query(Admission).count() == 1


def test_who_is_still_inside_is_marked_when_the_window_ends_and_nobody_is_let_out(
    app: Flask, number: str
) -> None:
    enter(0, tomorrow_at(9, 30))
    enter(1, tomorrow_at(9, 30), left_at=tomorrow_at(12, 1))

    before = sweep(tomorrow_at(11, 59))
    after = sweep(tomorrow_at(12, 5))
    again = sweep(tomorrow_at(12, 30))

    assert (before, after, again) == (Marked(0, 0), Marked(0, 2), Marked(0, 0))
    inside = db.session.scalars(select(Admission.left_at).order_by(Admission.id)).first()
    assert inside is None


def test_the_customer_and_the_site_see_the_marks_and_another_customer_does_not(
    app: Flask, number: str
) -> None:
    """R-SEC-1."""
    enter(0, tomorrow_at(9, 30))
    sweep(tomorrow_at(12, 30))
    alice = sign_in(app, make_contact("Amy Adams", 1))
    max_ = sign_in(app, make_staff("Max Manager", Role.MANAGER))
    bob = sign_in(app, make_contact("Bob Brown", make_customer("fabrikam")))

    led = words_of(alice.get(f"/requests/{number}"))
    theirs = words_of(alice.get(f"/requests/{number}/attendance"))
    sites = words_of(max_.get("/sites/AMS1/attendance"))

    assert "Who did not come or stayed too long" in led
    assert "Vera Vendor" in theirs
    assert "Overstayed" in theirs
    assert "Wim de Vries" in sites
    assert "Did not come" in sites
    assert "Nobody was marked" in words_of(bob.get("/sites/AMS1/attendance"))
    assert bob.get(f"/requests/{number}/attendance").status_code == 404


def test_an_arrival_that_a_desk_syncs_later_takes_the_no_show_off_the_page(
    app: Flask, number: str
) -> None:
    """R-GATE-11: the mark stays on record, and the page goes by what is known now."""
    sweep(tomorrow_at(13))
    enter(0, tomorrow_at(9, 30), left_at=tomorrow_at(11))
    alice = sign_in(app, make_contact("Amy Adams", 1))

    page = words_of(alice.get(f"/requests/{number}/attendance"))

    assert "Wim de Vries" in page
    assert "Vera Vendor" not in page


def test_a_cancelled_visit_has_no_no_shows(app: Flask, number: str) -> None:
    alice = api_of(app, make_contact("Amy Adams", 1))
    alice.post(f"/requests/{number}/cancel", {"reason": "Parts are late"})

    assert sweep(tomorrow_at(12) + timedelta(hours=1)) == Marked(0, 0)
