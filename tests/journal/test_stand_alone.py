"""The one file that verifies exports needs nothing but itself, and names what it finds."""

import importlib.util
import json
import tempfile
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accessdesk.journal.audit import export_line
from tests.examples import examples
from tests.journal.conftest import SITE, VERIFIER, stand_alone
from tests.journal.test_chain import CHAIN

ENTRIES = [export_line(entry, with_personal=True) for entry in CHAIN]
END = json.dumps({"end": {"stream": SITE, "seq": 9, "hash": CHAIN[-1].hash.hex()}})
LINES = [*ENTRIES, END]


def test_it_imports_nothing_of_accessdesk():
    assert "import accessdesk" not in VERIFIER.read_text()
    assert "from accessdesk" not in VERIFIER.read_text()


@pytest.mark.parametrize(
    ("edit", "complaint"),
    [
        (lambda lines: lines[:-1], "entry 10: truncated"),
        (lambda lines: [*lines, lines[0]], "lines after its end"),
        (
            lambda lines: [*lines[:2], "{", *lines[2:]],
            "entry 3: altered: its line is not a JSON object",
        ),
        (lambda lines: [lines[1], lines[0], *lines[2:]], "entry 1: misplaced"),
        (lambda lines: [*lines[:3], lines[2], *lines[3:]], "entry 4: misplaced"),
        (lambda lines: ["{}", *lines], "not an export"),
        (lambda lines: [], "entry 1: truncated"),
    ],
)
def test_the_stand_alone_file_names_what_is_wrong_with_a_file(
    edit: Callable[[list[str]], list[str]], complaint: str
):
    answer = stand_alone("".join(line + "\n" for line in edit(LINES)))

    assert answer.code == 1
    assert complaint in answer.output


def load_verifier() -> Any:
    """Load the file as a module, to run it on many exports in one process."""
    spec = importlib.util.spec_from_file_location("verify_journal", VERIFIER)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


VERIFY = load_verifier()


@examples(150)
@given(st.data())
def test_any_byte_changed_in_an_export_is_named(data: st.DataObject):
    """Except what changes no meaning, as a tab for the space between two fields."""
    index = data.draw(st.integers(0, len(LINES) - 1))
    was = LINES[index].encode()
    place = data.draw(st.integers(0, len(was) - 1))
    other = data.draw(st.integers(0, 255).filter(lambda byte: byte != was[place]))
    changed = was[:place] + bytes([other]) + was[place + 1 :]
    lines = [*(line.encode() for line in LINES[:index]), changed]
    lines += [line.encode() for line in LINES[index + 1 :]]

    with tempfile.NamedTemporaryFile() as file:
        file.write(b"".join(line + b"\n" for line in lines))
        file.flush()
        is_good = VERIFY.report(file.name, [])

    assert is_good == (meaning(changed) == meaning(was))


def meaning(line: bytes) -> Any:
    try:
        return json.loads(line.decode()) if b"\n" not in line else None
    except ValueError:
        return None
