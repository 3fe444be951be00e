"""A recurring visit is bounded, on the wall clock, and told before it is booked (R-WIN-6)."""

import datetime
import time
from datetime import date, timedelta
from itertools import islice

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given
from hypothesis import strategies as st

from accessdesk.scheduling.local_time import UnknownZone
from accessdesk.scheduling.policy import Closure
from accessdesk.scheduling.recurrence.days import Budget, days_of
from accessdesk.scheduling.recurrence.expansion import OccurrenceStatus, RecurrenceRefusal, expand
from accessdesk.scheduling.recurrence.rule import BadRule, read_rule
from tests.examples import examples
from tests.scheduling.times import local, utc, window


def visits(rule, starts="2026-12-01 09:00", hours=2, zone="Europe/Amsterdam", **more):
    return expand(rule, starts=local(starts), length=timedelta(hours=hours), zone=zone, **more)


def asked(found):
    assert not isinstance(found, RecurrenceRefusal), found
    return [f"{each.asked:%Y-%m-%d}" for each in found]


def test_each_occurrence_has_its_window_and_its_words():
    found = visits("RRULE:FREQ=WEEKLY;BYDAY=TU,TH;COUNT=3")

    assert [each.words for each in found] == [
        "Tue 1 Dec 09:00–11:00 CET.",
        "Thu 3 Dec 09:00–11:00 CET.",
        "Tue 8 Dec 09:00–11:00 CET.",
    ]
    assert {each.status for each in found} == {OccurrenceStatus.OK}
    assert found[0].window == window("2026-12-01 08:00", "2026-12-01 10:00")


@pytest.mark.parametrize(
    ("until", "last"),
    [
        ("20261203", "2026-12-03"),
        ("20261203T080000Z", "2026-12-03"),
        ("20261203T075959Z", "2026-12-02"),
        ("20261203T090000", "2026-12-03"),
        ("20261203T085959", "2026-12-02"),
        ("2026-12-03T09:00:00", "2026-12-03"),
    ],
)
def test_the_end_of_a_rule_is_a_day_an_instant_or_a_local_time(until, last):
    assert asked(visits(f"FREQ=DAILY;UNTIL={until}"))[-1] == last


@pytest.mark.parametrize(
    "exception",
    ["2026-12-02", "20261202", "20261202T090000", "20261202T080000Z", "2026-12-02,\n2026-12-25"],
)
def test_an_exception_takes_one_visit_out_and_still_counts(exception):
    found = visits("FREQ=DAILY;COUNT=3", exceptions=exception)

    assert asked(found) == ["2026-12-01", "2026-12-03"]


def test_exceptions_may_stand_under_the_rule_as_in_a_calendar():
    text = "RRULE:FREQ=DAILY;COUNT=4\r\nEXDATE;TZID=Europe/Amsterdam:20261202T090000\r\n"

    assert asked(visits(text + "EXDATE;VALUE=DATE:20261203")) == ["2026-12-01", "2026-12-04"]


def test_a_repeated_hour_takes_the_first_and_says_so():
    """R-WIN-2, R-WIN-6."""
    found = visits("FREQ=DAILY;COUNT=2", "2026-10-24 01:30", zone="Europe/London")

    assert found[1].status is OccurrenceStatus.AMBIGUOUS
    assert found[1].window.starts_at == utc("2026-10-25 00:30")
    assert found[1].words.endswith("because the clocks go back; the first, BST, is taken.")


def test_the_first_visit_keeps_the_answer_that_was_given_to_which():
    starts = local("2026-10-25 01:30").replace(fold=1)

    found = expand(
        "FREQ=DAILY;COUNT=1", starts=starts, length=timedelta(hours=1), zone="Europe/London"
    )

    assert found[0].window.starts_at == utc("2026-10-25 01:30")
    assert found[0].words.endswith("the second, GMT, is taken.")


def test_a_visit_in_a_closed_period_is_listed_and_not_to_be_booked():
    freeze = Closure(window("2026-12-02 08:30", "2026-12-02 09:00"), "the freeze")

    found = visits("FREQ=DAILY;COUNT=3", closures=[freeze])

    assert [each.is_bookable for each in found] == [True, False, True]
    assert found[1].words == (
        "Wed 2 Dec 09:00–11:00 CET: not booked, the site is closed for the freeze."
    )


def test_a_night_over_a_clock_change_lasts_its_hours_in_elapsed_time():
    found = visits("FREQ=DAILY;COUNT=2", "2026-03-06 22:00", 8, "America/New_York")

    assert [each.window.length for each in found] == [timedelta(hours=8)] * 2
    assert found[1].words == "Sat 7 Mar 22:00 – Sun 8 Mar 07:00 EST/EDT (8 h)."


@pytest.mark.timed
@pytest.mark.parametrize(
    ("rule", "part", "words"),
    [
        ("FREQ=WEEKLY", "UNTIL", "never ends"),
        ("FREQ=DAILY;COUNT=401", "COUNT", "at most 400 visits"),
        ("FREQ=DAILY;COUNT=400", "COUNT", "only 366 visits fit within a year"),
        ("FREQ=MONTHLY;COUNT=14", "COUNT", "only 13 visits fit within a year"),
        ("FREQ=WEEKLY;UNTIL=20280101", "UNTIL", "later than 2027-12-01, a year after"),
        ("FREQ=WEEKLY;UNTIL=20261130", "RRULE", "no day within a year"),
        ("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=3", "RRULE", "no day within a year"),
        ("FREQ=DAILY;INTERVAL=7;BYDAY=MO;COUNT=3", "RRULE", "no day within a year"),
        ("FREQ=YEARLY;BYWEEKNO=53;BYMONTH=6;COUNT=3", "RRULE", "no day within a year"),
        ("FREQ=MONTHLY;BYDAY=MO;BYSETPOS=6;COUNT=3", "RRULE", "no day within a year"),
        ("FREQ=SECONDLY;COUNT=3", "FREQ", "SECONDLY is too often"),
        ("FREQ=SECONDLY", "FREQ", "SECONDLY is too often"),
        ("FREQ=MINUTELY;BYMONTHDAY=31;BYMONTH=2", "FREQ", "MINUTELY is too often"),
        ("FREQ=HOURLY;COUNT=3", "FREQ", "HOURLY is too often"),
        ("FREQ=FORTNIGHTLY;COUNT=3", "FREQ", "is not DAILY, WEEKLY"),
        ("COUNT=3", "FREQ", "it is missing"),
        ("every Tuesday", "RRULE", "is not a part such as FREQ=WEEKLY"),
        ("", "RRULE", "give exactly one rule"),
        ("FREQ=DAILY;COUNT=1\nFREQ=DAILY;COUNT=2", "RRULE", "give exactly one rule"),
        ("FREQ=DAILY;COUNT=3;COUNT=4", "COUNT", "given twice"),
        ("FREQ=DAILY;COUNT=3;UNTIL=20261203", "COUNT", "not both"),
        ("FREQ=DAILY;COUNT=0", "COUNT", "is not a number from 1"),
        ("FREQ=DAILY;COUNT=-1", "COUNT", "is not a number from 1"),
        ("FREQ=DAILY;COUNT=99999999999999999999", "COUNT", "is not a number from 1"),
        ("FREQ=DAILY;COUNT=３", "COUNT", "is not a number from 1"),
        ("FREQ=DAILY;INTERVAL=0;COUNT=3", "INTERVAL", "is not a number from 1 to 1000"),
        ("FREQ=DAILY;INTERVAL=99999;COUNT=3", "INTERVAL", "is not a number from 1 to 1000"),
        ("FREQ=DAILY;UNTIL=soon", "UNTIL", "is not a date such as"),
        ("FREQ=DAILY;UNTIL=20260230", "UNTIL", "is not a date that exists"),
        ("FREQ=WEEKLY;BYDAY=2MO;COUNT=3", "BYDAY", "needs FREQ=MONTHLY"),
        ("FREQ=YEARLY;BYWEEKNO=3;BYDAY=2MO;COUNT=1", "BYDAY", "needs FREQ=MONTHLY"),
        ("FREQ=WEEKLY;BYDAY=XX;COUNT=3", "BYDAY", "is not a list of days"),
        ("FREQ=MONTHLY;BYDAY=0MO;COUNT=3", "BYDAY", "is not a list of days"),
        ("FREQ=MONTHLY;BYDAY=54MO;COUNT=3", "BYDAY", "is not a list of days"),
        ("FREQ=MONTHLY;BYMONTHDAY=32;COUNT=3", "BYMONTHDAY", "go from 1 to 31"),
        ("FREQ=MONTHLY;BYMONTHDAY=x;COUNT=3", "BYMONTHDAY", "is not a list of numbers"),
        ("FREQ=WEEKLY;BYMONTHDAY=3;COUNT=3", "BYMONTHDAY", "cannot stand with FREQ=WEEKLY"),
        ("FREQ=MONTHLY;BYYEARDAY=3;COUNT=3", "BYYEARDAY", "cannot stand with FREQ=MONTHLY"),
        ("FREQ=MONTHLY;BYWEEKNO=3;COUNT=3", "BYWEEKNO", "cannot stand with FREQ=MONTHLY"),
        ("FREQ=YEARLY;BYMONTH=-1;COUNT=1", "BYMONTH", "go from 1 to 12"),
        ("FREQ=DAILY;BYSETPOS=1;COUNT=3", "BYSETPOS", "needs another part"),
        ("FREQ=WEEKLY;WKST=XX;COUNT=3", "WKST", "is not a day such as MO"),
        ("FREQ=DAILY;BYHOUR=9,10;COUNT=3", "BYHOUR", "leave this part out"),
        ("FREQ=DAILY;X-EVIL=1;COUNT=3", "X-EVIL", "is not known"),
        ("FREQ=DAILY;BYMONTHDAY=" + "1," * 9000 + "1", "RRULE", "longer than 1000 characters"),
        ("FREQ=DAILY;COUNT=1;" * 9000, "RRULE", "go over 20000 letters"),
        ("DTSTART:20260101T000000\nRRULE:FREQ=DAILY;COUNT=1", "DTSTART", "only RRULE and EXDATE"),
        ("RRULE:FREQ=DAILY;COUNT=1\nEXRULE:FREQ=DAILY", "EXRULE", "only RRULE and EXDATE"),
    ],
)
def test_a_rule_that_cannot_be_used_is_refused_at_once_and_names_its_part(rule, part, words):
    began = time.process_time()

    refusal = visits(rule)

    assert isinstance(refusal, RecurrenceRefusal)
    assert (refusal.field, refusal.part) == ("rule", part)
    assert refusal.words.startswith(f"{part}: ")
    assert words in refusal.words
    assert time.process_time() - began < 1


@pytest.mark.parametrize(
    ("exceptions", "words"),
    [
        ("2026-12-01,2026-12-02", "every visit is taken out"),
        ("Christmas", "is not a date such as"),
        ("2026-02-30", "is not a date that exists"),
    ],
)
def test_exceptions_that_cannot_be_used_are_refused_at_their_own_field(exceptions, words):
    refusal = visits("FREQ=DAILY;COUNT=2", exceptions=exceptions)

    assert isinstance(refusal, RecurrenceRefusal)
    assert refusal.field == "exceptions"
    assert words in refusal.words


def test_an_exception_in_another_zone_is_refused():
    refusal = visits("RRULE:FREQ=DAILY;COUNT=2\nEXDATE;TZID=Asia/Tokyo:20261202T090000")

    assert isinstance(refusal, RecurrenceRefusal)
    assert refusal.words == "EXDATE: its zone is Asia/Tokyo, but the site's is Europe/Amsterdam."


@pytest.mark.parametrize(
    ("hours", "words"), [(0, "must end after it starts"), (25, "lasts 1 day 1 h and runs into")]
)
def test_visits_that_run_backwards_or_into_each_other_are_refused(hours, words):
    refusal = visits("FREQ=DAILY;COUNT=2", hours=hours)

    assert isinstance(refusal, RecurrenceRefusal)
    assert refusal.field == "ends_at"
    assert words in refusal.words


def test_an_unknown_zone_is_refused():
    with pytest.raises(UnknownZone):
        visits("FREQ=DAILY;COUNT=2", zone="Mars/Olympus")


def test_a_year_of_daily_visits_ends_on_the_same_date():
    assert asked(visits("FREQ=DAILY;UNTIL=20271201"))[-1] == "2027-12-01"
    assert asked(visits("FREQ=DAILY;COUNT=366"))[-1] == "2027-12-01"
    assert asked(visits("FREQ=YEARLY;COUNT=1", "2028-02-29 09:00")) == ["2028-02-29"]


@pytest.mark.parametrize(
    ("rule", "first", "expected"),
    [
        ("FREQ=DAILY;INTERVAL=10", date(1997, 9, 2), ["0902", "0912", "0922"]),
        ("FREQ=WEEKLY;INTERVAL=2;WKST=SU", date(1997, 9, 2), ["0902", "0916", "0930"]),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;WKST=MO", date(1997, 8, 5), ["0805", "0810", "0819"]),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;WKST=SU", date(1997, 8, 5), ["0805", "0817", "0819"]),
        ("FREQ=MONTHLY;BYDAY=1FR", date(1997, 9, 5), ["0905", "1003", "1107"]),
        ("FREQ=MONTHLY;BYDAY=1MO,WE", date(1997, 9, 1), ["0901", "0903", "0910"]),
        ("FREQ=MONTHLY;BYDAY=-2MO", date(1997, 9, 22), ["0922", "1020", "1117"]),
        ("FREQ=MONTHLY;BYMONTHDAY=-3", date(1997, 9, 28), ["0928", "1029", "1128"]),
        ("FREQ=MONTHLY;BYMONTHDAY=31", date(1997, 8, 31), ["0831", "1031", "1231"]),
        ("FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", date(1998, 2, 1), ["0213", "0313", "1113"]),
        ("FREQ=MONTHLY;BYDAY=TU,WE,TH;BYSETPOS=3", date(1997, 9, 4), ["0904", "1007", "1106"]),
        (
            "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2",
            date(1997, 9, 29),
            ["0929", "1030", "1127"],
        ),
        ("FREQ=YEARLY;INTERVAL=3;BYYEARDAY=1,100,200", date(1997, 1, 1), ["0101", "0410", "0719"]),
        ("FREQ=YEARLY;BYDAY=20MO", date(1997, 5, 19), ["0519", "0518", "0517"]),
        ("FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO", date(1997, 5, 12), ["0512", "0511", "0517"]),
        ("FREQ=YEARLY;BYWEEKNO=-52", date(2024, 12, 1), ["1230", "1231", "0101"]),
        ("FREQ=YEARLY;BYMONTH=6,7", date(1997, 6, 10), ["0610", "0710", "0610"]),
        ("FREQ=YEARLY;BYMONTH=1;BYDAY=-1SU", date(1998, 1, 1), ["0125", "0131", "0130"]),
        ("FREQ=YEARLY", date(2024, 2, 29), ["0229", "0229", "0229"]),
    ],
)
def test_the_days_are_those_of_the_standards_own_examples(rule, first, expected):
    """RFC 5545, section 3.8.5.3, and its kin."""
    days = days_of(read_rule(rule), first, date(first.year + 9, 12, 31), Budget())

    assert [f"{day:%m%d}" for day in islice(days, 3)] == expected


def lists(low, high, most=3):
    numbers = st.integers(low, high).filter(bool)
    return st.lists(numbers, min_size=1, max_size=most, unique=True)


@st.composite
def rules(draw):
    """Draw rules that the standard allows and on which its readers agree."""
    frequency = draw(st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]))
    parts = [f"FREQ={frequency}", f"INTERVAL={draw(st.integers(1, 4))}"]
    options = {
        "BYMONTH": lists(1, 12, 4),
        "WKST": st.sampled_from([["MO"], ["SU"], ["WE"]]),
        "BYDAY": st.lists(st.sampled_from(["MO", "TU", "FR", "SA", "SU"]), min_size=1, unique=True),
    }
    if frequency != "WEEKLY":
        options["BYMONTHDAY"] = lists(-28, 28, 5)
    if frequency == "YEARLY":
        options["BYYEARDAY"] = lists(-366, 366, 5)
        # The other reader cuts a first week that begins in December if it is counted backwards.
        options["BYWEEKNO"] = lists(-50, 53, 5)
    if frequency in {"MONTHLY", "YEARLY"}:
        # The other reader wrongly wants both of 1MO,WE at once, so they are not mixed here.
        nth = st.lists(st.sampled_from(["1MO", "-1SU", "2TU", "-2FR"]), min_size=1, unique=True)
        options["BYDAY"] |= nth
        options["BYSETPOS"] = lists(-3, 3, 2)
    chosen = {name: draw(values) for name, values in options.items() if draw(st.booleans())}
    if "BYWEEKNO" in chosen:
        chosen.pop("BYDAY", None)
    if not chosen.keys() - {"BYSETPOS", "WKST"}:
        chosen.pop("BYSETPOS", None)
    parts += [f"{name}={','.join(map(str, values))}" for name, values in chosen.items()]
    return ";".join(parts)


@given(rule=rules(), first=st.dates(date(2024, 1, 1), date(2027, 12, 31)))
@examples(120)
def test_an_independent_reader_of_the_standard_finds_the_same_days(rule, first):
    last = first + timedelta(days=3 * 366)

    found = list(days_of(read_rule(rule), first, last, Budget()))

    assert found == _days_by_another_reader(rule, first, last)


def _days_by_another_reader(rule, first, last):
    """Ask dateutil, kept from looking for a day that never comes until the year 9999."""
    start, end = local(f"{first} 00:00"), local(f"{last} 00:00")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(datetime, "MAXYEAR", last.year)
        found = rrulestr(rule, dtstart=start).between(start, end, inc=True)
    return [each.date() for each in found]


@given(rule=rules(), count=st.sampled_from(["", ";COUNT=1", ";COUNT=40"]), skip=st.integers(0, 900))
@examples(60)
def test_passing_over_what_lies_before_a_day_changes_nothing_after_it(rule, count, skip):
    first = date(2024, 1, 31)
    since, last = first + timedelta(days=skip), first + timedelta(days=1200)

    jumped = list(days_of(read_rule(rule + count), first, last, Budget(), since=since))

    walked = list(days_of(read_rule(rule + count), first, last, Budget()))
    assert jumped == [day for day in walked if day >= since]


def test_a_search_over_too_long_a_time_stops_when_its_budget_is_spent():
    with pytest.raises(BadRule, match="repeats over too long a time"):
        list(days_of(read_rule("FREQ=DAILY"), date(1900, 1, 1), date(2100, 1, 1), Budget(1000)))


HOSTILE = [
    "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
    "FREQ=DAILY;INTERVAL=7;BYDAY=MO",
    "FREQ=DAILY;BYDAY=MO;BYSETPOS=366",
    "FREQ=WEEKLY;BYDAY=MO;BYSETPOS=5",
    "FREQ=WEEKLY;INTERVAL=1000;BYMONTH=2",
    "FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30,31",
    "FREQ=MONTHLY;BYDAY=53MO,-53TU",
    "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYSETPOS=366",
    "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
    "FREQ=YEARLY;INTERVAL=1000;BYYEARDAY=366",
    "FREQ=YEARLY;BYWEEKNO=53,-53;BYDAY=MO;BYSETPOS=366",
    "FREQ=YEARLY;BYDAY=53MO;BYMONTH=2",
    "FREQ=DAILY;COUNT=9999",
]
A_MOMENT = 0.05


@pytest.mark.timed
@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("begins", [date(2026, 12, 1), date(1, 1, 1)], ids=["now", "year 1"])
def test_a_hostile_rule_ends_at_once(text: str, begins: date) -> None:
    """Left to itself, dateutil looks for the first day of some of these until the year 9999."""
    rule, since = read_rule(text), date(2026, 12, 1)
    days_of(rule, since, since, Budget())  # What is compiled is kept.

    began = time.process_time()
    try:
        found = list(days_of(rule, begins, date(2027, 12, 1), Budget(), since=since))
    except BadRule:
        found = []
    took = time.process_time() - began

    assert took < A_MOMENT
    assert len(found) <= 366
