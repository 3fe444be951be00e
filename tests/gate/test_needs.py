"""What is not said is asked for, and never taken for a yes (R-GATE-13)."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given as drawn

from accessdesk.gate.entry.facts import EntryFacts, ShownId
from accessdesk.gate.entry.needs import QUESTIONS, Need, supposing, unsaid
from accessdesk.gate.rules import (
    ASKED,
    Admit,
    Ask,
    Decision,
    RefusalCode,
    Refuse,
    Review,
    decide_entry,
    decide_scan,
    expects,
)
from accessdesk.gate.wording import words_for
from accessdesk.identity.judging.presented import PresentedId
from accessdesk.identity.names.comparing import NameVerdict
from tests.examples import examples
from tests.gate.given import DURING, JUDGED, PASS, PASSPORT, facts, with_id, with_name
from tests.gate.test_rules import FACTS, MOMENTS


def without_word_on(need: Need, given: EntryFacts) -> EntryFacts:
    """The same facts, but that nobody has said this one thing."""
    shown = given.shown_id
    match need:
        case Need.DOCUMENT:
            return replace(given, shown_id=None)
        case Need.ORIGINAL if shown and isinstance(shown.document, PresentedId):
            return replace(
                given, shown_id=ShownId(replace(shown.document, original=None), shown.name)
            )
        case Need.ESCORT:
            return replace(given, escort_present=None)
        case Need.US_PERSON:
            return replace(given, us_person=None)
        case Need.BADGE:
            return replace(given, badge_given=None)
        case Need.ANOTHER_PERSON if given.judgement:
            return replace(given, judgement=replace(given.judgement, another_person=None))
    return given


# Of a visit that needs everything, and all of it is said.
EVERYTHING = facts(
    pass_on_file=replace(PASS, escort_needed=True, us_person_needed=True),
    escort_present=True,
    us_person=True,
    namesake_inside=True,
    judgement=replace(JUDGED, another_person=True),
)


def all_silences(given: EntryFacts) -> Iterator[tuple[Need, EntryFacts]]:
    for need in QUESTIONS:
        yield need, without_word_on(need, given)


def test_when_all_is_said_nothing_is_asked():
    assert unsaid(EVERYTHING) == ()
    assert decide_entry(EVERYTHING, now=DURING) == Admit()


@pytest.mark.parametrize("need", QUESTIONS)
def test_each_thing_that_is_needed_and_unsaid_is_asked_for_by_its_name(need):
    """R-GATE-13, and of a namesake as a review (R-GATE-6)."""
    given = replace(without_word_on(need, EVERYTHING), namesake_inside=need is Need.ANOTHER_PERSON)

    decision = decide_entry(given, now=DURING)

    asked = Ask(ASKED[need]) if need in ASKED else Review(RefusalCode.SAME_PERSON)
    assert decision == asked
    assert need in expects(given, decision)


@pytest.mark.parametrize("need", ASKED)
def test_each_question_has_words_and_a_next_step(need):
    said = words_for(Decision.ASK, ASKED[need])

    assert (said.sign, said.word) == ("→", "ASK")
    assert said.detail.endswith(".")
    assert said.next_step.endswith(".")


@examples(400)
@drawn(FACTS, MOMENTS)
def test_whatever_else_holds_silence_never_admits_and_is_named(given, now):
    """R-GATE-13: over all facts, one silence at a time."""
    for need, silent in all_silences(given):
        decision = decide_entry(silent, now=now)
        if need not in unsaid(silent):
            continue
        assert decision != Admit()
        if not isinstance(decision, Refuse):
            assert need in expects(silent, decision)


@examples(400)
@drawn(FACTS, MOMENTS)
def test_who_is_let_in_had_everything_said(given, now):
    if decide_entry(given, now=now) == Admit():
        assert unsaid(given) == ()


@examples(400)
@drawn(FACTS, MOMENTS)
def test_nobody_is_asked_for_what_would_change_nothing(given, now):
    """Who is refused whatever is said is refused, and a question is answered by answering it."""
    decision, best = decide_entry(given, now=now), decide_entry(supposing(given), now=now)

    if isinstance(best, Refuse | Review):
        assert decision == best
    elif isinstance(decision, Ask) and given.shown_id is not None:
        assert best == Admit()


def test_a_scan_says_what_the_entry_will_wait_for():
    given = replace(without_word_on(Need.DOCUMENT, EVERYTHING), escort_present=None)

    assert expects(given, decide_scan(given, now=DURING)) == (Need.DOCUMENT, Need.ESCORT)


def test_a_review_names_what_else_is_unsaid():
    given = replace(with_name(NameVerdict.REVIEW), badge_given=None)

    asked = expects(given, decide_entry(given, now=DURING))
    judged = decide_entry(replace(given, judgement=JUDGED), now=DURING)

    assert asked == (Need.JUDGEMENT, Need.BADGE)
    assert judged == Ask(ASKED[Need.BADGE])


def test_a_site_that_takes_copies_asks_for_no_word_on_the_original():
    given = replace(with_id(original=None), id_profile={"requires_original": False})

    assert decide_entry(given, now=DURING) == Admit()


def test_an_escort_is_asked_for_where_the_visit_needs_one_alone():
    assert decide_entry(facts(escort_present=None), now=DURING) == Admit()


def test_without_the_questions_silence_would_pass_for_a_yes(monkeypatch):
    """The control: the property above rests on this table."""
    for need in QUESTIONS:
        monkeypatch.setitem(QUESTIONS, need, replace(QUESTIONS[need], is_open=lambda _: False))
    given = facts(badge_given=None, shown_id=ShownId(PASSPORT, NameVerdict.MATCH))

    assert decide_entry(given, now=DURING) == Admit()
