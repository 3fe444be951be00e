"""Let a customer say who is told of outages: names and addresses, each person once (R-OUT-1)."""

from datetime import datetime

from sqlalchemy import delete

from accessdesk.accounts.rules import Actor, Right
from accessdesk.db import claim, conflict_insert, db
from accessdesk.errors import Invalid, NotAllowed, NotFound
from accessdesk.estate.queries import holds_right
from accessdesk.journal.rules import Event, Personal
from accessdesk.journal.service import OPERATOR_STREAM, record
from accessdesk.mailbox import fault_of_email
from accessdesk.outages.models import Designated
from accessdesk.outages.queries import DesignatedRow, designated_of
from accessdesk.scheduling.wording import count_words

MOST_PEOPLE = 100


def owner_of(actor: Actor, *, now: datetime) -> int:
    """The customer whose list the actor keeps; it takes the right over contacts.

    Raises NotAllowed when the actor has no such right.
    """
    if actor.customer_id is None or not holds_right(actor, Right.CONTACTS, None, now=now):
        raise NotAllowed(
            "The list of who is told of outages is kept by contacts who may change contacts.",
            next_step="Ask one of them.",
        )
    return actor.customer_id


def list_designated(actor: Actor, *, now: datetime) -> list[DesignatedRow]:
    """List whom the actor's customer wants told."""
    return designated_of(owner_of(actor, now=now))


def designate(actor: Actor, name: str, email: str, *, now: datetime) -> None:
    """Put a person on the list; raises Invalid for one who is on it already."""
    owner = owner_of(actor, now=now)
    who, address = " ".join(name.split()), email.strip()
    faults = {} if who else {"name": "Give the person's name."}
    if fault := fault_of_email(address):
        faults["email"] = fault if address else "Give an e-mail address."
    if faults:
        raise Invalid(fields=faults)
    people = designated_of(owner)
    if len(people) >= MOST_PEOPLE:
        raise Invalid(fields={"email": f"There are {count_words(len(people), 'person', 'people')}"})
    made = conflict_insert(Designated).values(
        customer_id=owner,
        name=who,
        email=address,
        email_key=address.casefold(),
        added_by_id=actor.user_id,
        added_at=now,
    )
    added = db.session.scalar(made.on_conflict_do_nothing().returning(Designated.id))
    if added is None:
        raise Invalid(
            fields={"email": "This address is on the list already; each person is told once."}
        )
    personal = {"name": who, "email": address}
    _record(Event.AUDIENCE_DESIGNATED, actor, owner, added, now, personal)


def withdraw(actor: Actor, designated_id: int, *, now: datetime) -> None:
    """Take a person off the list; raises NotFound, also for another customer's."""
    owner = owner_of(actor, now=now)
    step = delete(Designated).where(Designated.id == designated_id, Designated.customer_id == owner)
    if not claim(step):
        raise NotFound
    _record(Event.AUDIENCE_WITHDRAWN, actor, owner, designated_id, now)


def _record(
    event: Event,
    actor: Actor,
    customer_id: int,
    designated_id: int,
    now: datetime,
    personal: dict[str, str] | None = None,
) -> None:
    record(
        event,
        stream=OPERATOR_STREAM,
        subject=f"customer/{customer_id}",
        at=now,
        actor=actor.ref,
        facts={"designated": designated_id},
        personal=Personal(f"designated/{designated_id}", personal) if personal else None,
    )
