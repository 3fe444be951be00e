"""The life of a service request: kinds, severities, statuses, and what leads where."""

from dataclasses import dataclass, field
from enum import StrEnum

from accessdesk.accounts.rules import Right, Role
from accessdesk.errors import Conflict
from accessdesk.journal.rules import Event


class Kind(StrEnum):
    """What is asked for."""

    SITE_ACCESS = "site-access"
    REMOTE_HANDS = "remote-hands"
    INCIDENT = "incident"


class Severity(StrEnum):
    """How badly it hurts; 1 is declared by the operator only (R-SEV-1)."""

    ONE = "1"
    A = "A"
    B = "B"
    C = "C"
    D = "D"


CUSTOMER_SEVERITIES = (Severity.A, Severity.B, Severity.C, Severity.D)


class Status(StrEnum):
    """Where a request stands."""

    SUBMITTED = "submitted"
    AWAITING_APPROVAL = "awaiting-approval"
    SCHEDULED = "scheduled"
    ACCEPTED = "accepted"
    IN_PROGRESS = "in-progress"
    REJECTED = "rejected"
    REFUSED = "refused"
    CANCELLED = "cancelled"
    RESTORED = "restored"
    RESOLVED = "resolved"
    ARCHIVED = "archived"


class Action(StrEnum):
    """What somebody does to a request as a whole."""

    HOLD = "hold"
    SCHEDULE = "schedule"
    ACCEPT = "accept"
    REFUSE = "refuse"
    REJECT = "reject"
    START = "start"
    CANCEL = "cancel"
    RESTORE = "restore"
    RESOLVE = "resolve"
    REOPEN = "reopen"
    ARCHIVE = "archive"


TRANSITIONS: dict[tuple[Status, Action], Status] = {
    (Status.SUBMITTED, Action.HOLD): Status.AWAITING_APPROVAL,
    (Status.SUBMITTED, Action.SCHEDULE): Status.SCHEDULED,
    (Status.SUBMITTED, Action.ACCEPT): Status.ACCEPTED,
    (Status.SUBMITTED, Action.REFUSE): Status.REFUSED,
    (Status.SUBMITTED, Action.CANCEL): Status.CANCELLED,
    (Status.AWAITING_APPROVAL, Action.SCHEDULE): Status.SCHEDULED,
    (Status.AWAITING_APPROVAL, Action.REJECT): Status.REJECTED,
    (Status.AWAITING_APPROVAL, Action.CANCEL): Status.CANCELLED,
    (Status.SCHEDULED, Action.HOLD): Status.AWAITING_APPROVAL,
    (Status.SCHEDULED, Action.START): Status.IN_PROGRESS,
    (Status.SCHEDULED, Action.CANCEL): Status.CANCELLED,
    (Status.SCHEDULED, Action.RESOLVE): Status.RESOLVED,
    (Status.SCHEDULED, Action.ARCHIVE): Status.ARCHIVED,
    (Status.ACCEPTED, Action.START): Status.IN_PROGRESS,
    (Status.ACCEPTED, Action.CANCEL): Status.CANCELLED,
    (Status.ACCEPTED, Action.RESTORE): Status.RESTORED,
    (Status.ACCEPTED, Action.RESOLVE): Status.RESOLVED,
    (Status.ACCEPTED, Action.ARCHIVE): Status.ARCHIVED,
    (Status.IN_PROGRESS, Action.CANCEL): Status.CANCELLED,
    (Status.IN_PROGRESS, Action.RESTORE): Status.RESTORED,
    (Status.IN_PROGRESS, Action.RESOLVE): Status.RESOLVED,
    (Status.IN_PROGRESS, Action.ARCHIVE): Status.ARCHIVED,
    (Status.RESTORED, Action.RESOLVE): Status.RESOLVED,
    (Status.RESTORED, Action.REOPEN): Status.IN_PROGRESS,
    (Status.RESTORED, Action.ARCHIVE): Status.ARCHIVED,
    (Status.RESOLVED, Action.REOPEN): Status.IN_PROGRESS,
    (Status.RESOLVED, Action.ARCHIVE): Status.ARCHIVED,
}

OPEN_STATUSES = frozenset(
    {
        Status.SUBMITTED,
        Status.AWAITING_APPROVAL,
        Status.SCHEDULED,
        Status.ACCEPTED,
        Status.IN_PROGRESS,
        Status.RESTORED,
    }
)
HELD_STATUSES = frozenset({Status.AWAITING_APPROVAL})
BOOKED_STATUSES = frozenset({Status.SCHEDULED, Status.IN_PROGRESS})


def next_status(status: Status, action: Action) -> Status:
    """Where an action leads; raises Conflict when the status does not allow it."""
    after = TRANSITIONS.get((status, action))
    if after is None:
        raise Conflict(
            f"The request is {status.value}; it cannot be changed by “{action.value}” any more.",
            code="wrong-status",
            next_step="Open the request again to see where it stands.",
        )
    return after


# What each step is, as the journal has it.
EVENTS: dict[Action, Event] = {
    Action.HOLD: Event.REQUEST_HELD,
    Action.SCHEDULE: Event.REQUEST_SCHEDULED,
    Action.ACCEPT: Event.REQUEST_ACCEPTED,
    Action.REFUSE: Event.REQUEST_REFUSED,
    Action.REJECT: Event.REQUEST_REJECTED,
    Action.START: Event.REQUEST_STARTED,
    Action.CANCEL: Event.REQUEST_CANCELLED,
    Action.RESTORE: Event.REQUEST_RESTORED,
    Action.RESOLVE: Event.REQUEST_RESOLVED,
    Action.REOPEN: Event.REQUEST_CONTESTED,
    Action.ARCHIVE: Event.REQUEST_ARCHIVED,
}


def event_of(status: Status, action: Action) -> Event:
    """The event of a step that is allowed; scheduling what was held is its approval."""
    if (status, action) == (Status.AWAITING_APPROVAL, Action.SCHEDULE):
        return Event.REQUEST_APPROVED
    return EVENTS[action]


class UpdateKind(StrEnum):
    """How a word came to be on a request; a call that is logged counts as an update (R-SEV-4)."""

    WRITTEN = "written"
    PHONE = "phone"
    OUTAGE = "outage"


# The right that a contact needs to raise a request of a kind, or to act on one.
RIGHT_FOR: dict[Kind, Right] = {
    Kind.SITE_ACCESS: Right.SITE_ACCESS,
    Kind.REMOTE_HANDS: Right.REMOTE_HANDS,
    Kind.INCIDENT: Right.INCIDENTS,
}

# What each right lets a contact do, as a refusal says it.
RIGHT_WORDS: dict[Right, str] = {
    Right.REMOTE_HANDS: "ask for remote hands",
    Right.SITE_ACCESS: "ask for site access",
    Right.REMOVE_EQUIPMENT: "have equipment taken out",
    Right.INCIDENTS: "report an incident",
    Right.CONTACTS: "change who the contacts are",
    Right.POSTED: "work",
}


# What is said to whoever calls something off without a reason.
SAY_WHY = "Say why, so that everybody concerned can be told."


class Side(StrEnum):
    """Whose word an update is."""

    OPERATOR = "operator"
    CUSTOMER = "customer"


class Waiter(StrEnum):
    """For whom a request can wait."""

    CUSTOMER = "customer"
    DESK = "desk"
    MANAGER = "manager"
    TECHNICIAN = "technician"


# For whom each role does what waits: a manager is of the desk, and officers have their gate.
WAITERS: dict[Role, frozenset[Waiter]] = {
    Role.CONTACT: frozenset({Waiter.CUSTOMER}),
    Role.AGENT: frozenset({Waiter.DESK}),
    Role.MANAGER: frozenset({Waiter.DESK, Waiter.MANAGER}),
    Role.TECHNICIAN: frozenset({Waiter.TECHNICIAN}),
    Role.OFFICER: frozenset(),
    Role.ADMIN: frozenset(),
}


class Awaited(StrEnum):
    """What somebody has to do for a request to go on (R-ACC-12)."""

    ANSWER = "answer-question"
    COMPLETION = "confirm-completion"
    PROPOSAL = "answer-proposal"
    CUSTOMER_UPDATE = "customer-update"
    NAME = "correct-name"
    PASS = "hand-over-pass"  # noqa: S105  # A pass that lets people in.
    TELLING = "tell-otherwise"
    DECISION = "take-up-or-refuse"
    APPROVAL = "approve-or-reject"
    WORD = "read-word"
    FIRST_RESPONSE = "first-response"
    OPERATOR_UPDATE = "operator-update"
    END = "end-visit"
    REVIEW = "review-emergency"
    WORK = "do-work"
    FREE_WORK = "take-work"
    ESCORT = "escort"
    FREE_ESCORT = "take-escort"
    GATE = "go-to-gate"


class PartyKind(StrEnum):
    """Who comes (R-SA-2)."""

    VENDOR = "vendor"
    CARRIER = "carrier"
    CUSTOMER = "customer"


class Reason(StrEnum):
    """Why somebody comes."""

    MAINTENANCE = "maintenance"
    REPAIR = "repair"
    INSTALLATION = "installation"
    REMOVAL = "removal"
    INSPECTION = "inspection"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody who is to come, and how they are reached; what is not known is empty."""

    name: str
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class OwnNumbers:
    """What a customer calls a request in its own books; empty where it said nothing."""

    customer_reference: str = ""
    purchase_order: str = ""

    def stripped(self) -> "OwnNumbers":
        """The two without what was typed around them."""
        return OwnNumbers(self.customer_reference.strip(), self.purchase_order.strip())


NO_NUMBERS = OwnNumbers()


@dataclass(frozen=True, slots=True)
class Caller:
    """A contact on the phone: who they say they are, and the phrase that they gave (R-ACC-2)."""

    email: str
    phrase: str = field(repr=False)
