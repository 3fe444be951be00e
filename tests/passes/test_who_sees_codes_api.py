"""What opens a gate is seen by whom it is for: every route that reads, by everybody (R-SEC-5)."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient

from accessdesk import clock
from accessdesk.accounts.rules import Actor, Right, Role, Scope
from accessdesk.db import db, transaction
from accessdesk.notifications.models import Delivery
from accessdesk.passes.qr import qr_png, qr_svg
from accessdesk.passes.queries import details_of_request
from accessdesk.service_requests.queries import get_request
from accessdesk.visits.arrival.own_link import token_of
from tests.conftest import SECRET
from tests.notifications.post import sweep
from tests.people import access_body, api_of, make_contact, make_customer, make_site, make_staff
from tests.web.page_client import forget_request, sign_in
from tests.web.world import Thing, addresses

SEEING = {"alice", "alice's passes token", "alice's full token", "agent", "manager"}


@dataclass(frozen=True)
class Visit:
    """A visit with one pass, what opens its gate, and every name that an address can hold."""

    secrets: dict[str, bytes]
    things: list[Thing]


@pytest.fixture
def people(app: Flask) -> dict[str, Actor]:
    here, elsewhere = make_site(), make_site("FRA1")
    contoso, fabrikam = make_customer(), make_customer("fabrikam")
    others = [Right.REMOTE_HANDS, Right.INCIDENTS, Right.CONTACTS]
    elsewhere_too = make_contact("Carl Cole", contoso, rights=others, site_ids=[here])
    with transaction() as session:
        from accessdesk.accounts.models import UserGrant

        session.add(
            UserGrant(user_id=elsewhere_too.user_id, right=Right.SITE_ACCESS, site_id=elsewhere)
        )
    return {
        "alice": make_contact("Alice Adams", contoso),
        "bob, who may do all but enter": make_contact("Bob Brown", contoso, rights=others),
        "carl, who may enter elsewhere": elsewhere_too,
        "mallory of another customer": make_contact("Mallory Moss", fabrikam),
        **{role.value: make_staff(f"{role.value.title()} Gray", role) for role in STAFF},
    }


STAFF = [role for role in Role if role is not Role.CONTACT]


@pytest.fixture
def visit(app: Flask, people: dict[str, Actor]) -> Visit:
    alice = api_of(app, people["alice"])
    called = alice.post("/requests", access_body()).json["number"]
    given = alice.get(f"/requests/{called}/passes").json[0]
    sweep(clock.now)
    with transaction(write=False) as session:
        sr = get_request(people["alice"], called, now=clock.now())
        (details,) = details_of_request(sr.id)
        messages = [each.id for each in session.query(Delivery)]
    db.session.remove()
    picture = qr_svg(given["code"], "").partition(' d="')[2].partition('"')[0]
    thing: Thing = {
        "called": called,
        "pass_id": details.id,
        "visitor_id": details.visitor_id,
        "window_id": details.window_id,
        "site": "AMS1",
        "stream": "site:AMS1",
    }
    secrets = {
        "signed text": given["code"].encode(),
        "picture": picture.encode(),
        "photograph of it": qr_png(given["code"]),
        "short code": details.short_code.encode(),
        "short code in groups": details.grouped_code.encode(),
        "secret link": token_of(details, SECRET).encode(),
    }
    return Visit(secrets, [thing, {"stream": "operator"}, *({"delivery_id": i} for i in messages)])


def readers(
    app: Flask, people: dict[str, Actor]
) -> Iterator[tuple[str, FlaskClient, dict[str, str], str]]:
    """Everybody who can ask: who, by which client, with what headers, below which path."""
    yield "nobody", app.test_client(), {}, "/"
    for name, actor in people.items():
        yield name, sign_in(app, actor).client, {}, "/"
        yield name, app.test_client(), api_of(app, actor).headers(), "/api/"
    for words, scope in (("read", Scope.READ), ("passes", Scope.PASSES), ("full", Scope.FULL)):
        reader = api_of(app, people["alice"], scope)
        yield f"alice's {words} token", app.test_client(), reader.headers(), "/api/"


@pytest.mark.long
def test_what_opens_a_gate_is_in_no_answer_to_somebody_without_the_right(
    app: Flask, people: dict[str, Actor], visit: Visit
) -> None:
    """R-SEC-5: a byte search of every answer; its control, those who may see it, do find it."""
    reads = sorted(
        rule.rule
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and rule.endpoint != "static"
    )
    found: dict[str, set[str]] = {}

    for who, client, headers, below in readers(app, people):
        found.setdefault(who, set())
        for rule in reads:
            if not rule.startswith(below) or (below == "/" and rule.startswith("/api/")):
                continue
            if rule.endswith(".pdf") and who in SEEING:
                continue  # A sheet takes long to make.
            for address in addresses(rule, visit.things):
                data = client.get(address, headers=headers).data
                forget_request()
                found[who] |= {name for name, each in visit.secrets.items() if each in data}

    assert {who for who, secrets in found.items() if secrets} == SEEING
    assert set.union(*found.values()) == set(visit.secrets)


def test_who_may_not_see_a_pass_is_told_who_may(
    app: Flask, people: dict[str, Actor], visit: Visit
) -> None:
    """R-SEC-5: nothing stands where the code would; the state and the window stay."""
    called, pass_id = visit.things[0]["called"], visit.things[0]["pass_id"]
    bob = people["bob, who may do all but enter"]

    listed = api_of(app, bob).get(f"/requests/{called}/passes").json[0]
    picture = api_of(app, bob).get(f"/passes/{pass_id}.png")
    page = sign_in(app, bob).get(f"/requests/{called}").text
    paper = sign_in(app, bob).get(f"/passes/{pass_id}")

    assert (listed["code"], listed["short_code"], listed["links"]) == (None, None, {})
    assert (listed["visitor"], listed["state"]) == ("Jürgen Müller", "issued")
    for refused in (picture, paper):
        assert refused.status_code == 403
    for words in (picture.json["detail"], page, paper.text):
        assert "shown to contacts with the right to site access at AMS1" in words
