"""Pages of planning a site's time: its week, and a person's own calendar."""

from datetime import timedelta

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from accessdesk import clock
from accessdesk.accounts.rules import Permission, may
from accessdesk.scheduling.week_view import week_of
from accessdesk.web.access import current_actor, requires

bp = Blueprint("scheduling", __name__)

ONE_WEEK = timedelta(days=7)


@bp.get("/sites/<site>/week")
@requires(Permission.RAISE_REQUEST)
def week(site: str) -> ResponseReturnValue:
    """Show how much room a site has, by the hour of its own clock."""
    actor = current_actor()
    found = week_of(actor, site, request.args.get("start", ""), now=clock.now())
    return render_template(
        "scheduling/week.html",
        week=found,
        before=(found.start - ONE_WEEK).isoformat(),
        after=(found.start + ONE_WEEK).isoformat(),
        plans=may(actor, Permission.PLAN_SITE),
    )
