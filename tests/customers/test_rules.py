"""Whom a customer's phase, cohort and contract let ask for something, row by row (R-ONB-5)."""

from datetime import date

import pytest

from accessdesk.customers.rules import Phase, Shut, why_shut

LAST = date(2026, 12, 31)
AFTER = date(2027, 1, 1)
CASES = [
    (Phase.DEPLOYMENT, False, LAST, Shut.IN_DEPLOYMENT),
    (Phase.DEPLOYMENT, True, LAST, Shut.IN_DEPLOYMENT),
    (Phase.PILOT, False, LAST, Shut.NOT_IN_PILOT),
    (Phase.PILOT, True, LAST, None),
    (Phase.OPERATE, False, LAST, None),
    *((phase, named, AFTER, Shut.CONTRACT_ENDED) for phase in Phase for named in (True, False)),
]


@pytest.mark.parametrize(("phase", "in_pilot", "on", "why"), CASES)
def test_the_door(phase: Phase, in_pilot: bool, on: date, why: Shut | None) -> None:
    assert why_shut(phase, LAST, in_pilot=in_pilot, on=on) is why
