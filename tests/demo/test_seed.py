"""The demo looks like life, is made by the services alone, and goes on where it was."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from accessdesk.accounts.rules import Role
from accessdesk.db import db, transaction
from accessdesk.demo import seed
from accessdesk.demo.visits import actor_called
from accessdesk.demo.work import TECHNICIAN
from accessdesk.estate.models import Site
from accessdesk.gate.expected import coming_span, expected
from accessdesk.gate.models import Admission
from accessdesk.gate.queries import get_desk_site, inside
from accessdesk.journal.audit import verify_journal
from accessdesk.mailbox import fault_of_email
from accessdesk.remote_hands.queries import work_queue
from accessdesk.scheduling.models import BookedWindow
from accessdesk.service_requests.models import ServiceRequest, Visitor
from accessdesk.service_requests.rules import Kind

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
# The demo is run on SQLite; on PostgreSQL it is filled in the whole suite alone.
pytestmark = pytest.mark.parametrize(
    "app", ["sqlite", pytest.param("postgresql", marks=pytest.mark.long)], indirect=True
)


def fill(folder: Path, now: datetime = NOW) -> None:
    seed.fill(seed.secrets_in(folder), folder, now=now)


def count(model: type) -> int:
    with transaction(write=False):
        return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_it_has_sites_in_three_zones_and_people_of_every_role(app: Flask, tmp_path: Path) -> None:
    fill(tmp_path)

    with transaction(write=False):
        zones = db.session.scalars(select(Site.zone)).all()
        leased = db.session.scalars(select(Site.code).where(Site.kind == "leased")).all()
        kinds = set(db.session.scalars(select(ServiceRequest.kind)))
    assert len(set(zones)) == 3
    assert len(leased) == 1
    assert {role for role, _, _ in seed.people()} == {role.value for role in Role}
    assert kinds == set(Kind)


def test_it_has_visits_of_yesterday_today_and_next_week(app: Flask, tmp_path: Path) -> None:
    fill(tmp_path)

    with transaction(write=False):
        starts = db.session.scalars(select(BookedWindow.starts_at)).all()
    assert min(starts) < NOW - timedelta(hours=12)
    assert any(NOW - timedelta(hours=12) < each < NOW + timedelta(hours=24) for each in starts)
    assert max(starts) > NOW + timedelta(days=2)
    assert count(Admission) >= 3


def test_everybody_on_a_request_can_be_written_to(app: Flask, tmp_path: Path) -> None:
    fill(tmp_path)

    with transaction(write=False):
        addresses = set(db.session.scalars(select(Visitor.email)))
        addresses |= set(db.session.scalars(select(ServiceRequest.party_email)))
    assert [each for each in addresses if each and fault_of_email(each)] == []


def test_a_technician_has_work_of_their_own_and_a_queue(app: Flask, tmp_path: Path) -> None:
    fill(tmp_path)

    with transaction(write=False):
        tess = actor_called(TECHNICIAN)
        held = [row.technician_id == tess.user_id for row in work_queue(tess, now=NOW)]
    assert sorted(held) == [False, True]


@pytest.mark.parametrize(
    "hour", [0, *(pytest.param(hour, marks=pytest.mark.long) for hour in (9, 22, 23))]
)
def test_at_any_hour_somebody_is_inside_and_somebody_is_expected(
    app: Flask, tmp_path: Path, hour: int
) -> None:
    now = NOW.replace(hour=hour)
    fill(tmp_path, now)

    with transaction(write=False):
        site = get_desk_site(actor_called("olu@operator.example"), "AMS1", now=now)
        coming = expected(site, *coming_span(site, now))
        stays = inside(site, now=now)
    assert "Jürgen Müller" in {row.visitor for row in coming}
    assert {row.visitor for row in stays} == {"Sanne de Vries"}


def test_its_journal_verifies(app: Flask, tmp_path: Path) -> None:
    fill(tmp_path)

    with transaction(write=False):
        assert all(verdict.bad is None for verdict in verify_journal().verdicts)


def test_starting_again_goes_on_where_it_was(app: Flask, tmp_path: Path) -> None:
    fill(tmp_path)
    secrets, requests = seed.secrets_in(tmp_path), count(ServiceRequest)

    fill(tmp_path, NOW + timedelta(minutes=5))

    assert seed.secrets_in(tmp_path) == secrets
    assert count(ServiceRequest) == requests


def test_a_month_later_there_are_visits_ahead_again(app: Flask, tmp_path: Path) -> None:
    fill(tmp_path)
    later = NOW + timedelta(days=30)

    fill(tmp_path, later)

    with transaction(write=False):
        newest = db.session.scalar(select(func.max(BookedWindow.starts_at)))
    assert newest is not None
    assert newest > later
