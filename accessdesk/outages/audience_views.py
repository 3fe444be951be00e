"""The page on which a customer says who is told of outages."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from accessdesk.accounts.rules import Permission
from accessdesk.outages import audience
from accessdesk.outages.forms import DesignatedForm
from accessdesk.web.access import current_actor, current_moment, requires
from accessdesk.web.forms import attempt, say_done

bp = Blueprint("audience", __name__, url_prefix="/outage-audience")


@bp.get("")
@requires(Permission.DESIGNATE_AUDIENCE)
def index() -> ResponseReturnValue:
    """Show whom the contact's organisation wants told of outages."""
    return _page(DesignatedForm())


def _page(form: DesignatedForm, status: int = 200) -> ResponseReturnValue:
    people = audience.list_designated(current_actor(), now=current_moment())
    return render_template("outages/audience.html", people=people, form=form), status


@bp.post("")
@requires(Permission.DESIGNATE_AUDIENCE)
def designate() -> ResponseReturnValue:
    """Put a person on the list."""
    form = DesignatedForm(request.form)
    tried = attempt(
        form,
        lambda: audience.designate(
            current_actor(), form.name.data or "", form.email.data or "", now=current_moment()
        ),
    )
    if tried.refused:
        return _page(form, tried.status)
    return say_done(f"{form.name.data} is told of outages from now on.", ".index")


@bp.post("/<int:designated_id>/withdraw")
@requires(Permission.DESIGNATE_AUDIENCE)
def withdraw(designated_id: int) -> ResponseReturnValue:
    """Take a person off the list."""
    audience.withdraw(current_actor(), designated_id, now=current_moment())
    return say_done("They are off the list, and are told of outages no more.", ".index")
