"""Who acts, and what each route asks of them: checked before the view runs.

A view wears `@requires(permission)` or `@public`; one that wears neither is refused when the
application is built. Pages know people by the cookie's session, the API by a bearer token, and
neither takes the other's.
"""

import secrets
from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from flask import current_app, request, session

from accessdesk import clock
from accessdesk.accounts import queries
from accessdesk.accounts.rules import Actor, Permission, may
from accessdesk.config import Settings
from accessdesk.errors import CallerRefused, Invalid, NotAllowed, NotSignedIn
from accessdesk.journal.repeats import record_once
from accessdesk.journal.rules import Event
from accessdesk.journal.service import OPERATOR_STREAM

View = TypeVar("View", bound=Callable[..., object])

SESSION_KEY = "sid"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
API_PREFIX = "/api/"
ACTOR_KEY = "accessdesk.actor"
NOW_KEY = "accessdesk.now"
REQUEST_ID_KEY = "accessdesk.request-id"


def requires(permission: Permission, *, once: bool = False) -> Callable[[View], View]:
    """Mark a view with the permission it asks for; `once` demands an Idempotency-Key."""

    def mark(view: View) -> View:
        view.permission = permission  # type: ignore[attr-defined]
        view.once = once  # type: ignore[attr-defined]
        return view

    return mark


def public(view: View) -> View:
    """Mark a view that anybody may call, signed in or not."""
    view.permission = None  # type: ignore[attr-defined]
    return view


def by_secret_link(view: View) -> View:
    """Mark a view that whoever has its secret address may call; no search machine keeps it."""
    view.by_secret_link = True  # type: ignore[attr-defined]
    return public(view)


def with_camera(view: View) -> View:
    """Mark a page that may ask the reader for their camera; no other page can."""
    view.with_camera = True  # type: ignore[attr-defined]
    return view


def is_api() -> bool:
    """Whether this request is one of the API's."""
    return request.path.startswith(API_PREFIX)


def current_moment() -> datetime:
    """The moment of this request: the clock is asked once, so all that is done agrees."""
    if NOW_KEY not in request.environ:
        request.environ[NOW_KEY] = clock.now()
    moment: datetime = request.environ[NOW_KEY]
    return moment


def current_settings() -> Settings:
    """What the operator has set; services get what they need of it as a value."""
    settings: Settings = current_app.extensions["accessdesk_settings"]
    return settings


def current_request_id() -> str:
    """The id of this request: on its answer, on a defect's page, and on each line of the log."""
    if REQUEST_ID_KEY not in request.environ:
        request.environ[REQUEST_ID_KEY] = secrets.token_hex(8)
    known: str = request.environ[REQUEST_ID_KEY]
    return known


def bearer_token() -> str:
    """The token that came with a call of the API, or nothing."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def _load_actor() -> Actor | None:
    """Whoever a cookie or a token is of; a contact whose every right has ended is nobody here."""
    actor = _known_by()
    return None if actor is None or actor.has_no_right_left(current_moment()) else actor


def _known_by() -> Actor | None:
    if is_api():
        token = bearer_token()
        return queries.actor_of_token(token) if token else None
    sid = session.get(SESSION_KEY)
    return queries.actor_of_session(sid, now=current_moment()) if sid else None


def find_actor() -> Actor | None:
    """Whoever acts in this request, or None; looked up once a request."""
    # Kept with the request itself: `g` belongs to the app context, which may outlive it.
    if ACTOR_KEY not in request.environ:
        request.environ[ACTOR_KEY] = None  # If the look-up fails, nobody asks a second time.
        request.environ[ACTOR_KEY] = _load_actor()
    return known_actor()


def forget_actor() -> None:
    """Have whoever acts looked up again."""
    request.environ.pop(ACTOR_KEY, None)


def known_actor() -> Actor | None:
    """Whoever is known to act by now; an error's page must ask no database."""
    actor: Actor | None = request.environ.get(ACTOR_KEY)
    return actor


def current_actor() -> Actor:
    """Whoever acts in this request; raises NotSignedIn when nobody does."""
    actor = find_actor()
    if actor is None:
        raise NotSignedIn(next_step="Sign in, or send a valid token.")
    return actor


def check_permission() -> None:
    """Let the request through to its view, or say why not.

    Raises NotSignedIn or NotAllowed, and Invalid when the call needs a key and has none.
    """
    view = current_app.view_functions[request.endpoint or ""]
    permission = getattr(view, "permission", None)
    if permission is None:
        find_actor()  # The page greets whoever is signed in.
        return
    if not may(current_actor(), permission, changes=request.method not in SAFE_METHODS):
        raise NotAllowed(
            "Your role, or the scope of your token, does not include this.",
            next_step="Ask an administrator if you need it.",
        )
    if getattr(view, "once", False) and not request.headers.get("Idempotency-Key"):
        raise Invalid(
            "This call needs an Idempotency-Key header, so that sending it twice does it once.",
            code="key-required",
            next_step="Send a fresh random value, and the same one when you repeat the call.",
        )


def record_refusal(refusal: NotAllowed) -> None:
    """Record that somebody tried what they may not do (R-ACC-1); what they did was undone.

    Whoever tries the same within the hour is counted.
    """
    facts: dict[str, str | int] = {"code": refusal.code, "method": request.method}
    if isinstance(refusal, CallerRefused) and refusal.contact_id is not None:
        facts["contact"] = refusal.contact_id
    record_once(
        Event.ACCESS_REFUSED,
        stream=OPERATOR_STREAM,
        subject=f"route/{request.endpoint}",
        at=current_moment(),
        actor=current_actor().ref,
        facts=facts,
    )
