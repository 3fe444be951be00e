"""Files in the database, within the transaction of whoever asks."""

from sqlalchemy import delete, select

from accessdesk.db import conflict_insert, db
from accessdesk.files.models import KeptFile
from accessdesk.files.rules import checked


def put(key: str, content: bytes) -> None:
    """Keep a file; keeping it twice is keeping it once."""
    row = {"key": checked(key), "content": content}
    db.session.execute(conflict_insert(KeptFile).values(row).on_conflict_do_nothing())


def find(key: str) -> bytes | None:
    """The content of a file, if it is here."""
    return db.session.scalar(select(KeptFile.content).where(KeptFile.key == key))


def drop(key: str) -> None:
    """Forget a file; one that is not here is forgotten already."""
    db.session.execute(delete(KeptFile).where(KeptFile.key == key))


def kept() -> list[str]:
    """The key of each file that is here."""
    return list(db.session.scalars(select(KeptFile.key).order_by(KeptFile.key)))
