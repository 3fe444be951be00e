"""What a file is called: pure, and nothing that a path could be made to climb with."""

import re

KEY = re.compile(r"[a-z]{1,20}/[0-9a-f]{32}\.[a-z0-9]{1,5}")


def is_key(text: str) -> bool:
    """Whether a text is the key of a file: what it belongs to, and a name that says nothing."""
    return KEY.fullmatch(text) is not None


def checked(key: str) -> str:
    """The key itself; raises ValueError for what is none, before any store is asked for it."""
    if not is_key(key):
        message = "this is not the key of a file"
        raise ValueError(message)
    return key
