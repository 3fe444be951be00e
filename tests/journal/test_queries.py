"""Reading the journal: the outbox resumes, a subject has a timeline."""

from flask import Flask

from accessdesk.db import transaction
from accessdesk.journal.queries import entries_after, heads, timeline
from accessdesk.journal.rules import Event, Personal
from accessdesk.journal.service import erase_personal
from tests.journal.conftest import NINE, SITE, MakeEntry


def test_a_reader_resumes_where_it_stopped(app: Flask, make_entry: MakeEntry):
    for _ in range(5):
        make_entry()
    make_entry(stream="operator")

    with transaction(write=False):
        first = entries_after(SITE, 0, limit=2)
        rest = entries_after(SITE, first[-1].seq, limit=10)
        end = entries_after(SITE, rest[-1].seq)

    assert [entry.seq for entry in first + rest] == [1, 2, 3, 4, 5]
    assert end == []


def test_a_timeline_tells_a_subject_s_story_over_all_streams(app: Flask, make_entry: MakeEntry):
    make_entry(subject="pass/1")
    make_entry(subject="pass/1", stream="site:DUB1", event=Event.PASS_REVOKED, facts={"why": "ü"})
    make_entry(subject="pass/2")

    with transaction(write=False):
        story = timeline("pass/1")

    assert [(entry.stream, entry.event, entry.facts) for entry in story] == [
        (SITE, "request.submitted", {"severity": "C", "visitors": 2}),
        ("site:DUB1", "pass.revoked", {"why": "ü"}),
    ]
    assert story[0].at == NINE


def test_a_timeline_shows_personal_facts_until_they_are_erased(app: Flask, make_entry: MakeEntry):
    make_entry(personal=Personal("visitor/31", {"name": "Ada"}))
    with transaction():
        (before,) = timeline("request/R-7K2M")
        erase_personal(["visitor/31"], at=NINE, actor="system", reason="retention")

    with transaction(write=False):
        (after,) = timeline("request/R-7K2M")

    assert (before.person, before.personal) == ("visitor/31", {"name": "Ada"})
    assert (after.person, after.personal) == (None, None)


def test_every_stream_has_a_head(app: Flask, make_entry: MakeEntry):
    for stream in (SITE, "operator", SITE):
        make_entry(stream=stream)

    with transaction(write=False):
        assert [(head.stream, head.seq) for head in heads()] == [("operator", 1), (SITE, 2)]
