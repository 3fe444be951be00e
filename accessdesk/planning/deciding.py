"""What becomes of the visits that a change touches, as a page asks it and a form answers it."""

import re
from collections.abc import Callable, Mapping

from accessdesk.db import savepoint
from accessdesk.planning.policies import VisitsTouched
from accessdesk.planning.policy_changes import Decisions
from accessdesk.planning.touched import TouchedBooking

MARK, ASKED = "visit-", "asked-"
KEEP_ALL = "keep_all"
LONGEST_REASON = 1000
# As many digits as fit into an id.
_NAME = re.compile(rf"({MARK}|{ASKED})([0-9]{{1,18}})")


def read_decisions(sent: Mapping[str, str]) -> Decisions:
    """What was decided about each visit: fields named by the id of its window.

    To keep all is to keep those that were asked about; another that is touched by now is asked.
    """
    named = [(found, value) for name, value in sent.items() if (found := _NAME.fullmatch(name))]
    chosen = {int(found[2]): value for found, value in named if found[1] == MARK}
    if KEEP_ALL in sent:
        chosen = {int(found[2]): "keep" for found, _ in named if found[1] == ASKED}
    return Decisions(
        keep=[window for window, value in chosen.items() if value == "keep"],
        cancel=[window for window, value in chosen.items() if value == "cancel"],
        reason=sent.get("reason", "")[:LONGEST_REASON],
    )


def undecided(change: Callable[[], None]) -> list[TouchedBooking]:
    """The visits that a change touches and not all of which were decided about.

    Where there are none, it is made.
    """
    try:
        with savepoint():
            change()
    except VisitsTouched as touched:
        return touched.touched
    return []
