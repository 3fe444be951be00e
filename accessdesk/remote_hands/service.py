"""What a customer does with remote hands: ask, answer, confirm or contest, rate, call off."""

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, insert, select, update

from accessdesk.accounts.rules import Actor, Right
from accessdesk.db import claim, db
from accessdesk.errors import Conflict, Invalid, NotFound, required
from accessdesk.estate.queries import DeviceFacts, SiteFacts, find_site
from accessdesk.journal.rules import Event
from accessdesk.remote_hands.catalogue import CATALOGUE, Details, first_step, read_details
from accessdesk.remote_hands.drafts import MOST_STEPS, HandsDraft, StepDraft
from accessdesk.remote_hands.log import NewEntry, get_work, move, write
from accessdesk.remote_hands.models import Work, WorkQuestion, WorkStep
from accessdesk.remote_hands.rules import NEEDED, OVER, Act, EntryKind, Identifiers, WorkState
from accessdesk.scheduling.reading import read_window
from accessdesk.scheduling.windows import Window
from accessdesk.service_requests.after.reopening import check_can_reopen
from accessdesk.service_requests.asking.severity import check_availability, check_severity
from accessdesk.service_requests.queries import get_request
from accessdesk.service_requests.request import RequestFacts
from accessdesk.service_requests.rules import SAY_WHY, Action, Kind
from accessdesk.service_requests.service import (
    Received,
    advance,
    check_right,
    contact_for,
    own_devices,
    receive,
)
from accessdesk.service_requests.service import get_for_change as request_to_change
from accessdesk.service_requests.updates import add_update


def get_for_change(actor: Actor, called: str, *, now: datetime) -> RequestFacts:
    """Find a remote-hands request that the actor wants to change; a contact needs the right.

    Raises NotFound for a request of another kind.
    """
    if get_request(actor, called, now=now).kind is not Kind.REMOTE_HANDS:
        raise NotFound
    return request_to_change(actor, called, now=now)


def submit(actor: Actor, draft: HandsDraft, *, now: datetime) -> RequestFacts:
    """Ask for remote hands; complete and authorised, it is accepted at once with a number.

    Raises Invalid with the faults at their fields, and for a task that needs a login with the
    ready draft of a site-access request (R-RH-1); NotAllowed without the right (R-ACC-1).
    """
    contact = contact_for(actor, draft.caller, now=now)
    site = find_site(draft.site)
    if site is None:
        raise Invalid(fields={"site": f"There is no site “{draft.site.strip()[:20]}”."})
    check_right(contact, Right.REMOTE_HANDS, site.id, by=actor, now=now)
    check_severity(actor, draft.severity)
    check_availability(
        draft.severity, affects=draft.affects_availability, reason=draft.severity_reason
    )
    _refuse_login(draft)
    details = read_details(draft.task, draft.details)
    devices = _devices(contact, site, draft)
    window = _window(site, draft, now)
    steps = _steps(draft, details)
    sr = receive(actor, contact, _received(draft, site, devices, details), now=now)
    _add_work(sr, draft, window, steps)
    advance(
        sr,
        Action.ACCEPT,
        actor=actor.ref,
        now=now,
        facts={"task": draft.task.value},
    )
    return sr


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
        title="Somebody from your side has to come in for this",
        next_step="Ask for site access instead; what you have typed is carried over.",
        fields={"details.needs_login": "This needs site access, not remote hands."},
        extra={"reroute": {"site_access": ready}},
    )


def _devices(contact: Actor, site: SiteFacts, draft: HandsDraft) -> list[DeviceFacts]:
    devices = own_devices(contact.customer_id or 0, draft.devices)
    entry = CATALOGUE[draft.task]
    if elsewhere := [device.tag for device in devices if device.site_id != site.id]:
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
    if not draft.starts_at and not draft.ends_at:
        return None
    window = read_window(draft.starts_at, draft.ends_at, site.zone)
    if window.ends_at <= window.starts_at:
        raise Invalid(fields={"window.ends_at": "The end is not after the start."})
    if window.ends_at <= now:
        raise Invalid(fields={"window.ends_at": "This is over already."})
    return window


def _steps(draft: HandsDraft, details: Details) -> tuple[StepDraft, ...]:
    if len(draft.steps) > MOST_STEPS:
        raise Invalid(fields={"steps": f"A request takes {MOST_STEPS} steps."})
    _refuse_stops(draft)
    do, expect = first_step(draft.task, details.model_dump())
    return draft.steps or (StepDraft(do, expect),)


def _refuse_stops(draft: HandsDraft) -> None:
    """Refuse to leave a device switched off while somebody waits for an answer (R-RH-6)."""
    stops = [str(place) for place, step in enumerate(draft.steps, start=1) if not step.go_on]
    if not stops or not CATALOGUE[draft.task].in_one_go:
        return
    places = f"step {stops[0]}" if len(stops) == 1 else f"steps {', '.join(stops)}"
    raise Invalid(
        code="stop-in-power-cycle",
        next_step="Take the stop out. If something else than expected is seen, you are asked in "
        "any case.",
        fields={
            "steps": "A power cycle goes from off to on in one go: a stop would leave the device "
            f"off until you answer. There is one after {places}."
        },
    )


def _received(
    draft: HandsDraft, site: SiteFacts, devices: list[DeviceFacts], details: Details
) -> Received:
    kept: dict[str, Any] = {"task": draft.task.value, **details.model_dump(mode="json")}
    if draft.affects_availability:
        kept |= {"affects_availability": True, "severity_reason": draft.severity_reason.strip()}
    return Received(
        kind=Kind.REMOTE_HANDS,
        severity=draft.severity,
        summary=draft.summary.strip(),
        site_id=site.id,
        site_code=site.code,
        devices=devices,
        impact=draft.impact.strip(),
        details=kept,
        numbers=draft.numbers,
    )


def _add_work(
    sr: RequestFacts, draft: HandsDraft, window: Window | None, steps: tuple[StepDraft, ...]
) -> None:
    work = Work(
        request_id=sr.id,
        task=draft.task,
        starts_at=window.starts_at if window else None,
        ends_at=window.ends_at if window else None,
        rating_words="",
    )
    db.session.add(work)
    rows = [
        {
            "request_id": sr.id,
            "position": position,
            "do": step.do.strip(),
            "expect": step.expect.strip(),
            "go_on": step.go_on,
        }
        for position, step in enumerate(steps, start=1)
    ]
    db.session.execute(insert(WorkStep), rows)


def answer(actor: Actor, sr: RequestFacts, question_id: int, text: str, *, now: datetime) -> None:
    """Answer a technician's question; the last answer lets the work go on (R-RH-5, R-RH-6).

    Raises NotFound when the request has no such question, Conflict when it was answered already or
    the work is over.
    """
    words = required("text", text, "Write your answer; the technician waits for it.")
    work = get_work(sr)
    if work.state in OVER:
        raise Conflict("The work is over; nobody waits for an answer.", code="wrong-state")
    step = update(WorkQuestion).where(
        WorkQuestion.id == question_id,
        WorkQuestion.request_id == sr.id,
        WorkQuestion.answered_at.is_(None),
    )
    if not claim(step.values(answer=words, answered_at=now, answered_by_id=actor.user_id)):
        question = db.session.get(WorkQuestion, question_id)
        if question is None or question.request_id != sr.id:
            raise NotFound
        raise Conflict("Somebody has answered this question already.", code="answered")
    new = NewEntry(EntryKind.ANSWER, words, Event.WORK_QUESTION_ANSWERED)
    write(actor, sr, new, now=now)
    add_update(actor, sr, words, visible=True, now=now)
    if work.state is WorkState.WAITING and not open_questions(sr.id):
        # Whoever took the work over in the meantime starts it, and identifies the device, anew.
        question = db.session.get(WorkQuestion, question_id)
        asked_by = question.asked_by_id if question else None
        move(work, Act.RESUME if asked_by == work.technician_id else Act.SET_ASIDE)


def open_questions(request_id: int) -> int:
    """Count the questions that nobody has answered."""
    open_ones = select(func.count(WorkQuestion.id)).where(
        WorkQuestion.request_id == request_id, WorkQuestion.answered_at.is_(None)
    )
    return db.session.execute(open_ones).scalar_one()


def confirm(actor: Actor, sr: RequestFacts, *, now: datetime) -> None:
    """Confirm that the work is complete (R-RH-5)."""
    move(get_work(sr), Act.CONFIRM)
    new = NewEntry(EntryKind.CONFIRMED, event=Event.REQUEST_CONFIRMED)
    write(actor, sr, new, now=now)


def contest(
    actor: Actor, sr: RequestFacts, missing: str, *, reopen_within: timedelta, now: datetime
) -> None:
    """Contest that the work is complete: the request is opened again and the work goes on (R-RH-5).

    Raises Invalid when nothing is said to be missing, Conflict when it is too late for it, with the
    ready draft of a request that follows this one.
    """
    words = required("missing", missing, "Say what is missing, so that it can be done.")
    check_can_reopen(sr, within=reopen_within, now=now)
    move(get_work(sr), Act.CONTEST, result=None)
    advance(sr, Action.REOPEN, actor=actor.ref, now=now, reason=words)
    write(actor, sr, NewEntry(EntryKind.CONTESTED, words), now=now)
    add_update(actor, sr, words, visible=True, now=now)


def rate(actor: Actor, sr: RequestFacts, rating: int, words: str, *, now: datetime) -> None:
    """Rate work that is over, from 1 to 5, once.

    Raises Invalid for another number, Conflict when the work is not over or was rated before.
    """
    if not 1 <= rating <= 5:
        raise Invalid(fields={"rating": "Choose from 1 to 5."})
    step = update(Work).where(
        Work.request_id == sr.id,
        Work.rating.is_(None),
        Work.state.in_((WorkState.FINISHED, WorkState.CONFIRMED)),
    )
    if not claim(step.values(rating=rating, rating_words=words.strip())):
        raise Conflict("Work is rated once, after it was finished.", code="wrong-state")
    new = NewEntry(EntryKind.NOTE, f"Rated {rating} of 5.", Event.REQUEST_RATED)
    write(actor, sr, new, now=now)


def cancel(actor: Actor, sr: RequestFacts, reason: str, *, now: datetime) -> None:
    """Call the work off; whoever holds it sees it at once."""
    words = required("reason", reason, SAY_WHY)
    advance(sr, Action.CANCEL, actor=actor.ref, now=now, reason=words)
    call_off(sr, now=now)


def call_off(sr: RequestFacts, *, now: datetime) -> None:
    """Take the work of a request that has ended off the queue, unless it is over already."""
    work = get_work(sr)
    if work.state not in OVER:
        move(work, Act.CANCEL, stopped_at=now)
