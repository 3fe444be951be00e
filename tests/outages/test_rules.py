"""What a notice must say, who shares an outage, and how one goes on: no database."""

from datetime import timedelta
from itertools import product

import pytest

from accessdesk.errors import Conflict
from accessdesk.outages.rules import (
    TRANSITIONS,
    NoticeKind,
    Parts,
    Phase,
    Step,
    faults_of_bridge,
    faults_of_membership,
    faults_of_parts,
    next_phase,
    next_word_at,
)
from accessdesk.outages.wording import notice_words
from accessdesk.service_requests.rules import Severity
from tests.outages.given import START, after

SOON = after(hours=3)


@pytest.mark.parametrize(
    ("parts", "missing"),
    [
        (Parts("It broke", "No orders", SOON), []),
        (Parts("It broke", "No orders", None, unknown=True), []),
        (Parts(" ", "No orders", SOON), ["details"]),
        (Parts("It broke", "", SOON), ["impact"]),
        (Parts("It broke", "No orders", None), ["expected_at"]),
        (Parts("It broke", "No orders", SOON, unknown=True), ["expected_at"]),
        (Parts("It broke", "No orders", START), ["expected_at"]),
    ],
)
def test_a_notice_has_three_parts(parts: Parts, missing: list[str]) -> None:
    """R-OUT-2."""
    assert list(faults_of_parts(parts, now=START)) == missing


def test_an_unknown_end_is_said_in_so_many_words_with_the_next_word() -> None:
    """R-OUT-2."""
    parts = Parts("It broke", "No orders", None, unknown=True)

    said = notice_words(NoticeKind.FIRST, parts, after(hours=2), zone="Europe/Amsterdam", now=START)

    assert "the time of resolution is not known yet" in said
    assert "Next update: by Mon 30 Nov 11:00 CET at the latest." in said


@pytest.mark.parametrize(
    ("levels", "customers", "shares"),
    [
        ([Severity.ONE], [1], True),
        ([Severity.A], [1], True),
        ([Severity.B], [1], False),
        ([Severity.ONE, Severity.ONE], [1, 2], True),
        ([Severity.ONE, Severity.A], [1, 2], False),
        ([Severity.A, Severity.A], [1, 2], False),
    ],
)
def test_an_outage_of_several_customers_is_severity_1(
    levels: list[Severity], customers: list[int], shares: bool
) -> None:
    assert (faults_of_membership(levels, customers) == "") is shares


@pytest.mark.parametrize(
    ("levels", "due"),
    [
        ([Severity.ONE], timedelta(hours=1)),
        ([Severity.A], timedelta(hours=2)),
        ([Severity.A, Severity.ONE], timedelta(hours=1)),
        ([Severity.D], None),
    ],
)
def test_the_cadence_is_that_of_the_level(levels: list[Severity], due: timedelta | None) -> None:
    """R-OUT-3: 1 every hour, A every two hours."""
    assert next_word_at(levels, now=START) == (START + due if due else None)


@pytest.mark.parametrize(
    ("phone", "code", "wrong"),
    [
        ("+31 20 555 0100", "4711#", []),
        ("", "", []),
        ("+31 20 555 0100", "", ["bridge_code"]),
        ("", "4711", ["bridge_phone"]),
        ("call me", "4711", ["bridge_phone"]),
        ("+31 20 555 0100", "47\n11", ["bridge_code"]),
    ],
)
def test_a_bridge_has_a_number_and_a_code(phone: str, code: str, wrong: list[str]) -> None:
    """R-OUT-4."""
    assert list(faults_of_bridge(phone, code)) == wrong


@pytest.mark.parametrize(("phase", "step"), list(product(Phase, Step)))
def test_the_life_of_an_outage_is_its_table(phase: Phase, step: Step) -> None:
    """R-OUT-5: nothing is resolved that was not validated."""
    if (phase, step) in TRANSITIONS:
        assert next_phase(phase, step) is TRANSITIONS[phase, step]
        return
    with pytest.raises(Conflict) as refused:
        next_phase(phase, step)
    assert refused.value.next_step


def test_only_what_was_validated_is_resolved_and_that_is_the_end() -> None:
    """R-OUT-5."""
    assert [phase for phase, step in TRANSITIONS if step is Step.RESOLVE] == [Phase.VALIDATED]
    assert not [phase for phase, _ in TRANSITIONS if phase is Phase.RESOLVED]
