"""The words by which a request is found: folded, so that nobody has to type an accent or a case.

They are kept beside the request, and made again at the end of whatever records something on it.
What only the operator may read stands apart from what both sides may. A text that nobody lists here
is not searched.
"""

from collections.abc import Iterable, Mapping

from sqlalchemy import ColumnElement, select, union_all

from accessdesk.accounts.queries import people_by_id
from accessdesk.accounts.rules import Actor
from accessdesk.db import Base, conflict_insert, db, do_last
from accessdesk.estate.queries import devices_by_id
from accessdesk.folding import folded, stands_in, words_of
from accessdesk.journal.queries import written_of
from accessdesk.journal.rules import Event
from accessdesk.service_requests.models import (
    RequestDevice,
    RequestUpdate,
    RequestWords,
    ServiceRequest,
    Visitor,
)
from accessdesk.service_requests.numbers import with_hyphens

LONGEST_QUERY = 10  # Words; whoever pastes a letter does not search for each of them.
# What people write on a request, in columns of tables of each kind, by their names: the kinds build
# on requests, not the other way about. Both sides read all of it.
WRITTEN: Mapping[str, tuple[str, ...]] = {
    "hands_entries": ("text",),
    "hands_questions": ("text", "answer"),
    "hands_steps": ("do", "expect"),
    "hands_work": ("rating_words",),
    "incidents": ("tried", "reason", "letter"),
    "severity_changes": ("impact",),
    "window_proposals": ("note",),
}
# What people write as something happens, by its name in the journal: why a request was rejected,
# refused, called off or ended, what was changed, how an outage goes. Both sides read it.
RECORDED = frozenset(
    {
        "after",
        "before",
        "impact",
        "note",
        "reason",
        "resolver",
        "severity_reason",
        "spoken_with",
        "text",
    }
)
RECORDED_INSIDE = frozenset({"word"})  # What the operator says of it to itself.
BY_ITS_OWN_TABLE = frozenset({Event.REQUEST_UPDATED})  # Which knows who may read it.


def mentions(actor: Actor, words: str) -> list[ColumnElement[bool]]:
    """What a request has to be for each of the words to stand in it, where the actor may read."""
    return [
        ServiceRequest.id.in_(
            select(RequestWords.request_id).where(_contains(actor, [*word, *with_hyphens(word[0])]))
        )
        for word in words_of(words)[:LONGEST_QUERY]
    ]


def _contains(actor: Actor, word: list[str]) -> ColumnElement[bool]:
    told = stands_in(RequestWords.told, word)
    if not actor.is_staff:
        return told
    return told | stands_in(RequestWords.noted, word)


def keep_words_of(request_id: int) -> None:
    """Write down anew by which words a request is found, once all that the act says is there."""
    do_last((keep_words_of, request_id), lambda: _keep_words(request_id))


def _keep_words(request_id: int) -> None:
    sr = db.session.get(ServiceRequest, request_id)
    if sr is None:
        return
    recorded = written_of(f"request/{sr.reference}", but=BY_ITS_OWN_TABLE)
    told = [text for name, text in recorded if name in RECORDED]
    inside = [text for name, text in recorded if name in RECORDED_INSIDE]
    values = {
        "told": _joined([*_told(sr), *told]),
        "noted": _joined([*_said(request_id, visible=False), *inside]),
    }
    statement = conflict_insert(RequestWords).values(request_id=request_id, **values)
    db.session.execute(
        statement.on_conflict_do_update(index_elements=[RequestWords.request_id], set_=values)
    )


def _joined(texts: Iterable[str]) -> str:
    """All that is said, one below the other; what stands in two places is kept once."""
    return "\n".join(dict.fromkeys(filter(None, map(folded, texts))))


def _told(sr: ServiceRequest) -> list[str]:
    visitors = select(Visitor.name).where(Visitor.request_id == sr.id)
    device_ids = select(RequestDevice.device_id).where(RequestDevice.request_id == sr.id)
    devices = devices_by_id(db.session.scalars(device_ids).all())
    return [
        sr.number or "",
        sr.reference,
        sr.customer_reference,
        sr.purchase_order,
        sr.summary,
        sr.impact,
        sr.ended_reason,
        sr.party_name,
        *sr.equipment_in,
        *sr.equipment_out,
        *(value for value in sr.details.values() if isinstance(value, str)),
        people_by_id({sr.contact_id})[sr.contact_id].name,
        *(part for each in devices for part in (each.tag, each.serial, each.name)),
        *db.session.scalars(visitors.order_by(Visitor.id)),
        *_said(sr.id, visible=True),
        *_written(sr.id),
    ]


def _written(request_id: int) -> list[str]:
    """What stands in the tables of all kinds, in one statement."""
    tables = ((Base.metadata.tables[name], columns) for name, columns in WRITTEN.items())
    texts = (
        select(table.c[each]).where(table.c.request_id == request_id)
        for table, columns in tables
        for each in columns
    )
    return list(db.session.scalars(union_all(*texts)))


def _said(request_id: int, *, visible: bool) -> list[str]:
    statement = select(RequestUpdate.text).where(
        RequestUpdate.request_id == request_id, RequestUpdate.visible.is_(visible)
    )
    return list(db.session.scalars(statement.order_by(RequestUpdate.id)))
