"""The shapes of outages in the API."""

from typing import Annotated, Any

from pydantic import Field, StrictBool

from accessdesk.outages.drafts import Bridge, NoticeDraft, OutageDraft
from accessdesk.outages.queries import OutageDetail
from accessdesk.outages.rules import NoticeKind, Phase, Remedy
from accessdesk.service_requests.rules import Severity
from accessdesk.web.schemas import Answer, Body, Line, Moment, NamedLine, Text


class NoticeBody(Body):
    """The three parts; without `expected_at` it is to be said that it is `unknown`."""

    details: Text = ""
    impact: Text = ""
    expected_at: Line | None = None
    unknown: StrictBool = False

    def draft(self) -> NoticeDraft:
        """The notice as the service takes it."""
        return NoticeDraft(self.details, self.impact, self.expected_at or "", self.unknown)


class BridgeBody(Body):
    """A bridge call; both empty close it."""

    phone: Line = ""
    code: Line = ""

    def bridge(self) -> Bridge:
        """The bridge as the service takes it."""
        return Bridge(self.phone, self.code)


class NewOutageBody(NoticeBody):
    """The first notice, the requests of other customers that share the outage, and its bridge."""

    requests: Annotated[list[Line], Field(default_factory=list, max_length=200)]
    bridge: BridgeBody | None = None

    def outage(self) -> OutageDraft:
        """The outage as the service takes it."""
        bridge = self.bridge.bridge() if self.bridge else Bridge()
        return OutageDraft(self.draft(), tuple(self.requests), bridge)


class RemedyBody(Body):
    """What ends the outage."""

    remedy: Remedy
    text: Text


class OutageWordBody(Body):
    """What was seen, or how something was made sure of."""

    text: Text


class AddedRequestBody(Body):
    """A request of another customer that shares the outage."""

    request: NamedLine


class BridgeAnswer(Answer):
    """The bridge call, for the audience alone."""

    phone: str
    code: str


class OutageNoticeAnswer(Answer):
    """One notice that was sent."""

    number: int
    kind: NoticeKind
    at: Moment
    author: str
    details: str
    impact: str
    expected_at: Moment | None
    next_word_at: Moment | None


class PersonAnswer(Answer):
    """Somebody who is told."""

    name: str
    email: str


class ToldAnswer(Answer):
    """A request of the outage, and who is told of it."""

    called: str
    customer: str
    severity: Severity
    people: list[PersonAnswer]


class ToldList(Answer):
    """Who gets a notice, by customer."""

    told: list[ToldAnswer]


class OutageAnswer(Answer):
    """An outage; a customer sees no other customers, and `bridge` is for its audience."""

    id: int
    phase: Phase
    opened_at: Moment
    resolved_at: Moment | None
    remedy: Remedy | None
    remedy_text: str
    validation: str
    next_word_due: Moment | None
    bridge: BridgeAnswer | None
    notices: list[OutageNoticeAnswer]
    told: list[ToldAnswer]

    @classmethod
    def of(cls, detail: OutageDetail) -> "OutageAnswer":
        """Make the answer of all that the reader may know."""
        outage = detail.outage
        shared: dict[str, Any] = {
            "bridge": BridgeAnswer.model_validate(detail.bridge) if detail.bridge else None,
            "notices": [OutageNoticeAnswer.model_validate(each) for each in detail.notices],
            "told": [ToldAnswer.model_validate(each) for each in detail.told],
        }
        return cls(
            id=outage.id,
            phase=outage.phase,
            opened_at=outage.opened_at,
            resolved_at=outage.resolved_at,
            remedy=outage.remedy,
            remedy_text=outage.remedy_text,
            validation=outage.validation,
            next_word_due=detail.next_word_due,
            **shared,
        )


class DesignatedBody(Body):
    """A person who is to be told of outages."""

    name: NamedLine
    email: NamedLine


class DesignatedAnswer(Answer):
    """A person on the list."""

    id: int
    name: str
    email: str
    added_at: Moment


class DesignatedList(Answer):
    """Whom a customer wants told of outages, each once."""

    people: list[DesignatedAnswer]
