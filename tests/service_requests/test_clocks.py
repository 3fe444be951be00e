"""Clocks against an independent reckoning, ten minutes at a time (R-SEV-3 to R-SEV-5)."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accessdesk.service_requests.promises.clocks import (
    ClockEvent,
    Happened,
    Promise,
    due_after,
    due_rebased,
    is_missed,
    reckon,
)
from accessdesk.service_requests.rules import Severity
from tests.examples import examples

START = datetime(2026, 3, 28, 22, tzinfo=UTC)  # The night before a clock change in Europe.
UNIT = timedelta(minutes=10)

# The table of the service description, in units of ten minutes, written down a second time.
TABLE = {
    ("1", "first-response"): None,
    ("1", "operator-update"): 6,
    ("1", "customer-update"): 6,
    ("A", "first-response"): 6,
    ("A", "operator-update"): 12,
    ("A", "customer-update"): 12,
    ("B", "first-response"): 6,
    ("B", "operator-update"): 144,
    ("B", "customer-update"): None,
    ("C", "first-response"): 6,
    ("C", "operator-update"): 432,
    ("C", "customer-update"): None,
    ("D", "first-response"): None,
    ("D", "operator-update"): None,
    ("D", "customer-update"): None,
}
LISTENS = {
    "first-response": Happened.OPERATOR_SPOKE,
    "operator-update": Happened.OPERATOR_SPOKE,
    "customer-update": Happened.CUSTOMER_SPOKE,
}
SOME = st.sampled_from([each for each in Happened if each is not Happened.RECEIVED])


@st.composite
def histories(draw: st.DrawFn) -> tuple[list[ClockEvent], int]:
    """Draw a request's life on a grid of ten minutes, and until when it is looked at."""
    gaps = draw(st.lists(st.integers(1, 60) | st.sampled_from([6, 12, 144, 432]), max_size=12))
    level = draw(st.sampled_from(Severity))
    events = [ClockEvent(START, Happened.RECEIVED, level)]
    at, open_ = 0, True
    for gap in gaps:
        at += gap
        what = draw(SOME)
        if what is (Happened.REOPENED if open_ else Happened.ENDED):
            continue
        open_ = {Happened.ENDED: False, Happened.REOPENED: True}.get(what, open_)
        changed = draw(st.sampled_from(Severity)) if what is Happened.SEVERITY_CHANGED else None
        agreed = at + draw(st.integers(1, 450)) if what is Happened.NEXT_WORD_AGREED else None
        due_at = None if agreed is None else START + agreed * UNIT
        events.append(ClockEvent(START + at * UNIT, what, changed, due_at))
    return events, at + draw(st.integers(0, 450))


@dataclass
class Counted:
    open: int = 0
    breached: int = 0
    missed: int = 0
    met: int = 0


def count_by_units(events: list[ClockEvent], until: int, promise: str) -> Counted:
    """Walk through a life unit by unit, asking of each one alone whether a word was overdue."""
    at_unit = {(event.at - START) // UNIT: event for event in events}
    counted, base, answered, running, late = Counted(), 0, False, True, False
    level, agreed = str(events[0].severity), None
    for unit in range(until):
        event = at_unit.get(unit)
        if event is not None and event.what is Happened.SEVERITY_CHANGED:
            agreed = agreed if level == str(event.severity) else None
            level = str(event.severity)
        if event is not None and event.what is Happened.NEXT_WORD_AGREED:
            owed_by_agreement = (level, promise) == ("D", "operator-update") and running
            agreed = (event.due_at - START) // UNIT if owed_by_agreement else agreed
        if event is not None and event.what is LISTENS[promise] and running:
            owed = (TABLE[level, promise] is not None or agreed is not None) and not answered
            counted.met += owed and not late
            base, answered, agreed = unit, promise == "first-response", None
        if event is not None and event.what is Happened.ENDED:
            running, agreed = False, None
        if event is not None and event.what is Happened.REOPENED:
            running, base = True, unit
        goal = TABLE[level, promise]
        was_late = late
        due = agreed if goal is None else base + goal
        late = running and not answered and due is not None and unit >= due
        counted.open += running
        counted.breached += late
        counted.missed += late and not was_late
    return counted


@pytest.mark.long
@examples(1000)
@given(histories(), st.sampled_from(Promise))
def test_clocks_equal_an_independent_reckoning(
    history: tuple[list[ClockEvent], int], promise: Promise
) -> None:
    """R-SEV-3 to R-SEV-5: covered and breached spans add up to the life of the request."""
    events, until = history

    # A word at the last moment is seen by both when one unit more is looked at.
    found = reckon(events, START + (until + 1) * UNIT)[promise]

    counted = count_by_units(events, until + 1, promise.value)
    assert found.breached == counted.breached * UNIT
    assert found.covered + found.breached == counted.open * UNIT
    assert sum(fact.met for fact in found.facts) == counted.met
    assert sum(not fact.met for fact in found.facts) == counted.missed


@examples(200)
@given(histories(), st.integers(1, 300))
def test_looking_later_never_changes_what_was_met_or_missed(
    history: tuple[list[ClockEvent], int], later: int
) -> None:
    """R-SEV-5: the past is neither healed nor broken."""
    events, until = history
    now = START + until * UNIT

    before, after = reckon(events, now), reckon(events, now + later * UNIT)

    for promise in Promise:
        dues = [fact.due_at for fact in after[promise].facts]
        assert [fact.due_at for fact in before[promise].facts] == dues[: len(before[promise].facts)]
        assert after[promise].breached >= before[promise].breached


def test_exactly_at_the_due_time_is_met_and_one_second_later_is_missed() -> None:
    """R-SEV-3."""
    received = ClockEvent(START, Happened.RECEIVED, Severity.A)
    due = START + timedelta(hours=1)

    answers = [
        reckon([received, ClockEvent(at, Happened.OPERATOR_SPOKE)], at + UNIT)
        for at in (due, due + timedelta(seconds=1))
    ]

    assert [answer[Promise.FIRST_RESPONSE].facts[0].met for answer in answers] == [True, False]
    assert not is_missed(due, due)


def test_no_first_response_time_is_invented_for_severity_1_and_d() -> None:
    owed = [due_after(Promise.FIRST_RESPONSE, level, START) for level in Severity]

    hour = START + timedelta(hours=1)
    assert owed == [None, hour, hour, hour, None]


@pytest.mark.parametrize(
    ("old", "new", "hours", "due_hours"),
    [
        ("C", "A", 1, 2),  # Two hours count from the last word, not from the change.
        ("C", "A", 5, 5),  # They are over: the word is owed from now on, not since the past.
        ("A", "C", 5, 72),  # What was missed stays a fact; the new goal counts from the last word.
        ("A", "1", 5, 2),  # Overdue before and after: overdue since then.
        ("A", "D", 1, None),
    ],
)
def test_a_change_of_severity_counts_from_the_last_word(
    old: str, new: str, hours: int, due_hours: int | None
) -> None:
    """R-SEV-5."""
    at = START + timedelta(hours=hours)
    before = due_after(Promise.OPERATOR_UPDATE, Severity(old), START)

    due = due_rebased(Promise.OPERATOR_UPDATE, Severity(new), base_at=START, due_at=before, at=at)

    assert due == (None if due_hours is None else START + timedelta(hours=due_hours))


def test_each_sides_word_keeps_its_own_promise_alone() -> None:
    """R-SEV-4."""
    received = ClockEvent(START, Happened.RECEIVED, Severity.A)
    spoken = ClockEvent(START + UNIT, Happened.CUSTOMER_SPOKE)

    found = reckon([received, spoken], START + 2 * UNIT)

    assert found[Promise.OPERATOR_UPDATE].due_at == START + timedelta(hours=2)
    assert found[Promise.CUSTOMER_UPDATE].due_at == START + UNIT + timedelta(hours=2)
