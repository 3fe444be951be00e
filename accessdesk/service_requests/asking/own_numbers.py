"""What a customer calls a request in its own books: asked for once, and kept right afterwards."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update

from accessdesk.accounts.rules import Actor
from accessdesk.db import claim, db
from accessdesk.errors import Conflict
from accessdesk.journal.rules import Event
from accessdesk.service_requests.models import ServiceRequest
from accessdesk.service_requests.recording import record_on
from accessdesk.service_requests.request import RequestFacts
from accessdesk.service_requests.rules import OwnNumbers


@dataclass(frozen=True, slots=True)
class NumbersDraft:
    """What is to be kept of the two; None leaves one as it is."""

    customer_reference: str | None = None
    purchase_order: str | None = None


def keep_numbers(actor: Actor, sr: RequestFacts, draft: NumbersDraft, *, now: datetime) -> None:
    """Keep another reference or purchase order number of the customer; also after the end.

    An order is often made out when the work is done. Raises Conflict when somebody else changed
    them at the same moment.
    """
    kept = numbers_of(sr)
    wanted = OwnNumbers(
        kept.customer_reference if draft.customer_reference is None else draft.customer_reference,
        kept.purchase_order if draft.purchase_order is None else draft.purchase_order,
    ).stripped()
    if wanted == kept:
        return
    step = update(ServiceRequest).where(
        ServiceRequest.id == sr.id,
        ServiceRequest.customer_reference == kept.customer_reference,
        ServiceRequest.purchase_order == kept.purchase_order,
    )
    values = {
        "customer_reference": wanted.customer_reference,
        "purchase_order": wanted.purchase_order,
    }
    if not claim(step.values(**values).execution_options(synchronize_session=False)):
        raise Conflict("Somebody else changed these numbers at the same moment.")
    db.session.refresh(sr)
    record_on(sr, Event.REQUEST_NUMBERED, actor=actor.ref, now=now, personal=values)


def numbers_of(sr: RequestFacts) -> OwnNumbers:
    """The customer's own numbers of a request."""
    return OwnNumbers(sr.customer_reference, sr.purchase_order)
