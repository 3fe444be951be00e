"""Remote hands through the API, from the request to the confirmation."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from accessdesk.accounts.rules import Role
from accessdesk.db import db
from accessdesk.journal.models import JournalEntry
from tests.people import api_of, make_contact, make_customer, make_device, make_staff
from tests.remote_hands.given import Hall, hands_body, power_body


def test_a_complete_request_is_accepted_at_once_with_a_number(hall: Hall) -> None:
    """R-ACC-3, R-RH-2."""
    created = hall.alice.post("/requests", hands_body())

    assert created.status_code == 201, created.json
    assert (created.json["status"], created.json["kind"]) == ("accepted", "remote-hands")
    assert created.json["number"].startswith("SR-")
    assert created.json["commitments"]["operator_update_due"]


def test_a_task_that_needs_a_login_is_offered_as_site_access(hall: Hall) -> None:
    """R-RH-1."""
    body = hands_body()
    body["details"] = body["details"] | {"needs_login": True}

    refused = hall.alice.post("/requests", body)

    assert (refused.status_code, refused.json["code"]) == (422, "needs-login")
    draft = refused.json["reroute"]["site_access"]
    assert (draft["kind"], draft["devices"]) == ("site-access", ["CT-0001"])
    assert draft["summary"] == "Replace a failed drive"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"details": {"bay": "3"}}, "details.old_serial"),
        ({"devices": []}, "devices"),
        ({"devices": ["XX-1"]}, "devices"),
        ({"site": "ZZZ9"}, "site"),
        ({"severity": "1"}, "severity"),
        ({"affects_availability": True}, "severity_reason"),
        ({"window": {"starts_at": "2020-01-01T09:00", "ends_at": "2020-01-01T10:00"}}, "window"),
    ],
)
def test_what_is_incomplete_is_refused_at_its_field_and_nothing_is_written(
    hall: Hall, change: dict[str, Any], field: str
) -> None:
    refused = hall.alice.post("/requests", hands_body(**change))

    assert refused.status_code == 422
    assert refused.json["errors"][0]["field"].startswith(field)
    assert hall.alice.get("/requests").json["requests"] == []


def test_less_than_a_for_what_affects_availability_needs_a_reason(hall: Hall) -> None:
    """R-SEV-7."""
    body = hands_body(affects_availability=True, severity_reason="The pair takes over")

    created = hall.alice.post("/requests", body)

    assert created.status_code == 201


def test_cutting_off_a_device_that_nobody_could_identify_is_refused(hall: Hall) -> None:
    make_device(hall.customer_id, hall.site_id, "CT-0002")

    refused = hall.alice.post("/requests", power_body(devices=["CT-0002"]))

    assert refused.json["errors"][0]["field"] == "devices"


def test_the_queue_goes_by_severity_and_then_by_the_nearest_due_time(hall: Hall) -> None:
    """R-SEV-9."""
    numbers = {
        severity: hall.ask(hands_body(severity=severity)) for severity in ("D", "C", "A", "B")
    }
    late_c = hall.ask(hands_body(severity="C"))

    queue = hall.tom.get("/work?site=ams1").json["work"]

    order = [numbers["A"], numbers["B"], numbers["C"], late_c, numbers["D"]]
    assert [row["number"] for row in queue] == order


def test_work_of_another_site_is_not_in_the_queue_and_does_not_exist(
    app: Flask, hall: Hall
) -> None:
    number = hall.ask()
    away = api_of(app, make_staff("Otto Other", Role.TECHNICIAN, site_ids=[]))

    queue, claimed = away.get("/work"), away.post(f"/requests/{number}/work/claim")

    assert queue.json["work"] == []
    assert claimed.status_code == 404


def test_another_customers_work_does_not_exist(app: Flask, hall: Hall) -> None:
    """R-SEC-1."""
    number = hall.ask()
    bob = api_of(app, make_contact("Bob Brown", make_customer("fabrikam")))

    answers = [
        bob.get(f"/requests/{number}/work"),
        bob.post(f"/requests/{number}/confirm"),
        bob.post(f"/requests/{number}/questions/1/answer", {"text": "yes"}),
        bob.get("/requests/SR-26-99999/work"),
    ]

    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.data for answer in answers}) == 1


def test_a_drive_is_replaced_logged_confirmed_and_rated(hall: Hall) -> None:
    """R-RH-4, R-RH-5."""
    number = hall.ask()
    hall.begin(number)
    entries = f"/requests/{number}/work/entries"

    hall.tom.post(entries, {"kind": "part", "text": "Drive Z1F-NEW"})
    hall.tom.post(entries, {"kind": "step", "step": 1, "text": "rebuilding"})
    done = hall.tom.post(f"/requests/{number}/work/finish", {"text": "The array rebuilds"})
    confirmed = hall.alice.post(f"/requests/{number}/confirm")
    rated = hall.alice.post(f"/requests/{number}/rating", {"rating": 5})

    assert (done.json["state"], done.json["status"]) == ("finished", "resolved")
    assert [entry["kind"] for entry in done.json["entries"]] == [
        "claimed",
        "started",
        "part",
        "step",
        "finished",
    ]
    assert (confirmed.json["state"], rated.json["rating"]) == ("confirmed", 5)
    assert hall.alice.post(f"/requests/{number}/rating", {"rating": 1}).status_code == 409


def test_what_is_missing_opens_the_request_again(hall: Hall) -> None:
    """R-RH-5."""
    number = hall.ask()
    hall.begin(number)
    hall.tom.post(f"/requests/{number}/work/entries", {"kind": "step", "step": 1})
    hall.tom.post(f"/requests/{number}/work/finish", {"text": "Done"})

    contested = hall.alice.post(f"/requests/{number}/contest", {"missing": "Bay 4, not 3"})
    again = hall.tom.post(f"/requests/{number}/work/start")

    assert (contested.json["state"], contested.json["status"]) == ("paused", "in-progress")
    assert again.json["state"] == "working"


def test_a_wrong_serial_stops_a_power_cycle_and_the_customer_sees_it(hall: Hall) -> None:
    """R-RH-3."""
    number = hall.ask(power_body())
    hall.tom.post(f"/requests/{number}/work/claim")
    start = f"/requests/{number}/work/start"

    bare = hall.tom.post(start)
    wrong = hall.tom.post(start, {"identifiers": ["CT-0001", "SN93Y"]})
    logged = hall.tom.post(f"/requests/{number}/work/entries", {"kind": "step", "step": 1})
    seen = hall.alice.get(f"/requests/{number}/work").json
    right = hall.tom.post(start, {"identifiers": ["CT-0001", "SN93X"]})

    assert (bare.status_code, bare.json["code"]) == (422, "identify-first")
    assert (wrong.status_code, wrong.json["code"]) == (409, "wrong-device")
    assert logged.status_code == 409
    assert seen["state"] == "wrong-device"
    near_miss = seen["entries"][-1]
    assert (near_miss["kind"], "SN93Y" in near_miss["text"]) == ("near-miss", True)
    assert right.json["state"] == "working"
    kept = select(JournalEntry).where(JournalEntry.event == "work.near-miss")
    assert len(db.session.scalars(kept).all()) == 1


def test_another_observation_stops_the_work_until_the_customer_answers(hall: Hall) -> None:
    """R-RH-6."""
    steps = [
        {"do": "Pull the drive", "expect": "red light goes out"},
        {"do": "Put in the new one"},
    ]
    number = hall.ask(hands_body(steps=steps))
    hall.begin(number)
    entries = f"/requests/{number}/work/entries"
    seen = {"kind": "step", "step": 1, "text": "still red", "as_expected": False}

    unsaid = hall.tom.post(entries, {"kind": "step", "step": 1, "text": "still red"})
    stopped = hall.tom.post(entries, seen)
    forced = hall.tom.post(entries, {"kind": "step", "step": 2})
    question = stopped.json["questions"][0]
    answer = f"/requests/{number}/questions/{question['id']}/answer"
    resumed = hall.alice.post(answer, {"text": "Go on, it is the controller"})
    twice = hall.alice.post(answer, {"text": "No, stop"})

    assert unsaid.status_code == 422
    [fault] = unsaid.json["errors"]
    assert fault["field"] == "as_expected"
    assert "red light goes out" in fault["detail"]
    assert stopped.json["state"] == "waiting-for-answer"
    assert "still red" in question["text"]
    assert forced.status_code == 409
    assert resumed.json["state"] == "working"
    assert twice.status_code == 409


def test_a_step_that_is_not_as_expected_is_done_once_somebody_said_to_go_on(hall: Hall) -> None:
    """R-RH-6: until then it is the next one, and the work is not done."""
    number = hall.ask(hands_body(steps=[{"do": "Pull it", "expect": "the light goes out"}]))
    hall.begin(number)
    work = f"/requests/{number}/work"
    differs = {"kind": "step", "step": 1, "text": "still red", "as_expected": False}
    go_on = {"kind": "step", "step": 1, "as_answered": True}

    early = hall.tom.post(f"{work}/entries", go_on)
    asked = hall.tom.post(f"{work}/entries", differs).json
    waiting = hall.tom.post(f"{work}/entries", go_on)
    answer = f"/requests/{number}/questions/{asked['questions'][0]['id']}/answer"
    hall.alice.post(answer, {"text": "Go on, it is the controller"})
    finished = hall.tom.post(f"{work}/finish", {"text": "It rebuilds"})
    gone_on = hall.tom.post(f"{work}/entries", go_on)
    done = hall.tom.post(f"{work}/finish", {"text": "It rebuilds"})

    assert asked["steps"][0]["done_at"] is None
    assert (early.status_code, early.json["code"]) == (409, "not-answered")
    assert waiting.status_code == 409
    assert (finished.status_code, finished.json["code"]) == (409, "steps-left")
    assert gone_on.json["steps"][0]["done_at"] is not None
    assert gone_on.json["entries"][-1]["text"] == "Gone on with, as answered."
    assert done.json["state"] == "finished"


def test_a_step_is_tried_again_as_answered_and_may_differ_again(hall: Hall) -> None:
    """R-RH-6."""
    number = hall.ask(hands_body(steps=[{"do": "Pull it", "expect": "the light goes out"}]))
    hall.begin(number)
    entries = f"/requests/{number}/work/entries"
    differs = {"kind": "step", "step": 1, "text": "still red", "as_expected": False}

    for answer in ("Pull harder", "Once more"):
        asked = hall.tom.post(entries, differs).json["questions"][-1]["id"]
        early = hall.tom.post(entries, {"kind": "step", "step": 1, "as_answered": True})
        hall.alice.post(f"/requests/{number}/questions/{asked}/answer", {"text": answer})
        assert early.status_code == 409
    again = hall.tom.post(entries, differs | {"text": "out", "as_expected": True})

    assert again.json["steps"][0]["done_at"] is not None
    assert again.json["state"] == "working"


def test_steps_go_on_but_where_the_customer_wants_to_be_called(hall: Hall) -> None:
    """R-RH-6."""
    steps = [{"do": "One", "go_on": False}, {"do": "Two"}, {"do": "Three"}]
    number = hall.ask(hands_body(steps=steps))
    hall.begin(number)

    first = hall.tom.post(f"/requests/{number}/work/entries", {"kind": "step", "step": 1}).json
    question = first["questions"][0]["id"]
    hall.alice.post(f"/requests/{number}/questions/{question}/answer", {"text": "Yes"})
    second = hall.tom.post(f"/requests/{number}/work/entries", {"kind": "step", "step": 2}).json
    third = hall.tom.post(f"/requests/{number}/work/entries", {"kind": "step", "step": 3}).json

    states = [first["state"], second["state"], third["state"]]
    assert states == ["waiting-for-answer", "working", "working"]


def test_a_power_cycle_takes_no_stop_between_off_and_on(hall: Hall) -> None:
    """R-RH-6."""
    steps = [{"do": "Unplug feed A", "go_on": False}, {"do": "Plug it in"}]

    refused = hall.alice.post("/requests", power_body(steps=steps))
    taken = hall.alice.post("/requests", power_body(steps=[{"do": each["do"]} for each in steps]))

    assert (refused.status_code, refused.json["code"]) == (422, "stop-in-power-cycle")
    assert "There is one after step 1." in refused.json["errors"][0]["detail"]
    assert "Take the stop out." in refused.json["next_step"]
    assert taken.status_code == 201


def test_a_correction_is_a_new_line_that_names_the_old_one(hall: Hall) -> None:
    """R-RH-4."""
    number = hall.ask()
    hall.begin(number)
    entries = f"/requests/{number}/work/entries"
    wrong = hall.tom.post(entries, {"kind": "part", "text": "Drive Z1F-NWE"}).json["entries"][-1]

    body = {"kind": "correction", "corrects": wrong["id"], "text": "Drive Z1F-NEW"}
    after = hall.tom.post(entries, body).json["entries"]

    assert after[-2] == wrong
    assert after[-1]["corrects_id"] == wrong["id"]


def test_steps_are_done_in_their_order_and_all_of_them(hall: Hall) -> None:
    number = hall.ask(hands_body(steps=[{"do": "One"}, {"do": "Two"}]))
    hall.begin(number)
    entries, finish = f"/requests/{number}/work/entries", f"/requests/{number}/work/finish"

    skipped = hall.tom.post(entries, {"kind": "step", "step": 2})
    early = hall.tom.post(finish, {"text": "Done"})
    given_up = hall.tom.post(finish, {"text": "No drive here", "result": "not-done"})

    assert (skipped.json["code"], early.json["code"]) == ("step-order", "steps-left")
    assert given_up.json["result"] == "not-done"


def test_work_handed_over_goes_back_to_the_queue_with_a_word_on_it(hall: Hall) -> None:
    number = hall.ask()
    hall.begin(number)

    handed = hall.tom.post(f"/requests/{number}/work/hand-over", {"note": "Drive is out"})
    taken = hall.tess.post(f"/requests/{number}/work/claim")
    late = hall.tom.post(f"/requests/{number}/work/finish", {"text": "Done"})

    assert (handed.json["state"], handed.json["technician"]) == ("paused", None)
    assert taken.json["technician"] == "Tess Tech"
    assert late.json["code"] == "not-yours"


def test_cancelling_takes_the_work_off_the_queue(hall: Hall) -> None:
    number = hall.ask()

    cancelled = hall.alice.post(f"/requests/{number}/cancel", {"reason": "Solved"})
    claimed = hall.tom.post(f"/requests/{number}/work/claim")

    assert cancelled.json["status"] == "cancelled"
    assert hall.tom.get("/work").json["work"] == []
    assert claimed.status_code == 409
