"""Forms of the account page: they check shape, nothing else."""

from wtforms import Form, PasswordField, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # Stubs lag behind.
from wtforms.validators import InputRequired, Length

from accessdesk.accounts.wording import SCOPE_WORD
from accessdesk.web.fields import printable


class PasswordForm(Form):
    """The current password and a new one."""

    current_password = PasswordField(
        "Current password", [InputRequired("Enter your current password."), Length(max=1000)]
    )
    new_password = PasswordField(
        "New password", [InputRequired("Enter a new password."), Length(max=1000)]
    )


class PhraseForm(Form):
    """The phrase that an agent asks a caller for."""

    phrase = StringField("Caller's phrase", [InputRequired("Enter a phrase."), Length(max=200)])


class TelephoneForm(Form):
    """The number by which somebody is called."""

    telephone = StringField("Telephone number", [Length(max=200)])


class TokenForm(Form):
    """What a new API token is for, and how far it reaches."""

    name = StringField(
        "What is it for?",
        [
            InputRequired("Give it a name."),
            Length(max=80),
            printable,
        ],
    )
    scope = SelectField(
        "What it may do",
        choices=[SelectChoice(each.value, words) for each, words in SCOPE_WORD.items()],
    )
