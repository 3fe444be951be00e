"""Claim the next revision of a request, before who comes, where or when is changed."""

from sqlalchemy import update

from accessdesk.db import claim, db
from accessdesk.errors import Conflict
from accessdesk.service_requests.models import ServiceRequest
from accessdesk.service_requests.request import RequestFacts


def claim_revision(sr: RequestFacts) -> None:
    """Claim the next revision; raises Conflict if somebody changed the request meanwhile.

    It waits for an entry that has begun, which is then seen.
    """
    step = update(ServiceRequest).where(
        ServiceRequest.id == sr.id,
        ServiceRequest.revision == sr.revision,
        ServiceRequest.status == sr.status,
    )
    if not claim(
        step.values(revision=sr.revision + 1).execution_options(synchronize_session=False)
    ):
        raise Conflict("Somebody else changed this request at the same moment.")
    db.session.refresh(sr)
