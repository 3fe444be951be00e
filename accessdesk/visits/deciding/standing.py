"""The one proposal that stands for a visit: answered once, or off with what it was made for."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import Update, select, update

from accessdesk.db import claim, db, rows_changed
from accessdesk.scheduling.booked import first_windows
from accessdesk.service_requests.request import RequestFacts
from accessdesk.service_requests.rules import Awaited
from accessdesk.service_requests.waiting import Among, Waits
from accessdesk.visits.deciding import proposal_words
from accessdesk.visits.models import WindowProposal
from accessdesk.visits.states import ProposalState


def answer_proposal(
    sr: RequestFacts, proposal_id: int, state: ProposalState, *, now: datetime
) -> bool:
    """Claim a proposal that is open, once; returns whether it was there to be answered."""
    step = _standing(sr).where(WindowProposal.id == proposal_id, WindowProposal.expires_at > now)
    values = step.values(state=state, answered_at=now)
    return claim(values.execution_options(synchronize_session=False))


def withdraw_proposal(sr: RequestFacts, *, now: datetime) -> None:
    """Take back what was proposed: the visit is decided, moved or called off, or another stands."""
    step = _standing(sr).values(state=ProposalState.WITHDRAWN, answered_at=now)
    rows_changed(step.execution_options(synchronize_session=False))


def _standing(sr: RequestFacts) -> Update:
    return update(WindowProposal).where(
        WindowProposal.request_id == sr.id, WindowProposal.state == ProposalState.OPEN
    )


def proposals_to_answer(among: Among) -> Iterator[Waits]:
    """Find the windows that were proposed and that the customer can still take (R-ACC-10)."""
    for each in _open_ones(among):
        yield Waits(
            each.request_id,
            Awaited.PROPOSAL,
            proposal_words.TO_DECIDE,
            since=each.proposed_at,
            due_at=each.expires_at,
            text=each.note,
            item=each.id,
            span=(each.starts_at, each.ends_at),
        )


def _open_ones(among: Among) -> list[WindowProposal]:
    open_ones = select(WindowProposal).where(
        WindowProposal.request_id.in_(among.requests),
        WindowProposal.state == ProposalState.OPEN,
        WindowProposal.expires_at > among.now,
    )
    return list(db.session.scalars(open_ones))


def visits_to_decide(among: Among) -> Iterator[Waits]:
    """Find the visits that await approval, unless the customer is asked about another window."""
    asked = {each.request_id for each in _open_ones(among)}
    held = among.rows()
    windows = first_windows([each.id for each in held])
    for each in held:
        if each.id not in asked:
            words = "Approve it, propose another window, or reject it"
            window = windows.get(each.id)
            span = (window.starts_at, window.ends_at) if window else None
            yield Waits(each.id, Awaited.APPROVAL, words, each.received_at, span=span)
