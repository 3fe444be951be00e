"""A case made by hand, as a desk without a database makes it, is judged and answered like any."""

from dataclasses import replace

import pytest

from accessdesk.gate.entry.answer import Answer
from accessdesk.gate.entry.case import (
    Destination,
    EntryCase,
    Gate,
    OpenStay,
    PassBearer,
    PassRequest,
    PassWindow,
    Permit,
)
from accessdesk.gate.rules import Decision, RefusalCode, decide_scan, expects
from accessdesk.passes.rules import PassState
from accessdesk.passes.token import Fault
from accessdesk.service_requests.rules import Status
from tests.gate.given import DURING, ENDS_AT, STARTS_AT

GATE = Gate(1, "AMS1", "Europe/Amsterdam", early_minutes=15, late_minutes=0, id_profile={})
STAY = OpenStay(DURING, "north", "V-07")
PERMIT = Permit(
    pass_id=7,
    short_code="B7",
    state=PassState.ISSUED,
    destination=Destination("AMS1", "Amsterdam 1", "Europe/Amsterdam"),
    window=PassWindow(3, STARTS_AT, ENDS_AT),
    request=PassRequest(
        id=5,
        reference="D-0001",
        called="SR-26-00001",
        status=Status.SCHEDULED,
        escort=False,
        party="Fiberworks BV",
        customer="Contoso",
    ),
    bearer=PassBearer(9, "Jürgen Müller", removed=False),
)


def answer_to(case, *, now=DURING):
    facts = case.facts()
    decision = decide_scan(facts, now=now)
    return Answer(
        decision=decision.decision,
        code=decision.code,
        case=case,
        at=now,
        expects=expects(facts, decision),
    )


def test_a_case_from_plain_values_is_judged_and_put_in_words():
    answer = answer_to(EntryCase(GATE, PERMIT, None))

    assert answer.decision is Decision.PRESENT_ID
    assert answer.words.title == "The pass is good"
    assert answer.expects == ("document",)
    assert answer.takes_id


def test_a_permit_for_another_site_is_refused_with_the_name_of_its_own():
    elsewhere = replace(PERMIT, destination=Destination("LHR2", "London 2", "Europe/London"))

    answer = answer_to(EntryCase(GATE, elsewhere, None))

    assert answer.code is RefusalCode.WRONG_SITE
    assert "It is for London 2 (LHR2)." in answer.words.detail
    assert not answer.names_people


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"state": PassState.REVOKED}, RefusalCode.REVOKED),
        ({"request": replace(PERMIT.request, status=Status.ACCEPTED)}, RefusalCode.NOT_APPROVED),
        ({"bearer": replace(PERMIT.bearer, removed=True)}, RefusalCode.REVOKED),
        ({"bearer": replace(PERMIT.bearer, stay=STAY)}, RefusalCode.ALREADY_INSIDE),
        ({"window": PassWindow(3, ENDS_AT, ENDS_AT)}, RefusalCode.TOO_EARLY),
        ({"window": PassWindow(3, STARTS_AT, DURING)}, RefusalCode.TOO_LATE),
    ],
)
def test_each_fact_of_a_permit_reaches_the_decision(changes, code):
    answer = answer_to(EntryCase(GATE, replace(PERMIT, **changes), None))

    assert answer.code is code


@pytest.mark.parametrize(
    ("stay", "words"),
    [
        (STAY, "Inside since Tue 1 Dec 10:00 CET, let in at the desk “north”, with badge V-07."),
        (replace(STAY, desk="", badge=""), "Inside since Tue 1 Dec 10:00 CET, without a badge."),
    ],
)
def test_who_is_inside_already_is_told_since_when_where_and_with_what(stay, words):
    """R-GATE-6."""
    answer = answer_to(
        EntryCase(GATE, replace(PERMIT, bearer=replace(PERMIT.bearer, stay=stay)), None)
    )

    assert words in answer.words.detail


def test_an_escort_counts_once_somebody_has_said_that_it_is_missing():
    escorted = replace(PERMIT, request=replace(PERMIT.request, escort=True))
    case = EntryCase(GATE, escorted, None)

    decision = decide_scan(case.facts(escort_present=False), now=DURING)

    assert decision.code is RefusalCode.ESCORT_MISSING
    assert answer_to(case).expects == ("document", "escort")


def test_what_is_no_pass_of_ours_has_no_permit_and_keeps_its_fault():
    answer = answer_to(EntryCase(GATE, None, Fault.FORGED))

    assert answer.code is RefusalCode.FORGED
    assert answer.permit is None
    assert not answer.takes_id


@pytest.mark.parametrize(
    ("party", "company"), [("Fiberworks BV", "Fiberworks BV"), ("", "Contoso")]
)
def test_whose_people_come_is_the_party_or_else_the_customer(party, company):
    assert replace(PERMIT.request, party=party).company == company


def test_the_bearers_name_is_no_part_of_how_a_permit_is_printed():
    assert "Müller" not in repr(EntryCase(GATE, PERMIT, None))
