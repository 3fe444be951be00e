"""Book all windows of a recurring visit, or none of them (R-WIN-6)."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from accessdesk.db import db
from accessdesk.errors import Invalid
from accessdesk.estate.queries import SiteFacts
from accessdesk.estate.sites import lock_site
from accessdesk.scheduling.capacity import Places, peak_load
from accessdesk.scheduling.policy import SitePolicy
from accessdesk.scheduling.queries import LONGEST_WINDOW, bookings_at, policy_of
from accessdesk.scheduling.rules import WindowRefusal, judge_window
from accessdesk.scheduling.service import TAKEN, window_row
from accessdesk.scheduling.windows import Window
from accessdesk.scheduling.wording import count_words, window_words


class SeriesRefused(Invalid):
    """Some windows of a recurring visit cannot be booked, so none is; says which and why."""

    def __init__(
        self,
        refused: Sequence[tuple[Window, list[WindowRefusal]]],
        zone: str,
        *,
        counted: bool = False,
    ) -> None:
        words = [[each.said(counted=counted) for each in refusals] for _, refusals in refused]
        told = [
            f"{window_words(window, zone)}: {' '.join(said)}"
            for (window, _), said in zip(refused, words, strict=True)
        ]
        super().__init__(
            f"{count_words(len(refused), 'visit')} of the rule cannot be booked, so none was.",
            code="occurrences-refused",
            title="Some of these visits do not fit",
            next_step="Leave them out as exceptions, or change the time, the length or the people.",
            fields={"recurrence.rule": " ".join(told[:10])},
            extra={
                "refused": [
                    {
                        "starts_at": window.starts_at.isoformat(),
                        "ends_at": window.ends_at.isoformat(),
                        "rules": [each.code.value for each in refusals],
                        "words": said,
                    }
                    for (window, refusals), said in zip(refused, words, strict=True)
                ]
            },
        )
        if all(each.code in TAKEN for _, refusals in refused for each in refusals):
            self.status = 409


def judge_each(
    site: SiteFacts, policy: SitePolicy, windows: Sequence[Window], places: Places, *, now: datetime
) -> list[list[WindowRefusal]]:
    """List for each window the rules that forbid it; windows of one visit do not overlap."""
    bookings_in = bookings_at(site.id)

    def judge(window: Window) -> list[WindowRefusal]:
        within_reach = timedelta(0) < window.length <= LONGEST_WINDOW
        load = peak_load(bookings_in(window) if within_reach else (), window)
        return judge_window(
            window,
            policy,
            severity=places.severity,
            visitors=places.visitors,
            escorts=places.escorts,
            load=load,
            now=now,
        )

    return [judge(window) for window in windows]


def book_series(
    site: SiteFacts,
    windows: Sequence[Window],
    places: Places,
    *,
    request_id: int,
    held: bool,
    now: datetime,
    counted: bool = False,
) -> list[int]:
    """Book every window; returns their ids in order, or raises SeriesRefused and books none."""
    lock_site(site.id)
    policy = policy_of(site, now=now)
    judged = judge_each(site, policy, windows, places, now=now)
    refused = [pair for pair in zip(windows, judged, strict=True) if pair[1]]
    if refused:
        raise SeriesRefused(refused, site.zone, counted=counted)
    rows = [
        window_row(
            site,
            policy,
            window,
            request_id=request_id,
            severity=places.severity,
            visitors=places.visitors,
            escorts=places.escorts,
            held=held,
            occurrence=number,
            now=now,
        )
        for number, window in enumerate(windows, start=1)
    ]
    db.session.add_all(rows)
    db.session.flush()
    return [row.id for row in rows]
