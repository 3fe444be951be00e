"""Any change to a chain is found and named (R-SEC-2); pure, without a database."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accessdesk.journal.chain import (
    BadEntry,
    Fault,
    Mark,
    StoredEntry,
    StoredPersonal,
    unexplained_losses,
    verify_chain,
)
from accessdesk.journal.rules import (
    Event,
    commitment,
    entry_body,
    entry_hash,
    genesis_hash,
    moment_text,
    personal_content,
)
from tests.examples import examples
from tests.journal.conftest import NINE, SITE


def follow(before: StoredEntry | None, entry: StoredEntry) -> StoredEntry:
    """An entry with the hashes that it has at its place."""
    prev_hash = before.hash if before else genesis_hash(entry.stream)
    hashed = entry_hash(entry.seq, prev_hash, entry.body)
    return replace(entry, prev_hash=prev_hash, hash=hashed)


def make_chain(length: int = 9, stream: str = SITE) -> list[StoredEntry]:
    """Write a chain whose every third entry has personal data beside it."""
    chain: list[StoredEntry] = []
    for seq in range(1, length + 1):
        at = NINE + timedelta(minutes=seq)
        salt, content = bytes([seq]) * 32, personal_content(f"visitor/{seq}", {"name": "Ada"})
        is_personal = seq % 3 == 0
        body = entry_body(
            Event.GATE_ADMITTED,
            stream=stream,
            subject=f"pass/{seq}",
            at=at,
            actor="user/3",
            facts={"n": seq},
            commitment=commitment(salt, content.encode()) if is_personal else None,
        )
        entry = StoredEntry(
            stream=stream,
            seq=seq,
            event="gate.admitted",
            at=moment_text(at),
            actor="user/3",
            subject=f"pass/{seq}",
            body=body.encode(),
            prev_hash=b"",
            hash=b"",
            personal=StoredPersonal(f"visitor/{seq}", salt, content.encode())
            if is_personal
            else None,
        )
        chain.append(follow(chain[-1] if chain else None, entry))
    return chain


CHAIN = make_chain()
END = Mark(9, CHAIN[-1].hash, "the stream's head")


def found(chain: list[StoredEntry], **known: object) -> tuple[int, Fault] | None:
    bad = verify_chain(SITE, chain, **known).bad  # type: ignore[arg-type]
    return (bad.seq, bad.fault) if bad else None


def test_a_chain_as_written_holds():
    middle = Mark(5, CHAIN[4].hash, "the checkpoint of Monday")
    start = Mark(0, genesis_hash(SITE), "the checkpoint of Sunday")

    verdict = verify_chain(SITE, CHAIN, marks=[middle, start], head=END)

    assert (verdict.bad, verdict.entries, verdict.erased) == (None, 9, 0)


def test_an_empty_stream_holds():
    assert verify_chain(SITE, []).bad is None


@examples(200)
@given(st.data())
def test_any_byte_changed_in_an_entry_is_named(data: st.DataObject):
    index = data.draw(st.integers(0, 8))
    name = data.draw(
        st.sampled_from(["event", "at", "actor", "subject", "stream", "body", "prev_hash", "hash"])
    )
    was = getattr(CHAIN[index], name)
    raw = was.encode() if isinstance(was, str) else was
    position = data.draw(st.integers(0, len(raw) - 1))
    flipped = bytes([raw[position] ^ data.draw(st.integers(1, 255))])
    changed = raw[:position] + flipped + raw[position + 1 :]
    value = changed.decode(errors="replace") if isinstance(was, str) else changed
    chain = [*CHAIN[:index], replace(CHAIN[index], **{name: value}), *CHAIN[index + 1 :]]

    assert found(chain, head=END) == (index + 1, Fault.ALTERED)


@examples(100)
@given(st.data())
def test_any_byte_changed_in_personal_data_is_named(data: st.DataObject):
    index = data.draw(st.sampled_from([2, 5, 8]))
    name = data.draw(st.sampled_from(["person", "salt", "content"]))
    personal = CHAIN[index].personal
    assert personal
    was = getattr(personal, name)
    raw = was.encode() if isinstance(was, str) else was
    position = data.draw(st.integers(0, len(raw) - 1))
    flipped = bytes([raw[position] ^ data.draw(st.integers(1, 255))])
    changed = raw[:position] + flipped + raw[position + 1 :]
    value = changed.decode(errors="replace") if isinstance(was, str) else changed
    altered = replace(CHAIN[index], personal=replace(personal, **{name: value}))

    assert found([*CHAIN[:index], altered, *CHAIN[index + 1 :]]) == (index + 1, Fault.COMMITMENT)


@pytest.mark.parametrize("index", range(9))
def test_a_removed_entry_is_named(index: int):
    chain = [*CHAIN[:index], *CHAIN[index + 1 :]]

    fault = Fault.TRUNCATED if index == 8 else Fault.MISSING
    assert found(chain, head=END) == (index + 1, fault)


@pytest.mark.parametrize("index", range(9))
def test_a_removed_entry_is_named_though_the_rest_was_renumbered(index: int):
    later = [replace(entry, seq=entry.seq - 1) for entry in CHAIN[index + 1 :]]

    fault = Fault.TRUNCATED if index == 8 else Fault.MISPLACED
    assert found([*CHAIN[:index], *later], head=END) == (index + 1, fault)


@examples(60)
@given(st.permutations(range(9)).filter(lambda order: order != list(range(9))))
def test_entries_out_of_order_are_named_at_the_first_that_moved(order: list[int]):
    first = next(place for place, index in enumerate(order) if place != index)
    renumbered = [replace(CHAIN[index], seq=place) for place, index in enumerate(order, start=1)]
    as_they_were = [CHAIN[index] for index in order]

    assert found(renumbered) == (first + 1, Fault.MISPLACED)
    named = found(as_they_were)
    assert named is not None
    assert named[0] == first + 1


def test_two_lines_swapped_are_named_as_such():
    assert found([*CHAIN[:3], CHAIN[4], CHAIN[3], *CHAIN[5:]]) == (4, Fault.MISPLACED)


@pytest.mark.parametrize("index", range(8))
def test_an_entry_written_anew_with_a_fitting_hash_is_named(index: int):
    forged = replace(CHAIN[index], body=CHAIN[index].body.replace(b"user/3", b"user/4"))
    forged = replace(follow(CHAIN[index - 1] if index else None, forged), actor="user/4")

    assert found([*CHAIN[:index], forged, *CHAIN[index + 1 :]]) == (index + 1, Fault.ALTERED)


def test_an_entry_bound_to_another_past_is_named():
    forged = replace(CHAIN[4], prev_hash=b"x" * 32)
    forged = replace(forged, hash=entry_hash(5, forged.prev_hash, forged.body))

    assert found([*CHAIN[:4], forged, *CHAIN[5:]]) == (5, Fault.ALTERED)


def test_a_tail_cut_is_named_by_a_checkpoint_only():
    """A chain alone does not notice truncation, even with a head that was set to fit."""
    kept = CHAIN[:6]
    set_to_fit = Mark(6, kept[-1].hash, "the stream's head")
    checkpoint = Mark(8, CHAIN[7].hash, "the checkpoint of Monday")

    assert found(kept, head=set_to_fit) is None
    assert found(kept, head=set_to_fit, marks=[checkpoint]) == (7, Fault.TRUNCATED)
    assert found([], marks=[checkpoint]) == (1, Fault.TRUNCATED)


def test_a_tail_written_anew_is_named_by_a_checkpoint():
    chain = CHAIN[:6]
    for entry in CHAIN[6:]:
        body = entry.body.replace(b"user/3", b"user/4")
        chain = [*chain, follow(chain[-1], replace(entry, body=body, actor="user/4"))]
    checkpoint = Mark(8, CHAIN[7].hash, "the checkpoint of Monday")

    # The personal data is as it was: only hashes that stand elsewhere can tell.
    assert found(chain) is None
    assert found(chain, marks=[checkpoint]) == (8, Fault.CHECKPOINT)
    assert found(chain, head=END) == (9, Fault.CHECKPOINT)


def test_an_entry_beyond_the_head_is_named():
    head = Mark(8, CHAIN[7].hash, "the stream's head")

    assert found(CHAIN, head=head) == (9, Fault.ADDED)


def test_another_streams_chain_does_not_pass_for_this_one():
    assert found(make_chain(stream="site:DUB1")) == (1, Fault.ALTERED)


def test_personal_data_that_nobody_committed_to_is_named():
    slipped_in = replace(CHAIN[0], personal=CHAIN[2].personal)

    assert found([slipped_in, *CHAIN[1:]]) == (1, Fault.COMMITMENT)


@pytest.mark.parametrize(
    "body", [b"[]", b"\xff", b'{"facts":{}}', b'{"event":"personal.erased","facts":{"erased":3}}']
)
def test_a_forger_who_writes_nonsense_is_named_too(body: bytes):
    forged = follow(None, replace(CHAIN[0], body=body, event="personal.erased"))

    assert found([forged]) == (1, Fault.ALTERED)


def test_erased_commitments_are_counted_not_blamed():
    """R-SEC-3: purging leaves the trail verifiable."""
    chain = [replace(entry, personal=None) for entry in CHAIN]

    verdict = verify_chain(SITE, chain, head=END)

    assert (verdict.bad, verdict.erased, verdict.first_erased) == (None, 3, 3)


def erasure_of(erased: dict[str, int]) -> StoredEntry:
    body = entry_body(
        Event.PERSONAL_ERASED,
        stream="operator",
        subject="journal",
        at=NINE,
        actor="system",
        facts={"erased": erased},
    )
    entry = StoredEntry(
        "operator",
        1,
        "personal.erased",
        moment_text(NINE),
        "system",
        "journal",
        body.encode(),
        b"",
        b"",
    )
    return follow(None, entry)


@pytest.mark.parametrize(("recorded", "faults"), [(3, []), (2, [(3, Fault.PERSONAL_LOST)])])
def test_an_erasure_has_to_be_on_record(recorded: int, faults: list[tuple[int, Fault]]):
    site = verify_chain(SITE, [replace(entry, personal=None) for entry in CHAIN])
    operator = verify_chain("operator", [erasure_of({SITE: recorded})])

    bad = unexplained_losses([operator, site])

    assert [(entry.seq, entry.fault) for entry in bad] == faults


def test_a_bad_entry_says_in_one_line_where_and_what():
    bad = BadEntry(SITE, 4, Fault.MISSING, "the next one there is entry 5")

    assert str(bad) == "site:AMS1 entry 4: missing: the next one there is entry 5"
