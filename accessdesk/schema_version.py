"""How far the migrations of the database go, and whether this version works with it.

Web processes of an older version go on while a newer one takes their place: where each step that
they do not know is marked as additive, what they read and write is still there.
"""

from dataclasses import dataclass

from sqlalchemy import column, delete, insert, inspect, select, table, text

from accessdesk.db import db
from accessdesk.errors import Unavailable


@dataclass(frozen=True, slots=True)
class SchemaVersion:
    """The newest migration of a database, and the oldest whose application works with it."""

    revision: str
    works_from: str

    def works_with(self, known: str) -> bool:
        """Whether an application that knows migrations up to this one works with the database."""
        return self.works_from <= known <= self.revision

    def check(self, known: str) -> None:
        """Raise Unavailable, with what to do, where an application does not work with it."""
        if self.works_with(known):
            return
        if self.revision > known:
            raise Unavailable(
                f"The database is ahead: it has migration {self.revision}, this version of "
                f"accessdesk knows {known}, and a step between them changes what it relies on.",
                next_step="Start the version that upgraded the database.",
            )
        raise Unavailable(
            "The database lacks migrations.", next_step="Run `accessdesk db upgrade`."
        )


_ALEMBIC = table("alembic_version", column("version_num"))
_OURS = table("schema_version", column("revision"), column("works_from"))
_MAKE = text(
    "CREATE TABLE IF NOT EXISTS schema_version (revision TEXT NOT NULL, works_from TEXT NOT NULL)"
)


def schema_version() -> SchemaVersion:
    """The version of the database at hand; the revision is empty before the first migration."""
    found = inspect(db.session.connection())
    revision = works_from = ""
    if found.has_table(_ALEMBIC.name):
        revision = db.session.scalar(select(_ALEMBIC.c.version_num)) or ""
    if found.has_table(_OURS.name):
        kept = select(_OURS.c.works_from).where(_OURS.c.revision == revision)
        works_from = db.session.scalar(kept) or ""
    return SchemaVersion(revision, works_from or revision)


def keep_schema_version(version: SchemaVersion) -> None:
    """Keep what an upgrade has made of the database, for versions that do not know its steps."""
    db.session.execute(_MAKE)
    db.session.execute(delete(_OURS))
    values = {"revision": version.revision, "works_from": version.works_from}
    db.session.execute(insert(_OURS).values(values))
