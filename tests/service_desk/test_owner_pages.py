"""What customers say is new to the desk until it is answered or read; who looks after a request."""

from dataclasses import dataclass

import pytest
from flask import Flask

from accessdesk.accounts.rules import Actor, Role
from tests.incidents.test_api import incident_body
from tests.moments import BEYOND_THE_CALENDAR
from tests.people import ApiClient, api_of, make_contact, make_customer, make_site, make_staff
from tests.web.page_client import Browser, sign_in, words_of

NEW = "Read what the customer says, and answer"


@dataclass
class Desk:
    """An incident of Alice's that nobody has taken up, and two agents."""

    app: Flask
    alice: ApiClient
    ann: Actor
    bob: Actor
    path: str

    def browser(self) -> Browser:
        return sign_in(self.app, self.ann)

    def agent(self) -> ApiClient:
        return api_of(self.app, self.ann)

    def shown(self) -> dict[str, object]:
        answer: dict[str, object] = self.alice.get(self.path).json
        return answer


@pytest.fixture
def desk(app: Flask) -> Desk:
    make_site()
    alice = api_of(app, make_contact("Alice Adams", make_customer()))
    made = alice.post("/requests", incident_body(site="AMS1"))
    ann, bob = make_staff("Ann Agent", Role.AGENT), make_staff("Bob Agent", Role.AGENT)
    return Desk(app, alice, ann, bob, f"/requests/{made.json['reference']}")


def test_a_customers_word_is_on_the_home_of_the_desk_until_it_is_answered(desk: Desk) -> None:
    """R-ACC-12: whoever wrote is not left alone with it."""
    ann = desk.browser()
    quiet = words_of(ann.get("/"))
    desk.alice.post(f"{desk.path}/updates", {"text": "The second rack is dark, too."})

    home = words_of(ann.get("/"))
    page = words_of(ann.get(desk.path))
    ann.follow(ann.fill(f"{desk.path}/updates", text="We look at both."))
    after = words_of(ann.get("/"))

    assert NEW not in quiet
    assert NEW in home
    assert "The second rack is dark, too." in home
    assert "The customer says The second rack is dark, too." in page
    assert NEW not in after


def test_a_word_that_is_read_is_new_no_more_and_what_came_in_meanwhile_is(desk: Desk) -> None:
    ann = desk.browser()
    desk.alice.post(f"{desk.path}/updates", {"text": "Thank you."})
    ann.get(desk.path)
    through = ann.form(f"{desk.path}/read")["through"]
    desk.alice.post(f"{desk.path}/updates", {"text": "And the fan."})

    early = words_of(ann.follow(ann.fill(f"{desk.path}/read", through=through)))
    ann.get(desk.path)
    read = words_of(ann.follow(ann.fill(f"{desk.path}/read")))

    assert "The customer says And the fan." in early
    assert "✓ Noted as read." in read
    assert "The customer says" not in read


def test_a_time_that_is_none_is_refused_on_the_page(desk: Desk) -> None:
    ann = desk.browser()
    desk.alice.post(f"{desk.path}/updates", {"text": "Thank you."})

    for typed in ("yesterday", "2026-12-01T09:00:00", *BEYOND_THE_CALENDAR):
        ann.get(desk.path)
        refused = ann.fill(f"{desk.path}/read", through=typed)

        assert refused.status_code == 422, typed
        assert "The customer says" in words_of(refused), typed


def test_a_change_of_severity_by_the_customer_is_a_word_as_well(desk: Desk) -> None:
    impact = {"severity": "A", "impact": "All orders are lost"}
    desk.alice.post(f"{desk.path}/severity", impact)

    assert "Severity A: All orders are lost" in words_of(desk.browser().get("/"))


def test_whoever_takes_an_incident_up_owns_it_and_handing_the_work_on_changes_no_owner(
    desk: Desk,
) -> None:
    """R-SEV-6: owner and resolver are two."""
    agent = desk.agent()

    free = desk.shown()
    agent.post(f"{desk.path}/accept")
    owned = desk.shown()
    handed = agent.post(f"{desk.path}/owner", {"resolver": "Network operations"})
    again = agent.post(f"{desk.path}/owner", {"owner": desk.bob.email})

    assert (free["owner"], free["resolver"]) == (None, "")
    assert owned["owner"] == "Ann Agent"
    assert (handed.json["owner"], handed.json["resolver"]) == ("Ann Agent", "Network operations")
    assert (again.json["owner"], again.json["resolver"]) == ("Bob Agent", "Network operations")


def test_the_owner_is_said_and_chosen_on_the_page(desk: Desk) -> None:
    """R-SEV-6."""
    ann = desk.browser()
    ann.get(desk.path)

    kept = ann.follow(
        ann.fill(f"{desk.path}/owner", owner=desk.bob.email, resolver="Network operations")
    )

    said = words_of(kept)
    assert "Looked after by Bob Agent (work with Network operations)" in said
    assert "Bob Agent looks after it" in said
    assert "The work was handed to another group" in said


@pytest.mark.parametrize("email", ["alice@contact.example", "nobody@agent.example"])
def test_only_somebody_of_the_desk_at_the_site_can_own_it(desk: Desk, email: str) -> None:
    refused = desk.agent().post(f"{desk.path}/owner", {"owner": email})
    by_the_customer = desk.alice.post(f"{desk.path}/owner", {"owner": desk.ann.email})

    assert (refused.status_code, refused.json["errors"][0]["field"]) == (422, "owner")
    assert by_the_customer.status_code == 403
