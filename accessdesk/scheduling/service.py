"""Book, move and release windows; capacity is a claim on the site (R-WIN-5)."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, update

from accessdesk.db import db, rows_changed
from accessdesk.errors import Invalid
from accessdesk.estate.queries import SiteFacts
from accessdesk.estate.sites import lock_site
from accessdesk.scheduling.capacity import peak_load
from accessdesk.scheduling.local_time import Gap, Moment, Twice, Unreadable, Which, read_time
from accessdesk.scheduling.models import BookedWindow
from accessdesk.scheduling.openings import next_opening_like
from accessdesk.scheduling.policy import SitePolicy
from accessdesk.scheduling.queries import LONGEST_WINDOW, bookings_at, policy_of
from accessdesk.scheduling.rules import (
    WindowRefusal,
    WindowRule,
    broken_words,
    judge_window,
    rules_broken,
)
from accessdesk.scheduling.states import WindowState
from accessdesk.scheduling.windows import Window
from accessdesk.scheduling.wording import gap_words, twice_words, window_words

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


def read_window(
    site: SiteFacts,
    starts: str,
    ends: str,
    *,
    starts_which: Which | None = None,
    ends_which: Which | None = None,
) -> Window:
    """Read a window as it was written, on the site's clock unless it has an offset (R-WIN-2).

    Raises Invalid at the field for a time that cannot be read, does not exist, or comes twice.
    """
    read = {
        "window.starts_at": read_time(starts, site.zone, starts_which),
        "window.ends_at": read_time(ends, site.zone, ends_which),
    }
    faults = {
        field: _fault(answer, site.zone)
        for field, answer in read.items()
        if not isinstance(answer, Moment)
    }
    if faults:
        twice = [field for field, answer in read.items() if isinstance(answer, Twice)]
        gap = any(isinstance(answer, Gap) for answer in read.values())
        code = "time-does-not-exist" if gap else "time-exists-twice" if twice else "invalid"
        raise Invalid(
            "One of the times cannot be used.", code=code, fields=faults, extra={"twice": twice}
        )
    starts_at, ends_at = (each.utc for each in read.values() if isinstance(each, Moment))
    return Window(starts_at, ends_at)


def _fault(answer: Gap | Twice | Unreadable | Moment, zone: str) -> str:
    match answer:
        case Gap():
            return gap_words(answer)
        case Twice():
            return twice_words(answer, zone)
        case Unreadable(words):
            return words
        case Moment():
            return ""


def _judge(
    site: SiteFacts,
    policy: SitePolicy,
    window: Window,
    *,
    severity: str,
    visitors: int,
    escorts: int,
    but_window: int | None,
    counted: bool,
    now: datetime,
) -> None:
    bookings_in = bookings_at(site.id, but_window=but_window)
    within_reach = timedelta(0) < window.length <= LONGEST_WINDOW
    refusals = judge_window(
        window,
        policy,
        severity=severity,
        visitors=visitors,
        escorts=escorts,
        load=peak_load(bookings_in(window) if within_reach else (), window),
        now=now,
    )
    if refusals:
        following = next_opening_like(
            window,
            policy,
            bookings_in,
            visitors=visitors,
            escorts=escorts,
            severity=severity,
            now=now,
        )
        raise WindowRefused(refusals, following, site.zone, counted=counted)


def book(
    site: SiteFacts,
    window: Window,
    *,
    request_id: int,
    severity: str,
    visitors: int,
    escorts: int,
    held: bool,
    now: datetime,
    instead_of: int | None = None,
    counted: bool = False,
) -> int:
    """Book a window; returns its id, or raises WindowRefused with the rule and the next that fits.

    The site is locked first, so that two who ask for the last place cannot both get it.
    `held` marks a window that awaits approval: it takes its places all the same. A window
    that it is booked instead of is released, and does not stand in its own way; the new one
    is the same occurrence of the visit. `counted` lets a refusal say how many others are booked.
    """
    lock_site(site.id)
    policy = policy_of(site, now=now)
    _judge(
        site,
        policy,
        window,
        severity=severity,
        visitors=visitors,
        escorts=escorts,
        but_window=instead_of,
        counted=counted,
        now=now,
    )
    row = window_row(
        site,
        policy,
        window,
        request_id=request_id,
        severity=severity,
        visitors=visitors,
        escorts=escorts,
        held=held,
        occurrence=1,
        now=now,
    )
    if instead_of is not None:
        before = db.session.get_one(BookedWindow, instead_of)
        row.occurrence, row.sequence = before.occurrence, before.sequence + 1
        _release(BookedWindow.id == instead_of, now)
    db.session.add(row)
    db.session.flush()
    return row.id


def window_row(
    site: SiteFacts,
    policy: SitePolicy,
    window: Window,
    *,
    request_id: int,
    severity: str,
    visitors: int,
    escorts: int,
    held: bool,
    occurrence: int,
    now: datetime,
) -> BookedWindow:
    """Make the row of a window that was judged, with whether it breaks rules in an emergency."""
    broken = rules_broken(window, policy, severity=severity, now=now)
    return BookedWindow(
        request_id=request_id,
        site_id=site.id,
        starts_at=window.starts_at,
        ends_at=window.ends_at,
        zone=site.zone,
        visitors=visitors,
        escorts=escorts,
        state=WindowState.HELD if held else WindowState.BOOKED,
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
