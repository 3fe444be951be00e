"""The bytes of an entry (R-SEC-2): one value, one text, one hash."""

import hashlib
from datetime import datetime, timedelta, timezone

import pytest

from accessdesk.journal.rules import (
    Event,
    canonical_json,
    commitment,
    entry_body,
    entry_hash,
    genesis_hash,
    moment_text,
    personal_content,
)
from tests.journal.conftest import NINE


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"b": 1, "a": [True, None, "x"]}, '{"a":[true,null,"x"],"b":1}'),
        ({"ü": "Jürgen"}, '{"ü":"Jürgen"}'),
        ({"\ufb33": 1, "\U0001f600": 2}, '{"\U0001f600":2,"\ufb33":1}'),
        ('a"\\\n\x00\x1f\x7f', '"a\\"\\\\\\n\\u0000\\u001f\x7f"'),
        ({"a": {"d": (1, 2), "c": {}}}, '{"a":{"c":{},"d":[1,2]}}'),
        (Event.GATE_ADMITTED, '"gate.admitted"'),
        (2**53 - 1, "9007199254740991"),
    ],
)
def test_a_value_has_one_text(value, text):
    """Keys stand in the order of their UTF-16 units (RFC 8785, 3.2.3)."""
    assert canonical_json(value) == text


@pytest.mark.parametrize("value", [1.5, NINE, {1: "x"}, {"a": {b"x"}}, [b"x"]])
def test_what_json_does_not_know_is_refused(value):
    with pytest.raises(TypeError):
        canonical_json(value)


@pytest.mark.parametrize("value", [2**53, -(2**53), "\ud800"])
def test_what_readers_would_read_differently_is_refused(value):
    with pytest.raises(ValueError, match=r"recorded|surrogates"):
        canonical_json(value)


def test_a_moment_is_written_in_utc():
    at_nine = datetime(2026, 12, 1, 9, 0, tzinfo=timezone(timedelta(hours=1)))

    assert moment_text(at_nine) == "2026-12-01T08:00:00.000000Z"


def test_a_naive_moment_is_refused():
    with pytest.raises(ValueError, match="naive"):
        moment_text(datetime(2026, 12, 1, 9, 0))  # noqa: DTZ001


def test_an_entry_is_written_with_its_stream_and_its_commitment_only():
    content = personal_content("visitor/31", {"name": "Jürgen Müller"})
    committed = commitment(b"s" * 32, content.encode())

    body = entry_body(
        Event.PASS_ISSUED,
        stream="site:AMS1",
        subject="pass/9",
        at=NINE,
        actor="system",
        facts={"n": 1},
        commitment=committed,
    )

    assert body == (
        '{"actor":"system","at":"2026-12-01T08:00:00.000000Z",'
        f'"commitment":"{hashlib.sha256(b"s" * 32 + content.encode()).hexdigest()}",'
        '"event":"pass.issued","facts":{"n":1},"stream":"site:AMS1","subject":"pass/9","v":1}'
    )


def test_an_entry_is_bound_to_its_place_and_to_what_came_before():
    genesis = genesis_hash("site:AMS1")
    leaf = hashlib.sha256(b"\x00body").digest()

    linked = entry_hash(7, genesis, b"body")

    assert genesis == hashlib.sha256(b"\x02site:AMS1").digest()
    assert linked == hashlib.sha256(b"\x01" + b"\0\0\0\0\0\0\0\x07" + genesis + leaf).digest()


def test_event_names_are_unique_and_readable():
    values = [event.value for event in Event]

    assert len(set(values)) == len(values)
    assert all(value.count(".") == 1 and value.islower() for value in values)
