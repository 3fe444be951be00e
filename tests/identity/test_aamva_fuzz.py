"""Nothing that a scanner or a vandal sends makes the reader fail, hang or invent.

`ACCESSDESK_FUZZ` sets how many inputs the long test tries.
"""

import os
import random
import string
import time
from datetime import date

import pytest

from accessdesk.identity.aamva.reading import looks_like_aamva, read_aamva
from accessdesk.identity.aamva.text import MOST_CHARACTERS
from accessdesk.identity.document import Document, Unreadable
from tests.identity.aamva_card import Card
from tests.identity.test_aamva_data import OWN, load

TODAY = date(2026, 6, 1)
MOST_SECONDS = 0.005
PIECES = [
    *("@", "\n", "\x1e", "\r", "\r\n", "|", "\t", "M", "6", "ANSI ", "AAMVA", "QNSI ", "636000"),
    *("DL", "ID", "ZV", "00410278", "DAQ", "DCS", "DAC", "DCT", "DAA", "DBA", "DBB", "DDE", "T"),
    *("NONE", ",", "?", "ß", "\ufeff", "\x80", "Ã", "\ud800", "\0", "٣", "0", "9" * 40, "DCU"),
]
SEEDS = [
    *(row["raw"] for row in load(OWN)),
    *(Card(version=version).text() for version in (1, 3, 10)),
]


def mutate(text: str, chance: random.Random) -> str:
    """Change the text in one to six places: cut, drop, double, insert, replace, move."""
    for _ in range(chance.randint(1, 6)):
        start = chance.randint(0, len(text))
        end = min(len(text), start + chance.choice([0, 1, 1, 2, 8, 64]))
        middle = chance.choice(
            ["", chance.choice(PIECES), text[start:end] * 2, chr(chance.randrange(0x110000))]
        )
        text = text[:start] + middle + text[end:]
    return text


def invent(chance: random.Random) -> str:
    """Make a text of random pieces, or of random characters."""
    if chance.random() < 0.5:
        return "".join(chance.choices(PIECES, k=chance.randint(0, 200)))
    alphabet = chance.choice([string.printable, "ABCDZ0\n", "@ANSI 636\n\rDLQ"])
    return "".join(chance.choices(alphabet, k=chance.randint(0, 5000)))


def seconds_for(text: str) -> float:
    """Measure the processor's time, the best of three when the first looks slow.

    The best is taken because a busy machine can only make it look slower.
    """
    best = float("inf")
    for _ in range(3):
        started = time.process_time()
        answer = read_aamva(text, on=TODAY)
        best = min(best, time.process_time() - started)
        assert_sound(answer)
        if best < MOST_SECONDS:
            break
    return best


def assert_sound(answer: Document | Unreadable) -> None:
    if isinstance(answer, Document):
        assert answer.surname
        assert answer.valid_check_digits is None
        assert answer.expires_on is not None
        assert answer.expired is (answer.expires_on < TODAY)


def fuzz(count: int, seed: int) -> list[str]:
    """Try `count` inputs; returns those that took too long."""
    chance = random.Random(seed)
    slow = []
    for _ in range(count):
        known = chance.random() < 0.7
        text = mutate(chance.choice(SEEDS), chance) if known else invent(chance)
        if seconds_for(text) >= MOST_SECONDS:
            slow.append(text)
    return slow


@pytest.mark.timed
def test_a_few_thousand_mutations_are_read_or_refused_in_time():
    assert fuzz(2_000, seed=1) == []


@pytest.mark.timed
@pytest.mark.long
@pytest.mark.timeout(3600)
def test_many_mutations_are_read_or_refused_in_time():
    assert fuzz(int(os.environ.get("ACCESSDESK_FUZZ", "100000")), seed=2) == []


KINDS = [f"Z{letter}" for letter in string.ascii_uppercase]
WORST = {
    "at signs": "@\n" + "@" * MOST_CHARACTERS,
    "line feeds": "@" + "\n" * (MOST_CHARACTERS - 1),
    "headers": "ANSI 63600010" * 300,
    "headers in a long read": ("@ANSI 63600010" + "A" * 490) * 8,
    "every subfile": "@\nANSI 636000100002" + "".join(f"{kind}00410278" for kind in KINDS * 15),
    "subfiles and lines": "ANSI 636000100002DL00410278"
    + "".join(f"{kind}00410278" for kind in KINDS)
    + "\nDAXy" * 700,
    "designators": "@\n" + "DL" * 2000,
    "digits": "@\n" + "1" * 4000,
    "elements without separators": "DAQDCSDBADBBDAADAC" * 220,
    "elements of one letter": "\n".join(["DAQ1", "DCSX", "DACX"] * 250),
    "misread bytes": "@\n" + "Â\x80" * 2000,
    "sharp s": "@\n" + "ß" * 4000,
    "quotes": '"' * 4000,
    "French headers": "QNSI " * 800,
    "escapes": "@\n" + "\\n" * 2000,
    "commas in a name": Card(surname="A," * 1700).text(),
    "64 KiB of everything": "".join(PIECES) * 400,
    "64 KiB of blanks": " " * 65_536,
    "64 KiB of a card": (Card().text() * 200)[:65_536],
}


@pytest.mark.timed
@pytest.mark.parametrize("text", WORST.values(), ids=WORST)
def test_no_input_takes_more_than_five_milliseconds(text):
    assert seconds_for(text) < MOST_SECONDS


@pytest.mark.timed
def test_asking_what_a_text_is_takes_no_time_either():
    chance = random.Random(3)
    texts = [*WORST.values(), *(invent(chance) for _ in range(200))]

    started = time.process_time()
    for text in texts:
        looks_like_aamva(text)

    assert time.process_time() - started < MOST_SECONDS * len(texts)
