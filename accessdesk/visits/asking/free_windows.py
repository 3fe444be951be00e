"""What is free for a visit such as a half-filled form says, to be listed on the form itself."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from accessdesk.estate.queries import SiteFacts
from accessdesk.scheduling.openings import Wish, nearest_openings
from accessdesk.scheduling.queries import WindowFacts, diary_of
from accessdesk.scheduling.windows import Places, Window
from accessdesk.scheduling.wording import (
    count_words,
    duration_words,
)
from accessdesk.visits.asking.choices import Opening, opening_of
from accessdesk.visits.asking.forms import WindowForm

MOST_LISTED = 8
USUAL_LENGTH = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Free:
    """The windows that fit, nearest to what was typed, and in words what they were looked for."""

    words: str
    openings: list[Opening]


@dataclass(frozen=True, slots=True)
class Offered:
    """What a page offers besides its form: one window, a list, or what was taken from it."""

    following: Window | None = None
    free: Free | None = None
    taken: Window | None = None


NOTHING = Offered()


@dataclass(frozen=True, slots=True)
class Sought:
    """For what something free is looked for; `instead_of` is the window that would be left."""

    site: SiteFacts
    customer_id: int | None
    places: Places
    instead_of: WindowFacts | None = None


def free_windows(form: WindowForm, sought: Sought, *, now: datetime) -> Free:
    """List the windows for the form's people and length that are nearest to its start.

    What is not written yet is taken to be two hours from now on. Raises Invalid at the field of a
    time that is written and means no one moment: what is near to it, nobody knows.
    """
    site, places, left = sought.site, sought.places, sought.instead_of
    starts, ends = form.window().read_so_far(site.zone)
    length = ends - starts if starts and ends and starts < ends else USUAL_LENGTH
    length = min(length, timedelta(hours=site.longest_visit_hours))
    diary = diary_of(site, sought.customer_id, now=now, but_window=left.id if left else None)
    wish, at = Wish(length, places), max(starts or now, now)
    found = nearest_openings(diary, wish, at=at, now=now, limit=MOST_LISTED + 1)
    others = [each for each in found if left is None or each != left.window][:MOST_LISTED]
    people = count_words(places.visitors, "visitor")
    escort = " with an escort" if places.escorts else ""
    listed = [opening_of(each, site.zone, now=now) for each in others]
    return Free(f"{duration_words(length)}, {people}{escort}", [each for each in listed if each])
