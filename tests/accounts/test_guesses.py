"""Guesses at passwords and phrases: each counts, each makes the next wait, no owner is shut out."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import select

from accessdesk.accounts import service
from accessdesk.accounts.models import GuessTally, KnownBrowser, SignInSession
from accessdesk.accounts.queries import actor_of_session
from accessdesk.accounts.rules import Actor, Role
from accessdesk.accounts.sign_in import browsers, guesses
from accessdesk.accounts.sign_in import service as sign_in_service
from accessdesk.accounts.sign_in.guesses import Guess, Secret, guess_at, pause_after, take
from accessdesk.accounts.sign_in.service import Came, SignedIn
from accessdesk.costly import beside
from accessdesk.db import db, transaction
from accessdesk.errors import Invalid, TooMany
from accessdesk.journal.models import JournalEntry
from tests.people import PASSWORD, PHRASE, make_contact, make_customer, make_staff

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
KEY = "k" * 40
WRONG = "not the one"


def sign_in(
    actor: Actor,
    password: str = PASSWORD,
    *,
    now: datetime = NOW,
    address: str = "a",
    browser: str = "",
) -> SignedIn | timedelta | None:
    """What came of a try, as at the edge; how long to wait where it was not looked at."""
    came = Came(address, KEY, browser)

    def act() -> SignedIn | None:
        with transaction():
            return sign_in_service.sign_in(actor.email, password, came, now=now, hours=12)

    try:
        return beside(act)
    except TooMany as refusal:
        return refusal.wait


def signed_in(*args: object, **kwargs: object) -> SignedIn:
    done = sign_in(*args, **kwargs)  # type: ignore[arg-type]
    assert isinstance(done, SignedIn)
    return done


@pytest.fixture
def ann(app: Flask) -> Actor:
    return make_staff("Ann Agent", Role.AGENT)


def test_the_pause_doubles_from_the_last_free_guess_on_and_has_an_end() -> None:
    """R-SEC-4: back-off, no wall."""
    pauses = [pause_after(number, 5) for number in range(3, 13)]

    minutes = [each.total_seconds() / 60 for each in pauses]
    assert minutes == [0, 0, 0.5, 1, 2, 4, 8, 15, 15, 15]
    assert pause_after(10**6, 5) == timedelta(minutes=15)


def test_after_five_wrong_passwords_the_right_one_waits_half_a_minute(ann: Actor) -> None:
    """R-SEC-4."""
    wrong = [sign_in(ann, WRONG) for _ in range(5)]

    assert wrong == [None] * 5
    assert sign_in(ann) == timedelta(seconds=30)
    assert sign_in(ann, now=NOW + timedelta(seconds=29)) == timedelta(seconds=1)
    assert isinstance(sign_in(ann, now=NOW + timedelta(seconds=30)), SignedIn)


def test_each_wrong_one_makes_the_wait_longer_and_one_that_waits_does_not(ann: Actor) -> None:
    for _ in range(5):
        sign_in(ann, WRONG)

    waits = [sign_in(ann, WRONG) for _ in range(3)]
    later = NOW + timedelta(seconds=30)
    looked_at = sign_in(ann, WRONG, now=later)

    assert waits == [timedelta(seconds=30)] * 3
    assert looked_at is None
    assert sign_in(ann, now=later) == timedelta(minutes=1)


def test_guesses_from_elsewhere_do_not_shut_the_owner_out(ann: Actor) -> None:
    """R-SEC-4: five wrong passwords from anywhere did."""
    for _ in range(8):
        sign_in(ann, WRONG, address="far away")

    assert isinstance(sign_in(ann, address="at home"), SignedIn)


def test_many_who_guess_from_many_addresses_wait_and_a_known_browser_does_not(ann: Actor) -> None:
    """R-SEC-4: the owner is let in by a browser that signed in before."""
    known = signed_in(ann).browser
    for number in range(guesses.FREE_OF_OWNER):
        sign_in(ann, WRONG, address=f"address {number}")

    assert sign_in(ann, address="new") == timedelta(seconds=30)
    assert isinstance(sign_in(ann, address="new", browser=known), SignedIn)


def test_a_known_browser_that_is_stolen_waits_like_any_other(ann: Actor) -> None:
    known = signed_in(ann).browser

    wrong = [sign_in(ann, WRONG, browser=known) for _ in range(5)]

    assert wrong == [None] * 5
    assert sign_in(ann, browser=known) == timedelta(seconds=30)


def test_a_browser_is_known_for_whoever_signed_in_with_it_alone(ann: Actor) -> None:
    bob = make_staff("Bob Agent", Role.AGENT)
    of_ann = signed_in(ann).browser
    of_both = signed_in(bob, browser=of_ann).browser

    with transaction(write=False):
        assert browsers.find_known(bob.user_id, of_ann, now=NOW) is None
        for person in (ann, bob):
            assert browsers.find_known(person.user_id, of_both, now=NOW) is not None


def test_a_known_browser_is_stored_as_a_hash_and_ends(ann: Actor) -> None:
    """R-SEC-5."""
    known = signed_in(ann).browser

    with transaction(write=False):
        kept = db.session.scalars(select(KnownBrowser.token_hash)).all()
        end = NOW + browsers.KNOWN_FOR
        before = browsers.find_known(ann.user_id, known, now=end - timedelta(seconds=1))
        after = browsers.find_known(ann.user_id, known, now=end)
    assert known not in kept
    assert (before is not None, after) == (True, None)


def test_forgetting_a_browser_ends_what_is_signed_in_there(ann: Actor) -> None:
    there = signed_in(ann)
    with transaction():
        [row] = browsers.browsers_of(ann, now=NOW)
        browsers.forget(ann, row.id, now=NOW)

    with transaction(write=False):
        assert actor_of_session(there.session, now=NOW) is None
        assert browsers.find_known(ann.user_id, there.browser, now=NOW) is None


def test_a_new_password_forgets_every_browser_but_this_one(ann: Actor) -> None:
    """Whoever knew the old one may have made a browser known with it."""
    here, elsewhere = signed_in(ann), signed_in(ann)
    with transaction():
        actor = actor_of_session(here.session, now=NOW)
        assert actor is not None
        service.change_password(actor, PASSWORD, "a brand new password", now=NOW)

    with transaction(write=False):
        assert browsers.find_known(ann.user_id, here.browser, now=NOW) is not None
        assert browsers.find_known(ann.user_id, elsewhere.browser, now=NOW) is None


def test_one_address_cannot_try_many_accounts(app: Flask) -> None:
    people = [make_staff(f"P{number} X", Role.AGENT) for number in range(8)]

    outcomes = [sign_in(each, WRONG) for each in people for _ in range(4)]

    assert outcomes[:30] == [None] * 30
    assert outcomes[30:] == [timedelta(seconds=30)] * 2
    assert isinstance(sign_in(people[0], address="b"), SignedIn)


def test_a_right_one_forgets_the_wrong_ones_before(ann: Actor) -> None:
    for _ in range(3):
        for _ in range(4):
            assert sign_in(ann, WRONG) is None
        assert isinstance(sign_in(ann), SignedIn)


def test_a_day_without_a_guess_is_enough(ann: Actor) -> None:
    for _ in range(5):
        sign_in(ann, WRONG)
    later = NOW + guesses.FORGOTTEN_AFTER + timedelta(seconds=1)

    again = [sign_in(ann, WRONG, now=later) for _ in range(5)]

    assert again == [None] * 5


def at_once(app: Flask, act: Callable[[], object], times: int) -> list[object]:
    def one(_: int) -> object:
        with app.app_context():
            try:
                return act()
            finally:
                db.session.remove()

    with ThreadPoolExecutor(6) as lanes:
        return list(lanes.map(one, range(times)))


def test_guesses_at_once_are_all_counted(app: Flask, ann: Actor) -> None:
    """R-SEC-4: however they race, no more than five passwords are looked at."""
    outcomes = at_once(app, lambda: sign_in(ann, WRONG), 14)

    assert outcomes.count(None) == 5


def test_guesses_that_count_after_they_were_looked_at_would_be_more(
    app: Flask, ann: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A control of the test above: whoever is at it at the same time sees what was before."""
    everybody = Barrier(6)

    def look_alone(guess: Guess, *, now: datetime) -> None:
        pair = db.session.get(GuessTally, guess.tallies[-1].key)
        if pair is not None and pair.guesses >= guesses.FREE_OF_PAIR:
            raise TooMany(wait=guesses.FIRST_PAUSE)

    def attempt() -> object:
        outcome = sign_in(ann, WRONG)
        everybody.wait(timeout=20)
        with suppress(TooMany), transaction():
            take(guess_at(Secret.PASSWORD, None, whose="ann", by="a"), now=NOW)
        return outcome

    monkeypatch.setattr(guesses, "take", look_alone)

    outcomes = at_once(app, attempt, 6)

    assert outcomes.count(None) == 6


def who(signed: SignedIn) -> Actor:
    with transaction(write=False):
        actor = actor_of_session(signed.session, now=NOW)
    assert actor is not None
    return actor


def change(actor: Actor, current: str) -> object:
    def act() -> None:
        with transaction():
            service.change_password(actor, current, "a brand new password", now=NOW)

    try:
        return beside(act)
    except (Invalid, TooMany) as refusal:
        return refusal.code


def test_guesses_at_the_current_password_wait_too_and_shut_out_no_other_session(
    ann: Actor,
) -> None:
    """R-SEC-4: a stolen session is no place to guess at leisure."""
    stolen, own = (who(signed_in(ann, address=address)) for address in "ab")

    tried = [change(stolen, f"guess {number}") for number in range(7)]

    assert tried == ["invalid"] * 5 + ["too-many-attempts"] * 2
    assert change(own, PASSWORD) is None


def give_phrase(contact: Actor, phrase: str, by: str) -> object:
    def act() -> bool:
        with transaction():
            return service.phrase_matches(contact.user_id, phrase, by=by, now=NOW)

    try:
        return beside(act)
    except TooMany as refusal:
        return refusal.wait


def test_an_agent_cannot_guess_a_phrase_and_shuts_out_no_colleague(app: Flask) -> None:
    """R-ACC-2, R-SEC-4: forty guesses took three seconds."""
    alice = make_contact("Alice Adams", make_customer())

    tried = [give_phrase(alice, f"guess {number}", "user/8") for number in range(7)]

    assert tried == [False] * 5 + [timedelta(seconds=30)] * 2
    assert give_phrase(alice, PHRASE, "user/9") is True


def told() -> list[tuple[str, object]]:
    with transaction(write=False):
        rows = db.session.scalars(
            select(JournalEntry.body).where(JournalEntry.event == "user.secret-tried")
        )
        return [(body.partition('"subject":"')[2].partition('"')[0], body) for body in rows]


def test_the_owner_is_told_once_of_guesses_and_nobody_of_nobodys(ann: Actor) -> None:
    """R-SEC-4."""
    nobody = Actor(0, "", "nobody@nowhere.example", Role.AGENT, None, ())
    for number in range(9):
        sign_in(ann, WRONG, address=f"address {number}")
        sign_in(nobody, WRONG, address=f"address {number}")

    assert [subject for subject, _ in told()] == [ann.ref]


def test_what_is_old_goes(ann: Actor) -> None:
    """R-SEC-4: rows do not grow without bound."""
    signed_in(ann)
    sign_in(ann, WRONG)
    later = NOW + browsers.KNOWN_FOR + browsers.KEPT_FOR + timedelta(days=1)

    with transaction():
        guesses.forget_old(now=later)
        browsers.forget_old(now=later)

    with transaction(write=False):
        for table in (GuessTally, KnownBrowser, SignInSession):
            assert db.session.scalars(select(table)).all() == []
