"""The page on which somebody looks after their own account."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from accessdesk.accounts import queries, service
from accessdesk.accounts.forms import PasswordForm, PhraseForm, TelephoneForm, TokenForm
from accessdesk.accounts.rules import Permission, Scope
from accessdesk.accounts.sign_in import browsers
from accessdesk.accounts.sign_in import service as sign_in
from accessdesk.telephone import read_telephone
from accessdesk.web.access import (
    current_actor,
    current_moment,
    requires,
)
from accessdesk.web.forms import attempt, say_done

bp = Blueprint("accounts", __name__)


@bp.get("/account")
@requires(Permission.MANAGE_OWN_ACCOUNT)
def account_page() -> ResponseReturnValue:
    """Show the actor's own sessions and tokens, and the forms to change them."""
    return _account_page()


def _account_page(
    password: PasswordForm | None = None,
    phrase: PhraseForm | None = None,
    telephone: TelephoneForm | None = None,
    token: TokenForm | None = None,
    new_token: str | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    actor = current_actor()
    page = render_template(
        "accounts/account.html",
        password_form=password or PasswordForm(),
        phrase_form=phrase or PhraseForm(),
        telephone_form=telephone or TelephoneForm(telephone=actor.telephone),
        token_form=token or TokenForm(),
        sessions=queries.sessions_of(actor, now=current_moment()),
        browsers=browsers.browsers_of(actor, now=current_moment()),
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
    return say_done(
        "Your password is changed. Your other sessions and all your API tokens have ended.",
        ".account_page",
    )


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
    return say_done("Your phrase is set. The one before it is of no use any more.", ".account_page")


@bp.post("/account/telephone")
@requires(Permission.MANAGE_OWN_ACCOUNT)
def set_telephone() -> ResponseReturnValue:
    """Set by which number the actor is called."""
    form = TelephoneForm(request.form)
    typed = form.telephone.data or ""
    tried = attempt(
        form, lambda: service.set_telephone(current_actor(), typed, now=current_moment())
    )
    if tried.refused:
        return _account_page(telephone=form, status=tried.status)
    number = read_telephone(typed)
    words = f"Saved: you are called by {number}." if number else "Saved: no number is kept."
    return say_done(words, ".account_page")


@bp.post("/account/sessions/<int:session_id>/end")
@requires(Permission.MANAGE_OWN_ACCOUNT)
def end_session(session_id: int) -> ResponseReturnValue:
    """End one of the actor's own sessions."""
    sign_in.end_session(current_actor(), session_id, now=current_moment())
    return say_done("That session has ended.", ".account_page")


@bp.post("/account/browsers/<int:browser_id>/forget")
@requires(Permission.MANAGE_OWN_ACCOUNT)
def forget_browser(browser_id: int) -> ResponseReturnValue:
    """Know one of the actor's own browsers no more, and end what is signed in there."""
    browsers.forget(current_actor(), browser_id, now=current_moment())
    return say_done(
        "That browser is forgotten, and whoever was signed in there is signed out.",
        ".account_page",
    )


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
    return say_done("The token is revoked.", ".account_page")
