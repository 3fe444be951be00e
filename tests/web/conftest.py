"""A small app around the shared templates, so that they are tested without the product."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask import Flask, render_template, render_template_string, url_for
from jinja2 import StrictUndefined

from accessdesk.accounts.rules import Actor, Role
from accessdesk.accounts.sign_in.views import bp as account_pages
from accessdesk.accounts.wording import ROLE_WORD, SCOPE_WORD
from accessdesk.config import Settings, resource_root
from accessdesk.scheduling.wording import relative_words
from accessdesk.service_requests import page_words
from accessdesk.web import telephone
from accessdesk.web.api_docs import bp as api_docs

NOW = datetime(2026, 12, 1, 8, 0, tzinfo=UTC)
ADA = Actor(1, "Ada Byron", "ada@contoso.example", Role.CONTACT, 1, (), session_id=7)
DESK_NUMBER = "+31 20 555 0199"
MACROS = (
    '{% import "_forms.html" as forms with context %}'
    '{% import "_wording.html" as wording with context %}'
)

Render = Callable[..., str]


def make_app() -> Flask:
    root = resource_root()
    app = Flask(
        __name__, template_folder=str(root / "templates"), static_folder=str(root / "static")
    )
    app.secret_key = "only for these tests"
    app.jinja_env.undefined = StrictUndefined
    app.register_blueprint(account_pages)
    app.register_blueprint(api_docs)
    app.jinja_env.filters["local_moment"] = lambda at, zone: f"{at:%a %d %b %H:%M} {zone}"
    app.jinja_env.filters["local_span"] = lambda start, end, zone: (
        f"{start:%a %d %b %H:%M}–{end:%H:%M} {zone}"
    )
    app.jinja_env.filters["relative"] = relative_words
    app.jinja_env.globals.update(ROLE_WORD=ROLE_WORD, SCOPE_WORD=SCOPE_WORD)
    page_words.init_app(app)
    app.extensions["accessdesk_settings"] = Settings(desk_telephone=DESK_NUMBER)
    telephone.init_app(app)
    app.context_processor(
        lambda: {
            "actor": ADA,
            "operator_name": "Northwind Halls",
            "now": NOW,
            "csrf_token": lambda: "a-csrf-token",
            "new_key": lambda: "a-key",
            "asset": lambda path: url_for("static", filename=path),
            "vendored": lambda path: (root / "static" / "vendor" / path).is_file(),
            "demo": True,
            "nav": [
                {"href": "/", "label": "My requests", "current": True},
                {"href": "/requests/new", "label": "New request", "current": False},
            ],
        }
    )
    return app


@pytest.fixture(scope="session")
def small_app() -> Flask:
    return make_app()


@pytest.fixture
def render(small_app: Flask) -> Render:
    """Render a template by name, as a signed-in contact in a demo sees it."""

    def run(name: str, **context: object) -> str:
        with small_app.test_request_context("/"):
            return render_template(name, **context)

    return run


@pytest.fixture
def render_text(small_app: Flask) -> Render:
    """Render template text that uses the shared macros."""

    def run(text: str, **context: object) -> str:
        with small_app.test_request_context("/"):
            return render_template_string(MACROS + text, **context)

    return run
