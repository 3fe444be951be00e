"""Who is calling: found by a part of their name, company, address or number, on every form.

Only the operator's desk looks for callers; a contact asks for themselves (R-SEC-1, R-ACC-2).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from wtforms import Form, StringField

from accessdesk.accounts.rules import Actor
from accessdesk.customers.finding import contacts_like
from accessdesk.customers.queries import ContactFacts, find_contact
from accessdesk.folding import folded
from accessdesk.service_requests.rules import Caller
from accessdesk.web.fields import TOO_LONG, printable

MOST_FOUND = 8


@dataclass(frozen=True, slots=True)
class Callers:
    """Who may be meant by what was typed: the one whose address it is, or those whom it fits.

    `more` is how many more it fits than are listed.
    """

    chosen: ContactFacts | None = None
    found: Sequence[ContactFacts] = field(default_factory=list)
    more: int = 0
    words: str = ""

    @property
    def meant(self) -> ContactFacts | None:
        """The one contact who can be meant: whose address or name it is, or whom alone it fits."""
        whole = [each for each in self.found if folded(each.name) == folded(self.words)]
        for alone in (self.found, whole):
            if len(alone) == 1 and not self.more:
                return alone[0]
        return self.chosen


NOBODY = Callers()


class CallerForm(Form):
    """The contact on the phone, and the phrase by which they are known; asked of the desk alone."""

    on_behalf_of = StringField("Contact", [TOO_LONG, printable])
    phrase = StringField("Their phrase", [TOO_LONG, printable])

    # What fields are called where the operator's desk reads them, who asks for somebody else.
    TO_THE_DESK: ClassVar[Mapping[str, str]] = {}

    def speak_to(self, actor: Actor) -> None:
        """Let the form speak of the customer where the reader is not theirs."""
        own = {"customer_reference": "The customer’s own reference"} | dict(self.TO_THE_DESK)
        for name, label in own.items() if actor.is_staff else ():
            if name in self:
                self[name].label.text = label

    def look(self, actor: Actor, sent: Mapping[str, str]) -> bool:
        """Take who was chosen of those found, or can alone be meant by what was typed.

        Returns whether that was all that was asked for.
        """
        if not actor.is_staff:
            return False
        found = callers_for(actor, sent.get("take_caller") or self.on_behalf_of.data or "")
        if found.meant:
            self.on_behalf_of.data = found.meant.email
        return bool({"find_caller", "take_caller"} & set(sent))

    def caller(self) -> Caller:
        """The contact on the phone as the service takes them."""
        return Caller((self.on_behalf_of.data or "").strip(), self.phrase.data or "")


def callers_for(actor: Actor, typed: str | None) -> Callers:
    """Find whom the desk may mean by what it typed; for anybody else there is nobody."""
    words = (typed or "").strip()
    if not actor.is_staff or not words:
        return NOBODY
    if chosen := find_contact(words):
        return Callers(chosen)
    found, count = contacts_like(words, limit=MOST_FOUND)
    return Callers(None, found, count - len(found), words)


def whom_it_fits(typed: str) -> str:
    """Whom the desk may mean by what it typed, in words that ask to choose; empty for nobody."""
    found, count = contacts_like(typed, limit=MOST_FOUND)
    if not found:
        return ""
    named = [f"{each.name} ({each.customer}, {each.email})" for each in found]
    more = f" and {count - len(found)} more" if count > len(found) else ""
    return f"“{typed}” fits {', '.join(named)}{more}. Choose the contact who is calling."


def customer_of(actor: Actor, typed: str | None) -> int | None:
    """The customer who asks: the contact's own, or that of the contact who is calling."""
    if not actor.is_staff:
        return actor.customer_id
    chosen = callers_for(actor, typed).chosen
    return chosen.customer_id if chosen else None
