"""Forms of the desk: they check shape, nothing else."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from wtforms import (
    BooleanField,
    Field,
    Form,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # Stubs lag behind.
from wtforms.validators import InputRequired, Length, Optional, StopValidation, ValidationError

from accessdesk.accounts.queries import PersonFacts
from accessdesk.gate.entry.needs import Need
from accessdesk.gate.entry.papers import PresentedDocument, SeenId, TypedId
from accessdesk.gate.queries import DecisionFilter
from accessdesk.gate.rules import Decision, RefusalCode
from accessdesk.gate.service import (
    LONGEST_BADGE,
    LONGEST_DESK,
    LONGEST_REASON,
    EntryAttempt,
    Finding,
)
from accessdesk.gate.wording import ADMITTED, NO_EXPIRY, REFUSALS, REVIEWS
from accessdesk.identity.judging.issuer_names import LONGEST_ISSUER, resolve_issuer
from accessdesk.identity.judging.presented import ALWAYS_EXPIRE, IdKind, TypedDocument
from accessdesk.web.fields import ANY, UNASKED, Narrowing, choices_of, or_any, printable
from accessdesk.web.time_fields import PastDayField, PrintedDayField, near

ID_KINDS = {
    IdKind.PASSPORT: "Passport",
    IdKind.NATIONAL_ID: "National identity card",
    IdKind.DRIVING_LICENCE: "Driving licence",
    IdKind.RESIDENCE_PERMIT: "Residence permit",
    IdKind.OTHER: "Something else",
}
# What a list of decisions is narrowed to: let in, or one reason why not.
ANSWERS = {Decision.ADMIT.value: ADMITTED.title} | {
    code.value: words.title for code, words in {**REVIEWS, **REFUSALS}.items()
}
_CHOOSE = InputRequired("Choose one.")
YES_OR_NO = {"yes": True, "no": False}


def _expiry_where_printed(form: Form, field: Field) -> None:
    """Ask for the last valid day of a kind that has one for certain."""
    if form.data["kind"] in ALWAYS_EXPIRE and not "".join(field.raw_data or []).strip():
        field.errors = []
        raise StopValidation(NO_EXPIRY)


class ScanForm(Form):
    """Whatever was scanned or typed; `code` is the pass that is under way, if any."""

    scan = TextAreaField("Scan", [Optional()])
    code = HiddenField()


class TypedIdForm(Form):
    """An ID, typed from its printed side."""

    code = HiddenField()
    kind = SelectField(
        "What is it?",
        choices=[SelectChoice(kind.value, words) for kind, words in ID_KINDS.items()],
    )
    issuer = StringField(
        "Issuing state",
        [
            InputRequired("Type the issuing state."),
            Length(max=LONGEST_ISSUER),
            printable,
        ],
    )
    surname = StringField(
        "Surname",
        [
            InputRequired("Type the surname."),
            Length(max=200),
            printable,
        ],
    )
    given_names = StringField("Given names", [Optional(), Length(max=200), printable])
    expires_on = PrintedDayField("Valid until", [_expiry_where_printed, Optional()])
    original = BooleanField(
        "I hold the original in my hand", [InputRequired("Only an original lets somebody in.")]
    )

    def validate_issuer(self, field: Field) -> None:
        """Refuse a slip of the pen here, where nothing is recorded yet."""
        kind = IdKind(self.kind.data) if self.kind.data in ID_KINDS else IdKind.PASSPORT
        try:
            resolve_issuer(kind, field.data or "")
        except ValueError as unknown:
            raise ValidationError(str(unknown)) from None

    def document(self) -> PresentedDocument:
        """The ID as the service takes it."""
        kind = IdKind(self.kind.data)
        typed = TypedDocument(
            kind=kind,
            issuer=resolve_issuer(kind, self.issuer.data or ""),
            surname=self.surname.data or "",
            given_names=self.given_names.data or "",
            expires_on=self.expires_on.data,
        )
        return TypedId(typed, original=bool(self.original.data))


class EntryForm(Form):
    """The last step: the badge, and the escort where one is asked for.

    A question without an answer is the service's to notice; `ask` then puts it at its field.
    """

    code = HiddenField()
    seen = HiddenField()
    badge = StringField(
        "Badge number",
        [
            Length(
                max=LONGEST_BADGE,
                message="That is too long for a badge number. Scan the badge alone.",
            ),
            printable,
        ],
    )
    no_badge = BooleanField("None is handed out")
    escort = RadioField(
        "Is the escort here?",
        validate_choice=False,
        choices=[SelectChoice("yes", "Yes, at the desk"), SelectChoice("no", "No")],
    )

    us_person = RadioField(
        "Is this a US person?",
        validate_choice=False,
        choices=[SelectChoice("yes", "Yes, I have seen it"), SelectChoice("no", "No")],
    )

    def validate_badge(self, field: Field) -> None:
        """Refuse a badge where none is to be handed out; what is no badge, the service knows."""
        if (field.data or "").strip() and self.no_badge.data:
            raise ValidationError("A badge is given here, and below none is. Leave one of them.")

    def ask(self, needs: Iterable[Need]) -> None:
        """Ask at its field for each thing that is still unsaid here (R-GATE-13)."""
        said = self.attempt(None, "")
        if Need.ESCORT in needs and said.escort_present is None:
            self.escort.errors = ["Say whether the escort is here."]
        if Need.US_PERSON in needs and said.us_person is None:
            self.us_person.errors = ["Say whether this is a US person."]
        if Need.BADGE in needs and said.badge is None:
            self.badge.errors = ["Scan the badge, or tick that none is handed out."]

    def finding(self) -> Finding | None:
        """What the officer found; nothing was asked."""
        return None

    def attempt(self, seen: SeenId | None, desk: str) -> EntryAttempt:
        """The entry as the service takes it; what was left empty is unsaid."""
        badge = (self.badge.data or "").strip()
        return EntryAttempt(
            code=self.code.data or "",
            document=seen,
            badge=badge if badge or self.no_badge.data else None,
            desk=desk,
            finding=self.finding(),
            escort_present=YES_OR_NO.get(self.escort.data or ""),
            us_person=YES_OR_NO.get(self.us_person.data or ""),
        )


class ReviewForm(EntryForm):
    """The last step after a review: each act of the officer is a control of its own."""

    photo = RadioField(
        "Is the photo this person?",
        [_CHOOSE],
        choices=[
            SelectChoice("yes", "Yes, the same person"),
            SelectChoice("no", "No, somebody else"),
        ],
    )
    name_compared = BooleanField(
        "I compared the name, letter by letter", [InputRequired("Compare the name first.")]
    )
    birthday_asked = BooleanField(
        "I asked for day and month of birth, and they agree",
        [InputRequired("Ask for the birthday, and compare it with the ID.")],
    )
    another = RadioField(
        "Is this another person than the one who is inside?",
        validate_choice=False,
        choices=[
            SelectChoice("yes", "Yes, another person of that name"),
            SelectChoice("no", "No, the same person"),
        ],
    )
    reason = TextAreaField(
        "Why is this the person on the request, or not?",
        [InputRequired("Say what you found."), Length(max=LONGEST_REASON)],
    )

    def finding(self) -> Finding:
        """What the officer found."""
        return Finding(
            photo_matches=self.photo.data == "yes",
            name_compared=bool(self.name_compared.data),
            reason=self.reason.data or "",
            birthday_asked=bool(self.birthday_asked.data),
            another_person=YES_OR_NO.get(self.another.data or ""),
        )

    def ask(self, needs: Iterable[Need]) -> None:
        """Ask about the namesake too, where somebody is inside under that name (R-GATE-6)."""
        super().ask(needs)
        if Need.ANOTHER_PERSON in needs and self.another.data not in YES_OR_NO:
            self.another.errors = ["Say whether it is another person."]


class UndoForm(Form):
    """Why an entry was a mistake."""

    reason = StringField(
        "Why was it a mistake?", [InputRequired("Say why."), Length(max=LONGEST_REASON), printable]
    )


class DeskForm(Form):
    """What this desk is called in the records."""

    name = StringField("This desk is called", [Optional(), Length(max=LONGEST_DESK), printable])


class DecisionFilterForm(Narrowing):
    """What a list of decisions is narrowed to, as its address says it."""

    day = PastDayField("Day", [UNASKED, near])
    officer = or_any("Officer", [])
    answer = or_any("Answer", ANSWERS.items())

    def __init__(self, *args: Any, today: date | None = None, **kwargs: Any) -> None:
        self.today = today  # At the site: the last such day is counted from it.
        super().__init__(*args, **kwargs)

    def offer_officers(self, officers: Iterable[PersonFacts]) -> None:
        """Offer those who work at gates."""
        named = ((str(each.id), each.name) for each in officers)
        self.officer.choices = choices_of([ANY, *sorted(named, key=lambda pair: pair[1])])

    def wanted(self) -> DecisionFilter:
        """The filter as the query takes it."""
        answer = self.answer.data
        return DecisionFilter(
            day=self.day.data,
            officer_id=int(self.officer.data) if self.officer.data else None,
            decision=Decision.ADMIT if answer == Decision.ADMIT else None,
            code=RefusalCode(answer) if answer and answer != Decision.ADMIT else None,
        )
