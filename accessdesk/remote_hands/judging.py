"""Judge a request for remote hands, finished or not: all that is wrong with it, in one round."""

from dataclasses import asdict, dataclass
from datetime import datetime

from accessdesk.accounts.rules import Actor, Right
from accessdesk.errors import Invalid
from accessdesk.estate.queries import DeviceFacts, SiteFacts, find_site
from accessdesk.faults import Faults, sure
from accessdesk.remote_hands.catalogue import CATALOGUE, Details, read_details, step_of
from accessdesk.remote_hands.drafts import MOST_STEPS, HandsDraft, StepDraft
from accessdesk.remote_hands.rules import NEEDED, Identifiers
from accessdesk.scheduling.reading import read_window
from accessdesk.scheduling.windows import Window
from accessdesk.service_requests.asking.severity import check_availability, check_severity
from accessdesk.service_requests.rules import Kind
from accessdesk.service_requests.service import check_right, contact_for, own_devices

BOTH = "Say by when it is to be done as well, or leave “Not before” empty."


@dataclass(frozen=True, slots=True)
class Asked:
    """A request without a fault: for whom and where it is, and what is to be done when."""

    contact: Actor
    site: SiteFacts
    devices: list[DeviceFacts]
    details: Details
    steps: tuple[StepDraft, ...]
    window: Window | None


def judged(actor: Actor, draft: HandsDraft, *, now: datetime) -> Asked:
    """Judge a request as far as it goes; nothing is written.

    Raises Invalid with all faults at their fields, for a task that needs a login with the ready
    draft of a site-access request (R-RH-1); NotAllowed without the right (R-ACC-1).
    """
    faults = Faults()
    contact = faults.judge(lambda: contact_for(actor, draft.caller, now=now))
    site = faults.judge(lambda: _site(draft))
    if contact and site:
        check_right(contact, Right.REMOTE_HANDS, site.id, by=actor, now=now)
    faults.judge(lambda: _refuse_login(draft))
    faults.judge(lambda: check_severity(actor, draft.severity))
    affects, why_less = draft.affects_availability, draft.severity_reason
    faults.judge(lambda: check_availability(draft.severity, affects=affects, reason=why_less))
    details = faults.judge(lambda: read_details(draft.task, draft.details))
    devices = faults.judge(lambda: _devices(contact, site, draft))
    window = faults.judge(lambda: _window(site, draft, now)) if site else None
    steps = faults.judge(lambda: _steps(draft, details))
    faults.raise_all()
    return Asked(sure(contact), sure(site), sure(devices), sure(details), sure(steps), window)


def _site(draft: HandsDraft) -> SiteFacts:
    site = find_site(draft.site)
    if site is None:
        raise Invalid(fields={"site": f"There is no site “{draft.site.strip()[:20]}”."})
    return site


def _refuse_login(draft: HandsDraft) -> None:
    if not draft.details.get("needs_login"):
        return
    ready = {
        "kind": Kind.SITE_ACCESS.value,
        "site": draft.site,
        "severity": draft.severity.value,
        "summary": draft.summary,
        "reason": "maintenance",
        "devices": list(draft.devices),
        **asdict(draft.numbers),
    }
    raise Invalid(
        "A task that needs a login is not remote hands: technicians never log in.",
        code="needs-login",
        title="Somebody has to come in for this",
        next_step="Ask for site access instead; what you have typed is carried over.",
        fields={"details.needs_login": "This needs site access, not remote hands."},
        extra={"reroute": {"site_access": ready}},
    )


def _devices(contact: Actor | None, site: SiteFacts | None, draft: HandsDraft) -> list[DeviceFacts]:
    if contact is None:
        return []
    devices = own_devices(contact.customer_id or 0, draft.devices)
    entry = CATALOGUE[draft.task]
    elsewhere = [device.tag for device in devices if site and device.site_id != site.id]
    if site and elsewhere:
        raise Invalid(fields={"devices": f"Not at {site.name}: {', '.join(elsewhere)}."})
    if entry.needs_device and not devices:
        raise Invalid(fields={"devices": "Name the device that this is about."})
    if entry.destructive and len(devices) != 1:
        raise Invalid(fields={"devices": "One device at a time: make a request for each."})
    if entry.destructive and len(identifiers_of(devices[0]).known()) < NEEDED:
        raise Invalid(
            fields={
                "devices": f"{devices[0].tag} needs a serial or a name on record, so that the "
                "technician can make sure of it. Have it added first."
            }
        )
    return devices


def identifiers_of(device: DeviceFacts) -> Identifiers:
    """What a device can be known by."""
    return Identifiers(device.tag, device.serial, device.name)


def _window(site: SiteFacts, draft: HandsDraft, now: datetime) -> Window | None:
    starts, ends = draft.starts_at.strip(), draft.ends_at.strip()
    if not starts and not ends:
        return None
    if not ends:
        raise Invalid(fields={"window.ends_at": BOTH})
    from_now_on = now.replace(microsecond=0).isoformat()
    window = read_window(starts or from_now_on, ends, site.zone)
    if window.ends_at <= now:
        raise Invalid(fields={"window.ends_at": "This is over already."})
    if window.ends_at <= window.starts_at:
        raise Invalid(fields={"window.ends_at": "The end is not after the start."})
    return window


def _steps(draft: HandsDraft, details: Details | None) -> tuple[StepDraft, ...]:
    if len(draft.steps) > MOST_STEPS:
        raise Invalid(fields={"steps": f"A request takes {MOST_STEPS} steps."})
    _refuse_stops(draft)
    place = draft.task_after or 0
    if not 0 <= place <= len(draft.steps):
        raise Invalid(
            fields={"task_after": f"Choose from 0 to {len(draft.steps)}: so many are the steps."}
        )
    if details is None or (draft.steps and draft.task_after is None):
        return draft.steps
    ordered = StepDraft(*step_of(draft.task, details.model_dump()))
    return (*draft.steps[:place], ordered, *draft.steps[place:])


def _refuse_stops(draft: HandsDraft) -> None:
    """Refuse to leave a device switched off while somebody waits for an answer (R-RH-6)."""
    stops = [str(place) for place, step in enumerate(draft.steps, start=1) if not step.go_on]
    if not stops or not CATALOGUE[draft.task].in_one_go:
        return
    places = f"step {stops[0]}" if len(stops) == 1 else f"steps {', '.join(stops)}"
    raise Invalid(
        code="stop-in-power-cycle",
        next_step="Take the stop out. If something else than expected is seen, the contact "
        "is asked in any case.",
        fields={
            "steps": "A power cycle goes from off to on in one go: a stop would leave the device "
            f"off until there is an answer. There is one after {places}."
        },
    )
