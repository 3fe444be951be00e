"""Draw the desk of one gate: on the left what is under way, on the right who comes and goes."""

from dataclasses import dataclass
from datetime import datetime

from flask import render_template, session

from accessdesk.estate.badge_numbers import read_badge_numbers
from accessdesk.gate import queries
from accessdesk.gate.badges import free_badges, free_words
from accessdesk.gate.desk.forms import DeskForm, EntryForm, ScanForm, TypedIdForm
from accessdesk.gate.desk.people import with_people
from accessdesk.gate.entry.answer import Answer
from accessdesk.gate.expected import coming_span, count_expected, expected
from accessdesk.gate.queries import DeskSite
from accessdesk.gate.rules import Decision
from accessdesk.identity.judging.issuer_names import state_names
from accessdesk.scheduling.local_time import zone_named
from accessdesk.scheduling.wording import clock_words, zone_label

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
        """The form to type an ID, wherever an ID is what the pass under way waits for."""
        if self.answer is None or not self.answer.takes_id:
            return None
        return self.typed or TypedIdForm(code=short_code(self.answer))


def desk_name() -> str:
    """What this desk is called, as this browser remembers it."""
    return str(session.get(DESK_KEY, ""))


def short_code(answer: Answer | None) -> str:
    """The short code of the pass that an answer is about, or nothing."""
    permit = answer.permit if answer else None
    return "" if permit is None else permit.short_code


def lists(site: DeskSite, now: datetime) -> dict[str, object]:
    """What the right side shows: who is expected, and who is inside."""
    span = coming_span(site, now)
    return {
        "site": site,
        "expected": expected(site, *span, limit=SHOWN_NEXT, left_last=True),
        "expected_count": count_expected(site, *span),
        "inside": queries.inside(site, now=now),
    }


def _tone(answer: Answer | None) -> str:
    if answer is None:
        return ""
    return TONES[Decision.REVIEW if answer.awaits_word else answer.decision]


def _entered_words(site: DeskSite, stay: queries.Stay | None) -> str:
    """When a stay began as `Entered 11:45 CET`: to the minute, since it was just now."""
    if stay is None:
        return ""
    local = stay.entered_at.astimezone(zone_named(site.zone)).replace(second=0, microsecond=0)
    return f"Entered {clock_words(local)} {zone_label(local)}"


def _badge_hint(site: DeskSite, last: EntryForm) -> str:
    """How a badge gets into its field, and which ones are free where the site counts them.

    Beside a fault that says so itself they are not said twice.
    """
    how = "Scan or type it, then Enter."
    free = free_words(free_badges(site.id, read_badge_numbers(site.badge_numbers)))
    if any(free in str(fault) for fault in last.badge.errors):
        return how
    return f"{how} {free}".strip()


def draw(site: DeskSite, now: datetime, shown: Shown) -> str:
    """Draw the whole page."""
    answer = with_people(shown.answer) if shown.answer else None
    return render_template(
        "gate/desk.html",
        answer=answer,
        entered=shown.entered,
        entered_words=_entered_words(site, shown.entered),
        left=shown.left,
        notice=shown.notice,
        tone=_tone(answer),
        form=shown.last,
        typed_form=shown.typed_form,
        state_names=state_names(),
        scan_form=ScanForm(code=short_code(answer)),
        desk_form=DeskForm(name=desk_name()),
        badge_hint=_badge_hint(site, shown.last) if shown.last else "",
        **lists(site, now),
    )
