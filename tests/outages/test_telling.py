"""Who is told of an outage, what and when; the clocks that it moves; and that it ends once."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from accessdesk.accounts.service import remove_user, set_telephone
from accessdesk.db import transaction
from accessdesk.errors import Conflict, Invalid
from accessdesk.journal.models import JournalEntry, JournalPersonal
from accessdesk.notifications.delivering.planning import plan
from accessdesk.notifications.models import Delivery
from accessdesk.outages import service
from accessdesk.outages.drafts import Bridge
from accessdesk.outages.models import Designated, Outage, OutageNotice
from accessdesk.outages.rules import BRIDGE as BRIDGE_CODE
from accessdesk.outages.rules import NoticeKind
from accessdesk.passes.hidden import show
from accessdesk.service_desk import service as desk
from accessdesk.service_requests.promises.commitments import commitments_of
from accessdesk.service_requests.queries import get_request
from accessdesk.service_requests.rules import Severity, Status
from tests.notifications.conftest import Clock, deliveries
from tests.notifications.post import sweep
from tests.outages.given import BRIDGE, START, Hit, after
from tests.people import make_contact
from tests.web.page_client import sign_in, words_of

CAROL = ("Carol Clark", "carol@contoso.example")
DAVE = ("Dave Dunn", "dave@contoso.example")


def told() -> list[tuple[str, str]]:
    """List who was told of an outage, and of what, in its order."""
    return [(each.event, each.address) for each in deliveries() if each.event.startswith("outage.")]


def owed(hit: Hit, called: str) -> datetime | None:
    with transaction(write=False):
        return commitments_of(get_request(hit.ann, called, now=after())).operator_update_due


def test_each_person_is_told_once_the_contact_too(hit: Hit) -> None:
    """R-OUT-1."""
    hit.designate(CAROL, DAVE, ("A. Adams", "ALICE@contact.example"))
    called = hit.incident()

    hit.open(called, at=after(minutes=30))
    sweep(Clock(after(minutes=31)))

    assert sorted(told()) == [
        ("outage.opened", "alice@contact.example"),
        ("outage.opened", "carol@contoso.example"),
        ("outage.opened", "dave@contoso.example"),
    ]


def test_the_message_states_the_three_parts_and_the_next_word(hit: Hit) -> None:
    """R-OUT-2."""
    hit.designate(CAROL)
    hit.open(hit.incident(), at=after(minutes=30))

    sweep(Clock(after(minutes=31)))

    bodies = [each.body for each in deliveries() if each.event == "outage.opened"]
    assert len(bodies) == 2
    for body in bodies:
        assert "What happened: A core switch has failed." in body
        assert "Impact: No order can be placed." in body
        assert "the time of resolution is not known yet" in body
        assert "Next update: by Mon 30 Nov 11:30 CET at the latest." in body


def test_who_was_taken_off_the_list_is_told_nothing_more(hit: Hit) -> None:
    hit.designate(CAROL)
    hit.open(hit.incident())
    plan(now=after(minutes=1))
    with transaction() as session:
        session.execute(delete(Designated))

    sweep(Clock(after(minutes=1)))

    states = {each.address or str(each.recipient): each.state for each in deliveries()}
    assert states["designated/1"] == "dropped"


def test_a_notice_resets_the_operators_clock_and_an_early_one_re_bases_it(hit: Hit) -> None:
    """R-OUT-3."""
    called = hit.incident()

    hit.open(called, at=after(minutes=50))
    first = owed(hit, called)
    hit.notify(called, after(minutes=90))
    early = owed(hit, called)

    assert (first, early) == (after(hours=2, minutes=50), after(hours=3, minutes=30))


def test_at_severity_1_each_customer_hears_of_the_shared_outage_every_hour(hit: Hit) -> None:
    """R-OUT-1, R-OUT-3."""
    hit.designate(CAROL)
    hit.designate(("Erin Eads", "erin@fabrikam.example"), by=hit.bob)
    ours = hit.incident(severity=Severity.ONE)
    theirs = hit.incident(hit.bob, Severity.ONE)

    hit.open(ours, theirs, at=after(minutes=10))
    sweep(Clock(after(minutes=11)))

    assert Counter(told()) == Counter(
        ("outage.opened", address)
        for address in (
            "alice@contact.example",
            "bob@contact.example",
            "carol@contoso.example",
            "erin@fabrikam.example",
        )
    )
    assert {owed(hit, ours), owed(hit, theirs)} == {after(minutes=70)}


def test_another_customer_joins_and_is_told_what_was_said_last(hit: Hit) -> None:
    ours = hit.incident(severity=Severity.ONE)
    hit.open(ours)
    sweep(Clock(after(minutes=1)))
    theirs = hit.incident(hit.bob, Severity.ONE)
    with transaction():
        outage = service.get_open_outage(get_request(hit.ann, ours, now=after()))
        service.add_request(hit.ann, outage, theirs, now=after(minutes=20))

    sweep(Clock(after(minutes=21)))

    assert told() == [
        ("outage.opened", "alice@contact.example"),
        ("outage.opened", "bob@contact.example"),
    ]
    assert "A core switch has failed." in deliveries()[-1].body
    assert owed(hit, theirs) == after(minutes=80)


def test_several_customers_share_no_outage_of_severity_a(hit: Hit) -> None:
    ours, theirs = hit.incident(), hit.incident(hit.bob)

    with pytest.raises(Invalid, match="several customers is severity 1"):
        hit.open(ours, theirs)


@pytest.mark.parametrize("severity", [Severity.B, Severity.C])
def test_an_outage_is_communicated_at_severity_1_and_a_only(hit: Hit, severity: Severity) -> None:
    with pytest.raises(Invalid, match="change the severity first"):
        hit.open(hit.incident(severity=severity))


def test_an_incident_that_was_not_accepted_has_no_outage_yet(hit: Hit) -> None:
    with pytest.raises(Conflict, match="accepted and is open"):
        hit.open(hit.incident(accepted=False))


def test_a_request_has_one_outage_at_a_time(hit: Hit) -> None:
    called = hit.incident()
    hit.open(called)

    with pytest.raises(Conflict, match="part of an outage already"):
        hit.open(called)


def test_the_bridge_goes_to_the_audience_and_nowhere_else(hit: Hit) -> None:
    """R-OUT-4: not in the journal, nor in what is kept of a message, nor to be read in its row."""
    sent: list[str] = []
    hit.designate(CAROL)
    called = hit.incident()

    hit.open(called, bridge=BRIDGE)
    with transaction():
        outage = service.get_open_outage(get_request(hit.ann, called, now=after()))
        service.set_bridge(hit.ann, outage, Bridge("+44 20 7946 0000", "99ZULU"), now=after())
    sweep(Clock(after(minutes=1)))

    with transaction(write=False) as session:
        sent += session.scalars(select(JournalEntry.body))
        sent += [str(each) for each in session.scalars(select(JournalPersonal.content))]
        sent += session.scalars(select(Delivery.body))
        sent += (codes := session.scalars(select(Outage.bridge_code)).all())
        shown = [show(each, about=BRIDGE_CODE) for each in codes]
    assert len(sent) > 6
    assert shown == ["99ZULU"]
    # None of these can stand in a hash by chance.
    secret = ("4711#", "99ZULU", "20 7946", "555 0100")
    assert not [each for each in sent if any(word in each for word in secret)]
    assert [each for each in sent if "Bridge call: shown to its receiver alone" in each]


def test_after_validation_one_resolution_goes_out_and_the_clocks_stop(hit: Hit) -> None:
    """R-OUT-5."""
    hit.designate(CAROL)
    called = hit.incident()
    hit.open(called, bridge=BRIDGE)
    hit.mend(called, after(hours=1))

    hit.resolve(called, after(hours=1, minutes=5))
    sweep(Clock(after(hours=2)))

    assert [each for each in told() if each[0] != "outage.opened"] == [
        ("outage.resolved", "alice@contact.example"),
        ("outage.resolved", "carol@contoso.example"),
    ]
    assert "request.resolved" not in {each.event for each in deliveries()}
    assert "Alice placed an order." in deliveries()[-1].body
    with transaction(write=False):
        sr = get_request(hit.ann, called, now=after())
        clocks = commitments_of(sr)
        assert sr.status is Status.RESOLVED
    assert (clocks.operator_update_due, clocks.customer_update_due) == (None, None)


def test_what_was_not_validated_is_not_resolved(hit: Hit) -> None:
    """R-OUT-5."""
    called = hit.incident()
    hit.open(called)

    with pytest.raises(Conflict) as refused:
        hit.resolve(called, after(hours=1))

    assert refused.value.code == "wrong-phase"


def test_of_two_who_resolve_at_once_one_does(app: Flask, hit: Hit) -> None:
    """R-OUT-5: exactly one resolution notice, however they race."""
    called = hit.incident()
    hit.open(called)
    hit.mend(called, after(hours=1))
    start = Barrier(4)

    def resolve(_lane: int) -> bool:
        with app.app_context():
            start.wait()
            try:
                hit.resolve(called, after(hours=2))
            except Conflict:
                return False
            return True

    with ThreadPoolExecutor(4) as lanes:
        done = list(lanes.map(resolve, range(4)))

    sweep(Clock(after(hours=2, minutes=1)))
    assert done.count(True) == 1
    assert [each[0] for each in told()].count("outage.resolved") == 1


def test_the_database_holds_one_resolution_notice(hit: Hit) -> None:
    """R-OUT-5: the constraint behind the claim."""
    called = hit.incident()
    hit.open(called)
    hit.notify(called, after(hours=1))

    with pytest.raises(IntegrityError), transaction() as session:
        session.execute(update(OutageNotice).values(kind=NoticeKind.RESOLUTION))


def test_a_request_does_not_end_while_its_outage_goes_on(hit: Hit) -> None:
    called = hit.incident()
    hit.open(called)

    for end in (desk.cancel, desk.resolve, desk.archive):
        with pytest.raises(Conflict) as refused, transaction():
            end(hit.ann, get_request(hit.ann, called, now=after()), "enough", now=after())
        assert refused.value.code == "outage-open"


def test_two_notices_at_one_moment_never_share_a_number(app: Flask, hit: Hit) -> None:
    called = hit.incident()
    hit.open(called)
    start = Barrier(2)

    def notify(_lane: int) -> bool:
        with app.app_context():
            start.wait()
            try:
                hit.notify(called, after(hours=1))
            except Conflict:
                return False
            return True

    with ThreadPoolExecutor(2) as lanes:
        done = list(lanes.map(notify, range(2)))

    with transaction(write=False) as session:
        numbers = list(session.scalars(select(OutageNotice.number).order_by(OutageNotice.number)))
    assert numbers == list(range(1, 2 + done.count(True)))


def test_where_nobody_is_told_it_is_said_whom_to_call(app: Flask, hit: Hit) -> None:
    """R-OUT-1: the contact has left, and the customer has another."""
    called = hit.incident()
    carol = make_contact("Carol Clark", hit.alice.customer_id or 0)
    with transaction():
        set_telephone(carol, "+31 20 555 0102", now=START)
        remove_user(hit.alice.user_id, actor="system", now=START)

    page = sign_in(app, hit.ann).get(f"/requests/{called}/outage")

    assert "Nobody: call Carol Clark ( +31 20 555 0102 )." in words_of(page)
