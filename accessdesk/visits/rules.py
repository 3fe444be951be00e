"""What makes a request for site access complete, beyond the shape of each field."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from accessdesk.identity.requested import Severity as RemarkSeverity
from accessdesk.identity.requested import remarks_on_requested_name
from accessdesk.mailbox import fault_of_email
from accessdesk.unseen import fault_of_unseen
from accessdesk.visits.drafts import VisitorDraft

MOST_VISITORS = 50
LONGEST_NAME = 120
LINK_LASTS = timedelta(days=7)


def link_has_ended(last_end: datetime, *, now: datetime) -> bool:
    """Whether a secret link about a visit opens nothing any more: it is long over (R-SEC-5)."""
    return now > last_end + LINK_LASTS


def faults_of_visitors(visitors: Sequence[VisitorDraft]) -> dict[str, str]:
    """What is wrong with a list of visitors, by field; an empty answer means nothing is."""
    if not visitors:
        return {"visitors": "Name at least one visitor, exactly as on the ID."}
    if len(visitors) > MOST_VISITORS:
        return {
            "visitors": f"There are {len(visitors)} visitors; a request takes {MOST_VISITORS}. "
            "Raise a second request for the others."
        }
    faults = {
        f"visitors.{index}.name": fault
        for index, visitor in enumerate(visitors)
        if (fault := fault_of_name(visitor.name))
    }
    return faults | _faults_of_emails(visitors) | _repeated(visitors)


def _faults_of_emails(visitors: Sequence[VisitorDraft]) -> dict[str, str]:
    return {
        f"visitors.{index}.email": fault
        for index, visitor in enumerate(visitors)
        if visitor.email.strip() and (fault := fault_of_email(visitor.email.strip()))
    }


def fault_of_name(name: str) -> str:
    """Why a name cannot stand on a request, or nothing."""
    if not name.strip():
        return "Give the name exactly as on the ID."
    if name.strip()[0] in "=+-@":  # A spreadsheet would take the name for a formula.
        return f"A name does not begin with “{name.strip()[0]}”. Give it exactly as on the ID."
    if unseen := fault_of_unseen(name):
        return unseen
    if len(name) > LONGEST_NAME:
        return f"A name has at most {LONGEST_NAME} characters."
    refused = [
        remark.words
        for remark in remarks_on_requested_name(name)
        if remark.severity is RemarkSeverity.REFUSE
    ]
    return f"“{name.strip()}”: {refused[0]}" if refused else ""


def _repeated(visitors: Sequence[VisitorDraft]) -> dict[str, str]:
    seen: dict[tuple[str, str], int] = {}
    faults = {}
    for index, visitor in enumerate(visitors):
        who = (" ".join(visitor.name.casefold().split()), visitor.email.strip().casefold())
        if who in seen:
            faults[f"visitors.{index}.name"] = (
                f"{visitor.name.strip()} is on the list twice. Two people with the same name "
                "need different e-mail addresses."
            )
        seen.setdefault(who, index)
    return faults
