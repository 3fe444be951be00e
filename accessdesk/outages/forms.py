"""Forms of outages: they check shape; the rules check that a notice is complete."""

from wtforms import Form, RadioField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from accessdesk.outages.drafts import Bridge, NoticeDraft, OutageDraft
from accessdesk.outages.rules import Remedy
from accessdesk.web.fields import LONGEST_TEXT, choices_of, line
from accessdesk.web.preview import LookedAt
from accessdesk.web.time_fields import LocalTimeField

KNOWN, UNKNOWN = "known", "unknown"
TEXT_LENGTH = Length(max=LONGEST_TEXT, message=f"At most {LONGEST_TEXT} characters.")
REMEDY_WORDS = {
    Remedy.RESOLUTION: "A resolution: the cause is gone",
    Remedy.WORK_AROUND: "A work-around: the service is usable again",
}


def _text(label: str, required: str, name: str) -> TextAreaField:
    return TextAreaField(label, [InputRequired(required), TEXT_LENGTH], id=name)


class NoticeForm(Form):
    """The three parts of a notice (R-OUT-2)."""

    details = _text("What has happened?", "Say what has happened.", "details")
    impact = _text("Impact", "Say what it does to the customer.", "impact")
    end = RadioField(
        "When should it be over?",
        choices=choices_of([(UNKNOWN, "This is not known yet"), (KNOWN, "At the time below")]),
        default=UNKNOWN,
    )
    expected_at = LocalTimeField("Expected time of resolution", [Optional(), Length(max=40)])

    def notice(self) -> NoticeDraft:
        """The notice as the service takes it."""
        known = self.end.data == KNOWN
        return NoticeDraft(
            details=self.details.data or "",
            impact=self.impact.data or "",
            expected_at=(self.expected_at.data or "") if known else "",
            unknown=not known,
        )


class BridgeForm(Form):
    """The bridge call (R-OUT-4)."""

    bridge_phone = line("Phone number")
    bridge_code = line("Participant code")

    def bridge(self) -> Bridge:
        """The bridge as the service takes it."""
        return Bridge(self.bridge_phone.data or "", self.bridge_code.data or "")


class OutageForm(NoticeForm, BridgeForm, LookedAt):
    """The first notice, the other requests, and the bridge."""

    requests = line("Requests of other customers, by their numbers")

    def named(self) -> tuple[str, ...]:
        """The other requests that were named."""
        return tuple((self.requests.data or "").replace(",", " ").split())

    def outage(self) -> OutageDraft:
        """The outage as the service takes it."""
        return OutageDraft(self.notice(), self.named(), self.bridge())


class AddedForm(Form):
    """A request that shares the outage."""

    requests = line("Its number", "Give the number of the request.", id="added-request")


class RemedyForm(Form):
    """What ends the outage."""

    remedy = RadioField(
        "What is it?",
        choices=choices_of((each.value, REMEDY_WORDS[each]) for each in Remedy),
        default=Remedy.RESOLUTION.value,
    )
    text = _text("What was done?", "Say what was done.", "remedy-text")


class WordForm(Form):
    """Words that take the outage on."""

    text: TextAreaField


class ValidationForm(WordForm):
    """How it was made sure that the way out holds."""

    text = _text("Who made sure that it holds, and how?", "Say who did, and how.", "validation")


class RelapseForm(WordForm):
    """What shows that it did not hold."""

    text = _text("What was seen?", "Say what was seen.", "relapse")


class ResolutionForm(WordForm):
    """Words that go with the one resolution notice."""

    text = TextAreaField("Anything to add?", [Optional(), TEXT_LENGTH], id="resolution")


class DesignatedForm(Form):
    """A person who is to be told of outages."""

    name = line("Name", "Give the person's name.")
    email = line("E-mail", "Give an e-mail address.")
