"""The words of a request's timeline."""

import pytest

from accessdesk.journal.rules import Event
from accessdesk.service_desk.timeline_words import UNTOLD, WORDING

ABOUT_REQUESTS = ("request.", "visitor.", "pass.", "gate.", "work.", "window.", "commitment.")


@pytest.mark.parametrize("event", [e for e in Event if e.value.startswith(ABOUT_REQUESTS)])
def test_every_event_of_a_request_is_told_or_left_out_on_purpose(event: Event) -> None:
    assert (event in WORDING) != (event in UNTOLD)
