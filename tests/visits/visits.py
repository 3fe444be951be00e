"""Drafts of visits, as a contact would state them."""

from datetime import datetime
from typing import Any

from accessdesk import clock
from accessdesk.scheduling.windows import Window
from accessdesk.service_requests.rules import PartyKind, Reason, Severity
from accessdesk.typed_time import time_typed
from accessdesk.visits.drafts import RecurrenceDraft, SiteAccessDraft, VisitorDraft, WindowDraft


def utc(text: str) -> datetime:
    """Read `2026-12-01 09:00Z` or any other ISO form with an offset."""
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def draft(starts_at: str, ends_at: str, rule: str = "", **fields: Any) -> SiteAccessDraft:
    """Make a complete draft for one visitor, recurring when there is a rule."""
    exceptions = fields.pop("exceptions", ())
    values: dict[str, Any] = {
        "site": "AMS1",
        "severity": Severity.C,
        "summary": "Replace line card",
        "reason": Reason.MAINTENANCE,
        "party_kind": PartyKind.VENDOR,
        "party_name": "Fiberworks BV",
        "party_email": "noc@fiberworks.example",
        "visitors": (VisitorDraft("Vera Vendor"),),
        "window": WindowDraft(starts_at, ends_at),
        "recurrence": RecurrenceDraft(rule, exceptions) if rule else None,
    }
    return SiteAccessDraft(**values | fields)


def draft_of(window: Window, **fields: Any) -> SiteAccessDraft:
    """Make a draft for a window that is known as two instants."""
    return draft(window.starts_at.isoformat(), window.ends_at.isoformat(), **fields)


def as_shown(local: str) -> str:
    """A local time in ISO 8601 as a form's field shows it: `Fri 25 Dec 10:00`."""
    return time_typed(local, clock.now().date())
