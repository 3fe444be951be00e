"""A calendar file gives closed periods, and a hostile one gives words within a second."""

import time
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accessdesk.scheduling.closures.calendar_file import closures_from_ics
from accessdesk.scheduling.closures.drawing import ClosureRefusal
from accessdesk.scheduling.windows import Window
from tests.examples import examples
from tests.scheduling.times import utc, window

WINTER = window("2026-10-01 00:00", "2027-03-01 00:00")


def calendar(*events):
    body = "".join(f"BEGIN:VEVENT\r\n{event}\r\nEND:VEVENT\r\n" for event in events)
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{body}END:VCALENDAR\r\n".encode()


def lines(*each):
    return "\r\n".join(each)


def read(data, zone="Europe/London", span=WINTER):
    return closures_from_ics(data, zone=zone, span=span)


def windows(found):
    assert not isinstance(found, ClosureRefusal), found
    return [each.window for each in found]


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        (
            "DTSTART:20261201T090000Z\r\nDTEND:20261201T120000Z",
            window("2026-12-01 09:00", "2026-12-01 12:00"),
        ),
        (
            "DTSTART;TZID=America/New_York:20261201T090000\r\nDURATION:PT3H",
            window("2026-12-01 14:00", "2026-12-01 17:00"),
        ),
        (
            "DTSTART;TZID=W. Europe Standard Time:20261201T090000\r\nDURATION:PT3H",
            window("2026-12-01 08:00", "2026-12-01 11:00"),
        ),
        (
            "DTSTART:20261015T090000\r\nDTEND:20261015T120000",
            window("2026-10-15 08:00", "2026-10-15 11:00"),
        ),
        ("DTSTART;VALUE=DATE:20261024", window("2026-10-23 23:00", "2026-10-24 23:00")),
        (
            "DTSTART;VALUE=DATE:20261025\r\nDTEND;VALUE=DATE:20261026",
            window("2026-10-24 23:00", "2026-10-26 00:00"),
        ),
        (
            "DTSTART;VALUE=DATE:20261224\r\nDURATION:P3D",
            window("2026-12-24 00:00", "2026-12-27 00:00"),
        ),
    ],
)
def test_an_event_closes_the_time_that_it_names(when, expected):
    """All-day events are days of the site, 25 hours long when the clocks go back."""
    found = read(calendar(f"UID:1\r\nSUMMARY:Freeze\\, year end\r\n{when}"))

    assert windows(found) == [expected]
    assert found[0].name == "Freeze, year end"


def test_a_recurring_event_stays_in_its_own_zone_and_needs_no_end():
    event = lines(
        "UID:1",
        "SUMMARY:Patch night",
        "DTSTART;TZID=Europe/London:20200107T190000",
        "DTEND;TZID=Europe/London:20200107T200000",
        "RRULE:FREQ=WEEKLY;BYDAY=TU",
        "EXDATE;TZID=Europe/London:20261103T190000",
    )
    span = window("2026-10-19 00:00", "2026-11-11 00:00")

    found = read(calendar(event), zone="Asia/Tokyo", span=span)

    assert [each.starts_at for each in windows(found)] == [
        utc("2026-10-20 18:00"),
        utc("2026-10-27 19:00"),
        utc("2026-11-10 19:00"),
    ]


def test_a_yearly_holiday_from_long_ago_is_found_again():
    event = "UID:1\r\nDTSTART;VALUE=DATE:19701225\r\nRRULE:FREQ=YEARLY\r\nSUMMARY:Christmas"

    assert windows(read(calendar(event))) == [window("2026-12-25 00:00", "2026-12-26 00:00")]


def test_a_moved_and_a_cancelled_occurrence_replace_those_of_the_rule():
    master = "UID:1\r\nDTSTART:20261201T090000Z\r\nDURATION:PT1H\r\nRRULE:FREQ=DAILY;COUNT=3"
    moved = "UID:1\r\nRECURRENCE-ID:20261202T090000Z\r\nDTSTART:20261202T150000Z\r\nDURATION:PT1H"
    dropped = (
        "UID:1\r\nRECURRENCE-ID:20261203T090000Z\r\nDTSTART:20261203T090000Z\r\n"
        "DURATION:PT1H\r\nSTATUS:CANCELLED"
    )

    found = read(calendar(master, moved, dropped))

    assert [each.starts_at for each in windows(found)] == [
        utc("2026-12-01 09:00"),
        utc("2026-12-02 15:00"),
    ]


def test_extra_days_are_added_and_excepted_days_left_out():
    event = lines(
        "UID:1",
        "DTSTART;VALUE=DATE:20261201",
        "RRULE:FREQ=DAILY;COUNT=3",
        "RDATE;VALUE=DATE:20261210",
        "EXDATE;VALUE=DATE:20261202",
    )

    assert [each.starts_at.day for each in windows(read(calendar(event)))] == [1, 3, 10]


def test_events_outside_the_span_and_cancelled_ones_close_nothing():
    past = "UID:1\r\nDTSTART:20200101T000000Z\r\nDURATION:PT1H"
    cancelled = "UID:2\r\nDTSTART:20261201T000000Z\r\nDURATION:PT1H\r\nSTATUS:CANCELLED"

    assert read(calendar(past, cancelled)) == ()


def test_folded_lines_and_alarms_are_read_past():
    event = lines(
        "UID:1",
        "SUMMARY:A long",
        "  name",
        "DTSTART:20261201T09",
        "\t0000Z",
        "DURATION:PT1H",
        "BEGIN:VALARM",
        "TRIGGER:-PT15M",
        "DURATION:PT5M",
        "END:VALARM",
    )

    found = read(calendar(event).replace(b"\r\n", b"\n"))

    assert [(each.name, each.window) for each in found] == [
        ("A long name", window("2026-12-01 09:00", "2026-12-01 10:00"))
    ]


EVENT = "UID:1\r\nSUMMARY:Works\r\nDTSTART:20261201T090000Z\r\nDURATION:PT1H"
YEARLY = "DTSTART:19000101T090000Z\r\nDURATION:PT1H\r\nRRULE:FREQ=DAILY;COUNT=9999"
EVIL_ZONE = (
    b"BEGIN:VTIMEZONE\r\nTZID:Evil\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\n"
    b"RRULE:FREQ=SECONDLY\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0000\r\nEND:STANDARD\r\n"
    b"END:VTIMEZONE\r\n"
)
HOSTILE = {
    "two megabytes": (b"x" * 2_000_000, "The file has 1953 KiB; at most 256 KiB"),
    "nothing": (b"", "not a calendar"),
    "not a calendar": (b"\x89PNG\r\n\x1a\n" + b"\x00" * 1000, "not a calendar"),
    "no events": (calendar(), "The calendar has no events"),
    "unclosed": (b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n", "not a calendar"),
    "nested": (b"BEGIN:VEVENT\r\n" * 18_000, "too long to be a calendar"),
    "every second": (calendar(f"{EVENT}\r\nRRULE:FREQ=SECONDLY"), "FREQ: SECONDLY is too often"),
    "every minute": (
        calendar(f"{EVENT}\r\nRRULE:FREQ=MINUTELY;BYMONTH=2;BYMONTHDAY=30"),
        "FREQ: MINUTELY is too often",
    ),
    "every second of a day": (
        calendar(f"{EVENT}\r\nRRULE:FREQ=DAILY;BYSECOND=1,2,3"),
        "BYSECOND: the time of day",
    ),
    "forever from long ago": (calendar(*[YEARLY] * 500), "repeats over too long a time"),
    "too many": (calendar(*[f"{EVENT}\r\nRRULE:FREQ=DAILY"] * 3), None),
    "a long list": (
        calendar(f"{EVENT}\r\nRRULE:FREQ=DAILY;BYMONTHDAY={'1,' * 5000}1"),
        "longer than 1000 characters",
    ),
    "long lists": (
        calendar(f"{EVENT}\r\nEXDATE:{'20261201T090000Z,' * 14000}20261201T090000Z"),
        "too long to be a calendar",
    ),
    "many properties": (calendar(EVENT + "\r\nX:1" * 50_000), None),
    "many names": (calendar(EVENT + "\r\nUID:1" * 30_000), "too long to be a calendar"),
    "an evil zone": (
        calendar("SUMMARY:Works\r\nDTSTART;TZID=Evil:20261201T090000\r\nDURATION:PT1H").replace(
            b"BEGIN:VEVENT", EVIL_ZONE + b"BEGIN:VEVENT"
        ),
        "“Works”: there is no time zone called “Evil”.",
    ),
    "many zones": (
        calendar(EVENT).replace(b"BEGIN:VEVENT", b"BEGIN:VTIMEZONE\r\n" * 12_000 + b"BEGIN:VEVENT"),
        "not a calendar",
    ),
    "a period without a start": (
        calendar("RECURRENCE-ID;VALUE=PERIOD:P/090000"),
        "not a calendar",
    ),
    "an unknown rule": (
        calendar(f"{EVENT}\r\nRRULE:FREQ=NEVER"),
        "“Works”: FREQ: “NEVER” is not DAILY",
    ),
    "an empty rule": (calendar(f"{EVENT}\r\nRRULE:garbage"), "“Works”: RRULE: “GARBAGE” is not"),
    "a rule without text": (calendar(f"{EVENT}\r\nRRULE:"), "“Works”: RRULE: “” is not a part"),
    "a rule that is a day": (
        calendar(f"{EVENT}\r\nRRULE;VALUE=DATE:x"),
        "RRULE: “X” is not a part",
    ),
    "a start that is text": (calendar("DTSTART;VALUE=TEXT:x\r\nDURATION:PT1H"), "DTSTART"),
    "an exception that is text": (calendar(f"{EVENT}\r\nEXDATE;VALUE=TEXT:x"), "EXDATE cannot"),
    "two rules": (
        calendar(f"{EVENT}\r\nRRULE:FREQ=DAILY\r\nRRULE:FREQ=DAILY"),
        "gives RRULE more than once",
    ),
    "two starts": (calendar(f"{EVENT}\r\nDTSTART:20261201T090000Z"), "DTSTART more than once"),
    "no start": (calendar("SUMMARY:Works"), "“Works” has no start"),
    "an unreadable start": (calendar("SUMMARY:Works\r\nDTSTART:soon"), "“Works”: DTSTART cannot"),
    "a start that is a time of day": (calendar("DTSTART;VALUE=TIME:090000"), "is not a day"),
    "no end": (
        calendar("SUMMARY:W\r\nDTSTART:20261201T090000Z"),
        "“W” does not end after it starts",
    ),
    "an end before the start": (
        calendar("DTSTART:20261201T090000Z\r\nDTEND:20261201T080000Z"),
        "does not end after it starts",
    ),
    "an end of another kind": (
        calendar("DTSTART:20261201T090000Z\r\nDTEND;VALUE=DATE:20261202"),
        "starts with a day and ends with a time",
    ),
    "an endless duration": (
        calendar("DTSTART:20261201T090000Z\r\nDURATION:P99999999D"),
        "within five years",
    ),
    "an impossible duration": (
        calendar("DTSTART:20261201T090000Z\r\nDURATION:P99999999999999999D"),
        "cannot be read",
    ),
    "the first year": (
        calendar("DTSTART:00010101T000000Z\r\nDURATION:PT1H"),
        "the year of DTSTART",
    ),
    "the last year": (calendar("DTSTART:99991231T230000Z\r\nDURATION:PT9H"), "the year of DTSTART"),
    "extra periods": (
        calendar(f"{EVENT}\r\nRDATE;VALUE=PERIOD:20261202T090000Z/PT1H"),
        "RDATE is not a day or a time",
    ),
}


@pytest.mark.timed
@pytest.mark.parametrize("name", HOSTILE)
def test_a_bad_file_is_answered_within_a_second(name):
    data, words = HOSTILE[name]
    began = time.process_time()

    answer = read(data)

    assert time.process_time() - began < 1
    if words is None:
        assert answer
        assert len(answer) < 2000
    else:
        assert isinstance(answer, ClosureRefusal)
        assert answer.field == "file"
        assert words in answer.words


def test_more_periods_than_a_policy_can_hold_are_refused():
    span = Window(utc("2026-12-01 00:00"), utc("2026-12-01 00:00") + timedelta(days=3650))
    event = "UID:1\r\nDTSTART:20261201T090000Z\r\nDURATION:PT1H\r\nRRULE:FREQ=DAILY"

    answer = read(calendar(event), span=span)

    assert isinstance(answer, ClosureRefusal)
    assert "more than 2000 closed periods" in answer.words


SEED = calendar(
    EVENT + "\r\nRRULE:FREQ=MONTHLY;BYDAY=-1SU\r\nEXDATE:20261227T090000Z",
    "UID:2\r\nDTSTART;VALUE=DATE:20261201\r\nDTEND;VALUE=DATE:20261203",
)


@given(
    cuts=st.lists(
        st.tuples(st.integers(0, len(SEED)), st.integers(0, 12), st.binary(max_size=8)), max_size=4
    )
)
@examples(250)
def test_a_damaged_file_gives_periods_or_words_and_nothing_else(cuts):
    data = SEED
    for at, length, patch in cuts:
        data = data[:at] + patch + data[at + length :]

    answer = read(data)

    if isinstance(answer, ClosureRefusal):
        assert answer.words.endswith((".", "”"))
    else:
        assert all(each.window.overlaps(WINTER) for each in answer)


@given(
    name=st.sampled_from(["DTSTART", "DTEND", "DURATION", "RRULE", "EXDATE", "RDATE", "SUMMARY"]),
    parameters=st.sampled_from(["", ";VALUE=DATE", ";TZID=Europe/London", ";TZID=", ";VALUE=TIME"]),
    value=st.text("0123456789TZP-+DWHM:;=,/FREQMONTHLYBDAU", max_size=24),
)
@examples(250)
def test_whatever_stands_in_a_line_is_read_or_refused(name, parameters, value):
    data = calendar(f"DTSTART:20261201T090000Z\r\nDURATION:PT1H\r\n{name}{parameters}:{value}")
    alone = calendar(f"{name}{parameters}:{value}")

    assert isinstance(read(data), tuple | ClosureRefusal)
    assert isinstance(read(alone), tuple | ClosureRefusal)
