"""A person at a browser without scripts, who looks at every page.

`fill` sends a form that stands on the page at hand as a browser would: what it shows already goes
along, with its token and its key. `send` takes only the token and the key of the page.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from flask import Flask, g
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from accessdesk import clock
from accessdesk.accounts.models import SignInSession
from accessdesk.accounts.rules import Actor
from accessdesk.accounts.sign_in.secrets import new_session_token, token_hash
from accessdesk.db import db, transaction
from accessdesk.web.access import SESSION_KEY
from tests.people import PASSWORD
from tests.web.page import PageForm, Values, read
from tests.web.page_checks import faults

A_SHIFT = timedelta(hours=12)


def words_of(answer: TestResponse) -> str:
    """What a person reads on a page, on one line."""
    return " ".join(read(answer.text).words)


def forget_request() -> None:
    """End a request as a server does: a test's app context outlives it, and all that hangs on it.

    That is what Flask-WTF remembers, and the session in which an error page looked for its reader.
    """
    for remembered in ("csrf_token", "csrf_valid"):
        g.pop(remembered, None)
    db.session.remove()


@dataclass
class Browser:
    """A browser without scripts in which one person is signed in."""

    client: FlaskClient
    page: str = field(default="", repr=False)

    def get(self, path: str) -> TestResponse:
        """Open a page, and stay on it."""
        return self._look(self.client.get(path))

    def form(self, path: str) -> Values:
        """What the form that goes to a path shows now."""
        found = [form for form in self._forms() if form.action == path]
        assert found, f"no form on this page goes to {path}"
        return {name: list(values) for name, values in found[0].values.items()}

    def send(self, path: str, /, **fields: Any) -> TestResponse:
        """Send fields with the token and the key of the page at hand."""
        shown = [form.values for form in self._forms()]
        data = {
            name: next((values[name][0] for values in shown if name in values), "")
            for name in ("csrf_token", "once")
        }
        return self.post(path, {name: value for name, value in data.items() if value} | fields)

    def fill(self, path: str, /, **fields: Any) -> TestResponse:
        """Fill in and send the form that goes to a path; a list gives a field several values."""
        values = self.form(path)
        for name, value in fields.items():
            values[name] = value if isinstance(value, list) else [value]
        return self.post(path, values)

    def post(self, path: str, values: Any) -> TestResponse:
        """Send values as they are, whatever page is at hand."""
        answer = self.client.post(path, data=values)
        answer.request.environ["wsgi.input"].close()  # The client leaves a large body open.
        return self._look(answer)

    def follow(self, answer: TestResponse) -> TestResponse:
        """Go where an answer sends the browser."""
        assert answer.status_code == 303, words_of(answer)
        return self.get(answer.headers["Location"])

    def _forms(self) -> list[PageForm]:
        if not self.page:  # Where a person is led who has signed in.
            self.get("/")
        return read(self.page).forms

    def _look(self, answer: TestResponse) -> TestResponse:
        forget_request()
        assert answer.status_code < 500, answer.text
        if answer.mimetype == "text/html" and answer.status_code != 303:
            assert not (found := faults(answer.text)), found
            self.page = answer.text
        return answer


def sign_in_by_form(app: Flask, actor: Actor) -> Browser:
    """Sign a person in as they would; the browser stays on the form's page."""
    browser = Browser(app.test_client())
    browser.get("/sign-in")
    signed_in = browser.send("/sign-in", email=actor.email, password=PASSWORD)
    assert signed_in.status_code == 303, words_of(signed_in)
    return browser


def sign_in(app: Flask, actor: Actor) -> Browser:
    """A browser in which a person has just signed in, and has opened no page yet.

    The session is put in its place: the form has tests of its own, and a password takes long.
    """
    token = new_session_token()
    now = clock.now()
    with transaction() as session:
        session.add(
            SignInSession(
                token_hash=token_hash(token),
                user_id=actor.user_id,
                started_at=now,
                expires_at=now + A_SHIFT,
            )
        )
    browser = Browser(app.test_client())
    with browser.client.session_transaction() as cookie:
        cookie[SESSION_KEY] = token
    return browser
