"""The ways in which a use case cannot go on; the web edge turns each into an answer."""

from collections.abc import Mapping
from datetime import timedelta
from math import ceil


class DomainError(Exception):
    """Why a use case cannot go on: a code, words for a person, and the next step.

    `fields` maps a field's name, as the client sent it, to what is wrong there.
    """

    status = 400
    code = "bad-request"
    title = "This request cannot be used"

    def __init__(
        self,
        detail: str = "",
        *,
        code: str | None = None,
        title: str | None = None,
        next_step: str = "",
        fields: Mapping[str, str] | None = None,
        extra: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(detail or title or self.title)
        self.detail = detail
        self.code = code or self.code
        self.title = title or self.title
        self.next_step = next_step
        self.fields = dict(fields or {})
        self.extra = dict(extra or {})


class NotFound(DomainError):
    """Nothing is there, or nothing that the actor may know of: both look the same."""

    status = 404
    code = "not-found"
    title = "There is nothing here"


class NotSignedIn(DomainError):
    """Nobody is signed in, or the session or token has ended."""

    status = 401
    code = "not-signed-in"
    title = "Sign in first"


class NotAllowed(DomainError):
    """The actor may know of the thing but not do this to it."""

    status = 403
    code = "not-allowed"
    title = "You may not do this"


class CallerRefused(NotAllowed):
    """Whoever calls is no authorised contact, or could not show that they are the one they name.

    It reads as a fault of what was typed, and is recorded as an attempt; `contact_id` is whom
    they said to be.
    """

    status = 422
    code = "caller-not-known"
    title = "This caller cannot ask for anything"

    def __init__(self, fields: Mapping[str, str], *, contact_id: int | None = None) -> None:
        super().__init__(fields=fields)
        self.contact_id = contact_id


class LinkEnded(DomainError):
    """A secret link opened something once, and does not any more."""

    status = 410
    code = "link-ended"
    title = "This link has ended"


class Conflict(DomainError):
    """The thing is no longer in a state that allows this."""

    status = 409
    code = "conflict"
    title = "This has changed in the meantime"


class NotSeen(Conflict):
    """Something came in that the actor has not seen; once seen, the same can be sent again."""

    title = "Something came in that you have not seen"


class Invalid(DomainError):
    """What was sent has the right shape but makes no sense; `fields` says where."""

    status = 422
    code = "invalid"
    title = "Some of what was sent cannot be used"


def headers_of(error: DomainError) -> dict[str, str]:
    """The headers that go with an error: when to come back, where it says so."""
    seconds = error.extra.get("retry_after")
    return {"Retry-After": str(seconds)} if seconds else {}


def required(field: str, written: str, fault: str) -> str:
    """What was written, without the blanks around it; raises Invalid where nothing was."""
    words = written.strip()
    if not words:
        raise Invalid(fields={field: fault})
    return words


class TooMany(DomainError):
    """The actor has to wait before trying again, for as long as `wait` says."""

    status = 429
    code = "too-many-attempts"
    title = "Too many attempts"

    def __init__(self, detail: str = "", *, wait: timedelta, next_step: str = "") -> None:
        seconds = max(1, ceil(wait.total_seconds()))
        super().__init__(detail, next_step=next_step, extra={"retry_after": seconds})
        self.wait = wait


class Unavailable(DomainError):
    """A part that is needed does not answer; nothing was done."""

    status = 503
    code = "unavailable"
    title = "The system is not available; nothing was done"


class Busy(Unavailable):
    """More costly work waits than is taken on at once; nothing was done."""

    code = "busy"
    title = "Too much is being done at once; nothing was done"

    def __init__(self) -> None:
        super().__init__(next_step="Send it again in a few seconds.", extra={"retry_after": 2})
