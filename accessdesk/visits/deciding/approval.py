"""Refuse to approve a visit that can no longer take place, and offer a window that can."""

from collections.abc import Sequence
from datetime import datetime

from accessdesk.errors import Conflict
from accessdesk.estate.queries import SiteFacts
from accessdesk.scheduling.openings import next_opening_like
from accessdesk.scheduling.queries import WindowFacts, diary_of
from accessdesk.scheduling.windows import Window
from accessdesk.scheduling.wording import moment_words, window_words
from accessdesk.service_requests.request import RequestFacts


def check_still_to_come(
    sr: RequestFacts, site: SiteFacts, windows: Sequence[WindowFacts], *, now: datetime
) -> None:
    """Refuse a visit whose windows have all ended: its passes would open no gate (R-ACC-10).

    Raises Conflict, with the next opening.
    """
    if not windows or any(window.ends_at > now for window in windows):
        return
    last = max(windows, key=lambda window: window.ends_at)
    following = _next_like(sr, site, last, now)
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
    sr: RequestFacts, site: SiteFacts, over: WindowFacts, now: datetime
) -> Window | None:
    diary = diary_of(site, sr.customer_id, now=now, but_window=over.id)
    return next_opening_like(over.window, over.places(sr.severity), diary, now=now)


def check_within_contract(
    sr: RequestFacts, site: SiteFacts, windows: Sequence[WindowFacts], *, now: datetime
) -> None:
    """Refuse a visit that would end after the customer's contract (R-ONB-5); raises Conflict."""
    over_at = diary_of(site, sr.customer_id, now=now).contract_over_at
    if over_at is None or all(window.ends_at <= over_at for window in windows):
        return
    raise Conflict(
        f"The customer's contract is over at {moment_words(over_at, site.zone, now)}, before the "
        "visit ends.",
        code="after-contract",
        title="This visit lies beyond the contract's end",
        next_step="Propose a window that ends by then, or reject it with a reason.",
    )


def _span(window: Window) -> dict[str, str]:
    return {"starts_at": window.starts_at.isoformat(), "ends_at": window.ends_at.isoformat()}
