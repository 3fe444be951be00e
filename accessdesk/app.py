"""Build the application: settings, extensions, blueprints, error answers, headers."""

import structlog
from flask import Flask
from flask_openapi import APIBlueprint, Info
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from accessdesk import db as database
from accessdesk import schema as _schema  # noqa: F401  # The metadata must be whole.
from accessdesk.accounts import views as accounts_views
from accessdesk.config import Settings, resource_root
from accessdesk.gate import api as gate_api
from accessdesk.gate import record_views as gate_record_views
from accessdesk.gate import views as gate_views
from accessdesk.incidents import api as incidents_api
from accessdesk.incidents import views as incidents_views
from accessdesk.notifications import hook_views, metrics
from accessdesk.notifications import views as notification_views
from accessdesk.outages import api as outages_api
from accessdesk.outages import audience_views
from accessdesk.outages import views as outage_views
from accessdesk.passes import api as passes_api
from accessdesk.passes import views as passes_views
from accessdesk.remote_hands import api as remote_hands_api
from accessdesk.remote_hands import views as remote_hands_views
from accessdesk.remote_hands import work_views
from accessdesk.scheduling import api as scheduling_api
from accessdesk.scheduling import views as scheduling_views
from accessdesk.service_desk import api as service_desk_api
from accessdesk.service_desk import (
    approval_api,
    approval_views,
    arrival_views,
    attendance_views,
    calendar_views,
    new_visit_views,
    request_views,
    visit_views,
    window_api,
)
from accessdesk.service_desk import views as service_desk_views
from accessdesk.site_access import escort_api, escort_views, policy_api, policy_views
from accessdesk.web import api_docs, edge, journal_api, operations, pages, problems

API_BLUEPRINTS: tuple[APIBlueprint, ...] = (
    service_desk_api.api,
    passes_api.api,
    gate_api.api,
    remote_hands_api.api,
    incidents_api.api,
    outages_api.api,
    scheduling_api.api,
    policy_api.api,
    escort_api.api,
    journal_api.api,
    window_api.api,
    approval_api.api,
)
PAGE_BLUEPRINTS = (
    accounts_views.bp,
    operations.bp,
    api_docs.bp,
    service_desk_views.bp,
    new_visit_views.bp,
    request_views.bp,
    visit_views.bp,
    passes_views.bp,
    remote_hands_views.bp,
    work_views.bp,
    incidents_views.bp,
    outage_views.bp,
    audience_views.bp,
    gate_views.bp,
    gate_record_views.bp,
    scheduling_views.bp,
    policy_views.bp,
    escort_views.bp,
    notification_views.bp,
    hook_views.bp,
    approval_views.bp,
    arrival_views.bp,
    attendance_views.bp,
    calendar_views.bp,
)


def create_app(settings: Settings | None = None) -> Flask:
    """Give a ready application; raises ValueError when a setting is missing."""
    settings = settings or Settings()
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
    csrf = CSRFProtect(app)
    for extension in (edge, pages, problems):
        extension.init_app(app)
    metrics.init_app(app)
    for blueprint in PAGE_BLUEPRINTS:
        app.register_blueprint(blueprint)
    for api in API_BLUEPRINTS:
        csrf.exempt(api)  # The API knows people by a bearer token, which no other site can send.
        app.register_api(api)
    edge.check_routes(app)
    return app


def _configure(app: Flask, settings: Settings) -> None:
    app.config.update(
        SECRET_KEY=settings.secret,
        SQLALCHEMY_DATABASE_URI=settings.database,
        SQLALCHEMY_ENGINE_OPTIONS=database.engine_options(settings.database, settings.pool_size),
        MAX_CONTENT_LENGTH=settings.max_body_bytes,
        MAX_FORM_MEMORY_SIZE=settings.max_body_bytes,
        TRUSTED_HOSTS=list(settings.trusted_hosts),
        SESSION_COOKIE_NAME="accessdesk",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.base_url.startswith("https:"),
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
