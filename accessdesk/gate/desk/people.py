"""Who can help an officer with a visit: its contact, and its escort."""

from sqlalchemy import select

from accessdesk.db import db
from accessdesk.gate.tables import REQUESTS, USERS, WINDOWS
from accessdesk.gate.wording import VisitPeople


def get_visit_people(window_id: int) -> VisitPeople:
    """The contact and the escort of a visit, which is at the actor's site."""
    contact, escort = USERS.alias("contact"), USERS.alias("escort")
    row = db.session.execute(
        select(contact.c.name, contact.c.email, escort.c.name)
        .select_from(WINDOWS)
        .join(REQUESTS, REQUESTS.c.id == WINDOWS.c.request_id)
        .join(contact, contact.c.id == REQUESTS.c.contact_id)
        .outerjoin(escort, escort.c.id == WINDOWS.c.escort_by_id)
        .where(WINDOWS.c.id == window_id)
    ).one()
    return VisitPeople(*row)
