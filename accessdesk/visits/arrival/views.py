"""Pages that answer "would I get in at this time?" for a pass: the desk's, and the visitor's."""

from datetime import datetime

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from wtforms import Form
from wtforms.validators import InputRequired, Length

from accessdesk.accounts.rules import Permission
from accessdesk.estate.queries import get_site
from accessdesk.passes.answers import qr_texts
from accessdesk.passes.documents import documents_of
from accessdesk.passes.queries import PassDetails, get_details
from accessdesk.visits.arrival.checking import arrival_on_pass, read_moment
from accessdesk.visits.arrival.own_link import pass_of, token_of
from accessdesk.visits.arrival.rules import Arrival
from accessdesk.visits.asking.fields import on_the_clock
from accessdesk.web.access import (
    by_secret_link,
    current_actor,
    current_moment,
    current_settings,
    requires,
)
from accessdesk.web.address import reads
from accessdesk.web.forms import attempt
from accessdesk.web.time_fields import LocalTimeField

bp = Blueprint("arrival", __name__)


class ArrivalForm(Form):
    """A time of arrival, on the site's clock."""

    at = LocalTimeField(
        "Would I get in at", [InputRequired("Give a day and a time."), Length(max=60)]
    )


def _token(details: PassDetails) -> str:
    return token_of(details, current_settings().secret)


def _asked(details: PassDetails, now: datetime) -> tuple[ArrivalForm, Arrival | None]:
    """Read the time in the address and ask the gate; without one the form shows the start."""
    if "at" not in request.args:
        return ArrivalForm(data={"at": on_the_clock(details.starts_at, details.zone)[0]}), None
    form, site = ArrivalForm(request.args), get_site(details.site_code)
    tried = attempt(
        form,
        lambda: arrival_on_pass(details, read_moment(site, form.at.data or ""), now=now),
    )
    return form, None if tried.refused else tried.result


@bp.get("/passes/<int:pass_id>/arrival")
@requires(Permission.SEE_PASSES)
@reads(ArrivalForm)
def of_pass(pass_id: int) -> ResponseReturnValue:
    """Whether a pass would open its gate at a time, with the nearest window that works."""
    now = current_moment()
    details = get_details(current_actor(), pass_id, now=now)
    form, arrival = _asked(details, now)
    page = render_template(
        "visits/arrival.html",
        details=details,
        form=form,
        arrival=arrival,
        own_link=_token(details) if details.shows_codes and details.is_open(now) else "",
    )
    return page, 422 if form.errors else 200


@bp.get("/visits/<token>")
@by_secret_link
@reads(ArrivalForm)
def own(token: str) -> ResponseReturnValue:
    """Show a visitor their own pass, and whether it would open the gate at a time (R-WIN-8)."""
    now = current_moment()
    found = pass_of(token, secrets=current_settings().secrets, now=now)
    form, arrival = _asked(found.details, now)
    page = render_template(
        "visits/own.html",
        details=found.details,
        is_moved=found.is_moved,
        instead=(_token(found.instead), found.instead) if found.instead else None,
        papers=documents_of([found.details], qr_texts([found.details], now=now), now=now),
        others=[(_token(each), each) for each in found.others],
        form=form,
        arrival=arrival,
        token=token,
    )
    return page, 422 if form.errors else 200
