"""What every page may use: the actor, the navigation, assets, and site-local times."""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from flask import Flask, current_app, request, url_for
from jinja2 import StrictUndefined

from accessdesk import clock
from accessdesk.accounts.rules import Permission, Role, may
from accessdesk.config import Settings
from accessdesk.scheduling import wording
from accessdesk.scheduling.windows import Window
from accessdesk.web.access import known_actor

# (endpoint, words, permission, roles): shown to those roles that have the permission.
NAVIGATION: tuple[tuple[str, str, Permission, frozenset[Role]], ...] = (
    ("service_desk.home", "Home", Permission.SEE_HOME, frozenset(Role)),
    (
        "service_desk.requests",
        "Requests",
        Permission.SEE_REQUESTS,
        frozenset({Role.AGENT, Role.MANAGER, Role.ADMIN}),
    ),
    (
        "new_visit.new",
        "New request",
        Permission.RAISE_REQUEST,
        frozenset({Role.CONTACT, Role.AGENT, Role.MANAGER}),
    ),
    (
        "notifications.outbox",
        "Outbox",
        Permission.DECIDE_REQUEST,
        frozenset({Role.AGENT, Role.MANAGER}),
    ),
    ("work.index", "Work", Permission.WORK_HANDS, frozenset({Role.TECHNICIAN})),
    ("gate.index", "Gate", Permission.WORK_GATE, frozenset({Role.OFFICER})),
)
# What the account page leads to, in the same shape.
ACCOUNT_LINKS: tuple[tuple[str, str, Permission, frozenset[Role]], ...] = (
    (
        "notifications.choices",
        "What you hear of by e-mail",
        Permission.MANAGE_OWN_ACCOUNT,
        frozenset({Role.CONTACT}),
    ),
    (
        "audience.index",
        "Who is told of outages",
        Permission.DESIGNATE_AUDIENCE,
        frozenset({Role.CONTACT}),
    ),
    (
        "hooks.index",
        "Webhooks: what your programs hear of",
        Permission.CHANGE_REQUEST,
        frozenset({Role.CONTACT, Role.MANAGER}),
    ),
)


@lru_cache(maxsize=256)
def _content_mark(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]


def asset(path: str) -> str:
    """Give the address of a static file, with a mark that changes when the file does."""
    file = Path(current_app.static_folder or "") / path
    mark = _content_mark(file) if file.is_file() else None
    return url_for("static", filename=path, v=mark)


def vendored(path: str) -> bool:
    """Say whether a front-end library was installed into static/vendor."""
    return (Path(current_app.static_folder or "") / "vendor" / path).is_file()


def places(
    table: Iterable[tuple[str, str, Permission, frozenset[Role]]],
) -> list[dict[str, object]]:
    """Give the places of a table that the actor may go to."""
    actor = known_actor()
    if actor is None:
        return []
    return [
        {"href": url_for(endpoint), "label": label, "current": request.endpoint == endpoint}
        for endpoint, label, permission, roles in table
        if actor.role in roles and may(actor, permission) and endpoint in current_app.view_functions
    ]


def _context() -> dict[str, object]:
    settings: Settings = current_app.extensions["accessdesk_settings"]
    actor = known_actor()
    return {
        "actor": actor,
        "nav": places(NAVIGATION),
        "account_links": places(ACCOUNT_LINKS),
        "operator_name": settings.operator_name,
        "demo": settings.demo,
        "now": clock.now(),
    }


def _local_span(starts_at: datetime, ends_at: datetime, zone: str) -> str:
    return wording.window_words(Window(starts_at, ends_at), zone, clock.now())


def _local_moment(moment: datetime, zone: str) -> str:
    return wording.moment_words(moment, zone, clock.now())


def init_app(app: Flask) -> None:
    """Register what templates use; an undefined name is an error."""
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.globals.update(asset=asset, vendored=vendored)
    app.jinja_env.filters["local_span"] = _local_span
    app.jinja_env.filters["local_moment"] = _local_moment
    app.jinja_env.filters["relative"] = wording.relative_words
    app.context_processor(_context)
