"""Forms of the message pages: they check shape, nothing else."""

from wtforms import BooleanField, Form, StringField, URLField
from wtforms.validators import InputRequired, Length

from accessdesk.notifications.hooks.guard import LONGEST_URL
from accessdesk.notifications.landlord import LONGEST_NAME
from accessdesk.notifications.rules import DeliveryState, Topic
from accessdesk.web.fields import TOO_LONG, Narrowing, SoughtField, or_any, printable


class HookForm(Form):
    """The address of a program."""

    url = URLField("Address", [InputRequired("Give the address."), Length(max=LONGEST_URL)])


class OutboxForm(Narrowing):
    """What a list of messages is narrowed to, as its address says it."""

    address = SoughtField("Address, or a part of it", [TOO_LONG])
    state = or_any("State", ((each.value, each.value) for each in DeliveryState))


class AcknowledgeForm(Form):
    """Who takes note for the landlord."""

    name = StringField(
        "Your name",
        [
            InputRequired("Give your name."),
            Length(max=LONGEST_NAME),
            printable,
        ],
    )


class ToldForm(Form):
    """Whom somebody of the desk told another way."""

    spoken_with = StringField("Whom did you tell, and how?", [printable])


class _Choices(Form):
    """What a person wants to hear of; a subclass has a field for each topic."""

    def topics(self) -> set[Topic]:
        """The topics that were chosen."""
        return {Topic(name) for name, chosen in self.data.items() if chosen}


class OwnerChoiceForm(_Choices):
    """What somebody of the desk wants to hear of."""

    owned = BooleanField("The customer writes on a request that I look after, or changes it")


class ChoiceForm(_Choices):
    """What a contact wants to hear of, beyond what is owed to them."""

    corrections = BooleanField("A visitor’s name is corrected")
    arrivals = BooleanField("A visitor arrives, leaves, does not come, or stays too long")
