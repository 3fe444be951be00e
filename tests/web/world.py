"""The demo with one of everything in it, and an address of each thing that is there."""

import re
from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from pathlib import Path

from flask import Flask
from PIL import Image
from sqlalchemy import select

from accessdesk import clock
from accessdesk.db import db, transaction
from accessdesk.demo import seed
from accessdesk.demo.visits import AGENT, actor_called
from accessdesk.demo.work import TECHNICIAN
from accessdesk.estate.models import Site
from accessdesk.gate.models import Admission
from accessdesk.notifications import landlord
from accessdesk.notifications.cases import get_case
from accessdesk.notifications.hooks.hooks import open_hook
from accessdesk.notifications.models import Delivery
from accessdesk.notifications.rules import RecipientKind
from accessdesk.outages.drafts import NoticeDraft, OutageDraft
from accessdesk.outages.service import open_outage
from accessdesk.passes.models import Pass
from accessdesk.passes.queries import details_of_request
from accessdesk.passes.rules import PassState
from accessdesk.remote_hands.models import Work, WorkPhoto
from accessdesk.scheduling.calendar.feeds import open_feed
from accessdesk.scheduling.models import BookedWindow
from accessdesk.service_requests.models import ServiceRequest, Visitor
from accessdesk.service_requests.queries import get_request
from accessdesk.service_requests.rules import Kind, Severity, Status
from accessdesk.service_requests.updates import change_severity
from accessdesk.visits.around.landlord import keep_told
from accessdesk.visits.arrival import own_link
from accessdesk.visits.models import LandlordNotice
from tests.conftest import SECRET
from tests.notifications.post import sweep
from tests.web.page_client import sign_in

CONTACT = "ada@contoso.example"
PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")
MISSING = {
    "called": "SR-26-99999",
    "customer": "nobody",
    "site": "XXX9",
    "stream": "site:XXX9",
    "secret": "x" * 43,
}

Thing = dict[str, object]


def make_world(app: Flask, folder: Path) -> list[Thing]:
    """Tell the demo's stories and what they leave out; returns what addresses can name."""
    now = clock.now()
    seed.fill(seed.secrets_in(folder), folder, now=now)
    _photograph(app)
    _have_an_outage()
    sweep(clock.now)
    _have_told_the_landlord(now)
    with transaction():
        contact = actor_called(CONTACT)
        hook, _ = open_hook(
            contact,
            "https://hooks.contoso.example/",
            secret=SECRET,
            allowed=(),
            now=now,
            find=_public,
        )
        feed = {"secret": open_feed(contact, now=now)}
    with transaction(write=False):
        return [
            *_requests(),
            *_escorts(),
            *_links(),
            feed,
            {"hook_id": hook},
            {"customer": "contoso"},
            *_deliveries(),
            *_stays(),
        ]


def addresses(rule: str, things: list[Thing]) -> set[str]:
    """The addresses of a route for whatever is there."""
    if rule.startswith(("/landlord", "/visits")):
        return {
            link for thing in things if (link := str(thing.get("link", ""))).startswith(rule[:7])
        }
    names = PARAMETER.findall(rule)
    return {
        PARAMETER.sub(lambda found: str(thing[found[1]]), rule)  # noqa: B023
        for thing in things
        if thing.keys() >= set(names)
    }


def missing_address(rule: str) -> str:
    """The address of a route for what is not there."""
    return PARAMETER.sub(lambda found: MISSING.get(found[1], "999999"), rule)


def _public(_name: str, _port: int) -> list[str]:
    return ["93.184.216.34"]


def _photograph(app: Flask) -> None:
    picture = BytesIO()
    Image.new("RGB", (64, 48), "teal").save(picture, "JPEG")
    picture.seek(0)
    with transaction(write=False):
        technician = actor_called(TECHNICIAN)
        begun = select(ServiceRequest).join(Work).where(Work.technician_id == technician.user_id)
        called = db.session.scalars(begun).one().called
    browser = sign_in(app, technician)
    browser.get(f"/work/{called}")
    kept = browser.send(f"/work/{called}/photos", photo=(picture, "bay.jpg"))
    assert kept.status_code == 303


def _have_an_outage() -> None:
    now = clock.now()
    notice = NoticeDraft("A core switch has failed.", "No order can be placed.", unknown=True)
    with transaction():
        agent = actor_called(AGENT)
        accepted = select(ServiceRequest).where(
            ServiceRequest.kind == Kind.INCIDENT, ServiceRequest.status == Status.ACCEPTED
        )
        sr = get_request(agent, db.session.scalars(accepted).one().called, now=now)
        change_severity(agent, sr, Severity.A, "No order can be placed.", now=now)
        open_outage(agent, sr, OutageDraft(notice), now=now)


def _requests() -> Iterator[Thing]:
    """The latest request of each kind and status, with the things that hang on it."""
    every = db.session.scalars(select(ServiceRequest).order_by(ServiceRequest.id))
    for sr in {(sr.kind, sr.status): sr for sr in every}.values():
        site = db.session.get(Site, sr.site_id)
        thing: Thing = {"called": sr.called}
        if site is not None:
            thing |= {"site": site.code, "stream": f"site:{site.code}"}
        for name, model in (
            ("window_id", BookedWindow),
            ("visitor_id", Visitor),
            ("pass_id", Pass),
            ("photo_id", WorkPhoto),
        ):
            of_it = select(model.id).where(model.request_id == sr.id).order_by(model.id)
            if (each := db.session.scalars(of_it.limit(1)).first()) is not None:
                thing[name] = each
        yield thing


def _have_told_the_landlord(now: datetime) -> None:
    """Nothing is mailed here, and it is a letter that brings the landlord's link."""
    with transaction():
        every = db.session.scalars(select(Delivery).where(Delivery.request_id.is_not(None)))
        told = [each for each in every if each.recipient.kind is RecipientKind.LANDLORD]
        keep_told(told[0].request_id or 0, withdrawn=False, now=now)


def _escorts() -> Iterator[Thing]:
    """Each window that a technician could go along in."""
    windows = select(BookedWindow.id).where(BookedWindow.escorts > 0)
    for window_id in db.session.scalars(windows.order_by(BookedWindow.id)):
        yield {"window_id": window_id}


def _links() -> Iterator[Thing]:
    """A link of each kind that opens without an account."""
    notice = db.session.scalars(select(LandlordNotice)).first()
    given = db.session.scalars(select(Pass).where(Pass.state == PassState.ISSUED)).first()
    assert notice
    assert given
    sr = db.session.get_one(ServiceRequest, notice.request_id)
    yield {"link": f"/landlord/{landlord.token_of(get_case(sr.id), SECRET)}"}
    (details,) = [each for each in details_of_request(given.request_id) if each.id == given.id]
    yield {"link": f"/visits/{own_link.token_of(details, SECRET)}"}


def _deliveries() -> Iterator[Thing]:
    """One message to each kind of recipient."""
    every = db.session.scalars(select(Delivery))
    for delivery in {each.recipient.kind: each for each in every}.values():
        yield {"delivery_id": delivery.id}


def _stays() -> Iterator[Thing]:
    """A stay that is open, and one that has ended."""
    for stay in {
        stay.left_at is None: stay for stay in db.session.scalars(select(Admission))
    }.values():
        site = db.session.get_one(Site, stay.site_id)
        yield {"site": site.code, "admission_id": stay.id}
