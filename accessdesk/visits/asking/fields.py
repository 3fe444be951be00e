"""Fields that the forms of a visit share: times on a site's clock, visitors."""

from datetime import datetime

from wtforms import Form, StringField
from wtforms.validators import InputRequired, Optional

from accessdesk.scheduling.local_time import Twice, Which, read_time, resolve, zone_named
from accessdesk.scheduling.wording import clock_words, zone_label
from accessdesk.web.fields import TOO_LONG, printable
from accessdesk.web.time_fields import LocalTimeField


def local_time(label: str, day_of: str = "") -> LocalTimeField:
    """Make a field for a time on the site's clock; the service reads and judges it."""
    return LocalTimeField(label, [InputRequired("Give a date and a time."), TOO_LONG], day_of)


class VisitorRow(Form):
    """One visitor: the name exactly as on the ID, and how they are reached."""

    name = StringField("Name", [TOO_LONG, printable])
    # Address and number are judged with the name, by the rule that the API obeys too.
    email = StringField("E-mail", [Optional(), TOO_LONG, printable])
    phone = StringField("Telephone", [Optional(), TOO_LONG, printable])


def readings(text: str, zone: str) -> list[tuple[str, str]]:
    """The choices for a local time that exists twice, as (value, words); else nothing."""
    answer = read_time(text, zone) if text.strip() else None
    if not isinstance(answer, Twice):
        return []
    place = zone_named(zone)
    moments = {Which.FIRST: answer.first_utc, Which.SECOND: answer.second_utc}
    return [
        (which.value, f"the {which.value}: {clock_words(local)} {zone_label(local)}")
        for which, local in ((each, at.astimezone(place)) for each, at in moments.items())
    ]


def on_the_clock(moment: datetime, zone: str) -> tuple[str, str]:
    """Write an instant for a time field: the local time, and which of two where it needs that."""
    local = moment.astimezone(zone_named(zone)).replace(tzinfo=None)
    seconds = "seconds" if local.second else "minutes"
    answer = resolve(local, zone)
    which = ""
    if isinstance(answer, Twice):
        which = (Which.FIRST if moment == answer.first_utc else Which.SECOND).value
    return local.isoformat(timespec=seconds), which
