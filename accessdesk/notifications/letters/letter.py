"""The one form that every letter has: what to do, then where, when and who, then the rest."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from jinja2 import Template

from accessdesk.notifications.cases import Case
from accessdesk.notifications.messages import Attachment, Letter, one_line
from accessdesk.notifications.post_room import PostRoom
from accessdesk.notifications.wording import Words
from accessdesk.scheduling.calendar.ics import Mailbox
from accessdesk.service_requests.rules import Kind

HIDDEN = "shown to its receiver alone"
Fact = tuple[str, str]  # A label and what stands there.


@dataclass(frozen=True, slots=True)
class More:
    """What one letter says and carries beside what all letters about the request say.

    What is `private`, and where a `private_link` leads, goes out and is not kept with the letter
    to be read here: it is for its receiver alone (R-SEC-5).
    """

    facts: Sequence[Fact] = ()
    paragraphs: Sequence[str] = ()
    private: Sequence[Fact] = ()
    attachments: Sequence[Attachment] = ()
    link: Fact | None = None
    private_link: Fact | None = None


def write(
    post: PostRoom,
    case: Case,
    words: Words,
    to: Mailbox,
    more: More,
    *,
    withdrawal: bool = False,
) -> Letter:
    """Write a letter as text and HTML: what to do, then where, when and who, then the rest."""
    letter = letter_of(
        post,
        words,
        to,
        replace(more, facts=[*_facts(case), *more.facts]),
        subject=f"{words.title}: {_about(case)} ({case.sr.called})",
        thread=case.sr.reference.lower(),
    )
    return replace(letter, withdrawal=withdrawal)


def letter_of(
    post: PostRoom,
    words: Words,
    to: Mailbox,
    more: More,
    *,
    subject: str,
    thread: str,
) -> Letter:
    """The letter itself, about a request or about nothing but its receiver."""
    values: dict[str, Any] = {
        "name": one_line(to.name),
        "first": words.first,
        "facts": [*more.facts, *more.private],
        "paragraphs": more.paragraphs,
        "link": more.private_link or more.link,
        "operator": post.settings.operator_name,
        "desk_telephone": post.settings.desk_telephone,
    }
    text = post.pages.get_template("notifications/emails/letter.txt")
    html = post.pages.get_template("notifications/emails/letter.html")
    return Letter(
        name=one_line(to.name),
        address=to.email,
        subject=one_line(subject),
        text=text.render(values),
        html=html.render(values),
        thread=thread,
        attachments=tuple(more.attachments),
        kept=_without_private(more, text, values),
    )


def _without_private(more: More, page: Template, values: dict[str, Any]) -> str:
    if not more.private and not more.private_link:
        return ""
    shown = [
        (label, HIDDEN) if (label, value) in more.private else (label, value)
        for label, value in values["facts"]
    ]
    link = (more.private_link[0], HIDDEN) if more.private_link else more.link
    return page.render(values | {"facts": shown, "link": link})


def _about(case: Case) -> str:
    if case.site is None or not case.when:
        return case.sr.summary[:80]
    return f"{case.company[:60]} at {case.site.code}, {case.when}"


def _facts(case: Case) -> list[Fact]:
    where = case.site
    facts = [
        ("Request", f"{case.sr.called}: {case.sr.summary}"),
        ("Where", f"{where.name} ({where.code})" if where else ""),
        ("Address", where.address if where else ""),
        ("Arrival", where.arrival if where else ""),
        ("When", case.times),
        ("Who", case.company if case.sr.kind is Kind.SITE_ACCESS else ""),
    ]
    return [(label, one_line(value)) for label, value in facts if value]
