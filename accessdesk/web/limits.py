"""How many calls one person, and each session and token of theirs, may make in a minute (R-SEC-4).

They are counted before a transaction begins, so that whoever floods us takes no lock: in Redis
where it is set, else in the memory of each process. An officer at the gate is never turned away
for a rush, only for codes that nobody has.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from flask import Flask, Response, current_app, make_response, request, session
from flask_limiter import ApplicationLimit, Limiter, RequestLimit
from werkzeug.exceptions import HTTPException

from accessdesk.accounts import queries
from accessdesk.accounts.rules import Permission, may
from accessdesk.accounts.sign_in.secrets import token_hash
from accessdesk.config import Settings
from accessdesk.db import transaction
from accessdesk.errors import TooMany
from accessdesk.web.access import SAFE_METHODS, SESSION_KEY, bearer_token, current_moment, is_api
from accessdesk.web.problems import answer

CALLER_KEY, MISSED_KEY, KNOWN = "accessdesk.caller", "accessdesk.missed", "accessdesk_callers"
OF_THE_GATE = frozenset({Permission.WORK_GATE, Permission.SEE_ROSTER})
UNCOUNTED = frozenset({"static", "operations.livez", "operations.readyz", "operations.metrics"})
MOST_KNOWN = 10_000
REDIS_SECONDS = 1
LONGEST_CODE = 60  # With whatever stands between its letters; a picture is longer.


@dataclass(frozen=True, slots=True)
class Caller:
    """Whose call it is, and by what; somebody unknown is their address."""

    person: str
    credential: str
    works_the_gate: bool = False


def _caller() -> Caller:
    if CALLER_KEY not in request.environ:
        request.environ[CALLER_KEY] = _find_caller()
    known: Caller = request.environ[CALLER_KEY]
    return known


def _find_caller() -> Caller:
    """Ask the database once a process who has a token or a session; then it is known."""
    given = bearer_token() if is_api() else session.get(SESSION_KEY)
    stranger = f"address/{request.remote_addr}"
    if not given:
        return Caller(stranger, stranger)
    known: dict[str, Caller] = current_app.extensions[KNOWN]
    credential = token_hash(given)
    if credential not in known:
        with transaction(write=False):
            by_session = partial(queries.actor_of_session, now=current_moment())
            actor = queries.actor_of_token(given) if is_api() else by_session(given)
        if actor is None:
            return Caller(stranger, stranger)
        if len(known) >= MOST_KNOWN:
            known.clear()
        known[credential] = Caller(actor.ref, credential, may(actor, Permission.WORK_GATE))
    return known[credential]


def _is_of_the_gate() -> bool:
    view = current_app.view_functions.get(request.endpoint or "")
    return getattr(view, "permission", None) in OF_THE_GATE and _caller().works_the_gate


def _is_free() -> bool:
    return request.endpoint in UNCOUNTED or _is_of_the_gate()


def _only_reads() -> bool:
    return request.method in SAFE_METHODS or _is_free()


def miss_code() -> None:
    """Note that a code was given at the gate which is nobody's."""
    request.environ[MISSED_KEY] = True


def _codes_sent() -> list[str]:
    """What a call or a page at the gate has for a code; what cannot be read has none."""
    try:
        if request.mimetype != "application/json":
            sent = [request.form.get("scan"), request.form.get("code")]
        else:
            body = request.get_json(silent=True)
            sent = [body.get("code")] if isinstance(body, dict) else []
    except HTTPException:
        return []
    return [each for each in sent if isinstance(each, str) and len(each) <= LONGEST_CODE]


def _missed(_response: Response) -> bool:
    return MISSED_KEY in request.environ


def _turn_away(limit: RequestLimit) -> Response:
    return _wait(
        limit,
        f"That is more than {limit.limit.amount} calls in a minute.",
        "Wait for as many seconds as Retry-After says, then go on more slowly.",
    )


def _turn_away_guess(limit: RequestLimit) -> Response:
    return _wait(
        limit,
        f"More than {limit.limit.amount} short codes in a minute were nobody's.",
        "Scan the pass: that goes on as before. Short codes are taken again in a moment.",
    )


def _wait(limit: RequestLimit, words: str, then: str) -> Response:
    wait = timedelta(seconds=max(1, limit.reset_at - current_moment().timestamp()))
    return make_response(answer(TooMany(words, wait=wait, next_step=then)))


def _limits(settings: Settings, is_code: Callable[[str], object]) -> list[ApplicationLimit]:
    """Each token and session has a limit, and each person twice that over all of theirs.

    Whoever missed too many codes is kept from guessing on, and from nothing else.
    """
    limits = []
    for name, number, exempt in (
        ("calls", settings.calls_per_minute, _is_free),
        ("changes", settings.changes_per_minute, _only_reads),
    ):
        if number:
            limits += [
                ApplicationLimit(
                    f"{number}/minute",
                    key_function=lambda: _caller().credential,
                    scope=f"{name} of one",
                    exempt_when=exempt,
                ),
                ApplicationLimit(
                    f"{2 * number}/minute",
                    key_function=lambda: _caller().person,
                    scope=f"{name} of all",
                    exempt_when=exempt,
                ),
            ]
    if settings.missed_codes_per_minute:
        missed = ApplicationLimit(
            f"{settings.missed_codes_per_minute}/minute",
            key_function=lambda: _caller().person,
            scope="missed codes",
            on_breach=_turn_away_guess,
            exempt_when=lambda: not (_is_of_the_gate() and any(map(is_code, _codes_sent()))),
            deduct_when=_missed,
        )
        limits.append(missed)
    return limits


def init_app(app: Flask, settings: Settings, *, is_code: Callable[[str], object]) -> None:
    """Count calls before anything else is done; `is_code` tells what may be a short code."""
    app.extensions[KNOWN] = {}
    limits = _limits(settings, is_code)
    if not limits:
        return
    Limiter(
        lambda: _caller().credential,
        app=app,
        application_limits=[*limits],
        strategy="sliding-window-counter",
        storage_uri=settings.redis_url or "memory://",
        storage_options={"socket_connect_timeout": REDIS_SECONDS, "socket_timeout": REDIS_SECONDS}
        if settings.redis_url
        else {},
        in_memory_fallback_enabled=bool(settings.redis_url),  # Redis away stops nobody.
        fail_on_first_breach=True,
        on_breach=_turn_away,
        key_prefix="accessdesk",
    )
