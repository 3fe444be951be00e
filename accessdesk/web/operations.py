"""Health and figures for whoever runs the service."""

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Blueprint, Response, current_app, jsonify
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy import text

from accessdesk.config import resource_root
from accessdesk.db import db
from accessdesk.errors import Unavailable
from accessdesk.web.access import public

bp = Blueprint("operations", __name__)


@bp.get("/livez")
@public
def livez() -> Response:
    """Say that the web process answers."""
    return jsonify(status="ok")


def schema_heads() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Give the migrations that the database has, and those that this version needs."""
    script = ScriptDirectory(str(resource_root() / "migrations"))
    context = MigrationContext.configure(db.session.connection())
    return context.get_current_heads(), tuple(script.get_heads())


@bp.get("/readyz")
@public
def readyz() -> Response:
    """Say that the database can be written and has every migration; 503 otherwise."""
    if db.engine.dialect.name == "postgresql":
        read_only = db.session.execute(text("SHOW transaction_read_only")).scalar_one()
        if read_only == "on":
            raise Unavailable("The database cannot be written.")
    else:
        db.session.execute(text("UPDATE sites SET booking_revision = 0 WHERE 1 = 0"))
    have, need = schema_heads()
    if set(have) != set(need):
        raise Unavailable(
            "The database lacks migrations.", next_step="Run `accessdesk db upgrade`."
        )
    return jsonify(status="ready")


@bp.get("/metrics")
@public
def metrics() -> Response:
    """Give the process's figures in the Prometheus text format."""
    return current_app.response_class(generate_latest(), content_type=CONTENT_TYPE_LATEST)
