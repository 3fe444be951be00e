"""The life of a request, written out a second time: any change of it is made twice."""

import pytest

from accessdesk.errors import Conflict
from accessdesk.journal.rules import Event
from accessdesk.service_requests.rules import (
    OPEN_STATUSES,
    TRANSITIONS,
    Action,
    Status,
    event_of,
    next_status,
)

# Each status with what can be done to it, and where that leads; nothing else can be done.
LIFE = {
    "submitted": {
        "hold": "awaiting-approval",
        "schedule": "scheduled",
        "accept": "accepted",
        "refuse": "refused",
        "cancel": "cancelled",
    },
    "awaiting-approval": {"schedule": "scheduled", "reject": "rejected", "cancel": "cancelled"},
    "scheduled": {
        "hold": "awaiting-approval",
        "start": "in-progress",
        "cancel": "cancelled",
        "resolve": "resolved",
        "archive": "archived",
    },
    "accepted": {
        "start": "in-progress",
        "cancel": "cancelled",
        "restore": "restored",
        "resolve": "resolved",
        "archive": "archived",
    },
    "in-progress": {
        "cancel": "cancelled",
        "restore": "restored",
        "resolve": "resolved",
        "archive": "archived",
    },
    "restored": {"resolve": "resolved", "reopen": "in-progress", "archive": "archived"},
    "resolved": {"reopen": "in-progress", "archive": "archived"},
    "rejected": {},
    "refused": {},
    "cancelled": {},
    "archived": {},
}
OVER = {"resolved", "rejected", "refused", "cancelled", "archived"}


def test_every_status_is_written_out() -> None:
    assert set(LIFE) == {status.value for status in Status}
    assert len(TRANSITIONS) == sum(len(actions) for actions in LIFE.values())


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("status", Status)
def test_an_action_leads_where_the_table_says_or_is_a_conflict(
    status: Status, action: Action
) -> None:
    expected = LIFE[status.value].get(action.value)

    if expected is None:
        with pytest.raises(Conflict) as refused:
            next_status(status, action)
        assert refused.value.code == "wrong-status"
        assert refused.value.next_step
    else:
        assert next_status(status, action).value == expected


def test_each_step_is_recorded_as_what_it_was_and_approving_as_no_mere_scheduling() -> None:
    recorded = {step: event_of(*step) for step in TRANSITIONS}

    approved = {step for step, event in recorded.items() if event is Event.REQUEST_APPROVED}
    assert approved == {(Status.AWAITING_APPROVAL, Action.SCHEDULE)}
    assert recorded[Status.SUBMITTED, Action.SCHEDULE] is Event.REQUEST_SCHEDULED
    assert len(set(recorded.values())) == len(Action) + 1


def test_a_request_is_open_until_it_has_ended() -> None:
    """R-ACC-9."""
    assert {status.value for status in Status if status not in OPEN_STATUSES} == OVER
