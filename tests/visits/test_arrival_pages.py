""" "Would I get in at T?" and the openings, as a contact and a visitor see them on pages."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from flask import Flask

from accessdesk.accounts.rules import Role
from tests.people import (
    ApiClient,
    access_body,
    api_of,
    make_contact,
    make_customer,
    make_site,
    make_staff,
    tomorrow_at,
)
from tests.visits.test_pages import NEW, count_requests, faults_on, visit
from tests.visits.visits import as_shown
from tests.web.page_client import Browser, sign_in, words_of


@pytest.fixture
def alice(app: Flask) -> Browser:
    make_site(lead_days=60, visitor_capacity=2, zone="UTC")
    browser = sign_in(app, make_contact("Alice Adams", make_customer()))
    browser.get(NEW)
    return browser


def at(hour: int, minute: int = 0) -> str:
    return f"{tomorrow_at(hour, minute):%Y-%m-%dT%H:%M}"


@pytest.mark.parametrize(
    ("hour", "minute", "words"),
    [
        (9, 0, "Yes, with the pass and a valid ID"),
        (11, 59, "Yes, with the pass and a valid ID"),
        (8, 59, "No, that is too early"),
        (12, 0, "No, that is too late"),
    ],
)
def test_the_form_gives_the_gates_answer_and_asks_for_nothing_else(
    alice: Browser, hour: int, minute: int, words: str
) -> None:
    """R-WIN-8, before submission: neither company nor visitors are needed for it."""
    asked = visit(party_name="", summary="", at=at(hour, minute), **{"visitors-0-name": ""})

    page = alice.fill(NEW, check_arrival="yes", **asked)

    assert page.status_code == 200
    assert words in words_of(page)
    assert "This could not be booked" not in words_of(page)
    assert count_requests() == 0


def test_the_nearest_window_is_taken_over_by_a_button(alice: Browser) -> None:
    page = alice.fill(NEW, check_arrival="yes", **visit(at=at(15)))
    value = unescape(re.findall(r'name="use_opening" value="([^"]+)"', page.text)[0])

    taken = alice.fill(NEW, use_opening=value)

    assert "The nearest window that works" in words_of(page)
    assert alice.form(NEW)["window_starts_at"] == [as_shown(at(15))]
    assert taken.status_code == 200
    assert count_requests() == 0


def test_a_recurring_visit_is_asked_about_its_nearest_occurrence(alice: Browser) -> None:
    """R-WIN-8 with R-WIN-6."""
    later = f"{tomorrow_at(10) + timedelta(days=14):%Y-%m-%dT%H:%M}"
    weekly = visit(recurrence_repeats="weekly", recurrence_count="3", at=later)

    page = alice.fill(NEW, check_arrival="yes", **weekly)

    assert "Yes, with the pass" in words_of(page)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"at": "noon"}, "is not understood"),
        ({"window_starts_at": ""}, "Give a date and a time"),
        ({"window_ends_at": "2126-01-01T00:00"}, "at most 31 days"),
        ({"recurrence_repeats": "weekly"}, "COUNT"),
    ],
)
def test_what_the_check_cannot_read_is_said_at_its_field(
    alice: Browser, fields: dict[str, str], words: str
) -> None:
    refused = alice.fill(NEW, check_arrival="yes", **visit() | fields)

    assert refused.status_code == 422
    assert words in words_of(refused)


def test_openings_lead_to_the_form_with_the_window_filled_in(alice: Browser) -> None:
    """R-WIN-3."""
    week = alice.get("/sites/AMS1/week")
    page = alice.get(f"/sites/AMS1/openings?minutes=90&from_day={tomorrow_at(0).date()}&escort=y")
    first = unescape(re.findall(r'href="(/requests/new\?[^"]+)"', page.text)[0])
    alice.get(first)

    assert 'href="/sites/AMS1/openings"' in week.text
    assert "00:00–01:30 UTC" in words_of(page)
    assert alice.form(NEW)["window_starts_at"] == [as_shown(at(0))]
    assert alice.form(NEW)["window_ends_at"] == [as_shown(at(1, 30))]
    assert alice.form(NEW)["escort"] == ["y"]


def test_openings_leave_out_what_is_full_and_say_when_nothing_fits(alice: Browser) -> None:
    day = tomorrow_at(0).date()
    alice.follow(alice.fill(NEW, **visit(**{"visitors-1-name": "Ana Lima"})))

    page = alice.get(f"/sites/AMS1/openings?minutes=180&from_day={day}&until_day={day}")
    crowd = alice.get("/sites/AMS1/openings?visitors=3")

    assert "06:00–09:00 UTC" in words_of(page)
    assert "09:00–12:00 UTC" not in words_of(page)
    assert "12:00–15:00 UTC" in words_of(page)
    assert "Nothing fits" in words_of(crowd)


def test_after_a_refusal_one_button_lists_what_is_free_for_such_a_visit(alice: Browser) -> None:
    """R-WIN-3."""
    alice.follow(alice.fill(NEW, **visit(**{"visitors-1-name": "Ana Lima"})))
    alice.get(NEW)

    refused = alice.fill(NEW, **visit())
    listed = alice.fill(NEW, show_openings="yes")

    assert refused.status_code == 409
    assert listed.status_code == 200
    assert "Free for 3 h, 1 visitor" in words_of(listed)
    free = words_of(listed).partition("Free for")[2]
    assert "12:00–15:00 UTC" in free
    assert "09:00–12:00 UTC" not in free


def test_what_is_free_is_listed_on_the_form_with_all_that_was_typed(alice: Browser) -> None:
    """R-WIN-3."""
    typed = visit(visitor_list="Ana Lima, ana@x.example", window_ends_at="", escort="y")
    fresh = alice.get(NEW)

    listed = alice.fill(NEW, show_openings="yes", **typed)
    shown = alice.form(NEW)
    openings = re.findall(r'name="use_opening" value="([^"]+)"', listed.text)
    opening = next(each for each in openings if each.startswith(at(11)))
    chosen = alice.fill(NEW, use_opening=opening)
    sent = alice.fill(NEW)

    assert "See what is free" in words_of(fresh)
    assert "Free for 2 h, 2 visitors with an escort" in words_of(listed)
    typed["window_starts_at"] = as_shown(typed["window_starts_at"])
    assert {name: shown.get(name) for name in typed} == {name: [it] for name, it in typed.items()}
    assert "Nothing is booked until you send" in words_of(chosen)
    assert alice.form(NEW)["window_starts_at"] == [as_shown(at(11))]
    assert alice.form(NEW)["visitor_list"] == ["Ana Lima, ana@x.example"]
    assert sent.status_code == 303


def test_moving_a_visit_offers_what_is_free_as_asking_does(app: Flask, alice: Browser) -> None:
    """R-WIN-3: its own window counts as free for it, and is not offered."""
    booked = alice.fill(NEW, **visit(**{"visitors-1-name": "Ana Lima"})).headers["Location"]
    called = booked.partition("/requests/")[2].partition("?")[0]
    page = f"/requests/{called}/windows/1"
    other = api_of(app, make_contact("Carl Cole", make_customer("litware")))
    later = {"starts_at": tomorrow_at(12).isoformat(), "ends_at": tomorrow_at(15).isoformat()}
    other.post("/requests", access_body(window=later))
    alice.get(page)

    listed = alice.fill(page, show_openings="yes")
    soon = alice.fill(page, show_openings="yes", window_starts_at="someday 10:00")
    alice.get(page)
    alice.fill(page, show_openings="yes")
    openings = re.findall(r'name="use_opening" value="([^"]+)"', listed.text)
    opening = next(each for each in openings if each.startswith(at(15)))
    chosen = alice.fill(page, use_opening=unescape(opening))
    moved = alice.fill(page)

    free = words_of(listed).partition("Free for")[2]
    assert (listed.status_code, soon.status_code) == (200, 422)
    assert "3 h, 2 visitors" in free
    assert "09:00–12:00 UTC" not in free
    assert "12:00–15:00 UTC" not in free
    assert "15:00–18:00 UTC" in free
    assert "Free for" not in words_of(soon)
    assert "Nothing is booked until you send the form" in words_of(chosen)
    assert moved.status_code == 303
    assert "15:00–18:00 UTC" in words_of(alice.follow(moved))


def test_what_is_free_can_be_asked_as_soon_as_a_site_is_chosen(app: Flask) -> None:
    make_site()
    make_site("LON1", name="London 1", zone="Europe/London")
    alice = sign_in(app, make_contact("Alice Adams", make_customer()))
    alice.get(NEW)

    nowhere = alice.fill(NEW, show_openings="yes")
    london = alice.fill(NEW, show_openings="yes", site="LON1")

    assert nowhere.status_code == 422
    assert "Choose the site." in words_of(nowhere)
    assert "Free for 2 h, 1 visitor" in words_of(london)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"window_ends_at": "2026-01-01T08:00"}, "Free for 2 h, 1 visitor"),
        ({"window_starts_at": "", "window_ends_at": ""}, "Free for 2 h"),
        ({"window_ends_at": "2098-01-01T00:00"}, "Free for 12 h"),
        ({"window_starts_at": "2098-01-01T00:00"}, "Nothing is free for"),
        ({"visitor_list": "Ana Lima\nBo Chen"}, "Nothing is free for 3 h, 3 visitors"),
    ],
)
def test_a_form_that_is_half_filled_or_wrong_can_still_ask_what_is_free(
    alice: Browser, fields: dict[str, str], words: str
) -> None:
    listed = alice.fill(NEW, show_openings="yes", **visit() | fields)

    assert words in words_of(listed)


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"window_starts_at": "soon"}, "From: “soon” is not understood. Write it as 25 Dec 10:00"),
        ({"window_starts_at": "11/12 10:00"}, "From: “11/12” could be 11 Dec or 12 Nov."),
        ({"window_starts_at": "2027-13-45 10:00"}, "From: "),
        ({"window_ends_at": "later"}, "Until: “later” is not understood."),
        ({"window_ends_at": "9999-12-31T23:59"}, "Until: "),
    ],
)
def test_near_to_a_time_that_means_no_one_moment_nothing_is_listed(
    alice: Browser, fields: dict[str, str], fault: str
) -> None:
    """A list from now on would stand beside the fault, as if it were the answer."""
    asked = alice.fill(NEW, show_openings="yes", **visit() | fields)

    assert asked.status_code == 422
    assert fault in faults_on(asked)
    assert "Free for" not in words_of(asked)
    assert "Nothing is free" not in words_of(asked)


def test_near_to_a_time_that_does_not_exist_or_comes_twice_nothing_is_listed(app: Flask) -> None:
    """R-WIN-2: of one that comes twice it is asked which; the answer lists what is near to it."""
    make_site(lead_days=720)
    alice = sign_in(app, make_contact("Alice Adams", make_customer()))
    alice.get(NEW)
    skipped = {"window_starts_at": "2027-03-28T02:30", "window_ends_at": "2027-03-28T05:00"}
    twice = {"window_starts_at": "2027-10-31T02:30", "window_ends_at": "2027-10-31T05:00"}

    gone = alice.fill(NEW, show_openings="yes", **visit() | skipped)
    asked = alice.fill(NEW, show_openings="yes", **visit() | twice)
    chosen = alice.fill(NEW, show_openings="yes", window_starts_which="second")

    assert "The nearest times are 01:59 and 03:00." in words_of(gone)
    assert "Which of the two is the start?" in words_of(asked)
    assert "Free for" not in words_of(gone) + words_of(asked)
    assert "Free for 2 h 30 min" in words_of(chosen)


@pytest.mark.parametrize(
    "query", ["minutes=0", "minutes=x", "visitors=51", "severity=1", "from_day=soon"]
)
def test_openings_refuse_what_cannot_be_looked_for(alice: Browser, query: str) -> None:
    assert alice.get(f"/sites/AMS1/openings?{query}").status_code == 422


def test_openings_of_a_site_without_a_right_are_not_found(app: Flask, alice: Browser) -> None:
    """R-SEC-1."""
    other = make_site("LON1")
    bert = sign_in(app, make_contact("Bert Brown", make_customer("fabrikam"), site_ids=(other,)))

    assert bert.get("/sites/AMS1/openings").status_code == 404


@pytest.fixture
def pass_id(app: Flask, alice: Browser) -> int:
    client: ApiClient = api_of(app, make_contact("Carl Cole", make_customer("litware")))
    number = client.post("/requests", access_body()).json["number"]
    return int(client.get(f"/requests/{number}/passes").json[0]["id"])


def own_page(app: Flask, pass_id: int) -> str:
    ann = sign_in(app, make_staff("Ann Agent", Role.AGENT))
    page = ann.get(f"/passes/{pass_id}/arrival")
    return re.findall(r'href="(/visits/[^"]+)"', page.text)[0]


def test_a_visitor_asks_on_their_own_page_without_an_account(app: Flask, pass_id: int) -> None:
    """R-WIN-8, on the pass."""
    link, visitor = own_page(app, pass_id), Browser(app.test_client())

    page = visitor.get(link)
    early = visitor.get(f"{link}?at={at(8, 59)}")
    good = visitor.get(f"{link}?at={at(9)}")
    unread = visitor.get(f"{link}?at=noon")

    assert "Jürgen Müller" in words_of(page)
    assert "on the clock of the site, utc" in words_of(page).casefold()
    assert "No, that is too early" in words_of(early)
    assert "The nearest window that would work" in words_of(early)
    assert "Yes, with the pass" in words_of(good)
    assert unread.status_code == 422


def test_a_visitors_link_that_was_altered_is_not_found(app: Flask, pass_id: int) -> None:
    link, visitor = own_page(app, pass_id), Browser(app.test_client())

    for wrong in (link[:-1], link[:-1] + "x", f"/visits/{pass_id}", "/visits/²-x", "/visits/x"):
        assert visitor.get(wrong).status_code == 404


def test_the_contact_asks_on_the_page_of_a_pass(app: Flask, alice: Browser) -> None:
    """R-WIN-8; another customer's pass is not found (R-SEC-1)."""
    page = alice.follow(alice.fill(NEW, **visit()))
    found = re.findall(r'href="/passes/(\d+)"', page.text)[0]
    paper = alice.get(f"/passes/{found}")
    answer = alice.get(f"/passes/{found}/arrival?at={at(12)}")
    bert = sign_in(app, make_contact("Bert Brown", make_customer("fabrikam")))

    assert f"/passes/{found}/arrival" in paper.text
    assert "No, that is too late" in words_of(answer)
    assert bert.get(f"/passes/{found}/arrival").status_code == 404


def test_the_api_asks_about_a_pass(app: Flask, alice: Browser) -> None:
    """R-WIN-8, with an offset, on the site's clock, or now."""
    client = api_of(app, make_contact("Carl Cole", make_customer("litware")))
    number = client.post("/requests", access_body()).json["number"]
    path = f"/passes/{client.get(f'/requests/{number}/passes').json[0]['id']}/arrival"
    other = api_of(app, make_contact("Bert Brown", make_customer("fabrikam")))

    good = client.get(f"{path}?at={at(9)}Z")
    late = client.get(f"{path}?at={at(12)}")
    now = client.get(path)

    assert (good.json["admits"], good.json["code"]) == (True, None)
    assert (late.json["admits"], late.json["code"]) == (False, "too-late")
    assert late.json["nearest"]["zone"] == "UTC"
    assert now.json["code"] == "too-early"
    assert client.get(f"{path}?at=noon").status_code == 422
    assert other.get(path).status_code == 404


def test_tokyo_dublin_and_utc_agree_on_the_instant(app: Flask) -> None:
    """The twelfth case of the issue: three pages, one zone, one instant."""
    make_site("DUB1", zone="Europe/Dublin", name="Dublin 1", lead_days=400)
    contact = make_contact("Aiko Abe", make_customer())
    officer = make_staff("Olu Gate", Role.OFFICER)
    # Soon, as a desk looks twelve hours ahead whatever the time of the day.
    start = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) + timedelta(hours=2)
    window = {
        "starts_at": start.isoformat(),
        "ends_at": (start + timedelta(hours=3)).isoformat(),
    }
    request = api_of(app, contact).post("/requests", access_body(site="DUB1", window=window)).json
    aiko, olu = sign_in(app, contact), sign_in(app, officer)

    pages = [
        aiko.get(f"/requests/{request['number']}"),
        aiko.get(re.findall(r'href="(/passes/\d+)"', aiko.page)[0]),
        olu.get("/gate/DUB1"),
    ]

    for page in pages:
        found = [
            (instant, words)
            for instant, words in re.findall(r'<time datetime="([^"]+)"[^>]*>([^<]+)<', page.text)
            if instant == start.isoformat()
        ]
        assert found, words_of(page)
        assert all(re.search(r"\b(GMT|IST)\b", words) for _, words in found), found
