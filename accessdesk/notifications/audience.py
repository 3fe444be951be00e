"""Find who is told of each entry of the journal, from the tables as they are now."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select

from accessdesk.accounts.queries import people_by_id
from accessdesk.db import db
from accessdesk.estate.queries import sites_by_id
from accessdesk.estate.rules import SiteKind
from accessdesk.journal.queries import TimelineEntry
from accessdesk.journal.rules import Event
from accessdesk.notifications.hooks.keepers import Reach, reach_of_hooks
from accessdesk.notifications.models import Delivery, Preference, Webhook
from accessdesk.notifications.rules import (
    OF_OUTAGES,
    Audience,
    Channel,
    Notice,
    Recipient,
    RecipientKind,
    Topic,
    is_told_to_owner,
    wants,
)
from accessdesk.outages.queries import audience_of
from accessdesk.service_requests.promises.owner import owners_of
from accessdesk.service_requests.queries import requests_by_reference
from accessdesk.service_requests.visitors import everybody_by_request

SUBJECT_PREFIX = "request/"


@dataclass(slots=True)
class Concerned:
    """Everybody around one request; `told` grows as messages to them are planned."""

    request_id: int
    customer_id: int
    contact_id: int | None
    site_id: int | None
    leased: bool
    owner_id: int | None = None
    visitors: dict[int, bool] = field(default_factory=dict)
    told: set[Recipient] = field(default_factory=set)
    designated: list[Recipient] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is looked up once for a batch of entries."""

    concerned: Mapping[str, Concerned]
    chosen: Mapping[int, Mapping[Topic, bool]]
    hooks: Sequence[tuple[int, int | None, Reach]]

    def of(self, entry: TimelineEntry) -> Concerned | None:
        """Everybody around the request that an entry is about; None where it is about none."""
        return self.concerned.get(entry.subject.removeprefix(SUBJECT_PREFIX))


def surroundings_of(entries: Sequence[TimelineEntry], *, now: datetime) -> Surroundings:
    """Load everybody around the requests that a batch of entries is about."""
    references = {
        entry.subject.removeprefix(SUBJECT_PREFIX)
        for entry in entries
        if entry.subject.startswith(SUBJECT_PREFIX)
    }
    concerned = _concerned(references)
    _add_visitors(concerned.values())
    _add_told(concerned.values())
    of_outages = {each.subject for each in entries if each.event in OF_OUTAGES}
    _add_designated(
        each
        for reference, each in concerned.items()
        if f"{SUBJECT_PREFIX}{reference}" in of_outages
    )
    choosing = [
        person
        for each in concerned.values()
        for person in (each.contact_id, each.owner_id)
        if person is not None
    ]
    return Surroundings(concerned, _chosen(choosing), _hooks(now))


def _hooks(now: datetime) -> list[tuple[int, int | None, Reach]]:
    """Each hook with the customer it is of, and of which sites it tells."""
    statement = select(Webhook.id, Webhook.customer_id, Webhook.kept_by_id)
    rows = db.session.execute(statement.where(Webhook.ended_at.is_(None)).order_by(Webhook.id))
    hooks = [(row[0], row[1], row[2]) for row in rows]
    reach = reach_of_hooks(hooks, now=now)
    return [(hook_id, customer_id, reach[hook_id]) for hook_id, customer_id, _ in hooks]


def _concerned(references: Iterable[str]) -> dict[str, Concerned]:
    requests = requests_by_reference(list(references))
    people = people_by_id({sr.contact_id for sr in requests})
    owners = owners_of(requests)
    sites = sites_by_id({sr.site_id for sr in requests if sr.site_id is not None})
    return {
        sr.reference: Concerned(
            sr.id,
            sr.customer_id,
            sr.contact_id if people[sr.contact_id].removed_at is None else None,
            sr.site_id,
            sr.site_id is not None and sites[sr.site_id].kind is SiteKind.LEASED,
            owners.get(sr.id),
        )
        for sr in requests
    }


def _add_visitors(concerned: Iterable[Concerned]) -> None:
    by_id = {each.request_id: each for each in concerned}
    for request_id, everybody in everybody_by_request(by_id).items():
        by_id[request_id].visitors = {each.id: each.comes for each in everybody if each.email}


def _add_told(concerned: Iterable[Concerned]) -> None:
    by_id = {each.request_id: each for each in concerned}
    statement = select(Delivery.request_id, Delivery.recipient).where(
        Delivery.request_id.in_(list(by_id)), Delivery.channel == Channel.EMAIL
    )
    for request_id, recipient in db.session.execute(statement):
        if request_id is not None:
            by_id[request_id].told.add(recipient)


def _add_designated(concerned: Iterable[Concerned]) -> None:
    for each in concerned:
        people = audience_of(each.customer_id, each.contact_id)
        each.designated = [
            Recipient(RecipientKind.DESIGNATED, person.designated_id)
            for person in people
            if person.designated_id is not None
        ]


def _chosen(user_ids: Sequence[int]) -> dict[int, dict[Topic, bool]]:
    statement = select(Preference.user_id, Preference.topic, Preference.wanted).where(
        Preference.user_id.in_(user_ids)
    )
    chosen: dict[int, dict[Topic, bool]] = {}
    for user_id, topic, wanted in db.session.execute(statement):
        chosen.setdefault(user_id, {})[topic] = wanted
    return chosen


def recipients_of(notice: Notice, entry: TimelineEntry, around: Surroundings) -> list[Recipient]:
    """List who is told of an entry, each once; nobody where it is about no request."""
    concerned = around.of(entry)
    if concerned is None:
        return []
    told = [
        each
        for audience in Audience
        if audience in notice.told or audience in notice.following
        for each in _recipients(audience, concerned, entry)
        if audience in notice.told or each in concerned.told
    ]
    if concerned.contact_id and not wants(
        notice.topic, around.chosen.get(concerned.contact_id, {})
    ):
        told = [each for each in told if each.kind is not RecipientKind.USER]
    concerned.told.update(told)
    hooks = [
        Recipient(RecipientKind.WEBHOOK, hook_id)
        for hook_id, customer_id, reach in around.hooks
        if customer_id in {None, concerned.customer_id} and reach.tells_of(concerned.site_id)
    ]
    return [*dict.fromkeys(told), *hooks]


def owner_to_tell(event: Event, entry: TimelineEntry, around: Surroundings) -> list[Recipient]:
    """The owner of the request, if an entry is news to them that they want to be told."""
    concerned = around.of(entry)
    owner = concerned.owner_id if concerned else None
    if owner is None or entry.actor == f"user/{owner}" or not is_told_to_owner(event, entry.facts):
        return []
    if not wants(Topic.OWNED, around.chosen.get(owner, {})):
        return []
    return [Recipient(RecipientKind.OWNER, owner)]


def _recipients(audience: Audience, concerned: Concerned, entry: TimelineEntry) -> list[Recipient]:
    if audience is Audience.CONTACT:
        contact = concerned.contact_id
        return [Recipient(RecipientKind.USER, contact)] if contact else []
    if audience is Audience.LANDLORD:
        site = concerned.site_id
        return [Recipient(RecipientKind.LANDLORD, site)] if concerned.leased and site else []
    if audience is Audience.DESIGNATED:
        return concerned.designated
    if audience is Audience.VISITORS:
        coming = [each for each, comes in concerned.visitors.items() if comes]
    else:
        coming = [each for each in concerned.visitors if each == entry.facts.get(audience.value)]
    return [Recipient(RecipientKind.VISITOR, each) for each in coming]
