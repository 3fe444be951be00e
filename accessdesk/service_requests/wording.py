"""A request in words: one wording for forms, pages and letters; pure."""

from collections.abc import Iterable

from accessdesk.service_requests.rules import (
    Awaited,
    Kind,
    PartyKind,
    Reason,
    Severity,
    Status,
)

KIND_WORD = {
    Kind.SITE_ACCESS: "Site access",
    Kind.REMOTE_HANDS: "Remote hands",
    Kind.INCIDENT: "Incident",
}
STATUS_WORD = {
    Status.SUBMITTED: "Submitted",
    Status.AWAITING_APPROVAL: "Awaiting approval",
    Status.SCHEDULED: "Scheduled",
    Status.ACCEPTED: "Accepted",
    Status.IN_PROGRESS: "In progress",
    Status.REJECTED: "Rejected",
    Status.REFUSED: "Refused",
    Status.CANCELLED: "Cancelled",
    Status.RESTORED: "Service restored",
    Status.RESOLVED: "Resolved",
    Status.ARCHIVED: "Archived",
}
PARTY_WORD = {
    PartyKind.VENDOR: "Vendor",
    PartyKind.CARRIER: "Carrier",
    PartyKind.CUSTOMER: "Customer’s own staff",
}
REASON_WORD = {
    Reason.MAINTENANCE: "Maintenance",
    Reason.REPAIR: "Repair",
    Reason.INSTALLATION: "Installation",
    Reason.REMOVAL: "Removal",
    Reason.INSPECTION: "Inspection",
    Reason.OTHER: "Other",
}
SEVERITY_WORD = {
    Severity.ONE: "catastrophic",
    Severity.A: "critical",
    Severity.B: "urgent",
    Severity.C: "important",
    Severity.D: "advisory",
}
SEVERITY_MEANING = {
    Severity.ONE: "several customers are down",
    Severity.A: "production is severely hit",
    Severity.B: "in use but impaired",
    Severity.C: "small impact",
    Severity.D: "planned work",
}

# What a customer's desk is waited for, as whoever waits says it.
AWAITED_WORD = {
    Awaited.ANSWER: "an answer to the technician’s question",
    Awaited.COMPLETION: "confirmation that the work is complete",
    Awaited.PROPOSAL: "an answer about another window",
    Awaited.CUSTOMER_UPDATE: "an update from the customer’s side",
    Awaited.NAME: "a visitor’s name as it is on the ID",
    Awaited.PASS: "a pass to be handed over",
}


def severity_choices(levels: Iterable[Severity], *, brief: bool = False) -> list[tuple[str, str]]:
    """Levels for a form to choose from, as (value, words): "B, urgent: in use but impaired".

    A `brief` choice leaves out what the level means.
    """
    return [
        (
            level.value,
            f"{level.value}, {SEVERITY_WORD[level]}"
            + ("" if brief else f": {SEVERITY_MEANING[level]}"),
        )
        for level in levels
    ]
