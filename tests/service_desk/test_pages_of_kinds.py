"""What the pages of requests say of incidents and remote hands, and how one leads to another."""

from dataclasses import dataclass

import pytest
from flask import Flask

from accessdesk.accounts.rules import Actor, Role
from tests.incidents.test_api import incident_body
from tests.people import (
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
from tests.web.page_client import Browser, sign_in, words_of

NEW = "/requests/new"


@dataclass
class Given:
    """One request of each kind, all of them Alice's, by what each is called."""

    app: Flask
    contact: Actor
    agent: Actor
    visit: str
    hands: str
    incident: str

    def alice(self) -> Browser:
        return sign_in(self.app, self.contact)

    def ann(self) -> Browser:
        return sign_in(self.app, self.agent)


@pytest.fixture
def given(app: Flask) -> Given:
    site, customer = make_site(), make_customer()
    make_device(customer, site, "CT-0001", serial="SN93X", name="db-7")
    alice = make_contact("Alice Adams", customer)
    api = api_of(app, alice)
    broken = incident_body(category="hardware", site="AMS1", devices=["CT-0001"])
    made = [api.post("/requests", body) for body in (access_body(), hands_body(), broken)]
    assert [each.status_code for each in made] == [201] * 3, [each.json for each in made]
    called = [each.json["number"] or each.json["reference"] for each in made]
    return Given(app, alice, make_staff("Ann Agent", Role.AGENT), *called)


def test_the_page_of_each_kind_leads_to_all_that_is_known_of_it(given: Given) -> None:
    ann = given.ann()

    visit = ann.get(f"/requests/{given.visit}").text
    hands = ann.get(f"/requests/{given.hands}").text
    incident = ann.get(f"/requests/{given.incident}").text

    # Nothing was proposed yet, and nobody has failed to come.
    assert _links(visit) == [f"/requests/{given.visit}/messages"]
    assert "The work, step by step" in hands
    assert "Do the work" not in hands
    assert "Accept it, refuse it, or read the letter" in incident
    links = [link for page in (visit, hands, incident) for link in _links(page)]
    assert "The outage: what is told, to whom, and when" in incident
    assert len(links) == 6
    assert {ann.client.get(link).status_code for link in links} == {200}


@pytest.mark.parametrize("ended", [False, True])
def test_an_incident_is_offered_for_a_decision_while_it_can_be_decided(
    given: Given, ended: bool
) -> None:
    path, desk = f"/requests/{given.incident}", api_of(given.app, given.agent)
    offered = words_of(given.ann().get(path))
    desk.post(f"{path}/accept")
    if ended:
        desk.post(f"{path}/resolve", {"reason": "The drive was replaced."})

    page = words_of(given.ann().get(path))

    assert "Accept it, refuse it, or read the letter" in offered
    assert "Accept it" not in page
    assert "What the customer told us, and our answer" in page


def test_a_contact_reads_of_their_own_desk_and_decides_nothing(given: Given) -> None:
    alice = given.alice()

    hands, incident = (
        words_of(alice.get(f"/requests/{each}")) for each in (given.hands, given.incident)
    )

    assert "At A your desk then owes us an update" in hands
    assert "At A the customer’s desk then owes us" in words_of(
        given.ann().get(f"/requests/{given.hands}")
    )
    assert "What you told us, and our answer" in incident
    assert "Accept it" not in incident
    assert "The outage: what is told" not in incident, "there is none"


def test_what_an_incident_is_about_is_said_in_words(given: Given) -> None:
    body = incident_body(category="on-premises-software")
    called = api_of(given.app, given.contact).post("/requests", body).json["reference"]

    assert "About On-premises software" in words_of(
        given.alice().get(f"/requests/{called}/incident")
    )


def test_why_less_than_a_was_chosen_stands_on_the_page_of_an_incident(given: Given) -> None:
    """R-SEV-7."""
    why = {"affects_availability": True, "severity_reason": "Redundant pair"}
    made = api_of(given.app, given.contact).post("/requests", incident_body(severity="B", **why))
    path = f"/requests/{made.json['reference']}"

    pages = [words_of(each.get(path)) for each in (given.alice(), given.ann())]

    assert ["not A because: Redundant pair" in each for each in pages] == [True, True]


def test_the_desk_is_asked_for_the_customers_own_reference(given: Given) -> None:
    """On every form: it is not the desk's own."""
    for path in (NEW, f"{NEW}/incident", f"{NEW}/remote-hands?task=other"):
        asked, own = words_of(given.ann().get(path)), words_of(given.alice().get(path))

        assert "The customer’s own reference optional" in asked
        assert "Your own reference" not in asked
        assert "Your own reference optional" in own


def _links(markup: str) -> list[str]:
    part = markup.partition("More about it</h2>")[2].partition("</section>")[0]
    return [piece.partition('"')[0] for piece in part.split('href="')[1:]]


def test_home_opens_a_door_to_each_kind(given: Given) -> None:
    for person in (given.alice(), given.ann()):
        home = person.get("/").text

        for path in (NEW, f"{NEW}/remote-hands", f"{NEW}/incident"):
            assert f'href="{path}"' in home
            assert person.get(path).status_code == 200


@pytest.mark.parametrize(("how", "state"), [("resolve", "✓ Resolved"), ("archive", "– Archived")])
def test_an_agent_ends_a_request_in_words_for_the_customer(
    given: Given, how: str, state: str
) -> None:
    """R-ACC-9."""
    ann, path = given.ann(), f"/requests/{given.hands}"
    ann.get(path)

    silent = ann.fill(f"{path}/end", reason="")
    ended = words_of(ann.follow(ann.fill(f"{path}/end", how=how, reason="The drive is new.")))

    assert silent.status_code == 422
    assert state in ended
    assert "The drive is new." in ended
    assert "End it" not in ended


def test_a_request_of_any_kind_is_called_off_from_its_page(given: Given) -> None:
    alice = given.alice()
    for called in (given.visit, given.hands, given.incident):
        alice.get(f"/requests/{called}")

        gone = alice.follow(alice.fill(f"/requests/{called}/cancel", reason="It works again."))

        assert "– Cancelled" in words_of(gone), called


def test_a_refused_incident_becomes_a_visit_that_carries_what_it_says(given: Given) -> None:
    """R-ACC-6: text, device and link."""
    refusal = {"clause": "hardware", "reason": ""}
    api_of(given.app, given.agent).post(f"/requests/{given.incident}/refuse", refusal)
    alice, day = given.alice(), tomorrow_at(0).date().isoformat()
    alice.get(f"{NEW}?from={given.incident}")
    shown = alice.form(NEW)

    party = {"party_name": "Fixers", "party_phone": "+31 20 555 0100"}
    asked = {"visitors-0-name": "Ana Lima", "window_starts_at": "soon"}
    alice.fill(NEW, **party, **asked, window_ends_at=f"{day}T12:00")
    made = alice.follow(alice.fill(NEW, window_starts_at=f"{day}T09:00"))
    incident = alice.get(f"/requests/{given.incident}/incident")

    assert shown["summary"] == ["Orders time out"]
    assert shown["devices"] == ["CT-0001"]
    assert "CT-0001 db-7" in words_of(made)
    assert "It became SR-" in words_of(incident)


def test_what_was_typed_for_hands_is_carried_over_to_a_visit(given: Given) -> None:
    """R-RH-1."""
    alice = given.alice()

    alice.get(f"{NEW}?site=AMS1&summary=Update+the+firmware&devices=CT-0001&severity=B")

    shown = alice.form(NEW)
    assert shown["summary"] == ["Update the firmware"]
    assert shown["devices"] == ["CT-0001"]
    assert shown["severity"] == ["B"]


def test_another_customers_incident_carries_nothing_over(given: Given) -> None:
    """R-SEC-1."""
    bob = sign_in(given.app, make_contact("Bob Brown", make_customer("fabrikam")))

    assert bob.get(f"{NEW}?from={given.incident}").status_code == 404
