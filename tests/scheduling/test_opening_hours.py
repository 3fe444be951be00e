"""Opening hours are written, stored and said in one way."""

from datetime import time

import pytest

from accessdesk.scheduling.opening_hours import (
    OpenHours,
    opening_hours_words,
    read_opening_hours,
    stored_opening_hours,
)


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (["Mon-Fri 08:00-18:00"], "Mon–Fri 08:00–18:00"),
        (["mon–fri 08:00–18:00", "SAT 09:00-13:00"], "Mon–Fri 08:00–18:00, Sat 09:00–13:00"),
        (["Mon 08:00-12:00", "Mon 13:00-18:00"], "Mon 08:00–12:00, Mon 13:00–18:00"),
        (["Mon 22:00-06:00"], "Mon 22:00–06:00"),
        (["Wed 00:00-24:00"], "Wed 00:00–24:00"),
        ([], "around the clock"),
    ],
)
def test_hours_are_read_and_said(lines, words):
    assert opening_hours_words(read_opening_hours(lines)) == words


def test_days_may_run_over_the_weekend():
    hours = read_opening_hours(["Sat-Mon 10:00-12:00"])

    assert [each.weekday for each in hours] == [5, 6, 0]


def test_stored_hours_are_kept_by_weekday():
    hours = stored_opening_hours({"mon": ["08:00-12:00", "13:00-24:00"], "sun": []})

    assert hours == (OpenHours(0, time(8), time(12)), OpenHours(0, time(13), time(0)))


@pytest.mark.parametrize(
    "line",
    ["", "Mon", "08:00-18:00", "Mox 08:00-18:00", "Mon 8-18", "Mon 25:00-26:00", "Mon 08:00-24:30"],
)
def test_what_is_not_opening_hours_is_refused_with_an_example(line):
    with pytest.raises(ValueError, match=r"is not opening hours\. Write them as Mon-Fri"):
        read_opening_hours([line])
