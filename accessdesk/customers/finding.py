"""Find a customer's contacts by a part of their name, company, address or telephone number."""

import re

from sqlalchemy import ColumnElement, Select, func, or_, select

from accessdesk.accounts.models import User
from accessdesk.accounts.rules import Role
from accessdesk.customers.models import Customer
from accessdesk.customers.queries import ContactFacts
from accessdesk.db import db
from accessdesk.folding import spellings, stands_in

FEWEST_DIGITS = 3  # Fewer stand in nearly every number.
MOST_WORDS = 10  # Whoever pastes a letter looks for nobody.
_NUMBER = re.compile(r"[0-9+ ()./-]+")
_SIGNS = " +()./-"


def contacts_like(typed: str, *, limit: int) -> tuple[list[ContactFacts], int]:
    """Find the contacts whom each word fits, and count them; for the operator's desk only.

    Those whose name or company begins so come first; the last word may be typed in part.
    """
    words = [typed] if _NUMBER.fullmatch(typed) else typed.split()[:MOST_WORDS]
    wanted = _contacts().where(*(_fits(word) for word in words))
    begins = _stand(words[0], first=True)
    order = (begins.desc(), Customer.folded, User.folded, User.id)
    rows = db.session.execute(wanted.order_by(*order).limit(limit)).all()
    return [ContactFacts(*row) for row in rows], _count(wanted, len(rows), limit)


def _contacts() -> Select[int, str, str, int, str, str]:
    return (
        select(User.id, User.name, User.email, Customer.id, Customer.name, User.telephone)
        .join(Customer, Customer.id == User.customer_id)
        .where(User.role == Role.CONTACT, User.removed_at.is_(None))
    )


def _count(wanted: Select[int, str, str, int, str, str], found: int, limit: int) -> int:
    if found < limit:
        return found
    return db.session.scalars(wanted.with_only_columns(func.count())).one()


def _fits(word: str) -> ColumnElement[bool]:
    stand = _stand(word)
    digits = re.sub("[^0-9]", "", word.replace("(0)", "")).lstrip("0")
    if len(digits) < FEWEST_DIGITS:
        return stand
    return stand | _dialled().contains(digits)


def _dialled() -> ColumnElement[str]:
    """A contact's number as it is dialled, however it is written."""
    dialled: ColumnElement[str] = User.telephone.expression
    for sign in _SIGNS:
        dialled = func.replace(dialled, sign, "")
    return dialled


def _stand(word: str, *, first: bool = False) -> ColumnElement[bool]:
    alike = spellings(word, begun=True)
    return or_(*(stands_in(column.folded, alike, first=first) for column in (User, Customer)))
