"""The gate as another system's desk uses it."""

from datetime import timedelta

import pytest

from accessdesk.accounts.models import User
from accessdesk.accounts.rules import Role, Scope
from accessdesk.customers.models import Customer
from accessdesk.customers.rules import Plan
from accessdesk.db import transaction
from accessdesk.gate import queries
from accessdesk.service_requests.models import ServiceRequest
from tests.gate.documents import passport
from tests.people import ApiClient, api_of, make_contact, make_customer, make_staff

HOUR = timedelta(hours=1)
MULLER = {"scan": passport("Mueller", "Juergen"), "original": True}
SMITH = {"scan": passport("Smith", "Agent"), "original": True}
CLOSE = {"scan": passport("Mueler", "Juergen"), "original": True}


@pytest.fixture
def desk(app, officer) -> ApiClient:
    return api_of(app, officer)


def entry(code, document=MULLER, **more):
    return {"code": code, "document": document, "badge": "V-07", "desk": "north"} | more


def admit(desk, code, document=MULLER, site="AMS1", **more):
    return desk.post(f"/gate/{site}/admissions", entry(code, document, **more))


def test_scan_then_admit_then_leave(desk, visit_now):
    """R-GATE-1, R-GATE-2, R-GATE-9."""
    visit = visit_now()

    scanned = desk.post("/gate/AMS1/scans", {"code": visit.code})
    admitted = admit(desk, visit.code)
    inside = desk.get("/gate/AMS1/inside")
    stay = admitted.json["admission"]
    left = desk.post("/gate/AMS1/departures", {"admission": stay, "badge_returned": True})
    empty = desk.get("/gate/AMS1/inside")

    assert scanned.status_code == 200
    assert scanned.json["decision"] == "present-id"
    assert scanned.json["code"] is None
    assert scanned.json["visitor"] == "Jürgen Müller"
    assert scanned.json["expects"] == ["document"]
    assert scanned.json["request"] == "R-2026-000001"
    assert admitted.status_code == 201
    assert admitted.json["decision"] == "admit"
    assert [(row["visitor"], row["badge"]) for row in inside.json["inside"]] == [
        ("Jürgen Müller", "V-07")
    ]
    assert (left.status_code, left.json["badge_returned"]) == (201, True)
    assert empty.json == {"inside": [], "next": None}


def test_a_refusal_is_a_conflict_with_words_and_a_trace(desk, visit_now):
    """R-GATE-7."""
    answer = admit(desk, visit_now().code, SMITH)

    assert answer.status_code == 409
    assert answer.content_type == "application/problem+json"
    body = answer.json
    assert (body["decision"], body["code"], body["status"]) == ("refuse", "name-mismatch", 409)
    assert all(body[name] for name in ("attempt", "title", "detail", "next_step"))
    [kept] = desk.get("/gate/AMS1/attempts").json["attempts"]
    assert (kept["attempt"], kept["code"]) == (body["attempt"], "name-mismatch")
    assert kept["officer"] == "Olu Gate"


def test_a_refusal_says_whom_to_call_with_the_number(desk, visit_now):
    """R-GATE-14, R-ACC-14: as the desk's page does, for an officer may not see the request."""
    visit, other = visit_now(), visit_now(escort=True)
    with transaction() as session:
        contact = session.get_one(ServiceRequest, visit.request_id).contact_id
        session.get_one(User, contact).telephone = "+31 20 555 0101"

    refused = admit(desk, visit.code, SMITH)
    unescorted = desk.post("/gate/AMS1/admissions", entry(other.code, escort_present=None))

    assert "Ada Byron 1 (+31 20 555 0101) corrects the name" in refused.json["next_step"]
    assert unescorted.json["expects"] == ["escort"]
    assert "Nobody has taken the escort yet" in unescorted.json["next_step"]


def test_a_review_is_answered_with_a_judgement(desk, visit_now):
    """R-GATE-5."""
    visit = visit_now()
    found = {"photo_matches": True, "name_compared": True, "reason": "one l is missing"}

    asked = admit(desk, visit.code, CLOSE)
    admitted = admit(desk, visit.code, CLOSE, judgement=found)

    assert (asked.status_code, asked.json["decision"]) == (409, "review")
    assert asked.json["code"] == "name-review"
    assert asked.json["reasons"]
    assert admitted.status_code == 201


WHOLE = entry("", escort_present=True)


@pytest.mark.parametrize(
    ("silent", "expected"),
    [
        ({"document": None}, ["document", "escort"]),
        ({"document": {"scan": MULLER["scan"]}}, ["original"]),
        ({"escort_present": None}, ["escort"]),
        ({"badge": None}, ["badge"]),
        (
            {"badge": None, "escort_present": None, "document": {"scan": MULLER["scan"]}},
            ["original", "escort", "badge"],
        ),
    ],
)
def test_what_is_not_said_is_asked_for_and_counts_against_nobody(desk, visit_now, silent, expected):
    """R-GATE-13: whether the field is null or not there at all."""
    code = visit_now(escort=True).code
    said = WHOLE | {"code": code} | silent
    if "document" in silent and silent["document"] is None:
        said |= {"escort_present": None}

    answers = [
        desk.post("/gate/AMS1/admissions", said),
        desk.post(
            "/gate/AMS1/admissions", {name: each for name, each in said.items() if each is not None}
        ),
    ]
    kept = desk.get("/gate/AMS1/attempts").json["attempts"]
    admitted = desk.post("/gate/AMS1/admissions", WHOLE | {"code": code})

    for answer in answers:
        assert (answer.status_code, answer.json["decision"]) == (409, "ask")
        assert answer.json["expects"] == expected
        assert answer.json["attempt"] is None
        assert answer.json["next_step"]
    assert kept == []
    assert admitted.status_code == 201


def test_the_same_person_inside_twice_is_a_review_of_its_own(desk, visit_now):
    """R-GATE-6, R-GATE-13: a judgement that does not speak of them leaves it open."""
    first, second = visit_now(), visit_now()
    admit(desk, first.code)
    found = {"photo_matches": True, "name_compared": True, "reason": "another face"}

    asked = admit(desk, second.code, badge="V-08")
    silent = admit(desk, second.code, badge="V-08", judgement=found)
    same = admit(desk, second.code, badge="V-08", judgement=found | {"another_person": False})
    other = admit(desk, second.code, badge="V-08", judgement=found | {"another_person": True})

    for review in (asked, silent):
        assert (review.json["decision"], review.json["code"]) == ("review", "same-person")
        assert review.json["expects"] == ["judgement", "another-person"]
        assert any("on R-2026-000001: the same person?" in each for each in review.json["reasons"])
    assert (same.json["decision"], same.json["code"]) == ("refuse", "already-inside")
    assert other.status_code == 201


def test_who_is_inside_already_is_told_since_when_at_which_desk_with_which_badge(desk, visit_now):
    """R-GATE-6."""
    visit = visit_now()
    entered = admit(desk, visit.code)

    again = admit(desk, visit.code, badge="V-08")
    scanned = desk.post("/gate/AMS1/scans", {"code": visit.code})

    for answer in (again, scanned):
        assert answer.json["code"] == "already-inside"
        assert answer.json["stay"] == {
            "entered_at": entered.json["entered_at"],
            "desk": "north",
            "badge": "V-07",
        }
        assert "let in at the desk “north”, with badge V-07." in answer.json["detail"]


def test_a_review_that_nobody_finished_is_no_decision(desk, visit_now):
    """R-GATE-7: it stays on record as what it is, until something is decided on the pass."""
    visit, other = visit_now(), visit_now("Agent Smith")
    found = {"photo_matches": True, "name_compared": True, "reason": "one l is missing"}

    admit(desk, visit.code, CLOSE)
    admit(desk, other.code, SMITH, badge="V-09")
    [_, open_review] = desk.get("/gate/AMS1/attempts").json["attempts"]
    admit(desk, visit.code, CLOSE, judgement=found)
    [done, _, review] = desk.get("/gate/AMS1/attempts").json["attempts"]

    assert (open_review["decision"], open_review["unfinished"]) == ("review", True)
    assert (review["attempt"], review["unfinished"]) == (open_review["attempt"], False)
    assert (done["decision"], done["unfinished"]) == ("admit", False)


def on_itar(visit):
    """Put the customer of a visit on the plan that lets US persons in alone."""
    with transaction() as session:
        request = session.get_one(ServiceRequest, visit.request_id)
        session.get_one(Customer, request.customer_id).plan = Plan.ITAR


def test_for_a_customer_on_an_itar_plan_it_is_said_whether_this_is_a_us_person(desk, visit_now):
    """R-GATE-13."""
    visit = visit_now()
    on_itar(visit)

    asked = admit(desk, visit.code)
    refused = admit(desk, visit.code, us_person=False)
    admitted = admit(desk, visit.code, us_person=True)

    assert (asked.json["decision"], asked.json["expects"]) == ("ask", ["us-person"])
    assert (refused.json["decision"], refused.json["code"]) == ("refuse", "us-person-required")
    assert admitted.status_code == 201


def test_more_inside_than_the_site_may_hold_is_for_the_officer_to_judge(desk, visit_now):
    visit = visit_now("Jürgen Müller", "Agent Smith", visitor_capacity=1)
    found = {"photo_matches": True, "name_compared": True, "reason": "one has just left"}
    admit(desk, visit.codes[0])

    asked = admit(desk, visit.codes[1], SMITH, badge="V-08")
    admitted = admit(desk, visit.codes[1], SMITH, badge="V-08", judgement=found)

    assert (asked.json["decision"], asked.json["code"]) == ("review", "site-full")
    assert "1 person is inside, and the site may hold 1." in asked.json["detail"]
    assert admitted.status_code == 201


def test_a_badge_of_no_letters_says_that_none_is_handed_out(desk, visit_now):
    """R-GATE-13."""
    answer = admit(desk, visit_now().code, badge="")

    assert (answer.status_code, answer.json["badge"]) == (201, "")


def test_a_copy_is_refused_and_kept(desk, visit_now):
    """R-GATE-3."""
    answer = admit(desk, visit_now().code, MULLER | {"original": False})

    assert (answer.json["decision"], answer.json["code"]) == ("refuse", "id-not-accepted")
    assert answer.json["attempt"]


def test_a_badge_that_somebody_has_is_told_at_its_field(desk, visit_now):
    visit = visit_now("Jürgen Müller", "Agent Smith")
    admit(desk, visit.codes[0])

    answer = admit(desk, visit.codes[1], SMITH)

    assert (answer.status_code, answer.json["code"]) == (422, "badge-taken")
    assert answer.json["next_step"].startswith("Hand out another badge.")
    assert answer.json["errors"] == [{"field": "badge", "detail": "V-07 is with Jürgen Müller."}]
    assert len(desk.get("/gate/AMS1/attempts").json["attempts"]) == 1


def test_a_pass_alone_lets_nobody_in(desk, visit_now):
    answer = admit(desk, visit_now().code, None)

    assert (answer.status_code, answer.json["code"]) == (409, "id-required")


def test_a_typed_id_works_as_well(desk, visit_now):
    """R-GATE-4."""
    typed = {
        "kind": "driving-licence",
        "issuer": "US-VA",
        "surname": "Müller",
        "given_names": "Jürgen",
        "expires_on": "2031-05-04",
    }

    answer = admit(desk, visit_now().code, {"typed": typed, "original": True})

    assert answer.status_code == 201


TYPED = {
    "kind": "passport",
    "issuer": "Estonia",
    "surname": "Müller",
    "given_names": "Jürgen",
    "expires_on": "2031-05-04",
}


@pytest.mark.parametrize("issuer", ["Estonia", "EST", "ee", "Republic of Estonia", " estonia "])
def test_a_typed_issuer_is_known_by_its_name_as_on_the_page(desk, visit_now, issuer):
    """R-GATE-4."""
    typed = TYPED | {"issuer": issuer}

    answer = admit(desk, visit_now().code, {"typed": typed, "original": True})

    assert answer.status_code == 201


@pytest.mark.parametrize("issuer", ["Estnia", "XQQ", "", "EE-"])
def test_a_slip_in_the_issuer_is_told_at_its_field_and_counts_against_nobody(
    desk, visit_now, issuer
):
    """R-GATE-4: one resolver for page and API."""
    typed = TYPED | {"issuer": issuer}

    answer = admit(desk, visit_now().code, {"typed": typed, "original": True})

    assert answer.status_code == 422
    assert [each["field"] for each in answer.json["errors"]] == ["document.typed.issuer"]
    assert "We do not know a state" in answer.json["errors"][0]["detail"]
    assert desk.get("/gate/AMS1/attempts").json["attempts"] == []


@pytest.mark.parametrize("missing", [{"surname": "", "given_names": " "}, None])
def test_a_typed_id_without_a_name_is_asked_for_it_and_counts_against_nobody(
    desk, visit_now, missing
):
    """R-GATE-13."""
    named = ("surname", "given_names")
    typed = {name: value for name, value in TYPED.items() if name not in named} | (missing or {})

    answer = admit(desk, visit_now().code, {"typed": typed, "original": True})

    assert answer.status_code == 422
    assert [each["field"] for each in answer.json["errors"]] == ["document.typed.given_names"]
    assert desk.get("/gate/AMS1/attempts").json["attempts"] == []


def test_a_full_site_is_told_of_beside_a_name_that_is_judged(desk, visit_now):
    """R-GATE-13: one judgement answers both, so both are said."""
    visit = visit_now("Jürgen Müller", "Agent Smyth", visitor_capacity=1)
    admit(desk, visit.codes[0])

    asked = admit(desk, visit.codes[1], SMITH, badge="V-08")

    assert (asked.json["decision"], asked.json["code"]) == ("review", "name-review")
    assert "The site is full. 1 person is inside, and the site may hold 1." in asked.json["detail"]


def test_whoever_shows_the_id_of_somebody_else_is_no_case_for_another_name(desk, visit_now):
    """R-GATE-5: with the name corrected to that ID's, its bearer's double would come in."""
    visit = visit_now("Agent Smyth")
    found = {"photo_matches": False, "name_compared": True, "reason": "another face"}

    answer = admit(desk, visit.code, SMITH, judgement=found)

    assert (answer.json["decision"], answer.json["code"]) == ("refuse", "photo-mismatch")
    assert "corrects the name" not in answer.json["next_step"]


def test_what_is_no_government_id_is_refused_whoever_issued_it(desk, visit_now):
    """R-GATE-3: a company's badge is refused, and that is kept."""
    typed = TYPED | {"kind": "badge", "issuer": "Tailspin Aerospace"}

    answer = admit(desk, visit_now().code, {"typed": typed, "original": True})

    assert (answer.status_code, answer.json["code"]) == (409, "id-not-accepted")
    assert answer.json["attempt"]


def test_a_passport_without_its_last_day_is_no_typed_id(desk, visit_now):
    """R-GATE-3: no judgement stands in for a day that every passport has."""
    typed = {"kind": "passport", "issuer": "NLD", "surname": "Müller", "given_names": "Jürgen"}
    found = {"photo_matches": True, "name_compared": True, "reason": "same face"}

    answer = admit(desk, visit_now().code, {"typed": typed, "original": True}, judgement=found)

    assert answer.status_code == 422
    assert answer.json["errors"][0]["field"] == "document.typed.expires_on"
    assert desk.get("/gate/AMS1/attempts").json["attempts"] == []


def test_a_visit_with_an_escort_says_so_and_can_be_stopped(desk, visit_now):
    visit = visit_now(escort=True)

    scanned = desk.post("/gate/AMS1/scans", {"code": visit.code})
    stopped = admit(desk, visit.code, escort_present=False)
    admitted = admit(desk, visit.code, escort_present=True)

    assert scanned.json["expects"] == ["document", "escort"]
    assert stopped.json["code"] == "escort-missing"
    assert admitted.status_code == 201


def test_the_same_key_admits_once_and_gives_the_same_answer(desk, visit_now):
    code = visit_now().code

    answers = [desk.post("/gate/AMS1/admissions", entry(code), key="tap-1") for _ in range(3)]

    assert [answer.status_code for answer in answers] == [201, 201, 201]
    assert len({answer.data for answer in answers}) == 1


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"code": 7},
        {"code": "x", "document": {}},
        {"code": "x", "document": {"scan": "x", "typed": None, "extra": 1}},
        {"code": "x", "document": {"scan": "x", "typed": {"kind": "passport", "issuer": "NLD"}}},
        {"code": "x", "document": {"typed": {"kind": "library-card", "issuer": "NLD"}}},
        {"code": "x", "document": {"scan": "RAWSECRET" * 4000}},
        {"code": "x", "judgement": {"photo_matches": True}},
        {"code": "x", "badge": "b" * 41},
        {"code": "x", "desk": "two\nlines"},
    ],
)
def test_a_body_of_the_wrong_shape_is_refused_without_repeating_it(desk, visit_now, body):
    visit_now()

    answer = desk.post("/gate/AMS1/admissions", body)

    assert answer.status_code == 422
    assert "RAWSECRET" not in answer.text


@pytest.mark.parametrize("code", ["", " ", "\x00", "AD1:", "AD1:" + "A" * 2000, "]Q3", "é" * 50])
def test_whatever_is_scanned_gets_an_answer(desk, visit_now, code):
    visit_now()

    answer = desk.post("/gate/AMS1/scans", {"code": code})

    assert answer.status_code == 200
    assert answer.json["decision"] == "refuse"
    assert answer.json["code"] in {"unknown", "forged"}


def test_which_badges_there_are_and_which_are_free_is_told(desk, visit_now):
    """R-GATE-15."""
    visit = visit_now(badge_numbers="V001-V003")
    refused = admit(desk, visit.code, badge="V31")
    admit(desk, visit.code, badge="V002")

    badges = desk.get("/gate/AMS1/badges")

    assert (refused.status_code, refused.json["code"]) == (422, "badge-not-of-site")
    assert refused.json["errors"][0]["field"] == "badge"
    assert badges.json == {
        "numbers": "V001-V003",
        "words": "V001 to V003",
        "free": ["V001", "V003"],
    }


def test_another_sites_gate_looks_like_one_that_does_not_exist(desk, visit_now):
    """R-SEC-1: byte for byte the same answer."""
    visit_now(site="LHR2")
    calls = [
        lambda site: desk.post(f"/gate/{site}/scans", {"code": "x"}),
        lambda site: desk.post(f"/gate/{site}/admissions", entry("x")),
        lambda site: desk.post(
            f"/gate/{site}/departures", {"admission": 1, "badge_returned": True}
        ),
        lambda site: desk.post(f"/gate/{site}/admissions/1/undo", {"reason": "wrong"}),
        lambda site: desk.post(f"/gate/{site}/departures/1/undo", {"reason": "wrong"}),
        lambda site: desk.get(f"/gate/{site}/inside"),
        lambda site: desk.get(f"/gate/{site}/expected"),
        lambda site: desk.get(f"/gate/{site}/badges"),
        lambda site: desk.get(f"/gate/{site}/attempts"),
    ]

    for call in calls:
        theirs, nothing = call("LHR2"), call("NONE9")
        assert theirs.status_code == nothing.status_code == 404
        assert theirs.data == nothing.data


def test_only_an_officer_with_a_full_token_works_the_gate(app, officer, visit_now):
    visit = visit_now()
    contact = make_contact("Alice Adams", make_customer("fabrikam"))
    agent = make_staff("Ann Agent", Role.AGENT)
    clients = [api_of(app, contact), api_of(app, agent), api_of(app, officer, Scope.READ)]

    answers = [admit(client, visit.code) for client in clients]

    assert [answer.status_code for answer in answers] == [403, 403, 403]


def test_who_is_expected_comes_in_pages_and_without_those_inside(desk, visit_now, monkeypatch):
    monkeypatch.setattr(queries, "PAGE", 2)
    first = visit_now("Ada One", "Bea Two", "Jürgen Müller")
    visit_now("Zoe Later", since=HOUR, until=3 * HOUR)
    visit_now("Yan Yesterday", since=-30 * HOUR, until=-28 * HOUR)
    admit(desk, first.codes[2])

    page = desk.get("/gate/AMS1/expected").json
    rest = desk.get(f"/gate/AMS1/expected?after={page['next']}").json

    assert [row["visitor"] for row in page["expected"]] == ["Ada One", "Bea Two"]
    assert [row["visitor"] for row in rest["expected"]] == ["Zoe Later"]
    assert rest["next"] is None


@pytest.mark.parametrize("query", ["from=now", "after=7", "after=x_y", "until=2026-12-01T09:00:00"])
def test_an_address_that_makes_no_sense_is_refused_at_its_parameter(desk, query):
    answer = desk.get(f"/gate/AMS1/expected?{query}")

    assert answer.status_code == 422
    assert answer.json["errors"][0]["field"] == query.partition("=")[0]


def test_who_stays_beyond_the_window_is_flagged(desk, officer, visit_now, app):
    """R-GATE-9."""
    visit = visit_now(until=timedelta(milliseconds=1), late_minutes=60)

    admitted = admit(desk, visit.code)

    [row] = desk.get("/gate/AMS1/inside").json["inside"]
    assert admitted.status_code == 201
    assert row["overstayed"] is True


def test_an_entry_is_undone_with_a_reason(desk, visit_now):
    """R-GATE-12."""
    stay = admit(desk, visit_now().code).json["admission"]

    unexplained = desk.post(f"/gate/AMS1/admissions/{stay}/undo", {"reason": " "})
    undone = desk.post(f"/gate/AMS1/admissions/{stay}/undo", {"reason": "wrong button"})
    again = desk.post(f"/gate/AMS1/admissions/{stay}/undo", {"reason": "wrong button"})

    assert unexplained.status_code == 422
    assert undone.json["inside"] == []
    assert (again.status_code, again.json["code"]) == (409, "already-left")


def test_the_attempts_come_in_pages_newest_first(desk, visit_now, monkeypatch):
    monkeypatch.setattr(queries, "PAGE", 2)
    visit_now()
    ids = [desk.post("/gate/AMS1/scans", {"code": "x"}).json["attempt"] for _ in range(3)]

    page = desk.get("/gate/AMS1/attempts").json
    rest = desk.get(f"/gate/AMS1/attempts?after={page['next']}").json

    shown = [row["attempt"] for row in page["attempts"] + rest["attempts"]]
    assert shown == ids[::-1]
    assert rest["next"] is None


def test_a_departure_is_undone_with_a_reason(desk, visit_now):
    """R-GATE-12."""
    stay = admit(desk, visit_now().code).json["admission"]
    desk.post("/gate/AMS1/departures", {"admission": stay, "badge_returned": True})

    undone = desk.post(f"/gate/AMS1/departures/{stay}/undo", {"reason": "wrong row"})
    again = desk.post(f"/gate/AMS1/departures/{stay}/undo", {"reason": "wrong row"})

    assert [row["admission"] for row in undone.json["inside"]] == [stay]
    assert (again.status_code, again.json["code"]) == (409, "departure-stands")
