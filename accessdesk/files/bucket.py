"""A bucket of an S3-like store, through `obstore`."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from accessdesk.errors import Unavailable
from accessdesk.files.rules import checked, is_key

if TYPE_CHECKING:
    from obstore.store import S3Store

REQUEST_SECONDS, CONNECT_SECONDS = "10s", "3s"
TRIES_FOR = timedelta(seconds=5)
MOST_TRIES = 2


class Bucket:
    """Files of a bucket, below a prefix; keys and the like come from the `AWS_…` environment."""

    def __init__(self, address: str) -> None:
        self.address = address

    @cached_property
    def _store(self) -> "S3Store":
        # Made by the process that first asks: its threads would not live through a fork.
        from obstore.store import S3Store

        return S3Store.from_url(
            self.address,
            # Whoever names an endpoint with http:, on this machine say, means it.
            client_options={
                "timeout": REQUEST_SECONDS,
                "connect_timeout": CONNECT_SECONDS,
                "allow_http": True,
            },
            retry_config={"max_retries": MOST_TRIES, "retry_timeout": TRIES_FOR},
        )

    def keep(self, key: str, content: bytes) -> None:
        """Keep a file, whole or not at all; raises Unavailable."""
        with _or_unavailable():
            self._store.put(checked(key), content)

    def find(self, key: str) -> bytes | None:
        """The content of a file, if it is here; raises Unavailable."""
        with _or_unavailable():
            try:
                return self._store.get(checked(key)).bytes().to_bytes()
            except FileNotFoundError:
                return None

    def forget(self, key: str) -> None:
        """Forget a file; raises Unavailable."""
        with _or_unavailable():
            try:
                self._store.delete(checked(key))
            except FileNotFoundError:
                return

    def kept(self) -> Iterator[str]:
        """The key of each file, and of nothing else below the prefix; raises Unavailable."""
        with _or_unavailable():
            found = [each["path"] for batch in self._store.list() for each in batch]
        yield from filter(is_key, found)


@contextmanager
def _or_unavailable() -> Iterator[None]:
    from obstore.exceptions import BaseError

    try:
        yield
    except (BaseError, OSError) as error:
        # What the store says repeats addresses and more: whoever looks into it finds the cause.
        raise Unavailable("The store of files does not answer.") from error
