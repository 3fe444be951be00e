"""The operator's secret is replaced: what it sealed and linked opens, and is sealed anew (E4)."""

import re
from collections.abc import Callable, Iterator

import pytest
import time_machine
from click.testing import CliRunner
from flask import Flask
from pydantic import SecretStr
from sqlalchemy import select

from accessdesk.cli import main
from accessdesk.db import db, transaction
from accessdesk.notifications.hooks.hooks import open_hook, rotate
from accessdesk.notifications.models import Webhook
from accessdesk.passes.models import SigningKey
from accessdesk.sealing import open_private
from tests.conftest import SECRET, WIDE
from tests.notifications.conftest import LATER, NOW, Clock, Desk, deliveries, set_settings
from tests.notifications.post import sweep, text_of
from tests.notifications.servers import HookServer, MailServer
from tests.notifications.test_webhooks import signed
from tests.people import api_of
from tests.web.page_client import Browser

NEW = "another secret that only tests know, as long"
LANDLORD, VISITOR = "desk@landlord.example", "jm@fiberworks.example"
Replace = Callable[..., None]


@pytest.fixture(autouse=True)
def _at_that_time() -> Iterator[None]:
    """Pages go by the real clock, and links end."""
    with time_machine.travel(LATER, tick=True):
        yield


@pytest.fixture
def replace(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Replace:
    """Replace the secret; the old one is named beside it, unless it is forgotten."""

    def replaced(before: str = SECRET) -> None:
        set_settings(
            monkeypatch, app, secret_key=SecretStr(NEW), secret_key_before=SecretStr(before)
        )

    return replaced


@pytest.fixture
def key(make_desk: Callable[..., Desk], hook: HookServer) -> tuple[Desk, str]:
    """A leased site with a hook, and the key that signs its calls."""
    desk = make_desk(kind="leased", landlord_email=LANDLORD)
    with transaction():
        _, made = open_hook(
            desk.alice, f"{hook.url}/x", secret=SECRET, allowed=["127.0.0.0/8"], now=NOW
        )
    return desk, made


def links(mail: MailServer) -> list[str]:
    """The links that the landlord and the visitor were sent last."""
    found = [
        re.search(r"http://localhost(/\w+/\S+)", text_of(mail.to_address(each)[-1]))
        for each in (LANDLORD, VISITOR)
    ]
    return [each[1] for each in found if each]


def opens(app: Flask, paths: list[str]) -> list[int]:
    return [Browser(app.test_client()).get(path).status_code for path in paths]


def reseal() -> tuple[int, str]:
    done = CliRunner(env=WIDE).invoke(main, ["secret", "reseal"])
    return done.exit_code, done.output


def test_links_passes_and_webhooks_go_on_while_the_old_secret_is_named(
    app: Flask,
    key: tuple[Desk, str],
    mail: MailServer,
    hook: HookServer,
    clock: Clock,
    replace: Replace,
) -> None:
    """E4: and a call that was sent before is known for the same when it comes again."""
    desk, signs = key
    called = desk.submit()
    sweep(clock)
    mailed, alice = links(mail), api_of(app, desk.alice)
    before = alice.get(f"/requests/{called}/passes").json
    words = {"text": "Bring the ladder.", "visible": True}
    first = alice.post(f"/requests/{called}/updates", words, key="once")

    replace()

    again = alice.post(f"/requests/{called}/updates", words, key="once")
    sweep(clock)
    headers, body = hook.calls[-1]
    assert opens(app, mailed) == [200, 200]
    assert alice.get(f"/requests/{called}/passes").json == before
    assert headers["webhook-signature"] == signed(signs, headers, body)
    assert (again.status_code, again.json) == (first.status_code, first.json)


def test_what_is_sealed_anew_opens_when_the_old_secret_is_forgotten(
    app: Flask,
    key: tuple[Desk, str],
    hook: HookServer,
    mail: MailServer,
    clock: Clock,
    replace: Replace,
) -> None:
    """E4: twice changes nothing, and letters that leave from now on bring links that last."""
    desk, signs = key
    called = desk.submit()
    replace()

    done = [reseal(), reseal()]

    replace(before="")
    sweep(clock)
    headers, body = hook.calls[-1]
    assert (
        done
        == [(0, "The keys of passes, codes and webhooks are sealed with the new secret.\n")] * 2
    )
    assert api_of(app, desk.alice).get(f"/requests/{called}/passes").status_code == 200
    assert headers["webhook-signature"] == signed(signs, headers, body)
    assert opens(app, links(mail)) == [200, 200]
    assert open_with(SECRET) == [False, False]


def open_with(secret: str) -> list[bool]:
    """Whether a secret opens the key of passes, and that of the hook."""
    with transaction(write=False) as session:
        signing, hook = (
            session.scalars(select(SigningKey)).one(),
            session.scalars(select(Webhook)).one(),
        )
        sealed = [
            (signing.sealed or b"", bytes.fromhex(signing.kid)),
            (hook.sealed, b"webhook"),
        ]
    db.session.remove()
    return [open_private(each, secrets=(secret,), name=name) is not None for each, name in sealed]


def test_with_the_new_secret_alone_nothing_old_opens_and_the_command_says_what(
    app: Flask, key: tuple[Desk, str], mail: MailServer, clock: Clock, replace: Replace
) -> None:
    """The control: the old secret is what opened it."""
    key[0].submit()
    sweep(clock)
    mailed = links(mail)

    replace(before="")

    status, words = reseal()
    with transaction():
        rotate(key[0].alice, 1, secret=NEW, now=clock.now)
    key[0].submit()
    sweep(clock)
    assert opens(app, mailed) == [404, 404]
    assert status == 1
    assert "run passes rotate-keys" in words
    assert "webhook 1 was sealed with another" in words
    assert open_with(SECRET) == [True, False]
    assert {each.state.value for each in deliveries() if each.channel == "webhook"} == {"sent"}
