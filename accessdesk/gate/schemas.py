"""The shapes of the gate in the API."""

from datetime import date
from typing import Annotated

from pydantic import (
    Field,
    StrictBool,
    StringConstraints,
    ValidationInfo,
    field_validator,
    model_validator,
)

from accessdesk.gate.entry.papers import PresentedDocument, ScannedId, TypedId
from accessdesk.gate.service import (
    LONGEST_BADGE,
    LONGEST_DESK,
    LONGEST_REASON,
    EntryAttempt,
    Finding,
)
from accessdesk.gate.wording import NO_EXPIRY, NO_NAME
from accessdesk.identity.judging.issuer_names import LONGEST_ISSUER, resolve_issuer
from accessdesk.identity.judging.presented import ALWAYS_EXPIRE, IdKind, TypedDocument
from accessdesk.identity.reading import MOST_CHARACTERS
from accessdesk.passes.token import LONGEST_TEXT
from accessdesk.web.schemas import Answer, Body, Line, Moment, NamedLine, Text, WindowAnswer

# What a scanner typed, control characters and all; it is read, and never kept.
Raw = Annotated[str, StringConstraints(max_length=MOST_CHARACTERS)]
Code = Annotated[str, StringConstraints(max_length=LONGEST_TEXT)]
Desk = Annotated[Line, StringConstraints(max_length=LONGEST_DESK, strip_whitespace=True)]
Badge = Annotated[Line, StringConstraints(max_length=LONGEST_BADGE, strip_whitespace=True)]
Issuer = Annotated[Line, StringConstraints(max_length=LONGEST_ISSUER, strip_whitespace=True)]


class ScanBody(Body):
    """A pass that was scanned, or a short code that was typed."""

    code: Code
    desk: Desk = ""


class TypedBody(Body):
    """An ID, as the officer typed it from the printed side.

    The issuer is a state, by its name in English or by its code as on the ID (NLD, D, US-VA).
    """

    kind: IdKind
    issuer: Issuer
    surname: Line = ""
    given_names: Line = Field(default="", validate_default=True)
    expires_on: date | None = Field(default=None, validate_default=True)

    @field_validator("given_names")
    @classmethod
    def _has_a_name(cls, value: str, info: ValidationInfo) -> str:
        if not value.strip() and not info.data.get("surname", "?").strip():
            raise ValueError(NO_NAME)
        return value

    @field_validator("issuer")
    @classmethod
    def _is_a_state(cls, value: str, info: ValidationInfo) -> str:
        return resolve_issuer(info.data.get("kind", IdKind.PASSPORT), value)

    @field_validator("expires_on", mode="before")
    @classmethod
    def _only_a_day(cls, value: object) -> object:
        if value is not None and not isinstance(value, str):
            message = "Write the day as 2031-05-04."
            raise ValueError(message)
        return value

    @field_validator("expires_on")
    @classmethod
    def _is_given_where_printed(cls, value: date | None, info: ValidationInfo) -> date | None:
        if value is None and info.data.get("kind") in ALWAYS_EXPIRE:
            raise ValueError(NO_EXPIRY)
        return value


class DocumentBody(Body):
    """An ID: scanned or typed; `original` is the officer's word on whether it is no copy.

    A site that asks for originals asks for that word where it is missing (`expects`).
    """

    scan: Raw | None = None
    typed: TypedBody | None = None
    original: StrictBool | None = None

    @model_validator(mode="after")
    def _is_one_of_both(self) -> "DocumentBody":
        if (self.scan is None) == (self.typed is None):
            message = "Give either `scan` or `typed`."
            raise ValueError(message)
        return self

    def presented(self) -> PresentedDocument:
        """The document as the service takes it."""
        if self.typed is None:
            return ScannedId(self.scan or "", original=self.original)
        typed = TypedDocument(
            kind=self.typed.kind,
            issuer=self.typed.issuer,
            surname=self.typed.surname,
            given_names=self.typed.given_names,
            expires_on=self.typed.expires_on,
        )
        return TypedId(typed, original=self.original)


class JudgementBody(Body):
    """What the officer found on a review, each act on its own.

    `another_person` is asked for where somebody of the same name and company is inside;
    `birthday_asked` is a step of the desk's page, and without it nothing is said of a birthday.
    """

    photo_matches: StrictBool
    name_compared: StrictBool
    reason: Annotated[Text, StringConstraints(max_length=LONGEST_REASON)]
    birthday_asked: StrictBool | None = None
    another_person: StrictBool | None = None


class AdmissionBody(Body):
    """A pass and an ID that somebody wants to enter with.

    What the gate needs and is not said is asked for in `expects`, and never taken for a yes: on a
    visit with an escort `escort_present`, on one for US persons alone `us_person` (a passport of
    the United States says it by itself), and `badge`, which is empty where none is handed out.
    """

    code: Code
    document: DocumentBody | None = None
    badge: Badge | None = None
    desk: Desk = ""
    judgement: JudgementBody | None = None
    escort_present: StrictBool | None = None
    us_person: StrictBool | None = None

    def attempt(self) -> EntryAttempt:
        """The attempt as the service takes it."""
        found = self.judgement
        return EntryAttempt(
            code=self.code,
            document=self.document.presented() if self.document else None,
            badge=self.badge,
            desk=self.desk,
            finding=Finding(**found.model_dump()) if found else None,
            escort_present=self.escort_present,
            us_person=self.us_person,
        )


class BadgesAnswer(Answer):
    """Which badges a site hands out; `numbers` is empty where any will do.

    `free` are the first hundred badges of its pools that nobody has; patterns have none to list.
    """

    numbers: str
    words: str
    free: list[str]


class DepartureBody(Body):
    """Who leaves, and whether the badge came back."""

    admission: Annotated[int, Field(ge=1, le=2**63 - 1)]
    badge_returned: StrictBool


class UndoBody(Body):
    """Why an entry was a mistake."""

    reason: Annotated[NamedLine, StringConstraints(max_length=LONGEST_REASON)]


class DepartureAnswer(Answer):
    """A stay that was closed."""

    admission: int
    visitor: str
    request: str
    badge: str
    badge_returned: bool
    entered_at: Moment
    left_at: Moment


class InsideAnswer(Answer):
    """Somebody who is inside."""

    admission: int
    visitor: str
    company: str
    customer: str
    request: str
    badge: str
    entered_at: Moment
    ends_at: Moment
    escort: bool
    overstayed: bool
    called_off: bool
    phone: str


class InsideList(Answer):
    """Everybody who is inside."""

    inside: list[InsideAnswer]
    next: str | None = None


class ExpectedAnswer(Answer):
    """Somebody whose pass opens the gate in the span asked for."""

    visitor: str
    company: str
    customer: str
    request: str
    window: WindowAnswer
    escort: bool
    has_left: bool
    phone: str


class ExpectedList(Answer):
    """Who is expected, earliest first."""

    expected: list[ExpectedAnswer]
    next: str | None = None


class AttemptAnswer(Answer):
    """One decision of the gate; a review that nobody has finished is `unfinished`, and none yet."""

    attempt: int
    at: Moment
    decision: str
    unfinished: bool
    code: str | None
    desk: str
    officer: str
    visitor: str | None
    request: str | None


class AttemptList(Answer):
    """What was decided at a gate, newest first."""

    attempts: list[AttemptAnswer]
    next: str | None = None
