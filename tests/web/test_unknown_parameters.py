"""A page refuses what its address asks for and it does not know, by name."""

import ast
import re
from collections.abc import Iterator
from importlib import import_module

import pytest
from flask import Flask
from werkzeug.routing import Rule
from wtforms import Form

from accessdesk.accounts.rules import Permission, Role, may
from accessdesk.web.address import MARKS
from tests.faults_of_calls import Place, defined_in, reached_from
from tests.people import make_contact, make_customer, make_site, make_staff
from tests.web.page_client import Browser, sign_in, words_of

READERS = {"query_text", "query_int", "query_moment", "request.args.get"}


@pytest.fixture
def browsers(app: Flask) -> dict[Permission, Browser]:
    """For each permission the browser of somebody who has it."""
    make_site()
    staff = [role for role in Role if role is not Role.CONTACT]
    people = [make_contact("Alice Adams", make_customer())]
    people += [make_staff(f"{role.value} Person", role) for role in staff]
    opened = {person.user_id: sign_in(app, person) for person in people}
    return {
        permission: next(opened[each.user_id] for each in people if may(each, permission))
        for permission in Permission
    }


def pages(app: Flask, *, signed_in: bool) -> list[Rule]:
    """The route of every page that is opened by its address."""
    found = [
        rule
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ())
        and not rule.rule.startswith("/api/")
        and rule.endpoint != "static"
        and (getattr(app.view_functions[rule.endpoint], "permission", None) is not None)
        is signed_in
    ]
    assert len(found) > 5
    return found


def address(rule: Rule) -> str:
    """An address of a route; what it names need not be there."""
    return re.sub(r"<\w+>", "AMS1", re.sub(r"<int:\w+>", "1", rule.rule))


def test_every_page_refuses_what_it_does_not_know_and_names_it(
    app: Flask, browsers: dict[Permission, Browser]
) -> None:
    taken = {}
    for rule in pages(app, signed_in=True):
        browser = browsers[app.view_functions[rule.endpoint].permission]  # type: ignore[attr-defined]
        answer = browser.get(f"{address(rule)}?zork=1")
        if answer.status_code != 422 or "It asks for “zork”" not in words_of(answer):
            taken[rule.rule] = answer.status_code

    assert taken == {}


# What is asked for by programs, which may add what keeps a copy from being read for the thing.
FOR_PROGRAMS = {"/livez", "/readyz", "/metrics", "/calendar/<secret>.ics"}


def test_a_page_that_opens_without_signing_in_refuses_it_as_well(app: Flask) -> None:
    """A visitor reads their pass all the same, whatever a messenger added to its link."""
    codes, marked = (
        {
            rule.rule: app.test_client().get(f"{address(rule)}?{added}").status_code
            for rule in pages(app, signed_in=False)
            if rule.rule not in FOR_PROGRAMS
        }
        for added in ("zork=1", "utm_source=mail&fbclid=abc")
    )

    assert len(codes) == 4
    assert set(codes.values()) == {422}, codes
    assert 422 not in marked.values(), marked


def test_the_way_on_is_the_page_with_what_it_knows(browsers: dict[Permission, Browser]) -> None:
    browser = browsers[Permission.DECIDE_REQUEST]

    refused = browser.get("/requests?statsu=open&kind=incident&waits_for=me")

    assert "It asks for “statsu”, which this page does not know." in words_of(refused)
    assert 'href="/requests?kind=incident&amp;waits_for=me"' in refused.text
    assert "Open the page without it" in words_of(refused)


def test_what_an_address_gives_twice_is_refused_by_name_and_not_half_ignored(
    browsers: dict[Permission, Browser],
) -> None:
    refused = browsers[Permission.DECIDE_REQUEST].get("/requests?kind=incident&kind=site-access")

    assert refused.status_code == 422
    assert "It gives “kind” more than once" in words_of(refused)
    assert 'href="/requests?kind=incident"' in refused.text


def test_marks_that_were_added_to_a_link_are_let_pass(browsers: dict[Permission, Browser]) -> None:
    browser = browsers[Permission.SEE_REQUESTS]

    shown = browser.get("/requests?utm_source=mail&utm_campaign=x&fbclid=abc&kind=incident")

    assert shown.status_code == 200
    assert not MARKS.fullmatch("status")


@pytest.mark.parametrize("name", ["call +31 900 1234 now", "z" * 41, "‮x"])
def test_what_somebody_else_wrote_into_a_link_does_not_speak_in_our_name(
    browsers: dict[Permission, Browser], name: str
) -> None:
    refused = browsers[Permission.SEE_REQUESTS].client.get("/requests", query_string={name: "1"})

    assert refused.status_code == 422
    assert "It asks for something, which this page does not know." in words_of(refused)


def read_by(place: Place) -> Iterator[str]:
    """The parameters that one function reads of the address, by name or with a form."""
    module = import_module(place[0])
    for call in ast.walk(defined_in(place[0])[place[1]]):
        if not isinstance(call, ast.Call) or not call.args:
            continue
        first, name = call.args[0], ast.unparse(call.func)
        if name in READERS and isinstance(first, ast.Constant):
            yield str(first.value)
        made = getattr(module, name, None)
        is_form = isinstance(made, type) and issubclass(made, Form)
        if is_form and "request.args" in ast.unparse(first):
            yield from (field.name for field in made())


def test_each_view_names_all_that_it_reads(app: Flask) -> None:
    """Else what a page reads would be refused."""
    unnamed = {}
    for rule in pages(app, signed_in=True):
        view = app.view_functions[rule.endpoint]
        # What a table of the views names is reached from all of them, and is no part of one.
        places = [
            each for each in reached_from((view.__module__, view.__name__)) if "api" not in each[0]
        ]
        reading = {name for place in places for name in read_by(place)}
        if missing := reading - set(getattr(view, "reads", ())):
            unnamed[rule.endpoint] = missing

    assert unnamed == {}
