"""Who can help an officer with a visit: its contact, and its escort."""

from dataclasses import replace

from accessdesk.accounts.queries import people_by_id
from accessdesk.gate.entry.answer import Answer
from accessdesk.gate.entry.case import Permit
from accessdesk.gate.wording import VisitPeople
from accessdesk.scheduling.booked import windows_by_id
from accessdesk.service_requests.queries import get_request_by_id


def with_people(answer: Answer) -> Answer:
    """An answer with those to whom it sends the officer, at one read more."""
    permit = answer.permit
    if permit is None or not answer.names_people:
        return answer
    return replace(answer, people=get_visit_people(permit))


def get_visit_people(permit: Permit) -> VisitPeople:
    """The contact and the escort of a visit, which is at the actor's site."""
    contact_id = get_request_by_id(permit.request.id).contact_id
    escort_id = windows_by_id([permit.window.id])[permit.window.id].escort_by_id
    people = people_by_id({contact_id} if escort_id is None else {contact_id, escort_id})
    contact, escort = people[contact_id], people.get(escort_id) if escort_id else None
    return VisitPeople(
        contact=contact.name,
        contact_email=contact.email,
        contact_telephone=contact.telephone,
        escort=escort.name if escort else None,
        escort_telephone=escort.telephone if escort else "",
    )
