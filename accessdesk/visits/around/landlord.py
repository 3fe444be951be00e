"""How a visit at a leased site stands with its landlord: it is ready once they were told."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select, update

from accessdesk.accounts.rules import Actor
from accessdesk.db import claim, conflict_insert, db
from accessdesk.errors import Conflict
from accessdesk.estate.queries import get_site_by_id
from accessdesk.estate.rules import SiteKind
from accessdesk.journal.queries import TimelineEntry, timeline
from accessdesk.journal.rules import Event
from accessdesk.service_requests.queries import get_request_by_id, row_of
from accessdesk.service_requests.recording import record_on, subject_of
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
        Event.VISITOR_ADDED,
        Event.VISITOR_DROPPED,
    }
)
LANDLORD = "landlord"
COMES = frozenset({Status.SCHEDULED, Status.IN_PROGRESS})


@dataclass(frozen=True, slots=True)
class LandlordState:
    """What the landlord of a leased site was told of a request, and whether they took note."""

    told_at: datetime | None
    withdrawn: bool
    acknowledged_at: datetime | None
    acknowledged_by: str
    link_stopped_at: datetime | None = None
    zone: str = "UTC"

    @property
    def has_link(self) -> bool:
        """Whether a link was sent that was not stopped since."""
        sent_at, stopped_at = self.told_at, self.link_stopped_at
        return sent_at is not None and (stopped_at is None or stopped_at < sent_at)


def find_landlord_state(request_id: int) -> LandlordState | None:
    """When the landlord was told; None until the notice has gone out (R-SA-4)."""
    row = db.session.execute(
        select(
            LandlordNotice.told_at,
            LandlordNotice.withdrawn,
            LandlordNotice.acknowledged_at,
            LandlordNotice.acknowledged_by,
            LandlordNotice.link_stopped_at,
        ).where(LandlordNotice.request_id == request_id)
    ).first()
    return LandlordState(*row, row_of(request_id).site_zone or "UTC") if row else None


def keep_told(request_id: int, *, withdrawn: bool, now: datetime) -> None:
    """Keep that a notice has gone out, and ask for an acknowledgement of it anew."""
    _keep_told(request_id, {"withdrawn": withdrawn}, now)
    sr = get_request_by_id(request_id)
    record_on(sr, Event.LANDLORD_NOTIFIED, actor="system", now=now, withdrawn=withdrawn)


def keep_told_otherwise(
    actor: Actor, sr: RequestFacts, spoken_with: str, *, since: datetime, now: datetime
) -> None:
    """Keep that somebody of the desk told the landlord how the visit stands, and whom they told.

    No letter brought a link then, so none is out but what was sent before. Raises Conflict where
    who comes, or when, has changed after `since`: that has to be told as well.
    """
    news_at = _last_news(sr)
    if news_at is not None and news_at > since:
        raise Conflict(
            "The visit has changed since, so the landlord does not know how it stands.",
            code="visit-changed",
            next_step="Look at the request again, and tell them what it says now.",
        )
    before, withdrawn = find_landlord_state(sr.id), sr.status not in COMES
    values: dict[str, bool | datetime] = {"withdrawn": withdrawn}
    if before is None or not before.has_link:
        values["link_stopped_at"] = now
    _keep_told(sr.id, values, now)
    record_on(
        sr,
        Event.LANDLORD_NOTIFIED,
        actor=actor.ref,
        now=now,
        personal={"spoken_with": spoken_with},
        withdrawn=withdrawn,
    )


def _keep_told(request_id: int, more: Mapping[str, bool | datetime], now: datetime) -> None:
    values = {"told_at": now, "acknowledged_at": None, "acknowledged_by": "", **more}
    made = conflict_insert(LandlordNotice).values(request_id=request_id, **values)
    db.session.execute(made.on_conflict_do_update(index_elements=["request_id"], set_=values))


def keep_not_reached(request_id: int, *, mailed: bool, now: datetime) -> None:
    """Keep that no e-mail took a notice to the landlord; not `mailed` is for want of a server."""
    sr = get_request_by_id(request_id)
    record_on(sr, Event.LANDLORD_NOT_REACHED, actor="system", now=now, mailed=mailed)


def take_note(sr: RequestFacts, who: str, *, now: datetime) -> bool:
    """Keep who took note of a notice for the landlord, once; say whether nobody had before."""
    step = update(LandlordNotice).where(
        LandlordNotice.request_id == sr.id, LandlordNotice.acknowledged_at.is_(None)
    )
    noted = step.values(acknowledged_at=now, acknowledged_by=who)
    if not claim(noted.execution_options(synchronize_session=False)):
        return False
    record_on(
        sr,
        Event.LANDLORD_ACKNOWLEDGED,
        actor=LANDLORD,
        now=now,
        personal={"name": who},
    )
    return True


def stop_link(actor: Actor, sr: RequestFacts, *, now: datetime) -> None:
    """Stop the links that the landlord was sent; the next letter brings another (R-SEC-5).

    Raises Conflict where none is out.
    """
    step = update(LandlordNotice).where(
        LandlordNotice.request_id == sr.id,
        or_(
            LandlordNotice.link_stopped_at.is_(None),
            LandlordNotice.link_stopped_at < LandlordNotice.told_at,
        ),
    )
    stopped = step.values(link_stopped_at=now).execution_options(synchronize_session=False)
    if not claim(stopped):
        raise Conflict(
            "The landlord has no link that opens anything.",
            code="no-link",
            next_step="Send the notice again; it brings a new one.",
        )
    record_on(sr, Event.LANDLORD_LINK_STOPPED, actor=actor.ref, now=now)


@dataclass(frozen=True, slots=True)
class LandlordWord:
    """How a request stands with the landlord, for its page and the API.

    `why` is why they were not told, where it is known that no e-mail reaches them.
    """

    state: NoticeState
    told_at: datetime | None
    acknowledged_at: datetime | None
    acknowledged_by: str
    why: str = ""


_NO_SERVER = "No mail server is set up, so the notice was not mailed."
_NO_MAIL = "No e-mail reaches the landlord."


def landlord_word(sr: RequestFacts) -> LandlordWord | None:
    """How a visit stands with its landlord; None where there is none to tell."""
    if sr.kind is not Kind.SITE_ACCESS or sr.site_id is None:
        return None
    if get_site_by_id(sr.site_id).kind is not SiteKind.LEASED:
        return None
    told = find_landlord_state(sr.id) or LandlordState(None, False, None, "")
    entries = timeline(subject_of(sr.reference))
    missed = [each for each in entries if each.event == Event.LANDLORD_NOT_REACHED]
    state = notice_state(
        comes=sr.status in COMES,
        news_at=_last_of(entries, NEWS),
        missed_at=missed[-1].at if missed else None,
        told_at=told.told_at,
        withdrawn=told.withdrawn,
        acknowledged=told.acknowledged_at is not None,
    )
    why = ""
    if state is NoticeState.NOT_REACHED:
        why = _NO_MAIL if missed[-1].facts.get("mailed") else _NO_SERVER
    return LandlordWord(state, told.told_at, told.acknowledged_at, told.acknowledged_by, why)


def _last_news(sr: RequestFacts) -> datetime | None:
    return _last_of(timeline(subject_of(sr.reference)), NEWS)


def _last_of(entries: Iterable[TimelineEntry], events: Collection[Event]) -> datetime | None:
    return max((each.at for each in entries if each.event in events), default=None)


def is_ready(sr: RequestFacts, word: LandlordWord | None) -> bool:
    """Whether the visit is ready: it is on, and the landlord of a leased site was told."""
    return sr.status in COMES and (word is None or word.state.is_out)
