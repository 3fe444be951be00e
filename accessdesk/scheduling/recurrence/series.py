"""Book all windows of a recurring visit, or none of them (R-WIN-6)."""

from collections.abc import Sequence
from datetime import datetime

from accessdesk.db import db
from accessdesk.errors import Invalid
from accessdesk.estate.sites import lock_site
from accessdesk.scheduling.diary import Diary
from accessdesk.scheduling.queries import diary_of
from accessdesk.scheduling.rules import WindowRefusal, judge_window
from accessdesk.scheduling.service import TAKEN, Reservation, window_row
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


def book_series(reservation: Reservation, windows: Sequence[Window], *, now: datetime) -> list[int]:
    """Book every window and return their ids in order; raises SeriesRefused and books none.

    Windows of one visit do not overlap, so each is judged by what others have booked.
    """
    lock_site(reservation.site.id)
    diary = check_series(reservation, windows, now=now)
    rows = [
        window_row(reservation, window, diary.policy, occurrence=number, now=now)
        for number, window in enumerate(windows, start=1)
    ]
    db.session.add_all(rows)
    db.session.flush()
    return [row.id for row in rows]


def check_series(reservation: Reservation, windows: Sequence[Window], *, now: datetime) -> Diary:
    """Judge every window by the site's diary, which is returned; raises SeriesRefused."""
    diary = diary_of(reservation.site, reservation.customer_id, now=now)
    judged = [(each, judge_window(each, reservation.places, diary, now=now)) for each in windows]
    refused = [(window, refusals) for window, refusals in judged if refusals]
    if refused:
        raise SeriesRefused(refused, reservation.site.zone, counted=reservation.counted)
    return diary
