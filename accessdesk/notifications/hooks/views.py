"""Pages of webhooks: open one, see and repeat its calls, give it a new secret, end it."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from accessdesk.accounts.rules import Permission
from accessdesk.notifications import service
from accessdesk.notifications.forms import HookForm
from accessdesk.notifications.hooks import hooks
from accessdesk.notifications.queries import calls_of_hook
from accessdesk.web.access import current_actor, current_moment, current_settings, requires
from accessdesk.web.forms import attempt, say_done

bp = Blueprint("hooks", __name__, url_prefix="/webhooks")


@bp.get("")
@requires(Permission.CHANGE_REQUEST)
def index() -> ResponseReturnValue:
    """List the hooks that the actor keeps."""
    return _index(HookForm())


def _index(form: HookForm, status: int = 200) -> ResponseReturnValue:
    rows = hooks.hooks_of(current_actor(), now=current_moment())
    return render_template("notifications/hooks.html", rows=rows, form=form), status


@bp.post("")
@requires(Permission.CHANGE_REQUEST)
def open_hook() -> ResponseReturnValue:
    """Open a hook and show its secret, this once."""
    form = HookForm(request.form)
    tried = attempt(form, lambda: _opened(form.url.data or ""))
    if tried.refused:
        return _index(form, tried.status)
    hook_id, secret = tried.result
    return _page(hook_id, secret)


def _opened(url: str) -> tuple[int, str]:
    settings = current_settings()
    return hooks.open_hook(
        current_actor(),
        url,
        secret=settings.secret,
        allowed=settings.webhook_networks,
        now=current_moment(),
    )


@bp.get("/<int:hook_id>")
@requires(Permission.CHANGE_REQUEST)
def page(hook_id: int) -> ResponseReturnValue:
    """Show a hook and its calls."""
    return _page(hook_id)


def _page(hook_id: int, secret: str = "") -> str:
    hook = hooks.get_hook(current_actor(), hook_id, now=current_moment())
    calls = calls_of_hook(current_actor(), hook_id, now=current_moment())
    return render_template("notifications/hook.html", hook=hook, calls=calls, secret=secret)


@bp.post("/<int:hook_id>/rotate")
@requires(Permission.CHANGE_REQUEST)
def rotate(hook_id: int) -> ResponseReturnValue:
    """Replace a hook's secret and show the new one, this once."""
    secret, now = current_settings().secret, current_moment()
    return _page(hook_id, hooks.rotate(current_actor(), hook_id, secret=secret, now=now))


@bp.post("/<int:hook_id>/take-over")
@requires(Permission.CHANGE_REQUEST)
def take_over(hook_id: int) -> ResponseReturnValue:
    """Keep a hook that somebody else kept, and show its new secret, this once."""
    secret, now = current_settings().secret, current_moment()
    return _page(hook_id, hooks.take_over(current_actor(), hook_id, secret=secret, now=now))


@bp.post("/<int:hook_id>/end")
@requires(Permission.CHANGE_REQUEST)
def end(hook_id: int) -> ResponseReturnValue:
    """End a hook."""
    hooks.end(current_actor(), hook_id, now=current_moment())
    return say_done("The webhook has ended; it is called no more.", ".index")


@bp.post("/<int:hook_id>/calls/<int:delivery_id>/replay")
@requires(Permission.CHANGE_REQUEST)
def replay(hook_id: int, delivery_id: int) -> ResponseReturnValue:
    """Call a hook again."""
    service.replay_call(current_actor(), hook_id, delivery_id, now=current_moment())
    return say_done("It is to be sent again.", ".page", hook_id=hook_id)
