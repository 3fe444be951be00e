"""Keep files, read them, and bring them to where they lie for good."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from accessdesk.errors import NotFound
from accessdesk.files import table
from accessdesk.files.bucket import Bucket
from accessdesk.files.stores import Folder, Store, Table

FOLDER, DATABASE = "folder", "database"


@dataclass(frozen=True, slots=True)
class Places:
    """Where files lie: `home` takes each for good; in `folder` are those of an older setting."""

    home: Store
    folder: Folder


def store_at(name: str, data_dir: Path) -> Store:
    """The store of a name: `folder`, `database`, or the address of a bucket."""
    if name == FOLDER:
        return Folder(data_dir)
    return Table() if name == DATABASE else Bucket(name)


@lru_cache(maxsize=8)
def places_at(home: str, data_dir: Path) -> Places:
    """The places that the settings choose; made once, so that a bucket keeps its connections."""
    return Places(store_at(home, data_dir), Folder(data_dir))


def keep(belongs_to: str, ending: str, content: bytes) -> str:
    """Keep a file in the transaction at hand; the key, by which a row of it is to name the file.

    File and row are there together or not at all. A worker brings the file home afterwards.
    """
    key = f"{belongs_to}/{secrets.token_hex(16)}{ending}"
    table.put(key, content)
    return key


def read(places: Places, key: str) -> bytes:
    """The content of a file, wherever it lies.

    Raises NotFound when no place has it, Unavailable when one does not answer.
    """
    # The database first: a file leaves it only once it is safe at home.
    content = table.find(key)
    for store in (places.home, places.folder):
        if content is None and not isinstance(store, Table):
            content = store.find(key)
    if content is None:
        raise NotFound
    return content


def bring_home(places: Places, *, stopping: Callable[[], bool]) -> int:
    """Bring each file from the database to its home; how many were brought.

    Raises Unavailable when the home does not answer: what is left is brought the next time.
    """
    if isinstance(places.home, Table):
        return 0
    return move(Table(), places.home, stopping=stopping)


def move(source: Store, target: Store, *, stopping: Callable[[], bool]) -> int:
    """Move each file from one store to another; how many were moved.

    A file is forgotten only once the other store has it for good, and each step may be made
    twice: whenever the process ends, the next move goes on. No transaction may be open.
    """
    moved = 0
    for key in source.kept():
        if stopping():
            break
        content = source.find(key)
        if content is not None:
            target.keep(key, content)
            source.forget(key)
            moved += 1
    return moved
