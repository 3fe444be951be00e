"""The secret part of a link that opens a page without an account.

It is made of what the link is about and of the operator's secret, so nothing that opens it is
stored (R-SEC-5); under a secret that was replaced it still opens, until that one is forgotten.
"""

from collections.abc import Iterable
from hmac import compare_digest

from accessdesk.accounts.sign_in.secrets import keyed_hash

LENGTH = 40


def mark_of(secret: str, *about: str) -> str:
    """The mark of a link; `about` begins with what kind of link it is."""
    return keyed_hash(secret, *about)[:LENGTH]


def is_mark(given: str, secrets: Iterable[str], *about: str) -> bool:
    """Whether a mark is that of this link, under one of the secrets."""
    shown = given.encode("utf-8", "surrogatepass")
    return any(compare_digest(shown, mark_of(secret, *about).encode()) for secret in secrets)
