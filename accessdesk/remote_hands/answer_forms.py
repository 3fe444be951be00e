"""Forms in which the customer answers, confirms or contests: they check shape, nothing else."""

from typing import Any

from wtforms import Form, RadioField, TextAreaField
from wtforms.validators import AnyOf, Optional

from accessdesk.service_requests.forms import TEXT_LENGTH
from accessdesk.web.fields import choices_of

RATINGS = {"5": "5, very well", "4": "4", "3": "3", "2": "2", "1": "1, badly"}


class AnswerForm(Form):
    """The answer to one question; a page has one for each."""

    text = TextAreaField("Your answer", [TEXT_LENGTH])

    def __init__(self, formdata: Any = None, *, question_id: int) -> None:
        super().__init__(formdata)
        self.question_id = question_id
        self.text.id = f"answer-{question_id}"


class ConfirmForm(Form):
    """That the work is complete, and how it went if one likes."""

    rating = RadioField(
        "How did it go?",
        [Optional(), AnyOf(list(RATINGS), "Choose from 1 to 5, or leave it out.")],
        choices=choices_of(RATINGS.items()),
        validate_choice=False,
    )


class ContestForm(Form):
    """What is missing."""

    missing = TextAreaField("What is missing?", [TEXT_LENGTH])
