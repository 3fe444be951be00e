"""Who owes the customer the word on a request, and who does the work: two things (R-SEV-6)."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import update

from accessdesk.accounts.queries import PersonFacts, actors_with, people_by_id
from accessdesk.accounts.rules import Actor, Permission, Right, roles_that_may
from accessdesk.db import claim, db, rows_changed
from accessdesk.errors import Conflict, Invalid
from accessdesk.estate.queries import holds_right
from accessdesk.journal.rules import Event
from accessdesk.service_requests.after.reopening import has_ended
from accessdesk.service_requests.models import ServiceRequest
from accessdesk.service_requests.recording import record_on
from accessdesk.service_requests.request import RequestFacts
from accessdesk.service_requests.rules import OPEN_STATUSES

DECIDERS = tuple(roles_that_may(Permission.DECIDE_REQUEST))


def possible_owners(site_id: int | None, *, now: datetime) -> list[Actor]:
    """List who of the desk can own a request at a site, by name."""
    return [
        each for each in actors_with(*DECIDERS) if holds_right(each, Right.POSTED, site_id, now=now)
    ]


def give_owner(actor: Actor, sr: RequestFacts, email: str, *, now: datetime) -> None:
    """Let somebody of the desk own a request, who then owes the customer the word; or nobody.

    Raises Invalid when nobody who could has the address, Conflict when the request has ended or
    somebody else changed its owner at the same moment.
    """
    _check_open(sr)
    wanted = email.strip().lower()
    able = {each.email: each.user_id for each in possible_owners(sr.site_id, now=now)}
    if wanted and wanted not in able:
        raise Invalid(fields={"owner": "Nobody on the desk at this site has this address."})
    owner_id = able.get(wanted)
    if owner_id == sr.owner_id:
        return
    step = update(ServiceRequest).where(
        ServiceRequest.id == sr.id, ServiceRequest.owner_id.is_not_distinct_from(sr.owner_id)
    )
    if not claim(step.values(owner_id=owner_id).execution_options(synchronize_session=False)):
        raise Conflict("Somebody else changed the owner at the same moment.")
    db.session.refresh(sr)
    record_on(sr, Event.REQUEST_OWNED, actor=actor.ref, now=now, owner=owner_id)


def own_unless_owned(actor: Actor, sr: RequestFacts, *, now: datetime) -> None:
    """Let whoever takes a request up own it, unless somebody does already."""
    step = update(ServiceRequest).where(
        ServiceRequest.id == sr.id, ServiceRequest.owner_id.is_(None)
    )
    if rows_changed(
        step.values(owner_id=actor.user_id).execution_options(synchronize_session=False)
    ):
        record_on(sr, Event.REQUEST_OWNED, actor=actor.ref, now=now, owner=actor.user_id)
    db.session.refresh(sr)


def hand_to(actor: Actor, sr: RequestFacts, resolver: str, *, now: datetime) -> None:
    """Hand the work on a request to a group; its owner, who owes the word, stays (R-SEV-6).

    Raises Conflict when the request has ended.
    """
    _check_open(sr)
    group = " ".join(resolver.split())
    if group == sr.resolver:
        return
    step = update(ServiceRequest).where(ServiceRequest.id == sr.id).values(resolver=group)
    rows_changed(step.execution_options(synchronize_session=False))
    db.session.refresh(sr)
    personal = {"resolver": group} if group else None
    record_on(sr, Event.REQUEST_HANDED, actor=actor.ref, now=now, personal=personal)


def _check_open(sr: RequestFacts) -> None:
    if sr.status not in OPEN_STATUSES:
        raise has_ended(sr, so="and nothing more is owed on it")


def owner_of(sr: RequestFacts) -> PersonFacts | None:
    """Who owns a request, also if they have left."""
    return people_by_id([sr.owner_id])[sr.owner_id] if sr.owner_id is not None else None


def owners_of(requests: Sequence[RequestFacts]) -> dict[int, int]:
    """The owners of these requests who still work here, by request."""
    owned = {sr.id: sr.owner_id for sr in requests if sr.owner_id is not None}
    people = people_by_id(set(owned.values()))
    return {each: owner for each, owner in owned.items() if people[owner].removed_at is None}
