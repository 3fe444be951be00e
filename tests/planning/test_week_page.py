"""The week as a picture: it opens a day, and tells a contact nothing of anybody else."""

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from accessdesk.accounts.rules import Role
from tests.people import access_body, api_of, make_contact, make_customer, make_site, make_staff
from tests.web.page_client import Browser, sign_in, words_of

SIGN = re.compile(r'data-state="(\w+)" data-fill="(\d)"[^>]*><span aria-hidden="true">(\S)')
SOON = (datetime.now(UTC) + timedelta(days=5)).date()
# Of twelve places each visit takes so many: a hint of free, half, tight, full.
TAKEN = {"09": 1, "10": 6, "11": 9, "12": 12}


@pytest.fixture
def taken(app: Flask) -> str:
    """Fabrikam has taken a growing part of four hours at the site; its name for the visits."""
    make_site(visitor_capacity=12)
    eve = api_of(app, make_contact("Eve Evans", make_customer("fabrikam")))
    for hour, people in TAKEN.items():
        body = access_body(
            window={"starts_at": f"{SOON} {hour}:00", "ends_at": f"{SOON} {int(hour) + 1}:00"},
            visitors=[{"name": f"Vera {'ABCDEFGHIJKL'[each]}orn"} for each in range(people)],
            summary="Secret rebuild",
        )
        made = eve.post("/requests", body)
        assert made.status_code == 201, made.json
    return "Secret rebuild"


def staff(app: Flask) -> Browser:
    return sign_in(app, make_staff("Ann Agent", Role.AGENT))


def contact(app: Flask) -> Browser:
    return sign_in(app, make_contact("Alice Adams", make_customer("contoso")))


def cells(page: str) -> list[tuple[str, str, str]]:
    """The state, the fill and the text of the first day's hours from 09 to 13."""
    rows = re.findall(r'<th scope="row">(?:09|10|11|12|13):00</th>\s*<td (.*?)</td>', page, re.S)
    found = []
    for row in rows:
        state, fill = (re.findall(rf'data-{name}="(\w+)"', row)[0] for name in ("state", "fill"))
        shown = re.findall(r'aria-hidden="true">(.*?)</span>', row)[0]
        found.append((state, fill, shown))
    return found


def test_the_desk_sees_each_hour_filled_by_how_full_it_is(app: Flask, taken: str) -> None:
    page = staff(app).get(f"/sites/AMS1/week?start={SOON}")

    assert cells(page.text) == [
        ("free", "1", "◔ 11"),
        ("free", "2", "◑ 6"),
        ("tight", "3", "◕ 3"),
        ("full", "4", "● 0"),
        ("free", "0", "○ 12"),
    ]


def test_a_contact_sees_the_states_alone_and_nobody_elses_visits(app: Flask, taken: str) -> None:
    """R-SEC-1: no count of other customers, in a fill neither."""
    page = contact(app).get(f"/sites/AMS1/week?start={SOON}&day={SOON}")

    assert cells(page.text) == [
        ("free", "0", "○"),
        ("free", "0", "○"),
        ("tight", "3", "◕"),
        ("full", "4", "●"),
        ("free", "0", "○"),
    ]
    assert taken not in page.text
    assert "Your visits None." in words_of(page)


def test_a_day_opens_with_its_hours_its_visits_and_what_is_free(app: Flask, taken: str) -> None:
    page = staff(app).get(f"/sites/AMS1/week?start={SOON}&day={SOON}")

    opened = re.findall(r'<details id="day-(\S+)" open>(.*?)</details>', page.text, re.S)
    assert [day for day, _ in opened] == [str(SOON)]
    assert opened[0][1].count(taken) == len(TAKEN)
    assert f"from_day={SOON}&amp;until_day={SOON}" in opened[0][1]


def test_seven_days_begin_today_unless_a_day_is_chosen(app: Flask) -> None:
    make_site()
    browser = staff(app)
    today = datetime.now(ZoneInfo("Europe/Amsterdam")).date()

    chosen = [browser.get(f"/sites/AMS1/week{each}").text for each in ("", f"?start={SOON}")]

    shown = [re.findall(r"day=(\S+?)#", page) for page in chosen]
    assert shown == [
        [str(first + timedelta(days=number)) for number in range(7)] for first in (today, SOON)
    ]
    assert [">From today<" in page for page in chosen] == [False, True]


def test_the_picture_the_list_and_the_legend_have_one_sign_for_one_fill(
    app: Flask, taken: str
) -> None:
    page = staff(app).get(f"/sites/AMS1/week?start={SOON}").text

    legend, rest = page.split('</ul>\n<div class="week">')
    picture, listed = rest.split('<div class="days">')
    meant, drawn, said = (set(SIGN.findall(part)) for part in (legend, picture, listed))
    assert drawn == said
    assert {fill for _, fill, _ in drawn} == set("01234")
    assert drawn <= meant


def test_today_is_open_and_a_day_of_another_week_is_not(app: Flask) -> None:
    make_site()
    browser = staff(app)

    now = browser.get("/sites/AMS1/week").text
    later = browser.get(f"/sites/AMS1/week?start={SOON + timedelta(days=30)}").text

    assert now.count(" open>") == now.count('aria-current="date"') == 1
    assert later.count(" open>") == later.count('aria-current="date"') == 0


def test_what_is_no_day_is_refused(app: Flask) -> None:
    make_site()

    assert staff(app).get("/sites/AMS1/week?day=soon").status_code == 422


@pytest.mark.parametrize(
    ("start", "rows", "again", "missing"),
    [
        (date(2027, 3, 22), 24, 0, 1),
        (date(2027, 10, 25), 25, 1, 6),
        (date(2027, 6, 7), 24, 0, 0),
    ],
    ids=["forward", "back", "neither"],
)
def test_an_hour_that_the_clocks_skip_is_empty_and_one_that_they_repeat_is_a_row(
    app: Flask, start: date, rows: int, again: int, missing: int
) -> None:
    make_site()

    page = staff(app).get(f"/sites/AMS1/week?start={start}").text

    assert page.count('<th scope="row">') == rows
    assert page.count("02:00 again") == again
    assert page.count('data-state="none"') == missing
