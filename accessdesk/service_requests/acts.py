"""The frame of an act on one request: who does it, to which request, and when."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import wraps
from typing import TypeVar, cast

from flask import current_app, request
from flask.typing import ResponseReturnValue

from accessdesk.accounts.rules import Actor
from accessdesk.db import read_on
from accessdesk.errors import Conflict, DomainError, Invalid, NotFound
from accessdesk.service_requests.asking.door import pass_door
from accessdesk.service_requests.done import Done, DoneNotice, notice_of
from accessdesk.service_requests.promises import unheard
from accessdesk.service_requests.queries import get_request
from accessdesk.service_requests.request import RequestFacts
from accessdesk.service_requests.rules import Kind
from accessdesk.service_requests.service import get_for_change, require_kind
from accessdesk.typed_time import instant
from accessdesk.web.access import current_actor, current_moment, current_settings
from accessdesk.web.forms import go_to

# The page of one request belongs to the desk, which knows all kinds; here it has a name alone.
REQUEST_PAGE = "service_desk.show"
_REFUSAL = "accessdesk.refusal"
NO_MOMENT = "Open the request again; what was read is not known."
NOTHING = datetime(1970, 1, 1, tzinfo=UTC)

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])


@dataclass(frozen=True, slots=True)
class Act:
    """Somebody acts on a request, at one moment."""

    actor: Actor
    sr: RequestFacts
    now: datetime


def look_at(called: str, *kinds: Kind) -> Act:
    """Find the request that the actor of this web request wants to see.

    Raises NotFound where they may not know of it, Conflict where it is of none of these kinds.
    """
    actor, now = current_actor(), current_moment()
    return _of_kind(Act(actor, get_request(actor, called, now=now), now), kinds)


def act_on(called: str, *kinds: Kind) -> Act:
    """Find the request that the actor of this web request wants to change.

    Raises NotFound where they may not know of it, NotAllowed where they lack the right at its
    site, Conflict where it is of none of these kinds.
    """
    actor, now = current_actor(), current_moment()
    return _of_kind(Act(actor, get_for_change(actor, called, now=now), now), kinds)


def seen_through() -> datetime:
    """The time through which the page that was sent showed what the customer said.

    A page that showed none of it says nothing. Raises Invalid for what is no time.
    """
    try:
        said = request.form.get("through", "")
        return instant(datetime.fromisoformat(said)) if said else NOTHING
    except ValueError:
        raise Invalid(NO_MOMENT) from None


def hear_what_was_seen(act: Act) -> None:
    """Take what the page that was sent showed of the customer's words as answered by it."""
    unheard.hear(act.actor, act.sr, seen_through())


def check_may_ask() -> None:
    """Refuse a form whose door is shut before it is filled in (R-ONB-5); raises NotAllowed.

    For whom an agent asks is known only once the form is sent.
    """
    actor = current_actor()
    if not actor.is_staff:
        pass_door(actor, None, by=actor, now=current_moment())


def _of_kind(act: Act, kinds: tuple[Kind, ...]) -> Act:
    if kinds:
        require_kind(act.sr, *kinds)
    return act


def back_to(sr: RequestFacts, done: Done, page: str = REQUEST_PAGE) -> ResponseReturnValue:
    """Send the browser to the page of a request, or another about it, which says what was done."""
    return go_to(page, called=sr.called, done=done.value)


def what_was_done(sr: RequestFacts) -> DoneNotice | None:
    """What the address of this page says was just done, to be said on top of it."""
    mails = current_settings().sends_mail
    return notice_of(request.args.get("done", ""), sr.status, mails=mails)


def refused_on_its_page(
    act: Callable[..., ResponseReturnValue],
) -> Callable[..., ResponseReturnValue]:
    """Show the page of the request, with the words, where its state or sense is against an act.

    What the act began is undone; the reader stays where they can do what is left to do.
    """

    @wraps(act)
    def answer(called: str, **ids: int) -> ResponseReturnValue:
        try:
            return act(called, **ids)
        except (Conflict, Invalid) as refusal:
            return _shown_on(REQUEST_PAGE, refusal, called=called)

    return answer


def refused_on(page: str) -> Callable[[View], View]:
    """Show a list, with the words, where the state of what it lists is against an act.

    So it does where that is no longer there. What the act began is undone.
    """

    def mark(act: View) -> View:
        @wraps(act)
        def answer(**ids: int) -> ResponseReturnValue:
            try:
                return act(**ids)
            except (Conflict, NotFound) as refusal:
                return _shown_on(page, refusal)

        return cast("View", answer)

    return mark


def _shown_on(page: str, refusal: DomainError, **ids: str) -> ResponseReturnValue:
    read_on()
    request.environ[_REFUSAL] = refusal
    return cast("ResponseReturnValue", current_app.view_functions[page](**ids))


def refusal_to_show() -> DomainError | None:
    """The refusal that a page is shown for, if it is."""
    refusal: DomainError | None = request.environ.get(_REFUSAL)
    return refusal
