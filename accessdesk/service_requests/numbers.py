"""Numbers and references: how requests are called, over a phone and in an address."""

import re
import secrets
from datetime import datetime

from accessdesk.db import conflict_insert, db
from accessdesk.service_requests.models import RequestCounter

_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # Nothing that is heard or read as something else.
_REFERENCE_LENGTH = 8
_BARE_NUMBER = re.compile(r"sr(\d\d)(\d{5,})", re.ASCII)
_BARE_REFERENCE = re.compile(rf"r[{_LETTERS.lower()}]{{{_REFERENCE_LENGTH}}}")


def new_reference() -> str:
    """Make a reference for something that has no number yet: unguessable, told apart by ear."""
    return "R-" + "".join(secrets.choice(_LETTERS) for _ in range(_REFERENCE_LENGTH))


def with_hyphens(typed: str) -> list[str]:
    """A number or reference that was typed, in lower case, as one word without its hyphens.

    There is none of what can be neither.
    """
    bare = typed.replace("-", "")
    if number := _BARE_NUMBER.fullmatch(bare):
        return ["sr-{}-{}".format(*number.groups())]
    return [f"r-{bare[1:]}"] if _BARE_REFERENCE.fullmatch(bare) else []


def next_number(now: datetime) -> str:
    """The next number of the year, such as `SR-26-00417`: unique, never reused (R-ACC-3).

    The counter's row is the claim, so that two who ask at once get two numbers.
    """
    insert = conflict_insert(RequestCounter).values(year=now.year, last=1)
    last = db.session.execute(
        insert.on_conflict_do_update(
            index_elements=["year"], set_={"last": RequestCounter.last + 1}
        ).returning(RequestCounter.last)
    ).scalar_one()
    return f"SR-{now.year % 100:02}-{last:05}"
