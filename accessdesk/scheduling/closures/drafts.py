"""Draw closed periods of a site from what a manager gave: dates, a rule, a country, a file."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from accessdesk.errors import Invalid
from accessdesk.estate.queries import SiteFacts
from accessdesk.faults import Faults, sure
from accessdesk.scheduling.closures.calendar_file import closures_from_ics
from accessdesk.scheduling.closures.drawing import (
    ClosureRefusal,
    closure_name,
    holiday_closures,
    recurring_closures,
)
from accessdesk.scheduling.local_time import local_day, zone_named
from accessdesk.scheduling.policy import Closure
from accessdesk.scheduling.reading import read_window
from accessdesk.scheduling.windows import Window

HORIZON = timedelta(days=2 * 366)  # How far ahead closed periods without an end are drawn.

Drawn = tuple[Closure, ...]


@dataclass(frozen=True, slots=True)
class OneOff:
    """A closed period, by its local start and end; with a rule, the first of many."""

    name: str
    starts_at: str
    ends_at: str
    rule: str = ""

    @property
    def source(self) -> str:
        """Where the periods came from."""
        return f"rule {self.rule.strip()}"[:200] if self.rule.strip() else "by hand"


@dataclass(frozen=True, slots=True)
class Holidays:
    """The public holidays of a country, or of a part of it."""

    country: str
    subdivision: str = ""

    @property
    def source(self) -> str:
        """Where the periods came from."""
        parts = (self.country.strip().upper(), self.subdivision.strip())
        return f"public holidays {'-'.join(filter(None, parts))}"[:200]


@dataclass(frozen=True, slots=True)
class CalendarFile:
    """A calendar file that somebody else keeps."""

    name: str
    data: bytes

    @property
    def source(self) -> str:
        """Where the periods came from."""
        return f"file {closure_name(self.name)}"


ClosureDraft = OneOff | Holidays | CalendarFile


def draw(site: SiteFacts, draft: ClosureDraft, *, now: datetime) -> Drawn:
    """The closed periods of a draft from now on; raises Invalid at the field at fault.

    What has no end is drawn for the next two years.
    """
    found = draw_in(site, draft, Window(now, now + HORIZON))
    if isinstance(found, ClosureRefusal):
        raise Invalid("No closed period was added.", fields={found.field: found.words})
    if not found:
        raise Invalid(fields={_field(draft): "That gives no closed period from now on."})
    return found


def draw_in(site: SiteFacts, draft: ClosureDraft, span: Window) -> Drawn | ClosureRefusal:
    """The closed periods of a draft that fall in a span; raises Invalid for wrong times."""
    match draft:
        case OneOff():
            return _from_dates(site, draft, span)
        case Holidays():
            return _from_holidays(site, draft, span)
        case CalendarFile(data=data):
            return closures_from_ics(data, zone=site.zone, span=span)


def _field(draft: ClosureDraft) -> str:
    match draft:
        case OneOff(rule=rule):
            return "rule" if rule.strip() else "ends_at"
        case Holidays():
            return "country"
        case CalendarFile():
            return "file"


def _from_dates(site: SiteFacts, draft: OneOff, span: Window) -> Drawn | ClosureRefusal:
    faults = Faults()
    faults.judge(lambda: _check_name(draft))
    read = faults.judge(lambda: _read_dates(site, draft))
    if faults:
        faults.judge(lambda: _check_rule(site, draft, span))
    faults.raise_all()
    window = sure(read)
    if not draft.rule.strip():
        closure = Closure(window, closure_name(draft.name))
        return (closure,) if window.overlaps(span) else ()
    starts = window.starts_at.astimezone(zone_named(site.zone)).replace(tzinfo=None)
    return recurring_closures(
        draft.name, draft.rule, starts=starts, length=window.length, zone=site.zone, span=span
    )


def _check_name(draft: OneOff) -> None:
    if not draft.name.strip():
        raise Invalid(fields={"name": "Give it a name; whoever cannot book then will read it."})


def _read_dates(site: SiteFacts, draft: OneOff) -> Window:
    window = _without_prefix(lambda: read_window(draft.starts_at, draft.ends_at, site.zone))
    if window.ends_at <= window.starts_at:
        raise Invalid(fields={"ends_at": "A closed period ends after it starts."})
    return window


def _check_rule(site: SiteFacts, draft: OneOff, span: Window) -> None:
    """Judge the rule of a draft whose dates cannot be read, by some others."""
    if not draft.rule.strip():
        return
    found = recurring_closures(
        draft.name,
        draft.rule,
        starts=span.starts_at.astimezone(zone_named(site.zone)).replace(tzinfo=None),
        length=timedelta(hours=1),
        zone=site.zone,
        span=span,
    )
    if isinstance(found, ClosureRefusal):
        raise Invalid(fields={found.field: found.words})


def _without_prefix(read: Callable[[], Window]) -> Window:
    """Read a window whose fields stand on their own here, and not under `window`."""
    try:
        return read()
    except Invalid as error:
        error.fields = {name.removeprefix("window."): words for name, words in error.fields.items()}
        raise


def _from_holidays(site: SiteFacts, draft: Holidays, span: Window) -> Drawn | ClosureRefusal:
    first, last = (local_day(at, site.zone).year for at in (span.starts_at, span.ends_at))
    found = holiday_closures(
        draft.country,
        zone=site.zone,
        years=range(first, last + 1),
        subdivision=draft.subdivision.strip(),
    )
    if isinstance(found, ClosureRefusal):
        return found
    return tuple(each for each in found if each.window.overlaps(span))
