"""Forms of acts that requests of several kinds have: they check shape, nothing else."""

from wtforms import Form, TextAreaField
from wtforms.validators import InputRequired, Length

from accessdesk.service_requests.rules import SAY_WHY
from accessdesk.web.fields import LONGEST_TEXT

TEXT_LENGTH = Length(max=LONGEST_TEXT, message=f"At most {LONGEST_TEXT} characters.")


class CancelForm(Form):
    """Why a visit is called off."""

    reason = TextAreaField(
        "Why is it called off?",
        [InputRequired(SAY_WHY), TEXT_LENGTH],
        id="cancel-reason",
    )
