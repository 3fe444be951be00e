"""Who is on a visit's list stands there once, however they came on it or were changed."""

from accessdesk.errors import Invalid
from accessdesk.service_requests.request import RequestFacts
from accessdesk.service_requests.visitors import VisitorRow, visitors_of
from accessdesk.visits.drafts import VisitorDraft
from accessdesk.visits.rules import faults_of_visitors, is_repeated, on_list_twice


def check_named(sr: RequestFacts, draft: VisitorDraft, *, instead_of: int | None = None) -> None:
    """Raise Invalid with all that is wrong with who is to join a visit, or to come instead."""
    others = _others(sr, instead_of)
    at = f"visitors.{len(others)}."
    found = faults_of_visitors([*others, draft])
    faults = {
        ("name" if name == "visitors" else name.removeprefix(at)): words
        for name, words in found.items()
        if name == "visitors" or name.startswith(at)
    }
    if faults:
        raise Invalid(fields=faults)


def check_apart(sr: RequestFacts, visitor: VisitorRow, *, name: str = "", email: str = "") -> None:
    """Raise Invalid at what is changed, where it makes a visitor one with another of the list."""
    after = VisitorDraft(name or visitor.name, email or visitor.email)
    if is_repeated(after, _others(sr, visitor.id)):
        raise Invalid(fields={"name" if name else "email": on_list_twice(after.name)})


def _others(sr: RequestFacts, visitor_id: int | None) -> list[VisitorDraft]:
    return [
        VisitorDraft(each.name, each.email, each.phone)
        for each in visitors_of(sr.id)
        if each.id != visitor_id
    ]
