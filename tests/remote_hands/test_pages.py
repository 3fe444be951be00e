"""Remote hands as people see it: the customer's form and answers, the technician's phone."""

import io
import re

import pytest
from flask import Flask
from PIL import Image, ImageFile
from werkzeug.test import TestResponse

from accessdesk.accounts.rules import Role
from accessdesk.remote_hands.catalogue import Task
from tests.people import make_contact, make_customer, make_site, make_staff
from tests.remote_hands.given import Hall, hands_body, picture, power_body
from tests.web.page_client import sign_in, words_of

TYPED = {
    "task": "replace-drive",
    "site": "AMS1",
    "devices": "CT-0001",
    "summary": "Replace the drive in bay 3",
    "details_bay": "3",
    "details_old_serial": "Z1F-OLD",
    "details_new_serial": "Z1F-NEW",
    "needs_login": "no",
    "severity": "C",
}


def marks(first: str, second: str) -> dict[str, str]:
    return {"identifiers-0": first, "identifiers-1": second}


@pytest.mark.parametrize("task", Task)
def test_each_task_has_a_form_with_its_own_fields(app: Flask, hall: Hall, task: Task) -> None:
    """R-RH-2."""
    alice = sign_in(app, hall.alice_actor)

    page = alice.get(f"/requests/new/remote-hands?task={task.value}")

    assert page.status_code == 200
    assert 'name="details_' in page.text
    assert 'name="needs_login"' in page.text


def test_what_is_missing_is_said_at_its_field_and_nothing_typed_is_lost(
    app: Flask, hall: Hall
) -> None:
    alice = sign_in(app, hall.alice_actor)
    alice.get("/requests/new/remote-hands?task=replace-drive")

    typed = TYPED | {"details_new_serial": "z1f-old"}
    refused = alice.send("/requests/new/remote-hands", **typed)

    assert refused.status_code == 422
    assert "the serial of the failed drive as well" in words_of(refused)
    assert 'value="z1f-old"' in refused.text


def test_a_task_that_needs_a_login_offers_site_access_with_what_was_typed(
    app: Flask, hall: Hall
) -> None:
    """R-RH-1."""
    alice = sign_in(app, hall.alice_actor)
    alice.get("/requests/new/remote-hands?task=replace-drive")

    refused = alice.send("/requests/new/remote-hands", **TYPED | {"needs_login": "yes"})

    assert refused.status_code == 422
    assert "Ask for site access instead" in words_of(refused)
    assert '<input type="hidden" name="devices" value="CT-0001">' in refused.text


def test_a_drive_is_replaced_without_scripts(app: Flask, hall: Hall) -> None:
    """R-RH-4 to R-RH-6, as on a phone whose scripts did not load."""
    alice, tom = sign_in(app, hall.alice_actor), sign_in(app, hall.tom_actor)
    alice.get("/requests/new/remote-hands?task=replace-drive")
    steps = {"do_1": "Pull bay 3", "expect_1": "red light goes out", "do_2": "Push in Z1F-NEW"}
    sent = alice.send("/requests/new/remote-hands", **TYPED | steps)
    alice.follow(sent)
    number = re.search(r"SR-\d\d-\d{5}", sent.headers["Location"])[0]  # type: ignore[index]

    tom.get("/work")
    tom.follow(tom.send(f"/work/{number}/claim"))
    tom.follow(tom.send(f"/work/{number}/start"))
    bare = tom.send(f"/work/{number}/step", step="1", seen="different")
    tom.follow(tom.send(f"/work/{number}/step", step="1", seen="different", text="still red"))
    asked = alice.get(f"/requests/{number}/work")
    question = re.search(r"/questions/(\d+)", asked.text)[1]  # type: ignore[index]
    waits = words_of(tom.get(f"/work/{number}"))
    alice.follow(alice.send(f"/requests/{number}/questions/{question}", text="Go on"))
    answered = words_of(tom.get(f"/work/{number}"))
    tom.follow(tom.send(f"/work/{number}/step", step="1", seen="answered"))
    tom.follow(tom.send(f"/work/{number}/step", step="2", seen="expected"))
    tom.follow(tom.send(f"/work/{number}/step", step="3", seen="expected"))
    tom.follow(tom.send(f"/work/{number}/finish", result="done", text="The array rebuilds"))
    alice.get(f"/requests/{number}/work")
    end = alice.follow(alice.send(f"/requests/{number}/work/confirm", rating="5"))

    assert (bare.status_code, "Write what you see" in words_of(bare)) == (422, True)
    assert "still red" in words_of(asked)
    assert "All steps are done" not in waits + answered
    assert "Step 1 of 3 Asked: Step 1: I see “still red”." in answered
    assert "Go on, as answered" in answered
    assert "the work is confirmed as complete" in words_of(end)
    assert "Rated 5 of 5" in words_of(alice.get(f"/requests/{number}/work"))


def test_the_answer_stands_at_the_top_of_the_step_until_that_step_is_done(
    app: Flask, hall: Hall
) -> None:
    """R-RH-6: the technician asked how to go on, and looks at the card, not at the log."""
    number = hall.ask(hands_body(steps=[{"do": "Pull it"}, {"do": "Push it"}, {"do": "Close it"}]))
    hall.begin(number)
    alice, tom = sign_in(app, hall.alice_actor), sign_in(app, hall.tom_actor)
    tom.get(f"/work/{number}")
    tom.follow(tom.send(f"/work/{number}/log", kind="question", text="Which of both?"))
    question = re.search(r"/questions/(\d+)", alice.get(f"/requests/{number}/work").text)[1]  # type: ignore[index]
    alice.follow(alice.send(f"/requests/{number}/questions/{question}", text="The left one"))

    at_the_step = words_of(tom.get(f"/work/{number}"))
    tom.follow(tom.send(f"/work/{number}/step", step="1", seen="expected"))
    after_it = words_of(tom.get(f"/work/{number}"))

    assert "Step 1 of 3 Asked: Which of both? Answer: The left one Pull it" in at_the_step
    assert "Step 2 of 3 Push it" in after_it
    assert "Answer: The left one" not in after_it


def test_steps_go_on_unless_stop_and_call_me_is_ticked(app: Flask, hall: Hall) -> None:
    """R-RH-6."""
    alice = sign_in(app, hall.alice_actor)
    blank = alice.get("/requests/new/remote-hands?task=replace-drive")
    steps = {"do_1": "One", "do_2": "Two", "stop_2": "y", "do_3": "Three"}

    shown = alice.follow(alice.send("/requests/new/remote-hands", **TYPED | steps))

    number = re.search(r"SR-\d\d-\d{5}", shown.text)[0]  # type: ignore[index]
    work = hall.alice.get(f"/requests/{number}/work").json
    assert "Stop here and call me" in words_of(blank)
    assert "the technician calls you (no telephone number is known)" in words_of(blank)
    assert "Say by which number you are called" in words_of(blank)
    assert [each["go_on"] for each in work["steps"]] == [True, False, True, True]
    assert words_of(shown).count("Then stop and call Alice Adams (no telephone") == 1


@pytest.mark.parametrize(
    ("bare", "words"),
    [
        ({"expect_2": "light red"}, "Step 2: Say what to do, or clear what to expect."),
        ({"stop_3": "y"}, "Step 3: Say what to do, or clear the stop."),
        (
            {"expect_1": "light red", "stop_1": "y"},
            "Step 1: Say what to do, or clear what to expect and the stop.",
        ),
    ],
)
def test_what_is_expected_of_no_step_is_asked_about_and_not_dropped(
    app: Flask, hall: Hall, bare: dict[str, str], words: str
) -> None:
    alice = sign_in(app, hall.alice_actor)
    alice.get("/requests/new/remote-hands?task=replace-drive")
    typed = {"do_4": "Pull it"} | bare

    refused = alice.send("/requests/new/remote-hands", **TYPED | typed)

    assert refused.status_code == 422
    assert words in words_of(refused)
    kept = alice.form("/requests/new/remote-hands")
    assert {name: "".join(kept[name]) for name in typed} == typed


def test_the_form_of_a_power_cycle_offers_no_stop_and_refuses_one(app: Flask, hall: Hall) -> None:
    """R-RH-6."""
    alice = sign_in(app, hall.alice_actor)
    blank = alice.get("/requests/new/remote-hands?task=power-cycle")
    typed = {"details_feed": "A", "details_expect": "green", "do_1": "Off", "stop_1": "y"}

    refused = alice.send("/requests/new/remote-hands", **TYPED | {"task": "power-cycle"} | typed)

    assert 'name="stop_1"' not in blank.text
    assert "goes from off to on in one go" in words_of(blank)
    assert refused.status_code == 422
    assert "There is one after step 1." in words_of(refused)


def test_done_by_alone_counts_from_now_on_and_not_before_alone_asks_for_it(
    app: Flask, hall: Hall
) -> None:
    alice = sign_in(app, hall.alice_actor)
    blank = alice.get("/requests/new/remote-hands?task=replace-drive")

    later = alice.send(
        "/requests/new/remote-hands", **TYPED | {"window_starts_at": "2099-12-25T10:00"}
    )
    sent = alice.send(
        "/requests/new/remote-hands", **TYPED | {"window_ends_at": "2099-12-25T18:00"}
    )
    shown = alice.follow(sent)

    number = re.search(r"SR-\d\d-\d{5}", shown.text)[0]  # type: ignore[index]
    window = hall.alice.get(f"/requests/{number}/work").json["window"]
    assert "“Done by” alone counts from now on" in words_of(blank)
    assert later.status_code == 422
    assert "Say by when it is to be done as well" in words_of(later)
    assert window["ends_at"].startswith("2099-12-25T")
    assert window["starts_at"] < "2099"


def test_a_day_that_is_over_is_too_late_to_be_done_by(hall: Hall) -> None:
    body = hands_body(window={"ends_at": "2020-12-25T18:00"})

    refused = hall.alice.post("/requests", body)

    assert refused.status_code == 422
    assert refused.json["errors"][0]["field"] == "window.ends_at"
    assert "over already" in refused.json["errors"][0]["detail"]


def test_nothing_is_turned_off_by_a_default(app: Flask, hall: Hall) -> None:
    alice = sign_in(app, hall.alice_actor)
    blank = alice.get("/requests/new/remote-hands?task=power-cycle")
    typed = TYPED | {"task": "power-cycle", "details_expect": "green"}

    refused = alice.send("/requests/new/remote-hands", **typed)

    assert "details_feed" not in alice.form("/requests/new/remote-hands")
    assert 'name="details_feed"' in blank.text
    assert refused.status_code == 422
    assert "Which feed: Choose one" in words_of(refused)


def said_on_top(page: TestResponse) -> str:
    """What the page says was just done; nothing where it says nothing."""
    notice = re.search(
        r'<div class="notice" data-tone="go" role="status".*?</div>', page.text, re.S
    )
    return notice[0] if notice else ""


def test_a_wrong_serial_stops_the_technician_and_the_customer_reads_it(
    app: Flask, hall: Hall
) -> None:
    """R-RH-3; the page does not show the marks that are to be read."""
    number = hall.ask(power_body())
    tom, alice = sign_in(app, hall.tom_actor), sign_in(app, hall.alice_actor)
    tom.get("/work")
    card = tom.follow(tom.send(f"/work/{number}/claim"))

    few = tom.send(f"/work/{number}/start", **marks("CT-0001", ""))
    wrong = tom.follow(tom.send(f"/work/{number}/start", **marks("CT-0001", "SN93Y")))
    seen = alice.get(f"/requests/{number}/work")

    assert "SN93X" not in card.text
    assert few.status_code == 422
    assert "Touch nothing" in words_of(wrong)
    assert "SN93Y" in words_of(seen)


def test_a_piece_of_work_is_opened_before_it_is_taken(app: Flask, hall: Hall) -> None:
    number = hall.ask(power_body())
    tom = sign_in(app, hall.tom_actor)

    queue = tom.get("/work")
    opened = tom.get(f"/work/{number}")

    assert f'href="/work/{number}"' in queue.text
    assert f"/work/{number}/claim" not in queue.text
    words = words_of(opened)
    before = words[: words.index("Nobody has this yet")]
    assert "unit 14" in before
    assert "Which feed both" in before
    assert "What to expect afterwards" in before


def test_each_press_is_answered_on_top_by_what_was_done(app: Flask, hall: Hall) -> None:
    number = hall.ask(hands_body(steps=[{"do": "Pull the drive"}, {"do": "Push in the new one"}]))
    tom = sign_in(app, hall.tom_actor)
    tom.get(f"/work/{number}")
    presses = [
        ("claim", {}, "This is yours now."),
        ("start", {}, "The work has started."),
        ("step", {"step": "1", "seen": "expected"}, "Step 1 is done."),
        ("log", {"kind": "note", "text": "Aisle 3 is dark"}, "Your note is in the log."),
        ("log", {"kind": "pause"}, "The work is paused."),
        ("start", {}, "The work has started."),
        ("finish", {"result": "partly", "text": "No drive"}, "The work is finished."),
    ]

    said = [
        said_on_top(tom.follow(tom.send(f"/work/{number}/{act}", **typed)))
        for act, typed, _ in presses
    ]

    assert [words in each for each, (*_, words) in zip(said, presses, strict=True)] == [True] * 7


def test_work_that_was_taken_is_said_to_be_in_no_queue(app: Flask, hall: Hall) -> None:
    number = hall.ask()
    alice, tom = sign_in(app, hall.alice_actor), sign_in(app, hall.tom_actor)
    free = words_of(tom.get(f"/work/{number}"))

    claimed = words_of(tom.follow(tom.send(f"/work/{number}/claim")))
    told = words_of(alice.get(f"/requests/{number}/work"))

    assert "○ In the queue" in free
    assert "This is yours now." in claimed
    assert "○ Taken, not begun" in claimed
    assert "○ Taken, not begun Tom Tech" in told
    assert "○ In the queue" not in claimed + told


def test_what_was_done_is_said_no_longer_once_something_came_after_it(
    app: Flask, hall: Hall
) -> None:
    number = hall.ask()
    tom = sign_in(app, hall.tom_actor)
    tom.get(f"/work/{number}")
    claimed = tom.send(f"/work/{number}/claim").headers["Location"]
    tom.get(f"/work/{number}")
    tom.follow(tom.send(f"/work/{number}/log", kind="hand-over", text="I go home"))

    again = tom.get(claimed)

    assert said_on_top(again) == ""


def test_what_is_needed_is_said_before_the_press(app: Flask, hall: Hall) -> None:
    steps = [{"do": "One", "expect": "green", "go_on": False}, {"do": "Two"}]
    number = hall.ask(hands_body(steps=steps))
    hall.begin(number)
    tom = sign_in(app, hall.tom_actor)

    first = words_of(tom.get(f"/work/{number}"))
    tom.follow(tom.send(f"/work/{number}/step", step="1", seen="expected", text="green"))

    assert "What do you see? Needed: the customer reads it." in first
    assert "Then stop and call Alice Adams (no telephone number is known) before you go on" in first
    assert hall.alice.get(f"/requests/{number}/work").json["state"] == "waiting-for-answer"


def test_the_camera_is_allowed_on_the_technicians_page_alone(app: Flask, hall: Hall) -> None:
    number = hall.ask(power_body())
    tom = sign_in(app, hall.tom_actor)

    policies = {
        path: tom.get(path).headers["Permissions-Policy"].split(",")[0]
        for path in ("/work", f"/work/{number}", f"/requests/{number}/work")
    }

    assert policies == {
        "/work": "camera=()",
        f"/work/{number}": "camera=(self)",
        f"/requests/{number}/work": "camera=()",
    }


def test_work_is_handed_to_a_colleague_of_the_site_with_a_word(app: Flask, hall: Hall) -> None:
    number = hall.ask()
    hall.begin(number)
    make_staff("Kim Near", Role.TECHNICIAN, site_ids=[hall.site_id])
    make_staff("Dee Away", Role.TECHNICIAN, site_ids=[make_site("DUB2")])
    tom = sign_in(app, hall.tom_actor)
    choices = re.findall(r'<option value="([^"]*)"', tom.get(f"/work/{number}").text)

    def hand(to: str, text: str) -> TestResponse:
        return tom.send(f"/work/{number}/log", kind="hand-over", to=to, text=text)

    bare = hand("kim@technician.example", "")
    away = hand("dee@technician.example", "Bay 3 is open")
    tom.get(f"/work/{number}")
    tom.follow(hand("kim@technician.example", "Bay 3 is open"))

    assert choices == ["", "kim@technician.example", "tess@technician.example"]
    assert (bare.status_code, away.status_code) == (422, 422)
    assert hall.alice.get(f"/requests/{number}/work").json["technician"] == "Kim Near"


def test_a_photograph_is_sized_down_and_loses_its_metadata(app: Flask, hall: Hall) -> None:
    """R-RH-4: it is served only to those who may see the request."""
    number = hall.ask()
    hall.begin(number)
    tom, alice = sign_in(app, hall.tom_actor), sign_in(app, hall.alice_actor)
    stranger = sign_in(app, make_contact("Bob Brown", make_customer("fabrikam")))
    tom.get(f"/work/{number}")

    file = (io.BytesIO(picture()), "../../cold aisle.jpg")
    tom.follow(tom.send(f"/work/{number}/photos", photo=file, note="Bay 3"))
    address = re.search(r'src="(/requests/[^"]+/photos/\d+)"', tom.page)[1]  # type: ignore[index]
    got, theirs = alice.get(address), stranger.get(address)

    with Image.open(io.BytesIO(got.data)) as kept:
        assert max(kept.size) == 1600
        assert not kept.getexif()
    assert got.headers["Content-Type"] == "image/jpeg"
    assert theirs.status_code == 404


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"GIF89a" + bytes(40),
        b"%PDF-1.7",
        picture()[:2000],
        b"\xff\xd8\xff\xe0" + b"<script>" * 20,
    ],
)
def test_what_is_no_picture_by_its_content_is_refused(
    app: Flask, hall: Hall, content: bytes
) -> None:
    number = hall.ask()
    hall.begin(number)
    tom = sign_in(app, hall.tom_actor)
    tom.get(f"/work/{number}")

    refused = tom.send(f"/work/{number}/photos", photo=(io.BytesIO(content), "photo.jpg"))

    assert refused.status_code == 422
    assert hall.alice.get(f"/requests/{number}/work").json["entries"][-1]["kind"] == "started"


def test_half_a_picture_is_refused_by_a_process_that_has_made_a_pdf(
    app: Flask, hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)  # As WeasyPrint sets it.
    number = hall.ask()
    hall.begin(number)
    tom = sign_in(app, hall.tom_actor)
    tom.get(f"/work/{number}")

    half = (io.BytesIO(picture()[:2000]), "photo.jpg")
    refused = tom.send(f"/work/{number}/photos", photo=half)

    assert refused.status_code == 422


def test_a_photograph_may_be_larger_than_any_other_body(app: Flask, hall: Hall) -> None:
    number = hall.ask()
    hall.begin(number)
    tom = sign_in(app, hall.tom_actor)
    tom.get(f"/work/{number}")
    large = app.config["MAX_CONTENT_LENGTH"] + 1

    refused = tom.send(f"/work/{number}/photos", photo=(io.BytesIO(b"x" * large), "x.jpg"))

    assert refused.status_code == 422
    assert "This is not a JPEG, PNG or WebP picture." in words_of(refused)


def test_an_upload_that_is_far_too_large_is_refused_unread(app: Flask, hall: Hall) -> None:
    number = hall.ask()
    tom = sign_in(app, hall.tom_actor)

    refused = tom.client.post(
        f"/work/{number}/photos",
        content_type="multipart/form-data; boundary=x",
        environ_overrides={"CONTENT_LENGTH": str(2 * 1024**3)},
    )

    assert refused.status_code == 413


def test_what_was_written_is_shown_as_text(app: Flask, hall: Hall) -> None:
    number = hall.ask(hands_body(summary="<script>alert(1)</script>"))
    tom = sign_in(app, hall.tom_actor)

    page = tom.get(f"/work/{number}")

    assert "<script>alert(1)" not in page.text
