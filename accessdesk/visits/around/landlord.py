"""Say how a visit at a leased site stands with its landlord: it is ready once they were told."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from accessdesk.db import db
from accessdesk.estate.queries import get_site_by_id
from accessdesk.estate.rules import SiteKind
from accessdesk.journal.queries import timeline
from accessdesk.journal.rules import Event
from accessdesk.service_requests.queries import row_of
from accessdesk.service_requests.recording import subject_of
from accessdesk.service_requests.request import RequestFacts
from accessdesk.service_requests.rules import Kind, Status
from accessdesk.visits.models import LandlordNotice
from accessdesk.visits.states import NoticeState, notice_state

# What the landlord is told of; a notice from before does not hold any more.
NEWS = frozenset(
    {
        Event.REQUEST_SCHEDULED,
        Event.REQUEST_APPROVED,
        Event.REQUEST_RESCHEDULED,
        Event.WINDOW_CANCELLED,
        Event.VISITOR_CORRECTED,
        Event.VISITOR_REPLACED,
    }
)
COMES = frozenset({Status.SCHEDULED, Status.IN_PROGRESS})


@dataclass(frozen=True, slots=True)
class LandlordState:
    """What the landlord of a leased site was told of a request, and whether they took note."""

    told_at: datetime | None
    withdrawn: bool
    acknowledged_at: datetime | None
    acknowledged_by: str
    zone: str = "UTC"


def find_landlord_state(request_id: int) -> LandlordState | None:
    """Say when the landlord was told; None until the notice has gone out (R-SA-4)."""
    row = db.session.execute(
        select(
            LandlordNotice.told_at,
            LandlordNotice.withdrawn,
            LandlordNotice.acknowledged_at,
            LandlordNotice.acknowledged_by,
        ).where(LandlordNotice.request_id == request_id)
    ).first()
    return LandlordState(*row, row_of(request_id).site_zone or "UTC") if row else None


@dataclass(frozen=True, slots=True)
class LandlordWord:
    """How a request stands with the landlord, for its page and the API."""

    state: NoticeState
    told_at: datetime | None
    acknowledged_at: datetime | None
    acknowledged_by: str


def landlord_word(sr: RequestFacts) -> LandlordWord | None:
    """Say how a visit stands with its landlord; None where there is none to tell."""
    if sr.kind is not Kind.SITE_ACCESS or sr.site_id is None:
        return None
    if get_site_by_id(sr.site_id).kind is not SiteKind.LEASED:
        return None
    told = find_landlord_state(sr.id) or LandlordState(None, False, None, "")
    state = notice_state(
        comes=sr.status in COMES,
        news_at=_last_news(sr),
        told_at=told.told_at,
        withdrawn=told.withdrawn,
        acknowledged=told.acknowledged_at is not None,
    )
    return LandlordWord(state, told.told_at, told.acknowledged_at, told.acknowledged_by)


def _last_news(sr: RequestFacts) -> datetime | None:
    entries: Iterable[datetime] = (
        each.at for each in timeline(subject_of(sr.reference)) if each.event in NEWS
    )
    return max(entries, default=None)


def is_ready(sr: RequestFacts, word: LandlordWord | None) -> bool:
    """Say whether the visit is ready: it is on, and the landlord of a leased site was told."""
    return sr.status in COMES and (word is None or word.state.is_out)
