"""Claim the next revision of a request, before what was asked for is changed."""

from typing import Any

from sqlalchemy import update

from accessdesk.db import claim, db
from accessdesk.errors import Conflict
from accessdesk.service_requests.models import ServiceRequest
from accessdesk.service_requests.request import RequestFacts


def claim_revision(sr: RequestFacts, **changed: Any) -> None:
    """Claim the next revision, with what is changed in the request itself.

    It waits for an entry that has begun, which is then seen. Raises Conflict if somebody changed
    the request meanwhile.
    """
    step = update(ServiceRequest).where(
        ServiceRequest.id == sr.id,
        ServiceRequest.revision == sr.revision,
        ServiceRequest.status == sr.status,
    )
    step = step.values(revision=sr.revision + 1, **changed)
    if not claim(step.execution_options(synchronize_session=False)):
        raise Conflict("Somebody else changed this request at the same moment.")
    db.session.refresh(sr)
