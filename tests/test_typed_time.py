"""Days and times as people type them, and those that are asked about instead of guessed."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accessdesk.typed_time import (
    NotUnderstood,
    day_typed,
    past_day_typed,
    read_past_day,
    read_printed_day,
    read_typed_day,
    read_typed_time,
    time_typed,
)

TODAY = date(2026, 11, 29)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("25 Dec 10:00", "2026-12-25T10:00"),
        ("Fri 25 Dec 10:00", "2026-12-25T10:00"),
        ("Friday, 25th December 2026 at 10:00", "2026-12-25T10:00"),
        ("Dec 25 10:00", "2026-12-25T10:00"),
        ("dec 25, 10 am", "2026-12-25T10:00"),
        ("25 dec 10.30 pm", "2026-12-25T22:30"),
        ("25 Dec 12 am", "2026-12-25T00:00"),
        ("25/12 10:00", "2026-12-25T10:00"),
        ("12/25/2026 10:00", "2026-12-25T10:00"),
        ("25.12.26 10:00", "2026-12-25T10:00"),
        ("12/12 10:00", "2026-12-12T10:00"),
        ("5 Jan 9:00", "2027-01-05T09:00"),
        ("29 Feb 9:00", "2028-02-29T09:00"),
        ("today 18:00", "2026-11-29T18:00"),
        ("Tomorrow 9am", "2026-11-30T09:00"),
        ("Wed 10:00", "2026-12-02T10:00"),
        ("wednesday, at 10:00", "2026-12-02T10:00"),
        ("Sun 10:00", "2026-11-29T10:00"),
        ("Tues. 10:00", "2026-12-01T10:00"),
        ("2026-12-25 10:00", "2026-12-25 10:00"),
        ("2026-12-25T10:00+01:00", "2026-12-25T10:00+01:00"),
    ],
)
def test_a_time_is_read_as_it_is_typed(typed: str, meant: str) -> None:
    assert read_typed_time(typed, TODAY) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("4 May 2031", date(2031, 5, 4)),
        ("04 MAY 2031", date(2031, 5, 4)),
        ("25.12.2031", date(2031, 12, 25)),
        ("25.12.31", date(2031, 12, 25)),
        ("12/25/2031", date(2031, 12, 25)),
        ("2031-05-04", date(2031, 5, 4)),
        ("Fri 25 Dec 2026", date(2026, 12, 25)),
        ("4 May 1999", date(1999, 5, 4)),
    ],
)
def test_a_day_on_a_document_is_read_with_its_year(typed: str, meant: date) -> None:
    assert read_printed_day(typed, TODAY) == meant


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("4 May", "“4 May” has no year. Write it with its year, as 4 May 2031."),
        ("25/12", "has no year"),
        ("29 Feb", "has no year"),
        ("Fri 25 Dec", "has no year"),
        ("tomorrow", "has no year"),
        ("Wed", "has no year"),
        ("04.05.2031", "could be 4 May or 5 Apr. Write the month as a word."),
        ("soon", "is not understood. Write it with its year"),
    ],
)
def test_a_day_on_a_document_is_never_guessed(typed: str, words: str) -> None:
    """The next such day would make an ID valid that ended years ago."""
    with pytest.raises(NotUnderstood) as asked:
        read_printed_day(typed, TODAY)

    assert words in str(asked.value)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("28 Nov", date(2026, 11, 28)),
        ("Sat 28 Nov", date(2026, 11, 28)),
        ("29 Nov", TODAY),
        ("30 Nov", date(2025, 11, 30)),
        ("25/12", date(2025, 12, 25)),
        ("29 Feb", date(2024, 2, 29)),
        ("Sat", date(2026, 11, 28)),
        ("Sun", TODAY),
        ("Monday", date(2026, 11, 23)),
        ("yesterday", date(2026, 11, 28)),
        ("today", TODAY),
        ("28 Nov 2025", date(2025, 11, 28)),
        ("2026-11-28", date(2026, 11, 28)),
    ],
)
def test_a_day_of_a_record_is_the_last_such_day(typed: str, meant: date) -> None:
    assert read_past_day(typed, TODAY) == meant


def test_a_day_of_a_record_whose_weekday_does_not_fit_is_asked_about() -> None:
    with pytest.raises(NotUnderstood) as asked:
        read_past_day("Fri 28 Nov", TODAY)

    assert "28 Nov 2026 is a Saturday, not a Friday." in str(asked.value)


@given(st.dates(date(2017, 1, 1), date(2030, 12, 31)))
def test_what_a_field_of_a_record_shows_is_read_as_the_same_again(day: date) -> None:
    assert read_past_day(past_day_typed(day, TODAY), TODAY) == day


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("12:30", "2026-12-25T12:30"),
        (" 12.30 ", "2026-12-25T12:30"),
        ("4 PM", "2026-12-25T16:00"),
        ("26 Dec 12:30", "2026-12-26T12:30"),
    ],
)
def test_a_time_of_day_alone_is_one_on_the_day_that_is_known(typed: str, meant: str) -> None:
    assert read_typed_time(typed, TODAY, date(2026, 12, 25)) == meant


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("12:30", "“12:30” has no day. Write it as 25 Dec 10:00"),
        ("12.30", "“12.30” has no time of day."),
        ("11/12 10:00", "“11/12” could be 11 Dec or 12 Nov. Write the month as a word."),
        ("11.12.2026 10:00", "“11.12.2026” could be 11 Dec or 12 Nov."),
        ("Mon 25 Dec 10:00", "25 Dec 2026 is a Friday, not a Monday. Which is it?"),
        ("25 Dec", "has no time of day. Write it as 25 Dec 10:00"),
        ("25 Dec 10", "has no time of day."),
        ("25 Dec 25:00", "is not understood."),
        ("31 Nov 10:00", "is not understood."),
        ("13 pm 25 Dec", "is not understood."),
        ("25 Dec 13 pm", "is not understood."),
        ("next week", "“next week” is not understood. Write it as 25 Dec 10:00"),
    ],
)
def test_what_has_two_readings_or_none_is_asked_about(typed: str, words: str) -> None:
    with pytest.raises(NotUnderstood) as asked:
        read_typed_time(typed, TODAY)

    assert words in str(asked.value)


@given(st.dates(date(2026, 1, 1), date(2030, 12, 31)), st.times())
def test_what_a_field_shows_is_read_as_the_same_again(day: date, clock: object) -> None:
    text = f"{day}T{str(clock)[:5]}"

    shown = time_typed(text, TODAY)

    assert read_typed_time(shown, TODAY) == text
    assert read_typed_day(day_typed(day, TODAY), TODAY) == day


def test_a_year_is_shown_only_where_it_would_be_read_as_another() -> None:
    assert time_typed("2026-12-25T10:00", TODAY) == "Fri 25 Dec 10:00"
    assert time_typed("2026-11-28T10:00", TODAY) == "Sat 28 Nov 2026 10:00"
    assert day_typed(TODAY + timedelta(days=400), TODAY) == "Mon 3 Jan 2028"
    assert time_typed("soon", TODAY) == "soon"


@pytest.mark.parametrize("typed", ["25 Dec 10:00", "11/12", "x", ""])
def test_a_day_alone_has_no_time_and_is_not_guessed(typed: str) -> None:
    with pytest.raises(NotUnderstood):
        read_typed_day(typed, TODAY)
