"""A person's own calendar, and the calendar file that comes with a pass."""

from flask import Blueprint, Response, render_template, url_for
from flask.typing import ResponseReturnValue

from accessdesk.accounts.rules import Permission
from accessdesk.passes.queries import get_details
from accessdesk.scheduling.calendar import feeds
from accessdesk.scheduling.calendar.ics import pass_calendar
from accessdesk.web.access import (
    by_secret_link,
    current_actor,
    current_moment,
    current_settings,
    requires,
)
from accessdesk.web.forms import say_done

bp = Blueprint("calendar", __name__)

CONTENT_TYPE = "text/calendar; charset=utf-8"


def _base_url() -> str:
    return current_settings().base_url


def _page(secret: str | None = None) -> str:
    actor = current_actor()
    path = url_for(".feed", secret=secret) if secret else ""
    return render_template(
        "visits/calendar.html",
        has_feed=feeds.has_feed(actor),
        address=f"{_base_url().rstrip('/')}{path}" if secret else None,
    )


@bp.get("/calendar")
@requires(Permission.MANAGE_OWN_ACCOUNT)
def calendar_page() -> ResponseReturnValue:
    """Show whether the actor has a calendar to subscribe to."""
    return _page()


@bp.post("/calendar")
@requires(Permission.MANAGE_OWN_ACCOUNT)
def open_feed() -> ResponseReturnValue:
    """Make a fresh secret address, shown this once; one from before stops."""
    return _page(feeds.open_feed(current_actor(), now=current_moment()))


@bp.post("/calendar/revoke")
@requires(Permission.MANAGE_OWN_ACCOUNT)
def close_feed() -> ResponseReturnValue:
    """Revoke the actor's calendar."""
    feeds.close_feed(current_actor(), now=current_moment())
    return say_done("The address is revoked; calendars that use it stop.", ".calendar_page")


@bp.get("/calendar/<secret>.ics")
@by_secret_link
def feed(secret: str) -> ResponseReturnValue:
    """The calendar that a secret opens; calendars subscribe without signing in."""
    data = feeds.feed_of(secret, base_url=_base_url(), now=current_moment())
    return Response(data, content_type=CONTENT_TYPE)


@bp.get("/passes/<int:pass_id>.ics")
@requires(Permission.SEE_PASSES)
def of_pass(pass_id: int) -> ResponseReturnValue:
    """The visit of a pass as a calendar file."""
    details = get_details(current_actor(), pass_id, now=current_moment())
    visit = feeds.calendar_visit(details.window_id, base_url=_base_url())
    name = f'attachment; filename="{details.request_number}.ics"'
    headers = {"Content-Disposition": name}
    return Response(pass_calendar(visit), headers=headers, content_type=CONTENT_TYPE)
