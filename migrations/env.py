"""Run migrations on whichever database the app is bound to.

Only our own tables are looked at: the work queue keeps tables of its own in the same database.
"""

from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy import JSON, Enum, Text
from sqlalchemy.types import TypeDecorator

from accessdesk.column_types import UtcDateTime
from accessdesk.db import db

TABLES = frozenset(db.metadata.tables)


def include_name(name: str | None, kind: str, _parents: Any) -> bool:
    """Leave alone what is not ours."""
    return kind != "table" or name in TABLES


def render_item(kind: str, item: Any, autogen_context: Any) -> str | bool:
    """Write our own column types into a migration as the plain types beneath them."""
    if kind != "type":
        return False
    if isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if isinstance(item, TypeDecorator) and isinstance(item.impl, Text):
        return "sa.Text()"
    if isinstance(item, Enum):  # Kept by value: which values there are is no matter of the schema.
        return f"sa.String(length={item.length})"
    if isinstance(item, JSON):
        return "sa.JSON().with_variant(postgresql.JSONB(), 'postgresql')"
    return False


def run() -> None:
    """Run the migrations in one transaction."""
    engine = current_app.extensions["migrate"].db.engine
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            include_name=include_name,
            render_item=render_item,
            render_as_batch=True,
            compare_type=True,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


run()
