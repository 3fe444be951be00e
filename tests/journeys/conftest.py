"""A real browser in front of a real server, on each database."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from accessdesk.accounts.rules import Actor
from tests.people import PASSWORD

expect.set_options(timeout=15_000)  # A machine that also runs the other tests is slow.

SignIn = Callable[..., Page]


@pytest.fixture
def sign_in(browser: Browser, address: str) -> Iterator[SignIn]:
    """Open a browser of one person's own, signed in; every page error fails the test."""
    contexts = []

    def open_as(actor: Actor, *, scripts: bool = True, width: int = 1280) -> Page:
        context = browser.new_context(
            base_url=address,
            java_script_enabled=scripts,
            viewport={"width": width, "height": 900},
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: pytest.fail(str(error)))
        page.goto("/sign-in")
        page.get_by_label("E-mail").fill(actor.email)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url("**/")
        return page

    yield open_as
    for context in contexts:
        context.close()
