"""A customer's word that lands between what the desk reads and what it writes; each has a control.

On PostgreSQL it lands inside the desk's own transaction. SQLite has one writer, so there it lands
between the page that was looked at and the transaction that writes.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from flask import Flask

from accessdesk.accounts.rules import Actor, Role
from accessdesk.db import db, transaction
from accessdesk.errors import Conflict, NotSeen
from accessdesk.service_desk import service
from accessdesk.service_requests.promises import unheard
from accessdesk.service_requests.queries import get_request
from accessdesk.service_requests.request import RequestFacts
from accessdesk.service_requests.rules import Status
from accessdesk.service_requests.updates import add_update
from tests.people import access_body, api_of, make_contact, make_customer, make_site, make_staff

LATE = "Stop: it is live!"
ROUNDS = 6


@dataclass(frozen=True)
class Desk:
    """A booked visit on which the customer wrote once, and who is concerned with it."""

    app: Flask
    alice: Actor
    ann: Actor
    called: str

    def alone(self, work: Callable[[], None]) -> None:
        """Do something in a thread of its own, from its beginning to its end."""

        def lane() -> None:
            with self.app.app_context():
                try:
                    work()
                finally:
                    db.session.remove()

        with ThreadPoolExecutor(1) as other:
            other.submit(lane).result()

    def say(self, text: str, now: datetime | None = None) -> None:
        with transaction():
            moment = now or datetime.now(UTC)
            sr = get_request(self.alice, self.called, now=moment)
            add_update(self.alice, sr, text, visible=True, now=moment)

    def as_a_word_lands(self, act: Callable[[RequestFacts], None]) -> None:
        """Let the desk look, then the customer speak, and then the desk do what it had in mind."""
        if db.engine.dialect.name == "sqlite":
            self.alone(lambda: self.say(LATE))
            with transaction():
                act(self.seen())
            return
        with transaction():
            sr = self.seen()
            self.alone(lambda: self.say(LATE))
            act(sr)

    def seen(self) -> RequestFacts:
        return get_request(self.ann, self.called, now=datetime.now(UTC))

    def through(self) -> datetime | None:
        """How far a page that is opened now shows what the customer said."""
        with transaction(write=False):
            return self.seen().customer_word_at

    def resolve(self, sr: RequestFacts, through: datetime | None) -> None:
        service.resolve(self.ann, sr, "They left.", through=through, now=datetime.now(UTC))

    def left(self) -> tuple[Status, list[str]]:
        """Where the request stands, and what of the customer's words nobody has heard."""
        with transaction(write=False):
            sr = self.seen()
            return sr.status, [each.text for each in unheard.unread_words(sr.id)]


@pytest.fixture
def desk(app: Flask) -> Desk:
    make_site()
    alice = make_contact("Alice Adams", make_customer())
    return _new(Desk(app, alice, make_staff("Ann Agent", Role.AGENT), ""))


def _new(like: Desk) -> Desk:
    made = api_of(like.app, like.alice).post("/requests", access_body())
    assert made.status_code == 201, made.json
    desk = Desk(like.app, like.alice, like.ann, made.json["number"])
    desk.say("May they park?")
    return desk


def test_an_end_never_passes_over_a_word_that_lands_meanwhile(desk: Desk) -> None:
    """R-ACC-12."""
    through = desk.through()

    with pytest.raises(NotSeen) as refused:
        desk.as_a_word_lands(lambda sr: desk.resolve(sr, through))

    assert LATE in refused.value.detail
    assert desk.left() == (Status.SCHEDULED, ["May they park?", LATE])


def test_the_control_an_end_that_trusts_what_it_looked_at_drops_the_word(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unheard, "check_read", lambda *_, **__: None)
    through = desk.through()

    desk.as_a_word_lands(lambda sr: desk.resolve(sr, through))

    assert desk.left() == (Status.RESOLVED, ["May they park?", LATE])


def test_an_answer_hears_no_word_that_lands_meanwhile(desk: Desk) -> None:
    through = desk.through()

    desk.as_a_word_lands(lambda sr: unheard.hear(desk.ann, sr, through))

    assert desk.left() == (Status.SCHEDULED, [LATE])


def test_the_control_an_answer_that_hears_unasked_takes_the_word_for_read(desk: Desk) -> None:
    desk.as_a_word_lands(lambda sr: unheard.hear(desk.ann, sr, None))

    assert desk.left() == (Status.SCHEDULED, [])


def test_of_an_end_and_a_word_at_the_same_moment_one_is_refused(desk: Desk) -> None:
    """Both done would be a word that is lost; both refused, nobody served."""
    for _ in range(ROUNDS):
        visit = _new(desk)
        through, start = visit.through(), Barrier(2)

        def resolve(visit: Desk = visit, through: datetime | None = through) -> None:
            with transaction():
                visit.resolve(visit.seen(), through)

        def say(visit: Desk = visit) -> None:
            visit.say(LATE)

        done: list[str] = []

        def lane(
            work: Callable[[], None],
            start: Barrier = start,
            visit: Desk = visit,
            done: list[str] = done,
        ) -> None:
            def begin() -> None:
                start.wait(timeout=20)
                with suppress(Conflict):
                    work()
                    done.append("done")

            visit.alone(begin)

        with ThreadPoolExecutor(2) as lanes:
            list(lanes.map(lane, (resolve, say)))

        assert done == ["done"]


def test_a_word_that_began_earlier_and_came_in_later_is_not_taken_for_seen(desk: Desk) -> None:
    """Its clock says a time that the page has shown already; it counts from when it came in."""
    through = desk.through()
    assert through is not None

    desk.say(LATE, now=through - timedelta(seconds=1))
    with transaction():
        unheard.hear(desk.ann, desk.seen(), through)

    assert desk.left()[1] == [LATE]
