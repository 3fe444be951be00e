"""The frame of an act on remote hands: on which work, and how a refusal comes back to its page."""

from collections.abc import Callable
from typing import TypeVar

from wtforms import Form

from accessdesk.db import read_on
from accessdesk.errors import Conflict
from accessdesk.remote_hands.service import get_for_change
from accessdesk.service_requests.acts import Act
from accessdesk.web.access import current_actor, current_moment
from accessdesk.web.forms import Attempt, attempt

Result = TypeVar("Result")


def act_on(called: str) -> Act:
    """Find the remote hands that the actor of this web request wants to change.

    Raises NotFound where they may not know of them and for a request of another kind, NotAllowed
    where they lack the right at its site.
    """
    actor, now = current_actor(), current_moment()
    return Act(actor, get_for_change(actor, called, now=now), now)


def try_to(form: Form, use_case: Callable[[], Result]) -> Attempt[Result]:
    """Do what a form asks for; when the state of the work is against it, that comes back as well.

    Nothing of what was begun is left, so the page can show where the work stands now.
    """
    try:
        return attempt(form, use_case)
    except Conflict as refusal:
        read_on()
        return Attempt(refusal.status, refusal)
