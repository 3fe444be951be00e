"""What the demo's technicians and service desk have on their hands. All of it is invented."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from accessdesk.db import transaction
from accessdesk.demo.visits import AGENT, actor_called
from accessdesk.incidents import service as incidents
from accessdesk.incidents.drafts import IncidentDraft
from accessdesk.incidents.rules import Category
from accessdesk.remote_hands import service as hands
from accessdesk.remote_hands.catalogue import Task
from accessdesk.remote_hands.drafts import HandsDraft, StepDraft
from accessdesk.remote_hands.working import work
from accessdesk.service_requests.rules import Severity

TECHNICIAN = "tess@operator.example"


@dataclass(frozen=True)
class Errand:
    """Work that a contact asked for some minutes ago; one that was begun is Tess's."""

    contact: str
    minutes_ago: int
    draft: HandsDraft
    begun: bool = False


@dataclass(frozen=True)
class Escalation:
    """An incident that a contact escalated some minutes ago."""

    contact: str
    minutes_ago: int
    draft: IncidentDraft
    accepted: bool = False


ERRANDS = (
    Errand(
        "ada@contoso.example",
        50,
        HandsDraft(
            "AMS1",
            Severity.B,
            "Replace the failed drive of db-7",
            "The array runs without a spare.",
            Task.REPLACE_DRIVE,
            {"bay": "3", "old_serial": "Z1F-0042", "new_serial": "Z1F-1187"},
            ("CT-0001",),
            (
                StepDraft("Look at the lights of all bays", "bay 3 alone is red"),
                StepDraft("Photograph the front", "the light of bay 3 blinks green"),
            ),
            task_after=1,
        ),
        begun=True,
    ),
    Errand(
        "grace@fabrikam.example",
        25,
        HandsDraft(
            "AMS1",
            Severity.C,
            "Power-cycle render-02",
            "One render node does not answer; the others carry its load.",
            Task.POWER_CYCLE,
            {"feed": "both", "expect": "the front light turns green within two minutes"},
            ("FB-1002",),
        ),
    ),
    Errand(
        "lin@northwind.example",
        15,
        HandsDraft(
            "SIN3",
            Severity.C,
            "Read the display of pos-gateway",
            "We cannot see its state from here.",
            Task.OTHER,
            {"description": "Please read what its front display says, and send a photograph."},
            ("NW-01",),
        ),
    ),
)

ESCALATIONS = (
    Escalation(
        "ada@contoso.example",
        90,
        IncidentDraft(
            Severity.B,
            "Storage gateway answers slowly",
            "Backups take twice their time; nights overrun into the morning.",
            "Restarted our clients, changed the path, compared with last week's figures.",
            Category.SERVICE,
            "AMS1",
        ),
        accepted=True,
    ),
    Escalation(
        "grace@fabrikam.example",
        20,
        IncidentDraft(
            Severity.C,
            "Archive reports a failed fan",
            "No impact yet; the second fan carries on.",
            "Read its log, asked the vendor: it has to be replaced.",
            Category.HARDWARE,
            "DUB2",
            ("FB-2001",),
        ),
    ),
)


def tell_work(now: datetime) -> None:
    """Let the errands and escalations happen, through the services that a person would use."""
    for errand in ERRANDS:
        with transaction():
            asked_at = now - timedelta(minutes=errand.minutes_ago)
            sr = hands.submit(actor_called(errand.contact), errand.draft, now=asked_at)
            if errand.begun:
                tess = actor_called(TECHNICIAN)
                work.claim(tess, sr, now=asked_at + timedelta(minutes=12))
                work.start(tess, sr, now=asked_at + timedelta(minutes=20))
    for escalation in ESCALATIONS:
        with transaction():
            asked_at = now - timedelta(minutes=escalation.minutes_ago)
            sr = incidents.submit(actor_called(escalation.contact), escalation.draft, now=asked_at)
            if escalation.accepted:
                incidents.accept(actor_called(AGENT), sr, now=asked_at + timedelta(minutes=9))
