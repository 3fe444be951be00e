"""Forms of the message pages: they check shape, nothing else."""

from wtforms import BooleanField, Form, StringField, URLField
from wtforms.validators import InputRequired, Length

from accessdesk.notifications.hooks.guard import LONGEST_URL
from accessdesk.notifications.landlord import LONGEST_NAME
from accessdesk.notifications.rules import Topic


class HookForm(Form):
    """The address of a program."""

    url = URLField("Address", [InputRequired("Give the address."), Length(max=LONGEST_URL)])


class AcknowledgeForm(Form):
    """Who takes note for the landlord."""

    name = StringField("Your name", [InputRequired("Give your name."), Length(max=LONGEST_NAME)])


class ChoiceForm(Form):
    """What a person wants to hear of, beyond what is owed to them."""

    corrections = BooleanField("A visitor’s name is corrected")
    arrivals = BooleanField("A visitor arrives, leaves, does not come, or stays too long")

    def topics(self) -> set[Topic]:
        """The topics that were chosen."""
        return {Topic(name) for name, chosen in self.data.items() if chosen}
