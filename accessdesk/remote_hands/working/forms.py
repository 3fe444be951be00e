"""Forms of the technician's page: they check shape, nothing else."""

from collections.abc import Iterable
from textwrap import shorten
from typing import Any

from flask_wtf.file import FileField
from werkzeug.datastructures import FileStorage
from wtforms import (
    FieldList,
    Form,
    HiddenField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import AnyOf

from accessdesk.remote_hands.queries import Colleague, EntryRow
from accessdesk.remote_hands.rules import Report, Result
from accessdesk.remote_hands.working.reporting import Reported
from accessdesk.service_requests.forms import TEXT_LENGTH
from accessdesk.web.fields import TOO_LONG, choices_of, line, printable

MARKS = ("First label", "Second label")
MOST_MARKS = 5
AS_EXPECTED, DIFFERENT, AS_ANSWERED = "expected", "different", "answered"
IN_WORDS = (
    Report.NOTE,
    Report.PART,
    Report.QUESTION,
    Report.PAUSE,
    Report.HAND_OVER,
    Report.CORRECTION,
)
EARLY = "What was done, and why does it end here?"
THE_QUEUE = ("", "the queue: whoever takes it")
NO_LINE = ("", "Choose the line")
LINE_WIDTH = 60


def pressed(values: Iterable[str], otherwise: str, **more: Any) -> StringField:
    """A field for the button that was pressed; `otherwise` is said of one that is not there."""
    return StringField("", [AnyOf(list(values), otherwise)], **more)


class StartForm(Form):
    """What was read from the device, where the task asks for it."""

    identifiers = FieldList(
        StringField("Label", [TOO_LONG, printable]),
        "Marks on the device",
        min_entries=len(MARKS),
        max_entries=MOST_MARKS,
    )

    def __init__(self, formdata: Any = None) -> None:
        super().__init__(formdata)
        for each, label in zip(self.identifiers.entries, MARKS, strict=False):
            each.label.text = label

    def read(self) -> list[str]:
        """The labels as they were read or typed."""
        return [each.data or "" for each in self.identifiers.entries]


class StepForm(Form):
    """What is seen after a step; the button says whether that was to be expected."""

    step = HiddenField()
    text = TextAreaField("What do you see?", [TEXT_LENGTH], id="observed")
    seen = pressed((AS_EXPECTED, DIFFERENT, AS_ANSWERED), "Choose whether it is as expected.")

    def position(self) -> int:
        """The place of the step; what is no number has the place 0, as no step has."""
        sent = self.step.data or ""
        return int(sent) if sent.isascii() and sent.isdecimal() and len(sent) <= 3 else 0

    def reported(self) -> Reported:
        """The step as the service takes it."""
        seen = self.seen.data
        return Reported(
            Report.STEP,
            self.text.data or "",
            self.position(),
            seen == AS_EXPECTED,
            as_answered=seen == AS_ANSWERED,
        )


class LogForm(Form):
    """Words for the log; the button says what they are, and whom or which line they are about."""

    kind = pressed(IN_WORDS, "Choose what this is, such as a note or a question.", id="log-kind")
    text = TextAreaField("In a few words", [TEXT_LENGTH], id="log-text")
    to = SelectField("Hand over to", validate_choice=False)
    corrects = SelectField("Line that is wrong", validate_choice=False)

    def offer(self, colleagues: Iterable[Colleague], entries: Iterable[EntryRow]) -> None:
        """Offer the colleagues who can go on, and the lines that say something, newest first."""
        self.to.choices = choices_of([THE_QUEUE, *((each.email, each.name) for each in colleagues)])
        lines = [
            (str(each.id), shorten(each.text, LINE_WIDTH, placeholder="…"))
            for each in entries
            if each.text
        ]
        self.corrects.choices = choices_of([NO_LINE, *reversed(lines)])

    def validate_corrects(self, field: SelectField) -> None:
        """Refuse a correction of a line that is not there."""
        offered = {value for value, *_ in field.iter_choices() if value}
        if self.kind.data == Report.CORRECTION and field.data not in offered:
            raise ValidationError("Choose the line that is wrong.")

    def reported(self) -> Reported:
        """The words as the service takes them."""
        kind = Report(self.kind.data or "")
        wrong = int(self.corrects.data) if kind is Report.CORRECTION else None
        return Reported(kind, self.text.data or "", corrects=wrong, to_email=self.to.data or "")


class FinishForm(Form):
    """What came of the work, in words and by the button."""

    result = pressed(Result, "Choose what came of it: done, partly done or not done.")
    text = TextAreaField("What was done, and what do you see?", [TEXT_LENGTH], id="finish-text")

    def ask_why(self) -> None:
        """Ask for the reason as well, where steps are left."""
        self.text.label.text = EARLY


class PhotoForm(Form):
    """A photograph, and what it shows."""

    photo = FileField("Take one")
    note = line("What it shows", id="photo-note")

    def content(self) -> bytes:
        """What was uploaded; nothing where nothing was chosen."""
        sent: FileStorage | None = self.photo.data
        if not sent:
            return b""
        sent.seek(0)  # It may be read twice: costly work begins a request anew.
        content: bytes = sent.read()
        return content
