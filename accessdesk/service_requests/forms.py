"""Forms of acts that requests of several kinds have: they check shape, nothing else."""

from wtforms import Form, TextAreaField
from wtforms.validators import InputRequired

from accessdesk.service_requests.rules import SAY_WHY
from accessdesk.web.fields import LONGEST_TEXT, at_most

TEXT_LENGTH = at_most(LONGEST_TEXT)


class CancelForm(Form):
    """Why a visit is called off."""

    reason = TextAreaField(
        "Why is it called off?",
        [InputRequired(SAY_WHY), TEXT_LENGTH],
        id="cancel-reason",
    )
