"""Pages of messages: the outbox, those of one request, what one hears of, the landlord's link."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from accessdesk.accounts.rules import Actor, Permission, may
from accessdesk.notifications import landlord, queries, service
from accessdesk.notifications.delivering import untold
from accessdesk.notifications.forms import (
    AcknowledgeForm,
    ChoiceForm,
    OutboxForm,
    OwnerChoiceForm,
    ToldForm,
)
from accessdesk.notifications.rules import DeliveryState
from accessdesk.service_requests.acts import (
    act_on,
    back_to,
    look_at,
    refused_on_its_page,
    what_was_done,
)
from accessdesk.service_requests.done import Done
from accessdesk.visits.around.landlord import stop_link
from accessdesk.web.access import (
    by_secret_link,
    current_actor,
    current_moment,
    current_settings,
    requires,
)
from accessdesk.web.address import reads
from accessdesk.web.forms import attempt, go_to, say_done

bp = Blueprint("notifications", __name__)

PAGE = 50


@bp.get("/outbox")
@requires(Permission.DECIDE_REQUEST)
@reads(OutboxForm, "before")
def outbox() -> ResponseReturnValue:
    """Show what went out and what waits, newest first."""
    form = OutboxForm(request.args)
    status = form.check()
    rows = queries.outbox(
        current_actor(),
        now=current_moment(),
        states=[DeliveryState(form.state.data)] if form.state.data else (),
        address=form.address.data or "",
        before_id=request.args.get("before", type=int),
        limit=PAGE + 1,
    )
    page = render_template(
        "notifications/outbox.html",
        rows=rows[:PAGE],
        more=rows[PAGE - 1].id if len(rows) > PAGE else None,
        form=form,
    )
    return page, status


@bp.get("/outbox/<int:delivery_id>")
@requires(Permission.DECIDE_REQUEST)
def message(delivery_id: int) -> ResponseReturnValue:
    """Show one message as it went out."""
    row = queries.get_message(current_actor(), delivery_id, now=current_moment())
    return render_template("notifications/message.html", row=row)


@bp.post("/outbox/<int:delivery_id>/replay")
@requires(Permission.DECIDE_REQUEST)
def replay(delivery_id: int) -> ResponseReturnValue:
    """Send a message again."""
    service.replay_message(current_actor(), delivery_id, now=current_moment())
    return say_done("The message is to be sent again.", ".message", delivery_id=delivery_id)


@bp.get("/requests/<called>/messages")
@requires(Permission.SEE_REQUESTS)
@reads("done")
def of_request(called: str) -> ResponseReturnValue:
    """Show the messages about one request, and what its landlord was told."""
    seen = look_at(called)
    return render_template(
        "notifications/of_request.html",
        sr=seen.sr,
        done=what_was_done(seen.sr),
        may_stop_link=may(seen.actor, Permission.DECIDE_REQUEST),
    )


@bp.post("/requests/<called>/landlord-link/stop")
@requires(Permission.DECIDE_REQUEST)
@refused_on_its_page
def stop_landlord_link(called: str) -> ResponseReturnValue:
    """Stop the links that a landlord was sent about a request."""
    act = act_on(called)
    stop_link(act.actor, act.sr, now=act.now)
    return back_to(act.sr, Done.LINK_STOPPED, ".of_request")


@bp.post("/requests/<called>/messages/<int:message_id>/told")
@requires(Permission.DECIDE_REQUEST)
@refused_on_its_page
def note_told(called: str, message_id: int) -> ResponseReturnValue:
    """Note that somebody was told another way what no e-mail told them."""
    act, form = act_on(called), ToldForm(request.form)
    untold.note_told(act.actor, act.sr, message_id, form.spoken_with.data or "", now=act.now)
    return back_to(act.sr, Done.TOLD_OTHERWISE)


def _form_of(actor: Actor) -> type[ChoiceForm | OwnerChoiceForm]:
    return OwnerChoiceForm if actor.is_staff else ChoiceForm


@bp.get("/account/notifications")
@requires(Permission.MANAGE_OWN_ACCOUNT)
def choices() -> ResponseReturnValue:
    """Show what the actor hears of."""
    actor = current_actor()
    chosen = queries.choices_of(actor)
    form = _form_of(actor)(data={topic.value: wanted for topic, wanted in chosen.items()})
    return render_template("notifications/choices.html", form=form)


@bp.post("/account/notifications")
@requires(Permission.MANAGE_OWN_ACCOUNT)
def choose() -> ResponseReturnValue:
    """Keep what the actor wants to hear of."""
    actor = current_actor()
    service.choose(actor, _form_of(actor)(request.form).topics())
    return say_done("Saved: what you are told of.", ".choices")


@bp.get("/landlord/<token>")
@by_secret_link
@reads()
def notice(token: str) -> ResponseReturnValue:
    """Show a landlord the notice that they were sent, without an account."""
    return _notice_page(token, AcknowledgeForm())


def _notice_page(token: str, form: AcknowledgeForm, status: int = 200) -> ResponseReturnValue:
    told = landlord.get_notice(token, secrets=current_settings().secrets, now=current_moment())
    page = render_template("notifications/landlord.html", page=told, form=form, token=token)
    return page, status


@bp.post("/landlord/<token>")
@by_secret_link
def acknowledge(token: str) -> ResponseReturnValue:
    """Record that the landlord took note."""
    form = AcknowledgeForm(request.form)
    name, secrets, now = form.name.data or "", current_settings().secrets, current_moment()
    tried = attempt(form, lambda: landlord.acknowledge(token, name, secrets=secrets, now=now))
    if tried.refused:
        return _notice_page(token, form, tried.status)
    return go_to(".notice", token=token)
