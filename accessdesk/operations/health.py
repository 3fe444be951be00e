"""Health and figures for whoever runs the service."""

from hmac import compare_digest

from flask import Blueprint, Response, current_app, jsonify, request
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy import text

from accessdesk.db import db
from accessdesk.errors import NotFound, Unavailable
from accessdesk.schema_version import schema_version
from accessdesk.tables import HEAD
from accessdesk.web.access import current_settings, public

bp = Blueprint("operations", __name__)


@bp.get("/livez")
@public
def livez() -> Response:
    """Confirm that the web process answers."""
    return jsonify(status="ok")


@bp.get("/readyz")
@public
def readyz() -> Response:
    """Confirm that the database can be written and that this version works with it; 503 otherwise.

    A database that a newer version has upgraded will do where each step ahead is additive.
    """
    if db.engine.dialect.name == "postgresql":
        read_only = db.session.execute(text("SHOW transaction_read_only")).scalar_one()
        if read_only == "on":
            raise Unavailable("The database cannot be written.")
    else:
        db.session.execute(text("UPDATE sites SET booking_revision = 0 WHERE 1 = 0"))
    version = schema_version()
    version.check(HEAD)
    return jsonify(status="ready" if version.revision == HEAD else "ready, the database is ahead")


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
