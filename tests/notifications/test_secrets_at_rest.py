"""What opens something without an account lies nowhere, works, and ends (R-SEC-5)."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from email.message import EmailMessage

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from accessdesk.accounts.rules import Role, Scope
from accessdesk.accounts.service import create_token
from accessdesk.db import db, transaction
from accessdesk.errors import Conflict
from accessdesk.estate.models import Site
from accessdesk.gate.entry.papers import TypedId
from accessdesk.gate.service import EntryAttempt, admit
from accessdesk.identity.judging.presented import IdKind, TypedDocument
from accessdesk.notifications.hooks.hooks import open_hook
from accessdesk.passes.queries import details_of_request
from accessdesk.passes.service import codes_of
from accessdesk.scheduling.calendar.feeds import open_feed
from accessdesk.service_requests.queries import get_request
from accessdesk.visits.around.landlord import stop_link
from accessdesk.visits.changing import changes, visitor_changes
from accessdesk.visits.rules import LINK_LASTS
from tests.conftest import SECRET
from tests.notifications.conftest import LATER, NOW, STARTS_AT, Clock, Desk, deliveries
from tests.notifications.post import sweep, text_of
from tests.notifications.servers import MailServer
from tests.people import api_of, make_staff
from tests.web.page_client import Browser, sign_in, words_of

LANDLORD, VISITOR = "desk@landlord.example", "jm@fiberworks.example"
ENDS_AT = STARTS_AT + timedelta(hours=3)


@pytest.fixture(autouse=True)
def _at_that_time() -> Iterator[None]:
    """Pages go by the real clock, and links end."""
    with time_machine.travel(LATER, tick=True):
        yield


@pytest.fixture
def leased(make_desk: Callable[..., Desk]) -> Desk:
    return make_desk(kind="leased", landlord_email=LANDLORD)


def link_in(letter: EmailMessage) -> str:
    """The path of the secret link in a letter that left."""
    found = re.search(r"http://localhost(/(?:landlord|visits)/\S+)", text_of(letter))
    assert found
    return found[1]


def opens(app: Flask, path: str) -> int:
    return Browser(app.test_client()).get(path).status_code


def everything_stored() -> str:
    """Each value of each row of each table, as text."""
    with transaction(write=False) as session:
        rows = [
            row for table in db.metadata.sorted_tables for row in session.execute(select(table))
        ]
    return "\n".join(
        value.decode("latin-1") if isinstance(value, bytes) else str(value)
        for row in rows
        for value in row
    )


def test_after_a_whole_visit_no_working_secret_lies_in_the_database(
    app: Flask, leased: Desk, mail: MailServer, clock: Clock
) -> None:
    """R-SEC-5: with a control, which is found."""
    called = leased.submit()
    officer = make_staff("Olu Gate", Role.OFFICER)
    session_of_alice = sign_in(app, leased.alice)
    session_of_alice.get(f"/requests/{called}")
    sweep(clock)
    landlord = Browser(app.test_client())
    path = link_in(mail.to_address(LANDLORD)[0])
    landlord.get(path)
    landlord.send(path, name="Lena Lord")
    with transaction():
        ref = leased.alice.ref
        secrets = {
            "token": create_token(leased.alice.user_id, "a", Scope.FULL, actor=ref, now=NOW),
            "hook": open_hook(
                leased.alice,
                "https://hooks.example/",
                secret=SECRET,
                allowed=(),
                now=NOW,
                find=lambda _name, _port: ["93.184.216.34"],
            )[1],
            "calendar": open_feed(leased.alice, now=NOW),
        }
    with transaction():
        sr = get_request(leased.alice, called, now=NOW)
        passes = details_of_request(sr.id)
        codes = codes_of(passes, issuer="Microsoft", secrets=(SECRET,), now=NOW)
        document = TypedDocument(IdKind.PASSPORT, "D", "Müller", "Jürgen", ENDS_AT.date())
        attempt = EntryAttempt(codes[passes[0].id], TypedId(document, original=True), "V1", "1")
        assert admit(officer, "AMS1", attempt, secret=SECRET, now=STARTS_AT).admission_id
    for name, address in (("landlord", LANDLORD), ("visitor", VISITOR)):
        secrets[name] = link_in(mail.to_address(address)[0]).rpartition("-")[2]
    secrets |= {f"pass {each}": code for each, code in codes.items()}

    stored = everything_stored()

    assert {name for name, secret in secrets.items() if secret in stored} == set()
    assert passes[0].serial in stored
    assert "Acknowledge: shown to its receiver alone" in stored


@pytest.mark.parametrize("address", [LANDLORD, VISITOR])
def test_a_link_works_until_a_week_after_the_visit(
    app: Flask, leased: Desk, mail: MailServer, clock: Clock, address: str
) -> None:
    leased.submit()
    sweep(clock)
    path = link_in(mail.to_address(address)[0])

    said = []
    for moment in (ENDS_AT, ENDS_AT + LINK_LASTS, ENDS_AT + LINK_LASTS + timedelta(seconds=1)):
        with time_machine.travel(moment, tick=False):
            said.append(opens(app, path))

    assert said == [200, 200, 410]


def test_nobody_reads_the_landlords_link_on_a_page_and_takes_note_for_them(
    app: Flask, leased: Desk, mail: MailServer, clock: Clock
) -> None:
    called = leased.submit()
    sweep(clock)
    path = link_in(mail.to_address(LANDLORD)[0])
    agent = sign_in(app, leased.agent)

    pages = [agent.get("/outbox"), agent.get(f"/requests/{called}/messages")]
    pages += [agent.get(f"/outbox/{each.id}") for each in deliveries()]

    assert not [page for page in pages if path in page.text]


def test_a_landlords_link_can_be_stopped_and_the_next_letter_brings_another(
    app: Flask, leased: Desk, mail: MailServer, clock: Clock
) -> None:
    called = leased.submit()
    sweep(clock)
    first = link_in(mail.to_address(LANDLORD)[0])
    agent = sign_in(app, leased.agent)
    agent.get(f"/requests/{called}/messages")
    stopped = agent.follow(agent.send(f"/requests/{called}/landlord-link/stop"))
    sent = next(each for each in deliveries() if each.address == LANDLORD)
    agent.get(f"/outbox/{sent.id}")
    agent.send(f"/outbox/{sent.id}/replay")

    clock.now += timedelta(minutes=10)
    sweep(clock)

    second = link_in(mail.to_address(LANDLORD)[1])
    assert "No link to it works" in words_of(stopped)
    assert (opens(app, first), opens(app, second)) == (404, 200)


def test_a_link_is_stopped_once(leased: Desk, mail: MailServer, clock: Clock) -> None:
    called = leased.submit()
    sweep(clock)
    leased.change(stop_link, called, actor=leased.agent, at=clock.now + timedelta(minutes=1))

    with pytest.raises(Conflict, match="no link that opens anything"):
        leased.change(stop_link, called, actor=leased.agent, at=clock.now + timedelta(minutes=2))


def test_the_landlords_link_ends_with_the_address_it_was_sent_to(
    app: Flask, leased: Desk, mail: MailServer, clock: Clock
) -> None:
    leased.submit()
    sweep(clock)
    with transaction() as session:
        session.scalars(select(Site)).one().landlord_email = "new@landlord.example"

    assert opens(app, link_in(mail.to_address(LANDLORD)[0])) == 404


def test_the_link_of_a_visit_that_was_called_off_opens_nothing(
    app: Flask, leased: Desk, mail: MailServer, clock: Clock
) -> None:
    called = leased.submit()
    sweep(clock)
    leased.change(changes.cancel, called, "The part is late")

    page = Browser(app.test_client()).get(link_in(mail.to_address(VISITOR)[0]))

    assert page.status_code == 410
    assert "Jürgen" not in words_of(page)


def test_a_new_pass_stops_the_old_one_its_link_and_every_way_from_it(
    app: Flask, leased: Desk, mail: MailServer, clock: Clock
) -> None:
    """R-PASS-3, R-SEC-5: whoever has the old link is not led to the new pass."""
    called = leased.submit()
    sweep(clock)
    visitor_id = next(each.recipient.id for each in deliveries() if each.address == VISITOR)
    later = NOW + timedelta(hours=1)

    leased.change(visitor_changes.renew_pass, called, visitor_id, at=later)

    clock.now = later + timedelta(minutes=1)
    sweep(clock)
    old, new = [link_in(letter) for letter in mail.to_address(VISITOR)]
    assert (opens(app, old), opens(app, new)) == (410, 200)
    passes = api_of(app, leased.alice).get(f"/requests/{called}/passes").json
    assert len(passes) == 2
    assert "New pass" in mail.to_address(leased.alice.email)[-1]["Subject"]


@pytest.mark.parametrize("address", [LANDLORD, VISITOR])
def test_pages_behind_a_secret_link_are_kept_by_no_search_machine(
    app: Flask, leased: Desk, mail: MailServer, clock: Clock, address: str
) -> None:
    leased.submit()
    sweep(clock)

    page = app.test_client().get(link_in(mail.to_address(address)[0]))

    assert page.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert page.headers["Cache-Control"] == "no-store"
