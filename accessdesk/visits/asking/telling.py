"""What the form for a visit tells of its times while it is filled in; nothing is booked."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from accessdesk.errors import Invalid
from accessdesk.estate.queries import SiteFacts
from accessdesk.scheduling.local_time import Moment, read_time
from accessdesk.scheduling.service import Reservation, WindowRefused, check_window
from accessdesk.scheduling.windows import Window
from accessdesk.scheduling.wording import moment_words, relative_words, window_words
from accessdesk.visits.asking.choices import Opening, opening_of
from accessdesk.visits.asking.forms import SiteAccessForm
from accessdesk.web.forms import find_field


@dataclass(frozen=True, slots=True)
class Meaning:
    """How the text in a field is understood, to be shown with the other answers."""

    name: str
    typed: str
    words: str


@dataclass(frozen=True, slots=True)
class Told:
    """The window in words, what stands against it, and the next one that fits instead."""

    said: str = ""
    faults: list[str] = field(default_factory=list)
    following: Opening | None = None
    meanings: list[Meaning] = field(default_factory=list)


def tell(
    form: SiteAccessForm,
    site: SiteFacts | None,
    customer_id: int | None,
    *,
    counted: bool,
    now: datetime,
) -> Told:
    """Tell what is meant by the times that are typed so far, and whether it can be booked so.

    A visit that recurs is judged when what would be done about each occurrence is looked at. With
    `counted` a refusal says how many others are booked.
    """
    if site is None:
        return Told(faults=_asked_about(form))
    meanings = list(_meanings(form, site, now))
    faults = _asked_about(form)
    if faults or not (form.window_starts_at.data and form.window_ends_at.data):
        return Told(faults=faults, meanings=meanings)
    try:
        window = form.window().read(site.zone)
    except Invalid as asked:
        return Told(faults=list(_at_fault(form, asked)), meanings=meanings)
    said = _words(window, site, now)
    try:
        if not form.repeats:
            places = form.places()
            asked_for = Reservation(site, 0, customer_id, places, counted=counted)
            check_window(asked_for, window, now=now)
    except WindowRefused as refusal:
        following = opening_of(refusal.following, site.zone, now=now)
        return Told(said, list(dict.fromkeys(refusal.fields.values())), following, meanings)
    return Told(said, meanings=meanings)


def _asked_about(form: SiteAccessForm) -> list[str]:
    """What is asked about the times that were typed and have two readings or none."""
    fields = (form.window_starts_at, form.window_ends_at)
    return [f"{each.label.text}: {each.fault}" for each in fields if each.fault]


def _at_fault(form: SiteAccessForm, asked: Invalid) -> Iterator[str]:
    """What is wrong, but for a time that only waits for the day of the other."""
    for name, words in asked.fields.items():
        if not getattr(find_field(form, name), "waits", False):
            yield words


def _meanings(form: SiteAccessForm, site: SiteFacts, now: datetime) -> Iterator[Meaning]:
    """The times that mean one moment, each on the clock of the site, with its zone."""
    window = form.window()
    for each, which in (
        (form.window_starts_at, window.starts_which),
        (form.window_ends_at, window.ends_which),
    ):
        answer = read_time(each.data or "", site.zone, which)
        if isinstance(answer, Moment):
            yield Meaning(each.name, each.typed, moment_words(answer.utc, site.zone, now))
    until = form.recurrence_until
    if until.data and until.raw_data:
        yield Meaning(until.name, str(until.raw_data[0]).strip(), until.words)


def _words(window: Window, site: SiteFacts, now: datetime) -> str:
    """The window as it is understood; nothing of one that ends before it begins."""
    if window.starts_at >= window.ends_at:
        return ""
    away = relative_words(window.starts_at, now, site.zone)
    return f"{window_words(window, site.zone, now)}, {away}"
