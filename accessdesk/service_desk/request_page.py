"""All that the page of one request shows to one reader, and what they may do there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from accessdesk.accounts.rules import Actor, Permission, may
from accessdesk.customers.rules import Shut
from accessdesk.estate.queries import SiteFacts, get_site_by_id, holds_right
from accessdesk.gate.stays import inside_words, stays_of
from accessdesk.identity.requested import remarks_on_requested_name
from accessdesk.passes.queries import PassDetails, passes_seen_by, sees_codes
from accessdesk.remote_hands.answer_forms import AnswerForm, ConfirmForm, ContestForm
from accessdesk.remote_hands.answer_page import Cards
from accessdesk.remote_hands.queries import WorkDetail, work_detail
from accessdesk.scheduling.booked import WindowOf, first_windows
from accessdesk.service_desk.timeline import Step, steps_of
from accessdesk.service_requests.after.follow_up import Neighbour, neighbours_of
from accessdesk.service_requests.after.reopening import can_reopen
from accessdesk.service_requests.asking.door import shut_to
from accessdesk.service_requests.request import RequestFacts
from accessdesk.service_requests.rules import (
    OPEN_STATUSES,
    RIGHT_FOR,
    TRANSITIONS,
    Action,
    Awaited,
    Kind,
    Status,
)
from accessdesk.service_requests.visitors import VisitorRow
from accessdesk.service_requests.waiting import Waiting, waiting_on
from accessdesk.visits.answers import RequestDetail, detail_of
from accessdesk.visits.around.escorts import escorted_by
from accessdesk.visits.changing.changes import MOVABLE


@dataclass(frozen=True, slots=True)
class Acts:
    """What the reader may do to the request now; a page offers these and no others."""

    decide: bool
    cancel: bool
    move: bool
    change_visitors: bool
    alter: bool
    repeat: bool
    say: bool
    change_severity: bool
    end: bool
    own: bool
    number: bool
    reopen: bool
    follow: bool

    @property
    def any(self) -> bool:
        """Whether there is anything to do at all, besides speaking."""
        return self.cancel or self.change_severity or self.end or self.own or self.number


@dataclass(frozen=True, slots=True)
class Promise:
    """A word that is owed: by whom, by when, and whether it is late (R-SEV-3)."""

    words: str
    due_at: datetime
    state: str


@dataclass(frozen=True, slots=True)
class Guest:
    """A visitor on the page: the pass that stands for them, and what is doubtful of the name."""

    visitor: VisitorRow
    passes: list[PassDetails]
    remarks: list[str]


@dataclass(frozen=True, slots=True)
class RequestPage:
    """What the page shows."""

    detail: RequestDetail
    guests: list[Guest]
    steps: list[Step]
    acts: Acts
    promises: list[Promise]
    waiting: list[Waiting]
    cards: Cards
    hands: WorkDetail | None
    site: SiteFacts | None
    zone: str
    shows_passes: bool
    shows_codes: bool
    escorts: dict[int, str]
    inside: str
    used: frozenset[int]
    has_open_passes: bool
    given_up: WindowOf | None
    reopen_until: datetime | None
    neighbours: list[Neighbour]

    @property
    def got_new_passes(self) -> list[Guest]:
        """List those whose passes were issued last: all of a visit, or who comes instead."""
        issued = {
            guest.visitor.id: max(each.issued_at for each in guest.passes)
            for guest in self.guests
            if guest.passes
        }
        last = max(issued.values(), default=None)
        return [guest for guest in self.guests if last and issued.get(guest.visitor.id) == last]


def page_of(
    actor: Actor, sr: RequestFacts, *, now: datetime, reopen_within: timedelta
) -> RequestPage:
    """Gather the page of a request that `get_request` let the actor have."""
    detail = detail_of(actor, sr)
    site = get_site_by_id(sr.site_id) if sr.site_id is not None else None
    zone = site.zone if site else "UTC"
    shows_passes = may(actor, Permission.SEE_PASSES)
    stays = stays_of(sr.id)
    over = stays.are_over(detail.windows, now=now)
    begun = not any(each.starts_at > now and each.id not in stays.used for each in detail.windows)
    acts = acts_on(actor, sr, over=over, begun=begun, reopen_within=reopen_within, now=now)
    passes = passes_seen_by(actor, sr, now=now) if shows_passes else []
    guests = _guests(detail, passes, advise=acts.change_visitors, now=now)
    waiting = waiting_on(actor, [sr.id], now=now, reopen_within=reopen_within)[sr.id]
    return RequestPage(
        detail=detail,
        guests=guests,
        steps=steps_of(actor, sr, zone, now=now),
        acts=acts,
        promises=promises_of(actor, detail, now=now),
        waiting=waiting,
        cards=_cards(waiting),
        hands=work_detail(sr) if sr.kind is Kind.REMOTE_HANDS else None,
        site=site,
        zone=zone,
        shows_passes=shows_passes,
        shows_codes=sees_codes(actor, sr.site_id, now=now),
        escorts=escorted_by([each.id for each in detail.windows if each.escorts]),
        inside=inside_words(stays.inside),
        used=stays.used,
        given_up=_given_up(sr),
        reopen_until=sr.ended_at + reopen_within if sr.ended_at else None,
        neighbours=neighbours_of(sr.id),
        has_open_passes=any(each.is_open(now) for guest in guests for each in guest.passes),
    )


def _cards(waiting: Sequence[Waiting]) -> Cards:
    """The forms of the answers that the reader owes a technician."""
    owed = [each.what for each in waiting if each.yours]
    asked = [each.item for each in owed if each.act is Awaited.ANSWER and each.item]
    ends = any(each.act is Awaited.COMPLETION for each in owed)
    answers = {question: AnswerForm(question_id=question) for question in asked}
    return Cards(answers, ConfirmForm() if ends else None, ContestForm() if ends else None)


def _given_up(sr: RequestFacts) -> WindowOf | None:
    """When a visit was to be that comes to nothing."""
    if sr.status not in {Status.CANCELLED, Status.REJECTED}:
        return None
    return first_windows([sr.id]).get(sr.id)


def acts_on(
    actor: Actor,
    sr: RequestFacts,
    *,
    over: bool,
    begun: bool,
    reopen_within: timedelta,
    now: datetime,
) -> Acts:
    """What an actor may do to a request as it stands; the services have the last word.

    A visit that is `over` is not called off any more; the desk ends it. One that has `begun` in
    each of its windows is not altered.
    """
    shut = None if actor.is_staff else shut_to(actor, sr.site_id, now=now)
    changes = (
        shut is not Shut.CONTRACT_ENDED
        and may(actor, Permission.CHANGE_REQUEST)
        and (actor.is_staff or holds_right(actor, RIGHT_FOR[sr.kind], sr.site_id, now=now))
    )
    asks = shut is None and may(actor, Permission.RAISE_REQUEST)
    is_open = changes and sr.status in OPEN_STATUSES
    visit = sr.kind is Kind.SITE_ACCESS
    return Acts(
        decide=visit
        and sr.status is Status.AWAITING_APPROVAL
        and may(actor, Permission.DECIDE_REQUEST),
        cancel=changes and not over and (sr.status, Action.CANCEL) in TRANSITIONS,
        move=changes and shut is None and visit and sr.status in MOVABLE,
        change_visitors=is_open and visit,
        alter=is_open and shut is None and visit and not begun,
        repeat=visit and asks,
        say=is_open,
        change_severity=is_open and shut is None,
        reopen=changes and shut is None and can_reopen(sr, within=reopen_within, now=now),
        follow=changes and sr.status not in OPEN_STATUSES and asks,
        number=changes,
        own=is_open and may(actor, Permission.DECIDE_REQUEST),
        end=may(actor, Permission.DECIDE_REQUEST) and (sr.status, Action.RESOLVE) in TRANSITIONS,
    )


def promises_of(actor: Actor, detail: RequestDetail, *, now: datetime) -> list[Promise]:
    """The next words that are owed on an open request: the operator's, then the customer's."""
    sr, owed = detail.sr, detail.commitments
    if sr.status not in OPEN_STATUSES:
        return []
    first = owed.first_response_due if sr.first_response_at is None else None
    theirs = "The customer's next update" if actor.is_staff else "Your next update"
    words = {
        "Our first response" if first else "Our next update": first or owed.operator_update_due,
        theirs: owed.customer_update_due,
    }
    return [
        Promise(each, due_at, "overdue" if now > due_at else "due")
        for each, due_at in words.items()
        if due_at is not None
    ]


def _guests(
    detail: RequestDetail, passes: list[PassDetails], *, advise: bool, now: datetime
) -> list[Guest]:
    theirs: dict[int, list[PassDetails]] = {}
    for each in passes:
        theirs.setdefault(each.visitor_id, []).append(each)
    return [
        Guest(
            visitor,
            _shown(theirs.get(visitor.id, []), now),
            [remark.words for remark in remarks_on_requested_name(visitor.name)] if advise else [],
        )
        for visitor in detail.visitors
    ]


def _shown(passes: list[PassDetails], now: datetime) -> list[PassDetails]:
    """Pick the passes that open the gate, or else the last one that did."""
    good = [each for each in passes if each.is_open(now)]
    return good or passes[-1:]
