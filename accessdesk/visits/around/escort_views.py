"""The escort of a visit: look at it, take it, or hand it back; their list is with other work."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from accessdesk.accounts.rules import Permission
from accessdesk.service_requests.acts import refused_on
from accessdesk.visits.around import escorts
from accessdesk.web.access import current_actor, current_moment, requires
from accessdesk.web.forms import say_done

# The list stands with the other work on a page of the desk; here it has a name alone.
WORK = "work_queue.index"

bp = Blueprint("escorts", __name__, url_prefix="/work/escorts")


@bp.get("/<int:window_id>")
@requires(Permission.WORK_HANDS)
def show(window_id: int) -> ResponseReturnValue:
    """Show an escort, taken or not: who comes, when, where, and whom to call."""
    found = escorts.escort_detail(current_actor(), window_id, now=current_moment())
    return render_template("visits/escort.html", escort=found)


@bp.post("/<int:window_id>/take")
@requires(Permission.WORK_HANDS)
@refused_on(WORK)
def take(window_id: int) -> ResponseReturnValue:
    """Take the escort of a visit."""
    escorts.take(current_actor(), window_id, now=current_moment())
    return say_done("The escort is yours.", ".show", window_id=window_id)


@bp.post("/<int:window_id>/hand-back")
@requires(Permission.WORK_HANDS)
@refused_on(WORK)
def hand_back(window_id: int) -> ResponseReturnValue:
    """Hand an escort back."""
    escorts.hand_back(current_actor(), window_id, now=current_moment())
    return say_done("You have handed the escort back; somebody else can take it.", WORK)
