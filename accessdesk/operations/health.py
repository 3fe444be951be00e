"""Health and figures for whoever runs the service."""

from hmac import compare_digest

from flask import Blueprint, Response, current_app, jsonify, request
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy import inspect, text

from accessdesk.db import db
from accessdesk.errors import NotFound, Unavailable
from accessdesk.tables import HEAD
from accessdesk.web.access import current_settings, public

bp = Blueprint("operations", __name__)


@bp.get("/livez")
@public
def livez() -> Response:
    """Confirm that the web process answers."""
    return jsonify(status="ok")


def schema_revision() -> str | None:
    """The newest migration that the database has; None before the first."""
    if not inspect(db.session.connection()).has_table("alembic_version"):
        return None
    return db.session.execute(text("SELECT version_num FROM alembic_version")).scalar()


@bp.get("/readyz")
@public
def readyz() -> Response:
    """Confirm that the database can be written and has every migration; 503 otherwise."""
    if db.engine.dialect.name == "postgresql":
        read_only = db.session.execute(text("SHOW transaction_read_only")).scalar_one()
        if read_only == "on":
            raise Unavailable("The database cannot be written.")
    else:
        db.session.execute(text("UPDATE sites SET booking_revision = 0 WHERE 1 = 0"))
    if schema_revision() != HEAD:
        raise Unavailable(
            "The database lacks migrations.", next_step="Run `accessdesk db upgrade`."
        )
    return jsonify(status="ready")


@bp.get("/metrics")
@public
def metrics() -> Response:
    """The process's figures in the Prometheus text format, for who brings the token.

    Raises NotFound without a token in the settings, and for another one: figures of a desk say
    who is busy when, and an address that answers nobody needs no explanation.
    """
    wanted = current_settings().metrics_token.get_secret_value()
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    if (
        not wanted
        or scheme.lower() != "bearer"
        or not compare_digest(given.encode(), wanted.encode())
    ):
        raise NotFound
    return current_app.response_class(generate_latest(), content_type=CONTENT_TYPE_LATEST)
