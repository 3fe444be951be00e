"""Pages to sign in and out; they stand with those of the account."""

from urllib.parse import urlsplit

from flask import current_app, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from accessdesk.accounts.rules import Permission
from accessdesk.accounts.sign_in import service
from accessdesk.accounts.sign_in.browsers import KNOWN_FOR
from accessdesk.accounts.sign_in.forms import SignInForm
from accessdesk.accounts.sign_in.service import Came
from accessdesk.accounts.views import bp as bp
from accessdesk.errors import DomainError, Invalid, NotAllowed
from accessdesk.web.access import (
    SESSION_KEY,
    current_actor,
    current_moment,
    current_settings,
    find_actor,
    public,
    requires,
)
from accessdesk.web.address import reads
from accessdesk.web.forms import attempt, go_to


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
@reads("after")
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
        return render_template("accounts/sign_in.html", form=form), Invalid.status
    settings = current_settings()
    came = Came(request.remote_addr or "", settings.secret, request.cookies.get(_cookie(), ""))
    tried = attempt(
        form,
        lambda: service.sign_in(
            form.email.data or "",
            form.password.data or "",
            came,
            now=current_moment(),
            hours=settings.session_hours,
        ),
    )
    outcome = tried.result
    if isinstance(outcome, service.NoRightLeft):
        return _without_right(form)
    if outcome is None:
        return _refused(form, tried.error)
    session.clear()
    session[SESSION_KEY] = outcome.session
    return _known_by(outcome.browser, redirect(_way_on(form.after.data), 303))


def _without_right(form: SignInForm) -> ResponseReturnValue:
    form.form_errors.append(
        "Every right that you had here has ended, so there is nothing to sign in to. Another "
        "contact of your desk, or the operator’s service desk, can have them renewed."
    )
    return render_template("accounts/sign_in.html", form=form), NotAllowed.status


def _refused(form: SignInForm, error: DomainError | None) -> ResponseReturnValue:
    if error is None:
        form.form_errors.append("This e-mail address and password do not match. Check both.")
    else:
        form.form_errors.append(
            "In a browser in which you have signed in before you can sign in at once; the "
            "operator’s desk can help."
        )
    status = error.status if error else Invalid.status
    return render_template("accounts/sign_in.html", form=form), status


def _cookie() -> str:
    return f"{current_app.config['SESSION_COOKIE_NAME']}-browser"


def _known_by(cookie: str, page: Response) -> Response:
    """Have the browser keep what it is known by, beyond the end of the session."""
    secure = current_settings().is_https
    page.set_cookie(
        _cookie(), cookie, max_age=KNOWN_FOR, secure=secure, httponly=True, samesite="Lax"
    )
    return page


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
