"""Build the application: settings, extensions, blueprints, error answers, headers."""

from typing import Any

import structlog
from flask import Flask
from flask_openapi import Info
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from accessdesk import db as database
from accessdesk import tables as _tables  # noqa: F401  # The metadata must be whole.
from accessdesk.accounts import routes as accounts
from accessdesk.config import Settings, resource_root, settings_of_environment
from accessdesk.gate import routes as gate
from accessdesk.incidents import routes as incidents
from accessdesk.notifications import routes as notifications
from accessdesk.notifications.delivering import metrics
from accessdesk.operations import routes as operations
from accessdesk.outages import routes as outages
from accessdesk.passes import routes as passes
from accessdesk.passes.hidden import open_codes_with
from accessdesk.passes.keyboards import read_code_of_any_keys
from accessdesk.planning import routes as planning
from accessdesk.remote_hands import routes as remote_hands
from accessdesk.scheduling import page_filters
from accessdesk.service_desk import routes as service_desk
from accessdesk.service_requests import page_words, waiting
from accessdesk.visits import routes as visits
from accessdesk.web import api_docs, edge, limits, pages, problems, telephone
from accessdesk.web import routes as web

# Whoever adds a page or a call adds it to the routes of its package; the menus keep this order.
PACKAGES = (
    web,
    operations,
    accounts,
    service_desk,
    visits,
    planning,
    remote_hands,
    incidents,
    notifications,
    outages,
    passes,
    gate,
)


def _of_all(name: str) -> tuple[Any, ...]:
    """Gather what the packages export under a name; not each has every sort."""
    return tuple(each for package in PACKAGES for each in getattr(package, name, ()))


def create_app(settings: Settings | None = None) -> Flask:
    """A ready application; raises BadSettings when one is missing or cannot be used."""
    settings = settings or settings_of_environment()
    root = resource_root()
    app = edge.Application(
        "accessdesk",
        info=Info(title="accessdesk", version="1", description=api_docs.DESCRIPTION),
        security_schemes=api_docs.SECURITY_SCHEMES,
        responses=api_docs.PROBLEM_RESPONSES,
        validation_error_callback=problems.validation_problem,
        doc_ui=False,
        template_folder=str(root / "templates"),
        static_folder=str(root / "static"),
    )
    _configure(app, settings)
    database.init_app(app)
    with app.app_context():
        open_codes_with(database.db.engine, lambda: app.extensions["accessdesk_settings"].secrets)
    limits.init_app(app, settings, is_code=read_code_of_any_keys)
    csrf = CSRFProtect(app)
    for extension in (edge, problems, page_filters, page_words, telephone, metrics):
        extension.init_app(app)
    waiting.ask_all(_of_all("waits"))
    pages.init_app(app, pages.Menus(_of_all("navigation"), _of_all("account_links")))
    for blueprint in _of_all("pages"):
        app.register_blueprint(blueprint)
    for api in _of_all("apis"):
        csrf.exempt(api)  # The API knows people by a bearer token, which no other site can send.
        app.register_api(api)
    edge.check_routes(app)
    return app


def _configure(app: Flask, settings: Settings) -> None:
    app.config.update(
        SECRET_KEY=settings.secret,
        SECRET_KEY_FALLBACKS=settings.secrets_before,
        SQLALCHEMY_DATABASE_URI=settings.database,
        SQLALCHEMY_ENGINE_OPTIONS=database.engine_options(settings.database, settings.pool_size),
        MAX_CONTENT_LENGTH=settings.max_body_bytes,
        MAX_FORM_MEMORY_SIZE=settings.max_body_bytes,
        TRUSTED_HOSTS=list(settings.trusted_hosts),
        # A browser takes this prefix over https alone, for this host and the whole of it.
        SESSION_COOKIE_NAME="__Host-accessdesk" if settings.is_https else "accessdesk",
        SESSION_COOKIE_PATH="/",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.is_https,
        WTF_CSRF_TIME_LIMIT=None,  # A form lasts as long as its session.
    )
    app.extensions["accessdesk_settings"] = settings
    if settings.trusted_proxies:
        count = settings.trusted_proxies
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=count, x_proto=count, x_host=0
        )
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ]
    )
