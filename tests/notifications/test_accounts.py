"""Whoever owns a secret is told by mail that somebody guessed at it, and nobody else is."""

import pytest

from accessdesk.accounts.service import remove_user
from accessdesk.accounts.sign_in.guesses import Secret, guess_at, is_right
from accessdesk.db import transaction
from accessdesk.notifications.models import Delivery
from accessdesk.notifications.rules import Recipient, RecipientKind
from tests.notifications.conftest import NOW, Clock, Desk, deliveries
from tests.notifications.post import sweep


def guess_at_alices(desk: Desk, secret: Secret) -> None:
    for number in range(7):
        guess = guess_at(secret, desk.alice.ref, whose="alice", by=str(number))
        with transaction():
            assert not is_right(guess, "a guess", None, now=NOW)


@pytest.mark.parametrize(
    ("secret", "subject", "advice"),
    [
        (Secret.PASSWORD, "Guesses at your password", "has to wait longer each time"),
        (Secret.CURRENT_PASSWORD, "Guesses at your password", "change your password"),
        (Secret.PHRASE, "Guesses at your caller’s phrase", "set another phrase"),
    ],
)
def test_the_owner_of_a_secret_is_told_of_guesses_at_it(
    desk: Desk, clock: Clock, secret: Secret, subject: str, advice: str
) -> None:
    """R-SEC-4."""
    guess_at_alices(desk, secret)

    sweep(clock)

    [letter] = deliveries()
    assert letter.recipient == Recipient(RecipientKind.USER, desk.alice.user_id)
    assert (letter.state, letter.address, letter.subject) == ("kept", desk.alice.email, subject)
    assert advice in " ".join(letter.body.split())
    assert "Guesses: 5 or more" in letter.body
    assert "2026" not in letter.body or "UTC" in letter.body


def test_whoever_has_no_account_any_more_is_not_told(desk: Desk, clock: Clock) -> None:
    guess_at_alices(desk, Secret.PASSWORD)
    with transaction():
        remove_user(desk.alice.user_id, actor="system", now=NOW)

    sweep(clock)

    told: list[Delivery] = deliveries()
    assert [each.state for each in told] == ["dropped"]
