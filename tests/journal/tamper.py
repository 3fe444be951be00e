"""Do to the journal what only the owner of its tables can: the guards stand aside for it."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import text
from sqlalchemy.orm import Session

from accessdesk.db import transaction
from accessdesk.journal import guards_beside
from accessdesk.journal.triggers import ON_SQLITE

GUARDS = (*ON_SQLITE, *(each for some in guards_beside.ON_SQLITE.values() for each in some))


@contextmanager
def as_owner() -> Iterator[Session]:
    """A transaction in which no trigger looks."""
    with transaction() as session:
        if session.get_bind().dialect.name == "postgresql":
            session.execute(text("SET LOCAL session_replication_role = replica"))
            yield session
            return
        for statement in GUARDS:
            session.execute(text(f"DROP TRIGGER {statement.split()[2]}"))
        yield session
        for statement in GUARDS:
            session.execute(text(statement))
