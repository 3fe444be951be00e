"""Draw the desk of one gate: on the left what is under way, on the right who comes and goes."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from flask import render_template, session

from accessdesk.gate import queries
from accessdesk.gate.answers import Answer
from accessdesk.gate.forms import DeskForm, EntryForm, ScanForm, TypedIdForm
from accessdesk.gate.queries import DeskSite
from accessdesk.gate.rules import Decision
from accessdesk.identity.issuer_names import state_names

SHOWN_NEXT = 12
DESK_KEY = "desk"
TONES = {
    Decision.ADMIT: "go",
    Decision.PRESENT_ID: "info",
    Decision.REVIEW: "wait",
    Decision.REFUSE: "stop",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """What the left side shows: an answer with the form of its next step, or what was done last.

    `last` lets a person in; `typed` is an ID being typed, where its errors are to be shown.
    """

    answer: Answer | None = None
    last: EntryForm | None = None
    typed: TypedIdForm | None = None
    entered: queries.Stay | None = None
    left: queries.Stay | None = None
    notice: str = ""

    @property
    def typed_form(self) -> TypedIdForm | None:
        """Give the form to type an ID, wherever an ID is what the pass under way waits for."""
        if self.answer is None or not self.answer.takes_id:
            return None
        return self.typed or TypedIdForm(code=short_code(self.answer))


def desk_name() -> str:
    """Give what this desk is called, as this browser remembers it."""
    return str(session.get(DESK_KEY, ""))


def short_code(answer: Answer | None) -> str:
    """Give the short code of the pass that an answer is about, or nothing."""
    row = answer.visit.row if answer else None
    return "" if row is None else str(row.short_code)


def lists(site: DeskSite, now: datetime) -> dict[str, object]:
    """Give what the right side shows: who is expected, and who is inside."""
    span = queries.coming_span(site, now)
    return {
        "site": site,
        "expected": queries.expected(site, *span, limit=SHOWN_NEXT),
        "inside": queries.inside(site, now=now),
        "new_key": lambda: secrets.token_urlsafe(16),
    }


def draw(site: DeskSite, now: datetime, shown: Shown) -> str:
    """Draw the whole page."""
    answer = shown.answer
    return render_template(
        "gate/desk.html",
        answer=answer,
        entered=shown.entered,
        left=shown.left,
        notice=shown.notice,
        tone=TONES[answer.decision] if answer else "",
        form=shown.last,
        typed_form=shown.typed_form,
        state_names=state_names(),
        scan_form=ScanForm(code=short_code(answer)),
        desk_form=DeskForm(name=desk_name()),
        **lists(site, now),
    )
