"""Answer "would I get in at this time?" for a visit to be asked for, and for a pass (R-WIN-8)."""

from datetime import datetime

from accessdesk.accounts.rules import Actor
from accessdesk.errors import Invalid
from accessdesk.estate.queries import SiteFacts, get_site_by_id
from accessdesk.gate.entry.on_file import arrival_facts
from accessdesk.passes.queries import PassDetails, get_details
from accessdesk.scheduling.booked import windows_by_id
from accessdesk.scheduling.local_time import Gap, Moment, Twice, read_time
from accessdesk.scheduling.queries import diary_of
from accessdesk.scheduling.week_view import site_for_planning
from accessdesk.scheduling.windows import LONGEST_WINDOW
from accessdesk.scheduling.wording import gap_words, twice_words
from accessdesk.service_requests.queries import get_request_by_id
from accessdesk.visits.arrival.rules import Arrival, Wanted, judge_arrival, nearest_of, plan_arrival
from accessdesk.visits.asking.recurring import occurrences_of, windows_to_book
from accessdesk.visits.drafts import PlanDraft


def arrival_for_draft(
    actor: Actor, site_code: str, plan: PlanDraft, at: str, *, now: datetime
) -> tuple[SiteFacts, Arrival]:
    """Whether a visit that is not asked for yet would get somebody in at a time.

    Of one that recurs, the visit that is nearest to the time is meant. Raises Invalid at the
    field of a time that cannot be read, NotFound for a site that the actor may not plan for.
    """
    site = site_for_planning(actor, site_code, now=now)
    span, places = plan.window.read(site.zone), plan.places
    if span.length > LONGEST_WINDOW:
        raise Invalid(fields={"window.ends_at": "A visit lasts at most 31 days."})
    diary, moment = diary_of(site, actor.customer_id, now=now), read_moment(site, at)
    if plan.recurrence is not None:
        found = occurrences_of(span, plan.recurrence, diary.policy, severity=places.severity)
        span = nearest_of(windows_to_book(found), moment)
    wanted, counted = Wanted(span, places), actor.is_staff
    return site, plan_arrival(site.code, wanted, diary, at=moment, now=now, counted=counted)


def read_moment(site: SiteFacts, text: str) -> datetime:
    """Read a time of arrival, on the site's clock unless it has an offset; raises Invalid."""
    match read_time(text, site.zone):
        case Moment(utc):
            return utc
        case Gap() as gap:
            raise Invalid(fields={"at": gap_words(gap)})
        case Twice() as twice:
            raise Invalid(fields={"at": twice_words(twice, site.zone)})
        case unreadable:
            raise Invalid(fields={"at": unreadable.words})


def arrival_at(actor: Actor, pass_id: int, at: datetime, *, now: datetime) -> Arrival:
    """Whether a pass would open its gate at a time, with the nearest window that works.

    Raises NotFound for a pass that the actor may not know of.
    """
    return arrival_on_pass(get_details(actor, pass_id, now=now), at, now=now)


def arrival_on_pass(details: PassDetails, at: datetime, *, now: datetime) -> Arrival:
    """The same, where the pass's own page has already shown that its bearer may know of it."""
    facts = arrival_facts(details.id)
    window = windows_by_id([details.window_id])[details.window_id]
    site = get_site_by_id(window.site_id)
    sr = get_request_by_id(window.request_id)
    diary = diary_of(site, sr.customer_id, now=now, but_window=window.id)
    wanted = Wanted(window.window, window.places(sr.severity))
    return judge_arrival(facts, wanted, diary, at=at, now=now)
