"""The technician's page: which forms stand on it, as the state of the work has it."""

from dataclasses import dataclass, fields

from wtforms import Form

from accessdesk.accounts.rules import Actor
from accessdesk.remote_hands.queries import EntryRow, WorkDetail
from accessdesk.remote_hands.rules import OVER, STARTABLE, EntryKind, WorkState
from accessdesk.remote_hands.working.forms import (
    FinishForm,
    LogForm,
    PhotoForm,
    StartForm,
    StepForm,
)


@dataclass
class Cards:
    """The forms that can be sent now; a card whose form is None is not on the page."""

    start: StartForm | None = None
    step: StepForm | None = None
    finish: FinishForm | None = None
    photo: PhotoForm | None = None
    log: LogForm | None = None

    def put_back(self, sent: Form) -> bool:
        """Put a form that was sent in the place of the fresh one; False where it has none."""
        for card in fields(self):
            if _is_same(getattr(self, card.name), sent):
                setattr(self, card.name, sent)
                return True
        return False


def missing_from(hands: WorkDetail) -> EntryRow | None:
    """The line in which the customer last said what is missing, while the work goes on."""
    if hands.row.state in OVER:
        return None
    said = [each for each in hands.entries if each.kind is EntryKind.CONTESTED]
    return said[-1] if said else None


def _is_same(fresh: Form | None, sent: Form) -> bool:
    """Whether two forms are of one card; each step has a card of its own."""
    if isinstance(fresh, StepForm) and isinstance(sent, StepForm):
        return fresh.position() == sent.position()
    return type(fresh) is type(sent)


def cards_of(hands: WorkDetail, actor: Actor) -> Cards:
    """The cards for what the actor can do now, with nothing typed yet."""
    row, step = hands.row, hands.next_step
    if row.technician_id != actor.user_id or row.state in OVER:
        return Cards()
    cards = Cards(photo=PhotoForm(), log=LogForm())
    if row.state in STARTABLE:
        cards.start = StartForm()
    if row.state is WorkState.WORKING:
        cards.finish = FinishForm()
        cards.step = StepForm(step=str(step.position)) if step else None
    return cards
