"""Spare a process the large libraries that others load wherever they are installed."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without(*names: str) -> Iterator[None]:
    """Let what is imported within this block do without these libraries, as if not installed.

    One that is loaded already stays, and each can be imported as ever afterwards.
    """
    missing = [name for name in names if name not in sys.modules]
    sys.modules |= dict.fromkeys(missing)  # type: ignore[arg-type]
    try:
        yield
    finally:
        for name in missing:
            del sys.modules[name]
