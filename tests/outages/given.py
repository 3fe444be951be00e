"""Two customers with a contact each, an agent, and incidents that hit hard."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Flask

from accessdesk.accounts.rules import Actor, Role
from accessdesk.db import transaction
from accessdesk.incidents import service as incidents
from accessdesk.incidents.drafts import IncidentDraft
from accessdesk.incidents.rules import Category
from accessdesk.outages import audience, ending, service
from accessdesk.outages.drafts import Bridge, NoticeDraft, OutageDraft
from accessdesk.outages.rules import Remedy
from accessdesk.service_requests import updates
from accessdesk.service_requests.queries import get_request
from accessdesk.service_requests.rules import Severity
from tests.people import make_contact, make_customer, make_site, make_staff

START = datetime(2026, 11, 30, 8, 0, tzinfo=UTC)
BRIDGE = Bridge("+31 20 555 0100", "4711#")
NOTICE = NoticeDraft("A core switch has failed.", "No order can be placed.", unknown=True)


def after(**length: float) -> datetime:
    """A moment of the simulated day."""
    return START + timedelta(**length)


def outage_body(**fields: Any) -> dict[str, Any]:
    """Make the body of a complete first notice."""
    return {"details": NOTICE.details, "impact": NOTICE.impact, "unknown": True} | fields


@dataclass
class Hit:
    """Two customers whose service is hit, and the desk that tells them."""

    site_id: int
    alice: Actor
    bob: Actor
    ann: Actor

    def incident(
        self,
        contact: Actor | None = None,
        severity: Severity = Severity.A,
        *,
        at: datetime = START,
        accepted: bool = True,
    ) -> str:
        """Escalate an incident and have it accepted; returns what it is called."""
        draft = IncidentDraft(
            severity=Severity.A,
            summary="Orders time out",
            impact="One order in ten is lost",
            tried="Restarted the front end",
            category=Category.SERVICE,
            site="AMS1",
        )
        with transaction():
            sr = incidents.submit(contact or self.alice, draft, now=at)
            if accepted:
                incidents.accept(self.ann, sr, now=at)
            if severity is not Severity.A:
                updates.change_severity(self.ann, sr, severity, "It hits everybody", now=at)
            return sr.called

    def designate(self, *people: tuple[str, str], by: Actor | None = None) -> None:
        with transaction():
            for name, email in people:
                audience.designate(by or self.alice, name, email, now=START)

    def open(self, called: str, *others: str, at: datetime = START, **fields: Any) -> None:
        """Open the outage and send the first notice."""
        draft = OutageDraft(fields.get("notice", NOTICE), others, fields.get("bridge", Bridge()))
        with transaction():
            sr = get_request(self.ann, called, now=at)
            service.open_outage(self.ann, sr, draft, now=at)

    def notify(self, called: str, at: datetime, notice: NoticeDraft = NOTICE) -> None:
        with transaction():
            sr = get_request(self.ann, called, now=at)
            service.send_notice(self.ann, sr, service.get_open_outage(sr), notice, now=at)

    def mend(self, called: str, at: datetime, remedy: Remedy = Remedy.WORK_AROUND) -> None:
        """Find a way out, and validate it."""
        with transaction():
            outage = service.get_open_outage(get_request(self.ann, called, now=at))
            ending.mend(self.ann, outage, remedy, "Traffic goes another way.", now=at)
            ending.validate(self.ann, outage, "Alice placed an order.", now=at)

    def resolve(self, called: str, at: datetime) -> None:
        with transaction():
            outage = service.get_open_outage(get_request(self.ann, called, now=at))
            ending.resolve(self.ann, outage, "", now=at)


def make_hit(_app: Flask) -> Hit:
    site_id = make_site()
    return Hit(
        site_id,
        make_contact("Alice Adams", make_customer()),
        make_contact("Bob Brown", make_customer("fabrikam")),
        make_staff("Ann Agent", Role.AGENT),
    )
