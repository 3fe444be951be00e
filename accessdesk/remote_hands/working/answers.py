"""What the customer has answered about the next step: how to do it, or to go on (R-RH-6)."""

from accessdesk.remote_hands.queries import QuestionRow, WorkDetail


def answers_for_now(hands: WorkDetail) -> list[QuestionRow]:
    """What the customer answered since the last step was done: it tells how to do the next one."""
    done = max((step.done_at for step in hands.steps if step.done_at), default=None)
    return [
        each
        for each in hands.questions
        if each.answered_at and (not done or each.answered_at > done)
    ]


def told_to_go_on(hands: WorkDetail) -> bool:
    """Whether it was answered what to do about the next step, which was not as expected."""
    step = hands.next_step
    differed = [
        each.at
        for each in hands.entries
        if step and each.step == step.position and each.as_expected is False
    ]
    return any(
        each.answered_at is not None and each.asked_at >= max(differed)
        for each in hands.questions
        if differed
    )
