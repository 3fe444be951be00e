"""The technician's list: the hands and the escorts of a site, on one page."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from accessdesk.accounts.rules import Permission
from accessdesk.remote_hands.catalogue import CATALOGUE
from accessdesk.remote_hands.queries import work_queue
from accessdesk.service_requests.acts import refusal_to_show
from accessdesk.visits.around.escorts import escorts_to_do
from accessdesk.web.access import current_actor, current_moment, requires
from accessdesk.web.address import reads
from accessdesk.web.schemas import query_text

bp = Blueprint("work_queue", __name__)


@bp.get("/work")
@requires(Permission.WORK_HANDS)
@reads("site")
def index() -> ResponseReturnValue:
    """Show what the technician holds, and the queue of the site; and why an act was refused."""
    actor, now, site = current_actor(), current_moment(), query_text("site")
    refusal = refusal_to_show()
    rows = work_queue(actor, now=now, site_code=site)
    page = render_template(
        "service_desk/work.html",
        refusal=refusal,
        mine=[row for row in rows if row.technician_id == actor.user_id],
        free=[row for row in rows if row.technician_id is None],
        escorts=escorts_to_do(actor, now=now, site_code=site),
        catalogue=CATALOGUE,
    )
    return page, refusal.status if refusal else 200
