"""The keys that sign passes (R-PASS-2, R-PASS-4)."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier, Event

import pytest
from flask import Flask
from sqlalchemy import event, func, select

from accessdesk.db import db, transaction
from accessdesk.errors import Unavailable
from accessdesk.journal.models import JournalEntry
from accessdesk.journal.queries import timeline
from accessdesk.passes import service
from accessdesk.passes.keys import KeyRing, current_key, open_pass, rotate_keys
from accessdesk.passes.models import SigningKey
from accessdesk.passes.service import issue
from accessdesk.passes.token import Fault, PassClaims, SealingKey, TokenFault, seal
from accessdesk.sealing import open_private, seal_private
from tests.conftest import SECRET
from tests.passes.conftest import NOW, Booked
from tests.passes.facts import FACTS, START, make_facts, make_keys

MakeVisit = Callable[..., Booked]
ANOTHER_SECRET = "another secret, as long as it needs"


def key_in_force(at: datetime = NOW, *, secret: str = SECRET) -> SealingKey:
    with transaction():
        return current_key(secrets=(secret,), now=at)


def rotate(at: datetime = NOW, *, secret: str = SECRET) -> str:
    with transaction():
        return rotate_keys(actor="user/1", secret=secret, now=at)


def scan(text: str, at: datetime = NOW) -> PassClaims | TokenFault:
    with transaction(write=False):
        return open_pass(text, now=at)


def code_of(answer: PassClaims | TokenFault) -> Fault | None:
    return answer.code if isinstance(answer, TokenFault) else None


def count_of(table: type) -> int:
    with transaction(write=False) as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_the_first_key_is_made_when_it_is_needed(app: Flask) -> None:
    made = key_in_force()

    again = key_in_force()

    assert made.kid == again.kid
    assert code_of(scan(seal(FACTS, made))) is None


def test_the_database_does_not_hold_the_private_key_in_the_clear(app: Flask) -> None:
    private = key_in_force().cose.to_dict()[-4]

    with transaction(write=False) as session:
        stored = session.scalar(select(SigningKey.sealed))

    assert stored is not None
    assert private not in stored


def test_eight_first_comers_make_one_key(app: Flask) -> None:
    start = Barrier(8)

    def come(_: int) -> bytes:
        with app.app_context():
            start.wait()
            kid = key_in_force().kid
            db.session.remove()
            return kid

    with ThreadPoolExecutor(8) as lanes:
        names = set(lanes.map(come, range(8)))

    assert len(names) == 1
    assert count_of(SigningKey) == 1


def test_eight_rotations_at_once_leave_one_key_that_signs(app: Flask) -> None:
    key_in_force()
    start = Barrier(8)

    def turn(_: int) -> None:
        with app.app_context():
            start.wait()
            rotate()
            db.session.remove()

    with ThreadPoolExecutor(8) as lanes:
        list(lanes.map(turn, range(8)))

    with transaction(write=False) as session:
        signing = session.scalars(select(SigningKey).where(SigningKey.retired_at.is_(None))).all()
    assert len(signing) == 1
    assert count_of(SigningKey) == count_of(JournalEntry) + 1


def test_a_pass_made_before_a_rotation_still_opens(app: Flask, make_visit: MakeVisit) -> None:
    """R-PASS-4: retired keys verify until their passes have ended."""
    booked = make_visit()
    with transaction():
        issue(booked.visit, booked.visitors, actor="user/1", now=NOW)
        text = seal(FACTS, current_key(secrets=(SECRET,), now=NOW))

    rotate()

    assert code_of(scan(text)) is None
    assert key_in_force().kid.hex() not in text


def issue_while_keys_rotate(app: Flask, booked: Booked, *, times: int = 1) -> list[datetime]:
    """Issue passes and, before that is committed, let keys rotate; until when retired ones open."""
    ended, threads = Event(), ThreadPoolExecutor(1)

    def turn() -> None:
        with app.app_context():
            for _ in range(times):
                rotate()
            db.session.remove()
        ended.set()

    with transaction():
        issue(booked.visit, booked.visitors, actor="user/1", now=NOW)
        threads.submit(turn)
        ended.wait(0.5)
    threads.shutdown(wait=True)
    with transaction(write=False) as session:
        retired = SigningKey.retired_at.is_not(None)
        return list(session.scalars(select(SigningKey.opens_until).where(retired)))


def test_a_rotation_waits_for_passes_that_are_being_issued(
    app: Flask, make_visit: MakeVisit
) -> None:
    """R-PASS-4: whoever looks at them before it ends sees them signed with the key that retires."""
    key_in_force()

    opens_until = issue_while_keys_rotate(app, make_visit())

    assert opens_until == [START + timedelta(hours=3)]


def test_a_key_made_while_passes_are_being_issued_waits_for_them_too(
    app: Flask, make_visit: MakeVisit
) -> None:
    """There is none yet that could be held: one is made, and retires at once."""
    opens_until = issue_while_keys_rotate(app, make_visit(), times=2)

    assert opens_until == [START + timedelta(hours=3)]


def test_without_the_hold_a_rotation_forgets_the_passes_being_issued(
    app: Flask, make_visit: MakeVisit, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control; SQLite has one writer, who holds everything."""
    key_in_force()
    monkeypatch.setattr(service, "hold_keys", lambda: None)

    opens_until = issue_while_keys_rotate(app, make_visit())

    held = db.engine.dialect.name == "sqlite"
    assert opens_until == [START + timedelta(hours=3) if held else NOW]


def test_a_retired_key_vouches_for_nothing_later(app: Flask, make_visit: MakeVisit) -> None:
    """Whoever stole it cannot make passes for next month."""
    booked = make_visit()
    with transaction():
        issue(booked.visit, booked.visitors, actor="user/1", now=NOW)
    stolen = key_in_force()
    rotate()
    later = make_facts(ends_at=FACTS.ends_at + timedelta(seconds=1))

    answer = scan(seal(later, stolen))

    assert code_of(answer) is Fault.UNKNOWN_KEY
    assert code_of(scan(seal(FACTS, stolen))) is None


def test_a_retired_keys_private_half_is_gone(app: Flask) -> None:
    retired = key_in_force()

    rotate()

    with transaction(write=False) as session:
        row = session.scalars(select(SigningKey).where(SigningKey.kid == retired.kid.hex())).one()
        assert row.sealed is None
        assert row.opens_until == NOW


def test_a_rotation_is_in_the_journal(app: Flask) -> None:
    old = key_in_force().kid.hex()

    new = rotate()

    with transaction(write=False):
        [entry] = timeline(f"key/{new}")
    assert entry.event == "pass.key-rotated"
    assert entry.facts["retired"] == old


def test_a_key_made_by_another_process_is_found_at_the_first_scan(app: Flask) -> None:
    here = KeyRing()
    with transaction():
        here.open(seal(FACTS, current_key(secrets=(SECRET,), now=NOW)), NOW)
        rotate_keys(actor="user/1", secret=SECRET, now=NOW)
        text = seal(FACTS, current_key(secrets=(SECRET,), now=NOW))

        answer = here.open(text, NOW)

    assert code_of(answer) is None


def test_a_strangers_code_before_the_scanner_costs_one_look_a_second(app: Flask) -> None:
    stranger, _ = make_keys(b"\x09\x09\x09\x09", seed=9)
    text, ring, statements = seal(FACTS, stranger), KeyRing(), []
    event.listen(db.engine, "before_cursor_execute", lambda *seen: statements.append(seen[2]))

    with transaction(write=False):
        answers = {code_of(ring.open(text, NOW)) for _ in range(50)}
        asked = sum("signing_keys" in statement for statement in statements)
        ring.open(text, NOW + timedelta(seconds=1))
        asked_later = sum("signing_keys" in statement for statement in statements)

    assert answers == {Fault.UNKNOWN_KEY}
    assert asked == 2  # The ring's first reading, and one for the stranger.
    assert asked_later == 3


def test_many_strangers_do_not_fill_the_memory(app: Flask) -> None:
    ring = KeyRing()

    with transaction(write=False):
        for number in range(300):
            stranger, _ = make_keys(number.to_bytes(4, "big"), seed=9)
            ring.open(seal(FACTS, stranger), NOW)

    assert len(ring.missed) <= 100


def test_a_rotation_elsewhere_is_noticed_within_a_minute(app: Flask) -> None:
    ring, stolen = KeyRing(), key_in_force()
    text = seal(make_facts(ends_at=START + timedelta(days=60)), stolen)
    with transaction(write=False):
        before = ring.open(text, NOW)
    rotate()

    with transaction(write=False):
        after = ring.open(text, NOW + timedelta(minutes=1))

    assert code_of(before) is None
    assert code_of(after) is Fault.UNKNOWN_KEY


def test_with_another_secret_nothing_is_signed_and_the_way_out_is_named(app: Flask) -> None:
    key_in_force()

    with pytest.raises(Unavailable) as refused:
        key_in_force(secret=ANOTHER_SECRET)

    assert "ACCESSDESK_SECRET_KEY" in refused.value.detail
    assert "rotate" in refused.value.next_step


def test_rotating_is_the_way_out(app: Flask) -> None:
    key_in_force()

    name = rotate(secret=ANOTHER_SECRET)

    assert key_in_force(secret=ANOTHER_SECRET).kid.hex() == name


@pytest.mark.parametrize(
    ("secret", "name", "cut"),
    [
        ("other", b"kid1", 0),
        ("secret", b"kid2", 0),
        ("secret", b"kid1", 1),
        ("secret", b"kid1", 60),
    ],
    ids=["secret", "name", "cut", "empty"],
)
def test_a_sealed_key_opens_with_its_secret_and_name_only(
    secret: str, name: bytes, cut: int
) -> None:
    sealed = seal_private(b"\x07" * 32, secret="secret", name=b"kid1")

    assert open_private(sealed, secrets=("secret",), name=b"kid1") == b"\x07" * 32
    assert open_private(sealed[: len(sealed) - cut], secrets=(secret,), name=name) is None
