"""Keep the rules and holidays that close a site, and extend them as time goes by (R-WIN-3)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, update

from accessdesk.accounts.rules import Actor
from accessdesk.db import claim, db, rows_changed
from accessdesk.errors import Invalid, NotFound
from accessdesk.estate.queries import SiteFacts, get_site_by_id
from accessdesk.estate.sites import lock_site
from accessdesk.journal.rules import Event
from accessdesk.journal.service import record, site_stream
from accessdesk.scheduling.closures.drafts import (
    HORIZON,
    CalendarFile,
    ClosureDraft,
    Holidays,
    OneOff,
    draw_in,
)
from accessdesk.scheduling.closures.drawing import ClosureRefusal
from accessdesk.scheduling.closures.periods import keep_closures
from accessdesk.scheduling.models import Closure, ClosureRule
from accessdesk.scheduling.queries import bookings_at
from accessdesk.scheduling.windows import Window

SLACK = timedelta(days=30)  # A rule is extended when its end has come this much nearer.


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A rule that closes a site and continues by itself."""

    id: int
    source: str
    drawn_until: datetime


def stored_draft(draft: ClosureDraft) -> dict[str, Any] | None:
    """Write down a draft that continues by itself; None for one that is complete at once."""
    match draft:
        case OneOff(name, starts_at, ends_at, rule) if rule.strip():
            return {"name": name, "starts_at": starts_at, "ends_at": ends_at, "rule": rule}
        case Holidays(country, subdivision):
            return {"country": country, "subdivision": subdivision}
        case OneOff() | CalendarFile():
            return None


def draft_of(stored: Mapping[str, Any]) -> ClosureDraft:
    """Read back what `stored_draft` wrote; raises Invalid for anything else."""
    try:
        made = Holidays(**stored) if "country" in stored else OneOff(**stored)
    except TypeError:
        raise Invalid("The closed periods cannot be read; add them again.") from None
    if not all(isinstance(value, str) and len(value) <= 1000 for value in stored.values()):
        raise Invalid("The closed periods cannot be read; add them again.")
    return made


def keep_rule(site: SiteFacts, draft: ClosureDraft | None, *, now: datetime) -> int | None:
    """Keep a draft that continues by itself, once; returns its id.

    It reaches to the horizon already.
    """
    stored = stored_draft(draft) if draft else None
    if draft is None or stored is None:
        return None
    known = db.session.execute(
        select(ClosureRule.id, ClosureRule.draft).where(ClosureRule.site_id == site.id)
    )
    same = next((each.id for each in known if each.draft == stored), None)
    if same is not None:
        return int(same)
    row = ClosureRule(site_id=site.id, draft=stored, source=draft.source, drawn_until=now + HORIZON)
    db.session.add(row)
    db.session.flush()
    return row.id


def rules_of(site: SiteFacts) -> list[RuleRow]:
    """List the rules that close a site and go on by themselves."""
    statement = (
        select(ClosureRule.id, ClosureRule.source, ClosureRule.drawn_until)
        .where(ClosureRule.site_id == site.id)
        .order_by(ClosureRule.id)
    )
    return [RuleRow(*row) for row in db.session.execute(statement)]


def stop_rule(actor: Actor, site: SiteFacts, rule_id: int, *, now: datetime) -> None:
    """Stop a rule, and take back the periods of it that have not begun.

    Raises NotFound when the site has no such rule.
    """
    mine = (ClosureRule.id == rule_id, ClosureRule.site_id == site.id)
    if db.session.scalar(select(ClosureRule.id).where(*mine)) is None:
        raise NotFound
    of_rule = Closure.rule_id == rule_id
    gone = rows_changed(delete(Closure).where(of_rule, Closure.starts_at > now))
    rows_changed(update(Closure).where(of_rule).values(rule_id=None))
    rows_changed(delete(ClosureRule).where(*mine))
    _record(Event.SITE_CLOSURE_REMOVED, site, actor.ref, now, rule=rule_id, periods=gone)


def extend_rules(*, now: datetime) -> int:
    """Extend each rule to the horizon; returns how many closed periods were added.

    Visits that are booked in such a period stay; the site's journal says how many they are.
    """
    due = select(ClosureRule).where(ClosureRule.drawn_until < now + HORIZON - SLACK)
    return sum(_extend(rule, now) for rule in db.session.scalars(due.order_by(ClosureRule.id)))


def _extend(rule: ClosureRule, now: datetime) -> int:
    site = get_site_by_id(rule.site_id)
    span = Window(max(rule.drawn_until, now), now + HORIZON)
    step = update(ClosureRule).where(
        ClosureRule.id == rule.id, ClosureRule.drawn_until == rule.drawn_until
    )
    source, rule_id, draft = rule.source, rule.id, draft_of(rule.draft)
    if not claim(
        step.values(drawn_until=span.ends_at).execution_options(synchronize_session=False)
    ):
        return 0  # Another worker draws it on at this moment.
    lock_site(site.id)
    try:
        found = draw_in(site, draft, span)
    except Invalid:  # Its first local time is none any more, as when the site's zone was changed.
        return 0
    drawn = () if isinstance(found, ClosureRefusal) else found
    fresh = [each for each in drawn if each.window.starts_at >= span.starts_at]
    keep_closures(site.id, fresh, source, rule_id)
    booked = sum(len(bookings_at(site.id)(each.window)) for each in fresh)
    if fresh:
        facts = {"source": source, "periods": len(fresh), "booked_visits": booked}
        _record(Event.SITE_CLOSURES_ADDED, site, "system", now, **facts)
    return len(fresh)


def _record(event: Event, site: SiteFacts, actor: str, now: datetime, **facts: Any) -> None:
    record(
        event,
        stream=site_stream(site.code),
        subject=f"site/{site.code}",
        at=now,
        actor=actor,
        facts=facts,
    )
