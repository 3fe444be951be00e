"""The form to sign in: it checks shape, nothing else."""

from wtforms import Form, HiddenField, PasswordField, StringField
from wtforms.validators import InputRequired, Length


class SignInForm(Form):
    """E-mail and password, and where to go afterwards."""

    email = StringField("E-mail", [InputRequired("Enter your e-mail address."), Length(max=254)])
    password = PasswordField("Password", [InputRequired("Enter your password."), Length(max=1000)])
    after = HiddenField()
