"""What two technicians do at the same moment: one of them has the work."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from flask import Flask
from sqlalchemy import select, update

from accessdesk.accounts.rules import Role
from accessdesk.db import db, transaction
from accessdesk.remote_hands.models import Work
from accessdesk.remote_hands.rules import WorkState
from tests.people import api_of, make_staff
from tests.remote_hands.given import Hall


def _checked_then_set(request_id: int, user_id: int, everyone: Barrier) -> bool:
    """Claim as one must not: look first, then write."""
    with transaction(write=False) as session:
        free = session.get_one(Work, request_id).technician_id is None
    everyone.wait(timeout=20)
    if free:
        with transaction() as session:
            row = update(Work).where(Work.request_id == request_id)
            session.execute(row.values(technician_id=user_id))
    return free


def _race(app: Flask, claim: Callable[[int], bool], lanes: int) -> int:
    def run(lane: int) -> bool:
        with app.app_context():
            return claim(lane)

    with ThreadPoolExecutor(lanes) as pool:
        return sum(pool.map(run, range(lanes)))


def test_of_two_technicians_who_claim_one_wins(app: Flask, hall: Hall) -> None:
    number = hall.ask()
    people = [api_of(app, make_staff(f"Tech{lane} Tech", Role.TECHNICIAN)) for lane in range(6)]

    won = _race(
        app,
        lambda lane: people[lane].post(f"/requests/{number}/work/claim").status_code == 200,
        6,
    )

    assert won == 1
    row = db.session.scalars(select(Work)).one()
    assert row.state is WorkState.QUEUED
    assert row.technician_id is not None


def test_looking_before_claiming_would_let_all_of_them_win(app: Flask, hall: Hall) -> None:
    """The control of the race: the same people, without the conditional write."""
    hall.ask()
    request_id = db.session.scalars(select(Work.request_id)).one()
    db.session.remove()
    everyone, technician = Barrier(4), hall.tom_actor.user_id

    won = _race(app, lambda _: _checked_then_set(request_id, technician, everyone), 4)

    assert won == 4
