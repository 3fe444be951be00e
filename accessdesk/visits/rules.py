"""What makes a request for site access complete, beyond the shape of each field."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from accessdesk.identity.requested import Severity as RemarkSeverity
from accessdesk.identity.requested import remarks_on_requested_name
from accessdesk.mailbox import fault_of_email
from accessdesk.service_requests.rules import PartyKind
from accessdesk.telephone import fault_of_telephone
from accessdesk.unseen import fault_of_unseen
from accessdesk.visits.drafts import SiteAccessDraft, VisitorDraft

MOST_VISITORS = 50
LONGEST_NAME = 120
LINK_LASTS = timedelta(days=7)
# Questions about the work go to whoever did it, afterwards too (R-ACC-14, R-SA-3).
WHOM_TO_ASK = {
    kind: f"Give an e-mail address or a telephone number of the {kind.value}: whoever has a "
    "question about the work asks there, afterwards too."
    for kind in PartyKind
}


def link_has_ended(last_end: datetime, *, now: datetime) -> bool:
    """Whether a secret link about a visit opens nothing any more: it is long over (R-SEC-5)."""
    return now > last_end + LINK_LASTS


def faults_of_party(draft: SiteAccessDraft) -> dict[str, str]:
    """What is wrong with whose people come, by field; who is not the customer's can be reached."""
    email, phone = draft.party_email.strip(), draft.party_phone.strip()
    faults = {
        "party.name": fault_of_unseen(draft.party_name),
        "party.email": fault_of_email(email) if email else "",
        "party.phone": fault_of_telephone(phone),
    }
    if draft.party_kind is not PartyKind.CUSTOMER and not (email or phone):
        faults["party.email"] = WHOM_TO_ASK[draft.party_kind]
    return {name: words for name, words in faults.items() if words}


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
    reached = _faults_of_emails(visitors) | _faults_of_numbers(visitors)
    return faults | reached | _repeated(visitors)


def _faults_of_emails(visitors: Sequence[VisitorDraft]) -> dict[str, str]:
    return {
        f"visitors.{index}.email": fault
        for index, visitor in enumerate(visitors)
        if visitor.email.strip() and (fault := fault_of_email(visitor.email.strip()))
    }


def _faults_of_numbers(visitors: Sequence[VisitorDraft]) -> dict[str, str]:
    return {
        f"visitors.{index}.phone": fault
        for index, visitor in enumerate(visitors)
        if (fault := fault_of_telephone(visitor.phone))
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


def is_repeated(visitor: VisitorDraft, others: Sequence[VisitorDraft]) -> bool:
    """Whether somebody of the same name and address is among the others."""
    return _who(visitor) in {_who(each) for each in others}


def on_list_twice(name: str) -> str:
    """That a person is on the list twice, and how two of one name are told apart."""
    return (
        f"{name.strip()} is on the list twice. Two people with the same name "
        "need different e-mail addresses."
    )


def _repeated(visitors: Sequence[VisitorDraft]) -> dict[str, str]:
    return {
        f"visitors.{index}.name": on_list_twice(visitor.name)
        for index, visitor in enumerate(visitors)
        if is_repeated(visitor, visitors[:index])
    }


def _who(visitor: VisitorDraft) -> tuple[str, str]:
    return " ".join(visitor.name.casefold().split()), visitor.email.strip().casefold()
