"""Programs are called in the Standard Webhooks format, over a real web server."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from flask import Flask

from accessdesk.accounts.rules import Actor, Role
from accessdesk.db import db, transaction
from accessdesk.errors import Invalid, NotAllowed, NotFound
from accessdesk.notifications.hooks import calling as webhooks
from accessdesk.notifications.hooks import hooks
from accessdesk.notifications.hooks.hooks import end, open_hook, rotate
from accessdesk.notifications.hooks.keys import BOTH_SIGN_FOR
from accessdesk.notifications.rules import BACK_OFF, Channel
from accessdesk.notifications.service import replay_call
from tests.conftest import SECRET
from tests.notifications.conftest import LATER, NOW, Clock, Desk, deliveries, set_settings
from tests.notifications.post import sweep
from tests.notifications.servers import HookServer
from tests.people import make_contact, make_customer, make_staff


def opened(actor: Actor, url: str) -> tuple[int, str]:
    with transaction():
        return open_hook(actor, url, secret=SECRET, allowed=["127.0.0.0/8"], now=NOW)


def calls() -> list[tuple[str, int, str]]:
    return [
        (each.state.value, each.attempts, each.problem)
        for each in deliveries()
        if each.channel is Channel.WEBHOOK
    ]


def signed(secret: str, headers: dict[str, str], body: str) -> str:
    """Sign as the specification says, without the library."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    text = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.{body}"
    digest = hmac.new(key, text.encode(), hashlib.sha256).digest()
    return "v1," + base64.b64encode(digest).decode()


def test_a_call_says_what_happened_and_is_signed(
    desk: Desk, hook: HookServer, clock: Clock
) -> None:
    _, secret = opened(desk.alice, f"{hook.url}/x")
    called = desk.submit()

    sweep(clock)

    ((headers, body),) = hook.calls
    told = json.loads(body)
    assert headers["webhook-signature"] == signed(secret, headers, body)
    assert headers["webhook-timestamp"] == str(int(LATER.timestamp()))
    assert (told["type"], told["data"]["reference"]) == ("request.scheduled", called)


def test_a_call_names_nobody(desk: Desk, hook: HookServer, clock: Clock) -> None:
    opened(desk.alice, hook.url)
    desk.submit()

    sweep(clock)

    assert "Müller" not in hook.calls[0][1]
    assert "@" not in hook.calls[0][1]


def test_another_customers_hook_hears_nothing(desk: Desk, hook: HookServer, clock: Clock) -> None:
    """R-SEC-1."""
    opened(make_contact("Bob Brown", make_customer("fabrikam")), hook.url)
    desk.submit()

    sweep(clock)

    assert hook.calls == []


def test_during_a_rotation_both_secrets_sign_and_afterwards_the_new_one(
    desk: Desk, hook: HookServer, clock: Clock
) -> None:
    hook_id, old = opened(desk.alice, hook.url)
    with transaction():
        new = rotate(desk.alice, hook_id, secret=SECRET, now=NOW)
    desk.submit()
    sweep(clock)
    clock.now += BOTH_SIGN_FOR
    desk.submit(at=clock.now - timedelta(minutes=1))

    sweep(clock)

    (first, first_body), (second, second_body) = hook.calls
    both = [signed(secret, first, first_body) for secret in (new, old)]
    assert first["webhook-signature"].split(" ") == both
    assert second["webhook-signature"] == signed(new, second, second_body)


@pytest.mark.parametrize("mode", ["fail", "redirect"])
def test_what_is_not_taken_is_called_again_with_the_same_id_and_body(
    desk: Desk, hook: HookServer, clock: Clock, mode: str
) -> None:
    opened(desk.alice, hook.url)
    desk.submit()
    hook.mode = mode
    sweep(clock)
    hook.mode = "take"
    clock.now += BACK_OFF[0]

    sweep(clock)

    assert calls() == [("sent", 2, "")]
    assert len(hook.calls) == 1


def test_a_redirect_inside_is_not_followed(desk: Desk, hook: HookServer, clock: Clock) -> None:
    opened(desk.alice, hook.url)
    desk.submit()
    hook.mode = "redirect"

    sweep(clock)

    assert hook.refused == 1
    assert hook.inside == 0
    assert "redirects are not followed" in calls()[0][2]


def test_who_hangs_is_hung_up_on(
    desk: Desk, hook: HookServer, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhooks, "TOTAL_SECONDS", 0.3)
    opened(desk.alice, hook.url)
    desk.submit()
    hook.mode = "hang"

    sweep(clock)

    assert calls()[0][:2] == ("due-to-send", 1)


def test_410_ends_the_hook(desk: Desk, hook: HookServer, clock: Clock) -> None:
    opened(desk.alice, hook.url)
    hook.mode = "gone"
    desk.submit()
    sweep(clock)
    desk.submit()

    sweep(clock)

    assert hook.refused == 1
    assert [state for state, _, _ in calls()] == ["failed"]


def test_a_name_that_comes_to_point_inside_is_not_called(
    desk: Desk, hook: HookServer, clock: Clock, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was allowed when the hook was opened; it is judged again at each call."""
    opened(desk.alice, hook.url)
    desk.submit()
    set_settings(monkeypatch, app, webhook_networks=())

    sweep(clock)

    assert hook.calls == []
    assert calls()[0][0] == "failed"


def test_a_hook_that_points_inside_is_refused_at_the_form(desk: Desk) -> None:
    with transaction(), pytest.raises(Invalid) as refused:
        open_hook(
            desk.alice,
            "https://hooks.example/",
            secret=SECRET,
            allowed=(),
            now=NOW,
            find=lambda *_: ["10.0.0.1"],
        )

    assert "inside" in refused.value.fields["url"]


def test_a_call_can_be_made_again_and_is_the_same_call(
    desk: Desk, hook: HookServer, clock: Clock
) -> None:
    hook_id, _ = opened(desk.alice, hook.url)
    desk.submit()
    sweep(clock)
    (call,) = [each for each in deliveries() if each.channel is Channel.WEBHOOK]
    with transaction():
        replay_call(desk.alice, hook_id, call.id, now=clock.now)

    sweep(clock)

    (first, first_body), (second, second_body) = hook.calls
    assert (first["webhook-id"], first_body) == (second["webhook-id"], second_body)


def test_hooks_are_kept_by_managers_and_by_contacts_with_the_right(
    desk: Desk, hook: HookServer
) -> None:
    hook_id, _ = opened(desk.alice, hook.url)
    bob = make_contact("Bob Brown", make_customer("fabrikam"))
    carol = make_contact("Carol Clark", desk.customer_id, rights=())
    manager = make_staff("Mona May", Role.MANAGER)
    denied: list[tuple[Actor, type[Exception], Callable[..., object]]] = [
        (bob, NotFound, end),
        (manager, NotFound, partial(rotate, secret=SECRET)),
        (carol, NotAllowed, end),
        (desk.agent, NotAllowed, end),
    ]

    for actor, error, act in denied:
        with transaction(), pytest.raises(error):
            act(actor, hook_id, now=NOW)

    with transaction(write=False):
        assert hooks.get_hook(desk.alice, hook_id, now=NOW).ended_at is None
    db.session.remove()
