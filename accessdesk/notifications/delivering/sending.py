"""Send what is due: claim one delivery, send it outside any transaction, keep the outcome.

A claim is a conditional UPDATE that counts the attempt, and a lease: a worker that dies leaves
the delivery to the next one. So each message goes out at least once, with one id.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

import structlog
from sqlalchemy import select, update

from accessdesk.config import Settings
from accessdesk.db import claim, db, rows_changed, transaction
from accessdesk.notifications.cases import Case, get_case
from accessdesk.notifications.hooks import calling as webhooks
from accessdesk.notifications.hooks.hooks import end_hook
from accessdesk.notifications.hooks.telling import call_of
from accessdesk.notifications.landlord import to_landlord
from accessdesk.notifications.letters import email
from accessdesk.notifications.letters.account import to_person
from accessdesk.notifications.letters.writing import to_contact, to_designated, to_owner, to_visitor
from accessdesk.notifications.messages import (
    Call,
    GivenUp,
    Kept,
    Letter,
    Message,
    NotNeeded,
    Outcome,
    Sent,
    TryAgain,
)
from accessdesk.notifications.models import Delivery
from accessdesk.notifications.post_room import PostRoom
from accessdesk.notifications.rules import (
    LEASE,
    NOT_TOLD,
    REST,
    UNSENT,
    Channel,
    DeliveryState,
    Recipient,
    RecipientKind,
    next_attempt_at,
    read_recipient,
)
from accessdesk.visits.around.landlord import keep_not_reached, keep_told

log = structlog.get_logger()

BATCH = 50
MAIL = "mail"
Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Claimed:
    """A delivery that is ours until its lease ends; `attempts` tells our claim from others."""

    id: int
    key: str
    recipient: Recipient
    attempts: int

    @property
    def destination(self) -> str:
        """What would be unreachable for others too: the mail server, or one webhook."""
        return str(self.recipient) if self.recipient.channel is Channel.WEBHOOK else MAIL


def never() -> bool:
    """False: nobody asked to stop."""
    return False


def deliver_due(
    post: PostRoom,
    clock: Clock,
    stopping: Callable[[], bool] = never,
    resting: dict[str, datetime] | None = None,
) -> int:
    """Attempt everything that is due; returns how many went out.

    What cannot be reached once is left alone until the next call, so that a dead mail server
    costs one attempt and not one for each message; and, with `resting`, for a few seconds more,
    so that many calls in a row do not each cost one.
    """
    rests = {} if resting is None else resting
    unreachable = {name for name, until in list(rests.items()) if clock() < until}
    gone_out = 0
    while due := _due(clock(), unreachable):
        for each in due:
            if stopping():
                return gone_out
            if each.destination in unreachable or not claim_delivery(each, now=clock()):
                continue
            outcome = _attempt(post, each, clock)
            gone_out += isinstance(outcome, Sent | Kept)
            if isinstance(outcome, TryAgain) and outcome.unreachable:
                unreachable.add(each.destination)
                rests[each.destination] = clock() + REST
    return gone_out


def _due(now: datetime, unreachable: set[str]) -> list[Claimed]:
    """List what is due, as it would be when claimed, longest due first."""
    statement = (
        select(Delivery.id, Delivery.key, Delivery.recipient, Delivery.attempts)
        .where(Delivery.state.in_(UNSENT), Delivery.due_at <= now)
        .order_by(Delivery.due_at, Delivery.id)
        .limit(BATCH)
    )
    if MAIL in unreachable:
        statement = statement.where(Delivery.channel == Channel.WEBHOOK)
    if hooks := [read_recipient(each) for each in unreachable - {MAIL}]:
        statement = statement.where(Delivery.recipient.not_in(hooks))
    with transaction(write=False) as session:
        rows = session.execute(statement).all()
    return [Claimed(row.id, row.key, row.recipient, row.attempts + 1) for row in rows]


def claim_delivery(wanted: Claimed, *, now: datetime) -> bool:
    """Take a delivery for the length of a lease, unless somebody else just did."""
    step = update(Delivery).where(
        Delivery.id == wanted.id,
        Delivery.attempts == wanted.attempts - 1,
        Delivery.state.in_(UNSENT),
        Delivery.due_at <= now,
    )
    values = {
        "state": DeliveryState.SENDING,
        "attempts": wanted.attempts,
        "due_at": now + LEASE,
    }
    with transaction():
        return claim(step.values(values).execution_options(synchronize_session=False))


def _attempt(post: PostRoom, claimed: Claimed, clock: Clock) -> Outcome:
    """Send one delivery; a defect in it is kept as its problem and stops no other."""
    message: Message | None = None
    outcome: Outcome
    try:
        with transaction(write=False):
            written = _write(post, claimed, clock())
        if isinstance(written, Letter | Call):
            message = written
            outcome = _hand_over(post.settings, claimed, written, clock)
        else:
            outcome = written
    except Exception as error:  # noqa: BLE001  # The worker's loop: one poisoned row stops no other.
        log.error("delivery failed", delivery=claimed.id, kind=type(error).__name__)
        outcome = TryAgain(f"It could not be made: {type(error).__name__}")
    with transaction():
        _conclude(claimed, message, outcome, clock())
    return outcome


def _write(post: PostRoom, claimed: Claimed, now: datetime) -> Message | NotNeeded | GivenUp:
    delivery = db.session.get_one(Delivery, claimed.id)
    if delivery.request_id is None:
        return to_person(post, delivery)
    about = get_case(delivery.request_id)
    to = delivery.recipient
    match to.kind:
        case RecipientKind.WEBHOOK:
            return call_of(delivery, about, to.id, secrets=post.settings.secrets, now=now)
        case RecipientKind.LANDLORD:
            return to_landlord(post, about)
        case RecipientKind.DESIGNATED:
            return to_designated(post, delivery, about, to.id)
        case RecipientKind.OWNER:
            return to_owner(post, delivery, about, to.id)
        case RecipientKind.USER:
            return to_contact(post, delivery, about, now=now)
        case RecipientKind.VISITOR:
            return _to_visitor(post, delivery, about, now)
    assert_never(to.kind)


def _to_visitor(
    post: PostRoom, delivery: Delivery, case: Case, now: datetime
) -> Letter | NotNeeded | GivenUp:
    visitor = case.visitor(delivery.recipient.id)
    if visitor is None:
        return NotNeeded("The visitor is no longer on the request.")
    return to_visitor(post, delivery, case, visitor, now=now)


def _hand_over(settings: Settings, claimed: Claimed, message: Message, clock: Clock) -> Outcome:
    if isinstance(message, Call):
        allowed = settings.webhook_networks
        return webhooks.send(claimed.key, message, allowed=allowed, now=clock())
    try:
        mail = email.compose(
            claimed.key,
            message,
            sender=settings.sender,
            operator=settings.operator_name,
            now=clock(),
        )
    except ValueError as error:
        return GivenUp(f"It cannot be addressed: {error}"[:300])
    return email.send(settings.smtp_url, mail) if settings.sends_mail else Kept()


STATES: dict[type[Outcome], DeliveryState] = {
    Sent: DeliveryState.SENT,
    Kept: DeliveryState.KEPT,
    GivenUp: DeliveryState.FAILED,
    NotNeeded: DeliveryState.DROPPED,
}


def _conclude(claimed: Claimed, message: Message | None, outcome: Outcome, now: datetime) -> None:
    """Keep how an attempt ended, unless our lease had ended and somebody else took over."""
    ours = update(Delivery).where(
        Delivery.id == claimed.id,
        Delivery.attempts == claimed.attempts,
        Delivery.state == DeliveryState.SENDING,
    )
    values: dict[str, object] = _content(message) | _ending(claimed, outcome, now)
    if not rows_changed(ours.values(values).execution_options(synchronize_session=False)):
        return
    if claimed.recipient.kind is RecipientKind.LANDLORD:
        _keep_of_landlord(claimed, message, values["state"], now)
    if isinstance(outcome, GivenUp) and outcome.gone:
        end_hook(claimed.recipient.id, "system", outcome.problem, now)


def _keep_of_landlord(
    claimed: Claimed, message: Message | None, state: object, now: datetime
) -> None:
    """Keep what the landlord knows: they were told by what was handed over, and nothing else."""
    request_id = db.session.get_one(Delivery, claimed.id).request_id or 0
    if state is DeliveryState.SENT:
        assert isinstance(message, Letter)  # noqa: S101  # Landlords have no webhooks.
        keep_told(request_id, withdrawn=message.withdrawal, now=now)
    elif state in NOT_TOLD[RecipientKind.LANDLORD]:
        keep_not_reached(request_id, mailed=state is not DeliveryState.KEPT, now=now)


def _content(message: Message | None) -> dict[str, str]:
    if isinstance(message, Letter):
        body = message.kept or message.text
        return {"address": message.address, "subject": message.subject, "body": body}
    return {"address": message.address, "body": message.body} if message else {}


def _ending(claimed: Claimed, outcome: Outcome, now: datetime) -> dict[str, object]:
    problem = "" if isinstance(outcome, Sent | Kept) else outcome.problem
    if isinstance(outcome, TryAgain):
        again = next_attempt_at(claimed.attempts, now=now)
        if again is not None:
            return {"state": DeliveryState.DUE, "due_at": again, "problem": problem}
        return {"state": DeliveryState.FAILED, "ended_at": now, "problem": problem}
    return {"state": STATES[type(outcome)], "ended_at": now, "problem": problem}
