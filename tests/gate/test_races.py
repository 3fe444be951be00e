"""What two desks do at the same moment: R-GATE-6, R-PASS-3. Each race has its control."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest
from sqlalchemy import delete, func, insert, literal, select, text, update
from sqlalchemy.exc import OperationalError

from accessdesk.db import db, transaction
from accessdesk.errors import Invalid
from accessdesk.gate import service
from accessdesk.gate.entry import letting_in, rows
from accessdesk.gate.entry.on_file import get_case
from accessdesk.gate.entry.papers import ScannedId
from accessdesk.gate.entry.replay import replay_all
from accessdesk.gate.entry.rows import Entered, keep_attempt
from accessdesk.gate.rules import Decision, RefusalCode
from accessdesk.gate.service import EntryAttempt, Finding
from accessdesk.gate.tables import ADMISSIONS, IS_INSIDE, PASSES, REQUESTS
from accessdesk.journal.models import JournalEntry
from accessdesk.journal.rules import Event as Recorded
from accessdesk.journal.service import record
from accessdesk.passes.rules import PassState
from accessdesk.service_requests.rules import Status
from tests.conftest import SECRET
from tests.gate.documents import passport
from tests.gate.given import DURING

MULLER = ScannedId(passport("Mueller", "Juergen"), original=True)
DESKS = 16
RIVALS = 8  # All of them hold a connection at once, and the pool has ten.
INDEX = next(each for each in ADMISSIONS.indexes if each.name == "uq_admissions_visitor_id_inside")
BADGES = next(
    each for each in ADMISSIONS.indexes if each.name == "uq_admissions_site_id_badge_inside"
)
PEOPLE = next(
    each for each in ADMISSIONS.indexes if each.name == "uq_admissions_company_person_inside"
)


def run_at_once(app, count, work):
    """Let threads begin the same work at the same moment, and collect what they answer."""
    start = Barrier(count)

    def run(_nth):
        with app.app_context():
            start.wait()
            return work()

    with ThreadPoolExecutor(count) as desks:
        return list(desks.map(run, range(count)))


def admit(officer, code, *, write=True, badge=""):
    with transaction(write=write):
        attempt = EntryAttempt(code=code, document=MULLER, badge=badge)
        return service.admit(officer, "AMS1", attempt, secret=SECRET, now=DURING)


def count_inside():
    with transaction(write=False) as session:
        return session.scalar(select(func.count()).select_from(ADMISSIONS).where(IS_INSIDE))


def assert_one_admission(answers):
    decisions = [answer.decision for answer in answers]
    refused = [answer.code for answer in answers if answer.decision is Decision.REFUSE]
    assert decisions.count(Decision.ADMIT) == 1
    assert refused == [RefusalCode.ALREADY_INSIDE] * (len(answers) - 1)
    assert count_inside() == 1
    with transaction():
        replays = list(replay_all())
    assert len(replays) == len(answers)
    assert all(each.same and each.facts_intact for each in replays)


def test_of_sixteen_desks_with_one_pass_one_admits(app, officer, make_visit):
    """R-GATE-6."""
    code = make_visit().code

    answers = run_at_once(app, DESKS, lambda: admit(officer, code))

    assert_one_admission(answers)


def look_first(officer, code, monkeypatch):
    """Make every desk look before any of them writes, so that all believe nobody is inside."""
    looked = Barrier(RIVALS)

    def work():
        with transaction(write=False):
            case = get_case(officer, "AMS1", code, now=DURING)
        looked.wait()
        found[desk()] = case
        return admit(officer, code)

    found = {}

    def desk():
        return db.session.registry.scopefunc()

    monkeypatch.setattr(service, "get_case", lambda *_args, **_kwargs: found[desk()])
    return work


def test_desks_that_all_looked_before_one_wrote_still_admit_one(
    app, officer, make_visit, monkeypatch
):
    """R-GATE-6: the index decides, and not what somebody read a moment ago."""
    work = look_first(officer, make_visit().code, monkeypatch)

    answers = run_at_once(app, RIVALS, work)

    assert_one_admission(answers)


@pytest.fixture
def no_index(app) -> Iterator[None]:
    """Take the indexes away that hold one person, and one name of a company, to one stay."""
    yield from without(INDEX, PEOPLE)


@pytest.fixture
def no_badges(app) -> Iterator[None]:
    """Take the index away that holds one badge to one visitor."""
    yield from without(BADGES)


def without(*indexes) -> Iterator[None]:
    with db.engine.begin() as connection:
        for index in indexes:
            index.drop(connection)
    yield
    with db.engine.begin() as connection:
        connection.execute(delete(ADMISSIONS))
        for index in indexes:
            index.create(connection)


def write_without_claim(connection, attempt, stay, *, first, room):
    del first, room
    attempt_id = keep_attempt(connection, attempt)
    row = insert(ADMISSIONS).values(stay | {"attempt_id": attempt_id}).returning(ADMISSIONS.c.id)
    return Entered(attempt_id, connection.execute(row).scalar_one())


@pytest.mark.usefixtures("no_index")
def test_without_the_index_looking_and_then_writing_admits_them_all(
    app, officer, make_visit, monkeypatch
):
    """The control of the two races above."""
    work = look_first(officer, make_visit().code, monkeypatch)
    monkeypatch.setattr(letting_in, "enter", write_without_claim)

    answers = run_at_once(app, RIVALS, work)

    assert [answer.decision for answer in answers] == [Decision.ADMIT] * RIVALS
    assert count_inside() == RIVALS


def hand_out_at_once(app, officer, make_visit):
    """Let each desk admit a visitor of its own, all with one badge; count what they answer."""
    codes = iter(make_visit(*["Jürgen Müller"] * RIVALS).codes)

    def work():
        try:
            return admit(officer, next(codes), badge="V005").decision
        except Invalid as refused:
            return refused.fields["badge"]

    return Counter(run_at_once(app, RIVALS, work))


def test_of_the_desks_that_hand_out_one_badge_one_does(app, officer, make_visit):
    """R-GATE-9: and nothing of the others is kept."""
    answers = hand_out_at_once(app, officer, make_visit)

    assert answers == {Decision.ADMIT: 1, "V005 is with Jürgen Müller.": RIVALS - 1}
    assert count_inside() == 1
    with transaction():
        assert len(list(replay_all())) == 1


@pytest.mark.usefixtures("no_badges")
def test_without_the_index_every_desk_hands_the_badge_out(app, officer, make_visit):
    """The control of the race above."""
    answers = hand_out_at_once(app, officer, make_visit)

    assert answers == {Decision.ADMIT: RIVALS}


def cancel(visit):
    """Call a visit off as its customer does: request first, then passes, then the journal."""
    with transaction() as session:
        called_off = update(REQUESTS).where(REQUESTS.c.id == visit.request_id)
        session.execute(called_off.values(status=Status.CANCELLED))
        ended = {"state": PassState.REVOKED, "ended_at": DURING, "ended_reason": "cancelled"}
        session.execute(update(PASSES).where(PASSES.c.id == visit.passes[0]).values(ended))
        record(
            Recorded.REQUEST_CANCELLED,
            stream="site:AMS1",
            subject=f"request/{visit.reference}",
            at=DURING,
            actor="system",
            facts={},
        )


def recorded():
    with transaction(write=False) as session:
        events = session.scalars(select(JournalEntry.event).order_by(JournalEntry.seq)).all()
    return [each for each in events if each in {"gate.admitted", "request.cancelled"}]


def cancel_between(app, visit, monkeypatch, *, hold, patience):
    """Let the customer cancel just after the desk has looked; returns whether they got through."""
    done, threads = Event(), ThreadPoolExecutor(1)

    def work():
        with app.app_context():
            cancel(visit)
        done.set()

    got_through = []

    def find_then_let_cancel(*args, **kwargs):
        found = get_case(*args, **(kwargs | {"hold": hold}))
        threads.submit(work)
        got_through.append(done.wait(patience))
        return found

    monkeypatch.setattr(service, "get_case", find_then_let_cancel)
    return got_through, threads


def test_a_cancellation_waits_for_an_entry_that_has_begun(app, officer, make_visit, monkeypatch):
    """R-PASS-3: nobody enters on a visit that had been called off by then."""
    visit = make_visit()
    got_through, threads = cancel_between(app, visit, monkeypatch, hold=True, patience=0.5)

    answer = admit(officer, visit.code)
    threads.shutdown(wait=True)

    assert answer.decision is Decision.ADMIT
    assert got_through == [False]
    assert recorded() == ["gate.admitted", "request.cancelled"]


def test_without_the_lock_a_cancellation_slips_in_between(app, officer, make_visit, monkeypatch):
    """The control: PostgreSQL would let the person in, SQLite notices and fails."""
    visit = make_visit()
    got_through, threads = cancel_between(app, visit, monkeypatch, hold=False, patience=10)

    if db.engine.dialect.name == "sqlite":
        with pytest.raises(OperationalError):
            admit(officer, visit.code, write=False)
    else:
        admit(officer, visit.code)
    threads.shutdown(wait=True)

    assert got_through == [True]
    assert recorded()[0] == "request.cancelled"


def test_visitors_of_one_request_enter_side_by_side_without_a_deadlock(app, officer, make_visit):
    names = ["Jürgen Müller"] * RIVALS
    codes = iter(make_visit(*names).codes)

    answers = run_at_once(app, RIVALS, lambda: admit(officer, next(codes)))

    assert [answer.decision for answer in answers] == [Decision.ADMIT] * RIVALS


def come_at_once(app, officer, make_visit, monkeypatch, *, places):
    """Let each desk admit a visitor of its own, all after they saw that there is room."""
    visit = make_visit(*["Jürgen Müller"] * RIVALS, visitor_capacity=places)
    codes, looked, found = iter(visit.codes), Barrier(RIVALS), {}

    def work():
        code = next(codes)
        with transaction(write=False):
            case = get_case(officer, "AMS1", code, now=DURING)
        looked.wait()
        found[code] = case
        return admit(officer, code)

    monkeypatch.setattr(service, "get_case", lambda _actor, _site, code, **_: found[code])
    return run_at_once(app, RIVALS, work)


def test_of_the_desks_that_all_saw_the_last_places_as_many_admit_as_there_are(
    app, officer, make_visit, monkeypatch
):
    """A site holds no more than it may; the others are told so, and decide again to the same."""
    answers = come_at_once(app, officer, make_visit, monkeypatch, places=3)

    told = Counter((answer.decision, answer.code) for answer in answers)
    assert told == {(Decision.ADMIT, None): 3, (Decision.REVIEW, RefusalCode.SITE_FULL): RIVALS - 3}
    assert count_inside() == 3
    full = next(each for each in answers if each.code is RefusalCode.SITE_FULL)
    assert "3 people are inside, and the site may hold 3." in full.words.detail
    with transaction():
        replays = list(replay_all())
    assert len(replays) == RIVALS
    assert all(each.same and each.facts_intact for each in replays)


def test_a_place_that_is_free_again_a_moment_later_is_told_as_full_and_not_as_inside(
    app, officer, make_visit, monkeypatch
):
    """Somebody left between the claim and the look at why it was lost."""
    visit = make_visit(*["Jürgen Müller"] * 2, visitor_capacity=1)
    with transaction(write=False):
        case = get_case(officer, "AMS1", visit.codes[1], now=DURING)
    admit(officer, visit.codes[0])
    monkeypatch.setattr(service, "get_case", lambda *_, **__: case)
    monkeypatch.setattr(letting_in, "count_inside", lambda *_: 0)

    answer = admit(officer, visit.codes[1])

    assert (answer.decision, answer.code) == (Decision.REVIEW, RefusalCode.SITE_FULL)


def test_without_the_claim_every_desk_takes_the_last_place(app, officer, make_visit, monkeypatch):
    """The control of the race above: what a desk has counted is true no more when it writes."""
    monkeypatch.setattr(letting_in, "room_to_keep", lambda _decided: None)

    answers = come_at_once(app, officer, make_visit, monkeypatch, places=3)

    assert [answer.decision for answer in answers] == [Decision.ADMIT] * RIVALS
    assert count_inside() == RIVALS


def test_without_the_wait_postgresql_lets_more_in_than_there_are_places(
    app, officer, make_visit, monkeypatch
):
    """The control of the wait alone: a count within the statement sees no entry under way."""
    if db.engine.dialect.name == "sqlite":
        return  # One writer at a time is SQLite's own way.
    monkeypatch.setattr(rows, "WAIT_FOR_ROOM", select(literal(1)))
    inside = []

    for _ in range(5):  # It takes two at the very same moment, which a busy machine may not give.
        with transaction() as session:
            session.execute(delete(ADMISSIONS))
        come_at_once(app, officer, make_visit, monkeypatch, places=3)
        inside.append(count_inside())

    assert max(inside) > 3


def test_who_vouches_lets_somebody_in_beyond_the_last_place(app, officer, make_visit, monkeypatch):
    """What was full before is still the officer's to judge, and takes no place of anybody."""
    visit = make_visit("Jürgen Müller", "Jürgen Müller", visitor_capacity=1)
    admit(officer, visit.codes[0])
    with transaction():
        found = Finding(photo_matches=True, name_compared=True, reason="one is on the way out")
        attempt = EntryAttempt(code=visit.codes[1], document=MULLER, badge="", finding=found)
        answer = service.admit(officer, "AMS1", attempt, secret=SECRET, now=DURING)

    assert answer.decision is Decision.ADMIT
    assert count_inside() == 2


def test_far_from_the_last_place_entries_go_side_by_side_and_hold_off_those_near_it(app):
    """So that a large site is as quick as one without a limit, until it is nearly full."""
    if db.engine.dialect.name == "sqlite":
        return  # One writer at a time is SQLite's own way.
    far, near = rows.Room(10_000, 0), rows.Room(10_000, 9_999)
    with db.engine.connect() as one, db.engine.connect() as two, db.engine.connect() as three:
        three.execute(text("SET lock_timeout = '50ms'"))
        bounds = [rows.wait_for_room(each, 1, far) for each in (one, two)]
        elsewhere = rows.wait_for_room(three, 2, near)
        with pytest.raises(OperationalError):
            rows.wait_for_room(three, 1, near)

    most = 10_000 - bounds[0] + 1
    assert bounds == [10_000 - most + 1] * 2
    assert most >= RIVALS
    assert elsewhere == 10_000


def test_desks_at_a_large_site_all_admit(app, officer, make_visit, monkeypatch):
    answers = come_at_once(app, officer, make_visit, monkeypatch, places=10_000)

    assert [answer.decision for answer in answers] == [Decision.ADMIT] * RIVALS


def test_what_a_server_said_before_it_was_restarted_is_gone_by_no_more(app):
    """It may take more at once by now, and a site that is not full would turn people away."""
    if db.engine.dialect.name == "sqlite":
        return  # One writer at a time is SQLite's own way.
    with db.engine.connect() as before:
        before.info[rows._MOST_AT_ONCE] = 1
    db.engine.dispose()  # As the engine does when the server is lost.

    with db.engine.connect() as after:
        bound = rows.wait_for_room(after, 1, rows.Room(10_000, 0))

    assert 10_000 - bound + 1 >= RIVALS
