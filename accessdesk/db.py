"""The database: base class, engines, and the one transaction."""

import sqlite3
from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from enum import StrEnum
from typing import Any, TypeVar, cast

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    JSON,
    BigInteger,
    ColumnElement,
    CursorResult,
    Date,
    Enum,
    Executable,
    Integer,
    MetaData,
    Text,
    event,
    select,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.dialects.postgresql import Insert as PostgresInsert
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import Insert as SqliteInsert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.engine import Connection, Engine, ExceptionContext
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.orm import Session as OrmSession

from accessdesk.column_types import UtcDateTime

BEGIN_OPTION = "accessdesk_begin"
BUSY_SECONDS = 5
_LAST = "what is done last"
_SHUTDOWN = frozenset({"57P01", "57P02", "57P03"})


BigInt = BigInteger().with_variant(Integer(), "sqlite")
Json = JSON().with_variant(JSONB(), "postgresql")


class Base(DeclarativeBase):
    """The base of every table; types follow from the annotation."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012  # SQLAlchemy reads it as a plain class attribute.
        datetime: UtcDateTime(),
        date: Date(),
        int: BigInt,
        str: Text(),
        dict[str, Any]: Json,
        list[str]: Json,
        StrEnum: Enum(
            StrEnum,
            native_enum=False,
            length=40,
            create_constraint=False,
            values_callable=lambda members: [member.value for member in members],
        ),
    }


db = SQLAlchemy(metadata=Base.metadata)


def engine_options(url: str, pool_size: int) -> dict[str, Any]:
    """The engine's options for a database address.

    PostgreSQL waits at most five seconds for a lock and keeps synchronous_commit as the
    server has it; SQLite waits as long for its one writer. No value stands in an error.
    """
    if url.startswith("sqlite"):
        return {
            "hide_parameters": True,
            "connect_args": {"timeout": BUSY_SECONDS, "check_same_thread": False},
        }
    options = f"-c lock_timeout={BUSY_SECONDS * 1000} -c statement_timeout=15000 -c timezone=UTC"
    return {
        "hide_parameters": True,
        "pool_size": pool_size,
        "max_overflow": 5,
        "pool_timeout": BUSY_SECONDS,
        "pool_recycle": 1800,
        "connect_args": {"options": options, "connect_timeout": BUSY_SECONDS},
    }


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # We say BEGIN ourselves; the driver's is deferred.
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA secure_delete=ON")  # What is erased must leave the file (R-SEC-3).
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    mode = connection.get_execution_options().get(BEGIN_OPTION, "IMMEDIATE")
    connection.exec_driver_sql(f"BEGIN {mode}")


def _without_values(context: ExceptionContext) -> None:
    """Keep what PostgreSQL says first of an error; its detail repeats the row or the key."""
    for error in (context.original_exception, context.sqlalchemy_exception):
        if error is not None and error.args:
            error.args = (str(error.args[0]).partition("\n")[0], *error.args[1:])


def _notice_shutdown(context: ExceptionContext) -> None:
    """Empty the pool when PostgreSQL is lost or says that it shuts down: every connection is dead.

    The driver takes the connection for open until it reads on (PostgreSQL, appendix A, 57P01-3);
    and SQLAlchemy would keep each that is younger by a clock which was set back since.
    """
    if getattr(context.original_exception, "sqlstate", None) in _SHUTDOWN:
        context.is_disconnect = True
    if context.is_disconnect and context.engine is not None:
        context.engine.dispose()


def configure_engine(engine: Engine) -> None:
    """Make SQLite durable and honest about locks, and PostgreSQL's errors silent about values."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        event.listen(engine, "handle_error", _without_values)
        event.listen(engine, "handle_error", _notice_shutdown)


def init_app(app: Flask) -> None:
    """Bind the database to the app."""
    db.init_app(app)
    with app.app_context():
        configure_engine(db.engine)


def conflict_insert(table: type[Base]) -> PostgresInsert | SqliteInsert:
    """An INSERT that can say ON CONFLICT, in the dialect of the database at hand."""
    if db.engine.dialect.name == "sqlite":
        return sqlite_insert(table)
    return postgres_insert(table)


def rows_changed(statement: Executable) -> int:
    """Run a conditional write; returns how many rows it changed."""
    result = cast("CursorResult[Any]", db.session.execute(statement))
    return result.rowcount


def claim(statement: Executable) -> bool:
    """Run a conditional UPDATE or DELETE that must change one row; returns whether it did.

    Not for an INSERT with ON CONFLICT: psycopg gives no row count for that; ask for RETURNING.
    """
    return rows_changed(statement) == 1


@contextmanager
def savepoint() -> Iterator[None]:
    """Undo what the block did when it raises, and let the transaction around it go on."""
    begun = db.session.begin_nested()
    try:
        yield
    except BaseException:
        begun.rollback()
        raise
    begun.commit()


@contextmanager
def transaction(*, write: bool = True, keep: bool = True) -> Iterator[OrmSession]:
    """Keep what the block did when it returns, and undo it when it raises.

    Without `keep` it is undone in any case: somebody only wants to see what would change.

    A writer takes SQLite's write lock at once (BEGIN IMMEDIATE), since a lock taken later
    fails instead of waiting. This is the only commit in the code base.
    """
    session: OrmSession = db.session()
    session.connection(execution_options={BEGIN_OPTION: "IMMEDIATE" if write else "DEFERRED"})
    try:
        yield session
        if keep:
            for act in session.info.pop(_LAST, {}).values():
                act()
            session.commit()
        else:
            session.rollback()
    except BaseException:
        session.rollback()
        raise
    finally:
        session.info.pop(_LAST, None)
        session.close()


def do_last(what: Hashable, act: Callable[[], None]) -> None:
    """Do something once just before the transaction is kept, however often it is asked for.

    What was undone to a savepoint meanwhile is no longer there for it to find.
    """
    db.session().info.setdefault(_LAST, {})[what] = act


def read_on() -> None:
    """Undo what the transaction did and keep no lock; the rest of it is there to read alone.

    Whoever only draws a page from here on keeps no other writer of SQLite waiting.
    """
    session: OrmSession = db.session()
    session.rollback()
    session.connection(execution_options={BEGIN_OPTION: "DEFERRED"})


def only_reads() -> bool:
    """Whether the transaction at hand was begun to read alone, or reads on."""
    options = db.session.connection().get_execution_options()
    return options.get(BEGIN_OPTION) == "DEFERRED"


Row = TypeVar("Row", bound=Base)
# What was done to a row, and each field that changed by its old and new value.
Declared = tuple[str, dict[str, tuple[Any, Any]]]


def declare_row(
    model: type[Row],
    condition: ColumnElement[bool],
    values: Mapping[str, Any],
    defaults: Mapping[str, Any],
) -> Declared | None:
    """Make a row what `values` say; returns what was done, or None when it was so already.

    A new row takes what was not said from `defaults`; an old one keeps what it has.
    """
    row = db.session.scalar(select(model).where(condition))
    if row is None:
        columns = model.__table__.columns
        unsaid = {name: value for name, value in defaults.items() if name in columns}
        db.session.add(model(**{**unsaid, **values}))
        db.session.flush()
        return "create", {name: (None, value) for name, value in values.items()}
    fields = set_fields(row, values)
    return ("update", fields) if fields else None


def set_fields(row: Base, values: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Make fields of a row what `values` say; returns those that differed, by old and new value."""
    fields = {
        name: (getattr(row, name), value)
        for name, value in values.items()
        if getattr(row, name) != value
    }
    for name, (_, value) in fields.items():
        setattr(row, name, value)
    db.session.flush()
    return fields
