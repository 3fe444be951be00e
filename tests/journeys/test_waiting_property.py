"""Whatever a person owes stands on their home; when they owe nothing, it says so (R-ACC-12)."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import count

import pytest
from flask import Flask
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from accessdesk import clock
from accessdesk.accounts.rules import Actor, Right, Role
from accessdesk.service_requests.rules import Awaited
from tests.examples import examples
from tests.incidents.test_api import incident_body
from tests.notifications.post import sweep
from tests.people import (
    ApiClient,
    access_body,
    api_of,
    make_contact,
    make_customer,
    make_device,
    make_site,
    make_staff,
    tomorrow_at,
)
from tests.remote_hands.given import hands_body
from tests.web.page_client import Browser, sign_in

pytestmark = [pytest.mark.long, pytest.mark.timeout(600)]

JUERGEN, MARIE = "Jürgen Müller", "Marie Curie"
VISIT, HANDS, INCIDENT = "visit", "hands", "incident"
VISITORS = [{"name": JUERGEN, "email": "jm@fiberworks.example"}, {"name": MARIE}]
Owed = set[tuple[str, Awaited]]
_WORLDS = count(1)

# What each act is called on a home, up to where the words become the request's own.
SAID = {
    Awaited.ANSWER: "Answer the technician",
    Awaited.COMPLETION: "Say whether it is complete",
    Awaited.PROPOSAL: "Accept or decline another window",
    Awaited.CUSTOMER_UPDATE: "Say how it stands",
    Awaited.PASS: "Send ",
    Awaited.DECISION: "Accept it or refuse it",
    Awaited.APPROVAL: "Approve it",
    Awaited.FIRST_RESPONSE: "Give the customer a first response",
    Awaited.OPERATOR_UPDATE: "Update the customer",
    Awaited.WORD: "Read what the customer says",
    Awaited.WORK: "Go on with your work",
    Awaited.FREE_WORK: "Take the work",
}


@dataclass
class Told:
    """What has happened to the three requests, by our own reckoning."""

    held: bool = True
    proposed: bool = False
    admits: bool = False
    addressed: set[str] = field(default_factory=lambda: {JUERGEN})
    kept: set[str] = field(default_factory=set)
    handed: set[str] = field(default_factory=set)
    incident: str = "submitted"
    work: str = "queued"
    mine: bool = False
    asked: bool = False
    answered: set[str] = field(default_factory=set)
    unheard: set[str] = field(default_factory=set)
    open: set[str] = field(default_factory=lambda: {VISIT, HANDS, INCIDENT})

    def issue_passes(self) -> None:
        self.held, self.proposed, self.admits = False, False, True
        self.kept, self.handed = set(), set()

    def hold(self) -> None:
        self.held, self.proposed, self.admits = True, False, False

    def without_a_pass(self) -> set[str]:
        """Whose pass nobody mailed, and nobody says was handed over."""
        unreached = ({JUERGEN, MARIE} - self.addressed) | self.kept
        return unreached - self.handed if self.admits else set()

    def of_the_customer(self) -> Owed:
        return _those(
            (VISIT, Awaited.PASS, bool(self.without_a_pass())),
            (VISIT, Awaited.PROPOSAL, self.proposed),
            (HANDS, Awaited.ANSWER, self.asked),
            (HANDS, Awaited.COMPLETION, self.work == "finished"),
            (INCIDENT, Awaited.CUSTOMER_UPDATE, INCIDENT in self.open),
        )

    def of_the_desk(self) -> Owed:
        to_decide = {VISIT} if self.held and not self.proposed else set()  # It answers as well.
        unanswered = self.open - self.answered - to_decide
        first = {(each, Awaited.FIRST_RESPONSE) for each in unanswered}
        unheard = {(each, Awaited.WORD) for each in self.unheard & self.open}
        return (
            first
            | unheard
            | _those(
                (VISIT, Awaited.APPROVAL, self.held and not self.proposed),
                (INCIDENT, Awaited.DECISION, self.incident == "submitted"),
                (INCIDENT, Awaited.OPERATOR_UPDATE, INCIDENT in self.open),
            )
        )

    def of_the_technician(self) -> Owed:
        to_do = self.work in {"queued", "working", "paused"}
        return _those(
            (HANDS, Awaited.WORK, to_do and self.mine),
            (HANDS, Awaited.FREE_WORK, to_do and not self.mine),
        )

    def end(self, which: str) -> None:
        self.open -= {which}
        if which == VISIT:
            self.held = self.proposed = self.admits = False


def _those(*acts: tuple[str, Awaited, bool]) -> Owed:
    return {(which, act) for which, act, owed in acts if owed}


@dataclass
class World:
    """One customer with a request of each kind, and everybody who has to do with them."""

    app: Flask
    alice: ApiClient
    ann: ApiClient
    tom: ApiClient
    people: dict[str, Actor]
    path: dict[str, str]
    told: Told = field(default_factory=Told)

    def __post_init__(self) -> None:
        self.browsers = {name: sign_in(self.app, each) for name, each in self.people.items()}

    def visitors(self) -> dict[str, int]:
        """Who comes, and by which id."""
        return {
            each["name"]: each["id"] for each in self.alice.get(self.path[VISIT]).json["visitors"]
        }

    def waiting(self, which: str, act: Awaited) -> int:
        """The thing that an act is about, as the API says it."""
        lines = self.alice.get(self.path[which]).json["waiting_for"]
        return next((line["item"] for line in lines if line["act"] == act), 1)


def make_world(app: Flask) -> World:
    number = next(_WORLDS)
    site = make_site(f"S{number}", approval="manual")
    customer = make_customer(f"customer{number}")
    make_device(customer, site, "CT-0001", serial="SN93X", name="db-7")
    people = {
        "alice": make_contact(f"Alice{number} Adams", customer, site_ids=[site]),
        "rita": make_contact(f"Rita{number} Ray", customer, rights=[Right.INCIDENTS]),
        "carl": make_contact(f"Carl{number} Cole", make_customer(f"other{number}")),
        "ann": make_staff(f"Ann{number} Agent", Role.AGENT, site_ids=[site]),
        "tom": make_staff(f"Tom{number} Tech", Role.TECHNICIAN, site_ids=[site]),
    }
    alice, ann, tom = (api_of(app, people[name]) for name in ("alice", "ann", "tom"))
    where = {"site": f"S{number}"}
    bodies = {
        VISIT: access_body(visitors=VISITORS, **where),
        HANDS: hands_body(**where),
        INCIDENT: incident_body(severity="A", **where),
    }
    path = {}
    for which, body in bodies.items():
        made = alice.post("/requests", body)
        assert made.status_code == 201, made.json
        path[which] = f"/requests/{made.json['reference']}"
    return World(app, alice, ann, tom, people, path)


def _window(start: int) -> dict[str, str]:
    return {
        "starts_at": tomorrow_at(start).isoformat(),
        "ends_at": tomorrow_at(start + 1).isoformat(),
    }


# Each act is tried; only if the service took it does our own reckoning go on.


def approve(world: World) -> None:
    if world.ann.post(f"{world.path[VISIT]}/approve").status_code == 200:
        world.told.issue_passes()
        world.told.answered |= {VISIT}
        world.told.unheard -= {VISIT}


def reject(world: World) -> None:
    if world.ann.post(f"{world.path[VISIT]}/reject", {"reason": "Full"}).status_code == 200:
        world.told.end(VISIT)


def propose(world: World) -> None:
    body = {"window": _window(14), "note": "Quieter then"}
    if world.ann.post(f"{world.path[VISIT]}/proposals", body).status_code == 200:
        world.told.proposed = True
        world.told.answered |= {VISIT}
        world.told.unheard -= {VISIT}


def accept(world: World) -> None:
    proposal = world.waiting(VISIT, Awaited.PROPOSAL)
    path = f"{world.path[VISIT]}/proposals/{proposal}/accept"
    if world.alice.post(path).status_code == 200:
        world.told.issue_passes()
        world.told.answered |= {VISIT}


def decline(world: World) -> None:
    proposal = world.waiting(VISIT, Awaited.PROPOSAL)
    path = f"{world.path[VISIT]}/proposals/{proposal}/decline"
    if world.alice.post(path).status_code == 200:
        world.told.proposed = False
        world.told.unheard |= {VISIT}


def move(world: World) -> None:
    body = {"window": _window(18)}
    if world.alice.post(f"{world.path[VISIT]}/reschedule", body).status_code == 200:
        world.told.hold()


def post(world: World) -> None:
    """The worker comes by, and there is no mail server."""
    sweep(clock.now)
    if world.told.admits:
        world.told.kept |= world.told.addressed


def give_address(world: World) -> None:
    marie = world.visitors()[MARIE]
    path = f"{world.path[VISIT]}/visitors/{marie}/address"
    if world.alice.post(path, {"email": "mc@fiberworks.example"}).status_code == 200:
        world.told.addressed |= {MARIE}


def hand_passes_over(world: World) -> None:
    without, ids = world.told.without_a_pass(), world.visitors()
    lines = world.alice.get(world.path[VISIT]).json["waiting_for"]
    waiting = [line["visitors"] for line in lines if line["act"] == Awaited.PASS]
    assert waiting == ([sorted(ids[name] for name in without)] if without else [])
    for name in without:
        path = f"{world.path[VISIT]}/visitors/{ids[name]}/hand-over"
        assert world.alice.post(path).status_code == 200
        world.told.handed |= {name}


def call_off(which: str) -> Callable[[World], None]:
    def act(world: World) -> None:
        if world.alice.post(f"{world.path[which]}/cancel", {"reason": "Off"}).status_code != 200:
            return
        world.told.end(which)
        if which == HANDS:
            world.told.work, world.told.asked = "cancelled", False
        elif which == INCIDENT:
            world.told.incident = "over"

    return act


def tell(which: str) -> Callable[[World], None]:
    def act(world: World) -> None:
        said = world.ann.post(f"{world.path[which]}/updates", {"text": "We are at it."})
        if said.status_code == 200:
            world.told.answered |= {which}
            world.told.unheard -= {which}

    return act


def say(which: str) -> Callable[[World], None]:
    def act(world: World) -> None:
        said = world.alice.post(f"{world.path[which]}/updates", {"text": "And the fan, please."})
        if said.status_code == 200:
            world.told.unheard |= {which}

    return act


def read(which: str) -> Callable[[World], None]:
    def act(world: World) -> None:
        if world.ann.post(f"{world.path[which]}/read").status_code == 200:
            world.told.unheard -= {which}

    return act


def claim(world: World) -> None:
    if world.tom.post(f"{world.path[HANDS]}/work/claim").status_code == 200:
        world.told.mine = True


def start(world: World) -> None:
    if world.tom.post(f"{world.path[HANDS]}/work/start").status_code == 200:
        world.told.work = "working"


def ask(world: World) -> None:
    body = {"kind": "question", "text": "The lamp is red. Go on?"}
    if world.tom.post(f"{world.path[HANDS]}/work/entries", body).status_code == 201:
        world.told.work, world.told.asked = "waiting", True
        world.told.answered |= {HANDS}


def answer(world: World) -> None:
    question = world.waiting(HANDS, Awaited.ANSWER)
    path = f"{world.path[HANDS]}/questions/{question}/answer"
    if world.alice.post(path, {"text": "Go on"}).status_code == 200:
        world.told.unheard |= {HANDS}
        world.told.asked = bool(
            [each for each in _open(world) if each["act"] == Awaited.ANSWER.value]
        )
        if not world.told.asked:
            world.told.work = "working" if world.told.mine else "paused"


def _open(world: World) -> Iterable[dict[str, str]]:
    lines: list[dict[str, str]] = world.alice.get(world.path[HANDS]).json["waiting_for"]
    return lines


def hand_over(world: World) -> None:
    body = {"note": "My shift is over"}
    if world.tom.post(f"{world.path[HANDS]}/work/hand-over", body).status_code == 200:
        world.told.mine = False
        if world.told.work == "working":
            world.told.work = "paused"


def finish(world: World) -> None:
    body = {"result": "partly", "text": "The array rebuilds"}
    if world.tom.post(f"{world.path[HANDS]}/work/finish", body).status_code == 200:
        world.told.work = "finished"
        world.told.end(HANDS)
        world.told.answered |= {HANDS}


def confirm(world: World) -> None:
    if world.alice.post(f"{world.path[HANDS]}/confirm").status_code == 200:
        world.told.work = "confirmed"


def contest(world: World) -> None:
    body = {"missing": "It is still dark"}
    if world.alice.post(f"{world.path[HANDS]}/contest", body).status_code == 200:
        world.told.work = "paused"
        world.told.open |= {HANDS}
        world.told.unheard |= {HANDS}


def not_mended(world: World) -> None:
    body = {"text": "Orders still time out", "not_mended": True}
    if world.alice.post(f"{world.path[INCIDENT]}/updates", body).status_code == 200:
        world.told.incident = "accepted"
        world.told.open |= {INCIDENT}
        world.told.unheard |= {INCIDENT}


def take_up(world: World) -> None:
    if world.ann.post(f"{world.path[INCIDENT]}/accept").status_code == 200:
        world.told.incident = "accepted"


def refuse(world: World) -> None:
    body = {"clause": "network"}
    if world.ann.post(f"{world.path[INCIDENT]}/refuse", body).status_code == 200:
        world.told.incident = "over"
        world.told.end(INCIDENT)


def resolve(which: str) -> Callable[[World], None]:
    def act(world: World) -> None:
        if world.ann.post(f"{world.path[which]}/resolve", {"reason": "Done"}).status_code != 200:
            return
        world.told.end(which)
        if which == HANDS:
            world.told.work, world.told.asked = "cancelled", False
        else:
            world.told.incident = "over"

    return act


ACTS: dict[str, Callable[[World], None]] = {
    "approve": approve,
    "reject": reject,
    "propose": propose,
    "accept": accept,
    "decline": decline,
    "move": move,
    "post": post,
    "give address": give_address,
    "hand passes over": hand_passes_over,
    "claim": claim,
    "start": start,
    "ask": ask,
    "answer": answer,
    "hand over": hand_over,
    "finish": finish,
    "confirm": confirm,
    "contest": contest,
    "not mended": not_mended,
    "take up": take_up,
    "refuse": refuse,
    **{f"call off the {which}": call_off(which) for which in (VISIT, HANDS, INCIDENT)},
    **{f"tell of the {which}": tell(which) for which in (VISIT, HANDS, INCIDENT)},
    **{f"say something of the {which}": say(which) for which in (VISIT, HANDS, INCIDENT)},
    **{f"read of the {which}": read(which) for which in (VISIT, HANDS, INCIDENT)},
    **{f"resolve the {which}": resolve(which) for which in (HANDS, INCIDENT)},
}
# A person does what stands on their home more often than anything else.
LIKELY = (
    "approve",
    "post",
    "hand passes over",
    "propose",
    "claim",
    "start",
    "ask",
    "answer",
    "finish",
    "contest",
    "decline",
    "not mended",
)


def on_home(world: World, browser: Browser) -> Owed:
    """What a home lists under “Needs you”, by request and act; nothing where it says so."""
    page = browser.get("/").text
    section = page.partition('id="needs-you"')[2].partition("</section>")[0]
    rows = section.split("<li")[1:]
    owed = [row for row in rows if ">Read why" not in row]  # That is news, and no act of theirs.
    called = {world_number(world, which): which for which in world.path}
    found = {
        (which, act)
        for row in owed
        for which in [called[re.search(r'class="number">([^<]+)<', row)[1]]]  # type: ignore[index]
        for act, words in SAID.items()
        if f">{words}" in row
    }
    assert ("Nothing waits for you." in page) is (not rows)
    assert len(found) == len(owed)
    return found


def world_number(world: World, which: str) -> str:
    said = world.ann.get(world.path[which]).json
    return said["number"] or said["reference"]  # type: ignore[no-any-return]


def on_requests(world: World, api: ApiClient) -> Owed:
    """What the API says of each request that its caller has to do."""
    return {
        (which, Awaited(line["act"]))
        for which, path in world.path.items()
        for answer in [api.get(path)]
        if answer.status_code == 200
        for line in answer.json["waiting_for"]
        if line["yours"]
    }


@given(st.lists(st.sampled_from([*ACTS, *LIKELY]), max_size=14))
@examples(60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_owed_by_a_person_stands_on_their_home(app: Flask, acts: list[str]) -> None:
    """R-ACC-12."""
    world = make_world(app)

    for act in acts:
        ACTS[act](world)

    told = world.told
    owed = {
        "alice": told.of_the_customer(),
        "rita": {each for each in told.of_the_customer() if each[0] == INCIDENT},
        "carl": set(),
        "ann": told.of_the_desk(),
        "tom": told.of_the_technician(),
    }
    assert {name: on_home(world, world.browsers[name]) for name in owed} == owed
    assert on_requests(world, world.alice) == owed["alice"]
    assert on_requests(world, world.ann) == owed["ann"]
