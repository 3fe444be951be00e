"""What the API answers to a scan or an entry: the decision, whom it is about, what is next."""

from typing import Any

from accessdesk.gate.entry.answer import Answer as GateAnswer
from accessdesk.web.schemas import Answer, Moment, WindowAnswer
from accessdesk.web.telephone import name_desk


class StayAnswer(Answer):
    """The stay by which somebody is inside already."""

    entered_at: Moment
    desk: str
    badge: str


class DecisionAnswer(Answer):
    """A decision of the gate; who and when are null where no pass of ours was read."""

    decision: str
    code: str | None
    attempt: int | None
    title: str
    detail: str
    next_step: str
    reasons: list[str]
    visitor: str | None
    company: str | None
    request: str | None
    window: WindowAnswer | None
    expects: list[str]
    stay: StayAnswer | None


class AdmissionAnswer(DecisionAnswer):
    """An entry that was recorded."""

    admission: int
    badge: str
    entered_at: Moment


def decision_values(answer: GateAnswer) -> dict[str, Any]:
    """The values of a `DecisionAnswer`."""
    words, permit = answer.words, answer.permit
    values: dict[str, Any] = {
        "decision": answer.decision.value,
        "code": answer.code.value if answer.code else None,
        "attempt": answer.attempt_id,
        "title": words.title,
        "detail": words.detail,
        "next_step": name_desk(words.next_step),
        "reasons": list(answer.reasons),
        "expects": [need.value for need in answer.expects],
        "visitor": None,
        "company": None,
        "request": None,
        "window": None,
        "stay": None if answer.stay is None else StayAnswer.model_validate(answer.stay),
    }
    if permit is None:
        return values
    window = WindowAnswer(
        starts_at=permit.window.starts_at,
        ends_at=permit.window.ends_at,
        zone=permit.destination.zone,
    )
    return values | {
        "visitor": permit.bearer.name,
        "company": permit.request.company,
        "request": permit.request.called,
        "window": window,
    }


def admission_answer(answer: GateAnswer) -> AdmissionAnswer:
    """The answer to an entry that was recorded."""
    return AdmissionAnswer(
        **decision_values(answer),
        admission=answer.admission_id or 0,
        badge=answer.badge,
        entered_at=answer.at,
    )
