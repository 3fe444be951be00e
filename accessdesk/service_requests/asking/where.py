"""Where it is and which devices it is about: asked the same way on every form."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from wtforms import Form, SelectField, SelectMultipleField
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from accessdesk.accounts.rules import Actor, Right
from accessdesk.estate.queries import DeviceFacts, SiteFacts, devices_of, sites_with
from accessdesk.web.fields import choices_of

MOST_DEVICES = 200
CHOOSE = ("", "Choose a site")


def tags_in(text: str) -> list[str]:
    """The tags that were typed into one field, with commas, blanks or line ends between them."""
    return text.replace(",", " ").split()


class DevicesField(SelectMultipleField):
    """Devices by their tags: ticked among those at the site, or typed below them.

    `data` holds all of them, once each.
    """

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, label: str, validators: list[Any] | None = None, **more: Any) -> None:
        super().__init__(label, validators, choices=[], validate_choice=False, **more)

    def process(self, formdata: Any, *args: Any, **more: Any) -> None:
        """Read what was ticked and what was typed."""
        super().process(formdata, *args, **more)
        if formdata is not None:
            typed = " ".join(formdata.getlist(self.typed_name))
            self._take([*formdata.getlist(self.name), *tags_in(typed)])

    def process_data(self, value: Any) -> None:
        """Take what another page says: tags, or one text of them."""
        self._take(tags_in(value) if isinstance(value, str) else value or [])

    def _take(self, tags: Sequence[str]) -> None:
        self.data = list(dict.fromkeys(filter(None, map(str.strip, tags))))

    @property
    def typed_name(self) -> str:
        """The name of the field beside the ticks."""
        return f"{self.name}_typed"

    @property
    def typed(self) -> str:
        """What stands in the field beside the ticks: the tags that cannot be ticked here."""
        offered = {choice[0] for choice in self.iter_choices()}
        return ", ".join(tag for tag in self.data or () if tag not in offered)


class WhereForm(Form):
    """The site first, then what it is about there."""

    site = SelectField("Site", [InputRequired("Choose the site.")], validate_choice=False)
    devices = DevicesField("Which devices is it about?", [Optional(), Length(max=MOST_DEVICES)])


@dataclass(frozen=True, slots=True)
class Where:
    """What was offered: the sites, the one that is chosen, and whether its devices are known."""

    sites: list[SiteFacts]
    site: SiteFacts | None
    knows_devices: bool


def offer_where(
    form: WhereForm, sites: list[SiteFacts], customer_id: int | None, *, nowhere: str = ""
) -> Where:
    """Offer sites, and at the one that is chosen the devices of the customer, if one is known.

    With `nowhere`, in words, no site has to be chosen.
    """
    _offer_sites(form, sites, nowhere)
    site = next((each for each in sites if each.code == form.site.data), None)
    known = site is not None and customer_id is not None
    devices = devices_of(customer_id, site_id=site.id) if customer_id and site else []
    form.devices.choices = choices_of((each.tag, device_words(each)) for each in devices)
    return Where(sites, site, known)


def sites_to_ask(actor: Actor, right: Right, *, now: datetime) -> list[SiteFacts]:
    """The sites at which a contact may ask by a right, or to which a member of staff is posted."""
    return sites_with(actor, Right.POSTED if actor.is_staff else right, now=now)


def _offer_sites(form: WhereForm, sites: list[SiteFacts], nowhere: str) -> None:
    choices = [(site.code, f"{site.code} · {site.name}") for site in sites]
    alone = len(sites) == 1 and not nowhere
    first = [] if alone else [("", nowhere) if nowhere else CHOOSE]
    form.site.choices = choices_of([*first, *choices])
    if alone and not form.site.data:
        form.site.data = sites[0].code


def device_words(device: DeviceFacts) -> str:
    """A device as it is ticked: its tag, its name, and where it stands."""
    rack = f"rack {device.rack}" if device.rack else ""
    unit = f"U{device.unit}" if device.unit is not None else ""
    place = " ".join(filter(None, (rack, unit)))
    return " · ".join(filter(None, (device.tag, device.name, place)))
