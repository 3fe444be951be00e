"""A gate as it must not be: it looks, and then writes; the races are held to notice it."""

import json
import os
import uuid

from flask import Flask, Response, request
from sqlalchemy import Connection, Engine, create_engine, event, text


def _engine() -> Engine:
    url = os.environ["ACCESSDESK_DATABASE_URL"]
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://", 1))
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", lambda raw, _: raw.execute("PRAGMA busy_timeout=20000"))
    return engine


def _admit(connection: Connection, key: str, code: str) -> str:
    find = text("SELECT body FROM careless_keys WHERE key = :key")
    kept = connection.scalar(find, {"key": key})
    if kept is not None:
        return str(kept)
    inside = text("SELECT count(*) FROM careless_stays WHERE code = :code")
    is_inside = bool(connection.scalar(inside, {"code": code}))
    connection.rollback()  # What was read is believed from here on, whatever others write.
    answer = {"decision": "admit", "code": None, "id": uuid.uuid4().hex}
    if is_inside:
        answer |= {"decision": "refuse", "code": "already-inside"}
    else:
        stay = text("INSERT INTO careless_stays (id, code) VALUES (:id, :code)")
        connection.execute(stay, {"id": answer["id"], "code": code})
    body = json.dumps(answer)
    keep = text("INSERT INTO careless_keys (key, body) VALUES (:key, :body)")
    connection.execute(keep, {"key": key, "body": body})
    connection.commit()
    return body


def create_app() -> Flask:
    """The application."""
    app, engine = Flask("careless"), _engine()

    @app.get("/livez")
    def livez() -> str:
        return "ok"

    @app.post("/api/v1/gate/<site>/admissions")
    def admit(site: str) -> Response:
        with engine.connect() as connection:
            body = _admit(connection, request.headers["Idempotency-Key"], request.json["code"])
        return Response(body, 201, content_type="application/json")

    return app
