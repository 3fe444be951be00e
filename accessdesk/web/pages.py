"""What every page may use: the actor, the menus, assets, and a key for each form."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from flask import Flask, current_app, request, url_for
from jinja2 import StrictUndefined

from accessdesk.accounts.rules import Actor, Permission, Role, may
from accessdesk.accounts.wording import ROLE_WORD, SCOPE_WORD
from accessdesk.web.access import current_moment, current_settings, is_api, known_actor
from accessdesk.web.idempotency import new_key

MENUS = "accessdesk_menus"
SHUT_KEY = "accessdesk.shut-places"


@dataclass(frozen=True, slots=True)
class Place:
    """A page that a menu leads to, for those of its roles who have the permission.

    `is_shut` is whether the page would refuse somebody at a moment, where that can be.
    """

    endpoint: str
    words: str
    permission: Permission
    roles: frozenset[Role]
    is_shut: Callable[[Actor, datetime], bool] = lambda _actor, _now: False


@dataclass(frozen=True, slots=True)
class Menus:
    """The places of the navigation, and those that the account page leads to."""

    navigation: Sequence[Place]
    account: Sequence[Place]


@lru_cache(maxsize=256)
def _content_mark(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]


def asset(path: str) -> str:
    """The address of a static file, with a mark that changes when the file does."""
    file = Path(current_app.static_folder or "") / path
    mark = _content_mark(file) if file.is_file() else None
    return url_for("static", filename=path, v=mark)


def vendored(path: str) -> bool:
    """Whether a front-end library was installed into static/vendor."""
    return (Path(current_app.static_folder or "") / "vendor" / path).is_file()


def places(menu: Sequence[Place]) -> list[dict[str, object]]:
    """The places of a menu that the actor may go to."""
    actor = known_actor()
    if actor is None:
        return []
    return [
        {
            "href": url_for(place.endpoint),
            "label": place.words,
            "current": request.endpoint == place.endpoint,
        }
        for place in menu
        if actor.role in place.roles
        and may(actor, place.permission)
        and place.endpoint not in request.environ.get(SHUT_KEY, ())
    ]


def note_shut_places() -> None:
    """Note which places would refuse the actor, for an error's page must ask no database."""
    actor = None if is_api() else known_actor()
    if actor is not None:
        menus: Menus = current_app.extensions[MENUS]
        request.environ[SHUT_KEY] = {
            place.endpoint
            for place in menus.navigation
            if actor.role in place.roles and place.is_shut(actor, current_moment())
        }


def _context() -> dict[str, object]:
    settings = current_settings()
    menus: Menus = current_app.extensions[MENUS]
    return {
        "actor": known_actor(),
        "nav": places(menus.navigation),
        "account_links": places(menus.account),
        "operator_name": settings.operator_name,
        "demo": settings.demo,
        "now": current_moment(),
    }


def init_app(app: Flask, menus: Menus) -> None:
    """Register what templates use, and the menus; an undefined name is an error."""
    app.extensions[MENUS] = menus
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.globals.update(asset=asset, vendored=vendored, new_key=new_key)
    app.jinja_env.globals.update(ROLE_WORD=ROLE_WORD, SCOPE_WORD=SCOPE_WORD)
    app.context_processor(_context)
