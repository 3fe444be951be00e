"""Book, move and release windows; capacity is a claim on the site (R-WIN-5)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, update

from accessdesk.db import db, rows_changed
from accessdesk.errors import Conflict, Invalid
from accessdesk.estate.queries import SiteFacts
from accessdesk.estate.sites import lock_site
from accessdesk.scheduling.diary import Diary
from accessdesk.scheduling.models import BookedWindow
from accessdesk.scheduling.openings import next_opening_like
from accessdesk.scheduling.policy import SitePolicy
from accessdesk.scheduling.queries import WindowFacts, diary_of
from accessdesk.scheduling.rules import (
    WindowRefusal,
    WindowRule,
    broken_words,
    judge_more,
    judge_window,
    rules_broken,
)
from accessdesk.scheduling.states import WindowState
from accessdesk.scheduling.windows import Places, Window
from accessdesk.scheduling.wording import window_words

TAKEN = frozenset({WindowRule.SITE_FULL, WindowRule.NO_ESCORT_FREE})


class WindowRefused(Invalid):
    """The window breaks a rule of the site; says which, and offers the next one that fits.

    `counted` tells how many others are booked, which is for the desk alone.
    """

    def __init__(
        self,
        refusals: list[WindowRefusal],
        following: Window | None,
        zone: str,
        *,
        counted: bool = False,
    ) -> None:
        fields: dict[str, str] = {}
        words = [refusal.said(counted=counted) for refusal in refusals]
        for refusal, said in zip(refusals, words, strict=True):
            name = f"window.{refusal.field}" if refusal.field.endswith("_at") else refusal.field
            fields[name] = " ".join(filter(None, (fields.get(name, ""), said)))
        offer = (
            f"The next window that fits is {window_words(following, zone)}." if following else ""
        )
        super().__init__(
            " ".join(words),
            code=refusals[0].code.value,
            title="This window cannot be booked",
            next_step=offer or _way_on(refusals),
            fields=fields,
            extra={
                "rules": [refusal.code.value for refusal in refusals],
                "next_opening": _span(following) if following else None,
            },
        )
        self.following = following
        if all(refusal.code in TAKEN for refusal in refusals):
            self.status = 409


def _way_on(refusals: list[WindowRefusal]) -> str:
    """The next step where no window can be offered."""
    if refusals[0].code is WindowRule.ENDS_BEFORE_START:
        return "Check both days and both times."
    return "Choose a shorter visit, fewer people, or another site."


def _span(window: Window) -> dict[str, str]:
    return {"starts_at": window.starts_at.isoformat(), "ends_at": window.ends_at.isoformat()}


@dataclass(frozen=True, slots=True)
class Reservation:
    """What a request reserves at a site, in each of its windows.

    `request_id` is 0 while there is no request yet, only the question. `held` is one that awaits
    approval: it takes its places all the same. `counted` lets a refusal say how many others are
    booked.
    """

    site: SiteFacts
    request_id: int
    customer_id: int | None
    places: Places
    held: bool = False
    counted: bool = False


def book(
    reservation: Reservation, window: Window, *, now: datetime, instead_of: int | None = None
) -> int:
    """Book a window; returns its id, or raises WindowRefused with the rule and the next that fits.

    The site is locked first, so that two who ask for the last place cannot both get it. A window
    that it is booked instead of is released, and does not stand in its own way; the new one
    is the same occurrence of the visit.
    """
    lock_site(reservation.site.id)
    diary = diary_of(reservation.site, reservation.customer_id, now=now, but_window=instead_of)
    _check_fits(reservation, window, diary, now)
    row = window_row(reservation, window, diary.policy, now=now)
    if instead_of is not None:
        before = db.session.get_one(BookedWindow, instead_of)
        row.occurrence, row.sequence = before.occurrence, before.sequence + 1
        _release(BookedWindow.id == instead_of, now)
    db.session.add(row)
    db.session.flush()
    return row.id


def check_window(reservation: Reservation, window: Window, *, now: datetime) -> None:
    """Judge a window and book nothing; raises WindowRefused as `book` does."""
    diary = diary_of(reservation.site, reservation.customer_id, now=now)
    _check_fits(reservation, window, diary, now)


def _check_fits(reservation: Reservation, window: Window, diary: Diary, now: datetime) -> None:
    refusals = judge_window(window, reservation.places, diary, now=now)
    if refusals:
        following = next_opening_like(window, reservation.places, diary, now=now)
        zone, counted = reservation.site.zone, reservation.counted
        raise WindowRefused(refusals, following, zone, counted=counted)


def change_places(
    reservation: Reservation,
    windows: Sequence[WindowFacts],
    *,
    visitors: int = 0,
    escorts: int = 0,
    now: datetime,
) -> None:
    """Let booked windows take more places or escorts, or give some back (R-WIN-5).

    The site is locked first, so that the last place goes to one alone. The caller has claimed the
    request, so that the windows are as they were read. Raises WindowRefused for the first window
    without room, Conflict when one was called off meanwhile. An escort that is not needed any more
    is nobody's work.
    """
    if not windows:
        return
    lock_site(reservation.site.id)
    for each in windows:
        before = each.places(reservation.places.severity)
        asked = Places(before.severity, before.visitors + visitors, before.escorts + escorts)
        customer_id = reservation.customer_id
        diary = diary_of(reservation.site, customer_id, now=now, but_window=each.id)
        if refusals := judge_more(each.window, asked, before, diary):
            following = next_opening_like(each.window, asked, diary, now=now)
            zone, counted = reservation.site.zone, reservation.counted
            raise WindowRefused(refusals, following, zone, counted=counted)
    _add_places([each.id for each in windows], visitors, escorts, now)


def _add_places(window_ids: Sequence[int], visitors: int, escorts: int, now: datetime) -> None:
    values: dict[str, object] = {
        "visitors": BookedWindow.visitors + visitors,
        "escorts": BookedWindow.escorts + escorts,
        "changed_at": now,
    }
    if escorts < 0:
        values |= {"escort_by_id": None, "escort_taken_at": None}
    step = update(BookedWindow).where(
        BookedWindow.id.in_(window_ids), BookedWindow.state != WindowState.RELEASED
    )
    changed = rows_changed(step.values(values).execution_options(synchronize_session=False))
    if changed < len(window_ids):
        raise Conflict("Somebody else changed this visit at the same moment.")


def window_row(
    reservation: Reservation,
    window: Window,
    policy: SitePolicy,
    *,
    occurrence: int = 1,
    now: datetime,
) -> BookedWindow:
    """Make the row of a window that was judged, with whether it breaks rules in an emergency."""
    site, places = reservation.site, reservation.places
    broken = rules_broken(window, policy, severity=places.severity, now=now)
    return BookedWindow(
        request_id=reservation.request_id,
        site_id=site.id,
        starts_at=window.starts_at,
        ends_at=window.ends_at,
        zone=site.zone,
        visitors=places.visitors,
        escorts=places.escorts,
        state=WindowState.HELD if reservation.held else WindowState.BOOKED,
        emergency=bool(broken),
        broken=broken_words(broken, window, now=now),
        occurrence=occurrence,
        changed_at=now,
    )


def confirm(request_id: int, *, now: datetime) -> None:
    """Turn a request's held windows into booked ones."""
    db.session.execute(
        update(BookedWindow)
        .where(BookedWindow.request_id == request_id, BookedWindow.state == WindowState.HELD)
        .values(state=WindowState.BOOKED, sequence=BookedWindow.sequence + 1, changed_at=now)
        .execution_options(synchronize_session=False)
    )


def hold(request_id: int, *, now: datetime) -> None:
    """Turn a request's booked windows into held ones: their places stay, their visit waits."""
    db.session.execute(
        update(BookedWindow)
        .where(BookedWindow.request_id == request_id, BookedWindow.state == WindowState.BOOKED)
        .values(state=WindowState.HELD, sequence=BookedWindow.sequence + 1, changed_at=now)
        .execution_options(synchronize_session=False)
    )


def release(request_id: int, *, but: Collection[int] = (), now: datetime) -> None:
    """Release all places that a request's windows take, except those of some windows."""
    _release((BookedWindow.request_id == request_id) & BookedWindow.id.not_in(but), now)


def release_window(window_id: int, *, now: datetime) -> bool:
    """Release the places of one window; returns whether it still held them."""
    return _release(BookedWindow.id == window_id, now) == 1


def _release(condition: ColumnElement[bool], now: datetime) -> int:
    return rows_changed(
        update(BookedWindow)
        .where(condition, BookedWindow.state != WindowState.RELEASED)
        .values(state=WindowState.RELEASED, sequence=BookedWindow.sequence + 1, changed_at=now)
        .execution_options(synchronize_session=False)
    )
