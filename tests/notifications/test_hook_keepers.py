"""A webhook tells of no more than whoever keeps it may know, and ends or is handed over (E5)."""

import json

import pytest
from flask import Flask
from sqlalchemy import delete, select, update

from accessdesk.accounts.models import UserGrant
from accessdesk.accounts.rules import Actor, Right, Role
from accessdesk.accounts.service import remove_user
from accessdesk.db import db, transaction
from accessdesk.errors import Conflict, NotFound
from accessdesk.notifications.hooks.hooks import end, get_hook, hooks_of, open_hook, take_over
from accessdesk.notifications.models import Webhook
from accessdesk.service_requests.models import ServiceRequest
from accessdesk.service_requests.rules import Kind
from tests.conftest import SECRET
from tests.notifications.conftest import LATER, NOW, Clock, Desk, deliveries
from tests.notifications.post import sweep
from tests.notifications.servers import HookServer
from tests.notifications.test_webhooks import signed
from tests.people import make_contact, make_site, make_staff
from tests.web.page_client import sign_in, words_of


def opened(actor: Actor, url: str) -> int:
    with transaction():
        return open_hook(actor, url, secret=SECRET, allowed=["127.0.0.0/8"], now=NOW)[0]


def told_of(hook: HookServer) -> list[str | None]:
    """The sites of the calls that came."""
    return [json.loads(body)["data"]["site"] for _, body in hook.calls]


def remove(actor: Actor) -> None:
    with transaction():
        remove_user(actor.user_id, actor="user/1", now=NOW)


def reason_of(hook_id: int) -> str:
    with transaction(write=False) as session:
        reason = session.scalar(select(Webhook.ended_reason).where(Webhook.id == hook_id))
    db.session.remove()
    return str(reason)


@pytest.fixture
def elsewhere(desk: Desk) -> Desk:
    """The same customer's other site."""
    make_site("FRA1")
    return desk


@pytest.fixture
def bob(elsewhere: Desk) -> Actor:
    """A colleague of Alice's, with a right over contacts at one site alone."""
    rights = [Right.CONTACTS, Right.SITE_ACCESS]
    ids = [elsewhere.site_id]
    return make_contact("Bob Brown", elsewhere.customer_id, rights=rights, site_ids=ids)


def test_the_hook_of_a_contact_with_a_right_at_one_site_tells_of_that_site_alone(
    elsewhere: Desk, bob: Actor, hook: HookServer, clock: Clock
) -> None:
    opened(bob, f"{hook.url}/bob")
    elsewhere.submit()
    elsewhere.submit(site="FRA1")
    nowhere = elsewhere.submit()
    with transaction() as session:
        ours = update(ServiceRequest).where(ServiceRequest.reference == nowhere)
        session.execute(ours.values(site_id=None, kind=Kind.INCIDENT))

    sweep(clock)

    assert told_of(hook) == ["AMS1"]


def test_a_call_that_waits_is_not_made_once_the_right_has_ended(
    elsewhere: Desk, bob: Actor, hook: HookServer, clock: Clock
) -> None:
    opened(bob, f"{hook.url}/bob")
    hook.mode = "fail"
    elsewhere.submit()
    sweep(clock)
    with transaction() as session:
        session.execute(delete(UserGrant).where(UserGrant.user_id == bob.user_id))
    hook.mode = "take"

    clock.now = LATER.replace(hour=12)
    sweep(clock)

    assert hook.calls == []
    assert [each.problem for each in deliveries() if each.channel == "webhook"] == [
        "Whoever keeps the webhook may not know of this request any more."
    ]


def test_the_hooks_of_a_person_who_was_removed_end_and_a_colleague_lets_one_go_on(
    desk: Desk, hook: HookServer, clock: Clock
) -> None:
    hook_id, ended = opened(desk.alice, f"{hook.url}/a"), opened(desk.alice, f"{hook.url}/b")
    carl = make_contact("Carl Cole", desk.customer_id)
    with transaction():
        end(desk.alice, ended, now=NOW)
    desk.submit()
    remove(desk.alice)

    sweep(clock)
    told_before = told_of(hook)
    with transaction():
        key = take_over(carl, hook_id, secret=SECRET, now=LATER)
        with pytest.raises(Conflict):
            take_over(carl, ended, secret=SECRET, now=LATER)
    desk.alice = carl
    desk.submit()
    sweep(clock)

    assert told_before == []
    assert told_of(hook) == ["AMS1"]
    headers, body = hook.calls[-1]
    assert signed(key, headers, body) in headers["webhook-signature"].split()
    assert reason_of(ended) == ""


def test_a_removed_persons_hook_says_so(desk: Desk, hook: HookServer, clock: Clock) -> None:
    hook_id = opened(desk.alice, f"{hook.url}/a")
    remove(desk.alice)

    sweep(clock)

    assert reason_of(hook_id) == "Whoever kept it has left."


def test_nobody_handles_a_hook_that_reaches_further_than_they_do(
    elsewhere: Desk, bob: Actor, hook: HookServer
) -> None:
    """R-SEC-1, within a customer: its key and its calls are about other sites too."""
    everywhere, own = opened(elsewhere.alice, f"{hook.url}/a"), opened(bob, f"{hook.url}/b")

    with transaction():
        with pytest.raises(NotFound):
            get_hook(bob, everywhere, now=NOW)
        with pytest.raises(NotFound):
            take_over(bob, everywhere, secret=SECRET, now=NOW)
        seen = [each.id for each in hooks_of(elsewhere.alice, now=NOW)]

    assert seen == [own, everywhere]


def test_a_manager_who_is_posted_at_one_site_is_told_of_it_alone(
    elsewhere: Desk, hook: HookServer, clock: Clock
) -> None:
    max_ = make_staff("Max Moss", Role.MANAGER, site_ids=[elsewhere.site_id])
    opened(max_, f"{hook.url}/max")
    elsewhere.submit(site="FRA1")
    elsewhere.submit()

    sweep(clock)

    assert told_of(hook) == ["AMS1"]


def test_a_hook_is_taken_over_on_its_page(app: Flask, desk: Desk, hook: HookServer) -> None:
    hook_id = opened(desk.alice, f"{hook.url}/a")
    carl = sign_in(app, make_contact("Carl Cole", desk.customer_id))

    before = words_of(carl.get(f"/webhooks/{hook_id}"))
    after = words_of(carl.send(f"/webhooks/{hook_id}/take-over"))

    assert "Kept by Alice Adams. It tells of every site." in before
    assert "Take it over" in before
    assert "Kept by Carl Cole." in after
    assert "Copy the secret now" in after
    assert "Take it over" not in after


def test_a_hook_whose_keeper_lost_the_right_is_not_called_active(
    app: Flask, desk: Desk, hook: HookServer
) -> None:
    """The control is the same hook before, and once somebody has taken it over."""
    hook_id = opened(desk.alice, f"{hook.url}/a")
    carl = sign_in(app, make_contact("Carl Cole", desk.customer_id))
    before = carl.get(f"/webhooks/{hook_id}").text
    with transaction() as session:
        session.execute(delete(UserGrant).where(UserGrant.user_id == desk.alice.user_id))

    page, listed = carl.get(f"/webhooks/{hook_id}"), carl.get("/webhooks")
    taken = carl.send(f"/webhooks/{hook_id}/take-over")

    assert 'data-state="active"' in before
    for each in (page, listed):
        assert 'data-state="silent"' in each.text
        assert 'data-state="active"' not in each.text
        assert "nothing: Alice Adams has left or has no right any more" in words_of(each)
    assert "No call goes out until somebody else takes it over" in words_of(page)
    assert 'data-state="active"' in taken.text
