"""What the gate needs to be told before it lets somebody in, and what of it nobody has said yet.

What is not said is asked for, and never taken for a yes (R-GATE-13). Pure: one table, one row for
each question, which every path to an entry reads.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

from accessdesk.gate.entry.facts import EntryFacts, ShownId
from accessdesk.identity.document import Unreadable
from accessdesk.identity.judging.judgement import read_profile
from accessdesk.identity.judging.presented import IdKind


class Need(StrEnum):
    """What the gate waits for; the words of `expects` in the contract."""

    DOCUMENT = "document"
    ORIGINAL = "original"
    ESCORT = "escort"
    US_PERSON = "us-person"
    BADGE = "badge"
    JUDGEMENT = "judgement"
    ANOTHER_PERSON = "another-person"


# What is said once pass and ID are good, with the press that lets the person in.
SAID_LAST = frozenset((Need.ESCORT, Need.US_PERSON, Need.BADGE))


@dataclass(frozen=True, slots=True)
class Question:
    """One thing to be said: whether it is still open, and the facts as if it were answered well.

    `supposed` is None where nothing can be supposed in place of an answer.
    """

    is_open: Callable[[EntryFacts], bool]
    supposed: Callable[[EntryFacts], EntryFacts] | None = None


def _lacks_word_on_original(facts: EntryFacts) -> bool:
    shown = facts.shown_id
    if shown is None or isinstance(shown.document, Unreadable):
        return False
    return read_profile(facts.id_profile).requires_original and shown.document.original is None


def _with_original(facts: EntryFacts) -> EntryFacts:
    shown = facts.shown_id
    if shown is None or isinstance(shown.document, Unreadable):
        return facts
    return replace(facts, shown_id=ShownId(replace(shown.document, original=True), shown.name))


def _lacks_word_on_escort(facts: EntryFacts) -> bool:
    visit = facts.pass_on_file
    return visit is not None and visit.escort_needed and facts.escort_present is None


def _lacks_word_on_namesake(facts: EntryFacts) -> bool:
    judged = facts.judgement
    return facts.namesake_inside and (judged is None or judged.another_person is None)


def is_citizen_by_id(shown: ShownId | None) -> bool:
    """Whether the ID itself shows a US person: a passport of the United States does."""
    document = shown.document if shown else None
    if document is None or isinstance(document, Unreadable):
        return False
    return document.kind is IdKind.PASSPORT and document.issuer == "USA"


def _lacks_word_on_us_person(facts: EntryFacts) -> bool:
    visit, shown = facts.pass_on_file, facts.shown_id
    asked = visit is not None and visit.us_person_needed and shown is not None
    return asked and facts.us_person is None and not is_citizen_by_id(shown)


# In the order in which a desk comes to them. A badge is handed out last, to whoever showed an ID.
QUESTIONS: dict[Need, Question] = {
    Need.DOCUMENT: Question(lambda facts: facts.shown_id is None),
    Need.ORIGINAL: Question(_lacks_word_on_original, _with_original),
    Need.ANOTHER_PERSON: Question(_lacks_word_on_namesake),
    Need.ESCORT: Question(_lacks_word_on_escort, lambda facts: replace(facts, escort_present=True)),
    Need.US_PERSON: Question(
        _lacks_word_on_us_person, lambda facts: replace(facts, us_person=True)
    ),
    Need.BADGE: Question(
        lambda facts: facts.shown_id is not None and facts.badge_given is None,
        lambda facts: replace(facts, badge_given=True),
    ),
}


def unsaid(facts: EntryFacts) -> tuple[Need, ...]:
    """What the gate needs to let this person in and nobody has said, in the desk's order."""
    return tuple(need for need, question in QUESTIONS.items() if question.is_open(facts))


def supposing(facts: EntryFacts) -> EntryFacts:
    """The facts as if all that is unsaid were answered well.

    Whoever is refused even then need not be asked anything. It is never enough to admit on.
    """
    for question in QUESTIONS.values():
        if question.supposed is not None and question.is_open(facts):
            facts = question.supposed(facts)
    return facts
