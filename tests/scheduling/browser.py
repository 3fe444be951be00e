"""A person who has just signed in, and whose first page is one of planning."""

from flask import Flask

from accessdesk.accounts.rules import Actor
from tests.people import PASSWORD
from tests.web.page_client import Browser


def sign_in(app: Flask, actor: Actor) -> Browser:
    """Sign a person in through the form, without going on to the home page."""
    browser = Browser(app.test_client())
    browser.get("/sign-in")
    browser.send("/sign-in", email=actor.email, password=PASSWORD)
    return browser
