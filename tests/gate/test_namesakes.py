"""Somebody of the same name and company who is inside on another request (R-GATE-6)."""

from threading import Barrier

import pytest
from sqlalchemy import insert, select

from accessdesk.db import db, transaction
from accessdesk.gate import service
from accessdesk.gate.departures import depart
from accessdesk.gate.entry import letting_in
from accessdesk.gate.entry.on_file import get_case
from accessdesk.gate.entry.papers import ScannedId
from accessdesk.gate.entry.replay import replay_all
from accessdesk.gate.models import Admission, GateAttempt
from accessdesk.gate.rules import Decision, RefusalCode
from accessdesk.gate.service import EntryAttempt, Finding
from accessdesk.service_requests.models import ServiceRequest
from accessdesk.service_requests.visitors import rename_visitor
from tests.conftest import SECRET
from tests.gate.documents import passport
from tests.gate.given import DURING
from tests.gate.test_races import PEOPLE, count_inside, run_at_once, without, write_without_claim
from tests.gate.test_service import MULLER, SMITH, admit

QUESTION = (
    "A Jürgen Müller of Fiberworks BV is inside since Tue 1 Dec 10:00 CET on R-2026-000001: "
    "the same person?"
)


def found(**more):
    given = {"photo_matches": True, "name_compared": True, "reason": "two brothers, two faces"}
    return Finding(**(given | more))


def test_the_same_person_on_another_request_is_asked_about_and_not_admitted(officer, make_visit):
    first, second = make_visit(), make_visit(customer="fabrikam")
    admit(officer, first.code)

    answer = admit(officer, second.code, badge="V-08")

    assert (answer.decision, answer.code) == (Decision.REVIEW, RefusalCode.SAME_PERSON)
    assert QUESTION in answer.reasons
    assert QUESTION in answer.words.detail
    assert answer.expects == ("judgement", "another-person")
    assert count_inside() == 1


def test_another_person_of_that_name_is_let_in_on_the_officers_recorded_word(officer, make_visit):
    """R-GATE-5, R-GATE-7: and the next of that name is asked about again."""
    codes = [make_visit().code for _ in range(3)]
    admit(officer, codes[0])

    second = admit(officer, codes[1], badge="V-08", finding=found(another_person=True))
    third = admit(officer, codes[2], badge="V-09")

    assert second.decision is Decision.ADMIT
    assert third.code is RefusalCode.SAME_PERSON
    with transaction(write=False) as session:
        kept = session.get_one(GateAttempt, second.attempt_id)
        assert kept.facts["namesake_inside"] is True
        assert kept.facts["judgement"]["another_person"] is True
        assert "Officer: two brothers, two faces" in kept.remarks
        assert all(each.same and each.facts_intact for each in replay_all())


@pytest.mark.parametrize(
    "finding", [None, found(), found(another_person=True, reason=" "), found(birthday_asked=False)]
)
def test_no_judgement_that_leaves_the_question_open_answers_it(officer, make_visit, finding):
    """R-GATE-13: a word on the name is none on who is inside."""
    first, second = make_visit(), make_visit()
    admit(officer, first.code)

    answer = admit(officer, second.code, badge="V-08", finding=finding)

    assert answer.code is RefusalCode.SAME_PERSON


def test_the_same_person_is_inside_already(officer, make_visit):
    first, second = make_visit(), make_visit()
    admit(officer, first.code)

    answer = admit(officer, second.code, badge="V-08", finding=found(another_person=False))

    assert (answer.decision, answer.code) == (Decision.REFUSE, RefusalCode.ALREADY_INSIDE)


@pytest.mark.parametrize(
    ("inside", "on_id"),
    [
        ("Juergen Mueller", ("Mueller", "Juergen")),
        ("J. Müller", ("Mueller", "Juergen")),
        ("Müller Jürgen", ("Mueller", "Juergen")),
        ("Jürgen Mueler", ("Mueller", "Juergen")),
        ("Bill Gates", ("Gates", "William")),
        ("Юрий Петров", ("Petrov", "Iurii")),
    ],
)
def test_names_are_compared_as_everywhere_and_not_letter_by_letter(
    officer, make_visit, inside, on_id
):
    """R-GATE-5: whatever the gate would call a match or a review."""
    first = make_visit(inside)
    second = make_visit(f"{on_id[1]} {on_id[0]}")
    document = ScannedId(passport(*on_id), original=True)
    judged = found(another_person=True)
    entered = admit(officer, first.code, document, finding=judged)

    answer = admit(officer, second.code, document, badge="V-08")

    assert entered.decision is Decision.ADMIT, entered.reasons
    assert answer.code is RefusalCode.SAME_PERSON


@pytest.mark.parametrize(
    ("visitor", "party"),
    [
        ("Agent Smith", "Fiberworks BV"),
        ("Jürgen Müller", "Northwind Cabling"),
        ("Jürgen Müller", "B.V."),
    ],
)
def test_another_name_or_company_is_nobodys_question(officer, make_visit, visitor, party):
    first, second = make_visit(), make_visit(visitor)
    with transaction() as session:
        session.get_one(ServiceRequest, second.request_id).party_name = party
    admit(officer, first.code)

    document = SMITH if visitor == "Agent Smith" else MULLER
    answer = admit(officer, second.code, document, badge="V-08")

    assert answer.decision is Decision.ADMIT


@pytest.mark.parametrize(
    ("first_party", "party"),
    [
        ("Fiberworks BV", "FIBERWORKS B.V."),
        ("Fiberworks BV", "Fiber-works bv"),
        ("Fiberworks BV", "fiberworks"),
        ("Acme GmbH", "ACME"),
        ("Acme GmbH & Co. KG", "Acme B. V."),
        ("Käbel AG", "KÄBEL"),
        ("Østlys AS", "Ostlys"),
    ],
)
def test_a_company_is_the_same_however_it_is_spelt(officer, make_visit, first_party, party):
    """R-GATE-6: with its legal form or without, on both databases alike."""
    first, second = make_visit(), make_visit()
    with transaction() as session:
        session.get_one(ServiceRequest, first.request_id).party_name = first_party
        session.get_one(ServiceRequest, second.request_id).party_name = party
    admit(officer, first.code)

    answer = admit(officer, second.code, badge="V-08")

    assert answer.code is RefusalCode.SAME_PERSON


def test_two_of_one_name_on_one_request_were_named_by_the_contact(officer, make_visit):
    visit = make_visit("Jürgen Müller", "Jürgen Müller")

    answers = [admit(officer, code, badge="") for code in visit.codes]

    assert [each.decision for each in answers] == [Decision.ADMIT, Decision.ADMIT]


def test_who_has_left_is_nobodys_namesake(officer, make_visit):
    first, second = make_visit(), make_visit()
    entered = admit(officer, first.code)
    with transaction():
        depart(officer, "AMS1", entered.admission_id, badge_returned=True, now=DURING)

    assert admit(officer, second.code).decision is Decision.ADMIT


def test_a_corrected_name_is_known_by_its_new_spelling(officer, make_visit):
    first, second = make_visit("Hans Schmidt"), make_visit()
    with transaction():
        rename_visitor(first.visitors[0], "Jürgen Müller")
    admit(officer, first.code)

    assert admit(officer, second.code, badge="V-08").code is RefusalCode.SAME_PERSON


def test_at_another_site_the_place_is_named_and_the_visit_is_not(make_officer, make_visit):
    """R-SEC-1: nobody is in two towns at once, and the officer here has no business there."""
    there, here = make_visit(site="LHR2"), make_visit()
    admit(make_officer("LHR2", name="Stray Officer"), there.code, site="LHR2")

    answer = admit(make_officer(), here.code, badge="V-08")

    assert answer.code is RefusalCode.SAME_PERSON
    assert (
        "A Jürgen Müller of Fiberworks BV is inside at Site LHR2 (LHR2) since Tue 1 Dec 10:00 CET: "
        "the same person?"
    ) in answer.reasons
    assert "R-2026-000001" not in answer.words.detail


RIVALS = 2


def at_two_desks(app, officer, make_visit, monkeypatch):
    """Let two desks look before either writes, each with a pass of its own for one person."""
    codes, looked = iter([make_visit().code for _ in range(RIVALS)]), Barrier(RIVALS)
    cases = {}

    def work():
        code = next(codes)
        with transaction(write=False):
            cases[code] = get_case(officer, "AMS1", code, now=DURING)
        looked.wait()
        with transaction():
            attempt = EntryAttempt(code=code, document=MULLER, badge="")
            return service.admit(officer, "AMS1", attempt, secret=SECRET, now=DURING)

    monkeypatch.setattr(service, "get_case", lambda _actor, _site, code, **_: cases[code])
    return run_at_once(app, RIVALS, work)


def test_of_two_desks_at_the_same_moment_one_admits_and_the_other_asks(
    app, officer, make_visit, monkeypatch
):
    answers = at_two_desks(app, officer, make_visit, monkeypatch)

    late = next(each for each in answers if each.decision is not Decision.ADMIT)
    assert count_inside() == 1
    assert late.code is RefusalCode.SAME_PERSON
    assert any("the same person?" in words for words in late.reasons)
    with transaction(write=False) as session:
        assert session.get_one(GateAttempt, late.attempt_id).code is RefusalCode.SAME_PERSON
        replays = list(replay_all())
    assert all(each.same and each.facts_intact for each in replays)


@pytest.fixture
def no_index(app):
    """Take the index away that holds one name of a company to one place."""
    yield from without(PEOPLE)


@pytest.mark.usefixtures("no_index")
def test_without_the_index_both_desks_admit(app, officer, make_visit, monkeypatch):
    """The control of the race above."""
    monkeypatch.setattr(letting_in, "enter", write_without_claim)

    answers = at_two_desks(app, officer, make_visit, monkeypatch)

    assert [each.decision for each in answers] == [Decision.ADMIT] * RIVALS


def test_the_place_is_looked_up_by_its_index(app, officer, make_visit):
    """However many are inside, an admission reads those of its own company alone."""
    admit(officer, make_visit().code)
    statement = select(Admission.id).where(
        Admission.company == "fiberworks",
        Admission.person != "",
        Admission.left_at.is_(None),
        Admission.undone_at.is_(None),
    )
    compiled = statement.compile(db.engine, compile_kwargs={"literal_binds": True})
    explain = "EXPLAIN" if db.engine.dialect.name == "postgresql" else "EXPLAIN QUERY PLAN"

    with db.engine.connect() as connection:  # It is rolled back, with all that it let in.
        let_in_many(connection)
        plan = connection.exec_driver_sql(f"{explain} {compiled}").all()

    assert "uq_admissions_company_person_inside" in str(plan)


def let_in_many(connection, count=2000):
    """Copy the one stay for as many people, of a company each: both databases choose by rows."""
    connection.exec_driver_sql("DROP INDEX uq_admissions_visitor_id_inside")
    stays = Admission.__table__
    row = dict(connection.execute(select(stays)).mappings().one())
    copies = [
        row | {"id": row["id"] + n, "badge": "", "company": f"company {n}"}
        for n in range(1, count + 1)
    ]
    connection.execute(insert(stays), copies)
    connection.exec_driver_sql("ANALYZE admissions")
