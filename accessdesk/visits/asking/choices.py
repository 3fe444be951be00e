"""What the form for a visit offers to one person: callers, sites, devices, readings of a time."""

from dataclasses import dataclass
from datetime import datetime

from accessdesk.accounts.rules import Actor, Right
from accessdesk.estate.queries import DeviceFacts, SiteFacts, devices_of, sites_with
from accessdesk.scheduling.windows import Window
from accessdesk.scheduling.wording import window_words
from accessdesk.service_requests.asking.callers import customer_of
from accessdesk.visits.asking.forms import SiteAccessForm
from accessdesk.web.fields import choices_of


@dataclass(frozen=True, slots=True)
class Offer:
    """What the form was filled with: where one may go, and the site that is chosen, if one is."""

    sites: list[SiteFacts]
    site: SiteFacts | None
    may_take_out: bool
    knows_devices: bool


@dataclass(frozen=True, slots=True)
class Opening:
    """A window that fits, in words, and as the button that takes it sends it."""

    words: str
    value: str


def offer(form: SiteAccessForm, actor: Actor, *, now: datetime) -> Offer:
    """Fill a form's choices for an actor, by the site and the caller that it holds so far."""
    sites = sites_with(actor, Right.POSTED if actor.is_staff else Right.SITE_ACCESS, now=now)
    _offer_sites(form, sites)
    customer_id = customer_of(actor, form.on_behalf_of.data)
    site = next((each for each in sites if each.code == form.site.data), None)
    # A member of staff is held to the list; a contact's right is the service's to judge.
    form.site.validate_choice = actor.is_staff
    knows_devices = site is not None and customer_id is not None
    devices = devices_of(customer_id, site_id=site.id) if customer_id and site else []
    form.devices.choices = choices_of((each.tag, _device_words(each)) for each in devices)
    form.ask_which(site.zone if site else None)
    return Offer(sites, site, _may_take_out(actor, site, now), knows_devices)


def _offer_sites(form: SiteAccessForm, sites: list[SiteFacts]) -> None:
    choices = [(site.code, f"{site.code} · {site.name}") for site in sites]
    first = [] if len(sites) == 1 else [("", "Choose a site")]
    form.site.choices = choices_of([*first, *choices])
    if len(sites) == 1 and not form.site.data:
        form.site.data = sites[0].code


def _device_words(device: DeviceFacts) -> str:
    rack = f"rack {device.rack}" if device.rack else ""
    unit = f"U{device.unit}" if device.unit is not None else ""
    place = " ".join(filter(None, (rack, unit)))
    return " · ".join(filter(None, (device.tag, device.name, place)))


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
        return Window(datetime.fromisoformat(starts), datetime.fromisoformat(ends))
    except (ValueError, OverflowError):
        return None
