"""Refuse to approve a visit that can no longer take place, and offer a window that can."""

from collections.abc import Sequence
from datetime import datetime

from accessdesk.errors import Conflict
from accessdesk.estate.queries import SiteFacts
from accessdesk.scheduling.openings import next_opening_like
from accessdesk.scheduling.queries import WindowFacts, diary_of
from accessdesk.scheduling.windows import Window
from accessdesk.scheduling.wording import moment_words, window_words
from accessdesk.service_requests.rules import Severity


def check_still_to_come(
    site: SiteFacts, windows: Sequence[WindowFacts], severity: Severity, *, now: datetime
) -> None:
    """Refuse a visit whose windows have all ended: its passes would open no gate (R-ACC-10).

    Raises Conflict, with the next opening.
    """
    if not windows or any(window.ends_at > now for window in windows):
        return
    last = max(windows, key=lambda window: window.ends_at)
    following = _next_like(site, last, severity, now)
    raise Conflict(
        f"Its window ended {moment_words(last.ends_at, site.zone, now)}; nobody could enter.",
        code="window-over",
        title="This visit can no longer be approved",
        next_step=(
            f"Propose {window_words(following, site.zone, now)}, the next that fits, or reject it."
            if following
            else "Reject it, with a reason that the contact reads."
        ),
        extra={"next_opening": _span(following) if following else None},
    )


def _next_like(
    site: SiteFacts, over: WindowFacts, severity: Severity, now: datetime
) -> Window | None:
    diary = diary_of(site, now=now, but_window=over.id)
    return next_opening_like(over.window, over.places(severity), diary, now=now)


def _span(window: Window) -> dict[str, str]:
    return {"starts_at": window.starts_at.isoformat(), "ends_at": window.ends_at.isoformat()}
