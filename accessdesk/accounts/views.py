"""Pages to sign in and out, and to look after one's own account."""

from datetime import timedelta
from typing import cast
from urllib.parse import urlsplit

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from accessdesk.accounts import queries, service
from accessdesk.accounts.forms import PasswordForm, PhraseForm, SignInForm, TokenForm
from accessdesk.accounts.rules import Permission, Scope
from accessdesk.config import Settings
from accessdesk.web.access import (
    SESSION_KEY,
    current_actor,
    current_moment,
    current_settings,
    find_actor,
    public,
    requires,
)
from accessdesk.web.forms import attempt, go_to

bp = Blueprint("accounts", __name__)


def _settings() -> Settings:
    return current_settings()


def _way_on(after: str | None) -> str:
    """Give the page to go on to: one of ours, whatever the address said."""
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
    settings = _settings()
    outcome = service.sign_in(
        cast("str", form.email.data),
        cast("str", form.password.data),
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
    return go_to(".sign_in_page")


@bp.get("/account")
@requires(Permission.MANAGE_OWN_ACCOUNT)
def account_page() -> ResponseReturnValue:
    """Show the actor's own sessions and tokens, and the forms to change them."""
    return _account_page()


def _account_page(
    password: PasswordForm | None = None,
    phrase: PhraseForm | None = None,
    token: TokenForm | None = None,
    new_token: str | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    actor = current_actor()
    page = render_template(
        "accounts/account.html",
        password_form=password or PasswordForm(),
        phrase_form=phrase or PhraseForm(),
        token_form=token or TokenForm(),
        sessions=queries.sessions_of(actor, now=current_moment()),
        tokens=queries.tokens_of(actor),
        new_token=new_token,
    )
    return page, status


@bp.post("/account/password")
@requires(Permission.MANAGE_OWN_ACCOUNT)
def change_password() -> ResponseReturnValue:
    """Change the actor's own password; their other sessions and tokens end."""
    form = PasswordForm(request.form)
    tried = attempt(
        form,
        lambda: service.change_password(
            current_actor(),
            form.current_password.data or "",
            form.new_password.data or "",
            now=current_moment(),
        ),
    )
    if tried.refused:
        return _account_page(password=form, status=tried.status)
    return go_to(".account_page")


@bp.post("/account/phrase")
@requires(Permission.MANAGE_OWN_ACCOUNT)
def set_phrase() -> ResponseReturnValue:
    """Set the phrase by which an agent knows the actor on the phone."""
    form = PhraseForm(request.form)
    tried = attempt(
        form,
        lambda: service.set_phrase(current_actor(), form.phrase.data or "", now=current_moment()),
    )
    if tried.refused:
        return _account_page(phrase=form, status=tried.status)
    return go_to(".account_page")


@bp.post("/account/sessions/<int:session_id>/end")
@requires(Permission.MANAGE_OWN_ACCOUNT)
def end_session(session_id: int) -> ResponseReturnValue:
    """End one of the actor's own sessions."""
    service.end_session(current_actor(), session_id, now=current_moment())
    return go_to(".account_page")


@bp.post("/account/tokens")
@requires(Permission.MANAGE_OWN_ACCOUNT)
def create_token() -> ResponseReturnValue:
    """Make an API token and show it, this once."""
    form = TokenForm(request.form)
    actor, now = current_actor(), current_moment()
    tried = attempt(
        form,
        lambda: service.create_token(
            actor.user_id,
            form.name.data or "",
            Scope(form.scope.data),
            actor=actor.ref,
            now=now,
        ),
    )
    if tried.refused:
        return _account_page(token=form, status=tried.status)
    return _account_page(new_token=tried.result)


@bp.post("/account/tokens/<int:token_id>/revoke")
@requires(Permission.MANAGE_OWN_ACCOUNT)
def revoke_token(token_id: int) -> ResponseReturnValue:
    """Revoke one of the actor's own tokens."""
    service.revoke_token(current_actor(), token_id, now=current_moment())
    return go_to(".account_page")
