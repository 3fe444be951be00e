"""What the form for a visit offers to one person: callers, sites, devices, readings of a time."""

from dataclasses import dataclass
from datetime import datetime

from accessdesk.accounts.rules import Actor, Right
from accessdesk.estate.queries import SiteFacts
from accessdesk.scheduling.windows import Window
from accessdesk.scheduling.wording import window_words
from accessdesk.service_requests.asking.callers import customer_of
from accessdesk.service_requests.asking.where import Where, offer_where, sites_to_ask
from accessdesk.typed_time import instant
from accessdesk.visits.asking.forms import SiteAccessForm


@dataclass(frozen=True, slots=True)
class Offer(Where):
    """What the form was filled with, and whether it asks what is taken out."""

    may_take_out: bool


@dataclass(frozen=True, slots=True)
class Opening:
    """A window that fits, in words, and as the button that takes it sends it."""

    words: str
    value: str


def offer(form: SiteAccessForm, actor: Actor, *, now: datetime) -> Offer:
    """Fill a form's choices for an actor, by the site and the caller that it holds so far."""
    customer_id = customer_of(actor, form.on_behalf_of.data)
    where = offer_where(form, sites_to_ask(actor, Right.SITE_ACCESS, now=now), customer_id)
    # A member of staff is held to the list; a contact's right is the service's to judge.
    form.site.validate_choice = actor.is_staff
    form.ask_which(where.site.zone if where.site else None)
    takes_out = _may_take_out(actor, where.site, now)
    return Offer(where.sites, where.site, where.knows_devices, takes_out)


def _may_take_out(actor: Actor, site: SiteFacts | None, now: datetime) -> bool:
    """Whether to ask what is taken out; while no site is chosen, a right anywhere will do."""
    site_id = site.id if site else None
    return actor.is_staff or actor.holds(Right.REMOVE_EQUIPMENT, site_id, on=now.date())


def opening_of(window: Window | None, zone: str, *, now: datetime) -> Opening | None:
    """Write a window that was offered, for its button."""
    if window is None:
        return None
    value = f"{window.starts_at.isoformat()}/{window.ends_at.isoformat()}"
    return Opening(window_words(window, zone, now), value)


def read_opening(value: str) -> Window | None:
    """Read what the button of an opening sent; None when it was none of ours."""
    starts, _, ends = value.partition("/")
    try:
        return Window(*(instant(datetime.fromisoformat(each)) for each in (starts, ends)))
    except ValueError:
        return None
