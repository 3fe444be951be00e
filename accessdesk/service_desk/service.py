"""Acts on a request of any kind: each goes to the service of that kind."""

from datetime import date, datetime, timedelta

from accessdesk.accounts.rules import Actor
from accessdesk.errors import Invalid, required
from accessdesk.estate.queries import get_site_by_id
from accessdesk.incidents import service as incident_service
from accessdesk.incidents.drafts import IncidentDraft
from accessdesk.outages.service import check_free
from accessdesk.remote_hands import service as hands_service
from accessdesk.remote_hands.drafts import HandsDraft
from accessdesk.scheduling.local_time import day_starts_at
from accessdesk.service_desk.drafts import UpdateDraft
from accessdesk.service_requests import updates
from accessdesk.service_requests.after.reopening import check_can_reopen, check_hears
from accessdesk.service_requests.asking.door import check_may_ask_more
from accessdesk.service_requests.promises import unheard
from accessdesk.service_requests.promises.owner import give_owner, hand_to
from accessdesk.service_requests.request import RequestFacts
from accessdesk.service_requests.reroute import link
from accessdesk.service_requests.rules import Action, Kind
from accessdesk.service_requests.service import advance
from accessdesk.typed_time import FAR_AWAY, is_far_away
from accessdesk.visits.asking import service as access_service
from accessdesk.visits.changing import changes
from accessdesk.visits.changing.occurrences import end_visits
from accessdesk.visits.drafts import SiteAccessDraft


def submit(
    actor: Actor,
    draft: SiteAccessDraft | HandsDraft | IncidentDraft,
    came_from: str | None = None,
    *,
    now: datetime,
) -> RequestFacts:
    """Raise a request of any kind; `came_from` is the one that it came out of, or goes on from."""
    match draft:
        case SiteAccessDraft():
            sr = access_service.submit(actor, draft, now=now)
        case HandsDraft():
            sr = hands_service.submit(actor, draft, now=now)
        case IncidentDraft():
            sr = incident_service.submit(actor, draft, now=now)
    if came_from:
        link(actor, came_from, sr, now=now)
    return sr


_CANCEL = {
    Kind.SITE_ACCESS: changes.cancel,
    Kind.REMOTE_HANDS: hands_service.cancel,
    Kind.INCIDENT: incident_service.cancel,
}


def say(
    actor: Actor, sr: RequestFacts, draft: UpdateDraft, *, reopen_within: timedelta, now: datetime
) -> None:
    """Add a word to a request, or log a call; at severity D it may say when the next one comes.

    One that says that it is not mended opens the request again. Raises Conflict for a customer's
    word on a request that has ended, and when it is too late to open it, with the way on.
    """
    if draft.not_mended:
        reopen(actor, sr, draft.text, within=reopen_within, now=now)
        unheard.hear(actor, sr, draft.through)
        return
    if not actor.is_staff:
        check_hears(sr, within=reopen_within, now=now)
    if draft.by_phone:
        updates.log_call(actor, sr, draft.text, draft.spoken_with, now=now)
    else:
        updates.add_update(actor, sr, draft.text, visible=draft.visible, now=now)
    if draft.visible or draft.by_phone:  # A note that the customer does not see answers nothing.
        unheard.hear(actor, sr, draft.through)
    if draft.next_word_on is not None:
        agree_next_word(actor, sr, draft.next_word_on, now=now)


def reopen(actor: Actor, sr: RequestFacts, text: str, *, within: timedelta, now: datetime) -> None:
    """Open a request again that is not mended, in the words of who says so (R-ACC-9).

    Raises Conflict when it is too late, with the ready draft of one that follows it.
    """
    check_may_ask_more(actor, sr.site_id, now=now)
    words = required("text", text, "Say what is not mended.")
    if sr.kind is Kind.REMOTE_HANDS:
        hands_service.contest(actor, sr, words, reopen_within=within, now=now)
        return
    check_can_reopen(sr, within=within, now=now)
    advance(sr, Action.REOPEN, actor=actor.ref, now=now, reason=words)
    updates.add_update(actor, sr, words, visible=True, now=now)


def agree_next_word(actor: Actor, sr: RequestFacts, day: date, *, now: datetime) -> None:
    """Promise the next word by the end of a day at the site (severity D).

    Raises Invalid for a day at the ends of the calendar.
    """
    if is_far_away(day):
        raise Invalid(fields={"next_word_on": FAR_AWAY})
    zone = get_site_by_id(sr.site_id).zone if sr.site_id is not None else "UTC"
    end = day_starts_at(day + timedelta(days=1), zone)
    updates.agree_next_word(actor, sr, end - timedelta(minutes=1), now=now)


def assign(actor: Actor, sr: RequestFacts, owner: str, resolver: str, *, now: datetime) -> None:
    """Set who owes the customer the word, and which group does the work: two things (R-SEV-6)."""
    give_owner(actor, sr, owner, now=now)
    hand_to(actor, sr, resolver, now=now)


def cancel(
    actor: Actor,
    sr: RequestFacts,
    reason: str,
    *,
    through: datetime | None = None,
    now: datetime,
) -> None:
    """Call a request off, whatever its kind.

    Raises NotSeen when the desk does so over a word of the customer later than `through`.
    """
    check_free(sr)
    unheard.check_read(actor, sr, through, now=now)
    _CANCEL[sr.kind](actor, sr, reason, now=now)


def resolve(
    actor: Actor, sr: RequestFacts, text: str, *, through: datetime | None = None, now: datetime
) -> None:
    """End a request as done, in words that the customer sees (R-ACC-9).

    Raises NotSeen over a word of the customer later than `through`, over any unread one without.
    """
    _end(actor, sr, Action.RESOLVE, text, through, now)


def archive(
    actor: Actor, sr: RequestFacts, reason: str, *, through: datetime | None = None, now: datetime
) -> None:
    """End a request that nobody goes on with; it takes a reason (R-ACC-9).

    Raises NotSeen as `resolve` does.
    """
    _end(actor, sr, Action.ARCHIVE, reason, through, now)


def _end(
    actor: Actor,
    sr: RequestFacts,
    action: Action,
    words: str,
    through: datetime | None,
    now: datetime,
) -> None:
    reason = required("reason", words, "Say how it ended; the customer will read it.")
    check_free(sr)
    unheard.check_read(actor, sr, through, now=now)
    advance(sr, action, actor=actor.ref, now=now, reason=reason)
    if sr.kind is Kind.REMOTE_HANDS:
        hands_service.call_off(sr, now=now)
    if sr.kind is Kind.SITE_ACCESS:
        end_visits(actor, sr, reason, now=now)
