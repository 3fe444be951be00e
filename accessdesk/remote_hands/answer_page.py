"""The customer's page of the work: which questions and what end wait for them."""

from dataclasses import dataclass, field

from wtforms import Form

from accessdesk.accounts.rules import Actor, Role
from accessdesk.remote_hands.answer_forms import AnswerForm, ConfirmForm, ContestForm
from accessdesk.remote_hands.queries import WorkDetail
from accessdesk.remote_hands.rules import WorkState


@dataclass
class Cards:
    """The forms that can be sent now: an answer for each open question, and the two ends."""

    answers: dict[int, AnswerForm] = field(default_factory=dict)
    confirm: ConfirmForm | None = None
    contest: ContestForm | None = None

    def put_back(self, sent: Form) -> bool:
        """Put a form that was sent in the place of the fresh one; False where it has none."""
        match sent:
            case AnswerForm() if sent.question_id in self.answers:
                self.answers[sent.question_id] = sent
            case ConfirmForm() if self.confirm:
                self.confirm = sent
            case ContestForm() if self.contest:
                self.contest = sent
            case _:
                return False
        return True


def cards_of(hands: WorkDetail, actor: Actor) -> Cards:
    """The cards for what waits for the customer; a technician only reads the page."""
    if actor.role is Role.TECHNICIAN:
        return Cards()
    asked = [question.id for question in hands.open_questions]
    cards = Cards({each: AnswerForm(question_id=each) for each in asked})
    if hands.row.state is WorkState.FINISHED:
        cards.confirm, cards.contest = ConfirmForm(), ContestForm()
    return cards
