"""Let a person in on a yes, unless another desk was first by a moment (R-GATE-6).

An entry claims the visitor's one place inside, the place of their name and company, the badge,
and one of the places that the site has. What is lost decides what the desk is told.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from accessdesk.db import db
from accessdesk.gate.badges import taken
from accessdesk.gate.entry.answer import Answer
from accessdesk.gate.entry.case import Gate, Permit
from accessdesk.gate.entry.facts import EntryFacts
from accessdesk.gate.entry.keeping import Decided, attempt_values, record_attempt
from accessdesk.gate.entry.namesakes import find_rival
from accessdesk.gate.entry.papers import SeenId
from accessdesk.gate.entry.rows import (
    Entered,
    Room,
    count_inside,
    enter,
    find_badge_holder,
    find_open_stay,
    lose_claim,
)
from accessdesk.gate.rules import Admit, decide_entry
from accessdesk.service_requests.rules import Status


def let_in(decided: Decided, *, badge: str) -> Answer:
    """Write the entry that was decided on, or what became of it.

    Raises Invalid, and keeps nothing, when somebody inside has the badge.
    """
    permit, seen = decided.case.permit, decided.seen
    assert permit is not None and seen is not None  # noqa: S101, PT018  # No yes without both.
    values, stay = attempt_values(decided), _stay(decided, permit, seen, badge)
    first = permit.request.status is Status.SCHEDULED
    entered = enter(db.session.connection(), values, stay, first=first, room=room_to_keep(decided))
    if entered.admission_id is None:
        return _lose(decided, permit, entered, stay)
    record_attempt(decided, values, entered)
    return decided.answer(entered, badge)


def room_to_keep(decided: Decided) -> Room | None:
    """The room that the entry needs; None where the officer's word, or no limit, makes it none."""
    gate = decided.case.gate
    beyond = decide_entry(replace(decided.facts, site_full=True), now=decided.at)
    no_matter = not gate.capacity or isinstance(beyond, Admit)
    return None if no_matter else Room(gate.capacity, gate.inside)


def _stay(decided: Decided, permit: Permit, seen: SeenId, badge: str) -> dict[str, Any]:
    known_apart = permit.bearer.has_twin or decided.facts.namesake_inside
    return {
        "site_id": decided.case.gate.site_id,
        "request_id": permit.request.id,
        "window_id": permit.window.id,
        "pass_id": permit.pass_id,
        "visitor_id": permit.bearer.id,
        "officer_id": decided.actor.user_id,
        "desk": decided.desk,
        "badge": badge,
        "entered_at": decided.at,
        "undone_reason": "",
        "id_number_kept": seen.number_kept,
        "company": permit.request.company_key,
        "person": permit.bearer.keys,
        "namesake": permit.bearer.id if known_apart else 0,
    }


def _lose(decided: Decided, permit: Permit, entered: Entered, stay: Mapping[str, Any]) -> Answer:
    """Answer the desk that was second: with what is known now, the decision is another."""
    late = _decide_late(decided, permit, stay)
    values = attempt_values(late)
    lose_claim(db.session.connection(), entered.attempt_id, values)
    record_attempt(late, values, entered)
    return late.answer(entered)


def _decide_late(decided: Decided, permit: Permit, stay: Mapping[str, Any]) -> Decided:
    """Decide again, knowing who is inside by now."""
    inside = find_open_stay(db.session.connection(), permit.bearer.id)
    rival = None if inside else find_rival(permit)
    full = None if inside or rival else _gate_if_full(decided, stay)
    if full is not None:
        case = replace(decided.case, gate=full)
        return _again(decided, case=case, facts=replace(decided.facts, site_full=True))
    if inside is None and rival is None:
        _refuse_badge_in_use(stay)
    if rival is not None:
        facts = replace(decided.facts, namesake_inside=True)
        reasons: tuple[str, ...] = (rival.question(decided.case, decided.at),)
        return _again(decided, facts=facts, reasons=reasons)
    visit = decided.facts.pass_on_file
    assert visit is not None  # noqa: S101  # Only a pass on file gets as far as a claim.
    known = replace(permit, bearer=replace(permit.bearer, stay=inside))
    facts = replace(decided.facts, pass_on_file=replace(visit, inside=True))
    return _again(decided, case=replace(decided.case, permit=known), facts=facts, reasons=())


def _gate_if_full(decided: Decided, stay: Mapping[str, Any]) -> Gate | None:
    """The gate as it was when the claim was lost, where that was for want of a place.

    Somebody may have left since: where nothing else stood in the way, it was full all the same.
    """
    if room_to_keep(decided) is None:
        return None
    connection, gate = db.session.connection(), decided.case.gate
    known = replace(gate, inside=count_inside(connection, gate.site_id))
    if known.is_full:
        return known
    held = find_badge_holder(connection, stay) if stay["badge"] else None
    return None if held else replace(gate, inside=gate.capacity)


def _again(decided: Decided, *, facts: EntryFacts, **known: Any) -> Decided:
    decision = decide_entry(facts, now=decided.at)
    return replace(decided, facts=facts, decision=decision, said=(), **known)


def _refuse_badge_in_use(stay: Mapping[str, Any]) -> None:
    """Undo an entry whose badge somebody else has, or had a moment ago."""
    if stay["badge"]:
        holder = find_badge_holder(db.session.connection(), stay)
        raise taken(stay["badge"], holder or "somebody who has just left")
