"""Write the words of a notice on the clock of whoever reads it."""

from datetime import datetime

from accessdesk.outages.rules import NoticeKind, Parts, Remedy
from accessdesk.scheduling.wording import moment_words

REMEDIES = {
    Remedy.RESOLUTION: "It is resolved.",
    Remedy.WORK_AROUND: "A work-around is in place.",
}


def notice_words(
    kind: NoticeKind, parts: Parts, next_word: datetime | None, *, zone: str, now: datetime
) -> str:
    """The three parts in words, and by when the next word comes (R-OUT-2)."""
    words = [f"What happened: {parts.details.strip()}", f"Impact: {parts.impact.strip()}"]
    if kind is not NoticeKind.RESOLUTION:
        words.append(f"Expected to be over: {expected_words(parts.expected_at, zone, now)}")
        if next_word is not None:
            words.append(f"Next update: by {moment_words(next_word, zone, now)} at the latest.")
    return "\n".join(words)


def expected_words(expected_at: datetime | None, zone: str, now: datetime) -> str:
    """When it should be over, or in so many words that nobody knows yet."""
    if expected_at is None:
        return "the time of resolution is not known yet."
    return f"{moment_words(expected_at, zone, now)}."


def resolution_words(remedy: Remedy, remedy_text: str, validation: str, words: str) -> str:
    """That it is over, what was done, and how that was validated, in words (R-OUT-5)."""
    lines = [
        f"This outage is over. {REMEDIES[remedy]} {words.strip()}".strip(),
        f"What was done: {remedy_text.strip()}",
        f"Validated: {validation.strip()}",
        "No more notices will follow.",
    ]
    return "\n".join(lines)
