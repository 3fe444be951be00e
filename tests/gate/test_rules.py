"""Who may enter: R-GATE-2, R-GATE-3, R-GATE-5, R-PASS-2, R-WIN-1 and R-WIN-7."""

import json
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from accessdesk.gate.entry.facts import EntryFacts, Judgement, ShownId, from_json, to_json
from accessdesk.gate.rules import (
    ASKED,
    Admit,
    Ask,
    PresentId,
    RefusalCode,
    Refuse,
    Review,
    decide_entry,
    decide_scan,
)
from accessdesk.gate.wording import ASKS, REFUSALS, REVIEWS
from accessdesk.identity.document import ReadError, Unreadable
from accessdesk.identity.judging.presented import GOVERNMENT_IDS, IdKind, PresentedId, Source
from accessdesk.identity.names.comparing import NameVerdict
from accessdesk.passes.rules import PassState
from accessdesk.passes.token import Fault
from accessdesk.service_requests.rules import Status
from tests.examples import examples
from tests.gate.given import (
    DURING,
    ENDS_AT,
    JUDGED,
    PASS,
    PASSPORT,
    STARTS_AT,
    facts,
    with_id,
    with_name,
    with_pass,
)

SECOND = timedelta(seconds=1)
UNREADABLE = ShownId(Unreadable(ReadError.CHECK_DIGIT), None)
YESTERDAY, TODAY = date(2026, 11, 30), date(2026, 12, 1)

REFUSED: list[tuple[RefusalCode, EntryFacts, datetime]] = [
    (RefusalCode.UNKNOWN, facts(fault=Fault.UNKNOWN, pass_on_file=None), DURING),
    (RefusalCode.UNKNOWN, facts(pass_on_file=None), DURING),
    (RefusalCode.UNKNOWN_KEY, facts(fault=Fault.UNKNOWN_KEY, pass_on_file=None), DURING),
    (RefusalCode.FORGED, facts(fault=Fault.FORGED, pass_on_file=None), DURING),
    (
        RefusalCode.KEYBOARD_LAYOUT,
        facts(fault=Fault.KEYBOARD, pass_on_file=None),
        DURING,
    ),
    (RefusalCode.WRONG_SITE, with_pass(site="LHR2"), DURING),
    (RefusalCode.NOT_APPROVED, with_pass(request_status=Status.AWAITING_APPROVAL), DURING),
    (RefusalCode.REVOKED, with_pass(request_status=Status.CANCELLED), DURING),
    (RefusalCode.REVOKED, with_pass(request_status=Status.REJECTED), DURING),
    (RefusalCode.REVOKED, with_pass(state=PassState.REVOKED), DURING),
    (RefusalCode.REVOKED, with_pass(visitor_removed=True), DURING),
    (RefusalCode.SUPERSEDED, with_pass(state=PassState.SUPERSEDED), DURING),
    (RefusalCode.ALREADY_INSIDE, with_pass(inside=True), DURING),
    (RefusalCode.TOO_EARLY, facts(), STARTS_AT - SECOND),
    (RefusalCode.TOO_EARLY, facts(early_minutes=15), STARTS_AT - 15 * 60 * SECOND - SECOND),
    (RefusalCode.TOO_LATE, facts(), ENDS_AT),
    (RefusalCode.TOO_LATE, facts(late_minutes=10), ENDS_AT + 10 * 60 * SECOND),
    (
        RefusalCode.ESCORT_MISSING,
        replace(with_pass(escort_needed=True), escort_present=False),
        DURING,
    ),
    (
        RefusalCode.US_PERSON_REQUIRED,
        replace(with_pass(us_person_needed=True), us_person=False),
        DURING,
    ),
    (RefusalCode.ID_UNREADABLE, facts(shown_id=UNREADABLE), DURING),
    (RefusalCode.ID_UNREADABLE, with_id(valid_check_digits=False), DURING),
    (RefusalCode.ID_NOT_ACCEPTED, with_id(original=False), DURING),
    (RefusalCode.ID_NOT_ACCEPTED, with_id(kind=IdKind.VISA), DURING),
    (RefusalCode.ID_NOT_ACCEPTED, with_id(kind=IdKind.BADGE), DURING),
    (RefusalCode.ID_NOT_ACCEPTED, with_id(issuer="UTO"), DURING),
    (RefusalCode.ID_EXPIRED, with_id(expires_on=YESTERDAY), DURING),
    (RefusalCode.NAME_MISMATCH, with_name(NameVerdict.NO_MATCH), DURING),
    (RefusalCode.NAME_MISMATCH, with_name(NameVerdict.NO_MATCH, JUDGED), DURING),
    (
        RefusalCode.PHOTO_MISMATCH,
        with_name(NameVerdict.REVIEW, replace(JUDGED, photo_matches=False)),
        DURING,
    ),
    (
        RefusalCode.PHOTO_MISMATCH,
        with_name(NameVerdict.MATCH, replace(JUDGED, photo_matches=False)),
        DURING,
    ),
]

ADMITTED: list[tuple[EntryFacts, datetime]] = [
    (facts(), DURING),
    (facts(), STARTS_AT),
    (facts(), ENDS_AT - SECOND),
    (facts(early_minutes=15), STARTS_AT - 15 * 60 * SECOND),
    (facts(late_minutes=10), ENDS_AT + 10 * 60 * SECOND - SECOND),
    (with_pass(request_status=Status.IN_PROGRESS), DURING),
    (replace(with_pass(escort_needed=True), escort_present=True), DURING),
    (with_id(expires_on=TODAY), DURING),
    (with_id(source=Source.TYPED, valid_check_digits=None), DURING),
    (with_name(NameVerdict.REVIEW, JUDGED), DURING),
]


def test_the_facts_that_every_other_case_changes_are_admitted():
    assert decide_entry(facts(), now=DURING) == Admit()


@pytest.mark.parametrize(("given", "now"), ADMITTED)
def test_who_fulfils_all_conditions_is_admitted(given, now):
    """R-GATE-2, R-WIN-1, R-WIN-7; an ID that expires today is valid (R-GATE-3)."""
    assert decide_entry(given, now=now) == Admit()


@pytest.mark.parametrize(("code", "given", "now"), REFUSED)
def test_each_condition_that_fails_has_its_own_code(code, given, now):
    """R-GATE-2: every no carries a code."""
    assert decide_entry(given, now=now) == Refuse(code)


REVIEWED: list[tuple[RefusalCode, EntryFacts]] = [
    (RefusalCode.ID_UNREADABLE, with_id(expires_on=None)),
    (RefusalCode.NAME_REVIEW, with_name(NameVerdict.REVIEW)),
    (RefusalCode.SAME_PERSON, facts(namesake_inside=True)),
    (RefusalCode.SITE_FULL, facts(site_full=True)),
]


@pytest.mark.parametrize(("code", "given"), REVIEWED)
def test_what_an_officer_has_to_look_at_has_its_own_code(code, given):
    """R-GATE-5, R-GATE-6: and the officer's judgement lets the person in."""
    judged = replace(JUDGED, another_person=True)

    assert decide_entry(given, now=DURING) == Review(code)
    assert decide_entry(replace(given, judgement=judged), now=DURING) == Admit()


def test_every_code_with_words_is_given_by_some_facts_and_each_that_is_has_words():
    """A word that the gate never says would only be read by whoever wrote it."""
    assert set(REFUSALS) == {code for code, _, _ in REFUSED}
    assert set(REVIEWS) == {code for code, _ in REVIEWED}
    assert set(ASKS) == set(ASKED.values())
    assert {*REFUSALS, *REVIEWS, *ASKS} == set(RefusalCode)


FOR_US_PERSONS = with_pass(us_person_needed=True)


@pytest.mark.parametrize(
    ("said", "issuer", "kind", "decision"),
    [
        (True, "NLD", IdKind.PASSPORT, Admit()),
        (False, "NLD", IdKind.PASSPORT, Refuse(RefusalCode.US_PERSON_REQUIRED)),
        (None, "NLD", IdKind.PASSPORT, Ask(RefusalCode.US_PERSON_REQUIRED)),
        (None, "USA", IdKind.PASSPORT, Admit()),
        (False, "USA", IdKind.PASSPORT, Refuse(RefusalCode.US_PERSON_REQUIRED)),
        (None, "US-VA", IdKind.DRIVING_LICENCE, Ask(RefusalCode.US_PERSON_REQUIRED)),
    ],
)
def test_a_customer_on_an_itar_plan_lets_us_persons_in_alone(said, issuer, kind, decision):
    """R-GATE-13: a passport of the United States says it by itself, and a licence does not."""
    shown = with_id(issuer=issuer, kind=kind).shown_id
    given = replace(FOR_US_PERSONS, us_person=said, shown_id=shown)

    assert decide_entry(given, now=DURING) == decision


@pytest.mark.parametrize("status", Status)
def test_only_a_scheduled_or_begun_visit_opens_the_gate(status):
    decision = decide_scan(with_pass(request_status=status), now=DURING)

    opens = status in {Status.SCHEDULED, Status.IN_PROGRESS}
    assert (decision == PresentId()) is opens


def test_the_pass_is_judged_before_the_papers():
    """Nothing is said about the papers of a person who would be refused in any case."""
    given = replace(with_id(expires_on=YESTERDAY), pass_on_file=replace(PASS, site="LHR2"))

    assert decide_entry(given, now=DURING) == Refuse(RefusalCode.WRONG_SITE)


def test_a_scan_asks_for_no_id_yet():
    """R-GATE-1."""
    assert decide_scan(facts(shown_id=None), now=DURING) == PresentId()


def test_the_id_expires_on_the_sites_own_day():
    """R-GATE-3: at 23:30 UTC on 30 November it is already 1 December in Amsterdam."""
    late = datetime.fromisoformat("2026-11-30T23:30:00Z")
    given = replace(
        with_id(expires_on=YESTERDAY),
        pass_on_file=replace(PASS, starts_at=late - 3600 * SECOND, ends_at=late + 3600 * SECOND),
    )

    assert decide_entry(given, now=late) == Refuse(RefusalCode.ID_EXPIRED)
    assert decide_entry(replace(given, zone="UTC"), now=late) == Admit()


INCOMPLETE = [
    None,
    replace(JUDGED, name_compared=False),
    replace(JUDGED, reason_given=False),
    replace(JUDGED, birthday_asked=False),
]


@pytest.mark.parametrize("judgement", INCOMPLETE)
def test_a_close_name_needs_every_act_of_a_review(judgement):
    """R-GATE-5."""
    decision = decide_entry(with_name(NameVerdict.REVIEW, judgement), now=DURING)

    assert decision == Review(RefusalCode.NAME_REVIEW)


@pytest.mark.parametrize("judgement", INCOMPLETE)
def test_an_expiry_that_cannot_be_read_is_never_taken_for_valid(judgement):
    given = replace(with_id(expires_on=None), judgement=judgement)

    assert decide_entry(given, now=DURING) == Review(RefusalCode.ID_UNREADABLE)


def test_one_judgement_is_told_of_all_that_it_answers():
    """R-GATE-5, R-GATE-6: whoever judges a name judges nothing else unseen."""
    given = replace(with_id(expires_on=None), namesake_inside=True, site_full=True, judgement=None)
    given = replace(given, shown_id=replace(given.shown_id, name=NameVerdict.REVIEW))

    decision = decide_entry(given, now=DURING)

    assert decision == Review(RefusalCode.SAME_PERSON)
    assert decision.also == (
        RefusalCode.ID_UNREADABLE,
        RefusalCode.NAME_REVIEW,
        RefusalCode.SITE_FULL,
    )


def test_an_officer_can_vouch_for_an_id_without_a_printed_expiry():
    given = replace(with_id(expires_on=None), judgement=JUDGED)

    assert decide_entry(given, now=DURING) == Admit()


@pytest.mark.parametrize("code", RefusalCode)
def test_every_code_has_words_a_sign_and_a_next_step(code):
    words = [table[code] for table in (REFUSALS, REVIEWS, ASKS) if code in table]

    assert words
    for said in words:
        assert said.sign
        assert said.word in {"STOP", "CHECK", "ASK"}
        assert said.title
        assert said.detail.endswith(".")
        assert said.next_step.endswith(".")
        assert not any("_" in text or code.value in text for text in (said.title, said.detail))


MOMENTS = st.integers(-2 * 86400, 2 * 86400).map(lambda seconds: DURING + seconds * SECOND)
EXPIRIES = st.none() | st.dates(date(2026, 11, 25), date(2026, 12, 5))
DOCUMENTS = st.one_of(
    st.builds(Unreadable, st.sampled_from(ReadError)),
    st.builds(
        PresentedId,
        kind=st.sampled_from(IdKind),
        issuer=st.sampled_from(["NLD", "US-VA", "UTO", "UNO", "???"]),
        expires_on=EXPIRIES,
        original=st.sampled_from([True, False, None]),
        source=st.sampled_from(Source),
        valid_check_digits=st.sampled_from([None, True, False]),
    ),
)


def mostly(good, others):
    """Draw what is good nine times in ten, so that a yes is drawn often too."""
    return st.integers(0, 9).flatmap(lambda nth: others if nth == 9 else st.just(good))


FACTS = st.builds(
    EntryFacts,
    site=st.just("AMS1"),
    zone=st.sampled_from(["Europe/Amsterdam", "America/Los_Angeles", "Asia/Kathmandu"]),
    early_minutes=st.integers(0, 60),
    late_minutes=st.integers(0, 60),
    id_profile=st.just({}),
    fault=mostly(None, st.sampled_from(Fault)),
    pass_on_file=st.builds(
        replace,
        st.just(PASS),
        site=mostly("AMS1", st.just("LHR2")),
        state=mostly(PassState.ISSUED, st.sampled_from(PassState)),
        request_status=mostly(Status.SCHEDULED, st.sampled_from(Status)),
        visitor_removed=mostly(False, st.booleans()),
        inside=mostly(False, st.booleans()),
        escort_needed=st.booleans(),
        us_person_needed=mostly(False, st.just(True)),
    ),
    site_full=mostly(False, st.just(True)),
    escort_present=st.sampled_from([True, True, False, None]),
    us_person=st.sampled_from([True, True, False, None]),
    badge_given=mostly(True, st.sampled_from([False, None])),
    namesake_inside=mostly(False, st.just(True)),
    shown_id=st.builds(
        ShownId,
        mostly(PASSPORT, DOCUMENTS) | st.builds(replace, st.just(PASSPORT), expires_on=EXPIRIES),
        mostly(NameVerdict.MATCH, st.none() | st.sampled_from(NameVerdict)),
    )
    | st.none(),
    judgement=st.none()
    | st.builds(
        Judgement,
        photo_matches=mostly(True, st.just(False)),
        name_compared=mostly(True, st.just(False)),
        reason_given=mostly(True, st.just(False)),
        birthday_asked=st.sampled_from([None, True, False]),
        another_person=st.sampled_from([True, True, False, None]),
    ),
)


def conditions(given: EntryFacts, now: datetime) -> list[bool]:
    """State R-GATE-2 on its own terms, one line a condition."""
    visit, shown, found = given.pass_on_file, given.shown_id, given.judgement
    assert visit is not None
    document = shown.document if shown else None
    vouched = found is not None and (
        found.photo_matches
        and found.name_compared
        and found.reason_given
        and found.birthday_asked is not False
    )
    is_id = isinstance(document, PresentedId)
    return [
        given.fault is None,
        visit.site == given.site,
        visit.request_status in {Status.SCHEDULED, Status.IN_PROGRESS},
        visit.state is PassState.ISSUED,
        not visit.visitor_removed,
        not visit.inside,
        visit.starts_at - timedelta(minutes=given.early_minutes) <= now,
        now < visit.ends_at + timedelta(minutes=given.late_minutes),
        not visit.escort_needed or given.escort_present is True,
        not visit.us_person_needed or given.us_person is True or is_american(given),
        not given.site_full or vouched,
        given.badge_given is not None,
        is_id and document.kind in GOVERNMENT_IDS,
        is_id and document.original is True,
        is_id and document.issuer in {"NLD", "US-VA"},
        is_id and not (document.source is Source.SCANNED and document.valid_check_digits is False),
        is_id
        and (document.expires_on is None or document.expires_on >= local_date(now, given.zone)),
        is_id and (document.expires_on is not None or vouched),
        shown is not None
        and (shown.name is NameVerdict.MATCH or (shown.name is NameVerdict.REVIEW and vouched)),
        found is None or found.photo_matches,
        not given.namesake_inside or (vouched and found.another_person is True),
    ]


def is_american(given: EntryFacts) -> bool:
    """Nobody said otherwise, and the passport says it; none is drawn here."""
    document = given.shown_id.document if given.shown_id else None
    shown = isinstance(document, PresentedId) and document.issuer == "USA"
    return given.us_person is None and shown and document.kind is IdKind.PASSPORT


def local_date(now: datetime, zone: str) -> date:
    return now.astimezone(ZoneInfo(zone)).date()


@pytest.mark.long
@examples(600)
@drawn(FACTS, MOMENTS | st.just(DURING))
def test_the_engine_says_yes_exactly_when_every_condition_holds(given, now):
    """R-GATE-2."""
    decision = decide_entry(given, now=now)

    assert (decision == Admit()) is all(conditions(given, now))


@examples(300)
@drawn(FACTS, MOMENTS | st.just(DURING))
def test_a_scan_foretells_whether_the_pass_will_be_refused(given, now):
    """R-WIN-8: what the scan says of the pass is what the entry says."""
    scanned, decided = decide_scan(given, now=now), decide_entry(given, now=now)

    if isinstance(scanned, Refuse):
        assert decided == scanned
    elif isinstance(decided, Refuse):
        found = given.judgement
        known = given.namesake_inside and found is not None and found.another_person is False
        assert known or decided.code.value.startswith(("id-", "name-", "photo-", "us-"))


@examples(300)
@drawn(FACTS)
def test_stored_facts_come_back_as_they_were(given):
    """R-GATE-7."""
    stored = json.loads(json.dumps(to_json(given)))

    assert from_json(stored) == given
