"""Calendar text is read back by a reader of its own, as mail programs would."""

import re
from dataclasses import replace

import pytest
from dateutil.parser import isoparse
from hypothesis import example, given
from hypothesis import strategies as st

from accessdesk.scheduling.calendar.ics import (
    CalendarEvent,
    Mailbox,
    VisitStatus,
    feed,
    invitation,
    pass_calendar,
    visit_uid,
)
from tests.examples import examples
from tests.scheduling.times import utc, window

VISIT = CalendarEvent(
    uid=visit_uid("SR-7K3M", 1, "access.example"),
    sequence=0,
    changed_at=utc("2026-11-30 12:00"),
    window=window("2026-12-01 08:00", "2026-12-01 11:00"),
    zone="Europe/Amsterdam",
    site="Amsterdam 1",
    company="Fiberworks BV",
    reference="SR-7K3M",
    address="Kabelweg 1, Amsterdam",
    url="https://access.example/requests/SR-7K3M",
)
DESK = Mailbox("Service desk", "desk@access.example")
GUEST = Mailbox("Müller, Jürgen", "jm@fiberworks.example")


def parse(data):
    """Read content lines (RFC 5545, section 3.1) into properties by component."""
    text = data.decode()
    assert text.endswith("\r\n")
    assert "\n" not in text.replace("\r\n", "")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    components, stack = [], []
    for line in text.replace("\r\n ", "").strip().split("\r\n"):
        name, parameters, value = re.fullmatch(
            r'([A-Z-]+)((?:;[A-Z-]+=(?:"[^"]*"|[^;:",]*))*):(.*)', line
        ).groups()
        if name == "BEGIN":
            stack.append({"": value})
            components.append(stack[-1])
        elif name == "END":
            assert stack.pop()[""] == value
        else:
            assert name not in stack[-1], f"{name} twice"
            stack[-1][name] = unescape(value)
            stack[-1][name + ";"] = parameters
    assert not stack
    return components


def unescape(value):
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], value)


def test_the_file_of_a_pass_says_where_and_when_in_utc():
    calendar, event = parse(pass_calendar(VISIT))

    assert (calendar["VERSION"], calendar["METHOD"]) == ("2.0", "PUBLISH")
    assert calendar["PRODID"].startswith("-//accessdesk")
    assert event["DTSTART"] == "20261201T080000Z"
    assert isoparse(event["DTEND"]) == VISIT.window.ends_at
    assert isoparse(event["DTSTAMP"]) == VISIT.changed_at
    assert event["SUMMARY"] == "Amsterdam 1: visit by Fiberworks BV (SR-7K3M)"
    assert event["LOCATION"] == "Kabelweg 1, Amsterdam"
    assert event["URL"] == VISIT.url
    assert event["STATUS"] == "CONFIRMED"
    assert event["DESCRIPTION"].splitlines()[0] == (
        "At the site: Tue 1 Dec 09:00–12:00 CET (Europe/Amsterdam)."
    )


def test_an_invitation_names_who_asks_and_who_is_asked():
    calendar, event = parse(invitation(VISIT, organizer=DESK, guest=GUEST))

    assert calendar["METHOD"] == "REQUEST"
    assert event["ORGANIZER"] == "mailto:desk@access.example"
    assert event["ATTENDEE"] == "mailto:jm@fiberworks.example"
    assert 'CN="Müller, Jürgen"' in event["ATTENDEE;"]


def test_a_moved_visit_updates_the_event_that_is_there():
    moved = replace(
        VISIT,
        sequence=1,
        changed_at=utc("2026-11-30 15:00"),
        window=window("2026-12-02 08:00", "2026-12-02 11:00"),
    )

    first = parse(invitation(VISIT, organizer=DESK, guest=GUEST))[1]
    second = parse(invitation(moved, organizer=DESK, guest=GUEST))[1]

    assert first["UID"] == second["UID"] == "sr-7k3m-1@access.example"
    assert (first["SEQUENCE"], second["SEQUENCE"]) == ("0", "1")
    assert second["DTSTART"] == "20261202T080000Z"


def test_a_cancelled_visit_withdraws_the_invitation():
    """RFC 5546, section 3.2.5: same UID, higher SEQUENCE, ORGANIZER and ATTENDEE given."""
    gone = replace(VISIT, sequence=2, status=VisitStatus.CANCELLED)

    calendar, event = parse(invitation(gone, organizer=DESK, guest=GUEST))

    assert calendar["METHOD"] == "CANCEL"
    assert (event["UID"], event["SEQUENCE"]) == (VISIT.uid, "2")
    assert event["STATUS"] == "CANCELLED"
    assert {"ORGANIZER", "ATTENDEE"} <= event.keys()


def test_a_feed_holds_all_visits_and_nobodys_name_or_address():
    visits = [
        VISIT,
        replace(VISIT, uid=visit_uid("SR-9", 1, "h"), status=VisitStatus.TENTATIVE),
        replace(VISIT, uid=visit_uid("SR-8", 1, "h"), status=VisitStatus.CANCELLED, address=""),
    ]

    data = feed(visits, name="My visits")

    calendar, *events = parse(data)
    assert (calendar["METHOD"], calendar["X-WR-CALNAME"]) == ("PUBLISH", "My visits")
    assert (calendar["REFRESH-INTERVAL"], calendar["REFRESH-INTERVAL;"]) == (
        "PT1H",
        ";VALUE=DURATION",
    )
    assert [each["STATUS"] for each in events] == ["CONFIRMED", "TENTATIVE", "CANCELLED"]
    assert events[2]["LOCATION"] == "Amsterdam 1"
    assert b"ATTENDEE" not in data
    assert b"mailto" not in data


def test_a_feed_without_visits_is_still_a_calendar():
    assert [each[""] for each in parse(feed([], name="My visits"))] == ["VCALENDAR"]


@pytest.mark.parametrize("email", ["a@b\r\nATTENDEE:mailto:x@y", "a b@c", "a@b\x00"])
def test_an_address_cannot_smuggle_a_line_in(email):
    with pytest.raises(ValueError, match="not an e-mail address"):
        invitation(VISIT, organizer=DESK, guest=Mailbox("Eve", email))


# What no document can hold (controls and lone surrogates) never reaches a request.
TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\n"), max_size=90)


@given(company=TEXT, name=TEXT)
@example(company="A\\N\\n\\;,", name="B")
@examples(150)
def test_whatever_a_company_is_called_is_read_back_as_written(company, name):
    visit = replace(VISIT, company=company)

    data = invitation(visit, organizer=DESK, guest=Mailbox(name, GUEST.email))

    calendar, event = parse(data)
    assert event["SUMMARY"] == visit.summary
    assert event["ATTENDEE"] == "mailto:jm@fiberworks.example"
    assert calendar["METHOD"] == "REQUEST"
