"""Scan, check, admit, let out, undo: against a real database, on both kinds."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import event, func, select, update

from accessdesk.db import db, transaction
from accessdesk.errors import Conflict, Invalid, NotFound
from accessdesk.gate import service
from accessdesk.gate.departures import TAKEN_BACK_WITHIN, depart, take_back_departure, undo
from accessdesk.gate.entry.papers import ScannedId, TypedId
from accessdesk.gate.models import Admission, GateAttempt
from accessdesk.gate.rules import Decision, RefusalCode
from accessdesk.gate.service import EntryAttempt, Finding
from accessdesk.identity.judging.presented import IdKind, TypedDocument
from accessdesk.journal.models import JournalEntry
from accessdesk.passes.models import Pass
from accessdesk.passes.rules import PassState
from accessdesk.service_requests.models import ServiceRequest, Visitor
from accessdesk.service_requests.rules import Status
from tests.conftest import SECRET
from tests.gate.documents import passport
from tests.gate.given import DURING, STARTS_AT

MULLER = ScannedId(passport("Mueller", "Juergen"), original=True)
SMITH = ScannedId(passport("Smith", "Agent"), original=True)
FOUND = Finding(photo_matches=True, name_compared=True, reason="same face", birthday_asked=True)


def attempt(code, document=MULLER, badge="V-07", **more):
    return EntryAttempt(code=code, document=document, badge=badge, desk="north", **more)


def admit(actor, code, document=MULLER, *, now=DURING, site="AMS1", **more):
    with transaction():
        return service.admit(actor, site, attempt(code, document, **more), secret=SECRET, now=now)


def scan(actor, code, *, now=DURING, site="AMS1"):
    with transaction():
        return service.scan(actor, site, code, now=now)


def count(table):
    with transaction(write=False) as session:
        return session.scalar(select(func.count()).select_from(table))


def events():
    with transaction(write=False) as session:
        rows = session.scalars(select(JournalEntry).order_by(JournalEntry.seq))
        return [(row.event, json.loads(row.body)["facts"]) for row in rows if "gate" in row.event]


def test_a_scan_of_a_good_pass_asks_for_an_id_and_changes_nothing(officer, make_visit):
    """R-GATE-1."""
    visit = make_visit()

    answer = scan(officer, visit.code)

    assert answer.decision is Decision.PRESENT_ID
    assert answer.permit.bearer.name == "Jürgen Müller"
    assert count(GateAttempt) == 0
    assert events() == []


def test_who_shows_pass_and_passport_in_time_is_admitted(officer, make_visit):
    """R-GATE-2."""
    visit = make_visit()

    answer = admit(officer, visit.code)

    assert answer.decision is Decision.ADMIT
    with transaction(write=False) as session:
        stay = session.get_one(Admission, answer.admission_id)
        assert (stay.visitor_id, stay.badge, stay.desk) == (visit.visitors[0], "V-07", "north")
        assert stay.entered_at == DURING
        assert stay.officer_id == officer.user_id
        assert stay.id_number_kept is None
        kept = session.get_one(GateAttempt, answer.attempt_id)
        assert (kept.decision, kept.code, kept.at) == (Decision.ADMIT, None, DURING)
        request = session.get_one(ServiceRequest, visit.request_id)
        assert request.status is Status.IN_PROGRESS
    [(name, facts)] = events()
    assert name == "gate.admitted"
    assert facts["admission"] == answer.admission_id
    assert facts["attempt"] == answer.attempt_id


def test_the_short_code_does_what_the_square_code_does(officer, make_visit):
    visit = make_visit()
    typed = visit.short_codes[0].lower()

    answer = admit(officer, f" {typed[:4]}-{typed[4:8]} {typed[8:]} ")

    assert answer.decision is Decision.ADMIT


def test_a_typed_document_does_what_a_scanned_one_does(officer, make_visit):
    """R-GATE-4."""
    visit = make_visit()
    typed = TypedDocument(IdKind.NATIONAL_ID, "NLD", "Müller", "Jürgen", date(2030, 1, 1))

    answer = admit(officer, visit.code, TypedId(typed, original=True))

    assert answer.decision is Decision.ADMIT


def test_the_second_visitor_of_a_request_enters_on_a_pass_of_their_own(officer, make_visit):
    visit = make_visit("Jürgen Müller", "Agent Smith")

    answers = [
        admit(officer, visit.codes[0]),
        admit(officer, visit.codes[1], SMITH, badge="V-08"),
    ]

    assert [answer.decision for answer in answers] == [Decision.ADMIT, Decision.ADMIT]


def test_a_badge_is_with_one_visitor_at_a_time(officer, make_visit):
    """R-GATE-9: who has it is named, and nothing is kept of the second entry."""
    visit = make_visit("Jürgen Müller", "Agent Smith")
    first = admit(officer, visit.codes[0])

    with pytest.raises(Invalid) as refused:
        admit(officer, visit.codes[1], SMITH)
    with transaction():
        depart(officer, "AMS1", first.admission_id, badge_returned=True, now=DURING)
    second = admit(officer, visit.codes[1], SMITH)

    assert refused.value.fields == {"badge": "V-07 is with Jürgen Müller."}
    assert second.decision is Decision.ADMIT
    assert count(GateAttempt) == 2
    assert [name for name, _ in events()] == ["gate.admitted", "gate.departed", "gate.admitted"]


def test_without_a_badge_any_number_may_be_inside(officer, make_visit):
    visit = make_visit("Jürgen Müller", "Agent Smith")

    answers = [
        admit(officer, visit.codes[0], badge=""),
        admit(officer, visit.codes[1], SMITH, badge=""),
    ]

    assert [answer.decision for answer in answers] == [Decision.ADMIT, Decision.ADMIT]


def test_another_site_may_have_a_badge_of_the_same_number(make_officer, make_visit):
    officer = make_officer("AMS1", "LHR2")
    here, there = make_visit(), make_visit("Agent Smith", site="LHR2")

    answers = [
        admit(officer, here.code),
        admit(officer, there.code, SMITH, site="LHR2"),
    ]

    assert [answer.decision for answer in answers] == [Decision.ADMIT, Decision.ADMIT]


def test_who_is_inside_already_is_told_so_whatever_the_badge(officer, make_visit):
    """R-GATE-6."""
    visit = make_visit()
    admit(officer, visit.code)

    again = admit(officer, visit.code)

    assert again.code is RefusalCode.ALREADY_INSIDE


def test_a_refusal_is_kept_with_its_facts_and_its_words(officer, make_visit):
    """R-GATE-7."""
    visit = make_visit()

    answer = admit(officer, visit.code, SMITH)

    assert (answer.decision, answer.code) == (Decision.REFUSE, RefusalCode.NAME_MISMATCH)
    assert count(Admission) == 0
    with transaction(write=False) as session:
        kept = session.get_one(GateAttempt, answer.attempt_id)
        assert (kept.decision, kept.code) == (
            Decision.REFUSE,
            RefusalCode.NAME_MISMATCH,
        )
        assert kept.request_id == visit.request_id
        assert kept.facts["shown_id"]["name"] == "no-match"
        assert kept.facts["shown_id"]["document"]["expires_on"] == "2031-05-04"
        assert kept.remarks
        assert session.get_one(ServiceRequest, visit.request_id).status is Status.SCHEDULED
    assert [name for name, _ in events()] == ["gate.refused"]


def test_a_refused_scan_is_kept_even_when_no_pass_of_ours_was_read(officer):
    answer = scan(officer, "https://example.org/menu")

    assert answer.code is RefusalCode.UNKNOWN
    with transaction(write=False) as session:
        kept = session.get_one(GateAttempt, answer.attempt_id)
        assert (kept.request_id, kept.pass_id) == (None, None)
        assert "example" not in json.dumps(kept.facts)


def test_an_altered_pass_is_called_forged(officer, make_visit):
    """R-PASS-2."""
    code = make_visit().code
    last = "0" if code[-1] != "0" else "1"

    answer = scan(officer, code[:-1] + last)

    assert answer.code is RefusalCode.FORGED


def test_a_pass_of_another_site_names_that_site(officer, make_visit):
    visit = make_visit(site="LHR2")

    answer = scan(officer, visit.code)

    assert answer.code is RefusalCode.WRONG_SITE
    assert "LHR2" in answer.words.detail


@pytest.mark.parametrize(
    ("now", "code", "told"),
    [
        (STARTS_AT - timedelta(minutes=16), RefusalCode.TOO_EARLY, "Tue 1 Dec 08:45 CET"),
        (STARTS_AT + timedelta(hours=3, minutes=5), RefusalCode.TOO_LATE, "Tue 1 Dec 12:05 CET"),
    ],
)
def test_who_is_too_early_or_too_late_is_told_the_gates_times(officer, make_visit, now, code, told):
    """R-WIN-7."""
    visit = make_visit(early_minutes=15, late_minutes=5)

    answer = scan(officer, visit.code, now=now)

    assert answer.code is code
    assert told in answer.words.detail


def test_an_ended_pass_or_request_is_refused_at_once(officer, make_visit):
    """R-PASS-3."""
    superseded, cancelled = make_visit(), make_visit("Agent Smith")
    with transaction() as session:
        session.execute(
            update(Pass)
            .where(Pass.id == superseded.passes[0])
            .values(state=PassState.SUPERSEDED, ended_at=DURING, ended_reason="")
        )
        session.execute(
            update(ServiceRequest)
            .where(ServiceRequest.id == cancelled.request_id)
            .values(status=Status.CANCELLED)
        )

    answers = [admit(officer, superseded.code), admit(officer, cancelled.code, SMITH)]

    assert [answer.code for answer in answers] == [RefusalCode.SUPERSEDED, RefusalCode.REVOKED]


def test_nobody_enters_twice_without_leaving(officer, make_visit):
    """R-GATE-6."""
    visit = make_visit()
    admit(officer, visit.code)

    answer = admit(officer, visit.code)

    assert answer.code is RefusalCode.ALREADY_INSIDE
    assert count(Admission) == 1


def test_who_has_left_enters_again_within_the_window(officer, make_visit):
    visit = make_visit()
    first = admit(officer, visit.code)
    with transaction():
        depart(officer, "AMS1", first.admission_id, badge_returned=True, now=DURING)

    again = admit(officer, visit.code, now=DURING + timedelta(minutes=20))

    assert again.decision is Decision.ADMIT
    assert count(Admission) == 2


def test_a_corrected_name_opens_the_gate_to_the_same_pass(officer, make_visit):
    """R-GATE-5: a mismatch never admits; the contact corrects, and the same pass works."""
    visit = make_visit("Jorge Molina")
    refused = admit(officer, visit.code)
    with transaction() as session:
        session.execute(
            update(Visitor).where(Visitor.id == visit.visitors[0]).values(name="Jürgen Müller")
        )

    admitted = admit(officer, visit.code)

    assert refused.code is RefusalCode.NAME_MISMATCH
    assert admitted.decision is Decision.ADMIT


def test_a_close_name_is_admitted_on_the_officers_recorded_judgement(officer, make_visit):
    """R-GATE-5."""
    visit = make_visit("Jürgen Müller")
    close = ScannedId(passport("Mueler", "Juergen"), original=True)

    asked = admit(officer, visit.code, close)
    answer = admit(officer, visit.code, close, finding=FOUND)

    assert (asked.decision, asked.code) == (Decision.REVIEW, RefusalCode.NAME_REVIEW)
    assert answer.decision is Decision.ADMIT
    with transaction(write=False) as session:
        kept = session.get_one(GateAttempt, answer.attempt_id)
        assert kept.facts["judgement"] == {
            "photo_matches": True,
            "name_compared": True,
            "reason_given": True,
            "birthday_asked": True,
            "another_person": None,
        }
        assert "Officer: same face" in kept.remarks


@pytest.mark.parametrize("document", [MULLER, SMITH])
def test_an_officer_who_sees_another_face_stops_the_visitor(officer, make_visit, document):
    visit = make_visit()
    other_face = replace(FOUND, photo_matches=False)

    answer = admit(officer, visit.code, document, finding=other_face)

    code = RefusalCode.NAME_MISMATCH if document is SMITH else RefusalCode.PHOTO_MISMATCH
    assert answer.code is code


def test_a_checked_id_is_carried_to_the_entry_without_a_second_scan(officer, make_visit):
    visit = make_visit()
    with transaction():
        checked = service.check(officer, "AMS1", attempt(visit.code), secret=SECRET, now=DURING)
    nothing_written = count(GateAttempt) == 0

    answer = admit(officer, visit.code, checked.seen)

    assert checked.decision is Decision.ADMIT
    assert checked.attempt_id is None
    assert nothing_written
    assert answer.decision is Decision.ADMIT


def test_a_check_that_is_no_yes_is_kept(officer, make_visit):
    visit = make_visit()

    with transaction():
        answer = service.check(
            officer, "AMS1", attempt(visit.code, SMITH), secret=SECRET, now=DURING
        )

    assert answer.code is RefusalCode.NAME_MISMATCH
    assert count(GateAttempt) == 1


@pytest.mark.parametrize(
    ("keeps", "kept"), [("nothing", None), ("last-four", "2026"), ("keyed-digest", 64)]
)
def test_of_the_number_the_site_keeps_what_its_profile_says(officer, make_visit, keeps, kept):
    """R-GATE-8."""
    visit = make_visit(id_profile={"keeps": keeps})

    answer = admit(officer, visit.code)

    with transaction(write=False) as session:
        number = session.get_one(Admission, answer.admission_id).id_number_kept
    assert (len(number) if isinstance(kept, int) else number) == kept


def test_an_officer_of_another_site_finds_nothing_here(make_officer, make_visit):
    """R-SEC-1: a site where one is not posted is as if it did not exist."""
    stranger = make_officer("LHR2", name="Stray Officer")
    visit = make_visit()

    for site in ("AMS1", "NOWHERE"):
        with pytest.raises(NotFound):
            scan(stranger, visit.code, site=site)
        with pytest.raises(NotFound):
            admit(stranger, visit.code, site=site)
    assert count(GateAttempt) == 0


def test_a_posting_ends_after_its_last_day_at_the_site(make_officer, make_visit):
    visit = make_visit()
    officer = make_officer(until_on=date(2026, 12, 1))
    last_moment = datetime(2026, 12, 1, 22, 59, tzinfo=UTC)

    scan(officer, visit.code, now=last_moment)

    with pytest.raises(NotFound):
        scan(officer, visit.code, now=last_moment + timedelta(minutes=1))


def test_a_departure_closes_the_stay_once(officer, make_visit):
    """R-GATE-9."""
    visit = make_visit()
    admission_id = admit(officer, visit.code).admission_id
    left_at = DURING + timedelta(minutes=30)

    with transaction():
        closed = depart(officer, "AMS1", admission_id, badge_returned=False, now=left_at)

    assert (closed.visitor, closed.badge, closed.left_at) == ("Jürgen Müller", "V-07", left_at)
    with transaction(write=False) as session:
        stay = session.get_one(Admission, admission_id)
        assert (stay.left_at, stay.badge_returned) == (left_at, False)
        assert stay.let_out_by_id == officer.user_id
    assert events()[-1][0] == "gate.departed"
    with pytest.raises(Conflict), transaction():
        depart(officer, "AMS1", admission_id, badge_returned=True, now=left_at)


def test_a_clock_that_is_behind_never_lets_somebody_leave_before_they_came(officer, make_visit):
    visit = make_visit()
    admission_id = admit(officer, visit.code).admission_id

    with transaction():
        earlier = DURING - timedelta(seconds=1)
        closed = depart(officer, "AMS1", admission_id, badge_returned=True, now=earlier)

    assert closed.left_at == DURING


def test_an_officer_of_another_site_lets_nobody_out(officer, make_officer, make_visit):
    stranger = make_officer("LHR2", name="Stray Officer")
    admission_id = admit(officer, make_visit().code).admission_id

    for site in ("AMS1", "LHR2"):
        with pytest.raises(NotFound), transaction():
            depart(stranger, site, admission_id, badge_returned=True, now=DURING)


def test_a_mistaken_entry_is_undone_and_stays_on_record(officer, make_visit):
    """R-GATE-12."""
    visit = make_visit()
    first = admit(officer, visit.code)

    with transaction():
        undo(officer, "AMS1", first.admission_id, reason="wrong button", now=DURING)

    again = admit(officer, visit.code)
    assert again.decision is Decision.ADMIT
    with transaction(write=False) as session:
        stay = session.get_one(Admission, first.admission_id)
        assert (stay.undone_at, stay.undone_reason) == (DURING, "wrong button")
        assert session.get_one(GateAttempt, first.attempt_id).decision == "admit"
    assert "gate.undone" in [name for name, _ in events()]


def test_an_entry_is_not_undone_without_a_reason_or_twice(officer, make_visit):
    admission_id = admit(officer, make_visit().code).admission_id

    with pytest.raises(Invalid), transaction():
        undo(officer, "AMS1", admission_id, reason="  ", now=DURING)
    with transaction():
        undo(officer, "AMS1", admission_id, reason="wrong button", now=DURING)
    with pytest.raises(Conflict), transaction():
        undo(officer, "AMS1", admission_id, reason="wrong button", now=DURING)


def leave(actor, admission_id, *, now=DURING):
    with transaction():
        depart(actor, "AMS1", admission_id, badge_returned=True, now=now)


def take_back(actor, admission_id, *, reason="wrong row", now=DURING):
    with transaction():
        take_back_departure(actor, "AMS1", admission_id, reason=reason, now=now)


def test_a_mistaken_departure_is_taken_back_and_stays_on_record(officer, make_visit):
    """R-GATE-12."""
    visit = make_visit()
    admission_id = admit(officer, visit.code).admission_id
    leave(officer, admission_id)

    take_back(officer, admission_id)

    assert admit(officer, visit.code).code is RefusalCode.ALREADY_INSIDE
    with transaction(write=False) as session:
        stay = session.get_one(Admission, admission_id)
        assert (stay.left_at, stay.let_out_by_id, stay.badge_returned) == (None, None, None)
    assert [name for name, _ in events()][:3] == [
        "gate.admitted",
        "gate.departed",
        "gate.corrected",
    ]
    assert "wrong row" not in json.dumps(events())


def test_a_departure_is_taken_back_with_a_reason_once_and_in_time(officer, make_visit):
    admission_id = admit(officer, make_visit().code).admission_id
    leave(officer, admission_id)

    with pytest.raises(Invalid):
        take_back(officer, admission_id, reason=" ")
    with pytest.raises(Conflict) as late:
        take_back(officer, admission_id, now=DURING + TAKEN_BACK_WITHIN)
    take_back(officer, admission_id)
    with pytest.raises(Conflict) as twice:
        take_back(officer, admission_id)

    assert {late.value.code, twice.value.code} == {"departure-stands"}


def test_a_departure_stands_once_the_visitor_is_inside_again(officer, make_visit):
    """R-GATE-6."""
    visit = make_visit()
    first = admit(officer, visit.code).admission_id
    leave(officer, first)
    admit(officer, visit.code, badge="V-08")

    with pytest.raises(Conflict):
        take_back(officer, first)

    assert [name for name, _ in events()][-1] == "gate.admitted"


def test_a_departure_stands_once_somebody_else_has_the_badge(officer, make_visit):
    visit = make_visit("Jürgen Müller", "Agent Smith")
    first = admit(officer, visit.codes[0]).admission_id
    leave(officer, first)
    admit(officer, visit.codes[1], SMITH)

    with pytest.raises(Conflict):
        take_back(officer, first)


def test_an_officer_of_another_site_takes_no_departure_back(officer, make_officer, make_visit):
    """R-SEC-1."""
    stranger = make_officer("LHR2", name="Stray Officer")
    admission_id = admit(officer, make_visit().code).admission_id
    leave(officer, admission_id)

    with pytest.raises(NotFound):
        take_back(stranger, admission_id)


def test_a_departure_takes_the_sites_code_as_an_entry_does(officer, make_visit):
    admission_id = admit(officer, make_visit().code, site=" ams1 ").admission_id

    with transaction():
        closed = depart(officer, " ams1 ", admission_id, badge_returned=True, now=DURING)

    assert closed.visitor == "Jürgen Müller"


def test_an_admission_costs_few_statements(officer, make_visit, app):
    """The hot path: find, enter, journal; a short code needs no key."""
    visit = make_visit("Jürgen Müller", "Agent Smith")
    admit(officer, visit.codes[0])
    statements = []

    def listen(_conn, _cursor, statement, *_rest):
        statements.append(statement)

    event.listen(db.engine, "before_cursor_execute", listen)
    admit(officer, visit.codes[1], SMITH, badge="V-08")
    event.remove(db.engine, "before_cursor_execute", listen)

    work = [each for each in statements if not each.startswith("BEGIN")]
    assert len(work) <= (3 if db.engine.dialect.name == "postgresql" else 6), work
