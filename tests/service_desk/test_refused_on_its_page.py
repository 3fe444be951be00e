"""Whoever acts on a request that has changed meanwhile stays where they can do what is left."""

import ast

import pytest
from flask import Flask

from accessdesk.accounts.rules import Actor, Role
from tests.faults_of_calls import defined_in, reached_from
from tests.incidents.test_api import incident_body
from tests.people import access_body, api_of, make_contact, make_customer, make_site, make_staff
from tests.web.page_client import Browser, sign_in, words_of

# Remote hands show what stands against an act on the page of the work, with what was typed.
ON_THE_WORK = ("accessdesk.remote_hands.acts", "try_to")


@pytest.fixture
def alice(app: Flask) -> Actor:
    make_site(approval="manual", lead_days=30)
    return make_contact("Alice Adams", make_customer())


@pytest.fixture
def ann(app: Flask, alice: Actor) -> Browser:
    return sign_in(app, make_staff("Ann Agent", Role.AGENT))


def test_every_act_on_a_request_is_refused_on_its_page(app: Flask) -> None:
    elsewhere = []
    for rule in app.url_map.iter_rules():
        if "POST" not in (rule.methods or ()) or not rule.rule.startswith("/requests/<called>"):
            continue
        view = app.view_functions[rule.endpoint]
        place = (view.__module__, view.__name__)
        marks = getattr(defined_in(place[0])[place[1]], "decorator_list", [])
        named = {ast.unparse(mark) for mark in marks}
        if "refused_on_its_page" not in named and ON_THE_WORK not in reached_from(place):
            elsewhere.append(rule.endpoint)

    assert elsewhere == []


def test_an_incident_that_was_accepted_meanwhile_is_shown_as_it_is(
    app: Flask, alice: Actor, ann: Browser
) -> None:
    called = api_of(app, alice).post("/requests", incident_body()).json["reference"]
    page = f"/requests/{called}/incident"
    ann.get(page)
    again = ann.form(f"{page}/accept")
    ann.fill(f"{page}/accept")

    refused = ann.post(f"{page}/accept", again | {"once": ["another-press"]})

    assert refused.status_code == 409
    assert "Change the request" in words_of(refused)
    assert "Go to your home page" not in words_of(refused)


def test_a_window_is_not_proposed_for_a_visit_that_was_decided_meanwhile(
    app: Flask, alice: Actor, ann: Browser
) -> None:
    called = api_of(app, alice).post("/requests", access_body()).json["reference"]
    page = f"/requests/{called}"
    ann.get(f"{page}/proposals")
    typed = ann.form(f"{page}/proposals")
    day = access_body()["window"]["starts_at"][:10]
    typed |= {"window_starts_at": [f"{day}T14:00"], "window_ends_at": ["15:00"]}
    ann.get(page)
    ann.fill(f"{page}/approve")

    refused = ann.post(f"{page}/proposals", typed)

    assert refused.status_code == 409
    assert "✓ Scheduled" in words_of(refused)
