"""A request for remote hands as somebody states it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from accessdesk.remote_hands.catalogue import Task
from accessdesk.service_requests.rules import NO_NUMBERS, Caller, OwnNumbers, Severity

MOST_STEPS = 30


@dataclass(frozen=True, slots=True)
class StepDraft:
    """One step: what to do, and what is to be seen after it.

    Seen as expected, the work goes on; without `go_on` it stops there and the customer is asked.
    """

    do: str
    expect: str = ""
    go_on: bool = True


@dataclass(frozen=True, slots=True)
class HandsDraft:
    """All that a technician will need (R-ACC-7, R-RH-2); without a window, severity decides.

    What the task orders is a step beside `steps`; `task_after` says how many of these come before
    it. Where it is None, whoever wrote steps wrote all that is to be done.
    """

    site: str
    severity: Severity
    summary: str
    impact: str
    task: Task
    details: Mapping[str, Any]
    devices: tuple[str, ...] = ()
    steps: tuple[StepDraft, ...] = ()
    task_after: int | None = None
    starts_at: str = ""
    ends_at: str = ""
    affects_availability: bool = False
    severity_reason: str = ""
    numbers: OwnNumbers = NO_NUMBERS
    caller: Caller | None = field(default=None, repr=False)
