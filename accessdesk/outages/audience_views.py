"""The page on which a customer says who is told of outages."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accessdesk.accounts.rules import Permission
from accessdesk.outages import audience
from accessdesk.outages.forms import DesignatedForm
from accessdesk.web.access import current_actor, current_moment, requires
from accessdesk.web.forms import refuse_into
from accessdesk.web.idempotency import new_key

bp = Blueprint("audience", __name__, url_prefix="/outage-audience")


@bp.get("")
@requires(Permission.DESIGNATE_AUDIENCE)
def index() -> ResponseReturnValue:
    """Show whom the contact's organisation wants told of outages."""
    return _page(DesignatedForm())


def _page(form: DesignatedForm, status: int = 200) -> ResponseReturnValue:
    people = audience.list_designated(current_actor(), now=current_moment())
    return render_template(
        "outages/audience.html", people=people, form=form, new_key=new_key
    ), status


@bp.post("")
@requires(Permission.DESIGNATE_AUDIENCE)
def designate() -> ResponseReturnValue:
    """Put a person on the list."""
    form = DesignatedForm(request.form)
    if not form.validate():
        return _page(form, 422)
    with refuse_into(form) as outcome:
        name, email = form.name.data or "", form.email.data or ""
        audience.designate(current_actor(), name, email, now=current_moment())
    if outcome.refused:
        return _page(form, outcome.status)
    return redirect(url_for(".index"), 303)


@bp.post("/<int:designated_id>/withdraw")
@requires(Permission.DESIGNATE_AUDIENCE)
def withdraw(designated_id: int) -> ResponseReturnValue:
    """Take a person off the list."""
    audience.withdraw(current_actor(), designated_id, now=current_moment())
    return redirect(url_for(".index"), 303)
