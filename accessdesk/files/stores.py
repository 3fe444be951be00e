"""Where files lie for good: a folder, the database, or a bucket of an S3-like store."""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from accessdesk.db import transaction
from accessdesk.errors import Unavailable
from accessdesk.files import table
from accessdesk.files.rules import checked, is_key

PART = ".part"


class Store(Protocol):
    """A place for files. Each call is whole or raises Unavailable, and may be made twice."""

    def keep(self, key: str, content: bytes) -> None:
        """Keep a file; when this returns, no loss of power takes it away."""

    def find(self, key: str) -> bytes | None:
        """The content of a file, if it is here."""

    def forget(self, key: str) -> None:
        """Forget a file; one that is not here is forgotten already."""

    def kept(self) -> Iterable[str]:
        """The key of each file that is here."""


class Table:
    """The database as a store: each call is a transaction of its own, so none may be open."""

    def keep(self, key: str, content: bytes) -> None:
        """Keep a file."""
        with transaction():
            table.put(key, content)

    def find(self, key: str) -> bytes | None:
        """The content of a file, if it is here."""
        with transaction(write=False):
            return table.find(key)

    def forget(self, key: str) -> None:
        """Forget a file."""
        with transaction():
            table.drop(key)

    def kept(self) -> Iterable[str]:
        """The key of each file that is here."""
        with transaction(write=False):
            return table.kept()


class Folder:
    """A folder of this machine: `photos/<name>.jpg` below it is the file of that key."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def _path(self, key: str) -> Path:
        return self.root / checked(key)

    def keep(self, key: str, content: bytes) -> None:
        """Keep a file: whole under its name, or not under its name at all. Raises Unavailable."""
        path = self._path(key)
        part = path.with_name(path.name + PART)
        with _or_unavailable():
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with part.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
            _sync(path.parent)

    def find(self, key: str) -> bytes | None:
        """The content of a file, if it is here; raises Unavailable."""
        with _or_unavailable():
            try:
                return self._path(key).read_bytes()
            except FileNotFoundError:
                return None

    def forget(self, key: str) -> None:
        """Forget a file; raises Unavailable."""
        with _or_unavailable():
            self._path(key).unlink(missing_ok=True)

    def kept(self) -> Iterator[str]:
        """The key of each file; what else lies in the folder is none of them."""
        for path in sorted(self.root.glob("*/*")):
            key = path.relative_to(self.root).as_posix()
            if is_key(key):
                yield key


def _sync(folder: Path) -> None:
    """Make a new name in a folder last: it is not in the file that it names."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _or_unavailable() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise Unavailable("The folder of files cannot be used.") from error
