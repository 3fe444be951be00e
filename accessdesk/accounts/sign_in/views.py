"""Pages to sign in and out; they stand with those of the account."""

from datetime import timedelta
from urllib.parse import urlsplit

from flask import redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from accessdesk.accounts.rules import Permission
from accessdesk.accounts.sign_in import service
from accessdesk.accounts.sign_in.forms import SignInForm
from accessdesk.accounts.views import bp as bp
from accessdesk.web.access import (
    SESSION_KEY,
    current_actor,
    current_moment,
    current_settings,
    find_actor,
    public,
    requires,
)
from accessdesk.web.forms import go_to


def _way_on(after: str | None) -> str:
    """The page to go on to: one of ours, whatever the address said."""
    home = url_for("service_desk.home")
    try:
        parts = urlsplit(after or "")
    except ValueError:  # Half of an IPv6 address.
        return home
    if parts.scheme or parts.netloc or not parts.path.startswith("/") or parts.path[1:2] in "/\\":
        return home
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


@bp.get("/sign-in")
@public
def sign_in_page() -> ResponseReturnValue:
    """Show the sign-in form, or go on when somebody is signed in already."""
    after = request.args.get("after")
    if find_actor() is not None:
        return redirect(_way_on(after), 303)
    return render_template("accounts/sign_in.html", form=SignInForm(after=after))


@bp.post("/sign-in")
@public
def sign_in() -> ResponseReturnValue:
    """Open a session, or say that it was refused without saying which half was wrong."""
    form = SignInForm(request.form)
    if not form.validate():
        return render_template("accounts/sign_in.html", form=form), 422
    settings = current_settings()
    outcome = service.sign_in(
        form.email.data or "",
        form.password.data or "",
        address=request.remote_addr or "",
        key=settings.secret,
        now=current_moment(),
        hours=settings.session_hours,
    )
    if isinstance(outcome, str):
        session.clear()
        session[SESSION_KEY] = outcome
        return redirect(_way_on(form.after.data), 303)
    return _refused(form, outcome)


def _refused(form: SignInForm, wait: timedelta | None) -> ResponseReturnValue:
    if wait is None:
        form.form_errors.append("This e-mail address and password do not match. Check both.")
        return render_template("accounts/sign_in.html", form=form), 422
    minutes = int(wait.total_seconds()) // 60
    form.form_errors.append(
        f"Too many attempts. Wait {minutes} minutes, then try again; the operator's desk can help."
    )
    page = render_template("accounts/sign_in.html", form=form)
    return page, 429, {"Retry-After": str(int(wait.total_seconds()))}


@bp.post("/sign-out")
@requires(Permission.SEE_HOME)
def sign_out() -> ResponseReturnValue:
    """End this session."""
    actor = current_actor()
    if actor.session_id is not None:
        service.end_session(actor, actor.session_id, now=current_moment())
    session.clear()
    answer = go_to(".sign_in_page")
    # Not "cookies": that clears those of every name beside ours too.
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer
