"""What is free for a visit such as a half-filled form says, to be listed on the form itself."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from accessdesk.estate.queries import SiteFacts
from accessdesk.scheduling.openings import Wish
from accessdesk.scheduling.queries import openings_near
from accessdesk.scheduling.wording import (
    count_words,
    duration_words,
)
from accessdesk.visits.asking.choices import Opening, opening_of
from accessdesk.visits.asking.forms import SiteAccessForm

MOST_LISTED = 8
USUAL_LENGTH = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Free:
    """The windows that fit, nearest to what was typed, and in words what they were looked for."""

    words: str
    openings: list[Opening]


def free_windows(
    form: SiteAccessForm, site: SiteFacts, customer_id: int | None, *, now: datetime
) -> Free:
    """List the windows for the form's people and length that are nearest to its start.

    What is not written yet is taken to be two hours from now on for one. Raises Invalid at the
    field of a time that is written and means no one moment: what is near to it, nobody knows.
    """
    starts, ends = form.window().read_so_far(site.zone)
    length = ends - starts if starts and ends and starts < ends else USUAL_LENGTH
    length = min(length, timedelta(hours=site.longest_visit_hours))
    places = form.places()
    wish = Wish(length, places)
    found = openings_near(site, customer_id, wish, starts or now, now=now, limit=MOST_LISTED)
    people = count_words(places.visitors, "visitor")
    escort = " with an escort" if places.escorts else ""
    listed = [opening_of(each, site.zone, now=now) for each in found]
    return Free(f"{duration_words(length)}, {people}{escort}", [each for each in listed if each])
