"""Propose another window for a visit that awaits approval; the contact decides (R-ACC-10)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from accessdesk.accounts.rules import Actor
from accessdesk.db import db
from accessdesk.errors import Conflict, NotAllowed
from accessdesk.estate.queries import SiteFacts, get_site_by_id
from accessdesk.journal.rules import Event
from accessdesk.passes.service import issue
from accessdesk.scheduling.openings import next_opening_like
from accessdesk.scheduling.queries import WindowFacts, diary_of
from accessdesk.scheduling.rules import judge_window
from accessdesk.scheduling.service import Reservation, WindowRefused, book
from accessdesk.scheduling.windows import Window
from accessdesk.service_requests.asking.door import check_may_ask_more
from accessdesk.service_requests.promises.commitments import note_first_response
from accessdesk.service_requests.request import RequestFacts
from accessdesk.service_requests.revision import claim_revision
from accessdesk.service_requests.rules import Action, Status
from accessdesk.service_requests.service import advance, record_on
from accessdesk.service_requests.updates import Word, say
from accessdesk.service_requests.visitors import ids_of_visitors
from accessdesk.visits.asking.service import pass_window_of
from accessdesk.visits.changing.changes import window_to_change
from accessdesk.visits.deciding import proposal_words
from accessdesk.visits.deciding.standing import answer_proposal, withdraw_proposal
from accessdesk.visits.drafts import WindowDraft
from accessdesk.visits.models import WindowProposal
from accessdesk.visits.states import ProposalState


@dataclass(frozen=True, slots=True)
class ProposalRow:
    """A proposed window and how it stands now."""

    id: int
    starts_at: datetime
    ends_at: datetime
    note: str
    expires_at: datetime
    state: ProposalState


def propose(
    actor: Actor, sr: RequestFacts, draft: WindowDraft, *, hours: int, note: str, now: datetime
) -> int:
    """Propose another window for some hours; returns the proposal's id, and an earlier one is off.

    Raises WindowRefused for a window that could not be booked now, Conflict when the request does
    not await approval. The places are claimed when the contact accepts, and not before. The
    proposal is an answer, so it counts as the first response (R-SEV-3).
    """
    current = _current(sr)
    site = get_site_by_id(sr.site_id or 0)
    window = draft.read(site.zone)
    _check_fits(site, sr, current, window, now)
    withdraw_proposal(sr, now=now)
    row = WindowProposal(
        request_id=sr.id,
        starts_at=window.starts_at,
        ends_at=window.ends_at,
        note=note.strip(),
        proposed_by_id=actor.user_id,
        proposed_at=now,
        expires_at=now + timedelta(hours=hours),
        state=ProposalState.OPEN,
    )
    db.session.add(row)
    db.session.flush()
    record_on(
        sr,
        Event.WINDOW_PROPOSED,
        actor=actor.ref,
        now=now,
        personal={"note": row.note} if row.note else None,
        proposal=row.id,
        starts_at=window.starts_at.isoformat(),
        ends_at=window.ends_at.isoformat(),
        expires_at=row.expires_at.isoformat(),
    )
    note_first_response(sr, now=now)
    return row.id


def judge_proposal(sr: RequestFacts, draft: WindowDraft, *, now: datetime) -> None:
    """Judge a window before the rest of its proposal is right; nothing is proposed.

    Raises WindowRefused for a window that could not be booked now, Conflict when the request does
    not await approval.
    """
    current, site = _current(sr), get_site_by_id(sr.site_id or 0)
    _check_fits(site, sr, current, draft.read(site.zone), now)


def _current(sr: RequestFacts) -> WindowFacts:
    if sr.status is not Status.AWAITING_APPROVAL:
        raise Conflict(
            f"The request is {sr.status.value}; it does not await approval.",
            code="wrong-status",
            next_step="Open the request again to see where it stands.",
        )
    return window_to_change(sr, None)


def _check_fits(
    site: SiteFacts, sr: RequestFacts, current: WindowFacts, window: Window, now: datetime
) -> None:
    diary = diary_of(site, sr.customer_id, now=now, but_window=current.id)
    places = current.places(sr.severity)
    refusals = judge_window(window, places, diary, now=now)
    if refusals:
        following = next_opening_like(window, places, diary, now=now)
        raise WindowRefused(refusals, following, site.zone, counted=True)


def _claim_answer(
    actor: Actor, sr: RequestFacts, proposal_id: int, state: ProposalState, now: datetime
) -> None:
    if actor.is_staff:
        raise NotAllowed("The customer's contact answers a proposal.", code="not-authorised")
    if not answer_proposal(sr, proposal_id, state, now=now):
        raise Conflict(
            proposal_words.NO_LONGER_OPEN,
            code="proposal-closed",
            next_step=proposal_words.WHEN_NO_LONGER_OPEN,
        )


def accept(actor: Actor, sr: RequestFacts, proposal_id: int, *, now: datetime) -> None:
    """Take a proposed window: it is booked and approved, and the passes are issued.

    Raises WindowRefused when its places were taken meanwhile; the proposal then stays open. Raises
    NotAllowed when staff answer, Conflict when the proposal is no longer open.
    """
    check_may_ask_more(actor, sr.site_id, now=now)
    _claim_answer(actor, sr, proposal_id, ProposalState.ACCEPTED, now)
    current, proposal = _current(sr), db.session.get_one(WindowProposal, proposal_id)
    site = get_site_by_id(sr.site_id or 0)
    claim_revision(sr)
    window = Window(proposal.starts_at, proposal.ends_at)
    reservation = Reservation(site, sr.id, sr.customer_id, current.places(sr.severity))
    booked = book(reservation, window, now=now, instead_of=current.id)
    facts = {"proposal": proposal_id, "from_window": current.id, "window": booked}
    advance(sr, Action.SCHEDULE, actor=actor.ref, now=now, facts=facts)
    visit = pass_window_of(sr, site, booked)
    issue(visit, ids_of_visitors(sr.id), actor=actor.ref, now=now)


def decline(actor: Actor, sr: RequestFacts, proposal_id: int, *, now: datetime) -> None:
    """Turn a proposed window down; the request awaits approval as it was, and the desk reads it.

    Raises NotAllowed when staff answer, Conflict when it is no longer open.
    """
    _claim_answer(actor, sr, proposal_id, ProposalState.DECLINED, now)
    word, facts = Word(proposal_words.DECLINE), {"proposal": proposal_id}
    say(actor, sr, word, now=now, event=Event.PROPOSAL_DECLINED, facts=facts)


def proposals_of(sr: RequestFacts, *, now: datetime) -> list[ProposalRow]:
    """List what was proposed for a request, newest first; the caller has let the actor see it."""
    statement = (
        select(
            WindowProposal.id,
            WindowProposal.starts_at,
            WindowProposal.ends_at,
            WindowProposal.note,
            WindowProposal.expires_at,
            WindowProposal.state,
        )
        .where(WindowProposal.request_id == sr.id)
        .order_by(WindowProposal.id.desc())
    )
    return [
        ProposalRow(*row[:5], state=_state(row.state, row.expires_at, now))
        for row in db.session.execute(statement)
    ]


def _state(state: ProposalState, expires_at: datetime, now: datetime) -> ProposalState:
    expired = state is ProposalState.OPEN and expires_at <= now
    return ProposalState.EXPIRED if expired else state
