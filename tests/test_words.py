"""Every room of the code has its word in `docs/words.md`, and every word there is defined once."""

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "accessdesk"
ROW = re.compile(r"^\| (?P<word>[^|]+) \| (?P<meaning>[^|]+) \|$", re.MULTILINE)


def words() -> list[str]:
    rows = ROW.finditer((ROOT / "docs" / "words.md").read_text("utf-8"))
    return [row["word"] for row in rows if row["word"] != "---"]


def test_every_room_of_the_code_has_its_word_and_no_other_room_is_there() -> None:
    rooms = [path.parent.relative_to(PACKAGE) for path in PACKAGE.rglob("*/__init__.py")]

    named = [word.strip("`") for word in words() if word.startswith("`")]

    assert sorted(named) == sorted(str(room) for room in rooms)


def test_a_word_is_defined_once() -> None:
    single = [part for word in words() for part in word.split(", ")]

    assert len(single) == len(set(single))
