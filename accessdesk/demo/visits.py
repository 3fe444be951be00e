"""The demo's visits: yesterday's with their traces, today's as they stand, next week's ahead."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from anyascii import anyascii

from accessdesk.accounts.queries import actor_of_user, find_person
from accessdesk.accounts.rules import Actor
from accessdesk.db import transaction
from accessdesk.demo.passports import Holder, zone_of
from accessdesk.estate.queries import SiteFacts, get_site
from accessdesk.gate.departures import depart
from accessdesk.gate.entry.papers import ScannedId
from accessdesk.gate.service import EntryAttempt, admit
from accessdesk.passes.queries import details_of_request
from accessdesk.scheduling.local_time import first_reading, local_day
from accessdesk.scheduling.windows import Window
from accessdesk.service_requests.request import RequestFacts
from accessdesk.service_requests.rules import OwnNumbers, PartyKind, Reason, Severity
from accessdesk.visits.asking.service import submit
from accessdesk.visits.changing.changes import approve
from accessdesk.visits.drafts import SiteAccessDraft, VisitorDraft, WindowDraft

AGENT = "ann@operator.example"
OFFICERS = {
    "AMS1": "olu@operator.example",
    "DUB2": "siobhan@operator.example",
    "SIN3": "farid@operator.example",
}


@dataclass(frozen=True, slots=True)
class Story:
    """A visit of the demo; `day` counts from today, `came` says what became of it at the gate."""

    contact: str
    site: str
    day: int
    starts: time
    hours: int
    summary: str
    reason: Reason
    party: tuple[PartyKind, str]
    visitors: tuple[str, ...]
    devices: tuple[str, ...] = ()
    equipment_in: tuple[str, ...] = ()
    equipment_out: tuple[str, ...] = ()
    escort: bool = False
    approved: bool = True
    came: str = ""  # "left", "inside", "due" for at any moment, or "" for nobody yet
    ticket: str = ""  # What the customer's own books call it, and its purchase order.
    order: str = ""


def actor_called(email: str) -> Actor:
    """One of the demo's people as an actor."""
    user = find_person(email)
    actor = actor_of_user(user.id) if user else None
    if actor is None:
        message = f"the demo has no {email}"
        raise LookupError(message)
    return actor


def _window(story: Story, site: SiteFacts, now: datetime) -> tuple[datetime, datetime]:
    day = local_day(now, site.zone) + timedelta(days=story.day)
    starts_at = first_reading(datetime.combine(day, story.starts), site.zone)
    if story.came in {"inside", "due"}:
        # Somebody is inside, and somebody is due, whatever the time at the site is now.
        starts_at = now.replace(minute=0, second=0, microsecond=0) - timedelta(hours=1)
    return starts_at, starts_at + timedelta(hours=story.hours)


def tell(story: Story, holders: dict[str, Holder], *, secret: str, now: datetime) -> None:
    """Let a visit happen, through the services that a person would use, at the times it had."""
    with transaction():
        site = get_site(story.site)
        starts_at, ends_at = _window(story, site, now)
        if story.day == 0 and not story.came and ends_at <= now + timedelta(minutes=30):
            starts_at, ends_at = starts_at + timedelta(days=1), ends_at + timedelta(days=1)
        asked_at = min(now, starts_at - timedelta(hours=20))
        sr = submit(actor_called(story.contact), _draft(story, starts_at, ends_at), now=asked_at)
        if sr.number is None and story.approved:
            approve(actor_called(AGENT), sr, now=min(now, asked_at + timedelta(minutes=40)))
        if story.came in {"left", "inside"}:
            _come(story, sr, holders, Window(starts_at, ends_at), secret)


def _draft(story: Story, starts_at: datetime, ends_at: datetime) -> SiteAccessDraft:
    kind, party = story.party
    host = party.lower().replace(" ", "-").replace(".", "")
    return SiteAccessDraft(
        site=story.site,
        severity=Severity.C,
        summary=story.summary,
        reason=story.reason,
        party_kind=kind,
        party_name=party,
        party_email=f"service@{host}.example",
        party_phone="+31 20 555 0100",
        visitors=tuple(
            VisitorDraft(name, f"{anyascii(name.split()[0]).lower()}@{host}.example", _number(name))
            for name in story.visitors
        ),
        window=WindowDraft(starts_at.isoformat(), ends_at.isoformat()),
        devices=story.devices,
        equipment_in=story.equipment_in,
        equipment_out=story.equipment_out,
        escort=story.escort,
        numbers=OwnNumbers(story.ticket, story.order),
    )


def _number(name: str) -> str:
    """A number that no one has: it is kept for films (Ofcom)."""
    return f"+44 7700 900{sum(map(ord, name)) % 1000:03}"


def _come(
    story: Story,
    sr: RequestFacts,
    holders: dict[str, Holder],
    window: Window,
    secret: str,
) -> None:
    officer = actor_called(OFFICERS[story.site])
    for order, given in enumerate(details_of_request(sr.id), start=1):
        document = ScannedId(zone_of(holders[given.visitor]), original=True)
        attempt = EntryAttempt(
            code=given.short_code,
            document=document,
            badge=f"V{given.id:03}",
            desk="Desk 1",
            escort_present=True if story.escort else None,
        )
        came_at = window.starts_at + timedelta(minutes=4 * order)
        entered = admit(officer, story.site, attempt, secret=secret, now=came_at)
        if story.came == "left" and entered.admission_id is not None:
            left_at = window.ends_at - timedelta(minutes=25 - order)
            depart(officer, story.site, entered.admission_id, badge_returned=True, now=left_at)
