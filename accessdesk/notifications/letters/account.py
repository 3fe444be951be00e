"""Write to somebody about their own account."""

from accessdesk.accounts.queries import people_by_id
from accessdesk.accounts.sign_in.guesses import TOLD_AT, Secret
from accessdesk.journal.queries import entries_after
from accessdesk.notifications.letters.letter import More, letter_of
from accessdesk.notifications.messages import Letter, NotNeeded
from accessdesk.notifications.models import Delivery
from accessdesk.notifications.post_room import PostRoom
from accessdesk.notifications.wording import Words
from accessdesk.scheduling.calendar.ics import Mailbox
from accessdesk.scheduling.wording import moment_words

_STILL_YOURS = (
    "If it was you, there is nothing to do. If it was not, nothing is lost: whoever guesses has to "
    "wait longer each time, and a browser in which you have signed in before lets you in at once."
)
_GUESSED = {
    Secret.PASSWORD: Words("Guesses at your password", "Somebody has tried to sign in as you."),
    Secret.CURRENT_PASSWORD: Words(
        "Guesses at your password", "Somebody who is signed in as you has guessed at your password."
    ),
    Secret.PHRASE: Words(
        "Guesses at your caller’s phrase", "A caller has said to be you and given wrong phrases."
    ),
}
_ADVICE = {
    Secret.PASSWORD: _STILL_YOURS,
    Secret.CURRENT_PASSWORD: (
        "If it was not you, change your password on your account page at once: that ends every "
        "other session and every API token of yours."
    ),
    Secret.PHRASE: (
        "If it was neither you nor a colleague, set another phrase on your account page, and tell "
        "the service desk."
    ),
}


def to_person(post: PostRoom, delivery: Delivery) -> Letter | NotNeeded:
    """Write to a person that somebody guessed at a secret of theirs."""
    person = people_by_id([delivery.recipient.id])[delivery.recipient.id]
    if person.removed_at is not None:
        return NotNeeded("They have no account any more.")
    [entry] = entries_after(delivery.stream, delivery.seq - 1, 1)
    secret = Secret(str(entry.facts["secret"]))
    more = More(
        facts=[
            ("Guesses", f"{TOLD_AT} or more"),
            ("At the latest", moment_words(delivery.event_at, "UTC")),
        ],
        paragraphs=[_ADVICE[secret]],
        link=("Your account", f"{post.settings.base_url}/account"),
    )
    words = _GUESSED[secret]
    to = Mailbox(person.name, person.email)
    return letter_of(post, words, to, more, subject=words.title, thread=f"account-{person.id}")
