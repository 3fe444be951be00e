"""The shapes of what is said on a request in the API: updates, calls, changes of severity."""

from datetime import date

from pydantic import StrictBool

from accessdesk.service_desk.drafts import UpdateDraft
from accessdesk.service_requests.rules import Severity, UpdateKind
from accessdesk.web.schemas import Answer, Body, GivenMoment, Line, Moment, NamedLine, Text


class SeverityBody(Body):
    """Another severity, with an impact statement that is new.

    What may affect availability takes a `severity_reason` for less than A.
    """

    severity: Severity
    impact: Text
    severity_reason: Text = ""
    through: GivenMoment | None = None


class UpdateBody(Body):
    """A word on a request; a note that is not visible stays with the operator.

    The service desk logs a call with `by_phone` and `spoken_with`: the customer knows it then. At
    severity D it may promise its next word by the end of a day at the site (`next_word_on`).
    `not_mended` opens an incident or remote hands again, while it is not too late for that. The
    desk's word answers what the customer said `through` a time; all of it, when none is given.
    """

    text: Text
    visible: StrictBool = True
    by_phone: StrictBool = False
    spoken_with: Line = ""
    next_word_on: date | None = None
    not_mended: StrictBool = False
    through: GivenMoment | None = None

    def draft(self) -> UpdateDraft:
        """The word as the service takes it."""
        return UpdateDraft(**dict(self))


class OwnerBody(Body):
    """Who keeps the customer informed, by e-mail address, and which group does the work.

    What is left out stays; an empty text is nobody.
    """

    owner: Line | None = None
    resolver: Line | None = None


class ReadBody(Body):
    """Until when what the customer said was read; all of it, when nothing is said."""

    through: GivenMoment | None = None


class UpdateAnswer(Answer):
    """A word on a request; `kind` says how it was said."""

    id: int
    at: Moment
    author: str
    by_operator: bool
    text: str
    visible: bool
    kind: UpdateKind
    spoken_with: str


class UpdateList(Answer):
    """All that was said on a request, oldest first."""

    updates: list[UpdateAnswer]


class SummaryBody(Body):
    """What a request is about, in one line."""

    summary: NamedLine
