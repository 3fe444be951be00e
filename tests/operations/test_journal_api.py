"""The journal over the API, for those who audit."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from flask import Flask

from accessdesk.accounts.rules import Role
from accessdesk.journal.checkpoints import fingerprint, read_checkpoint
from tests.people import access_body, api_of, make_contact, make_customer, make_site, make_staff


def test_a_manager_reads_a_streams_entries_and_no_names(app: Flask) -> None:
    """R-SEC-2, R-SEC-3."""
    make_site()
    api_of(app, make_contact("Alice Adams", make_customer())).post("/requests", access_body())
    max_ = api_of(app, make_staff("Max Manager", Role.MANAGER))

    answer = max_.get("/journal/site:AMS1")
    rest = max_.get("/journal/site:AMS1?after=1")

    events = [entry["event"] for entry in answer.json["entries"]]
    assert (events[0], events[-1]) == ("request.submitted", "pass.issued")
    assert "request.scheduled" in events
    assert [entry["seq"] for entry in rest.json["entries"]] == list(range(2, len(events) + 1))
    assert "Müller" not in answer.text


def test_a_checkpoint_is_signed_with_the_desks_key(app: Flask) -> None:
    make_site()
    api_of(app, make_contact("Alice Adams", make_customer())).post("/requests", access_body())
    max_ = api_of(app, make_staff("Max Manager", Role.MANAGER))

    answer = max_.get("/journal/site:AMS1/checkpoint")

    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(answer.json["public_key"]))
    entries = max_.get("/journal/site:AMS1").json["entries"]
    assert read_checkpoint(answer.text, {fingerprint(key)}).seq == len(entries)


def test_streams_of_other_sites_and_streams_that_do_not_exist_look_the_same(app: Flask) -> None:
    ams, _ = make_site(), make_site("DUB2")
    alice = api_of(app, make_contact("Alice Adams", make_customer()))
    alice.post("/requests", access_body(site="DUB2"))
    max_ = api_of(app, make_staff("Max Manager", Role.MANAGER, site_ids=[ams]))

    answers = [max_.get(f"/journal/{name}") for name in ("site:DUB2", "site:XXX9", "x", "site:")]

    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.data for answer in answers}) == 1


def test_a_contact_reads_no_journal(app: Flask) -> None:
    make_site()
    alice = api_of(app, make_contact("Alice Adams", make_customer()))

    assert alice.get("/journal/operator").status_code == 403
