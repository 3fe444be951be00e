"""Stored decisions come out the same again, and a changed one is noticed (R-GATE-7)."""

import random
from datetime import timedelta

import pytest
from sqlalchemy import delete, select, text, update

from accessdesk.db import transaction
from accessdesk.errors import NotFound
from accessdesk.gate import service
from accessdesk.gate.entry.facts import Judgement, to_json
from accessdesk.gate.entry.papers import ScannedId, TypedId
from accessdesk.gate.entry.replay import replay, replay_all
from accessdesk.gate.service import EntryAttempt, Finding
from accessdesk.gate.tables import ATTEMPTS
from accessdesk.identity.judging.presented import IdKind, TypedDocument
from accessdesk.identity.names.comparing import NameVerdict
from accessdesk.journal.models import JournalEntry, JournalPersonal
from tests.conftest import SECRET
from tests.gate.documents import passport
from tests.gate.given import DURING, ENDS_AT, STARTS_AT, with_name, with_pass
from tests.journal.tamper import as_owner

DOCUMENTS = [
    None,
    ScannedId(passport("Mueller", "Juergen"), original=True),
    ScannedId(passport("Mueller", "Juergen"), original=False),
    ScannedId(passport("Mueler", "Juergen"), original=True),
    ScannedId(passport("Smith", "Agent"), original=True),
    ScannedId(passport("Smith", "Agent", expires_on=STARTS_AT.date()), original=True),
    ScannedId(passport("Smith", "Agent", expires_on=STARTS_AT.date().replace(year=2025)), True),
    ScannedId(passport("Mueller", "Juergen")[:-3], original=True),
    TypedId(TypedDocument(IdKind.PASSPORT, "NLD", "Müller", "Jürgen", None), original=True),
    TypedId(TypedDocument(IdKind.BADGE, "NLD", "Müller", "Jürgen", None), original=True),
]
FINDINGS = [
    None,
    Finding(photo_matches=True, name_compared=True, reason="same face"),
    Finding(photo_matches=False, name_compared=True, reason="another face"),
    Finding(photo_matches=True, name_compared=True, reason=" ", birthday_asked=False),
]
TIMES = [DURING, DURING, DURING, STARTS_AT - timedelta(minutes=1), ENDS_AT]


def decide_often(officer, make_visit, times):
    """Put a desk through a day of passes and papers of every kind."""
    visits = [
        make_visit("Jürgen Müller", "Agent Smith"),
        make_visit("Agent Smith", site="LHR2"),
        make_visit("Jürgen Müller", escort=True, late_minutes=7),
    ]
    codes = [code for visit in visits for code in visit.codes] + ["AD1:", "who knows"]
    chance = random.Random(2026)  # The same day in every run.
    with transaction():
        for _ in range(times):
            code, now = chance.choice(codes), chance.choice(TIMES)
            if chance.random() < 0.2:
                service.scan(officer, "AMS1", code, now=now)
                continue
            attempt = EntryAttempt(
                code=code,
                document=chance.choice(DOCUMENTS),
                badge=chance.choice(["", "", None]),
                finding=chance.choice(FINDINGS),
                escort_present=chance.choice([None, True, False]),
            )
            service.admit(officer, "AMS1", attempt, secret=SECRET, now=now)


@pytest.mark.long
def test_a_thousand_stored_decisions_come_out_the_same(officer, make_visit):
    decide_often(officer, make_visit, 1250)

    with transaction(write=False):
        replays = list(replay_all())

    assert len(replays) >= 1000
    assert [each for each in replays if not (each.same and each.facts_intact)] == []
    assert len({each.stored for each in replays}) >= 12


FIRST_RULES = [
    # What nobody said of an escort was taken for a yes then, and a badge was not asked for.
    ({"escort_present": None}, {"escort_needed": True}, "admit"),
    ({"escort_present": False}, {"escort_needed": True}, "refuse escort-missing"),
    ({"escort_present": None}, {}, "admit"),
    ({"shown_id": None}, {}, "refuse id-required"),
]


@pytest.mark.parametrize(("changed", "of_pass", "stored"), FIRST_RULES)
def test_what_the_first_rules_decided_comes_out_as_it_did(officer, changed, of_pass, stored):
    kept = to_json(with_pass(**of_pass)) | changed
    del kept["badge_given"]
    decision, _, code = stored.partition(" ")
    with transaction() as session:
        attempt_id = service.scan(officer, "AMS1", "nothing", now=DURING).attempt_id
        values = {"facts": kept, "decision": decision, "code": code, "rule_version": 1}
        session.execute(update(ATTEMPTS).values(**values))

        after = replay(attempt_id)

    assert after.recomputed == stored
    assert after.same


def test_what_the_second_rules_said_of_a_photo_comes_out_as_they_did(officer):
    judged = Judgement(photo_matches=False, name_compared=True, reason_given=True)
    kept = to_json(with_name(NameVerdict.REVIEW, judged))
    with transaction() as session:
        attempt_id = service.scan(officer, "AMS1", "nothing", now=DURING).attempt_id
        values = {"facts": kept, "decision": "refuse", "code": "name-mismatch", "rule_version": 2}
        session.execute(update(ATTEMPTS).values(**values))

        after = replay(attempt_id)

    assert after.recomputed == "refuse name-mismatch"
    assert after.same


def stored_ids():
    with transaction(write=False) as session:
        rows = session.execute(select(ATTEMPTS.c.id, ATTEMPTS.c.decision, ATTEMPTS.c.facts))
        return [(row.id, row.decision, row.facts) for row in rows]


def with_fact(facts, path, value):
    changed = dict(facts)
    here = changed
    for name in path[:-1]:
        here[name] = dict(here[name])
        here = here[name]
    here[path[-1]] = value
    return changed


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (["pass_on_file", "state"], "revoked"),
        (["pass_on_file", "ends_at"], "2026-12-01T08:30:00+00:00"),
        (["shown_id", "name"], "no-match"),
        (["shown_id", "document", "expires_on"], "2026-11-30"),
        (["shown_id", "document", "original"], False),
        (["site"], "LHR2"),
    ],
)
def test_a_changed_fact_is_noticed_and_decides_otherwise(officer, make_visit, path, value):
    admitted = EntryAttempt(code=make_visit().code, document=DOCUMENTS[1], badge="")
    with transaction():
        attempt_id = service.admit(officer, "AMS1", admitted, secret=SECRET, now=DURING).attempt_id
    [(_, _, facts)] = stored_ids()

    with transaction() as session:
        session.execute(update(ATTEMPTS).values(facts=with_fact(facts, path, value)))
        after = replay(attempt_id)

    assert not after.same
    assert not after.facts_intact


@pytest.mark.parametrize(
    "change",
    [
        {"decision": "refuse", "code": "forged"},
        {"desk": "south"},
        {"at": DURING + timedelta(seconds=1)},
        {"facts": {"site": "AMS1"}},
        {"rule_version": 99},
    ],
)
def test_any_other_change_of_an_attempt_is_noticed(officer, make_visit, change):
    with transaction():
        attempt_id = service.scan(officer, "AMS1", "nothing", now=DURING).attempt_id
        intact = replay(attempt_id)

    with transaction() as session:
        session.execute(update(ATTEMPTS).values(**change))
        after = replay(attempt_id)

    assert intact.same
    assert intact.facts_intact
    assert not after.facts_intact


def test_a_code_that_there_is_not_is_noticed_and_keeps_no_other_from_its_replay(officer):
    with transaction() as session:
        changed, kept = (
            service.scan(officer, "AMS1", "nothing", now=DURING).attempt_id for _ in range(2)
        )
        session.execute(
            text("UPDATE gate_attempts SET code = 'nonsense' WHERE id = :id"), {"id": changed}
        )

    with transaction(write=False):
        found = {each.attempt_id: each for each in replay_all()}

    assert not found[changed].same
    assert not found[changed].facts_intact
    assert found[kept].same
    assert found[kept].facts_intact


def test_an_attempt_that_the_journal_does_not_know_is_noticed(officer):
    with transaction():
        attempt_id = service.scan(officer, "AMS1", "nothing", now=DURING).attempt_id
    with as_owner() as session:
        session.execute(delete(JournalPersonal))
        session.execute(delete(JournalEntry))

    with transaction(write=False):
        after = replay(attempt_id)

    assert after.same
    assert not after.facts_intact


def test_an_attempt_that_never_was_cannot_be_replayed(app):
    with pytest.raises(NotFound), transaction(write=False):
        replay(1)
