"""The life of a pass (R-PASS-3)."""

from itertools import product

import pytest

from accessdesk.passes.rules import PassAction, PassState, next_state, states_before

EXPECTED = {
    (PassState.ISSUED, PassAction.SUPERSEDE): PassState.SUPERSEDED,
    (PassState.ISSUED, PassAction.REVOKE): PassState.REVOKED,
    (PassState.SUPERSEDED, PassAction.SUPERSEDE): None,
    (PassState.SUPERSEDED, PassAction.REVOKE): None,
    (PassState.REVOKED, PassAction.SUPERSEDE): None,
    (PassState.REVOKED, PassAction.REVOKE): None,
}


@pytest.mark.parametrize(("state", "action"), list(product(PassState, PassAction)))
def test_every_state_answers_every_action(state: PassState, action: PassAction) -> None:
    assert next_state(state, action) is EXPECTED[state, action]


@pytest.mark.parametrize("action", list(PassAction))
def test_only_an_issued_pass_can_be_ended(action: PassAction) -> None:
    assert states_before(action) == [PassState.ISSUED]
