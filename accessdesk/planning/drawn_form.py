"""Closed periods that were drawn already, kept on the page while a manager decides about visits."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Self

from wtforms import Form, HiddenField
from wtforms.validators import DataRequired, Length, Optional

from accessdesk.errors import Invalid
from accessdesk.planning.policies import NewClosures
from accessdesk.scheduling.closures.drafts import ClosureDraft
from accessdesk.scheduling.closures.drawing import closure_name
from accessdesk.scheduling.closures.standing import draft_of, stored_draft
from accessdesk.scheduling.policy import Closure
from accessdesk.scheduling.windows import Window

UNREADABLE = "The closed periods cannot be read; add them again."


class DrawnForm(Form):
    """The periods, where they came from, and what continues by itself."""

    source = HiddenField(validators=[DataRequired(), Length(max=200)])
    drawn = HiddenField(validators=[DataRequired()])
    goes_on = HiddenField(validators=[Optional(), Length(max=5000)])

    @classmethod
    def holding(cls, new: NewClosures) -> Self:
        """The form that holds these periods."""
        stored = stored_draft(new.goes_on) if new.goes_on else None
        kept = json.dumps(stored) if stored else ""
        return cls(data={"source": new.source, "drawn": _write(new.periods), "goes_on": kept})

    def closures(self) -> NewClosures:
        """Read the periods back; raises Invalid where they cannot be read."""
        if not self.validate():
            raise Invalid("The closed periods are missing; add them again.")
        periods = _read(self.drawn.data or "")
        return NewClosures(periods, self.source.data or "", _read_draft(self.goes_on.data or ""))


def _write(drawn: Sequence[Closure]) -> str:
    return json.dumps(
        [
            [each.window.starts_at.isoformat(), each.window.ends_at.isoformat(), each.name]
            for each in drawn
        ]
    )


def _read(text: str) -> list[Closure]:
    """Read periods back from the page; a manager may state any, so none is taken on trust."""
    try:
        return [
            Closure(
                Window(datetime.fromisoformat(start), datetime.fromisoformat(end)),
                closure_name(name),
            )
            for start, end, name in json.loads(text)
            if start < end
        ]
    except (ValueError, TypeError, AttributeError, OverflowError):
        raise Invalid(UNREADABLE) from None


def _read_draft(text: str) -> ClosureDraft | None:
    if not text:
        return None
    try:
        stored = json.loads(text)
    except ValueError:
        raise Invalid(UNREADABLE) from None
    if not isinstance(stored, dict):
        raise Invalid(UNREADABLE)
    return draft_of(stored)
